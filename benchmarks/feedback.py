"""反馈函 by the hundred beside two usual chains that print the same letters, each allowed both cores.

    python benchmarks/feedback.py                      80 units, then 1,100: about 45 minutes of two quiet cores
    python benchmarks/feedback.py --units 80           about 5 minutes
    python benchmarks/feedback.py --gain 240           two cores against one, in turns, with so many units
    python benchmarks/feedback.py --check              whether the three print the same words and figures
    python benchmarks/feedback.py --write              the results into docs/performance.md

All begin with what the evaluation found: we with the frozen letters, the peers with their words and rows as they are
to be printed, so that they need not count, round or word anything. Letters of more units than the sample has are its
own under new names (`many_letters`). Every run is a process of its own.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import page  # noqa: E402
from benchmarks.processes import Cost, measure, sizes  # noqa: E402

UNITS, CORES = (80, 1_100), 2
OURS, ALONE = "invoke feedback", "invoke feedback, one core"
PEERS = {"pandas + docxtpl + LibreOffice": "letters_docxtpl", "pandas + pandoc + Typst": "letters_typst"}
LIBRARIES = ("python-docx", "weasyprint", "matplotlib", "pandas", "docxtpl", "pypandoc_binary", "typst")
LIBRE, CORE_GAIN, MEMORY, FLAT = 2.0, 1.85, 400, 1.1  # the aims
ROUNDS = 3  # of one core against two
MARKS = 10  # how often in a run the workers are weighed
# What share of characters and figures may differ: heads of tables repeat on as many pages as a table takes, and the
# words of a picture are pixels in a peer's PDF.
ALIKE = {".docx": 0.02, ".pdf": 0.06}

Found = dict[
    int, dict[str, tuple[Cost, list[float]]]
]  # by units and contender: cost, MB of the largest worker


# --- contenders, each in a process of its own -------------------------------------------------------


def ours(data: Path, folder: Path, jobs: int) -> list[float]:
    """Make every letter as `invoke feedback` does; MB of the largest worker as the run goes on."""
    from reportgen import dispatch

    weighed: list[float] = []

    def pace(done: int, total: int, failed: int) -> None:
        if failed:
            raise SystemExit(f"{failed} letters failed")
        if done * MARKS // total > len(weighed):
            weighed.append(max(sizes(os.getpid())[: jobs + 1]))

    with dispatch.crew(jobs, "reportgen.lettering:ready") as crew:
        import pickle

        from benchmarks import many_letters
        from reportgen import delivering

        letters = pickle.loads((data / many_letters.FILE).read_bytes())
        delivering.carry_out(
            letters, many_letters.FOLDERS, folder, crew, force=True, say=lambda _line: None, pace=pace
        )
    return weighed


def command(name: str, data: Path, folder: Path) -> list[str]:
    """How a contender is started."""
    if name in PEERS:
        return [sys.executable, "-m", f"benchmarks.peers.{PEERS[name]}", str(data), str(folder), str(CORES)]
    return [sys.executable, __file__, "--one", str(data), str(folder), "1" if name == ALONE else str(CORES)]


# --- side by side -----------------------------------------------------------------------------------


def compare(units: Sequence[int], scratch: Path) -> Found:
    """What each contender costs with so many units."""
    found: Found = {}
    for count in units:
        data = prepared(count, scratch)
        found[count] = {}
        for name in (OURS, *PEERS):
            found[count][name] = run(name, data, scratch / f"{count} {name}")
            page.say(f"  {count} units, {name}: {found[count][name][0].wall:.1f} s")
    return found


def prepared(count: int, scratch: Path) -> Path:
    """The input of `count` letters, made by a process of its own so that this one stays small."""
    data = scratch / f"data{count}"
    data.mkdir()
    making = [sys.executable, "-m", "benchmarks.many_letters", str(count), str(data)]
    subprocess.run(making, env=environment(), check=True)
    return data


def run(name: str, data: Path, folder: Path) -> tuple[Cost, list[float]]:
    """What one run costs, and what its largest worker held; it must have made two files a letter."""
    folder.mkdir()
    cost, said, _complained = measure(command(name, data, folder), data, environment())
    letters = len((data / "letters.json").read_text("utf-8").splitlines())
    for kind in ("docx", "pdf"):
        if (made := len(list(folder.rglob(f"*.{kind}")))) != letters:
            raise SystemExit(f"{name}: {made} {kind} instead of {letters}")
    return cost, json.loads(said.splitlines()[-1]) if name not in PEERS else []


def environment() -> dict[str, str]:
    """The same surroundings for all."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


