"""Five degrees of one unit as a radar: its own outline over the range and the median of its peers."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.engine import Polygon
from charts.inputs import Values
from charts.numbers import Format
from charts.paper import LINE, Span
from charts.picture import Picture
from charts.sheet import Sheet

_SPOKES = (3, 8)
_RADIUS = 31.0  # mm
_LABEL = 2.5  # mm from the tip of a spoke to its words
_KEY = 5.5  # mm, the line that explains the signs
_RULER = 7.0  # mm, the ruler beneath


class _Spoke(NamedTuple):
    """One index: direction (0 is up, clockwise, in radians), value, least, middle and most of the peers."""

    label: str
    angle: float
    value: Fraction | None
    low: Fraction
    middle: Fraction
    high: Fraction


class _Plan(NamedTuple):
    """The centre in mm and the ruler from it outwards (0 to the radius)."""

    x: float
    y: float
    ruler: Span

    def at(self, spoke: _Spoke, value: Fraction) -> tuple[float, float]:
        """Where `value` lies on the spoke, in mm."""
        return self.out(spoke, self.ruler.at(value))

    def out(self, spoke: _Spoke, distance: float) -> tuple[float, float]:
        """The point `distance` mm from the centre in the direction of the spoke."""
        return self.x + distance * math.sin(spoke.angle), self.y + distance * math.cos(spoke.angle)


def draw(
    labels: Sequence[str],
    values: Values,
    peers: Sequence[Values],
    *,
    unit_name: str = "本单位",
    peers_name: str = "同类单位",
    unit: str = "",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Three to eight indices of one unit (`values`) and of its peers (`peers`, a row of them a label).

    All spokes share one ruler, drawn beneath; where its centre is not zero, it says so. The band reaches from
    the least to the most of the peers, the dashed line is their median. A missing value breaks the outline and
    is said. `title` is the conclusion, at the head. `width` in mm. Raises ValueError on empty, unequal or
    non-finite input, too few or too many labels, and on a label without any peer.
    """
    with look.style():
        spokes, form = _spokes(labels, values, peers, unit)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + _RULER
        blocks = [_words(spoke, form) for spoke in spokes]
        below = max(_reach(spoke) for spoke in spokes)
        plan = _Plan(width / 2, bottom + below, _ruler(spokes))
        sheet = paper.sheet(width, plan.y + _RADIUS + _LABEL + 2 * LINE + 2 + _KEY)
        _web(sheet, plan, spokes)
        _scale(sheet, plan, bottom)
        _peers(sheet, plan, spokes)
        _outline(sheet, plan, spokes)
        for spoke, words in zip(spokes, blocks, strict=True):
            _write(sheet, plan, spoke, words)
        _key(sheet, (inputs.label(unit_name, "单位名称"), inputs.label(peers_name, "同类名称")))
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(spokes, form, unit_name, peers_name))


def _spokes(
    labels: Sequence[str], values: Values, peers: Sequence[Values], unit: str
) -> tuple[list[_Spoke], Format]:
    names = inputs.labels(labels, "雷达图标签")
    if not _SPOKES[0] <= len(names) <= _SPOKES[1]:
        raise ValueError(f"雷达图应有 {_SPOKES[0]} 至 {_SPOKES[1]} 项，现有 {len(names)} 项")
    inputs.same_length(names, values, "雷达图")
    inputs.same_length(names, peers, "雷达图的同类单位")
    spokes = []
    for place, (name, value) in enumerate(zip(names, inputs.numbers(values, "雷达图"), strict=True)):
        others = inputs.known(inputs.numbers(peers[place], name))
        if not others:
            raise ValueError(f"{name}：没有同类单位的数值可以比较")
        angle = 2 * math.pi * place / len(names)
        spokes.append(_Spoke(name, angle, value, min(others), numbers.median(others), max(others)))
    every = [part for one in spokes for part in (one.value, one.middle) if part is not None]
    return spokes, numbers.form(every, unit, scaled=False)


def _ruler(spokes: Sequence[_Spoke]) -> Span:
    """From zero, unless all values lie in the outer half; then from a round mark below them."""
    values = inputs.known([part for one in spokes for part in (one.value, one.low, one.high)])
    low, high = min(values), max(values)
    marks = numbers.ticks(low if low < 0 or low > high / 2 else Fraction(0), high)
    return Span(marks[0], marks[-1], 0.0, _RADIUS)


def _reach(spoke: _Spoke) -> float:
    """How far the words of a spoke reach below the centre, in mm."""
    return -math.cos(spoke.angle) * (_RADIUS + _LABEL) + LINE * (1 - min(math.cos(spoke.angle), 0))


def _words(spoke: _Spoke, form: Format) -> tuple[str, str, str]:
    return spoke.label, form.words(spoke.value), f"（中位数{form.bare(spoke.middle)}）"


# --- what is drawn -------------------------------------------------------------------------------


def _web(sheet: Sheet, plan: _Plan, spokes: Sequence[_Spoke]) -> None:
    """The spokes, and a ring at each mark of the ruler."""
    ring = [*spokes, spokes[0]]
    marks = numbers.ticks(plan.ruler.low, plan.ruler.high)[1:]
    rings = [[plan.at(spoke, mark) for spoke in ring] for mark in marks]
    rays = [[(plan.x, plan.y), plan.out(spoke, _RADIUS)] for spoke in spokes]
    for pieces, label in ((rings, "rings"), (rays, "spokes")):
        apart = [([x for x, _y in piece], [y for _x, y in piece]) for piece in pieces]
        paper.strokes(sheet, apart, linewidth=0.3, zorder=2.5, label=label)


