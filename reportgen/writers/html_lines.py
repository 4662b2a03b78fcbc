"""Finished lines as HTML: a picture each, drawn by ourselves.

Given their words, the typesetting engine would style, shape and measure each line once more, though where
it ends and how it is spread is known; that was a third of a document.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Runs
from reportgen.writers import css
from reportgen.writers.lines import Line
from reportgen.writers.setting import Setting


def paragraph(element: Element, role: str, runs: Runs, setting: Setting) -> None:
    """Fill `element` with the lines of a paragraph that begins with its usual indent."""
    room = setting.column(role)
    indent = setting.text(role).indent * setting.pitch(role)
    fill(element, role, setting.lines(role, runs, room - indent, room), setting, indent)


def fill(element: Element, role: str, made: Sequence[Line], setting: Setting, indent: float = 0.0) -> None:
    """Put the finished lines into `element`, the first of them `indent` pt in.

    A paragraph that must not end with a single line on a new page (`last`) keeps its last two together.
    """
    together = len(made) - 1 if "last" in element.get("class", "").split() else 0
    for at, line in enumerate(made):
        url = setting.strip(role, line, 0.0 if at else indent)
        look = {"class": "with-previous"} if at and at == together else {}
        SubElement(element, "img", {"src": f"{css.ASSETS}{url}", "alt": url, **look})
