"""Every aspect by area and class: each figure with its two changes, how far units lie apart, what moved unusually."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.datasets.columns import TASK_TYPES
from reportgen.facts import NO_DATA, Fact, Reading, Scope
from reportgen.period import Period
from reportgen.reports import quarterly_areas, quarterly_whole
from reportgen.reports.quarterly_areas import Spread
from reportgen.reports.quarterly_headlines import TYPES
from reportgen.reports.quarterly_scopes import View
from reportgen.reports.quarterly_signals import Signal

# The aspects of clauses 3.2 to 3.4 and 5, each with what an area or a class is held by.
ASPECTS = (
    ("业务量", ("accepted", "finished", "tickets")),
    ("结构", ("online_rate", "mobile_rate", "instant_rate")),
    ("在线深度", ("level4_rate", "pay_online_rate")),
    ("时限", ("on_time_rate", "overdue_per_10k", "early_rate", "mean_workdays")),
    ("流程", ("supplement_rate", "resubmit_rate")),
    ("内容", ("standard_rate", "guide_pass_rate")),
    ("收费和廉政风险点", ("fee_mismatch", "sudden_finished", "special_repeat")),
    ("评价", ("active_rate", "bad_ratings", "bad_rectified_rate")),
    ("诉求和投诉", ("reply_rate", "solved_rate", "efficacy_complaints")),
    ("政务公开", ("policy_rate", "service_info_rate", "site_pass_rate")),
    ("监督整改", ("same_day_rate", "orders", "orders_replied_rate")),
)
WIDE, LEADING, WHOLE = (
    225.0,
    (17.0, 34.0, 17.0),
    20.0,
)  # mm: turned type area, the columns of words, the whole's
STRUCTURE = "结构"  # the aspect that has the shares of the largest kinds of tasks as well
KINDS = 2  # of them
RECTIFIED = "监督整改"  # the aspect that has the 整改台账 as well
# Whose spread within a part is told: a rate an aspect.
SPREAD = (
    "online_rate", "level4_rate", "early_rate", "overdue_per_10k", "supplement_rate", "standard_rate", "special_rate",
    "active_rate", "reply_rate", "policy_rate", "orders_replied_rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of an aspect: its reading in the whole and in every part."""

    label: str
    unit: str
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """A rate whose spread is told, and its spread within each part, widest first."""

    label: str
    unit: str
    spreads: tuple[Spread, ...]


def aspects(view: View) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The lines of each aspect: of the whole, then of each area and class."""
    scopes = [view.whole, *(part.scope for part in view.parts)]
    return tuple(
        (
            aspect,
            (
                *(_line(view, name, scopes) for name in names),
                *(_kinds(view, scopes) if aspect == STRUCTURE else ()),
                *((_entered(view, scopes),) if aspect == RECTIFIED else ()),
            ),
        )
        for aspect, names in ASPECTS
    )


def columns(view: View) -> tuple[tuple[str, str], ...]:
    """The columns of their table: widths in mm with their alignment."""
    each = (WIDE - sum(LEADING) - WHOLE) / len(view.parts)
    words = ((f"{width:g}", "left") for width in LEADING)
    return *words, (f"{WHOLE:g}", "right"), *((f"{each:.1f}", "right") for _part in view.parts)


def _line(view: View, measure: str, scopes: Sequence[Scope]) -> Line:
    cells = tuple(view.reading(measure, scope) for scope in scopes)
    return Line(cells[0].now.label, cells[0].now.unit, cells)


def _kinds(view: View, scopes: Sequence[Scope]) -> tuple[Line, ...]:
    """The shares of the kinds of tasks that are the largest in the whole."""
    facts = [
        (view.fact(measure, view.whole), measure, name)
        for measure, name in zip(TYPES, TASK_TYPES.values(), strict=True)
    ]
    largest = sorted(
        (each for each in facts if each[0].known and each[0].exact), key=lambda each: -each[0].exact
    )
    return tuple(
        Line(f"{name}占比", "%", tuple(_portion(view, measure, name, scope) for scope in scopes))
        for _fact, measure, name in largest[:KINDS]
    )


def _entered(view: View, scopes: Sequence[Scope]) -> Line:
    """The problems entered into the 整改台账; nothing is known of a quarter before it was begun."""
    period, entries = view.material.period, view.material.standing.entries
    begun = min((entry.found for entry in entries), default=period.start)
    label = "列入整改台账的问题"

    def fact(scope: Scope, each: Period) -> Fact:
        own = sum(each.contains(entry.found) and entry.opening.unit in scope.units for entry in entries)
        if each == period or begun <= each.start:
            return view.material.facts.tally(f"entered|{scope.id}|{each}", label, own, "个", scope.name, each)
        return view.material.facts.keep(
            Fact(
                f"entered|{scope.id}|{each}", label, "个", None, label, scope.name, str(each), missing=NO_DATA
            )
        )

    return Line(
        label, "个",
        tuple(
            Reading(fact(scope, period), fact(scope, period.previous), fact(scope, period.year_ago))
            for scope in scopes
        ),
    )  # fmt: skip


def _portion(view: View, measure: str, name: str, scope: Scope) -> Reading:
    return quarterly_whole.portion(view, measure, "accepted", f"{name}占受理量比重", scope)


def apart(view: View) -> tuple[Apart, ...]:
    """How far the units of each part lie apart in each rate; what stands on small bases is left out."""
    all_ = (quarterly_areas.spreads(view, measure, view.compared) for measure in SPREAD)
    found = (tuple(spread for spread in spreads if spread.distance.exact) for spreads in all_)
    return tuple(
        Apart(spreads[0].high[1].label, spreads[0].high[1].unit, spreads) for spreads in found if spreads
    )


def unusual(view: View, found: Sequence[Signal]) -> tuple[tuple[Signal, ...], Fact]:
    """The rates of areas and classes that moved unusually far, largest first, and how many they are."""
    moved = tuple(signal for signal in found if signal.kind != "单位")
    return moved, view.material.tally("unusual", "变动超出正常波动的片区、部门指标数", len(moved), "项")
