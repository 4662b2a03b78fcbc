"""The quarterly analysis on three damaged copies of the sample workspace, every page of each as a picture.

    python -m benchmarks.damaged FOLDER

    缺一个月    no data of August 2026
    片区一家    an area with a single unit
    无业务新设  a unit without business in the quarter, and a unit that has existed since January 2026

Each copy stands in FOLDER with its documents in `output`, and the pages of the PDF in `pages`, in colour and in
grey (`pdftoppm`, where it is installed).
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from benchmarks import page  # noqa: E402
from reportgen.datasets import DATASETS  # noqa: E402

QUARTER = "2026-Q3"
GAP = ("case_daily", "rating_daily", "tickets", "cases", "onsite", "prereview", "std_app")
LONE, LONE_AREA, IDLE, NEW = "QX-500114", "孤岛片区", "QX-500229", "QX-500118"

Damage = Callable[[Path], None]


def copied(sample: Path, folder: Path) -> Path:
    """The workspace `sample` with its store, in `folder`, which takes its data as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(sample / "scheme", folder / "scheme")
    shutil.copytree(sample / "store", folder / "store")
    shutil.copy(sample / "units.csv", folder)
    settings = (sample / "reportgen.toml").read_text("utf-8")
    (folder / "reportgen.toml").write_text(re.sub(r"(?m)^generator.*$", "", settings), "utf-8")
    return folder


def without_a_month(folder: Path) -> None:
    """Nothing of August 2026 in what the platforms hand over."""
    _delete(folder, "{day} >= '2026-08-01' AND {day} < '2026-09-01'")


def with_a_lone_unit(folder: Path) -> None:
    """One unit is an area of its own."""
    _edit(folder, rf"(?m)^({LONE},.*),[^,]*$", rf"\1,{LONE_AREA}")


def with_an_idle_and_a_new_unit(folder: Path) -> None:
    """One unit does nothing in the quarter, another begins in January 2026."""
    _edit(folder, rf"(?m)^({NEW},[^,]*,[^,]*,[^,]*,[^,]*,[^,]*),,", r"\1,2026-01,")
    _delete(folder, f"unit_id = '{IDLE}' AND {{day}} >= '2026-07-01'")
    _delete(folder, f"unit_id = '{NEW}' AND {{day}} < '2026-01-01'")


COPIES: Mapping[str, Damage] = {
    "缺一个月": without_a_month,
    "片区一家": with_a_lone_unit,
    "无业务新设": with_an_idle_and_a_new_unit,
}


def _edit(folder: Path, pattern: str, by: str) -> None:
    register = folder / "units.csv"
    text, count = re.subn(pattern, by, register.read_text("utf-8"))
    assert count == 1, pattern
    register.write_text(text, "utf-8")


def _delete(folder: Path, rows: str) -> None:
    with duckdb.connect(folder / "store" / "store.duckdb") as connection:
        for name in GAP:
            connection.execute(f"DELETE FROM {name} WHERE {rows.format(day=DATASETS[name].dated)}")


def document(place: Path) -> Path:
    """The PDF of the quarterly analysis of the workspace `place`."""
    command = [sys.executable, "-m", "reportgen.console", "quarterly", "--period", QUARTER, "--workspace"]
    subprocess.run([*command, str(place)], check=True, cwd=ROOT)
    [made] = (place / "output" / QUARTER).glob("*.pdf")
    return made


def pages(print_: Path, folder: Path) -> None:
    """The pages of a PDF as pictures, in colour and in grey."""
    folder.mkdir(exist_ok=True)
    for name, more in (("colour", ()), ("grey", ("-gray",))):
        subprocess.run(["pdftoppm", "-r", "80", "-png", *more, str(print_), str(folder / name)], check=True)


def main(arguments: Sequence[str]) -> int:
    """Make the copies, their documents and the pictures of their pages."""
    from reportgen import issuing, settings

    if len(arguments) != 1:
        page.say(*(__doc__ or "").splitlines())
        return 2
    sample, folder = ROOT / "sample_data", Path(arguments[0])
    issuing.prepare(settings.load(sample), page.say)
    for name, damage in COPIES.items():
        place = copied(sample, folder / name)
        damage(place)
        made = document(place)
        if shutil.which("pdftoppm"):
            pages(made, place / "pages")
        page.say(f"{name}: {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
