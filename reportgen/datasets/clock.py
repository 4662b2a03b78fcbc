"""Working days between two times, as the limits of a case count them (5.2)."""

from datetime import date, datetime
from functools import cache

from reportgen.datasets.model import Calendar
from reportgen.workdays import add_workdays, workdays_between


def promised(accepted: datetime, days: int, calendar: Calendar) -> date:
    """The last day of a limit of `days` working days from the day of acceptance, which does not count.

    >>> promised(datetime(2026, 9, 30, 10), 1, frozenset())
    datetime.date(2026, 10, 8)
    """
    return _later(accepted.date(), max(days, 0), calendar)


def elapsed(accepted: datetime, finished: datetime, calendar: Calendar) -> int:
    """How many working days begin after the day of acceptance, up to the day of finish.

    >>> elapsed(datetime(2026, 9, 30, 10), datetime(2026, 10, 9, 9), frozenset())
    2
    """
    return _between(accepted.date(), finished.date(), calendar)


@cache  # the same few days and limits come again in every return
def _later(day: date, count: int, calendar: Calendar) -> date:
    return add_workdays(day, count, dict(calendar))


@cache
def _between(day: date, last: date, calendar: Calendar) -> int:
    return workdays_between(day, last, dict(calendar))
