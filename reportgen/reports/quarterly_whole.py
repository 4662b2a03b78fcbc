"""总体情况: the facts of the whole that the figures of the first chapter are drawn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen.datasets.columns import APPLICANT_TYPES, TASK_TYPES
from reportgen.facts import Fact, Reading, Scope
from reportgen.measures.consultation import CLASSES
from reportgen.measures.structure import OFFICE_HOURS, WEEKDAYS
from reportgen.period import Period
from reportgen.rectification import Entry
from reportgen.reports import monthly_figures, quarterly_effects
from reportgen.reports.quarterly_effects import Change
from reportgen.reports.quarterly_headlines import (
    APPLICANTS,
    CHANNELS,
    COMPLAINTS,
    FUNNEL,
    HOURS,
    OVERDUE_TYPES,
    TYPES,
)
from reportgen.reports.quarterly_outlook import monthly
from reportgen.reports.quarterly_scopes import View

Named = tuple[tuple[str, Fact], ...]
Kinds = tuple[tuple[str, Fact, Reading], ...]  # with their shares, most first
CHANNEL_NAMES = ("移动端", "电脑端", "线下")


@dataclass(frozen=True, slots=True)
class Busy:
    """When cases come in: counts by weekday and hour, and the busiest of them."""

    counts: tuple[tuple[Fact, ...], ...]
    total: Fact
    outside: Fact
    peak: Fact
    peak_name: str
    peak_share: Fact
    weekend_share: Fact


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything the first chapter shows; a `Change` is None where the quarters do not compare."""

    accepted: tuple[Fact, ...]
    finished: tuple[Fact, ...]
    volume: Change | None
    volume_year: Change | None  # against last year
    overdue_year: Change | None
    channels: Named
    channels_before: Named
    shares: tuple[tuple[str, Fact, Fact], ...]  # of each channel: last year's and this year's
    types: Kinds
    applicants: Kinds
    busy: Busy | None
    took: Mapping[str, object] | None
    overdue: Change | None
    causes: Kinds  # of overdue cases
    ratings: Named
    complaints: Kinds
    rectified: Named


def whole(view: View) -> Whole:
    """The facts of the first chapter."""
    base, year = view.material.period.previous, view.material.period.year_ago
    scopes = [part.scope for part in view.parts]
    comparable = not view.gaps[0]
    return Whole(
        monthly(view, "accepted", view.whole),
        monthly(view, "finished", view.whole),
        quarterly_effects.of_volume(view, "accepted", view.whole, scopes, base) if comparable else None,
        quarterly_effects.of_volume(view, "accepted", view.whole, scopes, year) if not view.gaps[1] else None,
        quarterly_effects.of_count(view, "overdue_per_10k", view.whole, scopes, year)
        if not view.gaps[1]
        else None,
        _channels(view, None),
        _channels(view, base),
        _channel_shares(view),
        _ranked(view, TYPES, TASK_TYPES.values(), "accepted", "受理量"),
        _ranked(view, APPLICANTS, APPLICANT_TYPES.values(), "sampled", "抽样办件"),
        _busy(view),
        _known(monthly_figures.took(view.material, view.whole), "total"),
        quarterly_effects.of_count(view, "overdue_per_10k", view.whole, scopes, base) if comparable else None,
        _ranked(view, OVERDUE_TYPES, TASK_TYPES.values(), "overdue", "超期办结件"),
        _funnel(view),
        _ranked(view, COMPLAINTS, CLASSES, "tickets_投诉", "投诉"),
        _rectified(view),
    )


def _known(found: Mapping[str, object], key: str) -> Mapping[str, object] | None:
    """`found`, if there is anything to show in it."""
    fact = found[key]
    return found if isinstance(fact, Fact) and fact.known and fact.exact else None


def _channels(view: View, period: Period | None) -> Named:
    return tuple(
        (name, view.fact(measure, view.whole, period))
        for name, measure in zip(CHANNEL_NAMES, CHANNELS, strict=True)
    )


