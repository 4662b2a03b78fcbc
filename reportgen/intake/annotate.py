"""A unit's own workbook sent back to it: faulty cells coloured and commented, a first sheet that lists them."""

import io
from collections import defaultdict
from collections.abc import Iterable

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.forms.looks import DOUBTFUL, HEAD, HEADS, RULE, WORDS, WRONG
from reportgen.forms.zipped import repeatable
from reportgen.intake.model import Filing, Finding

SHEET = "核对意见"
COLUMNS = (
    ("序号", 6),
    ("位置", 24),
    ("栏目", 20),
    ("填写内容", 26),
    ("问题", 46),
    ("处理办法", 40),
    ("性质", 8),
)
AUTHOR = "效能监管"


def annotated(content: bytes, filing: Filing, title: str) -> bytes:
    """The workbook `content` with the findings of `filing` in their cells and listed in front.

    The same workbook and findings give the same bytes.
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in filing.findings:
        if finding.sheet in book.sheetnames and finding.cell[:1].isalpha():
            by_cell[finding.sheet, finding.cell].append(finding)
    for (sheet, address), found in by_cell.items():
        _mark(book[sheet][address], found)
    _list(book, filing.findings, title)
    buffer = io.BytesIO()
    book.save(buffer)
    return repeatable(buffer.getvalue())


def _mark(cell: Cell, found: list[Finding]) -> None:
    colour = WRONG if any(finding.strict for finding in found) else DOUBTFUL
    cell.fill = PatternFill("solid", fgColor=colour.lstrip("#"))
    words = "\n".join(f"[{finding.rule}] {finding.reason}。{finding.remedy}" for finding in found)
    cell.comment = Comment(words, AUTHOR, height=40 + 20 * len(words) // 14, width=260)


def _list(book: Workbook, findings: Iterable[Finding], title: str) -> None:
    sheet = book.create_sheet(SHEET, 0)
    _put(sheet["A1"], title, bold=True)
    _put(sheet["A2"], "请按下列意见改正后，用本文件重新报送；点击“位置”可跳到相应单元格。本表不必删除。")
    for at, (head, width) in enumerate(COLUMNS, 1):
        _put(sheet.cell(4, at), head, bold=True, boxed=True)
        sheet.column_dimensions[sheet.cell(4, at).column_letter].width = width
    for row, finding in enumerate(findings, 5):
        _row(sheet, row, finding, finding.sheet in book.sheetnames)
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    book.active = 0
    for each in book.worksheets[1:]:
        each.sheet_view.tabSelected = False


def _row(sheet: Worksheet, row: int, finding: Finding, linked: bool) -> None:
    place = "".join(filter(None, (finding.sheet, f"!{finding.cell}" if finding.cell else ""))) or "整个文件"
    kind = "须改正" if finding.strict else "请核实"
    cells = (str(row - 4), place, finding.column, finding.value, finding.reason, finding.remedy, kind)
    for at, words in enumerate(cells, 1):
        _put(sheet.cell(row, at), words, boxed=True)
    if linked and finding.cell[:1].isalpha():
        link = sheet.cell(row, 2)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{finding.sheet}'!{finding.cell}")
        link.font = Font(name=WORDS, size=11, color="1F4E79", underline="single")


def _put(cell: Cell, words: str, bold: bool = False, boxed: bool = False) -> None:
    """Words as words: what begins with = or @ stays a text."""
    cell.value = words
    cell.data_type = "s"
    cell.quotePrefix = words[:1] in tuple("=+-@")
    cell.font = Font(name=HEADS if bold else WORDS, size=12 if bold else 11)
    cell.alignment = Alignment(wrap_text=boxed, vertical="center" if bold else "top")
    if boxed:
        side = Side(style="thin", color=RULE.lstrip("#"))
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if bold and boxed:
        cell.fill = PatternFill("solid", fgColor=HEAD.lstrip("#"))
