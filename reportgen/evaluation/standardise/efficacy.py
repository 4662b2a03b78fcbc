"""功效系数法 (6.3.2.1 a, formula 1): tiered, and the improved form with 60 + 40 (6.3.2.1 b)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from reportgen.evaluation.faults import InvalidStandards, UnfitMethod
from reportgen.evaluation.table import Array, Scores, Series, figure, like

Below = Literal["计零", "线性递减"]
FULL = 100  # full marks of every indicator; weights enter once, in formula (2)
FIVE = tuple(Fraction(k, 5) for k in (5, 4, 3, 2, 1))  # 优秀 良好 平均 较低 较差: 1.0 0.8 0.6 0.4 0.2


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers of one indicator, best first: `standards` (标准值) and `coefficients` (标准系数, share of full marks).

    Standards that fall are for 越大越好, standards that rise for 越小越好; the declared `direction` must agree.
    Equal neighbours are allowed: a value on both belongs to the better one, so no denominator is ever 0.
    Raises `InvalidStandards`.
    """

    standards: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]
    direction: Literal["越大越好", "越小越好"]
    below: Below = "计零"

    @classmethod
    def of(
        cls,
        standards: Sequence[Decimal | Fraction | int | str],
        direction: Literal["越大越好", "越小越好"],
        coefficients: Sequence[Fraction] = FIVE,
        below: Below = "计零",
        indicator: str = "",
    ) -> "Ladder":
        """The ladder with standards as written (Decimal, text); `indicator` names it in a fault."""
        ladder = cls(
            tuple(Fraction(standard) for standard in standards), tuple(coefficients), direction, below
        )
        if fault := ladder._fault():
            where = f"指标“{indicator}”" if indicator else ""
            raise InvalidStandards.single(fault, where, "请从最好一档写到最差一档，并核对指标方向")
        return ladder

    def _fault(self) -> str:
        written = "、".join(figure(standard) for standard in self.standards)
        if len(self.standards) != len(self.coefficients) or len(self.standards) < 2:
            return f"标准值有{len(self.standards)}档（{written}），标准系数有{len(self.coefficients)}档，应当同为两档以上"
        if not all(
            0 <= low < high <= 1 for high, low in zip(self.coefficients, self.coefficients[1:], strict=False)
        ):
            return f"标准系数{'、'.join(figure(each) for each in self.coefficients)}没有从1以内逐档降低"
        if len(set(self.standards)) == 1:
            return f"各档标准值都是{figure(self.standards[0])}"
        if list(self.standards) != sorted(self.standards, reverse=self.direction == "越大越好"):
            return f"标准值{written}与方向“{self.direction}”不符或次序有误"
        return ""

    @property
    def steps(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Standards and coefficients; for 线性递减 with the point where the slope of the worst tiers comes to 0."""
        if self.below == "计零":
            return self.standards, self.coefficients
        pairs = zip(
            self.standards, self.standards[1:], self.coefficients, self.coefficients[1:], strict=False
        )
        slope = [(low - high) / (more - less) for high, low, more, less in pairs if low != high][-1]
        zero = self.standards[-1] + slope * self.coefficients[-1]
        return (*self.standards, zero), (*self.coefficients, Fraction(0))

    def tiers(self, values: Array) -> Array:
        """The tier each of `values` (m,) reaches: 0 the best, len(standards) worse than the worst."""
        return _reached(values, _numbers(self.standards, values), self.direction)

    def next_standard(self, value: Fraction) -> Fraction | None:
        """What `value` must become to reach the next better tier; None at the best."""
        tier = int(self.tiers(np.array([value], dtype=object))[0])
        return self.standards[tier - 1] if tier else None


def _numbers(exact: Sequence[Fraction], like: Array) -> Array:
    """`exact` as numbers of the kind `like` holds: a float is compared with the float nearest to a standard."""
    return np.array(exact, dtype=object) if like.dtype == object else np.array(exact, dtype=float)


def _reached(values: Array, standards: Array, direction: str) -> Array:
    """Index of the best of `standards` that each of `values` reaches, len(standards) if none."""
    better = np.greater_equal if direction == "越大越好" else np.less_equal
    reached = better(values[:, None], standards[None, :]).astype(bool)
    return np.where(reached.any(axis=1), reached.argmax(axis=1), len(standards))


def tiered(series: Series, ladder: Ladder) -> Scores:
    """功效系数法, formula (1), 0…100; exact for Fractions.

        指标得分 = 本档基础分 + (实际值 − 本档标准值)/(上档标准值 − 本档标准值) × (上档基础分 − 本档基础分)

    基础分 = 100 × 标准系数. 本档 is the best tier whose standard the value reaches, 上档 the next better one.
    At or above the best standard the score is that of the best tier, never more. Below the worst it is 0
    (计零), or follows the slope of the worst tiers down to 0 (线性递减); a note names the units.
    """
    values = series.known
    standards, coefficients = (_numbers(part, values) for part in ladder.steps)
    marks = FULL * coefficients
    tiers = _reached(values, standards, ladder.direction)
    scores = 0 * values
    scores[tiers == 0] = marks[0]
    between = (tiers > 0) & (tiers < len(standards))
    own, above = tiers[between], tiers[between] - 1
    share = (values[between] - standards[own]) / (standards[above] - standards[own])
    scores[between] = marks[own] + share * (marks[above] - marks[own])
    under = series.names(ladder.tiers(values) == len(ladder.standards))
    return series.scored(scores, (f"低于最低档（{ladder.below}）：{under}",) if under else ())


def improved(series: Series, low: float, high: float, direction: str = "越大越好") -> Scores:
    """改进功效系数法: d = (x − 不允许值)/(满意值 − 不允许值) × 40 + 60.

    `low` and `high` are the worst and best value as numbers on the axis; 越小越好 swaps them. Not clipped:
    values outside 60…100 are noted. Raises `UnfitMethod` if the bounds are equal, in the wrong order, or the
    direction is an interval.
    """
    low, high = like(series.known, low, high)
    low, high = bounds(series, low, high, direction)
    scores = (series.known - low) / (high - low) * 40 + 60
    outside = series.names((scores < 60) | (scores > 100))
    return series.scored(scores, (f"得分在60至100之外：{outside}",) if outside else ())


def bounds(series: Series, low: float, high: float, direction: str) -> tuple[float, float]:
    """(worst, best) for `direction`; `UnfitMethod` if `low` is not below `high` or the direction is an interval."""
    if direction == "区间最好":
        raise UnfitMethod.single(
            "区间型指标不能直接按此法标准化", series.at, "请用“适度”，或以偏离目标区间的距离分档"
        )
    if not low < high:
        raise UnfitMethod.single(
            f"下界{figure(low)}不小于上界{figure(high)}", series.at, "请在评价方案中写明下界和上界"
        )
    return (high, low) if direction == "越小越好" else (low, high)
