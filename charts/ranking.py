"""Rates by unit, best first: a dot for each on a zoomed ruler, the median as a line, the lowest in dark red."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from charts import inputs, look, numbers, paper
from charts.engine import Axes
from charts.inputs import Checked, Values
from charts.paper import Span
from charts.picture import Picture

TALL = 170.0  # mm, the tallest that stands on a page with its caption
_PITCH = (3.45, 4.4)  # mm, least and most between two rows


class _Row(NamedTuple):
    label: str
    value: Fraction | None
    detail: str
    low: bool


def draw(
    labels: Sequence[str],
    values: Values,
    *,
    details: Sequence[str] = (),
    details_name: str = "",
    peers: str = "同类",
    worst: int = 5,
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Rates in per cent by unit, sorted; equal ones in the order given; None last, in words and without a dot.

    `details` are the counts behind the rates, printed beside them under `details_name`. The `worst` lowest
    are marked, but never one at or above the median. `width` in mm; the height follows from the number of
    units. Raises ValueError on empty, unequal or non-finite input and on more units than fit a page.
    """
    with look.style():
        rows = _rows(labels, values, details, worst)
        foot = paper.footer(width, source, note)
        below = paper.footer_height(foot) + 6
        pitch = min(_PITCH[1], (TALL - below - 6) / len(rows))
        if pitch < _PITCH[0]:
            raise ValueError(f"排序图一页放不下 {len(rows)} 个单位，请分组绘制")
        sheet = paper.sheet(width, below + pitch * len(rows) + 6)
        middle = median(row.value for row in rows if row.value is not None)
        _compose(sheet, rows, middle, pitch, below, (peers, details_name))
        paper.write_footer(sheet, foot)
        return look.picture(sheet, alt or _alt(rows, middle, peers))


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
    """The rate at or below which a unit is among the lowest: at most about `worst` of them, all below the median.

    Where the last place is shared by so many that the list would double, none of them is named.
    """
    known = sorted(inputs.known(values))
    if not known:
        raise ValueError("排序图的数值全部缺失，没有可以画的数据")
    low = [value for value in known if value < median(known)]
    if not low or worst < 1:
        return known[0] - 1
    last = low[: worst][-1]
    if sum(value <= last for value in low) > 2 * worst:
        low = [value for value in low if value < last]
        return low[-1] if low else known[0] - 1
    return last


def _compose(sheet: Axes, rows: list[_Row], middle: Fraction, pitch: float, below: float, heads: tuple[str, str]) -> None:
    width, height = sheet.get_xlim()[1], sheet.get_ylim()[1]
    name_end = paper.widest(row.label for row in rows) + 0.5
    detail_start = width - max(paper.widest(row.detail for row in rows), paper.extent(heads[1])) - 0.5
    value_end = detail_start - (2.5 if detail_start < width - 1 else 0)
    value_start = value_end - paper.widest(_value(row.value) for row in rows)
    ruler = _ruler(rows, name_end + 3, value_start - 4)
    tops = [height - 6 - pitch * (place + 0.5) for place in range(len(rows))]
    _axes(sheet, ruler, below, height - 6)
    _median(sheet, ruler, middle, heads[0], below, height - 6)
    paper.write(sheet, width - 0.3, height - 2.5, heads[1], ha="right", color=look.GREY)
    for row, y in zip(rows, tops, strict=True):
        _row(sheet, row, y, pitch, (name_end, value_end, width))
        _dot(sheet, row, ruler, y)


def _ruler(rows: Sequence[_Row], start: float, end: float) -> Span:
    """A ruler that reaches a little beyond the values: a dot has no length, so it need not start at zero."""
    if end - start < 20:
        raise ValueError("排序图的标签或明细过长，放不下图形")
    values = [row.value for row in rows if row.value is not None]
    marks = numbers.ticks(min(values), max(values))
    return Span(marks[0], marks[-1], start, end)


def _axes(sheet: Axes, ruler: Span, bottom: float, top: float) -> None:
    paper.line(sheet, (ruler.start, ruler.end), (bottom, bottom))
    for mark in numbers.ticks(ruler.low, ruler.high):
        x = ruler.at(mark)
        paper.line(sheet, (x, x), (bottom, top), color=look.GRID, zorder=1)
        paper.write(sheet, x, bottom - 2.5, f"{numbers.grouped(mark, 4)}%", ha="center")


def _median(sheet: Axes, ruler: Span, middle: Fraction, peers: str, bottom: float, top: float) -> None:
    x, words = ruler.at(middle), f"{peers}中位数 {numbers.percent(middle)}"
    paper.line(sheet, (x, x), (bottom, top + 0.8), color=look.BLUE, linewidth=0.9, linestyle=(0, (4, 1.6)), zorder=2)
    half = paper.extent(words) / 2
    paper.write(sheet, min(max(x, half), sheet.get_xlim()[1] - half), top + 3, words, ha="center", color=look.BLUE)


def _row(sheet: Axes, row: _Row, y: float, pitch: float, columns: tuple[float, float, float]) -> None:
    """The words of a row; the lowest on a band and in dark red."""
    name_end, value_end, width = columns
    colour = look.RED if row.low else look.INK
    if row.low:
        sheet.barh(y, width, pitch, color=look.BAND, zorder=0)
    paper.write(sheet, name_end, y, row.label, ha="right", color=colour)
    paper.write(sheet, value_end, y, _value(row.value), ha="right", color=colour)
    paper.write(sheet, width - 0.3, y, row.detail, ha="right", color=colour if row.low else look.GREY)


def _dot(sheet: Axes, row: _Row, ruler: Span, y: float) -> None:
    if row.value is None:
        return
    style = {"marker": "D", "markersize": 4.4} if row.low else {"marker": "o", "markersize": 4.0}
    colour, fill = (look.RED, look.RED) if row.low else (look.BLUE, "white")
    paper.line(sheet, [ruler.at(row.value)], [y], color=colour, markerfacecolor=fill, zorder=3, gid=row.label, **style)


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
