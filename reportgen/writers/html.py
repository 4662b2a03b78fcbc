"""The finished lines of a document as a tree of HTML: structure and classes, and words as text.

Tables come as pictures of their bands, set in `tables`. Numbers worked out here (a size, a spacing, an indent) go into style attributes; words never do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement

from reportgen import fonts
from reportgen.document import (
    AttachmentList,
    Block,
    Colophon,
    Document,
    Figure,
    Heading,
    Letterhead,
    Paragraph,
    Runs,
    Signature,
    Table,
    Text,
    attachment_lines,
    caption_text,
    colophon_lines,
    words,
)
from reportgen.writers import css, lines, tables, titles
from reportgen.writers.lines import Line
from reportgen.writers.setting import Setting

ANNEX_PREFIX = "附件："
COPIES_PREFIX = "抄送："
UNDIVIDED = 1 / 3  # of a page: a table up to this height is not worth dividing
TITLES = ("title", "annex_title")
PARTS = ("thead", "tbody")


@dataclass(frozen=True, slots=True)
class Spot:
    """What a block must know of its place in the document."""

    number: int
    heading: str  # h1, h2 … of this block, if it is one
    last: bool  # whether 附件说明 or 署名 follow: they take two lines of it with them
    bands: tables.Bands | None = None  # of this block, if it is a table


def page(document: Document, setting: Setting, laid: Mapping[int, tables.Bands]) -> Element:
    """`document` as one HTML page: a tree, since words that are never markup cannot become it.

    `laid` holds the bands of the head and the body of each table, by its place among the blocks.
    """
    root = Element("html", lang=document.properties.language)
    _head(SubElement(root, "head"), document)
    body = SubElement(root, "body")
    if document.properties.mark:
        SubElement(body, "div", {"class": "running"}).text = document.properties.mark
    levels = _heading_levels(document.blocks)
    last = _last_of_text(document.blocks)
    for number, block in enumerate(document.blocks):
        spot = Spot(number, levels[number], number in last, laid.get(number))
        _block(body, block, setting, spot, document)
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


def _block(body: Element, block: Block, setting: Setting, spot: Spot, document: Document) -> None:
    match block:
        case Letterhead():
            _letterhead(body, block, setting)
        case Heading():
            _heading(body, block, setting, spot)
        case Paragraph(role) if role in TITLES:
            _title(body, block, setting, spot)
        case Paragraph():
            _paragraph(body, block, setting, spot)
        case Table():
            _table(body, block, setting, spot)
        case Figure():
            _figure(body, block, setting, document)
        case AttachmentList():
            _attachments(body, block, setting)
        case Signature():
            _signature(body, block, setting)
        case Colophon():
            _colophon(body, block, setting)
        case _:
            assert_never(block)


def _heading_levels(blocks: Sequence[Block]) -> list[str]:
    """The heading tag of each block; a level is never skipped, as PDF/UA demands."""
    tags, level = [], 0
    for block in blocks:
        if wanted := _wanted_level(block):
            level = min(wanted, level + 1)
        tags.append(f"h{level}")
    return tags


def _last_of_text(blocks: Sequence[Block]) -> set[int]:
    """Places of the blocks after which 附件说明 or 署名 follow (7.3.5.5: no signature alone)."""
    return {at - 1 for at, block in enumerate(blocks) if isinstance(block, (AttachmentList, Signature))}


def _wanted_level(block: Block) -> int:
    match block:
        case Heading(level):
            return level + 1
        case Paragraph(role) if role in TITLES:
            return 1
        case _:
            return 0


def _heading(body: Element, block: Heading, setting: Setting, spot: Spot) -> None:
    role = f"heading{block.level}"
    element = SubElement(body, spot.heading, _outlined(role, block.level, block.runs))
    _set(element, role, block.runs, setting)


def _outlined(role: str, level: int, runs: Runs) -> dict[str, str]:
    """Attributes of an entry in the outline; its words go along unbroken."""
    return {"class": f"{role} outline{level}", "data-words": words(runs)}


def _paragraph(body: Element, block: Paragraph, setting: Setting, spot: Spot) -> None:
    classes = block.role + " with-previous" * (block.role == "annotation") + " last" * spot.last
    _set(SubElement(body, "p", {"class": classes}), block.role, block.runs, setting)


def _title(body: Element, block: Paragraph, setting: Setting, spot: Spot) -> None:
    annex = block.role == "annex_title"
    look = _outlined(block.role, 1, block.runs) if annex else {"class": str(block.role)}
    element = SubElement(body, spot.heading, look)
    split = titles.balanced(words(block.runs), setting.width(block.role), setting.column(block.role))
    whole = [setting.lines(block.role, (Text(line),), 1e9, 1e9)[0] for line in split]
    _fill(element, block.role, whole, setting)


def _set(element: Element, role: str, runs: Runs, setting: Setting) -> None:
    """Fill `element` with the lines of a paragraph that begins with its usual indent."""
    room = setting.column(role)
    indent = setting.text(role).indent * setting.pitch(role)
    _fill(element, role, setting.lines(role, runs, room - indent, room), setting)


def _letterhead(body: Element, block: Letterhead, setting: Setting) -> None:
    """发文机关标志, 发文字号, red rule: placed by their ink, not by their boxes (7.2.4–7.2.7)."""
    _mark(body, block.mark, setting)
    number = setting.text("number")
    half_leading = (number.line - number.size) / 2
    gap = number.before * css.line_pitch(setting.style) - half_leading
    element = SubElement(body, "p", {"class": "number", "style": f"margin-top: {gap:.3f}pt"})
    _set(element, "number", (Text(block.number),), setting)
    SubElement(body, "div", {"class": "red-rule", "style": f"margin-top: {_rule_gap(block, setting):.3f}pt"})


def _mark(body: Element, mark: str, setting: Setting) -> None:
    face = fonts.typeface(setting.style.font("mark"))
    size = min(setting.text("mark").size, int(2 * setting.room / max(face.width(mark), 1)) / 2)
    low, high = face.ink(mark)
    base = css.strut(size, size, face.faces[0])
    top = setting.style.page.mark_drop * css.PT_PER_MM - (base - high * size)
    box = f"font-size: {size}pt; line-height: {size}pt; padding-top: {top:.3f}pt; height: {base - low * size:.3f}pt"
    name = css.face_class(setting.text("mark").font, setting.style)
    SubElement(body, "p", {"class": f"mark {name}", "style": box}).text = mark


def _rule_gap(block: Letterhead, setting: Setting) -> float:
    """From the foot of the number's line to the rule, so that it lies 4 mm under the ink."""
    text = setting.text("number")
    low, _ = fonts.typeface(setting.style.font("number")).ink(block.number)
    foot = setting.baseline("number") - low * text.size
    return setting.style.page.rule_gap * css.PT_PER_MM - (text.line - foot)


