"""Make the letters of many units with several numbers of workers, and search them; code 1 if anything is amiss."""

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.half_year.office import say
from benchmarks.isolation import leaks, planted
from reportgen import delivering, dispatch, issuing, resources, settings, store
from reportgen.reports.feedback import Letter

FOLDERS = (Path("-"), resources.templates())
Files = Mapping[str, bytes]


def main() -> None:
    """Make the letters of many units with several numbers of workers, and search them; code 1 if anything is amiss."""
    parser = argparse.ArgumentParser(description=(main.__doc__ or "").splitlines()[0])
    parser.add_argument("--units", type=int, default=80)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2, 8])
    parser.add_argument(
        "--leak", choices=planted.LEAKS, help="let the first unit's letter tell of the second"
    )
    asked = parser.parse_args()
    letters = _letters(asked.units, asked.leak)
    with tempfile.TemporaryDirectory() as folder:
        runs = [_made(letters, jobs, Path(folder) / str(jobs)) for jobs in asked.jobs]
    faults = [
        *(fault for jobs, run in zip(asked.jobs[1:], runs[1:], strict=True) for fault in _differing(runs[0], run, jobs)),
        *_leaking(letters, runs[0]),
    ]  # fmt: skip
    sizes = sum(map(len, runs[0].values()))
    say(f"{len(letters)} units, {len(runs[0])} files, {sizes:,} bytes; {len(faults)} faults")
    if faults:
        raise SystemExit("\n".join(faults))


def _letters(count: int, leak: str | None) -> Sequence[Letter]:
    chosen = settings.load(resources.sample_workspace())
    issuing.prepare(chosen, say)
    groups = [group.name for group in chosen.groups]
    with store.opened(chosen.store) as opened:
        made = [*planted.letters(chosen, opened, planted.units(count, groups))]
    if leak:
        made[0] = planted.LEAKS[leak](made[0], made[1])
    return made


def _made(letters: Sequence[Letter], jobs: int, folder: Path) -> Files:
    """The files of all letters by `jobs` workers, as `invoke feedback` makes them; `SystemExit` if any is lacking."""
    began = time.perf_counter()
    with dispatch.crew(jobs, "reportgen.lettering:ready") as crew:
        run = delivering.carry_out(
            letters, FOLDERS, folder, crew, force=True, say=lambda _line: None, pace=lambda *_counts: None
        )
    say(f"{jobs} at once: {time.perf_counter() - began:.0f} s")
    if run.failed:
        raise SystemExit("\n".join(f"{unit}: {why}" for unit, why in run.failed.items()))
    return {name: (folder / name).read_bytes() for made in run.made.values() for name in sorted(made.files)}


def _differing(one: Files, many: Files, jobs: int) -> list[str]:
    names = sorted({*one, *many})
    return [f"{name}: otherwise with {jobs} at once" for name in names if one.get(name) != many.get(name)]


def _leaking(letters: Sequence[Letter], files: Files) -> list[str]:
    """Every mark of another unit that stands in the files of one, and every unit whose own mark stands nowhere."""
    began = time.perf_counter()
    own = planted.marks([letter.unit for letter in letters])
    mine = [(unit, {name: files[name] for name in files if name.startswith(f"{unit}_")}) for unit in own]
    with ProcessPoolExecutor() as pool:
        found = [*pool.map(partial(_searched, own), mine)]
    say(f"searched: {time.perf_counter() - began:.0f} s")
    return [fault for each in found for fault in each]


def _searched(own: Mapping[str, tuple[str, ...]], item: tuple[str, Files]) -> list[str]:
    unit, files = item
    seen = leaks.found(files, [mark for marks in own.values() for mark in marks])
    foreign = [
        f"{unit}: holds {mark} of {other}" for other, marks in own.items() if other != unit for mark in marks if mark in seen
    ]  # fmt: skip
    return foreign if own[unit][0] in seen else [*foreign, f"{unit}: its own mark is not found"]


if __name__ == "__main__":
    main()
