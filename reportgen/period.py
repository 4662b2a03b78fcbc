"""Reporting periods: "2026-10-23", "2026-W43", "2026-10", "2026-Q3", "2026"."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from reportgen.errors import WrongUsage

Frequency = Literal["day", "week", "month", "quarter", "year"]

_MONTHS: dict[Frequency, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[Frequency, int] = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day, ISO week, month, quarter or year; `end` is the first day after it.

    What a daily or weekly report takes in is not the calendar's day or week (see `coverage`): such a
    period keeps the name of the one and has the days of the other.
    """

    start: date
    frequency: Frequency
    _end: date | None = field(default=None, compare=False, repr=False)
    _named: date | None = field(default=None, compare=False, repr=False)

    @property
    def end(self) -> date:
        """The first day after the period."""
        return self._end or self.shifted(1).start

    @property
    def named(self) -> date:
        """The first day of the calendar's period whose name this one bears."""
        return self._named or self.start

    def covering(self, start: date, end: date) -> "Period":
        """The period of the same name that has the days from `start` up to, but not including, `end`."""
        return replace(self, start=start, _end=end, _named=self.named)

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.end - timedelta(days=1)

    def shifted(self, count: int) -> "Period":
        """The period `count` periods later (earlier if negative)."""
        if self.frequency in _DAYS:
            return Period(self.named + timedelta(days=count * _DAYS[self.frequency]), self.frequency)
        return Period(_add_months(self.named, count * _MONTHS[self.frequency]), self.frequency)

    @property
    def previous(self) -> "Period":
        """The period before, the base of 环比."""
        return self.shifted(-1)

    @property
    def next(self) -> "Period":
        """The period after."""
        return self.shifted(1)

    @property
    def year_ago(self) -> "Period":
        """The same period of last year, the base of 同比; week 53 falls back on week 52."""
        if self.frequency == "week":
            year, week, _day = self.named.isocalendar()
            return Period(date.fromisocalendar(year - 1, min(week, 52), 1), "week")
        if self.frequency == "day":
            return Period(_add_months(self.named, -12), "day")
        return self.shifted(-12 // _MONTHS[self.frequency])

    @property
    def key(self) -> str:
        """How the period is written on the command line and in file names.

        >>> parse("2026-10").previous.key, parse("2026-Q1").year_ago.key, parse("2026-W01").key
        ('2026-09', '2025-Q1', '2026-W01')
        """
        return _key(self.named, self.frequency)

    @property
    def label(self) -> str:
        """The Chinese name, with the year.

        >>> parse("2026-10").label, parse("2026-Q3").label
        ('2026年10月', '2026年第三季度')
        """
        return f"{_year(self)}年{self.short}"

    @property
    def title(self) -> str:
        """How the title of an evaluation calls the period.

        >>> parse("2026-10").title, parse("2025").title
        ('2026年10月', '2025年度')
        """
        return f"{_year(self)}年度" if self.frequency == "year" else self.label

    @property
    def short(self) -> str:
        """The Chinese name without the year."""
        return _SHORT[self.frequency](self.named)

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.start <= day < self.end

    def trailing(self, count: int) -> tuple["Period", ...]:
        """The last `count` periods up to and including this one, oldest first."""
        return tuple(self.shifted(-back) for back in range(count - 1, -1, -1))

    def __str__(self) -> str:
        return self.key


def parse(text: str, frequency: Frequency | None = None) -> Period:
    """The period written as `text`; `WrongUsage` if it is none, or not of `frequency`.

    >>> parse("2026-Q3").end
    datetime.date(2026, 10, 1)
    """
    period = _match(text)
    if period is None or (frequency and period.frequency != frequency):
        example = EXAMPLES[frequency] if frequency else "、".join(EXAMPLES.values())
        raise WrongUsage.single(f"期间“{text}”写法不对", "--period", f"请写成如 {example}")
    return period


def containing(day: date, frequency: Frequency) -> Period:
    """The period of `frequency` in which `day` lies."""
    return Period(_STARTS[frequency](day), frequency)


EXAMPLES: dict[Frequency, str] = {
    "day": "2026-10-23",
    "week": "2026-W43",
    "month": "2026-10",
    "quarter": "2026-Q3",
    "year": "2026",
}

_FORMS: tuple[tuple[str, Frequency, Callable[..., date]], ...] = (
    (r"(\d{4})-(\d{2})-(\d{2})", "day", lambda y, m, d: date(y, m, d)),
    (r"(\d{4})-W(\d{2})", "week", lambda y, w: date.fromisocalendar(y, w, 1)),
    (r"(\d{4})-(\d{2})", "month", lambda y, m: date(y, m, 1)),
    (r"(\d{4})-Q([1-4])", "quarter", lambda y, q: date(y, 3 * q - 2, 1)),
    (r"(\d{4})", "year", lambda y: date(y, 1, 1)),
)

_KEYS: dict[Frequency, Callable[[date], str]] = {
    "day": lambda d: d.isoformat(),
    "week": lambda d: "{}-W{:02}".format(*d.isocalendar()),
    "month": lambda d: f"{d:%Y-%m}",
    "quarter": lambda d: f"{d.year}-Q{(d.month + 2) // 3}",
    "year": lambda d: f"{d.year}",
}


@cache
def _key(start: date, frequency: Frequency) -> str:
    return _KEYS[frequency](start)


_STARTS: dict[Frequency, Callable[[date], date]] = {
    "day": lambda d: d,
    "week": lambda d: d - timedelta(days=d.weekday()),
    "month": lambda d: d.replace(day=1),
    "quarter": lambda d: d.replace(month=(d.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda d: d.replace(month=1, day=1),
}

_SHORT: dict[Frequency, Callable[[date], str]] = {
    "day": lambda d: f"{d.month}月{d.day}日",
    "week": lambda d: f"第{d.isocalendar().week}周",
    "month": lambda d: f"{d.month}月",
    "quarter": lambda d: f"第{'一二三四'[(d.month - 1) // 3]}季度",
    "year": lambda d: "全年",
}


def _match(text: str) -> Period | None:
    for pattern, frequency, start in _FORMS:
        if found := re.fullmatch(pattern, text, re.ASCII):
            try:
                return Period(start(*(int(part) for part in found.groups())), frequency)
            except ValueError:
                return None
    return None


def _year(period: Period) -> int:
    return period.named.isocalendar().year if period.frequency == "week" else period.named.year


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day > 28:  # 29 February a year earlier is the 28th
        following = date(year + month // 11, (month + 1) % 12 + 1, 1)
        return min(date(year, month + 1, 28) + timedelta(days=day.day - 28), following - timedelta(days=1))
    return date(year, month + 1, day.day)
