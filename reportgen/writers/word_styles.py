"""Word's styles, made from the style table: one named style for each role."""

import math
from collections.abc import Iterator
from functools import cache

from reportgen.style import Style, TextStyle
from reportgen.writers.word_xml import Element, eighths, mm, pt, w

# role: style id, name shown in Word, style it is based on
NAMES = {
    "mark": ("GwMark", "公文发文机关标志", "Normal"),
    "number": ("GwNumber", "公文发文字号", "Normal"),
    "letter_mark": ("GwLetterMark", "信函发文机关标志", "Normal"),
    "letter_number": ("GwLetterNumber", "信函发文字号", "Normal"),
    "masthead": ("GwMasthead", "简报名称", "Normal"),
    "issue": ("GwIssue", "简报期号", "Normal"),
    "publisher": ("GwPublisher", "简报编印单位和日期", "Normal"),
    "title": ("GwTitle", "公文标题", "Normal"),
    "headline": ("GwHeadline", "简报标题", "Normal"),
    "summary_title": ("GwSummaryTitle", "摘要页标题", "Normal"),
    "recipients": ("GwRecipients", "公文主送机关", "Normal"),
    "body": ("GwBody", "公文正文", "Normal"),
    "heading1": ("Heading1", "heading 1", "Normal"),
    "heading2": ("Heading2", "heading 2", "Normal"),
    "table_caption": ("GwTableCaption", "公文表题", "Caption"),
    "table_head": ("GwTableHead", "公文表头", "Normal"),
    "table_cell": ("GwTableCell", "公文表格文字", "Normal"),
    "figure_caption": ("GwFigureCaption", "公文图题", "Caption"),
    "note": ("GwNote", "公文注释", "Normal"),
    "attachment": ("GwAttachment", "公文附件说明", "Normal"),
    "signature": ("GwSignature", "公文署名", "Normal"),
    "annotation": ("GwAnnotation", "公文附注", "Normal"),
    "annex_label": ("GwAnnexLabel", "公文附件序号", "Normal"),
    "annex_title": ("GwAnnexTitle", "公文附件标题", "Normal"),
    "colophon": ("GwColophon", "公文版记", "Normal"),
    "page_number": ("GwPageNumber", "公文页码", "Footer"),
    "running_mark": ("GwRunningMark", "公文页眉标识", "Header"),
    "card_figure": ("GwCardFigure", "公文要点数字", "Normal"),
    "card": ("GwCard", "公文要点", "Normal"),
    "contents_title": ("GwContentsTitle", "公文目录标题", "Normal"),
    "contents1": ("TOC1", "toc 1", "Normal"),
    "contents2": ("TOC2", "toc 2", "Normal"),
}
ALIASES = {
    "heading1": "公文一级标题",
    "heading2": "公文二级标题",
    "contents1": "公文目录一级",
    "contents2": "公文目录二级",
}
ENTRIES = ("contents1", "contents2")  # their page numbers stand at a stop on the right edge
OUTLINE = {"heading1": 0, "heading2": 1, "annex_title": 0}  # what the navigation pane shows
NEXT = {
    "heading1": "body",
    "heading2": "body",
    "title": "recipients",
    "headline": "body",
    "summary_title": "note",
    "recipients": "body",
}
IN_TABLES = ("table_head", "table_cell")
FIGURE, ANCHOR, TABLE = "GwFigure", "GwAnchor", "GwTable"
ANCHOR_LINE = 20  # twips, the height of a paragraph that holds no words
CELL_LEADING = 2.5  # pt above and below the words of a cell, as in the PDF


def style_id(role: str) -> str:
    """The id of the Word style of `role`."""
    return NAMES[role][0]


def styles(style: Style, language: str) -> Element:
    """The root of styles.xml."""
    return w(
        "styles",
        _defaults(style, language),
        *_built_in(),
        *(_role(role, style) for role in NAMES),
        *_helpers(),
        _table(style),
    )


