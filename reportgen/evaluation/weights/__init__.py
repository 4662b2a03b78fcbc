"""Weights of indicators (6.3.2.2), from judgements of experts or from data; `WEIGHTS` finds a method by its name.

Judgements: 逐对比较 takes points (p, p), 统计平均 sheets, 德尔菲 rounds of sheets, 层次分析 a matrix (p, p), or one for
each expert (`ahp.group`). Data: a `Table` aligned so that more is better. Combinations take `Weights`.
Weights from one year's data change every year: freeze them for the plan period, or report the weight effect.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reportgen.evaluation.weights.ahp import prioritise
from reportgen.evaluation.weights.combined import additive, geometric, multiplicative
from reportgen.evaluation.weights.correlation import multiple, principal
from reportgen.evaluation.weights.dispersion import critic, entropy, variation
from reportgen.evaluation.weights.experts import delphi, mean_of_experts
from reportgen.evaluation.weights.pairwise import pairwise_01, pairwise_04
from reportgen.evaluation.weights.shares import equal

WEIGHTS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "等权": equal,
        "逐对比较01": pairwise_01,
        "逐对比较04": pairwise_04,
        "统计平均": mean_of_experts,
        "德尔菲": delphi,
        "层次分析": prioritise,
        "主成分": principal,
        "变异系数": variation,
        "复相关系数": multiple,
        "组合加法": additive,
        "组合乘法": multiplicative,
        "组合几何": geometric,
        "熵权": entropy,
        "CRITIC": critic,
    }
)
