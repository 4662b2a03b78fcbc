"""The finished lines of a document as a tree of HTML: structure and classes, and words as text.

Tables come as pictures of their bands, set in `tables`. Numbers worked out here (a size, a spacing, an indent) go into style attributes; words never do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement

from reportgen import paging
from reportgen.document import (
    AttachmentList,
    Block,
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
    Runs,
    Signature,
    Table,
    Text,
    caption_text,
    leads_in,
    words,
)
from reportgen.writers import (
    css,
    formulas,
    html_cards,
    html_contents,
    html_endings,
    html_letterhead,
    html_letters,
    html_tables,
    tables,
    titles,
)
from reportgen.writers.html_lines import fill, paragraph
from reportgen.writers.setting import Setting

TITLES = ("title", "headline", "summary_title", "annex_title")


@dataclass(frozen=True, slots=True)
class Spot:
    """What a block must know of its place in the document."""

    place: int  # in the document
    heading: str  # h1, h2 … of this block, if it is one
    last: bool  # whether 附件说明 or 署名 follow: they take two lines of it with them
    named: bool  # whether it is asked on which pages it stands
    begins: bool  # whether it begins a new page in both formats
    leads: bool  # whether it is a paragraph that stays with the table below
    led: bool  # whether it is that table
    bands: tables.Bands | None = None  # of this block, if it is a table


def page(document: Document, setting: Setting, laid: Mapping[int, tables.Bands]) -> Element:
    """`document` as one HTML page: a tree, since words that are never markup cannot become it.

    `laid` holds the bands of the head and the body of each table, by its place among the blocks.
    """
    root = Element("html", lang=document.properties.language)
    _head(SubElement(root, "head"), document)
    body = SubElement(root, "body")
    _walk(body, document.blocks, setting, _spots(document, laid), document)
    return root


def _head(head: Element, document: Document) -> None:
    properties = document.properties
    SubElement(head, "title").text = properties.title
    issued = f"{properties.issued.isoformat()}T00:00:00+08:00"
    for name, content in (
        ("author", properties.organ),
        ("description", properties.subject),
        ("keywords", ",".join(properties.keywords)),
        ("generator", "reportgen"),
        ("dcterms.created", issued),
        ("dcterms.modified", issued),
    ):
        SubElement(head, "meta", name=name, content=content)


# --- blocks ----------------------------------------------------------------------------------


def _spots(document: Document, laid: Mapping[int, tables.Bands]) -> Iterator[Spot]:
    """The place of each block in the document, what its page is asked for, and whether it begins one."""
    blocks = document.flat()
    levels, last = _heading_levels(blocks), _last_of_text(blocks)
    led = {place for place, pair in enumerate(pairwise(blocks), 1) if leads_in(*pair)}
    named = paging.wanted(document)
    begins = paging.chapters(document) | document.begins
    for place in range(len(blocks)):
        yield Spot(
            place, levels[place], place in last, named, place in begins, place + 1 in led, place in led,
            laid.get(place),
        )  # fmt: skip


def _walk(
    body: Element, blocks: Sequence[Block], setting: Setting, spots: Iterator[Spot], document: Document
) -> None:
    for block in blocks:
        if isinstance(block, Landscape):
            pages = SubElement(body, "div", {"class": "turned"})
            _walk(pages, block.blocks, setting.turned(), spots, document)
        else:
            spot, before = next(spots), len(body)
            _block(body, block, setting, spot, document)
            if spot.named:
                body[before].set("id", html_contents.place_name(spot.place))
            if spot.begins:
                body[before].set("class", f"{body[before].get('class', '')} begins")


def _block(body: Element, block: Leaf, setting: Setting, spot: Spot, document: Document) -> None:
    match block:
        case Heading():
            _heading(body, block, setting, spot)
        case Paragraph(role) if role in TITLES:
            _title(body, block, setting, spot)
        case Paragraph():
            _paragraph(body, block, setting, spot)
        case Table():
            assert spot.bands
            html_tables.table(body, block, spot.place, spot.bands, spot.led, setting)
        case Figure():
            _figure(body, block, setting, document)
        case Formula():
            formulas.place(body, block, setting)
        case Cards():
            html_cards.cards(body, block, setting, document)
        case Contents():
            html_contents.contents(body, block, setting)
        case PageBreak():
            SubElement(body, "div", {"class": "page-break"})
        case _:
            _frame(body, block, setting)


def _frame(body: Element, block: Frame, setting: Setting) -> None:
    match block:
        case Letterhead():
            html_letterhead.letterhead(body, block, setting)
        case LetterFrame():
            html_letters.frame(body, block, setting)
        case Masthead():
            html_letterhead.masthead(body, block, setting)
        case AttachmentList():
            html_endings.attachments(body, block, setting)
        case Signature():
            html_endings.signature(body, block, setting)
        case Colophon():
            html_endings.colophon(body, block, setting)
        case Distribution():
            html_endings.distribution(body, block, setting)
        case _:
            assert_never(block)


def _heading_levels(blocks: Sequence[Leaf]) -> list[str]:
    """The heading tag of each block; a level is never skipped, as PDF/UA demands."""
    tags, level = [], 0
    for block in blocks:
        if wanted := _wanted_level(block):
            level = min(wanted, level + 1)
        tags.append(f"h{level}")
    return tags


def _last_of_text(blocks: Sequence[Leaf]) -> set[int]:
    """Places of the blocks after which 附件说明 or 署名 follow (7.3.5.5: no signature alone)."""
    return {at - 1 for at, block in enumerate(blocks) if isinstance(block, (AttachmentList, Signature))}


def _wanted_level(block: Leaf) -> int:
    match block:
        case Heading(level):
            return level + 1
        case Paragraph(role) if role in TITLES:
            return 1
        case _:
            return 0


def _heading(body: Element, block: Heading, setting: Setting, spot: Spot) -> None:
    role = f"heading{block.level}"
    look = _outlined(role, block.level, block.runs)
    element = SubElement(body, spot.heading, look)
    paragraph(element, role, block.runs, setting)


def _outlined(role: str, level: int, runs: Runs) -> dict[str, str]:
    """Attributes of an entry in the outline; its words go along unbroken."""
    return {"class": f"{role} outline{level}", "data-words": words(runs)}


def _paragraph(body: Element, block: Paragraph, setting: Setting, spot: Spot) -> None:
    classes = (
        block.role
        + " with-previous" * (block.role == "annotation")
        + " last" * spot.last
        + " whole" * spot.leads
    )
    paragraph(SubElement(body, "p", {"class": classes}), block.role, block.runs, setting)


def _title(body: Element, block: Paragraph, setting: Setting, spot: Spot) -> None:
    annex = block.role == "annex_title"
    look = _outlined(block.role, 1, block.runs) if annex else {"class": str(block.role)}
    element = SubElement(body, spot.heading, look)
    split = titles.balanced(words(block.runs), setting.width(block.role), setting.column(block.role))
    whole = [setting.lines(block.role, (Text(line),), 1e9, 1e9)[0] for line in split]
    fill(element, block.role, whole, setting)


def _figure(body: Element, block: Figure, setting: Setting, document: Document) -> None:
    picture = document.pictures[block.picture]
    scale = min(1.0, setting.style.page.text_width / picture.width)
    figure = SubElement(
        body, "figure", style=f"padding: {_to_grid(picture.height * scale, setting) / 2:.3f}pt 0"
    )
    size = f"width: {picture.width * scale:.3f}mm; height: {picture.height * scale:.3f}mm"
    source = css.picture_url(document.pictures, block.picture)
    SubElement(figure, "img", src=source, alt=picture.alt, style=size)
    paragraph(
        SubElement(figure, "figcaption", {"class": "figure_caption"}),
        "figure_caption",
        (Text(caption_text(block)),),
        setting,
    )


def _to_grid(height: float, setting: Setting) -> float:
    """What a picture of `height` mm lacks of whole lines, pt: the lines below it stay on the grid."""
    pitch = css.line_pitch(setting.style)
    return -height * css.PT_PER_MM % pitch
