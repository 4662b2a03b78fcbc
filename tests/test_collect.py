"""Returns in the store: whole or not at all, each version kept, one writer, nothing lost when killed."""

import contextlib
import hashlib
import io
import os
import random
import shutil
import signal
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import libreoffice
import openpyxl
import pytest
import warm

from reportgen import collecting, console, issuing, resources, store
from reportgen.database import Server
from reportgen.datasets import DATASETS
from reportgen.errors import ReportError, WrongUsage
from reportgen.intake import archive, collect, examine, returns
from reportgen.period import parse
from reportgen.store import care, contract, engines, schema, writing

RETURNS = resources.sample_workspace() / "returns" / "2026-10"
CLEAN, ZERO, FAULTY = "万州10月报表.xlsx", "没有业务.xlsx", "负数.xlsx"
NOW = datetime(2026, 10, 30, 9)
OCTOBER = parse("2026-10")
SINCE = ("units", "indicators", "standards", "steps", "special", "calendar", "history")  # schema 5
RECEIVED = ("returns", "openness_items", "windows", "reported")


ENGINES = ("duckdb", "postgres")


pytestmark = pytest.mark.usefixtures("standing_children")


@pytest.fixture(scope="module")
def tables(sample):
    """A few months of the returned datasets of the sample's units."""
    with duckdb.connect(sample.store, read_only=True) as source:
        return {
            name: source.sql(
                f"SELECT * EXCLUDE (batch) FROM {name} WHERE {DATASETS[name].dated} >= '2026-08-01'"
            ).to_arrow_table()
            for name in RECEIVED
        }


@pytest.fixture(scope="module", params=ENGINES)
def small(request, tables, tmp_path_factory):
    """A store with those rows on each engine, quick to copy."""
    folder = tmp_path_factory.mktemp("store")
    server = request.param == "postgres"
    place = request.getfixturevalue("postgres").database() if server else folder / "store.duckdb"
    store.create(place, store.Batch("test", synthetic=True, loaded_at=NOW), tables)
    return place


def copied(small, tmp_path, request):
    """A store of its own for a test."""
    if isinstance(small, Server):
        return request.getfixturevalue("postgres").database(template=small.name)
    return Path(shutil.copy(small, tmp_path / "store.duckdb"))


@pytest.fixture
def workspace(request, sample, small, tmp_path):
    """Settings of a workspace of its own, not generated."""
    return replace(
        sample,
        workspace=tmp_path,
        store=copied(small, tmp_path, request),
        output=tmp_path / "output",
        generator=None,
    )


on_a_file = pytest.mark.parametrize("small", ["duckdb"], indirect=True)


def taken(workspace, *names, now=NOW, folder=RETURNS):
    paths = [folder / name for name in names]
    done = collect.collect(paths, workspace, workspace.output, "甲", now, lambda done, total: None)
    return {outcome.filing.name: outcome for outcome in done.outcomes}, done


def rows(workspace, sql):
    with engines.of(workspace.store).reading() as opened:
        return opened.execute(sql).fetchall()


def everything(workspace):
    """All rows of the received datasets, to tell whether two stores hold the same."""
    names = {name: ", ".join(column.name for column in DATASETS[name].columns) for name in RECEIVED}
    return {name: sorted(rows(workspace, f"SELECT {names[name]} FROM {name}"), key=str) for name in RECEIVED}


def damage(workspace, *statements):
    """Change the store behind the program's back."""
    with engines.of(workspace.store).writing() as opened:
        for statement in statements:
            opened.execute(statement)


def changed(name, sheet, cell, value, folder):
    """A copy of a sample return with one cell changed."""
    book = openpyxl.load_workbook(RETURNS / name)
    book[sheet][cell] = value
    book.save(folder / name)
    return folder


# --- taken or sent back ----------------------------------------------------------------------


