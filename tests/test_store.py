"""Where a store may be, what a foreign database lacks, views in the place of tables, and the lake."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import duckdb
import pg_server
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_measures import rows as made

from reportgen import database, issuing, listings, resources, settings, store, upkeep
from reportgen.database import Cluster, Server
from reportgen.datasets import DATASETS
from reportgen.errors import InputFaults, MissingData, ReportError, WrongUsage
from reportgen.intake import collect
from reportgen.measures import MEASURES
from reportgen.measures.counts import collect as counted
from reportgen.period import parse
from reportgen.settings import Settings
from reportgen.store import care, contract, engines, lake, schema
from reportgen.store.writing import held, writing

NOW = datetime(2026, 10, 30, 9)
OCTOBER = parse("2026-10")
BATCH = store.Batch("test", synthetic=True, loaded_at=NOW)
HERE = Path("/somewhere")
SECRET = "s3cr&t"
RETURNS = resources.sample_workspace() / "returns" / "2026-10"


def place_of(text: str) -> database.Database:
    return database.parse(text, HERE, HERE / "store.duckdb", HERE / "lake")


# --- where a store may be --------------------------------------------------------------------


def test_the_place_is_read_from_the_settings(tmp_path: Path) -> None:
    assert place_of("") == HERE / "store.duckdb"
    assert place_of("data/a.duckdb") == HERE / "data/a.duckdb"
    assert place_of("spark://10.0.0.5:7077") == Cluster(
        "spark://10.0.0.5:7077", HERE / "lake", HERE / "store.duckdb"
    )
    server = place_of(f"postgresql://jian%40du:{quote(SECRET)}@db.gov:5433/xiaoneng?sslmode=require")
    assert server == Server("xiaoneng", "db.gov", 5433, "jian@du", SECRET, {"sslmode": "require"})
    assert str(server) == "postgres://jian@du@db.gov:5433/xiaoneng"


@pytest.mark.parametrize(
    "text", [f"postgres://u:{SECRET}/{SECRET}@h/db", f"postgres://u:{SECRET}@h", f"mysql://u:{SECRET}@h/db",
             f"postgres://u:{SECRET}#x@h/db", f"postgres://u:{SECRET}@h:port/db"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_not_repeated(tmp_path: Path, text: str) -> None:
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(resources.sample_workspace() / name, tmp_path)
    file = tmp_path / "reportgen.toml"
    file.write_text(f'database = "{text}"\n' + file.read_text("utf-8"), "utf-8")
    with pytest.raises(InputFaults, match=r"database.*写法不对") as caught:
        settings.load(tmp_path)
    assert SECRET not in str(caught.value)
    with pytest.raises(WrongUsage) as refused:
        upkeep.tend(tmp_path, print, NOW, described=True, other=text)
    assert SECRET not in str(refused.value)


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    place = Server("reportgen", user="u", password=SECRET, options={"host": str(tmp_path)})
    with pytest.raises(ReportError, match="连不上数据库") as caught, store.opened(place):
        pass
    assert SECRET not in str(caught.value) and SECRET not in repr(place)


@pytest.mark.parametrize("place", [HERE / "none.duckdb", Cluster("local[1]", HERE / "lake", HERE / "none")])
def test_no_store_is_told(place: database.Database) -> None:
    assert store.filings(place) == [] and store.made_from(place) == ""
    with pytest.raises(MissingData, match="--create"), store.opened(place):
        pass
    with pytest.raises(MissingData):
        schema.migrate(place)


def test_a_store_in_a_file_needs_no_other_engine(tmp_path: Path) -> None:
    """The drivers are extras: who does not ask for them neither has nor loads them."""
    schema.begin(tmp_path / "store.duckdb")
    script = (
        "import sys; from pathlib import Path; from reportgen import store, upkeep;"
        "store.Store(Path(sys.argv[1])).close(); print(sorted({'psycopg', 'pyspark'} & set(sys.modules)))"
    )
    arguments = [sys.executable, "-c", script, str(tmp_path / "store.duckdb")]
    told = subprocess.run(
        arguments, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert told.stdout == "[]\n"


@pytest.mark.parametrize(
    ("place", "driver"),
    [(Server("x"), "psycopg"), (Cluster("local[1]", HERE, HERE), "pyspark")],
    ids=["postgres", "spark"],
)
def test_a_driver_that_is_not_installed_is_named(
    place: database.Database, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgres", "spark"):
        monkeypatch.delitem(sys.modules, f"reportgen.store.engines.{name}", raising=False)
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(ReportError, match=f"没有安装.*{driver}"), store.opened(place):
        pass


# --- a platform's database -------------------------------------------------------------------


@pytest.fixture
def platform(postgres: pg_server.Cluster) -> Server:
    """A database as a platform has it: its own tables, and views of our names over some of them."""
    place = postgres.database()
    with psycopg.connect(host=place.options["host"], user=place.user, dbname=place.name) as raw:
        raw.execute(PLATFORM)
    return place


PLATFORM = """
    CREATE TABLE t_banjian (
        bjbh text, dwbm text, ssbm text, sxmc text, bjlx int, sbly int, sqrlx int, sqsj timestamptz,
        slsj timestamptz, cnsj timestamptz, bjsj timestamptz, bjjg int, gzr numeric);
    INSERT INTO t_banjian VALUES
        ('500101-20261009-00001', 'QX-500101', 'A1', '食品经营许可证核发', 2, 1, 2, '2026-10-09 09:00+08',
         '2026-10-09 10:00+08', '2026-10-12 18:00+08', '2026-10-20 15:00+08', 0, 6.5),
        ('500101-20261031-00002', 'QX-500101', 'A1', '食品经营许可证核发', 2, 2, 2, '2026-10-31 20:00+08',
         '2026-10-31 23:30+08', '2026-11-12 18:00+08', NULL, NULL, NULL);
    CREATE VIEW cases AS SELECT
        bjbh AS project_no, dwbm AS unit_id, ssbm AS task_code, sxmc AS task_name, bjlx::text AS project_type,
        sbly::text AS apply_source, sqrlx::text AS applicant_type,
        sqsj AT TIME ZONE 'Asia/Shanghai' AS apply_time, slsj AT TIME ZONE 'Asia/Shanghai' AS accept_time,
        cnsj AT TIME ZONE 'Asia/Shanghai' AS promise_time, bjsj AT TIME ZONE 'Asia/Shanghai' AS finish_time,
        bjjg::text AS result_code, 0 AS stop_days, gzr AS workdays, 0.00 AS fee_due, 0.00 AS fee_paid,
        0 AS steps_skipped, 0 AS step_overtime,
        CASE WHEN bjsj > cnsj THEN 6 ELSE 0 END AS overdue_days, true AS sampled, 0 AS urged
        FROM t_banjian;
    CREATE VIEW worklog AS SELECT 'W1'::text AS id, now() AS date, 1.5::float8 AS kind;
    CREATE TABLE terminals (month date, unit_id text);
    CREATE TABLE windows AS SELECT NULL::date AS month, 'QX-500101'::text AS unit_id, 1 AS windows,
        1 AS general, 2.0::numeric AS items_due, 2::bigint AS items_in;
