"""How sure a rate is: Wilson's score interval for k hits among n (Wilson, 1927; Newcombe, 1998, method 3)."""

from fractions import Fraction
from math import isqrt

Z = Fraction(196, 100)  # 95 per cent, two-sided
Z_OF_MANY = Fraction(329, 100)  # 99.9 per cent: where one is picked out among dozens
_FINE = 10**12  # square roots are exact to this part


def root(value: Fraction) -> Fraction:
    """The square root of a non-negative fraction, rounded down to 10⁻¹² of one."""
    return Fraction(isqrt(value.numerator * _FINE * _FINE // value.denominator), _FINE)


def wilson(hits: int, cases: int, z: Fraction = Z) -> tuple[Fraction, Fraction]:
    """The interval in which the rate behind `hits` among `cases` lies, both ends between 0 and 1.

    It stays within [0, 1] and holds hits/cases, also for none or all. Raises ValueError unless
    0 ≤ hits ≤ cases and there are cases.
    """
    if not 0 <= hits <= cases or cases == 0:
        raise ValueError(f"{hits} of {cases} is no rate")
    rate, square = Fraction(hits, cases), z * z
    middle = (rate + square / (2 * cases)) / (1 + square / cases)
    half = z * root(rate * (1 - rate) / cases + square / (4 * cases * cases)) / (1 + square / cases)
    low = Fraction(0) if hits == 0 else max(Fraction(0), middle - half)
    high = Fraction(1) if hits == cases else min(Fraction(1), middle + half)
    return low, high


def error(rate: Fraction, cases: int) -> Fraction:
    """The standard error of a rate (0 to 1) among `cases`; at least that of one hit, where none or all hit."""
    least = Fraction(1, cases)
    bounded = min(max(rate, least), 1 - least) if cases > 1 else Fraction(1, 2)
    return root(bounded * (1 - bounded) / cases)