def test_a_clean_return_replaces_what_was_there_and_is_registered(workspace):
    outcomes, done = taken(workspace, CLEAN)
    assert outcomes[CLEAN].taken == "收下" and outcomes[CLEAN].version == 1 and done.clean
    unit = outcomes[CLEAN].filing.unit
    assert rows(
        workspace, f"SELECT windows FROM windows WHERE unit_id = '{unit}' AND month = '2026-10-01'"
    ) == [(64,)]
    (entry,) = rows(
        workspace,
        f"SELECT status, returned_at, due_at FROM returns WHERE unit_id = '{unit}' AND month = '2026-10-01'",
    )
    assert entry == ("已报送", NOW, datetime(2026, 10, 30, 18))


def test_other_units_and_months_stay_as_they_are(workspace):
    before = everything(workspace)
    outcomes, _ = taken(workspace, CLEAN)
    unit, after = outcomes[CLEAN].filing.unit, everything(workspace)
    for name in RECEIVED:
        own = [each for each in (*before[name], *after[name]) if unit in each and date(2026, 10, 1) in each]
        assert set(before[name]) ^ set(after[name]) <= set(own), name


def test_no_business_is_no_missing_return(workspace):
    outcomes, _ = taken(workspace, ZERO)
    unit = outcomes[ZERO].filing.unit
    assert rows(
        workspace, f"SELECT count(*) FROM windows WHERE unit_id = '{unit}' AND month = '2026-10-01'"
    ) == [(0,)]
    with store.opened(workspace.store) as opened:
        found = {each.unit.id: each.state for each in returns.standings(opened, workspace, OCTOBER)}
    assert found[unit] == "零业务"


def test_a_faulty_return_changes_no_row_and_is_recorded(workspace):
    before = everything(workspace)
    outcomes, done = taken(workspace, FAULTY)
    assert outcomes[FAULTY].taken == "退回" and not done.clean
    assert everything(workspace) == before
    (filing,) = store.filings(workspace.store)
    assert (filing["status"], filing["name"], filing["version"]) == ("退回", FAULTY, 0)
    assert "值-05" in filing["findings"]
    taken(workspace, FAULTY)
    assert len(store.filings(workspace.store)) == 1, "the same file with the same findings is recorded once"


def test_the_same_file_twice_changes_nothing(workspace):
    taken(workspace, CLEAN)
    before = everything(workspace), store.filings(workspace.store), rows(workspace, "SELECT * FROM batches")
    outcomes, _ = taken(workspace, CLEAN, now=NOW.replace(hour=10))
    assert outcomes[CLEAN].taken == "未变"
    after = everything(workspace), store.filings(workspace.store), rows(workspace, "SELECT * FROM batches")
    assert before == after


def test_a_resubmission_is_a_new_version_and_its_differences_are_told(workspace, tmp_path):
    taken(workspace, CLEAN)
    folder = tmp_path / "again"
    folder.mkdir()
    outcomes, _ = taken(workspace, CLEAN, folder=changed(CLEAN, "窗口情况", "A4", 70, folder))
    assert (outcomes[CLEAN].taken, outcomes[CLEAN].version) == ("更新", 2)
    assert outcomes[CLEAN].changes == ("窗口情况：窗口数由64改为70",)
    states = [(filing["version"], filing["status"]) for filing in store.filings(workspace.store)]
    assert states == [(1, "已替换"), (2, "现行")]


def test_withdrawing_restores_exactly_what_was_there(workspace, tmp_path):
    first = everything(workspace)
    taken(workspace, CLEAN)
    second = everything(workspace)
    folder = tmp_path / "again"
    folder.mkdir()
    taken(workspace, CLEAN, folder=changed(CLEAN, "窗口情况", "A4", 70, folder))
    with writing.writing(workspace.store) as writer:
        with pytest.raises(WrongUsage, match="已替换"):
            writer.withdraw(1)
        writer.withdraw(2)
    assert everything(workspace) == second
    with writing.writing(workspace.store) as writer:
        writer.withdraw(1)
    assert everything(workspace) == first
    assert [filing["status"] for filing in store.filings(workspace.store)] == ["已撤回", "已撤回"]
    outcomes, _ = taken(workspace, CLEAN)
    assert (outcomes[CLEAN].taken, outcomes[CLEAN].version) == ("更新", 3), "a version is never used twice"


