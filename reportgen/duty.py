"""The official calendar (4.2): what must be issued, for which period, by when, and what is late.

    document    period      covers                                  to be issued
    daily       a workday   it and the days off before it           on that day (每个工作日)
    weekly      ISO week    since the weekly before, up to Friday   on Friday (每周五)
    monthly     month       the month                               first workday after it (每月第一个工作日)
    quarterly   quarter     the quarter                             within seven days from the first workday
                                                                    after it (每季度的第一周)
    annual      year        the year                                by the date of the settings (年考评)

A Friday that is no working day: the last working day before it in that week, else the first one after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, takewhile

from reportgen.errors import WrongUsage
from reportgen.period import Frequency, Period, containing
from reportgen.workdays import first_workday, is_workday, last_workday

ANNUAL_BY = (3, 31)  # month and day where the settings name none
FIRST_WEEK = timedelta(days=6)  # from the first working day to the last of seven days
DAY = timedelta(days=1)
Issued = Mapping[tuple[str, str], date]  # day of issue by document and period


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: what program and people call it, the clause that asks for it, and how often."""

    document: str
    title: str
    clause: str
    frequency: Frequency


DAILY = Kind("daily", "日扫描报告", "4.2 a", "day")
WEEKLY = Kind("weekly", "周调度报告", "4.2 b", "week")
MONTHLY = Kind("monthly", "月度通报", "4.2 c", "month")
QUARTERLY = Kind("quarterly", "季分析报告", "4.2 d", "quarter")
ANNUAL = Kind("annual", "年考评报告", "4.2 e", "year")
KINDS = (DAILY, WEEKLY, MONTHLY, QUARTERLY, ANNUAL)


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a document covers, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Duty:
    """A document to be issued from `opens` to `due`; `issued` is the day recorded, None if there is none."""

    kind: Kind
    period: Period
    opens: date
    due: date
    issued: date | None
    on: date

    @property
    def late(self) -> bool:
        """Whether the last day has passed and no issue is recorded."""
        return self.issued is None and self.on > self.due

    @property
    def open(self) -> bool:
        """Whether it is still to be issued."""
        return self.issued is None

    @property
    def state(self) -> str:
        """已印发, 逾期 or 应印发."""
        return "已印发" if self.issued else "逾期" if self.late else "应印发"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days with those the workspace adds, the date of the annual report, and where duties begin.

    Every method raises `ReportError` for a year whose working days are not known.
    """

    workdays: Mapping[date, bool] = field(default_factory=dict)
    annual: tuple[int, int] = ANNUAL_BY
    since: date | None = None

    def opens(self, period: Period) -> date:
        """The first day on which the document of `period` is to be issued."""
        if period.frequency in ("day", "week"):
            return self.due(period)
        return first_workday(period.end, self.workdays)

    def due(self, period: Period) -> date:
        """The last day on which the document of `period` is to be issued (4.2).

        >>> from reportgen.period import parse
        >>> [f"{Calendar().due(parse(text)):%m-%d}" for text in ("2026-W08", "2026-W01", "2025-09", "2025-Q3")]
        ['02-24', '12-31', '10-09', '10-15']
        """
        match period.frequency:
            case "day":
                return self._workday(period.named)
            case "week":
                return self._friday(period)
            case "month":
                return self.opens(period)
            case "quarter":
                return last_workday(self.opens(period) + FIRST_WEEK, self.workdays)
            case "year":
                return self._annual(period)

    def covered(self, period: Period) -> Span:
        """The days that the document of `period` covers; those of one kind adjoin without gap or overlap.

        >>> from reportgen.period import parse
        >>> Calendar().covered(parse("2025-10-09")).first
        datetime.date(2025, 10, 1)
        """
        match period.frequency:
            case "day":
                day = self._workday(period.named)
                return Span(last_workday(day - DAY, self.workdays) + DAY, day)
            case "week":
                return Span(self._week_end(period.previous) + DAY, self._week_end(period))
            case _:
                return Span(period.start, period.last)

    def latest(self, frequency: Frequency, today: date) -> Period:
        """The last period whose days are over before `today`."""
        found = next(period for period in self._back(frequency, today) if self.covered(period).last < today)
        return self.reported(found)

    def reported(self, period: Period) -> Period:
        """`period` with the days that its document covers, for counting what lies in it.

        >>> from reportgen.period import parse
        >>> Calendar().reported(parse("2026-10-26")).start, Calendar().reported(parse("2026-W41")).last
        (datetime.date(2026, 10, 24), datetime.date(2026, 10, 9))
        """
        if period.frequency not in ("day", "week"):
            return period
        span = self.covered(period)
        return period.covering(span.first, span.last + DAY)

    def previous(self, period: Period) -> Period:
        """The period of the document before: of days the working day before."""
        return self.reported(next(self._back(period.frequency, period.previous.start)))

    def trailing(self, period: Period, number: int) -> tuple[Period, ...]:
        """The last `number` periods up to and including this one, oldest first."""
        found = [self.reported(period)]
        while len(found) < number:
            found.append(self.previous(found[-1]))
        return tuple(reversed(found))

    def within(self, first: date, last: date, frequency: Frequency) -> tuple[Period, ...]:
        """The periods whose documents cover nothing but days from `first` to `last`, oldest first."""
        found: list[Period] = []
        for period in self._back(frequency, last):
            if period.named < first:
                break
            found.append(self.reported(period))
        return tuple(each for each in reversed(found) if each.start >= first and each.last <= last)

    def serial(self, period: Period) -> int:
        """Which document of its kind in its year: the how-manieth working day, week, month, quarter.

        >>> from reportgen.period import parse
        >>> [Calendar().serial(parse(text)) for text in ("2026-01-04", "2026-10-30", "2026-W44", "2026-10")]
        [1, 204, 44, 10]
        """
        if period.frequency == "week":
            return period.named.isocalendar().week
        every = self._back(period.frequency, period.named)
        return sum(1 for _period in takewhile(lambda each: each.named.year == period.named.year, every))

    def issue_day(self, period: Period, today: date) -> date:
        """The day to be printed on a document of `period` made `today`: today within the days set for it."""
        return min(max(today, self.opens(period)), self.due(period))

    def note(self, period: Period) -> str:
        """The sentence a document prints where the calendar departs from the ordinary; "" where it does not."""
        if period.frequency == "day":
            return self._rolled(self.covered(period))
        friday = period.named + timedelta(days=4)
        if period.frequency != "week" or is_workday(friday, self.workdays):
            return ""
        due = self.due(period)
        rule = "本周最后一个工作日" if due < friday else "其后第一个工作日"
        return f"{_day(friday)}（星期五）不是工作日，按规定本期周调度报告于{rule}（{_day(due)}）印发。"

    def duties(self, on: date, issued: Issued) -> tuple[Duty, ...]:
        """The latest duty of each document, and every earlier one still open, the longest due first.

        Earlier ones are those due since `since`, or since the first issue recorded.
        """
        since = self.since or min(issued.values(), default=on)
        found = [duty for kind in KINDS for duty in self._of(kind, on, since, issued)]
        return tuple(sorted(found, key=lambda duty: (duty.due, KINDS.index(duty.kind))))

    # --- inside --------------------------------------------------------------------------

    def _of(self, kind: Kind, on: date, since: date, issued: Issued) -> Iterator[Duty]:
        latest = True
        for period in self._back(kind.frequency, on):
            if kind.frequency not in ("day", "week") and period.end > on:
                continue  # not over, and the calendar need not reach so far
            opens, due = self.opens(period), self.due(period)
            if opens > on:
                continue
            if not latest and due < since:
                return
            duty = Duty(kind, period, opens, due, issued.get((kind.document, str(period))), on)
            if latest or duty.open:
                yield duty
            latest = False

    def _back(self, frequency: Frequency, day: date) -> Iterator[Period]:
        """The periods from that of `day` back; of days the working days only."""
        first = containing(day, frequency)
        for back in count():
            period = first.shifted(-back)
            if frequency != "day" or is_workday(period.start, self.workdays):
                yield period

    def _workday(self, day: date) -> date:
        if not is_workday(day, self.workdays):
            following = first_workday(day, self.workdays)
            raise WrongUsage.single(
                f"{_day(day)}不是工作日，没有日扫描报告", "--period",
                f"当天的情况并入{_day(following)}的日扫描报告，请写 --period {following}",
            )  # fmt: skip
        return day

    def _friday(self, week: Period) -> date:
        friday = week.named + timedelta(days=4)
        before = [friday - timedelta(days=back) for back in range(5)]
        return next((day for day in before if is_workday(day, self.workdays)), None) or first_workday(
            friday, self.workdays
        )

    def _week_end(self, week: Period) -> date:
        return min(week.named + timedelta(days=4), self.due(week))

    def _annual(self, year: Period) -> date:
        month, day = self.annual
        return max(last_workday(date(year.end.year, month, day), self.workdays), self.opens(year))

    def _rolled(self, span: Span) -> str:
        if span.first == span.last:
            return ""
        before = span.last - DAY
        days = _day(span.first) if before == span.first else f"{_day(span.first)}至{_day(before)}"
        return f"{days}为非工作日，其间的情况并入本报告。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
