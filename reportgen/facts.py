"""Facts: numbers with their birth certificate, the only numbers a document may print."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from reportgen.errors import ReportError
from reportgen.measures import MEASURES, Measure
from reportgen.measures.counts import Count, Counts, Query
from reportgen.period import Frequency, Period

UNREPORTED = "未报送"
NO_BUSINESS = "无业务"
NO_DATA = "无数据"
NOT_THEN = "未设立"


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of units whose counts are added: the whole, a peer group, or one unit."""

    id: str
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number: value, unit, measure, scope, period, and the two counts behind it.

    `value` is exact (already scaled: per cent, per ten thousand) and None where there is none;
    `missing` then says why (未报送、无业务、无数据). `of` names the facts it was derived from.
    """

    id: str
    label: str
    unit: str
    value: Fraction | None
    definition: str
    scope: str
    period: str
    measure: str = ""
    numerator: Count | None = None
    denominator: Count | None = None
    missing: str = ""
    better: str = "neither"
    of: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def exact(self) -> Fraction:
        """The value; asking an unknown fact for it is a defect of the caller."""
        if self.value is None:
            raise ValueError(f"{self.id} has no value: {self.missing}")
        return self.value


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact beside the previous period's and last year's; `broken` forbids the comparison."""

    now: Fact
    previous: Fact
    year_ago: Fact
    broken_previous: str = ""
    broken_year: str = ""


