"""What was found in returns, told: a table on the screen, a workbook of findings, JSON."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from reportgen.forms.looks import Looks
from reportgen.intake.model import Filing, Finding

HEADS = ("文件", "工作表", "单元格", "栏目", "规则", "性质", "填写内容", "问题", "处理办法")
WIDTHS = (34, 14, 9, 20, 9, 7, 26, 44, 40)
SCREEN = (28, 12, 6, 52)  # of the columns on a screen, in characters of half a 字


def _cells(finding: Finding) -> tuple[str, ...]:
    kind = "退回" if finding.strict else "提示"
    return (
        finding.file, finding.sheet, finding.cell, finding.column, finding.rule, kind, finding.value,
        finding.reason, finding.remedy,
    )  # fmt: skip


def findings(filings: Iterable[Filing]) -> list[Finding]:
    """All findings, those of one file together."""
    return [finding for filing in filings for finding in filing.findings]


def records(filings: Iterable[Filing]) -> list[dict[str, Any]]:
    """The same for JSON."""
    return [asdict(finding) for finding in findings(filings)]


def workbook(filings: Iterable[Filing]) -> bytes:
    """findings.xlsx: one row a finding, with a filter; the same findings give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "报送数据核对结果", "created": datetime(2000, 1, 1)})
    sheet, looks, found = book.add_worksheet("核对结果"), Looks(book), findings(filings)
    for at, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, head, looks.head)
    for row, finding in enumerate(found, 1):
        for at, words in enumerate(_cells(finding)):
            sheet.write_string(row, at, words, looks.cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(found), 1), len(HEADS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()


def lines(found: Sequence[Finding]) -> Iterator[str]:
    """A table for a terminal: file, sheet, cell, and what is wrong with what to do."""
    yield aligned(("文件", "工作表", "单元格", "问题"), SCREEN)
    for finding in found:
        mark = "" if finding.strict else "（提示）"
        words = f"{mark}{finding.reason}。{finding.remedy}"
        yield aligned((finding.file, finding.sheet, finding.cell, words), SCREEN)


def aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One line of a table for a terminal: each cell in its width (half characters), the last as long as it is."""
    *left, last = cells
    return "  ".join([*map(_padded, left, widths), last]).rstrip()


def _padded(words: str, width: int) -> str:
    """`words` in `width` half characters, the end of longer ones left out."""
    kept = ""
    for sign in words:
        if _wide(kept + sign) > width - (1 if _wide(words) > width else 0):
            kept += "…"
            break
        kept += sign
    return kept + " " * (width - _wide(kept))


def _wide(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
