"""Tables by peer group (同类): each unit's line, the group's total, and who stands at the tail."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.facts import Fact, Scope
from reportgen.reports.model import Material
from reportgen.units import Unit

# The columns of the tables by peer group.
COLUMNS = (
    "accepted", "finished", "on_time_rate", "overdue", "overdue_open", "online_rate", "active_rate",
    "bad_ratings", "reply_rate",
)  # fmt: skip
ON_TIME, OVERDUE = COLUMNS.index("on_time_rate"), COLUMNS.index("overdue")
TAIL = 3  # units named at the tail of a group


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's line of a table, its cells in the order of `COLUMNS`."""

    unit: Unit
    cells: tuple[Fact, ...]

    @property
    def on_time(self) -> Fact:
        """The unit's 按时办结率."""
        return self.cells[ON_TIME]

    @property
    def overdue(self) -> Fact:
        """The unit's 超期办结件."""
        return self.cells[OVERDUE]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One peer group: its lines in official order, its total, how many are spotless, its tail."""

    name: str
    title: str
    rows: tuple[UnitRow, ...]
    total: UnitRow
    spotless: Fact
    tail: tuple[UnitRow, ...]


def tables(material: Material, active: Sequence[Unit]) -> tuple[GroupTable, ...]:
    """The tables of all peer groups that have units, in the order of the settings."""
    made = (_table(material, active, group.name, group.title) for group in material.settings.groups)
    return tuple(table for table in made if table.rows)


def _table(material: Material, active: Sequence[Unit], name: str, title: str) -> GroupTable:
    members = [unit for unit in active if unit.group == name]
    rows = tuple(UnitRow(unit, _cells(material, scope(unit))) for unit in members)
    everyone = Unit(name, "", name, title, title, "", "", {})
    total = _cells(material, Scope(name, title, tuple(unit.id for unit in members)))
    spotless = sum(row.on_time.known and row.on_time.exact == 100 for row in rows)
    late = [row for row in rows if row.overdue.exact > 0]
    return GroupTable(
        name,
        title,
        rows,
        UnitRow(everyone, total),
        material.tally(f"spotless|{name}", "按时办结率为100%的单位数", spotless, "家", title),
        tuple(sorted(late, key=lambda row: -row.overdue.exact)[:TAIL]),
    )


def _cells(material: Material, of: Scope) -> tuple[Fact, ...]:
    return tuple(material.facts.fact(measure, of, material.period) for measure in COLUMNS)


def whole(material: Material) -> Scope:
    """The scope of all units, whenever they existed."""
    settings = material.settings
    return Scope("全体", settings.authority.whole, tuple(unit.id for unit in settings.register))


def scope(unit: Unit) -> Scope:
    """The scope of one unit."""
    return Scope(unit.id, unit.short, (unit.id,))
