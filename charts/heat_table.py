"""Units by indicators: the values in print, each cell shaded by where it stands in its column."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from charts import cells, inputs, look, numbers, paper, printing
from charts.cells import Box
from charts.inputs import Checked, Values
from charts.picture import Picture
from charts.sheet import Sheet

_PITCH = (2.75, 4.6)  # mm, least and most between two rows
_MOST = 10  # columns
_KEY = 5.0  # mm, the line that explains the shades
_MISSING = "—"  # as numbers.Format prints what is missing
_MARKS = {"high": "↑", "low": "↓", "": ""}
_MEANINGS = ("居前四分之一", "不差于中位数", "差于中位数", "居后四分之一")


@dataclass(frozen=True)
class Column:
    """One indicator: its name, a value a unit, the unit of measure, and which values are `better`.

    A volume has no better side (""): its cells stay unshaded.
    """

    name: str
    values: Values
    unit: str = "%"
    better: Literal["high", "low", ""] = "high"


class _Column(NamedTuple):
    """An indicator made ready: the lines of its head, its values as they print, their shades, their median."""

    head: list[str]
    words: list[str]
    shades: list[int | None]
    middle: str
    lacking: int


class _Plan(NamedTuple):
    """Where things lie, in mm: the left edge of the first column, column and row pitch, the upper edge."""

    left: float
    wide: float
    top: float
    pitch: float


def draw(
    labels: Sequence[str],
    columns: Sequence[Column],
    *,
    peers: str = "同类",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """A table of units (rows, as given) and up to ten indicators, with the median of each column on top.

    The darker a cell, the worse its value stands among the `peers` of its column: best quarter, no worse than
    the median, worse, worst quarter (a crowd of equal values too large for a quarter counts as no part of it).
    Missing values are “—”, which the foot explains. `title` is the conclusion, at the head. `width` in mm; the
    height follows from the number of rows (46 fit). Raises ValueError on empty, unequal or non-finite input,
    on too many rows or columns, and on an unknown direction.
    """
    with look.style():
        names = inputs.labels(labels, "热力表标签")
        left = paper.widest([*names, f"{peers}中位数"]) + 2
        table = _table(names, columns, (width - left) / max(len(columns), 1))
        lacking = any(column.lacking for column in table)
        foot = paper.footer(
            width, source, "；".join(filter(None, [note, "“—”为无数据、无业务或未报送" * lacking]))
        )
        head = max(len(column.head) for column in table) * paper.LINE + 1.5
        bottom = paper.footer_height(foot) + 1
        pitch = paper.pitch(
            len(names) + 1, bottom + head + _KEY + paper.heading_height(title, width), _PITCH, "热力表"
        )
        plan = _Plan(left, (width - left) / len(table), bottom + pitch * (len(names) + 1), pitch)
        sheet = paper.sheet(width, plan.top + head + _KEY)
        _key(sheet, peers)
        _shade(sheet, plan, table)
        _rules(sheet, plan, head)
        for place, words in enumerate([f"{peers}中位数", *names]):
            color = look.BLUE if place == 0 else look.INK
            paper.write(sheet, 0.3, plan.top - plan.pitch * (place + 0.5), words, color=color)
        for place, column in enumerate(table):
            _write(sheet, plan, column, plan.left + plan.wide * (place + 0.5))
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(names, columns, table, peers))


# --- what is shown -------------------------------------------------------------------------------


def _table(names: Sequence[str], columns: Sequence[Column], wide: float) -> list[_Column]:
    inputs.labels([column.name for column in columns], "热力表指标")
    if len(columns) > _MOST:
        raise ValueError(f"热力表最多画 {_MOST} 项指标，现有 {len(columns)} 项")
    table = [_column(names, column, wide) for column in columns]
    if all(column.lacking == len(names) for column in table):
        raise ValueError("热力表的数值全部缺失，没有可以画的数据")
    return table


def _column(names: Sequence[str], column: Column, wide: float) -> _Column:
    inputs.same_length(names, column.values, column.name)
    if column.better not in _MARKS:
        raise ValueError(f"{column.name}：方向 {column.better!r} 应为 high、low 或空")
    values = inputs.numbers(column.values, column.name)
    known = inputs.known(values)
    form = numbers.form(known, column.unit)
    unit = f"（{form.scale.prefix}{form.unit}）" if form.scale.prefix + form.unit else ""
    head = [*_head(column.name, wide - 1), unit + _MARKS[column.better]]
    words, middle = (
        [form.bare(value) for value in values],
        form.bare(numbers.median(known) if known else None),
    )
    if paper.widest([*head, *words]) > wide - 0.6:
        raise ValueError(f"热力表的“{column.name}”一列放不下，请减少指标")
    return _Column(head, words, _ranks(values, column.better), middle, len(values) - len(known))


def _head(name: str, wide: float) -> list[str]:
    """The name in as few lines as fit `wide`, of equal length where they can be."""
    lines = paper.wrap(name, wide).split("\n")
    each = math.ceil(len(name) / len(lines))
    even = [name[start : start + each] for start in range(0, len(name), each)]
    return even if paper.widest(even) <= wide else lines


def _ranks(values: Checked, better: str) -> list[int | None]:
    """0 to 3 for each value: the quarter of the peers in which it stands, equal values in the same one.

    None where no value is better than another, or there is none. The outer quarters hold only values that stand in them with all their equals and off the median.
    """
    known = inputs.known(values)
    if not better or not known:
        return [None] * len(values)
    wholes = [whole if better == "high" else -whole for whole in numbers.common(known)[0]]
    order, ranked = sorted(wholes), iter(wholes)
    return [None if value is None else _rank(next(ranked), order) for value in values]


def _rank(value: int, order: Sequence[int]) -> int:
    """Where `value` stands in the rising `order`, the more the better."""
    twice = order[(len(order) - 1) // 2] + order[len(order) // 2]  # the median
    at_most, at_least = bisect_right(order, value), len(order) - bisect_left(order, value)
    if 2 * value >= twice:
        return 0 if 2 * value > twice and 4 * at_least <= len(order) else 1
    return 3 if 4 * at_most <= len(order) else 2


# --- where it lies -------------------------------------------------------------------------------


def _shade(sheet: Sheet, plan: _Plan, table: Sequence[_Column]) -> None:
    """The cells, one path a shade, a little white between them."""
    for shade, colour in enumerate(cells.SHADES):
        boxes = [
            _box(plan, row, column)
            for column, whole in enumerate(table)
            for row, own in enumerate(whole.shades)
            if own == shade
        ]
        cells.fill(sheet, boxes if shade else (), colour, label=f"shade {shade}")


def _box(plan: _Plan, row: int, column: int) -> Box:
    left, top = plan.left + plan.wide * column, plan.top - plan.pitch * (row + 1)
    return Box(left + 0.15, top - plan.pitch + 0.15, left + plan.wide - 0.15, top - 0.15)


def _rules(sheet: Sheet, plan: _Plan, head: float) -> None:
    """Rules around the head and the medians."""
    width = sheet.width
    paper.strokes(sheet, [((0, width), (y, y)) for y in (plan.top + head, plan.top, plan.top - plan.pitch)])


def _write(sheet: Sheet, plan: _Plan, column: _Column, x: float) -> None:
    """The head above, the median, the values."""
    for row, words in enumerate(reversed(column.head)):
        color = look.INK if row else look.GREY
        paper.write(sheet, x, plan.top + 0.75 + paper.LINE * (row + 0.5), words, ha="center", color=color)
    paper.write(sheet, x, plan.top - plan.pitch / 2, column.middle, ha="center", color=look.BLUE)
    for row, (words, shade) in enumerate(zip(column.words, column.shades, strict=True)):
        color = look.GREY if words == _MISSING else cells.ink(shade or 0)
        paper.write(sheet, x, plan.top - plan.pitch * (row + 1.5), words, ha="center", color=color)


def _key(sheet: Sheet, peers: str) -> None:
    """What the shades and the arrows mean, on the uppermost line."""
    x, y = 0.3, sheet.height - _KEY / 2 + 0.3
    for colour, words in zip(cells.SHADES, _MEANINGS, strict=True):
        cells.fill(sheet, [Box(x, y - 1.5, x + 5, y + 1.5)], colour, edgecolor=look.RULE, linewidth=0.4)
        paper.write(sheet, x + 6, y, words)
        x += 6 + paper.extent(words) + 4
    words = f"按各列在{peers}中的位置；↑越高越好　↓越低越好"
    if x + paper.extent(words) > sheet.width:
        words = "↑越高越好　↓越低越好"
    paper.write(sheet, sheet.width - 0.3, y, words, ha="right", color=look.GREY)


def _alt(names: Sequence[str], columns: Sequence[Column], table: Sequence[_Column], peers: str) -> str:
    """One sentence: how many units and indicators, and who stands in the worst quarter most often."""
    worst = {name: sum(column.shades[row] == len(cells.SHADES) - 1 for column in table)
             for row, name in enumerate(names)}  # fmt: skip
    most = max(worst.values())
    lack = sum(column.lacking for column in table)
    parts = [
        f"热力表：{len(names)}家{peers}单位的{len(columns)}项指标（{'、'.join(one.name for one in columns)}）"
    ]
    if most:
        parts.append(
            f"居后四分之一最多的是{'、'.join(name for name in names if worst[name] == most)}（{most}项）"
        )
    if lack:
        parts.append(f"{lack}处无数据")
    return "，".join(parts) + "。"
