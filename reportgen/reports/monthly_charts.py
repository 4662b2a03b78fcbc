"""The four figures of the 月度通报, drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

import charts.distribution
import charts.ranking
import charts.structure
import charts.trend
from charts.structure import Panel
from reportgen import wording
from reportgen.measures.service import DAY_CLASSES
from reportgen.period import Period
from reportgen.reports.model import Context, Drawing, Material
from reportgen.reports.monthly_figures import TOP

LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


def draw(material: Material, context: Context) -> Mapping[str, Drawing]:
    """The four pictures, each with the facts drawn in it."""
    source = f"政务服务平台数据库，截至{wording.day(material.period.last)}"
    return {
        "trend": _draw_trend(material, context["trend"], source),
        "ranking": _draw_ranking(context["ranking"], source),
        "took": _draw_took(context["took"], source),
        "structure": _draw_structure(context["structure"], source),
    }


def _draw_trend(material: Material, facts: Any, source: str) -> Drawing:
    lines = {"受理量": facts["accepted"], "办结量": facts["finished"]}
    picture = charts.trend.draw(
        [str(month) for month in facts["months"]],
        {name: [fact.numerator for fact in series] for name, series in lines.items()},
        events=_events(material, facts["months"]),
        source=source,
        height=60,
    )
    return Drawing(picture, (*facts["accepted"], *facts["finished"]))


def _events(material: Material, months: Sequence[Period]) -> list[tuple[str, str]]:
    """The reorganisations to mark: those within the months drawn."""
    names = [str(month) for month in months]
    return [(entry.since, entry.words) for entry in material.settings.breaks if entry.since in names[1:]]


def _draw_ranking(facts: Any, source: str) -> Drawing:
    rates = [row.on_time for row in facts["rows"]]
    picture = charts.ranking.draw(
        [row.unit.short for row in facts["rows"]],
        [rate.value for rate in rates],
        name="按时办结率",
        details=[wording.ratio(rate) for rate in rates],
        details_name="按时办结／办结（件）",
        peers=facts["group"].title,
        source=source,
    )
    return Drawing(picture, tuple(rates))


def _draw_took(facts: Any, source: str) -> Drawing:
    picture = charts.distribution.draw(
        DAY_CLASSES,
        [fact.numerator for fact in facts["counts"]],
        source=f"{source}；随机抽样",
    )
    return Drawing(picture, facts["counts"])


def _draw_structure(facts: Any, source: str) -> Drawing:
    levels, classes = facts["levels"], [(name, fact) for name, fact, _share in facts["classes"][:TOP]]
    classes.append(("其他", facts["rest"]))
    panels = [
        Panel(
            "评价等级", LEVELS, [fact.numerator for fact in levels], "条", ordered=True, attention=LEVELS[3:]
        ),
        Panel("投诉内容", [name for name, _fact in classes], [fact.numerator for _name, fact in classes]),
    ]
    picture = charts.structure.draw(panels, source=source)
    return Drawing(picture, (*levels, *(fact for _name, fact in classes)))
