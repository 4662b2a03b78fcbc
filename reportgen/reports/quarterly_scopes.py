"""What the quarterly analysis compares: areas (片区), classes of departments, quarters and months with data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportgen.facts import Fact, Reading, Scope
from reportgen.period import Period, containing
from reportgen.reports import peers
from reportgen.reports.model import Material
from reportgen.units import Unit

MONTHS = 36  # looked back, as far as there are data
QUARTERS = 9  # looked back for what is usual
VOLUME = "accepted"  # the measure without which a month has no data
NO_AREA = ("", "市级")  # how the register says that a unit belongs to no area


@dataclass(frozen=True, slots=True)
class Part:
    """An area or a class: its scope, and its units that exist in the quarter."""

    name: str
    scope: Scope
    units: tuple[Unit, ...]

    @property
    def alone(self) -> bool:
        """Whether it has one unit only, so that nothing can be said of differences within it."""
        return len(self.units) == 1


@dataclass(frozen=True, slots=True)
class View:
    """All scopes and periods of one quarterly analysis.

    `areas` are in the order of their volume and empty where there are fewer than two; `classes` are the peer
    groups without areas. `months` and `quarters` are those with data, oldest first; `missing` the months of the
    quarter without.
    """

    material: Material
    whole: Scope
    areas: tuple[Part, ...]
    classes: tuple[Part, ...]
    months: tuple[Period, ...]
    quarters: tuple[Period, ...]
    missing: tuple[Period, ...]
    gaps: tuple[str, str]  # why the quarter does not compare with the one before, and with last year's

    @property
    def parts(self) -> tuple[Part, ...]:
        """Areas and classes, which together hold every unit once."""
        return (*self.areas, *self.classes)

    @property
    def noun(self) -> str:
        """What the second chapter compares."""
        return "片区" if self.areas else "类别"

    @property
    def compared(self) -> tuple[Part, ...]:
        """The parts that it compares."""
        return self.areas or self.classes

    def fact(self, measure: str, scope: Scope, period: Period | None = None) -> Fact:
        """The figure of a measure for a scope in the quarter, or in another period."""
        return self.material.facts.fact(measure, scope, period or self.material.period)

    def reading(self, measure: str, scope: Scope) -> Reading:
        """The figure beside its bases; a quarter that lacks a month compares with none."""
        reading = self.material.facts.reading(measure, scope, self.material.period)
        if not any(self.gaps):
            return reading
        return replace(
            reading,
            broken_previous=reading.broken_previous or self.gaps[0],
            broken_year=reading.broken_year or self.gaps[1],
        )


def view(material: Material) -> View:
    """The scopes and periods of the report's quarter."""
    period, whole = material.period, peers.whole(material)
    areas = _areas(material)
    placed = {unit.id for area in areas for unit in area.units}
    months = containing(period.last, "month").trailing(MONTHS)
    known = [month for month in months if material.facts.fact(VOLUME, whole, month).known]
    material.facts.withhold(set(months) - set(known))
    quarters = [each for each in period.trailing(QUARTERS) if not lacking(material, whole, each)]
    return View(
        material, whole, areas, _classes(material, placed), months[months.index(known[0]) :], tuple(quarters),
        lacking(material, whole, period),
        (_gap(material, whole, "上季度", period.previous), _gap(material, whole, "上年同期", period.year_ago)),
    )  # fmt: skip


def _gap(material: Material, whole: Scope, name: str, base: Period) -> str:
    """Which months the quarter or its base lacks, where one of them is incomplete."""
    for words, quarter in (("本季度", material.period), (name, base)):
        lack = lacking(material, whole, quarter)
        if 0 < len(lack) < 3:
            return f"{words}缺{'、'.join(month.short for month in lack)}数据"
    return ""


def lacking(material: Material, whole: Scope, quarter: Period) -> tuple[Period, ...]:
    """The months of `quarter` without data."""
    months = containing(quarter.last, "month").trailing(3)
    return tuple(month for month in months if not material.facts.fact(VOLUME, whole, month).known)


def _areas(material: Material) -> tuple[Part, ...]:
    """The areas of the scheme in the settings; none unless there are two to compare."""
    settings = material.settings
    of = {unit.id: unit.areas.get(settings.areas, "") for unit in settings.register}
    names = [name for name in dict.fromkeys(of.values()) if name not in NO_AREA]
    found = (
        _part(material, name, [unit for unit in settings.register if of[unit.id] == name]) for name in names
    )
    parts = sorted((part for part in found if part.units), key=lambda part: -_volume(material, part))
    return tuple(parts) if len(parts) > 1 else ()


def _volume(material: Material, part: Part) -> int:
    return int(material.facts.fact(VOLUME, part.scope, material.period).numerator or 0)


def _classes(material: Material, placed: Iterable[str]) -> tuple[Part, ...]:
    """The peer groups of the units that belong to no area, in the order of the settings."""
    inside = set(placed)
    parts = []
    for group in material.settings.groups:
        members = [unit for unit in material.settings.register if unit.group == group.name]
        rest = [unit for unit in members if unit.id not in inside]
        if rest and not any(unit.id in inside for unit in members):
            parts.append(_part(material, group.title, rest))
    return tuple(part for part in parts if part.units)


def _part(material: Material, name: str, members: Sequence[Unit]) -> Part:
    """A part of all `members`, whenever they existed, so that a reorganisation within it does not change it."""
    short = name.partition("-")[2] or name
    active = tuple(unit for unit in members if unit.active(material.period))
    return Part(short, Scope(short, short, tuple(unit.id for unit in members)), active)
