"""The values of a year or a month (6.3.3): for every unit evaluated and every indicator a fact, or why there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count, takewhile

from ibis import _

from reportgen.assessment.model import Participant
from reportgen.datasets import DATASETS
from reportgen.facts import NO_BUSINESS, UNREPORTED, Fact, Facts, Scope
from reportgen.measures import MEASURES
from reportgen.measures.counts import Counts, collect
from reportgen.measures.model import Calendar
from reportgen.period import Period, containing
from reportgen.scheme import Indicator, Scheme
from reportgen.store import Store
from reportgen.units import Register

REJECTED = "退回"
NOT_FOR_IT = "该组不评价"
NOT_MONTHLY = "不按月评价"
PER_CENT = 100  # D17-04: the value is 100 × numerator ÷ denominator, whatever its unit is called


@dataclass(frozen=True, slots=True)
class Values:
    """`cells` by unit id and code of the indicator; `months` how many months of returns each of those rests on."""

    year: Period
    participants: tuple[Participant, ...]
    cells: Mapping[tuple[str, str], Fact]
    months: Mapping[tuple[str, str], int]


def participants(register: Register, scheme: Scheme, year: Period) -> tuple[Participant, ...]:
    """The units that `scheme` evaluates in `year` (or month), in official order."""
    chosen = (unit for unit in register.active(year) if unit.group in scheme.scope.groups)
    first = containing(year.start, "month")
    months = [*takewhile(lambda month: month.start < year.end, map(first.shifted, count()))]
    found = []
    for unit in chosen:
        if unit.id in scheme.scope.excluded:
            continue
        there = [month for month in months if unit.active(month)]
        whole = len(there) == len(months)
        span = "" if whole else f"{there[0].start.month}月至{there[-1].start.month}月"
        found.append(Participant(unit, span, len(there), there[-1]))
    return tuple(found)


def values(
    store: Store, scheme: Scheme, register: Register, year: Period, calendar: Calendar, facts: Facts
) -> Values:
    """Every value of `year`, also remembered in `facts`; the measures are counted in the store, one query a table."""
    units, indicators = participants(register, scheme, year), scheme.indicators
    evaluated = [each for each in indicators if scheme.evaluates(each.code, year)]
    facts.add(_counts(store, evaluated, units, year, calendar))
    returned = _returned(store, year)
    cells: dict[tuple[str, str], Fact] = {}
    for participant in units:
        for indicator in indicators:
            at = (participant.unit.id, indicator.code)
            if indicator not in evaluated:
                cells[at] = facts.keep(_unknown(indicator, participant, year, NOT_MONTHLY))
            elif indicator.measure:
                cells[at] = _measured(facts, indicator, participant, year)
            else:
                cells[at] = facts.keep(_reported(returned.get(at, ()), indicator, participant, year))
    return Values(year, units, cells, {at: len(rows) for at, rows in returned.items()})


def _counts(
    store: Store, indicators: Iterable[Indicator], units: Iterable[Participant], year: Period, calendar: Calendar
) -> Counts:  # fmt: skip
    """Counts of the year, and of what stood when units ended within it."""
    measures = [MEASURES[name] for name in dict.fromkeys(each.measure for each in indicators if each.measure)]
    counts = collect(store, measures, [year], calendar=calendar)
    ends = {each.last for each in units if each.last.end != year.end and each.last.start != year.start}
    standing = [each for each in measures if each.standing]
    return counts | collect(store, standing, ends, calendar=calendar) if ends else counts


def _measured(facts: Facts, indicator: Indicator, participant: Participant, year: Period) -> Fact:
    unit = participant.unit
    standing = MEASURES[indicator.measure].standing and participant.last.end != year.end
    return facts.fact(
        indicator.measure, Scope(unit.id, unit.short, (unit.id,)), participant.last if standing else year
    )


# --- what units return (上报指标, D17) --------------------------------------------------------


def _returned(store: Store, year: Period) -> dict[tuple[str, str], list[Mapping[str, object]]]:
    """The returned rows of `year` that were not rejected, by unit and code, oldest first."""
    table = store.table(DATASETS["reported"])
    within = (table.month >= year.start) & (table.month < year.end) & (table.verify_status != REJECTED)
    chosen = table.filter(within).order_by("unit_id", "indicator_code", "month")
    found: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for row in store.rows(
        chosen.select(_.unit_id, _.indicator_code, _.month, _.value, _.numerator, _.denominator)
    )[1]:
        found.setdefault((str(row["unit_id"]), str(row["indicator_code"])), []).append(row)
    return found


def _reported(
    rows: Sequence[Mapping[str, object]], indicator: Indicator, participant: Participant, year: Period
) -> Fact:
    """Sum of the months' numerators over that of their denominators; without these the mean of their values."""
    if not rows:
        return _unknown(indicator, participant, year, UNREPORTED)
    if any(row["numerator"] is None or row["denominator"] is None for row in rows):
        mean = sum((Fraction(_decimal(row["value"])) for row in rows), Fraction(0)) / len(rows)
        return replace(_unknown(indicator, participant, year, ""), value=mean)
    above, below = (sum(int(str(row[name])) for row in rows) for name in ("numerator", "denominator"))
    if not below:
        return _unknown(indicator, participant, year, NO_BUSINESS)
    value = Fraction(above, below) * PER_CENT
    return replace(
        _unknown(indicator, participant, year, ""), value=value, numerator=above, denominator=below
    )


def _unknown(indicator: Indicator, participant: Participant, year: Period, why: str) -> Fact:
    """What is known of a value before it is known."""
    unit = participant.unit
    better = {"越大越好": "high", "越小越好": "low"}.get(indicator.direction, "neither")
    return Fact(
        f"{indicator.code}|{unit.id}|{year}", indicator.name, indicator.unit, None, indicator.definition, unit.short,
        str(year), missing=why, better=better,
    )  # fmt: skip


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
