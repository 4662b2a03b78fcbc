"""The pages of a Word file: sections of upright and of turned pages, their headers and footers, page breaks."""

from collections.abc import Iterator

from reportgen.style import Style
from reportgen.writers.word_boxes import Box, text_box
from reportgen.writers.word_runs import field, run
from reportgen.writers.word_styles import ANCHOR, left_margin, pitch, style_id, text_width
from reportgen.writers.word_xml import Element, mm, pt, w

DASH = 0.32  # height of — above the baseline, of its size: between SimSun and Noto Serif
BASELINE = 0.8  # where an exact line has its baseline, of its height: in Word and LibreOffice alike
EDGE = 10  # mm from the edge of a turned page to the empty lines that hold its mark and its number
HAIR = 10  # twips, a line so low that 22 lines of text leave room for it
BOXES = 9001  # drawing ids of mark and number on turned pages
SIDES = (("default", "right"), ("even", "left"))  # odd pages and even ones: where the number stands (7.5)

Furniture = Iterator[tuple[str, str, Element]]  # header or footer, of which pages, its root


def section(references: tuple[Element, ...], style: Style, first: bool = False) -> Element:
    """`w:sectPr`: paper, type area, grid, and the distances of header and footer (5.1–5.2, 7.5).

    `first`: its first page has a header and a footer of its own.
    """
    page = style.page
    turned = page.width > page.height
    size = {"w": mm(page.width), "h": mm(page.height)} | ({"orient": "landscape"} if turned else {})
    header, footer = (mm(EDGE), mm(EDGE)) if turned else (_header_distance(style), _footer_distance(style))
    return w(
        "sectPr",
        *references,
        w("pgSz", **size),
        w(
            "pgMar",
            top=mm(page.top),
            right=mm(page.right),
            bottom=mm(page.bottom),
            left=left_margin(style),
            header=header,
            footer=footer,
            gutter=0,
        ),
        w("titlePg") if first else None,
        w("docGrid", type="lines", linePitch=pt(style.texts["body"].line)),
    )


def section_end(section: Element) -> Element:
    """The paragraph that ends a section which is not the last."""
    return w("p", w("pPr", w("pStyle", val=ANCHOR), _hair(), section))


def page_break() -> Element:
    """The paragraph that begins a new page; a break at the end of a full page would leave an empty one."""
    return w("p", w("pPr", w("pStyle", val=ANCHOR), w("pageBreakBefore"), _hair()))


def _hair() -> Element:
    return w("spacing", before=0, after=0, line=HAIR, lineRule="exact")


def _header_distance(style: Style) -> int:
    return mm(style.page.top - style.page.mark_gap) - pt(style.texts["running_mark"].line)


def _footer_distance(style: Style) -> int:
    """From the paper's edge to the foot of the footer, so that its dash lies as 7.5 says."""
    text = style.texts["page_number"]
    below = pt(text.line * (1 - BASELINE) + text.size * DASH)
    return mm(style.page.bottom - style.page.footer_gap) - below


# --- upright pages ---------------------------------------------------------------------------


def upright(mark: str, style: Style, letter: bool = False) -> Furniture:
    """The running mark, if there is one, and the number, right on odd pages and left on even ones (7.5).

    The first page of a `letter` has the mark and no number (10.1).
    """
    if letter:
        yield "header", "first", w("hdr", _mark(mark, style))
        yield "footer", "first", w("ftr", w("p", w("pPr", w("pStyle", val=ANCHOR))))
    if mark:
        yield from (("header", pages, w("hdr", _mark(mark, style))) for pages, _side in SIDES)
    for number, (pages, side) in enumerate(SIDES, 1):
        yield "footer", pages, w("ftr", _number(side, number, style))


def _mark(mark: str, style: Style) -> Element:
    return _paragraph("running_mark", (), run(mark, style.font("running_mark").word))


def _number(side: str, number: int, style: Style) -> Element:
    """— n — one 字 from the outer edge; `number` is shown until Word counts the pages."""
    face, unit = style.font("page_number").word, pitch("page_number", style)
    indents = {"left": 0, "leftChars": 0, "right": 0, "rightChars": 0}
    inset = style.texts["page_number"].right
    indents |= {side: round(inset * unit), f"{side}Chars": round(inset * 100)}
    place = (w("ind", **indents), w("jc", val=side))
    shown = (run("— ", face), *field("PAGE", str(number), face), run(" —", face))
    return _paragraph("page_number", place, *shown)


def _paragraph(role: str, place: tuple[Element, ...], *runs: Element) -> Element:
    return w("p", w("pPr", w("pStyle", val=style_id(role)), *place), *runs)


# --- turned pages ----------------------------------------------------------------------------


def turned(mark: str, style: Style) -> Furniture:
    """Mark and number where they are on upright pages, since the paper is bound so (GB/T 9704 8).

    The head of the upright page is the right edge of the turned one, its right side the lower edge.
    """
    if mark:
        box = _mark_box(style)
        for serial, (pages, _side) in enumerate(SIDES, BOXES):
            yield "header", pages, w("hdr", _holder(text_box((_mark(mark, style),), "标识", box, serial)))
    for number, (pages, side) in enumerate(SIDES, 1):
        content, box = _number(side, number, style), _number_box(side, style)
        held = text_box((content,), "页码", box, BOXES + len(SIDES) + number)
        yield "footer", pages, w("ftr", _holder(held))


def _holder(box: Element) -> Element:
    return w("p", w("pPr", w("pStyle", val=ANCHOR)), box)


def _mark_box(style: Style) -> Box:
    """As long as the lines of the upright page are, `mark_gap` from its type area."""
    page = style.page.turned
    left = mm(page.left + page.text_width + page.mark_gap)
    return Box(
        left, mm(page.top), pt(style.texts["running_mark"].line), text_width(style), "page", turned=True
    )


def _number_box(side: str, style: Style) -> Box:
    """A square at the outer corner; its first line lies where the footer of an upright page does."""
    page, text = style.page.turned, style.texts["page_number"]
    drop = mm(style.page.footer_gap) + pt(text.size * DASH - text.line * BASELINE)
    length = mm(page.left)
    top = mm(page.top) + (text_width(style) - length if side == "right" else 0)
    return Box(0, top, length - drop, length, "page", turned=True)
