"""What the annual report tells of the review: rank intervals, other choices, values to confirm, the indicators themselves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.assessment import Assessment
from reportgen.assessment.review import Review
from reportgen.evaluation.scenarios import Scenario
from reportgen.facts import Fact
from reportgen.reports.model import Material
from reportgen.reports.scores import Group
from reportgen.wording import rounded

DROPPED = "剔除“"  # how scenarios that leave something out begin
LARGE = 10  # units from which correlations of indicators say something
SHOWN = 5  # pairs and indicators named


@dataclass(frozen=True, slots=True)
class Choice:
    """One other choice in one peer group: how far ranks move, and how alike both orders are (Spearman)."""

    group: str
    name: str
    mean: str
    largest: str
    likeness: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one peer group's scores say of the indicators, in names and pairs."""

    group: str
    flat: tuple[str, ...]
    duplicates: tuple[str, ...]
    heavy: tuple[str, ...]


def places(made: Assessment, seen: Review) -> Mapping[str, str]:
    """The rank of every ranked unit by id with its interval: 7（5—9）."""
    found = {}
    for result in made.results.values():
        if not result.participant.ranked:
            continue
        interval = seen.interval(result.unit.group, result.unit.short)
        span = f"（{interval[0]}—{interval[1]}）" if interval else ""
        found[result.unit.id] = f"{result.rank}{span}" if result.rank else "—"
    return found


def contested(material: Material, groups: Sequence[Group], seen: Review) -> Mapping[str, Fact]:
    """By peer group the number of units whose interval overlaps another's."""
    return {
        group.name: material.tally(
            f"contested|{group.name}", f"{group.title}中名次区间与其他单位重叠的单位数",
            int(seen.intervals[group.name].contested.sum()), "家", group.title,
        )
        for group in groups
        if group.name in seen.intervals
    }  # fmt: skip


def choices(groups: Sequence[Group], seen: Review) -> tuple[Choice, ...]:
    """Every other choice but the leaving out of single indicators, whose largest shift is one line."""
    found = []
    for group in groups:
        if group.name not in seen.scenarios:
            continue
        told = seen.scenarios[group.name].scenarios
        single = [
            each for each in told if each.name.startswith(DROPPED) and each.name[len(DROPPED)].isdigit()
        ]
        found += [_choice(group.title, each.name, each) for each in told if each not in single]
        if single:
            most = max(single, key=lambda each: (each.largest_shift, each.mean_shift))
            found.append(_choice(group.title, f"逐项剔除三级指标（变动最大：{most.name}）", most))
        found += [
            Choice(group.title, name, "未能计算", "—", "—") for name in seen.scenarios[group.name].skipped
        ]
    return tuple(found)


def _choice(group: str, name: str, told: Scenario) -> Choice:
    likeness = "—" if told.spearman is None else f"{rounded(Fraction(told.spearman), 3)}"
    return Choice(group, name, f"{rounded(Fraction(told.mean_shift), 2)}", str(told.largest_shift), likeness)


def skipped(seen: Review) -> tuple[str, ...]:
    """Why what could not be drawn or calculated was left out, each reason once."""
    reasons = [why for found in seen.intervals.values() for why in found.skipped]
    return tuple(dict.fromkeys(reasons))


def doubts(material: Material, seen: Review) -> tuple[tuple[str, Fact], ...]:
    """Values to confirm by kind."""
    counted = Counter(each.kind for each in seen.doubts)
    return tuple(
        (kind, material.tally(f"doubt|{kind}", f"{kind}的指标值数", count, "项"))
        for kind, count in counted.items()
    )


def diagnoses(groups: Sequence[Group], seen: Review) -> tuple[Diagnosis, ...]:
    """For next year's scheme, by peer groups that are large enough."""
    found = []
    for group in groups:
        if len(group.rows) < LARGE or group.name not in seen.audits:
            continue
        audit = seen.audits[group.name]
        pairs = sorted(audit.duplicates, key=lambda pair: -pair.correlation)
        heavy = sorted(
            (each for each in audit.importance if each.actual is not None and each.actual > 2 * each.nominal),
            key=lambda each: -(each.actual or 0),
        )
        found.append(
            Diagnosis(
                group.title,
                audit.flat,
                tuple(f"{pair.first}与{pair.second}" for pair in pairs[:SHOWN]),
                tuple(each.indicator for each in heavy[:SHOWN]),
            )
        )
    return tuple(found)
