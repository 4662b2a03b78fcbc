"""docs/数据字典.md: every dataset as its declaration says, for those who fill forms or connect systems.

python -m reportgen.forms.dictionary > docs/数据字典.md
"""

import sys
from collections.abc import Iterator, Sequence

from reportgen.datasets import DECLARED, Column, Dataset

TYPES = {
    "text": "文本",
    "integer": "整数",
    "decimal": "数值（两位小数）",
    "date": "日期",
    "time": "日期时间",
    "flag": "是/否",
}
HEAD = """# 数据字典

本文由数据集声明（`reportgen/datasets/`）生成，请勿手工修改；修改声明后运行
`python -m reportgen.forms.dictionary > docs/数据字典.md`。空白表、接收检查、数据库表与本文出自同一份声明。

各数据集通用：

- 文本编码为 UTF-8；日期写成 2026-10-23，日期时间写成 2026-10-23 09:30:00（北京时间）。
- 单位以单位名册中的编码为准，名称只供核对。
- 没有发生的填 0，不掌握的留空；留空不等于 0。
- 个人信息只保留脱敏后的文字，不收集身份证件号码。
- “检查”一列：标“提示”的只作记录，不影响接收；其余不通过的，整个文件退回。
"""


def dictionary() -> str:
    """The whole page in Markdown."""
    parts = [HEAD, *_contents(), *(_section(dataset) for dataset in _ordered())]
    return "\n".join(parts).rstrip() + "\n"


def _ordered() -> list[Dataset]:
    return sorted(DECLARED.values(), key=lambda dataset: (dataset.number, dataset.name))


def _contents() -> Iterator[str]:
    rows = (
        (
            dataset.number,
            dataset.label,
            f"`{dataset.name}`",
            dataset.clause,
            _source(dataset),
        )
        for dataset in _ordered()
    )
    yield from _table(("编号", "数据集", "表名", "依据条款", "来源"), rows)
    yield ""


def _source(dataset: Dataset) -> str:
    if not dataset.stored:
        return "台账导出、单位回执"
    if dataset.file:
        return f"工作区的 `{dataset.file}`"
    return "单位报送" if dataset.returned else "平台或监管机构"


def _section(dataset: Dataset) -> str:
    """One dataset: its columns, then what binds them."""
    lines = [f"## {dataset.number} {dataset.label}（{dataset.name}）", "", *_facts(dataset), ""]
    rows = ((*_column(column),) for column in dataset.columns)
    lines += [*_table(("字段", "名称", "类型", "必填", "计量单位", "取值", "说明", "示例"), rows), ""]
    if checks := [*_checks(dataset)]:
        lines += [*_table(("检查", "规则", "性质", "处理办法"), iter(checks)), ""]
    return "\n".join(lines)


def _checks(dataset: Dataset) -> Iterator[tuple[str, ...]]:
    """What a row must keep by itself, with the row it refers to, and with all other rows of its table."""
    for check in dataset.checks:
        yield check.id, check.words, "" if check.strict else "提示", check.remedy
    for agreement in dataset.agreements:
        yield agreement.id, agreement.words, "" if agreement.strict else "提示", agreement.remedy
    for pattern in dataset.patterns:
        yield pattern.id, pattern.words, "提示", pattern.remedy


def _facts(dataset: Dataset) -> Iterator[str]:
    def labels(names: Sequence[str]) -> str:
        return "、".join(dataset.column(name).label for name in names)

    yield f"- 依据：DB50/T 957.7 第 {dataset.clause} 条"
    yield f"- 主键：{labels(dataset.key)}"
    if dataset.dated:
        yield f"- 所属期间：按“{labels((dataset.dated,))}”归入"
    if dataset.purpose:
        yield f"- 用途：{dataset.purpose}。指标不由此计算"
    if not dataset.stored:
        yield "- 数据库中没有此表：台账以事件形式登记，本表由 `invoke ledger` 导出或接收"
    if dataset.valid:
        yield f"- 有效期：自“{labels(dataset.valid[:1])}”至“{labels(dataset.valid[1:])}”"
    for reference in dataset.references:
        target = DECLARED[reference.dataset]
        valid = "，并在其有效期内" if target.valid else ""
        yield f"- 对照：“{labels((reference.column,))}”应在“{target.label}”中存在{valid}"


def _column(column: Column) -> tuple[str, ...]:
    codes = "；".join(
        value if value == meaning else f"{value} {meaning}" for value, meaning in column.codes.items()
    )
    required = ("是" if column.required else "否") if column.asked else "监管机构填"
    return (
        f"`{column.name}`", column.label, TYPES[column.type], required, column.unit, codes,
        column.explanation, column.example,
    )  # fmt: skip


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '｜') for cell in row)} |"


if __name__ == "__main__":
    sys.stdout.write(dictionary())
