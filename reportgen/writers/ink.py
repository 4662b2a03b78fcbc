"""Words and colours as a PDF page's content stream has them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter

from reportgen.errors import RenderingFailed
from reportgen.fonts import Typeface
from reportgen.writers.engine_fonts import Fonts


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of one typeface in a document: the name of their font there, and their glyph."""

    typeface: Typeface
    fonts: Fonts
    _known: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    _grouped: dict[str, tuple["Group", ...]] = field(default_factory=dict)

    def show(self, text: str, size: float) -> Iterator[bytes]:
        """The operators that show `text` where the stream stands."""
        for group in self.groups(text):
            yield f"/{group.font} {size} Tf <{group.glyphs}> Tj".encode()

    def groups(self, text: str) -> tuple["Group", ...]:
        """`text` in pieces of one font; in a table the same words recur."""
        if text not in self._grouped:
            self._grouped[text] = tuple(self._groups(text))
        return self._grouped[text]

    def _groups(self, text: str) -> Iterator["Group"]:
        for font, letters in groupby(map(self._letter, text), key=itemgetter(0)):
            glyphs, widths = zip(*(letter[1:] for letter in letters), strict=True)
            yield Group(font, "".join(glyphs), len(glyphs), sum(widths))

    def _letter(self, character: str) -> tuple[str, str, float]:
        """Name of the font, glyph in hexadecimal, width; the first two noted for the file's table of fonts."""
        if character not in self._known:
            face = self.typeface.face(character)
            if not face:
                what = f"没有字体可以打印字符“{character}”（U+{ord(character):04X}）"
                raise RenderingFailed.single(what, "PDF 排版", "请改用其他字")
            font, glyph, width = (
                self.fonts[face.family, face.weight],
                face.glyph(character),
                face.advance(character),
            )
            font.to_unicode.setdefault(glyph, character)
            font.widths.setdefault(glyph, round(width * 1000))
            self._known[character] = (font.hash, f"{glyph:04x}", width)
        return self._known[character]


@dataclass(frozen=True, slots=True)
class Group:
    """Characters of one font: its name, their glyphs in hexadecimal, how many, how wide together (em)."""

    font: str
    glyphs: str
    count: int
    width: float


@cache
def colour(digits: str, operator: str = "rg") -> bytes:
    """The operator that sets the colour `digits` (rrggbb): rg to fill, RG to draw lines.

    >>> colour("ff0000")
    b'1.0000 0.0000 0.0000 rg'
    """
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return f"{numbers(parts, 4)} {operator}".encode()


def numbers(values: Iterable[float], places: int = 3) -> str:
    """Operands of an operator.

    >>> numbers((1, 0.25, 2 / 3))
    '1.000 0.250 0.667'
    """
    return " ".join([f"{value:.{places}f}" for value in values])
