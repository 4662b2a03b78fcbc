"""Every day of the half year from morning to evening, and how it is told."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import chinese_calendar

from benchmarks.half_year import decisions, evening, issues, killing, units
from benchmarks.half_year.book import DAY, wanted
from benchmarks.half_year.office import FIRST, Office, say

LAST = date(2026, 10, 30)
LEFT = 0.02  # of the days


def half_year(folder: Path, last: date, seed: int, killed: float) -> Office:
    """The office after it walked every day until `last`."""
    office = Office(folder, seed, killed)
    began = time.perf_counter()
    for number in range((last - FIRST).days + 1):
        day = FIRST + DAY * number
        walk(office, day)
        if day.weekday() == 6 or day == last:
            say(week(office, time.perf_counter() - began))
    for issue in office.read()[1]:
        issues.check_files(office, issue)
    return office


def walk(office: Office, day: date, kill: bool | None = None, leave: bool = False) -> None:
    """One day from morning to evening; whether issuing is killed or left for the next is chance unless it is said."""
    office.begin(day)
    if not chinese_calendar.is_workday(day):
        evening.rest(office)
        return
    units.receive(office)
    decisions.decide(office)
    office.owed |= wanted(day)
    chance = office.chance.random()
    if not leave and (chance < office.killed if kill is None else kill):
        killing.issue_killed(office)
        office.tally["days killed"] += 1
    elif leave or (kill is None and chance > 1 - LEFT and day < LAST):
        office.tally["days left for the next"] += 1  # nobody came to issue
    else:
        issues.issue(office)
    if not office.owed:
        issues.again(office)
    evening.reconcile(office)


def week(office: Office, seconds: float) -> str:
    """One line on how things stand."""
    counts, tally = office.book.counts(office.day + DAY), office.tally
    return (
        f"{office.day}: {len(office.book.issues)} issued; problems {counts['all']} = {counts['closed_all']} closed"
        f" + {counts['open']} open + {counts['withdrawn']} withdrawn, {counts['overdue']} overdue; receipts"
        f" {tally['receipts taken']} taken, {tally['receipts sent back']} sent back; kills {office.kills.total()};"
        f" {seconds:.0f} s"
    )


def summary(office: Office) -> Iterator[str]:
    """What was done, as a table."""
    counts = office.book.counts(office.day + DAY)
    for name, number in sorted(office.tally.items()):
        yield f"{name:40} {number:6}"
    for name, number in counts.items():
        yield f"{'problems at the end: ' + name:40} {number:6}"
    yield f"{'events in the ledger':40} {office.book.events:6}"
    for stage in (*killing.STAGES, "over before the kill"):
        yield f"{'killed: ' + stage:40} {office.kills[stage]:6}"
