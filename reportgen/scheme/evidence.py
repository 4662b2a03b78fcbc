"""权重依据: what experts judged and scored, read from the CSV files of a scheme; experts bear numbers, not names.

scheme/judgements/NAME.csv   a square of comparisons an expert, of the children of NAME (一级指标 for the top)
scheme/experts/第1轮.csv      scores by code and expert, one file a round
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from reportgen.errors import Fault, raise_all
from reportgen.scheme.indicators import Row, fraction, head_faults, table
from reportgen.scheme.model import Catalogue, Evidence

JUDGEMENTS, EXPERTS = Path("scheme/judgements"), Path("scheme/experts")
TOP = "一级指标"  # the file of comparisons of the classes themselves
EXPERT = r"[A-Z]\d+|专家组"
ANONYMOUS = "专家只用编号，如 E01；合并后的判断写“专家组”"

SCORED = ("统计平均", "德尔菲")
PAIRED = ("逐对比较01", "逐对比较04")
JUDGED = ("层次分析", *PAIRED)
DRAWN = ("主成分", "变异系数", "复相关系数", "熵权", "CRITIC")  # from data, fixed before the year they weigh
COMBINED = ("组合加法", "组合乘法", "组合几何")
METHODS = ("等权", *JUDGED, *SCORED, *DRAWN, *COMBINED)

Square = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Parent:
    """An indicator with children: its code ("" for the whole), and names of the children by code."""

    code: str
    name: str
    children: Mapping[str, str]


def parents(catalogue: Catalogue) -> dict[str, Parent]:
    """Everything that has children, by name: the whole, the classes, the groups."""
    first, second, third = (catalogue.names(level) for level in ("一级", "二级", "三级"))
    found = {TOP: Parent("", TOP, first)}
    for names, below in ((first, second), (second, third)):
        for code, name in names.items():
            children = {key: value for key, value in below.items() if key.startswith(f"{code}.")}
            found[name] = Parent(code, name, children)
    return found


def read(workspace: Path, catalogue: Catalogue) -> Evidence:
    """All evidence of `workspace`; `InputFaults` with everything that cannot be read as judgement or score."""
    known, faults = parents(catalogue), list[Fault]()
    judgements = {}
    for file in sorted((workspace / JUDGEMENTS).glob("*.csv")):
        if parent := known.get(file.stem):
            judgements[parent.code] = _judged(table(file), file, parent, faults)
        else:
            faults.append(_stray(file, list(known)))
    rounds = [_scored(table(file), file, catalogue, faults) for file in _rounds(workspace / EXPERTS, faults)]
    raise_all(faults)
    return Evidence(judgements, tuple(rounds))


def _stray(file: Path, names: Sequence[str]) -> Fault:
    return Fault(
        f"没有名为“{file.stem}”的上级指标", str(file), f"文件名应为上级指标的名称：{'、'.join(names[:6])}等"
    )


def _rounds(folder: Path, faults: list[Fault]) -> list[Path]:
    """The files of the rounds in their order."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        if serial := re.fullmatch(r"第(\d+)轮", file.stem):
            found[int(serial[1])] = file
        else:
            faults.append(Fault("文件名看不出是第几轮", str(file), "请命名为 第1轮.csv、第2轮.csv"))
    if sorted(found) != list(range(1, len(found) + 1)):
        faults.append(Fault("专家打分的轮次不连续", str(folder), "请从第1轮起逐轮放入，不缺轮次"))
    return [found[serial] for serial in sorted(found)]


# --- comparisons -----------------------------------------------------------------------------


def _judged(rows: list[dict[str, str]], file: Path, parent: Parent, faults: list[Fault]) -> dict[str, Square]:
    """The square of each expert, in the order of the children; what cannot be read is a fault."""
    names = list(parent.children.values())
    heads = ["专家", "指标", *names]
    if faults_of_head := list(head_faults(rows, heads, file)):
        faults += faults_of_head
        return {}
    squares: dict[str, dict[str, tuple[Fraction, ...]]] = {}
    for serial, row in enumerate(rows, 2):
        where = f"{file}，第{serial}行"
        faults += _expert_faults(row["专家"], where)
        if row["指标"] not in names:
            faults.append(Fault(f"“{row['指标']}”不是“{parent.name}”的下级", f"{where}“指标”列", f"可填：{'、'.join(names)}"))  # fmt: skip
        elif row["指标"] in squares.setdefault(row["专家"], {}):
            faults.append(Fault(f"专家{row['专家']}的“{row['指标']}”重复", where, "每个指标写一行"))
        else:
            squares[row["专家"]][row["指标"]] = _values(row, names, where, faults)
    for expert, lines in squares.items():
        if lost := [name for name in names if name not in lines]:
            faults.append(
                Fault(f"专家{expert}缺少对{'、'.join(lost)}的判断", str(file), "每个指标写一行，请补齐")
            )
    whole = {expert: lines for expert, lines in squares.items() if len(lines) == len(names)}
    return {expert: tuple(lines[name] for name in names) for expert, lines in whole.items()}


def _values(row: Row, heads: Sequence[str], where: str, faults: list[Fault]) -> tuple[Fraction, ...]:
    found = []
    for head in heads:
        value = fraction(row[head])
        if not row[head]:
            faults.append(Fault("缺少判断或分值", f"{where}“{head}”列", "请向专家补问；不能用0代替"))
        elif value is None:
            faults.append(Fault(f"“{row[head]}”不是数", f"{where}“{head}”列", "请写成如 3、0.5 或 1/3"))
        found.append(value if value is not None else Fraction(0))
    return tuple(found)


def _expert_faults(expert: str, where: str) -> Iterator[Fault]:
    if not re.fullmatch(EXPERT, expert):
        yield Fault(f"专家“{expert}”不是编号", where, ANONYMOUS)


# --- scores ----------------------------------------------------------------------------------


def _scored(
    rows: list[dict[str, str]], file: Path, catalogue: Catalogue, faults: list[Fault]
) -> dict[str, dict[str, Fraction]]:
    """Scores by code and expert."""
    names = {**catalogue.names("一级"), **catalogue.names("二级"), **catalogue.names("三级")}
    experts = [head for head in (rows[0] if rows else ()) if head not in ("编码", "指标")]
    if faults_of_head := list(head_faults(rows, ["编码", "指标", *experts], file)):
        faults += faults_of_head
        return {}
    for expert in experts:
        faults += _expert_faults(expert, f"{file}，表头")
    found: dict[str, dict[str, Fraction]] = {}
    for serial, row in enumerate(rows, 2):
        where = f"{file}，第{serial}行"
        if names.get(row["编码"]) != row["指标"]:
            known = f"编码{row['编码']}是“{names[row['编码']]}”" if row["编码"] in names else "没有这个编码"
            faults.append(Fault(f"“{row['编码']} {row['指标']}”不在指标表中：{known}", where, "请与 indicators.csv 一致"))  # fmt: skip
        elif row["编码"] in found:
            faults.append(Fault(f"编码{row['编码']}重复", where, "每个指标写一行"))
        else:
            scores = _values(row, experts, where, faults)
            faults += _score_faults(dict(zip(experts, scores, strict=True)), where)
            found[row["编码"]] = dict(zip(experts, scores, strict=True))
    return found


def _score_faults(scores: Mapping[str, Fraction], where: str) -> Iterator[Fault]:
    for expert, score in scores.items():
        if not 0 <= score <= 100:
            yield Fault(f"分值{float(score):g}超出0至100", f"{where}“{expert}”列", "请核对专家打分表")
