"""A text box at a fixed height of the type area, around which nothing flows."""

from reportgen.writers.word_xml import Element, escaped, named, w

SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SERIAL = 9000  # drawing ids of figures count up from 1
EMU = 635  # in a twip


def text_box(content: tuple[Element, ...], name: str, width: int, height: int, top: int) -> Element:
    """The run that holds the box, `top` below the head of the type area (all twips).

    It has no frame, and its text stands on its lower edge.
    """
    size = {"cx": width * EMU, "cy": height * EMU}
    anchor = named(
        "wp:anchor",
        named("wp:simplePos", x=0, y=0),
        _position("wp:positionH", 0),
        _position("wp:positionV", top),
        named("wp:extent", **size),
        named("wp:effectExtent", l=0, t=0, r=0, b=0),
        named("wp:wrapNone"),
        named("wp:docPr", id=SERIAL, name=name, descr=name),
        named("wp:cNvGraphicFramePr"),
        named("a:graphic", named("a:graphicData", _shape(content, size), uri=SHAPE)),
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


def _position(tag: str, offset: int) -> Element:
    return named(tag, named("wp:posOffset", escaped(str(offset * EMU))), relativeFrom="margin")


def _shape(content: tuple[Element, ...], size: dict[str, int]) -> Element:
    return named(
        "wps:wsp",
        named("wps:cNvSpPr", txBox=1),
        named(
            "wps:spPr",
            named("a:xfrm", named("a:off", x=0, y=0), named("a:ext", **size)),
            named("a:prstGeom", named("a:avLst"), prst="rect"),
            named("a:noFill"),
            named("a:ln", named("a:noFill")),
        ),
        named("wps:txbx", w("txbxContent", *content)),
        named("wps:bodyPr", named("a:noAutofit"), lIns=0, tIns=0, rIns=0, bIns=0, anchor="b"),
    )
