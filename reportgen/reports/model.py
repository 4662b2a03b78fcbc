"""What a document type is: a value naming its template, its measures, and two pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from charts import Picture
from reportgen.datasets import DATASETS, Dataset
from reportgen.facts import Fact, Facts
from reportgen.measures import MEASURES
from reportgen.narrative import Narrative
from reportgen.period import Frequency, Period
from reportgen.settings import Settings
from reportgen.store import Store


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a document of one period is made from; the issue date is an argument, no clock."""

    settings: Settings
    store: Store
    period: Period
    issued: date
    facts: Facts
    narrative: Narrative

    def tally(self, name: str, label: str, value: int, unit: str, scope: str = "") -> Fact:
        """A fact that counts things found in the period; its label is its definition."""
        of = scope or self.settings.authority.whole
        return self.facts.tally(f"{name}|{self.period}", label, value, unit, of, self.period)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture and the facts drawn in it, so that its figures can be traced as well."""

    picture: Picture
    facts: tuple[Fact, ...]


Context = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """A document type. `facts` gives what the template prints, `charts` draws from the same.

    The measures in `trend` are counted for the last `back` periods, the others only for those
    that are compared: this one, the one before, and last year's.
    """

    name: str
    title: str
    clause: str
    frequency: Frequency
    template: str
    measures: tuple[str, ...]
    lists: tuple[str, ...]
    sections: tuple[str, ...]
    facts: Callable[[Material], Context]
    charts: Callable[[Material, Context], Mapping[str, Drawing]]
    trend: tuple[str, ...] = ()
    back: int = 15

    def datasets(self) -> tuple[Dataset, ...]:
        """Every dataset the report reads, for the mark of synthetic data and the check of periods."""
        names = {MEASURES[measure].dataset.name for measure in self.measures} | set(self.lists)
        return tuple(DATASETS[name] for name in sorted(names))
