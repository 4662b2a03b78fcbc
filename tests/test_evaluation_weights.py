"""Weights: published tables, properties (on the simplex, consistent matrices recovered), and what bad input gets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.evaluation.faults import DegenerateData, Inconsistent, InvalidJudgement, InvalidWeights
from reportgen.evaluation.table import Table
from reportgen.evaluation.weights import WEIGHTS
from reportgen.evaluation.weights.ahp import RANDOM_INDEX, group, overall, prioritise
from reportgen.evaluation.weights.combined import additive, geometric, multiplicative
from reportgen.evaluation.weights.correlation import multiple, principal, varimax
from reportgen.evaluation.weights.dispersion import critic, entropy, variation
from reportgen.evaluation.weights.experts import delphi, kendall, mean_of_experts
from reportgen.evaluation.weights.pairwise import cycles, pairwise_01, pairwise_04
from reportgen.evaluation.weights.shares import Weights, equal, proportional, shares

ABC = ("一", "二", "三", "四", "五", "六", "七", "八", "九")


def names(count: int) -> tuple[str, ...]:
    return ABC[:count]


def table(rows: object, period: str = "2025年") -> Table:
    values = np.array(rows, dtype=float)
    units = tuple(f"单位{row}" for row in range(len(values)))
    return Table(units, names(values.shape[1]), values, period)


def on_the_simplex(weights: Weights) -> bool:
    return bool((weights.values >= 0).all() and abs(weights.values.sum() - 1) < 1e-9)


# --- 层次分析 --------------------------------------------------------------------------------

JOBS = [  # Saaty 2008, Int. J. Services Sciences 1(1), table 2: a job by flexibility, opportunities, security …
    [1, 1 / 4, 1 / 6, 1 / 4, 1 / 8], [4, 1, 1 / 3, 3, 1 / 7], [6, 3, 1, 4, 1 / 2],
    [4, 1 / 3, 1 / 4, 1, 1 / 7], [8, 7, 2, 7, 1],
]  # fmt: skip
DRINKS = [  # the same, figure 1: which drink is consumed more in the US
    [1, 9, 5, 2, 1, 1, 1 / 2], [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9], [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2], [1, 9, 3, 1, 1 / 2, 1, 1 / 3], [2, 9, 9, 3, 2, 3, 1],
]  # fmt: skip
NATIONS = [  # Saaty 1977, J. Math. Psychology 15: wealth of nations through their world influence
    [1, 4, 9, 6, 6, 5, 5], [1 / 4, 1, 7, 5, 5, 3, 4], [1 / 9, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 7, 1 / 5],
    [1 / 6, 1 / 5, 5, 1, 1, 1 / 3, 1 / 3], [1 / 6, 1 / 5, 5, 1, 1, 1 / 3, 1 / 3],
    [1 / 5, 1 / 3, 7, 3, 3, 1, 2], [1 / 5, 1 / 4, 5, 3, 3, 1 / 2, 1],
]  # fmt: skip


@pytest.mark.parametrize(
    ("matrix", "printed", "ratio"),
    [
        (JOBS, [0.036, 0.122, 0.262, 0.075, 0.506], 0.0728),
        (DRINKS, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], 0.022),
    ],
)
def test_ahp_as_saaty_printed_it(matrix, printed, ratio):
    judged = prioritise(names(len(matrix)), np.array(matrix))
    assert judged.weights.values == pytest.approx(printed, abs=5.1e-4)
    assert judged.ratio == pytest.approx(ratio, abs=5e-4)


def test_ahp_wealth_of_nations():
    judged = prioritise(names(7), np.array(NATIONS))
    assert judged.weights.values == pytest.approx(
        [0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], abs=5.1e-4
    )
    assert round(judged.eigenvalue, 2) == 7.61 and round(judged.index, 2) == 0.10


# A worked exercise of a Chinese course in mathematical modelling, by column means: W, λ_max, CI and CR as printed there.
EXERCISE = np.array([[1, 3, 2, 4], [1 / 3, 1, 1 / 2, 2], [1 / 2, 2, 1, 3], [1 / 4, 1 / 2, 1 / 3, 1]])


def test_ahp_by_column_means():
    judged = prioritise(names(4), EXERCISE, "和法")
    assert judged.weights.values == pytest.approx([0.4658, 0.1611, 0.2771, 0.0960], abs=5.1e-5)
    assert (round(judged.eigenvalue, 4), round(judged.index, 4), round(judged.ratio, 3)) == (
        4.0310,
        0.0103,
        0.011,
    )


def test_ahp_by_roots():
    judged = prioritise(names(3), np.array([[1, 1 / 3, 1 / 5], [3, 1, 1 / 4], [5, 4, 1]]), "根法")
    assert judged.weights.values == pytest.approx(
        [0.1007, 0.2255, 0.6738], abs=5.1e-5
    )  # an answered exercise
    assert judged.eigenvalue == pytest.approx(3.0858, abs=1e-4)
    assert judged.ratio == pytest.approx(0.0739, abs=1e-4)


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=9))
def test_ahp_recovers_consistent_judgements(values):
    true = np.array(values) / sum(values)
    for way in ("特征向量法", "根法", "和法"):
        judged = prioritise(names(len(true)), true[:, None] / true[None, :], way)
        assert judged.weights.values == pytest.approx(true, abs=1e-9)
        assert judged.ratio == pytest.approx(0, abs=1e-9)


def test_ahp_of_one_and_two():
    assert prioritise(("一",), np.array([[1.0]])).weights.values.tolist() == [1]
    assert prioritise(names(2), np.array([[1, 4], [0.25, 1]])).ratio == 0
    assert len(RANDOM_INDEX) == 15


def test_ahp_reads_decimals_as_fractions():
    judged = prioritise(names(3), np.array([[1, 3, 8], [0.33, 1, 3], [0.13, 0.33, 1]]))
    exact = prioritise(names(3), np.array([[1, 3, 8], [1 / 3, 1, 3], [1 / 8, 1 / 3, 1]]))
    assert judged.weights.values.tolist() == exact.weights.values.tolist()
    assert "倒数还原" in judged.weights.notes[0] and not exact.weights.notes


CIRCULAR = np.array([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])


def test_ahp_refuses_inconsistency_unless_defended():
    with pytest.raises(Inconsistent, match=r"判断矩阵“一级”.*CR=.*不小于0\.1.*比较"):
        prioritise(names(3), CIRCULAR, of="一级")
    judged = prioritise(names(3), CIRCULAR, override="专家组三次会商仍有分歧")
    assert judged.ratio > 0.1 and "仍予采用：专家组三次会商仍有分歧" in judged.weights.notes[0]


def test_ahp_asks_first_about_the_judgement_that_fits_worst():
    true = np.array([8, 4, 2, 1.0])
    matrix = true[:, None] / true[None, :]
    matrix[1, 3], matrix[3, 1] = 1 / 7, 7  # 4 is true
    with pytest.raises(Inconsistent, match="首先核对“二”与“四”的比较"):
        prioritise(names(4), matrix)


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 3], [0.5, 1]], "“一”与“二”.*3与0.5不互为倒数"),
        ([[1, 3], [np.nan, 1]], "没有判断"),
        ([[1, -3], [-1 / 3, 1]], "判断值为-3"),
        ([[2, 3], [1 / 3, 1]], "对角线应当为1"),
        (np.ones((3, 3)), "3行，2个指标"),
    ],
)
def test_ahp_faults(matrix, said):
    with pytest.raises(InvalidJudgement, match=said):
        prioritise(names(2), np.array(matrix))


def test_ahp_is_tested_for_up_to_15():
    with pytest.raises(InvalidJudgement, match="有16个指标"):
        prioritise(tuple(map(str, range(16))), np.ones((16, 16)))


def test_ahp_group():
    one, two = np.array(JOBS), np.array(JOBS).T
    both = group(names(5), {"甲": one, "乙": one})
    assert both.together.weights.values == pytest.approx(prioritise(names(5), one).weights.values)
    assert group(names(5), {"甲": one, "乙": two}).together.weights.values == pytest.approx([0.2] * 5)
    assert both.experts["乙"].ratio == both.together.ratio
    with pytest.raises(Inconsistent, match="专家“丙”"):
        group(names(3), {"甲": np.ones((3, 3)), "丙": CIRCULAR})
    kept = group(names(3), {"甲": np.ones((3, 3)), "丙": CIRCULAR}, override="仅作参考")
    assert any("丙" in note and "仅作参考" in note for note in kept.together.weights.notes)


def test_ahp_hierarchy():
    upper = Weights(("A", "B"), np.array([0.25, 0.75]))
    lower = [prioritise(names(5), np.array(JOBS)), prioritise(("六", "七"), np.array([[1, 3], [1 / 3, 1]]))]
    weights, ratio = overall(upper, lower)
    assert on_the_simplex(weights) and weights.values[-2:] == pytest.approx([0.5625, 0.1875])
    assert ratio == pytest.approx(lower[0].ratio)  # the second has two indicators: no inconsistency, no RI


# --- 逐对比较 --------------------------------------------------------------------------------


# The exercise on value engineering of the national examination for cost engineers: four functions F1…F4.
def test_pairwise_01_published():
    points = np.array([[0, 0, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0], [0, 0, 1, 0]])  # F2 > F1 > F4 > F3
    assert pairwise_01(names(4), points, corrected=True).values.tolist() == [0.3, 0.4, 0.1, 0.2]
    with pytest.raises(InvalidJudgement, match=r"“三”.*得分为0.*加1修正"):
        pairwise_01(names(4), points)


def test_pairwise_04_published():
    points = np.array([[0, 2, 4, 3], [2, 0, 4, 3], [0, 0, 0, 1], [1, 1, 3, 0]])  # F1 = F2, F1 > F4, F2 >> F3
    assert pairwise_04(names(4), points).values.round(3).tolist() == [0.375, 0.375, 0.042, 0.208]


def test_cycles_are_reported():
    points = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0]])
    assert cycles(names(4), points) == (("一", "二", "四", "一"), ("三", "四", "一", "三"))
    assert "判断有循环：一＞二＞四＞一" in pairwise_01(names(4), points).notes
    assert cycles(names(3), np.array([[0, 1, 1], [0, 0, 0.5], [0, 0.5, 0]])) == ()


def test_pairwise_faults_all_at_once():
    points = np.array([[0, 1, np.nan], [1, 0, 3], [0, 1, 0]])
    with pytest.raises(InvalidJudgement) as caught:
        pairwise_01(names(3), points)
    text = str(caught.value)
    assert len(caught.value.faults) == 3
    assert (
        "“一”与“二”" in text
        and "和不是1" in text
        and "“一”与“三”的比较】没有判断" in text
        and "不在0、0.5、1之内" in text
    )
    with pytest.raises(InvalidJudgement, match="和不是4"):
        pairwise_04(names(2), np.array([[0, 3], [2, 0]]))


@given(st.permutations(range(6)))
def test_pairwise_orders_as_judged(order):
    rank = np.array(order)
    for method, points in ((pairwise_01, 1), (pairwise_04, 4)):
        matrix = (rank[:, None] > rank[None, :]) * points
        weights = method(names(6), matrix, corrected=True)
        assert on_the_simplex(weights) and np.argsort(weights.values).tolist() == np.argsort(rank).tolist()


# --- 专家 ------------------------------------------------------------------------------------


def test_kendall_published():
    # Siegel 1956, Nonparametric Statistics, p. 229: three executives rank six applicants, s = 25.5, W = .16
    ranks = np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    assert kendall(ranks) == pytest.approx(0.1619, abs=5e-5)


def test_kendall_ends_and_ties():
    assert kendall(np.array([[1, 2, 3], [1, 2, 3]])) == 1
    assert kendall(np.array([[1, 2, 3], [3, 2, 1]])) == 0
    assert kendall(np.array([[5, 5, 3], [5, 5, 3]])) == pytest.approx(1)  # ties alone are no disagreement
    assert kendall(np.array([[5, 5], [4, 4]])) is None


def test_delphi():
    first = table([[5, 3, 2], [4, 4, 2], [5, 2, 5]])
    last = table([[5, 3, 2], [5, 3, 2], [5, 4, 1]])
    result = delphi([first, last], full_mark=5)
    assert result.weights.values == pytest.approx(np.array([15, 10, 5]) / 30)
    one, two = result.rounds
    assert one.full == pytest.approx([2 / 3, 0, 1 / 3]) and one.median.tolist() == [5, 3, 2]
    assert one.variation == pytest.approx(one.spread / one.mean) and one.spread[1] == pytest.approx(1)
    assert (
        two.concordance == pytest.approx(1)
        and two.chi_square == pytest.approx(3 * 2 * 1)
        and two.degrees == 2
    )


def test_delphi_quartiles_published():
    # A Delphi course's table of 20 and of 18 experts: medians 6 and 6, quartiles 5 and 7 each
    twenty = [4] * 3 + [5] * 4 + [6] * 5 + [7] * 4 + [8, 8, 9, 10]
    for scores in (twenty, twenty[:-2]):
        once = delphi([table([[score] for score in scores])], full_mark=10).rounds[0]
        assert (once.median[0], once.quartiles[0][0], once.quartiles[1][0]) == (6, 5, 7)


def test_mean_of_experts_reads_points_and_shares():
    weights = mean_of_experts(table([[50, 30, 20], [0.4, 0.4, 0.2]]))
    assert weights.values == pytest.approx([0.45, 0.35, 0.2])


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([[1, 2]], "至少需要两位"),
        ([[1, 2], [0, 0]], "专家“单位1”.*全部为0"),
        ([[1, 2], [3, -1]], "有负数"),
        ([[1, 2], [3, 6]], "超过满分5"),
        ([[1, 0], [3, 0]], "指标“二”.*所有专家都打0分"),
    ],
)
def test_expert_faults(sheets, said):
    with pytest.raises(InvalidJudgement, match=said):
        delphi([table(sheets)], full_mark=5)


def test_an_expert_left_something_blank():
    sheets = Table(("甲", "乙"), names(2), np.array([[1, np.nan], [2, 3]]), gaps={("甲", "二"): "未填"})
    with pytest.raises(InvalidJudgement, match="专家“甲”，指标“二”"):
        mean_of_experts(sheets)
    with pytest.raises(InvalidJudgement, match="没有专家打分表"):
        delphi([], 5)


# --- from data -------------------------------------------------------------------------------

# The nursing of 11 departments by 9 items, the example through which 熵权法 is taught; entropies and weights as printed.
NURSING = [
    [100, 90, 100, 84, 90, 100, 100, 100, 100], [100, 100, 78.6, 100, 90, 100, 100, 100, 100],
    [75, 100, 85.7, 100, 90, 100, 100, 100, 100], [100, 100, 78.6, 100, 90, 100, 94.4, 100, 100],
    [100, 90, 100, 100, 100, 90, 100, 100, 80], [100, 100, 100, 100, 90, 100, 100, 85.7, 100],
    [100, 100, 78.6, 100, 90, 100, 55.6, 100, 100], [87.5, 100, 85.7, 100, 100, 100, 100, 100, 100],
    [100, 100, 92.9, 100, 80, 100, 100, 100, 100], [100, 90, 100, 100, 100, 100, 100, 100, 100],
    [100, 100, 92.9, 100, 90, 100, 100, 100, 100],
]  # fmt: skip


def test_entropy_published():
    assert entropy(table(NURSING)).values == pytest.approx(
        [0.08, 0.22, 0.27, 0.07, 0.11, 0.07, 0.07, 0.07, 0.07], abs=5e-3
    )


def test_critic_published():
    # Tuş & Aytaç Adalı 2019, Opsearch 56(2): five time-and-attendance programs, six criteria
    software = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    assert critic(table(software)).values.round(3).tolist() == [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]


def test_principal_components_published():
    # An SPSS table of components (loadings to three decimals): eigenvalues 2.271, 1.457, .770, .407, .095
    loadings = np.array(
        [
            [0.520, -0.488, 0.693, 0.059, 0.090],
            [0.723, 0.595, -0.096, -0.291, 0.171],
            [0.842, 0.457, 0.175, 0.061, -0.217],
            [-0.457, 0.757, 0.251, 0.386, 0.080],
            [0.748, -0.289, -0.433, 0.408, 0.065],
        ]
    )
    data = correlated(loadings @ loadings.T)
    loaded = loadings[:, :3] / np.sqrt([2.271, 1.457, 0.770])  # 89.956 % of the variance
    means = (loaded * np.where(loaded.sum(axis=0) < 0, -1, 1)) @ [2.271, 1.457, 0.770]
    weights = principal(data)
    assert weights.values == pytest.approx(means / means.sum(), abs=2e-3)
    assert weights.notes == ("保留3个主成分，累计解释方差0.8996",)


def correlated(matrix: np.ndarray, units: int = 12) -> Table:
    """Data whose correlations are exactly those of `matrix`, scaled to a unit diagonal."""
    scale = np.sqrt(np.diag(matrix))
    noise = np.random.default_rng(7).normal(size=(units, len(matrix)))
    white, _ = np.linalg.qr(noise - noise.mean(axis=0))
    return table(white @ np.linalg.cholesky(matrix / np.outer(scale, scale)).T * 10 + 50)


def test_variation_by_hand():
    weights = variation(table([[1, 10, 5], [2, 10, 5.5], [3, 10, 6]]))
    assert weights.values == pytest.approx(np.array([0.5, 0, 0.5 / 5.5]) / (0.5 + 0.5 / 5.5))
    assert weights.notes == ("指标“二”各单位没有差异，权重为0",)


def test_multiple_correlation_by_regression():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(20, 3))
    values[:, 2] += values[:, 0]
    found = []
    for column in range(3):
        others = np.column_stack([np.ones(20), np.delete(values, column, axis=1)])
        fit = others @ np.linalg.lstsq(others, values[:, column])[0]
        found.append(np.corrcoef(fit, values[:, column])[0, 1])
    assert multiple(table(values)).values == pytest.approx(
        (1 / np.array(found)) / (1 / np.array(found)).sum()
    )


FROM_DATA = {
    "变异系数": variation,
    "熵权": entropy,
    "CRITIC": critic,
    "主成分": principal,
    "复相关系数": multiple,
}


@pytest.mark.parametrize("name", FROM_DATA)
@given(seed=st.integers(0, 10_000))
def test_weights_from_data_lie_on_the_simplex_and_follow_the_names(name, seed):
    rng = np.random.default_rng(seed)
    general = rng.uniform(0, 40, size=(14, 1))
    data = table(40 + general + rng.uniform(0, 20, size=(14, 4)))
    weights = FROM_DATA[name](data)
    assert on_the_simplex(weights) and WEIGHTS[name] is FROM_DATA[name]
    turned = Table(data.units, data.indicators[::-1], data.values[:, ::-1], data.period)
    assert FROM_DATA[name](turned).values == pytest.approx(weights.values[::-1], abs=1e-9)
    if name != "变异系数":  # it alone depends on where zero is
        assert FROM_DATA[name](data.replaced(data.values * 3 + 7)).values == pytest.approx(
            weights.values, abs=1e-9
        )


def test_varimax_turns_but_does_not_change_what_is_explained():
    loadings = np.random.default_rng(1).normal(size=(6, 2))
    turned = varimax(loadings)
    assert turned @ turned.T == pytest.approx(loadings @ loadings.T)
    assert (turned**2).var(axis=0).sum() >= (loadings**2).var(axis=0).sum()
    assert on_the_simplex(
        principal(correlated(np.eye(4) * 0.6 + 0.4 + np.diag([0, 0.1, 0.2, 0.3])), rotated=True)
    )


RISING = [[1, 2, 3.5], [2, 3.5, 1], [3, 3, 9], [4, 7, 2], [5, 1, 7], [6, 8, 8]]


@pytest.mark.parametrize(
    ("method", "rows", "kind", "said"),
    [
        (critic, [[1, 2], [1, 3]], DegenerateData, "指标“一”，2025年.*都是1，没有差异"),
        (principal, [[1, 2], [1, 3], [1, 4]], DegenerateData, "没有差异"),
        (multiple, [[1, 2], [1, 3], [1, 4], [1, 5]], DegenerateData, "没有差异"),
        (principal, RISING[:3], DegenerateData, "3家单位、3个指标，至少需要4家"),
        (multiple, RISING[:4], DegenerateData, "至少需要5家"),
        (multiple, [[*row[:2], row[0] * 2] for row in RISING], DegenerateData, "“一”与“三”.*重复计量"),
        (multiple, [[*row, row[0] + row[1]] for row in RISING], DegenerateData, "指标“一”“二”“四”.*其余算出"),
        (variation, [[1, -2], [1.5, 1]], DegenerateData, "指标“二”.*均值为-0.5"),
        (entropy, [[1, -2], [1.5, 1]], DegenerateData, "单位“单位0”，指标“二”.*数值为-2"),
        (entropy, [[1, 2]], DegenerateData, "只有1家"),
        (variation, [[1, 2], [1, 2]], InvalidWeights, "权重都是0"),
        (critic, [[1, 2], [2, 4], [3, 6]], InvalidWeights, "权重都是0"),
    ],
)
def test_degenerate_data(method, rows, kind, said):
    with pytest.raises(kind, match=said):
        method(table(rows))


def test_a_negative_component_weight_is_an_error():
    opposed = np.array([[1, 0.9, -0.8], [0.9, 1, -0.75], [-0.8, -0.75, 1]])
    with pytest.raises(InvalidWeights, match=r"指标“三”.*权重为负.*旋转"):
        principal(correlated(opposed))
    assert on_the_simplex(principal(correlated(opposed), rotated=True))


def test_components_that_are_not_unique_are_an_error():
    with pytest.raises(DegenerateData, match="特征根相等"):
        principal(correlated(np.eye(3)))
    with pytest.raises(DegenerateData, match="复相关系数为0"):
        multiple(correlated(np.eye(3)))


def test_units_with_gaps_are_left_out_and_named():
    rows = np.array([[1, 2], [3, np.nan], [4, 9], [5, 3.0]])
    data = Table(("甲", "乙", "丙", "丁"), names(2), rows, gaps={("乙", "二"): "不适用"})
    weights = variation(data)
    assert weights.notes == ("按数据齐全的3家单位计算，未计入乙",)
    assert weights.values.tolist() == variation(table(rows[[0, 2, 3]])).values.tolist()


# --- shares and combinations -----------------------------------------------------------------


def test_shares():
    assert shares(names(2), np.array([0.25, 0.75])).notes == ()
    assert shares(names(2), np.array([25, 75])).values.tolist() == [0.25, 0.75]
    assert "百分制" in shares(names(2), np.array([25, 75])).notes[0]
    near = shares(names(3), np.array([0.3333] * 3), "服务方式完备度")
    assert (
        near.values == pytest.approx([1 / 3] * 3)
        and "“服务方式完备度”的下级权重之和为0.9999" in near.notes[0]
    )
    for bad, said in (
        ([0.4, 0.5], "之和为0.9"),
        ([-0.5, 1.5], "权重为-0.5"),
        ([0.2, np.nan], "权重为nan"),
        ([1.0], "1个权重"),
    ):
        with pytest.raises(InvalidWeights, match=said):
            shares(names(2), np.array(bad))
    assert equal(names(4)).values.tolist() == [0.25] * 4


def test_combinations_by_hand():
    one, two = Weights(names(3), np.array([0.5, 0.3, 0.2])), Weights(names(3), np.array([0.2, 0.3, 0.5]))
    assert additive([one, two]).values == pytest.approx([0.35, 0.3, 0.35])
    assert additive([one, two], [0.75, 0.25]).values == pytest.approx([0.425, 0.3, 0.275])
    assert multiplicative([one, two]).values == pytest.approx(np.array([10, 9, 10]) / 29)
    assert geometric([one, two]).values == pytest.approx(np.sqrt([10, 9, 10]) / np.sqrt([10, 9, 10]).sum())


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6))
def test_combining_equal_opinions_changes_nothing_but_the_product(values):
    part = proportional(names(len(values)), np.array(values, dtype=float))
    assert additive([part, part, part]).values == pytest.approx(part.values)
    assert geometric([part, part]).values == pytest.approx(part.values)
    assert multiplicative([part, equal(part.names)]).values == pytest.approx(part.values)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: additive([equal(names(2)), equal(names(3))]), "指标不同（2、3个）"),
        (lambda: additive([equal(names(2))]), "只有一组"),
        (lambda: additive([equal(names(2)), equal(names(2))], [0.5, 0.4]), "组合系数为0.5、0.4"),
        (
            lambda: multiplicative(
                [Weights(names(2), np.array([1.0, 0])), Weights(names(2), np.array([0, 1.0]))]
            ),
            "没有共同",
        ),
    ],
)
def test_combinations_that_do_not_fit(call, said):
    with pytest.raises(InvalidWeights, match=said):
        call()
