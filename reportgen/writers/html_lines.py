"""Finished lines as HTML: their words as text, and spans only where something departs from the style."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Runs
from reportgen.writers import css, lines
from reportgen.writers.lines import Line
from reportgen.writers.setting import Setting


def paragraph(element: Element, role: str, runs: Runs, setting: Setting) -> None:
    """Fill `element` with the lines of a paragraph that begins with its usual indent."""
    room = setting.column(role)
    indent = setting.text(role).indent * setting.pitch(role)
    fill(element, role, setting.lines(role, runs, room - indent, room), setting)


def fill(element: Element, role: str, made: Sequence[Line], setting: Setting) -> None:
    """Put the finished lines into `element`; only what departs from its style gets a span."""
    normal = (setting.style.texts[css.STRUT].font, round(setting.spacing(role), 4))
    for line in made:
        if line is not made[0]:
            append(element, "\n")
        for part in line:
            if (part.face, round(part.spacing, 4)) == normal:
                append(element, part.text)
            else:
                SubElement(element, "span", _look(part, normal, setting)).text = part.text


def _look(part: lines.Segment, normal: tuple[str, float], setting: Setting) -> dict[str, str]:
    look = {}
    if part.face != normal[0]:
        look["class"] = css.face_class(part.face, setting.style)
    if round(part.spacing, 4) != normal[1]:
        look["style"] = f"letter-spacing: {part.spacing:.4f}pt"
    return look


def append(element: Element, text: str) -> None:
    """Add `text` after all that is in `element`."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
