"""What a total is made of: panels of level bars with counts and shares, one above the other.

A part that is nearly everything (99.9% 非常满意) is told in words and not drawn: beside its bar the others
would have no length, and a bent or broken axis would lie.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

DOMINANT = Fraction(9, 10)  # a part larger than this share is told in words
_PITCH = 5.2  # mm between two bars of one-line labels
_BAR = 3.4  # mm
_HEAD = 6.5  # mm, heading of a panel
_GAP = 4.0  # mm between panels


@dataclass(frozen=True)
class Panel:
    """One total and its parts: heading, labels and counts; `ordered` keeps the order given (levels).

    `attention` names the labels that need it: dark red and hatched.
    """

    title: str
    labels: Sequence[str]
    counts: Values
    unit: str = "件"
    ordered: bool = False
    attention: Collection[str] = field(default=())


class _Bar(NamedTuple):
    label: str
    number: Fraction
    words: str
    alarming: bool


class _Part(NamedTuple):
    """A panel made ready: the heading, the words for a dominant part, the bars."""

    title: str
    told: str
    bars: list[_Bar]


def draw(
    panels: Sequence[Panel],
    *,
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """One or more totals with their parts as bars from zero, each panel on its own ruler.

    `title` is the conclusion, at the head. `width` in mm; the height follows from the number of bars. Raises ValueError on empty, unequal, missing,
    negative or non-finite input.
    """
    with look.style():
        if not panels:
            raise ValueError("结构图没有可以画的数据")
        parts = [_part(panel, width) for panel in panels]
        foot = paper.footer(width, source, note)
        sheet = paper.sheet(
            width, sum(map(_tall, parts)) + _GAP * (len(parts) - 1) + paper.footer_height(foot)
        )
        top = sheet.height
        for part in parts:
            _compose(sheet, part, top, _columns(parts, width))
            top -= _tall(part) + _GAP
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(panels))


def _part(panel: Panel, width: float) -> _Part:
    names = inputs.labels(panel.labels, f"{panel.title}标签")
    inputs.same_length(names, panel.counts, inputs.label(panel.title, "结构图标题"))
    inputs.among(panel.attention, names, panel.title)
    counts = inputs.counts(panel.counts, panel.title)
    whole = sum(counts, Fraction(0))
    pairs = list(zip(names, counts, strict=True))
    leader = next((pair for pair in pairs if whole and pair[1] > whole * DOMINANT and len(pairs) > 1), None)
    shown = [pair for pair in pairs if pair is not leader]
    if not panel.ordered:
        shown.sort(key=lambda pair: -pair[1])
    bars = [
        _Bar(paper.wrap(name, width * 0.3), count, _words(count, whole, panel.unit), name in panel.attention)
        for name, count in shown
    ]
    return _Part(
        f"{panel.title}（共{numbers.grouped(whole)}{panel.unit}）", _told(leader, whole, panel.unit), bars
    )


def _words(count: Fraction, whole: Fraction, unit: str) -> str:
    return f"{numbers.grouped(count)}{unit}（{numbers.share(count, whole)}）"


def _told(leader: tuple[str, Fraction] | None, whole: Fraction, unit: str) -> str:
    return (
        f"“{leader[0]}”{_words(leader[1], whole, unit)}，占绝大多数，不画条形；以下为其余各项"
        if leader
        else ""
    )


def _pitch(part: _Part) -> float:
    lines = max(bar.label.count("\n") for bar in part.bars)
    return _PITCH + lines * paper.LINE


def _tall(part: _Part) -> float:
    return _HEAD + paper.LINE * 1.3 * bool(part.told) + _pitch(part) * len(part.bars)


def _columns(parts: Sequence[_Part], width: float) -> tuple[float, float]:
    """Where the bars start and end, the same for all panels."""
    bars = [bar for part in parts for bar in part.bars]
    start = paper.widest(bar.label for bar in bars) + 2
    end = width - paper.widest(bar.words for bar in bars) - 2
    if end - start < 15:
        raise ValueError("结构图的标签过长，放不下条形")
    return start, end


def _compose(sheet: Sheet, part: _Part, top: float, columns: tuple[float, float]) -> None:
    paper.write(sheet, 0.3, top - 2.5, part.title, points=look.SIZE, color=look.BLUE)
    paper.line(sheet, (0, sheet.width), (top - 5, top - 5))
    top -= _HEAD
    if part.told:
        paper.write(sheet, 0.3, top - paper.LINE * 0.55, part.told)
        top -= paper.LINE * 1.3
    longest = max(bar.number for bar in part.bars) or Fraction(1)
    _bars(sheet, part, top, Span(Fraction(0), longest, *columns))


def _bars(sheet: Sheet, part: _Part, top: float, ruler: Span) -> None:
    pitch = _pitch(part)
    for place, bar in enumerate(part.bars):
        y = top - pitch * (place + 0.5)
        colour, hatch = (look.RED, "////") if bar.alarming else (look.STEEL, "")
        length = ruler.at(bar.number) - ruler.start
        corner = (ruler.start, y - _BAR / 2)
        paper.box(sheet, corner, length, _BAR, colour, hatch=hatch, label=bar.label)
        _label(sheet, bar.label, ruler.start - 1, y)
        paper.write(
            sheet, ruler.start + length + 1, y, bar.words, color=look.RED if bar.alarming else look.INK
        )
    paper.line(sheet, (ruler.start, ruler.start), (top - pitch * len(part.bars), top), zorder=3)


def _label(sheet: Sheet, words: str, x: float, y: float) -> None:
    lines = words.split("\n")
    for row, words in enumerate(lines):
        paper.write(sheet, x, y + ((len(lines) - 1) / 2 - row) * paper.LINE, words, ha="right")


def _alt(panels: Sequence[Panel]) -> str:
    """One sentence: for each panel its total, its largest part and what needs attention."""
    return "条形图：" + "；".join(map(_summary, panels)) + "。"


def _summary(panel: Panel) -> str:
    counts = inputs.counts(panel.counts, panel.title)
    whole = sum(counts, Fraction(0))
    pairs = sorted(zip(counts, panel.labels, strict=True), key=lambda pair: -pair[0])
    largest = f"最多为{pairs[0][1]}{_words(pairs[0][0], whole, panel.unit)}"
    alarming = [
        f"{name}{numbers.grouped(count)}{panel.unit}" for count, name in pairs if name in panel.attention
    ]
    return "，".join([f"{panel.title}共{numbers.grouped(whole)}{panel.unit}", largest, *alarming])
