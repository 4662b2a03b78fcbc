"""How long things took: the share of each class as a column, running totals beneath, the median marked."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

_RUNNING = "累计占比"


class _Plan(NamedTuple):
    names: list[str]
    counts: list[Fraction]
    whole: Fraction
    middle: int  # the class in which the running total reaches one half
    axis: str
    x: Span
    y: Span


def draw(
    labels: Sequence[str],
    counts: Values,
    *,
    axis: str = "办理用时（工作日）",
    unit: str = "件",
    class_unit: str = "个工作日",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 68.0,
) -> Picture:
    """Shares of ordered classes (working days used: 0, 1, … 10, >10), from their counts.

    The running totals stand beneath the classes; the class of the median is dark; those in `attention`
    (beyond the promise) are dark red and hatched. `axis` names the classes. `width` and `height` in mm;
    `title`, the conclusion, is added above. Raises ValueError on empty, unequal, missing, negative, non-finite input and on a total of zero.
    """
    with look.style():
        foot = paper.footer(width, source, note)
        plan = _plan(labels, counts, axis, (width, height, paper.footer_height(foot)))
        sheet = paper.sheet(width, height)
        inputs.among(attention, plan.names, "分布图")
        _columns(sheet, plan, attention)
        _beneath(sheet, plan)
        _above(sheet, plan, unit, class_unit)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(plan, unit, class_unit))


def _plan(labels: Sequence[str], values: Values, axis: str, page: tuple[float, float, float]) -> _Plan:
    width, height, foot = page
    names = inputs.labels(labels, "分布图标签")
    inputs.same_length(names, values, "分布图")
    counts = inputs.counts(values, "分布图")
    whole = sum(counts, Fraction(0))
    if not whole:
        raise ValueError("分布图的合计为零，没有可以画的数据")
    middle = next(place for place, passed in enumerate(accumulate(counts)) if 2 * passed >= whole)
    left = paper.widest([inputs.label(axis, "横轴名称"), _RUNNING]) + 2
    x = Span(Fraction(-1, 2), Fraction(2 * len(names) - 1, 2), left, width)
    pitch = (width - left) / len(names)
    if max(paper.widest(names), paper.extent("100.00%")) + 0.5 > pitch:
        raise ValueError("分布图的分组过多或标签过长，放不下")
    y = Span(Fraction(0), max(counts) / whole, foot + 2 * paper.LINE + 2.5, height - 2 * paper.LINE - 4)
    if y.end - y.start < 10:
        raise ValueError("分布图图幅太小，放不下")
    return _Plan(names, counts, whole, middle, axis, x, y)


def _columns(sheet: Sheet, plan: _Plan, attention: Collection[str]) -> None:
    """Columns from zero, each with its share above it."""
    for place, (name, count) in enumerate(zip(plan.names, plan.counts, strict=True)):
        x, top = plan.x.at(place), plan.y.at(count / plan.whole)
        alarming = name in attention
        colour = look.RED if alarming else look.BLUE if place == plan.middle else look.PALE
        wide, hatch = _pitch(plan) * 0.68, "////" if alarming else ""
        corner = (x - wide / 2, plan.y.start)
        paper.box(sheet, corner, wide, top - plan.y.start, colour, hatch=hatch, label=name)
        ink = look.RED if alarming else look.INK
        paper.write(sheet, x, top + 2, numbers.share(count, plan.whole), ha="center", color=ink)
    paper.line(sheet, (plan.x.start, plan.x.end), (plan.y.start, plan.y.start), zorder=3)


def _pitch(plan: _Plan) -> float:
    return (plan.x.end - plan.x.start) / len(plan.names)


def _beneath(sheet: Sheet, plan: _Plan) -> None:
    """Two rows beneath the columns: the classes, the running totals."""
    rows = [plan.y.start - paper.LINE * (row + 0.5) - 1 for row in range(2)]
    for y, words in zip(rows, (plan.axis, _RUNNING), strict=True):
        paper.write(sheet, plan.x.start - 1.5, y, words, ha="right", color=look.GREY)
    for place, passed in enumerate(accumulate(plan.counts)):
        paper.write(sheet, plan.x.at(place), rows[0], plan.names[place], ha="center")
        paper.write(
            sheet, plan.x.at(place), rows[1], numbers.share(passed, plan.whole), ha="center", color=look.GREY
        )


def _above(sheet: Sheet, plan: _Plan, unit: str, class_unit: str) -> None:
    """The number of cases in the upper left corner; the median above its column, led to by a hairline."""
    y = sheet.height - paper.LINE / 2 - 0.5
    paper.write(sheet, 0.3, y, f"n＝{numbers.grouped(plan.whole)}{unit}", color=look.GREY)
    x, top = plan.x.at(plan.middle), plan.y.at(plan.counts[plan.middle] / plan.whole)
    words = _median(plan, class_unit)
    paper.write(sheet, paper.beside(x, words, [(plan.x.start, plan.x.end - 0.3)]), y, words, color=look.BLUE)
    paper.line(sheet, (x, x), (top + 3.8, y - paper.LINE / 2 - 0.3), color=look.BLUE)


def _median(plan: _Plan, class_unit: str) -> str:
    return f"中位数 {plan.names[plan.middle]}{class_unit}"


def _alt(plan: _Plan, unit: str, class_unit: str) -> str:
    """One sentence: how many, the most frequent class, the median and the last class."""
    most = max(range(len(plan.counts)), key=lambda place: plan.counts[place])
    shares = [numbers.share(count, plan.whole) for count in plan.counts]
    return (
        f"柱状图：{plan.axis}的分布，n＝{numbers.grouped(plan.whole)}{unit}，最多为“{plan.names[most]}”占{shares[most]}，"
        f"{_median(plan, class_unit)}，“{plan.names[-1]}”占{shares[-1]}。"
    )
