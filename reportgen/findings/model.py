"""What a rule and a finding are: one entry in a table, one problem of one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reportgen.facts import Reading
from reportgen.findings.conditions import Condition
from reportgen.period import Frequency
from reportgen.units import Unit

Level = Literal["提示", "黄", "红"]
Mode = Literal["立行立改", "限期整改", "专项方案"]  # on the spot (7 a), by a date, by a plan (7 b)


@dataclass(frozen=True, slots=True)
class Rule:
    """A problem is found for a unit when all `conditions` hold, and a 红 one when any of `graver` holds.

    It is asked of periods of the `frequencies`. The first of `measures` is the figure the problem is
    about, the others stand beside it in its words; `definition` is its 口径. `evidence` names the listing
    whose records prove it; `days` is the time to mend it in working days, by the `mode` of clause 7;
    `short` names the problem in an opening sentence, where a red one is named.
    """

    id: str
    aspect: str
    clause: str
    level: Level
    definition: str
    frequencies: tuple[Frequency, ...]
    measures: tuple[str, ...]
    conditions: tuple[Condition, ...]
    evidence: str
    demand: str
    mode: Mode
    days: int
    short: str
    graver: tuple[Condition, ...] = ()

    @property
    def macro(self) -> str:
        """The macro of templates/_findings.xml that words the problem."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one unit: the rule, the readings it rests on, and how grave it is."""

    rule: Rule
    unit: Unit
    readings: Mapping[str, Reading]
    level: Level

    @property
    def main(self) -> Reading:
        """The reading of the rule's first measure."""
        return self.readings[self.rule.measures[0]]
