"""PostgreSQL: the store as tables, or views over a platform's tables, in one schema of a database."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, cast

import ibis
import pyarrow as pa
import pyarrow.csv as csv

from reportgen.database import Server
from reportgen.errors import Fault, ReportError
from reportgen.store.engines import Connection, Cursor, Names, Reader, Values

try:
    import psycopg
    from psycopg.conninfo import make_conninfo
except ImportError:
    raise ReportError.single(
        "没有安装 PostgreSQL 驱动 psycopg", "reportgen.toml，database",
        "请运行 pip install 'reportgen[postgres]'；在项目文件夹中运行 .venv/bin/pip install -e '.[postgres]'",
    ) from None  # fmt: skip

LOCK = 0x957_7  # the standard's number: tells our lock from those of other programs in the same database


@dataclass(frozen=True, slots=True)
class Session:
    """A connection to a server."""

    raw: psycopg.Connection[Any]

    def execute(self, sql: str, values: Values = ()) -> Cursor:
        """Run one statement; PostgreSQL numbers the values."""
        numbers = count(1)
        numbered = re.sub(r"\?", lambda mark: f"${next(numbers)}", sql)
        cursor = psycopg.RawCursor(self.raw)
        return cast(Cursor, cursor.execute(numbered.encode(), list(values) or None))

    def declare(self, sql: str) -> None:
        """Run a declaration; every text column gets the collation C, as DuckDB compares and sorts."""
        self.execute(sql.replace("VARCHAR", 'VARCHAR COLLATE "C"'))

    def append(self, table: str, rows: pa.Table) -> None:
        """Add `rows` through COPY, in portions; an empty field is null, an empty text is quoted."""
        names = ", ".join(rows.column_names)
        copying = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)".encode()
        with self.raw.cursor() as cursor, cursor.copy(copying) as copy:
            for portion in rows.to_batches(max_chunksize=50_000):
                sink = pa.BufferOutputStream()
                csv.write_csv(portion, sink, csv.WriteOptions(include_header=False))
                copy.write(sink.getvalue().to_pybytes())

    def relations(self) -> dict[str, bool]:
        """The tables, views, materialised views and foreign tables of the schema."""
        sql = """SELECT relname, relkind IN ('r', 'p') FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"""
        return dict(self.raw.execute(sql).fetchall())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database as it was when the transaction of `raw` began."""

    raw: psycopg.Connection[Any]

    def fetch(self, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows."""
        cursor = self.raw.execute(sql.encode())
        return [column.name for column in cursor.description or ()], cursor.fetchall()

    def close(self) -> None:
        """Close the connection, and the transaction with it."""
        self.raw.close()


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """The store in the first schema of the search path of `server`."""

    server: Server
    dialect: ClassVar[str] = "postgres"
    errors: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error,)

    def exists(self) -> bool:
        """Whether the schema has our table of origin."""
        with self._connected() as raw:
            row = raw.execute("SELECT to_regclass('origin')").fetchone()
        return bool(row and row[0])

    def reader(self) -> Reader:
        """The database within one read-only transaction: every query sees the same state."""
        return Snapshot(self._snapshot())

    def backend(self) -> ibis.BaseBackend:
        """The same as Ibis sees it."""
        return ibis.postgres.from_connection(self._snapshot())

    def _snapshot(self) -> psycopg.Connection[Any]:
        raw = self._connect()
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return raw

    def fetch(self, backend: ibis.BaseBackend, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows."""
        with backend.raw_sql(sql) as cursor:
            return [column[0] for column in cursor.description], cursor.fetchall()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self._connected() as raw:
            raw.execute("SET default_transaction_read_only = on")
            yield Session(raw)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that writes."""
        with self._connected() as raw:
            yield Session(raw)

    @contextmanager
    def held(self, who: str) -> Iterator[None]:
        """An advisory lock of this schema; the server frees it when the connection ends, however it ends."""
        with self._connected() as raw:
            taking = "SELECT pg_try_advisory_lock(%s, hashtext(current_schema()))"
            [(mine,)] = raw.execute(taking, [LOCK]).fetchall()
            if not mine:
                raise ReportError.single(
                    f"{_holder(raw)}正在写入数据库", str(self.server), "请等它结束后重试"
                )
            _sign(raw, who)
            yield

    @contextmanager
    def drafting(self, keep: str = "") -> Iterator[Connection]:
        """One transaction: whole or not at all; the old state is not kept."""
        with self._connected() as raw, raw.transaction():
            yield Session(raw)

    def supplied(self) -> set[str]:
        """The views, over whatever tables."""
        with self.reading() as connection:
            return {name for name, table in connection.relations().items() if not table}

    def faults(self) -> Iterable[Fault]:
        """Nothing: there is only the database."""
        return ()

    # --- inside --------------------------------------------------------------------------

    def _connect(self) -> psycopg.Connection[Any]:
        server = self.server
        given = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
        known = {key: str(value) for key, value in given.items() if value}
        defaults = {"connect_timeout": "10", "client_encoding": "utf8"}
        try:
            wanted = make_conninfo(**{**defaults, **server.options, **known}, dbname=server.name)
            raw = psycopg.connect(wanted, autocommit=True)
        except psycopg.Error as error:
            raise ReportError.single(
                f"连不上数据库（{str(error).strip()}）", str(server), "请核对地址、用户、密码和网络，或请数据库管理员协助"
            ) from None  # fmt: skip
        raw.execute("SET TIMEZONE = 'UTC'")
        return raw

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        raw = self._connect()
        try:
            yield raw
        finally:
            raw.close()


def _sign(raw: psycopg.Connection[Any], who: str) -> None:
    """Record who writes, where a second one can read it; a schema without our tables has no place for it."""
    if raw.execute("SELECT to_regclass('origin')").fetchone() != (None,):
        raw.execute(
            "INSERT INTO origin VALUES ('writer', %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [who],
        )


def _holder(raw: psycopg.Connection[Any]) -> str:
    if raw.execute("SELECT to_regclass('origin')").fetchone() == (None,):
        return "其他程序"
    row = raw.execute("SELECT value FROM origin WHERE key = 'writer'").fetchone()
    return row[0] if row else "其他程序"
