"""得分表 (6.4 b, d): figures of a score sheet as printed, so that whoever adds them up gets the printed total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reportgen.wording import rounded

LEAST, MOST = 4, 9


@dataclass(frozen=True, slots=True)
class Sum:
    """Printed `parts`, their printed `sum` (exactly their sum), and the `total` published with fewer decimals.

    `adjusted` are the positions of parts that differ from plain rounding by one in the last place (尾差).
    """

    parts: tuple[Decimal, ...]
    sum: Decimal
    total: Decimal
    adjusted: tuple[int, ...] = ()


def readable(parts: Sequence[Fraction], places: int = 2) -> Sum:
    """`parts` rounded half-up to the fewest decimals, from 4 up, at which their sum rounds to the published total.

    The published total is the exact sum rounded once to `places`. No figure is altered, and adding the printed
    parts and rounding the sum gives the printed total. Where no number of decimals does that (the exact sum is
    half a unit of the last place, and parts have endless decimals), the largest remainders take up the difference.

    >>> readable([Fraction(200, 3), Fraction(8)])
    Sum(parts=(Decimal('66.6667'), Decimal('8.0000')), sum=Decimal('74.6667'), total=Decimal('74.67'), adjusted=())
    """
    total = rounded(sum(parts, Fraction(0)), places)
    for digits in range(max(LEAST, places + 1), MOST + 1):
        printed = tuple(rounded(part, digits) for part in parts)
        if rounded(Fraction(sum(printed)), places) == total:
            return Sum(printed, sum(printed, Decimal(0)), total)
    return _levelled(parts, max(LEAST, places + 1), total)


def _levelled(parts: Sequence[Fraction], digits: int, total: Decimal) -> Sum:
    """Parts whose sum is the exact sum at `digits` decimals: those with the largest remainders differ by one in the last."""
    unit = Decimal(1).scaleb(-digits)
    printed = [rounded(part, digits) for part in parts]
    target = rounded(sum(parts, Fraction(0)), digits)
    missing = int((target - sum(printed)) / unit)
    step = unit if missing > 0 else -unit
    errors = [
        (Fraction(part) - Fraction(figure)) * (1 if missing > 0 else -1)
        for part, figure in zip(parts, printed, strict=True)
    ]
    adjusted = sorted(range(len(parts)), key=lambda row: -errors[row])[: abs(missing)]
    for row in adjusted:
        printed[row] += step
    return Sum(tuple(printed), target, total, tuple(sorted(adjusted)))
