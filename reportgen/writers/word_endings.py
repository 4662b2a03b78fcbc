"""What closes a document: 附件说明, 署名 and 成文日期, 版记 (GB/T 9704 7.3.4, 7.3.5, 7.4); 报尾 of a 简报."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from reportgen.document import (
    AttachmentList,
    Colophon,
    Distribution,
    Signature,
    attachment_lines,
    colophon_lines,
    distribution_lines,
)
from reportgen.style import Style
from reportgen.writers.titles import em
from reportgen.writers.word_boxes import Box, text_box
from reportgen.writers.word_runs import run
from reportgen.writers.word_styles import (
    ANCHOR,
    cell_margins,
    pitch,
    style_id,
    text_width,
    tracking,
)
from reportgen.writers.word_xml import Element, eighths, mm, pt, w

ANNEX_PREFIX = "附件："
COPIES_PREFIX = "抄送："
SLACK = 160  # twips on both sides of the organ: a face a hair wider must not turn over its last word
END = 20  # twips, the height of the paragraph below the last rule
RULES = 80  # twips for all rules and the paragraph that ends the box
PRINTED = 11  # 字 of the column that holds the date of printing


def length(text: str, role: str, style: Style) -> int:
    """Width of `text` set in `role`, twips."""
    look = style.texts[role]
    return round(sum(map(em, text)) * pt(look.size)) + len(text) * tracking(look, style)


def _paragraph(role: str, words: str, style: Style, *place: Element | None, keep: bool = False) -> Element:
    start = w("pPr", w("pStyle", val=style_id(role)), w("keepNext") if keep else None, *place)
    return w("p", start, run(words, style.font(role).word))


# --- 附件说明 --------------------------------------------------------------------------------


def attachments(block: AttachmentList, style: Style, keep: bool) -> Iterator[Element]:
    """One paragraph an annex: names under each other, turn-over lines under the name (7.3.4)."""
    role = "attachment"
    edge = round(style.texts[role].left * pitch(role, style))
    label = edge + length(ANNEX_PREFIX, role, style)
    for serial, (entry, name) in enumerate(zip(attachment_lines(block), block.names, strict=True)):
        hanging = length(entry.removesuffix(name), role, style)
        indent = w("ind", left=(label if serial else edge) + hanging, hanging=hanging)
        yield _paragraph(role, entry, style, _follow(serial, role, style), indent, keep=keep)


def _follow(serial: int, role: str, style: Style) -> Element | None:
    """Only the first paragraph of a group has the space above that the style gives."""
    return w("spacing", before=0, line=pt(style.texts[role].line), lineRule="exact") if serial else None


# --- 署名, 成文日期 --------------------------------------------------------------------------


def signature(block: Signature, style: Style, keep: bool) -> tuple[Element, Element]:
    """署名 centred above the date, the date four 字 from the edge (7.3.5.1).

    A name too long for that moves both to the left, until it ends at the edge of the type area.
    """
    role, room = "signature", text_width(style)
    organ, issued = length(block.organ, role, style), length(block.date, role, style)
    inset = style.texts[role].right * pitch(role, style)
    right = round(max(inset, (organ - issued) / 2))
    left = max(0, room - 2 * right - issued)
    place = w("ind", left=left - SLACK, right=-SLACK)
    chars = {"rightChars": round(100 * style.texts[role].right)} if right == inset else {}
    return (
        _paragraph(role, block.organ, style, place, w("jc", val="center"), keep=True),
        _paragraph(
            role, block.date, style, _follow(1, role, style), w("ind", **chars, right=right), keep=keep
        ),
    )


# --- 版记, 报尾 -------------------------------------------------------------------------------


def colophon(block: Colophon, style: Style) -> Element:
    """版记 (7.4): 抄送, then 印发机关 and date, a rule after each."""
    *copies, printer, issued = colophon_lines(block)
    entries = tuple((COPIES_PREFIX, text) for text in copies)
    return _foot(Imprint("版记", entries, (printer, issued), style.rules["colophon_inner"]), style)


def distribution(block: Distribution, style: Style) -> Element:
    """报尾 of a 简报: 报, 送, 发, and how many were printed, between two rules."""
    lines = distribution_lines(block)
    labels = (f"{label}：" for label, _names in block.entries)
    entries = tuple(zip(labels, lines, strict=False))  # the number of copies is no entry
    return _foot(Imprint("报尾", entries, ("", lines[-1]) if block.copies else None, 0), style)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands at the foot: entries, each with the label under whose end it turns over; a last line with
    words at both sides; and the rule between them, pt, if there is one."""

    name: str
    entries: tuple[tuple[str, str], ...]
    last: tuple[str, str] | None
    inner: float


