"""季分析报告 (4.2 d): the quarter in pictures: as a whole, by area, the problems found, what is to be done next."""

from collections.abc import Mapping, Sequence

from reportgen import duty, findings
from reportgen.facts import Fact
from reportgen.measures import MEASURES, Measure
from reportgen.reports import (
    followup,
    monthly_figures,
    openings,
    peers,
    quarterly_areas,
    quarterly_aspects,
    quarterly_charts,
    quarterly_data,
    quarterly_effects,
    quarterly_headlines,
    quarterly_outlook,
    quarterly_scopes,
    quarterly_summary,
    quarterly_whole,
)
from reportgen.reports.model import Context, Material, Report
from reportgen.reports.problems import Problem as Ruled
from reportgen.reports.problems import assigned
from reportgen.reports.problems import problems as by_rule
from reportgen.reports.quarterly_issues import Problem, problems
from reportgen.reports.quarterly_scopes import View
from reportgen.reports.quarterly_signals import Signal, leading, signals, small_base

SECTIONS = ("摘要", "总体情况", "片区情况", "存在问题", "工作建议")
SCHEMES = {
    "area_2024": "按2024年国土空间总体规划划分，取自单位名册area_2024列",
    "area_1q2q_2020": "按2020年“一区两群”划分，取自单位名册area_1q2q_2020列",
    "area_4zone": "按主城、渝西、渝东北、渝东南划分，取自单位名册area_4zone列",
}


def facts(material: Material) -> Context:
    """All that templates/quarterly.xml prints."""
    view = quarterly_scopes.view(material)
    found = signals(view)
    told = problems(view, found)
    ruled = by_rule(material, material.settings.register.active(material.period))
    fresh, pending = assigned(material, ruled)
    outlooks, untold = quarterly_outlook.outlooks(view)
    unseasonal, seasons = quarterly_outlook.unseasonal(view)
    better = leading(found, False, 3)
    whole = quarterly_whole.whole(view)
    figures = quarterly_charts.figures(view, whole, outlooks, told)
    entries = quarterly_summary.summary(view, told, better, whole)
    cards = quarterly_summary.cards(entries)
    return {
        "view": view,
        "whole": view.whole,
        "number": f"第{material.serial}期",
        "aspects": tuple(
            (aspect, tuple(view.reading(name, view.whole) for name in names))
            for aspect, names in quarterly_headlines.ASPECTS
        ),
        "f": {name: view.reading(name, view.whole) for name in (*quarterly_headlines.HEADLINES, "overdue")},
        "w": whole,
        "outlooks": outlooks,
        "untold": untold,
        "unseasonal": unseasonal,
        "seasons": seasons,
        "steps": quarterly_outlook.steps(view),
        "a": {**_areas(view), **_by_aspect(view, found)},
        "found": told,
        "better": better,
        "rules": _rules(material, ruled),
        "problems": fresh,
        "assigned": tuple(zip(openings.ids(material, fresh), fresh, strict=True)),
        "pending": pending,
        "ledger": followup.followup(material, len(fresh)),
        "summary": tuple(zip(cards, entries, strict=True)),
        "cards": cards,
        "figures": figures,
        "annex": quarterly_data.annex(figures),
        "small": quarterly_summary.table(entries),
        "scheme": SCHEMES[material.settings.areas],
        "quality": _quality(view),
        "n": _tallies(material, told, ruled, pending),
        "notes": _definitions(told, ruled),
    }


def _areas(view: View) -> Mapping[str, object]:
    """片区情况: the parts compared, their spread, districts good and bad, the departments by class."""
    compared = view.compared
    good, bad = quarterly_areas.typical(view)
    return {
        "rows": quarterly_areas.rows(view, compared),
        "classes": quarterly_areas.rows(view, view.classes) if view.areas else (),
        "total": quarterly_areas.Row(compared[0], tuple(view.reading(name, view.whole) for name in quarterly_areas.COLUMNS)),
        "spreads": quarterly_areas.spreads(view, "reply_rate", compared),
        "online": quarterly_areas.spreads(view, "online_rate", compared),
        "reply": quarterly_effects.of_rate(
            view, "reply_rate", view.whole, [part.scope for part in view.parts], view.material.period.previous
        ),
        "good": good,
        "bad": bad,
        "alone": tuple(part for part in compared if part.alone),
    }  # fmt: skip


