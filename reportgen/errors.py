"""What can go wrong for a user, said in the user's language.

    ReportError             exit  meaning
    ├── InputFaults           1   settings, templates, style, scheme or data have faults
    ├── WrongUsage            2   the command was called wrongly
    ├── MissingData           3   the period has no data, or nothing is due
    └── RenderingFailed       4   fonts, glyphs or the typesetting engine

Anything else that is raised is a defect of this program and shows a traceback.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what is wrong, where it is, and what to do about it (all Chinese)."""

    what: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        where = f"【{self.where}】" if self.where else ""
        remedy = f"处理办法：{self.remedy}" if self.remedy else ""
        return f"{where}{self.what}{'。' if remedy else ''}{remedy}"


class ReportError(Exception):
    """One or several faults, all of them at once; `exit_code` is what the command returns."""

    exit_code = 1

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    def __reduce__(self) -> tuple[type["ReportError"], tuple[Fault, ...]]:
        """How the error travels between processes: by its faults."""
        return type(self), self.faults

    @classmethod
    def single(cls, what: str, where: str = "", remedy: str = "") -> "ReportError":
        return cls(Fault(what, where, remedy))


class InputFaults(ReportError):
    """Settings, templates, style, scheme or data contain faults."""


class WrongUsage(ReportError):
    """The command was called wrongly."""

    exit_code = 2


class MissingData(ReportError):
    """The period asked for has no data, or nothing is due."""

    exit_code = 3


class RenderingFailed(ReportError):
    """A font or glyph is missing, or the typesetting engine complained."""

    exit_code = 4


def raise_all(faults: Iterable[Fault], kind: type[ReportError] = InputFaults) -> None:
    """Raise `kind` with all `faults` if there are any."""
    if found := tuple(faults):
        raise kind(*found)
