"""The finished chart."""

from dataclasses import dataclass

from charts.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: vector bytes, raster bytes, alternative text and its size on paper in mm.

    The words of `svg` are outlines: it looks the same everywhere. `drawing` is the same as shapes and words
    in the font `family`, for a typesetter that has that font: quicker to set, and searchable. A picture
    that was not drawn by a chart may do without both.
    """

    svg: bytes
    png: bytes
    alt: str
    width: float
    height: float
    drawing: Drawing = ()
    family: str = ""
