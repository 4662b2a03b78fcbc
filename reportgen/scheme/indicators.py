"""The indicators of a scheme: scheme/indicators.csv of a workspace, read and checked by itself.

The indicators of appendix A in three levels, each with its 口径, direction and weights. Reports of
indicators (上报指标) are matched against it, and its faults are told with those of the settings. What the
rest of the scheme makes of it is checked with the whole, in `reading`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from reportgen.datasets import DATASETS, files
from reportgen.datasets.evaluation import TIERS
from reportgen.errors import Fault, InputFaults, raise_all
from reportgen.scheme.model import LEVELS, Catalogue, Indicator, prefix

DECLARED = DATASETS["indicators"]
FILE = Path(DECLARED.file)
WEIGHTS = tuple(f"{level}权重" for level in LEVELS)
STANDARDS = tuple(f"{tier}标准" for tier in TIERS)
PARAMETERS = ("下限", "上限", "参照值")
NEAR = Fraction(1, 1_000_000)  # weights written as decimals add up to one only nearly
ROUNDED = Fraction(1, 1000)  # what rounding to three or four decimals may leave
POINTS = 100  # weights may be written as points of a hundred
Row = Mapping[str, str]


def catalogue(workspace: Path) -> Catalogue | None:
    """The indicators of `workspace`, None if it has no scheme; `InputFaults` naming row and column of each fault."""
    file = workspace / FILE
    return read(file) if file.exists() else None


def read(file: Path, whole: str = "全部一级指标") -> Catalogue:
    """The indicators of `file`; the first level adds up to 1 over `whole`, or not at all if that is empty."""
    rows = table(file)
    raise_all(_faults(rows, file, whole))
    sums = _sums(rows, whole)
    notes = tuple(note for parent, children in sums.items() if (note := _note(parent, children, file)))
    return Catalogue({row["编码"]: _indicator(row, sums, whole) for row in rows}, notes)


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV by the heads of its columns, blanks at the ends of values cut off."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return [
                {head: (value or "").strip() for head, value in row.items() if isinstance(head, str)}
                for row in csv.DictReader(stream, restval="")
            ]
    except UnicodeDecodeError:
        raise InputFaults.single("评价方案不是 UTF-8 编码", str(file), "请另存为 UTF-8 的 CSV") from None


def head_faults(
    rows: Sequence[Row], heads: Sequence[str], file: Path, also: Sequence[str] = ()
) -> Iterator[Fault]:
    """What the head of a table lacks of `heads`, and what is neither one of these nor of `also`."""
    if not rows:
        yield Fault("没有任何内容", str(file), f"表头应为：{'、'.join(heads)}")
        return
    if lost := [head for head in heads if head not in rows[0]]:
        yield Fault(f"缺少列：{'、'.join(lost)}", str(file), "请补齐表头，与 indicators.csv 的名称一致")
    if strange := [head for head in rows[0] if head not in (*heads, *also)]:
        yield Fault(f"不认识列：{'、'.join(strange)}", str(file), "请删去，或改为 indicators.csv 的名称")


# --- values ----------------------------------------------------------------------------------


def fraction(text: str) -> Fraction | None:
    """The number written as 0.25, 25 or 1/3, exactly; None if it is none.

    >>> fraction("1/3"), fraction("0.25"), fraction("二")
    (Fraction(1, 3), Fraction(1, 4), None)
    """
    if re.fullmatch(r"-?\d+(\.\d+)?|\d+/[1-9]\d*", text):
        return Fraction(text)
    return None


def number(text: str) -> Decimal | None:
    """The decimal number written as `text`; None if it is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def listed(text: str) -> tuple[str, ...]:
    """The parts of a cell, which 、 or commas separate."""
    return tuple(part for part in re.split(r"[、,，\s]+", text) if part)


def _indicator(row: Row, sums: "_Sums", whole: str) -> Indicator:
    weights = [
        _share(row[column], sums[parent])
        for column, (parent, _child) in zip(WEIGHTS, _parents(row, whole), strict=True)
    ]
    got: dict[str, Any] = {column: number(row.get(column, "")) for column in PARAMETERS}
    return Indicator(
        code=row["编码"],
        path=(row["一级指标"], row["二级指标"], row["三级指标"]),
        definition=row["口径"],
        numerator=row["分子"],
        denominator=row["分母"],
        kind=row["计算方式"],
        direction=row["方向"],  # type: ignore[arg-type]  # one of its code list
        source=row.get("数据来源", ""),
        unit=row.get("计量单位", ""),
        note=row.get("说明", ""),
        weights=(weights[0], weights[1], weights[2]),
        groups=listed(row.get("适用分组", "")),
        collected=row.get("采集方式", ""),
        measure=row.get("计算指标", ""),
        method=row.get("标准化方法", ""),
        standards=tuple(value for head in STANDARDS if (value := number(row.get(head, ""))) is not None),
        low=got["下限"],
        high=got["上限"],
        reference=got["参照值"],
    )


