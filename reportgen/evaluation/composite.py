"""线性加权综合 (6.3.2.3, formula 2): from scores of third-level indicators to class indices and the total index.

    A = Σ_i W_i A_i,   A_i = Σ_j W_ij P_ij,   P_ij = Σ_k w_ijk p_ijk      (every sum of weights is 1 in its parent)

All three levels are one sum over the indicators with the weight each has for a unit, W_i·W_ij·w_ijk after what
gaps leave to others; so that contributions add up to class indices and total by construction. Arrays of `Fraction`
give exact results.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import DegenerateData, MissingValue
from reportgen.evaluation.table import Array, Mask, Table, exact, place
from reportgen.evaluation.weights.shares import shares

Aggregation = Literal["线性加权", "几何加权"]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The indicators and their place: `paths` (class, group, indicator), `weights` (p, levels) in each parent."""

    indicators: tuple[str, ...]
    paths: tuple[Path, ...]
    weights: Array
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, indicators: Sequence[str], paths: Sequence[Path], weights: Array) -> "Frame":
        """The frame with the weights of every parent checked and evened out to 1; raises `InvalidWeights`.

        `weights` repeat those of a class and a group in each of its rows, as in the table of indicators.
        """
        weights = exact(weights)
        even = weights.copy()
        notes: list[str] = []
        for depth in range(weights.shape[1]):
            nodes = {
                path[: depth + 1]: row for row, path in reversed([*enumerate(paths)])
            }  # by its first row
            value: dict[Path, object] = {}
            for parent in dict.fromkeys(path[:depth] for path in paths):
                mine = dict.fromkeys(path[: depth + 1] for path in paths if path[:depth] == parent)
                given = weights[[nodes[node] for node in mine], depth]
                checked = shares([node[-1] for node in mine], given, "—".join(parent))
                value |= zip(mine, checked.values, strict=True)
                notes += checked.notes
            even[:, depth] = [value[path[: depth + 1]] for path in paths]
        return cls(tuple(indicators), tuple(paths), even, tuple(notes))

    @property
    def classes(self) -> tuple[str, ...]:
        """The first-level indicators, in order."""
        return tuple(dict.fromkeys(path[0] for path in self.paths))

    @property
    def floats(self) -> "Frame":
        """The same with float weights, for scores that are floats."""
        return replace(self, weights=self.weights.astype(float))

    @property
    def nominal(self) -> Array:
        """The weight (p,) of each indicator in the total where nothing is missing."""
        return np.array(self.weights.prod(axis=1))


@dataclass(frozen=True, slots=True)
class Moved:
    """A weight that a gap left to others: whose, of which indicator, why, how much of the total, and to whom."""

    unit: str
    indicator: str
    reason: str
    weight: float
    to: str


@dataclass(frozen=True, slots=True)
class Composite:
    """`weights` (n, p) each indicator has for each unit, 0 at gaps; `totals` (n,); `classes` indices (n, c)."""

    scores: Table
    weights: Array
    classes: Table
    totals: Array
    moved: tuple[Moved, ...]

    @property
    def contributions(self) -> Array:
        """(n, p): weight × score, which add up to the total."""
        return np.array(self.weights * self.scores.filled())


def composite(frame: Frame, scores: Table) -> Composite:
    """Formula (2) for `scores` (n, p), 0…100, whose indicators are those of `frame`.

    A gap's weight goes to the present siblings in proportion to theirs; of a group without any to the other groups,
    of a class without any to the other classes; each move is recorded. Raises as `weigh` does.
    """
    weights = weigh(frame, scores)
    contributions = weights * scores.filled()
    return Composite(
        scores,
        weights,
        _classes(frame, scores, weights, contributions),
        contributions.sum(axis=1),
        _moved(frame, scores),
    )


def weigh(frame: Frame, scores: Table) -> Array:
    """The weight (n, p) each indicator has for each unit of `scores`; `MissingValue` naming units without any score."""
    if scores.indicators != frame.indicators:
        raise ValueError("scores and frame differ in their indicators")
    if scores.values.dtype != frame.weights.dtype:
        raise ValueError("scores and weights must both be exact or both floats")
    patterns, which = np.unique(~scores.absent, axis=0, return_inverse=True)
    weights = effective(frame, frame.weights, patterns)[which.reshape(-1)]
    raise_all(
        (
            Fault(
                "没有一个可计分的指标",
                place(unit, period=scores.period),
                "请补报数据，或在评价方案中列为不参评",
            )
            for unit, row in zip(scores.units, weights, strict=True)
            if not row.sum() > 0
        ),
        MissingValue,
    )
    return np.array(weights)


