"""The official calendar: checked by hand on the awkward days, and by property on all of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.duty import KINDS, Calendar, Span
from reportgen.errors import ReportError, WrongUsage
from reportgen.period import Period, containing, parse

CALENDAR = Calendar()
DAYS = st.dates(date(2005, 1, 10), date(2026, 12, 20))
FREQUENCIES = st.sampled_from([kind.frequency for kind in KINDS])


def told(on: str, issued: dict[tuple[str, str], date] | None = None, calendar: Calendar = CALENDAR) -> dict:
    """Period and state by document."""
    duties = calendar.duties(date.fromisoformat(on), issued or {})
    return {duty.kind.document: (str(duty.period), f"{duty.due}", duty.state) for duty in duties}


# Each expectation worked out by hand from the announced arrangements (国办发明电 of 2023, 2024 and 2025).
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (
            "2026-01-04",  # a working Sunday, the first working day of the year
            {
                "daily": ("2026-01-04", "2026-01-04", "应印发"),
                "weekly": ("2026-W01", "2025-12-31", "逾期"),  # Friday 1-02 is off: the Wednesday before
                "monthly": ("2025-12", "2026-01-04", "应印发"),
                "quarterly": ("2025-Q4", "2026-01-09", "应印发"),
                "annual": ("2025", "2026-03-31", "应印发"),
            },
        ),
        (
            "2025-10-09",  # the first working day after eight days off
            {
                "daily": ("2025-10-09", "2025-10-09", "应印发"),
                "weekly": ("2025-W40", "2025-09-30", "逾期"),  # Friday 10-03 is off: the Tuesday before
                "monthly": ("2025-09", "2025-10-09", "应印发"),
                "quarterly": ("2025-Q3", "2025-10-15", "应印发"),
                "annual": ("2024", "2025-03-31", "逾期"),
            },
        ),
        (
            "2026-02-20",  # a Friday in the Spring Festival: nothing is due, the weekly comes on the 24th
            {
                "daily": ("2026-02-14", "2026-02-14", "逾期"),  # a working Saturday
                "weekly": ("2026-W07", "2026-02-13", "逾期"),
                "monthly": ("2026-01", "2026-02-02", "逾期"),
                "quarterly": ("2025-Q4", "2026-01-09", "逾期"),
                "annual": ("2025", "2026-03-31", "应印发"),
            },
        ),
        (
            "2025-12-31",  # the weekly of the first week of 2026
            {
                "daily": ("2025-12-31", "2025-12-31", "应印发"),
                "weekly": ("2026-W01", "2025-12-31", "应印发"),
                "monthly": ("2025-11", "2025-12-01", "逾期"),
                "quarterly": ("2025-Q3", "2025-10-15", "逾期"),
                "annual": ("2024", "2025-03-31", "逾期"),
            },
        ),
        (
            "2024-02-29",
            {
                "daily": ("2024-02-29", "2024-02-29", "应印发"),
                "weekly": ("2024-W08", "2024-02-23", "逾期"),
                "monthly": ("2024-01", "2024-02-01", "逾期"),
                "quarterly": ("2023-Q4", "2024-01-08", "逾期"),
                "annual": ("2023", "2024-03-29", "应印发"),  # 3-31 is a Sunday
            },
        ),
    ],
)
def test_what_is_due_on_awkward_days(on: str, expected: dict[str, tuple[str, str, str]]) -> None:
    assert told(on) == expected


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026-W08", "2026-02-24"),  # no working day in the week: the first one after
        ("2026-W07", "2026-02-13"),
        ("2026-W40", "2026-09-30"),  # 10-01 to 10-07 are off, Friday 10-02 with them
        ("2020-W53", "2020-12-31"),  # Friday is the New Year of 2021
        ("2021-W01", "2021-01-08"),
        ("2026-02", "2026-03-02"),
        ("2024-02", "2024-03-01"),
        ("2026-Q1", "2026-04-07"),  # 4-01 to 4-07 with three days off
    ],
)
def test_the_last_day_of_each_period(period: str, due: str) -> None:
    assert CALENDAR.due(parse(period)).isoformat() == due


def test_days_off_roll_into_the_next_daily() -> None:
    assert CALENDAR.covered(parse("2025-10-09")) == Span(date(2025, 10, 1), date(2025, 10, 9))
    assert CALENDAR.note(parse("2025-10-09")) == "10月1日至10月8日为非工作日，其间的情况并入本报告。"
    assert CALENDAR.note(parse("2026-11-03")) == ""
    with pytest.raises(WrongUsage, match="2026-02-24"):
        CALENDAR.due(parse("2026-02-20"))


def test_a_friday_off_is_told_in_the_document() -> None:
    assert "（2月24日）印发" in CALENDAR.note(parse("2026-W08"))
    assert "本周最后一个工作日（12月31日）" in CALENDAR.note(parse("2026-W01"))
    assert CALENDAR.note(parse("2026-W45")) == ""


def test_a_week_cut_short_leaves_its_days_to_the_next() -> None:
    assert CALENDAR.covered(parse("2026-W01")) == Span(date(2025, 12, 27), date(2025, 12, 31))
    assert CALENDAR.covered(parse("2026-W02")) == Span(date(2026, 1, 1), date(2026, 1, 9))


def test_what_is_recorded_is_issued_and_what_was_missed_since_is_late() -> None:
    issued = {("daily", "2026-10-29"): date(2026, 10, 29), ("monthly", "2026-09"): date(2026, 10, 8)}
    duties = Calendar(since=date(2026, 10, 26)).duties(date(2026, 10, 30), issued)
    daily = {str(duty.period): duty.state for duty in duties if duty.kind.document == "daily"}
    assert daily == {"2026-10-26": "逾期", "2026-10-27": "逾期", "2026-10-28": "逾期", "2026-10-30": "应印发"}
    assert told("2026-10-30", issued)["monthly"] == ("2026-09", "2026-10-08", "已印发")


def test_an_unknown_year_is_refused_with_the_way_out() -> None:
    with pytest.raises(ReportError, match=r"2027年.*workdays\.csv"):
        CALENDAR.due(parse("2026-12"))
    added = {date(2027, 1, day): day > 3 for day in range(1, 32)}
    assert Calendar(added).due(parse("2026-12")) == date(2027, 1, 4)
    assert Calendar(added).due(parse("2026-W53")) == date(2026, 12, 31)


def test_a_day_late_in_the_year_needs_no_next_year() -> None:
    assert told("2026-12-18")["annual"][0] == "2025"


# ---- properties --------------------------------------------------------------------------


@given(DAYS, st.sampled_from(["day", "week"]))
def test_documents_of_one_kind_cover_every_day_once(day: date, frequency) -> None:
    period = next(each for each in CALENDAR._back(frequency, day))
    before = CALENDAR.previous(period)
    assert CALENDAR.covered(before).last + timedelta(days=1) == CALENDAR.covered(period).first
    assert CALENDAR.covered(period).first <= CALENDAR.covered(period).last <= CALENDAR.due(period)


@given(DAYS, FREQUENCIES)
def test_what_is_due_falls_on_a_working_day_and_after_its_beginning(day: date, frequency) -> None:
    from reportgen.workdays import is_workday

    period = CALENDAR.latest(frequency, day)
    opens, due = CALENDAR.opens(period), CALENDAR.due(period)
    assert opens <= due
    assert is_workday(opens)
    assert is_workday(due)
    assert CALENDAR.covered(period).last < day


@given(DAYS)
def test_each_document_has_exactly_one_latest_duty(day: date) -> None:
    duties = CALENDAR.duties(day, {})
    assert sorted(duty.kind.document for duty in duties) == sorted(kind.document for kind in KINDS)
    assert all(duty.late == (duty.due < day) for duty in duties)


@given(st.dates(date(2024, 1, 1), date(2026, 11, 30)))
def test_issuing_all_that_is_due_every_day_leaves_nothing_late(start: date) -> None:
    """Ten weeks in which everything is issued on the first day it may be."""
    issued: dict[tuple[str, str], date] = {}
    calendar = Calendar(since=start)
    for ahead in range(20):
        on = start + timedelta(days=ahead)
        duties = [duty for duty in calendar.duties(on, issued) if duty.open]
        assert not any(duty.late for duty in duties if duty.opens >= start)
        issued |= {(duty.kind.document, str(duty.period)): on for duty in duties}
    assert all(duty.state == "已印发" for duty in calendar.duties(start + timedelta(days=19), issued))


def test_the_day_printed_is_today_within_the_days_set() -> None:
    quarter = parse("2025-Q3")
    days = [CALENDAR.issue_day(quarter, date(2025, 10, day)) for day in (1, 10, 30)]
    assert [day.day for day in days] == [9, 10, 15]
    assert CALENDAR.issue_day(Period(date(2026, 10, 1), "month"), date(2026, 12, 1)) == date(2026, 11, 2)
    assert containing(date(2026, 10, 1), "month") == parse("2026-10")
