"""What was found in returns, told: a table on the screen, a workbook of findings, JSON."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from reportgen import screen
from reportgen.forms import books
from reportgen.forms.looks import Looks, height
from reportgen.intake.model import Filing, Finding

HEADS = ("文件", "工作表", "单元格", "栏目", "规则", "性质", "填写内容", "问题", "处理办法")
FIRST = 2  # the first row of findings, counted from 0
ADDRESS = re.compile(r"[A-Z]*\d*")
WIDTHS = (34, 14, 9, 20, 9, 7, 26, 44, 40)


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
    found = findings(filings)
    return books.written(
        "报送数据核对结果",
        books.TIMELESS,
        lambda book, looks: _sheet(book.add_worksheet("核对结果"), looks, found),
    )


def _sheet(sheet: Any, looks: Looks, found: Sequence[Finding]) -> None:
    wrong = sum(finding.strict for finding in found)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, f"报送数据核对结果：退回原因{wrong}处，提示{len(found) - wrong}处", looks.title)
    for at, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(FIRST - 1, at, head, looks.head)
    for row, finding in enumerate(found, FIRST):
        cells = _cells(finding)
        sheet.set_row(row, height(cells, WIDTHS, line=13))
        for at, words in enumerate(cells):
            sheet.write_string(row, at, words, looks.cell)
    books.ready(sheet, FIRST - 1, len(found), len(HEADS), 1, "A4")


def place(finding: Finding) -> str:
    """Where a finding is: sheet and cell; of a form without cells, which row and which field."""
    named = () if ADDRESS.fullmatch(finding.cell) else (finding.column,)
    return "!".join(filter(None, (finding.sheet, finding.cell, *named))) or "整个文件"


def lines(found: Iterable[Finding], width: int = 0) -> list[str]:
    """The findings of one file as a table for a terminal `width` half characters wide."""
    rows = [
        (
            place(finding),
            finding.rule,
            "退回" if finding.strict else "提示",
            finding.value,
            f"{finding.reason}。{finding.remedy}",
        )
        for finding in found
    ]
    return screen.table(("位置", "规则", "性质", "填写内容", "问题和处理办法"), rows, width)