def _figure(body: Element, block: Figure, setting: Setting, document: Document) -> None:
    picture = document.pictures[block.picture]
    scale = min(1.0, setting.style.page.text_width / picture.width)
    figure = SubElement(
        body, "figure", style=f"padding: {_to_grid(picture.height * scale, setting) / 2:.3f}pt 0"
    )
    size = f"width: {picture.width * scale:.3f}mm; height: {picture.height * scale:.3f}mm"
    source = picture_url(document, block.picture)
    SubElement(figure, "img", src=source, alt=picture.alt, style=size)
    _set(
        SubElement(figure, "figcaption", {"class": "figure_caption"}),
        "figure_caption",
        (Text(caption_text(block)),),
        setting,
    )


def _to_grid(height: float, setting: Setting) -> float:
    """What a picture of `height` mm lacks of whole lines, pt: the lines below it stay on the grid."""
    pitch = css.line_pitch(setting.style)
    return -height * css.PT_PER_MM % pitch


def picture_url(document: Document, name: str) -> str:
    """The address of a picture: its place among the pictures, since its name is data."""
    return f"{css.ASSETS}picture/{sorted(document.pictures).index(name)}.svg"


def _attachments(body: Element, block: AttachmentList, setting: Setting) -> None:
    """附件说明: names under each other, turn-over lines under the name's first character (7.3.4)."""
    role = "attachment"
    label = setting.length(role, ANNEX_PREFIX) + setting.spacing(role)
    items = SubElement(body, "ul", {"class": f"{role} with-previous whole"})
    for serial, entry in enumerate(attachment_lines(block)):
        start = label if serial else 0.0
        prefix = entry[: len(entry) - len(block.names[serial])]
        hang = start + setting.length(role, prefix) + setting.spacing(role)
        room = setting.column(role)
        item = SubElement(items, "li", style=f"padding-left: {hang:.3f}pt; text-indent: {start - hang:.3f}pt")
        _fill(item, role, setting.lines(role, (Text(entry),), room - start, room - hang), setting)


def _signature(body: Element, block: Signature, setting: Setting) -> None:
    """署名 centred above the date, the date four characters from the edge (7.3.5.1).

    A name too long for that moves both to the left, until it ends at the edge of the type area.
    """
    role = "signature"
    organ, issued = setting.length(role, block.organ), setting.length(role, block.date)
    right = max(setting.text(role).right * setting.pitch(role), (organ - issued) / 2)
    group = SubElement(body, "div", {"class": "with-previous whole"})
    for number, (text, inset) in enumerate(
        ((block.organ, right + (issued - organ) / 2), (block.date, right))
    ):
        above = (
            f"; margin-top: {'0' if number else setting.text(role).before * css.line_pitch(setting.style)}pt"
        )
        spot = f"margin-right: {inset - setting.spacing(role):.3f}pt{above}"
        SubElement(group, "p", {"class": role, "style": spot}).text = text


