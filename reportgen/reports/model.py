"""What a document type is: a value naming its template, its measures, and two pure functions."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from charts import Picture
from reportgen import rectification
from reportgen.datasets import DATASETS, Dataset
from reportgen.datasheets import Sheet
from reportgen.duty import Kind
from reportgen.facts import Fact, Facts
from reportgen.measures import MEASURES
from reportgen.narrative import Narrative
from reportgen.period import Frequency, Period
from reportgen.rectification import Entry, Event, Opening, Source, Standing, entries, numbers, standing
from reportgen.settings import Settings
from reportgen.store import Store


@dataclass(frozen=True)
class Material:
    """Everything a document of one period is made from; the issue date is an argument, no clock.

    `source` is the document itself as the 整改台账 knows it, `events` what the ledger holds, `since` the day
    on which the document before was issued.
    """

    settings: Settings
    store: Store
    period: Period
    issued: date
    facts: Facts
    narrative: Narrative
    source: Source
    since: date
    events: tuple[Event, ...] = field(default=(), repr=False)

    def tally(self, name: str, label: str, value: int, unit: str, scope: str = "") -> Fact:
        """A fact that counts things found in the period; its label is its definition."""
        of = scope or self.settings.authority.whole
        return self.facts.tally(f"{name}|{self.period}", label, value, unit, of, self.period)

    @property
    def serial(self) -> int:
        """第×期 of a 简报: which one of its kind in the year, unless the settings name another."""
        settings = self.settings
        return settings.serials.get(str(self.period)) or settings.calendar.serial(self.period)

    @cached_property
    def standing(self) -> Standing:
        """The 整改台账 when the day of issue begins, without what this document itself opens."""
        return standing(self.events, self.issued, self.settings.workdays, self.source)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The 整改台账 by all that it records so far."""
        return entries(self.events)

    @property
    def taken(self) -> frozenset[tuple[str, str]]:
        """Unit and rule of what other documents assigned and is still open, by all that the ledger records so far.

        Never of what an earlier edition of this document assigned: that stays its own.
        """
        return rectification.taken(self.events, self.source)

    def numbered(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The ledger id of each problem this document opens, by its `rectification.key`."""
        return numbers(self.source, keys, self.entries)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture and the facts drawn in it, so that its figures can be traced as well."""

    picture: Picture
    facts: tuple[Fact, ...]


Context = Mapping[str, object]
Draw = Callable[[Material, Context], Mapping[str, Drawing]]
Words = Callable[[str, object], str]  # a macro of templates/_findings.xml and its argument, as plain text


def draws_nothing(material: Material, context: Context) -> Mapping[str, Drawing]:
    """No pictures."""
    del material, context
    return {}


def opens_nothing(material: Material, context: Context, words: Words) -> Sequence[Opening]:
    """What a document opens in the 整改台账 that names no problems."""
    del material, context, words
    return ()


def no_sheets(context: Context) -> Sequence[Sheet]:
    """What a document gives that has no workbook beside it."""
    del context
    return ()


def nothing_against(context: Context) -> str:
    """No objection to issuing a document."""
    del context
    return ""


@dataclass(frozen=True, slots=True)
class Report:
    """A document type. `facts` gives what the template prints.

    `charts` names the module here whose `draw` draws from the same; it is empty if there are no pictures.
    The measures in `trend` are counted for the last `back` periods, the others only for those
    that are compared: this one, the one before, and last year's; those in `monthly` for each of the last `months`
    months as well. A document that tells of `gaps` is made although a month of its period has no data. `opens`
    gives the problems that issuing the document enters into the 整改台账, `sheets` the data of its figures for a
    workbook beside it, `against` why it may be no more than a draft (empty if it may be issued).
    """

    kind: Kind
    template: str
    measures: tuple[str, ...]
    lists: tuple[str, ...]
    sections: tuple[str, ...]
    facts: Callable[[Material], Context]
    charts: str = ""
    trend: tuple[str, ...] = ()
    back: int = 15
    monthly: tuple[str, ...] = ()
    months: int = 0
    gaps: bool = False
    opens: Callable[[Material, Context, Words], Sequence[Opening]] = opens_nothing
    against: Callable[[Context], str] = nothing_against
    sheets: Callable[[Context], Sequence[Sheet]] = no_sheets

    @property
    def name(self) -> str:
        """What the program calls it."""
        return self.kind.document

    @property
    def title(self) -> str:
        """What people call it."""
        return self.kind.title

    @property
    def clause(self) -> str:
        """The clause that asks for it."""
        return self.kind.clause

    @property
    def frequency(self) -> Frequency:
        """Of its periods."""
        return self.kind.frequency

    def drawing(self) -> Draw:
        """What draws its pictures; loaded only now, with the library behind it."""
        if not self.charts:
            return draws_nothing
        draw: Draw = importlib.import_module(f"{__package__}.{self.charts}").draw
        return draw

    def datasets(self) -> tuple[Dataset, ...]:
        """Every dataset the report reads, for the mark of synthetic data and the check of periods."""
        names = {MEASURES[measure].dataset.name for measure in self.measures} | set(self.lists)
        return tuple(DATASETS[name] for name in sorted(names))
