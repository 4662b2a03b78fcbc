"""Two measures of many units as points: medians as a cross, its four fields named, some points named."""

import math
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, naming, numbers, paper, printing
from charts.cells import Box
from charts.inputs import Values
from charts.naming import Disc, Name
from charts.numbers import Format
from charts.paper import LINE, Span
from charts.picture import Picture
from charts.sheet import Sheet
from charts.words import POINT

_NAMED = 15  # names at most: more cannot be told apart
_RADIUS = (0.95, 3.2)  # mm: of points without size, and of the largest
_LEAST = 0.6  # mm, the smallest that prints
_STRIP = 5.0  # mm inside the frame, above and beneath the points: names of the fields
_TICK = 0.9  # mm
_FEET = 2 * LINE + 2.0  # mm beneath the frame: marks and name of the level axis


class Axis(NamedTuple):
    """What an axis measures: its name and unit."""

    name: str
    unit: str = "%"


class _Point(NamedTuple):
    label: str
    x: Fraction
    y: Fraction
    size: Fraction | None


class _Plan(NamedTuple):
    """The rulers, the formats, the medians and the frame (mm)."""

    x: Span
    y: Span
    forms: tuple[Format, Format]
    middle: tuple[Fraction, Fraction]
    frame: Box
    biggest: Fraction


def draw(
    labels: Sequence[str],
    xs: Values,
    ys: Values,
    *,
    axes: tuple[Axis, Axis],
    quadrants: tuple[str, str, str, str] = ("", "", "", ""),
    sizes: Values = (),
    size: Axis | None = None,
    named: Collection[str] = (),
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 92.0,
) -> Picture:
    """A point for each unit, `xs` across and `ys` up; with `sizes` (of `size`) a circle of that area.

    The medians of the points drawn divide the field; `quadrants` are the names upper left, upper right, lower
    left and lower right, each printed with how many units lie there (on the median: above, right). Only the
    points `named` and in `attention` (dark red) are named. A unit without one of its values is not drawn, and
    the foot says so. `title` is the conclusion, at the head. `width` and `height` in mm, the title aside.
    Raises ValueError on empty, unequal or non-finite input, negative sizes, names that are not there, and
    names for which there is no room.
    """
    with look.style():
        points, lacking = _points(labels, xs, ys, sizes)
        inputs.among([*named, *attention], list(labels), "气泡图")
        foot = paper.footer(width, source, _note(note, lacking, points, size))
        plan = _plan(points, axes, (width, height, paper.footer_height(foot)))
        sheet = paper.sheet(width, height)
        _axes(sheet, plan, axes)
        _cross(sheet, plan, axes[1])
        _fields(sheet, plan, points, quadrants)
        told = [one.label for one in points if one.label in named or one.label in attention]
        _dots(sheet, plan, points, told, attention)
        _names(sheet, plan, points, told, attention)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(plan, points, lacking, axes, quadrants))


# --- what is shown -------------------------------------------------------------------------------


def _points(labels: Sequence[str], xs: Values, ys: Values, sizes: Values) -> tuple[list[_Point], list[str]]:
    """The points that have all their values, and the labels of those that have not."""
    names = inputs.labels(labels, "气泡图标签")
    columns = [inputs.numbers(values, part) for values, part in ((xs, "横轴"), (ys, "纵轴"), (sizes, "大小"))]
    for values, part in zip(columns, ("横轴", "纵轴", "大小"), strict=True):
        inputs.same_length(names, values if values or part != "大小" else names, f"气泡图的{part}")
    sized = columns[2] or [Fraction(1)] * len(names)
    if min(inputs.known(sized), default=Fraction(0)) < 0:
        raise ValueError("气泡图的大小不能为负")
    points, lacking = [], []
    for label, x, y, area in zip(names, columns[0], columns[1], sized, strict=True):
        if x is None or y is None or area is None:
            lacking.append(label)
        else:
            points.append(_Point(label, x, y, area if columns[2] else None))
    if not points:
        raise ValueError("气泡图的数值全部缺失，没有可以画的数据")
    return points, lacking


def _note(note: str, lacking: Sequence[str], points: Sequence[_Point], size: Axis | None) -> str:
    """The note, what the areas mean, and who is not drawn."""
    parts = [note]
    sizes = [(one.size, one.label) for one in points if one.size is not None]
    if sizes:
        if size is None:
            raise ValueError("气泡图：有大小而没有其名称")
        largest, label = max(sizes, key=lambda pair: pair[0])
        told = numbers.form([largest], size.unit).words(largest)
        parts.append(f"圆面积表示{inputs.label(size.name, '大小的名称')}，最大为{label}（{told}）")
    if lacking:
        parts.append(f"{'、'.join(lacking)}无数据，未画")
    return "；".join(filter(None, parts))


