"""`invoke monthly` from a cold start beside two usual chains that make the same bulletin.

    python benchmarks/monthly.py             times and memory, side by side
    python benchmarks/monthly.py --check     whether the three really make the same
    python benchmarks/monthly.py --profile   where our own time goes
    python benchmarks/monthly.py --write     all of it into docs/performance.md

Every run is a process of its own; the runs take turns, after one of each to warm the disk cache. The
script itself imports nothing but the standard library, so that it costs those it measures nothing.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.page import say, surroundings, table, write  # noqa: E402
from benchmarks.processes import Cost, measure  # noqa: E402

WORKSPACE, MONTH = ROOT / "sample_data", "2026-10"
OURS, FLOOR = "invoke monthly", "imports alone"
LIBRARIES = (
    "duckdb", "ibis-framework", "pandas", "matplotlib", "jinja2", "python-docx", "weasyprint", "fonttools", "docxtpl",
    "pypandoc_binary", "typst",
)  # fmt: skip
OWN = ("reportgen", "charts", "tasks", "generate", "synthetic")  # our own modules are no library's cost
IMPORT_ALL = """
import contextlib, importlib, sys
for name in open(sys.argv[1], encoding="utf-8").read().split():
    with contextlib.suppress(Exception):
        importlib.import_module(name)
"""
MOST_MEMORY, MOST_ABOVE = 400, 1.5  # the aims: MB, and seconds above the imports

Command = Callable[[Path], list[str]]


# --- contenders ------------------------------------------------------------------------------


def ours(folder: Path) -> list[str]:
    """The task as staff run it: the program that `./invokew` starts."""
    task = ["monthly", "--workspace", str(WORKSPACE), "--period", MONTH, "--output", str(folder)]
    return [sys.executable, "-m", "reportgen", *task]


def peer(module: str) -> Command:
    """One of the chains in benchmarks/peers."""
    return lambda folder: [
        sys.executable,
        "-m",
        f"benchmarks.peers.{module}",
        str(WORKSPACE),
        MONTH,
        str(folder),
    ]


def floor(folder: Path) -> list[str]:
    """A process that imports what `invoke monthly` imports, and nothing else."""
    return [sys.executable, "-c", IMPORT_ALL, str(folder / "modules")]


CONTENDERS: dict[str, Command] = {
    OURS: ours,
    "pandas + docxtpl + LibreOffice": peer("docxtpl_libreoffice"),
    "pandas + pandoc + Typst": peer("pandoc_typst"),
    FLOOR: floor,
}
MAKERS = tuple(name for name in CONTENDERS if name != FLOOR)


def environment() -> dict[str, str]:
    """The same surroundings for all."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def imported(folder: Path) -> list[str]:
    """Every module that `invoke monthly` imports in either process and that is not ours, in order."""
    told = {**environment(), "PYTHONPROFILEIMPORTTIME": "1"}  # by both of our processes
    _cost, _said, complained = measure(ours(folder), folder, told)
    names = re.findall(r"^import time:.*\|\s+(\S+)$", complained, re.MULTILINE)
    return [
        name
        for name in dict.fromkeys(names)
        if name.split(".")[0] not in (*OWN, "__main__", "imported", "package")
    ]


# --- measuring -------------------------------------------------------------------------------


def compare(rounds: int, scratch: Path) -> dict[str, list[Cost]]:
    """The costs of `rounds` turns of every contender, after one of each that does not count."""
    folders = {name: scratch / str(serial) for serial, name in enumerate(CONTENDERS)}
    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    say("Warming up: one run of each …")
    (folders[FLOOR] / "modules").write_text("\n".join(imported(folders[OURS])), "utf-8")
    for name in CONTENDERS:
        _turn(name, folders)
    store = _store_made()
    costs: dict[str, list[Cost]] = {name: [] for name in CONTENDERS}
    for number in range(1, rounds + 1):
        for name in CONTENDERS:
            costs[name].append(_turn(name, folders))
        say(f"Round {number}: " + ", ".join(f"{name} {costs[name][-1].wall:.2f} s" for name in CONTENDERS))
    if _store_made() != store:
        say("The sample store was made anew meanwhile: the figures are not comparable.")
    return costs


def _turn(name: str, folders: Mapping[str, Path]) -> Cost:
    return measure(CONTENDERS[name](folders[name]), folders[name], environment())[0]


def _store_made() -> int:
    return (WORKSPACE / "store" / "store.duckdb").stat().st_mtime_ns