@cache
def fonts(name: str, hint: bool = False) -> Element:
    """`w:rFonts` naming one face for every script; `hint` for marks that are Latin as well as Chinese."""
    extra = {"hint": "eastAsia"} if hint else {}
    return w("rFonts", **extra, ascii=name, hAnsi=name, eastAsia=name, cs=name)


def tracking(text: TextStyle, style: Style) -> int:
    """Letter spacing of `text`, twips: text as large as the body keeps 28 characters to the line."""
    return math.floor(style.tracking * 20) if text.size == style.texts["body"].size else 0


def pitch(role: str, style: Style) -> int:
    """One 字 of `role` with its spacing, twips."""
    text = style.texts[role]
    return pt(text.size) + tracking(text, style)


def sizes(size: float) -> tuple[Element, Element]:
    """`w:sz` and `w:szCs`: half points."""
    return w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))


# --- defaults and built-in styles ------------------------------------------------------------


def _defaults(style: Style, language: str) -> Element:
    """仿宋 3号 at the exact pitch of 22 lines a page (5.2.2, 5.2.3)."""
    body = style.texts["body"]
    run = w(
        "rPr",
        fonts(style.font("body").word),
        *sizes(body.size),
        w("lang", val="en-US", eastAsia=language, bidi="ar-SA"),
    )
    spacing = w("spacing", before=0, after=0, line=pt(body.line), lineRule="exact")
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", w("pPr", spacing)))


def _built_in() -> Iterator[Element]:
    yield _normal()
    yield w(
        "style",
        w("name", val="Default Paragraph Font"),
        w("uiPriority", val=1),
        w("semiHidden"),
        type="character",
        default=1,
        styleId="DefaultParagraphFont",
    )
    yield _normal_table()
    yield w(
        "style",
        w("name", val="No List"),
        w("uiPriority", val=99),
        w("semiHidden"),
        type="numbering",
        default=1,
        styleId="NoList",
    )
    for identity, name in (("Caption", "caption"), ("Header", "header"), ("Footer", "footer")):
        yield _on_normal(identity, name)


def _normal() -> Element:
    """The style all others rest on: Chinese line-end rules, nothing hung, widened or snapped; 22 lines on
    each face come before widows and orphans (5.2.3), as in the PDF.

    Word would else hang marks into the margin and part hanzi from digits, so that 28 characters no
    longer filled a line (5.2.3); LibreOffice would stretch a line of 36 pt to two lines of the grid.
    """
    off = (w(tag, val=0) for tag in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"))
    return w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        w("pPr", w("widowControl", val=0), w("kinsoku"), *off),
        type="paragraph",
        default=1,
        styleId="Normal",
    )


def _on_normal(identity: str, name: str) -> Element:
    """A built-in paragraph style, known to Word by its name, that adds nothing."""
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        type="paragraph",
        styleId=identity,
    )


def _normal_table() -> Element:
    return w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), cell_margins(0, 0)),
        type="table",
        default=1,
        styleId="TableNormal",
    )


# --- roles -----------------------------------------------------------------------------------


def _role(role: str, style: Style) -> Element:
    identity, name, based_on = NAMES[role]
    follows = NEXT.get(role)
    extra = {} if role in ALIASES else {"customStyle": 1}
    return w(
        "style",
        w("name", val=name),
        w("aliases", val=ALIASES[role]) if role in ALIASES else None,
        w("basedOn", val=based_on),
        w("next", val=style_id(follows)) if follows else None,
        w("qFormat"),
        _paragraph(role, style),
        _run(role, style),
        type="paragraph",
        styleId=identity,
        **extra,
    )


