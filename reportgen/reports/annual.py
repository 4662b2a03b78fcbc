"""年考评报告 (4.2 e, 6.5, outline E): twelve chapters, the conclusion on the first page, methods in the annex."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from reportgen import duty, listings
from reportgen.assessment import Assessment, basis
from reportgen.assessment.review import review
from reportgen.facts import Fact
from reportgen.listings import Line as Logged
from reportgen.rectification import Opening
from reportgen.reports import (
    annual_advice,
    annual_charts,
    annual_groups,
    annual_review,
    annual_years,
    followup,
    peers,
    plan_words,
    scores,
)
from reportgen.reports.annual_advice import Advice
from reportgen.reports.annual_years import Years
from reportgen.reports.model import Context, Material, Report, Words
from reportgen.reports.monthly import issue_number
from reportgen.scheme.model import Award
from reportgen.wording import serial, trimmed
from reportgen.workdays import add_workdays

MEASURES = ("accepted", "finished", "on_time_rate", "pleased_rate", "tickets", "reply_rate")
LISTS = ("worklog",)
SECTIONS = ("评价概况", "总体结论", "典型做法", "发现的问题", "结果运用")
WEAKEST = 10  # indicators told as problems
PRAISED = 8  # entries of the work log told as good practice


@dataclass(frozen=True, slots=True)
class Weakness:
    """An indicator on which many units are low: how many in the last tier or below, and what it costs all together."""

    name: str
    path: str
    low: Fact
    units: Fact
    lost: Fact
    worst: tuple[str, ...]


def facts(material: Material) -> Context:
    """All that templates/annual.xml prints."""
    found = basis.evaluated(material.settings, material.store, material.period, material.facts)
    made, version = found.made, found.version
    seen, compared = (
        review(made, found.before),
        annual_years.years(material, made, found.before, found.published),
    )
    settings, whole = material.settings, peers.whole(material)
    classes = _classes(material, made)
    groups, advice = scores.groups(material, made), annual_advice.advices(material, made)
    compared_groups = annual_groups.comparisons(material, groups, seen)
    candidates = _candidates(material, made, groups, compared)
    titles = {group.name: group.title for group in settings.groups}
    remedies = annual_advice.remedies(advice)
    numbered = material.numbered([each.key for each in advice])
    return {
        "made": made,
        "year": f"{made.year.start.year}年度",
        "comparisons": compared_groups,
        "highest_group": max(compared_groups, key=lambda each: each.total.median.exact),
        "lowest_group": min(compared_groups, key=lambda each: each.total.median.exact),
        "widest": max(compared_groups, key=lambda each: each.total.gap.exact),
        "own": plan_words.own(made.scheme, titles),
        "scheme": made.scheme,
        "version": version,
        "scheme_mark": made.mark,
        "trial": found.trial,
        "late": bool(version and version.day >= made.year.start),
        "number": issue_number(settings.authority.code, settings.serials, material.issued),
        "whole": whole,
        "f": {name: material.facts.reading(name, whole, material.period) for name in MEASURES},
        "groups": groups,
        "apart": scores.apart(material, made),
        "places": annual_review.places(made, seen),
        "contested": annual_review.contested(material, groups, seen),
        "choices": annual_review.choices(groups, seen),
        "dropped": annual_review.dropped(groups, seen),
        "skipped": annual_review.skipped(groups, seen),
        "doubts": annual_review.doubts(material, seen),
        "diagnosed": annual_review.diagnosed(groups, seen),
        "diagnoses": annual_review.diagnoses(groups, made, seen),
        "gaps": annual_review.gaps(made, seen),
        "spread": trimmed(100 * made.scheme.robustness.spread, 2),
        "n": _tallies(material, made, advice, sum(len(names) for _title, names in candidates)),
        "classes": classes,
        "highest": max(classes, key=lambda line: line.median.exact),
        "lowest": min(classes, key=lambda line: line.median.exact),
        "drawn": annual_charts.shown(groups),
        "advice_annex": len(groups) + 1,
        "review_annex": len(groups) + 2,
        "uses": tuple((serial(number), use) for number, use in enumerate(made.scheme.uses[1:], 2)),
        "years": compared,
        "last_year": f"{made.year.start.year - 1}年度",
        "weak": _weaknesses(material, made),
        "advice": tuple((numbered[each.key], each) for each in advice),
        "measures": remedies,
        "numbers": {each.words: each.number for each in remedies},
        "ledger": followup.followup(material, len(advice)),
        "praised": _praised(material),
        "candidates": candidates,
        "conditions": plan_words.award(made.scheme),
        "person": annual_advice.PERSON,
        "supervisor": settings.authority.supervisor,
        "objection": add_workdays(material.issued, made.scheme.publicity.objection_days, settings.workdays),
        "tiers": plan_words.coefficients(made.scheme),
    }


def _opens(material: Material, context: Context, words: Words) -> Sequence[Opening]:
    del words
    return annual_advice.openings(material, [advice for _id, advice in context["advice"]])  # type: ignore[attr-defined]


def _tallies(
    material: Material, made: Assessment, advice: Sequence[Advice], candidates: int
) -> Mapping[str, Fact]:
    results = [*made.results.values()]
    ranked = [each for each in results if each.participant.ranked]
    missing = sum(line.gap == "未报送" for each in results for line in each.gaps)
    counts = {
        "units": (len(results), "家", "参加评价的单位数"),
        "ranked": (len(ranked), "家", "参加同类排名的单位数"),
        "apart": (len(results) - len(ranked), "家", "年内设立或者撤并、不排名的单位数"),
        "indicators": (len(made.scheme.catalogue.indicators), "项", "三级指标数"),
        "missing": (missing, "项", "缺报的指标值数"),
        "idle": (sum(len(each.gaps) for each in results) - missing, "项", "不适用的指标值数"),
        "partial": (len(made.partial), "项", "报送月份不全的指标值数"),
        "partial_units": (len({each.unit.id for each in made.partial}), "家", "报送月份不全的单位数"),
        "advice": (len(advice), "条", "整改建议数"),
        "advised": (len({each.result.unit.id for each in advice}), "家", "有整改建议的单位数"),
        "candidates": (candidates, "家", "符合评优评先条件的单位数"),
        "below": (sum(each.below for each in advice), "项", "劣于末档标准的指标值数"),
    }
    bands = {
        f"band_{band.name}": (
            sum(each.band == band.name for each in ranked),
            "家",
            f"等次为{band.name}的单位数",
        )
        for band in made.scheme.bands
    }
    return {
        name: material.tally(f"annual_{name}", words, value, unit)
        for name, (value, unit, words) in {**counts, **bands}.items()
    }


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class index over all ranked units: median, the highest and the lowest with whose it is."""

    name: str
    median: Fact
    best: Fact
    worst: Fact


