"""Draws the bands of tables into the pages of a PDF, and tells its tags what each cell is.

The engine takes a band for a picture: it asks its size, places it, and calls `draw` with the content
stream of the page. The words, rules and shades go straight into that stream; afterwards the tag of the
picture gives way to tags of the rows and cells (PDF/UA-1, ISO 14289-1 7.5).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.pdf.stream import Stream

from reportgen.fonts import Typeface, typeface
from reportgen.style import Style
from reportgen.writers.engine_fonts import Fonts
from reportgen.writers.tables import Band, Box, SetCell, SetLine

PX_PER_PT = 4 / 3


@dataclass(frozen=True, slots=True)
class Printed:
    """A band drawn in a page: the marks around each cell's words, one a cell, row by row."""

    band: Band
    marks: tuple[tuple[pydyf.Dictionary, ...], ...]


@dataclass(frozen=True)
class Press:
    """Draws the bands of one document and remembers where."""

    style: Style
    fonts: Fonts = field(default_factory=dict)
    """The engine's fonts, entered before it draws."""
    printed: dict[tuple[int, int], Printed] = field(default_factory=dict)
    """What was drawn, by the `id` of the page's stream and the number of the engine's mark in it."""
    _letters: dict[str, "_Letters"] = field(default_factory=dict)

    def draw(self, band: Band, stream: Stream) -> None:
        """Draw `band` with its upper left corner in the origin of `stream`.

        What the engine has begun as the picture's mark holds rules and shades only, no content, and ends
        here; each cell has a mark of its own, numbered later.
        """
        at = _last(stream.stream, pydyf.Dictionary)
        number = stream.stream[at]["MCID"]
        stream.stream[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Layout"})]
        size, colour = self.style.texts[band.role].size, self.style.texts[band.role].colour
        stream.transform(a=PX_PER_PT, d=PX_PER_PT)
        stream.stream += [*self._fills(band), b"EMC", self._operator(colour)]
        marks = tuple(tuple(self._cell(cell, size, stream) for cell in row) for row in band.rows)
        stream.stream.append(b"/Artifact BMC")  # for the engine to end
        self.printed[id(stream), number] = Printed(band, marks)

    def _fills(self, band: Band) -> Iterator[bytes]:
        for boxes, colour in ((band.shades, "band"), (band.rules, "ink")):
            if boxes:
                yield self._operator(colour)
                yield b" ".join(map(_rectangle, boxes)) + b" f"

    def _operator(self, colour: str) -> bytes:
        digits = self.style.colours[colour]
        parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return " ".join(f"{part:.4g}" for part in parts).encode() + b" rg"

    def _cell(self, cell: SetCell, size: float, stream: Stream) -> pydyf.Dictionary:
        mark = pydyf.Dictionary({"MCID": 0})
        lines = (b" ".join(self._line(line, size)) for line in cell.lines)
        stream.stream += [b"/TH" if cell.header else b"/TD", mark, b"BDC", *lines, b"EMC"]
        return mark

    def _line(self, line: SetLine, size: float) -> Iterator[bytes]:
        yield f"BT 1 0 0 -1 {line.x:.3f} {line.y:.3f} Tm".encode()
        for part in line.line:
            if part.face not in self._letters:
                self._letters[part.face] = _Letters(typeface(self.style.fonts[part.face]), self.fonts)
            letters = map(self._letters[part.face].letter, part.text)
            yield f"{part.spacing:.4g} Tc".encode()
            for font, glyphs in groupby(letters, key=itemgetter(0)):
                shown = "".join(glyph for _, glyph in glyphs)
                yield f"/{font} {size} Tf <{shown}> Tj".encode()
        yield b"ET"


@dataclass(frozen=True, slots=True)
class Panel:
    """A band as a picture of the engine's."""

    band: Band
    press: Press

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        """Width and height in px, and their ratio."""
        return self.band.width * PX_PER_PT, self.band.height * PX_PER_PT, self.band.width / self.band.height

    def draw(self, stream: Stream, _width: float, _height: float, _style: object) -> None:
        """Draw the band into the page."""
        self.press.draw(self.band, stream)


def _last(items: list[Any], kind: type) -> int:
    """The place of the last of `items` that is of `kind`."""
    return next(at for at in reversed(range(len(items))) if isinstance(items[at], kind))


def _rectangle(box: Box) -> bytes:
    return f"{box.x:.3f} {box.y:.3f} {box.width:.3f} {box.height:.3f} re".encode()


@dataclass(frozen=True, slots=True)
class _Letters:
    """The characters of one typeface in the page: the name of their font there, and their glyph."""

    typeface: Typeface
    fonts: Fonts
    _known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def letter(self, character: str) -> tuple[str, str]:
        """Name of the font and glyph in hexadecimal; both noted for the file's table of fonts."""
        if character not in self._known:
            face = self.typeface.face(character) or self.typeface.faces[0]
            font, glyph = self.fonts[face.family, face.weight], face.glyph(character)
            font.to_unicode.setdefault(glyph, character)
            font.widths.setdefault(glyph, round(face.advance(character) * 1000))
            self._known[character] = (font.hash, f"{glyph:04x}")
        return self._known[character]
