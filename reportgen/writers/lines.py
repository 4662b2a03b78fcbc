"""Lines of Chinese text: where they break, and how each is spread to the full measure.

The typesetting engine justifies by stretching spaces only, and Chinese has none; it also takes
every “ for a closing mark. So the lines are made here, from the widths in the fonts, and the
engine is given finished lines. Rules: GB/T 15834 (no closing mark begins a line, no opening mark
ends one), GB/T 15835 (a number is not divided), GB/T 9704 5.2.3 (28 characters fill the line).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from unicodedata import east_asian_width

NO_START = set("，。、；：？！”’）》〉】〕」』］｝%％‰℃,.;:?!)]}·～…")
NO_END = set("“‘（《〈【〔「『［｛([{￥$№□")
PAIRED = set("—…")
UNITS = set("年月日时分秒件个项次人家户天万亿元条类")

# Costs, in a scale where a line short by one character out of 28 costs about one half.
STRETCH = 1e4
SPLIT_UNIT = 0.4  # 10 | 月
RUNT = 1.0  # a last line of one character
SPLIT_FRACTION = (
    20.0  # 2097716/ | 2098765件, 500243- | 20261013, only where the stretch would be worse than LIMIT
)
LIMIT = 0.2  # em between two characters; more is seen as a hole
HAIR = 1e-3  # pt; sums of widths in another order may differ in their last digits


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one font: `width` gives a character's width in pt; `solid` ones are not divided."""

    text: str
    face: str
    width: Callable[[str], float]
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with one font and one letter spacing (pt)."""

    text: str
    face: str
    spacing: float


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """The room for a paragraph, pt: its first line, the others, and the normal letter spacing."""

    first: float
    rest: float
    size: float
    tracking: float = 0.0

    def room(self, start: int) -> float:
        """Room for the line that begins with atom `start`."""
        return self.rest if start else self.first


@dataclass(frozen=True, slots=True)
class _Char:
    char: str
    face: str
    width: float
    wide: bool
    solid: int  # the same number in two neighbours: never divided


Atom = tuple[_Char, ...]


def justified(pieces: Sequence[Piece], measure: Measure) -> tuple[Line, ...]:
    """Lines of the whole paragraph spread to the measure, the last one as it comes."""
    full, last = _divided(_atoms(pieces, measure), measure)
    if any(_stretch(line, room, measure) > LIMIT for line, room in full):
        full, last = _divided(_atoms(pieces, measure, fractions=True), measure)
    spread = (_spread(line, room, measure) for line, room in full)
    return (*spread, _segments(last, measure.tracking, measure.tracking))


def _divided(atoms: list[Atom], measure: Measure) -> tuple[list[tuple[Atom, float]], Atom]:
    """The full lines with their rooms, and the last line, with the least stretch."""
    *full, last = map(_visible, _slices(atoms, _best_breaks(atoms, measure)))
    rooms = (measure.first, *(measure.rest for _ in full))
    return list(zip(full, rooms, strict=False)), last


def ragged(pieces: Sequence[Piece], measure: Measure) -> tuple[Line, ...]:
    """Lines filled one after the other, not spread."""
    if (line := _single(pieces, measure)) is not None:
        return (line,)
    atoms = _atoms(pieces, measure, units=True)
    lines = _slices(atoms, _first_fit(atoms, measure))
    return tuple(_segments(line, measure.tracking, measure.tracking) for line in lines)


def _single(pieces: Sequence[Piece], measure: Measure) -> Line | None:
    """The only line of a piece that has room to spare: most cells, and nothing in them to break."""
    if len(pieces) != 1:
        return None
    text, face = _flat(pieces[0].text), pieces[0].face
    if sum(map(pieces[0].width, text)) + len(text) * measure.tracking > measure.first - HAIR:
        return None
    shown = text.rstrip(" ")
    return (Segment(shown, face, measure.tracking),) if shown else ()


def _flat(text: str) -> str:
    """`text` without line breaks of its own."""
    return " ".join(text.splitlines())


def longest(pieces: Sequence[Piece], measure: Measure) -> float:
    """Width of the longest part of `pieces` that ragged lines would never divide, pt."""
    endless = Measure(inf, inf, measure.size, measure.tracking)
    sizes = (_natural(_visible(atom), endless) for atom in _atoms(pieces, endless, units=True))
    return max(sizes, default=0.0)


# --- atoms: what is never divided ------------------------------------------------------------


def _atoms(
    pieces: Sequence[Piece], measure: Measure, fractions: bool = False, units: bool = False
) -> list[Atom]:
    """The indivisible parts. With `fractions`, a/b and the parts of a code may be parted.
    With `units`, a number keeps its unit: lines that are not spread can afford it."""
    atoms: list[list[_Char]] = []
    for char in _chars(pieces):
        if atoms and _joined(atoms[-1][-1], char, fractions, units):
            atoms[-1].append(char)
        else:
            atoms.append([char])
    room = min(measure.first, measure.rest)
    return [part for atom in atoms for part in _shortened(tuple(atom), measure, room)]


def _joined(before: _Char, after: _Char, fractions: bool, units: bool) -> bool:
    if units and _parts_unit(before, after):
        return True
    return _glued(before, after) and not (fractions and _fraction(before, after))


def _chars(pieces: Sequence[Piece]) -> list[_Char]:
    return [
        _Char(char, piece.face, piece.width(char), _wide(char), index if piece.solid else -1)
        for index, piece in enumerate(pieces)
        for char in _flat(piece.text)
    ]


def _wide(char: str) -> bool:
    """Whether `char` is of the Chinese text and may be spread; dashes and dots must stay joined."""
    return char not in PAIRED and (east_asian_width(char) in "WF" or char in "“”‘’")


def _glued(before: _Char, after: _Char) -> bool:
    """Whether no line may end between two neighbours."""
    if before.char == " ":
        return False
    if before.solid >= 0 and before.solid == after.solid:
        return True
    if before.char in NO_END or after.char in NO_START:
        return True
    if before.char == after.char and before.char in PAIRED:
        return True
    return _in_token(before.char) and _in_token(after.char)


def _fraction(before: _Char, after: _Char) -> bool:
    """Whether a numerator ends and a denominator begins, or a part of a long code (a case number)."""
    if before.solid >= 0 or after.solid >= 0:
        return before.char == "/" and before.solid == after.solid
    return before.char == "-" and _in_token(after.char)


def _parts_unit(before: _Char, after: _Char) -> bool:
    """Whether a number ends and its unit begins between two neighbours."""
    return before.char.isdigit() and after.char in UNITS


def _in_token(char: str) -> bool:
    """Whether `char` may be part of a number or a Latin word."""
    return char.isascii() and (char.isalnum() or char in ".,:/%+-_")


def _shortened(atom: Atom, measure: Measure, room: float) -> tuple[Atom, ...]:
    """`atom`, or its characters if it is longer than a line: better divided than cut off."""
    if _natural(atom, measure) <= room:
        return (atom,)
    return tuple((char,) for char in atom)


def _natural(chars: Sequence[_Char], measure: Measure) -> float:
    return sum(char.width + measure.tracking for char in chars)


# --- breaks ----------------------------------------------------------------------------------


def _slices(atoms: list[Atom], breaks: list[int]) -> list[Atom]:
    """The characters of each line."""
    edges = zip((0, *breaks), (*breaks, len(atoms)), strict=True)
    return [tuple(char for atom in atoms[start:end] for char in atom) for start, end in edges]


def _first_fit(atoms: list[Atom], measure: Measure) -> list[int]:
    breaks: list[int] = []
    start, used = 0, 0.0
    for index, atom in enumerate(atoms):
        natural = _natural(atom, measure)
        if index > start and used + _natural(_visible(atom), measure) > measure.room(start):
            breaks.append(index)
            start, used = index, 0.0
        used += natural
    return breaks


def _best_breaks(atoms: list[Atom], measure: Measure) -> list[int]:
    """The breaks with the least stretch over the whole paragraph.

    Filling one line after the other would leave a gaping line before each long number; here the
    lines above share the missing width.
    """
    sizes = [_natural(atom, measure) for atom in atoms]
    wides = [sum(char.wide for char in atom) for atom in atoms]
    best, back = [0.0], [0]
    for end in range(1, len(atoms) + 1):
        costs = _costs(end, atoms, sizes, wides, measure)
        total, start = min((best[start] + cost, start) for start, cost in costs)
        best.append(total)
        back.append(start)
    return _trace(back)


def _costs(
    end: int, atoms: list[Atom], sizes: list[float], wides: list[int], measure: Measure
) -> Iterator[tuple[int, float]]:
    """Each atom with which a line that ends before atom `end` may begin, and what it costs.

    A full line not half filled is no choice where more goes into it.
    """
    trailing = sizes[end - 1] - _natural(_visible(atoms[end - 1]), measure)
    gaps, natural = -int(atoms[end - 1][-1].wide), -trailing
    most, last, penalty = max(measure.first, measure.rest), end == len(atoms), _penalty(atoms, end)
    fullest: tuple[int, float] | None = None
    for start in range(end - 1, -1, -1):
        natural += sizes[start]
        gaps += wides[start]
        room = measure.rest if start else measure.first
        if natural > room and start < end - 1:
            if natural > most:
                break
        elif last:
            yield start, RUNT if natural < 2.1 * measure.size else 0.0
        else:
            stretch = max(room - natural, 0.0) / measure.size / max(gaps, 1)
            fullest = start, penalty + STRETCH * stretch**3
            if natural >= room / 2:
                yield fullest
                fullest = None
    if fullest:
        yield fullest


def _penalty(atoms: list[Atom], end: int) -> float:
    """What it costs beyond stretch to end a line before atom `end`."""
    if end == len(atoms):
        return 0.0
    before, after = atoms[end - 1][-1], atoms[end][0]
    return SPLIT_UNIT * _parts_unit(before, after) + SPLIT_FRACTION * _fraction(before, after)


def _trace(back: list[int]) -> list[int]:
    breaks, end = [], len(back) - 1
    while end > 0 and back[end] > 0:
        end = back[end]
        breaks.append(end)
    return breaks[::-1]


# --- spreading -------------------------------------------------------------------------------


def _visible(chars: Sequence[_Char]) -> Atom:
    """`chars` without the spaces at their end."""
    chars = tuple(chars)
    while chars and chars[-1].char == " ":
        chars = chars[:-1]
    return chars


def _spread(line: Atom, room: float, measure: Measure) -> Line:
    """`line` with its missing width shared out among its Chinese characters."""
    extra = _stretch(line, room, measure) * measure.size
    return _segments(line, measure.tracking + extra, measure.tracking)


def _stretch(line: Atom, room: float, measure: Measure) -> float:
    """What each gap of `line` must be widened by, em; nothing if there is no Chinese in it."""
    gaps = sum(char.wide for char in line[:-1])
    missing = room - _natural(line, measure) + measure.tracking
    return missing / gaps / measure.size if gaps else 0.0


def _segments(line: Sequence[_Char], wide: float, narrow: float) -> Line:
    """Runs of one font and one spacing."""
    groups = groupby(_visible(line), key=lambda char: (char.face, wide if char.wide else narrow))
    return tuple(
        Segment("".join(char.char for char in chars), face, spacing) for (face, spacing), chars in groups
    )
