"""What defends a result: rank intervals, scenarios, the audit of the framework, the screening of data."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.evaluation.audit import alpha, audit, correlation
from reportgen.evaluation.composite import Frame, composite
from reportgen.evaluation.faults import DegenerateData
from reportgen.evaluation.robustness import gap_ranks, rank_intervals
from reportgen.evaluation.scenarios import compare, drop_one, kendall_tau, level, spearman, usual
from reportgen.evaluation.screening import screen, spread
from reportgen.evaluation.standardise.scaling import log_ratio, minmax
from reportgen.evaluation.table import Table, scored

PATHS = [
    ("甲度", "甲一", "a"),
    ("甲度", "甲一", "b"),
    ("甲度", "甲二", "c"),
    ("乙度", "乙一", "d"),
    ("乙度", "乙一", "e"),
]
WEIGHTS = np.array([[0.6, 0.5, 0.5], [0.6, 0.5, 0.5], [0.6, 0.5, 1], [0.4, 1, 0.4], [0.4, 1, 0.6]])
FRAME = Frame.of(tuple("abcde"), PATHS, WEIGHTS)
EXACT = Frame.of(
    FRAME.indicators, PATHS, np.array([[Fraction(str(x)) for x in row] for row in WEIGHTS], dtype=object)
)


def table(rows: object, gaps: dict[tuple[str, str], str] | None = None, period: str = "2025年") -> Table:
    values = np.array(rows, dtype=float)
    return Table(
        tuple(f"单位{row}" for row in range(len(values))), tuple("abcde"), values, period, gaps or {}
    )


def random(seed: int, units: int = 12) -> Table:
    return table(np.random.default_rng(seed).uniform(20, 100, size=(units, 5)).round(2))


SCORES = random(1)

# --- rank intervals --------------------------------------------------------------------------


def test_no_noise_is_the_published_result():
    found = rank_intervals(FRAME, {"公布": SCORES}, seed=1, draws=50, spread=0)
    ranks = (found.low, found.middle, found.high, found.best, found.worst)
    assert all((each == found.baseline).all() for each in ranks)
    totals = composite(FRAME, SCORES).totals
    assert np.argsort(-totals).tolist() == np.argsort(found.baseline).tolist()
    assert not found.contested.any() and found.alternatives == ("公布、线性加权",)


def test_the_same_seed_gives_the_same_table_and_another_does_not():
    def run(seed: int) -> list[list[int]]:
        found = rank_intervals(FRAME, {"公布": SCORES}, seed=seed, draws=700, drop_one=True)
        return [each.tolist() for each in (found.low, found.middle, found.high, found.best, found.worst)]

    assert run(7) == run(7) and run(7) != run(8)


def test_intervals_hold_the_baseline_and_widen_with_the_range():
    narrow = rank_intervals(FRAME, {"公布": SCORES}, seed=3, spread=0.1)
    wide = rank_intervals(FRAME, {"公布": SCORES}, seed=3, spread=0.5, drop_one=True)
    assert (wide.best <= wide.baseline).all() and (wide.baseline <= wide.worst).all()
    assert (
        (wide.best <= wide.low).all() and (wide.low <= wide.middle).all() and (wide.middle <= wide.high).all()
    )
    assert (wide.high - wide.low).sum() > (narrow.high - narrow.low).sum()
    assert wide.contested.any()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 5))
def test_who_is_at_least_as_good_everywhere_never_ranks_below(seed, better):
    rng = np.random.default_rng(seed)
    rows = rng.integers(40, 100, size=(8, 5)).astype(float)
    rows[5] = rows[2]
    rows[5, :better] += rng.integers(0, 2, size=better)  # unit 5 dominates unit 2, or equals it
    scores = table(rows)
    other, _ = scored(
        scores, dict.fromkeys(scores.indicators, lambda column: minmax(column, low=0, high=130))
    )
    ranks: list[np.ndarray] = []

    def watch(values: np.ndarray) -> np.ndarray:
        ranks.append(values)
        return values

    with pytest.MonkeyPatch.context() as patch:
        from reportgen.evaluation import robustness

        rank = robustness.competition
        patch.setattr(robustness, "competition", lambda totals: watch(rank(totals)))
        rank_intervals(
            FRAME, {"公布": scores, "极差": other}, seed=seed, draws=200, drop_one=True,
            aggregations=("线性加权", "几何加权"),
        )  # fmt: skip
    drawn = np.vstack([np.atleast_2d(each) for each in ranks])
    assert len(drawn) == 201 and (drawn[:, 5] <= drawn[:, 2]).all()


def test_alternatives_that_cannot_be_computed_are_told():
    rows = SCORES.values.copy()
    rows[4, 2] = 0
    found = rank_intervals(
        FRAME, {"公布": table(rows)}, seed=1, draws=20, aggregations=("线性加权", "几何加权")
    )
    assert found.alternatives == ("公布、线性加权",)
    assert (
        len(found.skipped) == 1
        and "几何加权" in found.skipped[0]
        and "单位“单位4”，指标“c”" in found.skipped[0]
    )
    with pytest.raises(DegenerateData):
        rank_intervals(FRAME, {"公布": table(rows)}, seed=1, draws=20, aggregations=("几何加权",))


def test_gaps_move_weight_in_every_draw():
    rows = np.full((3, 5), 60.0)
    rows[0, 1] = np.nan
    found = rank_intervals(
        FRAME, {"公布": table(rows, {("单位0", "b"): "不适用"})}, seed=1, draws=300, drop_one=True
    )
    assert found.baseline.tolist() == [1, 1, 1]
    assert found.high.max() <= 3  # equal up to rounding: no unit loses for good by its gap
    totals = composite(FRAME, table(rows, {("单位0", "b"): "不适用"})).totals
    assert totals == pytest.approx([60] * 3)


def test_what_a_missing_report_can_have_cost():
    rows = [[80] * 5, [70] * 5, [60] * 5]
    scores = table(rows)
    assert gap_ranks(FRAME, scores, [("单位1", each) for each in "abcde"], low=50, high=90) == {
        "单位1": (3, 1)
    }
    rows[1][0] = np.nan
    assert gap_ranks(FRAME, table(rows, {("单位1", "a"): "未报送"}), [("单位1", "a")], low=0, high=100) == {
        "单位1": (3, 2)
    }
    exact = Table(("甲",), tuple("abcde"), np.array([[Fraction(1)] * 5], dtype=object))
    assert gap_ranks(EXACT, exact, [("甲", "a")]) == {"甲": (1, 1)}


# --- scenarios -------------------------------------------------------------------------------


def test_scenarios_beside_the_published_ranks():
    totals = composite(FRAME, SCORES).totals
    failing = dict.fromkeys(SCORES.indicators, lambda column: log_ratio(column, 1))
    runs = usual(
        FRAME,
        SCORES,
        {
            "极差": lambda: scored(SCORES, dict.fromkeys(SCORES.indicators, minmax))[0],
            "对数比": lambda: scored(SCORES, failing)[0],
        },
    )
    found = compare(SCORES.units, totals, runs)
    assert [each.name for each in found.scenarios] == [
        "极差",
        "各级等权",
        "几何加权",
        "剔除“甲度”",
        "剔除“乙度”",
    ]
    assert list(found.skipped) == ["对数比"] and "参考最大值为1" in found.skipped["对数比"]
    same = compare(SCORES.units, totals, {"同": lambda: totals}).scenarios[0]
    assert (same.largest_shift, same.mean_shift, same.spearman, same.kendall) == (
        0,
        0,
        pytest.approx(1),
        pytest.approx(1),
    )
    without = next(each for each in found.scenarios if each.name == "剔除“甲度”")
    assert np.argsort(without.ranks).tolist() == np.argsort(-SCORES.values[:, 3:] @ [0.4, 0.6]).tolist()
    assert without.shifts.tolist() == (without.ranks - found.baseline).tolist()
    assert without.largest_shift == max(map(abs, without.shifts.tolist()))


def test_leaving_out_each_indicator():
    found = compare(SCORES.units, composite(FRAME, SCORES).totals, drop_one(FRAME, SCORES))
    assert [each.name for each in found.scenarios] == [f"剔除“{each}”" for each in "abcde"]
    expected = SCORES.values @ [0, 0.3, 0.3, 0.16, 0.24]
    assert np.argsort(found.scenarios[0].ranks).tolist() == np.argsort(-expected).tolist()


def test_equal_weights_of_every_level_stay_exact():
    assert level(EXACT).nominal.tolist() == [
        Fraction(1, 8),
        Fraction(1, 8),
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(1, 4),
    ]
    assert level(FRAME).nominal == pytest.approx([0.125, 0.125, 0.25, 0.25, 0.25])


def test_rank_correlations_by_hand():
    one, two = np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 4, 3])
    assert spearman(one, two) == pytest.approx(0.8) and kendall_tau(one, two) == pytest.approx(4 / 6)
    assert spearman(one, -one) == pytest.approx(-1) and kendall_tau(one, -one) == pytest.approx(-1)
    assert spearman(one, np.ones(4)) is None and kendall_tau(one, np.ones(4)) is None


# --- audit -----------------------------------------------------------------------------------


def test_the_audit_finds_what_was_put_in():
    rng = np.random.default_rng(5)
    rows = rng.uniform(40, 90, size=(20, 5))
    rows[:, 1] = rows[:, 0] + rng.normal(0, 0.5, size=20)  # b repeats a
    rows[:, 3] = 100  # everybody has full marks
    rows[:, 2] = 130 - rows[:, 0] + rng.normal(0, 2, size=20)  # c works against its class
    found = audit(FRAME, table(rows))
    assert found.flat == ("d",) and not found.too_few
    assert [(pair.first, pair.second) for pair in found.duplicates] == [("a", "b")]
    assert ("c", "甲度") in [(pair.first, pair.second) for pair in found.contrary]
    actual = {each.indicator: each.actual for each in found.importance}
    assert sum(actual.values()) == pytest.approx(1) and actual["d"] == pytest.approx(0)
    assert {each.indicator: each.nominal for each in found.importance}["d"] == pytest.approx(0.16)
    assert audit(FRAME, table(rows[:5])).too_few


@given(st.integers(0, 1000))
@settings(max_examples=20)
def test_actual_importance_sums_to_one_even_with_gaps(seed):
    rows = random(seed).values.copy()
    rows[3, 2] = np.nan
    found = audit(FRAME, table(rows, {("单位3", "c"): "不适用"}))
    assert sum(each.actual for each in found.importance) == pytest.approx(1)
    assert np.isfinite(found.correlations).all()


def test_audit_of_equal_totals_says_nothing_of_importance():
    assert {each.actual for each in audit(FRAME, table(np.full((4, 5), 50.0))).importance} == {None}


def test_cronbach_and_correlation_by_hand():
    # variances 5/3 each, sums 2, 4, 6, 8: variance 20/3, alpha = 2(1 − (10/3)/(20/3)) = 1
    assert alpha(np.array([[1.0, 1], [2, 2], [3, 3], [4, 4]])) == pytest.approx(1)
    assert alpha(np.array([[1.0, 2], [2, 1], [3, 4], [4, 3]])) == pytest.approx(2 * (1 - (10 / 3) / (16 / 3)))
    assert alpha(np.array([[1.0], [2]])) is None and alpha(np.array([[1.0, 2], [2, 1]])) is None
    assert correlation(np.array([1.0, 2]), np.array([1.0, 2])) == 0


# --- screening -------------------------------------------------------------------------------


def test_what_goes_back_to_the_units():
    rows = np.array([[98.0, 90 + row, 50, 100, 97 - row / 10] for row in range(12)])
    rows[3, 0] = 9.8  # a decimal point slipped; all others are equal
    rows[4, 1] = 300
    rows[5, 4] = 132.0
    before = table(rows.copy(), period="2024年")
    before.values[6, 1] -= 30
    full = {"d": 100.0, "a": 100.0}
    doubts = screen(table(rows), previous=before, limits={"e": (0, 100)}, full=full)
    said = {(each.kind, each.unit, each.indicator) for each in doubts}
    assert said == {
        ("离群", "单位3", "a"), ("雷同", "", "a"), ("离群", "单位4", "b"), ("跳变", "单位6", "b"), ("雷同", "", "c"),
        ("全部满分", "", "d"), ("离群", "单位5", "e"), ("不可能", "单位5", "e"),
    }  # fmt: skip
    jump = next(each for each in doubts if each.kind == "跳变")
    assert jump.said == "2024年为66，相差超过20" and jump.value == 96


def test_outliers_are_judged_among_peers():
    rows = np.array([[level + step, 0, 0, 0, 0] for level in (50, 90) for step in range(6)], dtype=float)
    rows[0, 0] = 88  # a district among departments' figures
    groups = {f"单位{row}": "区县" if row < 6 else "部门" for row in range(12)}
    assert [each.unit for each in screen(table(rows), groups=groups) if each.kind == "离群"] == ["单位0"]
    assert "单位0" not in {each.unit for each in screen(table(rows)) if each.kind == "离群"}


def test_spread_of_a_normal_sample_is_its_deviation():
    sample = np.random.default_rng(0).normal(0, 5, size=20_000)
    assert spread(sample) == pytest.approx(5, rel=0.03)
    assert spread(np.array([1.0, 1, 1, 1, 6])) == pytest.approx(1.2533)
    assert spread(np.ones(5)) == 0


def test_gaps_are_no_doubt():
    rows = np.full((6, 5), 3.0)
    rows[0] = np.nan
    doubts = screen(table(rows, {("单位0", each): "不适用" for each in "abcde"}))
    assert {each.kind for each in doubts} == {"雷同"} and doubts[0].said == "5家单位中5家都是3"
