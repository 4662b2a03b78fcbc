"""Rows on their way into the store as Arrow tables; imported only by what writes rows, for it is a large library."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from reportgen.datasets import Dataset

TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(14, 2),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
    "flag": pa.bool_(),
}


def table(dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """`rows` with the columns of `dataset`; what a row does not have is null."""
    fields = [pa.field(column.name, TYPES[column.type]) for column in dataset.columns]
    plain = [{column.name: row.get(column.name) for column in dataset.columns} for row in rows]
    return pa.Table.from_pylist(plain, schema=pa.schema(fields))


def of_batch(dataset: Dataset, rows: pa.Table, batch: int) -> pa.Table:
    """The columns of `dataset` in `rows`, and the number of their batch."""
    chosen = rows.select([column.name for column in dataset.columns])
    serial = pa.array([batch], pa.int32()).take(pa.array([0] * len(rows), pa.int8()))
    return chosen.append_column("batch", serial)
