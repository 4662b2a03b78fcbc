"""The document types, found by a scan of this package: a module with a `REPORT` is one."""

import importlib
import pkgutil

from reportgen.reports.model import Drawing, Material, Report


def scan() -> dict[str, Report]:
    """All document types by name."""
    found: dict[str, Report] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if isinstance(report := getattr(module, "REPORT", None), Report):
            found[report.name] = report
    return found


__all__ = ["Drawing", "Material", "Report", "scan"]