class Facts:
    """Makes facts from counts and remembers each by its id, so that a figure can be traced."""

    def __init__(
        self,
        counts: Counts,
        breaks: Iterable[tuple[str, tuple[str, ...], str]] = (),
        before: Callable[[Period], Period] = lambda period: period.previous,
        months: Counts | None = None,
    ) -> None:
        """`before` gives the period that 环比 compares with; `months` are counts of a longer report's months."""
        self._counts, self._months = counts, months
        self._breaks = tuple(breaks)
        self._before = before
        self._made: dict[str, Fact] = {}
        self._withheld: frozenset[Period] = frozenset()
        self.scopes: dict[str, tuple[str, ...]] = {}
        self.starts: dict[str, date] = {}

    def __getitem__(self, fact_id: str) -> Fact:
        return self._made[fact_id]

    def add(self, counts: Counts) -> None:
        """Count on `counts` as well, of further measures or periods."""
        self._counts |= counts

    def withhold(self, periods: Iterable[Period]) -> None:
        """Tell no figure of `periods`, whose data are incomplete: what little there is would mislead."""
        self._withheld |= frozenset(periods)

    def keep(self, fact: Fact) -> Fact:
        """`fact`, remembered; two different facts under one id are a defect."""
        known = self._made.setdefault(fact.id, fact)
        if known != fact:
            raise ValueError(f"two facts called {fact.id}: {known} and {fact}")
        return known

    def fact(self, measure_id: str, scope: Scope, period: Period) -> Fact:
        """The figure of a measure for a scope in a period."""
        fact_id = f"{measure_id}|{scope.id}|{period}"
        if fact_id in self._made:
            return self._made[fact_id]
        measure = _measure(measure_id)
        self.scopes[scope.name] = scope.units
        self.starts[str(period)] = period.start
        counts = self._of(period.frequency)
        pairs = counts.of(measure_id, period.start)
        mine = [pairs[unit] for unit in scope.units if unit in pairs]
        known = counts.known(measure_id, period.start) and period not in self._withheld
        if not known or (not mine and measure.dataset.returned):
            return self.keep(_unknown(fact_id, measure, scope, period, UNREPORTED if known else NO_DATA))
        above = _total(pair[0] for pair in mine)
        below = None if measure.denominator is None else _total(pair[1] or 0 for pair in mine)
        return self.keep(_quotient(fact_id, measure, scope, period, above, below))

    def reading(self, measure_id: str, scope: Scope, period: Period) -> Reading:
        """The figure with its bases of comparison (环比, 同比)."""
        before = self._before(period)
        return Reading(
            self.fact(measure_id, scope, period),
            self.fact(measure_id, scope, before),
            self.fact(measure_id, scope, period.year_ago),
            self._broken(scope, before, period),
            self._broken(scope, period.year_ago, period),
        )

    def tally(self, fact_id: str, label: str, value: int, unit: str, scope: str, period: Period) -> Fact:
        """A fact that counts things found: units, problems, lines of a list."""
        return self.keep(
            Fact(fact_id, label, unit, Fraction(value), label, scope, str(period), numerator=value)
        )

    def mean(self, measure_id: str, scope: Scope, periods: Sequence[Period], label: str) -> Fact:
        """The mean of a measure over `periods` with data: of a count a period's share, of a rate the whole's.

        A rate of several periods is the quotient of their sums, so that a quiet one does not weigh as much
        as a busy one.
        """
        known = [fact for period in periods if (fact := self.fact(measure_id, scope, period)).known]
        measure, name = _measure(measure_id), f"{periods[0]}–{periods[-1]}"
        fact_id = f"mean|{measure_id}|{scope.id}|{name}"
        if not known:
            return self.keep(_unknown(fact_id, measure, scope, periods[-1], NO_DATA))
        above = _total(fact.numerator or 0 for fact in known)
        below = len(known) if measure.denominator is None else _total(fact.denominator or 0 for fact in known)
        value = exact(above) / exact(below) * (1 if measure.denominator is None else measure.scale)
        return self.keep(
            Fact(
                fact_id, f"{measure.label}{label}", measure.unit, value, f"{measure.definition}；{label}",
                scope.name, str(periods[-1]), measure.id, above, below, better=measure.better,
                of=tuple(fact.id for fact in known),
            )
        )  # fmt: skip

    def share(self, fact_id: str, label: str, above: Fact, below: Fact, definition: str) -> Fact:
        """A per cent fact: one counted fact as a share of another."""
        top, base = above.numerator or 0, below.numerator or 0
        value = None if base == 0 else exact(top) / exact(base) * 100
        return self.keep(
            Fact(
                fact_id, label, "%", value, definition, above.scope, above.period,
                numerator=top, denominator=base, missing="" if base else below.missing or NO_BUSINESS, of=(above.id, below.id),
            )
        )  # fmt: skip

    def median(self, facts: Iterable[Fact], fact_id: str, scope: str) -> Fact:
        """The median of known facts of one measure (the mean of the middle two of an even number)."""
        ranked = sorted((fact for fact in facts if fact.known), key=lambda fact: fact.exact)
        if not ranked:
            raise ValueError("no known fact to take a median of")
        middle = ranked[(len(ranked) - 1) // 2].exact + ranked[len(ranked) // 2].exact
        first = ranked[0]
        return self.keep(
            Fact(
                fact_id, f"{first.label}中位数", first.unit, middle / 2, f"{first.definition}；各单位的中位数",
                scope, first.period, first.measure, of=tuple(fact.id for fact in ranked),
            )
        )  # fmt: skip

    def query(self, measure_id: str, frequency: Frequency) -> Query:
        """The query that grouped the counts of a measure by periods of `frequency`."""
        return self._of(frequency).queries[measure_id]

    def _of(self, frequency: Frequency) -> Counts:
        return self._months if self._months is not None and frequency == "month" else self._counts

    def _broken(self, scope: Scope, base: Period, period: Period) -> str:
        """Why figures of `scope` do not compare between the two periods; empty if they do."""
        for since, units, words in self._breaks:
            crossed = f"{base.start:%Y-%m}" < since <= f"{period.last:%Y-%m}"
            touched = set(units) & set(scope.units)
            if crossed and touched and touched != set(units):  # holding all of them, the whole is unchanged
                return words
        return ""


def _measure(measure_id: str) -> Measure:
    try:
        return MEASURES[measure_id]
    except KeyError:
        raise ReportError.single(
            f"指标“{measure_id}”未定义", "报告模块或模板", "请检查拼写，或在 reportgen/measures 中定义"
        ) from None


def _total(counts: Iterable[Count]) -> Count:
    return sum(counts, start=0)


def _unknown(fact_id: str, measure: Measure, scope: Scope, period: Period, why: str) -> Fact:
    return Fact(
        fact_id, measure.label, measure.unit, None, measure.definition, scope.name, str(period),
        measure.id, missing=why, better=measure.better,
    )  # fmt: skip


def _quotient(
    fact_id: str, measure: Measure, scope: Scope, period: Period, above: Count, below: Count | None
) -> Fact:
    if below == 0:
        return _unknown(fact_id, measure, scope, period, NO_BUSINESS)
    value = exact(above) if below is None else exact(above) / exact(below) * measure.scale
    return Fact(
        fact_id, measure.label, measure.unit, value, measure.definition, scope.name, str(period),
        measure.id, above, below, better=measure.better,
    )  # fmt: skip


def exact(count: Count | Decimal) -> Fraction:
    """A count as an exact fraction."""
    return Fraction(count)


def record(fact: Fact) -> Mapping[str, object]:
    """A fact as written into `<name>.facts.json`; the exact value as a quotient of integers."""
    value = fact.value
    return {
        "id": fact.id,
        "label": fact.label,
        "measure": fact.measure,
        "definition": fact.definition,
        "scope": fact.scope,
        "period": fact.period,
        "unit": fact.unit,
        "value": None if value is None else f"{value.numerator}/{value.denominator}",
        "numerator": None if fact.numerator is None else str(fact.numerator),
        "denominator": None if fact.denominator is None else str(fact.denominator),
        "missing": fact.missing,
        "of": list(fact.of),
    }
