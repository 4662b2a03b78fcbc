"""整改台账 as a workbook: every column of D18 with a filter; the same ledger gives the same bytes."""

from datetime import date, datetime, time
from typing import Any

from reportgen import exchange
from reportgen.datasets import EXCHANGED, Column
from reportgen.forms import books
from reportgen.forms.layout import heading
from reportgen.forms.looks import Looks
from reportgen.rectification import Standing
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK

TABLE = EXCHANGED["rectification"]
WIDTHS = {
    "entry": 15, "source": 12, "source_ref": 20, "responsible": 16, "problem": 46, "measure": 32,
    "progress": 32, "evidence": 28, "supervisor": 14,
}  # fmt: skip
WIDTH, HEAD_ROW = 12, 2


def workbook(standing: Standing, settings: Settings) -> bytes:
    """The whole ledger as xlsx, the open entries first, then by day found."""

    def fill(book: Any, looks: Looks) -> None:
        _sheet(book.add_worksheet(TABLE.label), looks, standing, settings)

    return books.written(TABLE.label, datetime.combine(standing.on, time()), fill)


def _sheet(sheet: Any, looks: Looks, standing: Standing, settings: Settings) -> None:
    mark = f"　　【{SYNTHETIC_MARK}】" if any(entry.synthetic for entry in standing.entries) else ""
    sheet.write_string(
        0, 0, f"{settings.authority.whole}{TABLE.label}（截至{standing.on}）{mark}", looks.title
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
