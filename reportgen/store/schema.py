"""The tables of the store: those of the datasets, what each row came with, and what it displaced."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from reportgen import chain, exchange
from reportgen.chain import Record
from reportgen.database import Database, embedded
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import MissingData, ReportError, WrongUsage
from reportgen.store import engines
from reportgen.store.engines import Connection, named

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 5
CURRENT, REPLACED, WITHDRAWN, REFUSED = "现行", "已替换", "已撤回", "退回"

TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(14, 2)",
    "date": "DATE",
    "time": "TIMESTAMP",
    "flag": "BOOLEAN",
}
IBIS = {
    "text": "string",
    "integer": "int64",
    "decimal": "decimal(14, 2)",
    "date": "date",
    "time": "timestamp(6)",
    "flag": "boolean",
}
ORIGIN = "CREATE TABLE origin (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)"
# One file from one unit; `findings` as JSON.
FILINGS = """CREATE TABLE filings (
    filing INTEGER PRIMARY KEY, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, unit_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL, datasets VARCHAR NOT NULL, version INTEGER NOT NULL, business BOOLEAN NOT NULL,
    received_at TIMESTAMP NOT NULL, received_by VARCHAR NOT NULL, status VARCHAR NOT NULL,
    findings VARCHAR NOT NULL)"""
# One set of rows of one dataset; `filing` is empty where no file brought them.
BATCHES = """CREATE TABLE batches (
    batch INTEGER PRIMARY KEY, filing INTEGER, dataset VARCHAR NOT NULL, source VARCHAR NOT NULL,
    synthetic BOOLEAN NOT NULL, loaded_at TIMESTAMP NOT NULL, row_count BIGINT NOT NULL,
    first_date DATE, last_date DATE, status VARCHAR NOT NULL)"""
# One event of the 整改台账; `content` as JSON, `hash` over the record and the hash before it.
LEDGER = """CREATE TABLE ledger (
    serial BIGINT PRIMARY KEY, key VARCHAR NOT NULL UNIQUE, entry VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    day DATE NOT NULL, content VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, recorded_by VARCHAR NOT NULL,
    previous VARCHAR NOT NULL, hash VARCHAR NOT NULL)"""
ENTER = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# One issue of one document; `files` as JSON (name: sha256); `seen` and `head` are the ledger's last
# serials before and after it, `head_hash` the hash there.
ISSUES = """CREATE TABLE issues (
    document VARCHAR NOT NULL, period VARCHAR NOT NULL, edition INTEGER NOT NULL, number VARCHAR NOT NULL,
    issued DATE NOT NULL, files VARCHAR NOT NULL, reason VARCHAR NOT NULL, seen BIGINT NOT NULL,
    head BIGINT NOT NULL, head_hash VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL,
    recorded_by VARCHAR NOT NULL, PRIMARY KEY (document, period, edition))"""


def create(connection: Connection, origin: str) -> None:
    """Make every table that is not there; a view in the place of a dataset's table stays."""
    for statement in (ORIGIN, FILINGS, BATCHES, LEDGER, ISSUES):
        connection.declare(statement)
    for entry in (("made_from", origin), ("schema_version", str(VERSION))):
        connection.execute("INSERT INTO origin VALUES (?, ?)", entry)
    _complete(connection)


def _complete(connection: Connection) -> None:
    """Make the tables of datasets that are not there."""
    there = connection.relations()
    for dataset in DATASETS.values():
        if dataset.name not in there:
            connection.declare(f"CREATE TABLE {dataset.name} ({columns(dataset)}, batch INTEGER NOT NULL)")
        if displaced(dataset) not in there:
            connection.declare(_displaced(dataset))


def clear(connection: Connection) -> None:
    """Drop every table of ours, never a view."""
    ours = {"origin", "filings", "batches", "ledger", "issues", *DATASETS, *map(displaced, DATASETS.values())}
    for name in sorted(ours & {name for name, table in connection.relations().items() if table}):
        connection.execute(f"DROP TABLE {name}")


def append(connection: Connection, dataset: Dataset, rows: "pa.Table", batch: int) -> None:
    """Add `rows` to the table of `dataset` as `batch`."""
    from reportgen.store import arrow

    connection.append(dataset.name, arrow.of_batch(dataset, rows, batch))


def table(dataset: Dataset) -> ibis.Table:
    """The table of `dataset` as the contract declares it, in whichever engine; a view knows no more of it."""
    types = ((column.name, f"{'!' * column.required}{IBIS[column.type]}") for column in dataset.columns)
    return _declared(dataset.name, tuple(types))


@cache
def _declared(name: str, types: tuple[tuple[str, str], ...]) -> ibis.Table:
    return ibis.table(dict(types), name=name)


def entered(serial: int, record: Record) -> list[object]:
    """The values of `record` in the ledger, for `ENTER`."""
    event = record.event
    content = json.dumps(dict(event.content), ensure_ascii=False, sort_keys=True)
    return [
        serial, event.key, event.entry, event.kind, event.day, content, record.at.replace(microsecond=0),
        record.by, record.previous, record.hash,
    ]  # fmt: skip


def columns(dataset: Dataset) -> str:
    """The columns of `dataset` as SQL declares them."""
    return ", ".join(
        f"{column.name} {TYPES[column.type]}{' NOT NULL' if column.required else ''}"
        for column in dataset.columns
    )


def displaced(dataset: Dataset) -> str:
    """The table that keeps the rows of `dataset` which a later filing displaced."""
    return f"{dataset.name}_displaced"


