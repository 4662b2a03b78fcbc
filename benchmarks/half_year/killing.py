"""Issuing by a process that is killed with SIGKILL on its way, against a twin of the workspace where nobody is."""

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.half_year.book import require
from benchmarks.half_year.issues import enter, fresh, issue_all, only_docx
from benchmarks.half_year.office import Office, read
from reportgen import settings
from reportgen.rectification import Event
from reportgen.store.ledger import Issue

ROOT = Path(__file__).resolve().parents[2]
# Where a kill aims: the words or the file that a run has just made, and the seconds after it within which it comes.
AIMS = (("", 2.5), ("汇总", 1.5), ("排版", 2.5), ("file", 0.1), ("登记", 0.6))
STAGES = (
    "starting",
    "collecting data",
    "setting pages",
    "saving files",
    "files saved, not recorded",
    "recorded",
)


def issue_killed(office: Office) -> None:
    """The same by the real command in both formats, killed once or twice on its way, against a twin."""
    twin = office.place.with_name("twin")
    shutil.copytree(
        office.place, twin, ignore=shutil.ignore_patterns("output", "archive", "handed", "returned")
    )
    with only_docx():
        issue_all(twin)
    for _time in range(office.chance.choice((1, 1, 2))):
        _kill(office)
    done = command(office.place)
    done.wait()
    enter(office)
    for name, one, other in zip(("events", "issues"), office.read(), read(settings.load(twin)), strict=True):
        ours, theirs = [plain(each) for each in one], [plain(each) for each in other]
        left = (
            [each for each in ours if each not in theirs],
            [each for each in theirs if each not in ours],
        )
        require(left, ([], []), f"{office.day}, {name} of the killed and of the twin only")
        require(len(ours), len(theirs), f"{office.day}, {name} beside the twin")
    shutil.rmtree(twin)


def _kill(office: Office) -> None:
    """One run killed; what it left is whole: an issue with all its problems, or neither."""
    if not office.aims:
        office.aims = office.chance.sample(AIMS, len(AIMS))
    aim, within = office.aims.pop()
    before = _made(office)
    with command(office.place) as process:
        while process.poll() is None and not _reached(office, aim, before):
            time.sleep(0.002)
        time.sleep(office.chance.uniform(0, within))
        struck = process.poll() is None
        process.kill()
    stage = _stage(office, before) if struck else "over before the kill"
    office.kills[stage] += 1
    fresh(office)


def _said(office: Office) -> str:
    return (office.place / "said").read_text("utf-8", "replace")


def _made(office: Office) -> set[Path]:
    return set((office.place / "output").glob("*/*"))


def _reached(office: Office, aim: str, before: set[Path]) -> bool:
    return bool(_made(office) - before) if aim == "file" else aim in _said(office)


def _stage(office: Office, before: set[Path]) -> str:
    """Where the run was when it died, by what it said and what it left."""
    _events, issues = office.read()
    new = {(each.document, each.period) for each in issues} - office.book.issues.keys()
    made = _made(office) - before
    if any(path.suffix == ".draft" for path in made):
        return STAGES[3]
    if {path.parent.name for path in made} - {period for _document, period in new}:
        return STAGES[4]
    if new:
        return STAGES[5]
    return STAGES[2 if "排版" in _said(office) else 1 if "汇总" in _said(office) else 0]


def command(place: Path) -> "subprocess.Popen[bytes]":
    """`reportgen due --run` begun as a process of its own; what it says is in the file `said`."""
    words = [sys.executable, "-m", "reportgen.console", "due", "--run", "--workspace", str(place)]
    with (place / "said").open("wb") as said:
        return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)


def plain(each: Event | Issue) -> object:
    """What was recorded, without when, and without PDF."""
    if isinstance(each, Event):
        return each
    files = {name: digest for name, digest in each.files.items() if not name.endswith(".pdf")}
    return replace(each, files=files, recorded_at=datetime(2000, 1, 1), head_hash="")
