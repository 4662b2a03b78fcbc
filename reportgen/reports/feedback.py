"""反馈函 (6.4 d, outline F): all of one unit's result and nothing of another's, as a value that travels to a worker.

`letters` takes it out of the whole evaluation, `facts` says what templates/feedback.xml prints of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import charts.dots
from reportgen.assessment import Assessment, Line, Result
from reportgen.assessment.review import intervals
from reportgen.assessment.values import NOT_MONTHLY
from reportgen.facts import Fact, Facts
from reportgen.measures.counts import Counts, Query
from reportgen.period import Period
from reportgen.reports import annual_advice, feedback_sheets
from reportgen.reports.annual_advice import Advice
from reportgen.reports.answers import Answered, answered
from reportgen.reports.model import Context, Drawing, Material
from reportgen.reports.scores import points, row
from reportgen.units import Unit
from reportgen.wording import printed
from reportgen.workdays import add_workdays

TEMPLATE = "feedback.xml"
TITLE = "评价结果反馈"
OBJECTIONS = 3  # rows of the form for them; whoever has more sends another copy
LEAST = 3  # other units of the group from which their figures can be shown without naming any


@dataclass(frozen=True, slots=True)
class Peers:
    """The ranked units of a group without the one that is told, as sorted numbers: no names, no order of units.

    `classes` by class index, the lowest first. Empty where there are so few that a number would name its unit.
    """

    title: str
    totals: tuple[Fraction, ...]
    classes: Mapping[str, tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one unit is told of a year, or a month. `interval` are the ranks that 90 % of variants give, `last` the total of
    the period before.

    `advice` are its suggestions with their ids in the 整改台账, which does not take in those of a month; `edition` that of
    the 年考评报告 which opened them there (0: not issued yet, or a month); `answered` what it answered since the letter
    before; `objection` the last day to object; `queries` the SQL behind its counts, by measure. `fixed` is the mark of the
    frozen scheme, `carried` whether it is that of another year, which months go by until the next is fixed. `trial` says why the result is only a trial, `mark` that data are synthetic.
    """

    result: Result
    period: Period
    issued: date
    number: str
    organ: str
    contact: str
    scheme: str
    fixed: str
    carried: bool
    tiers: int
    peers: Peers
    interval: tuple[int, int] | None
    last: Fraction | None
    advice: tuple[tuple[str, Advice], ...]
    edition: int
    answered: Answered
    objection: date
    objecting: str
    queries: Mapping[str, Query]
    trial: str
    mark: str

    @property
    def version(self) -> str:
        """The edition as the form says it."""
        return f"第{self.edition}版" if self.edition else "送审稿"

    @property
    def unit(self) -> Unit:
        """Whom it is for."""
        return self.result.unit


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the facts of one letter are kept."""

    facts: Facts
    period: Period


# --- from the whole evaluation to one unit ---------------------------------------------------------


def letters(
    material: Material, made: Assessment, before: Assessment | None, trial: str, mark: str, first: int = 1,
    edition: int = 0, told: date | None = None,
) -> tuple[Letter, ...]:  # fmt: skip
    """The letter of every unit evaluated, in official order, numbered from `first`; `edition` is that of the report.

    The days to object count from the day the result was `told`, that of the letters if None (see `objecting`).
    `before` is the year, or month, before by the same scheme, None if there are no data of it.
    """
    settings, scheme = material.settings, made.scheme
    advised = _advised(material, made)
    titles = {group.name: group.title for group in settings.groups}
    ranges = intervals(made)
    since = settings.calendar.due(made.year.previous)
    objection = add_workdays(told or material.issued, scheme.publicity.objection_days, settings.workdays)
    return tuple(
        Letter(
            result,
            made.year,
            material.issued,
            f"{settings.authority.code}函〔{material.issued.year}〕{serial}号",
            settings.authority.name,
            settings.authority.contact,
            scheme.title,
            made.mark,
            scheme.year != made.year.start.year,
            len(scheme.scoring.coefficients),
            _peers(made, result, titles[result.unit.group]),
            ranges.get(result.unit.short),
            _last(result, before),
            advised.get(unit, ()),
            edition,
            answered(material.events, since, material.issued, unit),
            objection,
            scheme.publicity.objection,
            _queries(material.facts, result, made.year),
            trial,
            mark,
        )
        for serial, (unit, result) in enumerate(made.results.items(), first)
    )


def _advised(material: Material, made: Assessment) -> Mapping[str, tuple[tuple[str, Advice], ...]]:
    """The suggestions of each unit, under the ids that the 年考评报告 gives them; in a month without, as none opens them."""
    every = annual_advice.advices(material, made)
    ids = {} if made.year.frequency == "month" else material.numbered([each.key for each in every])
    found: dict[str, tuple[tuple[str, Advice], ...]] = {}
    for each in every:
        mine = each.result.unit.id
        found[mine] = (*found.get(mine, ()), (ids.get(each.key, ""), each))
    return found


def _peers(made: Assessment, result: Result, title: str) -> Peers:
    others = [each for each in made.group(result.unit.group) if each.unit.id != result.unit.id]
    if len(others) < LEAST:
        return Peers(title, (), {})
    known = {
        name: tuple(sorted(value for each in others if (value := each.classes[name]) is not None))
        for name in result.classes
    }
    return Peers(title, tuple(sorted(each.total for each in others)), known)


def _last(result: Result, before: Assessment | None) -> Fraction | None:
    """The total of the period before, if the unit existed all of both."""
    then = before.results.get(result.unit.id) if before else None
    return then.total if then and then.participant.ranked and result.participant.ranked else None


def _queries(facts: Facts, result: Result, period: Period) -> Mapping[str, Query]:
    named = (line.value.measure for line in lines(result))
    return {measure: facts.query(measure, period.frequency) for measure in named if measure}


def lines(result: Result) -> tuple[Line, ...]:
    """The lines of the five degrees, then those of 政务公开 and 问政咨询."""
    return (*result.lines, *(line for index in result.beside.values() for line in index.lines))


# --- what a letter prints --------------------------------------------------------------------------


def desk(letter: Letter) -> Desk:
    """A desk that holds nothing but the letter's own values."""
    facts = Facts(Counts({}, letter.queries))
    for value in (line.value for line in lines(letter.result)):
        facts.keep(value)
        facts.scopes[letter.unit.short] = (letter.unit.id,)
    for gain in (advice.gain for _id, advice in letter.advice):
        facts.keep(gain)
    for period in (letter.period, letter.result.participant.last):
        facts.starts[str(period)] = period.start
    return Desk(facts, letter.period)


