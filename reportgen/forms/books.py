"""Workbooks that are written: words stay words (no formula, no link), and the same content gives the same bytes."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from reportgen import __version__
from reportgen.forms.looks import Looks

TIMELESS = datetime(2000, 1, 1)  # for a book that tells of no day
PAPER: dict[Literal["A3", "A4"], int] = {"A3": 8, "A4": 9}
Fill = Callable[[Any, Looks], None]


def written(title: str, made: datetime, fill: Fill) -> bytes:
    """The xlsx that `fill` fills, given the book and its formats; `made` is told as the time of making."""
    import xlsxwriter  # only who writes a workbook waits for it

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": made, "comments": f"reportgen {__version__}"})
    fill(book, Looks(book))
    book.close()
    return buffer.getvalue()


def ready(sheet: Any, head: int, rows: int, columns: int, kept: int, paper: Literal["A3", "A4"]) -> None:
    """A table to be read and printed: heads in row `head`, then `rows`, filtered; `kept` columns stay in sight."""
    sheet.freeze_panes(head + 1, kept)
    sheet.autofilter(head, 0, head + max(rows, 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(PAPER[paper])
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)
    sheet.set_footer("&R第&P页 共&N页")
