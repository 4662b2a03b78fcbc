"""The document types: a module each, called as `duty` calls its kind, with the `REPORT` of that kind."""

import importlib

from reportgen import duty
from reportgen.reports.model import Drawing, Material, Report


def load(document: str) -> Report:
    """The periodic document called so; only its own modules are loaded."""
    report: Report = importlib.import_module(f"{__name__}.{document}").REPORT
    return report


def every() -> tuple[Report, ...]:
    """All periodic documents."""
    return tuple(load(kind.document) for kind in duty.KINDS)


__all__ = ["Drawing", "Material", "Report", "every", "load"]
