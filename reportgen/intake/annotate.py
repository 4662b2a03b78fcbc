"""A unit's own file sent back to it as a workbook: faulty cells coloured and commented, all of them listed first."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.forms.looks import DOUBTFUL, HEAD, HEADS, RULE, WORDS, WRONG, height
from reportgen.forms.zipped import repeatable
from reportgen.intake import reading
from reportgen.intake.examine import Arrived
from reportgen.intake.model import Filing, Finding

SHEET, TEXT = "核对意见", "报送内容"  # the list; the rows of a file that had no sheets
COLUMNS = (
    ("序号", 6), ("性质", 9), ("位置", 20), ("栏目", 18), ("填写内容", 24), ("问题", 42), ("处理办法", 34), ("规则", 9),
)  # fmt: skip
HOW = (
    "请按下列意见改正后，用本文件重新报送。点击“位置”可跳到相应单元格；橙色单元格须改正，黄色单元格请核实，"
    "批注写明了原因。本表不必删除。"
)
HOW_WORD = "请对照“位置”“栏目”两栏，在原文件（Word）中改正后重新报送。"
HOW_ELSE = "本文件不能作为报表打开，只能列出问题。请按“处理办法”重新制作后报送。"
AUTHOR = "效能监管"


def annotated(file: Arrived, filing: Filing, title: str) -> bytes:
    """`file` as a workbook with the findings in their cells and listed in front; b"" if that cannot be made.

    The same file and findings give the same bytes.
    """
    try:
        return _annotated(file, filing, title)
    except Exception:  # whatever a library makes of a strange file: then its findings are only listed
        return b""


def _annotated(file: Arrived, filing: Filing, title: str) -> bytes:
    book = _book(file, filing)
    if not book:
        return b""
    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in filing.findings:
        if place := _place(finding, book):
            by_cell[place].append(finding)
    for (sheet, address), found in by_cell.items():
        if not isinstance(book[sheet][address], MergedCell):  # its first cell is told
            _mark(book[sheet][address], found)
    return _with_list(book, filing.findings, title, HOW)


def listed(filing: Filing, title: str) -> bytes:
    """The findings of a file that cannot be shown, as a workbook of nothing but the list."""
    book = Workbook()
    book.remove(book.active)
    how = HOW_WORD if filing.datasets and filing.name.lower().endswith(".docx") else HOW_ELSE
    return _with_list(book, filing.findings, title, how)


def _book(file: Arrived, filing: Filing) -> Workbook | None:
    """The file as a workbook: its own, or one of the rows it holds."""
    if not filing.datasets or not file.content or file.suffix not in (".xlsx", ".csv"):
        return None
    if file.suffix == ".xlsx":
        return openpyxl.load_workbook(io.BytesIO(file.content))
    book = Workbook()
    book.active.title = TEXT
    text, _encoding = reading.decoded(file.content)
    for row, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        for column, words in enumerate(cells, 1):
            _put(book.active.cell(row, column), _printable(words), boxed=row == 1)
    book.active.freeze_panes = "A2"
    return book


def _printable(words: str) -> str:
    """`words` without the control characters that no workbook can hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("�", words))


def _place(finding: Finding, book: Workbook) -> tuple[str, str] | None:
    """Sheet and cell of a finding, None where it has none; a row alone stands for its first cell."""
    sheet = finding.sheet or TEXT
    if not finding.cell or sheet not in book.sheetnames:
        return None
    return sheet, finding.cell if finding.cell[:1].isalpha() else f"A{finding.cell}"


def _mark(cell: Cell, found: list[Finding]) -> None:
    colour = WRONG if any(finding.strict for finding in found) else DOUBTFUL
    cell.fill = PatternFill("solid", fgColor=colour.lstrip("#"))
    words = "\n".join(f"【{finding.rule}】{finding.reason}。{finding.remedy}" for finding in found)
    lines = sum(math.ceil(len(line) / 20) for line in words.splitlines())
    cell.comment = Comment(words, AUTHOR, height=16 + 18 * lines, width=300)


# --- the list --------------------------------------------------------------------------------


def _with_list(book: Workbook, findings: Iterable[Finding], title: str, how: str) -> bytes:
    sheet = book.create_sheet(SHEET, 0)
    findings = list(findings)
    _head(sheet, title, how, findings)
    for row, finding in enumerate(findings, 5):
        _row(sheet, row, finding, _place(finding, book))
    _paper(sheet)
    book.active = 0
    for each in book.worksheets[1:]:
        each.sheet_view.tabSelected = False
    buffer = io.BytesIO()
    book.save(buffer)
    return repeatable(buffer.getvalue())


def _head(sheet: Worksheet, title: str, how: str, findings: list[Finding]) -> None:
    """Title, how to go on, how much there is, and the heads of the columns."""
    wrong = sum(finding.strict for finding in findings)
    _put(sheet["A1"], title)
    sheet["A1"].font = Font(name=HEADS, size=16)
    sheet["A1"].alignment = Alignment(vertical="center")
    _put(sheet["A2"], how)
    counted = f"须改正{wrong}处" + f"，请核实{len(findings) - wrong}处" * (wrong < len(findings))
    _put(sheet["A3"], f"原文件：{_printable(findings[0].file)}。{counted}。")
    for row, points in ((1, 30), (2, 32), (3, 20), (4, 22)):
        sheet.row_dimensions[row].height = points
    for row in (2, 3):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
    for at, (head, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(4, at)
        _put(cell, head, boxed=True)
        cell.font, cell.fill = Font(name=HEADS, size=11), PatternFill("solid", fgColor=HEAD.lstrip("#"))
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width


def _row(sheet: Worksheet, row: int, finding: Finding, place: tuple[str, str] | None) -> None:
    kind = "须改正" if finding.strict else "请核实"
    shown = f"{place[0]}!{place[1]}" if place else f"{finding.sheet} {finding.cell}".strip() or "整个文件"
    cells = (
        str(row - 4), kind, shown, finding.column, _printable(finding.value), _printable(finding.reason),
        finding.remedy, finding.rule,
    )  # fmt: skip
    for at, words in enumerate(cells, 1):
        _put(sheet.cell(row, at), words, boxed=True)
    for at in (1, 2, 8):
        sheet.cell(row, at).alignment = Alignment(horizontal="center", vertical="center")
    colour = WRONG if finding.strict else DOUBTFUL
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=colour.lstrip("#"))
    sheet.row_dimensions[row].height = height(cells, [width - 2 for _, width in COLUMNS])
    if place:
        link = sheet.cell(row, 3)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{place[0]}'!{place[1]}")
        link.font = Font(name=WORDS, size=11, color="1F4E79", underline="single")


def _paper(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A5"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.right.text = "第&P页 共&N页"


def _put(cell: Cell, words: str, boxed: bool = False) -> None:
    """Words as words: what begins with = or @ stays a text."""
    cell.value = words
    cell.data_type = "s"
    cell.quotePrefix = words[:1] in tuple("=+-@")
    cell.font = Font(name=WORDS, size=11)
    cell.alignment = Alignment(wrap_text=boxed, vertical="center", indent=int(boxed))
    if boxed:
        side = Side(style="thin", color=RULE.lstrip("#"))
        cell.border = Border(left=side, right=side, top=side, bottom=side)
