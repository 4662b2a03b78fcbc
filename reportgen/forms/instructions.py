"""The cover (封面) and the sheet of instructions (填报说明) of a form."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportgen.datasets import Column, Dataset
from reportgen.forms import layout, rules
from reportgen.forms.looks import Looks
from reportgen.forms.model import Form

PEOPLE = ("填报人", "联系电话", "审核人", "填报日期")
GENERAL = (
    "1.请只填写白色单元格；红色栏目名为必填，其余没有的可以留空。没有发生的填0，不掌握的留空，留空不等于0。",
    "2.单位和期间已经填好，文件名可以随意更改，不影响接收。请勿增删、移动栏目，不要合并单元格，不要填写公式。",
    "3.选中单元格会显示填写要求，有下拉箭头的请从中选择。每行右端“核对”一栏指出问题，显示“✓”后再报送。",
    "4.底色：浅黄为待填，橙色为不可能的数值，黄色为需要核实。",
    "5.本期没有业务发生的，在封面“本期有无业务”选“无”，各表留空，按期报回；不报回的视为未报送。",
    "6.不得填写身份证件号码；姓名等个人信息只填脱敏后的文字（如“张*”）。",
)
ANSWERS = (  # instead of the fifth, where the form asks about known rows
    "5.灰色各栏是台账内容，不得更改。整改完成的填写措施和结果、完成日期和责任人；尚未完成的整行留空，完成后再报。",
)
HEADS = ("栏目", "必填", "类型", "计量单位", "取值", "说明", "示例")
WIDTHS = (22, 6, 20, 10, 28, 36, 22)


def cover(sheet: Any, looks: Looks, form: Form) -> None:
    """Whose form this is, by when it is due, whether there was any business, who filled it in."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 52)
    sheet.set_row(0, 42)
    sheet.write_string(0, 0, form.name + form.marked, looks.title)
    known = (
        ("报送单位", form.unit.name),
        ("单位编码", form.unit.id),
        ("所属期间", form.period.label),
        ("报送期限", form.due),
    )
    row = 2
    for label, value in known:
        _line(sheet, looks, row, label, value, looks.cell)
        row += 1
    entry = looks.entry("@", right=False)
    if not form.answers:
        _line(sheet, looks, row, layout.BUSINESS, layout.YES, entry)
        hint = {"input_title": layout.BUSINESS, "input_message": "没有业务发生的选“无”，各表留空"}
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": [layout.YES, layout.NO], **hint})
    for label in PEOPLE:
        row += 1
        _line(sheet, looks, row, label, "", entry)
    row += 2
    sheet.write_string(row, 0, "需要填写的表", looks.heading)
    for dataset in form.datasets:
        row += 1
        sheet.write_url(row, 0, f"internal:'{dataset.label}'!A{layout.FIRST_ROW}", looks.link, dataset.label)
        sheet.write_string(row, 1, f"依据 DB50/T 957.7 第 {dataset.clause} 条", looks.words)
    _paper(sheet, landscape=False)


def _line(sheet: Any, looks: Looks, row: int, label: str, value: str, look: Any) -> None:
    sheet.set_row(row, 24)
    sheet.write_string(row, 0, label, looks.head)
    if value:
        sheet.write_string(row, 1, value, look)
    else:
        sheet.write_blank(row, 1, None, look)


def sheet(sheet: Any, looks: Looks, datasets: Sequence[Dataset], answers: bool = False) -> None:
    """What holds for all sheets, then every column and every rule of each."""
    general = (*GENERAL[:4], *ANSWERS, GENERAL[5]) if answers else GENERAL
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, layout.INSTRUCTIONS, looks.title)
    row = 1
    for words in general:
        sheet.set_row(row, 32)
        sheet.merge_range(row, 0, row, len(HEADS) - 1, words, looks.words)
        row += 1
    for dataset in datasets:
        row = _explained(sheet, looks, dataset, row + 1)
    _paper(sheet, landscape=True)


def _explained(sheet: Any, looks: Looks, dataset: Dataset, row: int) -> int:
    """One dataset from `row` on; the row after it."""
    sheet.write_string(row, 0, dataset.label, looks.heading)
    row += 1
    for at, head in enumerate(HEADS):
        sheet.write_string(row, at, head, looks.head)
    for column in layout.asked(dataset):
        row += 1
        for at, words in enumerate(_described(column)):
            sheet.write_string(row, at, words, looks.cell)
    for words in _rules(dataset):
        row += 1
        sheet.write_string(row, 0, words, looks.aside)
    return row + 1


def _described(column: Column) -> tuple[str, ...]:
    codes = "；".join(
        value if value == meaning else f"{value}：{meaning}" for value, meaning in column.codes.items()
    )
    required = "是" if column.required else "否"
    kind = rules.WANTED[column.type]
    return column.label, required, kind, column.unit, codes, column.explanation, column.example


def _rules(dataset: Dataset) -> Iterator[str]:
    """The rules that concern what the unit fills in."""
    names = {column.name for column in layout.asked(dataset)}
    told = [check for check in dataset.checks if names.issuperset(check.columns)]
    if told:
        yield "核对规则："
    for check in told:
        yield f"{check.id}　{check.words}{'' if check.strict else '（不影响接收，请核实）'}"


def _paper(sheet: Any, landscape: bool) -> None:
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
