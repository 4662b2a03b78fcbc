"""The numbers behind the figures of a document as a workbook, so that staff can draw them anew (4.2 d)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from reportgen import wording
from reportgen.facts import Fact
from reportgen.forms import books
from reportgen.forms.looks import Looks

LABEL = "图表数据"
FILE = f"{LABEL}.xlsx"
FIRST, VALUE = 34, 16  # widths in characters
HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """The data of one figure: its id in the document, what it is called, its conclusion, its table."""

    figure: str
    caption: str
    said: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Fact | None, ...]], ...]


def workbook(sheets: Sequence[tuple[str, Sheet]], title: str, day: date, mark: str) -> bytes:
    """One sheet a figure, called by its number (图1); the same facts give the same bytes."""

    def fill(book: Any, looks: Looks) -> None:
        for name, sheet in sheets:
            _write(book.add_worksheet(name), looks, name, sheet, mark)

    return books.written(f"{title}{LABEL}", datetime.combine(day, time()), fill)


def _write(page: Any, looks: Looks, name: str, sheet: Sheet, mark: str) -> None:
    """Caption, conclusion, then the table; a rate has the two counts behind it in columns of its own."""
    page.write_string(0, 0, f"{name}　{sheet.caption}{f'　【{mark}】' if mark else ''}", looks.title)
    page.merge_range(1, 0, 1, 4, sheet.said, looks.cell)
    page.set_column(0, 0, FIRST)
    page.write_string(HEAD_ROW - 1, 0, sheet.head[0], looks.head)
    column = 1
    for place, head in enumerate(sheet.head[1:]):
        facts = [facts[place] for _name, facts in sheet.lines]
        parts = (
            ("", "·分子", "·分母") if any(fact and fact.denominator is not None for fact in facts) else ("",)
        )
        for part in parts:
            page.set_column(column, column, VALUE)
            page.write_string(HEAD_ROW - 1, column, f"{head}{part}", looks.head)
            for row, fact in enumerate(facts, HEAD_ROW):
                _cell(page, row, column, fact, part, looks)
            column += 1
    for row, (line, _facts) in enumerate(sheet.lines, HEAD_ROW):
        page.write_string(row, 0, line, looks.cell)
    page.freeze_panes(HEAD_ROW, 1)


def _cell(page: Any, row: int, column: int, fact: Fact | None, part: str, looks: Looks) -> None:
    if fact is None:
        page.write_blank(row, column, None, looks.cell)
    elif not fact.known:
        page.write_string(row, column, fact.missing, looks.cell)
    else:
        value = {"": wording.printed(fact), "·分子": fact.numerator, "·分母": fact.denominator}[part]
        page.write_number(row, column, float(value or 0), looks.cell)
