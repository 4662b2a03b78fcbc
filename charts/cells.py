"""Cells that carry words: four shades of one hue, the darkest for what needs a look, and the ink on each.

The cells of one shade are one path, so that a table of hundreds is drawn as quickly as a handful.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from charts import look
from charts.engine import Outline, PathPatch
from charts.sheet import Sheet

_STEPS = (1, 2, 5)  # of look.STEPS
SHADES = (look.WHITE, *(look.STEPS[step] for step in _STEPS))  # told apart by lightness alone


class Box(NamedTuple):
    """A rectangle on the sheet in mm."""

    left: float
    bottom: float
    right: float
    top: float


def fill(sheet: Sheet, boxes: Sequence[Box], colour: str, **style: Any) -> None:
    """Paints the boxes in one colour, without outline unless `style` gives one."""
    if not boxes:
        return
    corners = [
        corner
        for left, bottom, right, top in boxes
        for corner in ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
    ]
    path = Outline(corners, [1, 2, 2, 2, 79] * len(boxes))
    sheet.add(PathPatch(path, **{"facecolor": colour, "linewidth": 0, "zorder": 1, **style}))


def ink(shade: int) -> str:
    """The colour of words on a shade."""
    return look.on(_STEPS[shade - 1]) if shade else look.INK
