"""Issuing for good: recorded once, never changed of itself, corrected in the open, and whole after any kill."""

import json
import random
import subprocess
import time
from functools import partial
from pathlib import Path

import duckdb
import pytest
import small_office
import warm
from small_office import issue, workspace

from reportgen import rectification, store
from reportgen.errors import InputFaults, ReportError, WrongUsage
from reportgen.intake import archive
from reportgen.store import care, ledger

HERE = Path(__file__).parent


def known(chosen):
    """The issues and the entries of the ledger, and whether all is sound."""
    with store.opened(chosen.store) as opened:
        assert ledger.faults(opened) == []
        return ledger.issues(opened), rectification.entries(ledger.events(opened))


def contents(paths):
    return {path.name: path.read_bytes() for path in paths}


def count(chosen, unit: str, accepted: int) -> None:
    """The data changed after the issue."""
    with duckdb.connect(chosen.store) as connection:
        connection.execute("UPDATE case_daily SET accepted = ? WHERE unit_id = ?", [accepted // 2, unit])


@pytest.fixture
def office(tmp_path):
    return workspace(tmp_path, 1200, 80)


def test_a_draft_leaves_no_trace_but_its_files(office) -> None:
    paths = issue(office.workspace, official=False)
    assert [path.suffix for path in paths] == [".docx", ".pdf", ".json"]
    assert known(office) == ((), ())


def test_issuing_records_the_document_and_opens_its_problems(office) -> None:
    paths = issue(office.workspace)
    (record,), (entry,) = known(office)
    assert (record.document, record.period, record.edition) == ("brief", "2026-10", 1)
    assert (record.number, record.issued, record.seen, record.head) == (
        "甲效监〔2026〕11号",
        small_office.TODAY,
        0,
        1,
    )
    assert sorted(record.files) == sorted(path.name for path in paths)
    assert (entry.id, entry.opening.unit, entry.found) == ("BRIEF202610-001", "QX-1", small_office.TODAY)
    assert entry.source.number == "甲效监〔2026〕11号" and entry.synthetic


def test_the_draft_that_was_signed_is_what_is_issued_and_issuing_twice_adds_nothing(office) -> None:
    draft = contents(issue(office.workspace, official=False))
    first = contents(issue(office.workspace))
    before = known(office)
    said = []
    assert contents(issue(office.workspace, say=said.append)) == first == draft
    assert known(office) == before
    assert any("内容没有变化，不再登记" in words for words in said)


def test_the_issued_document_does_not_change_when_the_ledger_goes_on(office) -> None:
    first = contents(issue(office.workspace))
    day = small_office.TODAY
    with store.writing.writing(office.store) as writer:
        added = [rectification.event("closed", "BRIEF202610-001", day, reason="合格")]
        ledger.append(writer, added, small_office.NOW, "张三")
    assert contents(issue(office.workspace, official=False)) == first
    assert contents(issue(office.workspace)) == first


def test_changed_data_are_told_and_the_issued_files_stay(office) -> None:
    paths = issue(office.workspace)
    first, before = contents(paths), known(office)
    count(office, "QX-2", 240)
    for official in (False, True):
        with pytest.raises(InputFaults, match="--reissue"):
            issue(office.workspace, official=official)
    assert contents(paths) == first
    assert known(office) == before


def test_a_reissue_keeps_the_old_edition_and_says_what_changed(office) -> None:
    first = contents(issue(office.workspace))
    count(office, "QX-1", 90)
    count(office, "QX-2", 240)
    paths = issue(office.workspace, "甲区数据重复报送")
    folder = paths[0].parent
    for name, content in first.items():
        stem, dot, suffix = name.partition(".")
        assert (folder / f"{stem}_第1版{dot}{suffix}").read_bytes() == content
    (_one, two), entries = known(office)
    assert (two.edition, two.reason, two.issued) == (2, "甲区数据重复报送", small_office.TODAY)
    assert [(entry.id, entry.opening.unit, entry.state) for entry in entries] == [
        ("BRIEF202610-001", "QX-1", "撤销"), ("BRIEF202610-002", "QX-2", "整改中"),
    ]  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", str(paths[1]), "-"], capture_output=True, text=True, check=True
    ).stdout
    squeezed = "".join(text.split())
    assert "更正后重新印发的第2版" in squeezed and "甲区数据重复报送" in squeezed
    assert "1,200件90件" in squeezed and "80件240件" in squeezed, "old and new figures side by side"
    assert "问题BRIEF202610-001甲区2026年10月撤销" in squeezed


def test_a_reissue_again_adds_nothing_and_the_second_edition_is_made_again(office) -> None:
    issue(office.workspace)
    count(office, "QX-2", 240)
    second = contents(issue(office.workspace, "更正"))
    before = known(office)
    assert contents(issue(office.workspace, "更正")) == second
    assert contents(issue(office.workspace, official=False)) == second
    assert known(office) == before
    count(office, "QX-2", 300)
    issue(office.workspace, "再次更正")
    assert [each.edition for each in known(office)[0]] == [1, 2, 3]
    assert len(known(office)[1]) == 2, "a problem that stays is one entry"


def test_what_cannot_be_asked_is_said(office) -> None:
    with pytest.raises(WrongUsage, match="还没有印发"):
        issue(office.workspace, "更正")
    issue(office.workspace)
    order = small_office.issuing.order(
        small_office.REPORT, office.workspace, small_office.TODAY, period="2026-10", issued="2026-11-03"
    )
    with pytest.raises(WrongUsage, match="成文日期不能改为2026-11-03"):
        small_office.issuing.issue(order, lambda words: None, small_office.NOW, "张三")
    with pytest.raises(WrongUsage, match="全部格式"):
        small_office.issuing.order(
            small_office.REPORT, office.workspace, small_office.TODAY, formats="pdf", official=True
        )


def test_a_lost_archive_is_told_with_its_place(office) -> None:
    issue(office.workspace)
    count(office, "QX-2", 240)
    for file in (office.workspace / "archive").rglob("*.json"):
        file.write_text("{}", "utf-8")
    with pytest.raises(ReportError, match="丢失或被改动"):
        issue(office.workspace, "更正")


def test_the_facts_say_what_is_opened(office) -> None:
    paths = issue(office.workspace)
    facts = json.loads(paths[2].read_text("utf-8"))
    assert facts["opens"] == [{"entry": "BRIEF202610-001", "unit": "甲区", "fact": "甲区受理量过大"}]


def read(files):
    """Those of `files` that people read; the facts name the SQL, which every engine has its own of."""
    return {name: each for name, each in dict(files).items() if not name.endswith(".facts.json")}


def test_on_a_server_the_same_is_recorded_and_the_same_files_are_made(office, tmp_path, postgres) -> None:
    place = postgres.database()
    url = f"postgres://{place.user}@/{place.name}?host={place.options['host']}"
    other = workspace(tmp_path / "server", 1200, 80, database=url)
    assert read(contents(issue(other.workspace))) == read(contents(issue(office.workspace)))
    assert read(contents(issue(other.workspace))) == read(contents(issue(office.workspace))), (
        "the second run adds nothing"
    )
    (one,), entries = known(other)
    assert read(one.files) == read(known(office)[0][0].files)
    assert [entry.id for entry in entries] == ["BRIEF202610-001"]
    with store.writing.writing(other.store) as writer, pytest.raises(InputFaults):
        ledger.append(
            writer,
            [
                rectification.event("extended", entries[0].id, small_office.TODAY, due="2026-12-01"),
                rectification.event("returned", entries[0].id, small_office.TODAY, reason="x"),
            ],
            small_office.NOW,
            "张三",
        )
    assert known(other)[1] == entries, "all or none"


def test_the_archive_clears_away_what_a_killed_run_left_of_a_file(tmp_path) -> None:
    place = archive.keep(b"whole", "a.pdf", tmp_path)
    place.unlink()
    (place.parent / f".{place.name}.4711.draft").write_bytes(b"who")
    archive.keep(b"whole", "a.pdf", tmp_path)
    assert list(place.parent.iterdir()) == [place]


# ---- kill -9 -----------------------------------------------------------------------------


def killed(folder: Path, reason: str, wait: float) -> None:
    """A run of its own, killed `wait` seconds after it begins to set what it will save, if it still runs then."""
    left = 2 if reason else 1  # a reissue first makes the old edition again
    with warm.started(small_office.issue, folder, reason, True, partial(print, flush=True)) as run:
        for line in run.said:
            left -= "排版" in line
            if not left:
                break
        time.sleep(wait)
        run.process.kill()


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_point_nothing_is_lost_or_doubled(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    office = workspace(tmp_path, 1200, 80)
    killed(tmp_path, "", chance.uniform(0.1, 1.0))
    issues, entries = known(office)
    assert len(issues) == len(entries) <= 1, "both or neither"
    assert care.verify(office.store) == []
    final = contents(issue(tmp_path))
    issues, entries = known(office)
    assert len(issues) == len(entries) == 1
    assert not list(tmp_path.rglob("*.draft"))

    count(office, "QX-2", 240)
    killed(tmp_path, "更正", chance.uniform(0.1, 1.0))
    issues, entries = known(office)
    assert (len(issues), len(entries)) in ((1, 1), (2, 2)), "both or neither"
    second = issue(tmp_path, "更正")
    issues, entries = known(office)
    assert [each.edition for each in issues] == [1, 2]
    assert [entry.id for entry in entries] == ["BRIEF202610-001", "BRIEF202610-002"]
    folder = second[0].parent
    for name, content in final.items():
        stem, dot, suffix = name.partition(".")
        assert (folder / f"{stem}_第1版{dot}{suffix}").read_bytes() == content
