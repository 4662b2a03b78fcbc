"""What made a count or a rate change: volume, mix and rate effects that add up to the change exactly.

A count is N = V · Σ wᵢ rᵢ: the volume V, the share wᵢ of each part in it (mix) and the rate rᵢ within the part.
Each factor's effect is its change times the mean of the others before and after (midpoint form: Marshall–
Edgeworth; for rates Kitagawa, 1955). It treats both periods alike and leaves no residual.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction
Pairs = Mapping[str, tuple[Number, Number]]  # numerator and denominator by part
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Effects:
    """What one part added to the change, by cause."""

    part: str
    volume: Fraction
    mix: Fraction
    rate: Fraction

    @property
    def total(self) -> Fraction:
        """All that the part added."""
        return self.volume + self.mix + self.rate


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change and its effects by part; sums over parts and causes are exact."""

    before: Fraction
    after: Fraction
    parts: tuple[Effects, ...]

    @property
    def change(self) -> Fraction:
        """After less before; equal to volume + mix + rate."""
        return self.after - self.before

    @property
    def volume(self) -> Fraction:
        """What more or less business made, at the same mix and rates."""
        return sum((part.volume for part in self.parts), Fraction(0))

    @property
    def mix(self) -> Fraction:
        """What business moving between parts made, at the same rates."""
        return sum((part.mix for part in self.parts), Fraction(0))

    @property
    def rate(self) -> Fraction:
        """What the parts' own rates made, at the same mix."""
        return sum((part.rate for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Part:
    """Share and rate of one part before and after."""

    name: str
    shares: tuple[Fraction, Fraction]
    rates: tuple[Fraction, Fraction]

    @property
    def mix(self) -> Fraction:
        return (self.shares[1] - self.shares[0]) * HALF * sum(self.rates)

    @property
    def rate(self) -> Fraction:
        return (self.rates[1] - self.rates[0]) * HALF * sum(self.shares)

    @property
    def held(self) -> Fraction:
        """Share times rate, the mean of before and after: the part's piece of the whole rate."""
        return HALF * (self.shares[0] * self.rates[0] + self.shares[1] * self.rates[1])


def of_rate(before: Pairs, after: Pairs) -> Decomposition:
    """The change of the whole rate Σ numerators ÷ Σ denominators, by part: mix and rate effects.

    A part's mix effect counts its share's growth against the mean of the two whole rates, so that a part grown at
    the cost of worse ones shows as a gain. Raises ValueError where a period has no denominator at all.
    """
    rates, _volumes, parts = _factors(before, after)
    middle = HALF * sum(rates)
    return Decomposition(
        *rates,
        tuple(
            Effects(part.name, Fraction(0), part.mix - (part.shares[1] - part.shares[0]) * middle, part.rate)
            for part in parts
        ),
    )


def of_count(before: Pairs, after: Pairs) -> Decomposition:
    """The change of the summed numerators, by part: volume (denominators), mix and rate effects.

    A part's three effects add up to the change of its own count. Raises ValueError where a period has no
    denominator at all.
    """
    _rates, (first, last), parts = _factors(before, after)
    middle = HALF * (first + last)
    return Decomposition(
        _total(before.values())[0],
        _total(after.values())[0],
        tuple(
            Effects(part.name, (last - first) * part.held, middle * part.mix, middle * part.rate)
            for part in parts
        ),
    )


def _factors(
    before: Pairs, after: Pairs
) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], list[_Part]]:
    """The two whole rates, the two volumes, and the factors of each part."""
    totals = _total(before.values()), _total(after.values())
    if not all(volume for _hits, volume in totals):
        raise ValueError("a period without any denominator has no rate to compare")
    volumes = totals[0][1], totals[1][1]
    parts = [
        _part(name, [pairs.get(name, (0, 0)) for pairs in (before, after)], volumes)
        for name in dict.fromkeys((*before, *after))
    ]
    rates = totals[0][0] / totals[0][1], totals[1][0] / totals[1][1]
    return rates, volumes, [part for part in parts if any(part.shares)]


def _part(name: str, pairs: list[tuple[Number, Number]], volumes: tuple[Fraction, Fraction]) -> _Part:
    """A part without business in one period had no rate then: the other's stands in, and all is mix."""
    (hits, base), (later_hits, later_base) = ((Fraction(above), Fraction(below)) for above, below in pairs)
    known = [above / below for above, below in ((hits, base), (later_hits, later_base)) if below]
    if (hits and not base) or (later_hits and not later_base):
        raise ValueError(f"{name}: a numerator without a denominator")
    first, last = (known[0], known[-1]) if known else (Fraction(0), Fraction(0))
    return _Part(name, (base / volumes[0], later_base / volumes[1]), (first, last))


def _total(pairs: Iterable[tuple[Number, Number]]) -> tuple[Fraction, Fraction]:
    several = list(pairs)
    return (
        sum((Fraction(above) for above, _below in several), Fraction(0)),
        sum((Fraction(below) for _above, below in several), Fraction(0)),
    )
