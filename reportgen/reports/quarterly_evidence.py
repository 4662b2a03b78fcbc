"""The evidence charts of 三、存在问题: one a problem."""

from collections.abc import Sequence

import charts.dumbbell
import charts.strips
from reportgen import wording
from reportgen.reports import peers
from reportgen.reports.quarterly_area_charts import from_where, judged
from reportgen.reports.quarterly_figures import Shown, names, values
from reportgen.reports.quarterly_issues import Problem
from reportgen.reports.quarterly_scopes import View
from reportgen.reports.quarterly_signals import by_group, small_base
from reportgen.units import Unit

MOST = 40  # units before and after on one page


def figures(view: View, problems: Sequence[Problem]) -> dict[str, Shown]:
    """The evidence chart of each problem by its id."""
    return {problem.figure: (_worse if problem.signal else _behind)(view, problem) for problem in problems}


def _worse(view: View, problem: Problem) -> Shown:
    """The units of the part before and after; the unit, or those that make most of the change, in red."""
    assert problem.signal and problem.cause
    signal, units = problem.signal, _moved(view, problem)
    before, now = (
        [view.fact(signal.measure, peers.scope(unit), period) for unit in units]
        for period in (signal.base_period, None)
    )
    attention = [signal.unit.short] if signal.unit else [name for name, _fact in problem.cause.leaders]
    change = wording.printed(problem.now) - wording.printed(signal.base)
    unit = "个百分点" if problem.now.unit == "%" else problem.now.unit
    verb = "提高" if change > 0 else "下降"
    said = f"{problem.name}{problem.now.label}较{signal.against}{verb}{abs(change)}{unit}"
    if not signal.unit:
        said += f"，{wording.full(problem.cause.units)}单位中{wording.full(problem.cause.worse)}变差"
    picture = charts.dumbbell.draw(
        [each.short for each in units], values(before), values(now), unit=problem.now.unit, name=problem.now.label,
        periods=(signal.base_period.short if signal.against == "上季度" else signal.base_period.label, view.material.period.short),
        attention=attention, title=said, source=from_where(view, signal.measure, f"{problem.now.denominator:,}件"),
        note=_unsure(view, signal.measure, units),
    )  # fmt: skip
    return Shown(picture, (*before, *now), f"{problem.part.name}各单位{problem.now.label}变动", said)


def _unsure(view: View, measure: str, units: Sequence[Unit]) -> str:
    """Which of the units drawn stand on a base that is not judged: 基数不足30、仅供参考：城口县."""
    small = [
        unit.short for unit in units
        if view.fact(measure, peers.scope(unit)).known and not judged(view, measure, unit)
    ]  # fmt: skip
    return f"基数不足{small_base(view)}、仅供参考：{names(view, small, '家')}" if small else ""


def _moved(view: View, problem: Problem) -> Sequence[Unit]:
    """The units of the part, in official order; of more than a page holds those that moved the figure most."""
    assert problem.cause
    units, change = problem.part.units, problem.cause.change
    if len(units) <= MOST or change is None:
        return units[:MOST]
    ranked = sorted(change.parts, key=lambda pair: -abs(pair[1].exact))[:MOST]
    most = {name for name, _fact in ranked} | (
        {problem.signal.unit.short} if problem.signal and problem.signal.unit else set()
    )
    return [unit for unit in units if unit.short in most]


def _behind(view: View, problem: Problem) -> Shown:
    """The peers on one ruler, the unit named."""
    measure = problem.now.measure
    pairs = [(unit, judged(view, measure, unit)) for unit, _part in by_group(view)[problem.units[0].group]]
    known = {unit.short: fact for unit, fact in pairs if fact}
    assert problem.median
    said = f"{problem.name}{problem.now.label}{wording.full(problem.now)}，同类中位数{wording.full(problem.median)}"
    picture = charts.strips.draw(
        {problem.peers: {name: fact.value for name, fact in known.items()}}, unit=problem.now.unit,
        attention=[problem.name], title=said, source=from_where(view, measure, f"{len(known)}家单位"),
    )  # fmt: skip
    return Shown(picture, tuple(known.values()), f"{problem.peers}{problem.now.label}", said)
