"""Where things go: the next quarter foretold, months unlike their season, and changes of level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reportgen import wording
from reportgen.analysis import change_point, forecast, intervals, seasonal
from reportgen.analysis.seasonal import Baseline
from reportgen.facts import Fact, Scope
from reportgen.measures import MEASURES
from reportgen.period import Period
from reportgen.reports.quarterly_scopes import Part, View

FORETOLD = ("accepted", "tickets")
SEASONAL = ("accepted", "tickets", "overdue", "bad_ratings", "efficacy_complaints")
LEVELS = ("reply_rate", "overdue_per_10k", "active_rate", "supplement_rate")  # without a trend of their own
MOST = 3  # changes of level told
_HOW = "上年同月×近一年较上年的增长（季节性朴素法），区间取历次回测的最大相对误差"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next quarter of a count: what is foretold, its range, its months, and how the method did on the past."""

    measure: str
    label: str
    period: Period
    total: Fact
    low: Fact
    high: Fact
    months: tuple[tuple[Period, Fact, Fact, Fact], ...]  # low, foretold, high
    trials: Fact
    miss: Fact
    share: Fact


@dataclass(frozen=True, slots=True)
class Unseasonal:
    """A month's count beside what its season let expect."""

    month: Period
    fact: Fact
    expected: Fact
    score: Fact
    above: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A rate of a part that went over to another level from a month on (Pettitt's test)."""

    part: Part
    label: str
    since: Period
    before: Fact
    after: Fact
    probability: str
    broken: str  # the reorganisation of the part that came with it


def outlooks(view: View) -> tuple[tuple[Outlook, ...], tuple[str, ...]]:
    """What can be foretold of the next quarter, and the labels of what has too little history for that."""
    made = [(measure, _outlook(view, measure)) for measure in FORETOLD]
    known = tuple(outlook for _measure, outlook in made if outlook)
    return known, tuple(MEASURES[measure].label for measure, outlook in made if outlook is None)


def _outlook(view: View, measure: str) -> Outlook | None:
    facts = monthly(view, measure, view.whole)
    made = forecast.forecast([fact.value for fact in facts])
    if made is None:
        return None
    label, ahead = MEASURES[measure].label, view.material.period.next
    of = tuple(fact.id for fact in facts if fact.known)

    def fact(key: str, words: str, value: Fraction, unit: str = "件", period: Period = ahead) -> Fact:
        big = unit == "件" and period == ahead and made is not None and made.total >= 100_000
        return view.material.facts.keep(
            Fact(
                f"forecast|{key}|{measure}|{period}", f"{label}{words}", "万件" if big else unit,
                value / 10_000 if big else Fraction(wording.rounded(value, 0)) if unit == "件" else value,
                _HOW, view.whole.name, str(period), of=of,
            )
        )  # fmt: skip

    coming = view.months[-1].shifted(len(made.months)).trailing(len(made.months))
    return Outlook(
        measure, label, ahead, fact("total", "预测", made.total), fact("low", "预测下限", made.low),
        fact("high", "预测上限", made.high),
        tuple(
            (
                month,
                fact("low", "预测下限", value * made.low / made.total, period=month),
                fact("month", "预测", value, period=month),
                fact("high", "预测上限", value * made.high / made.total, period=month),
            )
            for month, value in zip(coming, made.months, strict=True)
        ),
        view.material.tally(f"trials|{measure}", f"{label}预测方法的回测次数", len(made.trials), "次"),
        fact("miss", "回测平均绝对误差", made.mean_miss), fact("share", "回测平均相对误差", made.mean_share * 100, "%"),
    )  # fmt: skip


def monthly(view: View, measure: str, scope: Scope) -> tuple[Fact, ...]:
    """A measure by month, oldest first; a month without data keeps its place."""
    return tuple(view.fact(measure, scope, month) for month in view.months)


def unseasonal(view: View) -> tuple[tuple[Unseasonal, ...], Mapping[bool, tuple[str, ...]]]:
    """The months of the quarter whose counts stand out against their season, the farthest first.

    And the labels of the counts that could be judged (True), and of those with too little history (False).
    """
    series = {measure: monthly(view, measure, view.whole) for measure in SEASONAL}
    found = {measure: list(_of_series(facts)) for measure, facts in series.items()}
    told = [
        _unseasonal(view, view.months[place], series[measure][place], base)
        for measure, bases in found.items() for place, base in bases if base.unusual
    ]  # fmt: skip
    labels = {
        known: tuple(MEASURES[measure].label for measure in SEASONAL if bool(found[measure]) == known)
        for known in (True, False)
    }
    return tuple(sorted(told, key=lambda each: -abs(each.score.exact))), labels


def _of_series(facts: Sequence[Fact]) -> Iterable[tuple[int, Baseline]]:
    """The places of the last three months that can be judged, with their baselines."""
    series = [fact.value for fact in facts]
    for place in range(max(0, len(series) - 3), len(series)):
        if found := seasonal.baseline(series, place):
            yield place, found


def _unseasonal(view: View, month: Period, fact: Fact, base: Baseline) -> Unseasonal:
    return Unseasonal(
        month, fact, _aside(view, fact, "expected", "常年同月水平", base.expected, fact.unit),
        _aside(view, fact, "score", "偏离常年同月水平的倍数", abs(base.score), "倍"), base.score > 0,
    )  # fmt: skip


def _aside(view: View, fact: Fact, key: str, label: str, value: Fraction, unit: str) -> Fact:
    how = "上年同月×近六个月较上年的增长；偏离以历次偏离的稳健标准差为单位"
    shown = Fraction(wording.rounded(value, wording.PLACES.get(unit, 0)))
    return view.material.facts.keep(
        Fact(
            f"{key}|{fact.id}",
            f"{fact.label}{label}",
            unit,
            shown,
            how,
            fact.scope,
            fact.period,
            of=(fact.id,),
        )
    )


def steps(view: View) -> tuple[Step, ...]:
    """The surest changes of level within the months with data, by area and class."""
    found = [
        (probability, step)
        for measure in LEVELS
        for part in view.parts
        for probability, step in _step(view, measure, part)
    ]
    return tuple(step for _probability, step in sorted(found, key=lambda pair: pair[0])[:MOST])


def _step(view: View, measure: str, part: Part) -> Iterable[tuple[float, Step]]:
    facts = monthly(view, measure, part.scope)
    known = [(month, fact) for month, fact in zip(view.months, facts, strict=True) if fact.known]
    found = change_point.change_point([fact.exact for _month, fact in known])
    if found is None:
        return
    since = known[found.place][0]
    before, after = (
        view.material.facts.median(several, f"level{side}|{measure}|{part.scope.id}|{since}", part.name)
        for side, several in enumerate(
            ([fact for _month, fact in known[: found.place]], [fact for _month, fact in known[found.place :]])
        )
    )
    words = f"{Decimal(str(found.probability)):.3f}" if found.probability >= 0.001 else "小于0.001"
    yield found.probability, Step(
        part, MEASURES[measure].label, since, before, after, words, _broken(view, part, since)
    )  # fmt: skip


def _broken(view: View, part: Part, since: Period) -> str:
    """The reorganisation of units of the part in that month; empty if there was none."""
    breaks = view.material.settings.breaks
    return next(
        (
            each.words
            for each in breaks
            if each.since == str(since) and set(each.units) & set(part.scope.units)
        ),
        "",
    )


def interval(view: View, fact: Fact) -> tuple[Fact, Fact] | None:
    """The two ends of Wilson's 95 per cent interval of a rate; None of what is no share."""
    above, below = Fraction(fact.numerator or 0), Fraction(fact.denominator or 0)
    if not fact.known or not 0 <= above <= below or below == 0 or above.denominator != 1:
        return None
    scale = MEASURES[fact.measure].scale
    low, high = (end * scale for end in intervals.wilson(int(above), int(below)))
    made = [
        view.material.facts.keep(
            Fact(
                f"wilson{side}|{fact.id}", f"{fact.label}95%置信区间{words}", fact.unit, value,
                "威尔逊区间，置信水平95%", fact.scope, fact.period, of=(fact.id,),
            )
        )
        for side, (words, value) in enumerate((("下限", low), ("上限", high)))
    ]  # fmt: skip
    return made[0], made[1]
