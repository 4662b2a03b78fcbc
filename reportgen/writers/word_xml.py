"""WordprocessingML elements and units: the one place where XML of a Word file is made."""

from typing import Any

from lxml import etree

Element = Any  # lxml has no types

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAGS = {prefix: f"{{{uri}}}" for prefix, uri in NAMESPACES.items()}
_W = _TAGS["w"]


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """The element `w:tag`; attributes are of the same namespace, `None` children are left out."""
    values = {_W + name: str(value) for name, value in attributes.items()}
    return _with(etree.Element(_W + tag, values, nsmap=NAMESPACES), children)


def named(tag: str, *children: Element | None, **attributes: object) -> Element:
    """The element `tag`, such as `wp:inline`; attributes without prefix, or `r_id` for `r:id`."""
    values = {qualified(name.replace("_", ":")): str(value) for name, value in attributes.items()}
    return _with(etree.Element(qualified(tag), values, nsmap=NAMESPACES), children)


def qualified(name: str) -> str:
    """`name` with its prefix written out, as lxml wants it.

    >>> qualified("w:p")
    '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p'
    """
    prefix, _, local = name.rpartition(":")
    return _TAGS[prefix] + local if prefix else local


def text(tag: str, words: str) -> Element:
    """The element `w:tag` holding `words` as they are, spaces included."""
    element = etree.Element(_W + tag, {SPACE: "preserve"}, nsmap=NAMESPACES)
    element.text = words
    return element


def _with(element: Element, children: tuple[Element | None, ...]) -> Element:
    element.extend(child for child in children if child is not None)
    return element


def serialised(root: Element) -> bytes:
    """`root` as the bytes of an XML part."""
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="UTF-8", standalone=True))


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
