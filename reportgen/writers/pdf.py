"""A document as an archivable and accessible PDF: PDF/A-3a and PDF/UA-1 in one file.

The only module that hands HTML and CSS to the typesetting engine. What the engine may load is a
closed set of fonts and the document's own pictures; what it says is never ignored.
"""

import gc
import hashlib
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, cached_property, partial
from importlib import resources
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pydyf  # type: ignore[import-untyped]
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reportgen import fonts, paging
from reportgen.document import (
    Cell,
    Column,
    Contents,
    Document,
    Kai,
    Paragraph,
    Properties,
    Row,
    Strong,
    Table,
    Text,
)
from reportgen.errors import Fault, RenderingFailed, raise_all
from reportgen.paging import Typeset
from reportgen.style import Style
from reportgen.writers import (
    bands,
    breaks,
    css,
    engine_fonts,
    figures,
    formulas,
    html,
    html_contents,
    tables,
    tags,
)
from reportgen.writers.setting import Setting, Strip

PT_PER_PX = 0.75
VARIANT, INTENT = "pdf/a-3a", "archive"
GUESS = 10  # the page that every reference names in the first layout: as wide as most
MOVES = 3  # layouts after which blocks are still moved to a new page
ATTEMPTS = 8  # layouts until the page numbers must have come to rest; two are the rule


def write(document: Document, style: Style) -> bytes:
    """`document` as PDF; the same document and style give the same bytes.

    Raises `RenderingFailed` if a character has no glyph, a font is missing or replaced, or the
    typesetting engine has anything to complain of.
    """
    return typeset(document, style).content


def typeset(document: Document, style: Style) -> Typeset:
    """As `write`, with the numbers of the pages, which the Word file prints too."""
    with _complaints_raise(), _collector_at_rest():
        layout = _settled(document, style)
        needed = fonts.needed(layout.document, style)
        layout.press.fonts.update(engine_fonts.load(layout.rendered, needed, _sheet(style).fonts))
        result = layout.rendered.write_pdf(
            finisher=partial(_finish, needed=needed, layout=layout),
            output_intent=INTENT,
            pdf_variant=VARIANT,
            pdf_identifier=_identifier(layout),
            attachments=_attachments(layout.document),
        )
    return Typeset(bytes(result), layout.pages, layout.begins)


def make_ready(style: Style) -> None:
    """Set a proof sheet, so that the first document need not wait for engine, fonts and style sheet."""
    row = Row((Cell((Text("表"),)),))
    words = Paragraph("body", (Text("一"), Strong("1"), Kai("甲")))
    table = Table("", 0, "", (Column(1, "left"),), (row,), (row,))
    write(Document((words, table), Properties("样张", "", "", (), date(2026, 1, 1))), style)


class _Page(HTML):  # type: ignore[misc]
    """A page given as a tree: the engine's own way in would parse it from HTML text once more."""

    def __init__(self, root: Element, assets: "Assets") -> None:
        self.base_url, self.url_fetcher, self.media_type = css.ASSETS, assets, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """None: our own sheet says what each element is, and rules for any page of the web cost time."""
        return []


# --- layout ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layout:
    """A document in pages, with what is needed to write them."""

    document: Document
    source: Element
    style: Style
    laid: Mapping[int, tables.Bands]
    strips: Mapping[str, Strip]
    press: bands.Press
    rendered: Any

    @cached_property
    def sheets(self) -> tuple[breaks.Sheet, ...]:
        """Where the blocks lie on each page; nothing if no page number is printed."""
        names = {html_contents.place_name(place): place for place in range(len(self.document.flat()))}
        return tuple(_sheet_of(page, names, self.style) for page in self.rendered.pages)

    @property
    def pages(self) -> dict[int, int]:
        """The page of each place of which it is printed."""
        found: dict[int, int] = {}
        for number, sheet in enumerate(self.sheets, 1):
            found = {**{extent.place: number for extent in sheet.extents}, **found}
        return {place: found[place] for place in paging.targets(self.document)}

    @property
    def begins(self) -> frozenset[int]:
        """The places that begin a page though nothing in the document says so, and must in both formats."""
        return (breaks.natural(self.sheets, self.style) | self.document.begins) - paging.starts(self.document)

    @property
    def moved(self) -> frozenset[int]:
        """The places that should begin a page, so that page numbers agree in both formats."""
        begun = paging.starts(self.document) | self.begins
        return breaks.moved(self.sheets, begun, self.document.flat(), self.style)


