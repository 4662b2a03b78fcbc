"""The style table with what setting words on a PDF page needs: widths, lines, baselines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reportgen import fonts
from reportgen.document import Inline, Number, PageRef, Ref, Runs
from reportgen.style import Style, TextStyle
from reportgen.writers import css, lines
from reportgen.writers.lines import Line, Measure, Piece

Words = tuple[tuple[type, str], ...]  # what runs look like, whatever fact they show
KEPT = 20_000  # words kept from one document to the next

Measured = tuple[tuple[Line, float], ...]  # lines, each with its length


@dataclass(frozen=True, slots=True)
class Strip:
    """A finished line as a picture: how far in it begins, its whole width and height, its baseline from above, pt."""

    role: str
    line: Line
    indent: float
    width: float
    height: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Setting:
    """Measures of every role of `style`, in pt.

    What words came to is kept: names and small numbers recur in table after table and letter after letter, and
    paragraphs where a document is laid out again.
    """

    style: Style
    _least: dict[tuple[str, Words], float] = field(default_factory=dict)
    _ragged: dict[tuple[str, Words, float], Measured] = field(default_factory=dict)
    _lines: dict[tuple[str, Words, float, float], tuple[Line, ...]] = field(default_factory=dict)
    _strips: dict[Strip, str] = field(default_factory=dict)

    def fresh(self) -> "Setting":
        """The measures for another document: what words came to is known, of no more than `KEPT` of them."""
        for known in (self._least, self._ragged, self._lines):
            if len(known) > KEPT:
                known.clear()
        return Setting(self.style, self._least, self._ragged, self._lines)

    def turned(self) -> "Setting":
        """The measures on turned pages."""
        return Setting(self.style.turned, self._least, self._ragged, self._lines, self._strips)

    def strip(self, role: str, line: Line, indent: float) -> str:
        """The name of the picture of a `line` that begins `indent` pt in."""
        height, length = self.text(role).line, self._length_of(role, line)
        strip = Strip(role, line, indent, indent + length, height, self.baseline(role))
        return self._strips.setdefault(strip, f"line/{len(self._strips)}")

    @property
    def strips(self) -> Mapping[str, Strip]:
        """Every line that was asked for as a picture, by its name."""
        return {name: strip for strip, name in self._strips.items()}

    def text(self, role: str) -> TextStyle:
        """The style of `role`."""
        return self.style.texts[role]

    def spacing(self, role: str) -> float:
        """Normal letter spacing of `role`."""
        return css.tracking(self.text(role), self.style)

    def pitch(self, role: str) -> float:
        """One 字 of `role`."""
        return css.pitch(self.text(role), self.style)

    @property
    def room(self) -> float:
        """Width of the type area."""
        return self.style.page.text_width * css.PT_PER_MM

    def column(self, role: str) -> float:
        """Width left between the indents of `role`."""
        text = self.text(role)
        return self.room - (text.left + text.right) * self.pitch(role)

    def baseline(self, role: str) -> float:
        """From the top of a line of `role` to its baseline."""
        face = fonts.typeface(self.style.font(css.STRUT)).faces[0]
        return css.strut(self.text(role).line, self.text(role).size, face)

    def width(self, role: str, face: str = "") -> Callable[[str], float]:
        """The function giving the width of a character in `role`."""
        font = fonts.typeface(self.style.fonts[face or self.text(role).font])
        size = self.text(role).size
        return lambda char: font.advance(char) * size

    def length(self, role: str, text: str) -> float:
        """Width of `text` in `role` with its spacing, but none after the last character."""
        return sum(map(self.width(role), text)) + (len(text) - 1) * self.spacing(role)

    def lines(self, role: str, runs: Runs, first: float, rest: float) -> tuple[Line, ...]:
        """The lines of `runs` for the given room, spread if `role` is justified."""
        key = (role, _look(runs), first, rest)
        if key not in self._lines:
            text = self.text(role)
            measure = Measure(first, rest, text.size, self.spacing(role))
            make = lines.justified if text.align == "justify" else lines.ragged
            self._lines[key] = make(self._pieces(role, runs), measure)
        return self._lines[key]

    def cell_lines(self, role: str, runs: Runs, room: float) -> Measured:
        """The lines of a table cell `room` wide, each with its length."""
        key = (role, _look(runs), room)
        if key not in self._ragged:
            made = self.lines(role, runs, room, room)
            self._ragged[key] = tuple((line, self._length_of(role, line)) for line in made)
        return self._ragged[key]

    def _length_of(self, role: str, line: Line) -> float:
        """The length of a finished line, without the spacing after its last character."""
        total = 0.0
        for part in line:
            total += sum(map(self.width(role, part.face), part.text)) + len(part.text) * part.spacing
        return total - (line[-1].spacing if line else 0.0)

    def least(self, role: str, runs: Runs, beginning: int) -> float:
        """Room for the longest indivisible part of `runs`, and for the first `beginning` characters."""
        key = (role, _look(runs))
        if key not in self._least:
            measure = Measure(0, 0, self.text(role).size, self.spacing(role))
            begun = "".join(run.text for run in runs)[:beginning]
            longest = lines.longest(self._pieces(role, runs), measure)
            self._least[key] = max(longest, sum(map(self.width(role), begun)))
        return self._least[key]

    def _pieces(self, role: str, runs: Runs) -> list[Piece]:
        return [self._piece(role, run) for run in runs]

    def _piece(self, role: str, run: Inline) -> Piece:
        name = fonts.face_name(run, role, self.style)
        return Piece(run.text, name, self.width(role, name), isinstance(run, (Number, Ref, PageRef)))


def _look(runs: Runs) -> Words:
    return tuple((type(run), run.text) for run in runs)
