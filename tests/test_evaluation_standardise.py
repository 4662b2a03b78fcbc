"""Standardisation: published examples of formula (1), properties of every method, and what bad input gets."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.evaluation.faults import DegenerateData, InvalidStandards, MissingValue, UnfitMethod
from reportgen.evaluation.standardise import FULL_MARKS, STANDARDISE, to_hundred
from reportgen.evaluation.standardise.efficacy import Ladder, improved, tiered
from reportgen.evaluation.standardise.moderate import moderate, outside
from reportgen.evaluation.standardise.scaling import arctangent, log_bounds, log_ratio, minmax, zscore
from reportgen.evaluation.standardise.shares import by_norm, by_sum, to_base
from reportgen.evaluation.table import Series, Table, scored


def series(*values: object, absent: tuple[int, ...] = ()) -> Series:
    exact = any(isinstance(value, (Fraction, str)) for value in values)
    cells = [Fraction(value) if exact else float(value) for value in values]
    gaps = np.array([row in absent for row in range(len(values))])
    array = np.array(cells, dtype=object if exact else float)
    array[gaps] = np.nan
    return Series(tuple("甲乙丙丁戊己庚辛壬癸"[: len(values)]), "按时办结率", array, gaps, "2025年")


RISING = Ladder.of(["100", "99.5", "98", "95", "90"], "越大越好")
FALLING = Ladder.of([0, 2, 5, 10, 20], "越小越好")


# The five standard coefficients and the examples are those of 《中央企业综合绩效评价实施细则》 as taught
# for 中级财务管理: the basic mark of the own tier plus the adjustment, for a weight of w points.
@pytest.mark.parametrize(
    ("value", "standards", "weight", "own", "full"),
    [
        ("8", ["16.5", "9.5", "1.7", "-3.6", "-20"], 20, "12", "15.23"),  # 净资产收益率
        ("7.5", ["9.8", "6.4", "3.6", "1.4", "-1.2"], 13, "10.4", "11.24"),  # 总资产报酬率
        ("6", ["9.8", "6.4", "3.6", "1.4", "-1.2"], 12, "7.2", "9.26"),
    ],
)
def test_published_examples(value, standards, weight, own, full):
    ladder = Ladder.of(standards, "越大越好")
    data = series(value)
    tier = int(ladder.tiers(data.values)[0])
    assert weight * ladder.coefficients[tier] == Fraction(own)
    assert round(float(tiered(data, ladder).values[0]) / 100 * weight, 2) == float(full)


def test_by_hand():
    assert tiered(series("99.8", "98.7", "96", "91", "85"), RISING).values.tolist() == [
        Fraction(92), Fraction(208, 3), Fraction(140, 3), Fraction(24), Fraction(0),
    ]  # fmt: skip
    assert tiered(series("0.5", "4", "12", "35"), FALLING).values.tolist() == [95, Fraction(200, 3), 36, 0]


def test_two_tiers_are_the_classic_form():
    ladder = Ladder.of([98, 90], "越大越好", [Fraction(1), Fraction(3, 5)])
    data = series(90, 92, 95, 98)
    assert tiered(data, ladder).values == pytest.approx(improved(data, 90, 98).values)


@given(st.lists(st.decimals(70, 110, places=3), min_size=1, max_size=9))
def test_formula_1_rises_stays_within_and_reads_floats_like_fractions(values):
    exact = tiered(series(*(str(value) for value in values)), RISING).values
    order = sorted(range(len(values)), key=lambda row: values[row])
    assert all(exact[low] <= exact[high] for low, high in pairwise(order))
    assert all(0 <= score <= 100 for score in exact)
    floats = tiered(series(*map(float, values)), RISING).values
    assert floats == pytest.approx(exact.astype(float), abs=1e-9)


def test_on_a_standard_the_score_is_that_of_the_tier():
    for ladder in (RISING, FALLING):
        on = tiered(series(*map(float, ladder.standards)), ladder).values
        assert on.tolist() == [100, 80, 60, 40, 20]


def test_equal_neighbours_never_divide_by_zero():
    ladder = Ladder.of([100, 100, 98, 98, 90], "越大越好")
    assert tiered(series("100", "99", "98", "97", "89"), ladder).values.tolist() == [
        100,
        70,
        60,
        Fraction(75, 2),
        0,
    ]


def test_below_the_worst_is_named_and_may_fall_to_zero():
    assert tiered(series("89", "100"), RISING).notes == ("低于最低档（计零）：甲",)
    slope = Ladder.of([100, 98, 95, 95], "越大越好", RISING.coefficients[:4], below="线性递减")
    below = tiered(series("95", "92", "89", "80"), slope).values
    assert below.tolist() == [60, 20, 0, 0]  # 20 marks for 3 points, from the last 40 at 95


def test_next_standard():
    assert RISING.next_standard(Fraction(96)) == 98
    assert RISING.next_standard(Fraction(80)) == 90
    assert FALLING.next_standard(Fraction(0)) is None


@pytest.mark.parametrize(
    ("standards", "direction", "said"),
    [
        ([90, 95, 98, 99, 100], "越大越好", "不符或次序有误"),
        ([0, 2, 5, 4, 20], "越小越好", "不符或次序有误"),
        ([5, 5, 5, 5, 5], "越大越好", "都是5"),
        ([5, 4], "越大越好", "2档"),
    ],
)
def test_faulty_standards(standards, direction, said):
    with pytest.raises(InvalidStandards, match=said) as caught:
        Ladder.of(standards, direction, indicator="1.1.1 一站式提供")
    assert "1.1.1 一站式提供" in str(caught.value)


# --- the other methods -----------------------------------------------------------------------

RISERS: dict[str, Callable[[Series], object]] = {
    "分档功效系数": lambda s: tiered(s, RISING),
    "改进功效系数": lambda s: improved(s, 80, 100),
    "极差": lambda s: minmax(s, low=0, high=200),
    "标准差": lambda s: zscore(s, mean=90, deviation=5),
    "对数比": lambda s: log_ratio(s, 200),
    "对数两界": lambda s: log_bounds(s, 1, 200),
    "反正切": lambda s: arctangent(s, 50),
    "归一求和": by_sum,
    "归一向量": by_norm,
    "定基": lambda s: to_base(s, np.full(len(s.units), 95.0), "2024年"),
}
FALLERS: dict[str, Callable[[Series], object]] = {
    "分档功效系数": lambda s: tiered(s, FALLING),
    "改进功效系数": lambda s: improved(s, 80, 100, "越小越好"),
    "极差": lambda s: minmax(s, "越小越好", 0, 200),
    "标准差": lambda s: zscore(s, "越小越好", 90, 5),
    "对数比": lambda s: log_ratio(s, 200, "越小越好", pivot=300),
    "对数两界": lambda s: log_bounds(s, 1, 200, "越小越好"),
    "反正切": lambda s: arctangent(s, 50, "越小越好", pivot=300),
    "归一求和": lambda s: by_sum(s, "越小越好"),
    "归一向量": lambda s: by_norm(s, "越小越好"),
    "定基": lambda s: to_base(s, np.full(len(s.units), 95.0), "2024年", "越小越好"),
}


def test_every_method_is_known_by_name():
    assert set(STANDARDISE) == set(RISERS) | {"适度"} and set(FULL_MARKS) < set(STANDARDISE)


@pytest.mark.parametrize("name", RISERS)
@given(values=st.lists(st.integers(1, 190), min_size=2, max_size=9, unique=True), gap=st.booleans())
def test_more_is_better_or_worse_as_declared_and_gaps_stay(name, values, gap):
    data = series(*values, 50, absent=(len(values),) if gap else ())
    for methods, sign in ((RISERS, 1), (FALLERS, -1)):
        scores = methods[name](data).values
        assert np.isnan(scores).tolist() == data.absent.tolist()
        known = scores[~data.absent]
        for i, j in np.argwhere(data.known[:, None] > data.known[None, :]):
            assert sign * (known[i] - known[j]) >= -1e-12, (name, data.known)


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=9).filter(lambda x: len(set(x)) > 1),
    st.integers(1, 9),
    st.integers(-9, 9),
)
def test_minmax_and_zscore_do_not_depend_on_the_unit_of_measure(values, scale, shift):
    other = [value * scale + shift for value in values]
    assert minmax(series(*other)).values == pytest.approx(minmax(series(*values)).values)
    z = zscore(series(*values)).values
    assert zscore(series(*other)).values == pytest.approx(z)
    assert z.mean() == pytest.approx(0, abs=1e-9) and z.std(ddof=1) == pytest.approx(1)


def test_shares_add_up():
    data = series(1, 2, 5)
    assert by_sum(data).values.tolist() == [0.125, 0.25, 0.625]
    assert (by_norm(data).values ** 2).sum() == pytest.approx(1)
    assert by_sum(data, "越小越好").values == pytest.approx([10 / 17, 5 / 17, 2 / 17])
    assert "各单位之和" in by_sum(data).notes[0] and "平方和" in by_norm(data).notes[0]


def test_figures_by_hand():
    assert log_ratio(series(1, 10, 100), 100).values == pytest.approx([0, 0.5, 1])
    assert log_bounds(series(10, 100, 1000), 10, 1000).values == pytest.approx([0, 0.5, 1])
    assert arctangent(series(0, 1)).values == pytest.approx([0, 0.5])
    assert to_base(series(110, 95), np.array([100.0, 100.0]), "2024年").values == pytest.approx([110, 95])
    assert moderate(series(1, 4, 5, 8, 9), 4, 6, 0, 10).values == pytest.approx([0.25, 1, 1, 0.5, 0.25])


def test_an_interval_may_be_scored_by_a_ladder():
    away = outside(series("3", "5", "9"), Fraction(4), Fraction(6))
    assert tiered(away, Ladder.of([0, 1, 2, 3, 4], "越小越好")).values.tolist() == [80, 100, 40]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (minmax(series(1, 2)), "不同年度不可比"),
        (minmax(series(1, 9), low=0, high=5), "超出界限0至5：乙"),
        (zscore(series(1, 2)), "n−1"),
        (improved(series(50, 99), 60, 100), "60至100之外：甲"),
        (arctangent(series(1, 20)), "饱和（高于0.95），难分高低：乙"),
        (log_ratio(series(2, 20), 10), "超过参考最大值10：乙"),
        (moderate(series(5, 20), 4, 6, 0, 10), "超出最小值、最大值：乙"),
    ],
)
def test_what_is_noted(result, said):
    assert any(said in note for note in result.notes)


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: minmax(series(3, 3)), DegenerateData, "都是3，没有差异"),
        (lambda: minmax(series(0.1 + 0.2, 0.3)), DegenerateData, "没有差异"),
        (lambda: minmax(series(3)), DegenerateData, "只有一个单位"),
        (lambda: minmax(series(3, 4), low=0), UnfitMethod, "只写了一个"),
        (lambda: zscore(series(3, 4), mean=0), UnfitMethod, "只写了一个"),
        (lambda: zscore(series(3, 3)), DegenerateData, "没有差异"),
        (lambda: zscore(series(3, 4), mean=1, deviation=0), DegenerateData, "标准差为0"),
        (lambda: minmax(series(3, 4), low=5, high=5), UnfitMethod, "下界5不小于上界5"),
        (lambda: minmax(series(3, 4), "区间最好"), UnfitMethod, "适度"),
        (lambda: zscore(series(3, 4), "区间最好"), UnfitMethod, "适度"),
        (lambda: by_sum(series(3, 4), "区间最好"), UnfitMethod, "适度"),
        (lambda: log_ratio(series(3, 0), 10), DegenerateData, "单位“乙”.*数值为0"),
        (lambda: log_ratio(series(3, 0.5), 10), DegenerateData, "小于1"),
        (lambda: log_ratio(series(3, 2), 1), UnfitMethod, "参考最大值为1"),
        (lambda: log_ratio(series(3, 2), 10, "越小越好"), UnfitMethod, "正向化的常数"),
        (lambda: log_bounds(series(3, -2), 1, 10), DegenerateData, "数值为-2"),
        (lambda: log_bounds(series(3, 2), 0, 10), UnfitMethod, "下界为0"),
        (lambda: arctangent(series(-3)), DegenerateData, "小于0"),
        (lambda: by_sum(series(0, 0)), DegenerateData, "之和为0"),
        (lambda: by_sum(series(2, -1)), DegenerateData, "单位“乙”"),
        (lambda: by_sum(series(2, 0), "越小越好"), DegenerateData, "不能取倒数"),
        (lambda: by_sum(series(2, 1), true_zero=False), UnfitMethod, "真正的零点"),
        (
            lambda: to_base(series(2, 1), np.array([1.0, 0.0]), "2024年"),
            DegenerateData,
            "乙.*2024年.*不能作基数",
        ),
        (
            lambda: to_base(series(2, 0), np.array([1.0, 1.0]), "2024年", "越小越好"),
            DegenerateData,
            "不能作除数",
        ),
        (lambda: moderate(series(2), 6, 4, 0, 10), UnfitMethod, "从小到大"),
    ],
)
def test_degenerate_input_is_named(call, kind, said):
    with pytest.raises(kind, match=said) as caught:
        call()
    assert "按时办结率" in str(caught.value) and "处理办法" in str(caught.value)


def test_a_table_takes_no_unexplained_gap():
    with pytest.raises(MissingValue, match=r"单位“乙”，指标“一”，2025年.*没有可用的数值") as caught:
        Table(("甲", "乙"), ("一", "二"), np.array([[1, 2], [np.nan, np.inf]]), "2025年")
    assert len(caught.value.faults) == 2
    Table(("甲",), ("一",), np.array([[np.nan]]), gaps={("甲", "一"): "不适用"})


def test_a_table_is_scored_indicator_by_indicator():
    table = Table(
        ("甲", "乙"), ("一", "二"), np.array([[1.0, 2], [3, np.nan]]), gaps={("乙", "二"): "不适用"}
    )
    scores, notes = scored(table, {"一": minmax, "二": lambda column: arctangent(column, 2)})
    assert scores.values[:, 0].tolist() == [0, 1] and scores.values[0, 1] == pytest.approx(0.5)
    assert scores.gaps == table.gaps and notes[0].startswith("一：")


def test_rational_methods_stay_exact_and_a_table_may_mix():
    table = Table(
        ("甲", "乙"),
        ("一", "二"),
        np.array([[Fraction(1), Fraction(2)], [Fraction(3), np.nan]], dtype=object),
        gaps={("乙", "二"): "不适用"},
    )
    column = table.series("一")
    assert minmax(column, low=0, high=7).values.tolist() == [Fraction(1, 7), Fraction(3, 7)]
    assert improved(column, 0, 7).values.tolist() == [60 + Fraction(40, 7), 60 + Fraction(120, 7)]
    assert moderate(column, 2, 2, 0, 5).values.tolist() == [Fraction(2, 3), Fraction(2, 3)]
    assert to_base(column, np.array([Fraction(3)] * 2, dtype=object), "2024年").values.tolist() == [
        Fraction(100, 3),
        100,
    ]
    scores, _ = scored(table, {"一": lambda each: minmax(each, low=0, high=7), "二": arctangent})
    assert (
        isinstance(scores.values[0, 1], Fraction)
        and float(scores.values[0, 1]) == arctangent(table.series("二")).values[0]
    )


def test_scores_out_of_a_hundred():
    assert to_hundred("极差", minmax(series(1, 3), low=0, high=4)).values.tolist() == [25, 75]
    assert to_hundred("分档功效系数", tiered(series("98"), RISING)).values.tolist() == [60]
    for name in set(STANDARDISE) - set(FULL_MARKS):
        with pytest.raises(UnfitMethod, match=name):
            to_hundred(name, zscore(series(1, 2)))