def test_a_batch_that_another_file_displaced_is_not_withdrawn_from_under_it(workspace, tmp_path):
    outcomes, _ = taken(workspace, CLEAN)
    unit = outcomes[CLEAN].filing.unit
    file = tmp_path / "窗口.csv"
    file.write_text(
        f"单位编码,月份,窗口数,综合窗口数,应进驻事项,已进驻事项\n{unit},2026-10-01,9,4,80,80\n", "utf-8"
    )
    taken(workspace, "窗口.csv", folder=tmp_path)
    with writing.writing(workspace.store) as writer, pytest.raises(WrongUsage, match="先撤回第2号"):
        writer.withdraw(1)


def test_the_original_is_kept_by_its_content(workspace):
    content = (RETURNS / CLEAN).read_bytes()
    taken(workspace, CLEAN, FAULTY)
    place = archive.original(hashlib.sha256(content).hexdigest(), CLEAN, workspace.workspace)
    assert place.read_bytes() == content
    assert len([file for file in (workspace.workspace / "archive").rglob("*") if file.is_file()]) == 2


@on_a_file
def test_answers_are_written_for_what_was_sent_back(workspace, tmp_path):
    _, done = taken(workspace, CLEAN, FAULTY)
    names = [path.name for path in done.files]
    assert names[0] == "findings.xlsx" and len(names) == 2 and "核对意见" in names[1]
    pdf = libreoffice.to_pdf_of(done.files[1], tmp_path)
    assert pdf.startswith(b"%PDF")


def test_all_sample_returns_at_once(workspace):
    names = [file.name for file in RETURNS.iterdir()]
    outcomes, done = taken(workspace, *names)
    kinds = [outcome.taken for outcome in done.outcomes]
    assert kinds.count("收下") >= 7 and kinds.count("退回") >= 30 and len(kinds) == len(names) + 1
    assert outcomes["exchange.jsonl"].taken == "收下"


# --- who has returned ------------------------------------------------------------------------


def test_standings_name_the_late_the_missing_and_the_sent_back(workspace):
    damage(
        workspace, "DELETE FROM returns WHERE month = '2026-10-01' AND unit_id IN ('QX-500102', 'QX-500103')"
    )
    outcomes, _ = taken(workspace, FAULTY, CLEAN, now=datetime(2026, 11, 1))
    faulty = outcomes[FAULTY].filing.unit
    damage(workspace, f"DELETE FROM returns WHERE month = '2026-10-01' AND unit_id = '{faulty}'")
    with store.opened(workspace.store) as opened:
        found = returns.standings(opened, workspace, OCTOBER)
        states = {each.unit.id: each.state for each in found}
        listed = openpyxl.load_workbook(io.BytesIO(returns.reminder(found, opened, OCTOBER))).active
    assert states[outcomes[CLEAN].filing.unit] == "逾期报送"
    assert states[faulty] == "退回待改"
    assert states["QX-500102"] == states["QX-500103"] == "未报送"
    codes = [row[1].value for row in listed.iter_rows(min_row=4)]
    assert {faulty, "QX-500102", "QX-500103"} <= set(codes)
    assert len(codes) == sum(state in returns.REMINDED for state in states.values())


def test_a_unit_that_sent_some_of_its_tables_still_owes_the_others(workspace):
    outcomes, _ = taken(workspace, "窗口.csv")
    unit = outcomes["窗口.csv"].filing.unit
    where = f"month = '2026-10-01' AND unit_id = '{unit}'"
    damage(workspace, *(f"DELETE FROM {name} WHERE {where}" for name in ("openness_items", "reported")))
    with store.opened(workspace.store) as opened:
        (mine,) = (each for each in returns.standings(opened, workspace, OCTOBER) if each.unit.id == unit)
    assert (mine.state, mine.lacking) == ("部分报送", ("政务公开事项", "上报指标"))
    assert "缺政务公开事项、上报指标" in "".join(returns.summary([mine], OCTOBER))


