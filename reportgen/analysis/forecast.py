"""The next months from the same months of last year, and how far such forecasts missed in the past.

Seasonal naive with growth: each month is that of last year times the growth of the months since. The range is
the largest relative miss of the same method on the past (rolling origin), so it promises no more than it kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.analysis.seasonal import SEASON, Series

AHEAD = 3  # months of a quarter
GROWTH = 3  # pairs of months a year apart that are needed to tell the growth
TESTS = 4  # forecasts of the past that are needed to tell a range


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast of the past: the last month known to it, what it said and what came."""

    origin: int
    said: Fraction
    came: Fraction

    @property
    def miss(self) -> Fraction:
        """What came less what was said."""
        return self.came - self.said


@dataclass(frozen=True, slots=True)
class Forecast:
    """The sum of the next months with its range, the months themselves, and the trials that gave the range."""

    total: Fraction
    low: Fraction
    high: Fraction
    months: tuple[Fraction, ...]
    trials: tuple[Trial, ...]

    @property
    def mean_miss(self) -> Fraction:
        """The mean absolute error of the trials."""
        return sum((abs(trial.miss) for trial in self.trials), Fraction(0)) / len(self.trials)

    @property
    def mean_share(self) -> Fraction:
        """The mean absolute error as a share of what was said."""
        return sum((abs(trial.miss) / trial.said for trial in self.trials), Fraction(0)) / len(self.trials)


def forecast(series: Series, ahead: int = AHEAD, season: int = SEASON) -> Forecast | None:
    """The `ahead` months after `series` (counts, oldest first); None with too little history to test it.

    There must be a year and three months without a gap at the end, and four trials on the past.
    """
    months = months_ahead(series, ahead, season)
    trials = backtest(series, ahead, season)
    if months is None or len(trials) < TESTS:
        return None
    total = sum(months, Fraction(0))
    worst = max(abs(trial.miss) / trial.said for trial in trials)
    return Forecast(total, total * (1 - min(worst, Fraction(1))), total * (1 + worst), months, trials)


def months_ahead(series: Series, ahead: int = AHEAD, season: int = SEASON) -> tuple[Fraction, ...] | None:
    """The months after `series`, each that of last year times the growth; None where they cannot be told."""
    growth = _growth(series, season)
    if growth is None or ahead > season:
        return None
    last = series[len(series) - season : len(series) - season + ahead]
    known = [value for value in last if value is not None]
    return tuple(value * growth for value in known) if len(known) == ahead else None


def backtest(series: Series, ahead: int = AHEAD, season: int = SEASON) -> tuple[Trial, ...]:
    """Every forecast that could have been made in the past and can be held against what came, oldest first."""
    trials = []
    for origin in range(1, len(series) - ahead + 1):
        said = months_ahead(series[:origin], ahead, season)
        came = _whole(series[origin : origin + ahead])
        if said and came is not None and (total := sum(said, Fraction(0))):
            trials.append(Trial(origin - 1, total, came))
    return tuple(trials)


def _growth(series: Series, season: int) -> Fraction | None:
    """The sum of the months of up to a year, over that of the same months a year before."""
    pairs = [
        (later, earlier)
        for month in range(max(season, len(series) - season), len(series))
        if (later := series[month]) is not None and (earlier := series[month - season]) is not None
    ]
    base = sum((earlier for _later, earlier in pairs), Fraction(0))
    if len(pairs) < GROWTH or not base:
        return None
    return sum((later for later, _earlier in pairs), Fraction(0)) / base


def _whole(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(values) else None
