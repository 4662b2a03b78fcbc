"""What the intake passes along: one return as read and checked, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.period import Period

Rows = tuple[Mapping[str, Any], ...]  # typed values by column name, in the order of the file


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
class Claim:
    """A value that another table must hold, and what is found if it does not.

    Of the 整改台账 `key` is the unit to which the entry must belong.
    """

    dataset: str
    key: str
    value: str
    otherwise: Finding


@dataclass(frozen=True, slots=True)
class Filing:
    """One file from one unit: whose it is and of which period, its rows by dataset, and all findings.

    `unit` and `period` are empty and None where the file does not say; `rows` is empty unless `accepted`.
    """

    path: Path  # the file itself, or the member's own copy if it came in an archive
    name: str  # as the sender called it
    sha256: str
    unit: str
    period: Period | None
    business: bool  # False: declared to have none (零业务)
    rows: Mapping[str, Rows] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    datasets: tuple[str, ...] = ()  # of the tables it holds, whether they are accepted or not
    claims: tuple[Claim, ...] = ()  # still to be looked up

    @property
    def accepted(self) -> bool:
        """Whether nothing was found that keeps the file out."""
        return not any(finding.strict for finding in self.findings)
