"""Who has returned what for a month: in time, late, with no business, sent back, or not at all (6.3.3 b)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportgen.datasets import DATASETS
from reportgen.forms import books, issue
from reportgen.forms.looks import Looks
from reportgen.period import Period
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store, schema
from reportgen.units import Unit

STATES = ("未报送", "退回待改", "部分报送", "逾期报送", "零业务", "已报送")  # the most urgent first
REMINDED = ("未报送", "退回待改", "部分报送")
HEADS = ("序号", "单位编码", "单位", "报送情况", "报送时间", "报送期限", "退回文件", "应报数据")
WIDTHS = (6, 14, 30, 12, 18, 18, 30, 36)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands: its state, when it returned, and the file of its last refusal."""

    unit: Unit
    state: str
    returned_at: datetime | None
    due_at: datetime
    refused: str = ""
    lacking: tuple[str, ...] = ()  # labels of the tables still to come

    @property
    def late(self) -> bool:
        """Whether it came after the deadline."""
        return bool(self.returned_at and self.returned_at > self.due_at)


def standings(store: Store, settings: Settings, period: Period) -> list[Standing]:
    """Every unit that exists in `period`, in official order."""
    table = store.table(DATASETS["returns"])
    _sql, rows = store.rows(table.filter(table.month == period.start))
    returned = {row["unit_id"]: row for row in rows}
    refused = _refused(store, period)
    due = issue.deadline(period, settings)
    held = _held(store, period)
    return [
        _standing(unit, returned.get(unit.id), refused.get(unit.id, ""), due, _lacking(unit, held))
        for unit in settings.register.active(period)
    ]


def _refused(store: Store, period: Period) -> dict[str, str]:
    """The last file sent back to each unit."""
    where = f"period = '{period}' AND status = '{schema.REFUSED}'"
    rows = store.query(f"SELECT unit_id, name FROM filings WHERE {where} ORDER BY filing")
    return {row["unit_id"]: row["name"] for row in rows}


def _held(store: Store, period: Period) -> dict[str, set[str]]:
    """The returned tables that each unit has sent a file for, or has rows in."""
    held: dict[str, set[str]] = {}
    where = f"period = '{period}' AND status = '{schema.CURRENT}'"
    for row in store.query(f"SELECT unit_id, datasets FROM filings WHERE {where}"):
        held.setdefault(row["unit_id"], set()).update(row["datasets"].split(","))
    for name in issue.RETURNED:
        table = store.table(DATASETS[name])
        for row in store.rows(table.filter(table.month == period.start).select("unit_id").distinct())[1]:
            if row["unit_id"] in held:  # rows of old say nothing of a unit that has sent no file
                held[row["unit_id"]].add(name)
    return held


def _lacking(unit: Unit, held: dict[str, set[str]]) -> tuple[str, ...]:
    """The tables that a unit which has sent files still owes."""
    mine = held.get(unit.id)
    return tuple(DATASETS[name].label for name in issue.RETURNED if mine and name not in mine)


def _standing(
    unit: Unit, row: dict[str, Any] | None, refused: str, due: datetime, lacking: tuple[str, ...]
) -> Standing:
    if not row:
        return Standing(unit, "退回待改" if refused else "未报送", None, due, refused)
    found = Standing(unit, "已报送", row["returned_at"], row["due_at"])
    if row["status"] == "零业务":
        return replace(found, state="零业务")
    if lacking:
        return replace(found, state="部分报送", lacking=lacking)
    return replace(found, state="逾期报送") if found.late else found


def summary(found: Sequence[Standing], period: Period) -> list[str]:
    """The state of the month in words: how many of each, and who is not in order."""
    lines = [f"{period.label}应报送{len(found)}家。"]
    for state in reversed(STATES):
        mine = [standing for standing in found if standing.state == state]
        named = f"：{'、'.join(map(_named, mine))}" if state != "已报送" and mine else ""
        lines.append(f"{state} {len(mine)}家{named}")
    return lines


def _named(standing: Standing) -> str:
    """The unit, with what is still to come, or that it was late though it had nothing."""
    if standing.lacking:
        return f"{standing.unit.short}（缺{'、'.join(standing.lacking)}）"
    return f"{standing.unit.short}{'（逾期）' if standing.late and standing.state == '零业务' else ''}"


def reminder(found: Sequence[Standing], store: Store, period: Period) -> bytes:
    """The 催报清单: every unit that must still return, with its deadline; equal input gives equal bytes."""
    late = [standing for standing in found if standing.state in REMINDED]
    mark = f"　　【{SYNTHETIC_MARK}】" if store.synthetic([DATASETS["returns"]]) else ""
    title = f"{period.label}数据催报清单{mark}"
    return books.written(
        f"{period.label}催报清单", books.TIMELESS,
        lambda book, looks: _sheet(book.add_worksheet("催报清单"), looks, title, late),
    )  # fmt: skip


def _sheet(sheet: Any, looks: Looks, title: str, late: Sequence[Standing]) -> None:
    sheet.write_string(0, 0, title, looks.title)
    for at, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, head, looks.head)
    for row, standing in enumerate(late, 3):
        for at, words in enumerate(_cells(row - 2, standing)):
            sheet.write_string(row, at, words, looks.cell)
    if not late:
        sheet.write_string(3, 0, "没有需要催报的单位。", looks.words)
    books.ready(sheet, 2, len(late), len(HEADS), 0, "A4")


def _cells(number: int, standing: Standing) -> tuple[str, ...]:
    asked = "、".join(standing.lacking or [DATASETS[name].label for name in issue.RETURNED])
    returned = f"{standing.returned_at:%Y-%m-%d %H:%M}" if standing.returned_at else ""
    return (
        str(number), standing.unit.id, standing.unit.name, standing.state, returned,
        f"{standing.due_at:%Y-%m-%d %H:%M}", standing.refused, asked,
    )  # fmt: skip
