"""层次分析法 (AHP), 6.3.2.2: weights from a matrix of judgements, and whether the judgements agree with each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Literal

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import Inconsistent, InvalidJudgement
from reportgen.evaluation.table import Array, figure
from reportgen.evaluation.weights.shares import Weights, proportional

Way = Literal["特征向量法", "根法", "和法"]
RANDOM_INDEX = (
    0,
    0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)  # Saaty, n = 1…15
LIMIT = 0.1
MIRROR = 0.05  # how far a_ij·a_ji may be from 1: 0.33 for 1/3, 0.13 for 1/8


@dataclass(frozen=True, slots=True)
class Judged:
    """Weights of one matrix, λ_max, CI = (λ − n)/(n − 1), CR = CI/RI (0 for n ≤ 2)."""

    weights: Weights
    eigenvalue: float
    index: float
    ratio: float
    random_index: float


@dataclass(frozen=True, slots=True)
class Group:
    """The judgement of several experts together, and of each by name."""

    together: Judged
    experts: Mapping[str, Judged]


def prioritise(
    names: Sequence[str], matrix: Array, way: Way = "特征向量法", override: str = "", of: str = ""
) -> Judged:
    """Weights (p,) from the judgements (p, p), a_ij how many times i is as important as j.

        特征向量法: Aw = λ_max w     根法: w_i ∝ (Π_j a_ij)^{1/n}     和法: w_i = mean_j (a_ij / Σ_k a_kj)

    For 根法 and 和法 λ = mean((Aw)_i / w_i). Entries need not be integers; a decimal written for a fraction is
    made the exact reciprocal of the larger one, with a note. Raises `InvalidJudgement` for a matrix that is no
    reciprocal one of order 1…15, `Inconsistent` for CR ≥ 0.1 unless `override` gives the reason, which is noted.
    `of` names the matrix in a fault.
    """
    where = f"判断矩阵“{of}”" if of else "判断矩阵"
    judged = _judged(names, matrix, way, where)
    if judged.ratio < LIMIT:
        return judged
    said = f"一致性比例CR={judged.ratio:.4f}，不小于0.1"
    if not override:
        raise Inconsistent.single(
            said, where, f"请专家重新判断，首先核对{_worst(names, matrix, judged.weights.values)}"
        )
    return replace(judged, weights=judged.weights.noted(f"{where}{said}，仍予采用：{override}"))


def group(
    names: Sequence[str],
    matrices: Mapping[str, Array],
    way: Way = "特征向量法",
    override: str = "",
    of: str = "",
) -> Group:
    """群组AHP: the element-wise geometric mean of the experts' matrices, judged as one; CR of it and of each expert.

    Raises `Inconsistent` for CR ≥ 0.1 of the whole or of an expert, all of them at once, unless overridden.
    """
    experts = {
        name: _judged(names, matrix, way, f"专家“{name}”的判断矩阵") for name, matrix in matrices.items()
    }
    high = {name: each.ratio for name, each in experts.items() if each.ratio >= LIMIT}
    if high and not override:
        raise_all(
            (
                Fault(
                    f"一致性比例CR={ratio:.4f}，不小于0.1",
                    f"专家“{name}”的判断矩阵“{of}”",
                    "请该专家重新判断，或剔除并说明",
                )
                for name, ratio in high.items()
            ),
            Inconsistent,
        )
    mean = np.exp(np.mean([np.log(_mirrored(matrix)[0]) for matrix in matrices.values()], axis=0))
    together = prioritise(names, mean, way, override, of)
    notes = [f"专家“{name}”CR={ratio:.4f}，不小于0.1，仍予采用：{override}" for name, ratio in high.items()]
    return Group(replace(together, weights=together.weights.noted(*notes)), experts)


def overall(upper: Weights, lower: Sequence[Judged]) -> tuple[Weights, float]:
    """层次总排序: W_k = Σ_i w_i·w_ik over a hierarchy, and CR = Σ w_i CI_i / Σ w_i RI_i of the whole.

    `lower` are the judgements under each of `upper`, in its order; their names follow one another.
    """
    names = tuple(name for judged in lower for name in judged.weights.names)
    values = np.concatenate(
        [share * judged.weights.values for share, judged in zip(upper.values, lower, strict=True)]
    )
    inconsistency = sum(share * judged.index for share, judged in zip(upper.values, lower, strict=True))
    chance = sum(share * judged.random_index for share, judged in zip(upper.values, lower, strict=True))
    return Weights(names, values), float(inconsistency / chance) if chance else 0.0


def _judged(names: Sequence[str], matrix: Array, way: Way, where: str) -> Judged:
    size = len(names)
    raise_all(_faults(names, matrix, where), InvalidJudgement)
    exact, repaired = _mirrored(matrix)
    weights = proportional(names, _WAYS[way](exact))
    values = weights.values
    eigenvalue = max(float(((exact @ values) / values).mean()), float(size))  # λ ≥ n; less is rounding noise
    index = (eigenvalue - size) / (size - 1) if size > 1 else 0.0
    chance = RANDOM_INDEX[size - 1]
    notes = [f"{where}中的小数按倒数还原"] if repaired else []
    return Judged(weights.noted(*notes), eigenvalue, index, index / chance if chance else 0.0, chance)


def _principal(matrix: Array) -> Array:
    values, vectors = np.linalg.eig(matrix)
    principal: Array = np.abs(vectors[:, values.real.argmax()].real)
    return principal


def _roots(matrix: Array) -> Array:
    return np.array(np.exp(np.log(matrix).mean(axis=1)))


def _sums(matrix: Array) -> Array:
    return np.array((matrix / matrix.sum(axis=0)).mean(axis=1))


_WAYS = {"特征向量法": _principal, "根法": _roots, "和法": _sums}


def _mirrored(matrix: Array) -> tuple[Array, bool]:
    """The matrix with the smaller of each pair as the exact reciprocal of the larger; whether that changed it."""
    exact = np.where(matrix >= matrix.T, matrix, 1 / matrix.T)
    return exact, bool(np.abs(exact - matrix).max() > 1e-9)


def _worst(names: Sequence[str], matrix: Array, weights: Array) -> str:
    """The judgement farthest from the ratio of the weights, which to ask about first."""
    off = np.abs(np.log(matrix * weights[None, :] / weights[:, None]))
    i, j = sorted(divmod(int(off.argmax()), len(names)))
    return f"“{names[i]}”与“{names[j]}”的比较"


def _faults(names: Sequence[str], matrix: Array, where: str) -> Iterator[Fault]:
    size = len(names)
    if matrix.shape != (size, size):
        yield Fault(f"{matrix.shape[0]}行，{size}个指标", where, "请逐对填写")
        return
    if size > len(RANDOM_INDEX):
        yield Fault(f"有{size}个指标，一致性检验只到15个", where, "请分层判断")
        return
    for i, j in combinations_with_replacement(range(size), 2):
        cell = where if i == j else f"{where}，“{names[i]}”与“{names[j]}”"
        there, back = float(matrix[i, j]), float(matrix[j, i])
        if not (np.isfinite(there) and np.isfinite(back)):
            yield Fault("没有判断", cell, "请专家补填")
        elif there <= 0 or back <= 0:
            yield Fault(f"判断值为{figure(min(there, back))}", cell, "应当大于0")
        elif i == j and there != 1:
            yield Fault(f"“{names[i]}”与自身的判断值为{figure(there)}", where, "对角线应当为1")
        elif abs(there * back - 1) > MIRROR:
            yield Fault(f"判断值{figure(there)}与{figure(back)}不互为倒数", cell, "请改正其中一个")
