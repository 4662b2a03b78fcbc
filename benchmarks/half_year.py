"""Half a year of an office that issues every day what is due, day by day, killed again and again.

    python benchmarks/half_year.py                                    1 May to 30 October 2026
    python benchmarks/half_year.py --until 2026-05-15 --seed 7        two weeks, other chances

In a copy of the sample workspace whose 整改台账 begins empty. On every working day units return 整改回执 (the
program's own workbooks, filled in; some late, some faulty, some twice, some never), the office closes, returns,
extends and withdraws, and `invoke due --run` issues all that is due. Each evening the ledger is verified and
compared with a book that this program keeps for itself from what it did: entry by entry, opened = closed + open +
withdrawn, and every figure of the ledger that a document of the day prints. On a tenth of the days issuing is a
process of its own, killed with SIGKILL at a moment that is spread over the run, and started again; what it leaves is
compared with a twin of the workspace where nobody was killed: the same entries, the same files.

Days without a kill are issued in this process, as DOCX without PDF (which takes twice as long and adds nothing to
the ledger); days with one in both formats by the real command. The first difference ends the run with code 1.
"""

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import chinese_calendar  # noqa: E402
import duckdb  # noqa: E402
import openpyxl  # noqa: E402

from reportgen import agenda, issuing, keeping, rectification, reports, resources, settings, store  # noqa: E402
from reportgen.errors import ReportError  # noqa: E402
from reportgen.intake import archive  # noqa: E402
from reportgen.keeping import Asked  # noqa: E402
from reportgen.rectification import Entry, Event  # noqa: E402
from reportgen.settings import Settings  # noqa: E402
from reportgen.store import ledger  # noqa: E402
from reportgen.store.ledger import Issue  # noqa: E402
from reportgen.writers import WRITERS  # noqa: E402

FIRST, LAST = date(2026, 5, 1), date(2026, 10, 30)
KILLED = 0.1  # of the days
DAY = timedelta(days=1)
# Stricter than the sample's own, so that every day has problems to assign.
STRICT = {
    "overdue_open_day": 2, "bad_ratings_day": 2, "video_breaches_day": 2, "flow_fault_day": 2,
    "fee_mismatch_day": 2, "efficacy_complaints_day": 1, "terminal_rate_day": 90,
}  # fmt: skip
OWED, OPEN = ("整改中", "退回"), ("整改中", "退回", "待复核")
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
Key = tuple[str, str]  # document and period


class Difference(Exception):
    """Something that is not as it must be; the message says what and where."""


def require(found: object, wanted: object, what: str) -> None:
    """`Difference` unless both are the same."""
    if found != wanted:
        raise Difference(f"{what}: found {found}, not {wanted}")


def say(words: str) -> None:
    """Print `words` at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def quiet(words: str) -> None:
    """Say nothing."""


# --- the book: what must stand in the ledger --------------------------------------------------


@dataclass
class Problem:
    """One entry of the ledger as this program expects it."""

    unit: str
    found: date
    due: date
    state: str = "整改中"
    ended: date | None = None


@dataclass
class Book:
    """Every problem opened by its id, every issue by document and period, and how many events there must be."""

    problems: dict[str, Problem] = field(default_factory=dict)
    issues: dict[Key, date] = field(default_factory=dict)
    events: int = 0

    def counts(self, day: date) -> dict[str, int]:
        """What a document issued on `day` must tell of the ledger, when `day` begins and without its own."""
        states = Counter(problem.state for problem in self.problems.values())
        late = [each for each in self.problems.values() if each.state in OWED and each.due < day]
        return {
            "all": len(self.problems), "closed_all": states["销号"], "withdrawn": states["撤销"],
            "open": sum(states[state] for state in OPEN), "waiting": states["待复核"], "overdue": len(late),
        }  # fmt: skip

    def closed(self, since: date, day: date) -> int:
        """How many were closed from `since` until the day before `day`."""
        ended = [problem.ended for problem in self.problems.values() if problem.state == "销号"]
        return sum(since <= each < day for each in ended if each)


def wanted(day: date) -> set[Key]:
    """What is to be issued on the working day `day` by clause 4.2 a to c, reckoned without the program's calendar."""
    year, week, _weekday = day.isocalendar()
    found = {("daily", f"{day}")}
    rest = [day + DAY * ahead for ahead in range(1, 5 - day.weekday())]
    if day.weekday() < 5 and not any(map(chinese_calendar.is_workday, rest)):
        found.add(("weekly", f"{year}-W{week:02}"))
    if not any(chinese_calendar.is_workday(day.replace(day=each)) for each in range(1, day.day)):
        found.add(("monthly", f"{day.replace(day=1) - DAY:%Y-%m}"))
    return found


