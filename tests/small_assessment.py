"""A year's evaluation of a few units whose every name and count is a mark of its own, made without a store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from reportgen.assessment import Assessment, assess
from reportgen.assessment.basis import known
from reportgen.assessment.model import Participant
from reportgen.assessment.values import Values
from reportgen.facts import NO_BUSINESS, Fact, Facts
from reportgen.measures.counts import Counts, Query
from reportgen.period import parse
from reportgen.rectification import Source
from reportgen.reports import feedback
from reportgen.reports.feedback import Letter
from reportgen.reports.model import Material
from reportgen.scheme import Indicator, Scheme, reading
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.units import Unit

YEAR, ISSUED = parse("2025"), date(2026, 3, 31)
LONG = "../../" + "松涛" * 55 + "/con:*"  # 122 characters, some of which no file name may hold
GROUP = "区县"
UNITS = (
    Unit("QX-9001", "区县", GROUP, "竹溪东区人民政府", "竹溪东区", "2020-01", "", {}),
    Unit("QX-9002", "区县", GROUP, "竹溪西区人民政府", "竹溪西区", "2020-01", "", {}),
    Unit("qx-9001", "区县", GROUP, LONG, "松涛县", "2020-01", "", {}),
    Unit("QX-9004", "区县", GROUP, "菊潭县人民政府", "菊潭县", "2020-01", "", {}),
    Unit("QX-9005", "区县", GROUP, "兰亭区人民政府", "兰亭区", "2020-01", "2025-11", {}),
)
IDLE = 3  # the unit that lacks some business


def marks() -> Mapping[str, tuple[str, ...]]:
    """What must be found in the files of a unit and of no other: words, and the counts behind its values."""
    words = ("竹溪东", "竹溪西", "松涛", "菊潭", "兰亭")
    return {
        unit.id: (words[at], f"|{unit.id}|", *(str(_base(at, place)) for place in range(0, 56, 5)))
        for at, unit in enumerate(UNITS)
    }


def letters(settings: Settings, store: Store, before: Assessment | None = None) -> tuple[Letter, ...]:
    """The letters of `UNITS`, the year `before` beside."""
    made = assessment(settings)
    measures = [line.value.measure for result in made.results.values() for line in _lines(result)]
    query = Query("SELECT 1", "duckdb", "n", "d")
    facts = Facts(Counts({}, {name: query for name in measures if name}))
    source = Source("年考评报告", "", "annual", str(YEAR))
    material = Material(settings, store, YEAR, ISSUED, facts, {}, source, ISSUED)
    return feedback.letters(material, made, before, "", "示例数据", 7)


def assessment(settings: Settings) -> Assessment:
    """`UNITS` scored by the sample's scheme; the last existed until October and is not ranked."""
    scheme = reading.load(settings.workspace, known(settings))
    scheme = replace(scheme, robustness=replace(scheme.robustness, draws=20))
    cells = {
        (unit.id, indicator.code): _fact(indicator, unit, at, place)
        for at, unit in enumerate(UNITS)
        for place, indicator in enumerate(_indicators(scheme))
    }
    return assess(Values(YEAR, tuple(map(_participant, UNITS)), cells, {}), scheme)


def _lines(result):
    return (*result.lines, *(line for index in result.beside.values() for line in index.lines))


def _indicators(scheme: Scheme) -> tuple[Indicator, ...]:
    return (*scheme.catalogue.indicators.values(), *scheme.beside.catalogue.indicators.values())


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
