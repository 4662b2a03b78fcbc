"""The 整改台账 and the register of issues in the store: read, and added to; nothing is ever changed.

Plain SQL that every engine takes, values as parameters.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reportgen import chain
from reportgen.chain import GENESIS, Record
from reportgen.database import Database
from reportgen.errors import Fault, raise_all
from reportgen.rectification import Event
from reportgen.store import engines, schema
from reportgen.store.writing import Writer

if TYPE_CHECKING:
    from reportgen.store import Store

_COLUMNS = "key, entry, kind, day, content, recorded_at, recorded_by, previous, hash"
_RECORDS = f"SELECT {_COLUMNS} FROM ledger ORDER BY serial"
HEAD = "ledger_head"  # in the table origin: number and hash of the last record
_ISSUES = "SELECT * FROM issues ORDER BY head, recorded_at, document, period, edition"  # one run has one time


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of one document: which edition, with which files (sha256 by name), why if it is not the first.

    `seen` is how many events of the ledger there were when it was made, `head` how many after it was
    entered, with the hash there.
    """

    document: str
    period: str
    edition: int
    number: str
    issued: date
    files: Mapping[str, str]
    reason: str = ""
    seen: int = 0
    head: int = 0
    head_hash: str = field(default=GENESIS, repr=False)
    recorded_at: datetime = datetime(2000, 1, 1)
    recorded_by: str = ""


# --- reading ---------------------------------------------------------------------------------


def records(store: "Store") -> tuple[Record, ...]:
    """Every record of the ledger, in the order added."""
    return tuple(_record(row) for row in store.query(_RECORDS))


def events(store: "Store", count: int | None = None) -> tuple[Event, ...]:
    """The events of the ledger, in the order added; the first `count` of them if it is given."""
    return tuple(record.event for record in records(store)[:count])


def issues(store: "Store") -> tuple[Issue, ...]:
    """Every issue recorded, in the order of recording."""
    return tuple(_issue(row) for row in store.query(_ISSUES))


def issued(place: Database) -> bool:
    """Whether the store at `place` records any issue; False if there is no such store."""
    engine = engines.of(place)
    if not engine.exists():
        return False
    with engine.reading() as connection:
        if "issues" not in connection.relations():
            return False
        return bool(connection.execute("SELECT 1 FROM issues LIMIT 1").fetchall())


def latest(found: Iterable[Issue], document: str, period: str) -> Issue | None:
    """The last edition of a document, None if it has not been issued."""
    mine = [issue for issue in found if (issue.document, issue.period) == (document, period)]
    return max(mine, key=lambda issue: issue.edition, default=None)


def days(found: Iterable[Issue]) -> dict[tuple[str, str], date]:
    """The day of the last issue by document and period, for the calendar."""
    return {
        (issue.document, issue.period): issue.issued
        for issue in sorted(found, key=lambda issue: issue.edition)
    }


def faults(store: "Store") -> list[str]:
    """Everything that is wrong with the ledger, in words: broken links, changed content, lost records."""
    found = records(store)
    told = list(chain.breaks(found))
    hashes = [GENESIS, *(record.hash for record in found)]
    for words, count, head in _marks(store):
        if count >= len(hashes):
            told.append(f"{words}时台账有{count}条记载，现有{len(found)}条，末尾的记载被删去")
        elif hashes[count] != head:
            told.append(f"{words}时的第{count}条记载与现在的不同")
    return told


def _marks(store: "Store") -> Iterator[tuple[str, int, str]]:
    """How many records there were and the hash of the last, at the last addition and at every issue."""
    for row in store.query("SELECT value FROM origin WHERE key = 'ledger_head'"):
        count, head = row["value"].split()
        yield "最近一次登记", int(count), head
    for issue in issues(store):
        yield f"{issue.document} {issue.period}第{issue.edition}版印发", issue.head, issue.head_hash


# --- adding ----------------------------------------------------------------------------------


def held(writer: Writer) -> tuple[Event, ...]:
    """The events that a writer finds in the ledger."""
    return tuple(_record(row).event for row in writer.query(_RECORDS, []))


def append(writer: Writer, added: Iterable[Event], at: datetime, by: str) -> int:
    """Add those of `added` whose keys the ledger does not hold; how many they were.

    Raises `InputFaults` naming every one that cannot happen, and then adds none.
    """
    with writer.transaction():
        return add(writer, added, at, by)


def enter(writer: Writer, issue: Issue, added: Iterable[Event], at: datetime, by: str) -> None:
    """Record `issue` and add its events, both or neither."""
    with writer.transaction():
        add(writer, added, at, by)
        count, head = _head(writer)
        values = [
            issue.document, issue.period, issue.edition, issue.number, issue.issued,
            json.dumps(dict(issue.files), ensure_ascii=False, sort_keys=True), issue.reason, issue.seen,
            count, head, at.replace(microsecond=0), by,
        ]  # fmt: skip
        writer.run("INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def add(writer: Writer, added: Iterable[Event], at: datetime, by: str) -> int:
    """The same as `append`, inside a transaction of the caller's."""
    new = _new(writer, list(added))
    count, last = _head(writer)
    for serial, record in enumerate(chain.recorded(new, at, by, last), count + 1):
        writer.run(schema.ENTER, schema.entered(serial, record))
    if new:
        writer.run("DELETE FROM origin WHERE key = ?", [HEAD])
        writer.run("INSERT INTO origin VALUES (?, ?)", [HEAD, "{} {}".format(*_head(writer))])
    return len(new)


def _new(writer: Writer, added: Sequence[Event]) -> list[Event]:
    """Those of `added` that are not held yet; `InputFaults` with every one that cannot happen."""
    known = _of(writer, {event.entry for event in added})
    keys = {event.key for event in known}
    book = chain.book(known)
    new, faults = [], []
    for event in added:
        if event.key in keys:
            continue
        keys.add(event.key)
        if why := book.refusal(event):
            faults.append(Fault(why, f"整改台账，{event.entry}", "运行 ./invokew ledger 查看该问题"))
            continue
        book.take(event)
        new.append(event)
    raise_all(faults)
    return new


def _of(writer: Writer, entries: Collection[str]) -> list[Event]:
    """What the ledger holds of `entries`."""
    if not entries:
        return []
    marks = ", ".join("?" * len(entries))
    rows = writer.query(
        f"SELECT {_COLUMNS} FROM ledger WHERE entry IN ({marks}) ORDER BY serial", sorted(entries)
    )
    return [_record(row).event for row in rows]


def _head(writer: Writer) -> tuple[int, str]:
    rows = writer.query("SELECT serial, hash FROM ledger ORDER BY serial DESC LIMIT 1", [])
    return (int(rows[0]["serial"]), str(rows[0]["hash"])) if rows else (0, GENESIS)


def _record(row: Mapping[str, Any]) -> Record:
    event = Event(row["key"], row["entry"], row["kind"], row["day"], json.loads(row["content"]))
    return Record(event, row["recorded_at"], row["recorded_by"], row["previous"], row["hash"])


def _issue(row: Mapping[str, Any]) -> Issue:
    return Issue(**{**row, "files": json.loads(row["files"])})
