"""What every benchmark prints: tables, machine and versions, and its own part of docs/performance.md."""

import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def say(*lines: str) -> None:
    """Print `lines`."""
    sys.stdout.write("\n".join((*lines, "")))
    sys.stdout.flush()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the first column is text, the others figures."""
    return [_row(head), _row(["---", *["---:"] * (len(head) - 1)]), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def met(whether: bool) -> str:
    """How a table of aims says it."""
    return "yes" if whether else "no"


def surroundings(rounds: int, libraries: Iterable[str], *more: str) -> str:
    """Date, machine, how busy it was, versions: one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    named = ", ".join([*(f"{name} {version(name)}" for name in libraries), *more])
    cores = os.cpu_count() or 1
    return (
        f"{date.today().isoformat()}, {rounds} {'run' if rounds == 1 else 'runs'} each; {cores} cores"
        f" ({_processor_name()}), {memory:.0f} GB, {platform.system()}; Python {platform.python_version()}, {named}."
    )


def shared(load_before: float) -> str:
    """A remark on what else the machine was doing when the runs began; "" if nothing much."""
    if load_before < 0.5:
        return ""
    return f"The machine was shared: its load was {load_before:.1f} before the first run."


def _processor_name() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = re.findall(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return names[0] if names else platform.machine()


def write(section: str, results: Sequence[str]) -> None:
    """Put `results` between the two marks of `section` in docs/performance.md."""
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    text = FILE.read_text("utf-8")
    before, rest = text.split(begin)
    _old, after = rest.split(end)
    FILE.write_text("\n".join((before + begin, *results, end + after)), "utf-8")
