"""逐对比较法 (6.3.2.2): every pair of indicators is judged, 0-1 or 0-4; the points of each are added."""

from collections.abc import Iterator, Sequence

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import InvalidJudgement
from reportgen.evaluation.table import Array, Mask, figure
from reportgen.evaluation.weights.shares import Weights, proportional

ZERO = "请改用“加1修正”，或删去该指标"


def pairwise_01(names: Sequence[str], points: Array, corrected: bool = False) -> Weights:
    """0-1: the more important of a pair gets 1, the other 0, a tie 0.5 each; s_i = Σ_j points, w = s/Σs.

    `points` (p, p) holds what i gets against j, its diagonal is not read. `corrected` adds 1 to every sum, so
    that the last is not worth 0. Cycles of preference are noted. Raises `InvalidJudgement` for a judgement that
    is missing or contradicts its mirror, and for a weight of 0.
    """
    _check(names, points, allowed=(0, 0.5, 1), whole=1)
    return _weigh(names, points, corrected)


def pairwise_04(names: Sequence[str], points: Array, corrected: bool = False) -> Weights:
    """0-4: 4 to 0 far more important, 3 to 1 more important, 2 to 2 equal; else as `pairwise_01`."""
    _check(names, points, allowed=(0, 1, 2, 3, 4), whole=4)
    return _weigh(names, points, corrected)


def _weigh(names: Sequence[str], points: Array, corrected: bool) -> Weights:
    off = ~np.eye(len(names), dtype=bool)
    sums = np.where(off, points, 0).sum(axis=1) + (1 if corrected else 0)
    raise_all(
        (
            Fault("得分为0，权重将为0", f"指标“{name}”", ZERO)
            for name, total in zip(names, sums, strict=True)
            if total == 0
        ),
        InvalidJudgement,
    )
    notes = [f"判断有循环：{'＞'.join(cycle)}" for cycle in cycles(names, points)]
    return proportional(names, sums).noted(*notes, *(["各项得分加1修正"] if corrected else []))


def cycles(names: Sequence[str], points: Array) -> tuple[tuple[str, ...], ...]:
    """Cycles of preference (甲＞乙＞丙＞甲), for every indicator in one the shortest, each indicator asked once."""
    better: Mask = points > points.T
    found: list[tuple[str, ...]] = []
    inside: set[int] = set()
    for start in range(len(names)):
        if start not in inside and (path := _shortest(better, start)):
            inside |= set(path)
            found.append(tuple(names[k] for k in path))
    return tuple(found)


def _shortest(better: Mask, start: int) -> list[int]:
    """The shortest path of preferences from `start` back to it, both ends named; empty if there is none."""
    paths = [[start]]
    seen = {start}
    while paths:
        path = paths.pop(0)
        for other in np.flatnonzero(better[path[-1]]):
            if other == start:
                return [*path, start]
            if int(other) not in seen:
                seen.add(int(other))
                paths.append([*path, int(other)])
    return []


def _check(names: Sequence[str], points: Array, allowed: Sequence[float], whole: int) -> None:
    if points.shape != (len(names), len(names)):
        raise ValueError(f"{points.shape} judgements of {len(names)} indicators")
    raise_all(_faults(names, points, allowed, whole), InvalidJudgement)


def _faults(names: Sequence[str], points: Array, allowed: Sequence[float], whole: int) -> Iterator[Fault]:
    for i, first in enumerate(names):
        for j in range(i + 1, len(names)):
            pair, where = (points[i, j], points[j, i]), f"“{first}”与“{names[j]}”的比较"
            if np.isnan(pair).any():
                yield Fault("没有判断", where, "请专家补填")
            elif not set(pair) <= set(allowed):
                yield Fault(
                    f"打分{figure(pair[0])}比{figure(pair[1])}不在{'、'.join(map(figure, allowed))}之内",
                    where,
                    "请改正",
                )
            elif sum(pair) != whole:
                yield Fault(f"打分{figure(pair[0])}比{figure(pair[1])}，两者之和不是{whole}", where, "请改正")
