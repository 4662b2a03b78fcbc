"""A document in pages: set by the typesetting engine, again as long as printing page numbers moves a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from io import BytesIO
from typing import Any

from weasyprint.css import ColorProfile

from reportgen import fonts, paging
from reportgen.document import Document, Table
from reportgen.errors import RenderingFailed
from reportgen.style import Style
from reportgen.writers import (
    bands,
    breaks,
    css,
    engine,
    engine_fonts,
    figures,
    formulas,
    html,
    html_contents,
    html_tables,
    tables,
)
from reportgen.writers.setting import Setting

PT_PER_PX = 0.75
VARIANT, INTENT = "pdf/a-3a", "archive"
GUESS = 10  # the page that every reference names in the first layout: as wide as most
MOVES = 3  # layouts after which blocks are still moved to a new page
ATTEMPTS = 8  # layouts until the page numbers must have come to rest; two are the rule


@dataclass(frozen=True)
class Layout:
    """A document in pages, with what is needed to write them."""

    document: Document
    style: Style
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


def settled(document: Document, style: Style) -> Layout:
    """`document` laid out with the right page numbers: once more as long as printing them moves a page."""
    pages: paging.Pages = dict.fromkeys(paging.targets(document), GUESS)
    begins: frozenset[int] = frozenset()
    fonts.check(paging.numbered(document, pages), style)
    setting, known = engine.sheet(style).setting.fresh(), dict[int, tuple[Table, tables.Bands]]()
    for attempt in range(ATTEMPTS):
        layout = _laid_out(paging.numbered(document, pages, begins), setting, known)
        found, more = layout.pages, begins | layout.moved if attempt < MOVES else begins
        if (found, more) == (pages, begins):
            return layout
        pages, begins = found, more
    raise RenderingFailed.single(
        "目录或正文中的页码排不定：印上页码后，所指的内容又移到另一页",
        "PDF 排版",
        "请在所指的内容之前增删一两行文字",
    )


def _laid_out(document: Document, setting: Setting, known: dict[int, tuple[Table, tables.Bands]]) -> Layout:
    """`document` in pages; `known` are the tables set before, by their places."""
    style, wide = setting.style, setting.turned()
    press, sheet = bands.Press(style), engine.sheet(style)
    for place, (block, turned) in enumerate(document.leaves()):
        if isinstance(block, Table) and (place not in known or known[place][0] is not block):
            known[place] = block, tables.bands(block, wide if turned else setting)
    laid = {place: made for place, (_block, made) in known.items()}
    source = html.page(document, setting, laid)
    rendered = engine.Page(source, engine.Assets(_pictures(document))).render(
        font_config=sheet.fonts,
        stylesheets=[sheet.css],
        cache={
            **{css.ASSETS + name: bands.Panel(strip, press) for name, strip in setting.strips.items()},
            **_panels(laid, press),
            **_plates(document, press.fonts),
            **formulas.plates(document, style, press.fonts),
        },
        color_profiles={INTENT: _colours()},
        output_intent=INTENT,
        pdf_variant=VARIANT,
    )
    return Layout(document, style, press, rendered)


def _panels(laid: Mapping[int, tables.Bands], press: bands.Press) -> dict[str, bands.Panel]:
    """Every band by its address, where the engine looks for pictures it already knows."""
    return {
        html_tables.band_url(number, tag, at): bands.Panel(band, press)
        for number, parts in laid.items()
        for tag, part in zip(html_tables.PARTS, parts, strict=True)
        for at, band in enumerate(part)
    }


def _plates(document: Document, loaded: engine_fonts.Fonts) -> dict[str, figures.Plate]:
    """Every chart by its address."""
    return {
        css.picture_url(document.pictures, name): figures.Plate(picture, loaded)
        for name, picture in document.pictures.items()
        if picture.drawing
    }


def _pictures(document: Document) -> dict[str, tuple[bytes, str]]:
    return {
        css.picture_url(document.pictures, name): (picture.svg, "image/svg+xml")
        for name, picture in document.pictures.items()
        if picture.files
    }


def _colours() -> ColorProfile:
    """The sRGB profile of the output intent; given a name like "srgb" the engine would open its
    own file once more for each document and never close it."""
    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


@cache
def _srgb() -> bytes:
    return resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