def phases(rounds: int, scratch: Path) -> dict[str, tuple[float, float, float]]:
    """Median seconds, processor seconds and peak memory of each step of our own run."""
    runs: list[dict[str, list[float]]] = []
    for _ in range(rounds):
        command = [
            sys.executable,
            "-m",
            "benchmarks.phases",
            repr(time.time()),
            str(WORKSPACE),
            MONTH,
            str(scratch),
        ]
        runs.append(json.loads(measure(command, scratch, environment())[1]))
    return {
        step: (
            median(run[step][0] for run in runs),
            median(run[step][1] for run in runs),
            max(run[step][2] for run in runs),
        )
        for step in runs[0]
    }


# --- tables ----------------------------------------------------------------------------------


def comparison(costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """One row a contender; times as least – median – most, the ratio of medians to ours."""
    base = median(cost.wall for cost in costs[OURS])
    head = ("", "seconds", "to ours", "processor seconds", "largest process, MB", "all processes, MB")
    return table(head, (_contender(name, runs, base) for name, runs in costs.items()))


def _contender(name: str, runs: Sequence[Cost], base: float) -> list[str]:
    walls = [cost.wall for cost in runs]
    return [
        name,
        f"{min(walls):.2f} – **{median(walls):.2f}** – {max(walls):.2f}",
        f"{median(walls) / base:.2f} ×",
        f"{median(cost.processor for cost in runs):.2f}",
        f"{max(cost.largest for cost in runs):.0f}",
        f"{max(cost.tree for cost in runs):.0f}",
    ]


def aims(costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """Each aim, what was measured, and whether it is met."""
    wall = {name: median(cost.wall for cost in runs) for name, runs in costs.items()}
    work = {name: median(cost.processor for cost in runs) for name, runs in costs.items()}
    fastest = min(wall[name] for name in MAKERS if name != OURS)
    one, peak = (max(getattr(cost, name) for cost in costs[OURS]) for name in ("largest", "tree"))
    peak = max(one, peak)
    above = wall[OURS] - wall[FLOOR]
    rows = (
        ("faster than both chains", f"{wall[OURS]:.2f} s against {fastest:.2f} s", wall[OURS] < fastest),
        (
            f"peak memory under {MOST_MEMORY} MB",
            f"{peak:.0f} MB in all processes, {one:.0f} MB in one",
            peak < MOST_MEMORY,
        ),
        (
            f"at most {MOST_ABOVE} s above the imports",
            f"{above:.2f} s ({work[OURS] - work[FLOOR]:.2f} s of processor)",
            above <= MOST_ABOVE,
        ),
    )
    return table(
        ("aim", "measured", "met"), ((aim, found, "yes" if met else "no") for aim, found, met in rows)
    )


def profile(steps: Mapping[str, tuple[float, float, float]]) -> list[str]:
    """Our own steps: seconds, share, processor seconds, peak memory by then."""
    total = sum(wall for wall, _processor, _peak in steps.values())
    rows = (
        (step, f"{wall:.2f}", f"{wall / total:.0%}", f"{processor:.2f}", f"{peak:.0f}")
        for step, (wall, processor, peak) in steps.items()
    )
    return table(("step", "seconds", "share", "processor seconds", "peak memory so far, MB"), rows)


def _libreoffice() -> str:
    words = subprocess.run(
        ["soffice", "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    return " ".join(words[:2]) or "LibreOffice"


# --- the script ------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 1 if --check finds a difference."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if asked.check:
            return check(scratch)
        results = [surroundings(asked.rounds, LIBRARIES, _libreoffice()), ""]
        if asked.write or not asked.profile:
            costs = compare(asked.rounds, scratch)
            results += [*comparison(costs), "", *aims(costs), ""]
        if asked.write or asked.profile:
            results += profile(phases(asked.rounds, scratch))
    say("", *results)
    if asked.write:
        write("measured", results)
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each contender (5)")
    for flag, words in (
        ("--check", "compare what the contenders make instead of what it costs"),
        ("--profile", "only our own run, step by step"),
        ("--write", "everything, written into docs/performance.md"),
    ):
        parser.add_argument(flag, action="store_true", help=words)
    return parser.parse_args(arguments)


def check(scratch: Path) -> int:
    """Make all three once and say where they differ; 1 if they do."""
    from benchmarks import sameness  # it imports the libraries that read the files

    made = {}
    for serial, name in enumerate(MAKERS):
        folder = scratch / str(serial)
        folder.mkdir()
        measure(CONTENDERS[name](folder), folder, environment())
        made[name] = sameness.read(next(folder.rglob("*.docx")), next(folder.rglob("*.pdf")))
        say(f"{name}: {made[name]}")
    differences = [
        f"{name}: {words}" for name in MAKERS[1:] for words in sameness.differences(made[OURS], made[name])
    ]
    say(*differences or ["The same tables, figures and pictures."])
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
