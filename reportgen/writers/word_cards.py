"""Findings at a glance: a row each, figure and sentence to the left, a small picture to the right."""

from collections.abc import Iterator, Mapping

from reportgen.document import Card, Cards, Document
from reportgen.style import Style
from reportgen.writers import word_pictures
from reportgen.writers.word_parts import Links
from reportgen.writers.word_runs import inlines
from reportgen.writers.word_styles import FIGURE, cell_margins, style_id, text_width
from reportgen.writers.word_xml import Element, eighths, mm, w

NAME = "要点"


def cards(
    block: Cards, document: Document, style: Style, links: Links, bookmarks: Mapping[str, str], serial: int
) -> Element:
    """`w:tbl` of the findings; their pictures are numbered from `serial`."""
    look = style.cards
    picture = mm(look["picture"])
    columns = (text_width(style) - picture, picture)
    rows = (
        w("tr", w("trPr", w("cantSplit")), *_cells(card, columns, document, style, links, bookmarks, number))
        for number, card in enumerate(block.cards, serial)
    )
    return w("tbl", _properties(style), w("tblGrid", *(w("gridCol", w=width) for width in columns)), *rows)


def _properties(style: Style) -> Element:
    rule = {"val": "single", "sz": eighths(style.cards["rule"]), "space": 0, "color": style.colours["ink"]}
    return w(
        "tblPr",
        w("tblW", w=text_width(style), type="dxa"),
        w("tblBorders", *(w(side, **rule) for side in ("top", "bottom", "insideH"))),
        w("tblLayout", type="fixed"),
        cell_margins(0, style.cards["padding"]),
        w("tblCaption", val=NAME),
        w("tblDescription", val=f"{NAME}：每行一项，左为数字和说明，右为小图"),
    )


def _cells(
    card: Card, columns: tuple[int, int], document: Document, style: Style, links: Links,
    bookmarks: Mapping[str, str], serial: int,
) -> Iterator[Element]:  # fmt: skip
    gap = w("tcMar", w("right", w=mm(style.cards["gap"]), type="dxa"))
    words = (
        w("p", w("pPr", w("pStyle", val=style_id(role))), *inlines(runs, role, style, bookmarks))
        for role, runs in (("card_figure", card.figure), ("card", card.runs))
    )
    yield w("tc", w("tcPr", w("tcW", w=columns[0], type="dxa"), gap, w("vAlign", val="center")), *words)
    picture = word_pictures.inline(
        document.pictures[card.picture], f"{NAME}图{serial}", serial, links.pictures[card.picture],
        style.cards["picture"],
    )  # fmt: skip
    shown = w("p", w("pPr", w("pStyle", val=FIGURE), w("keepNext", val=0)), picture)
    yield w("tc", w("tcPr", w("tcW", w=columns[1], type="dxa"), w("vAlign", val="center")), shown)
