"""Counts over time: a line for each of a few series, the latest point told in words at the line's end."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from charts import inputs, look, numbers, paper, periods, printing
from charts.engine import Axes
from charts.inputs import Checked, Values
from charts.numbers import Scale
from charts.paper import Span
from charts.picture import Picture
from charts.words import POINT

# Told apart without colour: dash and marker differ as well.
_LINES: tuple[dict[str, Any], ...] = (
    {"color": look.BLUE, "linestyle": "-", "marker": "o", "markersize": 3.4},
    {"color": look.STEEL, "linestyle": (0, (4, 1.4)), "marker": "s", "markersize": 3.4},
    {"color": look.INK, "linestyle": (0, (1, 1.2)), "marker": "^", "markersize": 4.0},
)
_LINE: dict[str, Any] = {"linewidth": 1.2, "zorder": 3}
_SAMPLE = 6.0  # mm, the piece of a line that stands before its name
_LANE = paper.LINE + 0.6  # mm, a line of words above the plotting area
_CLEAR = 0.6  # mm, keeps the lowest lane clear of the uppermost mark
_END_LINE = look.SIZE * POINT * 1.35  # mm, a line of words at the end of a line


class _Series(NamedTuple):
    name: str
    values: Checked
    line: dict[str, Any]


class _Event(NamedTuple):
    place: int  # the change took effect before this point
    words: str


class _Data(NamedTuple):
    names: list[str]
    series: list[_Series]
    scale: Scale
    unit: str
    base: int | None  # the place one cycle before the latest
    cycle: str
    event: _Event | None


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
    event: tuple[str, str] | None = None,
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
    `cycle` places before the latest is ringed and its values stand beside the latest ones (0: none). `event`
    is a label and the words for what changed there: a vertical line before that point. `width` and `height`
    are mm; `title`, the conclusion, is added above. Raises ValueError on empty, unequal or non-finite input.
    """
    with look.style():
        names = inputs.labels(labels, "趋势图标签")
        lines = _checked(names, series)
        base = len(names) - 1 - cycle if 0 < cycle < len(names) else None
        scale = numbers.magnitude(_values(lines))
        data = _Data(names, lines, scale, unit, base, cycle_name, _event_of(names, event))
        foot = paper.footer(width, source, note)
        plan = _plan(data, width, height, paper.footer_height(foot))
        sheet = paper.sheet(width, height)
        _axes(sheet, data, plan)
        _event(sheet, data, plan)
        _ring(sheet, data, plan)
        _lines(sheet, data, plan)
        _ends(sheet, data, plan)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


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


def _event_of(names: Sequence[str], event: tuple[str, str] | None) -> _Event | None:
    if event is None:
        return None
    words = inputs.label(event[1], "事件说明")
    if event[0] not in names:
        raise ValueError(f"事件“{words}”的时点 {event[0]} 不在横轴标签中")
    return _Event(names.index(event[0]), words)


def _values(lines: Sequence[_Series]) -> list[Fraction]:
    return [value for line in lines for value in inputs.known(line.values)]


def _plan(data: _Data, width: float, height: float, foot: float) -> _Plan:
    marks = _marks(_values(data.series))
    left = paper.widest(_mark(mark, data.scale) for mark in marks) + 1.5
    right = width - max(_extent(_end(data, line)) for line in data.series) - 4
    x = Span(Fraction(-1, 2), Fraction(2 * len(data.names) - 1, 2), left, right)
    heading = _heading(data, marks[0])
    cut = _cut(data, x)
    lanes = 3 if cut is not None and cut < paper.extent(heading) + 1.5 else 2
    y = Span(marks[0], marks[-1], foot + 8, height - lanes * _LANE - _CLEAR)
    if x.end - x.start < 20 or y.end - y.start < 15:
        raise ValueError("趋势图图幅太小或文字过长，放不下")
    return _Plan(x, y, marks, heading, lanes)


def _cut(data: _Data, x: Span) -> float | None:
    """Where the line of the event lies, in mm: half-way to the point before."""
    return x.at(data.event.place - 0.5) if data.event else None


def _heading(data: _Data, least: Fraction) -> str:
    return f"{data.scale.prefix}{data.unit}" + ("" if least == 0 else "（纵轴不从零起）")


def _marks(values: Sequence[Fraction]) -> list[Fraction]:
    """The marks of the upright axis: from zero, unless that would flatten the lines."""
    low, high = min(values), max(values)
    return numbers.ticks(low if low < 0 or low > high / 2 else Fraction(0), high)


def _mark(mark: Fraction, scale: Scale) -> str:
    return numbers.grouped(mark / scale.divisor, 4)


def _axes(sheet: Axes, data: _Data, plan: _Plan) -> None:
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


