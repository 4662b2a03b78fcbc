"""What a month usually is: the same month of earlier years, at the level that its neighbours show."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.analysis.intervals import root
from reportgen.analysis.robust import LIMIT, deviation, median

SEASON = 12
_NEAR = 6  # months before, whose growth against a year earlier tells today's level
_LEVELS = 3  # pairs of months a year apart that are needed to tell how the level has moved
_ERRORS = 5  # months whose distance from their own baseline tells how far a month usually lies from it

Series = Sequence[Fraction | None]  # oldest first; None where there are no data


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was to be expected of a month's count, how far months usually lie from that, and what came."""

    place: int
    value: Fraction
    expected: Fraction
    usual: Fraction

    @property
    def score(self) -> Fraction:
        """How many usual distances the month lies above (or, negative, below) what was expected."""
        return (self.value - self.expected) / self.usual if self.usual else Fraction(0)

    @property
    def unusual(self) -> bool:
        """Whether it lies so far away that it stands out."""
        return abs(self.score) > LIMIT


def expected(series: Series, place: int, season: int = SEASON) -> Fraction | None:
    """What month `place` was to be expected to be, from months before it only; None with too little history.

    The median of the same month of each earlier year, each raised by the growth that the neighbouring months (the
    `_NEAR` before it) show against theirs a year earlier.
    """
    growth = _growth(series, place, season)
    if growth is None:
        return None
    same = [
        value * growth ** (back // season)
        for back in range(season, place + 1, season)
        if (value := series[place - back]) is not None
    ]
    return median(same) if same else None


def baseline(series: Series, place: int, season: int = SEASON) -> Baseline | None:
    """Month `place` beside its baseline; None with too little history to tell what is usual."""
    value, foreseen = series[place], expected(series, place, season)
    if value is None or foreseen is None:
        return None
    errors = [
        actual - before
        for earlier in range(place)
        if (actual := series[earlier]) is not None
        and (before := expected(series, earlier, season)) is not None
    ]
    if len(errors) < _ERRORS:
        return None
    chance = root(abs(foreseen))  # of a count, by Poisson's law
    return Baseline(place, value, foreseen, max(deviation(errors), chance))


def _growth(series: Series, place: int, season: int) -> Fraction | None:
    """How the level has moved within a year, from the months before `place`."""
    ratios = [
        later / earlier
        for month in range(max(season, place - _NEAR), place)
        if (later := series[month]) is not None and (earlier := series[month - season])
    ]
    return median(ratios) if len(ratios) >= _LEVELS else None
