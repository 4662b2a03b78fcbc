"""A document as a Word file: the walk over its blocks.

The file is made of its own styles and names no font that it does not set; the reader's machine
supplies the fonts. Equal documents give equal bytes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import assert_never

from reportgen import paging
from reportgen.document import (
    AttachmentList,
    Cards,
    Colophon,
    Contents,
    Distribution,
    Document,
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
    Signature,
    Table,
    block_pictures,
    block_text,
    leads_in,
    words,
)
from reportgen.errors import Fault, raise_all
from reportgen.style import Style
from reportgen.writers import (
    word_cards,
    word_contents,
    word_endings,
    word_fields,
    word_formulas,
    word_letterhead,
    word_letters,
    word_pages,
    word_parts,
    word_pictures,
    word_tables,
)
from reportgen.writers.package import packed
from reportgen.writers.setting import Setting as Measures
from reportgen.writers.titles import title_lines
from reportgen.writers.word_parts import Links
from reportgen.writers.word_runs import field, inlines, lines, run
from reportgen.writers.word_styles import ANCHOR, pitch, style_id, text_width
from reportgen.writers.word_xml import Element, pt, w

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TITLES = ("title", "headline", "summary_title", "annex_title")
BOOKMARK = "_Ref{:08}"  # hidden bookmarks, named as Word names the targets of cross-references
MARK = "_Toc{:08}"  # the same, of entries of the contents
MARKS = 100_000  # what the numbers of the latter begin with: no two bookmarks may have the same


def write(document: Document, style: Style) -> bytes:
    """`document` as DOCX; raises `InputFaults` for every paragraph with a control character."""
    raise_all(control_faults(document))
    return packed(word_parts.package(document, style, lambda links: _content(document, style, links)))


def control_faults(document: Document) -> Iterator[Fault]:
    """One fault for each line of words that no Word file can hold."""
    for number, block in enumerate(document.flat(), 1):
        for line in block_text(block):
            if found := CONTROL.search(line):
                yield _fault(f"第{number}段", line, found[0])
    for line in _property_words(document):
        if found := CONTROL.search(line):
            yield _fault("文档属性", line, found[0])


def _property_words(document: Document) -> tuple[str, ...]:
    properties = document.properties
    pictures = (picture.alt for picture in document.pictures.values())
    return (
        properties.title,
        properties.organ,
        properties.subject,
        properties.mark,
        *properties.keywords,
        *pictures,
    )


def _fault(place: str, line: str, char: str) -> Fault:
    shown = CONTROL.sub("□", line)[:30]
    return Fault(
        f"含有控制字符 U+{ord(char):04X}", f"{place}“{shown}”", "请在数据或模板中删去该字符（已以□标出位置）"
    )


# --- the walk --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """What setting a block needs besides the block; `style` is that of its page, upright or turned.

    `marks` are the bookmarks of headings by their places, `bookmarks` those of all that is referred to by its id.
    """

    document: Document
    style: Style
    links: Links
    marks: Mapping[int, str]
    bookmarks: Mapping[str, str]
    measures: Measures | None
    """Those of the PDF, if page numbers are printed: tables must be as high as there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a block must know of its place in the document."""

    place: int
    after: Leaf | None  # what follows
    ends: bool  # whether it is the last of its section
    chapter: bool  # whether it begins a new page, as headings of level 1 after the contents do
    picture: int  # the number of its first picture, counted from 1


def _content(document: Document, style: Style, links: Links) -> Element:
    """`w:document`."""
    marks = _marks(document)
    measures = Measures(style) if paging.wanted(document) else None
    upright = Setting(document, style, links, marks, _bookmarks(document, marks), measures)
    turned = replace(upright, style=style.turned, measures=measures and measures.turned())
    spots, sections = _spots(document), _sections(document)
    body: list[Element] = []
    for number, (wide, blocks) in enumerate(sections, 1):
        setting = turned if wide else upright
        body += (element for block in blocks for element in _placed(block, next(spots), setting))
        first = document.letter and number == 1
        end = word_pages.section(links.turned if wide else links.upright, setting.style, first)
        body.append(end if number == len(sections) else word_pages.section_end(end))
    return word_fields.root(w("body", *body))


def _sections(document: Document) -> list[tuple[bool, tuple[Leaf, ...]]]:
    """Whether the pages of each section are turned, and its blocks."""
    made: list[tuple[bool, tuple[Leaf, ...]]] = []
    for block in document.blocks:
        if isinstance(block, Landscape):
            made.append((True, block.blocks))
        elif made and not made[-1][0]:
            made[-1] = (False, (*made[-1][1], block))
        else:
            made.append((False, (block,)))
    return made or [(False, ())]


def _spots(document: Document) -> Iterator[Spot]:
    blocks, chapters = document.flat(), paging.chapters(document)
    lengths = [len(section) for _wide, section in _sections(document)]
    ends, picture = set(accumulate(lengths)), 1
    for place, after in enumerate((*blocks[1:], None)):
        yield Spot(place, after, place + 1 in ends, place in chapters, picture)
        picture += len(block_pictures(blocks[place]))


def _marks(document: Document) -> dict[int, str]:
    """The bookmark of each heading and annex of which the page is printed, by its place."""
    blocks = document.flat()
    return {
        place: MARK.format(place)
        for place in sorted(paging.targets(document))
        if isinstance(blocks[place], (Heading, Paragraph))
    }


def _bookmarks(document: Document, marks: Mapping[int, str]) -> dict[str, str]:
    """The bookmark of each numbered figure and table, and of each heading with an id, by the id."""
    blocks = document.flat()
    numbered = (b for b in blocks if isinstance(b, (Figure, Table)) and b.number)
    named = {block.id: BOOKMARK.format(serial) for serial, block in enumerate(numbered, 1)}
    headings = ((blocks[place], mark) for place, mark in marks.items())
    return named | {block.id: mark for block, mark in headings if isinstance(block, Heading) and block.id}


def _placed(block: Leaf, spot: Spot, setting: Setting) -> Iterator[Element]:
    """The block, on a new page if one begins with it in the PDF too."""
    if spot.place in setting.document.begins:
        yield word_pages.page_break()
    yield from _block(block, spot, setting)


def _block(block: Leaf, spot: Spot, setting: Setting) -> Iterator[Element]:
    style, after = setting.style, spot.after
    match block:
        case Heading():
            yield _heading(block, spot, setting)
        case Paragraph():
            yield _text(block, spot, setting)
        case Table():
            yield from _table(block, after, setting)
        case Figure():
            yield from _figure(block, spot, setting)
        case Formula():
            yield word_formulas.paragraph(block, style)
        case Cards():
            yield from _cards(block, spot, setting)
        case Contents():
            yield word_contents.contents(block, style, setting.marks)
        case PageBreak():
            yield from _page_break(spot, setting)
        case _:
            yield from _frame(block, after, style)


def _frame(block: Frame, after: Leaf | None, style: Style) -> Iterator[Element]:
    match block:
        case Letterhead():
            yield from word_letterhead.paragraphs(block, style)
        case LetterFrame():
            yield word_letters.frame(block, style)
        case Masthead():
            yield from word_letterhead.masthead(block, style)
        case AttachmentList():
            yield from word_endings.attachments(block, style, keep=_closing(after))
        case Signature():
            yield from word_endings.signature(block, style, keep=_closing(after))
        case Colophon():
            yield word_endings.colophon(block, style)
        case Distribution():
            yield word_endings.distribution(block, style)
        case _:
            assert_never(block)


def _page_break(spot: Spot, setting: Setting) -> Iterator[Element]:
    """A new page, unless what follows begins one itself."""
    begun = isinstance(spot.after, Paragraph) and setting.style.texts[spot.after.role].new_page
    if not (begun or spot.ends or spot.place + 1 in paging.chapters(setting.document)):
        yield word_pages.page_break()


def _closing(block: Leaf | None) -> bool:
    """Whether `block` must not begin a page alone: 附件说明, 署名, 附注 (7.3.5.5), 版记 (7.5), 报尾."""
    return isinstance(block, (AttachmentList, Signature, Colophon, Distribution)) or (
        isinstance(block, Paragraph) and block.role == "annotation"
    )


def _paragraph(role: str, runs: Iterator[Element], keep: bool = False, new_page: bool = False) -> Element:
    start = (w("keepNext") if keep else None, w("pageBreakBefore") if new_page else None)
    return w("p", w("pPr", w("pStyle", val=style_id(role)), *start), *runs)


def _heading(block: Heading, spot: Spot, setting: Setting) -> Element:
    role = f"heading{block.level}"
    runs = inlines(block.runs, role, setting.style, setting.bookmarks)
    return _paragraph(role, _marked(runs, spot, setting), new_page=spot.chapter)


def _marked(runs: Iterator[Element], spot: Spot, setting: Setting) -> Iterator[Element]:
    """`runs` in the bookmark of their place, if there is one."""
    if not (name := setting.marks.get(spot.place)):
        yield from runs
        return
    serial = MARKS + spot.place
    yield w("bookmarkStart", id=serial, name=name)
    yield from runs
    yield w("bookmarkEnd", id=serial)


def _text(block: Paragraph, spot: Spot, setting: Setting) -> Element:
    style, role = setting.style, block.role
    if role in TITLES:
        room = text_width(style) / pitch(role, style)
        whole = lines(title_lines(words(block.runs), room), style.font(role).word)
        return _paragraph(role, _marked(whole, spot, setting))
    return _paragraph(
        role,
        inlines(block.runs, role, style, setting.bookmarks),
        keep=_closing(spot.after) or leads_in(block, spot.after),
    )


# --- figures and tables ----------------------------------------------------------------------


def _figure(block: Figure, spot: Spot, setting: Setting) -> Iterator[Element]:
    """The picture, then its caption beneath."""
    name = f"图{block.number}" if block.number else f"图片{spot.picture}"
    picture, links = setting.document.pictures[block.picture], setting.links.pictures[block.picture]
    yield word_pictures.paragraph(picture, name, spot.picture, links, setting.style)
    yield _caption(block, "figure_caption", "图", setting)


def _cards(block: Cards, spot: Spot, setting: Setting) -> Iterator[Element]:
    """The findings, and a parting line if a table follows."""
    yield word_cards.cards(
        block, setting.document, setting.style, setting.links, setting.bookmarks, spot.picture
    )
    if _joins(spot.after):
        yield _parting(setting.style)


def _table(block: Table, after: Leaf | None, setting: Setting) -> Iterator[Element]:
    """The caption above, then the table; a parting line if another table follows, or as the PDF has it."""
    if block.caption:
        yield _caption(block, "table_caption", "表", setting)
    keep = isinstance(after, (Colophon, Distribution))
    plan = word_tables.plan(block, setting.style, keep, setting.measures)
    yield word_tables.table(block, setting.style, setting.bookmarks, plan)
    if _joins(after) or setting.measures:
        yield _parting(setting.style)


def _joins(after: Leaf | None) -> bool:
    """Whether what follows a table begins with a table, and would be taken for part of it."""
    return isinstance(after, Cards) or (isinstance(after, Table) and not after.caption)


def _parting(style: Style) -> Element:
    """A quarter of a line, as in the PDF: Word would join two tables with nothing between."""
    gap = w("spacing", before=0, after=0, line=pt(style.texts["body"].line / 4), lineRule="exact")
    return w("p", w("pPr", w("pStyle", val=ANCHOR), gap))


def _caption(block: Figure | Table, role: str, kind: str, setting: Setting) -> Element:
    """图n or 表n as a counting field in a bookmark, an ideographic space, and the caption."""
    face = setting.style.font(role).word
    if not block.number:
        return _paragraph(role, iter((run(block.caption, face),)))
    bookmark = setting.bookmarks[block.id]
    serial = int(bookmark.removeprefix("_Ref"))
    label = (
        w("bookmarkStart", id=serial, name=bookmark),
        run(kind, face),
        *field(f"SEQ {kind} \\* ARABIC", str(block.number), face),
        w("bookmarkEnd", id=serial),
    )
    return _paragraph(role, iter((*label, run(f"　{block.caption}", face))))
