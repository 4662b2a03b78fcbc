"""All measures of a quarter with the quarters it is compared with, over case rows in Parquet.

    python benchmarks/measures.py                     1, 10 and 100 million rows
    python benchmarks/measures.py --rows 1000000      one size only
    python benchmarks/measures.py --write             the results into docs/performance.md

Ours runs the measures as they are: `counts.collect` on a store whose case tables are views over the Parquet
files, row by row, nothing aggregated beforehand. The peers compute the same case counts: DuckDB reading the
same columns and doing nothing with them, Polars and pandas grouping them. Every run is a process of its own.
The Parquet files are written once into --folder (2 GB for 100 million rows) and left there.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import page  # noqa: E402
from benchmarks.processes import Cost, measure  # noqa: E402

SIZES = (1_000_000, 10_000_000, 100_000_000)
QUARTER = "2026-Q3"
CONTENDERS = ("reportgen", "duckdb scan", "polars", "pandas")
HELD = {"pandas": 10_000_000}  # the most rows that a peer is asked to hold in memory
LIBRARIES = ("duckdb", "ibis-framework", "pyarrow", "polars", "pandas")
AIM, MEMORY = 2.5, 2048  # times the scan; MB


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost as a whole, the seconds of the computation alone, and the sums it found."""

    cost: Cost
    seconds: float
    sums: dict[str, float]


# --- contenders, each in a process of its own --------------------------------------------------------


def reportgen(pattern: Path, store_file: Path) -> dict[str, float]:
    """Every measure by unit, in the quarter and the two it is compared with."""
    from reportgen import store
    from reportgen.measures import MEASURES, counts
    from reportgen.period import parse

    quarter = parse(QUARTER)
    periods = [quarter, quarter.previous, quarter.year_ago]
    with store.opened(store_file) as opened:
        found = counts.collect(opened, MEASURES.values(), periods)
    return {
        name: float(sum(found.of(measure, quarter.start)[unit][part] or 0 for unit in found.of(measure, quarter.start)))
        for name, measure, part in (
            ("accepted", "accepted", 0), ("online", "online_rate", 0), ("finished", "finished", 0),
            ("on_time", "on_time_rate", 0), ("early", "early_rate", 0), ("fee_mismatch", "fee_mismatch", 0),
            ("workdays", "mean_workdays", 0),
        )
    }  # fmt: skip


def duckdb_scan(pattern: Path, store_file: Path) -> dict[str, float]:
    """The same columns read once and held against nothing: the floor of any query over them."""
    import duckdb

    from benchmarks.case_rows import READ

    reading = ", ".join(f"max({name})" for name in READ)
    with duckdb.connect() as connection:
        connection.execute(f"SELECT {reading} FROM read_parquet('{pattern}')").fetchall()
    return {}


def polars(pattern: Path, store_file: Path) -> dict[str, float]:
    """The case counts by unit and quarter, by Polars' lazy engine."""
    from benchmarks.peers import counts_polars

    return counts_polars.sums(pattern, QUARTER)


def pandas(pattern: Path, store_file: Path) -> dict[str, float]:
    """The same by pandas, all rows in memory."""
    from benchmarks.peers import counts_pandas

    return counts_pandas.sums(pattern, QUARTER)


def run(name: str, pattern: Path, store_file: Path) -> None:
    """Run one contender here and say how long it took and what it found."""
    import importlib
    import time

    work = {"reportgen": reportgen, "duckdb scan": duckdb_scan, "polars": polars, "pandas": pandas}[name]
    for library in ("duckdb", *{"reportgen": ("reportgen.measures.counts",)}.get(name, (name.split()[0],))):
        importlib.import_module(library)
    began = time.perf_counter()
    sums = work(pattern, store_file)
    page.say(json.dumps({"seconds": time.perf_counter() - began, "sums": sums}))


# --- side by side ------------------------------------------------------------------------------------


def compare(sizes: Sequence[int], rounds: int, folder: Path) -> dict[int, dict[str, list[Run]]]:
    """Runs of every contender at every size; the contenders take turns."""
    from benchmarks import case_rows

    with (ROOT / "sample_data" / "units.csv").open(encoding="utf-8-sig", newline="") as stream:
        units = [row["unit_id"] for row in csv.DictReader(stream)]
    results = {}
    for rows in sizes:
        page.say(f"{rows:,} rows")
        pattern = case_rows.write(folder / f"{rows}", rows, units)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "store.duckdb"
            case_rows.store(file, ROOT / "sample_data" / "store" / "store.duckdb", pattern)
            results[rows] = _rounds(rows, rounds, pattern, file, Path(scratch))
        _require_agreement(results[rows])
    return results


def _rounds(rows: int, rounds: int, pattern: Path, file: Path, scratch: Path) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in CONTENDERS if rows <= HELD.get(name, rows)}
    for _ in range(rounds):
        for name, mine in runs.items():
            command = [sys.executable, __file__, "--one", name, str(pattern), str(file)]
            cost, said, _complained = measure(command, scratch, {**os.environ, "PYTHONHASHSEED": "0"})
            told = json.loads(said.splitlines()[-1])
            mine.append(Run(cost, told["seconds"], told["sums"]))
            page.say(f"  {name}: {told['seconds']:.2f} s, {cost.largest:.0f} MB")
    return runs


def _require_agreement(runs: dict[str, list[Run]]) -> None:
    """End with an error unless all that count find the same."""
    found = {json.dumps(mine[0].sums, sort_keys=True) for mine in runs.values() if mine and mine[0].sums}
    if len(found) > 1:
        raise SystemExit(f"the contenders disagree: {found}")


# --- the page ----------------------------------------------------------------------------------------


def results(found: dict[int, dict[str, list[Run]]], rounds: int) -> list[str]:
    """What was measured, as Markdown."""
    lines = [page.surroundings(rounds, LIBRARIES), ""]
    for rows, runs in found.items():
        floor = median(run.seconds for run in runs["duckdb scan"])
        table = [_row(name, mine, floor) for name, mine in runs.items()]
        heads = (f"{rows:,} rows", "seconds", "to the scan", "processor seconds", "peak memory, MB")
        lines += [*page.table(heads, table), ""]
    return [*lines, *_aims(found)]


def _row(name: str, mine: Sequence[Run], floor: float) -> tuple[str, ...]:
    seconds = [each.seconds for each in mine]
    middle = median(seconds)
    return (
        name,
        f"{min(seconds):.2f} – **{middle:.2f}** – {max(seconds):.2f}",
        f"{middle / floor:.2f} ×",
        f"{median(each.cost.processor for each in mine):.1f}",
        f"{max(each.cost.largest for each in mine):.0f}",
    )


def _aims(found: dict[int, dict[str, list[Run]]]) -> list[str]:
    rows, runs = max(found.items())
    ours = runs["reportgen"]
    ratio = median(run.seconds for run in ours) / median(run.seconds for run in runs["duckdb scan"])
    memory = max(run.cost.largest for run in ours)
    return page.table(
        ("aim", f"measured at {rows:,} rows", "met"),
        [
            (f"at most {AIM} × a bare scan of the same columns", f"{ratio:.2f} ×", page.met(ratio <= AIM)),
            (f"peak memory at most {MEMORY} MB", f"{memory:.0f} MB", page.met(memory <= MEMORY)),
        ],
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write where asked."""
    if arguments[:1] == ["--one"]:
        run(arguments[1], Path(arguments[2]), Path(arguments[3]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "reportgen-case-rows")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args(arguments)
    lines = results(compare(asked.rows, asked.rounds, asked.folder), asked.rounds)
    page.say(*lines)
    if asked.write:
        page.write("measures", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
