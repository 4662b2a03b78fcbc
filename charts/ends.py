"""Words at the right ends of lines instead of a legend: blocks pushed apart, each led to from its line."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from charts import look, paper
from charts.sheet import Sheet
from charts.words import POINT

LINE = look.SIZE * POINT * 1.35  # mm, a line of words at the end of a line
_SAMPLE = 6.0  # mm, the piece of a line that stands before its name
_APART = 1.5  # mm between two blocks
_ASIDE = 3.0  # mm from the plotting area to the words


class End(NamedTuple):
    """A block of words, how the sample before the first of them is drawn, and where its line ends, in mm.

    `led` says whether the line reaches the edge of the plotting area, so that a hairline leads to the words.
    """

    words: Sequence[str]
    style: dict[str, Any]
    tip: float
    led: bool = True


def width(blocks: Sequence[Sequence[str]]) -> float:
    """The room that blocks of words take right of the plotting area, samples included, in mm."""
    named = max(paper.extent(words[0], look.SIZE) + _SAMPLE + 1.2 for words in blocks)
    return max(named, *(paper.widest(words[1:], look.SIZE) for words in blocks)) + _ASIDE + 1


def write(sheet: Sheet, ends: Sequence[End], x: tuple[float, float], y: tuple[float, float]) -> None:
    """Writes the blocks, in the order of their tips, between the heights `y`.

    `x` are the last point of the lines and the edge of the plotting area. Raises ValueError if they do not fit.
    """
    ordered = sorted(ends, key=lambda end: end.tip)
    heights = [len(end.words) * LINE for end in ordered]
    if sum(heights) + _APART * (len(ends) - 1) > y[1] - y[0]:
        raise ValueError("折线旁的文字过多，图幅太小，放不下")
    feet, floor = [], y[0]
    for end, height in zip(ordered, heights, strict=True):
        feet.append(max(end.tip - height / 2, floor))
        floor = feet[-1] + height + _APART
    ceiling = y[1]
    for end, height, foot in zip(reversed(ordered), reversed(heights), reversed(feet), strict=True):
        top = min(foot + height, ceiling)
        ceiling = top - height - _APART
        _block(sheet, end, x[1] + _ASIDE, top)
        if end.led:
            paper.line(sheet, (x[0] + 1.2, x[1] + _ASIDE - 0.6), (end.tip, top - height / 2), zorder=2)


def _block(sheet: Sheet, end: End, left: float, top: float) -> None:
    """The words, a sample of the line before the first of them."""
    for row, part in enumerate(end.words):
        indent = 0 if row else _SAMPLE + 1.2
        paper.write(sheet, left + indent, top - (row + 0.5) * LINE, part, points=look.SIZE)
    xs, y = [left, left + _SAMPLE / 2, left + _SAMPLE], top - 0.5 * LINE
    paper.line(sheet, xs, [y] * 3, **{"markevery": [1], **end.style})
