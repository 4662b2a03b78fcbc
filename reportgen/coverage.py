"""Which days a report takes in, and when it is due: the calendar of 4.2, every day in exactly one report.

A daily report takes in the working day it is named after and the days off just before it. A weekly one is
issued on the Friday of its ISO week and takes in the days from the last weekly report's date up to the day
before its own; where that Friday is no working day, the last working day of the week before it stands in,
and a week without any is told in the next week's report.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta

from reportgen.errors import ReportError, WrongUsage
from reportgen.period import Frequency, Period, containing
from reportgen.workdays import first_workday, is_workday, last_workday

Extra = Mapping[date, bool] | None
DAY = timedelta(days=1)
FRIDAY = 4  # days after Monday


def covered(period: Period, extra: Extra = None) -> Period:
    """`period` with the days its report takes in; `WrongUsage` for a day or week that has no report.

    >>> monday = covered(Period(date(2026, 10, 26), "day"))
    >>> str(monday), monday.start.isoformat(), monday.last.isoformat()
    ('2026-10-26', '2026-10-24', '2026-10-26')
    >>> week = covered(Period(date(2026, 10, 26), "week"))
    >>> str(week), week.start.isoformat(), week.last.isoformat()
    ('2026-W44', '2026-10-23', '2026-10-29')
    """
    match period.frequency:
        case "day":
            if not is_workday(period.named, extra):
                raise _no_report(period, "不是工作日，当日事项并入下一个工作日的日报")
            return period.covering(last_workday(period.named - DAY, extra) + DAY, period.named + DAY)
        case "week":
            dispatched = dispatch_day(period, extra)
            if dispatched is None:
                raise _no_report(period, "全周没有工作日，并入下一周的周报")
            return period.covering(_dispatched_before(period, extra), dispatched)
        case _:
            return period


def _no_report(period: Period, why: str) -> ReportError:
    return WrongUsage.single(f"{period.label}{why}", "--period", "请另选一个期间")


def dispatch_day(week: Period, extra: Extra = None) -> date | None:
    """The day on which the weekly report of `week` is issued; none if the week has no working day by Friday."""
    monday = week.named
    days = (monday + DAY * back for back in range(FRIDAY, -1, -1))
    return next((day for day in days if is_workday(day, extra)), None)


def _dispatched_before(week: Period, extra: Extra) -> date:
    """The date of the weekly report before that of `week`."""
    before = week.previous
    while (day := dispatch_day(before, extra)) is None:
        before = before.previous
    return day


def previous(period: Period, extra: Extra = None) -> Period:
    """The period before, with the days that its report takes in: the base of 环比."""
    match period.frequency:
        case "day":
            return covered(Period(last_workday(period.named - DAY, extra), "day"), extra)
        case "week":
            return covered(containing(_dispatched_before(period, extra), "week"), extra)
        case _:
            return period.previous


def trailing(period: Period, count: int, extra: Extra = None) -> tuple[Period, ...]:
    """The last `count` periods up to and including this one, oldest first, each as its report takes it in."""
    found = [period]
    while len(found) < count:
        found.append(previous(found[-1], extra))
    return tuple(reversed(found))


def issue_day(period: Period, extra: Extra = None) -> date:
    """The day on which the report of `period` is due: for a week its dispatch day, else the next working day."""
    return first_workday(covered(period, extra).end, extra)


def latest(frequency: Frequency, today: date, extra: Extra = None) -> Period:
    """The last period whose days are over by `today`."""
    if frequency == "day":
        return covered(Period(last_workday(today - DAY, extra), "day"), extra)
    if frequency == "week":
        week = containing(today, "week")
        while (day := dispatch_day(week, extra)) is None or day > today:
            week = week.previous
        return covered(week, extra)
    return containing(today, frequency).previous


def within(
    first: date, last: date, frequency: Frequency, extra: Extra = None
) -> tuple[Period, Period] | None:
    """The first and the last period wholly covered by the days from `first` to `last`; none if there is none."""
    inside = [
        period
        for period in _all(first, last, frequency, extra)
        if first <= period.start and period.last <= last
    ]
    return (inside[0], inside[-1]) if inside else None


def _all(first: date, last: date, frequency: Frequency, extra: Extra) -> Iterator[Period]:
    """Every period with a report that begins in a calendar's period between `first` and `last`."""
    period = containing(first, frequency)
    while period.named <= last:
        with suppress(WrongUsage):  # a day off, or a week without a working day
            yield covered(period, extra)
        period = period.next


def number(period: Period, extra: Extra = None) -> int:
    """The serial of a day's or week's report in its year: which working day, or which week with a report.

    >>> number(Period(date(2026, 1, 4), "day")), number(Period(date(2026, 10, 26), "week"))
    (1, 43)
    """
    if period.frequency == "day":
        days = (period.named.replace(month=1, day=1) + DAY * n for n in range(366))
        return sum(day <= period.named and is_workday(day, extra) for day in days if day <= period.named)
    year, week, _day = period.named.isocalendar()
    weeks = (Period(date.fromisocalendar(year, serial, 1), "week") for serial in range(1, week + 1))
    return sum(dispatch_day(each, extra) is not None for each in weeks)
