"""Numbers as the charts print them: decimal rounding, 万 and 亿, round axis marks."""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class Scale(NamedTuple):
    """How large counts are printed: divided by `divisor`, with `prefix` before the unit."""

    divisor: int
    prefix: str


PLAIN = Scale(1, "")  # as it is
MINUS = "\N{MINUS SIGN}"


def figure(value: Decimal, *, signed: bool = False) -> str:
    """`value` in print: thousands separators, a true minus; `signed` with a plus as well, what is 0 without.

    >>> figure(Decimal("-1234.50")), figure(Decimal("0.12"), signed=True), figure(Decimal("0.00"), signed=True)
    ('−1,234.50', '+0.12', '0.00')
    """
    return f"{value or abs(value):{'+' if signed and value else ''},f}".replace("-", MINUS)


def read(words: str) -> Fraction:
    """What a printed figure says.

    >>> read("−1,234.5")
    Fraction(-2469, 2)
    """
    return Fraction(words.replace(",", "").replace(MINUS, "-"))


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` rounded half-up (away from zero) to `places` decimals.

    >>> rounded(Fraction("0.125"), 2)
    Decimal('0.13')
    """
    above, below = (
        value.numerator,
        value.denominator,
    )  # in whole numbers, many times quicker than in fractions
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(whole if above >= 0 else -whole).scaleb(-places)


def common(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """`values` as whole numbers over one denominator, and that: their order is the same and found far quicker.

    >>> common([Fraction(1, 2), Fraction(-2, 3)])
    ([3, -4], 6)
    """
    below = math.lcm(*(value.denominator for value in values))
    return [value.numerator * (below // value.denominator) for value in values], below


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one of `values` in order, or the mean of the middle two; there must be one.

    >>> median([Fraction(3), Fraction(1, 2), Fraction(2), Fraction(1)])
    Fraction(3, 2)
    """
    wholes, below = common(values)
    wholes.sort()
    return Fraction(wholes[(len(wholes) - 1) // 2] + wholes[len(wholes) // 2], 2 * below)


def percent(value: Fraction, places: int = 2) -> str:
    """A rate in per cent with its sign: a share that is not all or nothing never prints as 100% or 0%.

    >>> percent(Fraction("99.9996")), percent(Fraction("0.0004")), percent(Fraction(100))
    ('99.99%', '0.0004%', '100%')
    """
    result = rounded(value, places)
    if 0 < value.numerator < 100 * value.denominator:
        while result == 0:
            places += 1
            result = rounded(value, places)
        result = min(result, 100 - Decimal(1).scaleb(-places))
    return f"{result:.0f}%" if result in (0, 100) else f"{figure(result)}%"


def share(part: Fraction, whole: Fraction, places: int = 2) -> str:
    """`part` of `whole` in per cent; “—” of nothing."""
    return percent(part / whole * 100, places) if whole else "—"


def grouped(value: Fraction, places: int = 0) -> str:
    """A number with thousands separators, its decimals cut where they are nought.

    >>> grouped(Fraction(2098765)), grouped(Fraction("1234.5"), 2)
    ('2,098,765', '1,234.5')
    """
    digits = figure(rounded(value, places))
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def magnitude(values: Iterable[Fraction]) -> Scale:
    """The scale in which the largest of `values` reads best: as it is, in 万 or in 亿."""
    largest = max((abs(value) for value in values), default=Fraction(0))
    return Scale(10**8, "亿") if largest >= 10**8 else Scale(10**4, "万") if largest >= 10**4 else PLAIN


def scaled(value: Fraction, scale: Scale, places: int = 0) -> str:
    """`value` in `scale`: two decimals in 万 and 亿, `places` where it is as it is.

    >>> scaled(Fraction(2098765), Scale(10**4, "万"))
    '209.88'
    """
    return figure(rounded(value / scale.divisor, 2 if scale.divisor > 1 else places))


def told(value: Fraction, unit: str, scale: Scale = PLAIN) -> str:
    """`value` with its unit, in `scale`; a rate, whose unit is "%", as `percent` prints it.

    >>> told(Fraction("99.9996"), "%"), told(Fraction(2098765), "件", Scale(10**4, "万"))
    ('99.99%', '209.88万件')
    """
    return percent(value) if unit == "%" else f"{scaled(value, scale)}{scale.prefix}{unit}"


def signed(value: Fraction, scale: Scale, places: int = 0) -> str:
    """A change with its sign, as `scaled` prints it; what prints as 0 without one.

    >>> signed(Fraction(-31), Scale(1, "")), signed(Fraction(98765), Scale(10**4, "万"))
    ('−31', '+9.88')
    """
    return figure(rounded(value / scale.divisor, 2 if scale.divisor > 1 else places), signed=True)


class Format(NamedTuple):
    """How the values of one measure print: in per cent, or in one scale with the same decimals in all."""

    unit: str
    scale: Scale
    places: int

    def bare(self, value: Fraction | None) -> str:
        """The figures alone; “—” for a missing value."""
        if value is None:
            return "—"
        if self.unit == "%":
            return percent(value).removesuffix("%")
        return figure(rounded(value / self.scale.divisor, self.places))

    def words(self, value: Fraction | None) -> str:
        """The figures with 万 or 亿 and the unit; “无数据” for a missing value."""
        return "无数据" if value is None else f"{self.bare(value)}{self.scale.prefix}{self.unit}"

    def mark(self, value: Fraction) -> str:
        """A round mark of an axis, its decimals cut where they are nought; the sign % stays."""
        return grouped(value / self.scale.divisor, 4) + ("%" if self.unit == "%" else "")

    def printed(self, value: Fraction) -> Fraction:
        """The value as a reader takes it from the page; differences are taken between printed values."""
        return read(self.bare(value)) * self.scale.divisor


def form(values: Iterable[Fraction], unit: str, *, scaled: bool = True) -> Format:
    """The format for `values` in `unit`; whole numbers keep no decimals. `scaled` allows 万 and 亿.

    >>> form([Fraction(12), Fraction("3.5")], "天").words(Fraction(12))
    '12.00天'
    """
    present = list(values)
    scale = magnitude(present) if scaled and unit != "%" else Scale(1, "")
    whole = scale.divisor == 1 and all(value.denominator == 1 for value in present)
    return Format(unit, scale, 0 if whole else 2)


def ticks(low: Fraction, high: Fraction, most: int = 5) -> list[Fraction]:
    """At most `most` + 1 round marks from at or below `low` to at or above `high`."""
    if high <= low:
        high = low + max(abs(low), Fraction(1))
    for step in _steps((high - low) / most):
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first <= most:
            return [step * mark for mark in range(first, last + 1)]
    raise AssertionError("the steps never end")


def _steps(least: Fraction) -> Iterator[Fraction]:
    """Round steps from `least` on: 1, 2, 2.5 or 5 times a power of ten."""
    power = Fraction(10) ** (math.floor(math.log10(least)) - 1)
    while True:
        for lead in (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5)):
            if lead * power >= least:
                yield lead * power
        power *= 10