def test_an_older_version_is_not_loaded_again_and_does_not_contradict_the_new_one(workspace, tmp_path):
    """The clerk keeps all files in one folder and collects it again and again."""
    folder = tmp_path / "all"
    folder.mkdir()
    shutil.copy(RETURNS / CLEAN, folder / "甲.xlsx")
    taken(workspace, "甲.xlsx", folder=folder)
    shutil.copy(changed(CLEAN, "窗口情况", "A4", 70, folder) / CLEAN, folder / "乙.xlsx")
    (folder / CLEAN).unlink()
    outcomes, _ = taken(workspace, "甲.xlsx", "乙.xlsx", folder=folder)
    assert (outcomes["甲.xlsx"].taken, outcomes["乙.xlsx"].taken) == ("未变", "更新")
    outcomes, _ = taken(workspace, "甲.xlsx", "乙.xlsx", folder=folder)
    assert {each.taken for each in outcomes.values()} == {"未变"}
    assert "已被新的一版替换" in "".join(outcomes["甲.xlsx"].changes)


def test_a_file_that_changes_while_it_is_examined_is_set_aside(workspace, tmp_path, monkeypatch):
    """What is loaded is what is archived, or nothing."""
    shutil.copy(RETURNS / CLEAN, tmp_path)
    real = collect.examine

    def slow(*arguments):
        found = real(*arguments)
        (tmp_path / CLEAN).write_bytes((RETURNS / FAULTY).read_bytes())
        return found

    monkeypatch.setattr(collect, "examine", slow)
    outcomes, _ = taken(workspace, CLEAN, folder=tmp_path)
    assert outcomes[CLEAN].taken == "退回"
    assert [finding.rule for finding in outcomes[CLEAN].filing.findings] == ["档-18"]


def test_what_nobody_can_place_is_on_record_too(workspace):
    outcomes, _ = taken(workspace, "说明.pdf")
    (filing,) = store.filings(workspace.store)
    assert (filing["status"], filing["unit_id"], filing["period"]) == ("退回", "", "")
    assert archive.original(filing["sha256"], "说明.pdf", workspace.workspace).exists()
    assert outcomes["说明.pdf"].filing.findings


# --- one writer, nothing lost ----------------------------------------------------------------


def received(chosen, returns):
    """What `invoke collect` does, in a process of its own."""
    with console.reporting():
        print("begun", flush=True)
        collect.collect([returns], chosen, chosen.output, "另一位", NOW, lambda done, total: None)
        print("done", flush=True)


FEW = (
    CLEAN,
    ZERO,
    FAULTY,
    "新建 Microsoft Excel 工作表.xlsx",
    "报表(最终版)(2).xlsx",
    "窗口.csv",
    "exchange.jsonl",
    "片区汇总.zip",
)
LOADED = 7  # of them


@pytest.fixture
def few(tmp_path_factory):
    """A folder of a few returns, most of them without fault."""
    folder = tmp_path_factory.mktemp("few")
    for name in FEW:
        shutil.copy(RETURNS / name, folder)
    return folder


def test_killed_at_any_moment_each_filing_is_there_whole_or_not_at_all(
    workspace, few, small, request, tmp_path_factory
):
    """Killed early, and again and again while it writes: each unit's rows are those of before or of after."""
    before = everything(workspace)
    folder = tmp_path_factory.mktemp("after")
    after = _uninterrupted(workspace, few, copied(small, folder, request), folder)
    chance, seen = random.Random(7), set()
    for number in range(8):
        with warm.started(received, workspace, few) as process:
            _killed(
                process,
                workspace,
                writing_begun=number > 2,
                after=chance.uniform(0, 0.1 if number > 2 else 2),
            )
        found = [each for each in store.filings(workspace.store) if each["status"] == schema.CURRENT]
        seen.add(len(found))
        _as_before_or_after(everything(workspace), before, after, {each["unit_id"] for each in found})
        for each in found:
            place = archive.original(each["sha256"], each["name"], workspace.workspace)
            assert hashlib.sha256(place.read_bytes()).hexdigest() == each["sha256"]
    assert len(seen) > 2, "killed before, within and between the filings"
    with warm.started(received, workspace, few) as process:
        assert process.wait(300) == 0
    assert everything(workspace) == after
    assert care.verify(workspace.store) == []
    assert [
        each["version"] for each in store.filings(workspace.store) if each["status"] == schema.CURRENT
    ] == [1] * LOADED


