"""Draws the figures of charts into the pages of a PDF: shapes as paths, words as text in the chart's font."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from weasyprint.pdf.stream import Stream

from charts import Picture
from charts.drawing import Lettering, Pen, Shape
from reportgen import fonts
from reportgen.fonts import REGULAR, Typeface
from reportgen.writers import ink
from reportgen.writers.css import PT_PER_MM
from reportgen.writers.engine_fonts import Fonts
from reportgen.writers.ink import Letters

PX_PER_MM = 96 / 25.4
_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


@dataclass(frozen=True, slots=True)
class Plate:
    """A chart as a picture of the typesetting engine's; `fonts` are entered before it draws."""

    picture: Picture
    fonts: Fonts

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Width and height in px, and their ratio."""
        width, height = self.picture.width * PX_PER_MM, self.picture.height * PX_PER_MM
        return width, height, width / height

    def draw(self, stream: Stream, width: float, height: float, _style: object) -> None:
        """Draw the chart into a box of `width` × `height` px whose upper left corner is the origin."""
        across = width / (self.picture.width * PT_PER_MM)
        down = height / (self.picture.height * PT_PER_MM)
        stream.transform(a=across, d=-down, f=height)
        letters = Letters(Typeface((fonts.face(self.picture.family, REGULAR),)), self.fonts)
        for item in self.picture.drawing:
            match item:
                case Shape():
                    stream.stream += _shape(item)
                case Lettering():
                    stream.stream += _words(item, letters)
                case _:
                    assert_never(item)


def _shape(shape: Shape) -> Iterator[bytes]:
    path = " ".join(f"{ink.numbers(points)} {_OPERATORS[letter]}".lstrip() for letter, points in shape.path)
    if shape.pen:
        yield from _pen(shape.pen)
    if shape.fill:
        yield ink.colour(shape.fill[1:])
    paint = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
    yield f"{path} {paint[bool(shape.fill), bool(shape.pen)]}".encode()
    if shape.hatch:
        yield f"q {path} W n".encode()
        yield from _shape(shape.hatch)
        yield b"Q"


def _pen(pen: Pen) -> Iterator[bytes]:
    yield ink.colour(pen.colour[1:], "RG")
    yield f"{pen.width:g} w {pen.cap} J {pen.join} j [{ink.numbers(pen.dashes)}] 0 d".encode()


def _words(words: Lettering, letters: Letters) -> Iterator[bytes]:
    yield ink.colour(words.colour[1:])
    yield f"BT 1 0 0 1 {ink.numbers((words.x, words.y))} Tm 0 Tc".encode()
    yield from letters.show(words.text, words.points)
    yield b"ET"