def _plan(points: Sequence[_Point], axes: tuple[Axis, Axis], page: tuple[float, float, float]) -> _Plan:
    width, height, foot = page
    columns = [one.x for one in points], [one.y for one in points]
    forms = numbers.form(columns[0], axes[0].unit), numbers.form(columns[1], axes[1].unit)
    middle = numbers.median(columns[0]), numbers.median(columns[1])
    marks = [numbers.ticks(min(column), max(column)) for column in columns]
    left = paper.widest(forms[1].mark(mark) for mark in marks[1]) + _TICK + 0.9
    right = width - paper.widest(["中位数", forms[1].words(middle[1])]) - 2
    frame = Box(left, foot + _FEET, right, height - LINE - 1.5)
    if frame.right - frame.left < 40 or frame.top - frame.bottom < 30:
        raise ValueError("气泡图图幅太小或文字过长，放不下")
    inset = _RADIUS[1]
    x = Span(marks[0][0], marks[0][-1], left + inset, right - inset)
    y = Span(marks[1][0], marks[1][-1], frame.bottom + _STRIP + inset, frame.top - _STRIP - inset)
    biggest = max((one.size for one in points if one.size is not None), default=Fraction(0))
    return _Plan(x, y, forms, middle, frame, biggest)


# --- where it lies -------------------------------------------------------------------------------


def _axes(sheet: Sheet, plan: _Plan, axes: tuple[Axis, Axis]) -> None:
    """The frame, its ticks, marks and names of both axes."""
    left, bottom, right, top = plan.frame
    paper.line(sheet, (left, right, right, left, left), (bottom, bottom, top, top, bottom), zorder=2)
    across = [(plan.x.at(mark), plan.forms[0].mark(mark)) for mark in numbers.ticks(plan.x.low, plan.x.high)]
    up = [(plan.y.at(mark), plan.forms[1].mark(mark)) for mark in numbers.ticks(plan.y.low, plan.y.high)]
    ticks = [((x, x), (bottom, bottom - _TICK)) for x, _words in across]
    ticks += [((left, left - _TICK), (y, y)) for y, _words in up]
    paper.strokes(sheet, ticks)
    for x, words in across:
        paper.write(sheet, x, bottom - _TICK - 2.0, words, ha="center")
    for y, words in up:
        paper.write(sheet, left - _TICK - 0.6, y, words, ha="right")
    names = [_axis(axis, form) for axis, form in zip(axes, plan.forms, strict=True)]
    paper.write(sheet, right, bottom - _TICK - 2.0 - LINE, f"{names[0]}→", ha="right", color=look.GREY)
    paper.write(sheet, 0.3, top + LINE / 2 + 0.8, f"↑{names[1]}", color=look.GREY)


def _axis(axis: Axis, form: Format) -> str:
    unit = f"{form.scale.prefix}{form.unit}"
    name = inputs.label(axis.name, "坐标轴名称")
    return f"{name}（{unit}）" if unit and unit != "%" else name


def _cross(sheet: Sheet, plan: _Plan, up: Axis) -> None:
    """The two medians, each told at the end of its line."""
    x, y = plan.x.at(plan.middle[0]), plan.y.at(plan.middle[1])
    style = {"color": look.BLUE, "linewidth": 0.9, "linestyle": (0, (4, 1.6)), "zorder": 2}
    paper.line(sheet, (x, x), (plan.frame.bottom, plan.frame.top), **style)
    paper.line(sheet, (plan.frame.left, plan.frame.right), (y, y), **style)
    told = [form.words(value) for form, value in zip(plan.forms, plan.middle, strict=True)]
    words = f"中位数 {told[0]}"
    taken = paper.extent(f"↑{_axis(up, plan.forms[1])}") + 2
    start = paper.beside(x, words, [(taken, sheet.width - 0.3)])
    paper.write(sheet, start, plan.frame.top + LINE / 2 + 0.8, words, color=look.BLUE)
    for row, part in enumerate(("中位数", told[1])):
        paper.write(sheet, plan.frame.right + 1.2, y + LINE * (0.5 - row), part, color=look.BLUE)


