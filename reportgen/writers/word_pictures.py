"""Figures: an inline picture, vector for Word 2016 and later, raster for older readers."""

from charts import Picture
from reportgen.style import Style
from reportgen.writers.word_styles import FIGURE
from reportgen.writers.word_xml import Element, emu, mm, named, pt, w

SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # Microsoft's name for asvg:svgBlip
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def paragraph(picture: Picture, name: str, serial: int, links: tuple[str, str], style: Style) -> Element:
    """The paragraph of one picture, no wider than the type area; it takes whole lines, as in the PDF."""
    scale = min(1.0, style.page.text_width / picture.width)
    lack = -mm(picture.height * scale) % pt(style.texts["body"].line)
    spacing = w("spacing", before=lack // 2, after=lack - lack // 2, line=240, lineRule="auto")
    return w(
        "p",
        w("pPr", w("pStyle", val=FIGURE), spacing),
        inline(picture, name, serial, links, style.page.text_width),
    )


def inline(picture: Picture, name: str, serial: int, links: tuple[str, str], room: float) -> Element:
    """The run of one picture, no wider than `room` mm.

    `links` are the relationship ids of the raster and the vector; `serial` counts the pictures from 1.
    """
    scale = min(1.0, room / picture.width)
    width, height = emu(picture.width * scale), emu(picture.height * scale)
    drawing = named(
        "wp:inline",
        named("wp:extent", cx=width, cy=height),
        named("wp:docPr", id=serial, name=name, descr=picture.alt),
        named("wp:cNvGraphicFramePr", named("a:graphicFrameLocks", noChangeAspect=1)),
        named(
            "a:graphic", named("a:graphicData", _picture(name, serial, *links, width, height), uri=PICTURE)
        ),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return w("r", w("drawing", drawing))


def _picture(name: str, serial: int, png: str, svg: str, width: int, height: int) -> Element:
    return named(
        "pic:pic",
        named("pic:nvPicPr", named("pic:cNvPr", id=serial, name=name), named("pic:cNvPicPr")),
        named("pic:blipFill", _blip(png, svg), named("a:stretch", named("a:fillRect"))),
        named(
            "pic:spPr",
            named("a:xfrm", named("a:off", x=0, y=0), named("a:ext", cx=width, cy=height)),
            named("a:prstGeom", named("a:avLst"), prst="rect"),
        ),
    )


def _blip(png: str, svg: str) -> Element:
    vector = named("a:ext", named("asvg:svgBlip", r_embed=svg), uri=SVG_EXTENSION)
    return named("a:blip", named("a:extLst", vector), r_embed=png)
