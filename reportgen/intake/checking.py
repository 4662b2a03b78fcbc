"""Tables as read into checked rows: every cell parsed, every rule of the dataset asked, all faults at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reportgen.datasets import Column, Dataset
from reportgen.datasets.model import LEDGER
from reportgen.forms import layout
from reportgen.intake import parsing
from reportgen.intake.model import Claim, Finding
from reportgen.intake.reading import Line, Sheet
from reportgen.period import Period

SHOWN = 60  # characters of a value that a finding repeats


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the tables of one file of `unit` and `period`."""

    file: str
    unit: str
    period: Period
    claims: list[Claim] = field(default_factory=list)
    """What must be looked up in other tables, gathered on the way."""

    def check(self, sheet: Sheet) -> tuple[list[dict[str, Any]], list[Finding]]:
        """The rows of `sheet` as typed values, and everything found in it."""
        findings = list(self._head(sheet))
        rows, numbers = [], []
        for line in sheet.lines:
            told = len(findings)
            row = self._row(sheet, line, findings)
            rows.append(row)
            numbers.append(line.number)
            spoiled = {finding.column for finding in findings[told:] if finding.strict}
            findings += self._rules(sheet, line, row, spoiled)
        findings += self._keys(sheet, rows, numbers)
        return rows, findings

    def _found(
        self, sheet: Sheet, rule: str, reason: str, remedy: str, number: int = 0, name: str = "",
        value: object = None, strict: bool = True,
    ) -> Finding:  # fmt: skip
        letter = sheet.columns.get(name, "")
        cell = f"{letter}{number}" if number and letter.isupper() else str(number or "")
        column = layout.heading(sheet.dataset.column(name)) if name else ""
        shown = "" if value is None else str(value)[:SHOWN]
        return Finding(rule, reason, remedy, self.file, sheet.name, cell, column, shown, strict)

    # --- the head ------------------------------------------------------------------------

    def _head(self, sheet: Sheet) -> Iterator[Finding]:
        asked = {column.name: column for column in layout.asked(sheet.dataset)}
        for name, column in asked.items():
            if name not in sheet.columns:
                reason = f"缺少栏目“{layout.heading(column)}”"
                yield self._found(sheet, "表-01", reason, "请恢复下发的空白表的表头")
        for words in sheet.twice:
            yield self._found(sheet, "表-02", f"栏目“{words}”重复", "请删去多余的一栏")
        for words in sheet.strange:
            if words not in sheet.twice:
                yield self._found(sheet, "表-03", f"不认识栏目“{words}”", "请恢复下发的空白表的表头")

    # --- one row -------------------------------------------------------------------------

    def _row(self, sheet: Sheet, line: Line, findings: list[Finding]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        if line.extra:
            reason = "本行的项数与表头不一致"
            findings.append(self._found(sheet, "表-04", reason, "请检查是否多了或少了分隔符", line.number))
        for column in sheet.dataset.columns:
            row[column.name] = self._value(sheet, line, column, findings)
        return row

    def _value(self, sheet: Sheet, line: Line, column: Column, findings: list[Finding]) -> Any:
        """The value of one cell; what the form itself says, where it says it."""
        written = line.values.get(column.name)
        spot = (line.number, column.name, written)
        if (line.number, column.name) in sheet.uncalculated:
            findings.append(self._found(sheet, "值-11", "公式没有计算结果", "请填写数值，不要填公式", *spot))
            return None
        if written is None and (given := self._given(column)) is not None:
            return given
        try:
            value = parsing.parse(written, column)
        except parsing.Wrong as wrong:
            findings.append(self._found(sheet, wrong.rule, wrong.reason, "请改正后重新报送", *spot))
            return None
        if parsing.stripped(written):
            reason = "含有看不见的字符，已去除"
            findings.append(self._found(sheet, "值-10", reason, "不影响接收", *spot, strict=False))
        if value is None and column.required and column.name in sheet.columns:
            reason = f"“{column.label}”没有填写"
            findings.append(self._found(sheet, "值-09", reason, "请补填；没有发生的填0", *spot))
        return column.default if value is None else value

    def _given(self, column: Column) -> object:
        if column.name == "unit_id":
            return self.unit
        return self.period.start if column.name == "month" else None

    def _rules(
        self, sheet: Sheet, line: Line, row: Mapping[str, Any], spoiled: set[str]
    ) -> Iterator[Finding]:
        """Every rule of the dataset but those that concern a cell already found wrong."""
        dataset = sheet.dataset
        for check in dataset.checks:
            heads = {layout.heading(dataset.column(name)) for name in check.columns}
            if heads.isdisjoint(spoiled) and check.broken(row):
                spot = (line.number, check.columns[0], _shown(row, check.columns, dataset))
                yield self._found(
                    sheet, check.id, f"不符合：{check.words}", check.remedy, *spot, strict=check.strict
                )
        yield from self._own(sheet, line, row)
        for reference in dataset.references:
            silent = reference.given and row[reference.given] is None
            if (value := row[reference.column]) is not None and not silent:
                spot = (line.number, reference.column, value)
                missing = self._found(sheet, "对-01", f"“{value}”查不到", "请核对编码", *spot)
                key = self.unit if reference.dataset == LEDGER else reference.key
                self.claims.append(Claim(reference.dataset, key, str(value), missing))

    def _own(self, sheet: Sheet, line: Line, row: Mapping[str, Any]) -> Iterator[Finding]:
        """Whether the row is of this unit and this period."""
        if "unit_id" in row and row["unit_id"] not in (None, self.unit):
            spot = (line.number, "unit_id", row["unit_id"])
            yield self._found(sheet, "属-01", f"是另一个单位（{row['unit_id']}）的数据", "请删去本行", *spot)
        dated = row[sheet.dataset.dated] if sheet.dataset.dated else None
        day = dated.date() if isinstance(dated, datetime) else dated
        if isinstance(day, date) and not self.period.start <= day <= self.period.last:
            spot = (line.number, sheet.dataset.dated, dated)
            reason = f"不在{self.period.label}之内"
            yield self._found(sheet, "属-02", reason, "请核对日期，或报入相应的期间", *spot)

    # --- the whole table -----------------------------------------------------------------

    def _keys(self, sheet: Sheet, rows: list[dict[str, Any]], numbers: list[int]) -> Iterator[Finding]:
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
                yield self._found(sheet, "表-05", reason, "请删去重复的行", number, name, shown)
            first.setdefault(key, number)


def _shown(row: Mapping[str, Any], names: tuple[str, ...], dataset: Dataset) -> str:
    """The values a rule concerns, each with its label."""
    return "，".join(f"{dataset.column(name).label}{_plain(row[name])}" for name in names)


def _plain(value: object) -> str:
    if value is None:
        return "空"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else f"{value}"
