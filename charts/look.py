"""The look of every chart: paper in mm, one font, few colours, and the way to a finished picture.

Colours differ in lightness as well as in hue, so a black-and-white print and a colour-blind reader lose
nothing. Drawing changes matplotlib's settings for its length: one chart at a time in a process.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib
import numpy as np
from PIL import Image

from charts import fonts
from charts.engine import Axes, Figure, FigureCanvasAgg, FigureCanvasSVG
from charts.fonts import use_font
from charts.picture import Picture

__all__ = ["use_font"]

INK = "#262626"  # words and values
GREY = "#595959"  # words of second rank
RULE = "#8C8C8C"  # axes
GRID = "#DADADA"
BAND = "#F2F2F2"
BLUE = "#1F3A5F"  # the main colour
STEEL = "#6F8CAB"  # its lighter step
PALE = "#C3CFDB"  # its lightest
RED = "#A61C1C"  # what needs attention, nothing else

WIDTH = 150.0  # mm; the type area is 156 mm wide
SIZE = 8.0  # pt
SMALL = 7.0  # pt, the smallest type that prints legibly
AXIS = 0.5  # pt
DPI = 300
INCH = 25.4

_SETTINGS = {
    "font.size": SIZE,
    "font.enable_last_resort": False,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
    "lines.linewidth": 1.2,
    "path.simplify": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "charts",
    "figure.dpi": 72,
}


@contextmanager
def style() -> Iterator[None]:
    """Everything drawn and finished inside has the look; a user's own matplotlibrc has no part in it."""
    family = {"font.family": [fonts.font().name]}
    defaults = {key: value for key, value in matplotlib.rcParamsDefault.items() if key != "backend"}
    with matplotlib.rc_context():
        matplotlib.rcParams.update(defaults | _SETTINGS | family)
        yield


def picture(sheet: Axes, alt: str) -> Picture:
    """The finished chart of a sheet in mm. Raises FontError if the font lacks a character of it."""
    figure = sheet.get_figure(root=True)
    fonts.require(text.get_text() for text in sheet.texts)
    width, height = float(sheet.get_xlim()[1]), float(sheet.get_ylim()[1])
    return Picture(_svg(figure, width, height), _png(figure), alt, width, height)


def _svg(figure: Figure, width: float, height: float) -> bytes:
    """Vector bytes, sized in mm, without date, maker, comments or document type."""
    buffer = io.StringIO()
    FigureCanvasSVG(figure).print_svg(buffer, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = re.sub(r"<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*", "", buffer.getvalue(), flags=re.DOTALL)
    return _resized(text, width, height).encode()


def _resized(text: str, width: float, height: float) -> str:
    start = text.index("<svg")
    end = text.index(">", start)
    head = re.sub(r' width="[^"]*"', f' width="{width:g}mm"', text[start:end])
    head = re.sub(r' height="[^"]*"', f' height="{height:g}mm"', head)
    return text[:start] + head + text[end:]


def _png(figure: Figure) -> bytes:
    """Raster bytes at 300 dpi in a palette of 64 colours, without any text chunk."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    buffer = io.BytesIO()
    pixels.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, "PNG", dpi=(DPI, DPI), optimize=False
    )
    return buffer.getvalue()
