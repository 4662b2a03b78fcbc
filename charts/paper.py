"""What is put on a sheet in mm: words, lines, boxes, title and foot.

With one ruler for words, lines and bars a chart knows where everything lies before it is drawn; no layout
engine, no tick machinery, and nothing that moves between the vector and the raster picture.
"""

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from charts import fonts, inputs, look
from charts.engine import Line2D, Outline, PathPatch, Polygon, Rectangle
from charts.sheet import Sheet
from charts.words import POINT, Words

TALL = 170.0  # mm, the tallest that stands on a page with its caption
LINE = 1.42 * look.SMALL * POINT  # mm, the pitch of small lines
_TITLE_LINE = 1.35 * look.TITLE * POINT
_TITLE_GAP = 1.5  # mm between the title and the chart
# What no line is broken in: a number with its sign, and a mark with the character that it belongs to.
_WHOLE = re.compile(r"[（“《]*(?:[\w.,%+−-]+(?<=[0-9%])|.)[，。；：、）”》！？]*", re.ASCII)


class Span(NamedTuple):
    """A ruler: the values `low` to `high` lie from `start` to `end` mm."""

    low: Fraction
    high: Fraction
    start: float
    end: float

    def at(self, value: Fraction | float) -> float:
        """Where `value` lies, in mm."""
        return self.start + float((value - self.low) / (self.high - self.low)) * (self.end - self.start)


def sheet(width: float, height: float) -> Sheet:
    """An empty sheet of `width` × `height` mm, to the hundredth. Raises ValueError if no page holds it."""
    width, height = round(width, 2), round(height, 2)
    if not (20 <= width <= 400 and 10 <= height <= 400):
        raise ValueError(f"图幅 {width:g}×{height:g} 毫米超出可画范围")
    return Sheet(width, height)


def heading_height(title: str, width: float) -> float:
    """The room that a title takes at the head of a sheet, in mm; 0 of ""."""
    return len(_title(title, width)) * _TITLE_LINE + _TITLE_GAP if title else 0.0


def heading(sheet: Sheet, title: str) -> None:
    """Makes the sheet taller by the title and writes it there, at the left; nothing of "".

    Everything else stays where it is, being measured from the lower corner: a chart calls this last.
    """
    if not title:
        return
    sheet.height = round(sheet.height + heading_height(title, sheet.width), 2)
    for place, part in enumerate(_title(title, sheet.width)):
        write(sheet, 0.3, sheet.height - (place + 0.5) * _TITLE_LINE, part, points=look.TITLE)


def _title(title: str, width: float) -> list[str]:
    return wrap(inputs.label(title, "图题"), width - 0.6, look.TITLE).split("\n")


def write(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    *,
    ha: str = "left",
    points: float = look.SMALL,
    color: str = look.INK,
) -> None:
    """One line of words; `x` is its left end, centre or right end, `y` its middle."""
    if text:
        sheet.add(Words(x, y, text, points, color, ha))


def block(sheet: Sheet, x: float, top: float, words: str, **style: Any) -> None:
    """Small lines of words one beneath the other, the first from `top` mm down."""
    for place, part in enumerate(words.split("\n")):
        write(sheet, x, top - (place + 0.5) * LINE, part, **style)


def block_height(words: str) -> float:
    """The room that a block takes, in mm."""
    return (words.count("\n") + 1) * LINE


