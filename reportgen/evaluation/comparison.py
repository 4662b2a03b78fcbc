"""Comparison (6.3.2.4): one region between years, and regions of one year within their peer group.

Years compare only on one scale: tiered efficacy with the same standards, min-max with frozen bounds, z with the base
year's mean and deviation, or 定基. Where standards changed, score the earlier year again by the new ones first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen.evaluation.composite import Composite
from reportgen.evaluation.faults import UnfitMethod
from reportgen.evaluation.ranks import competition, noiseless
from reportgen.evaluation.table import Array


@dataclass(frozen=True, slots=True)
class Change:
    """Change of totals (n,) split by unit and indicator (n, p); `own` + `weighting` sum to `totals` exactly.

    `own` is the indicator effect w̄·ΔP, `weighting` the weight effect P̄·Δw. `notes` say who was left out.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    totals: Array
    own: Array
    weighting: Array
    notes: tuple[str, ...]


def decompose(before: Composite, after: Composite) -> Change:
    """ΔS = Σ w̄ ΔP + Σ P̄ Δw, bars being means of both years: symmetric, and adding up exactly.

    Only units evaluated in both years are compared. An indicator that a unit has in one year only (new, dropped, or
    a gap) has no change of its own: its score of that year counts for both, and all is effect of weights. Raises
    `UnfitMethod` if no unit is in both.
    """
    units = tuple(unit for unit in after.scores.units if unit in before.scores.units)
    if not units:
        raise UnfitMethod.single(
            "两个年度没有共同的单位", f"{before.scores.period}与{after.scores.period}", "请核对单位名册"
        )
    indicators = tuple(dict.fromkeys([*after.scores.indicators, *before.scores.indicators]))
    weights, scores, known = zip(*(_spread(year, units, indicators) for year in (before, after)), strict=True)
    old = np.where(known[0], scores[0], scores[1])
    new = np.where(known[1], scores[1], scores[0])
    own = (weights[0] + weights[1]) * (new - old) / 2
    weighting = (old + new) * (weights[1] - weights[0]) / 2
    totals = (weights[1] * new - weights[0] * old).sum(axis=1)
    return Change(units, indicators, totals, own, weighting, _apart(before, after))


def _spread(
    year: Composite, units: tuple[str, ...], indicators: tuple[str, ...]
) -> tuple[Array, Array, Array]:
    """Weights, scores and presence of `year`, (n, p) over `units` and `indicators`; 0 where it has none."""
    table = year.scores
    rows = [table.units.index(unit) for unit in units]
    columns = [table.indicators.index(each) if each in table.indicators else -1 for each in indicators]
    there = np.array(columns) >= 0

    def over(values: Array) -> Array:
        return np.where(there, values[np.ix_(rows, columns)], 0 * values[:1, :1])

    return over(year.weights), over(table.filled()), over(~table.absent).astype(bool)


def _apart(before: Composite, after: Composite) -> tuple[str, ...]:
    """What the two years do not have in common."""
    notes = []
    for what, old, new in (
        ("单位", before.scores.units, after.scores.units),
        ("指标", before.scores.indicators, after.scores.indicators),
    ):
        if gone := [each for each in old if each not in new]:
            notes.append(f"仅{before.scores.period}有的{what}：{'、'.join(gone)}")
        if come := [each for each in new if each not in old]:
            notes.append(f"仅{after.scores.period}有的{what}：{'、'.join(come)}")
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit within its peer group: its rank of `size`, and the distance of its total to the group's median and best."""

    group: str
    size: int
    rank: int
    to_median: float
    to_best: float


def within(units: tuple[str, ...], totals: Array, groups: Mapping[str, str]) -> dict[str, Standing]:
    """Where each of `units` stands in its peer group (`groups` by unit) by `totals` (n,); every unit needs one."""
    standings: dict[str, Standing] = {}
    for group in dict.fromkeys(groups[unit] for unit in units):
        rows = [row for row, unit in enumerate(units) if groups[unit] == group]
        inside = totals[rows]
        middle = median(inside)
        for row, rank in zip(rows, competition(noiseless(inside)).tolist(), strict=True):
            standings[units[row]] = Standing(
                group, len(rows), rank, totals[row] - middle, totals[row] - inside.max()
            )
    return {unit: standings[unit] for unit in units}


def median(values: Array) -> float:
    """The median, exact for Fractions: the middle value, or the mean of the two middle ones."""
    ordered = sorted(values.tolist())
    half = len(ordered) // 2
    middle: float = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return middle