def _paragraph(role: str, style: Style) -> Element:
    text = style.texts[role]
    return w(
        "pPr",
        w("keepNext") if text.keep_next else None,
        w("pageBreakBefore") if text.new_page else None,
        leader(style) if role in ENTRIES else None,
        _spacing(role, style),
        _indent(role, style),
        w("jc", val="both" if text.align == "justify" else text.align),
        w("outlineLvl", val=OUTLINE[role]) if role in OUTLINE else None,
    )


def leader(style: Style) -> Element:
    """The stop on the right edge of the type area, with dots up to it."""
    return w("tabs", w("tab", val="right", leader="dot", pos=text_width(style)))


def _spacing(role: str, style: Style) -> Element:
    """Lines of a table may grow, so that no face is cut off; all others keep the exact pitch."""
    text, grid = style.texts[role], style.texts["body"].line
    rule = "atLeast" if role in IN_TABLES else "exact"
    before, after = pt(text.before * grid), pt(text.after * grid)
    return w("spacing", before=before, after=after, line=pt(text.line), lineRule=rule)


def _indent(role: str, style: Style) -> Element | None:
    """Indents in twips of real character pitch; in 字 too where Word shows the user 2 字符 (7.3.3)."""
    text, unit = style.texts[role], pitch(role, style)
    sides = {"left": text.left, "right": text.right}
    values = {side: round(count * unit) for side, count in sides.items() if count}
    if text.indent:
        values |= {"firstLineChars": round(text.indent * 100), "firstLine": round(text.indent * unit)}
    return w("ind", **values) if values else None


def _run(role: str, style: Style) -> Element:
    text = style.texts[role]
    spacing = tracking(text, style)
    return w(
        "rPr",
        fonts(style.font(role).word),
        w("color", val=style.colours[text.colour]),
        w("spacing", val=spacing) if spacing else None,
        *sizes(text.size),
    )


# --- styles that hold no words ---------------------------------------------------------------


def _helpers() -> Iterator[Element]:
    """The paragraph of a picture, and the one that keeps the 版记 apart from what is above it."""
    yield w(
        "style",
        w("name", val="公文图"),
        w("basedOn", val="Normal"),
        w("next", val=style_id("figure_caption")),
        w(
            "pPr",
            w("keepNext"),
            w("spacing", before=0, after=0, line=240, lineRule="auto"),
            w("jc", val="center"),
        ),
        w("rPr", *sizes(1)),
        type="paragraph",
        customStyle=1,
        styleId=FIGURE,
    )
    yield w(
        "style",
        w("name", val="公文版记定位"),
        w("basedOn", val="Normal"),
        w("pPr", w("spacing", before=0, after=0, line=ANCHOR_LINE, lineRule="exact")),
        w("rPr", *sizes(1)),
        type="paragraph",
        customStyle=1,
        styleId=ANCHOR,
    )


def cell_margins(side: float, vertical: float) -> Element:
    """Padding of the cells of a table, pt."""
    values = (("top", vertical), ("left", side), ("bottom", vertical), ("right", side))
    return w("tblCellMar", *(w(name, w=pt(value), type="dxa") for name, value in values))


def _table(style: Style) -> Element:
    """A closed grid of thin rules, heavier at head and foot, as in the PDF."""
    ink, padding = style.colours["ink"], style.tables["padding"]
    borders = w(
        "tblBorders",
        *(
            w(
                side,
                val="single",
                sz=eighths(style.tables["frame" if side in ("top", "bottom") else "rule"]),
                space=0,
                color=ink,
            )
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
    )
    return w(
        "style",
        w("name", val="公文表格"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", w("tblInd", w=0, type="dxa"), borders, cell_margins(padding, CELL_LEADING)),
        type="table",
        customStyle=1,
        styleId=TABLE,
    )


def text_width(style: Style) -> int:
    """Width of the type area, twips."""
    return mm(style.page.text_width)


def left_margin(style: Style) -> int:
    """The left margin, twips: what the other widths leave, so that all of them add up."""
    return mm(style.page.width) - text_width(style) - mm(style.page.right)
