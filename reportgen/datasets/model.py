"""What one dataset looks like: the single description from which forms, checks and tables come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Type = Literal["text", "integer", "decimal", "date", "time", "flag"]

NO_CODES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Chinese label, type, and what staff need to fill it in rightly.

    `codes` maps each allowed value to its meaning; `unit` is printed after the label (件、个工作日).
    What the supervising body itself adds is not `asked` of the units and stands at `default` until then.
    """

    name: str
    label: str
    type: Type
    required: bool = True
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=lambda: NO_CODES)
    example: str = ""
    explanation: str = ""
    asked: bool = True
    default: Any = None


SCHEME = "scheme"  # in the place of a dataset: the indicators of the evaluation scheme
LEDGER = "ledger"  # likewise: the 整改台账, whose entries each belong to a unit

Row = Mapping[str, Any]  # typed values by column name; None where nothing was filled in


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that the values of one row must keep together.

    `columns` are those it concerns, the first of them the one to correct; it is asked only where all of
    `given` (all of `columns` unless said otherwise) are filled in. A check that is not `strict` finds what
    is suspicious rather than wrong: it is recorded, and the row is taken. `formula` is the same for a form.
    """

    id: str
    words: str
    columns: tuple[str, ...]
    holds: Callable[[Row], bool]
    remedy: str
    strict: bool = True
    given: tuple[str, ...] | None = None
    formula: str = ""

    def broken(self, row: Row) -> bool:
        """Whether `row` breaks the rule."""
        given = self.columns if self.given is None else self.given
        return all(row[name] is not None for name in given) and not self.holds(row)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values must stand in `dataset`.`key` (cross-dataset check); units are always checked.

    `SCHEME` or `LEDGER` may stand in the place of a dataset. It is asked only where `given` is filled in,
    if that is named.
    """

    column: str
    dataset: str
    key: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset (D01–D24 of the data model): columns, key, checks, and the clause that asks for it.

    `dated` names the column that puts a row into a period, "" where none does. A `returned` dataset is filled by the
    units themselves: a unit without rows did not report (未报送); elsewhere it had nothing (0).
    `valid` names the columns with the first and the last day on which a row holds, if rows have them.
    What is not `stored` has no table: it is only handed out or taken in.
    """

    name: str
    label: str
    number: str
    clause: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: str
    returned: bool = False
    checks: tuple[Check, ...] = ()
    references: tuple[Reference, ...] = ()
    valid: tuple[str, str] | None = None
    stored: bool = True

    def column(self, name: str) -> Column:
        """The column called `name`; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")
