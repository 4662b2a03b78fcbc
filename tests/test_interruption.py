"""Ctrl-C in a real process: one line, exit code 130, nothing left over, the store as it was.

The moment is made certain by what the process prints; the signal goes to all its processes, as a terminal sends it.
"""

import io
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from reportgen import interruption, resources, settings, store
from reportgen.settings import Settings
from reportgen.store import care, schema, writing

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = resources.sample_workspace()
RETURNS = SAMPLE / "returns" / "2026-10"
NOW = datetime(2026, 10, 30, 9)
COLLECT = ("-m", "reportgen", "collect")


@pytest.fixture
def workspace(tmp_path: Path) -> Settings:
    """A workspace of its own with an empty store."""
    toml = (SAMPLE / "reportgen.toml").read_text("utf-8").splitlines()
    kept = [line for line in toml if not line.startswith("generator")]
    (tmp_path / "reportgen.toml").write_text("\n".join(kept), "utf-8")
    shutil.copy(SAMPLE / "units.csv", tmp_path)
    shutil.copytree(SAMPLE / "scheme", tmp_path / "scheme")
    loaded = settings.load(tmp_path)
    store.create(loaded.store, store.Batch("test", synthetic=True, loaded_at=NOW), {})
    return loaded


def started(*words: object, **streams: int) -> subprocess.Popen[str]:
    """A process with its own group, as a terminal would start it."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, *map(str, words)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen(
        command, **pipes, env=surroundings, cwd=ROOT, text=True, encoding="utf-8", start_new_session=True
    )


def interrupt(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


# --- while the tasks are loaded ----------------------------------------------------------------


@pytest.mark.parametrize(
    "module",
    [
        "reportgen.errors",  # the first that the command loads
        "reportgen.collecting",  # loaded by the task itself
    ],
)
def test_while_modules_are_loaded(workspace: Settings, module: str) -> None:
    words = (*COLLECT, RETURNS, "--workspace", workspace.workspace)
    with started("-X", "importtime", *words) as process:
        assert process.stderr
        next(line for line in process.stderr if line.endswith(f" {module}\n"))
        interrupt(process)
        lines = [line.rstrip() for line in process.stderr if not line.startswith("import time:")]
    assert process.returncode == interruption.EXIT_CODE
    assert lines == [interruption.WORDS]
    assert store.filings(workspace.store) == []


# --- while files are checked -------------------------------------------------------------------


def test_while_files_are_checked(workspace: Settings) -> None:
    """The children are busy; what they print, and what watches over their semaphores, would show here."""
    ours, theirs = pty.openpty()
    words = (*COLLECT, RETURNS, "--workspace", workspace.workspace)
    with started(*words, stderr=theirs) as process, os.fdopen(ours, "rb", 0) as terminal:
        os.close(theirs)
        shown = b""
        while "已核对 1/".encode() not in shown:
            shown += terminal.read(1024)
        interrupt(process)
        rest = b"".join(_until_closed(terminal))
        assert process.stdout and process.stdout.read() == ""
    assert process.returncode == interruption.EXIT_CODE
    last = [line for line in rest.decode().splitlines() if line and "已核对" not in line]
    assert last == [f"\033[31m{interruption.WORDS}\033[0m"], "one line of its own, in red on a terminal"
    assert store.filings(workspace.store) == []
    assert care.verify(workspace.store) == []
    assert not (workspace.workspace / "archive").exists()


def _until_closed(terminal: io.RawIOBase) -> Iterator[bytes]:
    """What else is printed; a terminal without any process left is an error of reading."""
    try:
        while part := terminal.read(1024):
            yield part
    except OSError:
        return


# --- while rows are loaded ---------------------------------------------------------------------

# The limited children load the script too: all that they do not need stands in its last part.
STEPPED = """
def told(words, act):
    def stepped(*given):
        done = act(*given)
        print(words, flush=True)
        sys.stdin.readline()
        return done
    return stepped

if __name__ == "__main__":
    import sys
    from reportgen import console
    from reportgen.store import schema, writing
    schema.append = told("appended", schema.append)
    writing.Writer.receive = told("received", writing.Writer.receive)
    console.command()
"""


def test_while_rows_are_loaded(workspace: Settings) -> None:
    """In the midst of the second file's transaction: the first is there whole, of the second nothing."""
    script, folder = workspace.workspace / "stepped.py", workspace.workspace / "two"
    script.write_text(STEPPED, "utf-8")
    folder.mkdir()
    for name in ("万州10月报表.xlsx", "没有业务.xlsx"):
        shutil.copy(RETURNS / name, folder)
    with started(script, "collect", folder, "--workspace", workspace.workspace) as process:
        assert process.stdin and process.stdout and process.stderr
        steps: list[str] = []
        while steps[-2:] != ["received", "appended"]:
            if steps:
                print(file=process.stdin, flush=True)
            steps.append(process.stdout.readline().strip())
        interrupt(process)
        assert process.stderr.read() == f"{interruption.WORDS}\n"
    assert process.returncode == interruption.EXIT_CODE
    [first] = store.filings(workspace.store)
    assert (first["name"], first["status"]) == ("万州10月报表.xlsx", schema.CURRENT)
    assert care.verify(workspace.store) == []
    with writing.held(workspace.store, "另一位", NOW):
        pass  # nobody holds the store any more


# --- while the workers of the letters load their libraries -----------------------------------------

COUNTING = """
if __name__ == "__main__":
    import sys
    from reportgen import console, issuing
    def prepare(*given):
        print("counting", flush=True)
        sys.stdin.readline()
    issuing.prepare = prepare
    console.command()
"""


def test_while_workers_are_made_ready(workspace: Settings) -> None:
    """They have begun and are not waited for: the year is still evaluated."""
    script = workspace.workspace / "counting.py"
    script.write_text(COUNTING, "utf-8")
    words = (script, "feedback", "--jobs", "3", "--workspace", workspace.workspace)
    with started(*words) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == "counting\n"
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(workers) == 4, "three, and what watches over their semaphores"
        interrupt(process)
        assert process.stderr.read() == f"{interruption.WORDS}\n", (
            "which ends with the last who could write to it"
        )
    assert process.returncode == interruption.EXIT_CODE
