"""The evaluation scheme (评价方案, clause 6): scheme/indicators.csv of a workspace, read and checked.

The indicators of appendix A in three levels, each with its 口径, direction and weights. Reports of
indicators (上报指标) are matched against it, and a broken scheme is told with the faults of the settings.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.datasets import DATASETS, files
from reportgen.errors import Fault, InputFaults, raise_all

DECLARED = DATASETS["indicators"]
FILE = Path(DECLARED.file)
WEIGHTS = ("一级权重", "二级权重", "三级权重")
NEAR = 1e-6  # weights written as decimals add up to one only nearly


@dataclass(frozen=True, slots=True)
class Indicator:
    """A third-level indicator; `weights` are those of its class, its group in it, and itself in that."""

    code: str
    path: tuple[str, str, str]
    definition: str
    numerator: str
    denominator: str
    kind: str
    direction: str
    unit: str
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The indicators by code, in the order of the file."""

    indicators: Mapping[str, Indicator]

    def __contains__(self, code: str) -> bool:
        return code in self.indicators


def load(workspace: Path) -> Scheme | None:
    """The scheme of `workspace`, None if it has none; `InputFaults` naming row and column of every fault."""
    file = workspace / FILE
    if not file.exists():
        return None
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except UnicodeDecodeError:
        raise InputFaults.single("评价方案不是 UTF-8 编码", str(file), "请另存为 UTF-8 的 CSV") from None
    raise_all(_faults(rows, file))
    return Scheme({row["编码"]: _indicator(row) for row in rows})


def _indicator(row: Mapping[str, str]) -> Indicator:
    first, second, third = (float(row[column]) for column in WEIGHTS)
    return Indicator(
        row["编码"], (row["一级指标"], row["二级指标"], row["三级指标"]), row["口径"], row["分子"], row["分母"],
        row["计算方式"], row["方向"], row.get("计量单位") or "", (first, second, third),
    )  # fmt: skip


def _faults(rows: list[dict[str, str]], file: Path) -> Iterator[Fault]:
    yield from files.faults(rows, DECLARED, file, by_label=True)
    if files.missing(rows, DECLARED, by_label=True):
        return
    for number, row in enumerate(rows, 2):
        yield from _row_faults(row, f"{file}，第{number}行")
    yield from _sum_faults(rows, file)


def _row_faults(row: Mapping[str, str], where: str) -> Iterator[Fault]:
    if not re.fullmatch(r"\d+\.\d+\.\d+", row["编码"] or ""):
        yield Fault(f"编码“{row['编码']}”写法不对", f"{where}“编码”列", "请写成如 1.2.3")
    for column in WEIGHTS:
        if row[column] and _weight(row[column]) is None:
            yield Fault(f"权重“{row[column]}”不是0到1之间的数", f"{where}“{column}”列", "请写成如 0.2")


def _weight(text: str | None) -> float | None:
    if re.fullmatch(r"0(\.\d+)?|1(\.0+)?", text or ""):
        return float(text or "")
    return None


def _sum_faults(rows: list[dict[str, str]], file: Path) -> Iterator[Fault]:
    """Weights of each level must add up to one within their parent, and agree where they are repeated."""
    shares: dict[str, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        whole, group = f"{row['一级指标']}", f"{row['一级指标']}—{row['二级指标']}"
        for parent, child, column in (
            ("全部一级指标", whole, "一级权重"),
            (f"“{whole}”的二级指标", group, "二级权重"),
            (f"“{group}”的三级指标", row["编码"], "三级权重"),
        ):
            shares[parent][child].add(_weight(row[column]) or 0.0)
    for parent, children in shares.items():
        for child in (name for name, weights in children.items() if len(weights) > 1):
            yield Fault(f"“{child}”的权重前后不一", str(file), "同一指标在各行的权重应当相同")
        total = sum(max(weights) for weights in children.values())
        if abs(total - 1) > NEAR:
            yield Fault(f"{parent}权重之和为{total:.4f}，不是1", str(file), "请调整权重")
