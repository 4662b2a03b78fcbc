"""A chart the size of a thumbnail: a line or a few level bars without axes, the latest value told."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, periods, printing
from charts.inputs import Checked, Values
from charts.numbers import Format
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

SIZE = (45.0, 18.0)  # mm
_MOST = 5  # bars
_DOT = 1.4  # mm, keeps the dot on the sheet


class _Data(NamedTuple):
    names: list[str]
    values: Checked
    form: Format

    def told(self, value: Fraction | None) -> str:
        """A value as printed, with its unit."""
        return self.form.words(value)


def draw(
    labels: Sequence[str],
    values: Values,
    *,
    unit: str = "件",
    bars: bool = False,
    attention: Collection[str] = (),
    title: str = "",
    alt: str = "",
    width: float = SIZE[0],
    height: float = SIZE[1],
) -> Picture:
    """A line through `values`, the first and the latest label beneath, the latest value at its end.

    With `bars` a level bar from zero for each of at most five labels, in the order given, each with its value;
    those in `attention` dark red and hatched. The line has no axis and need not start at zero: it shows the
    course, the number says how much. None is a gap, or 无数据. `width` and `height` are mm; `title` is added
    above. Raises ValueError on empty, unequal or non-finite input, on bars below zero and on values missing
    altogether.
    """
    with look.style():
        data = _checked(labels, values, unit)
        inputs.among(attention, data.names, "小图")
        sheet = paper.sheet(width, height)
        if bars:
            _bars(sheet, data, attention)
        else:
            _line(sheet, data)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data, bars))


def _checked(labels: Sequence[str], values: Values, unit: str) -> _Data:
    names = inputs.labels(labels, "小图标签")
    inputs.same_length(names, values, "小图")
    exact = inputs.numbers(values, "小图")
    known = inputs.known(exact)
    if not known:
        raise ValueError("小图的数值全部缺失，没有可以画的数据")
    return _Data(names, exact, numbers.form(known, unit))


def _line(sheet: Sheet, data: _Data) -> None:
    """The course, a dot on its latest point, the value beside it, the ends of time beneath."""
    words = data.told(data.values[-1])
    width, height = sheet.width, sheet.height
    right = width - paper.extent(words, look.SIZE) - 2 * _DOT
    known = inputs.known(data.values)
    low, high = min(known), max(known)
    y = Span(low, high if high > low else low + 1, paper.LINE + _DOT + 0.5, height - _DOT)
    x = Span(Fraction(0), Fraction(max(1, len(data.names) - 1)), _DOT, right)
    if x.end - x.start < 8 or y.end - y.start < 3:
        raise ValueError("小图图幅太小，放不下")
    xs = [x.at(place) if len(data.names) > 1 else x.end for place in range(len(data.names))]
    ys = [float("nan") if value is None else y.at(value) for value in data.values]
    paper.line(sheet, xs, ys, color=look.STEEL, linewidth=1.3, label="走势", zorder=2)
    _points(sheet, data, xs, ys)
    tip = ys[-1] if data.values[-1] is not None else (y.start + y.end) / 2
    paper.write(sheet, right + _DOT, tip, words, points=look.SIZE)
    _ends(sheet, data, right)


def _points(sheet: Sheet, data: _Data, xs: Sequence[float], ys: Sequence[float]) -> None:
    """A dot on the latest point, and a small one on each between two gaps, which no line shows."""
    around = [None, *data.values, None]
    for place, (x, y) in enumerate(zip(xs, ys, strict=True)):
        latest, alone = place == len(xs) - 1, around[place] is None and around[place + 2] is None
        if data.values[place] is not None and (latest or alone):
            style = {"marker": "o", "markersize": 4.5 if latest else 2.0, "color": look.BLUE}
            paper.line(sheet, [x], [y], zorder=3, **style)


def _ends(sheet: Sheet, data: _Data, right: float) -> None:
    """The first and the latest label beneath the ends of the line; the latest alone where both do not fit."""
    first, last = periods.named(data.names[0]), periods.named(data.names[-1])
    y, width = paper.LINE / 2, sheet.width
    start = paper.beside(right, last, [(0.3, width - 0.3)])
    paper.write(sheet, start, y, last, color=look.GREY)
    if len(data.names) > 1 and 0.3 + paper.extent(first) + 1.5 < start:
        paper.write(sheet, 0.3, y, first, color=look.GREY)


def _bars(sheet: Sheet, data: _Data, attention: Collection[str]) -> None:
    """Level bars from zero, the name at the left, the value at the end."""
    inputs.counts(inputs.known(data.values), "小图")
    width, height = sheet.width, sheet.height
    pitch = height / len(data.names)
    start = paper.widest(data.names) + 1.2
    end = width - paper.widest(map(data.told, data.values)) - 1.0
    if len(data.names) > _MOST or pitch < paper.LINE or end - start < 6:
        raise ValueError(f"小图最多画 {_MOST} 条，标签过长或图幅太小时放不下")
    ruler = Span(Fraction(0), max(inputs.known(data.values)) or Fraction(1), start, end)
    for place, (name, value) in enumerate(zip(data.names, data.values, strict=True)):
        y, tall = height - (place + 0.5) * pitch, min(3.4, pitch * 0.7)
        alarming = name in attention
        ink = look.RED if alarming else look.INK
        length = ruler.at(value or Fraction(0)) - start
        style = {"color": look.RED, "hatch": "////"} if alarming else {"color": look.STEEL}
        if value is not None:
            paper.box(sheet, (start, y - tall / 2), length, tall, label=name, **style)
        paper.write(sheet, start - 0.8, y, name, ha="right", color=ink)
        paper.write(sheet, start + length + 0.8, y, data.told(value), color=ink)
    paper.line(sheet, (start, start), (0.3, height - 0.3), zorder=3)


def _alt(data: _Data, bars: bool) -> str:
    """One sentence: all values of bars; of a line its span, its ends and its extremes."""
    pairs = list(zip(data.names, data.values, strict=True))
    if bars:
        return f"条形小图：{'，'.join(name + data.told(value) for name, value in pairs)}。"
    known = [(value, periods.named(name)) for name, value in pairs if value is not None]
    ends = [
        f"{words}{data.told(value)}（{name}）"
        for words, (value, name) in (("最低", min(known)), ("最高", max(known)))
    ]
    latest = f"最近一期{data.told(data.values[-1])}"
    return f"折线小图：{periods.named(data.names[0])}至{periods.named(data.names[-1])}，{'，'.join(ends)}，{latest}。"
