"""Where a series went over to another level: Pettitt's rank test (1979), which assumes no distribution."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import exp

from reportgen.analysis.robust import median, ordered

LEVEL = 0.05  # probability of so large a step by chance, below which a change is told
FEW = 10  # values; the approximation of the probability is not meant for fewer


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The first value at the new level, the medians before and from it on, and the test's probability."""

    place: int
    before: Fraction
    after: Fraction
    statistic: int
    probability: float


def change_point(values: Sequence[Fraction], level: float = LEVEL) -> ChangePoint | None:
    """The likeliest change of level in `values`, oldest first; None if chance explains it or values are few.

    K = max |U(t)|, U(t) the sum of signs between the values up to t and those after; the probability is
    2·exp(−6K²/(n³+n²)), at most 1.
    """
    count = len(values)
    if count < FEW:
        return None
    sums = _sums(values)
    largest = max(map(abs, sums))
    probability = min(1.0, 2 * exp(-6 * largest**2 / (count**3 + count**2)))
    if probability > level:
        return None
    cut = 1 + [abs(each) for each in sums].index(largest)
    return ChangePoint(cut, median(values[:cut]), median(values[cut:]), largest, probability)


def _sums(values: Sequence[Fraction]) -> list[int]:
    """U(t) for each t but the last: a value that joins the earlier ones adds the signs of all others against it."""
    order = ordered(values)
    above = (len(order) - bisect_right(order, value) for value in values)
    below = (bisect_left(order, value) for value in values)
    return list(accumulate(more - less for more, less in zip(above, below, strict=True)))[:-1]
