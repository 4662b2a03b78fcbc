"""When things happen: weekdays by hours as cells, the darker the more, the peak marked and told."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Checked, Values
from charts.numbers import Scale
from charts.picture import Picture
from charts.sheet import Sheet

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_PITCH = 5.2  # mm between two days
_HEAD = paper.LINE + 2.0  # mm, the line that tells the peak
_SCALE = 2 * paper.LINE + 5.6  # mm, the hours and the scale of values beneath the cells
_SAMPLE = (9.0, 2.6)  # mm, a step of the scale
_NAMED = 3  # peaks that are told one by one


class _Data(NamedTuple):
    days: list[str]
    hours: Sequence[int]
    rows: list[Checked]
    bounds: list[Fraction]  # of the steps of lightness, from 0
    scale: Scale
    unit: str

    def colour(self, value: Fraction | None) -> str:
        """White for 0 and for no value; else a step of lightness, the darkest for the largest."""
        if not value:
            return look.WHITE
        place = next(place for place, bound in enumerate(self.bounds[1:]) if value <= bound)
        return look.STEPS[place * (len(look.STEPS) - 1) // max(1, len(self.bounds) - 2)]

    def told(self, value: Fraction) -> str:
        """A value as printed, with its unit."""
        return numbers.told(value, self.unit, self.scale)


class _Plan(NamedTuple):
    """The corner of the first cell (upper left) and the size of one, in mm."""

    left: float
    top: float
    cell: float


def draw(
    values: Sequence[Values],
    *,
    days: Sequence[str] = WEEK,
    hours: Sequence[int] = range(24),
    unit: str = "件",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """A row of `values` for each of `days`, a value in it for each of `hours` (9: from 9:00 to 9:59).

    0 is a white cell, a missing value (None) a struck one; both are in the scale beneath where there are any.
    All equal peaks are marked. `title` is the conclusion, at the head. `width` in mm; the height follows from
    the number of days. Raises ValueError on empty, unequal, negative or non-finite input, on hours outside 0
    to 23 or out of order, and where all is missing.
    """
    with look.style():
        data = _checked(values, days, hours, unit)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + _SCALE
        sheet = paper.sheet(width, bottom + _PITCH * len(data.days) + _HEAD)
        left = paper.widest(data.days) + 1.5
        plan = _Plan(left, bottom + _PITCH * len(data.days), (width - left - 0.3) / len(hours))
        if plan.cell < paper.extent("23") + 0.6:
            raise ValueError("时段热力图图幅太小，放不下")
        _cells(sheet, data, plan)
        _edges(sheet, data, plan)
        _peak(sheet, data, plan)
        _scale(sheet, data, bottom - paper.LINE - 3.3)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(values: Sequence[Values], days: Sequence[str], hours: Sequence[int], unit: str) -> _Data:
    names = inputs.labels(days, "时段热力图的日")
    inputs.same_length(names, values, "时段热力图")
    if not hours or hours[0] < 0 or hours[-1] > 23 or any(one >= two for one, two in pairwise(hours)):
        raise ValueError("时段热力图的小时须在 0 至 23 之间，由小到大，不得重复")
    for name, row in zip(names, values, strict=True):
        inputs.same_length(hours, row, name)
    rows = [inputs.numbers(row, name) for name, row in zip(names, values, strict=True)]
    known = [value for row in rows for value in inputs.known(row)]
    if not known:
        raise ValueError("时段热力图的数值全部缺失，没有可以画的数据")
    inputs.counts(known, "时段热力图")
    bounds = numbers.ticks(Fraction(0), max(known), len(look.STEPS))
    return _Data(names, hours, rows, bounds, numbers.magnitude(known), unit)


def _cells(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """All cells, those of one colour as one shape."""
    corners: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row, values in enumerate(data.rows):
        for place, value in enumerate(values):
            corner = plan.left + place * plan.cell, plan.top - (row + 1) * _PITCH
            corners[data.colour(value)].append(corner)
            if value is None:
                _strike(sheet, corner, plan.cell, _PITCH)
    for colour, places in corners.items():
        paper.boxes(sheet, places, plan.cell, _PITCH, colour, label=colour, **_edge(colour))


def _edge(colour: str) -> dict[str, Any]:
    """White cells, of 0 and of no value, are told from the paper by a fine edge."""
    return {"edgecolor": look.GRID if colour == look.WHITE else look.WHITE, "linewidth": 0.5}


def _strike(sheet: Sheet, corner: tuple[float, float], wide: float, tall: float) -> None:
    """The sign of a missing value: a stroke across the cell."""
    x, y = corner
    paper.line(sheet, (x + 0.8, x + wide - 0.8), (y + 0.8, y + tall - 0.8), zorder=3)


def _sample(sheet: Sheet, x: float, y: float, wide: float, colour: str) -> None:
    """A cell in the words around the field, `y` being its middle."""
    paper.box(sheet, (x, y - _SAMPLE[1] / 2), wide, _SAMPLE[1], colour, **_edge(colour))


def _edges(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """The days at the left, the hours beneath."""
    for row, day in enumerate(data.days):
        paper.write(sheet, plan.left - 1, plan.top - (row + 0.5) * _PITCH, day, ha="right")
    y = plan.top - len(data.days) * _PITCH - paper.LINE / 2 - 0.5
    for place, hour in enumerate(data.hours):
        paper.write(sheet, plan.left + (place + 0.5) * plan.cell, y, str(hour), ha="center")
    paper.write(sheet, plan.left - 1, y, "时", ha="right", color=look.GREY)


def _peaks(data: _Data) -> tuple[Fraction, list[tuple[int, int]]]:
    """The largest value and every cell (row, place) that has it; no cell if all is 0."""
    most = max(value for row in data.rows for value in inputs.known(row))
    cells = [
        (row, place)
        for row, values in enumerate(data.rows)
        for place, value in enumerate(values)
        if value == most
    ]
    return most, cells if most else []


def _peak(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """A white dot on each peak; a sample of it and the words in the line above."""
    most, cells = _peaks(data)
    y = sheet.height - paper.LINE / 2 - 0.3
    dots = [(plan.left + (place + 0.5) * plan.cell, plan.top - (row + 0.5) * _PITCH) for row, place in cells]
    if cells:
        _sample(sheet, plan.left, y, _SAMPLE[0], data.colour(most))
        dots.append((plan.left + _SAMPLE[0] / 2, y))
    for dot in dots:
        paper.line(sheet, *([mm] for mm in dot), marker="o", markersize=4, color=look.WHITE, zorder=4)
    paper.write(sheet, plan.left + (_SAMPLE[0] + 1.2) * bool(cells), y, _told(data))


def _told(data: _Data) -> str:
    most, cells = _peaks(data)
    if not cells:
        return f"各时段均为0{data.unit}"
    named = "、".join(f"{data.days[row]}{data.hours[place]}时" for row, place in cells[:_NAMED])
    more = f"等{len(cells)}个时段" if len(cells) > _NAMED else ""
    return f"最高：{named}{more} {data.told(most)}"


def _scale(sheet: Sheet, data: _Data, y: float) -> None:
    """What the steps of lightness mean, from 0 on, and the struck cell if there is one."""
    wide, tall = _SAMPLE
    x, unit = 0.3, f"{data.scale.prefix}{data.unit}"
    values = [value for row in data.rows for value in row]
    for value, words in ((None, "缺数据"), (Fraction(0), f"0{data.unit}")):
        if value not in values:
            continue
        _sample(sheet, x, y, wide / 2, look.WHITE)
        if value is None:
            _strike(sheet, (x, y - tall / 2), wide / 2, tall)
        paper.write(sheet, x + wide / 2 + 1, y, words)
        x += wide / 2 + paper.extent(words) + 5
    for high in data.bounds[1:] if any(values) else []:
        words = f"≤{numbers.grouped(high / data.scale.divisor, 4)}"
        _sample(sheet, x, y, wide, data.colour(high))
        paper.write(sheet, x + wide / 2, y - tall / 2 - paper.LINE / 2, words, ha="center")
        x += wide
    paper.write(sheet, x + 1, y, unit if any(values) else "", color=look.GREY)


def _alt(data: _Data) -> str:
    """One sentence: the span, the peak, what is missing."""
    missing = sum(value is None for row in data.rows for value in row)
    lack = f"，{missing}个时段缺数据" if missing else ""
    span = f"{data.days[0]}至{data.days[-1]}、{data.hours[0]}时至{data.hours[-1]}时"
    return f"热力图：{span}的分布，{_told(data)}{lack}。"
