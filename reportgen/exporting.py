"""整改台账 as a workbook: every column of D18 with a filter; the same ledger gives the same bytes."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from reportgen import exchange
from reportgen.datasets import EXCHANGED, Column
from reportgen.forms import books
from reportgen.forms.layout import heading
from reportgen.forms.looks import Looks
from reportgen.objections import Objection
from reportgen.rectification import Standing
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK

TABLE = EXCHANGED["rectification"]
WIDTHS = {
    "entry": 15, "source": 12, "source_ref": 20, "responsible": 16, "problem": 46, "measure": 32,
    "progress": 32, "evidence": 28, "supervisor": 14,
}  # fmt: skip
WIDTH, HEAD_ROW = 12, 2
OBJECTED = "异议"
OBJECTION_COLUMNS = (  # head, width, what it tells
    ("编号", 26, "id"), ("责任单位", 12, "unit"), ("评价年度", 10, "year"), ("指标编码", 10, "indicator"),
    ("指标", 20, "name"), ("反馈的实际值", 14, "stated"), ("单位认为应为", 14, "claimed"), ("理由和证明材料", 46, "reason"),
    ("收到日期", 12, "received"), ("处理", 10, "state"), ("答复日期", 12, "decided"), ("答复理由", 32, "answer"),
    ("更正内容", 32, "change"),
)  # fmt: skip


def workbook(standing: Standing, settings: Settings, objected: Sequence[Objection] = ()) -> bytes:
    """The whole ledger as xlsx, the open entries first, then by day found; the objections on a sheet of their own."""

    def fill(book: Any, looks: Looks) -> None:
        _sheet(book.add_worksheet(TABLE.label), looks, standing, settings)
        _objections(book.add_worksheet(OBJECTED), looks, objected, standing, settings)

    return books.written(TABLE.label, datetime.combine(standing.on, time()), fill)


def _sheet(sheet: Any, looks: Looks, standing: Standing, settings: Settings) -> None:
    sheet.write_string(
        0, 0, f"{settings.authority.whole}{TABLE.label}（截至{standing.on}）{_mark(standing)}", looks.title
    )
    columns = _columns()
    for at, column in enumerate(columns):
        sheet.set_column(at, at, WIDTHS.get(column.name, WIDTH))
        sheet.write_string(HEAD_ROW - 1, at, heading(column), looks.head)
    entries = sorted(standing.entries, key=lambda entry: (not entry.open, entry.found, entry.id))
    for number, row in enumerate(exchange.rows(standing, entries), HEAD_ROW):
        unit = row["unit_id"]
        named = {**row, "unit_name": settings.register[unit].short if unit in settings.register else ""}
        for at, column in enumerate(columns):
            _write(sheet, number, at, named[column.name], looks)
    books.ready(sheet, HEAD_ROW - 1, len(entries), len(columns), 1, "A3")


def _mark(standing: Standing) -> str:
    return f"　　【{SYNTHETIC_MARK}】" if any(entry.synthetic for entry in standing.entries) else ""


def _objections(
    sheet: Any, looks: Looks, objected: Sequence[Objection], standing: Standing, settings: Settings
) -> None:  # fmt: skip
    """Every objection with its answer, those still to be answered first."""
    words = f"{settings.authority.whole}评价结果{OBJECTED}（截至{standing.on}）{_mark(standing)}"
    sheet.write_string(0, 0, words, looks.title)
    for at, (head, width, _name) in enumerate(OBJECTION_COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(HEAD_ROW - 1, at, head, looks.head)
    for number, each in enumerate(sorted(objected, key=lambda each: not each.pending), HEAD_ROW):
        for at, (_head, _width, name) in enumerate(OBJECTION_COLUMNS):
            value = getattr(each, name)
            known = settings.register[value].short if name == "unit" and value in settings.register else value
            _write(sheet, number, at, known or None, looks)
    books.ready(sheet, HEAD_ROW - 1, len(objected), len(OBJECTION_COLUMNS), 1, "A3")


def _columns() -> list[Column]:
    """Those of D18, with the unit's name beside its code."""
    columns = list(TABLE.columns)
    at = [column.name for column in columns].index("unit_id") + 1
    return [*columns[:at], Column("unit_name", "责任单位", "text"), *columns[at:]]


def _write(sheet: Any, row: int, at: int, value: object, looks: Looks) -> None:
    if value is None:
        sheet.write_blank(row, at, None, looks.cell)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, looks.day)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, looks.cell)
    else:
        sheet.write_string(row, at, str(value), looks.cell)
