"""Counts over time: a line for each of a few series, the latest point told in words at the line's end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from charts import ends, inputs, look, numbers, outlook, paper, periods, printing
from charts.ends import End
from charts.inputs import Checked, Number, Values
from charts.numbers import Scale
from charts.outlook import Ahead, Band
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

# Told apart without colour: dash and marker differ as well.
_LINES: tuple[dict[str, Any], ...] = (
    {"color": look.BLUE, "linestyle": "-", "marker": "o", "markersize": 3.4},
    {"color": look.STEEL, "linestyle": (0, (4, 1.4)), "marker": "s", "markersize": 3.4},
    {"color": look.INK, "linestyle": (0, (1, 1.2)), "marker": "^", "markersize": 4.0},
)
_LINE: dict[str, Any] = {"linewidth": 1.2, "zorder": 3}
_LANE = paper.LINE + 0.6  # mm, a line of words above the plotting area
_CLEAR = 0.6  # mm, keeps the lowest lane clear of the uppermost mark
_SIGNS = "①②③④⑤⑥⑦⑧⑨"
_EDGE: dict[str, Any] = {
    "color": look.GRID,
    "linewidth": 5,
    "solid_capstyle": "butt",
}  # the sample of a range


class _Series(NamedTuple):
    name: str
    values: Checked
    line: dict[str, Any]


class _Event(NamedTuple):
    place: int  # the change took effect before this point
    words: str


class _Data(NamedTuple):
    names: list[str]  # of all points in time, those ahead at the end
    series: list[_Series]
    band: Band | None
    ahead: list[Ahead]
    scale: Scale
    unit: str
    base: int | None  # the place one cycle before the latest
    cycle: str
    events: list[_Event]

    @property
    def last(self) -> int:
        """The place of the latest point that is not ahead."""
        return len(self.names) - len(self.ahead) - 1


class _Plan(NamedTuple):
    """The two rulers of the plotting area, the marks of the upright one, its heading and the lanes above."""

    x: Span
    y: Span
    marks: list[Fraction]
    heading: str
    lanes: int

    def lane(self, number: int) -> float:
        """The middle of a line of words above the plotting area, in mm."""
        return self.y.end + _CLEAR + (number + 0.5) * _LANE


def draw(
    labels: Sequence[str],
    series: Mapping[str, Values],
    *,
    unit: str = "件",
    events: Sequence[tuple[str, str]] = (),
    band: tuple[Values, Values] | None = None,
    band_name: str = "上年同期范围",
    ahead: Sequence[tuple[str, Number, Number, Number]] = (),
    cycle: int = 12,
    cycle_name: str = "上年同月",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 78.0,
) -> Picture:
    """One to three series of counts over the same points in time, oldest first; None is a gap.

    Labels of the form 2026-10 or 2026年10月 print as months with the year beneath the first of it. The point
    `cycle` places before the latest is ringed and its values stand beside the latest ones (0: none). `events`
    are labels and the words for what changed there: a vertical line before that point; the words of several
    stand in the notes by number. Behind a single series a `band` may lie (lower and upper values, for instance
    of the years before), and it may be continued by what is forecast: `ahead` holds label, lower bound, middle
    and upper bound, drawn dashed within its range and told in words. With the unit "%" values are rates.
    `width` and `height` are mm; `title`, the conclusion, is added above. Raises ValueError on empty, unequal
    or non-finite input and on bounds out of order.
    """
    with look.style():
        data = _data(labels, series, unit, (cycle, cycle_name), events)
        data = _with_ranges(data, band_name, band, ahead)
        foot = paper.footer(width, source, "；".join(filter(None, (note, *_numbered(data)))))
        plan = _plan(data, width, height, paper.footer_height(foot))
        sheet = paper.sheet(width, height)
        _axes(sheet, data, plan)
        _events(sheet, data, plan)
        _ring(sheet, data, plan)
        if data.band:
            outlook.draw_band(sheet, plan.x, plan.y, data.band)
        if data.ahead:
            line = data.series[0]
            latest = data.last, line.values[-1]
            outlook.draw_ahead(sheet, plan.x, plan.y, latest, data.ahead, _forecast(line))
        _lines(sheet, data, plan)
        _ends(sheet, data, plan)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _data(
    labels: Sequence[str],
    series: Mapping[str, Values],
    unit: str,
    cycle: tuple[int, str],
    events: Sequence[tuple[str, str]],
) -> _Data:
    names = inputs.labels(labels, "趋势图标签")
    lines = _checked(names, series)
    base = len(names) - 1 - cycle[0] if 0 < cycle[0] < len(names) else None
    scale = numbers.magnitude(value for line in lines for value in inputs.known(line.values))
    if len(events) > len(_SIGNS):
        raise ValueError(f"趋势图最多标 {len(_SIGNS)} 个事件，现有 {len(events)} 个")
    marked = [_event(names, event) for event in events]
    return _Data(names, lines, None, [], scale, unit, base, cycle[1], marked)


def _with_ranges(
    data: _Data,
    name: str,
    band: tuple[Values, Values] | None,
    ahead: Sequence[tuple[str, Number, Number, Number]],
) -> _Data:
    """The data with the range behind the line and the forecast; both belong to a single series."""
    if (band or ahead) and len(data.series) > 1:
        raise ValueError("带范围或预测的趋势图只画一个序列")
    to_come = [outlook.ahead(*point) for point in ahead]
    behind = outlook.band(data.names, name, band) if band else None
    names = [*data.names, *(point.label for point in to_come)]
    return data._replace(names=names, ahead=to_come, band=behind)


def _checked(names: Sequence[str], series: Mapping[str, Values]) -> list[_Series]:
    inputs.labels(list(series), "趋势图序列")
    if len(series) > len(_LINES):
        raise ValueError(f"趋势图最多画 {len(_LINES)} 个序列，现有 {len(series)} 个")
    for name, values in series.items():
        inputs.same_length(names, values, name)
    lines = zip(series.items(), _LINES, strict=False)
    checked = [_Series(name, inputs.numbers(values, name), line) for (name, values), line in lines]
    if not any(inputs.known(line.values) for line in checked):
        raise ValueError("趋势图的数值全部缺失，没有可以画的数据")
    return checked


def _event(names: Sequence[str], event: tuple[str, str]) -> _Event:
    words = inputs.label(event[1], "事件说明")
    if event[0] not in names:
        raise ValueError(f"事件“{words}”的时点 {event[0]} 不在横轴标签中")
    return _Event(names.index(event[0]), words)


def _numbered(data: _Data) -> list[str]:
    """The words of several events for the notes; a single one is told where it is."""
    told = [f"{sign}{event.words}" for sign, event in zip(_SIGNS, data.events, strict=False)]
    return told if len(told) > 1 else []


def _plan(data: _Data, width: float, height: float, foot: float) -> _Plan:
    drawn = [value for line in data.series for value in inputs.known(line.values)]
    marks = _marks(drawn + outlook.values(data.band, data.ahead))
    left = paper.widest(_mark(mark, data.scale) for mark in marks) + 1.5
    right = width - ends.width([words for words, *_drawn in _blocks(data)])
    x = Span(Fraction(-1, 2), Fraction(2 * len(data.names) - 1, 2), left, right)
    heading = _heading(data, marks[0])
    lanes = 3 if any(cut < paper.extent(heading) + 3 for cut in _cuts(data, x)) else 2
    y = Span(marks[0], marks[-1], foot + 8, height - lanes * _LANE - _CLEAR)
    if x.end - x.start < 20 or y.end - y.start < 15:
        raise ValueError("趋势图图幅太小或文字过长，放不下")
    return _Plan(x, y, marks, heading, lanes)


def _cuts(data: _Data, x: Span) -> list[float]:
    """Where the lines of the events lie, in mm: half-way to the point before."""
    return [x.at(event.place - 0.5) for event in data.events]


def _heading(data: _Data, least: Fraction) -> str:
    return f"{data.scale.prefix}{data.unit}" + ("" if least == 0 else "（纵轴不从零起）")


def _marks(values: Sequence[Fraction]) -> list[Fraction]:
    """The marks of the upright axis: from zero, unless that would flatten the lines."""
    low, high = min(values), max(values)
    return numbers.ticks(low if low < 0 or low > high / 2 else Fraction(0), high)


def _mark(mark: Fraction, scale: Scale) -> str:
    return numbers.grouped(mark / scale.divisor, 4)


def _axes(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """Level grid lines with their values, the points in time beneath, the unit in the upper left corner."""
    for mark in plan.marks:
        y = plan.y.at(mark)
        base = mark == plan.marks[0]
        paper.line(
            sheet, (plan.x.start, plan.x.end), (y, y), color=look.RULE if base else look.GRID, zorder=1
        )
        paper.write(sheet, plan.x.start - 1, y, _mark(mark, data.scale), ha="right")
    for place, words in periods.shown(data.names, (plan.x.end - plan.x.start) / len(data.names)).items():
        for row, part in enumerate(words.split("\n")):
            paper.write(sheet, plan.x.at(place), plan.y.start - 2.5 - row * paper.LINE, part, ha="center")
    paper.write(sheet, 0.3, plan.lane(plan.lanes - 1), plan.heading, color=look.GREY)


def _events(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """A dashed upright line before the point of each event; above it its words, or the numbers of several."""
    style = {"color": look.INK, "linewidth": 0.7, "linestyle": (0, (3, 2)), "zorder": 2}
    if len(data.events) == 1:
        x, words = _cuts(data, plan.x)[0], data.events[0].words
        paper.line(sheet, (x, x), (plan.y.start, plan.lane(1) + 1), **style)
        start = paper.extent(plan.heading) + 1.5 if plan.lanes == 2 else 0.3
        rooms = [(start, x - 1), (x + 1, sheet.width)]
        paper.write(sheet, paper.beside(x, words, rooms), plan.lane(1), words)
        return
    signs: dict[float, str] = defaultdict(str)
    for sign, x in zip(_SIGNS, _cuts(data, plan.x), strict=False):
        signs[x] += sign
    for x, numbered in signs.items():
        paper.line(sheet, (x, x), (plan.y.start, plan.lane(1) - _LANE / 2), **style)
        paper.write(sheet, x, plan.lane(1), numbered, ha="center")


def _ring(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """A hairline, words and rings at the point one cycle ago."""
    if data.base is None:
        return
    x, edges = plan.x.at(data.base), [-0.7, *sorted(_cuts(data, plan.x)), sheet.width + 1]
    paper.line(sheet, (x, x), (plan.y.start, plan.y.end + 0.3), zorder=1)
    rooms = [(low + 1, high - 1) for low, high in pairwise(edges)]
    paper.write(sheet, paper.beside(x, data.cycle, rooms), plan.lane(0), data.cycle)
    for line in data.series:
        value = line.values[data.base]
        if value is not None:
            ring = {"marker": "o", "markersize": 7.5, "markerfacecolor": "none", "markeredgewidth": 0.8}
            paper.line(sheet, [x], [plan.y.at(value)], markeredgecolor=line.line["color"], zorder=4, **ring)


def _lines(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    xs = [plan.x.at(place) for place in range(data.last + 1)]
    for line in data.series:
        ys = [float("nan") if value is None else plan.y.at(value) for value in line.values]
        paper.line(sheet, xs, ys, label=line.name, **_style(line))


def _style(line: _Series) -> dict[str, Any]:
    fill = line.line["color"] if line.line["linestyle"] == "-" else "white"
    return {**_LINE, **line.line, "markerfacecolor": fill}


def _forecast(line: _Series) -> dict[str, Any]:
    return {**_style(line), "linestyle": (0, (2.5, 1.5)), "markerfacecolor": look.WHITE, "zorder": 2.5}


def _value(data: _Data, value: Fraction | None) -> str:
    return "无数据" if value is None else numbers.told(value, data.unit, data.scale)


def _between(data: _Data, low: Fraction | None, high: Fraction | None) -> str:
    return f"{_value(data, low)}至{_value(data, high)}"


def _blocks(data: _Data) -> Iterator[tuple[list[str], dict[str, Any], Fraction | None, bool]]:
    """The words at the right, how their sample is drawn, the value that they belong to, and if it is the last."""
    for line in data.series:
        words = [line.name, _value(data, line.values[-1])]
        if data.base is not None:
            words.append(f"{data.cycle} {_value(data, line.values[data.base])}")
        known = inputs.known(line.values)
        yield (
            words,
            _style(line),
            known[-1] if known else None,
            line.values[-1] is not None and not data.ahead,
        )
    if data.band:
        low, high = data.band.lows[-1], data.band.highs[-1]
        yield [data.band.name, _between(data, low, high)], _EDGE, low, False
    if data.ahead:
        words = ["预测"]
        for point in data.ahead:
            words += [f"{periods.named(point.label)} {_value(data, point.middle)}"]
            words += [f"（{_between(data, point.low, point.high)}）"]
        yield words, _forecast(data.series[0]), data.ahead[-1].middle, True


def _ends(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """The words right of the line ends, each led to by a hairline."""
    blocks = [
        End(words, style, plan.y.start if value is None else plan.y.at(value), led)
        for words, style, value, led in _blocks(data)
    ]
    x = plan.x.at(len(data.names) - 1), plan.x.end
    ends.write(sheet, blocks, x, (plan.y.start, plan.y.end + _LANE))


def _alt(data: _Data) -> str:
    """One sentence: span, extremes and latest value of each series."""
    span = f"折线图：{periods.named(data.names[0])}至{periods.named(data.names[data.last])}"
    told = [_told(data, line) for line in data.series]
    told += [
        f"预测{periods.named(point.label)}{_value(data, point.middle)}（{_between(data, point.low, point.high)}）"
        for point in data.ahead
    ]
    return f"{span}，{'；'.join(told)}。"


def _told(data: _Data, line: _Series) -> str:
    points = [
        (value, periods.named(name))
        for value, name in zip(line.values, data.names, strict=False)
        if value is not None
    ]
    if not points:
        return f"{line.name}无数据"
    low, high, latest = min(points), max(points), points[-1]
    words = [f"{_value(data, value)}（{name}）" for value, name in (low, high, latest)]
    return f"{line.name}最低{words[0]}，最高{words[1]}，最近一期{words[2]}"
