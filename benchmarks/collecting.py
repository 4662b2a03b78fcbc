"""Collecting 1,100 workbooks of 300 rows, beside plain loops that read the same files and check nothing.

    python benchmarks/collecting.py                  all of it: about a quarter of an hour on two cores
    python benchmarks/collecting.py --files 110      a tenth
    python benchmarks/collecting.py --write          the results into docs/performance.md

Ours is the whole of `invoke collect`: pre-flight, limited child processes, every cell and rule checked,
rows held against the store, originals archived, each file one transaction, faulty ones sent back marked.
The peers are what one writes first: openpyxl's read-only mode row by row, and `pandas.read_excel`. Both
read one sheet of each file and keep nothing. Every run is a process of its own.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import page  # noqa: E402
from benchmarks.processes import Cost, measure  # noqa: E402

FILES, ROWS = 1_100, 300
SHEET, HEADER = "办件明细", 3
CONTENDERS = ("invoke collect", "invoke collect, one process", "openpyxl loop", "pandas loop")
LIBRARIES = ("openpyxl", "pandas", "lxml", "duckdb", "pyarrow")


# --- contenders, each in a process of its own --------------------------------------------------------


def collecting(folder: Path, jobs: int) -> int:
    """How many rows `invoke collect` loads."""
    from datetime import datetime

    from reportgen import settings
    from reportgen.intake import collect

    chosen = settings.load(folder / "workspace")
    now = datetime(2026, 11, 2, 9)
    done = collect.collect(
        [folder / "returns"], chosen, chosen.output, "benchmark", now, lambda done, total: None, jobs
    )
    taken = [outcome for outcome in done.outcomes if outcome.taken == "收下"]
    return sum(len(outcome.filing.rows["cases"]) for outcome in taken)


def openpyxl_loop(folder: Path) -> int:
    """How many rows openpyxl reads."""
    import openpyxl

    return sum(len(list(_plain_rows(openpyxl, file))) for file in sorted((folder / "returns").iterdir()))


def _plain_rows(openpyxl: object, file: Path) -> Iterator[tuple[object, ...]]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)  # type: ignore[attr-defined]
    for row in book[SHEET].iter_rows(min_row=HEADER + 1, values_only=True):
        if row[0] is not None:
            yield row
    book.close()


def pandas_loop(folder: Path) -> int:
    """How many rows pandas reads."""
    import pandas as pd

    rows = 0
    for file in sorted((folder / "returns").iterdir()):
        frame = pd.read_excel(file, sheet_name=SHEET, header=HEADER - 1)
        rows += int(frame.iloc[:, 0].notna().sum())
    return rows


def run(name: str, folder: Path) -> None:
    """Run one contender here and say how long it took and how many rows it has."""
    began = time.perf_counter()
    match name:
        case "invoke collect":
            rows = collecting(folder, os.cpu_count() or 1)
        case "invoke collect, one process":
            rows = collecting(folder, 1)
        case "openpyxl loop":
            rows = openpyxl_loop(folder)
        case _:
            rows = pandas_loop(folder)
    page.say(json.dumps({"seconds": time.perf_counter() - began, "rows": rows}))


# --- side by side ------------------------------------------------------------------------------------


def compare(files: int, rounds: int, scratch: Path) -> dict[str, list[tuple[float, Cost, int]]]:
    """Seconds, cost and rows of every contender; ours begins with an empty store each time."""
    from benchmarks import many_returns

    place = many_returns.workspace(scratch, ROOT / "sample_data", files)
    fresh = (place / "store" / "store.duckdb").read_bytes()
    many_returns.returns(scratch, place, files, ROWS)
    found: dict[str, list[tuple[float, Cost, int]]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, mine in found.items():
            _renewed(place, fresh)
            cost, said, _complained = measure(
                [sys.executable, __file__, "--one", name, str(scratch)], scratch, os.environ
            )
            told = json.loads(said.splitlines()[-1])
            mine.append((told["seconds"], cost, told["rows"]))
            page.say(f"  {name}: {told['seconds']:.1f} s, {told['rows']:,} rows, {cost.tree:.0f} MB")
    return found


def _renewed(place: Path, fresh: bytes) -> None:
    for folder in ("archive", "output"):
        shutil.rmtree(place / folder, ignore_errors=True)
    (place / "store" / "store.duckdb").write_bytes(fresh)


def results(found: dict[str, list[tuple[float, Cost, int]]], files: int, rounds: int) -> list[str]:
    """What was measured, as Markdown."""
    base = median(seconds for seconds, _, _ in found[CONTENDERS[0]])
    heads = (f"{files:,} files of {ROWS} rows", "seconds", "to ours", "ms a file", "rows", "processor seconds", "all processes, MB")  # fmt: skip
    rows = [_row(name, runs, base, files) for name, runs in found.items()]
    return [page.surroundings(rounds, LIBRARIES), "", *page.table(heads, rows)]


def _row(name: str, runs: Sequence[tuple[float, Cost, int]], base: float, files: int) -> tuple[str, ...]:
    seconds = [each for each, _, _ in runs]
    middle = median(seconds)
    return (
        name,
        f"{min(seconds):.1f} – **{middle:.1f}** – {max(seconds):.1f}",
        f"{middle / base:.2f} ×",
        f"{1000 * middle / files:.0f}",
        f"{runs[0][2]:,}",
        f"{median(cost.processor for _, cost, _ in runs):.0f}",
        f"{max(cost.tree for _, cost, _ in runs):.0f}",
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write where asked."""
    if arguments[:1] == ["--one"]:
        run(arguments[1], Path(arguments[2]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        found = compare(asked.files, asked.rounds, Path(scratch))
    lines = [*filter(None, [page.shared(load)]), *results(found, asked.files, asked.rounds)]
    page.say(*lines)
    if asked.write:
        page.write("collecting", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
