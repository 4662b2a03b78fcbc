"""Whether the weights of a scheme are those that its evidence gives by its methods (6.3.2.2), and what the evidence says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reportgen.errors import Fault, InputFaults
from reportgen.evaluation.table import Array, Table
from reportgen.evaluation.weights.ahp import Group, group
from reportgen.evaluation.weights.combined import additive, geometric, multiplicative
from reportgen.evaluation.weights.experts import Delphi, delphi, mean_of_experts
from reportgen.evaluation.weights.pairwise import pairwise_01, pairwise_04
from reportgen.evaluation.weights.shares import Weights, equal
from reportgen.scheme.evidence import COMBINED, DRAWN, EXPERTS, JUDGEMENTS, PAIRED, Parent, parents
from reportgen.scheme.model import LEVELS, Evidence, Level, Scheme

AGREES = 1e-3  # weights are written with three or four decimals
FULL_MARK = 100
ROUNDS = 2  # at least, of a Delphi


@dataclass(frozen=True, slots=True)
class Derived:
    """The weights of the children of `parent`: as they follow from the evidence, and by which method each part."""

    level: Level
    parent: Parent
    weights: Weights
    parts: Mapping[str, Weights]


def faults(scheme: Scheme, workspace: Path) -> Iterator[Fault]:
    """Evidence that is missing or contradicts itself, and weights that do not follow from it."""
    weighting, file = scheme.weighting, workspace / "scheme/scheme.toml"
    methods = [*weighting.methods.values(), *weighting.combined]
    if combined := [method for method in weighting.methods.values() if method in COMBINED]:
        yield from _combination_faults(scheme, combined[0], file)
    if any(method in DRAWN for method in methods) and not weighting.reason:
        yield Fault("权重由数据算得，没有写明数据所属年份和固定的期限", f"{file}，weights.reason", "请写明，如：由2024年度数据计算，2025至2027年不变")  # fmt: skip
    for level, parent in _places(scheme):
        try:
            found = derived(scheme, level, parent)
        except InputFaults as error:
            yield from (_at(fault, workspace, parent) for fault in error.faults)
        else:
            yield from _differences(scheme, found, workspace) if found else ()


def every(scheme: Scheme) -> tuple[Derived, ...]:
    """What the evidence gives for every parent whose weights rest on it, from above."""
    return tuple(found for level, parent in _places(scheme) if (found := derived(scheme, level, parent)))


def _places(scheme: Scheme) -> Iterator[tuple[Level, Parent]]:
    for parent in parents(scheme.catalogue).values():
        if len(parent.children) > 1:
            yield LEVELS[parent.code.count(".") + 1 if parent.code else 0], parent


def derived(scheme: Scheme, level: Level, parent: Parent) -> Derived | None:
    """The weights of the children of `parent` by the method of `level`; None if they are drawn from data."""
    weighting = scheme.weighting
    method = weighting.methods[level]
    if method not in COMBINED:
        made = _by(method, scheme, parent)
        return Derived(level, parent, made, {method: made}) if made else None
    parts = {each: made for each in weighting.combined if (made := _by(each, scheme, parent))}
    if len(parts) < len(weighting.combined):
        return None
    combine: Mapping[str, Callable[[], Weights]] = {
        "组合加法": lambda: additive([*parts.values()], [float(share) for share in weighting.shares]),
        "组合乘法": lambda: multiplicative([*parts.values()]),
        "组合几何": lambda: geometric([*parts.values()]),
    }
    return Derived(level, parent, combine[method](), parts)


def _by(method: str, scheme: Scheme, parent: Parent) -> Weights | None:
    """The weights of one method; None for one that draws them from data."""
    names = tuple(parent.children.values())
    if method == "等权":
        return equal(names)
    if method == "层次分析":
        return judged(scheme, parent).together.weights
    if method in PAIRED:
        return _paired(method, scheme.evidence, parent)
    if method == "统计平均":
        return mean_of_experts(sheets(scheme.evidence, parent)[-1])
    if method == "德尔菲":
        return scored(scheme, parent).weights
    return None


def judged(scheme: Scheme, parent: Parent) -> Group:
    """The judgements of the experts on the children of `parent`, together and each; `InputFaults`."""
    matrices = {expert: _matrix(square) for expert, square in _squares(scheme.evidence, parent).items()}
    return group(tuple(parent.children.values()), matrices, override=scheme.weighting.reason, of=parent.name)


def scored(scheme: Scheme, parent: Parent) -> Delphi:
    """The scores of the experts on the children of `parent`, round by round; `InputFaults`."""
    return delphi(sheets(scheme.evidence, parent), FULL_MARK)


def sheets(evidence: Evidence, parent: Parent) -> list[Table]:
    """One table a round, of experts (m) by children (p)."""
    found = []
    for serial, scores in enumerate(evidence.rounds, 1):
        if lost := [name for code, name in parent.children.items() if code not in scores]:
            raise InputFaults.single(
                f"缺少对{'、'.join(lost)}的打分", f"{EXPERTS}/第{serial}轮.csv", "请补齐各行"
            )
        chosen = [scores[code] for code in parent.children]
        values = np.array([[float(row[expert]) for row in chosen] for expert in chosen[0]])
        found.append(Table(tuple(chosen[0]), tuple(parent.children.values()), values, f"第{serial}轮"))
    if not found:
        raise InputFaults.single(
            "没有专家打分表", str(EXPERTS), "请放入 第1轮.csv 等文件，或改用其他赋权方法"
        )
    return found


def _squares(evidence: Evidence, parent: Parent) -> Mapping[str, Sequence[Sequence[object]]]:
    squares = evidence.judgements.get(parent.code)
    if not squares:
        raise InputFaults.single(
            f"没有“{parent.name}”的判断矩阵",
            f"{JUDGEMENTS}/{parent.name}.csv",
            "请放入该文件，或改用其他赋权方法",
        )
    return squares


def _matrix(square: Sequence[Sequence[object]]) -> Array:
    return np.array(square, dtype=float)


def _paired(method: str, evidence: Evidence, parent: Parent) -> Weights:
    """The mean of what the experts' comparisons of pairs give."""
    names = tuple(parent.children.values())
    weigh = pairwise_01 if method == "逐对比较01" else pairwise_04
    made = [weigh(names, _matrix(square)) for square in _squares(evidence, parent).values()]
    return Weights(names, np.mean([each.values for each in made], axis=0), made[0].notes)


