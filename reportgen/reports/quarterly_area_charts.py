"""The figures of 二、片区情况: map, change, spread, five degrees, quadrants, months, and departments."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

import charts.bubble
import charts.dumbbell
import charts.grid
import charts.heat_table
import charts.multiples
import charts.radar
import charts.strips
import charts.tiles
from charts.bubble import Axis
from charts.heat_table import Column
from reportgen import wording
from reportgen.analysis import robust
from reportgen.facts import Fact
from reportgen.measures import MEASURES
from reportgen.reports import peers
from reportgen.reports.quarterly_areas import spreads
from reportgen.reports.quarterly_figures import PLATFORM, VOICES, Shown, months, names, source, values
from reportgen.reports.quarterly_headlines import DEGREES
from reportgen.reports.quarterly_outlook import monthly
from reportgen.reports.quarterly_scopes import Part, View
from reportgen.reports.quarterly_signals import by_group, small_base
from reportgen.units import Unit

ROWS = 46  # units that a heat table holds
# What the chapter compares, unless the largest problem of an area is about another rate.
SUBJECT = "reply_rate"
TABLE = ("online_rate", "instant_rate", "early_rate", "supplement_rate", "active_rate", "reply_rate", "solved_rate")  # fmt: skip


def figures(view: View, subject: str) -> dict[str, Shown]:
    """The figures of the chapter by id, in the order of the text; `subject` is the rate compared."""
    compared = view.compared
    districts = [unit for part in view.areas for unit in part.units]
    made = {
        "map": _map(view, subject, districts),
        "areas": _areas(view, subject, compared),
        "multiples": _multiples(view, subject, compared),
        "spread": _spread(view, subject, compared),
        "quadrants": _quadrants(view, subject, districts),
        "degrees": _degrees(view, compared),
        **_tables(view),
    }  # fmt: skip
    return {name: shown for name, shown in made.items() if shown}


def from_where(view: View, measure: str, number: Fact | str) -> str:
    return source(view, VOICES if MEASURES[measure].dataset.name == "tickets" else PLATFORM, number)


def judged(view: View, measure: str, unit: Unit) -> Fact | None:
    """The rate of a unit, if it stands on a base that can be judged."""
    fact = view.fact(measure, peers.scope(unit))
    return fact if fact.known and (fact.denominator or 0) >= small_base(view) else None


def _unshown(view: View, measure: str, units: Iterable[Unit]) -> str:
    """Why some of `units` have no value in a chart: 无业务：城口县."""
    reasons: dict[str, list[str]] = {}
    for unit in units:
        if not judged(view, measure, unit):
            why = view.fact(measure, peers.scope(unit)).missing or f"基数不足{small_base(view)}"
            reasons.setdefault(why, []).append(unit.short)
    return "；".join(f"{why}：{names(view, lacking, '家')}" for why, lacking in reasons.items())


def _base(fact: Fact) -> str:
    return f"{fact.denominator or fact.numerator:,}件"


def _map(view: View, measure: str, districts: Sequence[Unit]) -> Shown | None:
    grid = charts.grid.read(charts.grid.CHONGQING, f"{view.material.period.last:%Y-%m}")
    rates = [(unit, judged(view, measure, unit)) for unit in districts if unit.short in grid]
    known = [(unit, fact) for unit, fact in rates if fact]
    if len(known) < robust.FEW:
        return None
    label = MEASURES[measure].label
    said = f"{label}{'最低' if _sign(measure) > 0 else '最高'}的{_where(view, measure, known)}"
    whole = view.fact(measure, view.whole)
    picture = charts.tiles.draw(
        [unit.short for unit, _fact in rates], [fact.value if fact else None for _unit, fact in rates], grid, name=label,
        unit=whole.unit, dark="low" if _sign(measure) > 0 else "high", title=said,
        source=from_where(view, measure, f"{len(known)}个区县和开发区"),
        note=_unshown(view, measure, [unit for unit, _fact in rates]),
    )  # fmt: skip
    return Shown(picture, tuple(fact for _unit, fact in known), f"各区县{label}瓦片图", said)


def _where(view: View, measure: str, known: Sequence[tuple[Unit, Fact]]) -> str:
    """Where the worst quarter of the districts lies: in which area most of them, and the worst of all."""
    worst = sorted(known, key=lambda pair: pair[1].exact * _sign(measure))[: max(1, len(known) // 4)]
    part_of = {unit.id: part.name for part in view.areas for unit in part.units}
    [(area, count)] = Counter(part_of[unit.id] for unit, _fact in worst).most_common(1)
    where = f"都在{area}" if count == len(worst) else f"中有{count}个在{area}"
    return f"{len(worst)}个区县{where}，最突出的是{worst[0][0].short}（{wording.full(worst[0][1])}）"


def _sign(measure: str) -> int:
    return 1 if MEASURES[measure].better == "high" else -1


def _areas(view: View, measure: str, parts: Sequence[Part]) -> Shown | None:
    now, before = (
        [view.fact(measure, part.scope, period) for part in parts]
        for period in (None, view.material.period.previous)
    )
    if view.gaps[0] or not any(one.known and other.known for one, other in zip(now, before, strict=True)):
        return None
    whole = view.fact(measure, view.whole)
    moved = [
        (part.name, wording.printed(new) - wording.printed(old))
        for part, new, old in zip(parts, now, before, strict=True) if new.known and old.known
    ]  # fmt: skip
    name, most = max(moved, key=lambda pair: abs(pair[1]))
    others = max((abs(change) for other, change in moved if other != name), default=None)
    unit = "个百分点" if whole.unit == "%" else whole.unit
    verb = "提高" if most > 0 else "下降"
    said = f"{name}{whole.label}较上季度{verb}{abs(most)}{unit}"
    said += f"，其余变动均不超过{others}{unit}" if others is not None else ""
    picture = charts.dumbbell.draw(
        [part.name for part in parts], values(before), values(now), unit=whole.unit, name=whole.label,
        periods=(view.material.period.previous.short, view.material.period.short), attention=[name], title=said,
        source=from_where(view, measure, _base(whole)),
    )  # fmt: skip
    return Shown(picture, (*before, *now), f"各{view.noun}{whole.label}较上季度变动", said)


def _multiples(view: View, measure: str, parts: Sequence[Part]) -> Shown | None:
    panels = {part.name: monthly(view, measure, part.scope) for part in parts}
    if not 2 <= len(panels) <= 12 or not any(fact.known for facts in panels.values() for fact in facts):
        return None
    whole = monthly(view, measure, view.whole)
    lows = [
        (fact, name, month)
        for name, facts in panels.items()
        for fact, month in zip(facts, view.months, strict=True) if fact.known
    ]  # fmt: skip
    fact, name, month = min(lows, key=lambda each: each[0].exact * _sign(measure))
    side = "低" if _sign(measure) > 0 else "高"
    said = f"各{view.noun}各月{fact.label}中，{name}{month.label}最{side}，为{wording.full(fact)}"
    picture = charts.multiples.draw(
        months(view), {name: values(facts) for name, facts in panels.items()}, name=fact.label, unit=fact.unit,
        reference=(view.whole.name, values(whole)), title=said,
        source=from_where(view, measure, _base(view.fact(measure, view.whole))),
    )  # fmt: skip
    facts = (*(fact for several in panels.values() for fact in several), *whole)
    return Shown(picture, facts, f"各{view.noun}{fact.label}逐月走势", said)


def _spread(view: View, measure: str, parts: Sequence[Part]) -> Shown | None:
    """The units of each part on one ruler."""
    several = [part for part in parts if len(part.units) > 1]
    groups = {part.name: {unit.short: judged(view, measure, unit) for unit in part.units} for part in several}
    full = {name: units for name, units in groups.items() if any(units.values())}
    widest = spreads(view, measure, parts)
    if not full or not widest:
        return None
    one, units = widest[0], [unit for part in several for unit in part.units]
    said = f"{one.part.name}内{one.high[1].label}相差最大，{one.high[0].short}与{one.low[0].short}相差{wording.full(one.distance)}"
    drawn = tuple(fact for units in full.values() for fact in units.values() if fact)
    picture = charts.strips.draw(
        {name: {unit: _value(fact) for unit, fact in units.items()} for name, units in full.items()},
        unit=one.high[1].unit, title=said, source=from_where(view, measure, f"{len(drawn)}家单位"),
        note="；".join(filter(None, ["每点一家单位", _unshown(view, measure, units)])),
    )  # fmt: skip
    return Shown(picture, drawn, f"各{view.noun}内{one.high[1].label}的差异", said)


def _degrees(view: View, parts: Sequence[Part]) -> Shown | None:
    """The five degrees of the part that stands lowest, against the others."""
    table = {part.name: [view.fact(measure, part.scope) for _degree, measure in DEGREES] for part in parts}
    full = {name: facts for name, facts in table.items() if all(fact.known for fact in facts)}
    if len(full) < 3:
        return None
    lowest = min(full, key=lambda name: sum(fact.exact for fact in full[name]))
    weak = [
        degree for place, (degree, _measure) in enumerate(DEGREES)
        if full[lowest][place].exact < robust.median([full[name][place].exact for name in full if name != lowest])
    ]  # fmt: skip
    said = f"“五度”代表指标之和最低的是{lowest}，" + (
        f"{'、'.join(weak)}低于其他{view.noun}中位数" if weak else "各项均不低于中位数"
    )
    others = [name for name in full if name != lowest]
    picture = charts.radar.draw(
        [degree for degree, _measure in DEGREES], values(full[lowest]),
        [[full[name][place].value for name in others] for place in range(len(DEGREES))], unit_name=lowest,
        peers_name=f"其他{view.noun}", unit="%", title=said, width=130, source=source(view, PLATFORM, f"{len(full)}个{view.noun}"),
        note="、".join(f"{degree}：{MEASURES[measure].label}" for degree, measure in DEGREES),
    )  # fmt: skip
    return Shown(
        picture, tuple(fact for facts in full.values() for fact in facts), f"{view.noun}“五度”对比", said
    )


def _quadrants(view: View, measure: str, districts: Sequence[Unit]) -> Shown | None:
    """Districts by online rate and the subject, circles by volume."""
    rows = [(unit, judged(view, "online_rate", unit), judged(view, measure, unit)) for unit in districts]
    known = [(unit, x, y) for unit, x, y in rows if x and y]
    if len(known) < robust.FEW:
        return None
    sizes = [view.fact("accepted", peers.scope(unit)) for unit, _x, _y in known]
    across, up = [x for _unit, x, _y in known], [y for _unit, _x, y in known]
    middle = robust.median([fact.exact for fact in across]), robust.median([fact.exact for fact in up])
    sign = _sign(measure)
    weak = [unit.short for unit, x, y in known if x.exact < middle[0] and y.exact * sign < middle[1] * sign]
    label = MEASURES[measure].label
    worst = sorted(known, key=lambda row: row[2].exact * sign)[:3]
    said = f"网办率和{label}均差于中位数的有{len(weak)}家" + (f"：{names(view, weak, '家')}" if weak else "")
    corners = ("线上弱、答复好", "均较好", "均较弱", "线上强、答复弱")
    picture = charts.bubble.draw(
        [unit.short for unit, _x, _y in known], values(across), values(up), axes=(Axis("网办率"), Axis(label, up[0].unit)),
        quadrants=corners if measure == "reply_rate" else ("", "", "", ""), sizes=values(sizes), size=Axis("受理量", "件"),
        named=[unit.short for unit, _x, _y in worst], title=said, height=64,
        source=from_where(view, measure, f"{len(known)}个区县和开发区"),
    )  # fmt: skip
    return Shown(picture, (*across, *up, *sizes), f"区县网办率与{label}", said)


def _tables(view: View) -> dict[str, Shown | None]:
    """A table a peer group: of the districts, then of each class of departments, which are never mixed."""
    made: dict[str, Shown | None] = {}
    titles = {group.name: group.title for group in view.material.settings.groups}
    for group, members in by_group(view).items():
        place = "districts" if members[0][1] in view.areas else "departments"
        units = [unit for unit, _part in members]
        made[f"{place}{len(made) or ''}"] = _table(view, units, f"{titles[group]}主要指标")
    return made


def _table(view: View, units: Sequence[Unit], caption: str) -> Shown | None:
    """Units by indicators; a rate on a small base is not shown."""
    if not robust.FEW <= len(units) <= ROWS:
        return None
    columns = {measure: [judged(view, measure, unit) for unit in units] for measure in TABLE}
    shown = {
        measure: facts for measure, facts in columns.items() if sum(fact is not None for fact in facts) > 1
    }
    if not shown:
        return None
    poor = {unit.short: 0 for unit in units}
    for measure, facts in shown.items():
        known = [(unit, fact) for unit, fact in zip(units, facts, strict=True) if fact]
        if len(known) < robust.FEW:
            continue
        low, high = robust.quartiles([fact.exact for _unit, fact in known])
        for unit, fact in known:
            behind = fact.exact <= low if _sign(measure) > 0 else fact.exact >= high
            poor[unit.short] += bool(behind and low != high)
    most = max(poor.values())
    worst = [name for name, count in poor.items() if count == most]
    said = f"{len(shown)}项指标中居后四分之一最多的是{names(view, worst, '家')}（{most}项）"
    picture = charts.heat_table.draw(
        [unit.short for unit in units],
        [
            Column(MEASURES[measure].label, [_value(fact) for fact in facts], MEASURES[measure].unit, _better(measure))
            for measure, facts in shown.items()
        ],
        peers="同类", title=said, source=source(view, PLATFORM, f"{len(units)}家"),
        note=f"基数不足{small_base(view)}的比率不列",
    )  # fmt: skip
    drawn = tuple(fact for several in shown.values() for fact in several if fact)
    return Shown(picture, drawn, caption, said)


def _value(fact: Fact | None) -> Fraction | None:
    return fact.value if fact else None


def _better(measure: str) -> Literal["high", "low", ""]:
    better = MEASURES[measure].better
    return "" if better == "neither" else better
