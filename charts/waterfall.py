"""What made a change: the total before, signed steps, the total after; the steps add up exactly."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Number
from charts.numbers import Scale
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

_BAR = 0.62  # of the pitch
_FOOT = Fraction(1, 3)  # of the height: what a bar keeps beneath the lowest level where its base is cut
_UNEVEN = "各项为四舍五入后的数，相加与合计略有出入"


class _Column(NamedTuple):
    """A bar from level `one` to level `two`; `words` is its value as printed."""

    label: str
    one: Fraction
    two: Fraction
    words: str
    step: Fraction | None  # None: a total


class _Data(NamedTuple):
    columns: list[_Column]
    levels: list[Fraction]  # the running total after each column but the last
    unit: str
    change: str
    uneven: bool  # whether the printed steps fail to add up


class _Plan(NamedTuple):
    x: Span
    y: Span
    pitch: float
    cut: float  # where the bars of the totals are broken, in mm; 0: nowhere


def draw(
    start: tuple[str, Number],
    steps: Sequence[tuple[str, Number]],
    end: tuple[str, Number],
    *,
    unit: str = "件",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 72.0,
) -> Picture:
    """The way from one total to another, each a label and a number: filled bars rise, hollow ones fall.

    With the unit "%" totals are rates and steps 百分点. Steps named in `attention` are dark red and hatched.
    Where the totals are so large that the steps would vanish, the base is cut, marked on the bars and said.
    `width` and `height` are mm; `title`, the conclusion, is added above. Raises ValueError on empty, missing
    or non-finite input, too many steps, and steps that do not add up exactly to the change.
    """
    with look.style():
        data = _checked(start, steps, end, unit)
        inputs.among(attention, [label for label, _value in steps], "瀑布图")
        foot = paper.footer(width, source, "；".join(filter(None, (note, _UNEVEN * data.uneven))))
        plan = _plan(data, width, height, paper.footer_height(foot))
        sheet = paper.sheet(width, height)
        for place, column in enumerate(data.columns):
            _column(sheet, plan, place, column, column.label in attention)
        _joints(sheet, plan, data)
        _head(sheet, plan, data)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(
    start: tuple[str, Number], steps: Sequence[tuple[str, Number]], end: tuple[str, Number], unit: str
) -> _Data:
    inputs.labels([label for label, _value in steps], "瀑布图的各项")
    names = inputs.labels([label for label, _value in (start, *steps, end)], "瀑布图标签")
    values = inputs.numbers([value for _label, value in (start, *steps, end)], "瀑布图")
    if None in values:
        raise ValueError(f"瀑布图：“{names[values.index(None)]}”缺失，各项必须齐全才能相加")
    first, *changes, last = inputs.known(values)
    levels = list(accumulate(changes, initial=first))
    if levels[-1] != last:
        raise ValueError(
            f"瀑布图：{names[0]}加各项为 {_plain(levels[-1])}，{names[-1]}为 {_plain(last)}，"
            f"相差 {_plain(abs(last - levels[-1]))}，各项必须与变化相等"
        )
    scale, places = _scale([first, last], changes), 2 if unit == "%" else 0
    before, after = (numbers.scaled(total, scale, places) for total in (first, last))
    told = [numbers.signed(change, scale, places) for change in changes]
    columns = [
        _Column(names[0], Fraction(0), first, before, None),
        *map(_Column, names[1:-1], levels, levels[1:], told, changes),
        _Column(names[-1], Fraction(0), last, after, None),
    ]
    uneven = numbers.read(before) + sum(map(numbers.read, told)) != numbers.read(after)
    return _Data(columns, levels, f"{scale.prefix}{unit}", _change(first, last, unit, scale), uneven)


def _scale(totals: Sequence[Fraction], steps: Sequence[Fraction]) -> Scale:
    """万 or 亿 by the totals, unless a step would then print as nought."""
    scale = numbers.magnitude(totals)
    hidden = any(step and abs(step) < Fraction(scale.divisor, 200) for step in steps)
    return numbers.PLAIN if hidden and scale.divisor > 1 else scale


def _plain(value: Fraction) -> str:
    return numbers.grouped(value, 4)


def _change(first: Fraction, last: Fraction, unit: str, scale: Scale) -> str:
    if unit == "%":
        return f"{numbers.signed(last - first, scale, 2)}个百分点"
    rate = f"（{numbers.signed((last - first) / first * 100, numbers.PLAIN, 2)}%）" if first > 0 else ""
    return f"{numbers.signed(last - first, scale)}{scale.prefix}{unit}{rate}"


def _plan(data: _Data, width: float, height: float, foot: float) -> _Plan:
    pitch = width / len(data.columns)
    beneath = max(paper.block_height(_wrapped(column.label, pitch)) for column in data.columns)
    if paper.widest(column.words for column in data.columns) + 1 > pitch or beneath > 5 * paper.LINE:
        raise ValueError("瀑布图的各项过多或标签过长，放不下")
    start, end = foot + beneath + 1.5, height - 2 * paper.LINE - 3
    if end - start < 12:
        raise ValueError("瀑布图图幅太小，放不下")
    low, high = min(data.levels), max(data.levels)
    cut = low > 0 and high - low < high / 2
    base = (
        max(Fraction(0), low - max(high - low, high / 100) * _FOOT / (1 - _FOOT))
        if cut
        else min(low, Fraction(0))
    )
    top = max(high, Fraction(0))
    x = Span(Fraction(-1, 2), Fraction(2 * len(data.columns) - 1, 2), 0, width)
    y = Span(base, top if top > base else base + 1, start, end)
    return _Plan(x, y, pitch, start + (y.at(low) - start) * 0.4 if cut else 0.0)


def _wrapped(label: str, pitch: float) -> str:
    return paper.balanced(label, pitch - 1.5)


def _column(sheet: Sheet, plan: _Plan, place: int, column: _Column, alarming: bool) -> None:
    """A bar, its value above it, its label at the foot."""
    x = plan.x.at(place)
    low, high = (plan.y.at(max(level, plan.y.low)) for level in sorted((column.one, column.two)))
    wide = plan.pitch * _BAR
    corner, style = (x - wide / 2, low), _style(column, alarming)
    paper.box(sheet, corner, wide, high - low, label=column.label, **style)
    ink = look.RED if alarming else look.INK
    paper.write(sheet, x, high + 2, column.words, ha="center", color=ink)
    paper.block(sheet, x, plan.y.start - 1, _wrapped(column.label, plan.pitch), ha="center", color=ink)
    if plan.cut and column.step is None:
        paper.broken(sheet, (x - wide / 2, x + wide / 2), plan.cut)


def _style(column: _Column, alarming: bool) -> dict[str, Any]:
    if alarming:
        return {"color": look.RED, "hatch": "////"}
    if column.step is None:
        return {"color": look.BLUE}
    return (
        {"color": look.STEEL}
        if column.step > 0
        else {"color": look.WHITE, "edgecolor": look.BLUE, "linewidth": 0.9}
    )


def _joints(sheet: Sheet, plan: _Plan, data: _Data) -> None:
    """A hairline from each bar to the next, at the level that is reached; the base line."""
    half = plan.pitch * _BAR / 2
    for level, (one, two) in zip(data.levels, pairwise(range(len(data.columns))), strict=True):
        y = plan.y.at(level)
        paper.line(sheet, (plan.x.at(one) + half, plan.x.at(two) - half), (y, y), zorder=1)
    base = plan.y.at(max(Fraction(0), plan.y.low))
    paper.line(sheet, (plan.x.start, plan.x.end), (base, base), zorder=3)


def _head(sheet: Sheet, plan: _Plan, data: _Data) -> None:
    """The unit at the left, the whole change at the right."""
    y = sheet.height - paper.LINE / 2 - 0.3
    unit = f"单位：{data.unit}" + "，各项影响为百分点" * (data.unit == "%")
    paper.write(sheet, 0.3, y, unit + "（纵轴截断，不从零起）" * bool(plan.cut), color=look.GREY)
    paper.write(sheet, sheet.width - 0.3, y, f"合计变化 {data.change}", ha="right", color=look.BLUE)


def _alt(data: _Data) -> str:
    """One sentence: the totals, the change and every step."""
    first, *steps, last = data.columns
    told = "，".join(f"{step.label}{step.words}" for step in steps)
    return (
        f"瀑布图（{data.unit}）：{first.label}{first.words}，{last.label}{last.words}，"
        f"合计变化{data.change}，其中{told}。"
    )
