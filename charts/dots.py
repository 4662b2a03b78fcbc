"""One unit among its peers: for each index the peers as light dots, their median, the unit as a diamond."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

_HEAD = 5.5  # mm, the line that explains the signs
_PITCH = 7.5  # mm between two indices


class _Row(NamedTuple):
    label: str
    value: Fraction | None
    peers: list[Fraction]


def draw(
    labels: Sequence[str],
    values: Values,
    peers: Sequence[Values],
    *,
    unit_name: str = "本单位",
    peers_name: str = "同类单位",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Index values of one unit (`values`, one a label) and of its peers (`peers`, a row of them a label).

    All rows share one ruler; None is left out and said. `title` is the conclusion, at the head. `width` in mm;
    the height follows from the number of labels. Raises ValueError on empty, unequal or non-finite input and on a row without any peer.
    """
    with look.style():
        rows = _rows(labels, values, peers)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + 5
        top = bottom + _PITCH * len(rows)
        sheet = paper.sheet(width, top + _HEAD)
        ruler = _ruler(rows, width)
        _axes(sheet, ruler, bottom, top)
        _key(sheet, ruler, top + _HEAD / 2, (inputs.label(unit_name, "单位名称"), peers_name))
        for place, row in enumerate(rows):
            _write_row(sheet, row, ruler, top - _PITCH * (place + 0.5))
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(rows, unit_name, peers_name))


def _rows(labels: Sequence[str], values: Values, peers: Sequence[Values]) -> list[_Row]:
    names = inputs.labels(labels, "点阵图标签")
    inputs.same_length(names, values, "点阵图")
    inputs.same_length(names, peers, "点阵图的同类单位")
    rows = [
        _Row(name, value, inputs.known(inputs.numbers(others, name)))
        for name, value, others in zip(names, inputs.numbers(values, "点阵图"), peers, strict=True)
    ]
    for row in rows:
        if not row.peers:
            raise ValueError(f"{row.label}：没有同类单位的数值可以比较")
    return rows


def _ruler(rows: Sequence[_Row], width: float) -> Span:
    values = [value for row in rows for value in (*row.peers, row.value) if value is not None]
    marks = numbers.ticks(min(values), max(values))
    start = paper.widest(row.label for row in rows) + 4
    end = width - paper.widest(_value(row.value) for row in rows) - 4
    if end - start < 20:
        raise ValueError("点阵图的标签过长，放不下图形")
    return Span(marks[0], marks[-1], start, end)


def _axes(sheet: Sheet, ruler: Span, bottom: float, top: float) -> None:
    paper.line(sheet, (ruler.start, ruler.end), (bottom, bottom))
    for mark in numbers.ticks(ruler.low, ruler.high):
        x = ruler.at(mark)
        paper.line(sheet, (x, x), (bottom, top), color=look.GRID, zorder=1)
        paper.write(sheet, x, bottom - 2.5, numbers.grouped(mark, 4), ha="center")


def _key(sheet: Sheet, ruler: Span, y: float, names: tuple[str, str]) -> None:
    """What the three signs mean, above the rows."""
    x = ruler.start
    for sign, words in ((_unit, names[0]), (_peers, names[1]), (_median, f"{names[1]}中位数")):
        sign(sheet, [x], y)
        paper.write(sheet, x + 2, y, words)
        x += paper.extent(words) + 8


def _write_row(sheet: Sheet, row: _Row, ruler: Span, y: float) -> None:
    paper.line(sheet, (ruler.start, ruler.end), (y, y), color=look.GRID, linewidth=0.3, zorder=1)
    paper.write(sheet, ruler.start - 3, y, row.label, ha="right")
    _peers(sheet, [ruler.at(value) for value in row.peers], y)
    _median(sheet, [ruler.at(numbers.median(row.peers))], y)
    if row.value is not None:
        _unit(sheet, [ruler.at(row.value)], y)
    paper.write(sheet, sheet.width - 0.3, y, _value(row.value), ha="right")


def _unit(sheet: Sheet, xs: Sequence[float], y: float) -> None:
    style = {"marker": "D", "markersize": 5.5, "color": look.RED, "markeredgecolor": "white"}
    paper.line(sheet, xs, [y] * len(xs), zorder=4, **style)


def _peers(sheet: Sheet, xs: Sequence[float], y: float) -> None:
    style = {"marker": "o", "markersize": 3.6, "markeredgewidth": 0.6, "markerfacecolor": "none"}
    paper.line(sheet, xs, [y] * len(xs), linestyle="None", color=look.STEEL, zorder=2, **style)


def _median(sheet: Sheet, xs: Sequence[float], y: float) -> None:
    for x in xs:
        paper.line(sheet, (x, x), (y - 1.9, y + 1.9), color=look.BLUE, linewidth=1.4, zorder=3)


def _value(value: Fraction | None) -> str:
    return "无数据" if value is None else numbers.figure(numbers.rounded(value, 2))


def _alt(rows: Sequence[_Row], unit_name: str, peers_name: str) -> str:
    """One sentence: for each index the unit and the median of its peers."""
    told = [f"{row.label}{_value(row.value)}（中位数{_value(numbers.median(row.peers))}）" for row in rows]
    return f"点阵图：{unit_name}与{peers_name}比较，{'，'.join(told)}。"
