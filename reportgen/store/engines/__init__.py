"""The engines that can hold the store, chosen by its place; each is imported only where it is used.

SQL written once runs on both engines that are written to (DuckDB, PostgreSQL): it keeps to what both know,
and marks values with `?`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import ibis

from reportgen.database import Cluster, Database, Server
from reportgen.errors import Fault

if TYPE_CHECKING:
    import pyarrow as pa

Names = Sequence[str]
Values = Sequence[Any]


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def description(self) -> Sequence[Any] | None: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def fetchone(self) -> tuple[Any, ...] | None: ...


def named(cursor: Cursor) -> list[dict[str, Any]]:
    """The rows of `cursor` by column name."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Connection(Protocol):
    """A connection that takes the SQL both engines know, each statement by itself unless within BEGIN."""

    def execute(self, sql: str, values: Values = ()) -> Cursor:
        """Run one statement; each `?` is one of `values`."""

    def declare(self, sql: str) -> None:
        """Run CREATE TABLE or ALTER TABLE; text is compared and sorted by its bytes, whatever the database's locale."""

    def append(self, table: str, rows: "pa.Table") -> None:
        """Add `rows` to `table`, matching columns by name."""

    def relations(self) -> dict[str, bool]:
        """What can be queried by name, and whether it is a table (rather than a view, or a table elsewhere)."""


class Reader(Protocol):
    """The store open for reading: every query sees the state at the time of opening."""

    def fetch(self, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows that `sql` gives."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class ThroughIbis:
    """A store read through the connection of Ibis."""

    backend: Any
    answer: Callable[[Any, str], tuple[Names, Iterable[Values]]]

    def fetch(self, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows."""
        return self.answer(self.backend, sql)

    def close(self) -> None:
        """Disconnect."""
        self.backend.disconnect()


class Engine(Protocol):
    """Everything that differs between the engines; `dialect` is its SQL as Ibis calls it."""

    dialect: ClassVar[str]
    errors: ClassVar[tuple[type[Exception], ...]]

    def exists(self) -> bool:
        """Whether there is a store."""

    def reader(self) -> Reader:
        """The store open for reading."""

    def backend(self) -> ibis.BaseBackend:
        """The same as Ibis connects to it, to ask for the columns it really has."""

    def fetch(self, backend: ibis.BaseBackend, sql: str) -> tuple[Names, Iterable[Values]]:
        """Column names and rows that `sql` gives."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that only reads."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection that writes."""

    def held(self, who: str) -> AbstractContextManager[None]:
        """The right to write; `ReportError` at once naming the holder if somebody else has it."""

    def drafting(self, keep: str = "") -> AbstractContextManager[Connection]:
        """A new store that takes its place whole when done, and not at all otherwise.

        With `keep` it begins as a copy of what is there; a file is kept under that name.
        """

    def supplied(self) -> set[str]:
        """The tables that a platform supplies in the place of ours: they are read and never written."""

    def faults(self) -> Iterable[Fault]:
        """What is wrong with files beside the tables."""


def of(place: Database) -> Engine:
    """The engine of the store at `place`."""
    match place:
        case Path():
            from reportgen.store.engines.embedded import Embedded

            return Embedded(place)
        case Server():
            from reportgen.store.engines.postgres import PostgreSQL

            return PostgreSQL(place)
        case Cluster():
            from reportgen.store.engines.spark import Spark

            return Spark(place)
