"""What a command costs: time, processor time and memory of it and of all it starts."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.1  # s between two looks at the process tree
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of processors, MB of the largest process and of all at once.

    `tree` counts a page that processes share once; it is 0 where there is no /proc.
    """

    wall: float
    processor: float
    largest: float
    tree: float


class Failed(Exception):
    """A command ended with an error; the message has its last words."""


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[Cost, str, str]:
    """What `command` costs, and what it printed and complained of; raises `Failed`.

    The caller should be a small process: until a child has replaced its program, the caller's own
    memory counts as the child's.
    """
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment)
        watch = _Watch(child.pid)
        _pid, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        tree = watch.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        said, complained = ((folder / name).read_text("utf-8", "replace") for name in ("out", "err"))
    if child.returncode:
        raise Failed(f"{' '.join(command)}\n{said[-500:]}\n{complained[-2000:]}")
    largest = usage.ru_maxrss / (MB if os.uname().sysname == "Darwin" else 1024)
    return Cost(wall, usage.ru_utime + usage.ru_stime, largest, tree), said, complained


def sizes(root: int) -> list[float]:
    """MB of each process of a tree now, the largest first, each with its part of what is shared."""
    return sorted((size / MB for size in _held(set(_tree(root)))), reverse=True)


class _Watch:
    """Looks at a process tree again and again until told to stop."""

    def __init__(self, root: int) -> None:
        self._root, self._most, self._over = root, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self._most = max(self._most, sum(_held(set(_tree(self._root)))))

    def stop(self) -> float:
        """The most memory seen at once, MB."""
        self._over.set()
        self._thread.join()
        return self._most / MB


def _tree(root: int) -> Iterator[int]:
    yield root
    try:
        tasks = Path(f"/proc/{root}/task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:  # it has ended meanwhile
        return
    for child in children:
        yield from _tree(child)


def _held(processes: set[int]) -> Iterator[int]:
    """Bytes of each process, its part of what it shares with others (proportional set size).

    A child that has not yet replaced its parent's program lives in the parent's memory: it shows the
    very same sizes and counts once.
    """
    seen: set[str] = set()
    for process in processes:
        try:
            sizes = Path(f"/proc/{process}/statm").read_text()
            shares = Path(f"/proc/{process}/smaps_rollup").read_text() if sizes not in seen else ""
        except OSError:  # it has ended meanwhile
            continue
        seen.add(sizes)
        yield sum(1024 * int(size) for size in re.findall(r"^Pss:\s+(\d+) kB$", shares, re.MULTILINE))
