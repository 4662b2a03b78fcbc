"""The tables of the store: those of the datasets, what each row came with, and what it displaced."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from reportgen import exchange, rectification
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import ReportError
from reportgen.rectification import Record

VERSION = 3
CURRENT, REPLACED, WITHDRAWN, REFUSED = "现行", "已替换", "已撤回", "退回"

TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(14, 2)",
    "date": "DATE",
    "time": "TIMESTAMP",
    "flag": "BOOLEAN",
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


def create(connection: duckdb.DuckDBPyConnection, origin: str) -> None:
    """Make every table in an empty database."""
    for statement in (ORIGIN, FILINGS, BATCHES, LEDGER, ISSUES):
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO origin VALUES (?, ?)", [("made_from", origin), ("schema_version", str(VERSION))]
    )
    for dataset in DATASETS.values():
        connection.execute(f"CREATE TABLE {dataset.name} ({columns(dataset)}, batch INTEGER NOT NULL)")
        connection.execute(_displaced(dataset))


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


def version(file: Path) -> int:
    """The schema version of the store in `file`."""
    with duckdb.connect(file, read_only=True) as connection:
        row = connection.execute("SELECT value FROM origin WHERE key = 'schema_version'").fetchone()
    return int(row[0]) if row else 0


def migrate(file: Path) -> Path | None:
    """Bring the store in `file` to the present version, on a copy that takes its place when done.

    Returns where the old store is kept, None if nothing was to do. Raises `ReportError` for a store newer
    than this program.
    """
    found = version(file)
    if found == VERSION:
        return None
    if found > VERSION:
        raise ReportError.single(
            f"数据库结构是第{found}版，本程序只认识到第{VERSION}版", str(file), "请使用更新的程序"
        )
    draft, kept = file.with_name(f".{file.name}.migrating"), file.with_name(f"{file.name}.v{found}")
    shutil.copyfile(file, draft)
    try:
        with duckdb.connect(draft) as connection:
            for step in range(found, VERSION):
                _STEPS[step](connection)
        file.replace(kept)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _second(connection: duckdb.DuckDBPyConnection) -> None:
    """Filings, the state of batches, and a place for displaced rows."""
    connection.execute("BEGIN")
    connection.execute(FILINGS)
    connection.execute("ALTER TABLE batches RENAME TO batches_1")
    connection.execute(BATCHES)
    connection.execute(
        "INSERT INTO batches SELECT batch, NULL, dataset, source, synthetic, loaded_at, row_count,"
        " first_date, last_date, ? FROM batches_1",
        [CURRENT],
    )
    connection.execute("DROP TABLE batches_1")
    for dataset in DATASETS.values():
        connection.execute(_displaced(dataset))
    connection.execute("UPDATE origin SET value = '2' WHERE key = 'schema_version'")
    connection.execute("COMMIT")


def _third(connection: duckdb.DuckDBPyConnection) -> None:
    """The 整改台账 as events instead of a table of states, and the register of issues."""
    connection.execute("BEGIN")
    connection.execute(LEDGER)
    connection.execute(ISSUES)
    _into_events(connection)
    for table in ("rectification", "rectification_displaced"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute("DELETE FROM batches WHERE dataset = 'rectification'")
    connection.execute("UPDATE origin SET value = '3' WHERE key = 'schema_version'")
    connection.execute("COMMIT")


def _into_events(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows of the table that the ledger replaces, each as the events that lead to its state."""
    cursor = connection.execute(
        "SELECT rect_id AS entry, r.source, source_ref, found_date, unit_id, problem, class AS aspect,"
        " severity AS level, mode, measure, responsible, due_date, finish_date, state,"
        " review_date AS ended_date, synthetic FROM rectification AS r JOIN batches USING (batch)"
        " ORDER BY found_date, rect_id"
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    events = [event for row in rows for event in exchange.events([row], row["synthetic"])]
    at = datetime.now()
    for serial, record in enumerate(rectification.recorded(events, at, "数据库升级"), 1):
        connection.execute(ENTER, entered(serial, record))


_STEPS = {1: _second, 2: _third}
