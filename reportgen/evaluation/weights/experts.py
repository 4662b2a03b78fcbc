"""统计平均法 and 专家打分法 (Delphi), 6.3.2.2: weights from the scores experts give, and how far they agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.evaluation.faults import InvalidJudgement
from reportgen.evaluation.table import Array, Table
from reportgen.evaluation.weights.shares import Weights, proportional


@dataclass(frozen=True, slots=True)
class Round:
    """One round (轮次) of m experts on p indicators; arrays are (p,).

    `spread` is the sample standard deviation (m − 1), `variation` spread/mean, `full` the share of experts who
    gave full marks, quartiles by linear interpolation. `concordance` is Kendall's W, `chi_square` m(p − 1)W with
    p − 1 degrees of freedom; both None where no expert tells any two indicators apart.
    """

    experts: int
    mean: Array
    spread: Array
    variation: Array
    full: Array
    median: Array
    quartiles: tuple[Array, Array]
    concordance: float | None
    chi_square: float | None
    degrees: int


@dataclass(frozen=True, slots=True)
class Delphi:
    """The weights of the last round, and the statistics of every round."""

    weights: Weights
    rounds: tuple[Round, ...]


def mean_of_experts(sheets: Table) -> Weights:
    """统计平均法: the mean of the weights m experts set, w_j = Σ_e w_ej / m.

    `sheets` (m, p) holds experts as units; each row is read as shares of its own sum, so that points and shares
    may be mixed. Raises `InvalidJudgement` for a sheet that is negative or sums to 0, `MissingValue` (on making
    the table) for a blank.
    """
    _whole(sheets)
    return proportional(
        sheets.indicators, (sheets.values / sheets.values.sum(axis=1, keepdims=True)).mean(axis=0)
    )


def delphi(rounds: Sequence[Table], full_mark: float) -> Delphi:
    """专家打分法 (Delphi): w_j = mean score/Σ mean scores, of the last round; statistics of each.

    `rounds` are experts × indicators (m, p), scores of importance up to `full_mark`. Raises `InvalidJudgement`.
    """
    if not rounds:
        raise InvalidJudgement.single("没有专家打分表", "德尔菲法", "请先发放并回收打分表")
    for sheets in rounds:
        _whole(sheets, full_mark)
    last = rounds[-1]
    return Delphi(
        proportional(last.indicators, last.values.mean(axis=0)),
        tuple(statistics(sheets.values, full_mark) for sheets in rounds),
    )


def statistics(scores: Array, full_mark: float) -> Round:
    """What one round (m, p) says; needs two experts or more and no mean of 0."""
    experts, indicators = scores.shape
    mean, spread = scores.mean(axis=0), scores.std(axis=0, ddof=1)
    low, median, high = np.quantile(scores, (0.25, 0.5, 0.75), axis=0)
    concordance = kendall(scores)
    chi_square = None if concordance is None else experts * (indicators - 1) * concordance
    return Round(
        experts, mean, spread, spread / mean, (scores == full_mark).mean(axis=0), median, (low, high),
        concordance, chi_square, indicators - 1,
    )  # fmt: skip


def kendall(scores: Array) -> float | None:
    """Kendall's W of m experts (rows) on p indicators, 0 no agreement, 1 full; corrected for ties.

        W = 12 S / (m²(p³ − p) − m ΣT),  S = Σ (R_j − mean R)²,  T = Σ (t³ − t) over the ties of one expert

    R_j are sums of ranks, ties sharing the mean of theirs. None where every expert gives one score to all.
    """
    experts, indicators = scores.shape
    ranks = np.stack([mean_ranks(row) for row in scores])
    sums = ranks.sum(axis=0)
    ties = sum(
        float((counts**3 - counts).sum())
        for counts in (np.unique(row, return_counts=True)[1] for row in scores)
    )
    whole = experts**2 * (indicators**3 - indicators) - experts * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / whole) if whole > 0 else None


def mean_ranks(values: Array) -> Array:
    """Ranks from 1 of `values` (p,) in ascending order, ties sharing the mean of theirs."""
    below = (values[None, :] < values[:, None]).sum(axis=1)
    same = (values[None, :] == values[:, None]).sum(axis=1)
    return np.array(below + (same + 1) / 2)


def _whole(sheets: Table, full_mark: float | None = None) -> None:
    if sheets.gaps:
        expert, indicator = next(iter(sheets.gaps))
        raise InvalidJudgement.single(
            "没有打分", f"专家“{expert}”，指标“{indicator}”", "请专家补填，或剔除该份打分表并说明"
        )
    if len(sheets.units) < 2:
        raise InvalidJudgement.single("只有一份打分表", "、".join(sheets.units), "至少需要两位专家")
    for expert, row in zip(sheets.units, sheets.values, strict=True):
        if (row < 0).any() or not row.sum() > 0:
            raise InvalidJudgement.single("打分有负数，或全部为0", f"专家“{expert}”", "请专家改正")
        if full_mark is not None and (row > full_mark).any():
            raise InvalidJudgement.single(f"打分超过满分{full_mark:g}", f"专家“{expert}”", "请专家改正")
    if full_mark is not None and not (sheets.values.mean(axis=0) > 0).all():
        dull = sheets.indicators[int(sheets.values.mean(axis=0).argmin())]
        raise InvalidJudgement.single("所有专家都打0分", f"指标“{dull}”", "请删去该指标，或重新征询")
