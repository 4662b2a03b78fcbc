"""Tables as read into checked rows: every cell parsed, every rule of the dataset asked, all faults at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reportgen.datasets import Check, Column, Dataset
from reportgen.datasets.model import Agreement
from reportgen.forms import layout
from reportgen.intake import parsing
from reportgen.intake.model import Crossing, Finding, Table
from reportgen.intake.reading import Line, Sheet
from reportgen.period import Period

UNHIDE, UNMERGE = "请取消隐藏，核对后重新报送", "请取消合并，每格填写一个值"


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the tables of one file of `unit` and `period`; nothing happens after `today`."""

    file: str
    unit: str
    period: Period
    today: date | None = None
    crossings: list[Crossing] = field(default_factory=list)
    """What must be held against other tables, gathered on the way."""

    def check(self, sheet: Sheet) -> tuple[list[dict[str, Any]], list[Finding]]:
        """The rows of `sheet` as typed values, and everything found in it."""
        table = Table(self.file, sheet.name, sheet.dataset.name, sheet.columns, sheet.called)
        findings = [*_head(sheet, table), *_blurred(sheet, table)]
        rows, numbers = [], []
        for line in sheet.lines:
            told = len(findings)
            row = self._row(sheet, table, line, findings)
            rows.append(row)
            numbers.append(line.number)
            spoiled = {finding.column for finding in findings[told:] if finding.strict}
            findings += _rules(sheet.dataset, table, line, row, spoiled)
            findings += self._own(sheet.dataset, table, line, row)
        findings += _keys(sheet, table, rows, numbers)
        findings += _patterns(sheet.dataset, table, rows, numbers)
        self._crossing(sheet.dataset, table, rows, numbers)
        return rows, findings

    # --- one row -------------------------------------------------------------------------

    def _row(self, sheet: Sheet, table: Table, line: Line, findings: list[Finding]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        if line.extra:
            reason = "本行的项数与表头不一致"
            findings.append(table.found("表-04", reason, "请检查是否多了或少了分隔符", line.number))
        for column in sheet.dataset.columns:
            row[column.name] = self._value(sheet, table, line, column, findings)
        return row

    def _value(
        self, sheet: Sheet, table: Table, line: Line, column: Column, findings: list[Finding]
    ) -> Any:  # fmt: skip
        """The value of one cell; what the form itself says, where it says it."""
        written = line.values.get(column.name)
        spot = (line.number, column.name, written)
        if (line.number, column.name) in sheet.formulas:
            findings.append(_formula(table, spot))
            if written is None:
                return None
        if written is None and (given := self._given(column)) is not None:
            return given
        try:
            value = parsing.parse(written, column)
        except parsing.Wrong as wrong:
            findings.append(table.found(wrong.rule, wrong.reason, "请改正后重新报送", *spot))
            return None
        if parsing.stripped(written):
            findings.append(
                table.found("值-10", "含有看不见的字符，已去除", "不影响接收", *spot, strict=False)
            )
        if value is None and column.required and column.name in sheet.columns:
            reason = f"“{column.label}”没有填写"
            findings.append(table.found("值-09", reason, "请补填；没有发生的填0", *spot))
        if self._ahead(column, value):
            findings.append(table.found("值-13", f"晚于今天（{self.today}）", "请核对日期", *spot))
            return None
        return column.default if value is None else value

    def _given(self, column: Column) -> object:
        if column.name == "unit_id":
            return self.unit
        return self.period.start if column.name == "month" else None

    def _ahead(self, column: Column, value: object) -> bool:
        """Whether something is said to have happened that cannot have yet."""
        if column.planned or not self.today or not isinstance(value, date):
            return False
        return (value.date() if isinstance(value, datetime) else value) > self.today

    def _own(
        self, dataset: Dataset, table: Table, line: Line, row: Mapping[str, Any]
    ) -> Iterator[Finding]:  # fmt: skip
        """Whether the row is of this unit and this period."""
        if "unit_id" in row and row["unit_id"] not in (None, self.unit):
            spot = (line.number, "unit_id", row["unit_id"])
            yield table.found("属-01", f"是另一个单位（{row['unit_id']}）的数据", "请删去本行", *spot)
        dated = row[dataset.dated] if dataset.dated else None
        day = dated.date() if isinstance(dated, datetime) else dated
        if isinstance(day, date) and not self.period.start <= day < self.period.end:
            spot = (line.number, dataset.dated, dated)
            reason = f"不在{self.period.label}之内"
            yield table.found("属-02", reason, "请核对日期，或报入相应的期间", *spot)

    # --- the whole table -----------------------------------------------------------------

    def _crossing(
        self, dataset: Dataset, table: Table, rows: list[dict[str, Any]], numbers: list[int]
    ) -> None:  # fmt: skip
        """Keep what must be held against rows elsewhere, and no more of each row than that takes."""
        names = {reference.column for reference in dataset.references}
        names |= {name for agreement in dataset.agreements for name in agreement.columns}
        names |= {dataset.dated} if dataset.dated and names else set()
        names |= {reference.given for reference in dataset.references} - {""}
        names |= (
            set(dataset.key) if not dataset.stored or set(dataset.key).isdisjoint(layout.GIVEN) else set()
        )
        if names and rows:
            kept = tuple((number, {name: row[name] for name in names}) for number, row in zip(numbers, rows, strict=True))  # fmt: skip
            self.crossings.append(Crossing(table, kept))


def _head(sheet: Sheet, table: Table) -> Iterator[Finding]:
    """Heads that are missing, there twice, or unknown."""
    remedy = "请恢复下发的空白表的表头"
    for column in layout.asked(sheet.dataset):
        if column.name not in sheet.columns:
            yield table.found("表-01", f"缺少栏目“{layout.heading(column)}”", remedy)
    for words in sheet.twice:
        yield table.found("表-02", f"栏目“{words}”重复", "请删去多余的一栏")
    for words in sheet.strange:
        if words not in sheet.twice:
            yield table.found("表-03", f"不认识栏目“{words}”", remedy)


def _blurred(sheet: Sheet, table: Table) -> Iterator[Finding]:
    """What cannot be seen, or cannot be told apart, by whoever looks at the sheet."""
    for place in sheet.hidden:
        what = f"第{place}行" if place.isdigit() else f"{place}列" if place else "工作表"
        reason = f"{what}被隐藏，其中有数据"
        at = f"A{place}" if place.isdigit() else f"{place}{layout.HEADER_ROW}" if place else ""
        yield table.found("表-06", reason, UNHIDE, at=at)
    for place in sheet.merged:
        yield table.found("表-07", "单元格被合并", UNMERGE, at=place)


def _formula(table: Table, spot: tuple[int, str, Any]) -> Finding:
    if spot[2] is None:
        return table.found("值-11", "公式没有计算结果", "请填写数值，不要填公式", *spot)
    reason = "是公式，按其显示的结果接收"
    return table.found("值-12", reason, "请核对结果，今后填写数值", *spot, strict=False)


def _rules(
    dataset: Dataset, table: Table, line: Line, row: Mapping[str, Any], spoiled: set[str]
) -> Iterator[Finding]:
    """Every rule of the dataset but those that concern a cell already found wrong."""
    for check in dataset.checks:
        if not check.broken(row):
            continue
        if spoiled.isdisjoint(layout.heading(dataset.column(name)) for name in check.columns):
            spot = (line.number, check.columns[0], shown(row, check.columns, dataset))
            yield table.found(check.id, breach(check), check.remedy, *spot, strict=check.strict)


def _keys(
    sheet: Sheet, table: Table, rows: list[dict[str, Any]], numbers: list[int]
) -> Iterator[Finding]:  # fmt: skip
    """The same key twice in one table; told at every place but the first."""
    keys = [tuple(row[name] for name in sheet.dataset.key) for row in rows]
    first: dict[tuple[Any, ...], int] = {}
    asked = [name for name in sheet.dataset.key if name in sheet.columns]
    for key, number in zip(keys, numbers, strict=True):
        if None in key:
            continue
        if key in first:
            words = "、".join(sheet.dataset.column(name).label for name in asked) or "单位和月份"
            name = asked[-1] if asked else ""
            shown = "、".join(map(str, key))
            reason = f"{words}与第{first[key]}行重复"
            yield table.found("表-05", reason, "请删去重复的行", number, name, shown)
        first.setdefault(key, number)


def _patterns(
    dataset: Dataset, table: Table, rows: list[dict[str, Any]], numbers: list[int]
) -> Iterator[Finding]:  # fmt: skip
    """What only all rows together show; told at the head of the column."""
    for pattern in dataset.patterns:
        if not pattern.holds(rows):
            number = layout.HEADER_ROW if table.sheet else 1
            yield table.found(pattern.id, pattern.words, pattern.remedy, number, pattern.column, strict=False)


def breach(check: Check | Agreement) -> str:
    """The words for a broken rule: strict ones say what should be, the others what is suspicious."""
    return f"不符合：{check.words}" if check.strict else check.words


def shown(row: Mapping[str, Any], names: tuple[str, ...], dataset: Dataset) -> str:
    """The values a rule concerns, each with its label."""
    return "，".join(f"{dataset.column(name).label}{_plain(row[name])}" for name in names)


def _plain(value: object) -> str:
    if value is None:
        return "空"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else f"{value}"
