"""The problems of a quarter: what got worse, what stays far behind its peers; each with units, size, cause, demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from reportgen.analysis import intervals, robust
from reportgen.facts import Fact, Scope
from reportgen.findings import RULES
from reportgen.measures import MEASURES
from reportgen.reports import peers, quarterly_effects, quarterly_outlook
from reportgen.reports.quarterly_effects import Change
from reportgen.reports.quarterly_headlines import ASPECT, DEMANDS, JUDGED, OVERDUE_TYPES, REPLIES
from reportgen.reports.quarterly_scopes import Part, View
from reportgen.reports.quarterly_signals import Signal, by_group, leading, small_base
from reportgen.units import Unit
from reportgen.workdays import add_workdays

WORSE, BEHIND = 4, 3  # how many of each kind are told
FAR = Fraction(5)  # percentage points behind the peers' median
DAYS = 15  # working days for what no rule sets a time for
NAMED = 3  # units, kinds of tasks or classes of tickets named as the cause


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be done, and by when."""

    words: str
    due: date


@dataclass(frozen=True, slots=True)
class Cause:
    """What a change is made of: units that got worse, the part of the largest, and the kinds it comes from."""

    change: Change | None
    worse: Fact  # how many units of the part got worse
    units: Fact  # of so many
    leaders: tuple[tuple[str, Fact], ...]
    general: bool  # no unit makes half of the change
    kinds: tuple[tuple[str, Fact], ...]  # classes of tickets or kinds of tasks, with what each added


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem to be told: a signal for the worse, or a unit far behind its peers.

    `figure` is the id of its evidence chart, `interval` Wilson's of the figure, `lead` who is to act.
    """

    figure: str
    kind: Literal["worse", "behind"]
    name: str
    now: Fact
    interval: tuple[Fact, Fact] | None
    signal: Signal | None
    cause: Cause | None
    median: Fact | None
    before: Fact | None  # of a unit that stays behind: its figure a quarter ago
    peers: str
    size: Fact
    units: tuple[Unit, ...]
    lead: tuple[str, ...]
    demand: Demand
    part: Part
    scope: Scope


def problems(view: View, found: Sequence[Signal]) -> tuple[Problem, ...]:
    """What got worse, largest first; then what stays behind, farthest first."""
    worse = [_worse(view, signal) for signal in leading(found, True, WORSE)]
    told = {problem.now.measure for problem in worse}
    behind = [each for each in _behind(view) if each.now.measure not in told][:BEHIND]
    return tuple(
        _numbered(problem, f"evidence{number}") for number, problem in enumerate([*worse, *behind], 1)
    )


def _numbered(problem: Problem, figure: str) -> Problem:
    return replace(problem, figure=figure)


# --- what got worse --------------------------------------------------------------------------


def _worse(view: View, signal: Signal) -> Problem:
    cause = _cause(view, signal)
    units = (signal.unit,) if signal.unit else signal.part.units
    leaders = (
        (f"{signal.part.name}各单位",) if cause.general else tuple(name for name, _fact in cause.leaders)
    )
    lead = (signal.unit.short,) if signal.unit else leaders
    demand = _demand(view, signal.measure)
    if cause.kinds:
        kinds = "、".join(name for name, _fact in cause.kinds)
        demand = replace(demand, words=f"{demand.words}；重点核查{kinds}类")
    return Problem(
        "", "worse", signal.scope.name, signal.now, quarterly_outlook.interval(view, signal.now), signal, cause, None,
        None, "", _size(view, signal.now, signal.size), units, lead, demand, signal.part, signal.scope,
    )  # fmt: skip


def _cause(view: View, signal: Signal) -> Cause:
    """The units of the part (of a unit: all its part) and the kinds of business behind a change."""
    scopes = [peers.scope(unit) for unit in signal.part.units]
    base = signal.base_period
    change = quarterly_effects.of_rate(view, signal.measure, signal.part.scope, scopes, base)
    down = MEASURES[signal.measure].better == "high"
    worse = sum(
        _moved(view, signal, scope) < 0 if down else _moved(view, signal, scope) > 0 for scope in scopes
    )
    leaders = change.worst(NAMED) if change else ()
    half = abs(change.total.exact) / 2 if change else Fraction(0)
    tally = view.material.tally
    name = f"{signal.measure}|{signal.part.scope.id}"
    return Cause(
        change,
        tally(f"worse|{name}", f"{MEASURES[signal.measure].label}变差的单位数", worse, "家", signal.part.name),
        tally(f"units|{signal.part.scope.id}", "单位数", len(scopes), "家", signal.part.name),
        leaders, not leaders or abs(leaders[0][1].exact) < half, _kinds(view, signal),
    )  # fmt: skip


def _moved(view: View, signal: Signal, scope: Scope) -> Fraction:
    now, base = (view.fact(signal.measure, scope, period) for period in (None, signal.base_period))
    return now.exact - base.exact if now.known and base.known else Fraction(0)


def _kinds(view: View, signal: Signal) -> tuple[tuple[str, Fact], ...]:
    """The classes of tickets, or the kinds of tasks, that have most more late ones than before."""
    if signal.measure == "reply_rate":
        names = [(name, MEASURES[name].label.removesuffix("类诉求按期答复率")) for name in REPLIES]
        added = [(label, _late(view, name, signal)) for name, label in names]
        unit = "件"
    elif signal.measure in ("overdue_per_10k", "step_overtime_per_10k"):
        names = [(name, MEASURES[name].label.removesuffix("超期办结件")) for name in OVERDUE_TYPES]
        added = [(label, _more(view, name, signal)) for name, label in names]
        unit = "件"
    else:
        return ()
    ranked = sorted(((label, more) for label, more in added if more > 0), key=lambda pair: -pair[1])
    return tuple(
        (label, view.material.tally(f"more|{signal.measure}|{signal.scope.id}|{label}", f"{label}较{signal.against}增加", more, unit, signal.scope.name))
        for label, more in ranked[:NAMED]
    )  # fmt: skip


def _late(view: View, measure: str, signal: Signal) -> int:
    now, base = (view.fact(measure, signal.scope, period) for period in (None, signal.base_period))
    late = [int((fact.denominator or 0) - (fact.numerator or 0)) for fact in (now, base)]
    return late[0] - late[1]


def _more(view: View, measure: str, signal: Signal) -> int:
    now, base = (view.fact(measure, signal.scope, period) for period in (None, signal.base_period))
    return int((now.numerator or 0) - (base.numerator or 0))


# --- what stays behind -----------------------------------------------------------------------


def _behind(view: View) -> Iterable[Problem]:
    """The unit farthest behind its peers in each measure, if sampling cannot explain it, farthest first."""
    groups = {group.name: group.title for group in view.material.settings.groups}
    found: dict[str, Problem] = {}
    for measure in JUDGED:
        for name, members in by_group(view).items():
            for problem in _outliers(view, measure, groups[name], members):
                known = found.get(measure)
                if known is None or problem.size.exact > known.size.exact:
                    found[measure] = problem
    return sorted(found.values(), key=lambda problem: -problem.size.exact)


def _outliers(
    view: View, measure: str, title: str, members: Sequence[tuple[Unit, Part]]
) -> Iterable[Problem]:
    """The units of one peer group far behind it: 5 points and 3.5 deviations from the median, and by more than chance

    explains (the 99.9 per cent interval of the unit does not hold the rate of all together).
    """
    rows = [(unit, part, view.fact(measure, peers.scope(unit))) for unit, part in members]
    sound = [row for row in rows if row[2].known and (row[2].denominator or 0) >= small_base(view)]
    if MEASURES[measure].unit != "%" or len(sound) < robust.FEW:
        return
    facts = [fact for _unit, _part, fact in sound]
    middle = robust.median([fact.exact for fact in facts])
    together = (
        100
        * sum(Fraction(fact.numerator or 0) for fact in facts)
        / sum(Fraction(fact.denominator or 0) for fact in facts)
    )
    for outlier in robust.outliers([fact.exact for fact in facts]):
        unit, part, fact = sound[outlier.place]
        low = MEASURES[measure].better == "high"
        ends = intervals.wilson(int(fact.numerator or 0), int(fact.denominator or 1), intervals.Z_OF_MANY)
        if (outlier.score < 0) != low or abs(fact.exact - middle) < FAR:
            continue
        if not (ends[1] * 100 < together if low else ends[0] * 100 > together):
            continue
        median = view.material.facts.median(facts, f"median|{measure}|{title}|{view.material.period}", title)
        yield Problem(
            "", "behind", unit.short, fact, quarterly_outlook.interval(view, fact), None, None, median,
            view.fact(measure, peers.scope(unit), view.material.period.previous), title, _size(view, fact, abs(outlier.score)),
            (unit,), (unit.short,), _demand(view, measure), part, peers.scope(unit),
        )  # fmt: skip


def _size(view: View, fact: Fact, size: Fraction) -> Fact:
    return view.material.facts.keep(
        Fact(
            f"size|{fact.id}", f"{fact.label}偏离倍数", "倍", size, "变动（或与同类中位数之差）÷稳健标准差",
            fact.scope, fact.period, of=(fact.id,),
        )
    )  # fmt: skip


def _demand(view: View, measure: str) -> Demand:
    """What the rule about `measure` demands and when, else what its aspect does."""
    own = next((rule for rule in RULES if rule.measures[0] == measure), None)
    own = own or next((rule for rule in RULES if measure in rule.measures), None)
    words, days = (own.demand, own.days) if own else (DEMANDS[ASPECT[measure]], DAYS)
    return Demand(words, add_workdays(view.material.issued, days, view.material.settings.workdays))
