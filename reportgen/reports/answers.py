"""What units answered since the document before: 整改回执 and 异议, and what became of the objections (6.6.3, 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reportgen import objections, rectification
from reportgen.facts import Fact, Facts
from reportgen.objections import Objection
from reportgen.period import Period
from reportgen.rectification import Event, Kind
from reportgen.reports.model import Material


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of all units or of one, from the day `since` until the day `until`, both included.

    `objections` are those received or decided in this time, and those still to be answered.
    """

    since: date
    until: date
    replied: int
    progressed: int
    problems: int
    objections: tuple[Objection, ...]

    @property
    def counts(self) -> Mapping[str, tuple[int, str, str]]:
        """Each count by its name, with its unit and its definition."""
        received = [each for each in self.objections if each.received >= self.since]
        decided = [each for each in self.objections if each.decided and each.decided >= self.since]
        sustained = sum(each.state == "采纳" for each in decided)
        span = f"{self.since}至{self.until}"
        return {
            "receipts": (
                self.replied + self.progressed,
                "条",
                f"{span}收到的整改回执，每个问题每次报告为一条",
            ),
            "replied": (self.replied, "条", f"{span}报告整改完成的回执"),
            "progressed": (self.progressed, "条", f"{span}报告正在整改的回执"),
            "problems": (self.problems, "个", f"{span}收到的整改回执所涉及的问题数"),
            "received": (len(received), "件", f"{span}收到的对评价结果的异议"),
            "decided": (len(decided), "件", f"{span}答复的异议"),
            "sustained": (sustained, "件", f"{span}采纳的异议"),
            "dismissed": (len(decided) - sustained, "件", f"{span}不采纳的异议"),
            "pending": (sum(each.pending for each in self.objections), "件", f"截至{self.until}待答复的异议"),
        }

    def facts(self, facts: Facts, period: Period, scope: str) -> Mapping[str, Fact]:
        """The counts as facts of `scope`."""
        return {
            name: facts.tally(f"answers_{name}|{scope}|{period}", words, value, unit, scope, period)
            for name, (value, unit, words) in self.counts.items()
        }


def answered(events: Iterable[Event], since: date, issued: date, unit: str = "") -> Answered:
    """What was answered from `since` until the day before `issued`, by `unit` if one is named."""
    before = [event for event in events if event.day < issued]
    owners = {entry.id: entry.opening.unit for entry in rectification.entries(before)}
    mine = [event for event in before if event.day >= since and (not unit or owners.get(event.entry) == unit)]
    kinds: dict[Kind, list[str]] = {"replied": [], "progressed": []}
    for event in mine:
        if event.kind in kinds:
            kinds[event.kind].append(event.entry)
    every = (each for each in objections.objections(before) if not unit or each.unit == unit)
    told = tuple(each for each in every if each.pending or (each.decided or each.received) >= since)
    replied, progressed = kinds["replied"], kinds["progressed"]
    problems = len({*replied, *progressed})
    return Answered(since, issued - timedelta(days=1), len(replied), len(progressed), problems, told)


@dataclass(frozen=True, slots=True)
class Answers:
    """The same as facts, for a document about all units: counts and no names."""

    since: date
    until: date
    n: Mapping[str, Fact]


def answers(material: Material) -> Answers:
    """What all units answered since the document before."""
    found = answered(material.events, material.since, material.issued)
    n = found.facts(material.facts, material.period, material.settings.authority.whole)
    return Answers(found.since, found.until, n)