def _share(text: str, siblings: Mapping[str, set[Fraction]]) -> Fraction:
    """The weight as a share of what it and its siblings add up to: 1, or the points of a hundred."""
    total = _total(siblings)
    weight = fraction(text) or Fraction(0)
    return weight / total if total else weight


# --- faults ----------------------------------------------------------------------------------

_Sums = Mapping[str, Mapping[str, set[Fraction]]]  # weights written, by parent and child


def _faults(rows: list[dict[str, str]], file: Path, whole: str) -> Iterator[Fault]:
    yield from files.faults(rows, DECLARED, file, by_label=True)
    if files.missing(rows, DECLARED, by_label=True):
        return
    for serial, row in enumerate(rows, 2):
        yield from _row_faults(row, f"{file}，第{serial}行")
    yield from _name_faults(rows, file)
    for parent, children in _sums(rows, whole).items():
        yield from _sum_faults(parent, children, file)


def _row_faults(row: Row, where: str) -> Iterator[Fault]:
    if not re.fullmatch(r"\d+\.\d+\.\d+", row["编码"]):
        yield Fault(f"编码“{row['编码']}”写法不对", f"{where}“编码”列", "请写成如 1.2.3")
    for column in WEIGHTS:
        if row[column]:
            weight = fraction(row[column])
            if weight is None:
                yield Fault(f"权重“{row[column]}”不是数", f"{where}“{column}”列", "请写成如 0.2，或 1/3")
            elif weight < 0:
                yield Fault(f"权重“{row[column]}”为负", f"{where}“{column}”列", "权重不能小于0，请改正")
    for column in (*STANDARDS, *PARAMETERS):
        if (text := row.get(column, "")) and number(text) is None:
            yield Fault(f"“{text}”不是数", f"{where}“{column}”列", "请只写数字，计量单位另列")


def _name_faults(rows: list[dict[str, str]], file: Path) -> Iterator[Fault]:
    """One code, one name: indicators of the same code at a level bear the same name, and the other way round."""
    for depth, column in enumerate(("一级指标", "二级指标"), 1):
        names: dict[str, str] = {}
        codes: dict[tuple[str, ...], str] = {}
        for serial, row in enumerate(rows, 2):
            code, path = prefix(row["编码"], depth), tuple(row[f"{level}指标"] for level in LEVELS[:depth])
            if names.setdefault(code, row[column]) != row[column]:
                what = f"编码{code}先称“{names[code]}”，此处称“{row[column]}”"
                yield Fault(what, f"{file}，第{serial}行“{column}”列", "同一编码的名称应当相同")
            if codes.setdefault(path, code) != code:
                what = f"“{row[column]}”的编码先为{codes[path]}，此处为{code}"
                yield Fault(what, f"{file}，第{serial}行“编码”列", "同一指标的编码应当相同")


def _parents(row: Row, whole: str) -> tuple[tuple[str, str], ...]:
    """Parent and child at each level; a class that is its own whole has itself as parent."""
    first, group = row["一级指标"], f"{row['一级指标']}—{row['二级指标']}"
    top = whole or f"“{first}”一级指标"
    return ((top, first), (f"“{first}”的二级指标", group), (f"“{group}”的三级指标", row["编码"]))


def _sums(rows: list[dict[str, str]], whole: str) -> _Sums:
    shares: dict[str, dict[str, set[Fraction]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for column, (parent, child) in zip(WEIGHTS, _parents(row, whole), strict=True):
            shares[parent][child].add(fraction(row[column]) or Fraction(0))
    return shares


def _total(children: Mapping[str, set[Fraction]]) -> Fraction:
    return sum((max(weights) for weights in children.values()), Fraction(0))


def _sum_faults(parent: str, children: Mapping[str, set[Fraction]], file: Path) -> Iterator[Fault]:
    """Weights add up to one (or a hundred points) within their parent, and agree where they are repeated."""
    for child in (name for name, weights in children.items() if len(weights) > 1):
        yield Fault(f"“{child}”的权重前后不一", str(file), "同一指标在各行的权重应当相同")
    total = _total(children)
    if abs(total - 1) > ROUNDED and total != POINTS:
        yield Fault(f"{parent}权重之和为{float(total):.4f}，不是1", str(file), "请调整权重")


def _note(parent: str, children: Mapping[str, set[Fraction]], file: Path) -> str:
    """What was taken with a remark: points of a hundred, or a rest of rounding."""
    total = _total(children)
    if total == POINTS:
        return f"{file.name}：{parent}权重之和为100，按百分制分值换算为权重"
    if abs(total - 1) > NEAR:
        return f"{file.name}：{parent}权重之和为{float(total):.4f}，按四舍五入的误差接受，计算时按比例归一"
    return ""