def line(sheet: Sheet, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
    """A thin grey line through the points unless `style` says otherwise."""
    sheet.add(Line2D(xs, ys, **{"color": look.RULE, "linewidth": look.AXIS, **style}))


def broken(sheet: Sheet, across: tuple[float, float], at: float, *, level: bool = False) -> None:
    """The mark of a bar that does not begin at zero: two slanting strokes with paper between them.

    An upright bar spans `across` (from, to, in mm) and is broken `at` that height; of a `level` bar the
    other way round.
    """
    ends, rise = (across[0] - 0.8, across[1] + 0.8), (across[1] - across[0]) / 8
    for shift, style in ((0, {"color": look.WHITE, "linewidth": 4}), (-0.7, {}), (0.7, {})):
        slant = (at + shift - rise, at + shift + rise)
        xs, ys = (slant, ends) if level else (ends, slant)
        line(sheet, xs, ys, **{"color": look.INK, "linewidth": 0.7, "zorder": 4, **style})


def box(
    sheet: Sheet, corner: tuple[float, float], width: float, height: float, color: str, **style: Any
) -> None:
    """A filled rectangle; `corner` is its lower left one."""
    sheet.add(
        Rectangle(corner, width, height, **{"facecolor": color, "edgecolor": "none", "zorder": 2, **style})
    )


def boxes(
    sheet: Sheet,
    corners: Sequence[tuple[float, float]],
    width: float,
    height: float,
    color: str,
    **style: Any,
) -> None:
    """Many equal rectangles of one colour as one shape, for maps and fields of cells; nothing of none."""
    if not corners:
        return
    square = np.array([(0, 0), (width, 0), (width, height), (0, height), (0, 0)])
    points = (np.array(corners)[:, None] + square).reshape(-1, 2)
    codes = [Outline.MOVETO, Outline.LINETO, Outline.LINETO, Outline.LINETO, Outline.CLOSEPOLY] * len(corners)
    style = {"facecolor": color, "edgecolor": "none", "zorder": 2, **style}
    sheet.add(PathPatch(Outline(points, codes), **style))


def strokes(sheet: Sheet, pieces: Iterable[tuple[Sequence[float], Sequence[float]]], **style: Any) -> None:
    """Many separate lines of one style, each given as its xs and ys, as one artist: quicker than one each."""
    xs, ys = [], []
    for across, up in pieces:
        xs += [*across, math.nan]
        ys += [*up, math.nan]
    if xs:
        line(sheet, xs[:-1], ys[:-1], **style)


def area(
    sheet: Sheet, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], color: str
) -> None:
    """What lies between two lines, with fine edges; a stroke where it has a single point."""
    for edge in (lows, highs):
        line(sheet, xs, edge, linewidth=0.4, zorder=1)
    if len(xs) == 1:
        line(sheet, [*xs, *xs], [*lows, *highs], linewidth=2, color=color, zorder=1)
        return
    points = [*zip(xs, lows, strict=True), *reversed(list(zip(xs, highs, strict=True)))]
    sheet.add(Polygon(points, facecolor=color, edgecolor="none", zorder=0.5))


def pitch(count: int, around: float, limits: tuple[float, float], name: str) -> float:
    """The distance between two of `count` rows on one page, with `around` mm above and beneath them.

    Between the `limits`; raises ValueError, naming the chart, where the rows would stand closer.
    """
    found = min(limits[1], (TALL - around) / count)
    if found < limits[0]:
        raise ValueError(f"{name}一页放不下 {count} 行，请分组绘制")
    return found


def extent(words: str, points: float = look.SMALL) -> float:
    """How wide `words` (the widest of its lines) print at `points`, in mm."""
    return max(map(fonts.width, words.split("\n"))) * points * POINT


def widest(words: Iterable[str], points: float = look.SMALL) -> float:
    """The extent of the widest of `words`; 0 of none."""
    return max((extent(word, points) for word in words), default=0.0)


def wrap(words: str, width: float, points: float = look.SMALL) -> str:
    """`words` broken into lines of at most `width` mm.

    No line begins with a closing mark, ends with an opening one or parts a number, unless it is too narrow.
    """
    parts = (
        part
        for whole in _WHOLE.findall(words)
        for part in ([whole] if extent(whole, points) <= width else whole)
    )
    lines = [""]
    for part in parts:
        if lines[-1] and extent(lines[-1] + part, points) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def balanced(words: str, width: float) -> str:
    """Small `words` wrapped into as few lines as `width` mm allows, all about as long."""
    lines = wrap(words, width)
    evened = wrap(words, extent(words) / (lines.count("\n") + 1) + extent("字") / 2)
    return evened if evened.count("\n") == lines.count("\n") else lines


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """`places` moved as little as needed to keep `gap` between neighbours, between `low` and `high`."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    floor = low
    for index in order:
        floor = moved[index] = max(places[index], floor)
        floor += gap
    ceiling = high
    for index in reversed(order):
        ceiling = moved[index] = min(moved[index], ceiling)
        ceiling -= gap
    return moved


def beside(x: float, text: str, rooms: Sequence[tuple[float, float]]) -> float:
    """Where small `text` begins to lie over or next to `x`, within the nearest of `rooms` that holds it.

    Raises ValueError if none of the free stretches (from, to, in mm) is long enough.
    """
    length = extent(text)
    starts = [min(max(x - length / 2, low), high - length) for low, high in rooms if high - low >= length]
    if not starts:
        raise ValueError(f"文字“{text}”过长，图中放不下")
    return min(starts, key=lambda start: abs(start + length / 2 - x))


def footer(width: float, source: str, note: str) -> str:
    """The small lines beneath a chart: notes first, then where the data come from; "" without both."""
    parts = [f"注：{note}"] * bool(note) + [f"数据来源：{source}"] * bool(source)
    return "\n".join(wrap(inputs.label(part, "图注"), width - 1) for part in parts)


def footer_height(words: str) -> float:
    """The room that a footer takes at the bottom of a sheet, in mm."""
    return (words.count("\n") + 1) * LINE + 1.5 if words else 0.0


def write_footer(sheet: Sheet, words: str) -> None:
    """The footer at the lower left of the sheet."""
    for place, part in enumerate(reversed(words.split("\n")) if words else ()):
        write(sheet, 0.3, LINE * (place + 0.5), part, color=look.GREY)
