"""Writing into the store: one writer at a time, each filing in one transaction, nothing ever lost.

A filing replaces the rows of its unit and period. What it displaces is kept beside, so that withdrawing
it restores exactly what was there before.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportgen.database import Database
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import WrongUsage
from reportgen.period import Period
from reportgen.store import engines, schema
from reportgen.store.engines import Connection, named

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is recorded of a file: its name and hash, whose it is, who took it when, what was found."""

    name: str
    sha256: str
    unit: str
    period: Period | None  # None where the file does not say
    business: bool
    received_at: datetime
    received_by: str
    findings: Sequence[Mapping[str, Any]] = ()


@contextmanager
def held(place: Database, who: str, now: datetime) -> Iterator[None]:
    """The right to write into the store at `place`; `ReportError` at once if somebody else has it.

    The lock ends with the process, however that ends.
    """
    with engines.of(place).held(f"{who}（进程{os.getpid()}，{now:%Y-%m-%d %H:%M}起）"):
        yield


@contextmanager
def writing(place: Database) -> Iterator["Writer"]:
    """The store at `place`, open for writing by the process that has `held` it."""
    with engines.of(place).writing() as connection:
        yield Writer(connection)


@dataclass(frozen=True, slots=True)
class Writer:
    """An open store that may be written."""

    connection: Connection

    def receive(self, receipt: Receipt, tables: Mapping[str, Rows]) -> int:
        """Take the rows of a filing, by dataset, in the place of what its unit reported for the period.

        Returns the version: 1 for the first file of this unit, period and datasets, then 2, and so on; 0 if
        this very file is the current one, and nothing was changed.
        """
        assert receipt.period
        names = ",".join(sorted(tables))
        current = self._current(receipt.unit, receipt.period, names)
        if current and current["sha256"] == receipt.sha256:
            return 0
        version = self._versions(receipt.unit, receipt.period, names) + 1
        with self._transaction():
            if current:
                self._mark(current["filing"], schema.REPLACED)
            filing = self._record(receipt, names, version, schema.CURRENT)
            for name, rows in tables.items():
                self._replace(DATASETS[name], rows, filing, receipt)
        return version

    def refuse(self, receipt: Receipt) -> None:
        """Record a file that was not taken; the same file with the same findings is recorded once."""
        found = _json(receipt.findings)
        [(known,)] = self.connection.execute(
            "SELECT count(*) FROM filings WHERE sha256 = ? AND status = ? AND findings = ?",
            [receipt.sha256, schema.REFUSED, found],
        ).fetchall()
        if not known:
            self._record(receipt, "", 0, schema.REFUSED)

    def withdraw(self, filing: int) -> None:
        """Take back the filing numbered `filing` and restore what it displaced.

        Raises `WrongUsage` if there is none, or if it is not the current one of its unit and period.
        """
        found = self._query("SELECT * FROM filings WHERE filing = ?", [filing])
        if not found:
            raise WrongUsage.single(f"没有第{filing}号批次", "batches", "运行 ./invokew batches 查看批次")
        if found[0]["status"] != schema.CURRENT:
            raise WrongUsage.single(
                f"第{filing}号批次的状态是“{found[0]['status']}”，不能撤回", "batches", "只能撤回现行的批次"
            )
        batches = self._query("SELECT * FROM batches WHERE filing = ?", [filing])
        self._require_last(filing, batches)
        with self._transaction():
            for batch in batches:
                self._restore(DATASETS[batch["dataset"]], batch["batch"], filing)
            self._mark(filing, schema.WITHDRAWN)
            before = self._query(
                "SELECT max(filing) AS filing FROM filings WHERE unit_id = ? AND period = ? AND datasets = ?"
                " AND status = ?",
                [found[0]["unit_id"], found[0]["period"], found[0]["datasets"], schema.REPLACED],
            )[0]["filing"]
            if before is not None:
                self._mark(before, schema.CURRENT)

    def _require_last(self, filing: int, batches: list[dict[str, Any]]) -> None:
        """`WrongUsage` if a later filing has displaced rows of these batches."""
        later: set[int] = set()
        for batch in batches:
            kept = schema.displaced(DATASETS[batch["dataset"]])
            rows = self._query(f"SELECT DISTINCT displaced_by FROM {kept} WHERE batch = ?", [batch["batch"]])
            later |= {row["displaced_by"] for row in rows}
        if later:
            numbers = "、".join(map(str, sorted(later)))
            raise WrongUsage.single(
                f"第{filing}号批次的数据已被第{numbers}号批次替换", "batches", f"请先撤回第{numbers}号批次"
            )

    def rows(self, dataset: Dataset, unit: str, period: Period) -> list[dict[str, Any]]:
        """What the store holds of `dataset` for `unit` and `period`."""
        names = ", ".join(column.name for column in dataset.columns)
        sql = f"SELECT {names} FROM {dataset.name} WHERE {_slice(dataset)} ORDER BY {', '.join(dataset.key)}"
        return self._query(sql, [unit, period.start, period.end])

    # --- for the other tables of the store -----------------------------------------------

    def transaction(self) -> AbstractContextManager[None]:
        """All that is run inside, or nothing of it."""
        return self._transaction()

    def query(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]:
        """The rows that `sql` gives; ? stands for each of `values`."""
        return self._query(sql, values)

    def run(self, sql: str, values: Sequence[object]) -> None:
        """Run `sql`, which changes something; ? stands for each of `values`."""
        self.connection.execute(sql, list(values))

    # --- inside --------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _query(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]:
        return named(self.connection.execute(sql, values))

    def _next(self, table: str, column: str) -> int:
        [(last,)] = self.connection.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchall()
        return int(last) + 1

    def _current(self, unit: str, period: Period, names: str) -> dict[str, Any] | None:
        found = self._query(
            "SELECT * FROM filings WHERE unit_id = ? AND period = ? AND datasets = ? AND status = ?",
            [unit, str(period), names, schema.CURRENT],
        )
        return found[0] if found else None

    def _versions(self, unit: str, period: Period, names: str) -> int:
        [row] = self._query(
            "SELECT coalesce(max(version), 0) AS last FROM filings WHERE unit_id = ? AND period = ?"
            " AND datasets = ?",
            [unit, str(period), names],
        )
        return int(row["last"])

    def _record(self, receipt: Receipt, names: str, version: int, status: str) -> int:
        filing = self._next("filings", "filing")
        self.connection.execute(
            "INSERT INTO filings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                filing, receipt.name, receipt.sha256, receipt.unit, str(receipt.period or ""), names, version,
                receipt.business, receipt.received_at, receipt.received_by, status, _json(receipt.findings),
            ],
        )  # fmt: skip
        return filing

    def _mark(self, filing: int, status: str) -> None:
        self.connection.execute("UPDATE filings SET status = ? WHERE filing = ?", [status, filing])
        self.connection.execute("UPDATE batches SET status = ? WHERE filing = ?", [status, filing])

    def _replace(self, dataset: Dataset, rows: Rows, filing: int, receipt: Receipt) -> None:
        assert receipt.period
        where = [receipt.unit, receipt.period.start, receipt.period.end]
        self.connection.execute(
            f"INSERT INTO {schema.displaced(dataset)} SELECT *, {filing} FROM {dataset.name}"
            f" WHERE {_slice(dataset)}",
            where,
        )
        self.connection.execute(f"DELETE FROM {dataset.name} WHERE {_slice(dataset)}", where)
        from reportgen.store import arrow  # a large library: not for those who only read

        batch = self._next("batches", "batch")
        schema.append(self.connection, dataset, arrow.table(dataset, rows), batch)
        self.connection.execute(
            f"INSERT INTO batches SELECT ?, ?, ?, ?, false, ?, count(*), min({dataset.dated})::DATE,"
            f" max({dataset.dated})::DATE, ? FROM {dataset.name} WHERE batch = {batch}",
            [batch, filing, dataset.name, receipt.name, receipt.received_at, schema.CURRENT],
        )

    def _restore(self, dataset: Dataset, batch: int, filing: int) -> None:
        self.connection.execute(f"DELETE FROM {dataset.name} WHERE batch = {batch}")
        kept = schema.displaced(dataset)
        names = ", ".join([*(column.name for column in dataset.columns), "batch"])
        self.connection.execute(
            f"INSERT INTO {dataset.name} ({names}) SELECT {names} FROM {kept} WHERE displaced_by = {filing}"
        )
        self.connection.execute(f"DELETE FROM {kept} WHERE displaced_by = {filing}")


def _slice(dataset: Dataset) -> str:
    """The rows of one unit and period: unit, first day, day after the last."""
    return f"unit_id = ? AND {dataset.dated} >= ? AND {dataset.dated} < ?"


def _json(findings: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(list(findings), ensure_ascii=False, sort_keys=True)
