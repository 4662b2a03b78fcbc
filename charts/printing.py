"""From a sheet to the finished picture: a sheet is drawn once, into plain shapes and words.

Every output is made of these, the same on every run and machine. Words are set from the outlines of the
one font instead of matplotlib's shaping: several times quicker, and no other font can step in unseen.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from charts import fonts, look
from charts.drawing import Drawing, Lettering, Pen, Shape, Step
from charts.engine import Affine2D, GraphicsContextBase, Outline, Rectangle, RendererBase
from charts.picture import Picture
from charts.sheet import POINTS, Sheet
from charts.words import Words


def picture(sheet: Sheet, alt: str) -> Picture:
    """The finished chart of a sheet in mm."""
    return Picture(alt, sheet.width, sheet.height, _drawing(sheet), fonts.font().family)


# --- shapes and words ------------------------------------------------------------------------


class PlainPaper(RendererBase):
    """Shapes and words; a hatch is a tile of lines repeated over the shape."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[Shape | Lettering] = []

    def draw_path(
        self, context: GraphicsContextBase, path: Outline, transform: Any, colour: Any = None
    ) -> None:
        """Notes a path with its fill, its outline, and its hatch if it has one."""
        steps = tuple(_steps_of(path, transform))
        self.drawn.append(Shape(steps, _fill(colour), _pen(context), _hatch(context, path, transform)))

    def draw_markers(
        self, context: GraphicsContextBase, marker: Outline, marker_transform: Any, path: Outline,
        transform: Any, colour: Any = None,
    ) -> None:  # fmt: skip
        """Notes a marker at each point of a path that is known: its outline is worked out once."""
        steps, fill, pen = tuple(_steps_of(marker, marker_transform)), _fill(colour), _pen(context)
        places = transform.transform(path.vertices)
        for x, y in places[np.isfinite(places).all(axis=1)].tolist():
            moved = ((letter, _moved(points, x, y)) for letter, points in steps)
            self.drawn.append(Shape(tuple(moved), fill, pen))

    def draw_words(self, x: float, y: float, words: Words) -> None:
        """Notes a line of words that begins at x and y in pt."""
        self.drawn.append(Lettering(words.text, x, y, words.points, words.color))


_LETTERS = {1: "M", 2: "L", 4: "C", 79: "Z"}  # matplotlib's path codes
_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_TILE = 72  # pt, the side of the square that matplotlib repeats to hatch a shape


def _drawing(sheet: Sheet) -> Drawing:
    """The paper itself, then the shapes and words on it in the order in which they are drawn."""
    make: Any = PlainPaper  # matplotlib's renderers are not typed
    paper = make()
    page = Rectangle((0, 0), sheet.width, sheet.height, facecolor=look.WHITE, linewidth=0, transform=POINTS)
    for artist in (page, *sheet.drawn()):
        artist.draw(paper)
    return tuple(paper.drawn)


def _steps_of(path: Outline, transform: Any) -> Iterator[Step]:
    for points, code in path.iter_segments(transform, simplify=False, curves=True):
        letter = _LETTERS[int(code)]
        yield letter, () if letter == "Z" else tuple(round(float(point), 3) for point in points)


def _moved(points: tuple[float, ...], x: float, y: float) -> tuple[float, ...]:
    """`points` (x and y in turn) shifted by x and y."""
    return tuple(round(point + (y if at % 2 else x), 3) for at, point in enumerate(points))


def _fill(colour: Any) -> str:
    return _hex(colour) if colour is not None and (len(colour) < 4 or colour[3]) else ""


def _pen(context: Any) -> Pen | None:
    if not context.get_linewidth() or not context.get_rgb()[3]:
        return None
    _offset, dashes = context.get_dashes()
    ends = _CAPS[context.get_capstyle()], _JOINS[context.get_joinstyle()]
    return Pen(
        _hex(context.get_rgb()), float(context.get_linewidth()), tuple(map(float, dashes or ())), *ends
    )


def _hatch(context: Any, path: Outline, transform: Any) -> Shape | None:
    tile = context.get_hatch_path()
    if tile is None:
        return None
    box = path.get_extents(transform)
    columns, rows = (
        range(int(low // _TILE), int(high // _TILE) + 1) for low, high in (box.intervalx, box.intervaly)
    )
    tiles = (Affine2D().translate(column, row).scale(_TILE) for column in columns for row in rows)
    steps = tuple(step for place in tiles for step in _steps_of(tile, place))
    return Shape(steps, pen=Pen(_hex(context.get_hatch_color()), float(context.get_hatch_linewidth())))


def _hex(colour: Any) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in colour[:3])