def _event(sheet: Axes, data: _Data, plan: _Plan) -> None:
    """A dashed upright line before the point of the event, its words on the second lane."""
    x = _cut(data, plan.x)
    if data.event is None or x is None:
        return
    style = {"color": look.INK, "linewidth": 0.7, "linestyle": (0, (3, 2))}
    paper.line(sheet, (x, x), (plan.y.start, plan.lane(1) + 1), zorder=2, **style)
    taken = paper.extent(plan.heading) + 1.5 if plan.lanes == 2 else 0.3
    rooms = [(taken, x - 1), (x + 1, sheet.get_xlim()[1])]
    paper.write(sheet, paper.beside(x, data.event.words, rooms), plan.lane(1), data.event.words)


def _ring(sheet: Axes, data: _Data, plan: _Plan) -> None:
    """A hairline, words and rings at the point one cycle ago."""
    if data.base is None:
        return
    x, cut = plan.x.at(data.base), _cut(data, plan.x) or 0.0
    paper.line(sheet, (x, x), (plan.y.start, plan.y.end + 0.3), zorder=1)
    rooms = [(cut + 1, sheet.get_xlim()[1]), (0.3, cut - 1)]
    paper.write(sheet, paper.beside(x, data.cycle, rooms), plan.lane(0), data.cycle)
    for line in data.series:
        value = line.values[data.base]
        if value is not None:
            ring = {"marker": "o", "markersize": 7.5, "markerfacecolor": "none", "markeredgewidth": 0.8}
            paper.line(sheet, [x], [plan.y.at(value)], markeredgecolor=line.line["color"], zorder=4, **ring)


def _lines(sheet: Axes, data: _Data, plan: _Plan) -> None:
    xs = [plan.x.at(place) for place in range(len(data.names))]
    for line in data.series:
        ys = [float("nan") if value is None else plan.y.at(value) for value in line.values]
        paper.line(sheet, xs, ys, label=line.name, **_style(line))


def _style(line: _Series) -> dict[str, Any]:
    fill = line.line["color"] if line.line["linestyle"] == "-" else "white"
    return {**_LINE, **line.line, "markerfacecolor": fill}


def _end(data: _Data, line: _Series) -> str:
    """What stands at the end of a line: its name, the latest value, the value one cycle ago."""
    words = f"{line.name}\n{_value(data, line.values[-1])}"
    return words if data.base is None else f"{words}\n{data.cycle} {_value(data, line.values[data.base])}"


def _value(data: _Data, value: Fraction | None) -> str:
    return "无数据" if value is None else f"{numbers.scaled(value, data.scale)}{data.scale.prefix}{data.unit}"


def _ends(sheet: Axes, data: _Data, plan: _Plan) -> None:
    """The words right of the line ends, pushed apart, each led to by a hairline."""
    ends = [_end(data, line).split("\n") for line in data.series]
    tall = _END_LINE * len(ends[0])
    tips = [plan.y.at(([plan.marks[0], *inputs.known(line.values)])[-1]) for line in data.series]
    places = paper.apart(tips, tall + 1.5, plan.y.start + tall / 2, plan.y.end + _LANE - tall / 2)
    for line, words, tip, place in zip(data.series, ends, tips, places, strict=True):
        _write_end(sheet, line, words, plan.x.end + 3, place + tall / 2)
        if line.values[-1] is not None:
            paper.line(
                sheet, (plan.x.at(len(data.names) - 1) + 1.2, plan.x.end + 2.4), (tip, place), zorder=2
            )


def _extent(words: str) -> float:
    """How wide a block is, its sample included."""
    name, *rest = words.split("\n")
    return max(paper.extent(name, look.SIZE) + _SAMPLE + 1.2, paper.widest(rest, look.SIZE))


def _write_end(sheet: Axes, line: _Series, words: Sequence[str], left: float, top: float) -> None:
    """A block of words, a sample of the line before its first row."""
    for row, part in enumerate(words):
        y, indent = top - (row + 0.5) * _END_LINE, 0 if row else _SAMPLE + 1.2
        paper.write(sheet, left + indent, y, part, points=look.SIZE)
    xs, y = [left, left + _SAMPLE / 2, left + _SAMPLE], top - 0.5 * _END_LINE
    paper.line(sheet, xs, [y] * 3, markevery=[1], **_style(line))


def _alt(data: _Data) -> str:
    """One sentence: span, extremes and latest value of each series."""
    span = f"折线图：{periods.named(data.names[0])}至{periods.named(data.names[-1])}"
    return span + "，" + "；".join(_told(data, line) for line in data.series) + "。"


def _told(data: _Data, line: _Series) -> str:
    points = [
        (value, periods.named(name))
        for value, name in zip(line.values, data.names, strict=True)
        if value is not None
    ]
    if not points:
        return f"{line.name}无数据"
    low, high, latest = min(points), max(points), points[-1]
    words = [f"{_value(data, value)}（{name}）" for value, name in (low, high, latest)]
    return f"{line.name}最低{words[0]}，最高{words[1]}，最近一期{words[2]}"
