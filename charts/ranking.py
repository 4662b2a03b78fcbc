"""Rates by unit, best first: a dot each on a zoomed ruler, the median as a line, the lowest in dark red."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Checked, Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

_HEAD = 5.5  # mm, the line of heads above the rows
_PITCH = (3.0, 4.4)  # mm, least and most between two rows


class _Row(NamedTuple):
    label: str
    value: Fraction | None
    detail: str
    low: bool


def draw(
    labels: Sequence[str],
    values: Values,
    *,
    name: str = "",
    details: Sequence[str] = (),
    details_name: str = "",
    peers: str = "同类",
    worst: int = 5,
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Rates in per cent by unit, sorted; equal ones in the order given; None last, in words, without a dot.

    `name` heads the column of rates; `details` are the counts behind them, printed under `details_name`. The
    `worst` lowest are marked, but never one at or above the median. `title` is the conclusion, at the head.
    `width` in mm; the height follows from the number of units. Raises ValueError on empty, unequal or
    non-finite input and on more units than fit a page.
    """
    with look.style():
        rows = _rows(labels, values, details, worst)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + 5
        pitch = paper.pitch(len(rows), bottom + _HEAD + paper.heading_height(title, width), _PITCH, "排序图")
        plan = _plan(rows, (name, details_name), width, bottom, pitch)
        sheet = paper.sheet(width, plan.top + _HEAD)
        middle = numbers.median([row.value for row in rows if row.value is not None])
        _axes(sheet, plan, (name, details_name))
        _hairlines(sheet, plan, len(rows))
        _median(sheet, plan, middle, peers)
        for place, row in enumerate(rows):
            _write_row(sheet, plan, row, place)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(rows, middle, peers))


def _rows(labels: Sequence[str], values: Values, details: Sequence[str], worst: int) -> list[_Row]:
    """The rows from best to lowest, the missing ones at the end."""
    names = inputs.labels(labels, "排序图标签")
    inputs.same_length(names, values, "排序图")
    inputs.same_length(names, details or names, "排序图的明细")
    checked = inputs.numbers(values, "排序图")
    limit = _limit(checked, worst)
    rows = [
        _Row(name, value, detail, value is not None and value <= limit)
        for name, value, detail in zip(names, checked, details or [""] * len(names), strict=True)
    ]
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))


def _limit(values: Checked, worst: int) -> Fraction:
    """The rate at or below which a unit is among the `worst` lowest, all below the median.

    Where the last place is shared by so many that the list would double, none of them is named.
    """
    known = sorted(inputs.known(values))
    if not known:
        raise ValueError("排序图的数值全部缺失，没有可以画的数据")
    middle = numbers.median(known)
    low = [value for value in known if value < middle]
    if not low or worst < 1:
        return known[0] - 1
    last = low[:worst][-1]
    if sum(value <= last for value in low) > 2 * worst:
        low = [value for value in low if value < last]
        return low[-1] if low else known[0] - 1
    return last


class _Plan(NamedTuple):
    """Where things lie, in mm: right ends of the columns of words, ruler, lower and upper edge, row pitch."""

    names: float
    values: float
    details: float
    ruler: Span
    bottom: float
    top: float
    pitch: float


def _plan(rows: Sequence[_Row], heads: tuple[str, str], width: float, bottom: float, pitch: float) -> _Plan:
    names = paper.widest(row.label for row in rows) + 0.3
    details = width - 0.3
    wide = paper.widest([heads[1], *(row.detail for row in rows)])
    values = details - (wide + 3 if wide else 0)
    start = values - paper.widest([heads[0], *(_value(row.value) for row in rows)])
    return _Plan(
        names, values, details, _ruler(rows, names + 3, start - 4), bottom, bottom + pitch * len(rows), pitch
    )


