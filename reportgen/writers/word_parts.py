"""What surrounds the text of a Word file: settings, properties, pictures, and the parts that hold them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from reportgen.document import Document, Properties
from reportgen.style import Style
from reportgen.writers import word_pages, word_styles, word_theme
from reportgen.writers.lines import NO_END, NO_START
from reportgen.writers.word_xml import Element, escaped, named, serialised, w

SVG_TYPE = "image/svg+xml"
FURNITURE = {
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}
ALIKE = (
    ("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
    ("settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
    ("fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
    ("theme/theme1", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME),
)
_MADE: dict[tuple[str, str], tuple[bytes, ...]] = {}


@dataclass(frozen=True, slots=True)
class Links:
    """Relationship ids: of each picture (raster, vector), and the headers and footers of upright and turned pages."""

    pictures: Mapping[str, tuple[str, str]]
    upright: tuple[Element, ...]
    turned: tuple[Element, ...]


Content = Callable[[Links], Element]


def package(document: Document, style: Style, content: Content) -> Package:
    """The package of `document`; `content` gives `w:document` once the links are known."""
    whole = Package()
    main = _Main(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, None, whole)
    whole.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    whole.relate_to(_core(document.properties, whole), RELATIONSHIP_TYPE.CORE_PROPERTIES)
    for (name, kind, relation), made in zip(ALIKE, _alike(style, document.properties.language), strict=True):
        _attach(main, name, kind, relation, made)
    mark = document.properties.mark
    turned = any(turned for _block, turned in document.leaves())
    links = Links(
        _pictures(main, document),
        _references(main, word_pages.upright(mark, style, document.letter)),
        _references(main, word_pages.turned(mark, style)) if turned else (),
    )
    main.content = serialised(content(links))
    return whole


class _Main(Part):
    """The main part: its links must be made before its text can be."""

    content = b""

    @property
    def blob(self) -> bytes:
        return self.content


def _alike(style: Style, language: str) -> tuple[bytes, ...]:
    """The parts that are alike in every document of a style, made once in a process, in the order of `ALIKE`."""
    key = repr(style), language
    if key not in _MADE:
        roots = (
            word_styles.styles(style, language), settings(), word_theme.font_table(style), word_theme.theme(style),
        )  # fmt: skip
        _MADE[key] = tuple(map(serialised, roots))
    return _MADE[key]


def _attach(main: Part, name: str, kind: str, relation: str, content: bytes) -> str:
    """Add the part `name` to the file and return its relationship id."""
    part = Part(PackURI(f"/word/{name}.xml"), kind, content, main.package)
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


def _references(main: Part, parts: Iterable[tuple[str, str, Element]]) -> tuple[Element, ...]:
    """The references of a section to its headers and footers, which become parts of the file."""
    return tuple(_reference(main, *part) for part in parts)


def _reference(main: Part, kind: str, pages: str, root: Element) -> Element:
    taken = sum(link.reltype == FURNITURE[kind][1] for link in main.rels.values())
    link = _attach(main, f"{kind}{taken + 1}", *FURNITURE[kind], serialised(root))
    return named(f"w:{kind}Reference", w_type=pages, r_id=link)
