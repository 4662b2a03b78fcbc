"""Ratios to a sum or to a base period (6.3.2.1 b): 归一 and 定基. Both need a true zero."""

import numpy as np

from reportgen.evaluation.faults import DegenerateData, UnfitMethod
from reportgen.evaluation.table import Array, Scores, Series


def by_sum(series: Series, direction: str = "越大越好", true_zero: bool = True) -> Scores:
    """归一 (sum): x/Σx, shares that add to 1; 越小越好 takes 1/x first.

    Raises `DegenerateData` for negative values, a sum of 0, or a 0 to be inverted; `UnfitMethod` for scales
    without a true zero (satisfaction 1–5, ranks) and intervals.
    """
    values = _ratios(series, direction, true_zero)
    return series.scored(values / values.sum(), ("归一口径：除以各单位之和",))


def by_norm(series: Series, direction: str = "越大越好", true_zero: bool = True) -> Scores:
    """归一 (vector): x/√Σx², squares that add to 1; otherwise as `by_sum`."""
    values = _ratios(series, direction, true_zero)
    return series.scored(values / np.sqrt((values**2).sum()), ("归一口径：除以各单位平方和的平方根",))


def to_base(
    series: Series, base: Array, base_period: str, direction: str = "越大越好", true_zero: bool = True
) -> Scores:
    """定基: x_t/x_0 × 100, x_0/x_t × 100 for 越小越好; `base` (n,) holds x_0 by unit, 100 is no change.

    Raises `DegenerateData` for a base that is not positive, and for a current value of 0 to divide by.
    """
    _fit(series, direction, true_zero)
    origin = Series(series.units, series.indicator, base, series.absent, base_period)
    origin.refuse(~(origin.known > 0), "不能作基数", "请改用其他基期或方法")
    values, bases = series.known, origin.known
    if direction == "越小越好":
        series.refuse(values <= 0, "不能作除数", "请改用其他方法")
    ratios = bases / values if direction == "越小越好" else values / bases
    return series.scored(ratios * 100, (f"以{base_period}为100",))


def _ratios(series: Series, direction: str, true_zero: bool) -> Array:
    _fit(series, direction, true_zero)
    values = series.known.astype(float)
    series.refuse(values < 0, "小于0，不能归一", "请核实数据，或改用其他方法")
    if direction == "越小越好":
        series.refuse(values == 0, "为0，不能取倒数", "请改用其他方法")
        return 1 / values
    if not values.sum() > 0:
        raise DegenerateData.single("各单位之和为0，不能归一", series.at, "请核实数据，或改用其他方法")
    return values


def _fit(series: Series, direction: str, true_zero: bool) -> None:
    if not true_zero:
        raise UnfitMethod.single(
            "指标没有真正的零点（如满意度等级、名次），比值无意义", series.at, "请改用功效系数法或极差法"
        )
    if direction == "区间最好":
        raise UnfitMethod.single("区间型指标不能直接取比值", series.at, "请用“适度”")
