"""Draws finished lines and the bands of tables into the pages of a PDF, and tells its tags what each is.

The engine takes a line or a band for a picture: it asks its size, places it, and calls `draw` with the content
stream of the page. The words, rules and shades go straight into that stream; afterwards the tag of the
picture gives way to that of the paragraph, or to tags of the rows and cells (PDF/UA-1, ISO 14289-1 7.5).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, assert_never

import pydyf  # type: ignore[import-untyped]
from weasyprint.pdf.stream import Stream

from reportgen.fonts import typeface
from reportgen.style import Style
from reportgen.writers import ink
from reportgen.writers.engine_fonts import Fonts
from reportgen.writers.ink import Letters
from reportgen.writers.lines import Line
from reportgen.writers.setting import Strip
from reportgen.writers.tables import Band, Box, SetCell

PX_PER_PT = 4 / 3


@dataclass(frozen=True, slots=True)
class Printed:
    """A band drawn in a page: the marks around each cell's words, one a cell, row by row."""

    band: Band
    marks: tuple[tuple[pydyf.Dictionary, ...], ...]


@dataclass(frozen=True)
class Press:
    """Draws the lines and bands of one document and remembers where."""

    style: Style
    fonts: Fonts = field(default_factory=dict)
    """The engine's fonts, entered before it draws."""
    printed: dict[tuple[int, int], Printed] = field(default_factory=dict)
    """The bands drawn, by the `id` of the page's stream and the number of the engine's mark in it."""
    lines: set[tuple[int, int]] = field(default_factory=set)
    """The lines drawn, by the same."""
    _letters: dict[str, Letters] = field(default_factory=dict)

    def line(self, strip: Strip, stream: Stream) -> None:
        """Draw the line with its upper left corner in the origin of `stream`, within the engine's mark."""
        at = _last(stream.stream, pydyf.Dictionary)
        stream.stream[at - 1] = "/Span"
        self.lines.add((id(stream), stream.stream[at]["MCID"]))
        text = self.style.texts[strip.role]
        stream.transform(a=PX_PER_PT, d=PX_PER_PT)
        stream.stream.append(ink.colour(self.style.colours[text.colour]))
        stream.stream += self._line(strip.line, strip.indent, strip.baseline, text.size)

    def band(self, band: Band, stream: Stream) -> None:
        """Draw `band` with its upper left corner in the origin of `stream`.

        What the engine has begun as the picture's mark holds rules and shades only, no content, and ends
        here; each cell has a mark of its own, numbered later.
        """
        at = _last(stream.stream, pydyf.Dictionary)
        number = stream.stream[at]["MCID"]
        stream.stream[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Layout"})]
        size, colour = self.style.texts[band.role].size, self.style.texts[band.role].colour
        stream.transform(a=PX_PER_PT, d=PX_PER_PT)
        stream.stream += [*self._fills(band), b"EMC", ink.colour(self.style.colours[colour])]
        marks = tuple(tuple(self._cell(cell, size, stream) for cell in row) for row in band.rows)
        stream.stream.append(b"/Artifact BMC")  # for the engine to end
        self.printed[id(stream), number] = Printed(band, marks)

    def _fills(self, band: Band) -> Iterator[bytes]:
        for boxes, colour in ((band.shades, "band"), (band.rules, "ink")):
            if boxes:
                yield ink.colour(self.style.colours[colour])
                yield b" ".join(map(_rectangle, boxes)) + b" f"

    def _cell(self, cell: SetCell, size: float, stream: Stream) -> pydyf.Dictionary:
        mark = pydyf.Dictionary({"MCID": 0})
        lines = (b" ".join(self._line(each.line, each.x, each.y, size)) for each in cell.lines)
        stream.stream += [b"/TH" if cell.header else b"/TD", mark, b"BDC", *lines, b"EMC"]
        return mark

    def _line(self, line: Line, x: float, y: float, size: float) -> Iterator[bytes]:
        """The operators for a line that begins at `x` on the baseline `y`.

        Each piece is put in its place: not every reader adds the spacing after the last character of a piece.
        """
        yield b"BT"
        for part in line:
            if part.face not in self._letters:
                self._letters[part.face] = Letters(typeface(self.style.fonts[part.face]), self.fonts)
            for group in self._letters[part.face].groups(part.text):
                place = f"1 0 0 -1 {ink.numbers((x, y))} Tm {part.spacing:.4g} Tc"
                yield f"{place} /{group.font} {size} Tf <{group.glyphs}> Tj".encode()
                x += group.width * size + group.count * part.spacing
        yield b"ET"


@dataclass(frozen=True, slots=True)
class Panel:
    """A finished line or a band as a picture of the engine's."""

    item: Strip | Band
    press: Press

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Width and height in px, and their ratio."""
        width, height = self.item.width * PX_PER_PT, self.item.height * PX_PER_PT
        return width, height, width / height

    def draw(self, stream: Stream, _width: float, _height: float, _style: object) -> None:
        """Draw it into the page."""
        match self.item:
            case Strip():
                self.press.line(self.item, stream)
            case Band():
                self.press.band(self.item, stream)
            case _:
                assert_never(self.item)


def _last(items: list[Any], kind: type) -> int:
    """The place of the last of `items` that is of `kind`."""
    return next(at for at in reversed(range(len(items))) if isinstance(items[at], kind))


def _rectangle(box: Box) -> bytes:
    return f"{ink.numbers((box.x, box.y, box.width, box.height))} re".encode()