"""


def test_what_a_foreign_database_lacks_is_told_column_by_column(platform: Server) -> None:
    found = {(lack.dataset.name, lack.column): lack for lack in contract.lacks(platform)}
    assert found["tickets", ""].what == "缺少该表"
    assert "AT TIME ZONE" in found["worklog", "date"].remedy or "CAST" in found["worklog", "date"].remedy
    assert found["worklog", "date"].what == "类型应为 DATE，实为 timestamp('UTC', 6)"
    assert "实为 float64" in found["worklog", "kind"].what
    assert "缺少该列" in found["terminals", "connected"].what
    assert found["windows", "month"].what == "必填，现有1行为空" and found["windows", "month"].serious
    assert not found["windows", "unit_id"].serious
    assert not [lack for (name, _), lack in found.items() if name == "cases" and lack.serious]


def test_the_command_compares_and_leaves_with_a_fault(platform: Server, tmp_path: Path) -> None:
    address = f"postgres://{platform.user}@/{platform.name}?host={platform.options['host']}"
    told = upkeep.tend(tmp_path, print, NOW, described=True, other=address)
    text = "\n".join(told.lines)
    assert not told.clean and not told.record["ok"]
    assert "worklog　工作推进与交流计划\n" in text and "    date　类型应为 DATE" in text and "处不符" in text
    with pytest.raises(MissingData, match="不存在"):
        upkeep.tend(tmp_path, print, NOW, described=True, other=str(tmp_path / "none.duckdb"))
    with pytest.raises(WrongUsage, match="合用"):
        upkeep.tend(tmp_path, print, NOW, verify=True, other=address)


def test_a_store_is_made_around_the_views_of_a_platform(
    platform: Server, sample: Settings, tmp_path: Path
) -> None:
    """Its cases are counted and listed where they are; what units return is written beside; times are of Shanghai."""
    with psycopg.connect(host=platform.options["host"], user=platform.user, dbname=platform.name) as raw:
        raw.execute("DROP VIEW worklog; DROP TABLE terminals; DROP TABLE windows")
    with pytest.raises(MissingData, match="--create"), store.opened(platform):
        pass
    schema.begin(platform)
    assert not [lack for lack in contract.lacks(platform) if lack.serious]
    assert store.supplied(platform) == {"cases"}
    assert care.verify(platform) == []
    with pytest.raises(WrongUsage, match="已有数据库"):
        schema.begin(platform)
    with store.opened(platform) as opened:
        assert [str(day) for day in opened.span(DATASETS["cases"])] == ["2026-10-09", "2026-10-31"]
        assert opened.filled(DATASETS["cases"]) and not opened.filled(DATASETS["case_daily"])
        assert not opened.synthetic([DATASETS["cases"]])
        assert [case["project_no"] for case in listings.overdue_cases(opened, OCTOBER)] == [
            "500101-20261009-00001"
        ]
        pairs = counted(opened, [MEASURES["took_7"]], [OCTOBER])
        assert pairs.of("took_7", OCTOBER.start) == {"QX-500101": (1, None)}
    chosen = replace(sample, workspace=tmp_path, store=platform, output=tmp_path / "output", generator=None)
    done = collect.collect(
        [RETURNS / "办件明细.csv", RETURNS / "没有业务.xlsx"],
        chosen,
        chosen.output,
        "甲",
        NOW,
        lambda done, total: None,
    )
    taken = {outcome.filing.name: outcome for outcome in done.outcomes}
    assert taken["没有业务.xlsx"].taken == "收下"
    refused = taken["办件明细.csv"]
    assert refused.taken == "退回" and "识-11" in {finding.rule for finding in refused.filing.findings}
    assert care.verify(platform) == []


def test_a_view_where_units_write_is_told(platform: Server) -> None:
    with psycopg.connect(host=platform.options["host"], user=platform.user, dbname=platform.name) as raw:
        raw.execute("CREATE VIEW returns AS SELECT 1 AS x")
    assert any(lack.dataset.name == "returns" and "应为表" in lack.what for lack in contract.lacks(platform))


def test_generated_data_never_take_the_place_of_real_ones(postgres: pg_server.Cluster) -> None:
    place = postgres.database()
    schema.begin(place)
    with pytest.raises(ReportError, match="正式数据"):
        store.create(place, BATCH, {}, "sample")
    other = postgres.database()
    for origin in ("first", "second"):
        store.create(other, BATCH, {}, origin)
        assert store.made_from(other) == origin


def test_text_is_sorted_by_bytes_whatever_the_order_of_the_database(postgres: pg_server.Cluster) -> None:
    """The order of the tests' server is Chinese; ours is the same everywhere."""
    place = postgres.database()
    ids = ["b-1", "a2", "B", "a-10", "万", "区"]
    table = made(DATASETS["worklog"], *({"id": each} for each in ids))
    store.create(place, BATCH, {"worklog": table}, "x")
    with psycopg.connect(host=place.options["host"], user=place.user, dbname=place.name) as raw:
        other = raw.execute("SELECT x FROM unnest(%s::text[]) AS x ORDER BY x", [ids]).fetchall()
    assert [x for (x,) in other] != sorted(ids), "the server sorts otherwise by itself"
    with store.opened(place) as opened:
        assert [row["id"] for row in listings.worklog(opened, OCTOBER, "")] == sorted(ids)


