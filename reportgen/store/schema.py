"""The tables of the store: those of the datasets, what each row came with, and what it displaced."""

from pathlib import Path

import ibis
import pyarrow as pa

from reportgen.database import Database, embedded
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import MissingData, ReportError, WrongUsage
from reportgen.store import engines
from reportgen.store.engines import Connection

VERSION = 2
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


def create(connection: Connection, origin: str) -> None:
    """Make every table that is not there; a view in the place of a dataset's table stays."""
    for statement in (ORIGIN, FILINGS, BATCHES):
        connection.declare(statement)
    for entry in (("made_from", origin), ("schema_version", str(VERSION))):
        connection.execute("INSERT INTO origin VALUES (?, ?)", entry)
    there = connection.relations()
    for dataset in DATASETS.values():
        if dataset.name not in there:
            connection.declare(f"CREATE TABLE {dataset.name} ({columns(dataset)}, batch INTEGER NOT NULL)")
        connection.declare(_displaced(dataset))


def clear(connection: Connection) -> None:
    """Drop every table of ours, never a view."""
    ours = {"origin", "filings", "batches", *DATASETS, *map(displaced, DATASETS.values())}
    for name in sorted(ours & {name for name, table in connection.relations().items() if table}):
        connection.execute(f"DROP TABLE {name}")


def append(connection: Connection, dataset: Dataset, rows: pa.Table, batch: int) -> None:
    """Add `rows` to the table of `dataset` as `batch`."""
    chosen = rows.select([column.name for column in dataset.columns])
    serial = pa.array([batch], pa.int32()).take(pa.array([0] * len(rows), pa.int8()))
    connection.append(dataset.name, chosen.append_column("batch", serial))


def table(dataset: Dataset) -> ibis.Table:
    """The table of `dataset` as the contract declares it, in whichever engine; a view knows no more of it."""
    types = {column.name: f"{'!' * column.required}{IBIS[column.type]}" for column in dataset.columns}
    return ibis.table(types, name=dataset.name)


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


_STEPS = {1: _second}
