"""The figures of 一、总体情况."""

from collections.abc import Sequence
from itertools import pairwise

import charts.calendar_heat
import charts.composition
import charts.distribution
import charts.funnel
import charts.pareto
import charts.structure
import charts.trend
import charts.waterfall
from charts.structure import Panel
from reportgen import wording
from reportgen.facts import Fact
from reportgen.measures.service import DAY_CLASSES
from reportgen.measures.structure import OFFICE_HOURS, WEEKDAYS
from reportgen.reports.quarterly_effects import Change
from reportgen.reports.quarterly_figures import (
    PLATFORM,
    VOICES,
    Laid,
    Shown,
    events,
    months,
    shared,
    shares,
    source,
    values,
)
from reportgen.reports.quarterly_headlines import CHANNELS
from reportgen.reports.quarterly_outlook import Outlook, monthly
from reportgen.reports.quarterly_scopes import View
from reportgen.reports.quarterly_whole import CHANNEL_NAMES, Whole

RATINGS = "政务服务“好差评”系统"


def figures(view: View, whole: Whole, outlooks: Sequence[Outlook]) -> dict[str, Shown]:
    """The figures of the chapter by id, in the order of the text; what has no data has no figure."""
    made = {
        "trend": _trend(view, whole, outlooks),
        "volume": _volume(view, whole.volume),
        "channels": _channels(view, whole),
        "kinds": _kinds(view, whole),
        "hours": _hours(view, whole),
        "took": _took(view, whole),
        "late": _late(view, whole.overdue),
        "causes": _causes(view, whole),
        "ratings": _ratings(view, whole),
        "complaints": _complaints(view, whole),
        "rectified": _rectified(view, whole),
    }
    return {name: shown for name, shown in made.items() if shown}


def _trend(view: View, whole: Whole, outlooks: Sequence[Outlook]) -> Shown:
    """Months of volume, continued by what is forecast of the next quarter."""
    now = view.reading("accepted", view.whole).now
    known = [fact for fact in whole.accepted if fact.known]
    high = max(known, key=lambda fact: fact.exact)
    place = view.months[whole.accepted.index(high)].label
    outlook = next((each for each in outlooks if each.measure == "accepted"), None)
    lack = f"（缺{'、'.join(month.short for month in view.missing)}）" if view.missing else ""
    said = f"本季度{lack}受理{wording.full(now)}，月受理量最高为{place}的{wording.full(high)}"
    said += f"；预计{outlook.period.short}{wording.full(outlook.total)}" if outlook else ""
    ahead = outlook.months if outlook else ()
    picture = charts.trend.draw(
        months(view), {"受理量": values(whole.accepted)}, events=events(view), title=said, height=60,
        ahead=[(str(month), *(fact.exact for fact in foretold)) for month, *foretold in ahead],  # type: ignore[misc]
        source=source(view, PLATFORM, f"{len(known)}个月"),
    )  # fmt: skip
    foretold = tuple(fact for _month, *facts in ahead for fact in facts)
    return Shown(picture, (*whole.accepted, *foretold), f"近{len(view.months)}个月受理量走势和预测", said)


def _volume(view: View, change: Change | None) -> Shown | None:
    if change is None:
        return None
    leaders = "、".join(f"{name}{wording.moved(fact)}" for name, fact in change.worst(2))
    said = f"受理量较上季度{wording.moved(change.total)}，其中{leaders}" if leaders else "受理量与上季度持平"
    picture = charts.waterfall.draw(
        (view.material.period.previous.short, change.base.exact), [(name, fact.exact) for name, fact in change.parts],
        (view.material.period.short, change.now.exact), title=said, height=60, source=source(view, PLATFORM, change.now),
    )  # fmt: skip
    return Shown(
        picture,
        (change.base, *(fact for _name, fact in change.parts), change.now),
        "受理量较上季度变动的构成",
        said,
        _steps(view, change, change.parts, "受理量（件）"),
    )


def _steps(view: View, change: Change, steps: Sequence[tuple[str, Fact]], head: str) -> Laid:
    """The table of a waterfall: the total before, the steps, the total after."""
    period = view.material.period
    lines = [(period.previous.short, change.base), *steps, (period.short, change.now)]
    return ("项目", head), [(name, (fact,)) for name, fact in lines]


def _channels(view: View, whole: Whole) -> Shown:
    parts = {
        name: monthly(view, measure, view.whole)
        for name, measure in zip(CHANNEL_NAMES, CHANNELS, strict=True)
    }
    told = [f"{name}占{wording.full(now)}" for name, _year, now in whole.shares if now.known]
    said = f"本季度受理件中{'、'.join(told)}"
    picture = charts.composition.draw(
        months(view), {name: values(facts) for name, facts in parts.items()}, title=said, height=60,
        source=source(view, PLATFORM, view.fact("accepted", view.whole)),
    )  # fmt: skip
    return Shown(picture, tuple(fact for facts in parts.values() for fact in facts), "各月受理渠道构成", said)


def _kinds(view: View, whole: Whole) -> Shown | None:
    panels = [
        Panel(
            title, [name for name, _fact, _share in parts], [fact.numerator for _name, fact, _share in parts]
        )
        for title, parts in (("事项类型", whole.types), ("申请人类型（随机抽样）", whole.applicants))
        if parts
    ]
    if not panels:
        return None
    said = f"受理件中{shares(whole.types, 2)}"
    picture = charts.structure.draw(
        panels, title=said, source=source(view, PLATFORM, view.fact("accepted", view.whole))
    )
    facts = tuple(fact for parts in (whole.types, whole.applicants) for _name, fact, _share in parts)
    return Shown(
        picture, facts, "受理件的事项类型和申请人构成", said, shared((*whole.types, *whole.applicants), "件")
    )


