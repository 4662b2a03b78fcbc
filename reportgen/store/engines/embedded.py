"""DuckDB in a file: the engine of a workspace that names no other."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import duckdb
import ibis

from reportgen.errors import Fault, ReportError
from reportgen.store.engines import Connection, Cursor, Names, Reader, Values

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Session:
    """A connection to a DuckDB file."""

    raw: duckdb.DuckDBPyConnection

    def execute(self, sql: str, values: Values = ()) -> Cursor:
        """Run one statement."""
        return self.raw.execute(sql, list(values))

    def declare(self, sql: str) -> None:
        """Run a declaration; text is compared by its bytes without being told."""
        self.raw.execute(sql)

    def append(self, table: str, rows: "pa.Table") -> None:
        """Add `rows`, cast to the types of `table`."""
        self.raw.register("incoming", rows)
        self.raw.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        self.raw.unregister("incoming")

    def relations(self) -> dict[str, bool]:
        """The tables and views of the file."""
        sql = "SELECT table_name, table_type = 'BASE TABLE' FROM information_schema.tables WHERE table_schema = 'main'"
        return dict(self.raw.execute(sql).fetchall())


@dataclass(frozen=True, slots=True)
class Open:
    """A DuckDB file open for reading: without Ibis, whose connection costs a start."""

    raw: duckdb.DuckDBPyConnection

    def fetch(self, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows; in a cursor of its own, so that several may be asked for at once."""
        with self.raw.cursor() as cursor:
            cursor.execute(sql)
            return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def close(self) -> None:
        """Close the file."""
        self.raw.close()


@dataclass(frozen=True, slots=True)
class Embedded:
    """The store in `file`."""

    file: Path
    dialect: ClassVar[str] = "duckdb"
    errors: ClassVar[tuple[type[Exception], ...]] = (duckdb.Error,)

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.file.exists()

    def reader(self) -> Reader:
        """The file open for reading; `ReportError` if it is damaged, or being written."""
        with self._told():
            return Open(duckdb.connect(self.file, read_only=True))

    def backend(self) -> ibis.BaseBackend:
        """The same as Ibis connects to it."""
        with self._told():
            return ibis.duckdb.connect(self.file, read_only=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise ReportError.single(
                f"数据库打不开（{error}）", str(self.file), "请确认没有其他程序正在写入，或用备份恢复"
            ) from None

    def fetch(self, backend: ibis.BaseBackend, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows."""
        cursor = backend.raw_sql(sql)
        return [column[0] for column in cursor.description], cursor.fetchall()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with duckdb.connect(self.file, read_only=True) as raw:
            yield Session(raw)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that writes; `ReportError` if another program has the file open."""
        try:
            raw = duckdb.connect(self.file)
        except duckdb.Error as error:
            raise ReportError.single(
                f"数据库正在被其他程序使用（{error}）", str(self.file), "请等它结束后重试"
            ) from None
        with raw:
            yield Session(raw)

    @contextmanager
    def held(self, who: str) -> Iterator[None]:
        """A lock on a file beside; it is the operating system's and ends with the process."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.with_name(f".{self.file.name}.lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "其他程序"
                raise ReportError.single(
                    f"{holder}正在写入数据库", str(self.file), "请等它结束后重试"
                ) from None
            lock.truncate(0)
            lock.write(who)
            lock.flush()
            yield

    @contextmanager
    def drafting(self, keep: str = "") -> Iterator[Connection]:
        """A draft beside the file, renamed over it when done; with `keep`, a copy, and the old file stays as `keep`."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}.draft")
        draft.unlink(missing_ok=True)
        try:
            if keep:
                self._settled()
                shutil.copyfile(self.file, draft)
            with duckdb.connect(draft) as raw:
                yield Session(raw)
            if keep:
                self.file.replace(self.file.with_name(keep))
            draft.replace(self.file)
        finally:
            draft.unlink(missing_ok=True)

    def _settled(self) -> None:
        """Bring into the file what a process that was killed left in its log."""
        with duckdb.connect(self.file) as raw:
            raw.execute("CHECKPOINT")

    def supplied(self) -> set[str]:
        """The views."""
        with self.reading() as connection:
            return {name for name, table in connection.relations().items() if not table}

    def faults(self) -> Iterable[Fault]:
        """Nothing: there is only the file."""
        return ()
