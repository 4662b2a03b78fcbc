"""Returns held against rows elsewhere: what they refer to, and keys that somebody has used already."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from reportgen.datasets import DECLARED, Dataset, Reference
from reportgen.datasets.model import Agreement, Calendar
from reportgen.errors import ReportError
from reportgen.forms import layout
from reportgen.intake.checking import breach, shown
from reportgen.intake.model import Crossing, Filing, Finding
from reportgen.period import Period

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Owner = tuple[str, date]  # unit and the day that puts the row into a period


class Elsewhere(Protocol):
    """What stands outside the returns at hand."""

    @property
    def calendar(self) -> Calendar:
        """The working days that the workspace adds to those announced."""

    def rows(self, dataset: str, key: str, values: set[str]) -> Mapping[str, Row] | None:
        """The rows of `dataset` by `key`, those of `values`; None if it cannot be asked."""

    def owners(self, dataset: str, keys: set[Key]) -> Mapping[Key, list[Owner]]:
        """Who holds the rows with these keys."""


def crossed(filings: Sequence[Filing], elsewhere: Elsewhere) -> list[Filing]:
    """The filings, with a finding for everything that does not agree with rows elsewhere."""
    referred = _referred(filings, elsewhere)
    owners = _owners(filings, elsewhere)
    return [_answered(filing, referred, owners, elsewhere.calendar) for filing in filings]


def _answered(
    filing: Filing,
    referred: Mapping[tuple[str, str], Mapping[str, Row] | None],
    owners: Mapping[str, Mapping[Key, set[Owner]]],
    calendar: Calendar,
) -> Filing:
    found: list[Finding] = []
    for crossing in filing.crossings:
        dataset = DECLARED[crossing.table.dataset]
        for reference in dataset.references:
            rows = referred[reference.dataset, reference.key]
            if rows is not None:
                found += _references(
                    crossing, dataset, reference, {**rows, **_own(filing, reference)}, calendar
                )
        found += _doubles(filing, crossing, dataset, owners.get(dataset.name, {}))
    kept = {} if any(finding.strict for finding in found) else filing.rows
    left = tuple(each for each in filing.crossings if not DECLARED[each.table.dataset].stored)
    return replace(filing, rows=kept, findings=(*filing.findings, *found), crossings=left)


# --- references ------------------------------------------------------------------------------


def _referred(
    filings: Sequence[Filing], elsewhere: Elsewhere
) -> dict[tuple[str, str], Mapping[str, Row] | None]:
    """The rows that the filings refer to, by dataset and key: one look-up each."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for crossing in (each for filing in filings for each in filing.crossings):
        for reference in DECLARED[crossing.table.dataset].references:
            asked = [row[reference.column] for _, row in crossing.rows if _asked(reference, row)]
            wanted[reference.dataset, reference.key] |= {str(value) for value in asked}
    return {(name, key): elsewhere.rows(name, key, values) for (name, key), values in wanted.items()}


def _asked(reference: Reference, row: Row) -> bool:
    """Whether `row` refers to anything."""
    return row[reference.column] is not None and (not reference.given or row[reference.given] is not None)


def _own(filing: Filing, reference: Reference) -> dict[str, Row]:
    """What the filing itself brings of the dataset it refers to."""
    return {str(row[reference.key]): row for row in filing.rows.get(reference.dataset, ())}


def _references(
    crossing: Crossing, dataset: Dataset, reference: Reference, rows: Mapping[str, Row], calendar: Calendar
) -> Iterator[Finding]:
    """Each value that is not there, not valid on the row's day, or disagrees with what it names."""
    table, target = crossing.table, DECLARED[reference.dataset]
    for number, row in crossing.rows:
        if not _asked(reference, row):
            continue
        value = row[reference.column]
        spot = (number, reference.column, value)
        if (other := rows.get(str(value))) is None:
            yield table.found("对-01", f"“{value}”在{target.label}中查不到", "请核对编码", *spot)
            continue
        if words := _invalid(row, other, dataset, target):
            yield table.found("对-02", f"“{value}”{words}", "请核对编码，或先更新" + target.label, *spot)
        yield from _disagreements(crossing, dataset, reference, (number, row, other), calendar)


