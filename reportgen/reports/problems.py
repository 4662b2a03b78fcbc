"""Problems as a document tells them: the finding, its day of grace, and the evidence to name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen import findings
from reportgen.facts import Fact
from reportgen.findings import Finding, Level, evidence
from reportgen.listings import Line
from reportgen.reports.model import Material
from reportgen.reports.peers import scope
from reportgen.units import Unit
from reportgen.workdays import add_workdays

STREAK = 3  # months of rise in a row that are worth telling
TREND = 15  # months looked back for a streak


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with the day by which it is to be mended and the evidence to name.

    `evidence` holds the records of the unit in the rule's listing, `records` what they are called (case
    numbers, record ids, systems, days) and `counted` the classifier of so many of them. `counter` is the
    window that most bad ratings name, if it reaches the threshold; `streak` the months in a row in which
    the count has risen, if there are several.
    """

    finding: Finding
    due: date
    evidence: Sequence[Line]
    records: tuple[str, ...]
    counted: str
    counter: Fact | None
    streak: Fact | None

    @property
    def name(self) -> str:
        """The unit and the short name of the problem: 彭水县办件超期."""
        return f"{self.finding.unit.short}{self.finding.rule.short}"


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one aspect: how many, those to tell, and how many are left to the annex."""

    aspect: str
    count: Fact
    told: tuple[Problem, ...]
    rest: Fact | None


def of_level(found: Sequence[Problem], level: Level) -> tuple[Problem, ...]:
    """The problems of `level`."""
    return tuple(problem for problem in found if problem.finding.level == level)


def by_aspect(material: Material, found: Sequence[Problem]) -> tuple[Group, ...]:
    """Problems of one level grouped by aspect, in the order of the rules; each names so many at most."""
    most = int(material.settings.thresholds["names"])
    groups: dict[str, list[Problem]] = {}
    for problem in found:
        groups.setdefault(problem.finding.rule.aspect, []).append(problem)
    return tuple(_group(material, aspect, several, most) for aspect, several in groups.items())


def _group(material: Material, aspect: str, several: Sequence[Problem], most: int) -> Group:
    def tally(name: str, words: str, count: int) -> Fact:
        level = several[0].finding.level
        return material.tally(f"{name}|{level}|{aspect}", f"{aspect}{words}", count, "个")

    left = len(several) - most
    rest = tally("rest", "问题中正文未逐个说明的", left) if left > 0 else None
    return Group(aspect, tally("aspect", "问题数", len(several)), tuple(several[:most]), rest)


def problems(material: Material, active: tuple[Unit, ...]) -> tuple[Problem, ...]:
    """Every problem found among the units `active`, gravest first."""
    found = findings.find(material.facts, active, material.period, material.settings.thresholds)
    proofs = _proofs(material, found)
    return tuple(_problem(material, finding, proofs) for finding in found)


def assigned(material: Material, found: Sequence[Problem]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems to assign now, and those whose units still mend what another document assigned them.

    A daily or weekly report would else assign what stands from day to day again and again. What counts is the
    ledger as recorded, not as the day begins: of two reports of one day the second sees what the first assigned.
    """
    taken = material.taken
    pairs = [(problem, (problem.finding.unit.id, problem.finding.rule.id) in taken) for problem in found]
    return tuple(p for p, old in pairs if not old), tuple(p for p, old in pairs if old)


def _proofs(material: Material, found: Sequence[Finding]) -> Mapping[str, Sequence[Line]]:
    """The records of the units found, by listing; each listing is read once, and several at once."""
    units: dict[str, list[str]] = {}
    for finding in found:
        if finding.rule.evidence:
            units.setdefault(finding.rule.evidence, []).append(finding.unit.id)
    calendar = material.settings.workdays
    begun = {
        name: evidence.lines(material.store, name, material.period, several, calendar)
        for name, several in units.items()
    }
    return {name: lines.result() for name, lines in begun.items()}


def _problem(material: Material, finding: Finding, proofs: Mapping[str, Sequence[Line]]) -> Problem:
    due = add_workdays(material.issued, finding.rule.days, material.settings.workdays)
    listing = finding.rule.evidence
    lines = [line for line in proofs.get(listing, ()) if line["unit_id"] == finding.unit.id]
    records, counted = (
        (evidence.names(listing, lines), evidence.LISTINGS[listing].counter) if listing else ((), "")
    )
    counter = _counter(material, finding, lines) if finding.rule.id == "bad_ratings" else None
    return Problem(finding, due, lines, records, counted, counter, _streak(material, finding))


def is_open(line: Line, material: Material) -> bool:
    """Whether a case was still unfinished when the period ended."""
    return line["finish_time"] is None or line["finish_time"].date() >= material.period.end


def _counter(material: Material, finding: Finding, bad: Sequence[Line]) -> Fact | None:
    """The bad ratings of the window that has most of them, if they reach the threshold."""
    [(name, count)] = Counter(str(line["counter"]) for line in bad).most_common(1) or [("", 0)]
    if count < material.settings.thresholds["bad_ratings_window"]:
        return None
    return material.tally(f"bad_counter|{finding.unit.id}", name, count, "条", finding.unit.short)


def _streak(material: Material, finding: Finding) -> Fact | None:
    """How many months in a row the problem's count has risen; None if too few to tell, or no month."""
    if material.period.frequency != "month":
        return None
    months = material.period.trailing(TREND)
    measure, unit = finding.rule.measures[0], scope(finding.unit)
    values = [material.facts.fact(measure, unit, month).value for month in months]
    rises = 0
    for later, earlier in zip(reversed(values), reversed(values[:-1]), strict=False):
        if later is None or earlier is None or later <= earlier:
            break
        rises += 1
    if finding.main.now.better == "high" or rises < STREAK:
        return None
    return material.tally(
        f"streak|{measure}|{finding.unit.id}", "较上月连续上升的月数", rises, "个月", finding.unit.short
    )