def _sheet_of(page: Any, names: Mapping[str, int], style: Style) -> breaks.Sheet:
    """What lies on a `page` of the engine, which counts in px from the head of the paper."""
    look = style.turned.page if page.width > page.height else style.page
    head = look.top * css.PT_PER_MM
    found = (
        breaks.Extent(names[name], top * PT_PER_PX - head, foot * PT_PER_PX - head)
        for name, (_left, top, _right, foot) in page.anchors.items()
    )
    return breaks.Sheet(tuple(sorted(found)), look.text_height * css.PT_PER_MM)


def _settled(document: Document, style: Style) -> _Layout:
    """`document` laid out with the right page numbers: once more as long as printing them moves a page."""
    pages: paging.Pages = dict.fromkeys(paging.targets(document), GUESS)
    begins: frozenset[int] = frozenset()
    fonts.check(paging.numbered(document, pages), style)
    setting = Setting(style)
    for attempt in range(ATTEMPTS):
        layout = _laid_out(paging.numbered(document, pages, begins), setting)
        found, more = layout.pages, begins | layout.moved if attempt < MOVES else begins
        if (found, more) == (pages, begins):
            return layout
        pages, begins = found, more
    raise RenderingFailed.single(
        "目录或正文中的页码排不定：印上页码后，所指的内容又移到另一页",
        "PDF 排版",
        "请在所指的内容之前增删一两行文字",
    )


def _laid_out(document: Document, setting: Setting) -> _Layout:
    style, wide = setting.style, setting.turned()
    press, sheet = bands.Press(style), _sheet(style)
    laid = {
        place: tables.bands(block, wide if turned else setting)
        for place, (block, turned) in enumerate(document.leaves())
        if isinstance(block, Table)
    }
    source = html.page(document, setting, laid)
    rendered = _Page(source, Assets(_pictures(document))).render(
        font_config=sheet.fonts,
        stylesheets=[sheet.css],
        cache={
            **{css.ASSETS + name: bands.Ribbon(strip, press) for name, strip in setting.strips.items()},
            **_panels(laid, press),
            **_plates(document, press.fonts),
            **formulas.plates(document, style, press.fonts),
        },
        color_profiles={INTENT: _colours()},
        output_intent=INTENT,
        pdf_variant=VARIANT,
    )
    return _Layout(document, source, style, laid, setting.strips, press, rendered)


def _panels(laid: Mapping[int, tables.Bands], press: bands.Press) -> dict[str, bands.Panel]:
    """Every band by its address, where the engine looks for pictures it already knows."""
    return {
        html.band_url(number, tag, at): bands.Panel(band, press)
        for number, parts in laid.items()
        for tag, part in zip(html.PARTS, parts, strict=True)
        for at, band in enumerate(part)
    }


def _plates(document: Document, loaded: engine_fonts.Fonts) -> dict[str, figures.Plate]:
    """Every chart by its address."""
    return {
        css.picture_url(document.pictures, name): figures.Plate(picture, loaded)
        for name, picture in document.pictures.items()
        if picture.drawing
    }


def _attachments(document: Document) -> list[Attachment]:
    """The files enclosed, as data from which the document was made (ISO 19005-3 6.8), of the day of issue."""
    day = datetime.combine(document.properties.issued, time())
    return [
        Attachment(
            file_obj=BytesIO(content), name=name, description=document.properties.title,
            created=day, modified=day, relationship="Data",
        )
        for name, content in sorted(document.attachments.items())
    ]  # fmt: skip


def _identifier(layout: _Layout) -> bytes:
    """What tells this file from any other, drawn from its contents and not from the clock."""
    digest = hashlib.sha256(tostring(layout.source))
    digest.update(repr(layout.strips).encode())
    digest.update(repr(layout.laid).encode())
    for name in sorted(layout.document.pictures):
        digest.update(repr(layout.document.pictures[name]).encode())
    digest.update(repr(sorted(layout.document.attachments.items())).encode())
    return digest.hexdigest()[:32].encode()


def _colours() -> ColorProfile:
    """The sRGB profile of the output intent; given a name like "srgb" the engine would open its
    own file once more for each document and never close it."""
    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


@cache
def _srgb() -> bytes:
    return resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for garbage inside: the boxes of all pages live to the end, and it would find few others."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


# --- style sheet -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    css: CSS
    fonts: FontConfiguration


_SHEETS: dict[str, _Sheet] = {}