def _hours(view: View, whole: Whole) -> Shown | None:
    busy = whole.busy
    if busy is None:
        return None
    said = f"{busy.peak_name}受理最多，占{wording.full(busy.peak_share)}；周末占{wording.full(busy.weekend_share)}"
    picture = charts.calendar_heat.draw(
        [values(row) for row in busy.counts], hours=OFFICE_HOURS, title=said,
        source=f"{source(view, PLATFORM, busy.total)}，随机抽样",
        note=f"8时前、20时后受理的{wording.full(busy.outside)}未画出",
    )  # fmt: skip
    table = ("星期", *(f"{hour}时" for hour in OFFICE_HOURS)), tuple(zip(WEEKDAYS, busy.counts, strict=True))
    return Shown(picture, tuple(fact for row in busy.counts for fact in row), "受理时段分布", said, table)


def _took(view: View, whole: Whole) -> Shown | None:
    if whole.took is None:
        return None
    took = whole.took
    counts, total = took["counts"], took["total"]
    said = f"抽样承诺件{wording.full(took['quick'])}在3个工作日内办结，中位数{wording.full(took['median'])}"  # type: ignore[arg-type]
    picture = charts.distribution.draw(
        DAY_CLASSES, [fact.numerator for fact in counts], title=said,  # type: ignore[attr-defined]
        source=f"{source(view, PLATFORM, total)}，随机抽样",  # type: ignore[arg-type]
    )  # fmt: skip
    return Shown(picture, counts, "承诺件办理时长分布", said)  # type: ignore[arg-type]


def _late(view: View, change: Change | None) -> Shown | None:
    if change is None:
        return None
    told = "、".join(f"{name}使其{wording.moved(fact)}" for name, fact in change.causes if fact.exact)
    said = f"超期办结件较上季度{wording.moved(change.total)}" + (f"：{told}" if told else "")
    picture = charts.waterfall.draw(
        (view.material.period.previous.short, change.base.exact), [(f"{name}变动", fact.exact) for name, fact in change.causes],
        (view.material.period.short, change.now.exact), title=said, height=60,
        source=source(view, PLATFORM, view.fact("finished", view.whole)),
        note="业务量：办结量增减；结构：办结件在各片区、各类单位间的分布变化；水平：各自超期办结率的变化",
    )  # fmt: skip
    return Shown(
        picture,
        (change.base, *(fact for _name, fact in change.causes), change.now),
        "超期办结件变动的分解",
        said,
        _steps(view, change, change.causes, "超期办结（件）"),
    )


def _causes(view: View, whole: Whole) -> Shown | None:
    if not whole.causes:
        return None
    said = f"超期办结件集中在少数事项类型：{shares(whole.causes, 2)}"
    counts = [fact.numerator for _name, fact, _share in whole.causes]
    picture = charts.pareto.draw(
        [name for name, _fact, _share in whole.causes], counts, title=said, height=54,
        source=source(view, PLATFORM, view.fact("overdue", view.whole)),
    )  # fmt: skip
    facts = tuple(fact for _name, fact, _share in whole.causes)
    return Shown(picture, facts, "超期办结件的事项类型", said, shared(whole.causes, "件"))


def _ratings(view: View, whole: Whole) -> Shown | None:
    facts = tuple(fact for _name, fact in whole.ratings)
    if not all(fact.known for fact in facts) or not facts[0].exact:
        return None
    if any(later.exact > earlier.exact for earlier, later in pairwise(facts)):  # two tables that do not agree
        return None
    said = f"应评价{wording.full(facts[0])}，收到评价{wording.full(facts[1])}，差评{wording.full(facts[2])}，查实{wording.full(facts[3])}"
    picture = charts.funnel.draw(
        [name for name, _fact in whole.ratings],
        values(facts),
        title=said,
        source=source(view, RATINGS, facts[0]),
    )
    return Shown(picture, facts, "评价与差评处理漏斗", said)


def _complaints(view: View, whole: Whole) -> Shown | None:
    if not whole.complaints:
        return None
    total = view.fact("tickets_投诉", view.whole)
    said = f"投诉{wording.full(total)}，居前的是{shares(whole.complaints, 3)}"
    picture = charts.pareto.draw(
        [name for name, _fact, _share in whole.complaints], [fact.numerator for _name, fact, _share in whole.complaints],
        title=said, height=56, source=source(view, VOICES, total),
    )  # fmt: skip
    facts = tuple(fact for _name, fact, _share in whole.complaints)
    return Shown(picture, facts, "投诉的内容分类", said, shared(whole.complaints, "件"))


def _rectified(view: View, whole: Whole) -> Shown | None:
    facts = tuple(fact for _name, fact in whole.rectified)
    if not facts[0].exact:
        return None
    said = f"本季度列入整改台账{wording.full(facts[0])}，已报告整改{wording.full(facts[1])}，已销号{wording.full(facts[2])}"
    picture = charts.funnel.draw(
        [name for name, _fact in whole.rectified], values(facts), unit="个", title=said,
        source=source(view, "整改台账", facts[0]),
    )  # fmt: skip
    return Shown(picture, facts, "整改台账进展", said)
