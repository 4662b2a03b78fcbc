"""A formula on a line of its own, as shapes: typeset by matplotlib, in the faces that the caller names."""

from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

from charts.drawing import Shape, Step
from charts.engine import FontProperties, TextPath, fontManager
from charts.look import INCH
from charts.picture import Picture

POINTS = 72 / INCH  # pt in a mm
GAP = 12.0  # pt between a formula and its number
UPRIGHT, ITALIC = "STIXGeneral", "STIXGeneral:italic"  # come with matplotlib
_LETTERS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), 79: ("Z", 1)}  # by its path codes


def draw(
    expression: str, number: str, alt: str, face: Path, family: str, width: float, size: float
) -> Picture:  # fmt: skip
    """`expression` (TeX notation, words in \\mathsf) centred on `width` mm, its `number` at the right edge.

    Words stand in the font file `face`, which is of `family`; everything in `size` pt, or smaller so that the
    line fits.
    """
    _enter(face)
    name = FontProperties(fname=str(face)).get_name()
    faces = {
        "rm": UPRIGHT,
        "it": ITALIC,
        "sf": name,
        "cal": ITALIC,
        "tt": UPRIGHT,
        "bf": UPRIGHT,
        "bfit": ITALIC,
    }
    settings: Any = {f"mathtext.{kind}": value for kind, value in faces.items()}
    with matplotlib.rc_context({**settings, "mathtext.fontset": "custom", "mathtext.fallback": "stix"}):
        formula, label = _path(expression, size), _path(number, size) if number else None
    room = width * POINTS - (label.get_extents().width + GAP if label else 0)
    scale = min(1.0, room / formula.get_extents().width)
    if label and scale == 1.0 and formula.get_extents().width + 2 * (width * POINTS - room) < width * POINTS:
        room = width * POINTS  # it fits even if centred on the whole line
    box = formula.get_extents()
    low, high = box.y0 * scale, box.y1 * scale
    if label:
        low, high = min(low, label.get_extents().y0), max(high, label.get_extents().y1)
    shapes = [_shape(formula, scale, (room - box.width * scale) / 2 - box.x0 * scale, -low)]
    if label:
        shapes.append(_shape(label, 1.0, width * POINTS - label.get_extents().x1, -low))
    return Picture(alt, width, (high - low) / POINTS, tuple(shapes), family)


@cache
def _enter(face: Path) -> None:
    """Tell the typesetter of `face` and of its own faces of mathematics, which it has not looked for."""
    own = Path(matplotlib.get_data_path(), "fonts", "ttf")
    for file in (face, own / "cmex10.ttf", *sorted(own.glob("STIX*.ttf"))):
        fontManager.addfont(str(file))


def _path(expression: str, size: float) -> TextPath:
    return TextPath((0, 0), f"${expression}$", size=size, prop=FontProperties(family=UPRIGHT))


def _shape(path: TextPath, scale: float, right: float, up: float) -> Shape:
    """The outline as steps, quadratic curves made cubic."""
    points = np.asarray(path.vertices) * scale + (right, up)
    codes = path.codes
    assert codes is not None
    steps: list[Step] = []
    at, place = 0, points[0]
    while at < len(codes):
        letter, count = _LETTERS[int(codes[at])]
        mine = points[at : at + count]
        if letter == "Q":
            control, end = mine
            mine = np.array([place + (control - place) * 2 / 3, end + (control - end) * 2 / 3, end])
        steps.append(
            ("C" if letter == "Q" else letter, () if letter == "Z" else tuple(map(float, mine.ravel())))
        )
        at, place = at + count, mine[-1]
    return Shape(tuple(steps), "#000000")
