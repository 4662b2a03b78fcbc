"""Short lists from the store: the case numbers, problems and texts a document names one by one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import ibis

from reportgen.datasets import DATASETS
from reportgen.measures.service import overdue_and_open
from reportgen.period import Period
from reportgen.store import Store

Line = Mapping[str, Any]
P = ParamSpec("P")


def _listing(
    build: Callable[Concatenate[Store, P], ibis.Table],
) -> Callable[Concatenate[Store, P], list[Line]]:
    """What gives the rows that `build` describes; their SQL is found by what is asked."""

    @wraps(build)
    def lines(store: Store, /, *given: P.args, **named: P.kwargs) -> list[Line]:
        values = (*given, *named.values())
        asked = [(each.start, each.end) if isinstance(each, Period) else each for each in values]
        sql = store.sql_for(f"listing {build.__qualname__} {asked}", lambda: build(store, *given, **named))
        return list(store.query(sql))

    return lines


@_listing
def overdue_cases(store: Store, period: Period) -> ibis.Table:
    """Overdue cases finished in the period or still open at its end, by unit and number."""
    cases = store.table(DATASETS["cases"])
    finished = (cases.overdue_days > 0) & (cases.finish_time >= period.start)
    finished &= cases.finish_time < period.end
    # True of both, and of one column: the engine reads the others only where it holds.
    late = cases.finish_time.isnull() | (cases.finish_time >= period.start)
    chosen = cases.filter(late, finished | overdue_and_open(cases, period.end))
    return chosen.order_by("unit_id", "project_no")


@_listing
def overdue_open(store: Store, period: Period) -> ibis.Table:
    """Cases past their promise and open when the period ends."""
    cases = store.table(DATASETS["cases"])
    return cases.filter(overdue_and_open(cases, period.end)).order_by("project_no")


def urgings(store: Store, period: Period, cases: Sequence[str]) -> Mapping[str, Sequence[Line]]:
    """The orders sent for `cases` by the end of the period, oldest first, by case number."""
    found: dict[str, list[Line]] = {}
    for line in _orders(store, period.end, tuple(cases)) if cases else ():
        found.setdefault(line["project_no"], []).append(line)
    return found


@_listing
def _orders(store: Store, end: date, cases: tuple[str, ...]) -> ibis.Table:
    orders = store.table(DATASETS["orders"])
    chosen = orders.filter(orders.project_no.isin(list(cases)), orders.sent < end)
    return chosen.order_by("sent", "order_id")


@_listing
def projects(store: Store, day: date) -> ibis.Table:
    """The investment projects in hand in the month of `day`, by code."""
    table = store.table(DATASETS["projects"])
    return table.filter(table.date == day.replace(day=1)).order_by("project_code")


@_listing
def last_standard_check(store: Store, end: date) -> ibis.Table:
    """The last day of checks of 标准化应用 before `end`, by unit; none if there was none."""
    table = store.table(DATASETS["std_app"])
    before = table.filter(table.date < end)
    return before.filter(before.date == before.date.max()).order_by("unit_id")


def availability(store: Store, end: date, systems: Sequence[str]) -> Mapping[str, Sequence[bool]]:
    """Whether each of `systems` was available on the days before `end`, the youngest first."""
    found: dict[str, list[bool]] = {}
    for line in _days(store, end, tuple(systems)) if systems else ():
        found.setdefault(line["system_id"], []).append(line["available"])
    return found


@_listing
def _days(store: Store, end: date, systems: tuple[str, ...]) -> ibis.Table:
    table = store.table(DATASETS["interfaces"])
    chosen = table.filter(table.system_id.isin(list(systems)), table.date < end)
    return chosen.order_by("system_id", ibis.desc("date"))


@_listing
def onsite_findings(store: Store, period: Period) -> ibis.Table:
    """The problems found on site in the period (5.1)."""
    rows = _within(store, "onsite", period)
    return rows.filter(rows.finding.notnull()).order_by("unit_id", "id")


@_listing
def video(store: Store, period: Period) -> ibis.Table:
    """The 视频监管台账 of the period (5.3 d)."""
    return _within(store, "video", period).order_by("unit_id", "id")


@_listing
def opinions(store: Store, period: Period) -> ibis.Table:
    """Opinions of the 特约监管员 in the period (5.4.1)."""
    return _within(store, "supervisors", period).order_by("unit_id", "id")


@_listing
def callbacks_with_problem(store: Store, period: Period) -> ibis.Table:
    """Callbacks of the period that told of a problem (5.4.2 c)."""
    rows = _within(store, "callbacks", period)
    return rows.filter(rows.problem.notnull()).order_by("unit_id", "callback_id")


@_listing
def bad_ratings(store: Store, period: Period) -> ibis.Table:
    """The bad ratings (差评) of the period, by unit and time."""
    ratings = _within(store, "ratings", period)
    return ratings.order_by("unit_id", "eval_time", "eval_id")


@_listing
def worklog(store: Store, period: Period, cycle: str) -> ibis.Table:
    """Work, praise, exchange and plans logged for the document of `cycle` (4.2 b, c), in the order logged."""
    rows = _within(store, "worklog", period)
    return rows.filter(rows.cycle == cycle).order_by("date", "id")


@_listing
def returned(store: Store, period: Period) -> ibis.Table:
    """The register of returns for the period (报送登记)."""
    return _within(store, "returns", period).order_by("unit_id")


@_listing
def unreconciled(store: Store, period: Period) -> ibis.Table:
    """Reported rates that differ from their own numerator and denominator by over 0.05 points."""
    rows = _within(store, "reported", period)
    # Multiplied out, so that every engine compares whole numbers and decimals, and none divides by 0.
    off = (rows.value * rows.denominator - rows.numerator * 100).abs() * 20 > rows.denominator
    return rows.filter(rows.denominator > 0, off).order_by("unit_id", "indicator_code")


@_listing
def interfaces_down(store: Store, period: Period) -> ibis.Table:
    """Systems that were not available on some working day: name, owner, days down, by owner."""
    rows = _within(store, "interfaces", period)
    down = rows.filter(~rows.available).group_by("unit_id", "system_id", "system_name")
    return down.aggregate(days=ibis._.count()).order_by("unit_id", "system_id")


def _within(store: Store, name: str, period: Period) -> ibis.Table:
    dataset = DATASETS[name]
    table = store.table(dataset)
    dated = table[dataset.dated]
    return table.filter((dated >= period.start) & (dated < period.end))
