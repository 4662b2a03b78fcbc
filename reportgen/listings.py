"""Short lists from the store: the case numbers, problems and texts a document names one by one."""

from collections.abc import Mapping, Sequence
from datetime import date
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


def overdue_open(store: Store, period: Period) -> list[Line]:
    """Cases past their promise and open when the period ends."""
    cases = store.table(DATASETS["cases"])
    return _lines(store, cases.filter(overdue_and_open(cases, period.end)).order_by("project_no"))


def urgings(store: Store, period: Period, cases: Sequence[str]) -> Mapping[str, Sequence[Line]]:
    """The orders sent for `cases` by the end of the period, oldest first, by case number."""
    orders = store.table(DATASETS["orders"])
    chosen = orders.filter(orders.project_no.isin(list(cases)), orders.sent < period.end)
    found: dict[str, list[Line]] = {}
    for line in _lines(store, chosen.order_by("sent", "order_id")) if cases else ():
        found.setdefault(line["project_no"], []).append(line)
    return found


def projects(store: Store, day: date) -> list[Line]:
    """The investment projects in hand in the month of `day`, by code."""
    table = store.table(DATASETS["projects"])
    return _lines(store, table.filter(table.date == day.replace(day=1)).order_by("project_code"))


def last_standard_check(store: Store, end: date) -> list[Line]:
    """The last day of checks of 标准化应用 before `end`, by unit; none if there was none."""
    table = store.table(DATASETS["std_app"])
    before = table.filter(table.date < end)
    return _lines(store, before.filter(before.date == before.date.max()).order_by("unit_id"))


def availability(store: Store, end: date, systems: Sequence[str]) -> Mapping[str, Sequence[bool]]:
    """Whether each of `systems` was available on the days before `end`, the youngest first."""
    table = store.table(DATASETS["interfaces"])
    chosen = table.filter(table.system_id.isin(list(systems)), table.date < end)
    found: dict[str, list[bool]] = {}
    for line in _lines(store, chosen.order_by("system_id", ibis.desc("date"))) if systems else ():
        found.setdefault(line["system_id"], []).append(line["available"])
    return found


def onsite_findings(store: Store, period: Period) -> list[Line]:
    """The problems found on site in the period (5.1)."""
    rows = _within(store, "onsite", period)
    return _lines(store, rows.filter(rows.finding.notnull()).order_by("unit_id", "id"))


def video(store: Store, period: Period) -> list[Line]:
    """The 视频监管台账 of the period (5.3 d)."""
    return _lines(store, _within(store, "video", period).order_by("unit_id", "id"))


def opinions(store: Store, period: Period) -> list[Line]:
    """Opinions of the 特约监管员 in the period (5.4.1)."""
    return _lines(store, _within(store, "supervisors", period).order_by("unit_id", "id"))


def callbacks_with_problem(store: Store, period: Period) -> list[Line]:
    """Callbacks of the period that told of a problem (5.4.2 c)."""
    rows = _within(store, "callbacks", period)
    return _lines(store, rows.filter(rows.problem.notnull()).order_by("unit_id", "callback_id"))


def bad_ratings(store: Store, period: Period) -> list[Line]:
    """The bad ratings (差评) of the period, by unit and time."""
    ratings = _within(store, "ratings", period)
    return _lines(store, ratings.order_by("unit_id", "eval_time", "eval_id"))


def worklog(store: Store, period: Period, cycle: str) -> list[Line]:
    """Work, praise, exchange and plans logged for the document of `cycle` (4.2 b, c), in the order logged."""
    rows = _within(store, "worklog", period)
    return _lines(store, rows.filter(rows.cycle == cycle).order_by("date", "id"))


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
