"""A scheme held against itself and its workspace: groups, tiers, bands, shares, stages, awards, weights."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from reportgen.errors import Fault
from reportgen.scheme import indicators, standards, weighting
from reportgen.scheme.model import Scheme

FULL = 100
WITHIN_TOTAL = ("政务服务", "政务公开", "问政咨询")


def faults(
    scheme: Scheme, groups: Mapping[str, str], units: Mapping[str, str],
    measures: Mapping[str, tuple[str, str]], workspace: Path,
) -> Iterator[Fault]:  # fmt: skip
    """Everything in which the parts of `scheme` do not agree with one another, or with the workspace."""
    file = workspace / "scheme/scheme.toml"
    yield from _scope_faults(scheme, groups, units, file)
    yield from _coefficient_faults(scheme, file)
    yield from _band_faults(scheme, file)
    yield from _beside_faults(scheme, file)
    yield from _stage_faults(scheme, file)
    yield from _award_faults(scheme, file)
    yield from _monthly_faults(scheme, file)
    tiers = max(len(scheme.scoring.coefficients), 1)
    for catalogue, name in (
        (scheme.catalogue, indicators.FILE),
        (scheme.beside.catalogue, "scheme/beside.csv"),
    ):
        yield from standards.faults(catalogue, tiers, scheme.scope.groups, measures, workspace / name)
    yield from _coverage_faults(scheme, workspace / indicators.FILE)
    yield from weighting.faults(scheme, workspace)


def _scope_faults(
    scheme: Scheme, groups: Mapping[str, str], units: Mapping[str, str], file: Path
) -> Iterator[Fault]:
    if not scheme.scope.groups:
        yield Fault("没有写明评价对象的分组", f"{file}，scope.groups", f"可写：{'、'.join(groups)}")
    for group in scheme.scope.groups:
        if group not in groups:
            yield Fault(f"没有同类分组“{group}”", f"{file}，scope.groups", f"reportgen.toml 的 [groups] 中有：{'、'.join(groups)}")  # fmt: skip
    for unit in scheme.scope.excluded:
        if unit not in units:
            yield Fault(f"单位名册中没有“{unit}”", f"{file}，scope.excluded", "请写单位编码")


def _coefficient_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    found, where = scheme.scoring.coefficients, f"{file}，scoring.coefficients"
    if not 2 <= len(found) <= 6:
        yield Fault(f"标准系数有{len(found)}档", where, "应分2至6档")
    elif found[0] != 1 or found[-1] < 0 or any(better <= worse for better, worse in pairwise(found)):
        yield Fault("标准系数应自1起逐档减小，不小于0", where, "请写成如 [1.0, 0.8, 0.6, 0.4, 0.2]")


def _band_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    """The bands cover 0 to 100 without overlap and without gap."""
    where, ordered = f"{file}，bands", sorted(scheme.bands, key=lambda band: (band.low, band.high))
    if not ordered:
        yield Fault("没有划分等次", where, "请写成如 优秀 = [90, 100]")
        return
    for band in ordered:
        if band.low >= band.high:
            yield Fault(f"“{band.name}”的下限{band.low}不小于上限{band.high}", where, "请改正")
    if ordered[0].low != 0 or ordered[-1].high != FULL:
        yield Fault(f"等次只划到{ordered[0].low}至{ordered[-1].high}分", where, "应由0分划到100分")
    for lower, upper in pairwise(ordered):
        if lower.high > upper.low:
            yield Fault(f"“{lower.name}”与“{upper.name}”在{upper.low}至{lower.high}分重叠", where, "上一等次的下限应等于下一等次的上限")  # fmt: skip
        elif lower.high < upper.low:
            yield Fault(
                f"{lower.high}至{upper.low}分不属于任何等次", where, "上一等次的下限应等于下一等次的上限"
            )


def _beside_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    """政务公开 and 问政咨询 are scored, and their shares of a common total add up."""
    beside, where = scheme.beside, f"{file}，beside.shares"
    classes = set(beside.catalogue.names("一级").values())
    if lost := [name for name in WITHIN_TOTAL[1:] if name not in classes]:
        yield Fault(f"没有{'、'.join(lost)}的评分指标", f"{file.parent / 'beside.csv'}", "年考评围绕政务服务、政务公开、问政咨询（4.2 e），请补齐")  # fmt: skip
    if beside.mode == "单独公布" and beside.shares:
        yield Fault("政务公开、问政咨询单独公布，不用写占比", where, "请删去，或把 mode 改为 合并计分")
    if beside.mode == "合并计分":
        if set(beside.shares) != set(WITHIN_TOTAL):
            yield Fault(f"占比应写{'、'.join(WITHIN_TOTAL)}三项", where, "请补齐")
        elif sum(beside.shares.values()) != 1:
            yield Fault(f"占比之和为{float(sum(beside.shares.values())):g}，不是1", where, "请调整")


def _stage_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    for stage in scheme.stages:
        if stage.start > stage.end:
            yield Fault(
                f"“{stage.name}”的开始日期{stage.start}晚于结束日期{stage.end}", f"{file}，stages", "请改正"
            )
    for before, after in pairwise(scheme.stages):
        if after.start < before.start:
            yield Fault(f"“{after.name}”早于“{before.name}”", f"{file}，stages", "请按开始日期排列")
    if not scheme.stages:
        yield Fault("没有工作计划", f"{file}，stages", "评价方案应明确评价时间和工作计划（6.2）")
    if not scheme.people:
        yield Fault("没有写明责任人", f"{file}，people", "请写明各项工作的责任人（6.6.3）")


def _award_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    names = [band.name for band in scheme.bands]
    for band in scheme.award.bands:
        if band not in names:
            yield Fault(f"没有等次“{band}”", f"{file}，award.bands", f"等次有：{'、'.join(names)}")


def _monthly_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    """What is left out of a month exists, and leaves something in every class of every group."""
    if scheme.monthly is None:
        return
    if scheme.monthly.until.year < scheme.year:
        yield Fault(f"按月评价只到{scheme.monthly.until}，早于评价年度", f"{file}，monthly.until", "请改正")
    where = f"{file}，monthly.excluded"
    for code in scheme.monthly.excluded:
        if code not in scheme.catalogue and code not in scheme.beside.catalogue:
            yield Fault(f"没有编码为“{code}”的指标", where, "请写三级指标的编码，如 5.1.1")
    for catalogue in (scheme.catalogue, scheme.beside.catalogue):
        for group in scheme.scope.groups:
            mine = [each for each in catalogue.indicators.values() if each.applies(group)]
            left = {each.path[0] for each in mine if each.code not in scheme.monthly.excluded}
            for name in dict.fromkeys(each.path[0] for each in mine if each.path[0] not in left):
                yield Fault(
                    f"“{group}”的“{name}”指标全部不按月评价",
                    where,
                    "每类至少留一项，否则当月的分类指数无从计算",
                )


def _coverage_faults(scheme: Scheme, file: Path) -> Iterator[Fault]:
    """Each peer group is evaluated by something in every class, so that none of the five indices is empty."""
    for group in scheme.scope.groups:
        weights: dict[str, Fraction] = {}
        for indicator in scheme.catalogue.indicators.values():
            share = indicator.weight if indicator.applies(group) else Fraction(0)
            weights[indicator.path[0]] = weights.get(indicator.path[0], Fraction(0)) + share
        for name in (name for name, weight in weights.items() if not weight):
            yield Fault(
                f"没有适用于“{group}”的“{name}”指标", str(file), "请调整适用分组，否则该分类指数无从计算"
            )
