"""WordprocessingML elements and units: the one place where XML of a Word file is made.

Elements are strings, each whole in itself: a tree of nodes took ten times as long for a table of
two thousand cells. Words and attribute values are escaped here and nowhere else.
"""

from functools import lru_cache
from typing import NewType
from xml.sax.saxutils import escape

Element = NewType("Element", str)

NAMESPACES = {
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """The element `w:tag`; attributes are of the same namespace, `None` children are left out.

    >>> w("p", w("jc", val="center"))
    '<w:p><w:jc w:val="center"/></w:p>'
    """
    values = "".join(f' w:{name}="{_quoted(value)}"' for name, value in attributes.items())
    return _element(f"w:{tag}", values, children)


def named(tag: str, *children: Element | None, **attributes: object) -> Element:
    """The element `tag`, such as `wp:inline`; attributes without prefix, or `r_id` for `r:id`."""
    values = "".join(f' {name.replace("_", ":")}="{_quoted(value)}"' for name, value in attributes.items())
    return _element(tag, values, children)


def text(tag: str, words: str) -> Element:
    """The element `tag` holding `words` as they are, spaces included.

    >>> text("w:t", "<b> & c ")
    '<w:t xml:space="preserve">&lt;b&gt; &amp; c </w:t>'
    """
    return Element(f'<{tag} xml:space="preserve">{escaped(words)}</{tag}>')


def escaped(words: str) -> Element:
    """`words` as the content of an element."""
    return Element(escape(words))


def _element(tag: str, values: str, children: tuple[Element | None, ...]) -> Element:
    inside = "".join(child for child in children if child is not None)
    return Element(f"<{tag}{values}>{inside}</{tag}>" if inside else f"<{tag}{values}/>")


@lru_cache(4096, typed=True)  # most attributes have one of few values
def _quoted(value: object) -> str:
    return escape(str(value), {'"': "&quot;"})


def serialised(root: Element) -> bytes:
    """`root` as the bytes of an XML part, with the namespaces that it uses."""
    used = (name for name in NAMESPACES if f"<{name}:" in root or f" {name}:" in root or f'"{name}"' in root)
    declared = "".join(f' xmlns:{name}="{NAMESPACES[name]}"' for name in used)
    end = min(place for place in (root.find(" "), root.find(">"), root.find("/>")) if place > 0)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root[:end]}{declared}{root[end:]}'.encode()


def mm(length: float) -> int:
    """Millimetres in twips (1/20 pt).

    >>> mm(210), mm(37)
    (11906, 2098)
    """
    return round(length * 1440 / 25.4)


def pt(length: float) -> int:
    """Points in twips.

    >>> pt(28.95)
    579
    """
    return round(length * 20)


def eighths(length: float) -> int:
    """Points in eighths of a point, the unit of borders."""
    return round(length * 8)


def emu(length: float) -> int:
    """Millimetres in English Metric Units, the unit of drawings."""
    return round(length * 36000)
