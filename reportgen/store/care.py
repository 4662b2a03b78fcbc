"""Is the store sound (`verify`), and what does it hold or expect (`contract`)?"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import Fault
from reportgen.store import schema


def verify(file: Path) -> list[Fault]:
    """Everything that is wrong with the store in `file`; nothing if it is sound.

    Every row is read; each batch must hold the rows it was loaded with, here or among the displaced;
    keys must be single.
    """
    remedy = "请用备份恢复数据库，再重新接收此后的报送文件（原件在 archive 文件夹）"
    try:
        with duckdb.connect(file, read_only=True) as connection:
            found = list(_faults(connection))
    except duckdb.Error as error:
        return [Fault(f"数据库损坏或读不出来（{str(error).splitlines()[0]}）", str(file), remedy)]
    return [Fault(words, str(file), remedy) for words in found]


def _faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for dataset in DATASETS.values():
        if lost := {dataset.name, schema.displaced(dataset)} - tables:
            yield f"缺少数据表：{'、'.join(sorted(lost))}"
            continue
        if faults := list(_lost_columns(connection, dataset)):
            yield from faults
            continue
        yield from _lost_rows(connection, dataset)
        yield from _double_keys(connection, dataset)


def _lost_columns(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[str]:
    rows = connection.execute(f"DESCRIBE {dataset.name}").fetchall()
    there = {name: kind for name, kind, *_ in rows}
    for column in dataset.columns:
        wanted = schema.TYPES[column.type].replace(" ", "")
        if there.get(column.name, "").replace(" ", "") != wanted:
            yield f"“{dataset.label}”的“{column.label}”（{column.name}）应为{wanted}，实为{there.get(column.name, '没有')}"


def _lost_rows(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[str]:
    """Batches that no longer hold what they were loaded with; reads every value on the way."""
    every = " + ".join(f"coalesce(hash({column.name}), 0) % 2" for column in dataset.columns)
    sql = f"""
        WITH held AS (
            SELECT batch, {every} AS mark FROM {dataset.name}
            UNION ALL SELECT batch, {every} FROM {schema.displaced(dataset)}),
        counted AS (SELECT batch, count(mark) AS here FROM held GROUP BY batch)
        SELECT batches.batch, row_count, coalesce(here, 0) FROM batches LEFT JOIN counted USING (batch)
        WHERE dataset = ? AND status <> ? AND row_count <> coalesce(here, 0) ORDER BY ALL"""
    for batch, loaded, here in connection.execute(sql, [dataset.name, schema.WITHDRAWN]).fetchall():
        yield f"“{dataset.label}”第{batch}批装入{loaded}行，现有{here}行"


def _double_keys(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[str]:
    key = ", ".join(dataset.key)
    sql = f"SELECT count(*) FROM (SELECT {key} FROM {dataset.name} GROUP BY {key} HAVING count(*) > 1)"
    [(count,)] = connection.execute(sql).fetchall()
    if count:
        labels = "、".join(dataset.column(name).label for name in dataset.key)
        yield f"“{dataset.label}”有{count}个主键（{labels}）重复"


def contract() -> list[str]:
    """The tables and columns a database must offer, one line a column."""
    lines = []
    for dataset in DATASETS.values():
        lines.append(f"{dataset.name}　{dataset.label}（{dataset.number}，第 {dataset.clause} 条）")
        for column in dataset.columns:
            need = "必填" if column.required else "可空"
            kind = schema.TYPES[column.type].replace(" ", "")
            key = "，主键" if column.name in dataset.key else ""
            lines.append(f"    {column.name:<24}{kind:<16}{need}{key}　{column.label}")
    return lines
