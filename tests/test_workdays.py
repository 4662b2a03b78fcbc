"""Working days as announced: the traps named in the safety notes."""

from datetime import date

import pytest

from reportgen.errors import ReportError
from reportgen.period import parse
from reportgen.workdays import add_workdays, first_workday, is_workday


def test_days_moved_by_announcement() -> None:
    assert is_workday(date(2026, 1, 4))  # a working Sunday
    assert not is_workday(date(2026, 2, 20))  # a holiday Friday


@pytest.mark.parametrize(
    ("period", "due"),
    [("2025-12", date(2026, 1, 4)), ("2025-09", date(2025, 10, 9)), ("2026-10", date(2026, 11, 2))],
)
def test_bulletin_is_due_on_the_first_working_day_of_the_next_month(period: str, due: date) -> None:
    assert first_workday(parse(period).end) == due


def test_unknown_year_is_refused_with_the_way_out() -> None:
    with pytest.raises(ReportError, match=r"2027年.*workdays\.csv"):
        first_workday(date(2027, 1, 1))


def test_workspace_adds_a_year() -> None:
    extra = {date(2027, 1, 1): False, date(2027, 1, 2): True}
    assert first_workday(date(2027, 1, 1), extra) == date(2027, 1, 2)


def test_add_workdays_skips_holidays() -> None:
    assert add_workdays(date(2026, 9, 30), 1) == first_workday(date(2026, 10, 1))
