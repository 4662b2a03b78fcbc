"""情景分析: ranks under one other choice at a time, and how far they are from the published ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from reportgen.errors import ReportError
from reportgen.evaluation.composite import Frame, aggregate, weigh
from reportgen.evaluation.ranks import competition, noiseless
from reportgen.evaluation.table import Array, Table
from reportgen.evaluation.weights.experts import mean_ranks

Run = Callable[[], Array]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Ranks (n,) under one choice; shifts against the baseline; correlations of ranks, None where all are tied."""

    name: str
    ranks: Array
    shifts: Array
    spearman: float | None
    kendall: float | None

    @property
    def mean_shift(self) -> float:
        return float(np.abs(self.shifts).mean())

    @property
    def largest_shift(self) -> int:
        return int(np.abs(self.shifts).max())


@dataclass(frozen=True, slots=True)
class Scenarios:
    """`baseline` ranks (n,) of `units`, the scenarios, and those `skipped`, by name with the reason."""

    units: tuple[str, ...]
    baseline: Array
    scenarios: tuple[Scenario, ...]
    skipped: Mapping[str, str]


def compare(units: tuple[str, ...], totals: Array, runs: Mapping[str, Run]) -> Scenarios:
    """The ranks of `totals` (n,) beside those of every run, a function that gives other totals (n,).

    A run that raises a `ReportError` (a logarithm of 0, CR too high) is listed as skipped with its first fault.
    """
    baseline = competition(noiseless(totals))
    totals = noiseless(totals.astype(float))
    done, skipped = [], {}
    for name, run in runs.items():
        try:
            other = run()
        except ReportError as error:
            skipped[name] = str(error.faults[0])
            continue
        ranks = competition(noiseless(other))
        done.append(
            Scenario(name, ranks, ranks - baseline, spearman(totals, other), kendall_tau(totals, other))
        )
    return Scenarios(units, baseline, tuple(done), skipped)


def usual(frame: Frame, scores: Table, alternatives: Mapping[str, Callable[[], Table]]) -> dict[str, Run]:
    """Runs for `compare`: other standardisations (`alternatives`, scores by name), 等权, 几何加权, without each class.

    They compute with floats, whatever the kind of `frame` and `scores`.
    """
    frame, scores = frame.floats, scores.floats

    def again(make: Callable[[], Table]) -> Run:
        return lambda: _totals(frame, make().floats)

    def without(name: str) -> Run:
        return lambda: _totals(*leave_out(frame, scores, [p[0] == name for p in frame.paths]))

    return (
        {name: again(make) for name, make in alternatives.items()}
        | {"各级等权": lambda: _totals(level(frame), scores)}
        | {"几何加权": lambda: aggregate(weigh(frame, scores), scores, "几何加权")}
        | {f"剔除“{name}”": without(name) for name in frame.classes if len(frame.classes) > 1}
    )


def drop_one(frame: Frame, scores: Table) -> dict[str, Run]:
    """Runs for `compare`: each indicator left out in turn; in floats."""
    frame, scores = frame.floats, scores.floats

    def without(indicator: str) -> Run:
        return lambda: _totals(*leave_out(frame, scores, [each == indicator for each in frame.indicators]))

    return {f"剔除“{indicator}”": without(indicator) for indicator in frame.indicators}


def level(frame: Frame) -> Frame:
    """`frame` with equal weights within every parent."""
    return Frame.of(frame.indicators, frame.paths, _counted(frame))


def leave_out(frame: Frame, scores: Table, gone: list[bool]) -> tuple[Frame, Table]:
    """`frame` and `scores` without the indicators marked `gone`; their weight goes to relatives as that of a gap does."""
    kept = [each for each, away in zip(frame.indicators, gone, strict=True) if not away]
    gaps = {(unit, each): "剔除" for unit in scores.units for each in frame.indicators if each not in kept}
    values = np.where(np.array(gone)[None, :], np.nan, scores.values)
    return frame, replace(scores, values=values, gaps={**scores.gaps, **gaps})


def spearman(one: Array, two: Array) -> float | None:
    """Spearman's ρ of two orders (n,), ties sharing their mean rank; None where one of them has only ties."""
    first, second = (mean_ranks(each) - (len(each) + 1) / 2 for each in (one, two))
    scale = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / scale) if scale > 0 else None


def kendall_tau(one: Array, two: Array) -> float | None:
    """Kendall's τ-b of two orders (n,); None where one of them has only ties."""
    first, second = (np.sign((each[:, None] - each[None, :]).astype(float)) for each in (one, two))
    scale = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / scale) if scale > 0 else None


def _totals(frame: Frame, scores: Table) -> Array:
    return aggregate(weigh(frame, scores), scores, "线性加权")


def _counted(frame: Frame) -> Array:
    """Weights (p, levels) of 1/number of siblings."""
    weights = frame.weights.copy()
    for depth in range(weights.shape[1]):
        for row, path in enumerate(frame.paths):
            siblings = len({other[: depth + 1] for other in frame.paths if other[:depth] == path[:depth]})
            weights[row, depth] = weights[row, depth] * 0 + 1  # of the same kind: Fraction stays Fraction
            weights[row, depth] /= siblings
    return weights