def _scale(sheet: Sheet, plan: _Plan, bottom: float) -> None:
    """The ruler beneath, from below the centre to the right: how far out a value lies."""
    y = bottom - 2.0
    paper.line(sheet, (plan.x, plan.x + _RADIUS), (y, y))
    marks = numbers.ticks(plan.ruler.low, plan.ruler.high)
    ticks = [((plan.x + plan.ruler.at(mark),) * 2, (y, y + 0.9)) for mark in marks]
    paper.strokes(sheet, ticks)
    for mark in marks:
        x = plan.x + plan.ruler.at(mark)
        paper.write(sheet, x, y - 2.3, numbers.grouped(mark, 4), ha="center", color=look.GREY)
    words = "由圆心向外" if plan.ruler.low == 0 else "由圆心向外（圆心不为零）"
    left = plan.x - paper.extent(numbers.grouped(marks[0], 4)) / 2 - 2
    paper.write(sheet, left, y - 2.3, words, ha="right", color=look.GREY)


def _peers(sheet: Sheet, plan: _Plan, spokes: Sequence[_Spoke]) -> None:
    """The band from least to most, the median dashed."""
    ring = [*spokes, spokes[0]]
    outer = [plan.at(spoke, spoke.high) for spoke in ring]
    inner = [plan.at(spoke, spoke.low) for spoke in ring]
    band = Polygon([*outer, *reversed(inner)], facecolor=look.PALE, linewidth=0, zorder=2, label="range")
    sheet.add(band)
    xs, ys = zip(*(plan.at(spoke, spoke.middle) for spoke in ring), strict=True)
    paper.line(sheet, xs, ys, label="median", **_MEDIAN)


_MEDIAN = {"color": look.BLUE, "linewidth": 0.9, "linestyle": (0, (4, 1.4)), "zorder": 3}
_UNIT = {"color": look.RED, "linewidth": 1.3, "marker": "D", "markersize": 4.6, "markeredgecolor": look.WHITE}


def _outline(sheet: Sheet, plan: _Plan, spokes: Sequence[_Spoke]) -> None:
    """The unit: a diamond at each known value, joined where both neighbours are known."""
    points = [
        (math.nan, math.nan) if spoke.value is None else plan.at(spoke, spoke.value)
        for spoke in [*spokes, spokes[0]]
    ]
    xs, ys = zip(*points, strict=True)
    paper.line(sheet, xs, ys, label="unit", zorder=4, **_UNIT)


def _write(sheet: Sheet, plan: _Plan, spoke: _Spoke, words: tuple[str, str, str]) -> None:
    """Name above value and median, beyond the tip of the spoke."""
    label, value, middle = words
    across, up = math.sin(spoke.angle), math.cos(spoke.angle)
    x, y = plan.out(spoke, _RADIUS + _LABEL)
    y += up * LINE
    length = paper.extent(value) + paper.extent(middle)
    wide = max(length, paper.extent(label, look.SIZE))
    left = x - wide / 2 if abs(across) < 0.2 else x if across > 0 else x - wide
    if left < 0 or left + wide > sheet.width:
        raise ValueError(f"雷达图的“{label}”过长，放不下")
    centre = left + wide / 2
    paper.write(sheet, centre, y + LINE / 2, label, ha="center", points=look.SIZE)
    paper.write(sheet, centre - length / 2, y - LINE / 2, value, color=look.RED)
    paper.write(sheet, centre + length / 2, y - LINE / 2, middle, ha="right", color=look.GREY)


def _key(sheet: Sheet, names: tuple[str, str]) -> None:
    """What the outline, the dashes and the band mean."""
    x, y = 0.3, sheet.height - _KEY / 2 + 0.5
    paper.line(sheet, (x, x + 4, x + 8), (y, y, y), markevery=[1], **_UNIT)
    paper.write(sheet, x + 9, y, names[0])
    x += 9 + paper.extent(names[0]) + 5
    paper.line(sheet, (x, x + 8), (y, y), **_MEDIAN)
    paper.write(sheet, x + 9, y, f"{names[1]}中位数")
    x += 9 + paper.extent(f"{names[1]}中位数") + 5
    corners = [(x, y - 1.4), (x + 8, y - 1.4), (x + 8, y + 1.4), (x, y + 1.4)]
    sheet.add(Polygon(corners, facecolor=look.PALE, linewidth=0))
    paper.write(sheet, x + 9, y, f"{names[1]}最低至最高")


def _alt(spokes: Sequence[_Spoke], form: Format, unit_name: str, peers_name: str) -> str:
    """One sentence: for each index the unit, the median and the range of its peers."""
    told = [
        f"{spoke.label}{form.words(spoke.value)}（中位数{form.bare(spoke.middle)}，"
        f"{form.bare(spoke.low)}至{form.bare(spoke.high)}）"
        for spoke in spokes
    ]
    return f"雷达图：{unit_name}与{peers_name}比较，{'，'.join(told)}。"
