"""Facts from grouped counts: sums, missing against zero, comparability, derived figures."""

from datetime import date
from fractions import Fraction

import pytest

from reportgen.errors import ReportError
from reportgen.facts import NO_BUSINESS, NO_DATA, UNREPORTED, Fact, Facts, Scope
from reportgen.measures.counts import Counts
from reportgen.period import parse

OCTOBER = parse("2026-10")
BOTH = Scope("both", "两家", ("a", "b"))
A, B, C = (Scope(unit, unit, (unit,)) for unit in "abc")


def facts(breaks=(), **pairs) -> Facts:
    return Facts(Counts({name: {date(2026, 10, 1): units} for name, units in pairs.items()}, {}), breaks)


def test_rate_of_a_scope_is_the_quotient_of_sums_not_the_mean_of_rates() -> None:
    made = facts(on_time_rate={"a": (1, 1), "b": (0, 3)}).fact("on_time_rate", BOTH, OCTOBER)
    assert (made.value, made.numerator, made.denominator) == (25, 1, 4)


def test_zero_business_is_not_zero_per_cent() -> None:
    made = facts(on_time_rate={"a": (0, 0)}).fact("on_time_rate", A, OCTOBER)
    assert (made.value, made.missing) == (None, NO_BUSINESS)


def test_an_absent_unit_is_zero_on_the_platform_but_unreported_in_returns() -> None:
    made = facts(accepted={"a": (5, None)}, policy_rate={"a": (1, 1)})
    assert made.fact("accepted", B, OCTOBER).value == 0
    assert made.fact("policy_rate", B, OCTOBER).missing == UNREPORTED


def test_a_period_without_any_rows_has_no_data() -> None:
    assert facts(accepted={"a": (5, None)}).fact("accepted", A, OCTOBER.previous).missing == NO_DATA


def test_an_undefined_measure_stops_the_run() -> None:
    with pytest.raises(ReportError, match="未定义"):
        facts().fact("no_such_measure", A, OCTOBER)


def test_reorganised_units_do_not_compare_but_their_union_does() -> None:
    breaks = [("2026-10", ("a", "b"), "区划调整")]
    made = facts(breaks, accepted={"a": (5, None)})
    assert made.reading("accepted", A, OCTOBER).broken_previous == "区划调整"
    assert made.reading("accepted", BOTH, OCTOBER).broken_previous == ""
    assert made.reading("accepted", C, OCTOBER).broken_previous == ""
    assert made.reading("accepted", A, OCTOBER.next).broken_previous == ""


def test_two_facts_never_share_an_id() -> None:
    made = facts()
    made.keep(Fact("x", "甲", "件", Fraction(1), "", "", ""))
    with pytest.raises(ValueError, match="two facts"):
        made.keep(Fact("x", "甲", "件", Fraction(2), "", "", ""))


def test_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    made = facts(accepted={"a": (1, None), "b": (4, None)})
    values = [made.fact("accepted", scope, OCTOBER) for scope in (A, B)]
    median = made.median(values, "median", "两家")
    assert (median.value, median.of) == (Fraction(5, 2), tuple(value.id for value in values))
