"""Scaling by range, spread, logarithm and arc tangent (6.3.2.1 b): Min-max, z-score, Log, Atan."""

import numpy as np

from reportgen.evaluation.faults import DegenerateData, UnfitMethod
from reportgen.evaluation.standardise.efficacy import bounds
from reportgen.evaluation.table import Scores, Series, constant, figure, like

SATURATED = 0.95  # beyond it the arc tangent hardly tells values apart: x > 12.7
SINGLE = "只有一个单位有数值，无从比较"


def minmax(
    series: Series, direction: str = "越大越好", low: float | None = None, high: float | None = None
) -> Scores:
    """极差标准化 (Min-max): z = (x − min)/(max − min), 1 − z for 越小越好; 0…1 inside the bounds.

    Stated bounds `low` and `high` make years comparable; values beyond them are not clipped but noted. Without
    them the data's own are taken, with a note: good for one ranking only. Raises `DegenerateData` for data
    without spread, `UnfitMethod` for bounds in the wrong order.
    """
    values, notes = series.known, []
    _both(series, low, high)
    if low is None or high is None:
        _needs_spread(series)
        low, high = values.min(), values.max()
        notes.append(f"以本期数据的最小值{figure(low)}、最大值{figure(high)}为界，不同年度不可比")
    low, high = like(values, low, high)
    worst, best = bounds(series, low, high, direction)
    scores = (values - worst) / (best - worst)
    if outside := series.names((scores < 0) | (scores > 1)):
        notes.append(f"超出界限{figure(low)}至{figure(high)}：{outside}")
    return series.scored(scores, notes)


def zscore(
    series: Series, direction: str = "越大越好", mean: float | None = None, deviation: float | None = None
) -> Scores:
    """标准差标准化 (z-score): z = (x − m)/s with the sample standard deviation (n − 1), −z for 越小越好.

    Stated `mean` and `deviation` (those of the base year) make years comparable. Raises `DegenerateData` for data
    without spread or a deviation that is not positive.
    """
    _sided(series, direction)
    values, notes = series.known.astype(float), []
    _both(series, mean, deviation)
    if mean is None or deviation is None:
        _needs_spread(series)
        mean, deviation = float(values.mean()), float(values.std(ddof=1))
        notes.append(f"以本期均值{figure(mean)}、标准差{figure(deviation)}（n−1）为准，不同年度不可比")
    if deviation <= 0:
        raise DegenerateData.single(f"标准差为{figure(deviation)}", series.at, "请写明大于0的基期标准差")
    scores = (values - mean) / deviation
    return series.scored(-scores if direction == "越小越好" else scores, notes)


def log_ratio(
    series: Series, maximum: float, direction: str = "越大越好", pivot: float | None = None
) -> Scores:
    """Log函数转换: z = ln x / ln max, 0…1 for 1 ≤ x ≤ max; `maximum` is a fixed reference, not the data's.

    越小越好 is reversed first, x' = pivot − x, with a `pivot` stated in the scheme. Raises `DegenerateData` for
    x < 1 (its score would be negative, and ≤ 0 has no logarithm), `UnfitMethod` for a reference not above 1.
    """
    if maximum <= 1:
        raise UnfitMethod.single(f"参考最大值为{figure(maximum)}", series.at, "请写明大于1的参考最大值")
    series = reversed_(series, direction, pivot)
    series.refuse(series.known < 1, "小于1，对数得分无意义", "请改用“对数两界”或其他方法")
    scores = np.log(series.known.astype(float)) / np.log(maximum)
    over = series.names(scores > 1)
    return series.scored(scores, (f"超过参考最大值{figure(maximum)}：{over}",) if over else ())


def log_bounds(series: Series, low: float, high: float, direction: str = "越大越好") -> Scores:
    """Log函数转换, two bounds: z = (ln x − ln lo)/(ln hi − ln lo), 1 − z for 越小越好; for money and volume.

    Not clipped, values beyond the bounds are noted. Raises `DegenerateData` for x ≤ 0, `UnfitMethod` for bounds
    that are not 0 < lo < hi.
    """
    if low <= 0:
        raise UnfitMethod.single(f"下界为{figure(low)}", series.at, "对数的下界应当大于0")
    worst, best = bounds(series, low, high, direction)
    series.refuse(series.known <= 0, "不大于0，没有对数", "请核实数据，或改用其他方法")
    scores = (np.log(series.known.astype(float)) - np.log(worst)) / (np.log(best) - np.log(worst))
    outside = series.names((scores < 0) | (scores > 1))
    return series.scored(scores, (f"超出界限{figure(low)}至{figure(high)}：{outside}",) if outside else ())


def arctangent(
    series: Series, scale: float = 1.0, direction: str = "越大越好", pivot: float | None = None
) -> Scores:
    """Atan函数转换: z = 2/π · atan(x/c), 0…1 for x ≥ 0; c = `scale`, 1 in the plain form.

    Units beyond 0.95 are noted: there the curve is flat. 越小越好 is reversed first (see `log_ratio`). Raises
    `DegenerateData` for x < 0, `UnfitMethod` for a scale that is not positive.
    """
    if scale <= 0:
        raise UnfitMethod.single(f"尺度为{figure(scale)}", series.at, "请写明大于0的尺度")
    series = reversed_(series, direction, pivot)
    series.refuse(series.known < 0, "小于0，反正切得分为负", "请核实数据，或改用其他方法")
    scores = 2 / np.pi * np.arctan(series.known.astype(float) / scale)
    flat = series.names(scores > SATURATED)
    return series.scored(scores, (f"反正切已近饱和（高于{SATURATED}），难分高低：{flat}",) if flat else ())


def reversed_(series: Series, direction: str, pivot: float | None) -> Series:
    """`series` with more being better: itself for 越大越好, pivot − x for 越小越好; `UnfitMethod` without a pivot."""
    _sided(series, direction)
    if direction == "越大越好":
        return series
    if pivot is None:
        raise UnfitMethod.single("越小越好的指标没有写明正向化的常数", series.at, "请写明常数M，以M减实际值")
    return Series(series.units, series.indicator, pivot - series.values, series.absent, series.period)


def _both(series: Series, one: float | None, other: float | None) -> None:
    if (one is None) != (other is None):
        raise UnfitMethod.single(
            "两个参数只写了一个", series.at, "请同时写明下界和上界（均值和标准差），或都不写"
        )


def _sided(series: Series, direction: str) -> None:
    if direction == "区间最好":
        raise UnfitMethod.single("区间型指标不能直接按此法标准化", series.at, "请用“适度”")


def _needs_spread(series: Series) -> None:
    if len(series.known) < 2:
        raise DegenerateData.single(SINGLE, series.at, "请写明固定的界限或基期参数")
    if constant(series.known):
        raise DegenerateData.single(
            f"各单位数值都是{figure(series.known[0])}，没有差异",
            series.at,
            "请写明固定的界限，或改用功效系数法",
        )
