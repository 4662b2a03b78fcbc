"""`invoke quarterly` from a cold start on a million case rows, and what each chart costs.

    python benchmarks/quarterly.py                    the whole document and its charts
    python benchmarks/quarterly.py --rows 10000000    another size
    python benchmarks/quarterly.py --write            the results into docs/performance.md

The case tables are views over a million rows in Parquet (`case_rows`), nothing aggregated beforehand; the other
tables are the sample's. Every run is a process of its own with no compiled SQL kept from before. A chart's cost is
the processor time of its `draw` and of its vector and raster pictures, as Word gets them, the least of three (Python's
search for garbage among all that the document holds may fall into one): of every chart of the document, and of the tests'
sample of each kind, with as many units as there are.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import page  # noqa: E402
from benchmarks.damaged import copied  # noqa: E402
from benchmarks.processes import Cost, measure  # noqa: E402
from charts import Picture  # noqa: E402

SAMPLE = ROOT / "sample_data"
ROWS, QUARTER = 1_000_000, "2026-Q3"
LIBRARIES = ("duckdb", "ibis-framework", "matplotlib", "python-docx", "weasyprint")
DOCUMENT, CHART = 12.0, 0.12  # the aims: seconds of the document, processor seconds of a chart


def workspace(folder: Path, rows: int, kept: Path) -> Path:
    """A workspace in `folder` whose cases are `rows` rows in Parquet, which stay in `kept`."""
    from benchmarks import case_rows

    with (SAMPLE / "units.csv").open(encoding="utf-8-sig", newline="") as stream:
        units = [row["unit_id"] for row in csv.DictReader(stream)]
    pattern = case_rows.write(kept / f"{rows}", rows, units)
    copied(SAMPLE, folder)
    case_rows.store(folder / "store" / "store.duckdb", SAMPLE / "store" / "store.duckdb", pattern)
    return folder


def charts(place: Path) -> None:
    """Make the document of `place` here and say the processor seconds of each chart."""
    from reportgen import production, reports, settings, store
    from reportgen.period import parse

    chosen, quarter = settings.load(place), parse(QUARTER)
    spent: dict[str, float] = {}
    _watch(spent)
    with store.opened(chosen.store) as opened:
        production.build(reports.load("quarterly"), chosen, opened, quarter, chosen.calendar.due(quarter))
    sys.path.insert(0, str(ROOT / "tests"))
    from test_charts import CHARTS  # type: ignore[import-not-found]

    for draw in CHARTS.values():
        draw()
    page.say(json.dumps(spent))


def _watch(spent: dict[str, float]) -> None:
    """Have every `draw` of charts/ note what it costs."""
    import importlib
    import pkgutil

    import charts as library

    for found in pkgutil.iter_modules(library.__path__):
        module: Any = importlib.import_module(f"charts.{found.name}")
        if hasattr(module, "draw"):
            module.draw = _timed(module.draw, found.name, spent)


def _timed(draw: Callable[..., Picture], kind: str, spent: dict[str, float]) -> Callable[..., Picture]:
    from time import process_time

    def timed(*arguments: object, **options: object) -> Picture:
        took = []
        for _ in range(3):
            began = process_time()
            picture = draw(*arguments, **options)
            assert picture.svg and picture.png
            took.append(process_time() - began)
        spent[f"{kind}|{len(spent)}"] = min(took)
        return picture

    return timed


def run(rows: int, rounds: int, kept: Path) -> tuple[list[Cost], dict[str, float]]:
    """The cost of each whole run, and of the charts of one."""
    with tempfile.TemporaryDirectory() as scratch:
        place = workspace(Path(scratch) / "workspace", rows, kept)
        costs = []
        for number in range(rounds):
            environment = {**os.environ, "XDG_CACHE_HOME": str(_cache(Path(scratch) / f"cache{number}"))}
            command = [
                sys.executable,
                "-m",
                "reportgen.console",
                "quarterly",
                "--workspace",
                str(place),
                "--period",
                QUARTER,
            ]
            cost, _said, _complained = measure(command, Path(scratch), environment)
            costs.append(cost)
            page.say(f"  {cost.wall:.2f} s, {cost.processor:.2f} s of processor, {cost.largest:.0f} MB")
        _cost, said, _complained = measure(
            [sys.executable, __file__, "--one", str(place)], Path(scratch), dict(os.environ)
        )
    return costs, json.loads(said.splitlines()[-1])


def _cache(folder: Path) -> Path:
    """A cache that holds the fonts and nothing made before."""
    from reportgen import resources

    mine = folder / "reportgen"
    mine.mkdir(parents=True)
    (mine / "fonts").symlink_to(resources.cache() / "fonts")
    return folder


def results(rows: int, costs: Sequence[Cost], spent: dict[str, float]) -> list[str]:
    """What was measured, as Markdown."""
    wall = [cost.wall for cost in costs]
    document = page.table(
        (f"{rows:,} case rows", "seconds", "processor seconds", "largest process, MB"),
        [
            (
                "invoke quarterly, cold",
                f"{min(wall):.2f} – **{median(wall):.2f}** – {max(wall):.2f}",
                f"{median(cost.processor for cost in costs):.2f}",
                f"{max(cost.largest for cost in costs):.0f}",
            )
        ],
    )
    kinds: dict[str, list[float]] = {}
    for name, seconds in spent.items():
        kinds.setdefault(name.split("|")[0], []).append(seconds)
    dearest = max(kinds, key=lambda kind: max(kinds[kind]))
    most = max(kinds[dearest])
    charts_ = page.table(
        ("chart", "drawn", "processor seconds each", "the dearest"),
        [
            (kind, f"{len(several)}", f"{sum(several) / len(several):.3f}", f"{max(several):.3f}")
            for kind, several in sorted(kinds.items())
        ],
    )
    aims = page.table(
        ("aim", "measured", "met"),
        [
            (
                f"the document under {DOCUMENT:.0f} s on 2 cores",
                f"{median(wall):.2f} s",
                page.met(median(wall) < DOCUMENT),
            ),
            (
                f"at most {CHART} s of processor a chart, vector and raster",
                f"{most:.3f} s ({dearest})",
                page.met(most <= CHART),
            ),
        ],
    )
    return [page.surroundings(len(costs), LIBRARIES), "", *document, "", *charts_, "", *aims]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write where asked."""
    if arguments[:1] == ["--one"]:
        charts(Path(arguments[1]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "reportgen-case-rows")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    lines = results(asked.rows, *run(asked.rows, asked.rounds, asked.folder))
    lines += ["", page.shared(load)] if page.shared(load) else []
    page.say(*lines)
    if asked.write:
        page.write("quarterly", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
