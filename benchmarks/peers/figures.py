"""Figures from counts, and their printed form: half-up, thousands separated, shares inside 0 and 100 %."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

SCALES = {"%": 100, "件/万件": 10_000, "个工作日": 1}
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """A measure's counts for some units in one month; `below` is None for a plain count."""

    unit: str
    above: float
    below: float | None = None
    missing: str = ""

    @property
    def value(self) -> float:
        """The unrounded value; NaN if there is none."""
        if self.missing:
            return float("nan")
        return self.above if self.below is None else self.above / self.below * SCALES[self.unit]

    def printed(self) -> Decimal:
        """The value as printed."""
        if self.below is None:
            return Decimal(int(self.above))
        exact = Decimal(str(self.above)) / Decimal(str(self.below)) * SCALES[self.unit]
        result = exact.quantize(HUNDREDTH, ROUND_HALF_UP)
        if self.unit == "%" and 0 < exact < 100:
            return min(max(result, HUNDREDTH), 100 - HUNDREDTH)
        return result

    def bare(self) -> str:
        """The value for a table cell."""
        return self.missing or f"{self.printed():,f}"

    def full(self) -> str:
        """The value with its unit, for a sentence."""
        if self.missing:
            return self.missing
        if self.unit.endswith("/万件"):
            return f"每万件{self.bare()}件"
        if self.unit == "%" and self.printed() in (0, 100):
            return f"{self.printed():.0f}%"
        return f"{self.bare()}{self.unit}"

    def ratio(self) -> str:
        """The two counts behind a quotient."""
        return f"{int(self.above):,}/{int(self.below or 0):,}"


@dataclass(frozen=True)
class Reading:
    """A figure beside those of last month and of the same month last year."""

    now: Figure
    last: Figure
    year: Figure

    def moved(self, base: Figure) -> Decimal:
        """The difference of the printed values."""
        return self.now.printed() - base.printed()


def growth(reading: Reading, base: Figure, name: str) -> str:
    """环比增长3.20%."""
    change = (Decimal(reading.now.above) / Decimal(base.above) - 1) * 100
    rounded = abs(change).quantize(HUNDREDTH, ROUND_HALF_UP)
    return f"{name}{'增长' if change > 0 else '下降'}{rounded:,f}%" if rounded else f"{name}持平"


def shift(reading: Reading, base: Figure, against: str) -> str:
    """较上月提高0.12个百分点."""
    change, share = reading.moved(base), reading.now.unit == "%"
    if not change:
        return f"与{against}持平"
    if share and abs(change) < Decimal("0.05"):
        return f"与{against}基本持平"
    verb = ("提高", "下降") if share else ("增加", "减少")
    return f"较{against}{verb[change < 0]}{plain(abs(change))}{'个百分点' if share else reading.now.unit}"


def signed(reading: Reading) -> str:
    """+0.12 for a table cell."""
    change = reading.moved(reading.last)
    return f"{change:+,f}".replace("-", "−") if change else f"{change:f}"


def plain(number: Decimal) -> str:
    """A difference without zeros at its end."""
    return f"{number.normalize():,f}"


def filters() -> dict[str, Callable[..., str]]:
    """What the template prints figures with."""

    def now(item: Figure | Reading) -> Figure:
        return item.now if isinstance(item, Reading) else item

    return {
        "num": lambda item: now(item).full(),
        "bare": lambda item: now(item).bare(),
        "ratio": lambda item: now(item).ratio(),
        "mom": lambda reading: growth(reading, reading.last, "环比"),
        "yoy": lambda reading: growth(reading, reading.year, "同比"),
        "mom_by": lambda reading: shift(reading, reading.last, "上月"),
        "yoy_by": lambda reading: shift(reading, reading.year, "上年同期"),
        "short_day": lambda day: f"{day.month}月{day.day}日",
        "day": lambda day: f"{day.year}年{day.month}月{day.day}日",
    }


class Counts:
    """The counts of the months, summed over units on demand."""

    def __init__(self, frame: pd.DataFrame, units: pd.DataFrame, definitions: pd.DataFrame) -> None:
        self.months = frame.index.get_level_values(0).unique().sort_values()
        self.frame = frame[frame.index.get_level_values(1).isin(units.index)]
        self.whole = self.frame.groupby(level=0).sum()
        self.now = self.frame.loc[self.months[-1]].reindex(units.index)
        self.last = self.frame.loc[self.months[-2]].reindex(units.index)
        self._units = definitions["unit"]

    def unit_of(self, measure: str) -> str:
        """The unit of a measure; those not defined count things."""
        return str(self._units.get(measure, "件"))

    def figure(self, sums: pd.Series, measure: str) -> Figure:
        """The figure of a measure from a row of sums."""
        unit, above = self.unit_of(measure), sums[(measure, "n")]
        if (measure, "d") not in sums.index:
            return Figure(unit, above)
        below = sums[(measure, "d")]
        return Figure(unit, above, below, "" if below else "无业务")

    def reading(self, measure: str) -> Reading:
        """The figure of all units this month, last month and a year ago."""
        rows = (self.whole.loc[self.months[back]] for back in (-1, -2, -13))
        return Reading(*(self.figure(row, measure) for row in rows))

    def of_unit(self, measure: str, unit: str) -> Reading:
        """The figure of one unit this month and last."""
        now, last = (self.figure(frame.loc[unit].fillna(0), measure) for frame in (self.now, self.last))
        return Reading(now, last, last)

    def values(self, measure: str, frame: pd.DataFrame) -> pd.Series:
        """A measure of every unit, unrounded; NaN where there is none."""
        if (measure, "d") not in frame.columns:
            return frame[(measure, "n")].fillna(0)
        return frame[(measure, "n")] / frame[(measure, "d")] * SCALES[self.unit_of(measure)]

    def rises(self, measure: str, unit: str) -> int:
        """How many months in a row the count of a unit has risen."""
        series = self.frame[(measure, "n")].unstack().reindex(self.months)[unit].fillna(0)
        up = (series.diff() > 0).to_numpy()[::-1]
        return int(up.argmin()) if not up.all() else len(up)
