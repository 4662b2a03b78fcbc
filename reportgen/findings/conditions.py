"""Conditions of rules: a measure against a threshold; what is not known never fulfils one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from reportgen.facts import Fact, Reading
from reportgen.period import Frequency

Limits = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Condition:
    """`measure` against the threshold called `threshold`.

    A rate whose denominator is below the threshold called `base` says too little and never fulfils it.
    """

    measure: str
    sign: Literal["at least", "below", "grown"]
    threshold: str
    base: str = ""

    @property
    def thresholds(self) -> tuple[str, ...]:
        """The names of the thresholds it reads."""
        return (self.threshold, self.base) if self.base else (self.threshold,)

    def holds(self, now: Fact, limits: Limits, reading: Callable[[], Reading]) -> bool:
        """Whether the figure is known, has base enough, and crosses the threshold.

        `reading` is the same with its bases of comparison; few conditions ask for it.
        """
        limit = _exact(limits[self.threshold])
        if now.value is None or (self.base and not _enough(now, limits[self.base])):
            return False
        if self.sign == "grown":
            return _grown(reading(), limit)
        return now.value >= limit if self.sign == "at least" else now.value < limit


def at_least(measure: str, threshold: str, base: str = "") -> Condition:
    """The figure of `measure` reaches the threshold."""
    return Condition(measure, "at least", threshold, base)


def below(measure: str, threshold: str, base: str = "") -> Condition:
    """The figure of `measure` stays below the threshold."""
    return Condition(measure, "below", threshold, base)


def grown(measure: str, threshold: str) -> Condition:
    """The count grew by at least so many per cent over the period before; from nothing counts as grown."""
    return Condition(measure, "grown", threshold)


def of_frequency(limits: Limits, frequency: Frequency) -> Limits:
    """Each threshold as it applies to periods of `frequency`: `name_day` stands in for `name` of a day."""
    return {name: limits.get(f"{name}_{frequency}", value) for name, value in limits.items()}


def _enough(fact: Fact, least: float) -> bool:
    return fact.denominator is not None and fact.denominator >= _exact(least)


def _grown(reading: Reading, limit: Fraction) -> bool:
    if reading.broken_previous or reading.previous.value is None or reading.now.value is None:
        return False
    return reading.now.value >= reading.previous.value * (1 + limit / 100)


@cache
def _exact(number: float) -> Fraction:
    """The number as written in settings: 0.1 is a tenth."""
    return Fraction(str(number))
