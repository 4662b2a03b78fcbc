"""Where pages must begin in both formats, so that their numbers agree.

Word breaks lines and rows by rules of its own: now and then a paragraph takes a line more or less than in
the PDF, and what drifts would in time move a page. So where a page ends with room to spare between two
blocks, both formats are told to begin the next one there. And where a part would end with hardly any room, or
hardly any words, on its last page, an earlier block is made to begin a page, so that the part takes as many
pages everywhere. A figure, or a table that no page may part, that just fits at the foot of a page begins
the next one, since a line more elsewhere would send it there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportgen.document import Figure, Heading, Leaf, Paragraph, Table, leads_in
from reportgen.style import Style
from reportgen.writers import tables

SPARE = 3  # lines of the body by which two layouts of a part may differ


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """The part of a block that lies on a page: its place, its head and its foot, pt below the type area's head."""

    place: int
    head: float
    foot: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The blocks on a page, from top to bottom, and the height of its type area, pt."""

    extents: tuple[Extent, ...]
    height: float

    @property
    def first(self) -> int:
        """The place of the first block; -1 if none is named here."""
        return self.extents[0].place if self.extents else -1

    @property
    def last(self) -> int:
        """The place of the last block; -1 if none is named here."""
        return self.extents[-1].place if self.extents else -1

    @property
    def foot(self) -> float:
        """The foot of all that stands here."""
        return max((extent.foot for extent in self.extents), default=0.0)


def natural(sheets: Sequence[Sheet], style: Style) -> frozenset[int]:
    """The places of the blocks that begin a page below which another has room to spare."""
    spare = _spare(style)
    return frozenset(
        after.first
        for sheet, after in pairwise(sheets)
        if after.first != sheet.last and sheet.height - sheet.foot >= spare
    )


def moved(
    sheets: Sequence[Sheet], begun: frozenset[int], blocks: Sequence[Leaf], style: Style
) -> frozenset[int]:
    """The places of blocks to be moved to a new page, so that each part ends on its page with certainty.

    A part ends before each of the places in `begun`, which begin a page in both formats.
    """
    return frozenset(_moved(sheets, begun, blocks, style))


def _moved(
    sheets: Sequence[Sheet], begun: frozenset[int], blocks: Sequence[Leaf], style: Style
) -> Iterator[int]:
    spare, settled = _spare(style), True
    for number, sheet in enumerate(sheets[:-1]):
        settled = settled or sheet.first in begun
        if sheets[number + 1].first not in begun:
            if (
                settled
                and sheet.height - sheet.foot < spare
                and _whole_ends(sheet, sheets[number + 1], blocks, style)
            ):
                yield sheet.last  # a line more elsewhere would send it on, and all that follows
                settled = False  # what follows moves with it, and is looked at in the next layout
            continue
        if sheet.height - sheet.foot < spare:  # a line more elsewhere would need another page
            yield from _last(sheet, sheet.foot - spare, blocks, style)
        elif number and sheet.foot <= spare and sheet.first not in begun:  # a line less would need none
            yield from _last(sheets[number - 1], sheet.height - spare, blocks, style)


def _whole_ends(sheet: Sheet, after: Sheet, blocks: Sequence[Leaf], style: Style) -> bool:
    """Whether a figure, or a table too low to be parted, is the last on `sheet`, not the first, and may begin a page."""
    if len(sheet.extents) < 2 or after.first == sheet.last:
        return False
    last, block = sheet.extents[-1], blocks[sheet.last]
    low = isinstance(block, Table) and last.foot - last.head <= tables.UNDIVIDED * sheet.height
    return (low or isinstance(block, Figure)) and _may_begin(last.place, blocks, style)


def _last(sheet: Sheet, lowest: float, blocks: Sequence[Leaf], style: Style) -> Iterator[int]:
    """The last block that begins on `sheet` below its first, not lower than `lowest`, and may begin a page."""
    for extent in reversed(sheet.extents[1:]):
        if extent.head <= lowest and _may_begin(extent.place, blocks, style):
            yield extent.place
            return


def _may_begin(place: int, blocks: Sequence[Leaf], style: Style) -> bool:
    """Whether the block at `place` is text, a figure or a table, and nothing above must stay with it."""
    block, above = blocks[place], blocks[place - 1]
    held = isinstance(above, Heading) or (isinstance(above, Paragraph) and style.texts[above.role].keep_next)
    body = isinstance(block, (Heading, Figure, Table)) or (
        isinstance(block, Paragraph) and block.role == "body"
    )
    return body and not held and not leads_in(above, block)


def _spare(style: Style) -> float:
    return SPARE * style.texts["body"].line
