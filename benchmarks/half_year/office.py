"""The workspace of the office, the book beside it, and the chances that decide who does what on which day."""

import random
import shutil
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import duckdb

from benchmarks.half_year.book import Book, Key, require
from reportgen import issuing, keeping, resources, settings, store
from reportgen.keeping import Asked
from reportgen.rectification import Event
from reportgen.settings import Settings
from reportgen.store import ledger
from reportgen.store.ledger import Issue

FIRST = date(2026, 5, 1)
KILLED = 0.1  # of the days
# Stricter than the sample's own, so that every day has problems to assign.
STRICT = {
    "overdue_open_day": 2, "bad_ratings_day": 2, "video_breaches_day": 2, "flow_fault_day": 2,
    "fee_mismatch_day": 2, "efficacy_complaints_day": 1, "terminal_rate_day": 90,
}  # fmt: skip


def say(words: str) -> None:
    """Print `words` at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def quiet(words: str) -> None:
    """Say nothing."""


class Office:
    """The workspace, the book beside it, and the chances that decide who does what on which day."""

    def __init__(self, folder: Path, seed: int, killed: float = KILLED) -> None:
        self.place = folder / "office"
        self.chance, self.killed = random.Random(seed), killed
        self.book, self.tally, self.kills = Book(), Counter[str](), Counter[str]()
        self.owed: set[Key] = {
            ("weekly", "2026-W18")
        }  # its Friday is a holiday: due on the day before the first
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


def read(chosen: Settings) -> tuple[tuple[Event, ...], tuple[Issue, ...]]:
    """The events of the ledger and the issues; `Difference` if the chain does not hold."""
    with store.opened(chosen.store) as opened:
        require(ledger.faults(opened), [], "the chain of the ledger")
        return ledger.events(opened), ledger.issues(opened)
