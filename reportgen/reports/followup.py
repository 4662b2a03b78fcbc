"""What a document says of the 整改台账: opened, closed since the one before, still open, overdue (7, 6.6.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reportgen.facts import Fact
from reportgen.rectification import AGES, Entry
from reportgen.reports.model import Material

NAMED = 3  # problems closed, and overdue, that a brief names in its text; where there are more, an annex does


@dataclass(frozen=True, slots=True)
class Line:
    """An entry to be named in a document."""

    id: str
    unit: str
    problem: str
    source: str
    due: date
    state: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class Followup:
    """Counts of the ledger with what the document itself opens, which reconcile; and the entries to name.

    all = closed_all + withdrawn + open, and open is the sum of the `ages`. `since` is the day of the document
    before, `until` the last day whose events are counted.
    """

    since: date
    until: date
    n: Mapping[str, Fact]
    ages: tuple[Fact, ...]
    closed: tuple[Line, ...]
    overdue: tuple[Line, ...]
    named: int = NAMED

    @property
    def more(self) -> bool:
        """Whether there are more than are named in the text."""
        return max(len(self.closed), len(self.overdue)) > self.named


def followup(material: Material, opens: int) -> Followup:
    """The ledger when the day of issue begins, with `opens` problems that this document opens."""
    standing, since = material.standing, material.since
    counts = {
        "opened": (opens, "本期列入整改台账的问题数"),
        "closed": (len(standing.closed_since(since)), f"{since}以来销号的问题数"),
        "all": (len(standing.entries) + opens, "列入整改台账的全部问题数，含本期"),
        "closed_all": (len(standing.closed), "累计销号的问题数"),
        "withdrawn": (len(standing.withdrawn), "累计撤销的问题数"),
        "open": (len(standing.open) + opens, "尚未销号的问题数，含本期"),
        "waiting": (len(standing.waiting), "单位已报告整改、待复核的问题数"),
        "overdue": (len(standing.overdue), "超过整改期限仍未报告整改的问题数"),
    }
    n = {
        name: material.tally(f"ledger_{name}", words, value, "个") for name, (value, words) in counts.items()
    }
    return Followup(
        since, material.issued - timedelta(days=1), n, _ages(material, opens),
        lines(material, standing.closed_since(since)), lines(material, standing.overdue),
    )  # fmt: skip


def _ages(material: Material, opens: int) -> tuple[Fact, ...]:
    """Open problems by age in working days; those just opened are the youngest."""
    sizes = [len(entries) for entries in material.standing.ages().values()]
    sizes[0] += opens
    return tuple(
        material.tally(f"ledger_age{number}", f"立项{words}尚未销号的问题数", size, "个")
        for number, (size, (_limit, words)) in enumerate(zip(sizes, AGES, strict=True))
    )


def lines(material: Material, entries: Iterable[Entry]) -> tuple[Line, ...]:
    """`entries` with the short names of their units."""
    return tuple(_line(material, entry) for entry in entries)


def _line(material: Material, entry: Entry) -> Line:
    register, unit = material.settings.register, entry.opening.unit
    return Line(
        entry.id,
        register[unit].short if unit in register else unit,
        entry.opening.fact,
        " ".join(filter(None, (entry.source.title, entry.source.number))),
        entry.due,
        "逾期" if entry.overdue(material.issued) else entry.state,
        entry.ended,
    )
