"""The look of every chart: paper in mm, one font, few colours, and the way to a finished picture.

Colours differ in lightness as well as in hue, so a black-and-white print and a colour-blind reader lose
nothing. Drawing changes matplotlib's settings for its length: one chart at a time in a process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib

from charts.fonts import use_font

__all__ = ["use_font"]

WHITE = "#FFFFFF"  # paper, and words on the darkest colours
INK = "#262626"  # words and values
GREY = "#595959"  # words of second rank
RULE = "#8C8C8C"  # axes
GRID = "#DADADA"
BAND = "#F2F2F2"
BLUE = "#1F3A5F"  # the main colour
STEEL = "#6F8CAB"  # its lighter step
PALE = "#C3CFDB"  # its lightest
RED = "#A61C1C"  # what needs attention, nothing else
# From least to most, in even steps of lightness: told apart in a grey print as well. Words stand out on each.
STEPS = ("#E6ECF2", PALE, "#98ADC3", "#7591AF", "#456286", BLUE)
COLOURS = (INK, GREY, RULE, GRID, BAND, BLUE, STEEL, PALE, RED, *STEPS)

WIDTH = 150.0  # mm; the type area is 156 mm wide
TITLE = 9.0  # pt, the conclusion at the head
SIZE = 8.0  # pt
SMALL = 7.0  # pt, the smallest type that prints legibly
AXIS = 0.5  # pt
INCH = 25.4


_SETTINGS: Any = {
    "font.size": SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
    "lines.linewidth": 1.2,
    "path.simplify": False,
    "svg.hashsalt": "charts",
    "figure.dpi": 72,
}


# All that matplotlib asks, checked once; without the backend, which asking for would choose and load.
_LOOK: Any = {
    **{key: value for key, value in matplotlib.rcParamsDefault.items() if key != "backend"},
    **matplotlib.RcParams(_SETTINGS),
}


@contextmanager
def style() -> Iterator[None]:
    """Everything drawn and finished inside has the look; a user's own matplotlibrc has no part in it."""
    settings: Any = matplotlib.rcParams
    kept = {key: dict.__getitem__(settings, key) for key in _LOOK}
    dict.update(settings, _LOOK)  # as they are: matplotlib would check all of them again for each chart
    try:
        yield
    finally:
        dict.update(settings, kept)


def on(step: int) -> str:
    """The colour of words on the colour `step` of STEPS."""
    return INK if step < 4 else WHITE
