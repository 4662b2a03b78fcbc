"""The results as a workbook (6.4 a, d): totals, every line of every sheet, gaps and moved weights, to be checked and kept.

Sums are formulas over the printed figures, so that whoever opens it can follow them; the same results give the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from reportgen.assessment.methods import PLACES
from reportgen.assessment.model import Assessment, Line, Result
from reportgen.assessment.review import Review
from reportgen.forms import books
from reportgen.forms.looks import Looks
from reportgen.sheet import Sum
from reportgen.wording import rounded

HEAD = 1  # row of the headings, under the title
SHEETS = (
    "结果", "得分明细", "政务公开和问政咨询", "缺报和不适用", "权重转移", "名次区间", "其他选择", "待确认数值",
    "指标体系诊断", "高度相关指标",
)  # fmt: skip

Cells = Sequence[object]


def workbook(assessment: Assessment, seen: Review, mark: str = "") -> bytes:
    """`assessment` and its review as xlsx; `mark` stands beside every title (示例数据)."""
    note = f"　　方案校验值{assessment.mark}" if assessment.mark else "　　方案未固化，仅供试算"

    def fill(book: Any, looks: Looks) -> None:
        for name, head, rows, widths in (*_sheets(assessment, seen), *_reviewed(seen)):
            sheet = book.add_worksheet(name)
            title = f"{_title(assessment)}：{name}{note}{f'　　【{mark}】' if mark else ''}"
            sheet.write_string(0, 0, title, looks.title)
            _fill(sheet, looks, head, [*rows], widths)

    return books.written(_title(assessment), datetime.combine(assessment.year.end, time()), fill)


def _title(assessment: Assessment) -> str:
    return f"{assessment.year.start.year}年度政务服务效能评价结果"


def _sheets(
    assessment: Assessment, seen: Review
) -> Iterable[tuple[str, Cells, Iterable[Cells], Sequence[int]]]:
    classes, beside = assessment.frame.classes, [*next(iter(assessment.results.values())).beside]
    results = [*assessment.results.values()]
    head = (
        "单位编码",
        "单位",
        "同类分组",
        *classes,
        *beside,
        "总指数",
        "同类位次",
        "同类单位数",
        "等次",
        "说明",
    )
    yield (
        SHEETS[0],
        head,
        map(_total, results),
        (14, 20, 18, *[12] * (len(classes) + len(beside)), 10, 8, 8, 8, 24),
    )
    head = ("单位编码", "单位", *_LINE_HEADS)
    widths = (14, 18, *_LINE_WIDTHS)
    yield SHEETS[1], head, _all((result, result.lines, result.printed) for result in results), widths
    apart = ((result, index.lines, index.printed) for result in results for index in result.beside.values())
    yield SHEETS[2], head, _all(apart), widths
    head = ("单位编码", "单位", "指标", "原因", "占总指数的权重（%）", "处理", "公布位次", "缺报均得60分的位次", "缺报均得100分的位次")  # fmt: skip
    yield SHEETS[3], head, _gaps(assessment, seen), (14, 18, 40, 26, 12, 30, 8, 12, 12)
    head = ("单位", "指标", "原因", "转出权重（%）", "转入")
    moved = (
        (each.unit, each.indicator, each.reason, rounded(100 * each.weight, PLACES), each.to)  # type: ignore[arg-type]
        for each in assessment.moved
    )
    yield SHEETS[4], head, moved, (18, 40, 12, 12, 60)


def _reviewed(seen: Review) -> Iterable[tuple[str, Cells, Iterable[Cells], Sequence[int]]]:
    head: Cells = ("同类分组", "单位", "位次", "5%分位", "中位", "95%分位", "最好", "最差")
    ranks = (
        (group, unit, *map(int, row))
        for group, found in seen.intervals.items()
        for unit, *row in zip(
            found.units, found.baseline, found.low, found.middle, found.high, found.best, found.worst, strict=True
        )
    )  # fmt: skip
    yield SHEETS[5], head, ranks, (18, 20, 8, 8, 8, 8, 8, 8)
    head = ("同类分组", "其他选择", "单位", "位次", "较公布位次变动")
    other = (
        (group, each.name, unit, int(rank), int(shift))
        for group, found in seen.scenarios.items()
        for each in found.scenarios
        for unit, rank, shift in zip(found.units, each.ranks, each.shifts, strict=True)
    )
    yield SHEETS[6], head, other, (18, 44, 20, 8, 12)
    head = ("类别", "单位", "指标", "数值", "说明", "单位确认意见")
    doubts = (
        (each.kind, each.unit, each.indicator, rounded(Fraction(each.value), PLACES), each.said, None)
        for each in seen.doubts
    )
    yield SHEETS[7], head, doubts, (10, 20, 40, 12, 60, 30)
    head = ("同类分组", "指标", "名义权重（%）", "实际影响（%）", "没有差异", "与同类其他指标负相关")
    yield SHEETS[8], head, _diagnosed(seen), (18, 44, 12, 12, 10, 14)
    head = ("同类分组", "指标", "另一指标", "相关系数")
    pairs = (
        (group, pair.first, pair.second, rounded(Fraction(pair.correlation), 3))
        for group, found in seen.audits.items()
        for pair in found.duplicates
    )
    yield SHEETS[9], head, pairs, (18, 44, 44, 12)


def _diagnosed(seen: Review) -> Iterable[Cells]:
    """Every indicator of every group: the weight it is said to have, and its share of the differences of totals."""
    for group, found in seen.audits.items():
        contrary = {pair.first for pair in found.contrary}
        for each in found.importance:
            actual = None if each.actual is None else rounded(Fraction(100 * each.actual), 2)
            yield (
                group, each.indicator, rounded(Fraction(100 * each.nominal), 2), actual,
                "是" if each.indicator in found.flat else None, "是" if each.indicator in contrary else None,
            )  # fmt: skip


def _total(result: Result) -> Cells:
    values = (*result.classes.values(), *(index.value for index in result.beside.values()))
    places = (None if value is None else rounded(value, 2) for value in values)
    rank = (result.rank or None, result.size) if result.participant.ranked else (None, None)
    span = f"{result.participant.span}存续，不与其他单位排名" if result.participant.span else ""
    return (
        result.unit.id,
        result.unit.short,
        result.unit.group,
        *places,
        result.printed.total,
        *rank,
        result.band,
        span,
    )


_LINE_HEADS = (
    "编码", "指标", "分子", "分母", "实际值", "计量单位", "本档", "本档标准", "上档标准", "计算过程", "得分", "权重（%）",
    "得分×权重", "失分", "进一档可增分", "各档标准", "数据来源",
)  # fmt: skip
_LINE_WIDTHS = (8, 28, 12, 12, 12, 8, 6, 10, 10, 64, 10, 10, 12, 10, 12, 44, 24)


def _all(parts: Iterable[tuple[Result, Sequence[Line], Sum]]) -> Iterable[Cells]:
    """Every line, and the sum of every sheet as a formula over its lines."""
    row = HEAD
    for result, lines, printed in parts:
        first = row + 1
        for line, part in zip(lines, printed.parts, strict=True):
            row += 1
            yield (result.unit.id, result.unit.short, *_line(line, part))
        row += 1
        column = 2 + _LINE_HEADS.index("得分×权重")
        span = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        sums = (Formula(f"=SUM({span})", printed.sum), *[None] * (len(_LINE_HEADS) + 1 - column))
        yield (result.unit.id, result.unit.short, "合计", *[None] * (column - 3), *sums)


class Formula:
    """A formula, and the value it has."""

    def __init__(self, text: str, value: Decimal) -> None:
        self.text, self.value = text, value


def _line(line: Line, part: Decimal) -> Cells:
    value, tier = line.value, line.tier
    beyond = tier is not None and tier > len(line.indicator.standards)
    return (
        line.indicator.code, line.indicator.name, value.numerator, value.denominator,
        None if value.value is None else rounded(value.value, PLACES), line.indicator.unit,
        "档外" if beyond else tier, line.standard, line.above, line.gap or line.working,
        None if line.score is None else rounded(line.score, PLACES), rounded(100 * line.weight, PLACES), part,
        rounded(line.lost, PLACES), rounded(line.gain, PLACES) if line.gain else None, _standards(line),
        f"{line.indicator.collected}：{line.indicator.source}",
    )  # fmt: skip


def _standards(line: Line) -> str | None:
    """The standards that the value was held against, and whose own they are."""
    shown = "、".join(f"{value:f}" for value in line.indicator.standards)
    return (f"{shown}（{line.indicator.peer}）" if line.indicator.peer else shown) or None


def _gaps(assessment: Assessment, seen: Review) -> Iterable[Cells]:
    rule = f"按方案“{assessment.scheme.scoring.missing}”处理"
    nominal = dict(
        zip(assessment.scheme.catalogue.indicators, assessment.frame.nominal.tolist(), strict=True)
    )
    for result in assessment.results.values():
        ranks = (result.rank or None, *seen.gaps.get(result.unit.short, (None, None)))
        for line in result.gaps:
            share = rounded(100 * nominal[line.indicator.code], PLACES)
            name = f"{line.indicator.code}{line.indicator.name}"
            yield (
                result.unit.id, result.unit.short, name, line.gap, share,
                *((rule, *ranks) if line.gap == "未报送" else ("权重分给同级指标", None, None, None)),
            )  # fmt: skip
    for each in assessment.partial:
        share = rounded(100 * nominal[each.indicator.code], PLACES)
        why = f"应报{each.due}个月，只报{each.months}个月"
        name = f"{each.indicator.code}{each.indicator.name}"
        yield each.unit.id, each.unit.short, name, why, share, "按已报送的月份计算", None, None, None


def _fill(sheet: Any, looks: Looks, head: Cells, rows: Sequence[Cells], widths: Sequence[int]) -> None:
    for at, (words, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(HEAD, at, str(words), looks.head)
    for number, row in enumerate(rows, HEAD + 1):
        for at, value in enumerate(row):
            _write(sheet, number, at, value, looks)
    books.ready(sheet, HEAD, len(rows), len(head), 2, "A3")


def _write(sheet: Any, row: int, at: int, value: object, looks: Looks) -> None:
    if value is None:
        sheet.write_blank(row, at, None, looks.cell)
    elif isinstance(value, Formula):
        sheet.write_formula(row, at, value.text, looks.cell, float(value.value))
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, at, float(value), looks.cell)
    else:
        sheet.write_string(row, at, str(value), looks.cell)
