"""All that is due issued, and what each document tells of the ledger held against the book."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks.half_year.book import Key, Problem, require
from benchmarks.half_year.office import FIRST, Office, quiet
from reportgen import agenda, issuing, rectification, reports
from reportgen.intake import archive
from reportgen.rectification import Entry
from reportgen.store.ledger import Issue
from reportgen.writers import WRITERS


def issue(office: Office) -> None:
    """All that is due issued in this process, as DOCX."""
    with only_docx():
        issue_all(office.place)
    enter(office)


def issue_all(place: Path) -> None:
    """`invoke due --run`; `Difference` for what could not be issued, unless the program has no such document."""
    told = agenda.due(place, datetime.now(), quiet, run=True)
    assert isinstance(told.record, dict)
    left = [each for each in told.record["left"] if each["available"]]
    require(left, [], "left by due --run")


@contextmanager
def only_docx() -> Iterator[None]:
    """Documents without PDF, which are set twice as fast."""
    pdf = WRITERS.pop("pdf")
    try:
        yield
    finally:
        WRITERS["pdf"] = pdf


def again(office: Office) -> None:
    """What was issued today issued again: nothing is due, nothing is added."""
    before = office.read()
    issue_all(office.place)
    if office.chance.random() < 0.15:
        with only_docx():
            daily = reports.load("daily")
            order = issuing.order(daily, office.place, office.day, period=f"{office.day}", official=True)
            issuing.issue(order, quiet, datetime.now(), issuing.who())
        office.tally["issued again, nothing added"] += 1
    require(office.read(), before, f"{office.day}, issued a second time")


def fresh(office: Office) -> tuple[dict[Key, Issue], list[Entry]]:
    """Issues and entries that the book does not have: every issue with its problems, no problem without its issue."""
    events, issues = office.read()
    new = {(each.document, each.period): each for each in issues}
    require(len(new), len(issues), f"{office.day}, issues, each once")
    new = {key: issue for key, issue in new.items() if key not in office.book.issues}
    entries = [each for each in rectification.entries(events) if each.id not in office.book.problems]
    opens = sorted(each["entry"] for issue in new.values() for each in certificate(office, issue)["opens"])
    require(sorted(entry.id for entry in entries), opens, f"{office.day}, entries opened by {sorted(new)}")
    return new, entries


def enter(office: Office) -> None:
    """What was issued today entered into the book; exactly what was to be."""
    new, entries = fresh(office)
    kinds = {"daily", "weekly", "monthly"}
    require({key for key in new if key[0] in kinds}, office.owed, f"{office.day}, issued")
    for (
        key,
        issue,
    ) in new.items():  # in the order of recording: the later of two of a kind follows the earlier
        _compare(office, issue)
        require(issue.issued, office.day, f"{key}, day of issue")
        office.book.issues[key] = office.day
        office.tally[f"issues: {key[0]}"] += 1
    for entry in entries:
        office.book.problems[entry.id] = Problem(entry.opening.unit, office.day, entry.opening.due)
    office.book.events += len(entries)
    office.tally["entries opened"] += len(entries)
    office.owed = set()


def _compare(office: Office, issue: Issue) -> None:
    """What `issue` prints of the ledger with what the book says; its files with the register."""
    facts = certificate(office, issue)
    printed = {
        each["id"].split("|")[0].removeprefix("ledger_"): int(each["numerator"])
        for each in facts["facts"] if each["id"].startswith("ledger_")
    }  # fmt: skip
    earlier = [day for (document, _), day in office.book.issues.items() if document == issue.document]
    opens = len(facts["opens"])
    told = {
        **office.morning, "all": office.morning["all"] + opens, "open": office.morning["open"] + opens,
        "opened": opens, "closed": office.book.closed(max(earlier, default=FIRST), office.day),
    }  # fmt: skip
    where = f"{issue.document} {issue.period}"
    if ages := [printed.pop(name) for name in sorted(printed) if name.startswith("age")]:
        require(sum(ages), told["open"], f"{where}, open by age")
    needed = {"opened", "all", "closed_all", "open"} if told["all"] else set()
    told = {name: value for name, value in told.items() if name in printed.keys() | needed}
    require(printed, told, f"{where}, the ledger as printed")
    office.tally["figures compared"] += len(told)
    check_files(office, issue)


def check_files(office: Office, issue: Issue) -> None:
    """The files in the output folder and in the archive are those of the register."""
    for name, digest in issue.files.items():
        kept = archive.original(digest, name, office.place)
        for path in (office.place / "output" / issue.period / name, kept):
            require(sha256(path), digest, f"{office.day}, sha256 of {path}")


def certificate(office: Office, issue: Issue) -> dict[str, list[dict[str, str]]]:
    """The facts.json of `issue` in the archive."""
    name = next(name for name in issue.files if name.endswith(".facts.json"))
    facts: dict[str, list[dict[str, str]]] = json.loads(
        archive.original(issue.files[name], name, office.place).read_bytes()
    )
    return facts


def sha256(path: Path) -> str:
    """The digest of the file, "" if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