def _ruler(rows: Sequence[_Row], start: float, end: float) -> Span:
    """A ruler that reaches a little beyond the values: a dot has no length, so it need not start at zero."""
    if end - start < 20:
        raise ValueError("排序图的标签或明细过长，放不下图形")
    values = [row.value for row in rows if row.value is not None]
    marks = numbers.ticks(min(values), max(values))
    return Span(marks[0], marks[-1], start, end)


def _axes(sheet: Sheet, plan: _Plan, heads: tuple[str, str]) -> None:
    """The ruler beneath, its marks as upright lines, the heads of the columns of words."""
    ruler = plan.ruler
    paper.line(sheet, (ruler.start, ruler.end), (plan.bottom, plan.bottom))
    for mark in numbers.ticks(ruler.low, ruler.high):
        x = ruler.at(mark)
        paper.line(sheet, (x, x), (plan.bottom, plan.top), color=look.GRID, zorder=1)
        paper.write(sheet, x, plan.bottom - 2.5, f"{numbers.grouped(mark, 4)}%", ha="center")
    for x, head in zip((plan.values, plan.details), heads, strict=True):
        paper.write(sheet, x, plan.top + _HEAD / 2, head, ha="right", color=look.GREY)


def _level(plan: _Plan, place: int) -> float:
    return plan.top - plan.pitch * (place + 0.5)


def _hairlines(sheet: Sheet, plan: _Plan, count: int) -> None:
    """A fine line through each row."""
    levels = (_level(plan, place) for place in range(count))
    paper.strokes(sheet, [((plan.ruler.start, plan.ruler.end), (y, y)) for y in levels],
                  color=look.GRID, linewidth=0.3, zorder=1)  # fmt: skip


def _median(sheet: Sheet, plan: _Plan, middle: Fraction, peers: str) -> None:
    x, text = plan.ruler.at(middle), f"{peers}中位数 {numbers.percent(middle)}"
    style = {"color": look.BLUE, "linewidth": 0.9, "linestyle": (0, (4, 1.6))}
    paper.line(sheet, (x, x), (plan.bottom, plan.top + 1), zorder=2, **style)
    start = paper.beside(x, text, [(0.3, plan.ruler.end + 2)])
    paper.write(sheet, start, plan.top + _HEAD / 2, text, color=look.BLUE)


def _write_row(sheet: Sheet, plan: _Plan, row: _Row, place: int) -> None:
    """A row: words and dot; the lowest on a band and in dark red."""
    y, colour = _level(plan, place), look.RED if row.low else look.INK
    if row.low:
        paper.box(sheet, (0, y - plan.pitch / 2), sheet.width, plan.pitch, look.BAND, zorder=0)
    paper.write(sheet, plan.names, y, row.label, ha="right", color=colour)
    paper.write(sheet, plan.values, y, _value(row.value), ha="right", color=colour)
    paper.write(sheet, plan.details, y, row.detail, ha="right", color=colour if row.low else look.GREY)
    if row.value is not None:
        _dot(sheet, row, plan.ruler.at(row.value), y)


def _dot(sheet: Sheet, row: _Row, x: float, y: float) -> None:
    shape, size, fill = ("D", 4.4, look.RED) if row.low else ("o", 4.0, "white")
    colour = look.RED if row.low else look.BLUE
    style = {"marker": shape, "markersize": size, "markerfacecolor": fill, "color": colour}
    paper.line(sheet, [x], [y], zorder=3, label=row.label, **style)


def _value(value: Fraction | None) -> str:
    return "未报送" if value is None else numbers.percent(value)


def _alt(rows: Sequence[_Row], middle: Fraction, peers: str) -> str:
    """One sentence: how many, the median, the best and the lowest."""
    known = [row for row in rows if row.value is not None]
    best, last = known[0], known[-1]
    lack = f"，{len(rows) - len(known)}家未报送" if len(known) < len(rows) else ""
    return (
        f"点图：{len(known)}家{peers}单位由高到低排列，中位数{numbers.percent(middle)}，"
        f"最高{best.label}{_value(best.value)}，最低{last.label}{_value(last.value)}{lack}。"
    )
