"""What surrounds the text of a Word file: settings, properties, headers, footers, the section."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from reportgen.document import Document, Properties
from reportgen.style import Style
from reportgen.writers import word_styles, word_theme
from reportgen.writers.lines import NO_END, NO_START
from reportgen.writers.word_runs import field, run
from reportgen.writers.word_xml import Element, escaped, mm, named, pt, serialised, w

SVG_TYPE = "image/svg+xml"
DASH = 0.32  # height of — above the baseline, of its size: between SimSun and Noto Serif
BASELINE = 0.8  # where an exact line has its baseline, of its height: in Word and LibreOffice alike
HEADER_CLEARANCE = 8  # mm between the running mark and the type area, as in the PDF


@dataclass(frozen=True, slots=True)
class Links:
    """Relationship ids: of each picture (raster, vector), and the section's header and footers."""

    pictures: Mapping[str, tuple[str, str]]
    section: tuple[Element, ...]


Content = Callable[[Links], Element]


def package(document: Document, style: Style, content: Content) -> Package:
    """The package of `document`; `content` gives `w:document` once the links are known."""
    whole = Package()
    main = _Main(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, None, whole)
    whole.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    whole.relate_to(_core(document.properties, whole), RELATIONSHIP_TYPE.CORE_PROPERTIES)
    styles = word_styles.styles(style, document.properties.language)
    _attach(main, "styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, styles)
    _attach(main, "settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, settings())
    _attach(
        main,
        "fontTable",
        CONTENT_TYPE.WML_FONT_TABLE,
        RELATIONSHIP_TYPE.FONT_TABLE,
        word_theme.font_table(style),
    )
    _attach(main, "theme/theme1", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME, word_theme.theme(style))
    links = Links(_pictures(main, document), (*_headers(main, document, style), *_footers(main, style)))
    main.content = serialised(content(links))
    return whole


class _Main(Part):
    """The main part: its links must be made before its text can be."""

    content = b""

    @property
    def blob(self) -> bytes:
        return self.content


def _attach(main: Part, name: str, kind: str, relation: str, root: Element) -> str:
    """Add the part `name` to the file and return its relationship id."""
    part = Part(PackURI(f"/word/{name}.xml"), kind, serialised(root), main.package)
    return main.relate_to(part, relation)


# --- settings and properties -----------------------------------------------------------------


def settings() -> Element:
    """The root of settings.xml: two-sided page numbers, line-end rules, Word's present layout.

    The marks that may not begin or end a line are those of the PDF (GB/T 15834).
    """
    rules = "http://schemas.microsoft.com/office/word"
    return w(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="doNotCompress"),
        w("noLineBreaksAfter", lang="zh-CN", val="".join(sorted(NO_END))),
        w("noLineBreaksBefore", lang="zh-CN", val="".join(sorted(NO_START))),
        w("compat", w("compatSetting", name="compatibilityMode", uri=rules, val=15)),
    )


def _core(properties: Properties, whole: Package) -> Part:
    """docProps/core.xml; its times are the day of issue, never the clock."""
    values = (_core_value(name, value) for name, value in _core_values(properties))
    blob = serialised(named("cp:coreProperties", *values))
    return Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, blob, whole)


def _core_value(name: str, value: str) -> Element:
    kind = {"xsi_type": "dcterms:W3CDTF"} if name.startswith("dcterms:") else {}
    return named(name, escaped(value), **kind)


def _core_values(properties: Properties) -> tuple[tuple[str, str], ...]:
    issued = f"{properties.issued.isoformat()}T00:00:00Z"
    return (
        ("dc:title", properties.title),
        ("dc:subject", properties.subject),
        ("dc:creator", properties.organ),
        ("cp:keywords", "，".join(properties.keywords)),
        ("cp:lastModifiedBy", properties.organ),
        ("cp:revision", "1"),
        ("dcterms:created", issued),
        ("dcterms:modified", issued),
        ("dc:language", properties.language),
    )


# --- pictures --------------------------------------------------------------------------------


