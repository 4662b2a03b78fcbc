"""A year's evaluation of units whose every name and count is a mark of its own, made without a store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from reportgen.assessment import Assessment, Line, Participant, Result, assess
from reportgen.assessment.basis import known
from reportgen.assessment.values import Values
from reportgen.facts import NO_BUSINESS, Fact, Facts
from reportgen.measures.counts import Counts, Query
from reportgen.period import parse
from reportgen.rectification import Source
from reportgen.reports import feedback
from reportgen.reports.feedback import Letter
from reportgen.reports.model import Material
from reportgen.scheme import Indicator, reading
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.units import Unit

YEAR, ISSUED = parse("2025"), date(2026, 3, 31)
DRAWS = 20  # the ranges of ranks are no matter here
IDLE = 3  # the unit that lacks some business
TOLD = 5  # of how many counts one is searched for
WORDS = "梅兰竹菊松柏桐枫榆槐"  # one for each digit of a unit's number

LEAKS: Mapping[str, Callable[[Letter, Letter], Letter]] = {
    "text": lambda mine, other: replace(mine, contact=other.unit.name),
    "number": lambda mine, other: replace(mine, number=f"{other.unit.short}〔2026〕1号"),
    "page": lambda mine, other: replace(mine, mark=other.unit.short),
    "query": lambda mine, other: replace(
        mine, queries={key: replace(each, sql=f"'x|{other.unit.id}|'") for key, each in mine.queries.items()}
    ),
    "picture": lambda mine, other: replace(mine, peers=replace(mine.peers, title=other.unit.short)),
    "metadata": lambda mine, other: replace(mine, organ=other.unit.short),
    "problem": lambda mine, other: replace(
        mine,
        advice=tuple(
            (key, replace(each, measure=f"{each.measure}{other.unit.short}")) for key, each in mine.advice
        ),
    ),
    "line": lambda mine, other: replace(
        mine, result=replace(mine.result, lines=(other.result.lines[0], *mine.result.lines[1:]))
    ),
}


def units(count: int, groups: Sequence[str]) -> tuple[Unit, ...]:
    """As many units, in turn of one group and of another; their names differ in one word, their codes in a digit."""
    found = []
    for at in range(count):
        word = f"澜{WORDS[at // 10 % 10]}{WORDS[at % 10]}渡"
        code = f"PL-{9000 + at}"
        found.append(
            Unit(code, "区县", groups[at % len(groups)], f"{word}区人民政府", f"{word}区", "2020-01", "", {})
        )
    return tuple(found)


def marks(planted: Sequence[Unit], words: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """What must be found in the files of a unit and of no other: a word of its name (all but its end if `words` are
    not given), its code, and counts behind its values.
    """
    named = words or [unit.short[:-1] for unit in planted]
    return {
        unit.id: (named[at], f"|{unit.id}|", *(str(_base(at, place)) for place in range(0, 56, TOLD)))
        for at, unit in enumerate(planted)
    }


def letters(
    settings: Settings, store: Store, planted: Sequence[Unit], before: Assessment | None = None
) -> tuple[Letter, ...]:
    """The letters of `planted`, the year `before` beside."""
    made = assessment(settings, planted)
    measures = [line.value.measure for result in made.results.values() for line in lines(result)]
    query = Query("SELECT 1", "duckdb", "n", "d")
    facts = Facts(Counts({}, {name: query for name in measures if name}))
    source = Source("年考评报告", "", "annual", str(YEAR))
    material = Material(settings, store, YEAR, ISSUED, facts, {}, source, ISSUED)
    return feedback.letters(material, made, before, "", "示例数据", 7)


def assessment(settings: Settings, planted: Sequence[Unit]) -> Assessment:
    """`planted` scored by the workspace's scheme; who ended within the year is not ranked."""
    scheme = reading.load(settings.workspace, known(settings))
    scheme = replace(scheme, robustness=replace(scheme.robustness, draws=DRAWS))
    cells = {
        (unit.id, indicator.code): _fact(indicator, unit, at, place)
        for at, unit in enumerate(planted)
        for place, indicator in enumerate(scheme.indicators)
    }
    return assess(Values(YEAR, tuple(map(_participant, planted)), cells, {}), scheme)


def lines(result: Result) -> tuple[Line, ...]:
    """Every line of every sheet of `result`."""
    return (*result.lines, *(line for index in result.beside.values() for line in index.lines))


def _participant(unit: Unit) -> Participant:
    if unit.valid_to:
        return Participant(unit, "1月至10月", 10, parse("2025-10"))
    return Participant(unit, "", 12, parse("2025-12"))


def _base(at: int, place: int) -> int:
    """A denominator that no other unit and no other indicator has."""
    return 7_000_000_003 + 100_000_007 * at + 1_000_003 * place


def _fact(indicator: Indicator, unit: Unit, at: int, place: int) -> Fact:
    name = indicator.measure or indicator.code
    born = (f"{name}|{unit.id}|{YEAR}", indicator.name, indicator.unit)
    about = (indicator.definition, unit.short, str(YEAR), indicator.measure)
    if at == IDLE and indicator.path[1] == "特色服务" and place % 3:
        return Fact(*born, None, *about, missing=NO_BUSINESS)
    below = _base(at, place)
    scale = 100 if indicator.unit == "%" else 1
    above = int(_aim(indicator, at, place) / scale * below)
    return Fact(*born, Fraction(above, below) * scale, *about, numerator=above, denominator=below)


def _aim(indicator: Indicator, at: int, place: int) -> Fraction:
    """About where the value lies: between two standards, now and then in the last tier or below it."""
    if not indicator.standards:
        return Fraction(indicator.reference or indicator.low or indicator.high or 1)
    tier = (at + place) % len(indicator.standards)
    own = Fraction(indicator.standards[tier])
    after = Fraction(indicator.standards[min(tier + 1, len(indicator.standards) - 1)])
    return (own + after) / 2 if after != own else own * Fraction(97, 100)
