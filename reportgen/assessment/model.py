"""What an evaluation gives, as frozen values: a result with its score sheet for every unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reportgen.evaluation.composite import Composite, Frame, Moved
from reportgen.evaluation.missing import Treated
from reportgen.evaluation.table import Table
from reportgen.facts import Fact
from reportgen.period import Period
from reportgen.scheme import Indicator, Scheme
from reportgen.sheet import Sum
from reportgen.units import Unit


@dataclass(frozen=True, slots=True)
class Participant:
    """A unit that is evaluated; `span` names its months where it did not exist the whole period, and then it is not ranked.

    `months` is how many it existed, `last` the last of them, at whose end is counted what stands.
    """

    unit: Unit
    span: str
    months: int
    last: Period

    @property
    def ranked(self) -> bool:
        """Whether it takes a place among its peers."""
        return not self.span


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the score sheet (得分明细, 6.4 d): the value and how it became points.

    `tier` counts from 1, the best; one more than there are is below the worst; None where the method has no tiers or
    there is no value, and then `gap` says why. `working` is the formula with its numbers. `weight` is the share of the
    total for this unit, `contribution` weight × score, `gain` what the next better tier would add to the total.
    """

    indicator: Indicator
    value: Fact
    tier: int | None
    standard: Decimal | None
    above: Decimal | None
    working: str
    score: Fraction | None
    weight: Fraction
    contribution: Fraction
    gain: Fraction
    gap: str = ""

    @property
    def lost(self) -> Fraction:
        """Points of the total that full marks would have given beyond these (失分)."""
        return 100 * self.weight - self.contribution


@dataclass(frozen=True, slots=True)
class Index:
    """An index apart from the five degrees, 政务公开 or 问政咨询 (4.2 e), with its own sheet."""

    value: Fraction
    lines: tuple[Line, ...]
    printed: Sum


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one unit: `total` exact, `printed` as its sheet adds up, `rank` among `size` peers, 0 if not ranked."""

    participant: Participant
    lines: tuple[Line, ...]
    classes: Mapping[str, Fraction | None]
    beside: Mapping[str, Index]
    total: Fraction
    printed: Sum
    rank: int
    size: int
    band: str

    @property
    def unit(self) -> Unit:
        """Whose result it is."""
        return self.participant.unit

    @property
    def gaps(self) -> tuple[Line, ...]:
        """The lines without a value of their own."""
        return tuple(line for line in self.lines if line.gap)


@dataclass(frozen=True, slots=True)
class Partial:
    """A value that rests on fewer months of returns than the unit existed: computed from those that came, and told."""

    unit: Unit
    indicator: Indicator
    months: int
    due: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The evaluation of `year`, or of the month that stands there: results by unit id in official order, and their arrays.

    `raw` are the values scored. `mark` is the frozen scheme's; `treated` and `moved` say what became of every gap, `notes` what methods and scheme
    had to remark.
    """

    scheme: Scheme
    mark: str
    year: Period
    results: Mapping[str, Result]
    frame: Frame
    raw: Table
    composite: Composite
    treated: tuple[Treated, ...]
    moved: tuple[Moved, ...]
    partial: tuple[Partial, ...]
    notes: tuple[str, ...]

    def group(self, name: str) -> tuple[Result, ...]:
        """The ranked results of a peer group, the best first."""
        mine = (each for each in self.results.values() if each.unit.group == name and each.participant.ranked)
        return tuple(sorted(mine, key=lambda each: (each.rank, -each.total)))
