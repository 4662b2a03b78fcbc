"""The finished chart."""

from dataclasses import dataclass
from functools import cached_property

from charts.drawing import Drawing


@dataclass(frozen=True)
class Picture:
    """A drawn chart: its shapes and words in the font `family`, alternative text, size on paper in mm.

    Vector and raster bytes are made of the shapes when they are first asked for; a typesetter that has the
    font draws the shapes itself. A picture that no chart drew brings its `files`: SVG and PNG.
    """

    alt: str
    width: float
    height: float
    drawing: Drawing = ()
    family: str = ""
    files: tuple[bytes, bytes] | None = None

    @cached_property
    def svg(self) -> bytes:
        """The picture as SVG, its words as outlines: it looks the same everywhere."""
        from charts import vector  # with the library behind it: not for those who only pass a picture on

        return self.files[0] if self.files else vector.svg(self)

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG."""
        from charts import raster

        return self.files[1] if self.files else raster.png(self)
