"""The chain of events: what happened to problems and objections, each record with the hash of the one before.

A changed, lost, inserted or impossible record shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from reportgen import objections, rectification
from reportgen.objections import Objection
from reportgen.rectification import OF_OBJECTIONS, WORDS, Entry, Event, digest

GENESIS = "0" * 64


@dataclass
class Book:
    """Problems and objections by their ids, as the events taken so far leave them."""

    entries: dict[str, Entry] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)

    def refusal(self, event: Event) -> str:
        """Why `event` cannot happen now, in words for staff; "" if it can."""
        if event.kind in OF_OBJECTIONS:
            return objections.refusal(self.objections.get(event.entry), event)
        return rectification.refusal(self.entries.get(event.entry), event)

    def take(self, event: Event) -> None:
        """Let `event` happen, which must be possible."""
        if event.kind in OF_OBJECTIONS:
            self.objections[event.entry] = objections.applied(self.objections.get(event.entry), event)
        else:
            self.entries[event.entry] = rectification.applied(self.entries.get(event.entry), event)


def book(events: Iterable[Event]) -> Book:
    """What `events` leave; they were checked when they were added."""
    made = Book()
    for event in events:
        made.take(event)
    return made


@dataclass(frozen=True, slots=True)
class Record:
    """An event as the ledger keeps it: who recorded it when, chained to the record before."""

    event: Event
    at: datetime
    by: str
    previous: str
    hash: str

    @property
    def sound(self) -> bool:
        """Whether it is what was recorded."""
        return self.hash == chained(self.previous, self.event, self.at, self.by)


def chained(previous: str, event: Event, at: datetime, by: str) -> str:
    """The hash of a record after one with the hash `previous` (`GENESIS` before the first)."""
    return digest(f"{previous}\n{at:%Y-%m-%d %H:%M:%S}\n{by}\n{event.canonical()}")


def recorded(events: Iterable[Event], at: datetime, by: str, previous: str = GENESIS) -> Iterator[Record]:
    """`events` as records that follow one with the hash `previous`."""
    for each in events:
        record = Record(each, at, by, previous, chained(previous, each, at, by))
        previous = record.hash
        yield record


def breaks(records: Iterable[Record]) -> Iterator[str]:
    """Where the chain does not hold and what could not have happened, in words."""
    last, held = GENESIS, Book()
    for serial, record in enumerate(records, 1):
        event = record.event
        where = f"第{serial}条（{event.entry}，{WORDS.get(event.kind, event.kind)}）"
        if record.previous != last:
            yield f"{where}与上一条不相衔接，其间有记录被删去、插入或改动"
        if not record.sound:
            yield f"{where}的内容与登记时不同"
        elif why := held.refusal(event):
            yield f"{where}不合规则：{why}"
        else:
            held.take(event)
        last = record.hash
