"""What lies around a line over time: the range of earlier years behind it, the forecast that continues it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from charts import inputs, look, paper
from charts.inputs import Checked, Number, Values
from charts.paper import Span
from charts.sheet import Sheet

Stretch = list[tuple[int, Fraction, Fraction]]  # place, lower and upper value


class Band(NamedTuple):
    """From `lows` to `highs`, a value for each point in time; None: no range there."""

    name: str
    lows: Checked
    highs: Checked


class Ahead(NamedTuple):
    """What is forecast for a period to come, between its bounds."""

    label: str
    low: Fraction
    middle: Fraction
    high: Fraction


def band(names: Sequence[str], name: str, edges: tuple[Values, Values]) -> Band:
    """The range checked: as long as `names`, lower values beneath upper ones; ValueError otherwise."""
    lows, highs = (inputs.numbers(edge, inputs.label(name, "范围名称")) for edge in edges)
    for edge in (lows, highs):
        inputs.same_length(names, edge, name)
    for low, high in zip(lows, highs, strict=True):
        if low is not None and high is not None and low > high:
            raise ValueError(f"{name}：下限 {float(low):g} 大于上限 {float(high):g}")
    return Band(name, lows, highs)


def ahead(label: str, *bounds: Number) -> Ahead:
    """A forecast checked: three values, the lower, the middle and the upper; ValueError otherwise."""
    name = f"{inputs.label(label, '预测期')}预测"
    exact = inputs.known(inputs.numbers(bounds, name))
    if len(exact) != 3 or exact != sorted(exact):
        raise ValueError(f"{name}：须有下限、预测值、上限三个数，且由小到大")
    return Ahead(label, *exact)


def values(behind: Band | None, forecast: Sequence[Ahead]) -> list[Fraction]:
    """Every value drawn, for the axis."""
    edges = [*behind.lows, *behind.highs] if behind else []
    return inputs.known([*edges, *(bound for point in forecast for bound in (point.low, point.high))])


def draw_band(sheet: Sheet, x: Span, y: Span, behind: Band) -> None:
    """The range as areas, with a gap where a value is missing."""
    for stretch in _stretches(behind):
        _area(sheet, x, y, stretch, look.BAND)


def draw_ahead(
    sheet: Sheet,
    x: Span,
    y: Span,
    latest: tuple[int, Fraction | None],
    forecast: Sequence[Ahead],
    style: dict[str, Any],
) -> None:
    """The forecast as a line in `style` within its range, from the `latest` point (place, value) if there is one."""
    place, value = latest
    stretch = [(place + step, point.low, point.high) for step, point in enumerate(forecast, 1)]
    middles = [point.middle for point in forecast]
    if value is not None:
        stretch.insert(0, (place, value, value))
        middles.insert(0, value)
    _area(sheet, x, y, stretch, look.STEPS[0])
    xs = [x.at(place) for place, _low, _high in stretch]
    paper.line(sheet, xs, [y.at(middle) for middle in middles], label="预测", **style)


def _stretches(behind: Band) -> Iterator[Stretch]:
    """The places without a gap between them."""
    stretch: Stretch = []
    for place, (low, high) in enumerate(zip(behind.lows, behind.highs, strict=True)):
        if low is not None and high is not None:
            stretch.append((place, low, high))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _area(sheet: Sheet, x: Span, y: Span, stretch: Stretch, colour: str) -> None:
    xs = [x.at(place) for place, _low, _high in stretch]
    lows, highs = ([y.at(point[side]) for point in stretch] for side in (1, 2))
    paper.area(sheet, xs, lows, highs, colour)
