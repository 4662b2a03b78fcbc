"""The statistics of the quarterly analysis: published examples, and what must hold of any data."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.analysis import change_point, decomposition, forecast, intervals, robust, seasonal

F = Fraction

# --- decomposition ---------------------------------------------------------------------------

names = st.sampled_from("甲乙丙丁戊")
pair = st.integers(0, 10**7).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
periods = st.dictionaries(names, pair, min_size=1).filter(lambda parts: any(b for _a, b in parts.values()))


def whole(parts) -> Fraction:
    return F(sum(a for a, _b in parts.values()), sum(b for _a, b in parts.values()))


@given(periods, periods)
def test_effects_of_a_rate_add_up_exactly(before, after) -> None:
    made = decomposition.of_rate(before, after)
    assert made.change == whole(after) - whole(before)
    assert made.mix + made.rate + made.volume == made.change
    assert sum(part.total for part in made.parts) == made.change
    assert made.volume == 0


@given(periods, periods)
def test_effects_of_a_count_add_up_exactly_and_so_do_those_of_each_part(before, after) -> None:
    made = decomposition.of_count(before, after)
    assert made.volume + made.mix + made.rate == made.change
    assert made.change == sum(a for a, _b in after.values()) - sum(a for a, _b in before.values())
    for part in made.parts:
        assert part.total == after.get(part.part, (0, 0))[0] - before.get(part.part, (0, 0))[0]


@given(periods, periods)
def test_both_periods_are_treated_alike(before, after) -> None:
    there, back = decomposition.of_rate(before, after), decomposition.of_rate(after, before)
    assert (there.mix, there.rate) == (-back.mix, -back.rate)
    there, back = decomposition.of_count(before, after), decomposition.of_count(after, before)
    assert (there.volume, there.mix, there.rate) == (-back.volume, -back.mix, -back.rate)


@given(periods, st.integers(2, 9))
def test_nothing_but_more_business_is_all_volume(parts, times) -> None:
    more = {name: (above * times, below * times) for name, (above, below) in parts.items()}
    made = decomposition.of_count(parts, more)
    assert (made.mix, made.rate) == (0, 0)
    assert decomposition.of_rate(parts, more).change == 0


def test_a_rate_may_fall_though_no_part_got_worse() -> None:
    """Simpson: only the mix moved, from the good part to the bad one."""
    before, after = {"好": (99, 100), "差": (80, 100)}, {"好": (99, 100), "差": (240, 300)}
    made = decomposition.of_rate(before, after)
    assert made.rate == 0
    assert made.mix == made.change == F(339, 400) - F(179, 200) < 0
    assert all(part.mix <= 0 for part in made.parts), "less of the good, more of the bad: both lose"


def test_kitagawas_midpoint_form_by_hand() -> None:
    """Shares 1/2, 1/2 → 1/4, 3/4; rates 0.2, 0.4 → 0.3, 0.5."""
    made = decomposition.of_rate({"a": (20, 100), "b": (40, 100)}, {"a": (30, 100), "b": (150, 300)})
    assert made.rate == F(1, 10) * F(3, 8) + F(1, 10) * F(5, 8)
    assert made.mix == F(-1, 4) * F(25, 100) + F(1, 4) * F(45, 100)
    assert made.change == F(45, 100) - F(30, 100)


def test_a_part_that_came_or_went_is_mix_and_an_empty_one_is_left_out() -> None:
    made = decomposition.of_rate({"旧": (9, 10), "空": (0, 0)}, {"旧": (9, 10), "新": (1, 10), "空": (0, 0)})
    assert [part.part for part in made.parts] == ["旧", "新"]
    assert made.rate == 0
    assert made.mix == F(1, 2) - F(9, 10)


def test_what_cannot_be_decomposed_is_refused() -> None:
    with pytest.raises(ValueError, match="without any denominator"):
        decomposition.of_rate({"a": (0, 0)}, {"a": (1, 2)})
    with pytest.raises(ValueError, match="numerator without a denominator"):
        decomposition.of_count({"a": (1, 0), "b": (1, 2)}, {"a": (1, 2)})


# --- robust ----------------------------------------------------------------------------------

numbers = st.lists(st.integers(-1000, 1000).map(F), min_size=1, max_size=20)


def test_deviation_by_hand() -> None:
    """Median 5 of 1 2 3 5 6 9 40; distances 4 3 2 0 1 4 35, their median 3."""
    values = [F(each) for each in (1, 2, 3, 5, 6, 9, 40)]
    assert robust.deviation(values) == F(14826, 10000) * 3
    [found] = robust.outliers(values)
    assert (found.place, found.value) == (6, 40)
    assert found.score == F(35) / (F(14826, 10000) * 3)


def test_where_most_are_equal_the_mean_distance_stands_in() -> None:
    values = [F(0)] * 9 + [F(10)]
    assert robust.deviation(values) == F(12533, 10000)
    assert [each.place for each in robust.outliers(values)] == [9]
    assert robust.outliers([F(3)] * 9) == ()


def test_among_a_few_nothing_stands_out() -> None:
    assert robust.outliers([F(1), F(1), F(2), F(100)]) == ()


def test_quartiles_of_tukey() -> None:
    assert robust.quartiles([F(each) for each in (1, 2, 3, 4, 5)]) == (2, 4)
    assert robust.quartiles([F(each) for each in (1, 2, 3, 4)]) == (F(3, 2), F(7, 2))


@given(numbers, st.integers(-50, 50), st.integers(1, 30))
def test_deviation_moves_with_the_scale_and_not_with_the_place(values, shift, times) -> None:
    moved = [value * times + shift for value in values]
    assert robust.deviation(moved) == robust.deviation(values) * times
    assert robust.median(moved) == robust.median(values) * times + shift


@given(st.lists(st.integers(-9, 9), min_size=5, max_size=30))
def test_what_stands_out_is_far_from_the_median(values) -> None:
    exact = [F(value) for value in values]
    found = robust.outliers(exact)
    assert 2 * len(found) <= len(exact)
    scores = [abs(each.score) for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score > robust.LIMIT for score in scores)


# --- intervals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0", "0.1611"), (1, 29, "0.0061", "0.1718")],
)  # fmt: skip
def test_wilson_as_newcombe_printed_it(hits: int, cases: int, low: str, high: str) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = intervals.wilson(hits, cases, F("1.959963984540054"))
    assert [round(float(end), 4) for end in found] == [float(low), float(high)]


@given(pair.filter(lambda pair: pair[1] > 0))
def test_the_interval_holds_the_rate_and_stays_a_share(counts) -> None:
    hits, cases = counts
    low, high = intervals.wilson(hits, cases)
    assert 0 <= low <= F(hits, cases) <= high <= 1
    mirrored = intervals.wilson(cases - hits, cases)
    assert abs(mirrored[0] - (1 - high)) < F(1, 10**9)


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_cases_make_it_narrower(hits, more) -> None:
    cases = hits + more
    widths = [high - low for low, high in (intervals.wilson(hits * by, cases * by) for by in (1, 4, 16))]
    assert all(narrow < wide for wide, narrow in pairwise(widths))


def test_the_error_of_none_is_not_none() -> None:
    assert intervals.error(F(0), 100) == intervals.error(F(1, 100), 100) > 0
    assert intervals.error(F(1, 2), 100) == F(1, 20)
    assert intervals.error(F(1), 1) > 0
    with pytest.raises(ValueError, match="no rate"):
        intervals.wilson(3, 2)


# --- season and level ------------------------------------------------------------------------

YEAR = [F(each) for each in (100, 80, 110, 105, 100, 102, 103, 99, 104, 100, 101, 103)]


def grown(months: int) -> list[Fraction]:
    """The year again and again, each higher than the last."""
    return [YEAR[month % 12] * F(11, 10) ** (month // 12) for month in range(months)]


def test_a_month_of_a_season_that_repeats_is_as_expected() -> None:
    series = grown(36)
    found = seasonal.baseline(series, 25)
    assert found
    assert found.value == series[25]
    assert not found.unusual


def test_a_month_off_its_season_stands_out() -> None:
    series = grown(36)
    series[30] *= 2
    found = seasonal.baseline(series, 30)
    assert found
    assert found.unusual
    assert found.score > 0
    assert seasonal.expected(series, 30) == YEAR[6] * F(11, 10) ** 2


def test_no_baseline_without_history_nor_for_a_missing_month() -> None:
    assert seasonal.baseline(grown(14), 13) is None
    assert seasonal.baseline([*grown(30), None], 30) is None
    assert seasonal.expected(grown(12), 5) is None


def test_only_the_past_is_asked() -> None:
    series = grown(36)
    assert seasonal.expected(series, 24) == seasonal.expected([*series[:24], *[F(0)] * 12], 24)


def test_a_step_is_found_where_it_is() -> None:
    values = [F(each) for each in (10, 11, 9, 10, 12, 10, 20, 21, 19, 22, 20, 21)]
    found = change_point.change_point(values)
    assert found
    assert found.place == 6
    assert (found.before, found.after) == (10, F(41, 2))
    assert found.statistic == 36
    assert found.probability < 0.05


def test_chance_and_too_few_make_no_step() -> None:
    assert change_point.change_point([F(each) for each in (5, 7, 4, 6, 5, 8, 5, 6, 7, 5, 6, 4)]) is None
    assert change_point.change_point([F(0)] * 4 + [F(9)] * 4) is None
    assert change_point.change_point([F(3)] * 30) is None


@given(st.lists(st.integers(-20, 20), min_size=10, max_size=25))
def test_a_step_depends_on_ranks_alone(values) -> None:
    found = change_point.change_point([F(value) for value in values])
    again = change_point.change_point([F(value) ** 3 for value in values])
    assert (found and (found.place, found.statistic)) == (again and (again.place, again.statistic))


# --- forecast --------------------------------------------------------------------------------


def test_what_repeats_is_foretold_without_a_miss() -> None:
    made = forecast.forecast(grown(24))
    assert made
    assert made.months == tuple(grown(27)[24:])
    assert made.total == made.low == made.high == sum(grown(27)[24:])
    assert made.mean_miss == 0
    assert len(made.trials) == 7


def test_the_range_is_the_worst_miss_of_the_past() -> None:
    series = grown(24)
    series[20] *= F(3, 2)
    made = forecast.forecast(series)
    assert made
    worst = max(abs(trial.miss) / trial.said for trial in made.trials)
    assert made.high - made.total == made.total * worst > 0
    assert made.low <= made.total <= made.high
    assert 0 < made.mean_share <= worst
    assert all(trial.miss == trial.came - trial.said for trial in made.trials)


def test_a_trial_knows_nothing_of_what_came() -> None:
    series = grown(24)
    first = forecast.backtest(series)[0]
    changed = forecast.backtest([*series[: first.origin + 1], *[F(1)] * (24 - first.origin - 1)])[0]
    assert changed.said == first.said
    assert changed.came == 3


def test_too_little_history_or_a_gap_makes_no_forecast() -> None:
    assert forecast.forecast(grown(14)) is None
    assert forecast.forecast(grown(20)) is None, "only three trials"
    assert forecast.forecast([*grown(23), None]) is not None, "a gap this year lowers only the months known"
    gap = grown(24)
    gap[13] = None  # one of the months that the forecast would repeat
    assert forecast.forecast(gap) is None


@given(st.lists(st.integers(1, 1000), min_size=24, max_size=40))
def test_every_trial_lies_within_the_range_of_its_kind(values) -> None:
    made = forecast.forecast([F(value) for value in values])
    assert made
    worst = (made.high - made.total) / made.total
    assert all(abs(trial.miss) <= worst * trial.said for trial in made.trials)
    assert 0 <= made.low <= made.total <= made.high
