"""异议 (6.4 d, 6.6.2): what units object to in their results and what the office decides, as events beside the 整改台账.

    objected ──▶ sustained (采纳)
             └─▶ dismissed (不采纳)

A unit may say its objection anew until it is decided. State is derived from the events, as in `rectification`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from reportgen.rectification import OF_OBJECTIONS, WORDS, Event, Kind, event

State = Literal["待答复", "采纳", "不采纳"]
DECIDED: dict[Kind, State] = {"sustained": "采纳", "dismissed": "不采纳"}


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit objects to: the value of an indicator in a year's result; `received` is the day it was entered.

    `answer` is why the office decided as it did, `change` what it altered of the result.
    """

    id: str
    unit: str
    year: int
    indicator: str
    name: str
    stated: str
    claimed: str
    reason: str
    received: date
    state: State = "待答复"
    decided: date | None = None
    answer: str = ""
    change: str = ""
    history: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def pending(self) -> bool:
        """Whether the office has not decided yet."""
        return self.state == "待答复"


def number(year: int, unit: str, indicator: str) -> str:
    """The id of an objection: a unit has one to an indicator of a year.

    >>> number(2025, "QX-1", "1.1.2")
    'O2025-QX-1-1.1.2'
    """
    return f"O{year}-{unit}-{indicator}"


def objected(unit: str, year: int, indicator: str, day: date, **said: str) -> Event:
    """The event by which `unit` objects; `said` are name, stated, claimed, reason and raised."""
    return event(
        "objected", number(year, unit, indicator), day, unit=unit, year=year, indicator=indicator, **said
    )


def objections(events: Iterable[Event], before: date = date.max) -> tuple[Objection, ...]:
    """Every objection as it stood when `before` began, in the order received."""
    found: dict[str, Objection] = {}
    for each in events:
        if each.kind in OF_OBJECTIONS and each.day < before:
            found[each.entry] = applied(found.get(each.entry), each)
    return tuple(found.values())


def refusal(objection: Objection | None, event: Event) -> str:
    """Why `event` cannot happen to `objection`, in words for staff; "" if it can."""
    if objection is None:
        return "" if event.kind == "objected" else f"没有编号为{event.entry}的异议"
    if event.day < objection.history[-1].day:
        return f"日期{event.day}早于该异议上一次记载的日期{objection.history[-1].day}"
    if not objection.pending:
        return f"该异议已于{objection.decided}答复（{objection.state}），不能{WORDS[event.kind]}"
    return ""


def applied(objection: Objection | None, event: Event) -> Objection:
    """`objection` after `event`, which must be possible (see `refusal`)."""
    said = event.content
    if event.kind == "objected":
        names = ("unit", "year", "indicator", "name", "stated", "claimed", "reason")
        received = objection.received if objection else event.day
        before = objection.history if objection else ()
        return Objection(
            event.entry, **{name: said[name] for name in names}, received=received, history=(*before, event)
        )
    assert objection
    return replace(
        objection, state=DECIDED[event.kind], decided=event.day, answer=said["reason"], change=said["change"],
        history=(*objection.history, event),
    )  # fmt: skip