def effective(frame: Frame, weights: Array, present: Mask) -> Array:
    """The weight (…, p) of each indicator in the total, given `weights` (…, p, levels) and what is `present` (…, p).

    Leading dimensions broadcast. An indicator of weight 0 takes nothing in. A row where nothing is present is all 0.
    """
    present = present & (weights > 0).all(axis=-1)
    result = np.ones(present.shape, dtype=weights.dtype) * present
    for depth in range(weights.shape[-1]):
        nodes, node_of = _numbered([path[: depth + 1] for path in frame.paths])
        _, parent_of = _numbered([node[:-1] for node in nodes])
        first = [node_of.tolist().index(node) for node in range(len(nodes))]
        mine = weights[..., first, depth] * _gathered(np.logical_or, present, node_of)
        whole = _gathered(np.add, mine, parent_of)[..., parent_of]
        result = result * (mine / np.where(whole > 0, whole, 1))[..., node_of]
    return np.array(result)


def _numbered(names: Sequence[Path]) -> tuple[list[Path], Array]:
    """The different `names` in order of appearance, and the number of each one's."""
    different = list(dict.fromkeys(names))
    return different, np.array([different.index(name) for name in names])


def _gathered(ufunc: np.ufunc, values: Array, group: Array) -> Array:
    """`values` (…, k) put together by `ufunc` within each number of `group` (k,): (…, groups)."""
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(group.max() + 1))
    return np.array(ufunc.reduceat(values[..., order], starts, axis=-1))


def aggregate(weights: Array, scores: Table, how: Aggregation) -> Array:
    """Totals (n,) from weights (n, p): 线性加权 Σ wP, or 几何加权 Π P^w, which forgives no low score.

    Raises `DegenerateData` for a geometric mean of a score that is not positive.
    """
    filled = scores.filled()
    if how == "线性加权":
        return np.array((weights * filled).sum(axis=1))
    bad = ~scores.absent & (filled <= 0).astype(bool)
    raise_all(
        (
            Fault(
                "得分为0，几何加权无意义",
                place(scores.units[i], scores.indicators[j], scores.period),
                "请用线性加权",
            )
            for i, j in np.argwhere(bad).tolist()
        ),
        DegenerateData,
    )
    logs = np.log(np.where(scores.absent, 1.0, filled).astype(float))
    return np.array(np.exp((weights.astype(float) * logs).sum(axis=1)))


def _classes(frame: Frame, scores: Table, weights: Array, contributions: Array) -> Table:
    """A_i = Σ_j W_ij P_ij of every class, a gap where the unit has no indicator in it."""
    columns: list[Array] = []
    gaps: dict[tuple[str, str], str] = {}
    for name in frame.classes:
        inside = [path[0] == name for path in frame.paths]
        share, points = weights[:, inside].sum(axis=1), contributions[:, inside].sum(axis=1)
        empty = ~(share > 0).astype(bool)
        columns.append(np.where(empty, np.nan, points / np.where(empty, 1, share)))
        gaps |= {
            (unit, name): "该类指标均不适用" for unit, none in zip(scores.units, empty, strict=True) if none
        }
    return Table(scores.units, frame.classes, np.stack(columns, axis=1), scores.period, gaps)


def _moved(frame: Frame, scores: Table) -> tuple[Moved, ...]:
    nominal = dict(zip(frame.indicators, frame.nominal, strict=True))
    paths = dict(zip(frame.indicators, frame.paths, strict=True))
    moved = []
    for (unit, indicator), reason in scores.gaps.items():
        present = [
            paths[each] for each in frame.indicators if (unit, each) not in scores.gaps and nominal[each] > 0
        ]
        above = [paths[indicator][:depth] for depth in range(len(paths[indicator]) - 1, 0, -1)]
        near = next((node for node in above if any(path[: len(node)] == node for path in present)), None)
        to = f"“{near[-1]}”内的其他指标" if near else "其他一级指标"
        moved.append(Moved(unit, indicator, reason, nominal[indicator], to))
    return tuple(moved)
