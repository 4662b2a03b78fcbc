"""A year's evaluation of the sample workspace: every score follows from printed figures, every total from its sheet."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from reportgen import delivering, lettering, resources, settings
from reportgen.assessment import Assessment, assess, basis, book, methods
from reportgen.assessment.basis import Basis
from reportgen.assessment.model import Line, Result
from reportgen.assessment.review import Review, review
from reportgen.assessment.scoring import band
from reportgen.assessment.values import NOT_MONTHLY, participants, values
from reportgen.errors import InputFaults, MissingData, WrongUsage
from reportgen.evaluation.table import Series
from reportgen.facts import NO_BUSINESS, UNREPORTED, Facts
from reportgen.measures import MEASURES
from reportgen.measures.counts import Counts, Query
from reportgen.period import parse
from reportgen.rectification import Source
from reportgen.reports import feedback
from reportgen.reports.model import Material
from reportgen.scheme import reading
from reportgen.wording import rounded

YEAR, MONTH, ISSUED = parse("2025"), parse("2026-10"), date(2026, 11, 2)


@pytest.fixture(scope="module")
def evaluated(sample, sample_store) -> Basis:
    return basis.evaluated(sample, sample_store, YEAR)


@pytest.fixture(scope="module")
def reviewed(evaluated: Basis) -> Review:
    """With fewer draws than the scheme has: what is tested here does not depend on their number."""
    rules = replace(evaluated.made.scheme.robustness, draws=200, drop_one=False)
    return review(replace(evaluated.made, scheme=replace(evaluated.made.scheme, robustness=rules)))


@pytest.fixture(scope="module")
def month(sample, sample_store) -> Assessment:
    """One month alone, without the month before."""
    scheme, facts = reading.load(sample.workspace, basis.known(sample)), Facts(basis.NOTHING)
    return assess(values(sample_store, scheme, sample.register, MONTH, sample.workdays, facts), scheme)


def test_a_month_is_scored_by_what_it_has(month: Assessment) -> None:
    """What only a year gives says so and weighs nothing; every sheet adds up all the same."""
    for result in month.results.values():
        left = {line.indicator.code: line for line in result.lines if line.gap == NOT_MONTHLY}
        assert set(left) == {"5.1.1", "5.1.2"}
        assert {(line.weight, line.score, line.value.missing) for line in left.values()} == {
            (0, None, NOT_MONTHLY)
        }
        assert sum(line.weight for line in result.lines) == 1
        assert sum(line.contribution for line in result.lines) == result.total
        assert rounded(Fraction(sum(result.printed.parts)), 2) == result.printed.total
        assert result.participant.ranked
    reported = next(line for line in month.results["QX-500101"].lines if line.indicator.code == "1.1.1")
    assert (
        reported.value.period == "2026-10" and reported.value.denominator < 1000
    )  # of one month, not of a year
    assert "QX-500105" not in month.results  # abolished a year before


def test_a_letter_of_a_month_tells_the_month(sample, sample_store, month: Assessment) -> None:
    rules = replace(month.scheme.robustness, draws=20, drop_one=False)
    month = replace(month, scheme=replace(month.scheme, robustness=rules))
    query = Query("SELECT 1", "duckdb", "n", "d")
    known = (line.value for line in month.results["QX-500101"].lines if line.value.known)
    measured = {value.measure for value in known if value.measure}
    facts = Facts(Counts({}, dict.fromkeys(MEASURES, query)))
    source = Source("月度", "", "feedback", str(MONTH))
    material = Material(sample, sample_store, MONTH, ISSUED, facts, {}, source, ISSUED)
    told = date(2026, 3, 31)
    letter = feedback.letters(material, month, None, "", "示例数据", told=told)[0]
    assert (letter.issued, letter.objection) == (ISSUED, date(2026, 4, 8)), "whatever the date of the letter"
    made = lettering.product((Path("没有"), resources.templates()), letter)
    text = made.document.text()
    assert made.name == "QX-500101_评价结果反馈_2026-10"
    assert "关于2026年10月政务服务效能评价结果的函" in text
    assert "2026年9月" in text and "年度评价" not in text
    assert "方案规定不按月评价的2项指标，当月不评价" in text
    assert "不列入整改台账" in text
    assert "评价方案（示例）》（本年度沿用），" in text, "of the scheme of 2025"
    assert not re.search("台账编号|填写整改回执|期限前|□", text)
    assert measured <= set(made.facts["queries"])


def test_a_month_is_evaluated_only_where_the_scheme_says_so(sample, sample_store) -> None:
    district = settings.load(sample.workspace / "wanzhou")
    with pytest.raises(
        MissingData, match=r"没有规定按月评价，不能评价2026年10月.*--period 2025.*\[monthly\]"
    ):
        basis.evaluated(district, sample_store, MONTH)
    with pytest.raises(MissingData, match="只规定2025年1月至2026年12月按月评价，没有2027年1月"):
        basis.evaluated(sample, sample_store, parse("2027-01"))
    with pytest.raises(MissingData, match=r"2026年11月的办件数据不全.*当月数据齐全后再评价"):
        basis.evaluated(sample, sample_store, parse("2026-11"))
    with pytest.raises(WrongUsage, match="“2026-Q3”不是年度或者月份"):
        delivering._period("2026-Q3")


def lines(found: Basis) -> list[tuple[Result, Line]]:
    return [(result, line) for result in found.made.results.values() for line in result.lines]


def calculated(working: str) -> tuple[Fraction, Decimal]:
    """What a calculator gives for a printed formula, and the score printed behind it."""
    formula, _, shown = working.rpartition("＝")
    plain = formula.translate(str.maketrans("＋－×÷（）", "+-*/()"))
    exact = re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number[0]}')", plain)
    return eval(exact, {"Fraction": Fraction}), Decimal(shown)


def test_a_calculator_gives_every_printed_score(evaluated: Basis) -> None:
    told = [line.working for _result, line in lines(evaluated) if "＝" in line.working]
    assert len(told) > 1000
    for working in told:
        exact, shown = calculated(working)
        assert rounded(exact, 4) == shown, working


def test_scores_without_a_formula_say_why(evaluated: Basis) -> None:
    for _result, line in lines(evaluated):
        if line.gap:
            assert line.score is None and line.contribution == 0 and line.weight == 0
        elif "＝" not in line.working:
            assert re.search(r"达到一档标准|劣于末档标准|^适度", line.working), line.working


def test_the_printed_parts_add_up_to_the_printed_total(evaluated: Basis) -> None:
    for result in evaluated.made.results.values():
        assert sum(result.printed.parts) == result.printed.sum
        assert rounded(Fraction(result.printed.sum), 2) == result.printed.total == rounded(result.total, 2)
        assert result.total == sum((line.contribution for line in result.lines), Fraction(0))
        assert sum((line.weight for line in result.lines), Fraction(0)) == 1


def test_class_indices_make_the_total(evaluated: Basis) -> None:
    """Formula (2) by its own words: class indices times the weights of the classes."""
    weights = evaluated.made.scheme.catalogue.weights("一级")
    whole = sum(weights.values())
    for result in evaluated.made.results.values():
        assert None not in result.classes.values()
        total = sum(
            (share * value for share, value in zip(weights.values(), result.classes.values(), strict=True) if value),
            Fraction(0),
        )  # fmt: skip
        assert total / whole == result.total


def test_ranks_stay_in_their_group_and_equal_prints_share_one(evaluated: Basis) -> None:
    for group in evaluated.made.scheme.scope.groups:
        rows = evaluated.made.group(group)
        shown = [row.printed.total for row in rows]
        assert shown == sorted(shown, reverse=True)
        assert [row.rank for row in rows] == [1 + sum(other > mine for other in shown) for mine in shown]
        assert {row.size for row in rows} == {len(rows)}


def test_a_band_follows_the_printed_total(evaluated: Basis) -> None:
    bands = evaluated.made.scheme.bands
    edge = next(each for each in bands if each.low == 75)
    assert band(rounded(Fraction("74.995"), 2), bands) == edge.name
    assert band(rounded(Fraction("74.9949"), 2), bands) != edge.name


def test_units_of_a_part_of_the_year_are_scored_and_not_ranked(evaluated: Basis) -> None:
    parts = {
        each.unit.short: each.participant.span
        for each in evaluated.made.results.values()
        if not each.participant.ranked
    }
    assert parts == {
        "江北区": "1月至10月", "渝北区": "1月至10月", "两江新区": "11月至12月", "两江新区管委会": "1月至10月",
    }  # fmt: skip


def test_what_stands_is_counted_when_a_unit_ends(evaluated: Basis) -> None:
    """The matters of 江北区 are those of the end of October 2025, for in December it has none."""
    told = {line.indicator.code: line.value for line in evaluated.made.results["QX-500105"].lines}
    assert told["4.1.4"].period == "2025-10"
    assert told["4.1.4"].known and told["4.1.4"].denominator
    assert told["5.2.2"].period == "2025"


def test_who_is_left_out_is_not_evaluated(sample, evaluated: Basis) -> None:
    found = {each.unit.id for each in participants(sample.register, evaluated.made.scheme, YEAR)}
    assert found == set(evaluated.made.results)
    assert found.isdisjoint(evaluated.made.scheme.scope.excluded)


def test_a_returned_value_is_the_quotient_of_the_years_sums(sample_store, evaluated: Basis) -> None:
    [row] = sample_store.query(
        "SELECT sum(numerator) AS above, sum(denominator) AS below FROM reported WHERE unit_id = 'QX-500101'"
        " AND indicator_code = '5.1.1' AND month BETWEEN '2025-01-01' AND '2025-12-01'"
    )
    value = evaluated.values.cells["QX-500101", "5.1.1"]
    assert (value.numerator, value.denominator) == (row["above"], row["below"])
    assert value.exact == Fraction(100 * row["above"], row["below"])


def test_what_an_advice_would_gain_is_what_reaching_the_tier_gives(evaluated: Basis) -> None:
    """With the value put at the next standard the total grows by the gain told."""
    result = evaluated.made.results["QX-500101"]
    line = max(result.lines, key=lambda each: each.gain)
    better = replace(line.value, value=Fraction(line.above or 0), numerator=None, denominator=None)
    cells = {**evaluated.values.cells, (result.unit.id, line.indicator.code): better}
    again = assess(replace(evaluated.values, cells=cells), evaluated.made.scheme)
    assert again.results[result.unit.id].total - result.total == line.gain


def test_units_are_scored_by_the_standards_of_their_group(evaluated: Basis) -> None:
    """By the steps of the file standards.csv where it names their group, else by the common ones."""
    own, common = (50, 40, 30, 20, 5), (60, 50, 40, 30, 15)
    found = [(result, line) for result, line in lines(evaluated) if line.indicator.code == "5.2.1"]
    between = 0
    for result, line in found:
        ladder = own if result.unit.group == "市级部门-审批类" else common
        assert line.indicator.standards == ladder
        value = line.value.exact
        reached = sum(value < step for step in ladder)
        if 0 < reached < len(ladder):
            low, high = ladder[reached], ladder[reached - 1]
            assert line.score == 20 * (5 - reached) + 20 * (value - low) / (high - low)
            between += ladder == own
        else:
            assert line.score == (0 if reached else 100)
    assert between > 5


# --- gaps ------------------------------------------------------------------------------------


def without(evaluated: Basis, why: str, rule: str) -> Basis:
    """The evaluation with the value of one indicator of 万州区 gone, by a scheme with that rule."""
    at = ("QX-500101", "5.2.1")
    lost = replace(evaluated.values.cells[at], value=None, missing=why)
    found = replace(evaluated.values, cells={**evaluated.values.cells, at: lost})
    scoring = replace(evaluated.made.scheme.scoring, missing=rule)
    return replace(evaluated, made=assess(found, replace(evaluated.made.scheme, scoring=scoring)))


def test_a_missing_value_gives_its_weight_to_its_siblings(evaluated: Basis) -> None:
    before, after = evaluated.made.results["QX-500101"], without(evaluated, UNREPORTED, "剔除").made
    result = after.results["QX-500101"]
    [line] = result.gaps
    assert (line.indicator.code, line.gap, line.weight) == ("5.2.1", "未报送", 0)
    own = {each.indicator.code: each.weight for each in before.lines}
    new = {each.indicator.code: each.weight for each in result.lines}
    assert new["5.2.2"] == own["5.2.2"] * Fraction(3, 2) and new["5.1.1"] == own["5.1.1"]
    assert [(each.unit, each.indicator) for each in after.moved if "万州" in each.unit] == [
        ("万州区", "5.2.1即办程度")
    ]


def test_a_missing_value_may_count_as_nothing_or_stop_all(evaluated: Basis) -> None:
    zero = without(evaluated, UNREPORTED, "计零").made.results["QX-500101"]
    [line] = zero.gaps
    assert (line.score, line.contribution) == (0, 0) and line.weight > 0
    with pytest.raises(InputFaults, match=r"万州区.*5\.2\.1即办程度"):
        without(evaluated, UNREPORTED, "停止评价")


def test_last_year_may_stand_in_for_a_missing_value(evaluated: Basis) -> None:
    at = ("QX-500101", "5.2.1")
    lost = replace(evaluated.values.cells[at], value=None, missing=UNREPORTED)
    values = replace(evaluated.values, cells={**evaluated.values.cells, at: lost})
    scheme = evaluated.made.scheme
    rule = replace(scheme, scoring=replace(scheme.scoring, missing="上年值"))
    made = assess(values, rule, before=evaluated.values)
    assert made.results[at[0]].total == evaluated.made.results[at[0]].total
    [treated] = made.treated
    assert (treated.unit, treated.rule, treated.value) == (
        "万州区",
        "上年值",
        evaluated.values.cells[at].exact,
    )
    with pytest.raises(InputFaults, match=r"万州区.*没有可用的上年值"):
        assess(values, rule)


def test_no_business_is_never_a_missing_value(evaluated: Basis) -> None:
    idle = without(evaluated, NO_BUSINESS, "停止评价").made.results["QX-500101"]
    assert [line.gap for line in idle.gaps] == ["不适用"]


def test_a_value_that_lacks_months_is_told(evaluated: Basis) -> None:
    assert not evaluated.made.partial, "in 2025 every month was returned"
    months = {**evaluated.values.months, ("QX-500101", "5.1.1"): 6, ("QX-500105", "5.1.1"): 10}
    made = assess(replace(evaluated.values, months=months), evaluated.made.scheme)
    [partial] = made.partial
    assert (partial.unit.short, partial.indicator.code, partial.months, partial.due) == (
        "万州区",
        "5.1.1",
        6,
        12,
    )


# --- what is asked for -----------------------------------------------------------------------


def test_a_year_without_its_own_scheme_or_data_is_refused(sample, sample_store) -> None:
    with pytest.raises(MissingData, match="2025年度"):
        basis.evaluated(sample, sample_store, parse("2026"))


# --- what defends a result -------------------------------------------------------------------


def test_the_review_starts_from_the_published_ranks(evaluated: Basis, reviewed: Review) -> None:
    for group, found in reviewed.intervals.items():
        published = {row.unit.short: row for row in evaluated.made.group(group)}
        for unit, rank in zip(found.units, found.baseline.tolist(), strict=True):
            equal = [row for row in published.values() if row.printed.total == published[unit].printed.total]
            assert 0 <= rank - published[unit].rank < len(equal), (
                "they part only where the printed totals are equal"
            )
        for unit in found.units:
            low, high = reviewed.interval(group, unit) or (0, 0)
            assert 1 <= low <= high <= len(found.units)


def test_without_noise_the_interval_is_the_rank(evaluated: Basis) -> None:
    rules = replace(
        evaluated.made.scheme.robustness, draws=100, spread=Fraction(0), standardisations=(), aggregations=(), drop_one=False
    )  # fmt: skip
    still = review(replace(evaluated.made, scheme=replace(evaluated.made.scheme, robustness=rules)))
    for found in still.intervals.values():
        assert found.low.tolist() == found.baseline.tolist() == found.high.tolist()


def test_a_value_far_from_its_peers_is_sent_back_for_confirmation(evaluated: Basis) -> None:
    at = ("QX-500101", "5.2.1")
    odd = replace(evaluated.values.cells[at], value=Fraction(3), numerator=None, denominator=None)
    made = assess(replace(evaluated.values, cells={**evaluated.values.cells, at: odd}), evaluated.made.scheme)
    rules = replace(made.scheme.robustness, draws=100, drop_one=False)
    told = review(replace(made, scheme=replace(made.scheme, robustness=rules)), evaluated.made).doubts
    mine = {
        each.kind: each.said for each in told if (each.unit, each.indicator) == ("万州区", "5.2.1即办程度")
    }
    assert set(mine) == {"离群", "跳变"} and "相差超过20" in mine["跳变"]
    assert [each.unit for each in told if each.kind == "跳变"] == ["万州区"]


# --- the workbook ----------------------------------------------------------------------------


def test_the_workbook_holds_every_line_and_its_sums_are_formulas(evaluated: Basis, reviewed: Review) -> None:
    content = book.workbook(evaluated.made, reviewed, "示例数据")
    assert content == book.workbook(evaluated.made, reviewed, "示例数据")
    made = openpyxl.load_workbook(io.BytesIO(content))
    assert tuple(made.sheetnames) == book.SHEETS
    assert all("示例数据" in sheet.cell(1, 1).value for sheet in made)
    totals = {row[0]: row[-5] for row in made["结果"].iter_rows(min_row=3, values_only=True)}
    parts, told = dict.fromkeys(totals, Decimal(0)), set()
    for row in made["得分明细"].iter_rows(min_row=3, values_only=True):
        if row[2] == "合计":
            assert row[14].startswith("=SUM(O")
        else:
            parts[row[0]] += Decimal(str(row[14]))
            told |= {row[17]} if row[2] == "5.2.1" else set()
    assert told == {"60、50、40、30、15", "50、40、30、20、5（市级部门-审批类）"}
    for unit, total in parts.items():
        assert rounded(Fraction(total), 2) == Decimal(str(totals[unit])), unit


# --- other methods than tiers ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bounds", "value", "score"),
    [
        ("改进功效系数", (60, 100, None), 80, 80),
        ("极差", (60, 100, None), 80, 50),
        ("定基", (None, None, 80), 100, 125),
        ("适度", (80, 100, 40), 70, 75),
        ("对数比", (None, None, 100), 10, 50),
        ("对数两界", (1, 100, None), 10, 50),
        ("反正切", (None, None, None), 1, 50),
    ],
)
def test_each_method_of_a_scheme_gives_a_score_out_of_a_hundred(
    evaluated: Basis, name, bounds, value, score
) -> None:
    """As the scheme writes it: bounds and reference; worked out by hand from the formulas of 6.3.2.1 b."""
    [indicator] = [
        each for each in evaluated.made.scheme.catalogue.indicators.values() if each.code == "5.2.1"
    ]
    low, high, reference = (None if bound is None else Decimal(bound) for bound in bounds)
    direction = "区间最好" if name == "适度" else "越大越好"
    other = replace(
        indicator, method=name, low=low, high=high, reference=reference, direction=direction, standards=()
    )
    series = Series(("甲",), "5.2.1", np.array([Fraction(value)], dtype=object), np.array([False]))
    [found] = methods.method(other, evaluated.made.scheme.scoring)(series).values
    assert isinstance(found, Fraction) and rounded(found, 9) == score
