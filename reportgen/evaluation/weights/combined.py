"""组合赋权法 (6.3.2.2): one set of weights from several, as a rule subjective and objective ones."""

from collections.abc import Sequence

import numpy as np

from reportgen.evaluation.faults import InvalidWeights
from reportgen.evaluation.table import figure
from reportgen.evaluation.weights.shares import NOISE, Weights, proportional


def additive(parts: Sequence[Weights], alphas: Sequence[float] = ()) -> Weights:
    """Additive: w_j = Σ_k α_k w_kj, Σα = 1; equal α if none is given. Raises `InvalidWeights`."""
    _fit(parts)
    chosen = np.array(alphas or [1 / len(parts)] * len(parts), dtype=float)
    if len(chosen) != len(parts) or (chosen < 0).any() or abs(chosen.sum() - 1) > NOISE:
        written = "、".join(map(figure, chosen))
        raise InvalidWeights.single(
            f"组合系数为{written}", "组合赋权", f"请写{len(parts)}个不小于0、和为1的系数"
        )
    return proportional(parts[0].names, chosen @ np.array([part.values for part in parts], dtype=float))


def multiplicative(parts: Sequence[Weights]) -> Weights:
    """Multiplicative: w_j = Π_k w_kj / Σ_j Π_k w_kj; rewards agreement, sharpens differences.

    Raises `InvalidWeights` where every indicator is worth 0 to some method: nothing is in common.
    """
    return _product(parts, 1.0)


def geometric(parts: Sequence[Weights]) -> Weights:
    """Geometric mean: w_j = (Π_k w_kj)^{1/K} / Σ_j (Π_k w_kj)^{1/K}; otherwise as `multiplicative`."""
    return _product(parts, 1 / len(parts) if parts else 1.0)


def _product(parts: Sequence[Weights], power: float) -> Weights:
    _fit(parts)
    values = np.prod([part.values.astype(float) for part in parts], axis=0) ** power
    return proportional(parts[0].names, values, "各组权重没有共同不为0的指标，请改用加法组合")


def _fit(parts: Sequence[Weights]) -> None:
    if len(parts) < 2:
        raise InvalidWeights.single("只有一组权重，无从组合", "组合赋权", "请写明两组以上")
    if len({part.names for part in parts}) > 1:
        sizes = "、".join(str(len(part.names)) for part in parts)
        raise InvalidWeights.single(f"各组权重的指标不同（{sizes}个）", "组合赋权", "请统一指标及其次序")
