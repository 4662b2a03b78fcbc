"""稳健性检验: how far a rank depends on choices that could as well have been made otherwise.

The published result is the baseline and is never replaced. Intervals describe the uncertainty of the method, not an
error of sampling. Seed, draws, range and alternatives belong to the scheme; the same seed gives the same table.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.errors import ReportError
from reportgen.evaluation.composite import Aggregation, Frame, aggregate, effective, weigh
from reportgen.evaluation.ranks import competition, noiseless
from reportgen.evaluation.table import Array, Mask, Table

COVERAGE = (0.05, 0.95)
BLOCK = 500  # draws at a time: their products of weights and scores fit in memory


@dataclass(frozen=True, slots=True)
class Intervals:
    """Ranks (n,) of `units`: `baseline`, and over `draws` the 5 %, 50 %, 95 % points and both ends.

    `alternatives` are what was drawn from, `skipped` what could not be and why.
    """

    units: tuple[str, ...]
    baseline: Array
    low: Array
    middle: Array
    high: Array
    best: Array
    worst: Array
    draws: int
    seed: int
    alternatives: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def contested(self) -> Mask:
        """(n,): whether the interval overlaps that of another unit, so that a band says more than the rank."""
        apart = (self.high[:, None] < self.low[None, :]) | (self.low[:, None] > self.high[None, :])
        return np.array((~apart).sum(axis=1) > 1, dtype=bool)


def rank_intervals(
    frame: Frame,
    scores: Mapping[str, Table],
    *,
    seed: int,
    draws: int = 2000,
    spread: float = 0.25,
    aggregations: Sequence[Aggregation] = ("线性加权",),
    drop_one: bool = False,
) -> Intervals:
    """Rank intervals by Monte Carlo: every draw has its own weights, and one of the allowed alternatives of each kind.

    Weights of every level are multiplied by factors uniform on 1 ± `spread` and brought back to 1 in their parent.
    `scores` are the published ones first, then alternatives by other standardisations, by name; each draw takes one
    of them, one of `aggregations` (the published one first), and with `drop_one` leaves out one indicator or none, all
    equally likely. Raises what the published result raises; another alternative that cannot be computed is skipped and says so. Gaps move weight as in `composite`.
    """
    frame, tables = frame.floats, {name: table.floats for name, table in scores.items()}
    base = next(iter(tables.values()))
    baseline = aggregate(weigh(frame, base), base, aggregations[0])
    ways, skipped = _feasible(frame, tables, aggregations)
    generator = np.random.Generator(np.random.PCG64(seed))
    weights = _drawn(frame, generator, draws, spread)
    way = generator.integers(len(ways), size=draws)
    dropped = generator.integers(-1, len(frame.indicators), size=draws) if drop_one else np.full(draws, -1)
    ranks = np.empty((draws, len(base.units)), dtype=int)
    for block in np.array_split(np.arange(draws), -(-draws // BLOCK)):
        for number, (name, how) in enumerate(ways):
            chosen = block[way[block] == number]
            totals = _totals(frame, tables[name], weights[chosen], dropped[chosen], how)
            ranks[chosen] = competition(noiseless(totals))
    low, middle, high = np.quantile(ranks, (COVERAGE[0], 0.5, COVERAGE[1]), axis=0, method="inverted_cdf")
    return Intervals(
        base.units, competition(noiseless(baseline)), low, middle, high, ranks.min(axis=0), ranks.max(axis=0), draws, seed,
        tuple(f"{name}、{how}" for name, how in ways), skipped,
    )  # fmt: skip


def _feasible(
    frame: Frame, tables: Mapping[str, Table], aggregations: Sequence[Aggregation]
) -> tuple[list[tuple[str, Aggregation]], tuple[str, ...]]:
    """The combinations of scores and aggregation that can be computed, and why the others cannot."""
    ways: list[tuple[str, Aggregation]] = []
    skipped = []
    for name, table in tables.items():
        for how in aggregations:
            try:
                aggregate(weigh(frame, table), table, how)
                ways.append((name, how))
            except ReportError as error:
                skipped.append(f"{name}、{how}：{error.faults[0]}")
    return ways, tuple(skipped)


def _drawn(frame: Frame, generator: np.random.Generator, draws: int, spread: float) -> Array:
    """Weights (draws, p, levels), not yet brought back to 1: each node of each level times its own factor."""
    weights = np.repeat(frame.weights[None], draws, axis=0)
    for depth in range(weights.shape[2]):
        nodes = list(dict.fromkeys(path[: depth + 1] for path in frame.paths))
        factors = generator.uniform(1 - spread, 1 + spread, size=(draws, len(nodes)))
        weights[:, :, depth] *= factors[:, [nodes.index(path[: depth + 1]) for path in frame.paths]]
    return weights


def _totals(frame: Frame, table: Table, weights: Array, dropped: Array, how: Aggregation) -> Array:
    """Totals (k, n) of `table` under k draws. Sums run in the same order for all units, so that a unit at least as good
    everywhere never totals less through rounding."""
    kept = np.arange(len(frame.indicators)) != dropped[:, None]
    filled = table.filled()
    marks = filled if how == "线性加权" else np.log(np.where(table.absent, 1.0, filled))
    totals = np.empty((len(weights), len(table.units)))
    for pattern, rows in _patterns(~table.absent):
        present = np.where((kept & pattern).any(axis=1, keepdims=True), kept & pattern, pattern)
        shares = effective(frame, weights, present)
        totals[:, rows] = (shares[:, None, :] * marks[rows][None]).sum(axis=-1)
    return totals  # of the geometric mean the logarithm, which ranks the same


def _patterns(present: Mask) -> Iterator[tuple[Mask, list[int]]]:
    """The different rows of `present` (n, p), each with the units that have it."""
    different, which = np.unique(present, axis=0, return_inverse=True)
    for number, pattern in enumerate(different):
        yield pattern, np.flatnonzero(which.reshape(-1) == number).tolist()


def gap_ranks(
    frame: Frame, scores: Table, cells: Collection[tuple[str, str]], low: int = 60, high: int = 100
) -> dict[str, tuple[int, int]]:
    """For every unit of `cells` (unit, indicator) that were not reported: its rank if all of its scored `low`, or `high`.

    The other units stay as they are: what the missing reports can have cost or spared the unit. Whatever the rule put
    in `scores` for these cells is set aside.
    """
    totals = aggregate(weigh(frame, scores), scores, "线性加权")
    found = {}
    for unit in dict.fromkeys(unit for unit, _ in cells):
        row, mine = scores.units.index(unit), scores.only([unit])
        marked = np.array([[(unit, each) in cells for each in scores.indicators]])
        gaps = {cell: why for cell, why in mine.gaps.items() if cell not in cells}
        ranks = []
        for mark in (low, high):
            filler = mine.filled() * 0 + mark
            whole = Table(
                (unit,), scores.indicators, np.where(marked, filler, mine.values), scores.period, gaps
            )
            changed = totals.copy()
            changed[row] = aggregate(weigh(frame, whole), whole, "线性加权")[0]
            ranks.append(int(competition(noiseless(changed))[row]))
        found[unit] = (ranks[0], ranks[1])
    return found
