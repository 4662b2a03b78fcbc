"""指标体系诊断: what the scores say about the indicators; for next year's scheme, without effect on this year's result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.evaluation.composite import Composite, Frame, composite
from reportgen.evaluation.table import Array, Mask, Table, constant

DUPLICATE = 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two indicators and the correlation of their scores over the units that have both."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Importance:
    """Weight an indicator is said to have, and its share of the variance of the total: Cov(w·P, A)/Var(A).

    The shares of all indicators sum to 1; a negative one says that the indicator works against the total.
    `actual` is None where the totals do not differ.
    """

    indicator: str
    nominal: float
    actual: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """`correlations` (p, p) of scores, 0 where one has no spread or fewer than three units have both.

    `flat` have no spread; `duplicates` correlate above 0.9; `contrary` fall as the rest of their class rises;
    `alpha` is Cronbach's by class, None where it does not exist; `too_few` if there are no more units than indicators.
    """

    units: int
    indicators: tuple[str, ...]
    correlations: Array
    flat: tuple[str, ...]
    duplicates: tuple[Pair, ...]
    contrary: tuple[Pair, ...]
    alpha: dict[str, float | None]
    importance: tuple[Importance, ...]

    @property
    def too_few(self) -> bool:
        return self.units <= len(self.indicators)


def audit(frame: Frame, scores: Table) -> Audit:
    """The diagnosis of `frame` by `scores` (n, p)."""
    frame, values = frame.floats, scores.floats
    present = ~values.absent
    matrix = pairwise(values.values, present)
    flat = [each for each, column, here in zip(values.indicators, values.values.T, present.T, strict=True) if here.sum() < 2 or constant(column[here])]  # fmt: skip
    result = composite(frame, values)
    over = np.argwhere(np.triu(matrix > DUPLICATE, k=1)).tolist()
    return Audit(
        len(values.units),
        values.indicators,
        matrix,
        tuple(flat),
        tuple(Pair(values.indicators[i], values.indicators[j], float(matrix[i, j])) for i, j in over),
        tuple(_contrary(frame, values, result)),
        {name: alpha(_members(frame, values, name)) for name in frame.classes},
        _importance(frame, result),
    )


def pairwise(values: Array, present: Mask) -> Array:
    """Pearson's r (p, p) over the rows in which both columns are `present`; 0 where it does not exist, 1 on the diagonal."""
    count = values.shape[1]
    matrix = np.eye(count)
    for i in range(count):
        for j in range(i + 1, count):
            both = present[:, i] & present[:, j]
            matrix[i, j] = matrix[j, i] = correlation(values[both, i], values[both, j])
    return matrix


def correlation(one: Array, two: Array) -> float:
    """Pearson's r of two columns; 0 for fewer than three rows or no spread."""
    if len(one) < 3 or constant(one) or constant(two):
        return 0.0
    first, second = one - one.mean(), two - two.mean()
    return float((first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum()))


def alpha(columns: Array) -> float | None:
    """Cronbach's α = k/(k − 1) · (1 − Σ s_j²/s²), s² of the row sums of `columns` (m, k).

    None for fewer than two columns or rows, or sums without spread.
    """
    rows, count = columns.shape
    if count < 2 or rows < 2 or constant(columns.sum(axis=1)):
        return None
    return float(
        count / (count - 1) * (1 - columns.var(axis=0, ddof=1).sum() / columns.sum(axis=1).var(ddof=1))
    )


def _members(frame: Frame, scores: Table, name: str) -> Array:
    """Scores of the indicators of class `name`, of the units that have all of them."""
    inside = [path[0] == name for path in frame.paths]
    columns: Array = scores.values[:, inside]
    broken = scores.absent[:, inside].any(axis=1)
    return columns[np.flatnonzero(~broken)]


def _contrary(frame: Frame, scores: Table, result: Composite) -> Sequence[Pair]:
    """Indicators that correlate negatively with what the others of their class contribute."""
    found = []
    for column, (indicator, path) in enumerate(zip(frame.indicators, frame.paths, strict=True)):
        others = [each != column and other[0] == path[0] for each, other in enumerate(frame.paths)]
        here = ~scores.absent[:, column]
        weight = result.weights[:, others].sum(axis=1)
        here &= weight > 0
        rest = result.contributions[here][:, others].sum(axis=1) / weight[here]
        if (r := correlation(scores.values[here, column], rest)) < 0:
            found.append(Pair(indicator, path[0], r))
    return found


def _importance(frame: Frame, result: Composite) -> tuple[Importance, ...]:
    totals = result.totals - result.totals.mean()
    parts = result.contributions - result.contributions.mean(axis=0)
    variance = (totals**2).sum()
    differ = not constant(result.totals) if len(totals) > 1 else False
    covariances = (parts * totals[:, None]).sum(axis=0)
    return tuple(
        Importance(each, float(nominal), float(covariance / variance) if differ else None)
        for each, nominal, covariance in zip(frame.indicators, frame.nominal, covariances, strict=True)
    )
