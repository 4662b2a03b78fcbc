"""Weights as shares that sum to 1: checked, read from points, equal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import InvalidWeights
from reportgen.evaluation.table import Array, figure, finite

POINTS = 100  # weights may be written as points that add to 100
TOLERATED = 1e-3  # of a sum of 1: decimals cut off, such as 0.3333
NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Weights:
    """`values` (p,) ≥ 0 by `names`, summing to 1 (exactly, if they are Fractions); what to print with them."""

    names: tuple[str, ...]
    values: Array
    notes: tuple[str, ...] = ()

    def noted(self, *notes: str) -> "Weights":
        return replace(self, notes=(*self.notes, *notes))


def shares(names: Sequence[str], values: Array, of: str = "") -> Weights:
    """`values` (p,) as weights that sum to 1 within the parent `of`.

    Points that add to 100 are read as such, a sum within 0.001 of 1 is evened out; both with a note. Raises
    `InvalidWeights` for negative weights and for any other sum.
    """
    where = f"“{of}”的下级权重" if of else "权重"
    if len(names) != len(values) or not len(names):
        raise InvalidWeights.single(f"{len(values)}个权重对应{len(names)}个指标", where, "请逐一写明权重")
    raise_all(
        (
            Fault(f"权重为{figure(value)}", f"{where}，“{name}”", "请写成不小于0的数")
            for name, value, known in zip(names, values, finite(values), strict=True)
            if not known or value < 0
        ),
        InvalidWeights,
    )
    total = values.sum()
    if abs(total - POINTS) <= TOLERATED * POINTS:
        return Weights(tuple(names), values / total, (f"{where}按百分制读取",))
    if abs(total - 1) > TOLERATED:
        raise InvalidWeights.single(f"权重之和为{figure(total)}，不是1也不是100", where, "请调整权重")
    notes = (f"{where}之和为{figure(total)}，已按比例调整为1",) if abs(total - 1) > NOISE else ()
    return Weights(tuple(names), values / total, notes)


def proportional(names: Sequence[str], values: Array, remedy: str = "") -> Weights:
    """Weights in proportion to `values` (p,), w = v/Σv; `InvalidWeights` for a negative value or a sum of 0."""
    raise_all(
        (
            Fault(f"算得的权重为负（{figure(value)}）", f"指标“{name}”", remedy or "请改用其他赋权方法")
            for name, value in zip(names, values, strict=True)
            if value < 0
        ),
        InvalidWeights,
    )
    if not values.sum() > 0:
        raise InvalidWeights.single("各指标算得的权重都是0", "、".join(names), remedy or "请改用其他赋权方法")
    return Weights(tuple(names), values / values.sum())


def equal(names: Sequence[str]) -> Weights:
    """等权: w = 1/p."""
    return Weights(tuple(names), np.full(len(names), 1 / len(names)))