def _channel_shares(view: View) -> tuple[tuple[str, Fact, Fact], ...]:
    """Each channel's share last year and now."""
    shares = []
    for name, measure in zip(CHANNEL_NAMES, CHANNELS, strict=True):
        pair = []
        for period in (view.material.period.year_ago, view.material.period):
            part, every = (view.fact(each, view.whole, period) for each in (measure, "accepted"))
            pair.append(_share(view, f"{name}受理占比", part, every))
        shares.append((name, pair[0], pair[1]))
    return tuple(shares)


def portion(view: View, measure: str, every: str, label: str, scope: Scope) -> Reading:
    """The share of one kind in all of a scope, beside its bases."""
    part, whole = view.reading(measure, scope), view.reading(every, scope)
    now, previous, year_ago = (
        _share(view, label, above, below)
        for above, below in (
            (part.now, whole.now),
            (part.previous, whole.previous),
            (part.year_ago, whole.year_ago),
        )
    )
    return replace(whole, now=now, previous=previous, year_ago=year_ago)


def _share(view: View, label: str, part: Fact, every: Fact) -> Fact:
    return view.material.facts.share(f"share|{part.id}", label, part, every, f"{label}：件数÷总件数")


def _ranked(view: View, measures: Sequence[str], names: Iterable[str], every: str, what: str) -> Kinds:
    """The kinds that occur, most first, with their shares of all."""
    pairs = (
        (name, measure, view.fact(measure, view.whole)) for measure, name in zip(measures, names, strict=True)
    )
    known = [(name, measure, fact) for name, measure, fact in pairs if fact.known and fact.exact]
    return tuple(
        (name, fact, portion(view, measure, every, f"{name}占{what}比重", view.whole))
        for name, measure, fact in sorted(known, key=lambda each: -each[2].exact)
    )


def _busy(view: View) -> Busy | None:
    counts = tuple(tuple(view.fact(measure, view.whole) for measure in day) for day in HOURS)
    cells = [(fact, day, hour) for day, row in enumerate(counts) for hour, fact in enumerate(row)]
    if not all(fact.known for fact, _day, _hour in cells) or not any(fact.exact for fact, _d, _h in cells):
        return None
    peak, day, hour = max(cells, key=lambda cell: cell[0].exact)
    total = view.fact("sampled", view.whole)
    off = sum(fact.exact for fact, each, _hour in cells if each > 4)
    weekend = view.material.tally("sampled_off", "周六、周日8时至20时受理的抽样办件", int(off), "件")
    return Busy(
        counts, total, view.fact("sampled_outside", view.whole), peak, f"{WEEKDAYS[day]}{OFFICE_HOURS[hour]}时",
        _share(view, "最忙时段占比", peak, total), _share(view, "周末受理占比", weekend, total),
    )  # fmt: skip


def _funnel(view: View) -> Named:
    """From the cases to be rated to the bad ratings found true."""
    names = ("应评价", "收到评价", "差评", "查实")
    return tuple((name, view.fact(measure, view.whole)) for name, measure in zip(names, FUNNEL, strict=True))


def _rectified(view: View) -> Named:
    """The problems entered into the 整改台账 in the quarter, and how far they have come."""
    period = view.material.period
    entries = [entry for entry in view.material.standing.entries if period.contains(entry.found)]
    stages = (
        ("立项", len(entries)),
        ("已报告整改", sum(_reported(entry) for entry in entries)),
        ("已销号", sum(entry.state == "销号" for entry in entries)),
    )
    return tuple(
        (name, view.material.tally(f"ledger|{name}", f"本季度列入整改台账的问题：{name}", value, "个"))
        for name, value in stages
    )


def _reported(entry: Entry) -> bool:
    return entry.finished is not None or entry.state in ("待复核", "销号")