def test_a_reader_sees_one_state_while_somebody_writes(postgres: pg_server.Cluster) -> None:
    place = postgres.database()
    store.create(place, BATCH, {"worklog": made(DATASETS["worklog"], {"id": "1"})}, "x")
    with store.opened(place) as opened, engines.of(place).writing() as writer:
        assert len(listings.worklog(opened, OCTOBER, "")) == 1
        writer.execute("DELETE FROM worklog")
        assert len(listings.worklog(opened, OCTOBER, "")) == 1
        assert opened.query("SELECT count(*) AS rows FROM batches") == [{"rows": 1}]
    with store.opened(place) as opened:
        assert listings.worklog(opened, OCTOBER, "") == []


# --- the lake --------------------------------------------------------------------------------


@pytest.fixture
def shore(tmp_path: Path) -> Cluster:
    """A small store with its lake; nothing here starts Spark."""
    place = Cluster("local[1]", tmp_path / "lake", tmp_path / "store.duckdb")
    store.create(place, BATCH, {"worklog": made(DATASETS["worklog"], {"id": "1"}, {"id": "2"})})
    return place


def published(place: Cluster, name: str) -> pa.Table:
    manifest = lake.read(place.lake)
    assert manifest
    return pq.read_table(place.lake / manifest.tables[name].file)


