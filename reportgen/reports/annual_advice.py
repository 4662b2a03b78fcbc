"""整改建议 (6.5 c, 6.6.3, 7): for every unit what would gain it most, chosen by rule, with measure, days and what is accepted.

An indicator is advised on if the next tier would add to the total, the largest gains first; below the last tier always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from reportgen.assessment import Assessment, Line, Result
from reportgen.facts import Fact
from reportgen.rectification import Mode, Opening, key
from reportgen.reports.model import Material
from reportgen.reports.scores import points
from reportgen.wording import trimmed
from reportgen.workdays import add_workdays

RULE = "年评"
PERSON = "分管负责人"  # who answers for it, until the unit names the person in its 整改回执 (6.6.3)
MOST = 3  # advices for a unit, besides what is below the last tier
DAYS: Mapping[Mode, int] = {"立行立改": 5, "限期整改": 20, "专项方案": 60}  # working days

Level = Literal["红", "黄", "提示"]

# What is advised, by second-level indicator of appendix A: what is published wrongly is put right on the spot (7 a), what
# needs construction takes a plan (7 b).
MEASURES: Mapping[str, tuple[str, Mode]] = {
    "服务提供方式": (
        "逐项核对应进驻事项和各类入口，补齐未统一受理的事项，修复不可用的入口和功能",
        "限期整改",
    ),
    "服务导引": ("充实导引分类，明确咨询办理岗位，咨询按期答复", "限期整改"),
    "多渠道服务": ("补齐应提供的服务渠道，对拨测不通的渠道逐一排障并定期自查", "限期整改"),
    "事项清单公布情况": ("对照权力清单和公共服务清单逐项公布，变更后及时更新", "立行立改"),
    "办事指南发布情况": ("对未发布办事指南的事项逐项补发，建立事项变更与指南同步更新制度", "限期整改"),
    "规范化程度": ("对照标准目录统一名称、编码、材料和类型，补全办事指南要素", "限期整改"),
    "事项基本信息": ("逐项核对办事指南的受理时间、依据、样本、收费和电话，改正不准确的内容", "立行立改"),
    "申请材料信息": ("逐项核对申请材料的名称、来源、数量和介质要求，删除无依据的材料", "限期整改"),
    "文档及样本下载": ("补全可下载的表格和样本，核对版本，失效链接即时更换", "立行立改"),
    "办理流程": ("核对办理环节、时限和流程图，与实际办理一致", "限期整改"),
    "在线办理深度": ("制定网上办理深度提升计划，逐项改造未达到全程网办条件的事项", "专项方案"),
    "服务整合度": ("推进电子证照应用、网上支付和系统对接，制定改造计划并按期完成", "专项方案"),
    "用户使用度": ("加强网上办理引导和帮办代办，分析用户流失环节，改进办理体验", "专项方案"),
    "服务时效": ("对超期和环节超时办件逐件分析原因，压实承办责任，建立到期预警", "限期整改"),
    "特色服务": ("整合窗口设置，扩大寄递、通办和入驻范围，制定改进计划", "专项方案"),
}


OTHERWISE: tuple[str, Mode] = ("对照口径查找差距，制定改进措施并落实", "专项方案")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A measure as the report lists it once: its number, the group of indicators, words, mode and working days."""

    number: int
    group: str
    words: str
    mode: Mode
    days: int


@dataclass(frozen=True, slots=True)
class Advice:
    """One suggestion: to whom, on which line of its sheet, worth how many points, accepted how, by when.

    That of a month has no term: it is no entry of the 整改台账.
    """

    result: Result
    line: Line
    level: Level
    value: Fact
    gain: Fact
    mode: Mode
    measure: str
    target: str
    due: date | None
    days: int

    @property
    def key(self) -> str:
        """What tells it from the others of the report."""
        return key(RULE, self.result.unit.id, self.line.indicator.code)

    @property
    def problem(self) -> str:
        """The problem in words with the counts that prove it, as the ledger keeps it."""
        value, indicator = self.value, self.line.indicator
        reached = "劣于末档标准" if self.below else f"处于第{self.line.tier}档"
        counts = (
            f"（{value.numerator:,}/{value.denominator:,}）"
            if value.numerator is not None and value.denominator
            else ""
        )
        return f"{indicator.name}为{trimmed(value.exact, 2)}{indicator.unit}，{reached}{counts}"

    @property
    def accepted(self) -> str:
        """验收标准 in full, as unit and ledger are told it."""
        return f"{self.line.indicator.name}{self.target}"

    @property
    def below(self) -> bool:
        """Whether the value is worse than the last tier."""
        return self.line.tier is not None and self.line.tier > len(self.line.indicator.standards)


def advices(material: Material, made: Assessment) -> tuple[Advice, ...]:
    """All suggestions, units in official order, each unit's largest gain first."""
    timed = made.year.frequency == "year"
    return tuple(
        _advice(material, result, line, timed)
        for result in made.results.values()
        for line in _chosen(result, material.issued)
    )


def remedies(found: Sequence[Advice]) -> tuple[Remedy, ...]:
    """The measures of `found`, each once, in the order of the indicators."""
    first = {each.measure: each for each in sorted(found, key=lambda each: each.line.indicator.code)}
    return tuple(
        Remedy(number, each.line.indicator.path[1], each.measure, each.mode, each.days)
        for number, each in enumerate(first.values(), 1)
    )


def _chosen(result: Result, issued: date) -> Sequence[Line]:
    """The lines with most to gain, and all below the last tier; a unit that no longer exists gets none."""
    if result.unit.ended(issued):
        return ()
    ranked = sorted(
        (line for line in result.lines if line.gain > 0), key=lambda line: (-line.gain, line.indicator.code)
    )
    low = [line for line in ranked[MOST:] if (line.tier or 0) > len(line.indicator.standards)]
    return [*ranked[:MOST], *low]


def _advice(material: Material, result: Result, line: Line, timed: bool) -> Advice:
    indicator, unit = line.indicator, result.unit
    words, mode = MEASURES.get(indicator.path[1], OTHERWISE)
    days = DAYS[mode]
    gain = points(
        material, f"gain|{indicator.code}|{unit.id}", f"{indicator.name}进一档可增分", line.gain, unit.short,
        "占总指数的权重×（上档基础分－得分）",
    )  # fmt: skip
    below = (line.tier or 0) > len(indicator.standards)
    target = Fraction((indicator.standards[-1] if below else line.above) or 0)
    return Advice(
        result,
        line,
        "黄" if below else "提示",
        line.value,
        gain,
        mode,
        words,
        f"{_bound(line, target)}{trimmed(target, 4)}{indicator.unit}",
        add_workdays(material.issued, days, material.settings.workdays) if timed else None,
        days,
    )


def _bound(line: Line, target: Fraction) -> str:
    """Which side of `target` is accepted; more than 100 % there is not."""
    if line.indicator.direction != "越大越好":
        return "不高于"
    return "达到" if line.indicator.unit == "%" and target == 100 else "不低于"


def openings(material: Material, found: Sequence[Advice]) -> tuple[Opening, ...]:
    """Those of `found` that have a term, as the 整改台账 takes them."""
    return tuple(
        Opening(
            rule=RULE, unit=advice.result.unit.id, fact=advice.problem, aspect=advice.line.indicator.path[0],
            level=advice.level, mode=advice.mode, measure=f"{advice.measure}；验收标准：{advice.accepted}",
            due=advice.due, about=advice.line.indicator.code, supervisor=material.settings.authority.supervisor,
            days=advice.days, responsible=PERSON,
        )
        for advice in found if advice.due
    )  # fmt: skip
