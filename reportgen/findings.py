"""Rules that turn measures into problems (5.2): each a small declarative entry.

The words of a problem stand in templates/_findings.xml, in the macro named like the rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from reportgen.datasets import DATASETS
from reportgen.facts import Facts, Reading, Scope
from reportgen.period import Period
from reportgen.units import Unit

CLASSES = tuple(DATASETS["tickets"].column("content_class").codes)
Level = Literal["提示", "黄", "红"]
Condition = Callable[[Mapping[str, Reading], Mapping[str, float]], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A problem is found for a unit when all conditions hold; `days` is the time to mend it.

    `short` names the problem in the opening sentence, where a red one is named.
    """

    id: str
    aspect: str
    clause: str
    level: Level
    measures: tuple[str, ...]
    conditions: tuple[Condition, ...]
    demand: str
    days: int
    short: str = ""

    @property
    def macro(self) -> str:
        """The macro of templates/_findings.xml that words the problem."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one unit: the rule, the readings it rests on, and evidence to name."""

    rule: Rule
    unit: Unit
    readings: Mapping[str, Reading]
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> Reading:
        """The reading of the rule's first measure."""
        return self.readings[self.rule.measures[0]]


def at_least(measure: str, threshold: str) -> Condition:
    """The figure of `measure` is known and reaches the threshold."""
    return lambda readings, limits: _value(readings, measure, Fraction(-1)) >= Fraction(limits[threshold])


def below(measure: str, threshold: str) -> Condition:
    """The figure of `measure` is known and stays below the threshold."""
    return lambda readings, limits: (
        readings[measure].now.known and readings[measure].now.exact < Fraction(limits[threshold])
    )


def grown(measure: str, threshold: str) -> Condition:
    """The count of `measure` grew by at least so many per cent; from nothing counts as grown."""

    def holds(readings: Mapping[str, Reading], limits: Mapping[str, float]) -> bool:
        reading = readings[measure]
        if not reading.previous.known:
            return False
        base = reading.previous.exact
        return reading.now.exact >= base * (1 + Fraction(limits[threshold]) / 100)

    return holds


def _value(readings: Mapping[str, Reading], measure: str, default: Fraction) -> Fraction:
    value = readings[measure].now.value
    return default if value is None else value


RULES: tuple[Rule, ...] = (
    Rule(
        "overdue", "时限", "3.2 b", "红", ("overdue", "overdue_per_10k", "overdue_open"),
        (at_least("overdue", "overdue_cases"), at_least("overdue_per_10k", "overdue_per_10k")),
        "逐件查明超期原因，办结全部超期未办结件，完善临期提醒", 10, "办件超期",
    ),
    Rule(
        "sudden_finished", "廉政风险点", "5.2 b", "红", ("sudden_finished", "promise_finished"),
        (at_least("sudden_finished", "sudden_finished"),),
        "逐件核查受理、办结时间，纠正先办后录，书面说明情况", 10, "异常即时办结",
    ),
    Rule(
        "special_repeat", "廉政风险点", "5.2 b", "黄", ("special_repeat", "special_cases"),
        (at_least("special_repeat", "special_repeat"),),
        "逐件说明启用特别程序的依据和审批情况，规范使用", 10,
    ),
    Rule(
        "fee_mismatch", "裁量（收费）", "5.2 b", "红", ("fee_mismatch", "fee_cases"),
        (at_least("fee_mismatch", "fee_mismatch"),),
        "逐件核对应收、实收金额，多收的予以退还，少收的说明依据", 5, "收费不符",
    ),
    Rule(
        "bad_ratings", "服务质量", "5.4.2 b", "黄", ("bad_ratings",),
        (at_least("bad_ratings", "bad_ratings"),),
        "逐条回访整改，加强窗口人员培训和管理", 5,
    ),
    Rule(
        "same_day_rate", "服务规范", "5.1 f", "提示", ("same_day_rate", "onsite_checks"),
        (below("same_day_rate", "same_day_rate"),),
        "落实现场监管结果当日录入要求", 5,
    ),
    Rule(
        "channel_rate", "服务方式", "3.2 a", "黄", ("channel_rate",),
        (below("channel_rate", "channel_rate"),),
        "排查并修复不畅通的服务渠道，建立日常点检", 5,
    ),
    Rule(
        "interface_down", "系统对接", "4.2 a", "黄", ("interface_down",),
        (at_least("interface_down", "interface_days"),),
        "查明系统中断原因，恢复并保持数据推送", 3,
    ),
    Rule(
        "reply_rate", "问政咨询", "3.4", "黄", ("reply_rate", "reply_late"),
        (below("reply_rate", "reply_rate"),),
        "清理逾期未答复诉求，落实限时答复责任", 5,
    ),
    *(
        Rule(
            f"complaints:{name}", "问政咨询", "3.4", "黄", (f"complaints_{name}",),
            (at_least(f"complaints_{name}", "complaint_cases"), grown(f"complaints_{name}", "complaint_growth")),
            f"分析{name}类投诉集中原因，制定改进措施", 10,
        )
        for name in CLASSES
    ),
)  # fmt: skip

# Every measure the rules read.
RULE_MEASURES = tuple(dict.fromkeys(measure for rule in RULES for measure in rule.measures))

_ORDER: dict[Level, int] = {"红": 0, "黄": 1, "提示": 2}


def find(facts: Facts, units: tuple[Unit, ...], period: Period, limits: Mapping[str, float]) -> list[Finding]:
    """Every problem that the rules find, gravest first, then by rule and official order of units."""
    found = []
    for rule in RULES:
        for unit in units:
            scope = Scope(unit.id, unit.short, (unit.id,))
            readings = {measure: facts.reading(measure, scope, period) for measure in rule.measures}
            if all(condition(readings, limits) for condition in rule.conditions):
                found.append(Finding(rule, unit, readings))
    return sorted(found, key=lambda finding: _ORDER[finding.rule.level])
