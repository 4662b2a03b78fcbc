"""Periods: what staff type, the bases of comparison, and the edges of the calendar."""

from datetime import date

import pytest

from reportgen.errors import WrongUsage
from reportgen.period import Period, containing, parse


@pytest.mark.parametrize("text", ["2026-10-23", "2026-W43", "2026-10", "2026-Q3", "2026"])
def test_key_reads_back(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "previous", "year_ago", "label"),
    [
        ("2026-01", "2025-12", "2025-01", "2026年1月"),
        ("2026-Q1", "2025-Q4", "2025-Q1", "2026年第一季度"),
        ("2024-02-29", "2024-02-28", "2023-02-28", "2024年2月29日"),
        ("2027-W01", "2026-W53", "2026-W01", "2027年第1周"),
        ("2026", "2025", "2025", "2026年全年"),
    ],
)
def test_bases_of_comparison(text: str, previous: str, year_ago: str, label: str) -> None:
    period = parse(text)
    assert (str(period.previous), str(period.year_ago), period.label) == (previous, year_ago, label)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-02-30", "2026-W54", "2026-Q5", "26-10", "２０２６-10", "2026年10月", ""]
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WrongUsage, match="请写成如"):
        parse(text)


def test_a_month_is_not_a_quarter() -> None:
    with pytest.raises(WrongUsage, match="2026-Q3"):
        parse("2026-10", "quarter")


def test_periods_tile_the_calendar() -> None:
    for frequency in ("day", "week", "month", "quarter", "year"):
        period = containing(date(2024, 2, 29), frequency)
        for _ in range(60):
            assert period.end == period.next.start
            assert period.contains(period.last)
            assert not period.contains(period.end)
            assert period.next.previous == period
            period = period.next


def test_trailing_ends_with_the_period_itself() -> None:
    months = parse("2026-10").trailing(15)
    assert (str(months[0]), str(months[-1]), len(months)) == ("2025-08", "2026-10", 15)
    assert parse("2025-10") in months
    assert isinstance(months[0], Period)
