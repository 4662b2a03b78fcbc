"""适度指标 (区间最好): the nearer to the target interval the better."""

import numpy as np

from reportgen.evaluation.faults import UnfitMethod
from reportgen.evaluation.table import Scores, Series, figure, like


def moderate(series: Series, low: float, high: float, least: float, most: float) -> Scores:
    """适度: 1 inside [a, b], 1 − (a − x)/M below, 1 − (x − b)/M above; M = max(a − min, max − b).

    `low`, `high` are a and b, `least` and `most` the min and max frozen in the scheme. Values beyond these
    would score below 0: not clipped but noted. Raises `UnfitMethod` unless min ≤ a ≤ b ≤ max and M > 0.
    """
    low, high, least, most = like(series.values, low, high, least, most)
    reach = max(low - least, most - high)
    if not least <= low <= high <= most or reach <= 0:
        written = "、".join(map(figure, (least, low, high, most)))
        raise UnfitMethod.single(
            f"界限{written}没有从小到大", series.at, "请依次写明最小值、目标下限、目标上限、最大值"
        )
    scores = 1 - outside(series, low, high).known / reach
    beyond = series.names(scores < 0)
    return series.scored(scores, (f"超出最小值、最大值：{beyond}",) if beyond else ())


def outside(series: Series, low: float, high: float) -> Series:
    """Distance of each value from [a, b], 0 inside: 越小越好, so that a ladder (formula 1) can score it; exact for Fractions."""
    low, high = like(series.values, low, high)
    values, known = series.values.copy(), series.known
    values[~series.absent] = np.maximum(np.maximum(low - known, known - high), 0)
    return Series(series.units, series.indicator, values, series.absent, series.period)
