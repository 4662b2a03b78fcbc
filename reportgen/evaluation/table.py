"""Values of units on indicators, with their names: what every method takes and gives.

Arrays are float64; the tiered efficacy and the composite also take arrays of `Fraction` (dtype object) and
then are exact. A cell without a value is NaN and named with its reason in `gaps`: nothing else is NaN.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.errors import Fault, raise_all
from reportgen.evaluation.faults import DegenerateData, MissingValue

Array = NDArray[Any]  # float64, or objects that are Fractions
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator: `values` (n,) of `units` in `period`; `absent` (n,) marks the gaps."""

    units: tuple[str, ...]
    indicator: str
    values: Array
    absent: Mask
    period: str = ""

    @property
    def known(self) -> Array:
        """The values that are there, (m,), m ≤ n."""
        return self.values[~self.absent]

    @property
    def at(self) -> str:
        """Where this is, for a fault that concerns the whole indicator."""
        return place(indicator=self.indicator, period=self.period)

    def names(self, marked: Mask) -> str:
        """The units whose known value is `marked` (m,), joined by 、; empty if none is."""
        return "、".join(np.array(self.units)[~self.absent][marked])

    def refuse(
        self, wrong: Mask, what: str, remedy: str, kind: type[DegenerateData] = DegenerateData
    ) -> None:
        """Raise `kind` naming every unit whose known value is marked in `wrong` (m,); nothing if none is."""
        known = [unit for unit, gap in zip(self.units, self.absent, strict=True) if not gap]
        raise_all(
            (
                Fault(f"数值为{figure(value)}，{what}", place(unit, self.indicator, self.period), remedy)
                for unit, value, bad in zip(known, self.known, wrong, strict=True)
                if bad
            ),
            kind,
        )

    def only(self, rows: Mask) -> "Series":
        """The units marked in `rows` (n,)."""
        units = tuple(unit for unit, mine in zip(self.units, rows, strict=True) if mine)
        return Series(units, self.indicator, self.values[rows], self.absent[rows], self.period)

    def scored(self, known: Array, notes: Iterable[str] = ()) -> "Scores":
        """Scores of the known values, (m,), put back among all units; gaps stay gaps."""
        values = np.full(len(self.units), np.nan, dtype=known.dtype)
        values[~self.absent] = known
        return Scores(values, tuple(notes))


@dataclass(frozen=True, slots=True)
class Scores:
    """Standardised values (n,) of one indicator, NaN only where the value was absent, and what to print with them."""

    values: Array
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`values` (n, p) of `units` on `indicators` in `period`; `gaps` says why (unit, indicator) has none.

    Raises `MissingValue` naming every cell that is no finite number and no declared gap.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Array
    period: str = ""
    gaps: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.units), len(self.indicators)):
            raise ValueError(
                f"{self.values.shape} values for {len(self.units)} × {len(self.indicators)} names"
            )
        if len(set(self.units)) < len(self.units) or len(set(self.indicators)) < len(self.indicators):
            raise ValueError("names of units and of indicators must be unique")
        if self.values.dtype == object and not all(
            isinstance(each, (Fraction, float)) for each in self.values.flat
        ):
            raise ValueError("an exact table holds Fractions: int / int would be a float")
        wrong = finite(self.values) == self.absent  # a gap holds no number, all else does
        raise_all(
            (
                Fault(
                    f"没有可用的数值（{figure(self.values[i, j])}）",
                    place(self.units[i], self.indicators[j], self.period),
                    "请补报数据，或在评价方案中规定缺报的处理",
                )
                for i, j in np.argwhere(wrong)
            ),
            MissingValue,
        )

    @property
    def absent(self) -> Mask:
        """(n, p): where a gap is declared."""
        row = {unit: number for number, unit in enumerate(self.units)}
        column = {indicator: number for number, indicator in enumerate(self.indicators)}
        mask = np.zeros(self.values.shape, dtype=bool)
        for unit, indicator in self.gaps:
            mask[row[unit], column[indicator]] = True
        return mask

    def series(self, indicator: str) -> Series:
        """The column of one indicator."""
        column = self.indicators.index(indicator)
        return Series(self.units, indicator, self.values[:, column], self.absent[:, column], self.period)

    def filled(self, value: int = 0) -> Array:
        """The values (n, p) with `value` at the gaps, for sums in which gaps weigh nothing."""
        filler = np.array([Fraction(value)]) if self.values.dtype == object else np.array([float(value)])
        return np.where(self.absent, filler, self.values)

    def complete(self) -> tuple["Table", tuple[str, ...]]:
        """The units without a gap, and the names of the others."""
        broken = {unit for unit, _ in self.gaps}
        left = tuple(unit for unit in self.units if unit in broken)
        kept = tuple(unit for unit in self.units if unit not in broken)
        rows = [self.units.index(unit) for unit in kept]
        return Table(kept, self.indicators, self.values[rows], self.period), left

    def only(self, units: Sequence[str]) -> "Table":
        """The rows of `units`, in that order."""
        rows = [self.units.index(unit) for unit in units]
        gaps = {cell: why for cell, why in self.gaps.items() if cell[0] in units}
        return Table(tuple(units), self.indicators, self.values[rows], self.period, gaps)

    @property
    def floats(self) -> "Table":
        """The same with float values."""
        return self.replaced(self.values.astype(float))

    def replaced(self, values: Array) -> "Table":
        """The same names and gaps with other values (n, p)."""
        return Table(self.units, self.indicators, values, self.period, self.gaps)


def scored(table: Table, methods: Mapping[str, Callable[[Series], Scores]]) -> tuple[Table, tuple[str, ...]]:
    """Scores (n, p) of `table`, each indicator by its method in `methods`; and all notes, with the indicator's name."""
    columns = {each: methods[each](table.series(each)) for each in table.indicators}
    notes = tuple(f"{each}：{note}" for each, column in columns.items() for note in column.notes)
    values = np.stack([column.values for column in columns.values()], axis=1)
    if values.dtype == object:
        known = ~table.absent
        values[known] = exact(values[known])  # a float beside Fractions is taken as the exact number it is
    return table.replaced(values), notes


def like(values: Array, *numbers: float | Fraction | Decimal) -> tuple[Any, ...]:
    """`numbers` of the kind `values` hold: exact beside Fractions, else floats."""
    kind = Fraction if values.dtype == object else float
    return tuple(kind(number) for number in numbers)


def finite(values: Array) -> Mask:
    """Where `values` are finite numbers; Fractions always are."""
    if values.dtype != object:
        return np.isfinite(values)
    return np.array([isinstance(value, Fraction) for value in values.flat], dtype=bool).reshape(values.shape)


def exact(values: Array) -> Array:
    """`values` with every cell a `Fraction` if they are objects; int / int would be a float."""
    if values.dtype != object:
        return values
    return np.array([Fraction(value) for value in values.flat], dtype=object).reshape(values.shape)


def place(unit: str = "", indicator: str = "", period: str = "") -> str:
    """Where a fault is: 单位“甲”，指标“按时办结率”，2025年."""
    parts = (f"单位“{unit}”" if unit else "", f"指标“{indicator}”" if indicator else "", period)
    return "，".join(part for part in parts if part)


def figure(value: object) -> str:
    """A value as it stands in a fault: enough digits to be found again."""
    return f"{float(value):.10g}" if isinstance(value, (int, float, Fraction, np.floating)) else str(value)


def constant(values: Array) -> bool:
    """Whether nothing varies: the range is no more than rounding noise of floats."""
    low, high = values.min(), values.max()
    return bool(high - low <= 1e-12 * max(abs(low), abs(high)))