# --- the office ----------------------------------------------------------------------------------


class Office:
    """The workspace, the book beside it, and the chances that decide who does what on which day."""

    def __init__(self, folder: Path, seed: int, killed: float = KILLED) -> None:
        self.place = folder / "office"
        self.chance, self.killed = random.Random(seed), killed
        self.book, self.tally, self.kills = Book(), Counter[str](), Counter[str]()
        self.owed: set[Key] = {
            ("weekly", "2026-W18")
        }  # the Friday before is a holiday: due before the first day
        self.outstanding: list[tuple[date, Path]] = []  # receipts that a unit will return, and when
        self.taken: list[Path] = []
        self.aims: list[tuple[str, float]] = []
        self.day = FIRST
        self._furnish()

    def _furnish(self) -> None:
        """A copy of the sample workspace and its data, with an empty ledger."""
        sample = settings.load(resources.sample_workspace())
        issuing.prepare(sample, say)
        assert isinstance(sample.store, Path)
        unused = shutil.ignore_patterns("store", "output", "archive", "__pycache__")
        shutil.copytree(sample.workspace, self.place, ignore=unused)
        (self.place / "store").mkdir()
        shutil.copy(sample.store, self.place / "store" / "store.duckdb")
        with duckdb.connect(self.place / "store" / "store.duckdb") as connection:
            for clause in ("ledger", "issues", "origin WHERE key = 'ledger_head'"):
                connection.execute(f"DELETE FROM {clause}")
        lines = (self.place / "reportgen.toml").read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(("today", "generator"))]
        limits = "\n".join(f"{name} = {value}" for name, value in STRICT.items())
        self.toml = "\n".join(kept).replace("[thresholds]", f"[thresholds]\n{limits}")

    def begin(self, day: date) -> None:
        """The clock of the workspace set to `day`."""
        self.day = day
        (self.place / "reportgen.toml").write_text(f'today = "{day}"\n{self.toml}\n', "utf-8")
        self.settings = settings.load(self.place)
        self.morning = self.book.counts(day)

    def ask(self, **asked: object) -> keeping.Told:
        """`invoke ledger` with these options."""
        return keeping.ledger(self.place, datetime.now(), quiet, Asked(**asked))  # type: ignore[arg-type]

    def read(self) -> tuple[tuple[Event, ...], tuple[Issue, ...]]:
        """The events of the ledger and the issues; `Difference` if the chain does not hold."""
        return read(self.settings)

    # --- receipts ----------------------------------------------------------------------------

    def receive(self) -> None:
        """Forms handed out to some units; what others return taken in, once or twice."""
        if self.chance.random() < 0.4:
            units = sorted({each.unit for each in self.book.problems.values() if each.state in OWED})
            self._hand_out([unit for unit in units if self.chance.random() < 0.5])
        due = [file for day, file in self.outstanding if day <= self.day]
        if due and self.chance.random() < 0.6:  # the post is not opened every day
            self.outstanding = [each for each in self.outstanding if each[0] > self.day]
            self._take(due)
        if self.taken and self.chance.random() < 0.1:
            self._take_again(self.chance.choice(self.taken))

    def _hand_out(self, units: list[str]) -> None:
        folder = str(self.place / "handed")
        for file in self.ask(receipts=True, unit=",".join(units), output=folder).files if units else ():
            back = self.day + DAY * self.chance.choice((0, 0, 1, 2, 4, 7, 14, 30))
            if self.chance.random() < 0.15:
                self.tally["receipts never returned"] += 1
            else:
                self.outstanding.append((back, file))

    def _take(self, files: list[Path]) -> None:
        """The files imported at once; each taken or sent back as it deserves."""
        folder = self.place / "returned" / f"{self.day}"
        folder.mkdir(parents=True)
        deserved: dict[str, tuple[bool, dict[str, bool]]] = {}
        for file in files:
            deserved[file.name] = self._fill(file, folder)
        told = self.ask(taken=str(folder), output=str(self.place / "answers" / f"{self.day}"))
        assert isinstance(told.record, dict)
        outcomes = {each["file"]: each for each in told.record["outcomes"]}
        require(sorted(outcomes), sorted(deserved), f"{self.day}, receipts examined")
        for name, (sound, rows) in deserved.items():
            what = f"{self.day}, receipt {name} ({outcomes[name]['findings']})"
            require(outcomes[name]["taken"], "收下" if sound else "退回", what)
            self.tally["receipts taken" if sound else "receipts sent back"] += 1
            if sound:
                self.taken.append(folder / name)
                self._replied(rows)

    def _replied(self, rows: Mapping[str, bool]) -> None:
        for entry, evidence in rows.items():
            self.tally["replies late"] += self.book.problems[entry].due < self.day
            self.book.problems[entry].state = "待复核"
            self.book.events += 1 + evidence

    def _fill(self, file: Path, folder: Path) -> tuple[bool, dict[str, bool]]:
        """Whether the receipt deserves to be taken, and the entries it answers with whether there is evidence."""
        book = openpyxl.load_workbook(file)
        sheet = book["整改回执"]
        rows = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value]
        chosen = self.chance.sample(rows, self.chance.randint(1, len(rows)))
        fault = self.chance.choice(("", "", "", "", "", "person", "day", "entry"))
        answered: dict[str, bool] = {}
        for row in chosen:
            evidence = self.chance.random() < 0.5
            words = f"已整改（{self.day}第{self.chance.randrange(10**6)}号）"
            day = self.day + DAY if fault == "day" else self.day
            person = None if fault == "person" else "张*"
            for column, value in enumerate((words, day, person, "照片2张" if evidence else None), 4):
                sheet.cell(row, column, value)
            answered[str(sheet.cell(row, 1).value)] = evidence
        if fault == "entry":
            sheet.cell(chosen[0], 1, "D20260101-999")
        book.save(folder / file.name)
        states = [self.book.problems[entry].state for entry in answered]
        return not fault and all(state in OPEN for state in states), answered

    def _take_again(self, file: Path) -> None:
        told = self.ask(taken=str(file), output=str(self.place / "answers" / f"{self.day}_again"))
        assert isinstance(told.record, dict)
        require(told.record["outcomes"][0]["taken"], "未变", f"{self.day}, {file.name} taken a second time")
        self.tally["receipts taken twice, nothing added"] += 1

    # --- decisions ---------------------------------------------------------------------------

    def decide(self) -> None:
        """What the office closes, returns, extends and withdraws today."""
        made: dict[str, list[str]] = {}
        for entry, problem in self.book.problems.items():
            if kind := self._decision(problem):
                made.setdefault(kind, []).append(entry)
        for kind, entries in made.items():
            self._decided(kind, entries)

    def _decision(self, problem: Problem) -> str:
        number = self.chance.random()
        if problem.state == "待复核":
            return "close" if number < 0.4 else "returned" if number < 0.5 else ""
        if problem.state in OWED:
            return (
                "extend"
                if number < 0.015
                else "withdraw"
                if number < 0.022
                else "close"
                if number < 0.04
                else ""
            )
        return ""

    def _decided(self, kind: str, entries: list[str]) -> None:
        problems = [self.book.problems[entry] for entry in entries]
        until = max([self.day, *(problem.due for problem in problems)]) + DAY * 10
        asked = {kind: ",".join(entries), "reason": "模拟", "until": f"{until}" if kind == "extend" else ""}
        added = sum(1 + (kind in ("close", "returned") and each.state == "待复核") for each in problems)
        told = self.ask(**asked)
        assert isinstance(told.record, dict)
        require(told.record["added"], added, f"{self.day}, events of {kind} {entries}")
        self.book.events += added
        self.tally[f"decisions: {kind}"] += len(entries)
        states = {"close": "销号", "returned": "退回", "withdraw": "撤销"}
        for problem in problems:
            problem.state = states.get(kind, problem.state)
            problem.ended = self.day if kind in ("close", "withdraw") else None
            problem.due = until if kind == "extend" else problem.due

    # --- issuing -----------------------------------------------------------------------------

    def issue(self) -> None:
        """All that is due issued in this process, as DOCX."""
        with only_docx():
            issue_all(self.place)
        self.enter()

    def issue_killed(self) -> None:
        """The same by the real command in both formats, killed once or twice on its way, against a twin."""
        twin = self.place.with_name("twin")
        shutil.copytree(
            self.place, twin, ignore=shutil.ignore_patterns("output", "archive", "handed", "returned")
        )
        with only_docx():
            issue_all(twin)
        for _time in range(self.chance.choice((1, 1, 2))):
            self._kill()
        done = command(self.place)
        done.wait()
        self.enter()
        for name, one, other in zip(
            ("events", "issues"), self.read(), read(settings.load(twin)), strict=True
        ):
            ours, theirs = [plain(each) for each in one], [plain(each) for each in other]
            left = (
                [each for each in ours if each not in theirs],
                [each for each in theirs if each not in ours],
            )
            require(left, ([], []), f"{self.day}, {name} of the killed and of the twin only")
            require(len(ours), len(theirs), f"{self.day}, {name} beside the twin")
        shutil.rmtree(twin)

    def _kill(self) -> None:
        """One run killed; what it left is whole: an issue with all its problems, or neither."""
        if not self.aims:
            self.aims = self.chance.sample(AIMS, len(AIMS))
        aim, within = self.aims.pop()
        before = self._made()
        with command(self.place) as process:
            while process.poll() is None and not self._reached(aim, before):
                time.sleep(0.002)
            time.sleep(self.chance.uniform(0, within))
            struck = process.poll() is None
            process.kill()
        stage = self._stage(before) if struck else "over before the kill"
        self.kills[stage] += 1
        self._fresh()

    def _said(self) -> str:
        return (self.place / "said").read_text("utf-8", "replace")

    def _made(self) -> set[Path]:
        return set((self.place / "output").glob("*/*"))

    def _reached(self, aim: str, before: set[Path]) -> bool:
        return bool(self._made() - before) if aim == "file" else aim in self._said()

    def _stage(self, before: set[Path]) -> str:
        """Where the run was when it died, by what it said and what it left."""
        _events, issues = self.read()
        new = {(each.document, each.period) for each in issues} - self.book.issues.keys()
        made = self._made() - before
        if any(path.suffix == ".draft" for path in made):
            return STAGES[3]
        if {path.parent.name for path in made} - {period for _document, period in new}:
            return STAGES[4]
        if new:
            return STAGES[5]
        return STAGES[2 if "排版" in self._said() else 1 if "汇总" in self._said() else 0]

    def _fresh(self) -> tuple[dict[Key, Issue], list[Entry]]:
        """Issues and entries that the book does not have: every issue with its problems, no problem without its issue."""
        events, issues = self.read()
        new = {(each.document, each.period): each for each in issues}
        require(len(new), len(issues), f"{self.day}, issues, each once")
        new = {key: issue for key, issue in new.items() if key not in self.book.issues}
        entries = [each for each in rectification.entries(events) if each.id not in self.book.problems]
        opens = sorted(each["entry"] for issue in new.values() for each in self.facts(issue)["opens"])
        require(sorted(entry.id for entry in entries), opens, f"{self.day}, entries opened by {sorted(new)}")
        return new, entries

    def enter(self) -> None:
        """What was issued today entered into the book; exactly what was to be."""
        new, entries = self._fresh()
        kinds = {"daily", "weekly", "monthly"}
        require({key for key in new if key[0] in kinds}, self.owed, f"{self.day}, issued")
        for key, issue in new.items():  # in the order of recording: the later of two of a kind follows the earlier
            self._compare(issue)
            require(issue.issued, self.day, f"{key}, day of issue")
            self.book.issues[key] = self.day
            self.tally[f"issues: {key[0]}"] += 1
        for entry in entries:
            self.book.problems[entry.id] = Problem(entry.opening.unit, self.day, entry.opening.due)
        self.book.events += len(entries)
        self.tally["entries opened"] += len(entries)
        self.owed = set()

    def _compare(self, issue: Issue) -> None:
        """What `issue` prints of the ledger with what the book says; its files with the register."""
        facts = self.facts(issue)
        printed = {
            each["id"].split("|")[0].removeprefix("ledger_"): int(each["numerator"])
            for each in facts["facts"] if each["id"].startswith("ledger_")
        }  # fmt: skip
        earlier = [day for (document, _), day in self.book.issues.items() if document == issue.document]
        opens = len(facts["opens"])
        told = {
            **self.morning, "all": self.morning["all"] + opens, "open": self.morning["open"] + opens,
            "opened": opens, "closed": self.book.closed(max(earlier, default=FIRST), self.day),
        }  # fmt: skip
        where = f"{issue.document} {issue.period}"
        if ages := [printed.pop(name) for name in sorted(printed) if name.startswith("age")]:
            require(sum(ages), told["open"], f"{where}, open by age")
        needed = {"opened", "all", "closed_all", "open"} if told["all"] else set()
        told = {name: value for name, value in told.items() if name in printed.keys() | needed}
        require(printed, told, f"{where}, the ledger as printed")
        self.tally["figures compared"] += len(told)
        self.check_files(issue)

    def check_files(self, issue: Issue) -> None:
        """The files in the output folder and in the archive are those of the register."""
        for name, digest in issue.files.items():
            kept = archive.original(digest, name, self.place)
            for path in (self.place / "output" / issue.period / name, kept):
                require(sha256(path), digest, f"{self.day}, sha256 of {path}")

    def facts(self, issue: Issue) -> dict[str, list[dict[str, str]]]:
        """The facts.json of `issue` in the archive."""
        name = next(name for name in issue.files if name.endswith(".facts.json"))
        facts: dict[str, list[dict[str, str]]] = json.loads(
            archive.original(issue.files[name], name, self.place).read_bytes()
        )
        return facts

    # --- evening -----------------------------------------------------------------------------

    def again(self) -> None:
        """What was issued today issued again: nothing is due, nothing is added."""
        before = self.read()
        issue_all(self.place)
        if self.chance.random() < 0.15:
            with only_docx():
                daily = reports.scan()["daily"]
                order = issuing.order(daily, self.place, self.day, period=f"{self.day}", official=True)
                issuing.issue(order, quiet, datetime.now(), issuing.who())
            self.tally["issued again, nothing added"] += 1
        require(self.read(), before, f"{self.day}, issued a second time")

    def reconcile(self) -> None:
        """The ledger against the book, entry by entry and in sum; no file half written."""
        told = self.ask(verify=True)
        assert isinstance(told.record, dict)
        require(told.record, {"ok": True, "records": self.book.events}, f"{self.day}, ledger verified")
        events, _issues = self.read()
        standing = rectification.at_end(events, self.day, self.settings.workdays)
        found = {entry.id: (entry.state, entry.due, entry.ended) for entry in standing.entries}
        ours = {name: (each.state, each.due, each.ended) for name, each in self.book.problems.items()}
        for name in found.keys() | ours.keys():
            require(found.get(name), ours.get(name), f"{self.day}, entry {name}")
        require(list(doubled(events)), [], f"{self.day}, assigned although another document had")
        with store.opened(self.settings.store) as opened:
            rows = opened.query(
                "SELECT kind, count(*) AS n, count(DISTINCT entry) AS m FROM ledger GROUP BY kind"
            )
        counts = {row["kind"]: row["n"] for row in rows}
        require(all(row["n"] == row["m"] for row in rows if row["kind"] in ("opened", "closed", "withdrawn")), True, f"{self.day}, opened or ended once")  # fmt: skip
        ended = counts.get("closed", 0) + counts.get("withdrawn", 0)
        require(
            counts.get("opened", 0),
            ended + len(standing.open),
            f"{self.day}, opened = closed + withdrawn + open",
        )
        require(list(self.place.rglob("*.draft")), [], f"{self.day}, drafts left")

    def rest(self) -> None:
        """A day off: nothing is due that could be issued, unless it was left over."""
        told = agenda.due(self.place, datetime.now(), quiet)
        assert isinstance(told.record, list)
        due = {
            (each["document"], each["period"])
            for each in told.record
            if each["available"] and not each["issued"]
        }
        if self.book.issues:
            require(due, self.owed, f"{self.day}, due on a day off")


