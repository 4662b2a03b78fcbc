"""What one dataset looks like: the single description from which forms, checks and tables come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

Type = Literal["text", "integer", "decimal", "date", "time", "flag"]

NO_CODES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Chinese label, type, and what staff need to fill it in rightly.

    `codes` maps each allowed value to its meaning; `unit` is printed after the label (件、个工作日).
    What the supervising body itself adds is not `asked` of the units and stands at `default` until then.
    A date or time lies in the past when it is reported, unless it is `planned` (a deadline).
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
    planned: bool = False


SCHEME = "indicators"  # the dataset of the evaluation scheme, kept in a file of the workspace
LEDGER = "rectification"  # the 整改台账, kept as events; each entry belongs to a unit

Row = Mapping[str, Any]  # typed values by column name; None where nothing was filled in
Calendar = frozenset[tuple[date, bool]]  # days of work or rest that a workspace adds to those announced


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
    """A column whose values must stand in `dataset`.`key`, valid on the row's day; units are always checked.

    It is asked only where `given` is filled in, if that is named. Of a dataset kept in a file, a form offers the
    keys to choose from, and `shown` are the columns that it shows beside the one chosen, to say what it means.
    """

    column: str
    dataset: str
    key: str
    given: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A rule between a row and the row of another dataset that its column `by` refers to.

    `differs` gets both rows and the calendar and says in words what differs, "" if nothing; it is asked where
    all of `columns` are filled in. The first of them is the one to correct.
    """

    id: str
    words: str
    by: str
    columns: tuple[str, ...]
    differs: Callable[[Row, Row, Calendar], str]
    remedy: str
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule of all rows of a table together: its breach at `column` is suspicious, not wrong."""

    id: str
    words: str
    column: str
    holds: Callable[[Sequence[Row]], bool]
    remedy: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset (D01–D24 of the data model): columns, key, checks, and the clause that asks for it.

    `dated` names the column that puts a row into a period, "" where rows belong to none. A `returned`
    dataset is filled by the units themselves: a unit without rows did not report (未报送); elsewhere it
    had nothing (0). `valid` names the columns with the first and the last day on which a row holds, if
    rows have them. `file` is the workspace's own file that holds the rows and is read instead of a table.
    What is not `stored` has no table: it is only handed out or taken in. `purpose` says what rows are kept
    for that no measure counts and no document lists. Rows that are `totals` may be added up before anything is
    counted: no measure tells them apart but by its period, the unit and the columns named.
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
    agreements: tuple[Agreement, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    valid: tuple[str, str] | None = None
    file: str = ""
    stored: bool = True
    purpose: str = ""
    totals: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that must be filled in."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column called `name`; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")