def _fields(sheet: Sheet, plan: _Plan, points: Sequence[_Point], names: Sequence[str]) -> None:
    """The names of the four fields in the strips that no point reaches."""
    cut = plan.x.at(plan.middle[0])
    for place, (name, count) in enumerate(zip(names, _counts(plan, points), strict=True)):
        if not name:
            continue
        words = f"{inputs.label(name, '象限名称')}（{count}个）"
        right, lower = bool(place % 2), place > 1
        left_end, right_end = (cut + 1, plan.frame.right - 1) if right else (plan.frame.left + 1, cut - 1)
        if paper.extent(words) > right_end - left_end:
            raise ValueError(f"象限名称“{name}”过长，图中放不下")
        x = right_end if right else left_end
        y = plan.frame.bottom + _STRIP / 2 if lower else plan.frame.top - _STRIP / 2
        paper.write(sheet, x, y, words, ha="right" if right else "left", color=look.GREY)


def _counts(plan: _Plan, points: Sequence[_Point]) -> list[int]:
    """How many points lie upper left, upper right, lower left and lower right."""
    sides = [(one.x >= plan.middle[0], one.y >= plan.middle[1]) for one in points]
    return [sides.count((right, upper)) for upper in (True, False) for right in (False, True)]


def _disc(plan: _Plan, point: _Point) -> Disc:
    """Where a point lies and how large it is: the area is proportional to its size."""
    radius = _RADIUS[0]
    if point.size is not None:
        radius = max(_RADIUS[1] * math.sqrt(point.size / plan.biggest) if plan.biggest else 0.0, _LEAST)
    return Disc(plan.x.at(point.x), plan.y.at(point.y), radius)


def _dots(
    sheet: Sheet, plan: _Plan, points: Sequence[_Point], named: Collection[str], attention: Collection[str]
) -> None:
    """The points, the smaller ones over the larger; those named are darker, those in need framed as well."""
    for point in sorted(points, key=lambda one: -(one.size or 0)):
        disc, alarming = _disc(plan, point), point.label in attention
        fill = look.RED if alarming else look.BLUE if point.label in named else look.STEPS[2]
        edge = {
            "markeredgecolor": look.INK if alarming else look.WHITE,
            "markeredgewidth": 1.0 if alarming else 0.5,
        }
        style = {"marker": "o", "markersize": 2 * disc.radius / POINT, "markerfacecolor": fill, **edge}
        paper.line(sheet, [disc.x], [disc.y], linestyle="None", zorder=3, label=point.label, **style)


def _names(
    sheet: Sheet, plan: _Plan, points: Sequence[_Point], named: Sequence[str], attention: Collection[str]
) -> None:
    """The names of some points, from above downwards; farther ones are led to by a hairline."""
    if len(named) > _NAMED:
        raise ValueError(f"气泡图最多点名 {_NAMED} 个单位，现有 {len(named)} 个")
    chosen = sorted((one for one in points if one.label in named), key=lambda one: (-one.y, one.x))
    for point, name in zip(chosen, _placed(plan, points, chosen), strict=True):
        color = look.RED if point.label in attention else look.INK
        x, y = (name.box.left + name.box.right) / 2, (name.box.bottom + name.box.top) / 2
        paper.write(sheet, x, y, point.label, ha="center", color=color)
        if name.leader:
            paper.line(sheet, *zip(*name.leader, strict=True), linewidth=0.4, zorder=4)


def _placed(plan: _Plan, points: Sequence[_Point], chosen: Sequence[_Point]) -> list[Name]:
    x, y = plan.x.at(plan.middle[0]), plan.y.at(plan.middle[1])
    left, bottom, right, top = plan.frame
    cross = [Box(x - 0.4, bottom, x + 0.4, top), Box(left, y - 0.4, right, y + 0.4)]
    field = Box(left + 0.5, bottom + _STRIP, right - 0.5, top - _STRIP)
    discs = {one.label: _disc(plan, one) for one in points}
    ground = naming.Ground(field, list(discs.values()), cross)
    lengths = [paper.extent(one.label) + 0.4 for one in chosen]
    try:
        return naming.places([discs[one.label] for one in chosen], lengths, ground)
    except ValueError as error:
        raise ValueError("气泡图的点过密，点名的单位放不下，请减少点名或加高图幅") from error


def _alt(
    plan: _Plan,
    points: Sequence[_Point],
    lacking: Sequence[str],
    axes: tuple[Axis, Axis],
    quadrants: Sequence[str],
) -> str:
    """One sentence: both medians, and how many units lie in each field."""
    middles = "，".join(
        f"{axis.name}中位数{form.words(value)}"
        for axis, form, value in zip(axes, plan.forms, plan.middle, strict=True)
    )
    sides = ("左上", "右上", "左下", "右下")
    fields = "，".join(
        f"{name or side}{count}个"
        for name, side, count in zip(quadrants, sides, _counts(plan, points), strict=True)
    )
    lack = f"，{'、'.join(lacking)}无数据" if lacking else ""
    return f"气泡图：{len(points)}个单位，{middles}，{fields}{lack}。"
