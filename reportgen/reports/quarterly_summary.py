"""摘要: five findings by rule, each with its big figure, its small chart, and the chart that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass

import charts.spark
from charts import Picture
from reportgen.facts import Fact, Scope
from reportgen.measures import MEASURES
from reportgen.period import parse
from reportgen.reports import quarterly_data
from reportgen.reports.quarterly_areas import COLUMNS
from reportgen.reports.quarterly_data import Grid
from reportgen.reports.quarterly_figures import Shown
from reportgen.reports.quarterly_issues import Problem
from reportgen.reports.quarterly_scopes import QUARTERS, View
from reportgen.reports.quarterly_signals import Signal
from reportgen.reports.quarterly_whole import Whole

FINDINGS = 5
FROM_PROBLEMS = 3  # of them at most


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding: what kind of words it takes and what about, its big figure, the id of the chart that proves it.

    `series` is its figure in the quarters up to this one, `picture` the small chart of them.
    """

    kind: str
    about: Problem | Signal | Whole
    big: Fact
    figure: str
    series: tuple[tuple[str, Fact | None], ...]
    picture: Picture


def summary(view: View, told: Sequence[Problem], better: Sequence[Signal], whole: Whole) -> tuple[Entry, ...]:
    """Five findings: problems in their order, then what got better, then the whole, volume first."""
    entries = [_entry(view, each.kind, each, each.scope, each.now.measure, each.figure) for each in told]
    entries = entries[:FROM_PROBLEMS]
    proved = [each for each in better if each.kind != "单位" and each.measure in COLUMNS]
    entries += [_entry(view, "better", each, each.scope, each.measure, "parts") for each in proved[:1]]
    rest = [
        ("volume", "accepted", "trend"), ("online", "online_rate", "channels"), ("late", "overdue", "causes"),
        ("voices", "tickets", "complaints"), ("rated", "active_rate", "ratings"), ("time", "early_rate", "took"),
    ]  # fmt: skip
    for kind, measure, figure in rest:
        if len(entries) < FINDINGS and view.fact(measure, view.whole).known and _has(whole, figure):
            entries.append(_entry(view, kind, whole, view.whole, measure, figure))
    return tuple(entries)


def _has(whole: Whole, figure: str) -> bool:
    """Whether the chart that is to prove it is drawn."""
    needs = {"causes": whole.causes, "complaints": whole.complaints, "took": whole.took}
    return bool(needs.get(figure, True))


def _entry(
    view: View, kind: str, about: Problem | Signal | Whole, scope: Scope, measure: str, figure: str
) -> Entry:
    """The finding with its figure in every quarter since the first whole one; one that lacks a month is a gap."""
    now = view.material.period
    quarters = [each for each in now.trailing(QUARTERS) if each >= min([*view.quarters, now])]
    counted = MEASURES[measure].denominator is None
    series = tuple(
        view.fact(measure, scope, each) if each in view.quarters or (each == now and not counted) else None
        for each in quarters
    )
    shown = [fact.value if fact else None for fact in series]
    big = view.fact(measure, scope)
    labels = [quarter.key for quarter in quarters]
    if not any(value is not None for value in shown):  # the first quarter of all, and it lacks a month
        shown[-1] = big.value
    picture = charts.spark.draw(labels, shown, unit=big.unit)
    return Entry(kind, about, big, figure, tuple(zip(labels, series, strict=True)), picture)


def table(entries: Sequence[Entry]) -> Grid:
    """The data of the small charts: a line a finding, a column a quarter."""
    quarters = [parse(quarter).label for quarter, _fact in entries[0].series]
    lines = [
        (
            f"{entry.big.scope}{entry.big.label}（{entry.big.unit}）",
            tuple(fact for _quarter, fact in entry.series),
        )
        for entry in entries
    ]
    return quarterly_data.laid(("发现", *quarters), lines)


def cards(entries: Sequence[Entry]) -> dict[str, Shown]:
    """The small charts by id, with the facts drawn in them."""
    return {
        f"card{number}": Shown(
            entry.picture, tuple(fact for _quarter, fact in entry.series if fact), f"摘要第{number}项", ""
        )
        for number, entry in enumerate(entries, 1)
    }