def _disagreements(
    crossing: Crossing, dataset: Dataset, reference: Reference, pair: tuple[int, Row, Row], calendar: Calendar
) -> Iterator[Finding]:
    """What a row and the row it names say differently."""
    number, row, other = pair
    for agreement in dataset.agreements:
        if agreement.by != reference.column or not (words := _differs(agreement, row, other, calendar)):
            continue
        reason = f"{breach(agreement)}（{words}）"
        spot = (number, agreement.columns[0], shown(row, agreement.columns, dataset))
        yield crossing.table.found(agreement.id, reason, agreement.remedy, *spot, strict=agreement.strict)


def _invalid(row: Row, other: Row, dataset: Dataset, target: Dataset) -> str:
    """Why what the row names did not hold on its day; "" if it did."""
    day = row.get(dataset.dated)
    if not target.valid or day is None:
        return ""
    day = day.date() if isinstance(day, datetime) else day
    first, last = (other[name] for name in target.valid)
    if first and day < first:
        return f"自{first}起才有效"
    return f"{last}起已失效" if last and day > last else ""


def _differs(agreement: Agreement, row: Row, other: Row, calendar: Calendar) -> str:
    """What differs, as far as both say enough and the calendar is known."""
    if any(row[name] is None for name in agreement.columns):
        return ""
    try:
        return agreement.differs(row, other, calendar)
    except ReportError:  # a year whose working days nobody has announced
        return ""


# --- keys ------------------------------------------------------------------------------------


def _owners(filings: Sequence[Filing], elsewhere: Elsewhere) -> dict[str, dict[Key, set[Owner]]]:
    """Who holds or reports each key that must be single among all units, by dataset."""
    owners: dict[str, dict[Key, set[Owner]]] = defaultdict(lambda: defaultdict(set))
    for filing in filings:
        for crossing in filing.crossings:
            assert filing.period  # a file without one has not been checked that far
            for key in _single(crossing):
                owners[crossing.table.dataset][key].add((filing.unit, filing.period.start))
    for name, keys in owners.items():
        for key, held in elsewhere.owners(name, set(keys)).items():
            keys[key] |= set(held)
    return owners


def _single(crossing: Crossing) -> dict[Key, int]:
    """The keys of a table that no other unit or period may use, with their first rows."""
    dataset = DECLARED[crossing.table.dataset]
    key = dataset.key
    if not dataset.stored or not set(key).isdisjoint(layout.GIVEN):
        return {}
    keys = ((tuple(row[name] for name in key), number) for number, row in reversed(crossing.rows))
    return {values: number for values, number in keys if None not in values}


def _doubles(
    filing: Filing, crossing: Crossing, dataset: Dataset, owners: Mapping[Key, set[Owner]]
) -> Iterator[Finding]:
    """Keys that stand in another unit's or another period's rows; another unit is not named."""
    assert filing.period
    for key, number in sorted(_single(crossing).items(), key=lambda item: item[1]):
        others = sorted(each for each in owners.get(key, ()) if not _mine(each, filing.unit, filing.period))
        if others:
            unit, day = others[0]
            whose = f"本单位{day:%Y年}{day.month}月" if unit == filing.unit else "其他单位"
            labels = "、".join(dataset.column(name).label for name in dataset.key)
            reason = f"{labels}与{whose}报送的重复"
            yield crossing.table.found("对-03", reason, "请核对编号", number, dataset.key[0], key[0])


def _mine(owner: Owner, unit: str, period: Period) -> bool:
    return owner[0] == unit and period.start <= owner[1] < period.end
