"""Processes of their own that need not load the program's libraries first: forked from one that has.

Each has its own output, its own exit code and its own death. That the program starts from nothing is tested where
that is the question: test_wheel, test_console, test_interruption.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO, Any

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "reportgen.collecting", "reportgen.console", "reportgen.issuing", "reportgen.keeping", "reportgen.planning",
        "reportgen.reports.monthly", "reportgen.store.engines.embedded", "reportgen.store.writing",
        "reportgen.writers.docx",
    ]
)  # fmt: skip
ROOT = Path(__file__).resolve().parent.parent


def command(*arguments: str) -> "CompletedProcess[str]":
    """`reportgen` called with `arguments` in the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder, "out"), Path(folder, "err")
        process = FORKS.Process(target=_command, args=(arguments, said, complained))
        process.start()
        process.join()
        code = process.exitcode
        assert code is not None
        return CompletedProcess(arguments, code, said.read_text("utf-8"), complained.read_text("utf-8"))


def _command(arguments: tuple[str, ...], said: Path, complained: Path) -> None:
    for number, path in ((1, said), (2, complained)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(ROOT)
    sys.argv = ["reportgen", *arguments]
    from reportgen import console

    console.command()


@dataclass(frozen=True)
class Started:
    """A process that runs, in a session of its own, and what it prints."""

    process: BaseProcess
    said: IO[str]

    @property
    def pid(self) -> int:
        """Its number, which is that of its session as well once it has said something."""
        assert self.process.pid
        return self.process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        """How it ended, once it has."""
        self.process.join(seconds)
        return self.process.exitcode


@contextmanager
def started(act: Callable[..., object], *given: Any) -> Iterator[Started]:
    """`act` called in a process of its own; over at the end."""
    ours, theirs = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_apart, args=(theirs, act, given))
    process.start()
    theirs.close()
    with ours, os.fdopen(os.dup(ours.fileno()), encoding="utf-8") as said:
        yield Started(process, said)
        process.join()


def _apart(theirs: Any, act: Callable[..., object], given: tuple[Any, ...]) -> None:
    os.setsid()
    for number in (1, 2):
        os.dup2(theirs.fileno(), number)
    theirs.close()
    act(*given)
    sys.stdout.flush()
