"""A picture as PNG: 300 dpi in the palette of the look, without any text chunk."""

import io
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
from PIL import Image

from charts import fonts, look
from charts.drawing import Lettering, Pen, Shape, Step
from charts.engine import Affine2D, Outline, RendererAgg, TransformedPath
from charts.picture import Picture
from charts.words import placed

DPI = 300
_SHADES = 28  # lightness levels between two steps to white of a colour
_CODES = {"M": (1,), "L": (2,), "C": (4, 4, 4), "Z": (79,)}  # matplotlib's path codes
_CAPS = ("butt", "round", "projecting")
_JOINS = ("miter", "round", "bevel")
_WHITE = 0xFFFFFFFF
_PIXELS = Affine2D().scale(DPI / 72)  # from pt


def png(picture: Picture) -> bytes:
    """Raster bytes."""
    fonts.font_of(picture.family)
    make: Any = RendererAgg  # matplotlib's renderers are not typed
    kept: list[TransformedPath] = []
    with look.style():
        paper = make(picture.width / look.INCH * DPI, picture.height / look.INCH * DPI, DPI)
        for _kind, items in groupby(picture.drawing, type):
            lines: dict[
                str, list[Lettering]
            ] = {}  # by colour: words that follow each other lie nowhere on another
            for item in items:
                if isinstance(item, Lettering):
                    lines.setdefault(item.colour, []).append(item)
                else:
                    _shape(paper, item, kept)
            for colour, words in lines.items():
                _words(paper, words, colour)
    buffer = io.BytesIO()
    # Run lengths alone: nearly as small as all that deflate can do, in a third of the time.
    _image(paper).save(buffer, "PNG", dpi=(DPI, DPI), compress_type=zlib.Z_RLE)
    return buffer.getvalue()


def _image(paper: Any) -> Image.Image:
    """The picture in the palette's colours, looked up once for each run of equal pixels."""
    rows = np.asarray(paper.buffer_rgba()).view(np.uint32)[..., 0]
    pixels = rows.ravel()
    starts = np.concatenate(([0], np.flatnonzero(pixels[1:] != pixels[:-1]) + 1))
    runs = pixels[starts]
    ink = Image.fromarray(runs.view(np.uint8).reshape(1, -1, 4), "RGBA").convert("RGB")
    places = np.array(ink.quantize(palette=_palette(), dither=Image.Dither.NONE))[0]
    places[runs == _WHITE] = 0
    whole = np.repeat(places, np.diff(starts, append=pixels.size))
    image = Image.fromarray(whole.reshape(rows.shape), "P")
    image.putpalette(_colours())
    return image


def _shape(
    paper: Any, shape: Shape, kept: list[TransformedPath], clip: TransformedPath | None = None
) -> None:
    """Draws a shape, its hatch cut off at it.

    Every clip is `kept` until the sheet is done: the renderer knows the latest by its address, and would take
    a new one that lies there for it.
    """
    context, route = paper.new_gc(), _route(shape.path)
    context.set_linewidth(0)
    context.set_clip_path(clip)
    if shape.pen:
        _take(context, shape.pen)
    paper.draw_path(context, route, _PIXELS, _rgb(shape.fill) if shape.fill else None)
    if shape.hatch:
        kept.append(TransformedPath(route, _PIXELS))
        _shape(paper, shape.hatch, kept, kept[-1])


def _take(context: Any, pen: Pen) -> None:
    context.set_foreground(pen.colour)
    context.set_linewidth(pen.width)
    context.set_dashes(0, pen.dashes or None)
    context.set_capstyle(_CAPS[pen.cap])
    context.set_joinstyle(_JOINS[pen.join])


def _words(paper: Any, lines: Sequence[Lettering], colour: str) -> None:
    """Words are filled outlines; all characters of one colour are one path."""
    context, face = paper.new_gc(), fonts.font()
    context.set_linewidth(0)
    set_ = [
        (face.glyph(sign), line.points / fonts.EM, line.x + place * line.points / fonts.EM, line.y)
        for line in lines
        for sign, place in placed(line.text)
    ]
    if not set_:
        return
    glyphs, scales, xs, ys = zip(*set_, strict=True)
    lengths = [len(glyph.codes) for glyph in glyphs]
    where = np.repeat(np.array((scales, xs, ys)), lengths, axis=1)
    points = np.concatenate([glyph.points for glyph in glyphs]) * where[0][:, None] + where[1:].T
    path = Outline(points, np.concatenate([glyph.codes for glyph in glyphs]))
    paper.draw_path(context, path, _PIXELS, _rgb(colour))


def _route(path: tuple[Step, ...]) -> Outline:
    """The path in pt; a closing step has no point of its own."""
    points = [pair for letter, xy in path for pair in _pairs(letter, xy)]
    return Outline(points, [code for letter, _xy in path for code in _CODES[letter]])


def _pairs(letter: str, points: tuple[float, ...]) -> list[tuple[float, float]]:
    return [(0.0, 0.0)] if letter == "Z" else list(zip(points[::2], points[1::2], strict=True))


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(part / 255 for part in bytes.fromhex(colour[1:]))


@cache
def _palette() -> Image.Image:
    """A picture that holds the palette."""
    palette = Image.new("P", (1, 1))
    palette.putpalette(_colours())
    return palette


def _colours() -> list[int]:
    """White and every colour of the look, each with its steps to white for the edges of words and lines."""
    return [part for colour in look.COLOURS for step in _steps(colour) for part in step]


def _steps(colour: str) -> list[tuple[int, ...]]:
    """White, then even steps to `colour`, coarse enough for none of them to be taken for white."""
    ends = bytes.fromhex(colour[1:])
    count = max(1, (255 - min(ends)) // _SHADES)
    return [tuple(255 - (255 - end) * step // count for end in ends) for step in range(count + 1)]
