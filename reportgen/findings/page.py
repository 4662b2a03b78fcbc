"""docs/监管规则.md: every rule as its entry says, for those who ask why a problem was found, or was not.

python -m reportgen.findings.page > docs/监管规则.md
"""

import sys
from collections.abc import Iterable, Iterator, Sequence

from reportgen.datasets import DATASETS
from reportgen.findings.conditions import Condition, of_frequency
from reportgen.findings.evidence import LISTINGS
from reportgen.findings.model import Rule
from reportgen.findings.rules import RULES
from reportgen.measures import MEASURES
from reportgen.period import Frequency
from reportgen.settings import THRESHOLDS

PERIODS: dict[Frequency, str] = {"day": "日", "week": "周", "month": "月", "quarter": "季"}
# Thresholds that no rule reads, and what they are for.
ELSEWHERE = {
    "names": "正文一处点名数",
    "bad_ratings_window": "同一窗口差评达到此数时点名",
    "scan_on_time_rate": "日扫描：平台按时办结率（%）低于此数为“关注”",
    "scan_volume_change": "日扫描：受理量较前5个工作日日均增减（%）达到此数为“关注”",
    "small_base": "季分析：比率的基数低于此数的不据以判断",
}
ONLY: dict[str, Frequency] = {
    "scan_on_time_rate": "day",
    "scan_volume_change": "day",
    "small_base": "quarter",
}
HEAD = """# 监管规则

本文由规则表（`reportgen/findings/rules.py`）和阈值（`reportgen/settings.py`）生成，请勿手工修改；修改规则后运行
`python -m reportgen.findings.page > docs/监管规则.md`。

各条规则通用：

- 按单位逐个判定。“判定期间”一栏没有列出的期间不判定：日、周只判定不能等到月底的问题。
- 条件须同时成立；标“任一”的是红色等级的条件，成立一项即为红色问题。
- 未报送、无数据、无业务的不判定，不按0计算；机构或区划调整前后不比较增幅。
- 比率的分母不足最低数的不判定：办件太少时比率不说明问题。最低数见各条“分母不少于”。
- 期限从文件印发之日起按工作日计算，节假日和调休依国家公布的安排。
- 整改方式：可以现场整改的立行立改（第7章 a），情况较复杂的制定专项方案（第7章 b），其余限期整改。
- 证据是数据库中与指标同一条件的记录；平台只有日汇总、没有逐件记录的，列出发生的日期。
- 阈值可以在工作区 `reportgen.toml` 的 `[thresholds]` 中改写，例如 `overdue_cases = 8`；名称见文末，不认识的名称
  报错。日、周、季另有阈值的，名称后加 `_day`、`_week`、`_quarter`，例如 `overdue_cases_week = 5`。
"""


def page() -> str:
    """The whole page in Markdown."""
    families = {rule.macro: [each for each in RULES if each.macro == rule.macro] for rule in RULES}
    sections = (_section(rules) for rules in families.values())
    return "\n".join([HEAD, *_contents(families.values()), *sections, *_thresholds()]).rstrip() + "\n"


def _contents(families: Iterable[Sequence[Rule]]) -> Iterator[str]:
    rows = (
        (f"`{rules[0].macro}`", rules[0].aspect, _general(rules, rules[0].short), _levels(rules[0]), _asked(rules[0]))
        for rules in families
    )  # fmt: skip
    yield from _table(("规则", "类别", "问题", "等级", "判定期间"), rows)
    yield ""


def _section(rules: Sequence[Rule]) -> str:
    """One rule, or several that differ only in what they are about."""
    rule = rules[0]
    return "\n".join(
        [f"## {_general(rules, rule.short)}（{rule.macro}）", "", *_facts(rules), "", *_asks(rules)]
    )


