"""Grouped counts: every measure by unit and period, one query for all measures of the same rows of a table.

Counts are additive, so the figure of any scope is the quotient of two sums of these counts.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial, reduce
from itertools import groupby, product
from operator import or_
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, DateValue

from reportgen.datasets import Dataset
from reportgen.measures.model import Calendar, Measure
from reportgen.period import Period
from reportgen.store import Store

Count = int | Decimal
Pair = tuple[Count, Count | None]
Rows = list[dict[str, Any]]

NO_DAYS: Calendar = {}
FEW = 6  # periods


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL that grouped a measure's counts, for which engine, and the columns that hold them."""

    sql: str
    dialect: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Counts:
    """(numerator, denominator) by measure id, start of period and unit id; and each measure's query."""

    pairs: Mapping[str, Mapping[date, Mapping[str, Pair]]]
    queries: Mapping[str, Query]

    def known(self, measure: str, start: date) -> bool:
        """Whether there is anything to count in the period from `start`: rows, or a stock that may be empty."""
        return start in self.pairs[measure]

    def of(self, measure: str, start: date) -> Mapping[str, Pair]:
        """Counts of `measure` by unit in the period from `start`; empty if the table has none."""
        return self.pairs[measure].get(start, {})

    def __or__(self, other: "Counts") -> "Counts":
        """These counts and those of `other`, of other measures or other periods."""
        pairs = {
            name: {**self.pairs.get(name, {}), **other.pairs.get(name, {})}
            for name in {**self.pairs, **other.pairs}
        }
        return Counts(pairs, {**other.queries, **self.queries})


@dataclass(frozen=True, slots=True)
class Asked:
    """`measures` in the periods `compared`, and those `in_trend` in the periods of the `trend` instead.

    A stock is counted at the ends of the periods compared.
    """

    measures: Iterable[Measure]
    compared: Iterable[Period]
    trend: Iterable[Period] = ()
    in_trend: Container[str] = ()

    def queries(self) -> Iterator[tuple[list[Measure], list[Period]]]:
        """The measures that one query counts, and its periods."""
        compared, trend = sorted(set(self.compared)), sorted(set(self.trend))
        for shared in _by_table(self.measures):
            yield shared, trend if any(measure.id in self.in_trend for measure in shared) else compared


@dataclass(frozen=True, slots=True)
class _Answer:
    """A query, its rows as soon as the engine has them, and of a stock when its table has rows at all."""

    shared: list[Measure]
    periods: list[Period]
    sql: str
    rows: Future[Rows]
    filled: Future[bool] | None


def collect(
    store: Store, measures: Iterable[Measure], compared: Iterable[Period], calendar: Calendar = NO_DAYS
) -> Counts:
    """Counts of `measures` by unit in the periods `compared`; `calendar` has the working days that the workspace adds."""
    [found] = begin(store, [Asked(measures, compared)], calendar)()
    return found


def begin(store: Store, asked: Iterable[Asked], calendar: Calendar = NO_DAYS) -> Callable[[], list[Counts]]:
    """Have the engine count; what is given back waits for the counts of each of `asked`.

    While the engine answers one query, the next is compiled.
    """

    def submitted(shared: list[Measure], periods: list[Period]) -> _Answer:
        build = partial(_expression, store, shared, periods, calendar)
        sql = store.sql_for(_asked(shared, periods, calendar), build)
        filled = store.begin(store.filled, shared[0].dataset) if shared[0].standing else None
        return _Answer(shared, periods, sql, store.begin(store.query, sql), filled)

    answers = [[submitted(*query) for query in each.queries()] for each in asked]
    return lambda: [_counted(each, store.dialect) for each in answers]


def _counted(answers: Sequence[_Answer], dialect: str) -> Counts:
    pairs: dict[str, dict[date, dict[str, Pair]]] = {}
    queries: dict[str, Query] = {}
    for each in answers:
        for serial, measure in enumerate(each.shared):
            below = f"d{serial}" if measure.denominator is not None else ""
            pairs[measure.id] = {}
            queries[measure.id] = Query(each.sql, dialect, f"n{serial}", below)
        if each.filled and each.filled.result():  # nothing standing is a true 0
            for measure in each.shared:
                pairs[measure.id].update({period.start: {} for period in each.periods})
        for row in each.rows.result():
            _enter(row, each.shared, pairs)
    _acknowledge([(each.shared, each.periods) for each in answers], pairs)
    return Counts(pairs, queries)


def _acknowledge(
    counted: list[tuple[list[Measure], list[Period]]], pairs: dict[str, dict[date, dict[str, Pair]]]
) -> None:
    """A period with any row of a table is known to all measures of it, also to those narrowed to other rows."""
    known: dict[tuple[str, str], set[date]] = {}
    flows = [
        (measure, periods) for shared, periods in counted if not shared[0].standing for measure in shared
    ]
    for measure, _periods in flows:
        known.setdefault((measure.dataset.name, measure.date_column), set()).update(pairs[measure.id])
    for measure, periods in flows:
        for period in periods:
            if period.start in known[measure.dataset.name, measure.date_column]:
                pairs[measure.id].setdefault(period.start, {})


def _by_table(measures: Iterable[Measure]) -> Iterable[list[Measure]]:
    """The measures that one query counts: flows of the same rows and date, or all stocks of the same rows."""

    def source(measure: Measure) -> tuple[str, str, str]:
        dated = "" if measure.standing else measure.date_column
        return measure.dataset.name, dated, "" if measure.rows is None else str(measure.rows)

    def rule(measure: Measure) -> tuple[str, ...]:
        return (*source(measure), measure.standing.__qualname__ if measure.standing else "")

    for _source, shared in groupby(sorted(measures, key=rule), key=source):
        yield list(shared)