def _by_aspect(view: View, found: Sequence[Signal]) -> Mapping[str, object]:
    """片区情况, aspect by aspect: what moved unusually, all figures with their changes, all spreads."""
    unusual, count = quarterly_aspects.unusual(view, found)
    volume = view.reading(quarterly_scopes.VOLUME, view.whole)
    bases = ((volume.previous, volume.broken_previous), (volume.year_ago, volume.broken_year))
    return {
        "comparable": any(base.known and not broken for base, broken in bases),
        "unusual": unusual,
        "unusual_count": count,
        "columns": quarterly_aspects.columns(view),
        "aspects": quarterly_aspects.aspects(view),
        "apart": quarterly_aspects.apart(view),
    }


def _rules(material: Material, ruled: Sequence[Ruled]) -> tuple[tuple[str, Fact], ...]:
    """The problems that the rules of supervision find, counted by aspect, most first."""
    counts: dict[str, int] = {}
    for problem in ruled:
        aspect = problem.finding.rule.aspect
        counts[aspect] = counts.get(aspect, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return tuple(
        (aspect, material.tally(f"rules|{aspect}", f"{aspect}问题数", count, "个"))
        for aspect, count in ranked
    )


def _quality(view: View) -> Mapping[str, object]:
    """What the figures do not hold: months, units without business, units without last year, lone units."""
    units = [unit for part in view.parts for unit in part.units]
    start = f"{view.material.period.year_ago.start:%Y-%m}"
    return {
        "missing": tuple(month.label for month in view.missing),
        "idle": tuple(
            unit.short for unit in units
            if (fact := view.fact("accepted", peers.scope(unit))).known and fact.exact == 0
        ),
        "new": tuple(unit.short for unit in units if unit.valid_from > start),
        "ended": tuple(
            unit.short for unit in units if unit.valid_to and unit.valid_to <= f"{view.material.period.last:%Y-%m}"
        ),
        "breaks": tuple(f"{entry.words}，相关单位前后数据不可直接比较。" for entry in view.material.settings.breaks),
        "small": view.material.tally("small_base", "比率的基数低于此数的不据以判断", small_base(view), "件"),
        "months": view.material.tally("months", "有数据的月数", len(view.months), "个月"),
    }  # fmt: skip


def _tallies(
    material: Material, told: Sequence[Problem], ruled: Sequence[Ruled], pending: Sequence[Ruled]
) -> Mapping[str, Fact]:
    counts = {
        "found": (len(told), "个", "分析发现的突出问题数"),
        "ruled": (len(ruled), "个", "按监管规则发现的问题数"),
        "ruled_units": (len({p.finding.unit.id for p in ruled}), "家", "存在上述问题的单位数"),
        "pending": (len(pending), "个", "其中此前已交办、仍在整改的问题数"),
    }
    return {name: material.tally(name, words, value, unit) for name, (value, unit, words) in counts.items()}


def _definitions(told: Sequence[Problem], ruled: Sequence[Ruled]) -> tuple[Measure, ...]:
    """The measures printed in words or tables, for label, unit and 口径."""
    in_rules = (name for problem in ruled for name in problem.finding.rule.measures)
    names = (
        *quarterly_headlines.HEADLINES,
        "overdue",
        *quarterly_headlines.CHANNELS,
        *quarterly_headlines.FUNNEL,
    )
    return tuple(MEASURES[name] for name in dict.fromkeys((*names, *in_rules)))


REPORT = Report(
    kind=duty.QUARTERLY,
    template="quarterly.xml",
    measures=tuple(
        dict.fromkeys(
            (
                *quarterly_headlines.HEADLINES,
                *quarterly_headlines.DRAWN,
                *quarterly_areas.COLUMNS,
                *monthly_figures.MEASURES,
                *findings.measures("quarter"),
            )
        )
    ),
    lists=("cases", "tickets", "ratings"),
    sections=SECTIONS,
    facts=facts,
    charts="quarterly_charts",
    trend=quarterly_headlines.TREND,
    back=quarterly_scopes.QUARTERS,
    monthly=quarterly_headlines.MONTHLY,
    months=quarterly_scopes.MONTHS,
    gaps=True,
    opens=openings.told,
    sheets=quarterly_data.sheets,
)
