"""Working days as announced, 调休 included, and the days on which documents fall due (4.2)."""

from collections.abc import Mapping
from datetime import date, timedelta

from chinese_calendar import is_workday as announced

from reportgen.errors import ReportError


def is_workday(day: date, extra: Mapping[date, bool] | None = None) -> bool:
    """Whether `day` is a working day; `extra` adds or overrides days the library does not know.

    Raises `ReportError` for a year whose arrangement is not known: a guess would be wrong
    around every holiday.

    >>> is_workday(date(2026, 1, 4)), is_workday(date(2026, 2, 20))
    (True, False)
    """
    if extra and day in extra:
        return extra[day]
    try:
        return bool(announced(day))
    except NotImplementedError:
        raise ReportError.single(
            f"没有{day.year}年的节假日安排，无法判断{day.isoformat()}是否为工作日",
            "工作日历",
            f"请在工作区 workdays.csv 中补充{day.year}年的安排（date,is_workday）",
        ) from None


def first_workday(day: date, extra: Mapping[date, bool] | None = None) -> date:
    """The first working day on or after `day`.

    >>> first_workday(date(2025, 10, 1))
    datetime.date(2025, 10, 9)
    """
    while not is_workday(day, extra):
        day += timedelta(days=1)
    return day


def last_workday(day: date, extra: Mapping[date, bool] | None = None) -> date:
    """The last working day on or before `day`.

    >>> last_workday(date(2026, 10, 31))
    datetime.date(2026, 10, 30)
    """
    while not is_workday(day, extra):
        day -= timedelta(days=1)
    return day


def workdays_after(day: date, last: date, extra: Mapping[date, bool] | None = None) -> int:
    """How many working days there are after `day` up to and including `last`.

    >>> workdays_after(date(2026, 9, 30), date(2026, 10, 9))
    2
    """
    days = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    return sum(is_workday(each, extra) for each in days)


def workday_back(day: date, count: int, extra: Mapping[date, bool] | None = None) -> date:
    """The `count`-th last working day up to and including `day`.

    >>> workday_back(date(2026, 10, 11), 2)
    datetime.date(2026, 10, 9)
    """
    found = last_workday(day, extra)
    for _ in range(count - 1):
        found = last_workday(found - timedelta(days=1), extra)
    return found


def add_workdays(day: date, count: int, extra: Mapping[date, bool] | None = None) -> date:
    """The `count`-th working day after `day`."""
    for _ in range(count):
        day = first_workday(day + timedelta(days=1), extra)
    return day
