"""Whether an indicator can be scored as the scheme says: its method, its tiers, its bounds (6.3.2.1)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from reportgen.datasets.evaluation import COLLECTED, TIERS
from reportgen.errors import Fault
from reportgen.evaluation.standardise import FULL_MARKS
from reportgen.scheme import group_standards
from reportgen.scheme.model import Catalogue, Indicator

TIERED = "分档功效系数"
PERCENT = "%"
# What the methods other than tiers ask for; 对数比 and 对数两界 also want it above 0.
BOUNDED = ("极差", "改进功效系数", "对数两界", "适度")
REFERRED = {"对数比": "参照最大值", "定基": "基期值", "适度": "区间外计0分的距离"}
BETTER = {"越大越好": "high", "越小越好": "low"}


def faults(
    catalogue: Catalogue, tiers: int, groups: tuple[str, ...], measures: Mapping[str, tuple[str, str]], file: Path
) -> Iterator[Fault]:  # fmt: skip
    """Everything that keeps an indicator of `catalogue` from being scored; `tiers` is how many there are."""
    for serial, indicator in enumerate(catalogue.indicators.values(), 2):
        where = f"{file}，第{serial}行（{indicator.code}{indicator.name}）"
        yield from _source_faults(indicator, measures, where)
        yield from _group_faults(indicator, groups, where)
        yield from _method_faults(indicator, tiers, where)
        for own in indicator.own:
            at = f"{file.with_name(group_standards.FILE.name)}，第{own.row}行（{indicator.code}{indicator.name}，{own.group}）"
            yield from _own_faults(indicator, own.group, groups, tiers, at)


def equal(indicator: Indicator) -> tuple[tuple[int, int], ...]:
    """Pairs of adjacent tiers (from 1) with one standard: what reaches it has reached the better of the two."""
    steps = enumerate(pairwise(indicator.standards), 1)
    return tuple((at, at + 1) for at, (better, worse) in steps if better == worse)


def _source_faults(
    indicator: Indicator, measures: Mapping[str, tuple[str, str]], where: str
) -> Iterator[Fault]:
    """The value comes from a measure of the store, or from what units return, and runs the declared way."""
    column = f"{where}“计算指标”列"
    if indicator.collected not in COLLECTED:
        yield Fault("没有写明采集方式", f"{where}“采集方式”列", f"可填：{'、'.join(COLLECTED)}")
    elif indicator.collected == "平台直取" and not indicator.measure:
        yield Fault(
            "平台直取的指标没有写明由哪个指标计算", column, "请写指标名，如 on_time_rate；没有的改为单位上报"
        )
    elif indicator.collected == "单位上报" and indicator.measure:
        yield Fault(f"单位上报的指标又写了“{indicator.measure}”", column, "请删去，或改为平台直取")
    if indicator.measure and indicator.measure not in measures:
        yield Fault(
            f"没有指标“{indicator.measure}”", column, "请写程序中已有的指标名（见数据字典和使用手册）"
        )
    elif indicator.measure:
        unit, better = measures[indicator.measure]
        if unit != indicator.unit:
            yield Fault(f"计量单位为“{indicator.unit}”，“{indicator.measure}”的是“{unit}”", f"{where}“计量单位”列", f"请改为 {unit}")  # fmt: skip
        if better != BETTER.get(indicator.direction, better) and better != "neither":
            yield Fault(f"方向为{indicator.direction}，与“{indicator.measure}”的好坏方向相反", f"{where}“方向”列", "请核对方向或指标")  # fmt: skip


def _group_faults(indicator: Indicator, groups: tuple[str, ...], where: str) -> Iterator[Fault]:
    for group in indicator.groups:
        if group not in groups:
            yield Fault(
                f"没有同类分组“{group}”", f"{where}“适用分组”列", f"评价对象的分组：{'、'.join(groups)}"
            )


def _own_faults(
    indicator: Indicator, group: str, groups: tuple[str, ...], tiers: int, where: str
) -> Iterator[Fault]:
    """Standards of a peer group stand as the common ones do, and somebody is scored by them."""
    if group not in groups:
        yield Fault(f"没有同类分组“{group}”", f"{where}“同类分组”列", f"评价对象的分组：{'、'.join(groups)}")
    elif not indicator.applies(group):
        yield Fault(f"该指标不适用于“{group}”", where, "请删去这一行，或在指标表的“适用分组”中补上")
    if indicator.method != TIERED:
        yield Fault(
            f"标准化方法为{indicator.method}，用不到各档标准", where, "请删去这一行，或改为分档功效系数"
        )
    else:
        yield from _tier_faults(indicator.of(group), tiers, where)


def _method_faults(indicator: Indicator, tiers: int, where: str) -> Iterator[Fault]:
    method = indicator.method
    if not method:
        yield Fault("没有写明标准化方法", f"{where}“标准化方法”列", "一般写 分档功效系数")
    elif method not in FULL_MARKS:
        yield Fault(
            f"{method}没有满分，只能排序，不能计分",
            f"{where}“标准化方法”列",
            f"可填：{'、'.join(FULL_MARKS)}",
        )
    elif method == TIERED:
        yield from _tier_faults(indicator, tiers, where)
    elif indicator.standards:
        yield Fault(
            f"标准化方法为{method}，用不到各档标准", f"{where}“一档标准”等列", "请删去，或改为分档功效系数"
        )
    if (indicator.direction == "区间最好") != (method == "适度") and method not in ("", TIERED):
        yield Fault(f"方向为{indicator.direction}，标准化方法为{method}", f"{where}“标准化方法”列", "区间最好的指标用适度或分档功效系数，其他方向不用适度")  # fmt: skip
    needs_band = indicator.direction == "区间最好" and method == TIERED
    if method in BOUNDED or needs_band:
        yield from _bound_faults(indicator, where)
    if name := REFERRED.get(method):
        yield from _reference_faults(indicator, name, where)


def _bound_faults(indicator: Indicator, where: str) -> Iterator[Fault]:
    low, high, spot = indicator.low, indicator.high, f"{where}“下限”“上限”列"
    if low is None or high is None:
        yield Fault(
            f"{indicator.method}要写明下限和上限", spot, "请补填；用当年数据的最大最小值，年度之间不可比"
        )
    elif low > high or (low == high and indicator.direction != "区间最好"):
        yield Fault(f"下限{low}不小于上限{high}", spot, "请改正")
    elif indicator.method == "对数两界" and low <= 0:
        yield Fault(f"下限{low}不大于0，不能取对数", spot, "请改为大于0的数，或换用其他方法")


def _reference_faults(indicator: Indicator, name: str, where: str) -> Iterator[Fault]:
    least = 1 if indicator.method == "对数比" else 0
    if indicator.reference is None or indicator.reference <= least:
        yield Fault(f"{indicator.method}要写明{name}，且大于{least}", f"{where}“参照值”列", "请补填")


# --- tiers -----------------------------------------------------------------------------------


def _tier_faults(indicator: Indicator, tiers: int, where: str) -> Iterator[Fault]:
    standards = indicator.standards
    shown = "、".join(map(str, standards))
    spot = f"{where}“一档标准”至“{TIERS[tiers - 1]}标准”列"
    if len(standards) != tiers:
        yield Fault(f"写了{len(standards)}档标准，方案分{tiers}档", spot, "请自一档起逐档填写，不缺不多")
        return
    if any(value < 0 or value > 100 for value in standards) and indicator.unit == PERCENT:
        yield Fault(f"标准值{shown}超出0至100", spot, "计量单位为%的，标准值在0至100之间")
    falls = all(better >= worse for better, worse in pairwise(standards))
    rises = all(better <= worse for better, worse in pairwise(standards))
    wanted_falling = indicator.direction == "越大越好"
    if falls and rises:
        yield Fault(f"各档标准都是{standards[0]}，分不出档次", spot, "请拉开各档标准")
    elif not falls and not rises:
        yield Fault(f"各档标准时高时低（{shown}）", spot, "请由优到劣排列：一档最优")
    elif falls != wanted_falling:
        order = "依次降低" if wanted_falling else "依次升高"
        yield Fault(
            f"方向为{indicator.direction}，各档标准却是{shown}", spot, f"由优到劣应{order}，请核对方向和标准"
        )
    elif three := _thrice(indicator):
        yield Fault(
            f"{three}标准值相同（{shown}），达到者归哪一档不明确",
            spot,
            "相邻两档可以相同（达到者按较高一档计），三档不行",
        )


def _thrice(indicator: Indicator) -> str:
    """The tiers of the first run of three with one standard, in words."""
    runs = equal(indicator)
    for (first, second), (third, last) in pairwise(runs):
        if second == third:
            return "、".join(TIERS[tier - 1] for tier in (first, second, last))
    return ""