def _colophon(body: Element, block: Colophon, setting: Setting) -> None:
    """版记 on the foot of the last type area; a block as high keeps its place free (7.4.1)."""
    role = "colophon"
    *copies, printer, issued = colophon_lines(block)
    entries = [_copies_lines(text, setting) for text in copies]
    rules = setting.style.rules
    height = (
        (sum(map(len, entries)) + 1) * setting.text(role).line
        + 2 * rules["colophon_outer"]
        + len(entries) * rules["colophon_inner"]
    )
    place = SubElement(body, "div", {"class": "imprint-place whole", "style": f"height: {height:.3f}pt"})
    imprint = SubElement(place, "div", {"class": "imprint"})
    SubElement(imprint, "div", {"class": "outer"})
    for entry in entries:
        _copies(imprint, entry, setting)
        SubElement(imprint, "div", {"class": "inner"})
    _printer(imprint, printer, issued, setting)
    SubElement(imprint, "div", {"class": "outer"})


def _hang(setting: Setting) -> float:
    return setting.length("colophon", COPIES_PREFIX)


def _copies_lines(text: str, setting: Setting) -> tuple[Line, ...]:
    room = setting.column("colophon")
    return setting.lines("colophon", (Text(text),), room, room - _hang(setting))


def _copies(imprint: Element, entry: tuple[Line, ...], setting: Setting) -> None:
    hang, pad = _hang(setting), setting.text("colophon").left * setting.pitch("colophon")
    box = f"padding-left: {pad + hang:.3f}pt; text-indent: {-hang:.3f}pt"
    _fill(SubElement(imprint, "p", {"class": "colophon", "style": box}), "colophon", entry, setting)


def _printer(imprint: Element, printer: str, issued: str, setting: Setting) -> None:
    """印发机关 left, date right, each one 字 from the edge."""
    role = "colophon"
    pad = setting.text(role).left * setting.pitch(role)
    between = setting.column(role) - setting.length(role, printer) - setting.length(role, issued)
    line = SubElement(imprint, "p", {"class": role, "style": f"padding-left: {pad:.3f}pt"})
    line.text = printer
    SubElement(line, "span", style=f"margin-left: {max(between, 0):.3f}pt").text = issued


# --- tables ----------------------------------------------------------------------------------


def _table(body: Element, table: Table, setting: Setting, spot: Spot) -> None:
    """A table of one column: its cells hold the pictures of the bands."""
    assert spot.bands
    height = sum(band.height for part in spot.bands for band in part)
    short = height <= UNDIVIDED * setting.style.page.text_height * css.PT_PER_MM
    element = SubElement(body, "table", {"class": "whole"} if short else {})
    if table.caption:
        caption = SubElement(element, "caption", {"class": "table_caption"})
        _set(caption, "table_caption", (Text(caption_text(table)),), setting)
    for tag, part in zip(PARTS, spot.bands, strict=True):
        group = SubElement(element, tag) if part else element
        for at in range(len(part)):
            cell = SubElement(SubElement(group, "tr"), "td")
            url = band_url(spot.number, tag, at)
            SubElement(cell, "img", src=url, alt=url)


def band_url(number: int, tag: str, at: int) -> str:
    """The address of a table's band: the table's place among the blocks, its part, and its place there."""
    return f"{css.ASSETS}table/{number}/{tag}/{at}"


# --- lines -----------------------------------------------------------------------------------


def _fill(element: Element, role: str, made: Sequence[Line], setting: Setting) -> None:
    """Put the finished lines into `element`; only what departs from its style gets a span."""
    normal = (setting.style.texts[css.STRUT].font, round(setting.spacing(role), 4))
    for line in made:
        if line is not made[0]:
            _append(element, "\n")
        for part in line:
            if (part.face, round(part.spacing, 4)) == normal:
                _append(element, part.text)
            else:
                SubElement(element, "span", _look(part, normal, setting)).text = part.text


def _look(part: lines.Segment, normal: tuple[str, float], setting: Setting) -> dict[str, str]:
    look = {}
    if part.face != normal[0]:
        look["class"] = css.face_class(part.face, setting.style)
    if round(part.spacing, 4) != normal[1]:
        look["style"] = f"letter-spacing: {part.spacing:.4f}pt"
    return look


def _append(element: Element, text: str) -> None:
    """Add `text` after all that is in `element`."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