def _sheet(style: Style) -> _Sheet:
    """The parsed style sheet and the loaded fonts: once for each style in a process."""
    text = css.sheet(style)
    if text not in _SHEETS:
        loaded = FontConfiguration()
        with _complaints_raise():
            parsed = CSS(
                string=text, base_url=css.ASSETS, font_config=loaded, url_fetcher=Assets(_font_files(style))
            )
        _SHEETS[text] = _Sheet(parsed, loaded)
    return _SHEETS[text]


# --- assets ----------------------------------------------------------------------------------


class Assets(URLFetcher):  # type: ignore[misc]
    """Serves the named assets and nothing else; any other address stops the rendering."""

    def __init__(self, known: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._known = known

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The asset at `url`."""
        if url not in self._known:
            raise FatalURLFetchingError(f"not an asset of this document: {url}")
        content, kind = self._known[url]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def _font_files(style: Style) -> dict[str, tuple[bytes, str]]:
    faces = {face for font in style.fonts.values() for face in fonts.typeface(font).faces if face.own}
    return {f"{css.ASSETS}font/{face.file.name}": (face.file.read_bytes(), "font/otf") for face in faces}


def _pictures(document: Document) -> dict[str, tuple[bytes, str]]:
    return {
        css.picture_url(document.pictures, name): (picture.svg, "image/svg+xml")
        for name, picture in document.pictures.items()
        if picture.files
    }


# --- complaints ------------------------------------------------------------------------------


class _Complaints(logging.Handler):
    """Collects what the engine logs in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.messages = threading.get_ident(), list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


@contextmanager
def _complaints_raise() -> Iterator[None]:
    """Turn every warning of the engine, and every refused address, into `RenderingFailed`."""
    complaints, logger = _Complaints(), logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as refused:
        raise RenderingFailed.single(f"拒绝读取文件以外的资源（{refused}）", "PDF 排版") from None
    finally:
        logger.removeHandler(complaints)
    raise_all((_complaint(message) for message in complaints.messages), RenderingFailed)


def _complaint(message: str) -> Fault:
    return Fault(f"排版引擎报告问题：{message}", "PDF 排版", "请将本信息连同数据交给维护人员")


# --- finishing -------------------------------------------------------------------------------


def _finish(rendered: Any, pdf: pydyf.PDF, needed: set[tuple[str, int]], layout: _Layout) -> None:
    """Check the fonts of the finished PDF, complete its tags and put it into bytes."""
    _check_fonts(engine_fonts.used(rendered), needed)
    tags.complete(pdf, layout.press, _entries(layout.document))
    pdf.objects[:] = (item if item.free == "f" else _Written(item) for item in pdf.objects)


def _entries(document: Document) -> dict[str, str]:
    """The words of each entry of the contents, by the name of the place it leads to."""
    lists = (block for block in document.flat() if isinstance(block, Contents))
    return {html_contents.place_name(entry.place): entry.text for each in lists for entry in each.entries}


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object in its final bytes: the engine asks for them twice, for the file and for its hash, and
    would compress every stream twice."""

    def __init__(self, item: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self._bytes = item.number, item.generation, item.data
        self._compressible = item.compressible

    @property
    def data(self) -> bytes:
        """The object as it stands in the file."""
        return bytes(self._bytes)

    @property
    def compressible(self) -> bool:
        """Whether it may go into the object stream: a stream may not."""
        return bool(self._compressible)


def _check_fonts(used: set[tuple[str, int]], needed: set[tuple[str, int]]) -> None:
    """`RenderingFailed` for each font in the PDF that no character of the document asks for.

    A family that the engine does not find is replaced without a word, often by another family of
    the style; so the fonts used must be those needed.
    """
    raise_all((_replaced(*names) for names in _mismatch(needed, used)), RenderingFailed)


def _mismatch(needed: set[tuple[str, int]], found: set[tuple[str, int]]) -> list[tuple[str, str]]:
    """Names of the fonts that are missing, each with those that came instead."""
    strange = "、".join(f"{family} {weight}" for family, weight in sorted(found - needed)) or "其他字体"
    lost = [f"{family} {weight}" for family, weight in sorted(needed - found)]
    return [(name, strange) for name in lost or ["排版要求的字体"] if lost or found - needed]


def _replaced(lost: str, strange: str) -> Fault:
    what = f"“{lost}”被替换为“{strange}”"
    return Fault(what, "PDF 排版", "请检查 templates/style.toml 的 [fonts] 和已安装的字体")
