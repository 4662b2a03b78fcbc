"""The figures of the 年考评报告: how totals spread by peer group, and the class indices of the two largest groups."""

from collections.abc import Mapping, Sequence

import charts.heat_table
import charts.strips
from charts.heat_table import Column
from reportgen.reports.model import Context, Drawing, Material
from reportgen.reports.scores import POINTS, Group

SHOWN = 2  # peer groups whose class indices are drawn
LEAST = 5  # units from which a picture of them says something


def draw(material: Material, context: Context) -> Mapping[str, Drawing]:
    """The pictures, each with the facts drawn in it."""
    groups: Sequence[Group] = context["groups"]  # type: ignore[assignment]
    source = f"{material.period.label}政务服务效能评价"
    drawn = {"totals": _totals(groups, source)}
    for group in shown(groups):
        drawn[f"classes_{group.name}"] = _classes(group, source)
    return drawn


def shown(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups whose class indices are drawn: the largest, in their order."""
    large = sorted(
        (group for group in groups if len(group.rows) >= LEAST), key=lambda group: -len(group.rows)
    )
    return tuple(group for group in groups if group in large[:SHOWN])


def _totals(groups: Sequence[Group], source: str) -> Drawing:
    members = {group.title: {row.name: row.total.value for row in group.rows} for group in groups}
    picture = charts.strips.draw(members, unit=POINTS, source=source)
    return Drawing(picture, tuple(row.total for group in groups for row in group.rows))


def _classes(group: Group, source: str) -> Drawing:
    names = [fact.label for fact in group.rows[0].classes]
    columns = [
        Column(name, [row.classes[at].value for row in group.rows], POINTS) for at, name in enumerate(names)
    ]
    columns.append(Column("总指数", [row.total.value for row in group.rows], POINTS))
    picture = charts.heat_table.draw(
        [row.name for row in group.rows], columns, peers=group.title, source=source
    )
    return Drawing(picture, tuple(fact for row in group.rows for fact in (*row.classes, row.total)))
