"""Median and median absolute deviation: what is usual, unmoved by the few values that are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

NORMAL = Fraction(
    14826, 10000
)  # makes the MAD of a normal law its standard deviation (Rousseeuw and Croux, 1993)
MEAN_NORMAL = Fraction(12533, 10000)  # the same for the mean absolute deviation, √(π/2)
LIMIT = Fraction(
    7, 2
)  # robust standard deviations beyond which a value stands out (Iglewicz and Hoaglin, 1993)
FEW = 5  # values; among fewer none can be told to stand out


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value that stands out: its place, and its signed distance from the median in robust deviations."""

    place: int
    value: Fraction
    score: Fraction


def ordered(values: Iterable[Fraction]) -> list[Fraction]:
    """`values` in rising order: by their nearest float, which a machine compares at once, then exactly where that is the same.

    >>> ordered([Fraction(1, 2), Fraction(1, 3) + Fraction(1, 10**30), Fraction(1, 3)])[0]
    Fraction(1, 3)
    """
    return sorted(values, key=lambda value: (float(value), value))


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the middle two; ValueError of nothing.

    >>> median([Fraction(3), Fraction(1), Fraction(10), Fraction(2)])
    Fraction(5, 2)
    """
    if not values:
        raise ValueError("no values to take a median of")
    ranked = ordered(values)
    return (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2


def quartiles(values: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The lower and upper quartile: medians of the halves, the middle value of an odd number in both (Tukey)."""
    ranked = ordered(values)
    half = (len(ranked) + 1) // 2
    return median(ranked[:half]), median(ranked[-half:])


def deviation(values: Sequence[Fraction]) -> Fraction:
    """The robust standard deviation: 1.4826 times the median distance from the median.

    Where more than half of the values are equal that is 0; then 1.2533 times the mean distance stands in.
    """
    middle = median(values)
    distances = [abs(value - middle) for value in values]
    return NORMAL * median(distances) or MEAN_NORMAL * sum(distances, Fraction(0)) / len(distances)


def outliers(values: Sequence[Fraction], limit: Fraction = LIMIT) -> tuple[Outlier, ...]:
    """The values more than `limit` robust deviations from the median, the farthest first.

    None among fewer than five values, or where all are equal.
    """
    if len(values) < FEW or not (scale := deviation(values)):
        return ()
    middle = median(values)
    scored = [Outlier(place, value, (value - middle) / scale) for place, value in enumerate(values)]
    return tuple(
        sorted((each for each in scored if abs(each.score) > limit), key=lambda each: -abs(each.score))
    )
