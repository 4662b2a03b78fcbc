"""The finished chart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: vector bytes, raster bytes, alternative text and its size on paper in mm."""

    svg: bytes
    png: bytes
    alt: str
    width: float
    height: float
