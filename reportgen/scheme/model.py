"""What an evaluation scheme (评价方案, 6.2) says, as frozen values; nothing here reads a file or checks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from reportgen.period import Period

Direction = Literal["越大越好", "越小越好", "区间最好"]
Level = Literal["一级", "二级", "三级"]
LEVELS: tuple[Level, ...] = ("一级", "二级", "三级")


@dataclass(frozen=True, slots=True)
class GroupStandards:
    """标准值 that the peer group `group` has of its own for an indicator; `row` of the file, for what is wrong with it."""

    group: str
    values: tuple[Decimal, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A third-level indicator: what it measures, where its value comes from, how it is scored, what it weighs.

    `weights` are those of its class, its group in it, and itself in that, each summing to 1 within its
    parent. `standards` are the values of the tiers, best first; `low`, `high` and `reference` what the
    other methods ask for. `measure` is the id of the measure that gives the value, empty where units return
    it (D17 上报指标). `groups` are the peer groups it applies to, empty for all. `own` are standards that groups have in
    the place of `standards`; `peer` is the group whose own these are, empty for the common ones.
    """

    code: str
    path: tuple[str, str, str]
    definition: str
    numerator: str
    denominator: str
    kind: str
    direction: Direction
    source: str
    unit: str
    note: str
    weights: tuple[Fraction, Fraction, Fraction]
    groups: tuple[str, ...]
    collected: str
    measure: str
    method: str
    standards: tuple[Decimal, ...]
    low: Decimal | None
    high: Decimal | None
    reference: Decimal | None
    own: tuple[GroupStandards, ...] = ()
    peer: str = ""

    @property
    def name(self) -> str:
        """The name of the third level."""
        return self.path[2]

    @property
    def weight(self) -> Fraction:
        """Its share of the total index."""
        first, second, third = self.weights
        return first * second * third

    def applies(self, group: str) -> bool:
        """Whether units of the peer group `group` are evaluated by it."""
        return not self.groups or group in self.groups

    def of(self, group: str) -> "Indicator":
        """The indicator by which units of `group` are scored: with the group's own standards where it has some."""
        own = next((each for each in self.own if each.group == group), None)
        return replace(self, standards=own.values, peer=group) if own else self


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The indicators by code, in the order of the file; `notes` say what was taken with a remark."""

    indicators: Mapping[str, Indicator]
    notes: tuple[str, ...] = ()

    def __contains__(self, code: str) -> bool:
        return code in self.indicators

    def weights(self, level: Level, parent: str = "") -> dict[str, Fraction]:
        """Weight by code (1, 1.2, 1.2.3) of the indicators of `level`, those under the code `parent` if given."""
        depth = LEVELS.index(level) + 1
        found = {}
        for indicator in self.indicators.values():
            code = prefix(indicator.code, depth)
            if not parent or code.startswith(f"{parent}."):
                found[code] = indicator.weights[depth - 1]
        return found

    def names(self, level: Level) -> dict[str, str]:
        """Name by code of the indicators of `level`."""
        depth = LEVELS.index(level) + 1
        return {prefix(each.code, depth): each.path[depth - 1] for each in self.indicators.values()}


def prefix(code: str, depth: int) -> str:
    """The code of the indicator's ancestor at `depth`.

    >>> prefix("1.2.3", 2)
    '1.2'
    """
    return ".".join(code.split(".")[:depth])


@dataclass(frozen=True, slots=True)
class Scope:
    """评价对象: in words, the peer groups compared within, and the units left out with the reason."""

    words: str
    groups: tuple[str, ...]
    excluded: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers for what (6.6.3)."""

    duty: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work plan (工作计划), both days included."""

    name: str
    content: str
    start: date
    end: date
    who: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """How indicators become an index (6.3.2): tiers, what happens to gaps, composition.

    `coefficients` are the shares of full marks by tier, best first; `below` what a value worse than the
    last tier gets; `missing` the rule for what was not reported; `inapplicable` for what does not occur.
    """

    coefficients: tuple[Fraction, ...]
    below: str
    missing: str
    inapplicable: str
    aggregation: str
    places: int


@dataclass(frozen=True, slots=True)
class Band:
    """等次: from `low` up to, but not including, `high`; the highest band includes it."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Weighting:
    """权重的确定 (6.3.2.2): method by level; where it is a combination, of what and with which shares.

    `reason` defends judgements whose CR is 0.1 or more, or weights drawn from data.
    """

    methods: Mapping[Level, str]
    combined: tuple[str, ...]
    shares: tuple[Fraction, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """政务公开 and 问政咨询 beside the five degrees (4.2 e): apart, or within the total by `shares`."""

    mode: str
    shares: Mapping[str, Fraction]
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Award:
    """评优评先 (6.6.1): who is a candidate. `share` is the largest part of a peer group."""

    bands: tuple[str, ...]
    red_cards: int
    improved: bool
    share: Fraction


@dataclass(frozen=True, slots=True)
class Publicity:
    """公示 (6.4 c): bands or scores, for how many working days, where; and how a unit may object."""

    content: str
    days: int
    place: str
    objection_days: int
    objection: str


@dataclass(frozen=True, slots=True)
class Monthly:
    """按月评价 (6.4 c): every month of the scheme's year and after it up to the day `until`; `excluded` are the indicators
    that only a whole year gives, by code with the reason.
    """

    until: date
    excluded: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Robustness:
    """稳健性检验: fixed in the scheme, so that no one can choose them after the results."""

    seed: int
    draws: int
    spread: Fraction
    standardisations: tuple[str, ...]
    aggregations: tuple[str, ...]
    drop_one: bool


@dataclass(frozen=True, slots=True)
class Screening:
    """Which values go back to the units for confirmation before scoring (6.4 a)."""

    deviations: Fraction
    jump: Fraction


@dataclass(frozen=True, slots=True)
class Evidence:
    """权重依据: what experts said. `judgements`: square matrices by parent code and expert, in the order of the
    children's codes. `rounds`: by round, scores by code and expert.
    """

    judgements: Mapping[str, Mapping[str, tuple[tuple[Fraction, ...], ...]]]
    rounds: tuple[Mapping[str, Mapping[str, Fraction]], ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole scheme of one year's evaluation."""

    year: int
    title: str
    purpose: str
    goals: tuple[str, ...]
    basis: tuple[str, ...]
    ways: tuple[str, ...]
    collection: Mapping[str, str]
    checking: str
    uses: tuple[str, ...]
    discipline: tuple[str, ...]
    scope: Scope
    people: tuple[Person, ...]
    stages: tuple[Stage, ...]
    scoring: Scoring
    bands: tuple[Band, ...]
    ranking: str
    weighting: Weighting
    beside: Beside
    award: Award
    publicity: Publicity
    monthly: Monthly | None
    robustness: Robustness
    screening: Screening
    catalogue: Catalogue
    evidence: Evidence

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, those of 政务公开 and 问政咨询 last."""
        return (*self.catalogue.indicators.values(), *self.beside.catalogue.indicators.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken with a remark."""
        return (*self.catalogue.notes, *self.beside.catalogue.notes)

    def evaluates(self, code: str, period: Period) -> bool:
        """Whether the indicator `code` takes part in the evaluation of `period`: the year, or a month."""
        return period.frequency == "year" or self.monthly is None or code not in self.monthly.excluded
