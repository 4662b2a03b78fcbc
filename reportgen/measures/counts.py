"""Grouped counts: every measure by unit and period, one query for all measures of one table.

Counts are additive, so the figure of any scope is the quotient of two sums of these counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import ibis

from reportgen.datasets import Dataset
from reportgen.measures.model import Measure
from reportgen.period import Frequency, Period
from reportgen.store import Store

Count = int | Decimal
Pair = tuple[Count, Count | None]

TRUNCATE: dict[Frequency, str] = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL that grouped a measure's counts, and the columns that hold them."""

    sql: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Counts:
    """(numerator, denominator) by measure id, start of period and unit id; and each measure's query."""

    pairs: Mapping[str, Mapping[date, Mapping[str, Pair]]]
    queries: Mapping[str, Query]

    def of(self, measure: str, start: date) -> Mapping[str, Pair]:
        """Counts of `measure` by unit in the period from `start`; empty if the table has none."""
        return self.pairs[measure].get(start, {})


def collect(
    store: Store, measures: Iterable[Measure], flow: Iterable[Period], stock: Iterable[Period]
) -> Counts:
    """Counts of `measures` by unit: flows in the periods `flow`, stocks at the ends of `stock`."""
    flow, stock = sorted(flow), sorted(stock)
    pairs: dict[str, dict[date, dict[str, Pair]]] = {}
    queries: dict[str, Query] = {}
    for shared in _by_table(measures):
        sql, rows = store.rows(_expression(store, shared, flow, stock))
        for serial, measure in enumerate(shared):
            below = f"d{serial}" if measure.denominator is not None else ""
            pairs[measure.id], queries[measure.id] = {}, Query(sql, f"n{serial}", below)
        for row in rows:
            _enter(row, shared, pairs)
    return Counts(pairs, queries)


def _by_table(measures: Iterable[Measure]) -> Iterable[list[Measure]]:
    def source(measure: Measure) -> tuple[str, str, str]:
        standing = measure.standing.__qualname__ if measure.standing else ""
        return (measure.dataset.name, measure.date_column, standing)

    for _source, shared in groupby(sorted(measures, key=source), key=source):
        yield list(shared)


def _expression(store: Store, measures: list[Measure], flow: list[Period], stock: list[Period]) -> ibis.Table:
    """Rows of unit, period and one column a count; ordered, so that equal data give equal bytes."""
    first = measures[0]
    table = store.table(first.dataset)
    if first.standing:
        ends = [
            table.filter(first.standing(table, period.end)).mutate(period=ibis.literal(period.start))
            for period in stock
        ]
        rows = ibis.union(*ends) if len(ends) > 1 else ends[0]
    else:
        dated = table[first.date_column]
        inside = (dated >= flow[0].start) & (dated < flow[-1].end)
        unit = TRUNCATE[flow[0].frequency]
        rows = table.filter(inside).mutate(period=dated.cast("date").truncate(unit).cast("date"))
    grouped = rows.group_by("period", "unit_id").aggregate(**_aggregates(measures))
    return grouped.order_by("period", "unit_id")


def _aggregates(measures: list[Measure]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for serial, measure in enumerate(measures):
        columns[f"n{serial}"] = measure.numerator
        if measure.denominator is not None:
            columns[f"d{serial}"] = measure.denominator
    return columns


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
    value = value or 0
    return int(value) if value == int(value) else value


def datasets_of(measures: Iterable[Measure]) -> tuple[Dataset, ...]:
    """The datasets that `measures` read, without repetition."""
    return tuple({measure.dataset.name: measure.dataset for measure in measures}.values())
