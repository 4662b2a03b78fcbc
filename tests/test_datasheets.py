"""The workbook beside a document: what a figure shows, as numbers that can be drawn anew."""

import io
from datetime import date
from fractions import Fraction

import openpyxl

from reportgen import datasheets
from reportgen.datasheets import Sheet
from reportgen.facts import Fact

DAY = date(2026, 10, 14)


def rate(name: str, above: int, below: int) -> Fact:
    value = Fraction(100 * above, below) if below else None
    return Fact(f"rate|{name}", "按期答复率", "%", value, "", name, "2026-Q3", "reply_rate", above, below, "" if below else "无业务")  # fmt: skip


def count(name: str, number: int) -> Fact:
    return Fact(f"count|{name}", "受理量", "件", Fraction(number), "", name, "2026-Q3", numerator=number)


SHEETS = (
    (
        "图1",
        Sheet(
            "areas",
            "各区按期答复率",
            "乙区最低",
            ("范围", "本季度"),
            (("甲区", (rate("甲区", 2, 3),)), ("乙区", (rate("乙区", 0, 0),))),
        ),
    ),
    (
        "图2",
        Sheet(
            "volume", "受理量", "略增", ("项目", "上季度", "本季度"), (("全市", (count("a", 12_345), None)),)
        ),
    ),
)


def sheet(mark: str = "") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(datasheets.workbook(SHEETS, "季分析", DAY, mark)))


def rows(book: openpyxl.Workbook, name: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=datasheets.HEAD_ROW)]


def test_a_sheet_a_figure_with_its_conclusion() -> None:
    book = sheet()
    assert book.sheetnames == ["图1", "图2"]
    assert (book["图1"]["A1"].value, book["图1"]["A2"].value) == ("图1　各区按期答复率", "乙区最低")
    assert book.properties.title == "季分析图表数据"
    assert book.properties.created.date() == DAY


def test_a_rate_prints_as_in_the_document_with_its_counts_and_says_why_it_is_missing() -> None:
    head, first, second = rows(sheet(), "图1")
    assert head[:4] == ["范围", "本季度", "本季度·分子", "本季度·分母"]
    assert first[:4] == ["甲区", 66.67, 2, 3]
    assert second[:2] == ["乙区", "无业务"]


def test_a_count_has_one_column_and_nothing_stays_empty() -> None:
    head, first = rows(sheet(), "图2")
    assert head[:3] == ["项目", "上季度", "本季度"]
    assert first[:3] == ["全市", 12345, None]


def test_synthetic_data_are_marked_on_every_sheet() -> None:
    book = sheet("示例数据")
    assert all(book[name]["A1"].value.endswith("【示例数据】") for name in book.sheetnames)


def test_equal_facts_give_equal_bytes() -> None:
    one, other = (datasheets.workbook(SHEETS, "季分析", DAY, "") for _ in range(2))
    assert one == other
