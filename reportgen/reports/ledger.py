"""整改台账 as a document (7, outline I): counts that reconcile, units by age, every open problem, those closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen import exchange
from reportgen.duty import Kind
from reportgen.facts import Fact
from reportgen.period import Period
from reportgen.rectification import Entry, Standing, at_end
from reportgen.reports.model import Context, Material, Report
from reportgen.units import Unit


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's open problems: all, by age, awaiting re-check, overdue."""

    name: str
    cells: tuple[Fact, ...]


def facts(material: Material) -> Context:
    """All that templates/ledger.xml prints: the ledger at the end of the day of issue."""
    standing = at_end(material.events, material.issued, material.settings.workdays)
    since = Period(material.issued.replace(day=1), "month").previous.start
    return {
        "whole": material.settings.authority.whole,
        "since": since,
        "n": _tallies(material, standing, since),
        "ages": tuple(
            (words, material.tally(f"age{number}", f"立项{words}尚未销号的问题数", len(some), "个"))
            for number, (words, some) in enumerate(standing.ages().items())
        ),
        "rows": _unit_rows(material, standing),
        "open": _lines(material, standing, standing.open),
        "closed": _lines(material, standing, standing.closed_since(since)),
    }


def _tallies(material: Material, standing: Standing, since: date) -> Mapping[str, Fact]:
    counts = {
        "all": (len(standing.entries), "累计列入台账的问题数"),
        "closed": (len(standing.closed), "累计销号的问题数"),
        "withdrawn": (len(standing.withdrawn), "累计撤销的问题数"),
        "open": (len(standing.open), "尚未销号的问题数"),
        "waiting": (len(standing.waiting), "待复核的问题数"),
        "overdue": (len(standing.overdue), "超过期限仍未报告整改的问题数"),
        "recent": (len(standing.closed_since(since)), f"{since}以来销号的问题数"),
    }
    return {name: material.tally(name, words, value, "个") for name, (value, words) in counts.items()}


def _unit_rows(material: Material, standing: Standing) -> tuple[UnitRow, ...]:
    """The units with open problems, in official order, and the total."""
    units = [unit for unit in material.settings.register if _of(standing.open, unit)]
    rows = [_unit_row(material, standing, unit.short, unit.id, _of(standing.open, unit)) for unit in units]
    return (*rows, _unit_row(material, standing, "合计", "", standing.open))


def _of(entries: Sequence[Entry], unit: Unit) -> list[Entry]:
    return [entry for entry in entries if entry.opening.unit == unit.id]


def _unit_row(
    material: Material, standing: Standing, name: str, key: str, mine: Sequence[Entry]
) -> UnitRow:  # fmt: skip
    counts = {
        "未销号": len(mine),
        **{words: sum(standing.age(entry) == words for entry in mine) for words in standing.ages()},
        "待复核": sum(entry.state == "待复核" for entry in mine),
        "逾期": sum(entry.overdue(standing.on) for entry in mine),
    }
    scope = "" if not key else name
    cells = (
        material.tally(f"unit|{key}|{label}", f"{label}的问题数", value, "个", scope)
        for label, value in counts.items()
    )
    return UnitRow(name, tuple(cells))


def _lines(material: Material, standing: Standing, entries: Sequence[Entry]) -> list[exchange.Row]:
    """`entries` as rows of the table, with the short name of each one's unit, by unit and day."""
    register = material.settings.register
    order = {unit.id: number for number, unit in enumerate(register)}
    chosen = sorted(
        entries, key=lambda entry: (order.get(entry.opening.unit, len(order)), entry.due, entry.id)
    )
    return [
        {**row, "unit": register[row["unit_id"]].short if row["unit_id"] in register else row["unit_id"]}
        for row in exchange.rows(standing, chosen)
    ]


DOCUMENT = Report(
    kind=Kind("ledger", "整改台账", "7", "day"),
    template="ledger.xml",
    measures=(),
    lists=(),
    sections=(),
    facts=facts,
)