def test_what_is_committed_is_published_and_what_has_not_changed_stays(shore: Cluster) -> None:
    first = lake.read(shore.lake)
    assert first and published(shore, "worklog").num_rows == 2
    assert set(first.tables) == {"origin", "filings", "batches", "ledger", "issues", *DATASETS}
    with held(shore, "甲", NOW), writing(shore) as writer:
        writer.connection.execute("DELETE FROM worklog WHERE id = '1'")
    second = lake.read(shore.lake)
    assert second and published(shore, "worklog").num_rows == 1
    assert {name for name in first.tables if first.tables[name] != second.tables[name]} == {"worklog"}
    assert (shore.lake / first.tables["worklog"].file).exists(), "for readers of the publication before"
    assert list(engines.of(shore).faults()) == []


def test_a_publication_that_did_not_happen_is_told_and_made_up_for(shore: Cluster) -> None:
    with engines.of(shore.file).writing() as connection:  # killed before it published
        connection.execute("INSERT INTO origin VALUES ('more', '1')")
    (fault,) = care.verify(shore)
    assert "落后" in fault.what
    with engines.of(shore).writing():
        pass
    assert "more" in published(shore, "origin")["key"].to_pylist()
    assert care.verify(shore) == []


def test_damage_in_the_lake_is_found(shore: Cluster) -> None:
    manifest = lake.read(shore.lake)
    assert manifest
    file = shore.lake / manifest.tables["worklog"].file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    (shore.lake / manifest.tables["cases"].file).unlink()
    told = "\n".join(map(str, care.verify(shore)))
    assert "“worklog”的文件与发布时不同" in told and "缺少“cases”的文件" in told and "重新发布" in told
    (shore.lake / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(ReportError, match="清单损坏"):
        lake.read(shore.lake)


def test_leftovers_of_a_killed_publication_are_swept(shore: Cluster) -> None:
    leftover = shore.lake / "tables" / ".worklog.1.draft"
    leftover.write_bytes(b"half")
    with engines.of(shore).writing() as connection:
        connection.execute("DELETE FROM worklog")
    assert not leftover.exists()
    record = json.loads((shore.lake / "manifest.json").read_text("utf-8"))
    assert record["store"] == lake.sha256(shore.file)


def test_a_platform_s_files_take_the_place_of_the_published_table(shore: Cluster) -> None:
    assert store.supplied(shore) == set()
    (shore.lake / "platform" / "cases").mkdir(parents=True)
    assert store.supplied(shore) == {"cases"}


def test_of_a_platform_s_files_only_that_they_can_be_opened_is_verified_and_said(shore: Cluster) -> None:
    workspace = shore.file.parent
    toml = (resources.sample_workspace() / "reportgen.toml").read_text("utf-8")
    spark = 'database = "local[1]"\nstore = "store.duckdb"\nlake = "lake"\n'
    kept = [line for line in toml.splitlines() if not line.startswith(("generator", "store", "lake"))]
    (workspace / "reportgen.toml").write_text(spark + "\n".join(kept), "utf-8")
    shutil.copy(resources.sample_workspace() / "units.csv", workspace)
    assert len(upkeep.tend(workspace, print, NOW, verify=True).lines) == 1

    folder = shore.lake / "platform" / "cases"
    folder.mkdir(parents=True)
    [none] = care.verify(shore)
    assert "没有导出任何 Parquet" in none.what
    pq.write_table(made(DATASETS["cases"], {"project_no": "1"}), folder / "2026-10.parquet")
    told = upkeep.tend(workspace, print, NOW, verify=True)
    assert told.record == {"ok": True, "supplied": ["cases"]}
    assert told.lines[1].startswith("办件明细（cases）由平台直接提供，没有批次和校验值可对")
    content = (folder / "2026-10.parquet").read_bytes()
    (folder / "2026-11.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(InputFaults, match="不完整或不是 Parquet") as caught:
        upkeep.tend(workspace, print, NOW, verify=True)
    assert [Path(fault.where).name for fault in caught.value.faults] == ["2026-11.parquet"]


# --- migration -------------------------------------------------------------------------------


def test_ratings_get_a_place_for_the_level_in_words_and_no_row_is_lost(tmp_path: Path) -> None:
    """The fourth version had no level in words: it is empty, everything else of a rating is as it was."""
    file = tmp_path / "store.duckdb"
    schema.begin(file)
    with duckdb.connect(file) as old:
        for table in ("ratings", "ratings_displaced"):
            old.execute(f"ALTER TABLE {table} DROP COLUMN level_text")
        names = [name for name, *_ in old.execute("DESCRIBE ratings").fetchall()]
        types = {name: kind for name, kind, *_ in old.execute("DESCRIBE ratings").fetchall()}
        values = ", ".join(VALUES[types[name]] for name in names)
        old.execute(f"INSERT INTO ratings VALUES ({values})")
        old.execute("UPDATE origin SET value = '4' WHERE key = 'schema_version'")
        before = old.execute("SELECT * FROM ratings").fetchall()
    assert schema.migrate(file) == tmp_path / "store.duckdb.v4"
    with duckdb.connect(file, read_only=True) as new:
        assert new.execute("SELECT level_text FROM ratings").fetchall() == [(None,)]
        assert new.execute(f"SELECT {', '.join(names)} FROM ratings").fetchall() == before != []
        [declared] = new.execute(
            "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'ratings'"
        ).fetchall()
    assert declared == (len(DATASETS["ratings"].columns) + 1,)


VALUES = {
    "VARCHAR": "'甲'", "BIGINT": "4", "INTEGER": "1", "BOOLEAN": "TRUE", "DATE": "DATE '2026-10-09'",
    "TIMESTAMP": "TIMESTAMP '2026-10-09 10:00:00'", "DECIMAL(14,2)": "1.50",
}  # fmt: skip


# --- the command -----------------------------------------------------------------------------


def test_a_new_workspace_gets_an_empty_store(tmp_path: Path) -> None:
    for name in ("reportgen.toml", "units.csv"):
        shutil.copy(resources.sample_workspace() / name, tmp_path)
    shutil.copytree(resources.sample_workspace() / "scheme", tmp_path / "scheme")
    told = upkeep.tend(tmp_path, print, NOW, create=True)
    assert told.clean and "全部符合" in told.lines[-1]
    file = tmp_path / "store" / "store.duckdb"
    with duckdb.connect(file, read_only=True) as opened:
        assert opened.execute("SELECT count(*) FROM cases").fetchone() == (0,)
    assert upkeep.tend(tmp_path, print, NOW, verify=True).clean
    assert "无需升级" in upkeep.tend(tmp_path, print, NOW, migrate=True).lines[0]
    with pytest.raises(WrongUsage, match="已有数据库"):
        upkeep.tend(tmp_path, print, NOW, create=True)
    with pytest.raises(WrongUsage, match="--create"):
        upkeep.tend(tmp_path, print, NOW)
    assert issuing.who() in (tmp_path / "store" / ".store.duckdb.lock").read_text("utf-8")