def _uninterrupted(workspace, returns, place, folder):
    """All rows after a run that nobody disturbs, in a workspace and a store of its own."""
    calm = replace(workspace, workspace=folder, store=place, output=folder / "output")
    collect.collect([returns], calm, calm.output, "另一位", NOW, lambda done, total: None)
    return everything(calm)


def _as_before_or_after(now, before, after, taken):
    """The rows of every unit `taken` are those of `after`, those of all others are those of `before`."""
    for name in RECEIVED:
        at = [column.name for column in DATASETS[name].columns].index("unit_id")
        wanted = [row for row in after[name] if row[at] in taken] + [
            row for row in before[name] if row[at] not in taken
        ]
        assert sorted(map(repr, now[name])) == sorted(map(repr, wanted)), name


def _killed(process, workspace, writing_begun, after):
    """Kill the run `after` seconds, counted from its first write where `writing_begun`."""
    end = time.monotonic() + 120
    process.said.readline()
    with _watched(workspace.store) as (writes, gone):
        while writing_begun and process.poll() is None and not writes() and time.monotonic() < end:
            time.sleep(0.002)
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while not gone():
            time.sleep(0.01)


@contextlib.contextmanager
def _watched(place):
    """Whether somebody has begun to write, and whether all others have gone: as seen from outside."""
    if not isinstance(place, Server):
        log = place.with_name("store.duckdb.wal")
        size = log.stat().st_size if log.exists() else 0
        yield lambda: log.exists() and log.stat().st_size != size, lambda: True
        return
    others = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    with engines.of(place).reading() as opened:
        before = opened.execute("SELECT count(*) FROM filings").fetchall()
        yield (
            lambda: opened.execute("SELECT count(*) FROM filings").fetchall() != before,
            lambda: not opened.execute(others).fetchall(),
        )


