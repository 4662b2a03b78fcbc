"""Standardisation (6.3.2.1): every value of an indicator on one scale, more being better.

`STANDARDISE` finds the function by the name a scheme writes; `FULL_MARKS` says what the best value of a
method is, by which `to_hundred` makes its scores 0…100 for formula (2). z-score and 归一 have none: they only rank.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from reportgen.evaluation.faults import UnfitMethod
from reportgen.evaluation.standardise.efficacy import improved, tiered
from reportgen.evaluation.standardise.moderate import moderate
from reportgen.evaluation.standardise.scaling import arctangent, log_bounds, log_ratio, minmax, zscore
from reportgen.evaluation.standardise.shares import by_norm, by_sum, to_base
from reportgen.evaluation.table import Scores

STANDARDISE: Mapping[str, Callable[..., Scores]] = MappingProxyType(
    {
        "分档功效系数": tiered,
        "改进功效系数": improved,
        "极差": minmax,
        "标准差": zscore,
        "对数比": log_ratio,
        "对数两界": log_bounds,
        "反正切": arctangent,
        "归一求和": by_sum,
        "归一向量": by_norm,
        "定基": to_base,
        "适度": moderate,
    }
)
FULL_MARKS: Mapping[str, int] = MappingProxyType(
    {
        "分档功效系数": 100,
        "改进功效系数": 100,
        "极差": 1,
        "对数比": 1,
        "对数两界": 1,
        "反正切": 1,
        "定基": 100,
        "适度": 1,
    }
)


def to_hundred(method: str, scores: Scores) -> Scores:
    """Scores of `method` as 0…100, what formula (2) and the bands expect; `UnfitMethod` for 标准差 and 归一."""
    if method not in FULL_MARKS:
        raise UnfitMethod.single(
            f"“{method}”没有满分，不能折合百分", "评价方案", "请改用功效系数、极差等有满分的方法"
        )
    return replace(scores, values=scores.values * (100 // FULL_MARKS[method]))
