"""Formulas of a PDF: pictures that the typesetting engine places, with the formula in words for those who cannot see it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from charts import Picture
from reportgen import fonts
from reportgen.document import Document, Formula
from reportgen.formulas import FORMULAS, expression
from reportgen.style import Style
from reportgen.writers import css
from reportgen.writers.engine_fonts import Fonts
from reportgen.writers.figures import Plate
from reportgen.writers.setting import Setting

ROLE = "body"  # the words of a formula stand in the face of the text around it
SMALLER = 0.875  # of that text: 14 pt beside 16
LEAST = 6.0  # pt above and below together


def place(body: Element, block: Formula, setting: Setting) -> None:
    """Put the picture of `block` on whole lines, so that the lines below it stay on the grid."""
    picture = _picture(block, setting.style)
    pitch = css.line_pitch(setting.style)
    height = picture.height * css.PT_PER_MM
    rest = -(height + LEAST) % pitch + LEAST
    figure = SubElement(body, "figure", style=f"padding: {rest / 2:.3f}pt 0")
    size = f"width: {picture.width:.3f}mm; height: {picture.height:.3f}mm"
    SubElement(figure, "img", src=_url(block, setting.style), alt=picture.alt, style=size)


def plates(document: Document, style: Style, loaded: Fonts) -> Mapping[str, Plate]:
    """The picture of every formula by its address."""
    found = ((block, style.turned if turned else style) for block, turned in document.leaves())
    return {
        _url(block, own): Plate(_picture(block, own), loaded)
        for block, own in found
        if isinstance(block, Formula)
    }


def _url(block: Formula, style: Style) -> str:
    return f"{css.ASSETS}formula/{block.name}/{block.number}/{style.page.text_width:g}"


def _picture(block: Formula, style: Style) -> Picture:
    face = fonts.typeface(style.font(ROLE)).faces[0]
    size = style.texts[ROLE].size * SMALLER
    return _drawn(block, face.file, face.family, style.page.text_width, size)


@cache
def _drawn(block: Formula, file: Path, family: str, width: float, size: float) -> Picture:
    from charts import formula  # with the library behind it: only for a document that has one

    notation = FORMULAS[block.name]
    number = f"({block.number})" if block.number else ""
    spoken = f"式（{block.number}）：{notation.spoken}" if block.number else notation.spoken
    return formula.draw(expression(notation.tree), number, spoken, file, family, width, size)
