"""The one store (数据一个库, clause 2.5): tables of the datasets, each row tied to its batch.

Rows stay in the engine; what leaves it are grouped counts and short lists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import ibis

from reportgen.database import Database, embedded
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import MissingData, ReportError
from reportgen.rectification import Event
from reportgen.store import compiled, engines, ledger, schema
from reportgen.store.engines import Connection, named
from reportgen.store.writing import Writer

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 2  # queries that an open store asks its engine: small ones leave all but one core idle
SYNTHETIC_MARK = "示例数据"  # stands on every page and sheet made from synthetic rows

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch:
    """Where a set of rows came from; `synthetic` rows mark every document made from them."""

    source: str
    synthetic: bool
    loaded_at: datetime


class Store:
    """An open store, read only; `table` gives Ibis tables to build measures on."""

    def __init__(self, place: Database) -> None:
        self.place, self._engine = place, engines.of(place)
        if not self._engine.exists():
            raise MissingData.single(
                "数据库不存在，或其中还没有本程序的表", str(place),
                "请检查 --workspace 和 reportgen.toml 中的 store、database；新建请运行 ./invokew store --create",
            )  # fmt: skip
        self.dialect, self._reader = self._engine.dialect, self._engine.reader()
        self._askers = ThreadPoolExecutor(AT_ONCE)
        self._require_version()

    def _require_version(self) -> None:
        [row] = self.query("SELECT value FROM origin WHERE key = 'schema_version'")
        if row["value"] != str(schema.VERSION):
            self.close()
            raise ReportError.single(
                f"数据库结构是第{row['value']}版，本程序需要第{schema.VERSION}版", str(self.place),
                "请运行 ./invokew store --migrate（先在副本上升级，原库保留）",
            )  # fmt: skip

    def table(self, dataset: Dataset) -> ibis.Table:
        """The rows of `dataset` as an Ibis table."""
        return schema.table(dataset)

    def rows(self, expression: ibis.Table) -> tuple[str, list[dict[str, Any]]]:
        """The SQL of `expression` for this engine, and its rows."""
        sql = self.sql(expression)
        return sql, self.query(sql)

    def sql(self, expression: ibis.Table) -> str:
        """The SQL of `expression` for this engine."""
        return compiled.sql(expression, self.dialect)

    def sql_for(self, asked: str, build: Callable[[], ibis.Table]) -> str:
        """The SQL for this engine of the expression that `build` gives for what is `asked`: no two give the same asked another."""
        return compiled.sql_for(asked, self.dialect, build)

    def found(self, expression: ibis.Table) -> list[dict[str, Any]]:
        """The rows of `expression`, which is made of what was looked for and so is not worth keeping."""
        return self.query(compiled.made(expression, self.dialect))

    def translated(self, sql: str, dialect: str) -> str:
        """`sql`, compiled for the engine that speaks `dialect`, for this one."""
        if dialect == self.dialect:
            return sql
        import sqlglot

        return str(sqlglot.transpile(sql, read=dialect, write=self.dialect, pretty=True)[0])

    def query(self, sql: str) -> list[dict[str, Any]]:
        """The rows that `sql` gives."""
        names, rows = self._reader.fetch(sql)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def begin(self, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> Future[R]:
        """`work` that waits for the engine, done while the caller goes on; a few are under way at once."""
        return self._askers.submit(work, *given, **named)

    def synthetic(self, datasets: Iterable[Dataset]) -> bool:
        """Whether any batch of `datasets` is synthetic."""
        names = ", ".join(f"'{dataset.name}'" for dataset in datasets)
        [row] = self.query(
            f"SELECT count(*) AS found FROM batches WHERE synthetic AND dataset IN ({names or 'NULL'})"
        )
        return bool(row["found"])

    def span(self, dataset: Dataset) -> tuple[date, date] | None:
        """First and last date with rows of `dataset`, or None if it is empty."""
        found = self._received(dataset)
        if not found["batches"]:  # a view: its rows came in no batch
            dated = f"CAST({dataset.dated or 'NULL'} AS DATE)"
            [found] = self.query(f"SELECT min({dated}) AS first, max({dated}) AS last FROM {dataset.name}")
        return (found["first"], found["last"]) if found["first"] else None

    def filled(self, dataset: Dataset) -> bool:
        """Whether `dataset` has rows with a date; of a view no more than one is read."""
        found = self._received(dataset)
        if found["batches"]:
            return found["first"] is not None
        dated = dataset.dated or "NULL"
        return bool(self.query(f"SELECT 1 AS found FROM {dataset.name} WHERE {dated} IS NOT NULL LIMIT 1"))

    def _received(self, dataset: Dataset) -> dict[str, Any]:
        """How many batches of `dataset` there are, and their first and last date."""
        ends = "min(first_date) AS first, max(last_date) AS last, count(*) AS batches"
        where = f"dataset = '{dataset.name}' AND status = '{schema.CURRENT}'"
        [found] = self.query(f"SELECT {ends} FROM batches WHERE {where}")
        return found

    def close(self) -> None:
        """Close the connection; what has not begun is not begun any more."""
        self._askers.shutdown(cancel_futures=True)
        self._reader.close()


@contextmanager
def opened(place: Database) -> Iterator[Store]:
    """The store at `place`, closed at the end."""
    store = Store(place)
    try:
        yield store
    finally:
        store.close()


def create(
    place: Database, batch: Batch, tables: Mapping[str, "pa.Table"], origin: str = "", events: Iterable[Event] = ()
) -> None:  # fmt: skip
    """Write a new store holding `tables` (by dataset name) as one batch each, whole or not at all.

    `events` are those of the 整改台账; `origin` says what the store was made from; `made_from` reads it back. Only such a store is replaced on a
    server, where no file is left to go back to.
    """
    if embedded(place) is None and engines.of(place).exists() and not made_from(place):
        raise ReportError.single("数据库中已有正式数据，不能重新生成", str(place), "示例数据请另用一个库")
    with engines.of(place).drafting() as connection:
        schema.clear(connection)
        schema.create(connection, origin)
        for serial, dataset in enumerate(DATASETS.values(), 1):
            if dataset.name in tables:
                _append(connection, serial, batch, dataset, tables[dataset.name])
        ledger.add(Writer(connection), events, batch.loaded_at, batch.source)


def made_from(place: Database) -> str:
    """What the store at `place` says it was made from; empty if there is no such store."""
    engine = engines.of(place)
    if not engine.exists():
        return ""
    try:
        with engine.reading() as connection:
            row = connection.execute("SELECT value FROM origin WHERE key = 'made_from'").fetchone()
    except engine.errors:
        return ""
    return row[0] if row else ""


def supplied(place: Database) -> set[str]:
    """The datasets that a platform supplies by views or files: no return writes into them."""
    return engines.of(place).supplied() & DATASETS.keys()


def filings(place: Database) -> list[dict[str, Any]]:
    """Every file recorded in the store at `place`, in the order of receipt; none if there is no store."""
    engine = engines.of(place)
    if not engine.exists():
        return []
    with engine.reading() as connection:
        if "filings" not in connection.relations():
            return []
        return named(connection.execute("SELECT * FROM filings ORDER BY filing"))


def _append(connection: Connection, serial: int, batch: Batch, dataset: Dataset, rows: "pa.Table") -> None:
    schema.append(connection, dataset, rows, serial)
    dated = dataset.dated or "NULL::DATE"
    connection.execute(
        f"INSERT INTO batches SELECT ?, NULL, ?, ?, ?, ?, count(*), min({dated})::DATE, max({dated})::DATE, ?"
        f" FROM {dataset.name}",
        [serial, dataset.name, batch.source, batch.synthetic, batch.loaded_at, schema.CURRENT],
    )
