"""Formula (2), ranks, gaps, comparison of years and peers, and a score sheet that adds up."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.evaluation.comparison import decompose, median, within
from reportgen.evaluation.composite import Composite, Frame, aggregate, composite, effective
from reportgen.evaluation.faults import DegenerateData, InvalidWeights, MissingValue, UnfitMethod
from reportgen.evaluation.missing import NOT_APPLICABLE, NOT_REPORTED, Rule, treat, zeroed
from reportgen.evaluation.ranks import RANKS, competition, dense
from reportgen.evaluation.screening import Kind
from reportgen.evaluation.standardise import STANDARDISE
from reportgen.evaluation.standardise.efficacy import Below
from reportgen.evaluation.table import Table
from reportgen.evaluation.weights import WEIGHTS as METHODS
from reportgen.evaluation.weights.ahp import Way
from reportgen.sheet import readable
from reportgen.wording import rounded

PATHS = (
    ("甲度", "甲一", "a"),
    ("甲度", "甲一", "b"),
    ("甲度", "甲二", "c"),
    ("乙度", "乙一", "d"),
    ("乙度", "乙一", "e"),
)
INDICATORS = tuple("abcde")
HALF, FIFTH = Fraction(1, 2), Fraction(1, 5)
WEIGHTS = np.array(
    [[3 * FIFTH, HALF, HALF], [3 * FIFTH, HALF, HALF], [3 * FIFTH, HALF, 1], [2 * FIFTH, 1, Fraction(1, 3)], [2 * FIFTH, 1, Fraction(2, 3)]],
    dtype=object,
)  # fmt: skip
FRAME = Frame.of(INDICATORS, PATHS, WEIGHTS)
FLOATS = Frame.of(INDICATORS, PATHS, WEIGHTS.astype(float))


def scores(
    rows: dict[str, list[object]], gaps: dict[tuple[str, str], str] | None = None, period: str = "2025年"
) -> Table:
    values = np.array(
        [[Fraction(x) if x is not None else np.nan for x in row] for row in rows.values()], dtype=object
    )
    return Table(tuple(rows), INDICATORS, values, period, gaps or {})


def test_the_index_of_five_classes_by_hand():
    # Five classes of 0.2 each, equal weights within: 80, 80, 80, 50, 83.33 → 74.67
    marks = [[100, 80, 60], [90, 70, 80], [95, 85, 75, 65], [60, 40], [88, 92, 70]]
    paths = [(f"度{i}", f"{i}.{j}", f"{i}.{j}.1") for i, row in enumerate(marks) for j in range(len(row))]
    weights = [[Fraction(1, 5), Fraction(1, len(row)), Fraction(1)] for row in marks for _ in row]
    names = [path[-1] for path in paths]
    frame = Frame.of(names, paths, np.array(weights, dtype=object))
    table = Table(
        ("甲",), tuple(names), np.array([[Fraction(x) for row in marks for x in row]], dtype=object)
    )
    result = composite(frame, table)
    assert result.classes.values.tolist() == [[80, 80, 80, 50, Fraction(250, 3)]]
    assert result.totals.tolist() == [Fraction(224, 3)]


def test_three_levels_and_contributions():
    result = composite(FRAME, scores({"甲": [100, 80, 60, 90, 60]}))
    assert result.totals.tolist() == [Fraction(3, 5) * 75 + Fraction(2, 5) * 70]
    assert result.contributions[0].tolist() == [15, 12, 18, 12, 16]
    assert result.classes.values.tolist() == [[75, 70]] and not result.moved


def test_floats_agree_with_fractions():
    table = scores({"甲": [100, "80.3", 60, 90, 60], "乙": [1, 2, 3, 4, None]}, {("乙", "e"): NOT_APPLICABLE})
    floats = Table(table.units, table.indicators, table.values.astype(float), gaps=table.gaps)
    exact, near = composite(FRAME, table), composite(FLOATS, floats)
    assert near.totals == pytest.approx(exact.totals.astype(float))
    assert near.totals.dtype == np.float64 and isinstance(exact.totals[0], Fraction)


@pytest.mark.parametrize(
    ("absent", "weights", "to"),
    [
        ("a", ["0", "3/10", "3/10", "2/15", "4/15"], "“甲一”内的其他指标"),
        ("c", ["3/10", "3/10", "0", "2/15", "4/15"], "“甲度”内的其他指标"),
        ("de", ["1/4", "1/4", "1/2", "0", "0"], "其他一级指标"),
    ],
)
def test_a_gap_leaves_its_weight_to_its_nearest_relatives(absent, weights, to):
    row = [None if each in absent else 60 for each in INDICATORS]
    result = composite(FRAME, scores({"甲": row}, {("甲", each): NOT_APPLICABLE for each in absent}))
    assert result.weights[0].tolist() == [Fraction(each) for each in weights]
    assert result.totals.tolist() == [60]  # of equal scores, whatever is missing
    assert {move.to for move in result.moved} == {to} and len(result.moved) == len(absent)
    assert sum(move.weight for move in result.moved) == sum(
        FRAME.nominal[INDICATORS.index(x)] for x in absent
    )


def test_a_class_without_indicators_has_no_index():
    result = composite(
        FRAME,
        scores({"甲": [60, 60, 60, None, None]}, {("甲", "d"): NOT_APPLICABLE, ("甲", "e"): NOT_APPLICABLE}),
    )
    assert result.classes.gaps == {("甲", "乙度"): "该类指标均不适用"}


def test_a_unit_without_any_score_is_an_error():
    gaps = {("乙", each): NOT_APPLICABLE for each in INDICATORS}
    with pytest.raises(MissingValue, match=r"单位“乙”，2025年.*没有一个可计分的指标"):
        composite(FRAME, scores({"甲": [1, 2, 3, 4, 5], "乙": [None] * 5}, gaps))


def test_an_indicator_of_weight_0_takes_nothing_in():
    weights = WEIGHTS.copy()
    weights[0, 2], weights[1, 2] = Fraction(0), Fraction(1)
    frame = Frame.of(INDICATORS, PATHS, weights)
    present = np.array([[True, False, True, True, True]])
    assert effective(frame, frame.weights, present)[0].tolist() == [
        0,
        0,
        3 * FIFTH,
        Fraction(2, 15),
        Fraction(4, 15),
    ]


def test_frame_checks_every_parent():
    weights = WEIGHTS.astype(float)
    weights[3, 2] = 0.9
    with pytest.raises(InvalidWeights, match=r"“乙度—乙一”的下级权重.*之和为1.56"):
        Frame.of(INDICATORS, PATHS, weights)
    weights = WEIGHTS.astype(float)
    weights[:, 0] = [60, 60, 60, 40, 40]
    assert Frame.of(INDICATORS, PATHS, weights).notes == ("权重按百分制读取",)
    assert FRAME.classes == ("甲度", "乙度") and FRAME.nominal.sum() == 1


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 100), min_size=5, max_size=5), min_size=1, max_size=6),
    st.sets(st.integers(0, 4), max_size=3),
)
def test_totals_lie_between_the_worst_and_the_best_score(rows, missing):
    gaps = {("u0", INDICATORS[column]): NOT_APPLICABLE for column in missing}
    table = scores(
        {
            f"u{i}": [None if i == 0 and j in missing else x for j, x in enumerate(row)]
            for i, row in enumerate(rows)
        },
        gaps,
    )
    result = composite(FRAME, table)
    assert (result.weights.sum(axis=1) == 1).all()
    for row, total in zip(table.values, result.totals, strict=True):
        known = [x for x in row if isinstance(x, Fraction)]
        assert min(known) <= total <= max(known)


def test_geometric_aggregation_forgives_no_zero():
    table = scores({"甲": [100, 100, 25, 25, 25]})
    weights = effective(FRAME, FRAME.weights, ~table.absent)
    assert aggregate(weights, table, "线性加权").tolist() == [Fraction(3, 10) * 100 + Fraction(7, 10) * 25]
    assert aggregate(weights, table, "几何加权") == pytest.approx([100**0.3 * 25**0.7])
    with pytest.raises(DegenerateData, match="单位“甲”，指标“b”"):
        aggregate(weights, scores({"甲": [1, 0, 1, 1, 1]}), "几何加权")


# --- ranks -----------------------------------------------------------------------------------


def test_ranks():
    totals = np.array([90.0, 95.0, 90.0, 80.0])
    assert competition(totals).tolist() == [2, 1, 2, 4] and dense(totals).tolist() == [2, 1, 2, 3]
    close = np.array([Fraction(1, 3), Fraction(33333333333333333, 100000000000000000)], dtype=object)
    assert competition(close).tolist() == [1, 2]  # unrounded, however near
    printed = np.array([rounded(each, 2) for each in close], dtype=object)
    assert competition(printed).tolist() == [1, 1]
    assert list(RANKS) == ["并列跳号", "并列不跳号", "不排名"]


# --- gaps ------------------------------------------------------------------------------------

GAPS = {("甲", "a"): NOT_REPORTED, ("丙", "b"): NOT_APPLICABLE}
VALUES = scores(
    {"甲": [None, 1, 1, 1, 1], "乙": [4, 2, 2, 2, 2], "丙": [7, None, 1, 1, 1], "丁": [90, 9, 9, 9, 9]}, GAPS
)


def test_missing_values_by_rule():
    groups = dict.fromkeys("甲乙丙", "区县") | {"丁": "部门"}
    with pytest.raises(MissingValue, match=r"单位“甲”，指标“a”，2025年.*未报送"):
        treat(VALUES, "停止评价")
    means, register = treat(VALUES, "同类均值", groups)
    assert means.values[0, 0] == Fraction(11, 2) and register[0].value == Fraction(11, 2)
    assert means.gaps == {("丙", "b"): NOT_APPLICABLE}
    before = scores({"甲": [3, 3, 3, 3, 3]}, period="2024年")
    assert treat(VALUES, "上年值", previous=before)[0].values[0, 0] == 3
    with pytest.raises(MissingValue, match="没有可用的上年值"):
        treat(VALUES, "上年值")
    with pytest.raises(MissingValue, match="没有可用的同类均值"):
        treat(VALUES, "同类均值", {"甲": "独一"})
    left, register = treat(VALUES, "剔除")
    assert left.gaps == GAPS and [(each.unit, each.rule) for each in register] == [("甲", "剔除")]


def test_zero_by_rule_is_a_score_not_a_value():
    left, register = treat(VALUES, "计零")
    assert left.gaps == GAPS
    after = zeroed(left, register)
    assert after.values[0, 0] == 0 and after.gaps == {("丙", "b"): NOT_APPLICABLE}
    assert zeroed(VALUES, treat(VALUES, "剔除")[1]).gaps == GAPS


# --- comparison ------------------------------------------------------------------------------


def year(
    rows: dict[str, list[object]], frame: Frame = FRAME, period: str = "2025年", gaps: dict | None = None
) -> Composite:
    return composite(frame, scores(rows, gaps, period))


def test_a_change_splits_into_own_and_weights_by_hand():
    weights = WEIGHTS.copy()
    weights[:3, 0], weights[3:, 0] = HALF, HALF
    before = year({"甲": [60] * 3 + [90] * 2}, period="2024年")
    after = year({"甲": [70] * 3 + [90] * 2}, Frame.of(INDICATORS, PATHS, weights))
    change = decompose(before, after)
    assert change.totals.tolist() == [80 - 72]
    assert (
        change.own.sum() == Fraction(11, 20) * 10
        and change.weighting.sum() == Fraction(-1, 10) * 65 + Fraction(1, 10) * 90
    )


marks = st.lists(st.integers(0, 100), min_size=5, max_size=5)
parts = st.lists(st.integers(1, 9), min_size=5, max_size=5)


@settings(max_examples=40)
@given(
    marks,
    marks,
    parts,
    parts,
    st.sets(st.sampled_from(INDICATORS), max_size=2),
    st.sets(st.sampled_from(INDICATORS), max_size=2),
)
def test_a_change_adds_up_exactly_whatever_is_missing(old, new, first, second, gone, late):
    def flat(weights: list[int]) -> Frame:
        return Frame.of(
            INDICATORS,
            [(each,) for each in INDICATORS],
            np.array([[Fraction(w, sum(weights))] for w in weights], dtype=object),
        )

    def one(row: list[int], weights: list[int], absent: set[str], period: str) -> Composite:
        row = [None if each in absent else mark for each, mark in zip(INDICATORS, row, strict=True)]
        return year({"甲": row}, flat(weights), period, {("甲", each): NOT_APPLICABLE for each in absent})

    before, after = one(old, first, gone, "2024年"), one(new, second, late, "2025年")
    change, back = decompose(before, after), decompose(after, before)
    assert change.totals[0] == after.totals[0] - before.totals[0] == change.own.sum() + change.weighting.sum()
    assert (back.own == -change.own).all() and (back.weighting == -change.weighting).all()  # symmetric
    for column, each in enumerate(INDICATORS):
        if each in gone | late:
            assert change.own[0, column] == 0


def test_units_and_indicators_of_one_year_only():
    before = year({"甲": [1, 2, 3, 4, 5], "旧区": [1] * 5}, period="2024年")
    keep = Frame.of(
        INDICATORS[:4], PATHS[:4], np.vstack([WEIGHTS[:3], [[2 * FIFTH, Fraction(1), Fraction(1)]]])
    )
    table = Table(("新区", "甲"), INDICATORS[:4], np.array([[Fraction(9)] * 4] * 2, dtype=object), "2025年")
    change = decompose(before, composite(keep, table))
    assert change.units == ("甲",) and change.notes == (
        "仅2024年有的单位：旧区",
        "仅2025年有的单位：新区",
        "仅2024年有的指标：e",
    )
    assert change.own[0, 4] == 0 and change.totals[0] == change.own.sum() + change.weighting.sum()
    with pytest.raises(UnfitMethod, match="没有共同的单位"):
        decompose(year({"甲": [1] * 5}), year({"乙": [1] * 5}))


def test_peers():
    totals = np.array([Fraction(80), Fraction(90), Fraction(70), Fraction(60)], dtype=object)
    found = within(("甲", "乙", "丙", "丁"), totals, {"甲": "区", "乙": "区", "丙": "部门", "丁": "区"})
    assert list(found) == ["甲", "乙", "丙", "丁"]
    assert (found["甲"].rank, found["甲"].size, found["甲"].to_median, found["甲"].to_best) == (2, 3, 0, -10)
    assert (found["丙"].rank, found["丙"].size) == (1, 1)
    assert median(totals) == 75


# --- the printed sheet -----------------------------------------------------------------------


@settings(max_examples=40)
@given(st.lists(st.fractions(0, 10, max_denominator=997), min_size=1, max_size=46))
def test_a_sheet_adds_up_to_the_last_printed_digit(parts):
    sheet = readable(parts)
    assert sum(sheet.parts) == sheet.sum
    assert rounded(Fraction(sheet.sum), 2) == sheet.total == rounded(sum(parts, Fraction(0)), 2)
    places = -sheet.sum.as_tuple().exponent
    plain = [rounded(part, places) for part in parts]
    assert all(abs(a - b) <= Decimal(1).scaleb(-places) for a, b in zip(sheet.parts, plain, strict=True))
    assert [row for row, (a, b) in enumerate(zip(sheet.parts, plain, strict=True)) if a != b] == list(
        sheet.adjusted
    )


def test_an_exact_half_of_endless_decimals_is_levelled():
    parts = [Fraction(1, 3)] * 2 + [Fraction(1, 3) + Fraction(5, 1000)]  # 1.005; thirds round down for ever
    sheet = readable(parts)
    assert sheet.total == Decimal("1.01") and sheet.sum == Decimal("1.0050") and len(sheet.adjusted) == 1
    assert sum(sheet.parts) == sheet.sum


def test_a_sheet_takes_more_decimals_only_where_needed():
    assert len(str(readable([Fraction(200, 3), Fraction(8)]).sum)) == len("74.6667")
    near = [Fraction(1, 3)] * 3 + [
        Fraction(4999, 10**6)
    ]  # 1.004999: four decimals would read 1.0049 or 1.0050
    assert rounded(Fraction(readable(near).sum), 2) == readable(near).total == Decimal("1.00")


def test_the_assumptions_name_every_method_and_rule():
    text = (Path(__file__).parent.parent / "docs" / "assumptions.md").read_text("utf-8")
    for name in (*STANDARDISE, *METHODS):
        assert f"\n| {name} | " in text, name
    assert all(
        name in text for name in (*RANKS, *get_args(Rule), *get_args(Below), *get_args(Kind), *get_args(Way))
    )
