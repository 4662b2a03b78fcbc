"""The days of the sample: working days, months, and how busy each day is."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from chinese_calendar import get_holiday_detail, is_workday

from .shapes import Days, Flags, Floats, Ints

FIRST = np.datetime64("2024-10-01")
CUT_OFF = np.datetime64("2026-11-01")  # the data end the day before
_CALENDAR_FIRST = np.datetime64("2024-06-01")  # cases finished in the first weeks began earlier
_CALENDAR_END = np.datetime64("2027-01-01")  # the last year with a known arrangement of holidays

# How busy a month is, January first; the Spring Festival is apart.
_MONTH = (1.00, 0.93, 1.07, 1.02, 1.00, 1.02, 1.03, 1.00, 1.04, 1.00, 1.02, 1.03)
_WEEKDAY = (1.15, 1.06, 1.00, 0.97, 0.88, 0.78, 0.76)  # of working days; 调休 included
_OFF_DAY, _FESTIVAL = 0.075, 0.03


@dataclass(frozen=True)
class Timeline:
    """Calendar days from well before `FIRST` to well after `CUT_OFF`, and where the data lie in it."""

    days: Days
    working: Flags
    festive: Flags

    @cached_property
    def data(self) -> slice:
        """The positions of the days of the data."""
        return slice(self.position(FIRST), self.position(CUT_OFF))

    @cached_property
    def workday_days(self) -> Days:
        """The working days, in order: working-day number i is `workday_days[i]`."""
        return self.days[self.working]

    @cached_property
    def next_workday(self) -> Ints:
        """For each day the number of the first working day on or after it."""
        return np.cumsum(self.working) - self.working

    def position(self, day: np.datetime64) -> int:
        """Where `day` is in `days`."""
        return int((day - self.days[0]).astype(int))

    def workday_number(self, days: Days) -> Ints:
        """The number of the first working day on or after each of `days`."""
        return self.next_workday[(days.astype("datetime64[D]") - self.days[0]).astype(int)]

    @cached_property
    def last_number(self) -> int:
        """The number of the last working day of the data."""
        return int(self.workday_number(np.array([CUT_OFF]))[0]) - 1

    def later(self, days: Days, count: Ints | int) -> Days:
        """The `count`-th working day after the first one on or after each of `days`."""
        return self.workday_days[self.workday_number(days) + count]

    @cached_property
    def data_days(self) -> Days:
        """The days of the data."""
        return self.days[self.data]

    @cached_property
    def data_workdays(self) -> Days:
        """The working days of the data."""
        return self.days[self.data][self.working[self.data]]

    @cached_property
    def months(self) -> Days:
        """First days of the months of the data."""
        return np.arange(FIRST, CUT_OFF, dtype="datetime64[M]").astype("datetime64[D]")

    @cached_property
    def mondays(self) -> Days:
        """The Mondays of the weeks that have a working day, on which weekly checks are entered."""
        workdays = self.data_workdays
        number = (workdays - np.datetime64("2024-01-01")).astype(int) // 7
        _weeks, first = np.unique(number, return_index=True)
        return workdays[first]

    @cached_property
    def month_ends(self) -> Days:
        """The last working day of each month."""
        following = (self.months.astype("datetime64[M]") + 1).astype("datetime64[D]")
        return self.later(following, -1)

    @cached_property
    def month(self) -> Ints:
        """The number of the month of each day of the data."""
        return self.month_of(self.data_days)

    @cached_property
    def open(self) -> Flags:
        """Which days of the data are working days."""
        return self.working[self.data]

    def month_of(self, days: Days) -> Ints:
        """The number of the month of each day; 0 is the month of `FIRST`."""
        return (days.astype("datetime64[M]") - FIRST.astype("datetime64[M]")).astype(np.int64)

    def shape(self) -> Floats:
        """How busy each calendar day is; an ordinary working day at the start of the data is about 1."""
        month = _months_of_year(self.days)
        weekday = (self.days.astype(int) + 3) % 7
        level = np.array(_MONTH)[month] * np.array(_WEEKDAY)[weekday]
        level = np.where(self.working, level, np.where(self.festive, _FESTIVAL, _OFF_DAY))
        years = (self.days - FIRST).astype(float) / 365.25
        return level * self._around_spring_festival() * self._first_day_back() * (1 + 0.05 * years)

    def _around_spring_festival(self) -> Floats:
        factor = np.ones(len(self.days))
        for day in ("2025-01-29", "2026-02-17"):
            distance = (self.days - np.datetime64(day)).astype(int)
            factor[(distance >= -9) & (distance <= 19)] = 0.72
        return factor

    def _first_day_back(self) -> Floats:
        """Working days after at least three days off are busier."""
        off = ~self.working
        back = self.working[3:] & off[2:-1] & off[1:-2] & off[:-3]
        return np.concatenate([np.ones(3), np.where(back, 1.18, 1.0)])


def timeline() -> Timeline:
    """The timeline of the sample data, by the announced working days."""
    days = np.arange(_CALENDAR_FIRST, _CALENDAR_END, dtype="datetime64[D]")
    plain: list[date] = days.tolist()
    working = np.array([is_workday(day) for day in plain])
    festive = np.array([get_holiday_detail(day)[1] is not None for day in plain]) & ~working
    return Timeline(days, working, festive)


def _months_of_year(days: Days) -> Ints:
    return days.astype("datetime64[M]").astype(np.int64) % 12
