"""Page numbers that a document prints: in its contents, and in its references to pages.

They are known when the pages are set, and the pages are set with them; so the writer of the PDF fills in
what it assumes, sets, and fills in what it found. Both formats print the same document in the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen.document import (
    Block,
    Card,
    Cards,
    Contents,
    Document,
    Entry,
    Figure,
    Heading,
    Inline,
    Landscape,
    Leaf,
    PageBreak,
    PageRef,
    Paragraph,
    Row,
    Runs,
    Table,
    block_inlines,
    words,
)

Pages = Mapping[int, int]  # the page on which a block begins, by its place in the document; from 1


@dataclass(frozen=True, slots=True)
class Numbers:
    """The page of each place in a document whose page is printed, and where pages begin."""

    pages: Pages
    begins: frozenset[int]


@dataclass(frozen=True, slots=True)
class Typeset(Numbers):
    """A finished PDF with its page numbers."""

    content: bytes


def wanted(document: Document) -> bool:
    """Whether `document` prints the numbers of its pages."""
    return bool(targets(document))


def targets(document: Document) -> frozenset[int]:
    """The places of the blocks whose pages are printed."""
    named = {inline.target for inline in document.inlines() if isinstance(inline, PageRef)}
    blocks = document.flat()
    listed = {
        entry.place for block in blocks if isinstance(block, Contents) for entry in _entries(block, blocks)
    }
    return frozenset(listed | {place for place, block in enumerate(blocks) if _id(block) in named - {""}})


def chapters(document: Document) -> frozenset[int]:
    """The places of the headings that begin a new page: those of level 1 after the contents."""
    places: set[int] = set()
    after = False
    for place, block in enumerate(document.flat()):
        after |= isinstance(block, Contents)
        if after and isinstance(block, Heading) and block.level == 1:
            places.add(place)
    return frozenset(places)


def starts(document: Document) -> frozenset[int]:
    """The places of all blocks that begin a page: chapters, annexes, turned pages and what is after them."""
    blocks, places = document.flat(), set(chapters(document))
    for place, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            places.add(place + 1)
        if isinstance(block, Paragraph) and block.role == "annex_label":
            places.add(place)
    return frozenset(places) | _edges(document)


def _edges(document: Document) -> frozenset[int]:
    """The places at which turned pages begin and end."""
    place, places = 0, set[int]()
    for block in document.blocks:
        if isinstance(block, Landscape):
            places |= {place, place + len(block.blocks)}
            place += len(block.blocks)
        else:
            place += 1
    return frozenset(places)


def numbered(document: Document, pages: Pages, begins: frozenset[int] = frozenset()) -> Document:
    """`document` with the number of its page wherever one is printed; `pages` has those of its `targets`.

    The blocks at the places `begins` begin a page.
    """
    blocks = document.flat()
    told = {name: f"第{page}页" for place, page in pages.items() if (name := _id(blocks[place]))}

    def within(block: Block) -> Block:
        if isinstance(block, Landscape):
            return Landscape(tuple(_numbered(inner, told, blocks, pages) for inner in block.blocks))
        return _numbered(block, told, blocks, pages)

    return replace(document, blocks=tuple(map(within, document.blocks)), begins=begins)


def _numbered(block: Leaf, told: Mapping[str, str], blocks: Sequence[Leaf], pages: Pages) -> Leaf:
    if isinstance(block, Contents):
        found = (replace(entry, page=pages[entry.place]) for entry in _entries(block, blocks))
        return replace(block, entries=tuple(found))
    if any(isinstance(inline, PageRef) for inline in block_inlines(block)):
        return _told(block, told)
    return block


def _told(block: Leaf, told: Mapping[str, str]) -> Leaf:
    """`block` with the words of its references to pages."""

    def runs(given: Runs) -> Runs:
        return tuple(_inline(run, told) for run in given)

    def rows(given: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(
            replace(row, cells=tuple(replace(cell, runs=runs(cell.runs)) for cell in row.cells))
            for row in given
        )

    match block:
        case Heading() | Paragraph():
            return replace(block, runs=runs(block.runs))
        case Table():
            return replace(block, head=rows(block.head), body=rows(block.body))
        case Cards(cards):
            return Cards(tuple(Card(runs(card.figure), runs(card.runs), card.picture) for card in cards))
        case _:
            return block


def _inline(run: Inline, told: Mapping[str, str]) -> Inline:
    return replace(run, text=told[run.target]) if isinstance(run, PageRef) else run


def _entries(contents: Contents, blocks: Sequence[Leaf]) -> Iterator[Entry]:
    """The lines of the contents, none with its page: headings as deep as told, and the annexes."""
    label = ""
    for place, block in enumerate(blocks):
        match block:
            case Heading(level, runs) if level <= contents.depth:
                yield Entry(level, words(runs), place, 0)
            case Paragraph("annex_label", runs):
                label = words(runs)
            case Paragraph("annex_title", runs):
                yield Entry(1, f"{label}　{words(runs)}", place, 0)
            case _:
                continue


def _id(block: Leaf) -> str:
    """The id by which references name `block`; empty if they cannot."""
    return block.id if isinstance(block, (Heading, Table, Figure)) else ""
