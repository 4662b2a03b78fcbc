"""Weights by how indicators go together (6.3.2.2): 主成分分析法 and 复相关系数法, from the matrix of correlations."""

from collections.abc import Iterator

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import DegenerateData
from reportgen.evaluation.table import Array, Table
from reportgen.evaluation.weights.dispersion import completed, varied
from reportgen.evaluation.weights.shares import Weights, proportional

KEPT = 0.85  # cumulative share of variance
NOISE = 1e-9
NEGATIVE = "请改用“旋转”（方差最大旋转），或先核对指标方向是否一致"


def principal(table: Table, kept: float = KEPT, rotated: bool = False) -> Weights:
    """主成分分析法 on the correlation matrix of `table` (n, p), aligned so that more is better.

        b_j = Σ_k u_jk λ_k / Σ_k λ_k,  w = b/Σb,  over the first components that explain `kept` of the variance

    A component has no sign of its own: each unit eigenvector u_k is oriented so that Σ_j u_jk > 0. `rotated` is the
    form without signs (OECD handbook, step 6): varimax loadings l, w_j ∝ max_k l_jk², an indicator's share of the
    component it belongs to times that component's share of the variance. Raises `DegenerateData`
    for n ≤ p, no spread, or components that are not unique; `InvalidWeights` for a negative weight.
    """
    table, notes = completed(table)
    _enough(table, table.values.shape[1] + 1)
    varied(table)
    values, vectors = np.linalg.eigh(correlations(table))
    values, vectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
    shares = np.cumsum(values) / values.sum()
    count = min(int(np.searchsorted(shares, kept - NOISE)) + 1, len(values))
    _unique(table, values, count)
    notes.append(f"保留{count}个主成分，累计解释方差{shares[count - 1]:.4f}")
    if rotated:
        squares = varimax(vectors[:, :count] * np.sqrt(values[:count])) ** 2
        return proportional(table.indicators, squares.max(axis=1)).noted(
            *notes, "方差最大旋转后取最大载荷的平方"
        )
    oriented = vectors[:, :count] * np.where(vectors[:, :count].sum(axis=0) < 0, -1, 1)
    means = oriented @ values[:count] / values[:count].sum()
    return proportional(table.indicators, np.where(np.abs(means) < NOISE, 0, means), NEGATIVE).noted(*notes)


def multiple(table: Table) -> Weights:
    """复相关系数法: R_j = √(1 − 1/(C⁻¹)_jj), C the correlations of `table` (n, p); w ∝ 1/R_j.

    R_j is how well the others tell j: what they tell already weighs less. Raises `DegenerateData` for n ≤ p + 1, no
    spread, a singular C (naming the indicators that repeat each other), and R_j = 0, of which 1/R_j is infinite.
    """
    table, notes = completed(table)
    _enough(table, table.values.shape[1] + 2)
    varied(table)
    matrix = correlations(table)
    raise_all(_twins(table, matrix), DegenerateData)
    told = 1 - 1 / np.diag(np.linalg.inv(matrix))
    raise_all(
        (
            Fault("与其余指标完全不相关，复相关系数为0", f"指标“{name}”", "请改用其他赋权方法")
            for name, each in zip(table.indicators, told, strict=True)
            if each <= NOISE
        ),
        DegenerateData,
    )
    return proportional(table.indicators, 1 / np.sqrt(told)).noted(*notes)


def correlations(table: Table) -> Array:
    """Pearson's r (p, p) of the indicators of `table`, which has no gaps and spread everywhere."""
    return np.atleast_2d(np.corrcoef(table.values, rowvar=False))


def varimax(loadings: Array, rounds: int = 200) -> Array:
    """`loadings` (p, k) turned so that the variance of their squares within each component is greatest (Kaiser 1958)."""
    rotation = np.eye(loadings.shape[1])
    for _ in range(rounds):
        turned = loadings @ rotation
        left, _, right = np.linalg.svd(loadings.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        step = left @ right
        if np.allclose(step, rotation, atol=1e-12):
            break
        rotation = step
    return loadings @ rotation


def _enough(table: Table, needed: int) -> None:
    if len(table.units) < needed:
        raise DegenerateData.single(
            f"{len(table.units)}家单位、{len(table.indicators)}个指标，至少需要{needed}家",
            table.period,
            "请减少指标，或改用其他赋权方法",
        )


def _unique(table: Table, values: Array, count: int) -> None:
    """Equal eigenvalues leave the direction of their components open, so that a weight from them is arbitrary."""
    if (np.abs(np.diff(values[: count + 1])) < NOISE).any():
        raise DegenerateData.single(
            "特征根相等，主成分不唯一", table.period or "、".join(table.indicators), "请改用其他赋权方法"
        )


def _twins(table: Table, matrix: Array) -> Iterator[Fault]:
    """The indicators that make `matrix` singular: copies of each other, or those that one combination ties together."""
    pairs = np.argwhere(np.triu(np.abs(matrix) > 1 - NOISE, k=1))
    for i, j in pairs:
        yield Fault(
            "两个指标完全相关，重复计量",
            f"指标“{table.indicators[i]}”与“{table.indicators[j]}”",
            "请剔除其一",
        )
    values, vectors = np.linalg.eigh(matrix)
    if not len(pairs) and values[0] < NOISE:
        tied = [
            name for name, each in zip(table.indicators, vectors[:, 0], strict=True) if abs(each) > NOISE**0.5
        ]
        yield Fault("其中一个可由其余算出，相关矩阵不可逆", f"指标“{'”“'.join(tied)}”", "请剔除其一")