def _pictures(main: Part, document: Document) -> dict[str, tuple[str, str]]:
    """The relationship ids of each picture; files are numbered, since the names are data."""
    return {
        name: (
            _image(main, f"image{number}.png", CONTENT_TYPE.PNG, picture.png),
            _image(main, f"image{number}.svg", SVG_TYPE, picture.svg),
        )
        for number, (name, picture) in enumerate(sorted(document.pictures.items()), 1)
    }


def _image(main: Part, name: str, kind: str, content: bytes) -> str:
    part = Part(PackURI(f"/word/media/{name}"), kind, content, main.package)
    return main.relate_to(part, RELATIONSHIP_TYPE.IMAGE)


# --- headers and footers ---------------------------------------------------------------------


def _headers(main: Part, document: Document, style: Style) -> tuple[Element, ...]:
    """The running mark on odd and even pages; no header at all if there is no mark."""
    if not document.properties.mark:
        return ()
    return tuple(
        _reference(
            "header",
            kind,
            _attach(
                main,
                f"header{number}",
                CONTENT_TYPE.WML_HEADER,
                RELATIONSHIP_TYPE.HEADER,
                _header(document.properties.mark, style),
            ),
        )
        for number, kind in enumerate(("default", "even"), 1)
    )


def _header(mark: str, style: Style) -> Element:
    return w("hdr", _paragraph("running_mark", None, run(mark, style.font("running_mark").word)))


def _footers(main: Part, style: Style) -> tuple[Element, ...]:
    """页码: right on odd pages, left on even ones (7.5)."""
    return tuple(
        _reference(
            "footer",
            kind,
            _attach(
                main,
                f"footer{number}",
                CONTENT_TYPE.WML_FOOTER,
                RELATIONSHIP_TYPE.FOOTER,
                _footer(side, number, style),
            ),
        )
        for number, (kind, side) in enumerate((("default", "right"), ("even", "left")), 1)
    )


def _footer(side: str, number: int, style: Style) -> Element:
    """— n — one 字 from the outer edge; `number` is shown until Word counts the pages."""
    face, unit = style.font("page_number").word, word_styles.pitch("page_number", style)
    indents = {"left": 0, "leftChars": 0, "right": 0, "rightChars": 0}
    inset = style.texts["page_number"].right
    indents |= {side: round(inset * unit), f"{side}Chars": round(inset * 100)}
    place = (w("ind", **indents), w("jc", val=side))
    shown = (run("— ", face), *field("PAGE", str(number), face), run(" —", face))
    return w("ftr", _paragraph("page_number", place, *shown))


def _paragraph(role: str, place: tuple[Element, ...] | None, *runs: Element) -> Element:
    return w("p", w("pPr", w("pStyle", val=word_styles.style_id(role)), *(place or ())), *runs)


def _reference(part: str, kind: str, link: str) -> Element:
    return named(f"w:{part}Reference", w_type=kind, r_id=link)


# --- section ---------------------------------------------------------------------------------


def section(links: Links, style: Style) -> Element:
    """`w:sectPr`: paper, type area, grid, and the distances of header and footer (5.1–5.2, 7.5)."""
    page = style.page
    return w(
        "sectPr",
        *links.section,
        w("pgSz", w=mm(page.width), h=mm(page.height)),
        w(
            "pgMar",
            top=mm(page.top),
            right=mm(page.right),
            bottom=mm(page.bottom),
            left=word_styles.left_margin(style),
            header=_header_distance(style),
            footer=_footer_distance(style),
            gutter=0,
        ),
        w("docGrid", type="lines", linePitch=pt(style.texts["body"].line)),
    )


def _header_distance(style: Style) -> int:
    return mm(style.page.top - HEADER_CLEARANCE) - pt(style.texts["running_mark"].line)


def _footer_distance(style: Style) -> int:
    """From the paper's edge to the foot of the footer, so that its dash lies as 7.5 says."""
    text = style.texts["page_number"]
    below = pt(text.line * (1 - BASELINE) + text.size * DASH)
    return mm(style.page.bottom - style.page.footer_gap) - below
