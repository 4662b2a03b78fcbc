"""What the intake passes along: one return as read and checked, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.datasets import DECLARED
from reportgen.forms import layout
from reportgen.period import Period

Rows = tuple[Mapping[str, Any], ...]  # typed values by column name, in the order of the file

SHOWN = 60  # characters of a value that a finding repeats


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a return: where it is, what was written there, why it is wrong, what to do.

    `cell` is an address such as "D17", "" where the finding concerns the whole sheet or file. What is
    not `strict` is recorded, and the file is taken all the same.
    """

    rule: str
    reason: str
    remedy: str
    file: str
    sheet: str = ""
    cell: str = ""
    column: str = ""  # its printed head
    value: str = ""  # as written
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file, as far as a finding must know it: where each column stands."""

    file: str
    sheet: str
    dataset: str
    columns: Mapping[str, str]  # the column's letter by column name
    called: Mapping[int, str] = field(default_factory=dict)  # what rows are called where they have no number

    def found(
        self, rule: str, reason: str, remedy: str, number: int = 0, name: str = "", value: object = None,
        strict: bool = True, at: str = "",
    ) -> Finding:  # fmt: skip
        """A finding in row `number` and column `name`, or `at` another place."""
        letter = self.columns.get(name, "")
        plain = self.called.get(number) or str(number or "")
        cell = at or (f"{letter}{number}" if number and letter.isupper() else plain)
        column = layout.heading(DECLARED[self.dataset].column(name)) if name else ""
        shown = "" if value is None else str(value)[:SHOWN]
        return Finding(rule, reason, remedy, self.file, self.sheet, cell, column, shown, strict)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Rows of a table, by their number, with the values that must be held against rows elsewhere."""

    table: Table
    rows: tuple[tuple[int, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """One file from one unit: whose it is and of which period, its rows by dataset, and all findings.

    `unit` and `period` are empty and None where the file does not say; `rows` is empty unless `accepted`.
    """

    path: Path  # the file itself, or the archive it came in
    name: str  # as the sender called it
    sha256: str
    unit: str
    period: Period | None
    business: bool  # False: declared to have none (零业务)
    rows: Mapping[str, Rows] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    datasets: tuple[str, ...] = ()  # of the tables it holds, whether they are accepted or not
    crossings: tuple[Crossing, ...] = ()  # still to be looked up, at last of tables that become events
    member: int = -1  # its place in the archive it came in
    edition: str | None = (
        None  # of the document whose form this is, as the form says it; None of a file that is none
    )

    def place(self, dataset: str, column: str, value: str) -> tuple[Table, int]:
        """The table of `dataset` that became events, and the row in which `column` says `value`."""
        crossing = next(each for each in self.crossings if each.table.dataset == dataset)
        return crossing.table, next(number for number, row in crossing.rows if row[column] == value)

    @property
    def accepted(self) -> bool:
        """Whether nothing was found that keeps the file out."""
        return not any(finding.strict for finding in self.findings)
