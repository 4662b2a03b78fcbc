"""Whether two chains made the same bulletin: their tables, figures, pictures and pages, read back."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn

PAGES = 0.25  # how far the number of pages may differ
LOST = 0.01  # what share of the figures may differ
BROKEN = 0.05  # what share of the figures may be broken across lines in the PDF


@dataclass(frozen=True)
class Made:
    """What the files of one chain show: rows of each table, pictures, figures of both files, pages."""

    rows: tuple[int, ...]
    pictures: int
    headings: int
    opening: tuple[str, ...]
    figures: Counter[str]
    printed: Counter[str]
    pages: int

    def __str__(self) -> str:
        return (
            f"tables of {', '.join(map(str, self.rows))} rows, {self.pictures} pictures, {self.headings} headings,"
            f" {self.figures.total()} figures in the DOCX and {self.printed.total()} in the PDF, {self.pages} pages"
        )


def read(word: Path, print_: Path) -> Made:
    """What the two files show."""
    document = docx.Document(str(word))
    tables = [table for table in document.tables if len(table.rows) > 4]  # the imprint is one with some
    lines = [paragraph.text for paragraph in document.paragraphs]
    with pypdfium2.PdfDocument(print_) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    opening = next(line for line in lines if "受理政务服务办件" in line)
    cells = (text for table in tables for text in _texts(table))
    return Made(
        tuple(len(table.rows) for table in tables),
        len(document.inline_shapes),
        sum(bool(re.match(r"[一二三四五]、|（[一二三]）[^。]+$", line)) for line in lines),
        tuple(figures(opening)),
        Counter(figure for text in (*lines, *cells) for figure in figures(text)),
        Counter(figure for page in pages for figure in figures(page)),
        len(pages),
    )


def _texts(table: Any) -> Iterator[str]:
    """The text of every cell, merged ones once."""
    for row in table._tbl.tr_lst:
        for cell in row.tc_lst:
            yield "".join(text.text or "" for text in cell.iter(qn("w:t")))


def figures(text: str) -> list[str]:
    """Percentages and numbers with decimals or thousands: what nobody prints by chance."""
    return re.findall(r"\d{1,3}(?:,\d{3})+|\d+\.\d+", text)


def differences(one: Made, other: Made) -> Iterator[str]:
    """Where `other` does not show what `one` shows."""
    for name, words in (
        ("rows", "rows of the tables"),
        ("pictures", "pictures"),
        ("headings", "headings"),
        ("opening", "figures of the first paragraph"),
    ):
        if getattr(one, name) != getattr(other, name):
            yield f"{words}: {getattr(other, name)} instead of {getattr(one, name)}"
    differing = (one.figures - other.figures) + (other.figures - one.figures)
    if differing.total() > LOST * one.figures.total():
        yield f"figures of the DOCX: {differing.total()} differ, such as {', '.join(list(differing)[:5])}"
    for made in (one, other):
        lost = made.figures - made.printed
        if lost.total() > BROKEN * made.figures.total():
            yield f"figures that the PDF lacks: {lost.total()}, such as {', '.join(list(lost)[:5])}"
    if abs(other.pages / one.pages - 1) > PAGES:
        yield f"pages: {other.pages} instead of {one.pages}"
