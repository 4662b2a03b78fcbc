"""What a database must offer, column by column, and what a given one lacks.

A platform's database joins by views of these names over its own tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dt
from ibis.common.exceptions import TableNotFound

from reportgen.database import Database
from reportgen.datasets import DATASETS, Column, Dataset
from reportgen.store import engines, schema
from reportgen.store.engines import Engine

# What units return, and the register of it.
WRITTEN = ("returns", *(dataset.name for dataset in DATASETS.values() if dataset.returned))


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not as expected of a dataset; `column` is empty where the whole table is meant.

    What is not `serious` may do harm one day: the database can be used.
    """

    dataset: Dataset
    column: str
    what: str
    remedy: str
    serious: bool = True


def contract() -> list[str]:
    """The tables and columns a database must offer, one line a column."""
    lines = []
    for dataset in DATASETS.values():
        lines.append(f"{dataset.name}　{dataset.label}（{dataset.number}，第 {dataset.clause} 条）")
        for column in dataset.columns:
            need = "必填" if column.required else "可空"
            key = "，主键" if column.name in dataset.key else ""
            lines.append(f"    {column.name:<24}{_sql(column):<16}{need}{key}　{column.label}")
    return lines


def lacks(place: Database) -> list[Lack]:
    """Everything in which the database at `place` falls short; nothing if it can be used as it is."""
    engine = engines.of(place)
    supplied = engine.supplied()
    backend = engine.backend()
    try:
        found = [lack for dataset in DATASETS.values() for lack in _of(dataset, engine, backend)]
    finally:
        backend.disconnect()
    return [*found, *(_no_table(DATASETS[name]) for name in WRITTEN if name in supplied)]


def _absent(dataset: Dataset) -> Lack:
    return Lack(dataset, "", "缺少该表", "平台提供的请建同名视图，单位报送的请运行 ./invokew store --create")


def _no_table(dataset: Dataset) -> Lack:
    return Lack(
        dataset,
        "",
        "应为表而不是视图：单位报送的数据写在这里",
        "请删去该视图，再运行 ./invokew store --create",
    )


def _of(dataset: Dataset, engine: Engine, backend: ibis.BaseBackend) -> Iterator[Lack]:
    try:
        table = backend.table(dataset.name)
    except TableNotFound:
        yield _absent(dataset)
        return
    there = table.schema()
    for column in dataset.columns:
        if column.name not in there:
            yield Lack(dataset, column.name, f"缺少该列，应为 {_sql(column)}", "请在表或视图中补上该列")
        elif not fits(there[column.name], column):
            found = str(there[column.name]).removeprefix("!")
            what = f"类型应为 {_sql(column)}，实为 {found}"
            yield Lack(dataset, column.name, what, _conversion(column))
    yield from _empty(dataset, table, engine)


def _empty(dataset: Dataset, table: ibis.Table, engine: Engine) -> Iterator[Lack]:
    """Required columns that the database allows to be null, and how many rows are."""
    there = table.schema()
    fitting = [c for c in dataset.columns if c.name in there and fits(there[c.name], c)]
    names = [column.name for column in fitting if column.required and there[column.name].nullable]
    if not names:
        return
    backend = table.get_backend()
    counts = table.aggregate(**{name: table[name].isnull().sum() for name in names})
    _names, [row] = engine.fetch(backend, str(ibis.to_sql(counts, dialect=backend.name)))
    for name, count in zip(names, row, strict=True):
        if count:
            yield Lack(dataset, name, f"必填，现有{count}行为空", "请补全，或在视图中去掉这些行")
        else:
            yield Lack(
                dataset, name, "必填，数据库却允许为空（现有数据没有空值）", "能加 NOT NULL 的请加上", False
            )


def fits(found: dt.DataType, column: Column) -> bool:
    """Whether values of type `found` can be counted on as those of `column`: no rounding, no time zone."""
    whole = found.is_integer() or (found.is_decimal() and found.scale == 0)
    accepted = {
        "text": found.is_string(),
        "integer": whole,
        "decimal": whole or found.is_decimal(),
        "date": found.is_date(),
        "time": found.is_timestamp() and found.timezone is None,
        "flag": found.is_boolean(),
    }
    return bool(accepted[column.type])


def _sql(column: Column) -> str:
    return schema.TYPES[column.type].replace(" ", "")


def _conversion(column: Column) -> str:
    """How a view makes the type of `column`."""
    if column.type == "time":
        return f"请在视图中写 {column.name} AT TIME ZONE 'Asia/Shanghai'，或 CAST({column.name} AS TIMESTAMP)"
    return f"请在视图中写 CAST({column.name} AS {_sql(column)})"
