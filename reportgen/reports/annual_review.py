"""What the annual report tells of the review: rank intervals, other choices, values to confirm, the indicators themselves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.assessment import Assessment
from reportgen.assessment.review import Review
from reportgen.assessment.scoring import label
from reportgen.evaluation.audit import Audit, Pair
from reportgen.evaluation.missing import NOT_REPORTED
from reportgen.evaluation.scenarios import Scenario, Scenarios
from reportgen.facts import Fact
from reportgen.reports.model import Material
from reportgen.reports.scores import Group
from reportgen.wording import rounded

DROPPED = "剔除“"  # how scenarios that leave something out begin
LARGE = 10  # units from which correlations of indicators say something
SHOWN = 5  # pairs and indicators named
SINGLE = "逐项剔除三级指标（取变动最大的一项）"
NONE = "—"
PLAIN = str.maketrans("", "", "【】")  # the place of a fault in a sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """One other choice, and a cell for each peer group: how far ranks move in the mean and at most, how alike (Spearman)."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be calculated: by which way, for which peer groups, and one of the reasons."""

    way: str
    groups: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """缺报登记: a unit, what it did not report, what was done, its rank, and the ranks if these scored 60, or 100."""

    unit: str
    indicators: str
    treated: str
    rank: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One question asked of the indicators, and the answer of each peer group that is large enough."""

    question: str
    answers: tuple[str, ...]


def places(made: Assessment, seen: Review) -> Mapping[str, tuple[str, str]]:
    """Of every ranked unit by id its rank, and the interval of its rank."""
    found = {}
    for result in made.results.values():
        if result.participant.ranked:
            interval = seen.interval(result.unit.group, result.unit.short)
            span = f"{interval[0]}至{interval[1]}" if interval and result.rank else NONE
            found[result.unit.id] = (str(result.rank or NONE), span)
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
    """Every other choice; of the leaving out of single indicators only the one that moves ranks most."""
    told = [_cells(seen.scenarios[group.name]) if group.name in seen.scenarios else {} for group in groups]
    names = dict.fromkeys(name for cells in told for name in cells)
    return tuple(Choice(name, tuple(cells.get(name, NONE) for cells in told)) for name in names)


def _cells(found: Scenarios) -> dict[str, str]:
    cells = {each.name: _cell(each) for each in found.scenarios if not _single(each)}
    if most := _most(found):
        cells[SINGLE] = _cell(most)
    return cells | dict.fromkeys(found.skipped, "未能计算")


def _cell(told: Scenario) -> str:
    likeness = NONE if told.spearman is None else f"{rounded(Fraction(told.spearman), 2)}"
    return f"{rounded(Fraction(told.mean_shift), 2)}/{told.largest_shift}/{likeness}"


def _single(each: Scenario) -> bool:
    return each.name.startswith(DROPPED) and each.name[len(DROPPED)].isdigit()


def _most(found: Scenarios) -> Scenario | None:
    """The single indicator without which ranks move most."""
    single = filter(_single, found.scenarios)
    return max(single, key=lambda each: (each.largest_shift, each.mean_shift), default=None)


def dropped(groups: Sequence[Group], seen: Review) -> tuple[tuple[str, str], ...]:
    """By title of the peer group the indicator without which its ranks move most."""
    known = ((group.title, seen.scenarios[group.name]) for group in groups if group.name in seen.scenarios)
    return tuple((title, most.name) for title, found in known if (most := _most(found)))


def skipped(groups: Sequence[Group], seen: Review) -> tuple[Skipped, ...]:
    """What could not be drawn, by way, with the groups concerned and the reason of the first."""
    found: dict[str, dict[str, str]] = {}
    for group in groups:
        for told in seen.intervals[group.name].skipped if group.name in seen.intervals else ():
            way, _, why = told.partition("：")
            found.setdefault(way, {}).setdefault(group.title, why.partition("。处理办法")[0].translate(PLAIN))
    return tuple(Skipped(way, tuple(mine), next(iter(mine.values()))) for way, mine in found.items())


def gaps(made: Assessment, seen: Review) -> tuple[Gap, ...]:
    """The register of what was not reported, or not for all months (6.4 a), with the effect on the rank."""
    rule = made.scheme.scoring.missing
    found = []
    for result in made.results.values():
        names = [label(line.indicator) for line in result.lines if line.gap == NOT_REPORTED]
        if names:
            rank = f"第{result.rank}位" if result.rank else NONE
            ends = [f"第{end}位" for end in seen.gaps.get(result.unit.short, ())] or [NONE, NONE]
            found.append(
                Gap(result.unit.short, f"{'、'.join(names)}未报送", f"按方案“{rule}”处理", rank, *ends)
            )
    found += [
        Gap(
            each.unit.short, f"{label(each.indicator)}应报{each.due}个月，只报{each.months}个月", "按已报送的月份计算",
            NONE, NONE, NONE,
        )
        for each in made.partial
    ]  # fmt: skip
    return tuple(found)


def doubts(material: Material, seen: Review) -> tuple[tuple[str, Fact], ...]:
    """Values to confirm by kind."""
    counted = Counter(each.kind for each in seen.doubts)
    return tuple(
        (kind, material.tally(f"doubt|{kind}", f"{kind}的指标值数", count, "项"))
        for kind, count in counted.items()
    )


def diagnosed(groups: Sequence[Group], seen: Review) -> tuple[Group, ...]:
    """The peer groups whose correlations say something of the indicators."""
    return tuple(group for group in groups if len(group.rows) >= LARGE and group.name in seen.audits)


def diagnoses(groups: Sequence[Group], made: Assessment, seen: Review) -> tuple[Diagnosis, ...]:
    """指标体系诊断, for next year's scheme."""
    audits = [seen.audits[group.name] for group in diagnosed(groups, seen)]
    return (
        *(
            Diagnosis(f"{name}：名义权重、实际影响", tuple(_influence(audit, made, name) for audit in audits))
            for name in made.frame.classes
        ),
        *(
            Diagnosis(f"{name}：克朗巴赫α", tuple(_figure(audit.alpha[name]) for audit in audits))
            for name in made.frame.classes
        ),
        Diagnosis("没有差异的指标", tuple(_listed(audit.flat) for audit in audits)),
        Diagnosis(
            "相关系数高于0.9的指标",
            tuple(
                _listed([f"{pair.first}与{pair.second}" for pair in _strongest(audit)]) for audit in audits
            ),
        ),
        Diagnosis(
            "与同类其他指标负相关的指标",
            tuple(_listed([pair.first for pair in audit.contrary]) for audit in audits),
        ),
        Diagnosis("实际影响超过名义权重一倍的指标", tuple(_listed(_heavy(audit)) for audit in audits)),
    )


def _influence(audit: Audit, made: Assessment, name: str) -> str:
    """Weight a class is said to have, and its share of the differences between totals."""
    inside = [
        each
        for each, path in zip(audit.importance, made.frame.paths, strict=True)
        if path[0] == name and each.actual is not None
    ]
    if not inside:
        return NONE
    nominal, actual = sum(each.nominal for each in inside), sum(each.actual or 0 for each in inside)
    return f"{rounded(Fraction(100 * nominal), 2)}%，{rounded(Fraction(100 * actual), 2)}%"


def _strongest(audit: Audit) -> Sequence[Pair]:
    return sorted(audit.duplicates, key=lambda pair: -pair.correlation)


def _heavy(audit: Audit) -> Sequence[str]:
    found = [each for each in audit.importance if each.actual is not None and each.actual > 2 * each.nominal]
    return [each.indicator for each in sorted(found, key=lambda each: -(each.actual or 0))]


def _figure(value: float | None) -> str:
    return NONE if value is None else f"{rounded(Fraction(value), 3)}"


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many there are where some are left out; the workbook has them all."""
    more = f"等{len(names)}项" if len(names) > SHOWN else ""
    return f"{'、'.join(names[:SHOWN])}{more}" or "没有"