def _displaced(dataset: Dataset) -> str:
    return (
        f"CREATE TABLE {displaced(dataset)}"
        f" ({columns(dataset)}, batch INTEGER NOT NULL, displaced_by INTEGER NOT NULL)"
    )


# --- migration -------------------------------------------------------------------------------


def version(place: Database) -> int:
    """The schema version of the store at `place`."""
    with engines.of(place).reading() as connection:
        row = connection.execute("SELECT value FROM origin WHERE key = 'schema_version'").fetchone()
    return int(row[0]) if row else 0


def begin(place: Database) -> None:
    """Make the tables of a new store at `place`; `WrongUsage` if it has a store already."""
    engine = engines.of(place)
    if engine.exists():
        raise WrongUsage.single(
            "已有数据库，不能重新建立", str(place), "核对请用 --verify，升级请用 --migrate"
        )
    with engine.drafting() as connection:
        create(connection, "")


def migrate(place: Database) -> Path | None:
    """Bring the store at `place` to the present version: a file on a copy that takes its place when done.

    Returns the file that keeps the old store; None if nothing was to do, or where one transaction did it.
    Raises `ReportError` for a store newer than this program.
    """
    engine = engines.of(place)
    if not engine.exists():
        raise MissingData.single("数据库不存在", str(place), "请检查 --workspace 和 reportgen.toml")
    found = version(place)
    if found == VERSION:
        return None
    if found > VERSION:
        raise ReportError.single(
            f"数据库结构是第{found}版，本程序只认识到第{VERSION}版", str(place), "请使用更新的程序"
        )
    file = embedded(place)
    kept = file.with_name(f"{file.name}.v{found}") if file else None
    with engine.drafting(keep=kept.name if kept else "同一事务") as connection:
        for step in range(found, VERSION):
            _STEPS[step](connection)
    return kept


def _second(connection: Connection) -> None:
    """Filings, the state of batches, and a place for displaced rows."""
    connection.declare(FILINGS)
    connection.declare("ALTER TABLE batches RENAME TO batches_1")
    connection.declare(BATCHES)
    connection.execute(
        "INSERT INTO batches SELECT batch, NULL, dataset, source, synthetic, loaded_at, row_count,"
        " first_date, last_date, ? FROM batches_1",
        [CURRENT],
    )
    connection.execute("DROP TABLE batches_1")
    for dataset in DATASETS.values():
        connection.declare(_displaced(dataset))
    connection.execute("UPDATE origin SET value = '2' WHERE key = 'schema_version'")


def _third(connection: Connection) -> None:
    """The 整改台账 as events instead of a table of states, and the register of issues."""
    connection.declare(LEDGER)
    connection.declare(ISSUES)
    there = connection.relations()
    if there.get("rectification"):
        _into_events(connection)
    for table in ("rectification", "rectification_displaced"):
        if there.get(table):
            connection.execute(f"DROP TABLE {table}")
    connection.execute("DELETE FROM batches WHERE dataset = 'rectification'")
    connection.execute("UPDATE origin SET value = '3' WHERE key = 'schema_version'")


def _into_events(connection: Connection) -> None:
    """The rows of the table that the ledger replaces, each as the events that lead to its state."""
    cursor = connection.execute(
        "SELECT rect_id AS entry, r.source, source_ref, found_date, unit_id, problem, class AS aspect,"
        " severity AS level, mode, measure, responsible, due_date, finish_date, state,"
        " review_date AS ended_date, synthetic FROM rectification AS r"
        " JOIN batches ON batches.batch = r.batch ORDER BY found_date, rect_id"
    )
    events = [event for row in named(cursor) for event in exchange.events([row], row["synthetic"])]
    for serial, record in enumerate(chain.recorded(events, datetime.now(), "数据库升级"), 1):
        connection.execute(ENTER, entered(serial, record))


def _fourth(connection: Connection) -> None:
    """Work logged for the week as well as for the month, and the day on which a project was sampled."""
    for name, added in (("worklog", {"cycle": "'月通报'"}), ("projects", {"sample_date": "date"})):
        for table in (name, displaced(DATASETS[name])):
            _rebuild(connection, DATASETS[name], table, added)
    connection.execute("UPDATE origin SET value = '4' WHERE key = 'schema_version'")


def _fifth(connection: Connection) -> None:
    """Places for the datasets declared since (steps, special procedures, calendar, history); levels in words."""
    _complete(connection)
    for table in ("ratings", displaced(DATASETS["ratings"])):
        _rebuild(connection, DATASETS["ratings"], table, {})
    connection.execute("UPDATE origin SET value = '5' WHERE key = 'schema_version'")


def _rebuild(connection: Connection, dataset: Dataset, table: str, added: Mapping[str, str]) -> None:
    """Make `table` anew with the columns that `dataset` declares now; `added` fills in those it had not."""
    if not connection.relations().get(table):  # a view of another database, which its owner keeps
        return
    declared = [column.name for column in dataset.columns]
    described = connection.execute(f"SELECT * FROM {table} WHERE FALSE").description or ()
    had = [column[0] for column in described]
    kept = [name for name in had if name not in declared]  # batch, displaced_by
    values = {name: name if name in had else added.get(name, "NULL") for name in (*declared, *kept)}
    own = ", ".join(f"{name} INTEGER NOT NULL" for name in kept)
    connection.declare(f"ALTER TABLE {table} RENAME TO {table}_before")
    connection.declare(f"CREATE TABLE {table} ({columns(dataset)}, {own})")
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {table}_before"
    )
    connection.execute(f"DROP TABLE {table}_before")


_STEPS = {1: _second, 2: _third, 3: _fourth, 4: _fifth}
