"""The real documents, read back from both finished files with other libraries: they say the same."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx_integrity
import pytest
from openxml_audit import OpenXmlValidator
from pdf_measure import Measured
from verapdf import validate_all
from word_file import WordFile, shown

from reportgen import paging, style
from reportgen.document import Document, Figure, Heading, Paragraph, Table, block_pictures, words
from reportgen.production import Product
from reportgen.writers import pdf

STYLE = style.house()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def measured(product_files: dict[str, Path]) -> Measured:
    return Measured(product_files["pdf"].read_bytes())


@pytest.fixture(scope="module")
def word(product_files: dict[str, Path]) -> WordFile:
    return WordFile(product_files["docx"].read_bytes())


def printed(document: Document, look: style.Style) -> tuple[Document, bytes]:
    """The document with the page numbers of its pages, and its PDF."""
    made = pdf.typeset(document, look)
    return paging.numbered(document, made.pages, made.begins), made.content


def test_word_says_what_the_document_says(product: Product, word: WordFile) -> None:
    document = product.document
    if paging.wanted(document):
        document, _pdf = printed(document, STYLE)
    assert squeezed(shown(word.document)) == squeezed(document.text())


def test_pdf_says_what_the_document_says(product: Product) -> None:
    """On tall upright pages, since a long table repeats its head on each page."""
    page = replace(STYLE.page, height=5000, text_height=5000 - 72)
    upright = replace(product.document, blocks=product.document.flat())
    document, tall = printed(upright, replace(STYLE, page=page))
    assert squeezed(Measured(tall).text()) == squeezed(document.text())


def test_pdf_is_archival_and_accessible(product_files: dict[str, Path]) -> None:
    assert {tuple(faults) for faults in validate_all([product_files["pdf"]]).values()} == {()}


def test_every_page_bears_the_mark_and_its_number(measured: Measured) -> None:
    for page in range(len(measured.pages)):
        furniture = [line.text for line in measured.furniture(page)]
        assert "示例数据" in furniture
        assert f"—{page + 1}—" in furniture


def test_no_line_breaks_the_rules_of_punctuation_or_leaves_the_type_area(measured: Measured) -> None:
    for page, lines in zip(measured.pages, measured.lines, strict=True):
        look = (STYLE.turned if page.width > page.height else STYLE).page
        for line in lines:
            assert line.x0 > look.left - 0.5, line.text
            assert line.x1 < look.left + look.text_width + 0.5, line.text
            if line.size == 16:
                assert line.text[0] not in "，。、；：？！”’）》〉】%", line.text
                assert line.text[-1] not in "“‘（《〈【", line.text


def test_no_number_is_divided(measured: Measured) -> None:
    body = [line for lines in measured.lines for line in lines if line.size == 16]
    for upper, lower in pairwise(body):
        assert not re.search(r"[\d,.]$", upper.text) or not re.match(r"[\d,.%]", lower.text), upper.text


def test_no_heading_is_the_last_line_of_its_page(product: Product, measured: Measured) -> None:
    headings = {squeezed(words(b.runs)) for b in product.document.flat() if isinstance(b, Heading)}
    assert headings
    for lines in measured.lines:
        assert lines[-1].text not in headings


def test_first_page_shows_body_text(product: Product, measured: Measured) -> None:
    body = next(b for b in product.document.flat() if isinstance(b, Paragraph) and b.role == "body")
    assert any(squeezed(words(body.runs)).startswith(line.text) for line in measured.lines[0])


def test_every_table_and_figure_is_whole_in_word(product: Product, word: WordFile) -> None:
    tables = [b for b in product.document.flat() if isinstance(b, Table)]
    assert len(word.all("//w:tbl[w:tblPr/w:tblStyle]")) == len(tables)
    pictures = [name for block in product.document.flat() for name in block_pictures(block)]
    assert len(word.all("//wp:inline/wp:docPr[string-length(@descr) > 20]")) == len(pictures)
    figures = [b for b in product.document.flat() if isinstance(b, Figure)]
    fields = "".join(element.text or "" for element in word.all("//w:instrText"))
    assert fields.count("SEQ 图") == len(figures)
    assert fields.count("SEQ 表") == sum(bool(table.number) for table in tables)


def test_the_word_file_is_valid(product_files: dict[str, Path]) -> None:
    result = OpenXmlValidator().validate(str(product_files["docx"]))
    assert not result.errors, [str(error) for error in result.errors]
    assert list(docx_integrity.check(str(product_files["docx"]))) == []