# --- what both a workspace and its twin do -------------------------------------------------------


def read(chosen: Settings) -> tuple[tuple[Event, ...], tuple[Issue, ...]]:
    """The events of the ledger and the issues; `Difference` if the chain does not hold."""
    with store.opened(chosen.store) as opened:
        require(ledger.faults(opened), [], "the chain of the ledger")
        return ledger.events(opened), ledger.issues(opened)


def doubled(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Entries that a daily or weekly report opened, each with the open one of the same unit and rule that there was."""
    state: dict[str, Entry] = {}
    open_: dict[tuple[str, str], str] = {}
    for event in events:
        entry = rectification.applied(state.get(event.entry), event)
        state[entry.id] = entry
        if event.kind == "opened" and entry.source.document in ("daily", "weekly") and entry.like in open_:
            yield entry.id, open_[entry.like]
        if entry.open:
            open_[entry.like] = entry.id
        elif open_.get(entry.like) == entry.id:
            del open_[entry.like]


def issue_all(place: Path) -> None:
    """`invoke due --run`; `Difference` for what could not be issued, unless the program has no such document."""
    told = agenda.due(place, datetime.now(), quiet, run=True)
    assert isinstance(told.record, dict)
    left = [each for each in told.record["left"] if each["available"]]
    require(left, [], "left by due --run")


def command(place: Path) -> "subprocess.Popen[bytes]":
    """`reportgen due --run` begun as a process of its own; what it says is in the file `said`."""
    words = [sys.executable, "-m", "reportgen.console", "due", "--run", "--workspace", str(place)]
    with (place / "said").open("wb") as said:
        return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)


@contextmanager
def only_docx() -> Iterator[None]:
    """Documents without PDF, which are set twice as fast."""
    pdf = WRITERS.pop("pdf")
    try:
        yield
    finally:
        WRITERS["pdf"] = pdf


def plain(each: Event | Issue) -> object:
    """What was recorded, without when, and without PDF."""
    if isinstance(each, Event):
        return each
    files = {name: digest for name, digest in each.files.items() if not name.endswith(".pdf")}
    return replace(each, files=files, recorded_at=datetime(2000, 1, 1), head_hash="")


def sha256(path: Path) -> str:
    """The digest of the file, "" if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


# --- half a year ---------------------------------------------------------------------------------


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
        office.check_files(issue)
    return office


def walk(office: Office, day: date, kill: bool | None = None) -> None:
    """One day from morning to evening; whether issuing is killed is chance unless `kill` says it."""
    office.begin(day)
    if not chinese_calendar.is_workday(day):
        office.rest()
        return
    office.receive()
    office.decide()
    office.owed |= wanted(day)
    chance = office.chance.random()
    if chance < office.killed if kill is None else kill:
        office.issue_killed()
        office.tally["days killed"] += 1
    elif kill is None and chance > 0.98 and day < LAST:
        office.tally["days left for the next"] += 1  # nobody came to issue
    else:
        office.issue()
    if not office.owed:
        office.again()
    office.reconcile()


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
    for stage in (*STAGES, "over before the kill"):
        yield f"{'killed: ' + stage:40} {office.kills[stage]:6}"


def main() -> None:
    """Walk the days and print what happened; code 1 at the first difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--until", type=date.fromisoformat, default=LAST)
    parser.add_argument("--seed", type=int, default=957)
    parser.add_argument("--killed", type=float, default=KILLED, help="share of the days with a kill")
    asked = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            office = half_year(Path(folder), asked.until, asked.seed, asked.killed)
        except (Difference, ReportError) as error:
            raise SystemExit(f"difference: {error}") from error
        say("\n".join(summary(office)))
    say(f"{'seconds':40} {time.perf_counter() - began:6.0f}")


if __name__ == "__main__":
    main()
