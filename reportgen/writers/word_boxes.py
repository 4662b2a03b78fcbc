"""A text box at a fixed place, around which nothing flows."""

from dataclasses import dataclass
from typing import Literal

from reportgen.writers.word_xml import Element, escaped, named, w

SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SERIAL = 9000  # drawing ids of figures count up from 1
EMU = 635  # in a twip


@dataclass(frozen=True, slots=True)
class Box:
    """Place and size of a box, twips from the upper left corner of the type area or of the page.

    The text of a `turned` box runs downwards; its first line is the one to the right.
    """

    left: int
    top: int
    width: int
    height: int
    corner: Literal["margin", "page"] = "margin"
    turned: bool = False


def text_box(content: tuple[Element, ...], name: str, box: Box, serial: int = SERIAL) -> Element:
    """The run that holds the box; it has no frame.

    Its text stands on its lower edge; that of a turned box begins at its right one.
    """
    return _anchored(_shape(content, _size(box), box.turned), name, box, serial)


def bar(colour: str, name: str, box: Box, serial: int) -> Element:
    """The run that holds a box full of `colour`: a rule at a fixed place."""
    fill = named("a:solidFill", named("a:srgbClr", val=colour))
    shape = named("wps:wsp", named("wps:cNvSpPr"), _rectangle(_size(box), fill), named("wps:bodyPr"))
    return _anchored(shape, name, box, serial)


def _size(box: Box) -> dict[str, int]:
    return {"cx": box.width * EMU, "cy": box.height * EMU}


def _anchored(shape: Element, name: str, box: Box, serial: int) -> Element:
    anchor = named(
        "wp:anchor",
        named("wp:simplePos", x=0, y=0),
        _position("wp:positionH", box.left, box.corner),
        _position("wp:positionV", box.top, box.corner),
        named("wp:extent", **_size(box)),
        named("wp:effectExtent", l=0, t=0, r=0, b=0),
        named("wp:wrapNone"),
        named("wp:docPr", id=serial, name=name, descr=name),
        named("wp:cNvGraphicFramePr"),
        named("a:graphic", named("a:graphicData", shape, uri=SHAPE)),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
        simplePos=0,
        relativeHeight=2,
        behindDoc=0,
        locked=0,
        layoutInCell=1,
        allowOverlap=1,
    )
    choice = named("mc:Choice", w("drawing", anchor), Requires="wps")
    return w("r", named("mc:AlternateContent", choice))


def _position(tag: str, offset: int, corner: str) -> Element:
    return named(tag, named("wp:posOffset", escaped(str(offset * EMU))), relativeFrom=corner)


def _shape(content: tuple[Element, ...], size: dict[str, int], turned: bool) -> Element:
    way = {"vert": "vert", "anchor": "t"} if turned else {"anchor": "b"}
    return named(
        "wps:wsp",
        named("wps:cNvSpPr", txBox=1),
        _rectangle(size, named("a:noFill")),
        named("wps:txbx", w("txbxContent", *content)),
        named("wps:bodyPr", named("a:noAutofit"), lIns=0, tIns=0, rIns=0, bIns=0, **way),
    )


def _rectangle(size: dict[str, int], fill: Element) -> Element:
    return named(
        "wps:spPr",
        named("a:xfrm", named("a:off", x=0, y=0), named("a:ext", **size)),
        named("a:prstGeom", named("a:avLst"), prst="rect"),
        fill,
        named("a:ln", named("a:noFill")),
    )
