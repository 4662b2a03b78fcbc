"""The one store (数据一个库, clause 2.5): tables of the datasets, each row tied to its batch.

Rows stay in the engine; what leaves it are grouped counts and short lists.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import MissingData, ReportError
from reportgen.rectification import Event
from reportgen.store import ledger, schema
from reportgen.store.writing import Writer

SYNTHETIC_MARK = "示例数据"  # stands on every page and sheet made from synthetic rows


@dataclass(frozen=True, slots=True)
class Batch:
    """Where a set of rows came from; `synthetic` rows mark every document made from them."""

    source: str
    synthetic: bool
    loaded_at: datetime


class Store:
    """An open store, read only; `table` gives Ibis tables to build measures on."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            raise MissingData.single(
                "数据库不存在", str(file), "请检查 --workspace 和 reportgen.toml 中的 store"
            )
        try:
            self.backend = ibis.duckdb.connect(file, read_only=True)
        except duckdb.Error as error:
            raise ReportError.single(
                f"数据库打不开（{error}）", str(file), "请确认没有其他程序正在写入，或用备份恢复"
            ) from None
        self.file = file
        self._require_version()

    def _require_version(self) -> None:
        [row] = self.query("SELECT value FROM origin WHERE key = 'schema_version'")
        if row["value"] != str(schema.VERSION):
            self.close()
            raise ReportError.single(
                f"数据库结构是第{row['value']}版，本程序需要第{schema.VERSION}版", str(self.file),
                "请运行 ./invokew store --migrate（先在副本上升级，原库保留）",
            )  # fmt: skip

    def table(self, dataset: Dataset) -> ibis.Table:
        """The rows of `dataset` as an Ibis table."""
        return self.backend.table(dataset.name)

    def rows(self, expression: ibis.Table) -> tuple[str, list[dict[str, Any]]]:
        """The SQL of `expression` for this engine, and its rows; compiled once."""
        sql = str(ibis.to_sql(expression, dialect=self.backend.name))
        return sql, self.query(sql)

    def query(self, sql: str) -> list[dict[str, Any]]:
        """The rows that `sql` gives."""
        cursor = self.backend.raw_sql(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def synthetic(self, datasets: Iterable[Dataset]) -> bool:
        """Whether any batch of `datasets` is synthetic."""
        batches = self.backend.table("batches")
        names = [dataset.name for dataset in datasets]
        chosen = batches.filter(batches.dataset.isin(names), batches.synthetic)
        return bool(self.rows(chosen.aggregate(found=chosen.count()))[1][0]["found"])

    def span(self, dataset: Dataset) -> tuple[date, date] | None:
        """First and last date with rows of `dataset`, or None if it is empty."""
        batches = self.backend.table("batches")
        mine = batches.filter(batches.dataset == dataset.name, batches.status == schema.CURRENT)
        [ends] = self.rows(mine.aggregate(first=mine.first_date.min(), last=mine.last_date.max()))[1]
        return (ends["first"], ends["last"]) if ends["first"] else None

    def close(self) -> None:
        """Close the connection."""
        self.backend.disconnect()


@contextmanager
def opened(file: Path) -> Iterator[Store]:
    """The store in `file`, closed at the end."""
    store = Store(file)
    try:
        yield store
    finally:
        store.close()


def create(
    file: Path, batch: Batch, tables: Mapping[str, pa.Table], origin: str = "", events: Iterable[Event] = ()
) -> None:  # fmt: skip
    """Write a new store holding `tables` (by dataset name) as one batch each, whole or not at all.

    `events` are those of the 整改台账; `origin` says what the store was made from; `made_from` reads it back.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    try:
        with duckdb.connect(draft) as connection:
            _fill(connection, batch, tables, origin)
            ledger.append(Writer(connection), events, batch.loaded_at, batch.source)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def made_from(file: Path) -> str:
    """What the store in `file` says it was made from; empty if there is no such store."""
    if not file.exists():
        return ""
    try:
        with duckdb.connect(file, read_only=True) as connection:
            row = connection.execute("SELECT value FROM origin WHERE key = 'made_from'").fetchone()
    except duckdb.Error:
        return ""
    return row[0] if row else ""


def filings(file: Path) -> list[dict[str, Any]]:
    """Every file recorded in the store in `file`, in the order of receipt; none if there is no store."""
    if not file.exists():
        return []
    with duckdb.connect(file, read_only=True) as connection:
        found = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name = 'filings'"
        ).fetchall()
        cursor = connection.execute("SELECT * FROM filings ORDER BY filing") if found else None
        names = [column[0] for column in cursor.description or ()] if cursor else []
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if cursor else []


def _fill(
    connection: duckdb.DuckDBPyConnection, batch: Batch, tables: Mapping[str, pa.Table], origin: str
) -> None:
    schema.create(connection, origin)
    for serial, dataset in enumerate(DATASETS.values(), 1):
        if dataset.name in tables:
            _append(connection, serial, batch, dataset, tables[dataset.name])


def _append(
    connection: duckdb.DuckDBPyConnection, serial: int, batch: Batch, dataset: Dataset, rows: pa.Table
) -> None:
    names = ", ".join(column.name for column in dataset.columns)
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {dataset.name} SELECT {names}, {serial} FROM incoming")
    connection.unregister("incoming")
    connection.execute(
        f"INSERT INTO batches SELECT ?, NULL, ?, ?, ?, ?, count(*), min({dataset.dated})::DATE,"
        f" max({dataset.dated})::DATE, ? FROM {dataset.name}",
        [serial, dataset.name, batch.source, batch.synthetic, batch.loaded_at, schema.CURRENT],
    )
