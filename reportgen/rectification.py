"""整改台账 (7, 6.5 c, 6.6.3): every problem issued, and what became of it, as events that are only added.

    opening ── replied, evidenced ──▶ rechecked ──▶ closed (销号)
                  ▲                      │
                  └────── returned ◀─────┘          extended, withdrawn: at any time while open

`progressed` tells how far a unit has come and changes nothing. State is derived from the events, never kept beside
them; they are chained (`chain`), together with those of objections (`objections`).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from reportgen.workdays import add_workdays

Kind = Literal[
    "opened", "replied", "progressed", "evidenced", "rechecked", "returned", "extended", "closed", "withdrawn",
    "objected", "sustained", "dismissed",
]  # fmt: skip
State = Literal["整改中", "待复核", "退回", "销号", "撤销"]
Mode = Literal["立行立改", "限期整改", "专项方案"]

WORDS: Mapping[Kind, str] = {
    "opened": "立项", "replied": "报告整改", "evidenced": "补充佐证", "rechecked": "复核",
    "returned": "退回", "extended": "延期", "closed": "销号", "withdrawn": "撤销", "progressed": "报告进展",
    "objected": "提出异议", "sustained": "采纳异议", "dismissed": "不予采纳",
}  # fmt: skip
OF_OBJECTIONS: tuple[Kind, ...] = ("objected", "sustained", "dismissed")
RETURNED: tuple[Kind, ...] = (
    "replied",
    "progressed",
    "evidenced",
    "objected",
)  # by units; the rest is the office's
CLAUSES: Mapping[Mode, str] = {"立行立改": "7 a", "限期整改": "7 b", "专项方案": "7 b"}
OPEN: tuple[State, ...] = ("整改中", "待复核", "退回")
WAITING: tuple[State, ...] = ("整改中", "退回")  # for the unit; the others wait for the office
AGES = ((5, "5个工作日以内"), (15, "6至15个工作日"), (None, "15个工作日以上"))
_CODES = {"daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "annual": "Y"}

# In which state an event may come, and which it leads to; no entry: the state stays.
_ALLOWED: Mapping[Kind, tuple[State, ...]] = {
    "replied": OPEN, "evidenced": OPEN, "progressed": WAITING, "rechecked": ("待复核",), "returned": ("待复核",),
    "extended": WAITING, "closed": OPEN, "withdrawn": OPEN,
}  # fmt: skip
_NEXT: Mapping[Kind, State] = {
    "opened": "整改中", "replied": "待复核", "returned": "退回", "closed": "销号", "withdrawn": "撤销",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a problem was told: a document of this program and its period, or a record from elsewhere."""

    title: str  # 月通报, 日扫描, 现场 …
    number: str  # 文号 or number of the record
    document: str = ""
    period: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other source."""
        return f"{self.document}|{self.period}" if self.document else f"{self.title}|{self.number}"

    @property
    def prefix(self) -> str:
        """How the ids of its entries begin.

        >>> Source("月通报", "渝效监〔2026〕11号", "monthly", "2026-10").prefix
        'M202610'
        """
        code = _CODES.get(self.document, self.document.upper())
        return code + self.period.replace("-", "")


@dataclass(frozen=True, slots=True)
class Opening:
    """A problem as a document issues it. `rule`, `unit` and `about` tell it from the document's others.

    `about` is "" where a rule finds at most one problem of a unit; else what it is about (a case number, a
    camera). `evidence` are case or record numbers; `due` is the day by which it is to be mended.
    """

    rule: str
    unit: str
    fact: str
    aspect: str
    level: str
    mode: Mode
    measure: str
    due: date
    about: str = ""
    evidence: tuple[str, ...] = ()
    responsible: str = ""
    supervisor: str = ""
    days: int = 0

    @property
    def key(self) -> str:
        """What tells it from the other problems of its document."""
        return key(self.rule, self.unit, self.about)


def key(rule: str, unit: str, about: str = "") -> str:
    """The key of a problem among those of its document."""
    return f"{rule}|{unit}|{about}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the entry numbered `entry` on `day`; adding one `key` twice adds nothing."""

    key: str
    entry: str
    kind: Kind
    day: date
    content: Mapping[str, Any]

    def canonical(self) -> str:
        """The event as text, the same for the same event always and everywhere."""
        values = (self.key, self.entry, self.kind, self.day.isoformat(), dict(self.content))
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem as its events leave it; `ended` is the day it was closed or withdrawn."""

    id: str
    source: Source
    opening: Opening
    found: date
    synthetic: bool
    state: State
    due: date
    finished: date | None = None
    ended: date | None = None
    history: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def open(self) -> bool:
        """Whether it is neither closed nor withdrawn."""
        return self.state in OPEN

    @property
    def like(self) -> tuple[str, str]:
        """What problems of the same kind have in common: unit and rule, or class where no rule found it."""
        return self.opening.unit, self.opening.rule or self.opening.aspect

    def overdue(self, on: date) -> bool:
        """Whether the unit still owes it although its day has passed."""
        return self.state in WAITING and self.due < on

    def last(self, kind: Kind, name: str) -> str:
        """What the last event of `kind` says under `name`, "" if there is none."""
        return self._last(name, kind)

    def reported(self, name: str) -> str:
        """The same of what the unit last told, done or still at work."""
        return self._last(name, "replied", "progressed")

    def _last(self, name: str, *kinds: Kind) -> str:
        said = [str(event.content.get(name, "")) for event in self.history if event.kind in kinds]
        return said[-1] if said else ""


# --- events ----------------------------------------------------------------------------------


def opened(
    source: Source, openings: Sequence[Opening], day: date, known: Iterable[Entry] = (), synthetic: bool = False
) -> list[Event]:  # fmt: skip
    """The events by which `source` opens those of `openings` that are not open or closed under it already."""
    known = tuple(known)
    ids = numbers(source, [opening.key for opening in openings], known)
    before = {entry.id for entry in known}
    new = [opening for opening in openings if ids[opening.key] not in before]
    return [opening_event(source, opening, ids[opening.key], day, synthetic) for opening in new]


def opening_event(source: Source, opening: Opening, entry: str, day: date, synthetic: bool) -> Event:
    """The event that opens `opening` of `source` as `entry`."""
    content = {
        **asdict(opening), "due": opening.due.isoformat(), "evidence": list(opening.evidence),
        "source": asdict(source), "synthetic": synthetic,
    }  # fmt: skip
    return Event(f"opened|{source.key}|{entry}", entry, "opened", day, content)


def numbers(source: Source, keys: Sequence[str], known: Iterable[Entry] = ()) -> dict[str, str]:
    """The id of each problem of `source` by its key: that of its entry among `known`, else the next one free.

    An entry that was withdrawn keeps its id; the same problem found again gets a new one.
    """
    if len(set(keys)) < len(keys):
        raise ValueError(f"two problems under one key in {source.key}: {sorted(keys)}")
    mine = [entry for entry in known if entry.source.key == source.key]
    ids = {entry.opening.key: entry.id for entry in mine if entry.state != "撤销"}
    taken = [entry.id.rpartition("-") for entry in mine]
    serial = max((int(number) for prefix, _, number in taken if prefix == source.prefix), default=0)
    for each in keys:
        if each not in ids:
            serial += 1
            ids[each] = f"{source.prefix}-{serial:03}"
    return {each: ids[each] for each in keys}


def dropped(
    source: Source, openings: Iterable[Opening], day: date, known: Iterable[Entry], reason: str
) -> list[Event]:  # fmt: skip
    """The events that withdraw what an earlier edition of `source` opened and this one no longer does."""
    still = {opening.key for opening in openings}
    gone = [entry for entry in known if entry.source.key == source.key and entry.opening.key not in still]
    return [event("withdrawn", entry.id, day, reason=reason) for entry in gone if entry.open]


def event(kind: Kind, entry: str, day: date, **content: Any) -> Event:
    """An event of `kind`; its key comes from what it says, so that saying it again adds nothing.

    What a unit returns counts once however often it is taken in; what the office decides, once a day.
    """
    said = json.dumps(content, ensure_ascii=False, sort_keys=True)
    if kind not in RETURNED:
        said = f"{day}{said}"
    return Event(f"{kind}|{entry}|{digest(said)[:16]}", entry, kind, day, content)


# --- state -----------------------------------------------------------------------------------


def entries(events: Iterable[Event], before: date = date.max) -> tuple[Entry, ...]:
    """Every entry as it stood when `before` began, in the order opened.

    Raises `ValueError` for an event that could not be: they are checked when they are added.
    """
    found: dict[str, Entry] = {}
    for each in events:
        if each.day >= before or each.kind in OF_OBJECTIONS:
            continue
        if why := refusal(found.get(each.entry), each):
            raise ValueError(f"{each.entry}: {why}")
        found[each.entry] = applied(found.get(each.entry), each)
    return tuple(found.values())


def refusal(entry: Entry | None, event: Event) -> str:
    """Why `event` cannot happen to `entry`, in words for staff; "" if it can."""
    if event.kind == "opened":
        return f"台账编号{event.entry}已经立项" if entry else ""
    if entry is None:
        return f"台账中没有编号{event.entry}"
    if event.day < entry.history[-1].day:
        return f"日期{event.day}早于该问题上一次记载的日期{entry.history[-1].day}"
    if entry.state not in _ALLOWED[event.kind]:
        return f"该问题目前的状态是“{entry.state}”，不能{WORDS[event.kind]}"
    if event.kind == "extended" and date.fromisoformat(event.content["due"]) <= entry.due:
        return f"新的期限应晚于现在的期限{entry.due}"
    return ""


def applied(entry: Entry | None, event: Event) -> Entry:
    """`entry` after `event`, which must be possible (see `refusal`)."""
    if entry is None:
        return _opened(event)
    changes: dict[str, Any] = {"history": (*entry.history, event)}
    if event.kind in _NEXT:
        changes["state"] = _NEXT[event.kind]
    if event.kind == "extended":
        changes["due"] = date.fromisoformat(event.content["due"])
    if event.kind == "replied":
        changes["finished"] = date.fromisoformat(event.content["finished"])
    if event.kind == "returned":
        changes["finished"] = None
    if event.kind in ("closed", "withdrawn"):
        changes["ended"] = event.day
    return replace(entry, **changes)


def _opened(event: Event) -> Entry:
    said = dict(event.content)
    source, synthetic = Source(**said.pop("source")), bool(said.pop("synthetic"))
    said["due"], said["evidence"] = date.fromisoformat(said["due"]), tuple(said["evidence"])
    opening = Opening(**said)
    return Entry(event.entry, source, opening, event.day, synthetic, "整改中", opening.due, history=(event,))


# --- the whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """The ledger when the day `on` begins: opened = closed + withdrawn + open, always."""

    on: date
    entries: tuple[Entry, ...]
    workdays: Mapping[date, bool] = field(default_factory=dict, repr=False)

    @property
    def open(self) -> tuple[Entry, ...]:
        """Entries neither closed nor withdrawn."""
        return tuple(entry for entry in self.entries if entry.open)

    @property
    def closed(self) -> tuple[Entry, ...]:
        """Entries closed (销号)."""
        return self._of("销号")

    @property
    def withdrawn(self) -> tuple[Entry, ...]:
        """Entries withdrawn (撤销)."""
        return self._of("撤销")

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Entries that wait to be re-checked (待复核)."""
        return self._of("待复核")

    @property
    def overdue(self) -> tuple[Entry, ...]:
        """Open entries that their units owe beyond their day, the longest first."""
        late = [entry for entry in self.entries if entry.overdue(self.on)]
        return tuple(sorted(late, key=lambda entry: (entry.due, entry.id)))

    def of(self, source: Source) -> tuple[Entry, ...]:
        """Entries that `source` opened."""
        return tuple(entry for entry in self.entries if entry.source.key == source.key)

    def opened_since(self, day: date) -> tuple[Entry, ...]:
        """Entries opened on `day` or later."""
        return tuple(entry for entry in self.entries if entry.found >= day)

    def closed_since(self, day: date) -> tuple[Entry, ...]:
        """Entries closed on `day` or later."""
        return tuple(entry for entry in self.closed if entry.ended and entry.ended >= day)

    def ages(self) -> Mapping[str, tuple[Entry, ...]]:
        """Open entries by age in working days: ≤5, 6–15, >15."""
        return {
            words: tuple(entry for entry in self.open if self.age(entry) == words) for _limit, words in AGES
        }

    def age(self, entry: Entry) -> str:
        """The age of `entry`, counted from the working day after it was opened, as one of `AGES`."""
        for limit, words in AGES:
            if limit is None or self.on <= add_workdays(entry.found, limit, self.workdays):
                return words
        raise AssertionError("the last age has no limit")

    def recurrences(self, entry: Entry) -> int:
        """How often a problem of the same kind had been found with the same unit before."""
        return sum(each.like == entry.like and each.found < entry.found for each in self.entries)

    def _of(self, state: State) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.state == state)


def standing(
    events: Iterable[Event], on: date, workdays: Mapping[date, bool], without: Source | None = None
) -> Standing:
    """The ledger when the day `on` begins, leaving out what the document `without` itself opened."""
    every = entries(events, on)
    kept = [entry for entry in every if without is None or entry.source.key != without.key]
    return Standing(on, tuple(kept), workdays)


def taken(events: Iterable[Event], source: Source) -> frozenset[tuple[str, str]]:
    """What is not to be assigned by `source` since another document did and it is open: `like` of such entries.

    What `source` itself assigned in an earlier edition stays its own, whatever others assigned since.
    """
    every = entries(events)
    own = {entry.like for entry in every if entry.source.key == source.key and entry.state != "撤销"}
    return frozenset(entry.like for entry in every if entry.open and entry.like not in own)


def at_end(events: Iterable[Event], day: date, workdays: Mapping[date, bool]) -> Standing:
    """The ledger when `day` ends, its own events included."""
    return Standing(day, entries(events, day + timedelta(days=1)), workdays)


def digest(words: str) -> str:
    """The hash of `words`."""
    return hashlib.sha256(words.encode()).hexdigest()
