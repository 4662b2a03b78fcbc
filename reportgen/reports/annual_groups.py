"""分对象评价 (6.3.2.4): units of one peer group beside each other in one year; never units of different groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.assessment.review import Review
from reportgen.facts import Fact
from reportgen.reports.model import Material
from reportgen.reports.scores import Group, Row, points

NAMED = 4  # units told as leading


@dataclass(frozen=True, slots=True)
class Span:
    """One index over a group: the highest and the lowest with whose they are, and how far apart."""

    name: str
    median: Fact
    best: Fact
    worst: Fact
    gap: Fact


@dataclass(frozen=True, slots=True)
class Comparison:
    """A peer group compared: its totals, the class that parts its units most, its strongest and weakest class.

    `front` are the units whose rank interval meets that of the first, so that none of them is better for sure.
    """

    group: Group
    total: Span
    widest: Span
    strong: Fact
    weak: Fact
    beside: tuple[Span, ...]
    front: tuple[Row, ...]

    @property
    def leading(self) -> str:
        """The names of the front in words; — where no places are given."""
        names = "、".join(row.name for row in self.front[:NAMED])
        return (f"{names}等{len(self.front)}家" if len(self.front) > NAMED else names) or "—"


def comparisons(material: Material, groups: Sequence[Group], seen: Review) -> tuple[Comparison, ...]:
    """Every group compared within itself."""
    return tuple(_comparison(material, group, seen) for group in groups)


def _comparison(material: Material, group: Group, seen: Review) -> Comparison:
    classes = [
        _span(material, group, median, [row.classes[at] for row in group.rows])
        for at, median in enumerate(group.classes)
        if median.known
    ]
    medians = sorted((each.median for each in classes), key=lambda fact: -fact.exact)
    return Comparison(
        group,
        _span(material, group, group.total, [row.total for row in group.rows]),
        max(classes, key=lambda span: span.gap.exact),
        medians[0],
        medians[-1],
        tuple(
            _span(material, group, median, [row.beside[at] for row in group.rows])
            for at, median in enumerate(group.beside)
        ),
        _front(group, seen),
    )


def _span(material: Material, group: Group, median: Fact, facts: Sequence[Fact]) -> Span:
    known = [fact for fact in facts if fact.known]
    best = max(known, key=lambda fact: fact.exact)
    worst = min(known, key=lambda fact: fact.exact)
    gap = points(
        material, f"gap|{best.label}|{group.name}", f"{group.title}{best.label}最高与最低之差", best.exact - worst.exact,
        group.title, "最高减最低", (best, worst),
    )  # fmt: skip
    return Span(best.label, median, best, worst, gap)


def _front(group: Group, seen: Review) -> tuple[Row, ...]:
    """The first, and all whose interval meets its own; nobody where no places are given."""
    first = [row for row in group.rows if row.result.rank == 1]
    if not first or group.name not in seen.intervals:
        return tuple(first)
    worst = max(_ends(row, seen)[1] for row in first)
    return tuple(row for row in group.rows if _ends(row, seen)[0] <= worst)


def _ends(row: Row, seen: Review) -> tuple[int, int]:
    interval = seen.interval(row.result.unit.group, row.name)
    return interval or (row.result.rank, row.result.rank)
