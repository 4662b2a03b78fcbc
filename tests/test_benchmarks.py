"""The peers of the benchmark say what the bulletin says, so that the comparison of costs is fair."""

import os
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import small_assessment as small

from benchmarks import case_rows, many_letters, many_returns, measures
from benchmarks.half_year import days, evening
from benchmarks.half_year.book import Difference, Problem
from benchmarks.half_year.office import Office
from benchmarks.peers import content, counts_pandas
from benchmarks.peers.content import Content
from benchmarks.processes import Failed, measure
from reportgen import lettering, rectification, settings
from reportgen.document import Cell, Heading, Number, Paragraph, Table, words
from reportgen.intake.examine import examine
from reportgen.production import Product
from reportgen.rectification import Event, Opening, Source
from reportgen.settings import Settings
from reportgen.store import Store

pytestmark = pytest.mark.usefixtures("standing_children")
FIGURE = re.compile(r"\d[\d,.]*\d|\d")


@pytest.fixture(scope="module")
def peer(sample: Settings) -> Content:
    """What both peers print of October 2026."""
    return content.collect(sample.workspace, "2026-10")


def spread(table: Table) -> list[list[str]]:
    """The data rows with every cell in its column: words repeat downwards, not to the right."""
    above: list[tuple[str, int]] = [("", 0)] * len(table.columns)
    rows = []
    for row in table.body:
        above = columns(iter(row.cells), above)
        rows.append([text for text, _left in above])
    return rows


def columns(cells, above: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The text of each column of one row, and for how many more rows it stands."""
    line: list[tuple[str, int]] = []
    while len(line) < len(above):
        text, left = above[len(line)]
        if left:
            line.append((text, left - 1))
            continue
        cell: Cell = next(cells)
        line += [(words(cell.runs), cell.rowspan - 1), *[("", 0)] * (cell.colspan - 1)]
    return line


def test_the_peers_print_the_same_tables(peer: Content, bulletin: Product) -> None:
    tables = [block for block in bulletin.document.blocks if isinstance(block, Table)]
    assert [spread(table) for table in tables] == list(peer.tables.values())


def test_the_peers_print_the_same_headline_figures(peer: Content, bulletin: Product) -> None:
    runs = [
        block.runs
        for block in bulletin.document.blocks
        if isinstance(block, Paragraph) and block.role == "body"
    ]
    figures = [run.text for paragraph in runs[:2] for run in paragraph if isinstance(run, Number)]
    opening = "".join(block.text for block in peer.blocks[:2])
    assert figures
    assert all(figure in opening for figure in figures)


def test_the_peers_print_the_figures_of_the_whole_text(peer: Content, bulletin: Product) -> None:
    blocks = [block for block in bulletin.document.blocks if isinstance(block, (Heading, Paragraph))]
    ours = Counter(figure for block in blocks for figure in FIGURE.findall(words(block.runs)))
    theirs = Counter(figure for block in peer.blocks for figure in FIGURE.findall(block.text))
    assert (ours - theirs).total() < 0.05 * ours.total()


def test_the_peers_draw_the_same_pictures(peer: Content, bulletin: Product) -> None:
    assert [block.name for block in peer.blocks if block.kind == "figure"] == list(bulletin.document.pictures)


def test_the_peers_print_the_words_of_a_letter(sample: Settings, sample_store: Store) -> None:
    """Also of one that is repeated under a new name, which is of another unit."""
    letters = small.letters(sample, sample_store)
    letter = list(many_letters.repeated(letters, len(letters) + 1))[-1]
    assert letter.unit.id not in {each.unit.id for each in letters}
    told = many_letters.record(letter)
    tables = told["tables"].values()
    cells = (cell for table in tables for row in (table["head"], *table["rows"]) for cell in row)
    theirs = [*(block["text"] for block in told["blocks"] if block["kind"] != "table"), *cells]
    ours = lettering.product(many_letters.FOLDERS, letter).document.text()
    assert Counter("".join(theirs)) == Counter(ours.replace("\n", ""))


def test_the_processes_measured_cost_something(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; spare = bytearray(64_000_000); time.sleep(0.3)"]
    cost, _said, _complained = measure(command, tmp_path, os.environ)
    assert cost.wall > 0.3
    assert cost.largest > 64


def test_a_failing_process_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no such thing"):
        measure([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path, os.environ)


def test_the_measures_over_case_rows_agree_with_a_plain_script(sample: Settings, tmp_path: Path) -> None:
    """On few rows: our measures on views over Parquet, and pandas on the rows themselves."""
    units = [unit.id for unit in sample.register]
    pattern = case_rows.write(tmp_path / "rows", 30_000, units)
    file = tmp_path / "store.duckdb"
    case_rows.store(file, sample.store, pattern)
    ours = measures.reportgen(pattern, file)
    assert ours == counts_pandas.sums(pattern, measures.QUARTER)
    assert ours["finished"] > 9_000


def test_the_many_returns_are_what_units_would_send(sample: Settings, tmp_path: Path) -> None:
    """Each of its own unit, all rows taken; one in a hundred with a fault."""
    place = many_returns.workspace(tmp_path, sample.workspace, 2)
    folder = many_returns.returns(tmp_path, place, 2, 20)
    chosen = settings.load(place)
    found = examine([folder], chosen.register)
    assert [filing.unit for filing in found] == ["DW-00001", "DW-00002"]
    assert [len(filing.rows["cases"]) for filing in found] == [20, 20]
    assert not any(filing.findings for filing in found)


def test_three_days_of_the_half_year_are_walked_one_of_them_killed_and_one_left(
    sample: Settings, tmp_path: Path
) -> None:
    office = Office(tmp_path, 957)
    days.walk(office, date(2026, 5, 6), kill=False)
    assert len(office.book.issues) == 5, (
        "the daily report, what fell on the holiday, the bulletin, quarter and year"
    )
    days.walk(office, date(2026, 5, 7), leave=True)
    assert len(office.book.issues) == 5 and office.owed == {("daily", "2026-05-07")}
    days.walk(office, date(2026, 5, 8), kill=True)
    assert (
        office.book.issues["daily", "2026-05-07"] == office.book.issues["daily", "2026-05-08"] == office.day
    )
    assert len(office.book.issues) == 8, "two daily reports on one day, and the weekly one"
    assert office.kills.total() and office.tally["figures compared"] > 20


def test_the_half_year_sees_what_differs(sample: Settings, tmp_path: Path) -> None:
    office = Office(tmp_path, 957)
    office.begin(date(2026, 5, 6))
    office.book.problems["D20260506-001"] = Problem("BM-01", office.day, office.day)
    with pytest.raises(Difference, match="entry D20260506-001: found None"):
        evening.reconcile(office)


def test_the_half_year_sees_what_is_assigned_twice() -> None:
    def opened(document: str, unit: str) -> list[Event]:
        problem = Opening("overdue", unit, "x", "时限", "黄", "限期整改", "办结", date(2026, 5, 20))
        return rectification.opened(Source("", "", document, "2026-05-06"), [problem], date(2026, 5, 6))

    (daily,), (weekly,), (other,) = (
        opened("daily", "BM-01"),
        opened("weekly", "BM-01"),
        opened("weekly", "BM-02"),
    )
    closed = rectification.event("closed", daily.entry, date(2026, 5, 6))
    assert list(evening.doubled([daily, weekly])) == [(weekly.entry, [daily.entry])]
    assert list(evening.doubled([daily, closed, weekly])) == list(evening.doubled([daily, other])) == []