def _foot(imprint: Imprint, style: Style) -> Element:
    """The imprint on the foot of the last type area: a paragraph that keeps its place free (7.4.1).

    The paragraph is one line as high as the imprint, so that this turns to a new page when what is
    above leaves no room; the imprint itself is a box tied to that line. A floating table, which needs
    no box, pushes the rows above it from page to page: measured in LibreOffice.
    """
    height = _height(imprint, style)
    spacing = w("spacing", before=0, after=0, line=height, lineRule="exact")
    top = mm(style.page.text_height) - height + END
    box = Box(0, top, text_width(style), height)
    held = text_box((_table(imprint, style), _end()), imprint.name, box)
    return w("p", w("pPr", w("pStyle", val=ANCHOR), spacing), held)


def _end() -> Element:
    """The paragraph that must follow a table at the end of its box."""
    return w("p", w("pPr", w("pStyle", val=ANCHOR)))


def _height(imprint: Imprint, style: Style) -> int:
    """Height that the imprint needs, twips; the box is filled from below, so a little more is no harm."""
    look = style.texts["colophon"]
    room = text_width(style) / pitch("colophon", style) - look.left - look.right
    lines = sum(_turned(label, text, room) for label, text in imprint.entries) + bool(imprint.last)
    return lines * pt(look.line) + RULES


def _turned(label: str, text: str, room: float) -> int:
    """How many lines an entry takes; one 字 less in each, against what may not begin a line."""
    beside = sum(map(em, label))
    return max(1, ceil((sum(map(em, text)) - 1 - beside) / (room - beside - 1)))


def _table(imprint: Imprint, style: Style) -> Element:
    date = PRINTED * pitch("colophon", style)
    columns = (text_width(style) - date, date)
    rows = [_cell(_hung(label, text, style), sum(columns), 2) for label, text in imprint.entries]
    if imprint.last:
        left, right = imprint.last
        rows.append(
            Element(
                _cell(_entry(left, style, "left"), columns[0])
                + _cell(_entry(right, style, "right"), columns[1])
            )
        )
    return w(
        "tbl",
        _properties(imprint, style),
        w("tblGrid", *(w("gridCol", w=width) for width in columns)),
        *(w("tr", w("trPr", w("cantSplit")), row) for row in rows),
    )


def _properties(imprint: Imprint, style: Style) -> Element:
    """Rules as wide as the type area, the first and the last heavier (7.4.1)."""
    outer, inner = eighths(style.rules["colophon_outer"]), eighths(imprint.inner)
    ink = style.colours["ink"]
    sides = (("top", outer), ("bottom", outer), ("insideH", inner))
    borders = (w(side, val="single", sz=size, space=0, color=ink) for side, size in sides if size)
    return w(
        "tblPr",
        w("tblW", w=text_width(style), type="dxa"),
        w("tblBorders", *borders),
        w("tblLayout", type="fixed"),
        cell_margins(0, 0),
        w("tblCaption", val=imprint.name),
        w("tblDescription", val=f"{imprint.name}：分送的机关和印发情况"),
    )


def _cell(paragraph: Element, width: int, span: int = 1) -> Element:
    spanned = w("gridSpan", val=span) if span > 1 else None
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), spanned, w("vAlign", val="center")), paragraph)


def _hung(label: str, text: str, style: Style) -> Element:
    """抄送、报、送、发: one 字 in from both sides, turn-over lines after the colon (7.4.2)."""
    role = "colophon"
    unit, hanging = pitch(role, style), length(label, role, style)
    look = style.texts[role]
    indent = w("ind", left=round(look.left * unit) + hanging, right=round(look.right * unit), hanging=hanging)
    return _paragraph(role, text, style, indent)


def _entry(words: str, style: Style, side: str) -> Element:
    """印发机关 or 印发日期, one 字 from its side (7.4.3)."""
    role = "colophon"
    inset = round(style.texts[role].left * pitch(role, style))
    indents = {"left": 0, "right": 0} | {side: inset}
    return _paragraph(role, words, style, w("ind", **indents), w("jc", val=side))
