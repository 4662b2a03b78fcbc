"""A document as a Word file: the walk over its blocks.

The file is made of its own styles and names no font that it does not set; the reader's machine
supplies the fonts. Equal documents give equal bytes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from reportgen.document import (
    AttachmentList,
    Block,
    Colophon,
    Distribution,
    Document,
    Figure,
    Formula,
    Heading,
    Letterhead,
    Masthead,
    Paragraph,
    Signature,
    Table,
    block_text,
    words,
)
from reportgen.errors import Fault, raise_all
from reportgen.style import Style
from reportgen.writers import word_endings, word_formulas, word_letterhead, word_parts, word_pictures, word_tables
from reportgen.writers.package import packed
from reportgen.writers.titles import title_lines
from reportgen.writers.word_parts import Links
from reportgen.writers.word_runs import field, inlines, lines, run
from reportgen.writers.word_styles import ANCHOR, pitch, style_id, text_width
from reportgen.writers.word_xml import Element, pt, w

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TITLES = ("title", "headline", "annex_title")
BOOKMARK = "_Ref{:08}"  # hidden bookmarks, named as Word names the targets of cross-references


def write(document: Document, style: Style) -> bytes:
    """`document` as DOCX; raises `InputFaults` for every paragraph with a control character."""
    raise_all(control_faults(document))
    return packed(word_parts.package(document, style, lambda links: _content(document, style, links)))


def control_faults(document: Document) -> Iterator[Fault]:
    """One fault for each line of words that no Word file can hold."""
    for number, block in enumerate(document.blocks, 1):
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
    """What setting a block needs besides the block."""

    document: Document
    style: Style
    links: Links
    bookmarks: Mapping[str, str]


def _content(document: Document, style: Style, links: Links) -> Element:
    """`w:document`."""
    setting = Setting(document, style, links, _bookmarks(document))
    following = (*document.blocks[1:], None)
    pairs = zip(document.blocks, following, strict=True)
    blocks = (element for block, after in pairs for element in _block(block, after, setting))
    return w("document", w("body", *blocks, word_parts.section(links, style)))


def _bookmarks(document: Document) -> dict[str, str]:
    """The bookmark of each numbered figure and table, by its id."""
    numbered = (b for b in document.blocks if isinstance(b, (Figure, Table)) and b.number)
    return {block.id: BOOKMARK.format(serial) for serial, block in enumerate(numbered, 1)}


def _block(block: Block, after: Block | None, setting: Setting) -> Iterator[Element]:
    style = setting.style
    match block:
        case Letterhead():
            yield from word_letterhead.paragraphs(block, style)
        case Masthead():
            yield from word_letterhead.masthead(block, style)
        case Heading():
            yield _paragraph(
                f"heading{block.level}",
                inlines(block.runs, f"heading{block.level}", style, setting.bookmarks),
            )
        case Paragraph():
            yield _text(block, after, setting)
        case Table():
            yield from _table(block, after, setting)
        case Figure():
            yield from _figure(block, setting)
        case Formula():
            yield word_formulas.paragraph(block, style)
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


def _closing(block: Block | None) -> bool:
    """Whether `block` must not begin a page alone: 附件说明, 署名, 附注 (7.3.5.5), 版记 (7.5), 报尾."""
    return isinstance(block, (AttachmentList, Signature, Colophon, Distribution)) or (
        isinstance(block, Paragraph) and block.role == "annotation"
    )


def _paragraph(role: str, runs: Iterator[Element], keep: bool = False) -> Element:
    return w("p", w("pPr", w("pStyle", val=style_id(role)), w("keepNext") if keep else None), *runs)


def _text(block: Paragraph, after: Block | None, setting: Setting) -> Element:
    style, role = setting.style, block.role
    if role in TITLES:
        room = text_width(style) / pitch(role, style)
        return _paragraph(role, lines(title_lines(words(block.runs), room), style.font(role).word))
    return _paragraph(role, inlines(block.runs, role, style, setting.bookmarks), keep=_closing(after))


# --- figures and tables ----------------------------------------------------------------------


def _figure(block: Figure, setting: Setting) -> Iterator[Element]:
    """The picture, then its caption beneath."""
    figures = [other for other in setting.document.blocks if isinstance(other, Figure)]
    serial = figures.index(block) + 1
    name = f"图{block.number}" if block.number else f"图片{serial}"
    picture = setting.document.pictures[block.picture]
    yield word_pictures.paragraph(
        picture, name, serial, *setting.links.pictures[block.picture], setting.style
    )
    yield _caption(block, "figure_caption", "图", setting)


def _table(block: Table, after: Block | None, setting: Setting) -> Iterator[Element]:
    """The caption above, then the table, and a parting line if another table follows."""
    if block.caption:
        yield _caption(block, "table_caption", "表", setting)
    yield word_tables.table(
        block, setting.style, setting.bookmarks, keep=isinstance(after, (Colophon, Distribution))
    )
    if isinstance(after, Table) and not after.caption:
        yield _parting(setting.style)


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
