"""The finished lines of a document as a tree of HTML: structure and classes, and words as text.

Tables come as pictures of their bands, set in `tables`. Numbers worked out here (a size, a spacing, an indent) go into style attributes; words never do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement

from reportgen import fonts, paging
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
    attachment_lines,
    caption_text,
    colophon_lines,
    distribution_lines,
    leads_in,
    words,
)
from reportgen.writers import css, formulas, html_cards, html_contents, html_letters, tables, titles
from reportgen.writers.html_lines import fill, paragraph
from reportgen.writers.lines import Line
from reportgen.writers.setting import Setting

ANNEX_PREFIX = "附件："
COPIES_PREFIX = "抄送："
TITLES = ("title", "headline", "annex_title")
PARTS = ("thead", "tbody")


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
    body = SubElement(root, "body", {"class": "letter"} if document.letter else {})
    if document.properties.mark:
        SubElement(body, "div", {"class": "running"}).text = document.properties.mark
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
            _table(body, block, setting, spot)
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
            _letterhead(body, block, setting)
        case LetterFrame():
            html_letters.frame(body, block, setting)
        case Masthead():
            _masthead(body, block, setting)
        case AttachmentList():
            _attachments(body, block, setting)
        case Signature():
            _signature(body, block, setting)
        case Colophon():
            _colophon(body, block, setting)
        case Distribution():
            _distribution(body, block, setting)
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


def _letterhead(body: Element, block: Letterhead, setting: Setting) -> None:
    """发文机关标志, 发文字号, red rule: placed by their ink, not by their boxes (7.2.4–7.2.7)."""
    _mark(body, block.mark, "mark", setting.style.page.mark_drop, setting)
    _below_mark(body, block.number, "number", setting)
    _red_rule(body, "red", _rule_gap(block.number, "number", setting.text("number").size, setting), setting)


def _masthead(body: Element, block: Masthead, setting: Setting) -> None:
    """报头 of a 简报: name, 期号, 编印单位 and date on one line, red rule."""
    _mark(body, block.name, "masthead", setting.style.page.masthead_drop, setting)
    _below_mark(body, block.issue, "issue", setting)
    size = _publisher(body, block, setting)
    _red_rule(body, "masthead", _rule_gap(block.organ + block.date, "publisher", size, setting), setting)


def _publisher(body: Element, block: Masthead, setting: Setting) -> float:
    """编印单位 left, date right; returns the size in which both and one 字 between them fit the line."""
    role = "publisher"
    text, width = setting.text(role), setting.width(role)
    em = sum(map(width, block.organ + block.date)) / text.size
    size = min(text.size, int(2 * setting.room / (em + 1)) / 2)
    between = setting.room - em * size
    look = f"font-size: {size}pt; letter-spacing: 0pt"
    line = SubElement(body, "p", {"class": role, "style": look})
    line.text = block.organ
    SubElement(line, "span", style=f"margin-left: {between:.3f}pt").text = block.date
    return size


def _mark(body: Element, mark: str, role: str, drop: float, setting: Setting) -> None:
    face = fonts.typeface(setting.style.font(role))
    size = min(setting.text(role).size, int(2 * setting.room / max(face.width(mark), 1)) / 2)
    low, high = face.ink(mark)
    base = css.strut(size, size, face.faces[0])
    top = drop * css.PT_PER_MM - (base - high * size)
    box = f"font-size: {size}pt; line-height: {size}pt; padding-top: {top:.3f}pt; height: {base - low * size:.3f}pt"
    name = css.face_class(setting.text(role).font, setting.style)
    SubElement(body, "p", {"class": f"{role} {name}", "style": box}).text = mark


def _below_mark(body: Element, words: str, role: str, setting: Setting) -> None:
    """发文字号 or 期号, as many blank lines below the ink of the mark as its style says."""
    text = setting.text(role)
    gap = text.before * css.line_pitch(setting.style) - (text.line - text.size) / 2
    element = SubElement(body, "p", {"class": role, "style": f"margin-top: {gap:.3f}pt"})
    paragraph(element, role, (Text(words),), setting)


def _red_rule(body: Element, weight: str, gap: float, setting: Setting) -> None:
    box = f"margin-top: {gap:.3f}pt; height: {setting.style.rules[weight]}pt"
    SubElement(body, "div", {"class": "red-rule", "style": box})


def _rule_gap(words: str, role: str, size: float, setting: Setting) -> float:
    """From the foot of the line of `words` to the rule, so that it lies 4 mm under the ink."""
    text, face = setting.text(role), fonts.typeface(setting.style.font(css.STRUT)).faces[0]
    low, _ = fonts.typeface(setting.style.font(role)).ink(words)
    foot = css.strut(text.line, size, face) - low * size
    return setting.style.page.rule_gap * css.PT_PER_MM - (text.line - foot)


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
        item = SubElement(items, "li", style=f"padding-left: {hang:.3f}pt")
        lines = setting.lines(role, (Text(entry),), room - start, room - hang)
        fill(item, role, lines, setting, start - hang)


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
    """版记 (7.4): 抄送, then 印发机关 and date, a rule after each."""
    *copies, printer, issued = colophon_lines(block)
    entries = [_hung(text, COPIES_PREFIX, setting) for text in copies]
    _imprint(body, entries, (printer, issued), setting.style.rules["colophon_inner"], setting)


def _distribution(body: Element, block: Distribution, setting: Setting) -> None:
    """报尾 of a 简报: 报, 送, 发, and how many were printed, between two rules."""
    lines = distribution_lines(block)
    pairs = zip(lines, block.entries, strict=False)  # the number of copies is no entry
    entries = [_hung(text, f"{label}：", setting) for text, (label, _names) in pairs]
    _imprint(body, entries, ("", lines[-1]) if block.copies else None, 0.0, setting)


@dataclass(frozen=True, slots=True)
class Hung:
    """An entry of the imprint: its lines, and how far the turn-over lines stand in."""

    lines: tuple[Line, ...]
    hang: float


def _hung(text: str, prefix: str, setting: Setting) -> Hung:
    room, hang = setting.column("colophon"), setting.length("colophon", prefix)
    return Hung(setting.lines("colophon", (Text(text),), room, room - hang), hang)


def _imprint(
    body: Element, entries: Sequence[Hung], last: tuple[str, str] | None, inner: float, setting: Setting
) -> None:
    """What stands on the foot of the last type area; a block as high keeps its place free (7.4.1)."""
    count = sum(len(entry.lines) for entry in entries) + bool(last)
    height = count * setting.text("colophon").line + 2 * setting.style.rules["colophon_outer"]
    height += len(entries) * inner
    place = SubElement(body, "div", {"class": "imprint-place whole", "style": f"height: {height:.3f}pt"})
    imprint = SubElement(place, "div", {"class": "imprint"})
    SubElement(imprint, "div", {"class": "outer"})
    for entry in entries:
        _entry(imprint, entry, setting)
        if inner:
            SubElement(imprint, "div", {"class": "inner"})
    if last:
        _last_entry(imprint, *last, setting)
    SubElement(imprint, "div", {"class": "outer"})


def _entry(imprint: Element, entry: Hung, setting: Setting) -> None:
    pad = setting.text("colophon").left * setting.pitch("colophon")
    box = f"padding-left: {pad + entry.hang:.3f}pt"
    element = SubElement(imprint, "p", {"class": "colophon", "style": box})
    fill(element, "colophon", entry.lines, setting, -entry.hang)


def _last_entry(imprint: Element, left: str, right: str, setting: Setting) -> None:
    """印发机关 left, date right, each one 字 from the edge."""
    role = "colophon"
    pad = setting.text(role).left * setting.pitch(role)
    between = setting.column(role) - setting.length(role, left) - setting.length(role, right)
    line = SubElement(imprint, "p", {"class": role, "style": f"padding-left: {pad:.3f}pt"})
    line.text = left
    SubElement(line, "span", style=f"margin-left: {max(between, 0):.3f}pt").text = right


# --- tables ----------------------------------------------------------------------------------


def _table(body: Element, table: Table, setting: Setting, spot: Spot) -> None:
    """A table of one column: its cells hold the pictures of the bands."""
    assert spot.bands
    classes = "whole " * tables.undivided(spot.bands, setting) + "with-previous" * spot.led
    element = SubElement(body, "table", {"class": classes.strip()})
    if table.caption:
        caption = SubElement(element, "caption", {"class": "table_caption"})
        paragraph(caption, "table_caption", (Text(caption_text(table)),), setting)
    for tag, part in zip(PARTS, spot.bands, strict=True):
        group = SubElement(element, tag) if part else element
        for at in range(len(part)):
            left = sum(len(band.rows) for band in part[at:])
            last = tag == "tbody" and at > 0 and left <= tables.TOGETHER
            row = SubElement(group, "tr", {"class": "with-previous"} if last else {})
            cell = SubElement(row, "td")
            url = band_url(spot.place, tag, at)
            SubElement(cell, "img", src=url, alt=url)


def band_url(number: int, tag: str, at: int) -> str:
    """The address of a table's band: the table's place among the blocks, its part, and its place there."""
    return f"{css.ASSETS}table/{number}/{tag}/{at}"
