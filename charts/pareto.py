"""Which causes make most of it: columns by size, the running share as a line, the rest last."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

LIMIT = Fraction(4, 5)  # the vital few make this share
_BAR = 0.68  # of the pitch
_SIDE = 3.0  # mm, keeps the first share on the sheet
_ASIDE = 0.4  # mm from a point to its share


class _Data(NamedTuple):
    names: list[str]
    counts: list[Fraction]
    whole: Fraction
    few: int  # how many of the named causes are needed to reach the limit; 0: they do not reach it
    rest: bool  # whether the last is what remains
    unit: str

    def reached(self) -> list[Fraction]:
        """The running shares."""
        return [passed / self.whole for passed in accumulate(self.counts)]


class _Plan(NamedTuple):
    x: Span
    y: Span
    pitch: float
    labels: list[str]


def draw(
    labels: Sequence[str],
    counts: Values,
    *,
    most: int = 8,
    rest: str = "其他",
    unit: str = "件",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
    height: float = 78.0,
) -> Picture:
    """Counts of causes, the largest first, on one ruler with their running share: 100 % is the total.

    Equal ones keep the order given. The cause called `rest` and all beyond the `most` largest stand together
    as the last column. Columns are dark up to the cause with which 80 % are reached. `width` and `height` are
    mm; `title`, the conclusion, is added above. Raises ValueError on empty, unequal, missing, negative or
    non-finite input and on a total of zero.
    """
    with look.style():
        data = _checked(labels, counts, most, inputs.label(rest, "其余的名称"), unit)
        foot = paper.footer(width, source, note)
        plan = _plan(data, width, height, paper.footer_height(foot))
        sheet = paper.sheet(width, height)
        for place in range(len(data.names)):
            _column(sheet, data, plan, place)
        _running(sheet, data, plan)
        _limit(sheet, data, plan)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(labels: Sequence[str], values: Values, most: int, rest: str, unit: str) -> _Data:
    names = inputs.labels(labels, "帕累托图标签")
    inputs.same_length(names, values, "帕累托图")
    pairs = list(zip(names, inputs.counts(values, "帕累托图"), strict=True))
    whole = sum((count for _name, count in pairs), Fraction(0))
    if not whole:
        raise ValueError("帕累托图的合计为零，没有可以画的数据")
    if most < 1:
        raise ValueError("帕累托图至少单列 1 项")
    ranked = sorted((pair for pair in pairs if pair[0] != rest), key=lambda pair: -pair[1])
    shown, few = ranked[:most], 0
    remaining = whole - sum((count for _name, count in shown), Fraction(0))
    for place, passed in enumerate(accumulate(count for _name, count in shown), 1):
        if passed >= LIMIT * whole:
            few = place
            break
    has_rest = len(shown) < len(pairs)
    shown += [(rest, remaining)] * has_rest
    return _Data([name for name, _ in shown], [count for _, count in shown], whole, few, has_rest, unit)


def _plan(data: _Data, width: float, height: float, foot: float) -> _Plan:
    left = paper.extent(f"{data.unit}数") + _SIDE
    pitch = (width - left) / len(data.names)
    labels = [paper.balanced(name, pitch - 1.0) for name in data.names]
    beneath = max(map(paper.block_height, labels)) + paper.LINE
    start, end = foot + beneath + 1.5, height - 2 * paper.LINE - 3.5
    words = [numbers.grouped(count) for count in data.counts] + ["99.99%"]
    if paper.widest(words) + 0.6 > pitch or end - start < 15:
        raise ValueError("帕累托图的各项过多、标签过长或图幅太小，放不下")
    x = Span(Fraction(-1, 2), Fraction(2 * len(data.names) - 1, 2), left, width)
    return _Plan(x, Span(Fraction(0), Fraction(1), start, end), pitch, labels)


def _column(sheet: Sheet, data: _Data, plan: _Plan, place: int) -> None:
    """A column, its label and its count beneath."""
    x, wide = plan.x.at(place), plan.pitch * _BAR
    tall = plan.y.at(data.counts[place] / data.whole) - plan.y.start
    last = data.rest and place == len(data.names) - 1
    colour = look.GRID if last else look.BLUE if place < data.few else look.STEEL
    paper.box(sheet, (x - wide / 2, plan.y.start), wide, tall, colour, label=data.names[place])
    top = plan.y.start - 1 - paper.LINE
    paper.write(sheet, x, top + paper.LINE / 2, numbers.grouped(data.counts[place]), ha="center")
    paper.block(sheet, x, top, plan.labels[place], ha="center")


def _running(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """The line of running shares, each told to the upper left of its point, where the line never is."""
    xs = [plan.x.at(place) for place in range(len(data.names))]
    ys = [plan.y.at(share) for share in data.reached()]
    paper.line(
        sheet, xs, ys, color=look.INK, linewidth=1.0, marker="o", markersize=3, zorder=4, label="累计占比"
    )
    for x, y, words in zip(xs, ys, _shares(data), strict=True):
        paper.write(sheet, x - _ASIDE, y + paper.LINE / 2 + 0.6, words, ha="right")
    base = (plan.y.start, plan.y.start)
    paper.line(sheet, (plan.x.start, plan.x.end), base, zorder=3)
    y = plan.y.start - 1 - paper.LINE / 2
    paper.write(sheet, 0.3, y, f"{data.unit}数", color=look.GREY)


def _shares(data: _Data) -> list[str]:
    return [numbers.percent(share * 100) for share in data.reached()]


def _limit(sheet: Sheet, data: _Data, plan: _Plan) -> None:
    """The level of 80 %, interrupted where shares are written; what it says, in the line above."""
    y = plan.y.at(LIMIT)
    start = plan.x.start
    for place, (share, words) in enumerate(zip(data.reached(), _shares(data), strict=True)):
        x, foot = plan.x.at(place) - _ASIDE, plan.y.at(share) + 0.6
        if foot - 0.5 < y < foot + paper.LINE + 0.3:
            _dashes(sheet, start, x - paper.extent(words) - 0.6, y)
            start = x + 0.6
    _dashes(sheet, start, plan.x.end, y)
    paper.write(sheet, plan.x.start - 0.8, y, numbers.grouped(LIMIT * 100) + "%", ha="right", color=look.GREY)
    top = sheet.height - paper.LINE / 2 - 0.3
    paper.write(
        sheet, 0.3, top, f"n＝{numbers.grouped(data.whole)}{data.unit}；折线为累计占比", color=look.GREY
    )
    paper.write(sheet, sheet.width - 0.3, top, _told(data), ha="right", color=look.BLUE)


def _dashes(sheet: Sheet, start: float, end: float, y: float) -> None:
    if end > start:
        paper.line(sheet, (start, end), (y, y), linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)


def _told(data: _Data) -> str:
    named = len(data.names) - data.rest
    if data.few == 1:
        return f"“{data.names[0]}”一项占{_shares(data)[0]}"
    if data.few:
        return f"前{data.few}项合计占{_shares(data)[data.few - 1]}"
    return f"单列的{named}项合计占{_shares(data)[named - 1]}，不到{numbers.grouped(LIMIT * 100)}%"


def _alt(data: _Data) -> str:
    """One sentence: the total, every cause with its count and share, what the first make together."""
    told = "，".join(
        f"{name}{numbers.grouped(count)}{data.unit}（{numbers.share(count, data.whole)}）"
        for name, count in zip(data.names, data.counts, strict=True)
    )
    return f"帕累托图：n＝{numbers.grouped(data.whole)}{data.unit}，{told}，{_told(data)}。"