@contextlib.contextmanager
def _lock(place):
    """Whether somebody holds the right to write: as seen from outside."""
    if not isinstance(place, Server):
        file = place.with_name(f".{place.name}.lock")
        yield lambda: file.exists() and file.read_text("utf-8")
        return
    with engines.of(place).reading() as opened:
        yield lambda: opened.execute(
            "SELECT pid FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        ).fetchall()


def test_of_two_at_once_one_runs_and_the_other_is_refused_and_told_who_runs(workspace, few):
    with warm.started(received, workspace, few) as first, _lock(workspace.store) as locked:
        while first.poll() is None and not locked():
            time.sleep(0.01)
        with warm.started(received, workspace, few) as second:
            said = second.said.read()
        assert first.poll() is None, "the second did not wait for the first"
        assert second.wait(120) == 1
        assert "done" not in said.splitlines()
        assert "另一位" in said and str(first.pid) in said and "正在写入" in said
        assert first.wait(300) == 0
    assert (
        len([each for each in store.filings(workspace.store) if each["status"] == schema.CURRENT]) == LOADED
    )


# --- the store itself ------------------------------------------------------------------------


def test_a_store_of_the_first_version_is_migrated_on_a_copy(workspace):
    place, before = workspace.store, everything(workspace)
    first_version(workspace)
    old = place.read_bytes() if isinstance(place, Path) else b""
    with pytest.raises(ReportError, match="第1版"), store.opened(place):
        pass
    kept = schema.migrate(place)
    assert kept is None if isinstance(place, Server) else kept.read_bytes() == old
    assert schema.version(place) == schema.VERSION
    assert everything(workspace) == before
    outcomes, _ = taken(workspace, CLEAN)
    assert outcomes[CLEAN].taken == "收下"
    assert schema.migrate(place) is None


def test_a_migration_that_fails_changes_nothing(workspace, monkeypatch):
    first_version(workspace)
    before = everything(workspace), rows(workspace, "SELECT * FROM batches")
    step = schema._STEPS[1]

    def failing(connection):
        step(connection)
        raise KeyboardInterrupt

    monkeypatch.setitem(schema._STEPS, 1, failing)
    with pytest.raises(KeyboardInterrupt):
        schema.migrate(workspace.store)
    assert schema.version(workspace.store) == 1
    assert (everything(workspace), rows(workspace, "SELECT * FROM batches")) == before


def first_version(workspace):
    """Bring the store back to what the first version of its tables was."""
    damage(
        workspace,
        *(f"DROP TABLE {name}" for name in ("filings", "ledger", "issues")),
        "ALTER TABLE batches DROP status",
        "ALTER TABLE batches DROP filing",
        *(f"DROP TABLE {schema.displaced(dataset)}" for dataset in DATASETS.values()),
        *(f"DROP TABLE {name}" for name in SINCE),
        "UPDATE origin SET value = '1' WHERE key = 'schema_version'",
    )


def test_a_sound_store_has_no_faults_and_each_damage_is_named(workspace):
    taken(workspace, CLEAN)
    assert care.verify(workspace.store) == []
    damage(
        workspace,
        "DELETE FROM windows WHERE unit_id = 'QX-500107' AND month = '2026-09-01'",
        "INSERT INTO reported SELECT * FROM reported LIMIT 1",
        "ALTER TABLE openness_items DROP policy_due",
        "ALTER TABLE returns ALTER due_at TYPE DATE",
    )
    told = "\n".join(fault.what for fault in care.verify(workspace.store))
    assert "“窗口情况”第" in told and "主键（月份、单位编码、指标编码）重复" in told and "policy_due" in told
    assert "“报送登记”的“报送期限”（due_at）类型应为 TIMESTAMP，实为 date" in told


@on_a_file
def test_a_damaged_file_is_told_and_not_a_traceback(workspace):
    """Bytes turned over throughout the file: DuckDB's own checksums tell."""
    content = bytearray(workspace.store.read_bytes())
    for at in range(20_000, len(content), 50_000):
        content[at] ^= 0xFF
    workspace.store.write_bytes(content)
    (fault, *_) = care.verify(workspace.store)
    assert "数据库损坏" in fault.what and "备份" in fault.remedy


def test_the_contract_names_every_column():
    lines = contract.contract()
    assert len(lines) == sum(len(dataset.columns) + 1 for dataset in contract.TABLES)
    assert any("project_no" in line and "主键" in line for line in lines)


def test_a_newer_store_is_refused(workspace):
    damage(workspace, "UPDATE origin SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(ReportError, match="更新的程序"):
        schema.migrate(workspace.store)


@on_a_file
def test_a_store_with_returns_is_not_generated_anew(workspace, sample):
    taken(workspace, CLEAN)
    said = []
    stale = replace(workspace, generator=sample.generator)
    os.utime(workspace.store, (0, 0))
    issuing.prepare(stale, said.append)
    assert "不再重新生成" in said[0]
    assert len(store.filings(workspace.store)) == 1


# --- what the tasks say ----------------------------------------------------------------------


def test_the_task_tells_each_file_s_fate_and_where_the_answers_are(workspace, monkeypatch):
    monkeypatch.setattr(collecting, "_ready", lambda place, say: workspace)
    paths = f"{RETURNS / CLEAN}\n{RETURNS / FAULTY}"
    told = collecting.collect(workspace.workspace, paths, NOW, print, lambda done, total: None)
    text = "\n".join(told.lines)
    assert (
        "收下  万州区    2026年10月  第1版  万州10月报表.xlsx" in text
        and "共2个文件：收下1个，更新0个，未变0个，退回1个。" in text
    )
    assert not told.clean and all(path.exists() for path in told.files)
    listed = collecting.batches(workspace.workspace, print, NOW)
    assert len(listed.lines) == 3
    shown = collecting.batches(workspace.workspace, print, NOW, show=1)
    assert "sha256" in "".join(shown.lines)
    with pytest.raises(WrongUsage):
        collecting.batches(workspace.workspace, print, NOW, show=99)
    taken_back = collecting.batches(workspace.workspace, print, NOW, withdraw=1)
    assert len(taken_back.lines) == 2 and "已撤回" in taken_back.lines[1]


@on_a_file
def test_examining_writes_nothing(workspace):
    before = sorted(workspace.workspace.rglob("*"))
    examine.examine([RETURNS / CLEAN], workspace.register)
    assert sorted(workspace.workspace.rglob("*")) == before