# --- two cores against one -------------------------------------------------------------------------

LOOPS = "two plain Python loops"
LOOP = "sum(number * number for number in range(20_000_000))"  # a second or two of plain Python


def gain(count: int, rounds: int, scratch: Path) -> list[str]:
    """What the second core gives, as Markdown; beside it what it gives two plain loops, which share nothing."""
    data = prepared(count, scratch)
    alone, both = f"{LOOPS}, in turn", f"{LOOPS}, at once"
    spent: dict[str, list[float]] = {ALONE: [], OURS: [], alone: [], both: []}
    for number in range(rounds):
        for name in (ALONE, OURS):
            spent[name].append(_seconds(name, data, scratch / f"{number} {name}"))
            page.say(f"  {count} units, {name}: {spent[name][-1]:.1f} s")
        spent[alone].append(_loops(1))
        spent[both].append(_loops(CORES))
    rows = [
        (name, " – ".join(f"{each:.1f}" for each in sorted(seconds)), f"{median(seconds):.1f}")
        for name, seconds in spent.items()
    ]
    ours, loops = (median(spent[one]) / median(spent[two]) for one, two in ((ALONE, OURS), (alone, both)))
    head = (f"{count} units, DOCX and PDF, in turns", "seconds", "the middle one")
    aim = (f"two cores {CORE_GAIN} × one", f"{ours:.2f} ×", page.met(ours >= CORE_GAIN))
    return [
        *(page.surroundings(rounds, LIBRARIES), ""),
        *(*page.table(head, rows), ""),
        *(*page.table(("aim", "measured", "met"), [aim]), ""),
        f"Two plain loops, which share nothing, were {loops:.2f} × as fast at once as in turn.",
    ]


