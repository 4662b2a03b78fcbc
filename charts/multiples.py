"""Small multiples: one panel an area, all on the same two scales, the latest value told above its end."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.cells import Box, fill
from charts.inputs import Checked, Values
from charts.numbers import Format
from charts.paper import LINE, Span
from charts.picture import Picture
from charts.sheet import Sheet

_PANELS = (2, 12)
_ABREAST = 3  # panels side by side, at most
_HEAD = LINE + 2.2  # mm, the line of words above a panel
_PLOT = 17.0  # mm, the height of a plotting area
_FEET = 6.0  # mm, beneath a panel: first and last label
_GAP = 5.0  # mm between panels side by side
_KEY = 5.0  # mm, the line that tells unit and reference


class _Panel(NamedTuple):
    name: str
    values: Checked
    x: Span
    y: Span
    first: bool  # the first of its row, which carries the marks


class _Shared(NamedTuple):
    """What all panels share: labels, format, marks of the upright scale, the reference line."""

    names: list[str]
    form: Format
    marks: list[Fraction]
    reference: tuple[str, Checked] | None
    kind: str


def draw(
    labels: Sequence[str],
    panels: Mapping[str, Values],
    *,
    name: str = "",
    unit: str = "%",
    kind: Literal["line", "bars"] = "line",
    reference: tuple[str, Values] | None = None,
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """A panel for each of 2 to 12 areas over the same points in time, oldest first; `name` is the measure.

    Rates and counts as a `line`, or as `bars` from zero; `reference` (the whole city: name and values) is a
    dashed line in every panel. A missing value is a gap with a cross on the base line, and said. `title` is
    the conclusion, at the head. `width` in mm; the height follows from the number of panels. Raises ValueError
    on empty, unequal or non-finite input, too few or too many panels, where nothing is known, and on negative
    values as bars.
    """
    with look.style():
        shared, values = _checked(labels, panels, unit, kind, reference)
        crosses = any(None in series for series in values.values())
        foot = paper.footer(width, source, "；".join(filter(None, [note, "“×”为无数据" * crosses])))
        rows = math.ceil(len(values) / _ABREAST)
        bottom = paper.footer_height(foot)
        sheet = paper.sheet(width, bottom + rows * (_HEAD + _PLOT + _FEET) + _KEY)
        for panel in _laid(values, shared, width, bottom):
            _draw(sheet, panel, shared)
        _key(sheet, shared, name)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(values, shared, name))


def _checked(
    labels: Sequence[str],
    panels: Mapping[str, Values],
    unit: str,
    kind: str,
    reference: tuple[str, Values] | None,
) -> tuple[_Shared, dict[str, Checked]]:
    names = inputs.labels(labels, "分片区图标签")
    areas = inputs.labels(list(panels), "分片区图的片区")
    if not _PANELS[0] <= len(areas) <= _PANELS[1]:
        raise ValueError(f"分片区图应有 {_PANELS[0]} 至 {_PANELS[1]} 个片区，现有 {len(areas)} 个")
    if kind not in ("line", "bars"):
        raise ValueError(f"分片区图的样式 {kind!r} 应为 line 或 bars")
    for area, series in [*panels.items(), *([reference] if reference else [])]:
        inputs.same_length(names, series, inputs.label(area, "分片区图的对照"))
    values = {area: inputs.numbers(series, area) for area, series in panels.items()}
    against = (reference[0], inputs.numbers(reference[1], reference[0])) if reference else None
    drawn = [value for series in values.values() for value in inputs.known(series)]
    if not drawn:
        raise ValueError("分片区图的数值全部缺失，没有可以画的数据")
    if kind == "bars" and min(drawn) < 0:
        raise ValueError("分片区图：条形的数值不能为负")
    every = drawn + (inputs.known(against[1]) if against else [])
    return _Shared(names, numbers.form(every, unit), _marks(every, kind), against, kind), values


def _marks(values: Sequence[Fraction], kind: str) -> list[Fraction]:
    """The marks of the upright scale: from zero, unless that would flatten lines."""
    low, high = min(values), max(values)
    zoomed = kind == "line" and (low < 0 or low > high / 2)
    return numbers.ticks(low if zoomed else Fraction(0), high, 3)


def _laid(values: Mapping[str, Checked], shared: _Shared, width: float, bottom: float) -> list[_Panel]:
    """The panels row by row from the upper left, as many abreast in each row."""
    rows = math.ceil(len(values) / _ABREAST)
    abreast = math.ceil(len(values) / rows)
    left = paper.widest(shared.form.mark(mark) for mark in shared.marks) + 1.5
    wide = (width - 0.3 - left - _GAP * (abreast - 1)) / abreast
    half = Fraction(1, 2)
    laid = []
    for place, (name, series) in enumerate(values.items()):
        start = left + (wide + _GAP) * (place % abreast)
        base = bottom + (rows - 1 - place // abreast) * (_HEAD + _PLOT + _FEET) + _FEET
        x = Span(-half, len(shared.names) - half, start, start + wide)
        y = Span(shared.marks[0], shared.marks[-1], base, base + _PLOT)
        laid.append(_Panel(name, series, x, y, place % abreast == 0))
    return laid


def _draw(sheet: Sheet, panel: _Panel, shared: _Shared) -> None:
    _axes(sheet, panel, shared)
    if shared.reference:
        _trace(
            sheet, panel, shared.reference[1], label="reference", color=look.STEEL, linestyle=(0, (4, 1.4))
        )
    if shared.kind == "bars":
        _bars(sheet, panel)
    else:
        _trace(sheet, panel, panel.values, label=panel.name, color=look.BLUE, linewidth=1.2, zorder=3,
               marker="o", markersize=2)  # fmt: skip
        _latest(sheet, panel)
    lacking = [place for place, value in enumerate(panel.values) if value is None]
    if lacking:
        xs = [panel.x.at(place) for place in lacking]
        style = {"marker": "x", "markersize": 3.4, "linestyle": "None", "color": look.INK, "zorder": 4}
        paper.line(sheet, xs, [panel.y.start] * len(xs), label="missing", **style)


def _axes(sheet: Sheet, panel: _Panel, shared: _Shared) -> None:
    """Name and latest value above, the level marks, the first and the last point in time beneath."""
    head, last = panel.y.end + 1.2 + LINE / 2, shared.form.words(panel.values[-1])
    feet = (shared.names[0], shared.names[-1]) if len(shared.names) > 1 else (shared.names[0], "")
    room = panel.x.end - panel.x.start - 2
    if (
        max(paper.extent(panel.name, look.SIZE) + paper.extent(last, look.SIZE), sum(map(paper.extent, feet)))
        > room
    ):
        raise ValueError(f"“{panel.name}”一格的文字过长，放不下")
    paper.write(sheet, panel.x.start, head, panel.name, points=look.SIZE)
    paper.write(sheet, panel.x.end, head, last, ha="right", points=look.SIZE, color=look.BLUE)
    levels = [((panel.x.start, panel.x.end), (panel.y.at(mark),) * 2) for mark in shared.marks]
    paper.strokes(sheet, levels[1:], color=look.GRID, zorder=1)
    paper.line(sheet, *levels[0], zorder=2)
    for x, words, ha in zip((panel.x.start, panel.x.end), feet, ("left", "right"), strict=True):
        paper.write(sheet, x, panel.y.start - 2.6, words, ha=ha, color=look.GREY)
    for mark in shared.marks if panel.first else ():
        paper.write(sheet, panel.x.start - 1, panel.y.at(mark), shared.form.mark(mark), ha="right")


def _trace(sheet: Sheet, panel: _Panel, values: Checked, **style: object) -> None:
    """A line through neighbouring known points, broken where one is missing."""
    ys = [math.nan if value is None else panel.y.at(value) for value in values]
    paper.line(
        sheet, [panel.x.at(place) for place in range(len(ys))], ys, **{"linewidth": 0.9, "zorder": 2, **style}
    )


def _latest(sheet: Sheet, panel: _Panel) -> None:
    if panel.values[-1] is not None:
        x, y = panel.x.at(len(panel.values) - 1), panel.y.at(panel.values[-1])
        style = {"marker": "o", "markersize": 3.8, "color": look.BLUE}
        paper.line(sheet, [x], [y], zorder=4, label=f"{panel.name} latest", **style)


def _bars(sheet: Sheet, panel: _Panel) -> None:
    """Bars from zero, the latest one dark."""
    half = (panel.x.end - panel.x.start) / len(panel.values) * 0.35
    boxes = [
        (place, Box(panel.x.at(place) - half, panel.y.start, panel.x.at(place) + half, panel.y.at(value)))
        for place, value in enumerate(panel.values)
        if value is not None
    ]
    last = len(panel.values) - 1
    fill(sheet, [box for place, box in boxes if place < last], look.PALE, label=panel.name)
    fill(sheet, [box for place, box in boxes if place == last], look.BLUE, label=f"{panel.name} latest")


def _key(sheet: Sheet, shared: _Shared, name: str) -> None:
    """Measure, unit and where the scale starts; a sample of the reference line."""
    y = sheet.height - LINE / 2 - 0.3
    unit = f"{shared.form.scale.prefix}{shared.form.unit}"
    parts = [unit] * bool(unit) + ["纵轴不从零起"] * (shared.marks[0] != 0)
    words = name + (f"（{'，'.join(parts)}）" if parts else "")
    paper.write(sheet, 0.3, y, words, color=look.GREY)
    if shared.reference:
        told = f"{shared.reference[0]} {shared.form.words(shared.reference[1][-1])}"
        x = sheet.width - 0.3
        paper.write(sheet, x, y, told, ha="right", color=look.GREY)
        x -= paper.extent(told) + 1.5
        if x - 8 < paper.extent(words):
            raise ValueError("分片区图的指标名称和对照名称过长，放不下")
        paper.line(sheet, (x - 7, x), (y, y), color=look.STEEL, linestyle=(0, (4, 1.4)), linewidth=0.9)


def _alt(values: Mapping[str, Checked], shared: _Shared, name: str) -> str:
    """One sentence: span, and for each panel its latest value."""
    told = "，".join(f"{area}{shared.form.words(series[-1])}" for area, series in values.items())
    whole = shared.reference
    against = f"，{whole[0]}{shared.form.words(whole[1][-1])}" if whole else ""
    return f"分片区图：{name}，{shared.names[0]}至{shared.names[-1]}，最近一期{told}{against}。"