def _classes(material: Material, made: Assessment) -> tuple[ClassLine, ...]:
    """One line a class; units of different peer groups are shown, never ranked, together."""
    rows = [row for group in scores.groups(material, made) for row in group.rows]
    found = []
    for at, name in enumerate(made.frame.classes):
        known = [row.classes[at] for row in rows if row.classes[at].known]
        middle = scores.median(material, f"median|class|{name}", "全部参评单位", known)
        found.append(
            ClassLine(
                name, middle, max(known, key=lambda fact: fact.exact), min(known, key=lambda fact: fact.exact)
            )
        )
    return tuple(found)


def _weaknesses(material: Material, made: Assessment) -> tuple[Weakness, ...]:
    """The indicators with most units in the last tier or below it, most first."""
    found = []
    for at, indicator in enumerate(made.scheme.catalogue.indicators.values()):
        lines = [(result, result.lines[at]) for result in made.results.values() if result.participant.ranked]
        judged = [(result, line) for result, line in lines if line.tier is not None]
        low = [
            (result, line) for result, line in judged if line.tier and line.tier >= len(indicator.standards)
        ]
        if not low:
            continue
        low.sort(key=lambda pair: (pair[1].score or 0, pair[0].unit.id))
        lost = sum((line.lost for _result, line in judged), Fraction(0))
        name = f"weak|{indicator.code}"
        found.append(
            Weakness(
                indicator.name,
                "—".join(indicator.path[:2]),
                material.tally(f"{name}|low", f"{indicator.name}处于末档及以下的单位数", len(low), "家"),
                material.tally(f"{name}|units", f"{indicator.name}参评单位数", len(judged), "家"),
                scores.points(material, f"{name}|lost", f"{indicator.name}失分合计", lost, "全部参评单位", "各单位100×权重－得分×权重之和"),
                tuple(result.unit.short for result, _line in low),
            )
        )  # fmt: skip
    found.sort(key=lambda each: (-each.low.exact, -each.lost.exact))
    return tuple(found[:WEAKEST])


def _praised(material: Material) -> tuple[Logged, ...]:
    """Good practice of the year from the work log, one entry a unit, the latest first."""
    register = material.settings.register
    lines = [
        line for line in listings.worklog(material.store, material.period, "月通报") if line["kind"] == "表扬"
    ]
    latest = {str(line["unit_id"]): line for line in lines if str(line["unit_id"]) in register}
    chosen = sorted(latest.values(), key=lambda line: (line["date"], line["id"]), reverse=True)[:PRAISED]
    return tuple({**line, "unit": register[str(line["unit_id"])].short} for line in chosen)


def _candidates(
    material: Material, made: Assessment, groups: Sequence[scores.Group], compared: Years | None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """评优评先 candidates by peer group (6.6.1)."""
    award, red = made.scheme.award, Counter[str]()
    for entry in material.standing.entries:
        if entry.opening.level == "红" and made.year.start <= entry.found < made.year.end:
            red[entry.opening.unit] += 1
    declined = compared.declined if award.improved and compared else frozenset()
    return tuple((group.title, _fit(group.rows, award, red, declined)) for group in groups)


def _fit(
    rows: Sequence[scores.Row], award: Award, red: Mapping[str, int], declined: Container[str]
) -> tuple[str, ...]:
    """Who of a group, the best first, is in an awarded band, has no more `red` problems than may be and is not among the
    `declined` (a unit without a year before is not), as many as the share allows."""
    fit = (
        row.name
        for row in rows
        if row.result.band in award.bands
        and red.get(row.result.unit.id, 0) <= award.red_cards
        and row.name not in declined
    )
    return tuple(islice(fit, int(len(rows) * award.share)))


REPORT = Report(
    kind=duty.ANNUAL,
    template="annual.xml",
    measures=MEASURES,
    lists=LISTS,
    sections=SECTIONS,
    facts=facts,
    charts="annual_charts",
    back=1,
    opens=_opens,
    against=lambda context: str(context["trial"]),
)
