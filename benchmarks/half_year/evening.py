"""The ledger against the book at the end of a day; what is due on a day off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from benchmarks.half_year.book import require
from benchmarks.half_year.office import Office, quiet
from reportgen import agenda, rectification, store
from reportgen.rectification import Entry, Event


def reconcile(office: Office) -> None:
    """The ledger against the book, entry by entry and in sum; no file half written."""
    told = office.ask(verify=True)
    assert isinstance(told.record, dict)
    require(told.record, {"ok": True, "records": office.book.events}, f"{office.day}, ledger verified")
    events, _issues = office.read()
    standing = rectification.at_end(events, office.day, office.settings.workdays)
    found = {entry.id: (entry.state, entry.due, entry.ended) for entry in standing.entries}
    ours = {name: (each.state, each.due, each.ended) for name, each in office.book.problems.items()}
    for name in found.keys() | ours.keys():
        require(found.get(name), ours.get(name), f"{office.day}, entry {name}")
    require(list(doubled(events)), [], f"{office.day}, assigned although another document had")
    with store.opened(office.settings.store) as opened:
        rows = opened.query(
            "SELECT kind, count(*) AS n, count(DISTINCT entry) AS m FROM ledger GROUP BY kind"
        )
    counts = {row["kind"]: row["n"] for row in rows}
    require(all(row["n"] == row["m"] for row in rows if row["kind"] in ("opened", "closed", "withdrawn")), True, f"{office.day}, opened or ended once")  # fmt: skip
    ended = counts.get("closed", 0) + counts.get("withdrawn", 0)
    require(
        counts.get("opened", 0),
        ended + len(standing.open),
        f"{office.day}, opened = closed + withdrawn + open",
    )
    require(list(office.place.rglob("*.draft")), [], f"{office.day}, drafts left")


def doubled(events: Iterable[Event]) -> Iterator[tuple[str, list[str]]]:
    """Entries that a daily or weekly report opened, each with the open ones of the same unit and rule that there were."""
    state: dict[str, Entry] = {}
    open_: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in events:
        entry = rectification.applied(state.get(event.entry), event)
        others = open_[entry.like]
        if event.kind == "opened" and others and entry.source.document in ("daily", "weekly"):
            yield entry.id, sorted(others)
        state[entry.id] = entry
        (others.add if entry.open else others.discard)(entry.id)


def rest(office: Office) -> None:
    """A day off: nothing is due that could be issued, unless it was left over."""
    told = agenda.due(office.place, datetime.now(), quiet)
    assert isinstance(told.record, list)
    due = {
        (each["document"], each["period"]) for each in told.record if each["available"] and not each["issued"]
    }
    if office.book.issues:
        require(due, office.owed, f"{office.day}, due on a day off")
