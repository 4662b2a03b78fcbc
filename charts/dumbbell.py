"""What changed between two periods, unit by unit: hollow dot before, filled dot now, a line between."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.cells import Box, fill
from charts.inputs import Values
from charts.numbers import Format
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

_HEAD = 5.5  # mm, the line of heads above the rows
_PITCH = (2.9, 4.4)  # mm, least and most between two rows


class _Row(NamedTuple):
    label: str
    before: Fraction | None
    now: Fraction | None
    change: Fraction | None  # between the printed values
    alarming: bool


class _Plan(NamedTuple):
    """Where things lie, in mm: right ends of the columns of words, ruler, lower and upper edge, row pitch."""

    names: float
    columns: tuple[float, float, float]
    ruler: Span
    bottom: float
    top: float
    pitch: float


def draw(
    labels: Sequence[str],
    before: Values,
    now: Values,
    *,
    periods: tuple[str, str] = ("上期", "本期"),
    name: str = "",
    unit: str = "%",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Values of two `periods` by unit, from the largest rise to the largest fall; equal ones as given.

    Rates (`unit` “%”) change in 百分点, counts in their unit, taken between the printed values. A unit without
    one of the two values stands last, its change “—”. `name` is the measure; `attention` names the units in
    dark red; `title` is the conclusion, at the head. `width` in mm; the height follows from the number of
    units (46 fit). Raises ValueError on empty, unequal or non-finite input, where nothing is known, and on
    more units than fit a page.
    """
    with look.style():
        rows, form = _rows(labels, before, now, unit, attention)
        heads = (*(inputs.label(period, "时期") for period in periods), _change_head(unit))
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + 5
        pitch = paper.pitch(len(rows), bottom + _HEAD + paper.heading_height(title, width), _PITCH, "变化图")
        plan = _plan(rows, form, heads, width, (bottom, pitch))
        sheet = paper.sheet(width, plan.top + _HEAD)
        _axes(sheet, plan, form)
        _heads(sheet, plan, heads, name)
        _dots(sheet, plan, rows)
        for place, row in enumerate(rows):
            _write_row(sheet, plan, row, form, _level(plan, place))
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(rows, periods, name, unit))


def _rows(
    labels: Sequence[str], before: Values, now: Values, unit: str, attention: Collection[str]
) -> tuple[list[_Row], Format]:
    """The rows from the largest rise to the largest fall, those without a change last."""
    names = inputs.labels(labels, "变化图标签")
    inputs.same_length(names, before, "变化图的前期")
    inputs.same_length(names, now, "变化图的本期")
    inputs.among(attention, names, "变化图")
    pairs = list(zip(inputs.numbers(before, "前期"), inputs.numbers(now, "本期"), strict=True))
    known = inputs.known([value for pair in pairs for value in pair])
    if not known:
        raise ValueError("变化图的数值全部缺失，没有可以画的数据")
    form = numbers.form(known, unit, scaled=False)
    rows = [
        _Row(label, *pair, _change(form, *pair), label in attention)
        for label, pair in zip(names, pairs, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.change is None, -(row.change or 0))), form


def _change(form: Format, before: Fraction | None, now: Fraction | None) -> Fraction | None:
    return None if before is None or now is None else form.printed(now) - form.printed(before)


def _plan(
    rows: Sequence[_Row], form: Format, heads: Sequence[str], width: float, level: tuple[float, float]
) -> _Plan:
    """The plan, the lower edge and the pitch being `level`."""
    bottom, pitch = level
    cells = [[heads[place], *(_cells(row, form)[place] for row in rows)] for place in range(3)]
    wide = [paper.widest(column) for column in cells]
    wide[0], wide[1] = (max(wide[place], paper.extent(heads[place]) + 2.6) for place in range(2))
    ends = (width - 0.3 - wide[2] - wide[1] - 6, width - 0.3 - wide[2] - 3, width - 0.3)
    names = paper.widest(row.label for row in rows) + 0.3
    ruler = _ruler(rows, names + 3, ends[0] - wide[0] - 4)
    return _Plan(names, ends, ruler, bottom, bottom + pitch * len(rows), pitch)


def _ruler(rows: Sequence[_Row], start: float, end: float) -> Span:
    """A ruler that reaches a little beyond the values: a dot has no length, so it need not start at zero."""
    if end - start < 20:
        raise ValueError("变化图的标签或数值过长，放不下图形")
    values = inputs.known([value for row in rows for value in (row.before, row.now)])
    marks = numbers.ticks(min(values), max(values))
    return Span(marks[0], marks[-1], start, end)


def _level(plan: _Plan, place: int) -> float:
    return plan.top - plan.pitch * (place + 0.5)


def _axes(sheet: Sheet, plan: _Plan, form: Format) -> None:
    """The ruler beneath, its marks as upright lines, a hairline for each row."""
    ruler, marks = plan.ruler, numbers.ticks(plan.ruler.low, plan.ruler.high)
    paper.line(sheet, (ruler.start, ruler.end), (plan.bottom, plan.bottom))
    upright = [((ruler.at(mark),) * 2, (plan.bottom, plan.top)) for mark in marks]
    paper.strokes(sheet, upright, color=look.GRID, zorder=1)
    for mark in marks:
        paper.write(sheet, ruler.at(mark), plan.bottom - 2.5, form.mark(mark), ha="center")


