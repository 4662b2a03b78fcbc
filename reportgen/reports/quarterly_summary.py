"""摘要: five findings by rule, each with its big figure, its small chart, and the chart that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass

import charts.spark
from charts import Picture
from reportgen.facts import Fact, Scope
from reportgen.period import parse
from reportgen.reports import quarterly_data
from reportgen.reports.quarterly_areas import COLUMNS
from reportgen.reports.quarterly_data import Grid
from reportgen.reports.quarterly_figures import Shown, values
from reportgen.reports.quarterly_issues import Problem
from reportgen.reports.quarterly_scopes import View
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
    series: tuple[Fact, ...]
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
    quarters = (
        [*view.quarters] if view.material.period in view.quarters else [*view.quarters, view.material.period]
    )
    series = tuple(view.fact(measure, scope, quarter) for quarter in quarters)
    picture = charts.spark.draw([quarter.key for quarter in quarters], values(series), unit=series[-1].unit)
    return Entry(kind, about, series[-1], figure, series, picture)


def table(entries: Sequence[Entry]) -> Grid:
    """The data of the small charts: a line a finding, a column a quarter."""
    quarters = [parse(fact.period).key for fact in entries[0].series]
    lines = [
        (f"{fact.scope}{fact.label}（{fact.unit}）", entry.series)
        for entry in entries
        for fact in entry.series[-1:]
    ]
    return quarterly_data.laid(("发现", *quarters), lines)


def cards(entries: Sequence[Entry]) -> dict[str, Shown]:
    """The small charts by id, with the facts drawn in them."""
    return {
        f"card{number}": Shown(entry.picture, entry.series, f"摘要第{number}项", "")
        for number, entry in enumerate(entries, 1)
    }
