"""From many to few: a level bar for each stage, and between two stages the share that goes on."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from charts import inputs, look, numbers, paper, printing
from charts.inputs import Checked, Values
from charts.paper import Span
from charts.picture import Picture
from charts.sheet import Sheet

FAINT = Fraction(1, 20)  # a second stage smaller than this share of the first would vanish beside it
_PITCH = 11.0  # mm between two stages
_BAR = 5.4  # mm
_HEAD = paper.LINE + 1.5  # mm


class _Data(NamedTuple):
    names: list[str]
    counts: Checked
    unit: str
    cut: bool  # whether the first bar is broken


def draw(
    labels: Sequence[str],
    counts: Values,
    *,
    unit: str = "件",
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Counts of successive stages (screened, abnormal, assigned, rectified), none larger than the one before.

    Between two stages stands the share that went on. A missing stage (None) is said and has no bar, and the
    shares beside it are not told. Where the first is so large that the others would vanish, its bar is broken,
    marked and said; the others are proportional. `title` is the conclusion, at the head. `width` in mm; the
    height follows from the number of stages. Raises ValueError on fewer than two stages, unequal, negative or
    non-finite input, a stage larger than the one before, and where all are missing.
    """
    with look.style():
        data = _checked(labels, counts, unit)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + 0.8
        sheet = paper.sheet(width, bottom + _PITCH * (len(data.names) - 1) + _BAR + 1 + _HEAD)
        ruler = _ruler(data, width)
        top = bottom + _PITCH * (len(data.names) - 1) + _BAR / 2 + 0.5
        for place in range(len(data.names)):
            _stage(sheet, data, ruler, place, top - place * _PITCH)
        for place, words in enumerate(_rates(data)):
            _rate(sheet, ruler, top - (place + 0.5) * _PITCH, words)
        paper.line(sheet, (ruler.start, ruler.start), (bottom + 0.2, top + _BAR / 2 + 0.3), zorder=3)
        paper.write(sheet, 0.3, sheet.height - paper.LINE / 2 - 0.3, _head(data), color=look.GREY)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(data))


def _checked(labels: Sequence[str], values: Values, unit: str) -> _Data:
    names = inputs.labels(labels, "漏斗图的环节")
    inputs.same_length(names, values, "漏斗图")
    counts = inputs.numbers(values, "漏斗图")
    if len(names) < 2:
        raise ValueError("漏斗图至少要有 2 个环节")
    known = [(name, count) for name, count in zip(names, counts, strict=True) if count is not None]
    if not known:
        raise ValueError("漏斗图的数值全部缺失，没有可以画的数据")
    inputs.counts([count for _name, count in known], "漏斗图")
    for (one, before), (two, after) in pairwise(known):
        if after > before:
            raise ValueError(
                f"漏斗图：“{two}”{numbers.grouped(after)}{unit}多于前面的“{one}”{numbers.grouped(before)}{unit}"
            )
    second = known[1][1] if len(known) > 1 else Fraction(0)
    return _Data(names, counts, unit, counts[0] is not None and 0 < second < FAINT * counts[0])


def _ruler(data: _Data, width: float) -> Span:
    start = paper.widest(data.names) + 2
    end = width - paper.widest(_words(data, count) for count in data.counts) - 2.5
    if end - start < 25:
        raise ValueError("漏斗图的环节名称过长，放不下图形")
    known = inputs.known(data.counts)
    longest = known[1] * Fraction(5, 4) if data.cut else max(known)
    return Span(Fraction(0), longest or Fraction(1), start, end)


def _words(data: _Data, count: Fraction | None) -> str:
    return "无数据" if count is None else f"{numbers.grouped(count)}{data.unit}"


def _stage(sheet: Sheet, data: _Data, ruler: Span, place: int, y: float) -> None:
    """A bar from zero between the name of the stage and its count."""
    name, count = data.names[place], data.counts[place]
    paper.write(sheet, ruler.start - 1.2, y, name, ha="right")
    broken = data.cut and place == 0
    length = ruler.end - ruler.start if broken else ruler.at(count or Fraction(0)) - ruler.start
    if count is not None:
        colour = look.STEPS[max(1, 5 - place)]
        paper.box(sheet, (ruler.start, y - _BAR / 2), length, _BAR, colour, label=name)
    if broken:
        paper.broken(sheet, (y - _BAR / 2, y + _BAR / 2), ruler.end - length / 10, level=True)
    paper.write(sheet, ruler.start + length + 1.2, y, _words(data, count))


def _rates(data: _Data) -> list[str]:
    """The share of each stage that went on to the next, with its counts."""
    return [
        f"其中{name}{_share(after, before)}"
        for name, (before, after) in zip(data.names[1:], pairwise(data.counts), strict=True)
    ]


def _share(after: Fraction | None, before: Fraction | None) -> str:
    if after is None or before is None:
        return "：缺数据，无法计算"
    if not before:
        return "：前一环节为0，无占比"
    return f" {numbers.share(after, before)}（{numbers.grouped(after)}/{numbers.grouped(before)}）"


def _rate(sheet: Sheet, ruler: Span, y: float, words: str) -> None:
    """An arrow downwards and the share, between two bars."""
    x, tip = ruler.start + 3, y - 1.4
    paper.line(sheet, (x, x), (y + 1.6, tip), zorder=2)
    paper.line(sheet, (x - 0.8, x, x + 0.8), (tip + 1, tip, tip + 1), zorder=2)
    paper.write(sheet, x + 2, y, words, color=look.GREY)


def _head(data: _Data) -> str:
    return "首条过长，截断画出，不与其余成比例；其余各条成比例" if data.cut else "各条长度与数量成比例"


def _alt(data: _Data) -> str:
    """One sentence: every stage with its count, every share."""
    stages = "，".join(
        f"{name}{_words(data, count)}" for name, count in zip(data.names, data.counts, strict=True)
    )
    return f"漏斗图：{stages}；{'；'.join(_rates(data))}。"
