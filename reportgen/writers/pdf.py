"""A document as an archivable and accessible PDF: PDF/A-3a and PDF/UA-1 in one file."""

import zlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint import Attachment

from reportgen import fonts, garbage
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
from reportgen.paging import Numbers, Typeset
from reportgen.style import Style
from reportgen.writers import engine, engine_fonts, html_contents, layout, tags
from reportgen.writers.furniture import Furniture, Operators
from reportgen.writers.layout import Layout
from reportgen.writers.tags import Written


def write(document: Document, style: Style) -> bytes:
    """`document` as PDF; the same document and style give the same bytes.

    Raises `RenderingFailed` if a character has no glyph, a font is missing or replaced, or the
    typesetting engine has anything to complain of.
    """
    return typeset(document, style).content


def typeset(document: Document, style: Style, told: Callable[[Numbers], None] | None = None) -> Typeset:
    """As `write`, with the numbers of the pages, which the Word file prints too.

    `told` gets them as soon as they are known, before the pages are drawn.
    """
    with engine.complaints_raise(), garbage.at_rest():
        made = layout.settled(document, style)
        numbers = Numbers(made.pages, made.begins)
        if told:
            told(numbers)
        needed = fonts.needed(made.document, style)
        made.press.fonts.update(engine_fonts.load(made.rendered, needed, engine.sheet(style).fonts))
        margins = Furniture(made.document, style, made.press.fonts).pages(made.rendered.pages)
        result = made.rendered.write_pdf(
            finisher=partial(_finish, needed=needed, made=made, margins=margins),
            output_intent=layout.INTENT,
            pdf_variant=layout.VARIANT,
            pdf_identifier=True,  # drawn from the contents, not from the clock
            attachments=_attachments(made.document),
        )
    return Typeset(numbers.pages, numbers.begins, bytes(result))


def make_ready(style: Style) -> None:
    """Set a proof sheet, so that the first document need not wait for engine, fonts and style sheet."""
    row = Row((Cell((Text("表"),)),))
    words = Paragraph("body", (Text("一"), Strong("1"), Kai("甲")))
    table = Table("", 0, "", (Column(1, "left"),), (row,), (row,))
    write(Document((words, table), Properties("样张", "", "", (), date(2026, 1, 1))), style)


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


# --- finishing ------------------------------------------------------------------------------------


def _finish(
    rendered: Any, pdf: pydyf.PDF, needed: set[tuple[str, int]], made: Layout, margins: Sequence[Operators]
) -> None:
    """Check the fonts of the finished PDF, draw its margins, complete its tags and put it into bytes."""
    _check_fonts(engine_fonts.used(rendered), needed)
    for reference, operators in zip(pdf.page_references, margins, strict=True):
        tags.target(tags.target(reference, pdf)["Contents"], pdf).stream.extend(operators)
    tags.complete(pdf, made.press, _entries(made.document))
    pdf.objects[:] = (item if item.free == "f" else _written(item) for item in pdf.objects)


def _entries(document: Document) -> dict[str, str]:
    """The words of each entry of the contents, by the name of the place it leads to."""
    lists = (block for block in document.flat() if isinstance(block, Contents))
    return {html_contents.place_name(entry.place): entry.text for each in lists for entry in each.entries}


LEVEL = 4  # of compression: half the time of the engine's 9, one hundredth more bytes


def _written(item: pydyf.Object) -> Written:
    """`item` in its final bytes: the engine asks for them twice, for the file and for its hash, and would
    compress every stream twice."""
    plain = _compressed(item) if isinstance(item, pydyf.Stream) and item.compress else item
    made = Written(bytes(plain.data), bool(item.compressible))
    made.number, made.generation = item.number, item.generation
    return made


def _compressed(stream: pydyf.Stream) -> pydyf.Stream:
    content = b"\n".join(map(pydyf._to_bytes, stream.stream))
    return pydyf.Stream([zlib.compress(content, LEVEL)], {**stream.extra, "Filter": "/FlateDecode"})


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