def _asked(measures: list[Measure], periods: list[Period], calendar: Calendar) -> str:
    """All that `_expression` depends on beside the program itself."""
    counted = [
        (each.dataset.name, each.date_column, *map(str, (each.numerator, each.denominator, each.rows)),
         each.standing and each.standing.__qualname__)
        for each in measures
    ]  # fmt: skip
    spans = [(period.start, period.end, period.frequency) for period in periods]
    return repr(("counts", counted, spans, sorted(calendar.items())))


def _expression(
    store: Store, measures: list[Measure], periods: list[Period], calendar: Calendar
) -> ibis.Table:
    """Rows of unit, period and one column a count; ordered, so that equal data give equal bytes."""
    table = store.table(measures[0].dataset)
    if measures[0].rows is not None:
        table = table.filter(measures[0].rows)
    stocks = measures[0].standing is not None
    found = _stocks(table, measures, periods, calendar) if stocks else _flows(table, measures, periods)
    return found.order_by("period", "unit_id")


def _stocks(
    table: ibis.Table, measures: list[Measure], periods: list[Period], calendar: Calendar
) -> ibis.Table:
    """What stands at the end of each period, by the rule of each measure; the table is read once for all.

    A row is there once for every rule and period by which it stands.
    """
    rules = list(dict.fromkeys(each.standing for each in measures if each.standing))
    places = list(product(range(len(rules)), periods))
    standing = [rules[rule](table, period.end, calendar) for rule, period in places]
    each = ibis.array([ibis.ifelse(there, place, ibis.null("int16")) for place, there in enumerate(standing)])
    rows = table.mutate(place=each.unnest())
    rows = rows.filter(rows.place.notnull())
    starts = ibis.cases(
        *((rows.place == place, _day(period.start)) for place, (_rule, period) in enumerate(places))
    )
    keys = (starts.name("period"), rows.unit_id)
    if len(rules) == 1:
        return rows.group_by(*keys).aggregate(**_aggregates(measures))
    rule = (rows.place // len(periods)).name("rule")
    found = rows.group_by(*keys, rule).aggregate(**_aggregates(measures))
    own = {
        name: ibis.ifelse(found.rule == rules.index(measure.standing), found[name], None).sum()
        for serial, measure in enumerate(measures)
        if measure.standing
        for name in _columns(serial, measure)
    }
    return found.group_by("period", "unit_id").aggregate(**own)


def _flows(table: ibis.Table, measures: list[Measure], periods: list[Period]) -> ibis.Table:
    """What is dated within each period; totals are added up by all that measures tell them apart by, and few rows counted."""
    first = measures[0]
    dated = table[first.date_column].cast("date")
    rows = table.filter(_within(dated, periods))
    keys: tuple[Any, ...] = (_start(dated, periods).name("period"), rows.unit_id)
    if first.dataset.totals:
        rows = _summed(rows, keys, first.dataset)
        keys = (rows.period, rows.unit_id)
    return rows.group_by(*keys).aggregate(**_aggregates(measures))


def _summed(rows: ibis.Table, keys: tuple[Any, ...], dataset: Dataset) -> ibis.Table:
    """Totals added up by all that measures tell them apart by, so that few rows are left to be counted."""
    sums = {
        column.name: rows[column.name].sum() for column in dataset.columns if column.name not in dataset.key
    }
    return rows.group_by(*keys, *dataset.totals).aggregate(**sums)


def _within(dated: DateValue, periods: list[Period]) -> BooleanValue:
    """Whether a date lies in one of the periods: said run by run, which engines test faster than gaps, and skip rows by."""
    runs: list[tuple[date, date]] = []
    for period in periods:
        start = runs.pop()[0] if runs and runs[-1][1] == period.start else period.start
        runs.append((start, period.end))
    return reduce(or_, ((dated >= _day(start)) & (dated < _day(end)) for start, end in runs))


def _start(dated: DateValue, periods: list[Period]) -> DateValue:
    """The start of the period that each date lies in, where it lies in one of `periods`.

    Comparisons with a few bounds are cheaper than truncating a date, and know periods of any days; comparisons with
    the bounds of many months are dearer, and take most of the time that such a query takes to compile.
    """
    if len(periods) > FEW and {period.frequency for period in periods} == {"month"}:
        return dated.truncate("month")
    starts = [_day(period.start) for period in reversed(periods)]
    return ibis.cases(*((dated >= start, start) for start in starts))


@cache
def _day(day: date) -> DateValue:
    """`day` for an expression; queries compare with the same few days, and making one takes longer than comparing."""
    return ibis.literal(day)


def _columns(serial: int, measure: Measure) -> dict[str, Any]:
    """The counts of a measure by the names of their columns."""
    above = {f"n{serial}": measure.numerator}
    return above if measure.denominator is None else {**above, f"d{serial}": measure.denominator}


def _aggregates(measures: list[Measure]) -> dict[str, Any]:
    return {
        name: count for serial, each in enumerate(measures) for name, count in _columns(serial, each).items()
    }


def _enter(
    row: Mapping[str, Any], measures: list[Measure], pairs: dict[str, dict[date, dict[str, Pair]]]
) -> None:
    """Enter one grouped row; an aggregate over nothing but nulls is a true 0 of that unit."""
    start = row["period"].date() if isinstance(row["period"], datetime) else row["period"]
    for serial, measure in enumerate(measures):
        below = _plain(row[f"d{serial}"]) if measure.denominator is not None else None
        pairs[measure.id].setdefault(start, {})[row["unit_id"]] = (_plain(row[f"n{serial}"]), below)


def _plain(value: Count | None) -> Count:
    """The aggregate as int where it is whole: engines return sums of integers as wide decimals."""
    if type(value) is int:
        return value
    value = value or 0
    return int(value) if value == int(value) else value
