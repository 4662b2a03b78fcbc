"""Weights by how far the units differ: 变异系数法 (6.3.2.2), 熵权法, and CRITIC. Input is aligned: more is better."""

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import DegenerateData
from reportgen.evaluation.table import Array, Mask, Table, constant, figure
from reportgen.evaluation.weights.shares import Weights, proportional


def variation(table: Table) -> Weights:
    """变异系数法: v_j = s_j/|mean_j| with n − 1, w = v/Σv.

    `table` (n, p) holds ratio-scale values or efficacy scores, never z-scores. An indicator without spread weighs
    0, with a note. Raises `DegenerateData` for a mean that is not positive.
    """
    table, notes = completed(table)
    values = table.values
    mean = values.mean(axis=0)
    raise_all(
        (
            Fault(f"均值为{figure(each)}，变异系数无意义", _at(table, name), "请用大于0的数值或功效得分")
            for name, each in zip(table.indicators, mean, strict=True)
            if each <= 0
        ),
        DegenerateData,
    )
    flat = _flat(values)
    spread = np.where(flat, 0, values.std(axis=0, ddof=1) / mean)
    return proportional(table.indicators, spread).noted(*notes, *_weightless(table, flat))


def entropy(table: Table) -> Weights:
    """熵权法: w_j ∝ 1 − e_j, e_j = −Σ_i s_ij ln s_ij / ln n, s_ij = z_ij/Σ_i z_ij, 0·ln 0 = 0.

    z is the min-max of `table` (n, p), which must be aligned so that more is better; negatives are refused, as
    a shift would change the weights. An indicator without spread weighs 0, with a note. Raises `DegenerateData`.
    """
    table, notes = completed(table)
    values = table.values
    raise_all(
        (
            Fault(
                f"数值为{figure(value)}，熵权法不接受负数",
                f"单位“{unit}”，{_at(table, name)}",
                "请用功效得分或极差得分",
            )
            for unit, row in zip(table.units, values, strict=True)
            for name, value in zip(table.indicators, row, strict=True)
            if value < 0
        ),
        DegenerateData,
    )
    flat = _flat(values)
    scaled = _ranged(values, flat)
    portions = np.divide(scaled, scaled.sum(axis=0), where=~flat[None, :], out=np.zeros_like(scaled))
    logs = np.log(portions, where=portions > 0, out=np.zeros_like(portions))
    information = np.where(flat, 0, 1 + (portions * logs).sum(axis=0) / np.log(len(values)))
    return proportional(table.indicators, information).noted(*notes, *_weightless(table, flat))


def critic(table: Table) -> Weights:
    """CRITIC (Diakoulaki 1995): w_j ∝ s_j Σ_k (1 − r_jk) on min-max data, s with n − 1.

    `table` (n, p) is aligned so that more is better. Raises `DegenerateData` for an indicator without spread, whose
    correlations do not exist, and where all indicators are copies of one.
    """
    table, notes = completed(table)
    values = table.values
    varied(table)
    scaled = _ranged(values, np.zeros(values.shape[1], dtype=bool))
    conflict = (1 - np.corrcoef(scaled, rowvar=False).reshape(scaled.shape[1], -1)).sum(axis=1)
    conflict = np.where(conflict < 1e-12, 0, conflict)
    return proportional(table.indicators, scaled.std(axis=0, ddof=1) * conflict).noted(*notes)


def varied(table: Table) -> None:
    """Raise `DegenerateData` naming every indicator of `table` whose values have no spread."""
    raise_all(
        (
            Fault(
                f"各单位数值都是{figure(column[0])}，没有差异",
                _at(table, name),
                "请改用其他赋权方法，或剔除该指标",
            )
            for name, column, flat in zip(table.indicators, table.values.T, _flat(table.values), strict=True)
            if flat
        ),
        DegenerateData,
    )


def completed(table: Table) -> tuple[Table, list[str]]:
    """The units without gaps, values as floats, at least two; and a note on who was left out."""
    whole, left = table.complete()
    if len(whole.units) < 2:
        raise DegenerateData.single(
            f"数据齐全的单位只有{len(whole.units)}家", table.period, "至少需要两家，请补报数据或改用主观赋权"
        )
    notes = [f"按数据齐全的{len(whole.units)}家单位计算，未计入{'、'.join(left)}"] if left else []
    return whole.floats, notes


def _flat(values: Array) -> Mask:
    return np.array([constant(column) for column in values.T], dtype=bool)


def _ranged(values: Array, flat: Mask) -> Array:
    spread = values.max(axis=0) - values.min(axis=0)
    scaled: Array = np.divide(
        values - values.min(axis=0), spread, where=~flat[None, :], out=np.zeros_like(values)
    )
    return scaled


def _weightless(table: Table, flat: Mask) -> list[str]:
    return [
        f"指标“{name}”各单位没有差异，权重为0"
        for name, each in zip(table.indicators, flat, strict=True)
        if each
    ]


def _at(table: Table, indicator: str) -> str:
    return f"指标“{indicator}”，{table.period}" if table.period else f"指标“{indicator}”"