# --- faults ----------------------------------------------------------------------------------


def _combination_faults(scheme: Scheme, method: str, file: Path) -> Iterator[Fault]:
    weighting = scheme.weighting
    if len(weighting.combined) < 2 or any(each in COMBINED for each in weighting.combined):
        yield Fault(
            f"{method}要写明由哪几种方法组合", f"{file}，weights.combined", '请写成如 ["层次分析", "德尔菲"]'
        )
    if method == "组合加法" and len(weighting.shares) != len(weighting.combined):
        yield Fault("各种方法的占比与方法数不同", f"{file}，weights.shares", "请逐一写明，和为1")
    elif method == "组合加法" and sum(weighting.shares) != 1:
        yield Fault(f"占比之和为{float(sum(weighting.shares)):g}，不是1", f"{file}，weights.shares", "请调整")
    used = [*weighting.methods.values(), *weighting.combined]
    if "德尔菲" in used and len(scheme.evidence.rounds) < ROUNDS:
        yield Fault(f"德尔菲法应打分{ROUNDS}轮以上，现有{len(scheme.evidence.rounds)}轮", str(file.parent / "experts"), "请补做，或改用 统计平均")  # fmt: skip


def _at(fault: Fault, workspace: Path, parent: Parent) -> Fault:
    """The fault with the folder of its evidence, where it names none."""
    judgement = "判断矩阵" in fault.where or "比较" in fault.where
    place = workspace / (JUDGEMENTS / f"{parent.name}.csv" if judgement else EXPERTS)
    where = f"{place}，{parent.name}：{fault.where}"
    remedy = fault.remedy
    if "CR=" in fault.what:
        remedy = f"{fault.remedy}；确需采用的，在 scheme.toml 的 weights.reason 写明理由，随方案印出"
    return Fault(fault.what, where, remedy)


def _differences(scheme: Scheme, found: Derived, workspace: Path) -> Iterator[Fault]:
    """Weights that the file states otherwise than the evidence gives."""
    stated = scheme.catalogue.weights(found.level, found.parent.code)
    for (code, name), value in zip(found.parent.children.items(), found.weights.values, strict=True):
        if abs(float(stated[code]) - float(value)) > AGREES:
            method = scheme.weighting.methods[found.level]
            what = f"“{name}”的{found.level}权重为{float(stated[code]):.4f}，按{method}算得{float(value):.4f}"
            yield Fault(
                what,
                f"{workspace / 'scheme/indicators.csv'}“{found.level}权重”列",
                "请改为算得的值，或核对权重依据",
            )
