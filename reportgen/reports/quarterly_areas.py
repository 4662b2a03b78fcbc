"""片区情况: areas and classes side by side, how far their units lie apart, and districts good and bad."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.analysis import robust
from reportgen.facts import Fact, Reading
from reportgen.measures import MEASURES
from reportgen.reports import peers
from reportgen.reports.quarterly_headlines import JUDGED
from reportgen.reports.quarterly_scopes import Part, View
from reportgen.reports.quarterly_signals import by_group, small_base
from reportgen.units import Unit

COLUMNS = ("accepted", "finished", "online_rate", "on_time_rate", "overdue_per_10k", "active_rate", "bad_ratings", "tickets", "reply_rate")  # fmt: skip
TYPICAL = 3  # districts told as good, and as bad
ENOUGH = 8  # measures on a sound base, without which a district is not ranked


@dataclass(frozen=True, slots=True)
class Row:
    """A part's line of the table of parts."""

    part: Part
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the units of a part lie apart in a measure: highest, median, lowest, the distance, and how many.

    `highs` and `lows` say how many units share the ends, if several do.
    """

    part: Part
    high: tuple[Unit, Fact]
    middle: Fact
    low: tuple[Unit, Fact]
    distance: Fact
    units: Fact
    highs: Fact | None
    lows: Fact | None


@dataclass(frozen=True, slots=True)
class Standing:
    """In how many measures a unit stands in the best, and in the worst, quarter of its peers."""

    unit: Unit
    part: Part
    good: Fact
    bad: Fact
    of: Fact
    best: tuple[Fact, ...]
    worst: tuple[Fact, ...]


def rows(view: View, parts: Sequence[Part]) -> tuple[Row, ...]:
    """The lines of areas or classes."""
    return tuple(Row(part, tuple(view.reading(name, part.scope) for name in COLUMNS)) for part in parts)


def spreads(view: View, measure: str, parts: Sequence[Part]) -> tuple[Spread, ...]:
    """The spread of a rate within each part of several units, widest first."""
    found = [spread for part in parts if (spread := _spread(view, measure, part))]
    return tuple(sorted(found, key=lambda spread: -spread.distance.exact))


def sound(view: View, measure: str, units: Iterable[Unit]) -> list[tuple[Unit, Fact]]:
    """The units whose rate stands on a base that can be judged, in the order given."""
    pairs = ((unit, view.fact(measure, peers.scope(unit))) for unit in units)
    return [
        (unit, fact) for unit, fact in pairs if fact.known and (fact.denominator or 0) >= small_base(view)
    ]


def _spread(view: View, measure: str, part: Part) -> Spread | None:
    ranked = sorted(sound(view, measure, part.units), key=lambda pair: -pair[1].exact)
    if len(ranked) < 2:
        return None
    high, low = ranked[0], ranked[-1]
    name, period = f"{measure}|{part.scope.id}", view.material.period
    unit = "百分点" if high[1].unit == "%" else high[1].unit
    distance = view.material.facts.keep(
        Fact(
            f"spread|{name}|{period}", f"{high[1].label}极差", unit,
            high[1].exact - low[1].exact, f"{view.noun}内各单位最高值－最低值", part.name, str(period),
            of=(high[1].id, low[1].id),
        )
    )  # fmt: skip
    middle = view.material.facts.median(
        [fact for _unit, fact in ranked], f"middle|{name}|{period}", part.name
    )
    units = view.material.tally(f"apart|{name}", f"{high[1].label}可比的单位数", len(ranked), "家", part.name)

    def sharing(which: str, end: Fact) -> Fact | None:
        count = sum(fact.exact == end.exact for _unit, fact in ranked)
        label = f"{end.label}同为{which}的单位数"
        return (
            view.material.tally(f"same|{which}|{name}", label, count, "个单位", part.name)
            if count > 1
            else None
        )

    return Spread(part, high, middle, low, distance, units, sharing("最高", high[1]), sharing("最低", low[1]))


def typical(view: View) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """Districts with most measures in the best quarter of their peers, and with most in the worst."""
    group = next((unit.group for part in view.parts for unit in part.units), "")
    standings = _standings(view, by_group(view).get(group, []))
    good = sorted(standings, key=lambda each: (-each.good.exact, each.bad.exact))[:TYPICAL]
    rest = [each for each in standings if each not in good]
    bad = sorted(rest, key=lambda each: (-each.bad.exact, each.good.exact))[:TYPICAL]
    return tuple(good), tuple(bad)


def _standings(view: View, members: Sequence[tuple[Unit, Part]]) -> list[Standing]:
    best: dict[str, list[Fact]] = {unit.id: [] for unit, _part in members}
    worst: dict[str, list[Fact]] = {unit.id: [] for unit, _part in members}
    judged: dict[str, int] = dict.fromkeys(best, 0)
    for measure in JUDGED:
        pairs = sound(view, measure, [unit for unit, _part in members])
        if len(pairs) < robust.FEW:
            continue
        low, high = robust.quartiles([fact.exact for _unit, fact in pairs])
        for unit, fact in pairs:
            judged[unit.id] += 1
            side = _side(measure, fact.exact, low, high)
            if side:
                (best if side > 0 else worst)[unit.id].append(fact)
    return [
        _standing(view, unit, part, best[unit.id], worst[unit.id], judged[unit.id])
        for unit, part in members
        if judged[unit.id] >= ENOUGH
    ]


def _side(measure: str, value: Fraction, low: Fraction, high: Fraction) -> int:
    """1 in the best quarter, -1 in the worst; quartiles that many share tell nobody apart."""
    if low == high or low < value < high:
        return 0
    above = value >= high
    return 1 if above == (MEASURES[measure].better == "high") else -1


def _standing(
    view: View, unit: Unit, part: Part, best: Sequence[Fact], worst: Sequence[Fact], judged: int
) -> Standing:
    def tally(name: str, label: str, value: int) -> Fact:
        return view.material.tally(f"{name}|{unit.id}", label, value, "项", unit.short)

    return Standing(
        unit, part, tally("best", "居同类前四分之一的指标数", len(best)),
        tally("worst", "居同类后四分之一的指标数", len(worst)), tally("judged", "参与比较的指标数", judged),
        tuple(best), tuple(worst),
    )  # fmt: skip
