"""Numbers as printed: rounding, units, comparisons, and the excuses when there is none."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen import wording
from reportgen.facts import Fact, Facts
from reportgen.measures.counts import Counts

FACTS = Facts(Counts({}, {}))


def fact(value, unit="%", period="2026-10", **more) -> Fact:
    value = None if value is None else Fraction(value)
    return Fact(f"m|全市|{period}", "指标", unit, value, "口径", "全市", period, "m", **more)


def words(markup: str) -> str:
    return re.sub("<[^>]+>", "", str(markup))


@pytest.mark.parametrize(
    ("value", "unit", "full"),
    [
        ("1234567", "件", "1,234,567件"),
        ("0", "件", "0件"),
        ("97.345", "%", "97.35%"),
        ("100", "%", "100%"),
        ("0", "%", "0%"),
        ("99.9999", "%", "99.99%"),
        ("0.0004", "%", "0.0004%"),
        ("5.025", "件/万件", "每万件5.03件"),
        ("3.1", "个工作日", "3.10个工作日"),
    ],
)
def test_full(value: str, unit: str, full: str) -> None:
    assert wording.full(fact(value, unit)) == full


def test_missing_prints_its_reason_never_zero() -> None:
    assert wording.plain(fact(None, missing="未报送")) == "未报送"


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_rounding_is_half_up_and_within_half_a_unit(value: Fraction, places: int) -> None:
    result = Fraction(wording.rounded(value, places))
    assert abs(result - value) <= Fraction(1, 2) / 10**places
    if abs(result - value) == Fraction(1, 2) / 10**places:
        assert abs(result) > abs(value)


def test_a_share_below_one_never_reads_as_all_or_nothing() -> None:
    assert wording.plain(fact(Fraction(9999999, 100000))) == "99.99"
    assert wording.plain(fact(Fraction(1, 100000))) == "0.00001"
    assert wording.plain(fact("100")) == "100.00"


def test_a_count_has_no_decimals_whatever_its_unit() -> None:
    assert wording.full(fact("2", "个工作日", numerator=2)) == "2个工作日"


@pytest.mark.parametrize(
    ("now", "base", "said"),
    [
        ("103", "100", "环比增长3.00%"),
        ("97", "100", "环比下降3.00%"),
        ("100", "100", "环比持平"),
        ("1000001", "1000000", "环比基本持平"),
        ("5", "0", "上月为0、无可比基数"),
        ("0", "0", "环比持平（均为0）"),
    ],
)
def test_growth(now: str, base: str, said: str) -> None:
    facts = Facts(Counts({}, {}))
    result = wording.growth(facts, fact(now, "件"), fact(base, "件", "2026-09"), "", "环比", "上月")
    assert words(result) == said


@pytest.mark.parametrize(
    ("now", "base", "unit", "said"),
    [
        ("97.35", "97.23", "%", "较上月提高0.12个百分点"),
        ("97.23", "97.35", "%", "较上月下降0.12个百分点"),
        ("97.35", "97.35", "%", "与上月持平"),
        ("97.35", "97.31", "%", "与上月基本持平"),
        ("12", "15", "件", "较上月减少3件"),
        ("3.25", "3.20", "个工作日", "较上月增加0.05个工作日"),
    ],
)
def test_shift(now: str, base: str, unit: str, said: str) -> None:
    facts = Facts(Counts({}, {}))
    assert words(wording.shift(facts, fact(now, unit), fact(base, unit, "2026-09"), "", "上月")) == said


@given(st.fractions(0, 100), st.fractions(0, 100))
def test_a_reader_can_subtract_the_printed_rates(now: Fraction, base: Fraction) -> None:
    facts = Facts(Counts({}, {}))
    said = words(wording.shift(facts, fact(now), fact(base, period="2026-09"), "", "上月"))
    difference = abs(wording.printed(fact(now)) - wording.printed(fact(base)))
    if found := re.search(r"([\d.]+)个百分点", said):
        assert Fraction(found[1]) == Fraction(difference)
    else:
        assert Fraction(difference) < wording.STEADY


def test_no_comparison_across_a_reorganisation_or_without_data() -> None:
    now = fact("5", "件")
    broken = wording.growth(FACTS, now, fact("4", "件", "2025-10"), "行政区划调整", "同比", "上年同期")
    assert words(broken) == "因行政区划调整与上年同期不可直接比较"
    unknown = wording.growth(
        FACTS, now, fact(None, "件", "2025-10", missing="无数据"), "", "同比", "上年同期"
    )
    assert words(unknown) == "上年同期无可比数据"


def test_every_printed_change_is_a_fact() -> None:
    facts = Facts(Counts({}, {}))
    markup = wording.growth(facts, fact("103", "件"), fact("100", "件", "2026-09"), "", "环比", "上月")
    made = facts[re.search('fact="([^"]+)"', str(markup))[1]]
    assert (made.value, made.of) == (3, ("m|全市|2026-10", "m|全市|2026-09"))
