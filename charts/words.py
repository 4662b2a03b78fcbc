"""Words on a sheet: one line of text, set from the outlines of the one font."""

from functools import lru_cache
from typing import Any

import numpy as np

from charts import fonts
from charts.engine import Bbox

POINT = 25.4 / 72  # mm
PER_MM = 72 / 25.4  # pt
_RISE, _DROP = 0.86, 0.12  # em, how far Chinese characters reach above and below the baseline
_MIDDLE = 0.37  # em, the middle of a Chinese character or a figure above the baseline
_SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


class Words:
    """One line of `text`, `x` mm being its left end, centre or right end (`ha`) and `y` mm its middle.

    It lies on a sheet as matplotlib's artists do, without what those bring: a table has many hundred of them.
    Raises FontError for a character that the font cannot write.
    """

    zorder = 5  # above all shapes that name no higher place

    def __init__(self, x: float, y: float, text: str, points: float, color: str, ha: str = "left") -> None:
        self.text, self.points, self.color = text, points, color
        self.length = fonts.width(text) * points * POINT  # mm
        self.left = x - _SHIFT[ha] * self.length
        self.base = y - _MIDDLE * points * POINT

    def get_window_extent(self) -> Bbox:
        """The box of full Chinese height around the words, in pt."""
        em = self.points * POINT
        corners = np.array(
            [(self.left, self.base - _DROP * em), (self.left + self.length, self.base + _RISE * em)]
        )
        return Bbox(corners * PER_MM)

    def draw(self, renderer: Any) -> None:
        """Sets the words by a renderer of `printing`."""
        renderer.draw_words(self.left * PER_MM, self.base * PER_MM, self)


def placed(text: str) -> tuple[tuple[str, float], ...]:
    """The characters of `text`, blanks aside, and where each begins, in 1/1000 em."""
    return _placed(fonts.font(), text)


@lru_cache(4096)
def _placed(face: fonts.Face, text: str) -> tuple[tuple[str, float], ...]:
    places, place = [], 0.0
    for sign in text:
        if len(face.glyph(sign).codes):
            places.append((sign, place))
        place += face.glyph(sign).width
    return tuple(places)
