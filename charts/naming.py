"""Where names of points go: next to their point, clear of all points, lines and one another."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from charts.cells import Box

_TALL = 2.7  # mm, a line of small type
_DISTANCES = (
    0.5,
    1.8,
    3.5,
    5.5,
    8.0,
    11.0,
    14.0,
    17.0,
    20.0,
    25.0,
    30.0,
    40.0,
)  # mm between a point and its name, nearest first
_TURNS = (
    0,
    8,
    2,
    14,
    6,
    10,
    4,
    12,
    1,
    15,
    7,
    9,
    3,
    13,
    5,
    11,
)  # sixteenths, right and left before up and down
_LED = 1.0  # mm: a name farther away is led to by a line


class Disc(NamedTuple):
    """A point on the sheet as it is drawn, in mm."""

    x: float
    y: float
    radius: float


class Name(NamedTuple):
    """The box of a name, and the line that leads to it: its two ends, or none."""

    box: Box
    leader: tuple[tuple[float, float], tuple[float, float]] | None


class Ground(NamedTuple):
    """Where names may stand: in the field, clear of the discs and of the boxes."""

    field: Box
    discs: Sequence[Disc]
    boxes: Sequence[Box]


def places(points: Sequence[Disc], lengths: Sequence[float], ground: Ground) -> list[Name]:
    """A place on `ground` for a name of each length (mm), near its point; in the order given.

    A name takes the first free place from near to far; one that finds none goes first in a new round. Raises
    ValueError, with the number of the name, where that does not help.
    """
    order = list(range(len(points)))
    for _round in range(2 * len(points) + 1):
        names, stuck = _round_of(points, lengths, ground, order)
        if stuck is None:
            return [names[number] for number in range(len(points))]
        order = [stuck, *(number for number in order if number != stuck)]
    raise ValueError(f"第 {order[0] + 1} 个名称在图中放不下")


def _round_of(
    points: Sequence[Disc], lengths: Sequence[float], ground: Ground, order: Sequence[int]
) -> tuple[dict[int, Name], int | None]:
    """The places of the names in this order, and the first name that found none."""
    names: dict[int, Name] = {}
    for number in order:
        free = (
            name
            for name in _candidates(points[number], lengths[number])
            if _is_free(name.box, ground) and _is_apart(name, names.values())
        )
        found = next(free, None)
        if found is None:
            return names, number
        names[number] = found
    return names, None


def _candidates(disc: Disc, length: float) -> Iterator[Name]:
    for distance in _DISTANCES:
        for turn in _TURNS:
            yield _name(disc, length, distance, turn)


def _name(disc: Disc, length: float, distance: float, turn: int) -> Name:
    across, up = math.cos(turn * math.pi / 8), math.sin(turn * math.pi / 8)
    side = 0.0 if abs(across) < 0.3 else math.copysign(1.0, across)
    x = disc.x + across * (disc.radius + distance) + side * length / 2
    y = disc.y + up * (disc.radius + distance) + up * _TALL / 2
    box = Box(x - length / 2, y - _TALL / 2, x + length / 2, y + _TALL / 2)
    if distance < _LED:
        return Name(box, None)
    tip = min(max(disc.x, box.left), box.right), min(max(disc.y, box.bottom), box.top)
    far = math.dist(tip, (disc.x, disc.y))
    start = [at + (to - at) * disc.radius / far for at, to in zip((disc.x, disc.y), tip, strict=True)]
    return Name(box, ((start[0], start[1]), tip))


def _is_free(box: Box, ground: Ground) -> bool:
    field = ground.field
    if box.left < field.left or box.bottom < field.bottom or box.right > field.right or box.top > field.top:
        return False
    return not any(_meet(box, other) for other in ground.boxes) and not any(
        _covers(box, disc) for disc in ground.discs
    )


def _is_apart(name: Name, names: Iterable[Name]) -> bool:
    return not any(
        _meet(name.box, other.box) or _crosses(other.leader, name.box) or _crosses(name.leader, other.box)
        for other in names
    )


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )


def _covers(box: Box, disc: Disc) -> bool:
    """Whether the box lies over some of the disc, or closer than a hair."""
    tip = min(max(disc.x, box.left), box.right), min(max(disc.y, box.bottom), box.top)
    return math.dist(tip, (disc.x, disc.y)) < disc.radius + 0.3


def _crosses(leader: tuple[tuple[float, float], tuple[float, float]] | None, box: Box) -> bool:
    """Whether a leader runs through the box (Liang and Barsky: the stretch of it that lies within)."""
    if leader is None:
        return False
    (x, y), (x_end, y_end) = leader
    first, last = 0.0, 1.0
    for start, step, low, high in ((x, x_end - x, box.left, box.right), (y, y_end - y, box.bottom, box.top)):
        if step == 0:
            if not low <= start <= high:
                return False
            continue
        enter, leave = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, enter), min(last, leave)
    return first <= last
