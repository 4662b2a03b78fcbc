"""Results of the evaluation as facts and table rows, for every document that prints them (6.5 b)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from reportgen.assessment import Assessment, Result
from reportgen.facts import Fact, Facts
from reportgen.period import Period
from reportgen.reports.model import Material

POINTS = "分"
TOTAL = "总指数"
_FORMULA = "一级指标权重×分类指数之和（公式（2））"
_CLASS = "该类二级指标权重×标准化值之和（公式（2））"


class Desk(Protocol):
    """Where facts of one period are kept."""

    @property
    def facts(self) -> Facts:
        """All facts made so far."""

    @property
    def period(self) -> Period:
        """The year evaluated."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's line in a table of results: its class indices, total, and the indices apart."""

    result: Result
    classes: tuple[Fact, ...]
    total: Fact
    beside: tuple[Fact, ...]

    @property
    def name(self) -> str:
        """The unit's short name."""
        return self.result.unit.short


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: its rows, the best first, and the medians of total and class indices."""

    name: str
    title: str
    rows: tuple[Row, ...]
    total: Fact
    classes: tuple[Fact, ...]
    beside: tuple[Fact, ...]
    bands: Mapping[str, Fact]
    size: Fact

    @property
    def ordered(self) -> bool:
        """Whether places are given at all."""
        return any(row.result.rank for row in self.rows)


def points(
    material: Desk, name: str, label: str, value: Fraction | None, scope: str, definition: str,
    of: Sequence[Fact] = (),
) -> Fact:  # fmt: skip
    """A fact in points of 0…100; without a value it prints 不适用."""
    return material.facts.keep(
        Fact(
            f"{name}|{material.period}", label, POINTS, value, definition, scope, str(material.period),
            missing="" if value is not None else "不适用", better="high", of=tuple(each.id for each in of),
        )
    )  # fmt: skip


def row(material: Desk, result: Result) -> Row:
    """The facts of one unit's result."""
    unit = result.unit
    classes = tuple(
        points(material, f"class|{name}|{unit.id}", name, value, unit.short, _CLASS)
        for name, value in result.classes.items()
    )
    total = points(material, f"total|{unit.id}", TOTAL, result.total, unit.short, _FORMULA, classes)
    beside = tuple(
        points(material, f"beside|{name}|{unit.id}", name, index.value, unit.short, "各指标权重×得分之和，单独计分")
        for name, index in result.beside.items()
    )  # fmt: skip
    return Row(result, classes, total, beside)


def groups(material: Material, made: Assessment) -> tuple[Group, ...]:
    """Every peer group that has ranked units, in the order of the scheme."""
    titles = {group.name: group.title for group in material.settings.groups}
    found = ((name, made.group(name)) for name in made.scheme.scope.groups)
    return tuple(
        _group(material, made, name, titles.get(name, name), results) for name, results in found if results
    )


def apart(material: Material, made: Assessment) -> tuple[Row, ...]:
    """The units evaluated but not ranked: those that existed only a part of the year."""
    return tuple(row(material, each) for each in made.results.values() if not each.participant.ranked)


def _group(
    material: Material, made: Assessment, name: str, title: str, results: Sequence[Result]
) -> Group:  # fmt: skip
    rows = tuple(row(material, result) for result in results)
    counts = {band.name: sum(each.band == band.name for each in results) for band in made.scheme.bands}
    return Group(
        name,
        title,
        rows,
        median(material, f"median|total|{name}", title, [each.total for each in rows]),
        tuple(
            median(material, f"median|{facts[0].label}|{name}", title, facts)
            for facts in zip(*(each.classes for each in rows), strict=True)
        ),
        tuple(
            median(material, f"median|beside|{facts[0].label}|{name}", title, facts)
            for facts in zip(*(each.beside for each in rows), strict=True)
        ),
        {
            band: material.tally(f"band|{band}|{name}", f"{title}中等次为{band}的单位数", count, "家", title)
            for band, count in counts.items()
        },
        material.tally(f"size|{name}", f"{title}中参加排名的单位数", len(rows), "家", title),
    )


def median(material: Material, name: str, scope: str, facts: Sequence[Fact]) -> Fact:
    """The median of what is known of `facts`, 不适用 where nothing is."""
    known = [fact for fact in facts if fact.known]
    if not known:
        return points(material, name, f"{facts[0].label}中位数", None, scope, "各单位的中位数")
    return material.facts.median(known, f"{name}|{material.period}", scope)
