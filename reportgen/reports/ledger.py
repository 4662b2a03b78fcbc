"""The 整改台账 as a periodic document tells it: what was closed since the last issue, what is open, what is late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.facts import Fact
from reportgen.rectification import Entry
from reportgen.reports.model import Material


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the ledger in the words of a document."""

    id: str
    unit: str
    fact: str
    aspect: str
    level: str
    state: str
    age: str
    found: date
    due: date
    ended: date | None


def told(material: Material) -> Mapping[str, Fact | Sequence[Told]]:
    """Counts that reconcile (opened = closed + withdrawn + open), and the entries to name."""
    standing = material.standing()
    closed_since = standing.closed_since(material.since)
    counts = {
        "opened": (standing.entries, "整改台账累计立项的问题数"),
        "closed": (standing.closed, "整改台账已销号的问题数"),
        "withdrawn": (standing.withdrawn, "整改台账已撤销的问题数"),
        "open": (standing.open, "整改台账未销号的问题数"),
        "waiting": (standing.waiting, "整改台账待复核的问题数"),
        "overdue": (standing.overdue, "整改台账逾期未完成的问题数"),
        "closed_since": (closed_since, "上期印发以来销号的问题数"),
        "opened_since": (standing.opened_since(material.since), "上期印发以来立项的问题数"),
    }
    return {
        **{
            name: material.tally(f"ledger_{name}", words, len(entries), "个")
            for name, (entries, words) in counts.items()
        },
        "closed_lines": _told(material, closed_since),
        "open_lines": _told(material, standing.open),
        "overdue_lines": _told(material, standing.overdue),
    }


def ages(material: Material) -> tuple[tuple[str, Fact], ...]:
    """How many open problems there are of each age."""
    return tuple(
        (words, material.tally(f"age|{words}", f"立项{words}未销号的问题数", len(entries), "个"))
        for words, entries in material.standing().ages().items()
    )


def _told(material: Material, entries: Sequence[Entry]) -> tuple[Told, ...]:
    register, standing = material.settings.register, material.standing()
    return tuple(
        Told(
            entry.id,
            register[entry.opening.unit].short if entry.opening.unit in register else entry.opening.unit,
            entry.opening.fact.rstrip("。"),
            entry.opening.aspect,
            entry.opening.level,
            entry.state,
            standing.age(entry),
            entry.found,
            entry.due,
            entry.ended,
        )
        for entry in entries
    )
