"""What stands out in a quarter, largest first: rates that moved further than they usually do.

A change is unusual by what it exceeds the usual one (the median) of others by, in robust deviations of theirs: for
an area or a class, the others are all earlier changes from quarter to quarter of such parts; for a unit, its peers'
changes in this quarter. The deviation is never less than the sampling error of the difference. Beyond 3.5 a change
stands out, unless it is too small to matter (`MATERIAL`). A rate on a base under `small_base` is never judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from reportgen.analysis import intervals, robust
from reportgen.facts import Fact, Reading, Scope
from reportgen.measures import MEASURES
from reportgen.measures.counts import Count
from reportgen.period import Period
from reportgen.reports import peers
from reportgen.reports.quarterly_headlines import ASPECT, JUDGED
from reportgen.reports.quarterly_scopes import Part, View
from reportgen.units import Unit

Kind = Literal["片区", "同类", "单位"]
# The least change to matter.
MATERIAL = {"%": Fraction(1, 2), "件/万件": Fraction(1), "个工作日": Fraction(1, 10)}
FEW = 5  # earlier changes, or peers, without which nothing can be said of what is usual


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of others' changes and their robust deviation."""

    middle: Fraction = Fraction(0)
    spread: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Signal:
    """A rate of a part or a unit that moved unusually far against the quarter before, or last year's.

    `against` names the base; `part` is the area or class, or that of the unit; `size` is in deviations.
    """

    kind: Kind
    part: Part
    scope: Scope
    measure: str
    reading: Reading
    base: Fact
    against: Literal["上季度", "上年同期"]
    base_period: Period
    size: Fraction
    worse: bool
    unit: Unit | None = None

    @property
    def now(self) -> Fact:
        """The figure of the quarter."""
        return self.reading.now


def signals(view: View, measures: Iterable[str] = JUDGED) -> tuple[Signal, ...]:
    """Every signal of the areas, classes and units, largest first; ties in official order."""
    found = [signal for measure in measures for signal in _of_measure(view, measure)]
    return tuple(sorted(found, key=lambda signal: -signal.size))


def leading(found: Iterable[Signal], worse: bool, most: int) -> tuple[Signal, ...]:
    """The largest signals for the worse (or the better): a measure once, an aspect once of a unit and its area."""
    told: list[Signal] = []
    for signal in found:
        if signal.worse == worse and not any(_same(signal, other) for other in told):
            told.append(signal)
    return tuple(told[:most])


def _same(one: Signal, other: Signal) -> bool:
    """Whether two signals tell of one matter."""
    if ASPECT[one.measure] != ASPECT[other.measure]:
        return False
    whole = "单位" not in (one.kind, other.kind) or one.kind != other.kind  # one is the area of the other
    return one.measure == other.measure or one.scope == other.scope or (one.part == other.part and whole)


def _of_measure(view: View, measure: str) -> Iterator[Signal]:
    for kind, parts in (("片区", view.areas), ("同类", view.classes)):
        usual = _usual_of_parts(view, measure, parts)
        for part in parts:
            if len(part.units) > 1:
                yield from _judged(view, measure, kind, part, part.scope, usual)  # type: ignore[arg-type]
    yield from _of_units(view, measure)


def _of_units(view: View, measure: str) -> Iterator[Signal]:
    """Units against the changes of their peers, area or no area."""
    now = view.material.period
    for members in by_group(view).values():
        scopes = [(unit, part, peers.scope(unit)) for unit, part in members]
        changes = [_change(view, measure, scope, now.previous, now) for _unit, _part, scope in scopes]
        usual = _usual([change for change in changes if change is not None])
        for unit, part, scope in scopes:
            yield from _judged(view, measure, "单位", part, scope, usual, unit)


def by_group(view: View) -> dict[str, list[tuple[Unit, Part]]]:
    """The units of the quarter with their parts, by peer group, in official order."""
    groups: dict[str, list[tuple[Unit, Part]]] = {}
    for part in view.parts:
        for unit in part.units:
            groups.setdefault(unit.group, []).append((unit, part))
    return groups


def _judged(
    view: View, measure: str, kind: Kind, part: Part, scope: Scope, usual: Usual, unit: Unit | None = None
) -> Iterator[Signal]:  # fmt: skip
    """The signal of one scope, if its figure is sound and moved far enough."""
    if not (now := view.fact(measure, scope)).known or _base(now) < small_base(view):
        return
    reading = view.reading(measure, scope)
    base, against, period = reading.previous, "上季度", view.material.period.previous
    if not base.known or reading.broken_previous:
        base, against, period = reading.year_ago, "上年同期", view.material.period.year_ago
        if reading.broken_year:
            return
    if not base.known or _base(base) < small_base(view):
        return
    change = reading.now.exact - base.exact
    excess = change - usual.middle
    if abs(change) < MATERIAL[reading.now.unit] or change * excess <= 0:
        return
    scale = max(usual.spread, _error(reading.now, base))
    if (
        not scale or abs(excess) <= robust.LIMIT * scale
    ):  # not 0: no share, and no history to say what is usual
        return
    worse = (change < 0) == (MEASURES[measure].better == "high")
    yield Signal(kind, part, scope, measure, reading, base, against, period, abs(excess) / scale, worse, unit)  # type: ignore[arg-type]


def _usual_of_parts(view: View, measure: str, parts: Iterable[Part]) -> Usual:
    """How far such parts usually move from quarter to quarter, this quarter's own change left out."""
    past = [quarter for quarter in view.quarters if quarter < view.material.period]
    changes = [
        change
        for part in parts
        for before, after in pairwise(past)
        if after == before.next and (change := _change(view, measure, part.scope, before, after)) is not None
    ]
    return _usual(changes)


def _usual(changes: Sequence[Fraction]) -> Usual:
    if len(changes) < FEW:
        return Usual()
    return Usual(robust.median(changes), robust.deviation(changes))


def _change(view: View, measure: str, scope: Scope, before: Period, after: Period) -> Fraction | None:
    old, new = view.fact(measure, scope, before), view.fact(measure, scope, after)
    if not (old.known and new.known) or min(_base(old), _base(new)) < small_base(view):
        return None
    return new.exact - old.exact


def small_base(view: View) -> int:
    """The base below which a rate is not judged (settings: small_base)."""
    return int(view.material.settings.thresholds["small_base"])


def _base(fact: Fact) -> Count:
    return fact.denominator or 0


def _error(now: Fact, base: Fact) -> Fraction:
    """The sampling error of the difference of two shares, in the unit of the measure; 0 of what is no share."""
    squares = Fraction(0)
    for fact in (now, base):
        above, below = Fraction(fact.numerator or 0), Fraction(fact.denominator or 0)
        if not 0 <= above <= below:
            return Fraction(0)
        squares += (intervals.error(above / below, int(below)) * MEASURES[fact.measure].scale) ** 2
    return intervals.root(squares)
