"""From a value to 0…100 as an indicator's line in the scheme says (6.3.2.1), and the formula with its numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np

from reportgen.evaluation.standardise import STANDARDISE, to_hundred
from reportgen.evaluation.standardise.efficacy import FULL, Ladder, tiered
from reportgen.evaluation.standardise.moderate import outside
from reportgen.evaluation.table import Scores, Series
from reportgen.facts import Fact
from reportgen.scheme.model import Indicator, Scoring
from reportgen.wording import trimmed

TIERED = "分档功效系数"
PLACES = 4  # decimals of scores and weights on a sheet
INTERVAL = "区间最好"
NOBODY: Mapping[str, str] = {}


@cache
def ladder(indicator: Indicator, scoring: Scoring) -> Ladder:
    """The tiers of `indicator`; those of an interval are of the distance from it."""
    direction = "越小越好" if indicator.direction in (INTERVAL, "越小越好") else "越大越好"
    return Ladder.of(
        indicator.standards, direction, scoring.coefficients, scoring.below, indicator.name  # type: ignore[arg-type]
    )  # fmt: skip


def method(
    indicator: Indicator, scoring: Scoring, groups: Mapping[str, str] = NOBODY
) -> Callable[[Series], Scores]:
    """What turns the values of `indicator` into 0…100, as Fractions: a float is taken for exactly what it holds.

    `groups` are the peer groups by unit, which may have standards of their own.

    A method without full marks, which only ranks, raises `UnfitMethod` when it is used.
    """
    if indicator.method == TIERED:
        return lambda series: _tiered(_on_ladder(series, indicator), indicator, scoring, groups)

    def scored(series: Series) -> Scores:
        made = STANDARDISE[indicator.method](series, *_arguments(indicator, len(series.units)))
        marks = to_hundred(indicator.method, made)
        exact = [value if value != value else Fraction(value) for value in marks.values]
        return replace(marks, values=np.array(exact, dtype=object))

    return scored


def _tiered(series: Series, indicator: Indicator, scoring: Scoring, groups: Mapping[str, str]) -> Scores:
    """Formula (1), every unit by the standards of its peer group."""
    peers = [indicator.of(groups.get(unit, "")).peer for unit in series.units]
    values, notes = np.full(len(peers), np.nan, dtype=object), list[str]()
    for peer in dict.fromkeys(peers):
        rows = np.array([each == peer for each in peers])
        part = tiered(series.only(rows), ladder(indicator.of(peer), scoring))
        values[rows] = part.values
        notes += part.notes
    return Scores(values, tuple(notes))


def _arguments(indicator: Indicator, count: int) -> Sequence[object]:
    """What the method asks for after the series, in its order; bounds as written, those of a logarithm as floats."""
    direction = indicator.direction
    match indicator.method:
        case "适度":
            low, high, reach = _bounds(indicator, "low", "high", "reference")
            return low, high, low - reach, high + reach
        case "改进功效系数":
            return (*_bounds(indicator, "low", "high"), direction)
        case "极差":
            return (direction, *_bounds(indicator, "low", "high"))
        case "对数两界":
            return (*map(float, _bounds(indicator, "low", "high")), direction)
        case "对数比":
            [reference] = _bounds(indicator, "reference")
            return float(reference), direction
        case "反正切":
            return float(indicator.reference or 1), direction
        case "定基":
            [base] = _bounds(indicator, "reference")
            return np.full(count, base, dtype=object), "基期", direction
        case _:  # only ranks
            return ()


def _on_ladder(series: Series, indicator: Indicator) -> Series:
    """The values that the tiers measure: for an interval the distance from it."""
    if indicator.direction != INTERVAL:
        return series
    low, high = _bounds(indicator, "low", "high")
    return outside(series, low, high)  # type: ignore[arg-type]


def _bounds(indicator: Indicator, *names: str) -> tuple[Fraction, ...]:
    """The bounds as written; the scheme has checked that they are there."""
    return tuple(Fraction(getattr(indicator, name)) for name in names)


# --- one value, for the score sheet ----------------------------------------------------------


def tier(value: Fraction, indicator: Indicator, scoring: Scoring) -> int | None:
    """The tier that `value` reaches, 1 the best, one more than there are if none; None without tiers."""
    if indicator.method != TIERED:
        return None
    on = np.array([_measured(value, indicator)], dtype=object)
    return 1 + int(ladder(indicator, scoring).tiers(on)[0])


def working(value: Fact, score: Fraction, reached: int | None, indicator: Indicator, scoring: Scoring) -> str:
    """Formula (1) with its numbers, so that a calculator gives the score; the method where another was used.

    A quotient stands in it as its two counts: rounded, it would not give the score again between near standards.
    """
    shown = trimmed(score, PLACES)
    if reached is None:
        return f"{indicator.method}：{_figure(value)}，得{shown}"
    steps = ladder(indicator, scoring)
    if reached == 1:
        return f"达到一档标准{_plain(steps.standards[0])}，得{shown}"
    if reached > len(steps.standards):
        return f"劣于末档标准{_plain(steps.standards[-1])}，{scoring.below}，得{shown}"
    base, upper = (_plain(FULL * steps.coefficients[at]) for at in (reached - 1, reached - 2))
    own, above = (_plain(steps.standards[at]) for at in (reached - 1, reached - 2))
    x = _plain(_measured(value.exact, indicator)) if indicator.direction == INTERVAL else _figure(value)
    return f"{base}＋（{x}－{own}）÷（{above}－{own}）×（{upper}－{base}）＝{shown}"


def _measured(value: Fraction, indicator: Indicator) -> Fraction:
    """What the tiers measure of `value`."""
    if indicator.direction != INTERVAL:
        return value
    low, high = _bounds(indicator, "low", "high")
    return max(low - value, value - high, Fraction(0))


def _figure(value: Fact) -> str:
    if value.denominator is None or value.numerator is None:
        return _plain(value.exact)
    scale = value.exact * Fraction(value.denominator) / Fraction(value.numerator) if value.numerator else 1
    return f"{value.numerator}÷{value.denominator}" + (f"×{scale}" if scale != 1 else "")


def _plain(value: Fraction) -> str:
    return trimmed(value, PLACES)
