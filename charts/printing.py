"""From a sheet to the finished picture: vector and raster bytes, the same on every run and machine.

Words are set from the outlines of the one font instead of matplotlib's shaping: several times quicker,
each character stored once in the SVG, and no other font can step in unseen. A second SVG carries them as text
for a typesetter that has the font.
"""

import io
import re
from functools import cache
from typing import Any, cast

from PIL import Image

from charts import fonts, look
from charts.engine import Affine2D, Axes, Figure, GraphicsContextBase, RendererAgg, RendererSVG
from charts.picture import Picture
from charts.words import Words, outline, placed

DPI = 300
_STEP = 28  # lightness levels between two steps of the raster picture's palette
_COMMANDS = {1: (1, "M"), 2: (1, "L"), 3: (2, "Q"), 4: (3, "C")}  # matplotlib's path codes: points, letter


class RasterPaper(RendererAgg):
    """Pixels; words are filled outlines."""

    def draw_words(self, context: GraphicsContextBase, x: float, y: float, words: Words) -> None:
        """Fills the outline of the line."""
        scale = words.points * DPI / 72 / fonts.EM
        place = Affine2D().scale(scale).translate(x, y)
        paper: Any = self
        paper.draw_path(context, outline(words.text), place, context.get_rgb())


class VectorPaper(RendererSVG):
    """SVG; every character is defined once and used by number."""

    writer: Any

    def draw_words(self, context: GraphicsContextBase, x: float, y: float, words: Words) -> None:
        """A group of references to the characters of the line."""
        signs = placed(words.text)
        numbers = {sign: self._number(sign) for sign, _place in signs}
        scale = words.points / fonts.EM
        move = f"translate({x:.2f} {self.height - y:.2f}) scale({scale:g} {-scale:g})"
        self.writer.start("g", fill=words.color, transform=move)
        for sign, place in signs:
            self.writer.element("use", attrib={"x": f"{place:.0f}", "xlink:href": f"#{numbers[sign]}"})
        self.writer.end("g")

    def _number(self, sign: str) -> str:
        """The id of a character; its outline is written before its first use."""
        known: dict[str, str] = self.__dict__.setdefault("characters", {})
        if sign not in known:
            known[sign] = f"c{len(known)}"
            self.writer.start("defs")
            self.writer.element("path", id=known[sign], d=_commands(fonts.font(), sign))
            self.writer.end("defs")
        return known[sign]


class LetteredPaper(RendererSVG):
    """SVG; words are text, one element a line, its left end and baseline given."""

    writer: Any

    def draw_words(self, context: GraphicsContextBase, x: float, y: float, words: Words) -> None:
        """A text element without spacing, kerning or ligatures of its own, as `fonts.width` measures."""
        place = {"x": f"{x:.3f}", "y": f"{self.height - y:.3f}", "font-size": f"{words.points:g}"}
        look = {"fill": words.color, "font-family": fonts.font().family, "font-kerning": "none"}
        self.writer.element("text", words.text, {**place, **look, "xml:space": "preserve"})


_raster: Any = RasterPaper  # matplotlib's renderers are not typed
_vector: Any = VectorPaper
_lettered: Any = LetteredPaper


def picture(sheet: Axes, alt: str) -> Picture:
    """The finished chart of a sheet in mm."""
    figure = cast(Figure, sheet.get_figure(root=True))
    width, height = float(sheet.get_xlim()[1]), float(sheet.get_ylim()[1])
    outlined, lettered = (_svg(figure, width, height, paper) for paper in (_vector, _lettered))
    return Picture(outlined, _png(figure), alt, width, height, lettered, fonts.font().family)


def _svg(figure: Figure, width: float, height: float, paper: Any) -> bytes:
    """Vector bytes, sized in mm, without date, maker and document type."""
    figure.set_dpi(72)
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    renderer = paper(figure.bbox.width, figure.bbox.height, buffer, metadata=nothing)
    figure.draw(renderer)
    renderer.finalize()
    text = buffer.getvalue()
    head, rest = text[text.index("<svg") :].split(">", 1)
    head = re.sub(r'width="[^"]*"', f'width="{width:g}mm"', head)
    head = re.sub(r'height="[^"]*"', f'height="{height:g}mm"', head)
    return f"{head}>{rest}".encode()


@cache
def _commands(face: fonts.Face, sign: str) -> str:
    """The SVG path data of a character in whole units."""
    glyph, parts, place = face.glyph(sign), [], 0
    points, codes = glyph.points.astype(int).tolist(), glyph.codes.tolist()
    while place < len(codes):
        count, letter = _COMMANDS.get(codes[place], (1, ""))
        pairs = [f"{x} {y}" for x, y in points[place : place + count]]
        parts.append(letter + " ".join(pairs) if letter else "Z")
        place += count
    return "".join(parts)


def _png(figure: Figure) -> bytes:
    """Raster bytes at 300 dpi in a palette, without any text chunk."""
    figure.set_dpi(DPI)
    renderer = _raster(figure.bbox.width, figure.bbox.height, DPI)
    figure.draw(renderer)
    size = int(renderer.width), int(renderer.height)
    image = Image.frombuffer("RGBA", size, renderer.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    buffer = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


@cache
def _palette() -> Image.Image:
    """White and every colour of the look, each with its steps to white for the edges of words and lines."""
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in look.COLOURS for step in _steps(colour) for part in step])
    return palette


def _steps(colour: str) -> list[tuple[int, ...]]:
    """White, then even steps to `colour`, coarse enough for none of them to be taken for white."""
    ends = bytes.fromhex(colour[1:])
    count = max(1, (255 - min(ends)) // _STEP)
    return [tuple(255 - (255 - end) * step // count for end in ends) for step in range(count + 1)]
