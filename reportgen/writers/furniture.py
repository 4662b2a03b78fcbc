"""What stands in the margins of every page of a PDF: the running mark and the number (GB/T 9704 7.5).

Drawn by ourselves once the pages are known: the engine would style sixteen boxes around each page, and lay out two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reportgen import fonts
from reportgen.document import Document
from reportgen.style import Style
from reportgen.writers import ink
from reportgen.writers.css import PT_PER_MM, strut
from reportgen.writers.engine_fonts import Fonts
from reportgen.writers.ink import Letters

Operators = list[bytes]


@dataclass(frozen=True, slots=True)
class Furniture:
    """The margins of the pages of `document`, on paper that one holds upright."""

    document: Document
    style: Style
    loaded: Fonts

    def pages(self, rendered: Iterable[Any]) -> list[Operators]:
        """What is drawn into each of the engine's pages when all else is; the glyphs are noted in their fonts."""
        return [list(self._page(number, page.width > page.height)) for number, page in enumerate(rendered, 1)]

    def _page(self, number: int, turned: bool) -> Iterator[bytes]:
        """The head of a turned page is its right edge, so that mark and number keep their places on the paper (8)."""
        if turned:
            yield f"q 0 1 -1 0 {ink.numbers([self.style.page.height * PT_PER_MM])} 0 cm".encode()
        yield b"/Artifact <</Type /Pagination>> BDC"
        if mark := self.document.properties.mark:
            yield from self._mark(mark)
        if number > 1 or not self.document.letter:
            yield from self._number(number)
        yield b"EMC"
        if turned:
            yield b"Q"

    def _mark(self, words: str) -> Iterator[bytes]:
        """The running mark `mark_gap` above the type area."""
        page, text = self.style.page, self.style.texts["running_mark"]
        foot = (page.top - page.mark_gap) * PT_PER_MM
        baseline = foot - text.line + strut(text.line, text.size, self._face("running_mark"))
        share = {"center": 0.5, "right": 1.0}.get(text.align, 0.0)
        return self._words("running_mark", words, 0.0, share, baseline)

    def _number(self, number: int) -> Iterator[bytes]:
        """页码, outside: its dash lies `footer_gap` below the type area, one 字 in (7.5)."""
        page, text = self.style.page, self.style.texts["page_number"]
        dash = sum(self._face("page_number").ink("—")) / 2 * text.size
        baseline = (page.top + page.text_height + page.footer_gap) * PT_PER_MM + dash
        return self._words("page_number", f"— {number} —", text.right * text.size, number % 2, baseline)

    def _words(self, role: str, words: str, inset: float, share: float, baseline: float) -> Iterator[bytes]:
        """`words` between the edges of the type area, `inset` from them: all to the left at 0, to the right at 1."""
        page, text = self.style.page, self.style.texts[role]
        letters = Letters(fonts.typeface(self.style.font(role)), self.loaded)
        width = sum(group.width for group in letters.groups(words)) * text.size
        x = page.left * PT_PER_MM + inset + share * (page.text_width * PT_PER_MM - 2 * inset - width)
        yield ink.colour(self.style.colours[text.colour])
        yield f"BT 1 0 0 -1 {ink.numbers((x, baseline))} Tm 0 Tc".encode()
        yield from letters.show(words, text.size)
        yield b"ET"

    def _face(self, role: str) -> fonts.Face:
        return fonts.typeface(self.style.font(role)).faces[0]
