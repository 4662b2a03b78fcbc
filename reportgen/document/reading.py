"""What is read from blocks: the printed lines of each, its words, its inlines, its pictures."""

from collections.abc import Iterator
from typing import assert_never

from reportgen.document.blocks import (
    AttachmentList,
    Block,
    Cards,
    Colophon,
    Contents,
    Distribution,
    Figure,
    Formula,
    Frame,
    Heading,
    Landscape,
    Leaf,
    LetterFrame,
    Letterhead,
    Masthead,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    Table,
)
from reportgen.document.inlines import Inline, words


def leads_in(above: Leaf | None, block: Leaf | None) -> bool:
    """Whether the paragraph `above` is all the heading that the table `block` has, and so stays with it."""
    return isinstance(above, Paragraph) and isinstance(block, Table) and not block.caption


def heads_rows(row: Row) -> bool:
    """Whether `row` is the heading of the rows below it, one cell across, and so stays with the first of them."""
    return len(row.cells) == 1 and row.cells[0].header and row.cells[0].colspan > 1


def caption_text(block: Figure | Table) -> str:
    """The caption as printed: 图1　标题, 表1　标题, or the bare caption if not numbered."""
    kind = "图" if isinstance(block, Figure) else "表"
    return f"{kind}{block.number}　{block.caption}" if block.number else block.caption


def attachment_lines(block: AttachmentList) -> tuple[str, ...]:
    """The printed lines of the 附件说明: a single annex has no serial number (7.3.4)."""
    if len(block.names) == 1:
        return (f"附件：{block.names[0]}",)
    first, *rest = (f"{serial}．{name}" for serial, name in enumerate(block.names, 1))
    return (f"附件：{first}", *rest)


def colophon_lines(block: Colophon) -> tuple[str, ...]:
    """The printed entries of the 版记 (7.4)."""
    copies = (f"抄送：{block.copies}。",) if block.copies else ()
    return (*copies, block.printer, f"{block.date}印发")


def distribution_lines(block: Distribution) -> tuple[str, ...]:
    """The printed entries of the 报尾: 报：…。 and, if told, 共印n份."""
    entries = (f"{label}：{names}。" for label, names in block.entries)
    return (*entries, *((f"共印{block.copies}份",) if block.copies else ()))


def block_text(block: Block) -> tuple[str, ...]:
    """The words of `block`, one string a line."""
    match block:
        case Heading(_, runs) | Paragraph(_, runs):
            return (words(runs),)
        case Table():
            cells = (words(cell.runs) for row in (*block.head, *block.body) for cell in row.cells)
            return (*([caption_text(block)] if block.caption else ()), *cells)
        case Figure():
            return (caption_text(block),)
        case Formula():
            return ()
        case Cards(cards):
            return tuple(words(part) for card in cards for part in (card.figure, card.runs))
        case Landscape(blocks):
            return tuple(line for inner in blocks for line in block_text(inner))
        case _:
            return _frame_text(block)


def _frame_text(block: Contents | PageBreak | Frame) -> tuple[str, ...]:
    """The words of a block that has no inlines."""
    match block:
        case Letterhead(mark, number) | LetterFrame(mark, number):
            return (mark, number)
        case Masthead(name, issue, organ, issued):
            return (name, issue, organ, issued)
        case Contents():
            return (block.title, *(f"{entry.text}{entry.page}" for entry in block.entries))
        case PageBreak():
            return ()
        case AttachmentList():
            return attachment_lines(block)
        case Signature(organ, issued):
            return (organ, issued)
        case Colophon():
            return colophon_lines(block)
        case Distribution():
            return distribution_lines(block)
        case _:
            assert_never(block)


def block_pictures(block: Leaf) -> tuple[str, ...]:
    """The keys of the pictures that `block` shows, in reading order."""
    match block:
        case Figure():
            return (block.picture,)
        case Cards(cards):
            return tuple(card.picture for card in cards)
        case _:
            return ()


def block_inlines(block: Block) -> Iterator[Inline]:
    """The inlines of `block` in reading order."""
    match block:
        case Heading(_, runs) | Paragraph(_, runs):
            yield from runs
        case Table():
            for row in (*block.head, *block.body):
                for cell in row.cells:
                    yield from cell.runs
        case Cards(cards):
            for card in cards:
                yield from (*card.figure, *card.runs)
        case Landscape(blocks):
            for inner in blocks:
                yield from block_inlines(inner)
        case (
            Letterhead()
            | Masthead()
            | LetterFrame()
            | Figure()
            | Formula()
            | Contents()
            | PageBreak()
            | AttachmentList()
            | Signature()
            | Colophon()
            | Distribution()
        ):
            return
        case _:
            assert_never(block)
