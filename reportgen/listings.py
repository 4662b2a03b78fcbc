"""Short lists from the store: the case numbers, problems and texts a document names one by one."""

from collections.abc import Mapping
from typing import Any

import ibis

from reportgen.datasets import DATASETS
from reportgen.measures.service import overdue_and_open
from reportgen.period import Period
from reportgen.store import Store

Line = Mapping[str, Any]


def overdue_cases(store: Store, period: Period) -> list[Line]:
    """Overdue cases finished in the period or still open at its end, by unit and number."""
    cases = store.table(DATASETS["cases"])
    finished = (cases.overdue_days > 0) & (cases.finish_time >= period.start)
    finished &= cases.finish_time < period.end
    chosen = cases.filter(finished | overdue_and_open(cases, period.end))
    return _lines(store, chosen.order_by("unit_id", "project_no"))


def bad_ratings(store: Store, period: Period) -> list[Line]:
    """The bad ratings (差评) of the period, by unit and time."""
    ratings = _within(store, "ratings", period)
    return _lines(store, ratings.order_by("unit_id", "eval_time", "eval_id"))


def worklog(store: Store, period: Period) -> list[Line]:
    """Work, praise, exchange and plans logged in the period (4.2 b, c), in the order logged."""
    return _lines(store, _within(store, "worklog", period).order_by("date", "id"))


def returned(store: Store, period: Period) -> list[Line]:
    """The register of returns for the period (报送登记)."""
    return _lines(store, _within(store, "returns", period).order_by("unit_id"))


def unreconciled(store: Store, period: Period) -> list[Line]:
    """Reported rates that differ from their own numerator and denominator by over 0.05 points."""
    rows = _within(store, "reported", period)
    # Multiplied out, so that every engine compares whole numbers and decimals, and none divides by 0.
    off = (rows.value * rows.denominator - rows.numerator * 100).abs() * 20 > rows.denominator
    return _lines(store, rows.filter(rows.denominator > 0, off).order_by("unit_id", "indicator_code"))


def interfaces_down(store: Store, period: Period) -> list[Line]:
    """Systems that were not available on some working day: name, owner, days down, by owner."""
    rows = _within(store, "interfaces", period)
    down = rows.filter(~rows.available).group_by("unit_id", "system_id", "system_name")
    return _lines(store, down.aggregate(days=ibis._.count()).order_by("unit_id", "system_id"))


def _within(store: Store, name: str, period: Period) -> ibis.Table:
    dataset = DATASETS[name]
    table = store.table(dataset)
    dated = table[dataset.dated]
    return table.filter((dated >= period.start) & (dated < period.end))


def _lines(store: Store, table: ibis.Table) -> list[Line]:
    return list(store.rows(table)[1])
