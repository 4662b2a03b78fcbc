"""From a sheet to the finished picture: vector and raster bytes, the same on every run and machine.

Words are set from the outlines of the one font instead of matplotlib's shaping: several times quicker,
each character stored once in the SVG, and no other font can step in unseen. The same picture is kept as
shapes and words for a typesetter that has the font.
"""

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from PIL import Image

from charts import fonts, look
from charts.drawing import Drawing, Lettering, Pen, Shape, Step
from charts.engine import (
    Affine2D,
    Axes,
    Figure,
    GraphicsContextBase,
    Outline,
    RendererAgg,
    RendererBase,
    RendererSVG,
)
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
        fill = _hex(colour) if colour is not None and (len(colour) < 4 or colour[3]) else ""
        self.drawn.append(Shape(steps, fill, _pen(context), _hatch(context, path, transform)))

    def draw_words(self, context: GraphicsContextBase, x: float, y: float, words: Words) -> None:
        """Notes a line of words."""
        self.drawn.append(Lettering(words.text, x, y, words.points, words.color))


_LETTERS = {1: "M", 2: "L", 4: "C", 79: "Z"}  # matplotlib's path codes
_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_TILE = 72  # pt, the side of the square that matplotlib repeats to hatch a shape


def _steps_of(path: Outline, transform: Any) -> Iterator[Step]:
    for points, code in path.iter_segments(transform, simplify=False, curves=True):
        letter = _LETTERS[int(code)]
        yield letter, () if letter == "Z" else tuple(round(float(point), 3) for point in points)


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


_raster: Any = RasterPaper  # matplotlib's renderers are not typed
_vector: Any = VectorPaper
_plain: Any = PlainPaper


def picture(sheet: Axes, alt: str) -> Picture:
    """The finished chart of a sheet in mm."""
    figure = cast(Figure, sheet.get_figure(root=True))
    width, height = float(sheet.get_xlim()[1]), float(sheet.get_ylim()[1])
    svg, png = _svg(figure, width, height), _png(figure)
    return Picture(svg, png, alt, width, height, _drawing(figure), fonts.font().family)


def _svg(figure: Figure, width: float, height: float) -> bytes:
    """Vector bytes, sized in mm, without date, maker and document type."""
    figure.set_dpi(72)
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    renderer = _vector(figure.bbox.width, figure.bbox.height, buffer, metadata=nothing)
    figure.draw(renderer)
    renderer.finalize()
    text = buffer.getvalue()
    head, rest = text[text.index("<svg") :].split(">", 1)
    head = re.sub(r'width="[^"]*"', f'width="{width:g}mm"', head)
    head = re.sub(r'height="[^"]*"', f'height="{height:g}mm"', head)
    return f"{head}>{rest}".encode()


def _drawing(figure: Figure) -> Drawing:
    """The shapes and words of the figure in the order in which they are drawn."""
    figure.set_dpi(72)
    renderer = _plain()
    figure.draw(renderer)
    return tuple(renderer.drawn)


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