def facts(letter: Letter, desk: Desk) -> Context:
    """All that templates/feedback.xml prints."""
    result = letter.result
    mine = row(desk, result)
    return {
        "letter": letter,
        "unit": letter.unit,
        "year": letter.period.title,
        "monthly": letter.period.frequency == "month",
        "before": letter.period.previous.title,
        "span": result.participant.span,
        "ended": letter.unit.ended(letter.issued),
        "skipped": _skipped(letter),
        "receipt": any(id_ for id_, _advice in letter.advice),
        "total": mine.total,
        "last": _last_total(letter, desk),
        "beside": mine.beside,
        "n": _numbers(letter, desk),
        "grouped": any(line.indicator.peer for line in result.lines),
        "degrees": tuple(_degrees(letter, desk, mine.classes, mine.total)),
        "sheet": feedback_sheets.sheet(desk, result, mine.classes),
        "apart": feedback_sheets.apart(desk, result, mine.beside),
        "problems": feedback_sheets.problems(desk, result),
        "answers": letter.answered.facts(desk.facts, desk.period, letter.unit.short),
        "indicators": tuple(f"{line.indicator.code}　{line.indicator.name}" for line in lines(result)),
        "objecting": range(1, OBJECTIONS + 1),
        "due": min((advice.due for _id, advice in letter.advice if advice.due), default=letter.issued),
    }


def _last_total(letter: Letter, desk: Desk) -> Fact:
    words = f"{letter.period.previous.title}总指数（按同一方案计算）"
    return points(desk, f"last|{letter.unit.id}", words, letter.last, letter.unit.short, words)


def _skipped(letter: Letter) -> int:
    """How many indicators of its sheet a month leaves out."""
    return sum(line.gap == NOT_MONTHLY for line in letter.result.lines)


@dataclass(frozen=True, slots=True)
class Degree:
    """An index of the unit beside the median and the best of its peers; without peers both are unknown."""

    name: str
    own: Fact
    median: Fact
    best: Fact
    gap: Fact


def _numbers(letter: Letter, desk: Desk) -> Mapping[str, Fact]:
    """Rank, number of units ranked, and the ends of the interval; what there is of them."""
    result = letter.result
    found = {"peers": (len(letter.peers.totals), "同类其他单位数", "家")}
    if result.rank:
        found |= {"rank": (result.rank, "同类位次", ""), "size": (result.size, "同类单位数", "家")}
    if letter.interval:
        low, high = letter.interval
        found |= {"low": (low, "位次区间的上端", ""), "high": (high, "位次区间的下端", "")}
    return {
        name: desk.facts.tally(f"{name}|{letter.unit.id}|{desk.period}", words, value, unit, letter.unit.short, desk.period)
        for name, (value, words, unit) in found.items()
    }  # fmt: skip


def _degrees(letter: Letter, desk: Desk, classes: Sequence[Fact], total: Fact) -> Iterator[Degree]:
    """One line a class index, then the total."""
    for own in classes:
        yield _degree(letter, desk, own, letter.peers.classes.get(own.label, ()))
    yield _degree(letter, desk, total, letter.peers.totals)


def _degree(letter: Letter, desk: Desk, own: Fact, peers: Sequence[Fraction]) -> Degree:
    unit, title = letter.unit.id, letter.peers.title

    def fact(name: str, words: str, value: Fraction | None, of: Sequence[Fact] = ()) -> Fact:
        return points(
            desk, f"{name}|{own.label}|{unit}", f"{own.label}{words}", value, f"{title}其他单位", words, of
        )

    middle = fact("median", "同类中位数", _median(peers))
    best = fact("best", "同类最高", max(peers, default=None))
    known = own.known and middle.known
    gap = Fraction(printed(own) - printed(middle)) if known else None
    return Degree(own.label, own, middle, best, fact("gap", "与同类中位数之差", gap, (own, middle)))


def _median(ranked: Sequence[Fraction]) -> Fraction | None:
    if not ranked:
        return None
    return (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2


def draw(letter: Letter, context: Context) -> Mapping[str, Drawing]:
    """The five degrees among the peers, who are dots without names; no picture where there are too few."""
    if not letter.peers.totals:
        return {}
    degrees: Sequence[Degree] = context["degrees"]  # type: ignore[assignment]
    shown = [each for each in degrees if letter.peers.classes.get(each.name, letter.peers.totals)]
    picture = charts.dots.draw(
        [each.name for each in shown],
        [each.own.value for each in shown],
        [letter.peers.classes.get(each.name, letter.peers.totals) for each in shown],
        peers_name="同类其他单位",
        source=f"{letter.period.label}政务服务效能评价，{letter.peers.title}，单位：分",
    )
    return {
        "degrees": Drawing(
            picture, tuple(fact for each in shown for fact in (each.own, each.median, each.best))
        )
    }
