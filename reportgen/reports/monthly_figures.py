"""What the four figures of the 月度通报 show, and the one sentence each of them proves."""

from collections.abc import Mapping, Sequence

from reportgen.datasets import DATASETS
from reportgen.facts import Scope
from reportgen.measures.service import DAY_CLASSES
from reportgen.reports.model import Context, Material
from reportgen.reports.peers import GroupTable

KINDS = tuple(DATASETS["tickets"].column("kind").codes)
CLASSES = tuple(DATASETS["tickets"].column("content_class").codes)
KIND_MEASURES = tuple(f"tickets_{kind}" for kind in KINDS)
_CLASS_MEASURES = tuple(f"complaints_{name}" for name in CLASSES)
_DAY_MEASURES = tuple(f"took_{days}" for days in range(len(DAY_CLASSES)))
MEASURES = (*_CLASS_MEASURES, *_DAY_MEASURES)
TREND_MONTHS = 15
TOP = 6  # classes of complaints drawn one by one; the others together


def conclusions(material: Material, whole: Scope, groups: Sequence[GroupTable]) -> Context:
    """The facts that the conclusion sentences print, by figure."""
    return {
        "trend": _trend(material, whole),
        "ranking": _ranking(material, groups[0]),
        "structure": _structure(material, whole),
        "took": took(material, whole),
    }


def _trend(material: Material, whole: Scope) -> Mapping[str, object]:
    """15 months of volume, the highest and lowest of them, and where this month stands."""
    months = material.period.trailing(TREND_MONTHS)
    accepted = tuple(material.facts.fact("accepted", whole, month) for month in months)
    finished = tuple(material.facts.fact("finished", whole, month) for month in months)
    known = [(fact, month) for fact, month in zip(accepted, months, strict=True) if fact.known]
    high, low = max(known, key=lambda pair: pair[0].exact), min(known, key=lambda pair: pair[0].exact)
    place = 1 + sum(fact.exact > accepted[-1].exact for fact, _month in known)
    return {
        "months": months,
        "accepted": accepted,
        "finished": finished,
        "high": high[0],
        "high_month": high[1].label,
        "low": low[0],
        "low_month": low[1].label,
        "count": material.tally("trend_months", "有数据的月数", len(known), "个月"),
        "place": material.tally("trend_place", "本月受理量由高到低的位次", place, "位"),
    }


def _ranking(material: Material, group: GroupTable) -> Mapping[str, object]:
    """On-time rates of the first peer group: median, the lowest, how many stand below it."""
    rows = [row for row in group.rows if row.on_time.known]
    rates = [row.on_time for row in rows]
    worst = min(rows, key=lambda row: row.on_time.exact)
    median = material.facts.median(rates, f"median_on_time|{group.name}|{material.period}", group.title)
    return {
        "group": group,
        "rows": rows,
        "median": median,
        "worst": worst,
        "count": material.tally("ranked", f"参与比较的{group.title}数", len(rows), "家"),
    }


def _structure(material: Material, whole: Scope) -> Mapping[str, object]:
    """Ratings by level, complaints by class (most first) and their shares."""
    facts, period = material.facts, material.period
    levels = tuple(facts.fact(f"level{level}", whole, period) for level in range(1, 6))
    complaints = facts.fact("tickets_投诉", whole, period)
    classes = [(name, facts.fact(f"complaints_{name}", whole, period)) for name in CLASSES]
    ranked = sorted(classes, key=lambda pair: (-pair[1].exact, CLASSES.index(pair[0])))
    rest = int(complaints.exact - sum(fact.exact for _name, fact in ranked[:TOP]))
    return {
        "levels": levels,
        "complaints": complaints,
        "rest": material.tally("complaints_rest", "其他各类投诉", rest, "件"),
        "classes": tuple(
            (
                name,
                fact,
                facts.share(
                    f"share|{fact.id}", f"{name}类投诉占比", fact, complaints, "该类投诉件数÷投诉件数"
                ),
            )
            for name, fact in ranked
        ),
    }


def took(material: Material, whole: Scope) -> Mapping[str, object]:
    """The sampled 承诺件 by working days taken: counts, shares, median class, share within three."""
    facts, period = material.facts, material.period
    counts = tuple(facts.fact(f"took_{days}", whole, period) for days in range(len(DAY_CLASSES)))
    total = material.tally("took_all", "抽样承诺件数", int(sum(fact.exact for fact in counts)), "件")
    quick = material.tally(
        "took_quick", "3个工作日内办结的抽样承诺件数", int(sum(fact.exact for fact in counts[:4])), "件"
    )
    passed, median = 0, 0
    for days, fact in enumerate(counts):
        passed += int(fact.exact)
        if 2 * passed >= total.exact:
            median = days
            break
    return {
        "counts": counts,
        "total": total,
        "quick": facts.share(
            "took_quick_share", "3个工作日内办结占比", quick, total, "3个工作日内办结件数÷抽样承诺件数"
        ),
        "median": material.tally("took_median", "抽样承诺件办理时长中位数", median, "个工作日"),
    }