def _facts(rules: Sequence[Rule]) -> Iterator[str]:
    rule = rules[0]
    yield f"- 类别：{rule.aspect}；依据：DB50/T 957.7 第 {rule.clause} 条；等级：{_levels(rule)}"
    yield f"- 口径：{_general(rules, rule.definition)}"
    if len(rules) > 1:
        yield f"- 适用于：{'、'.join(_topic(each) for each in rules)}，逐类判定"
    for measure in map(MEASURES.__getitem__, rule.measures):
        yield f"- 指标：{_general(rules, measure.label)}（{measure.unit}），{_general(rules, measure.definition)}"
    yield f"- 证据：{_evidence(rule)}"
    yield f"- 整改：{rule.mode}，{rule.days}个工作日；{_general(rules, rule.demand)}"


def _asks(rules: Sequence[Rule]) -> Iterator[str]:
    rule = rules[0]
    rows = [
        (PERIODS[frequency], _general(rules, _words(rule.conditions, frequency)), _words(rule.graver, frequency))
        for frequency in rule.frequencies
    ]  # fmt: skip
    if rule.graver:
        yield from _table(("判定期间", f"{rule.level}色等级的条件", "红色等级的条件（任一）"), iter(rows))
    else:
        yield from _table(("判定期间", "条件"), (row[:2] for row in rows))
    yield ""


def _words(conditions: Iterable[Condition], frequency: Frequency) -> str:
    """The conditions with their default thresholds, in words."""
    return "；".join(_condition(condition, frequency) for condition in conditions)


def _condition(condition: Condition, frequency: Frequency) -> str:
    limits, measure = of_frequency(THRESHOLDS, frequency), MEASURES[condition.measure]
    limit = f"{limits[condition.threshold]:g}"
    words = {
        "at least": f"达到{limit}{measure.unit}",
        "below": f"低于{limit}{measure.unit}",
        "grown": f"较上期增长{limit}%以上（上期为0的视为增长）",
    }[condition.sign]
    base = f"（分母不少于{limits[condition.base]:g}）" if condition.base else ""
    return f"{measure.label}{words}{base}"


def _evidence(rule: Rule) -> str:
    if not rule.evidence:
        return "指标所用汇总数，没有逐件记录"
    listing = LISTINGS[rule.evidence]
    dataset = DATASETS[listing.dataset]
    return f"{dataset.label}（`{dataset.name}`）的{dataset.column(listing.key).label}"


def _levels(rule: Rule) -> str:
    return f"{rule.level}、红" if rule.graver else rule.level


def _asked(rule: Rule) -> str:
    return "、".join(PERIODS[frequency] for frequency in rule.frequencies)


def _topic(rule: Rule) -> str:
    return rule.id.partition(":")[2]


def _general(rules: Sequence[Rule], words: str) -> str:
    """Words of the first of several rules, with a blank for what they are about."""
    return words.replace(_topic(rules[0]), "〔分类〕") if len(rules) > 1 else words


def _thresholds() -> Iterator[str]:
    """Every threshold by name, as it applies to each kind of period."""
    kinds = {f"_{frequency}" for frequency in PERIODS}
    names = [name for name in THRESHOLDS if not name.endswith(tuple(kinds))]
    rows = ((f"`{name}`", *(_limit(name, frequency) for frequency in PERIODS), _used(name)) for name in names)
    yield "## 阈值"
    yield ""
    yield "缺省值，按判定期间分列；“—”表示该期间不判定。"
    yield ""
    yield from _table(("名称", *PERIODS.values(), "用于"), rows)


def _limit(name: str, frequency: Frequency) -> str:
    users, only = _users(name), ONLY.get(name, frequency)
    asked = any(frequency in rule.frequencies for rule in users) if users else frequency == only
    return f"{of_frequency(THRESHOLDS, frequency)[name]:g}" if asked else "—"


def _used(name: str) -> str:
    """The rules that read a threshold, else what it is for; a threshold of neither is a defect of this page."""
    return "、".join(dict.fromkeys(f"`{rule.macro}`" for rule in _users(name))) or ELSEWHERE[name]


def _users(name: str) -> list[Rule]:
    """The rules that read a threshold."""
    return [
        rule for rule in RULES if any(name in each.thresholds for each in (*rule.conditions, *rule.graver))
    ]


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