def _heads(sheet: Sheet, plan: _Plan, heads: Sequence[str], name: str) -> None:
    """The heads of the columns, each period with its sign: they explain the dots."""
    y = plan.top + _HEAD / 2
    paper.write(sheet, plan.ruler.start, y, name, color=look.GREY)
    for x, head in zip(plan.columns, heads, strict=True):
        paper.write(sheet, x, y, head, ha="right", color=look.GREY)
    signs = (plan.columns[place] - paper.extent(heads[place]) - 1.6 for place in range(2))
    for x, filled in zip(signs, (False, True), strict=True):
        _sign(sheet, [x], [y], filled=filled)


def _dots(sheet: Sheet, plan: _Plan, rows: Sequence[_Row]) -> None:
    """Lines and dots of all rows, those that need attention apart; a filled dot lies over a hollow one."""
    at = plan.ruler.at
    places = [(row, _level(plan, place)) for place, row in enumerate(rows)]
    paper.strokes(sheet, [((plan.ruler.start, plan.ruler.end), (y, y)) for _row, y in places],
                  color=look.GRID, linewidth=0.3, zorder=1)  # fmt: skip
    for alarming in (False, True):
        mine = [(row, y) for row, y in places if row.alarming == alarming]
        between = [
            ((at(row.before), at(row.now)), (y, y))
            for row, y in mine
            if row.before is not None and row.now is not None
        ]
        colour = look.RED if alarming else look.STEEL
        paper.strokes(sheet, between, color=colour, linewidth=1.4, zorder=2)
        for filled in (False, True):
            found = [(row.now if filled else row.before, y) for row, y in mine]
            dots = [(at(value), y) for value, y in found if value is not None]
            if dots:
                _sign(sheet, *zip(*dots, strict=True), filled=filled, alarming=alarming)


def _sign(
    sheet: Sheet, xs: Sequence[float], ys: Sequence[float], *, filled: bool, alarming: bool = False
) -> None:
    colour = look.RED if alarming else look.BLUE
    style = {"marker": "D" if alarming else "o", "markersize": 3.6 if alarming else 4.0}
    fill = {"markerfacecolor": colour if filled else look.WHITE, "markeredgewidth": 0.8}
    label = ("attention " if alarming else "") + ("now" if filled else "before")
    paper.line(
        sheet, xs, ys, linestyle="None", color=colour, zorder=4 if filled else 3, label=label, **style, **fill
    )


def _write_row(sheet: Sheet, plan: _Plan, row: _Row, form: Format, y: float) -> None:
    if row.alarming:
        band = Box(0, y - plan.pitch / 2, sheet.width, y + plan.pitch / 2)
        fill(sheet, [band], look.BAND, zorder=0)
    colour = look.RED if row.alarming else look.INK
    paper.write(sheet, plan.names, y, row.label, ha="right", color=colour)
    for x, words in zip(plan.columns, _cells(row, form), strict=True):
        paper.write(sheet, x, y, words, ha="right", color=colour)


def _cells(row: _Row, form: Format) -> tuple[str, str, str]:
    values = ["无数据" if value is None else _value(form, value) for value in (row.before, row.now)]
    return values[0], values[1], _signed(form, row.change)


def _value(form: Format, value: Fraction) -> str:
    return form.words(value) if form.unit == "%" else form.bare(value)


def _signed(form: Format, change: Fraction | None) -> str:
    """The change with its sign; “—” where there is none."""
    if change is None:
        return "—"
    places = form.places if form.unit != "%" else 2
    while numbers.rounded(change, places) != change:  # a rate below 0.01% prints with more decimals
        places += 1
    return numbers.figure(numbers.rounded(change, places), signed=True)


def _change_head(unit: str) -> str:
    return f"变化（{'百分点' if unit == '%' else unit}）" if unit else "变化"


def _alt(rows: Sequence[_Row], periods: tuple[str, str], name: str, unit: str) -> str:
    """One sentence: how many rose, fell and stayed, the largest rise and the largest fall."""
    known = [(row.change, row.label) for row in rows if row.change is not None]
    rose, fell = (sum(side * change > 0 for change, _label in known) for side in (1, -1))
    counts = f"上升{rose}家、下降{fell}家、持平{len(known) - rose - fell}家"
    parts = [f"变化图：{len(rows)}家单位{name}由{periods[0]}到{periods[1]}，{counts}"]
    measure = "个百分点" if unit == "%" else unit
    if rose:
        parts.append(f"升幅最大{known[0][1]}（{numbers.grouped(known[0][0], 4)}{measure}）")
    if fell:
        parts.append(f"降幅最大{known[-1][1]}（{numbers.grouped(-known[-1][0], 4)}{measure}）")
    if len(known) < len(rows):
        parts.append(f"{len(rows) - len(known)}家无可比数据")
    return "，".join(parts) + "。"
