"""A sheet of paper measured in mm from its lower left corner, and the artists that lie on it.

matplotlib's own axes bring ticks, spines, units and limits, none of which a sheet in mm has: making one costs
more than drawing on it.
"""

from charts.engine import Affine2D, Artist
from charts.words import PER_MM, Words

POINTS = Affine2D().scale(PER_MM)  # from mm to pt


class Sheet:
    """Paper of `width` × `height` mm and its `artists`, as they were added."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.artists: list[Artist | Words] = []

    def add(self, artist: Artist | Words) -> None:
        """Lays `artist`, whose places are mm, on the paper."""
        if isinstance(artist, Artist):
            artist.set_transform(POINTS)
        self.artists.append(artist)

    def drawn(self) -> list[Artist | Words]:
        """The artists in the order in which they are drawn."""
        return sorted(self.artists, key=lambda artist: float(artist.zorder))