def _seconds(name: str, data: Path, folder: Path) -> float:
    """Seconds of one run that nobody watches: weighing its processes would take from the second core."""
    folder.mkdir()
    began = time.monotonic()
    subprocess.run(command(name, data, folder), env=environment(), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _loops(at_once: int) -> float:
    """Seconds that as many loops as there are cores take, `at_once` of them side by side."""
    began = time.monotonic()
    for _ in range(0, CORES, at_once):
        running = [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(at_once)]
        for each in running:
            each.wait()
    return time.monotonic() - began


# --- the same letters? ------------------------------------------------------------------------------


def check(scratch: Path) -> int:
    """Make a few letters with all three and say where they differ; 1 if they do."""
    data, read = prepared(6, scratch), {}
    for name in (OURS, *PEERS):
        folder = scratch / name
        run(name, data, folder)
        files = sorted(file for file in folder.rglob("*") if file.suffix in (".docx", ".pdf"))
        read[name] = {file.name: text(file) for file in files}
    differences = [words for name in PEERS for words in differing(read[OURS], read[name], name)]
    page.say(*differences or ["The same words and figures in both files of every letter."])
    return int(bool(differences))


def text(file: Path) -> str:
    """All words of a file, without spaces and without what a form field of Word asks for until it is filled in."""
    import docx
    import pypdfium2
    from docx.oxml.ns import qn

    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as pdf:
            return "".join("".join(each.get_textpage().get_text_bounded().split()) for each in pdf)
    body = docx.Document(str(file)).element.body
    lines = ("".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p")))
    return "\n".join(re.sub("〔[填选][^〕]*〕", "", "".join(line.split())) for line in lines)


def differing(one: Mapping[str, str], other: Mapping[str, str], name: str) -> Iterator[str]:
    """Where `other` does not say what `one` says."""
    from benchmarks import sameness

    for file, said in one.items():
        for what, parts in (("characters", list), ("figures", sameness.figures)):
            if what == "figures" and file.endswith(".pdf"):
                continue  # a figure may be broken across lines
            mine, theirs = (
                Counter(parts(each.replace("\n", "" if parts is list else "\n")))
                for each in (said, other[file])
            )
            off = (mine - theirs) + (theirs - mine)
            if off.total() > ALIKE[Path(file).suffix] * mine.total():
                yield f"{name}, {file}: {off.total()} of {mine.total()} {what} differ, such as {off.most_common(5)}"


# --- tables -----------------------------------------------------------------------------------------


def results(count: int, mine: Mapping[str, tuple[Cost, list[float]]]) -> list[str]:
    """What was measured with `count` units, as Markdown."""
    base = mine[OURS][0].wall
    head = (f"{count:,} units, DOCX and PDF", "seconds", "to ours", "letters a second", "processor seconds a letter", "all processes, MB")  # fmt: skip
    rows = (
        (
            name, f"{cost.wall:.1f}", f"{cost.wall / base:.2f} ×", f"{count / cost.wall:.2f}",
            f"{cost.processor / count:.2f}", f"{cost.tree:.0f}",
        )
        for name, (cost, _weighed) in mine.items()
    )  # fmt: skip
    return [page.surroundings(1, LIBRARIES), "", *page.table(head, rows), "", *aims(mine)]


def aims(mine: Mapping[str, tuple[Cost, list[float]]]) -> list[str]:
    """Each aim, what was measured, and whether it is met."""
    (cost, weighed), (office, typst) = mine[OURS], (mine[name][0] for name in PEERS)
    growth = weighed[-1] / weighed[len(weighed) // 5]
    rows = (
        (f"{LIBRE:g} × as fast as docxtpl and LibreOffice", f"{office.wall / cost.wall:.2f} ×", office.wall >= LIBRE * cost.wall),
        ("faster than pandoc and Typst", f"{typst.wall / cost.wall:.2f} ×", typst.wall > cost.wall),
        (f"at most {MEMORY} MB in a worker", f"{max(weighed):.0f} MB", max(weighed) <= MEMORY),
        ("memory of a worker flat: after a fifth of the run and at its end", f"{weighed[len(weighed) // 5]:.0f} and {weighed[-1]:.0f} MB", growth <= FLAT),
    )  # fmt: skip
    return page.table(("aim", "measured", "met"), ((aim, each, page.met(fine)) for aim, each, fine in rows))


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write where asked."""
    if arguments[:1] == ["--one"]:
        page.say(json.dumps(ours(Path(arguments[1]), Path(arguments[2]), int(arguments[3]))))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=list(UNITS))
    parser.add_argument(
        "--gain", type=int, default=0, metavar="UNITS", help="two cores against one, in turns"
    )
    parser.add_argument(
        "--check", action="store_true", help="compare what is printed instead of what it costs"
    )
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args(arguments)
    load, began = os.getloadavg()[0], time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        if asked.check:
            return check(Path(scratch))
        place = Path(scratch)
        if asked.gain:
            found = {"gain": gain(asked.gain, ROUNDS, place)}
        else:
            made = compare(asked.units, place)
            found = {f"feedback {count}": results(count, mine) for count, mine in made.items()}
    told = f"The whole took {(time.monotonic() - began) / 60:.0f} minutes. {page.shared(load)}".strip()
    for section, lines in found.items():
        page.say(*lines, "", told)
        if asked.write:
            page.write(section, [*lines, "", told])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
