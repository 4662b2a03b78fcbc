"""Gaps (缺报与不适用): what a declared rule makes of them, with a register of every one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import MissingValue
from reportgen.evaluation.table import Array, Table, place

Rule = Literal["停止评价", "剔除", "同类均值", "上年值", "计零"]
NOT_REPORTED = "未报送"
NOT_APPLICABLE = "不适用"  # no business: the denominator of the raw indicator is 0


@dataclass(frozen=True, slots=True)
class Treated:
    """One value that was not reported, and the rule applied; `value` is what stands in, None for 剔除 and 计零."""

    unit: str
    indicator: str
    rule: Rule
    value: object = None


def treat(
    values: Table, rule: Rule, groups: Mapping[str, str] | None = None, previous: Table | None = None
) -> tuple[Table, tuple[Treated, ...]]:
    """`values` (n, p) with its 未报送 gaps treated by `rule`; 不适用 stays as it is.

    停止评价 raises `MissingValue` naming all of them. 同类均值 puts in the mean of the reported values of the peer
    group (`groups` by unit), 上年值 the value of `previous`; both raise where there is none. 剔除 leaves the gap, whose
    weight `composite` moves; 计零 leaves it too, for `zeroed` to score it, as a value of 0 may be the best.
    """
    cells = [cell for cell, reason in values.gaps.items() if reason == NOT_REPORTED]
    if rule == "停止评价":
        raise_all((_lacking(values, cell, "请补报后再评价") for cell in cells), MissingValue)
    if rule in ("剔除", "计零", "停止评价"):
        return values, tuple(Treated(*cell, rule) for cell in cells)
    stand_in = {cell: _stand_in(values, cell, rule, groups or {}, previous) for cell in cells}
    raise_all(
        (_lacking(values, cell, f"没有可用的{rule}，请补报数据") for cell in cells if stand_in[cell] is None),
        MissingValue,
    )
    filled = values.values.copy()
    for (unit, indicator), value in stand_in.items():
        filled[values.units.index(unit), values.indicators.index(indicator)] = value
    gaps = {cell: reason for cell, reason in values.gaps.items() if cell not in stand_in}
    return (
        Table(values.units, values.indicators, filled, values.period, gaps),
        tuple(Treated(*cell, rule, value) for cell, value in stand_in.items()),
    )


def zeroed(scores: Table, treated: tuple[Treated, ...]) -> Table:
    """`scores` (n, p) with 0 where the rule is 计零: a score, no longer a gap."""
    zero = {(each.unit, each.indicator) for each in treated if each.rule == "计零"}
    marked = np.array(
        [[(unit, each) in zero for each in scores.indicators] for unit in scores.units], dtype=bool
    )
    gaps = {cell: reason for cell, reason in scores.gaps.items() if cell not in zero}
    values = np.where(marked.reshape(scores.values.shape), scores.filled(0), scores.values)
    return Table(scores.units, scores.indicators, values, scores.period, gaps)


def _stand_in(
    values: Table, cell: tuple[str, str], rule: Rule, groups: Mapping[str, str], previous: Table | None
) -> object | None:
    unit, indicator = cell
    if rule == "上年值":
        if previous is None or unit not in previous.units or indicator not in previous.indicators:
            return None
        return None if cell in previous.gaps else _at(previous, cell)
    peers = [
        other
        for other in values.units
        if groups.get(other) == groups.get(unit) and (other, indicator) not in values.gaps
    ]
    known: Array = np.array([_at(values, (other, indicator)) for other in peers], dtype=values.values.dtype)
    return known.sum() / len(known) if len(known) else None


def _at(table: Table, cell: tuple[str, str]) -> object:
    value: object = table.values[table.units.index(cell[0]), table.indicators.index(cell[1])]
    return value


def _lacking(values: Table, cell: tuple[str, str], remedy: str) -> Fault:
    return Fault(NOT_REPORTED, place(*cell, values.period), remedy)
