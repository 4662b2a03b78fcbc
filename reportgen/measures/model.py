"""What a measure is: one definition from which every figure of that name comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
from ibis.common.deferred import Deferred

from reportgen.datasets import Dataset

Better = Literal["high", "low", "neither"]
Calendar = Mapping[date, bool]  # working days that a workspace adds to the announced ones
Standing = Callable[[ibis.Table, date, Calendar], ibis.expr.types.BooleanValue]

# How a quotient is scaled, by unit; a measure without denominator is a count.
SCALES: dict[str, int] = {"%": 100, "件/万件": 10_000, "条/万条": 10_000, "个工作日": 1}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure (指标): numerator over denominator, each an additive Ibis aggregate of one table.

    `definition` is the 口径 printed in documents. `dated` overrides the dataset's date column.
    A measure with `standing` counts the rows that stand at the end of a period (a stock) instead
    of those dated within it; `standing` gets the table, the first day after the period, and the working
    days that the workspace adds. `rows` narrows the table to those rows that can count at all, so that an
    engine skips the others.
    `better` tells which direction is good.
    """

    id: str
    label: str
    dataset: Dataset
    numerator: Deferred
    unit: str
    definition: str
    denominator: Deferred | None = None
    better: Better = "neither"
    clause: str = "3.2"
    dated: str = ""
    standing: Standing | None = None
    rows: Deferred | None = None

    @property
    def scale(self) -> int:
        """What the quotient is multiplied by; 1 for counts."""
        return SCALES[self.unit] if self.denominator is not None else 1

    @property
    def date_column(self) -> str:
        """The column that puts a row into a period."""
        return self.dated or self.dataset.dated
