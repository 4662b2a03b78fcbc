"""A chart as plain shapes and words, for a typesetter that draws them itself and has the chart's font."""

from dataclasses import dataclass

Step = tuple[str, tuple[float, ...]]  # M, L, C or Z, and the points


@dataclass(frozen=True, slots=True)
class Pen:
    """How an outline is drawn: colour (#rrggbb), width and dashes in pt, ends and corners as in PDF (0–2)."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()
    cap: int = 0
    join: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in pt from the lower left corner; filled with a colour unless it is empty, then outlined.

    `hatch` is drawn over the fill and cut off at the path.
    """

    path: tuple[Step, ...]
    fill: str = ""
    pen: Pen | None = None
    hatch: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of words: left end and baseline in pt from the lower left corner, size in pt, colour."""

    text: str
    x: float
    y: float
    points: float
    colour: str


Drawing = tuple[Shape | Lettering, ...]
