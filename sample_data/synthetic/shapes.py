"""Array types, and the few draws that every field uses."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.datasets import Dataset

Days = npt.NDArray[np.datetime64]
Durations = npt.NDArray[np.timedelta64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Columns = dict[str, Any]

_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(14, 2),
    "date": pa.date32(),
    "time": pa.timestamp("s"),
    "flag": pa.bool_(),
}


def spread(rng: np.random.Generator, population: Ints, wanted: int) -> Ints:
    """How often each cell is hit when `wanted` of the `population` are drawn without replacement."""
    total = int(population.sum())
    return rng.multivariate_hypergeometric(population, min(wanted, total), method="marginals")


def scatter(rng: np.random.Generator, population: Ints, group: Ints, wanted: Ints) -> Ints:
    """`wanted[g]` hits among the cells of every group g; cells must be sorted by group."""
    hits = np.zeros_like(population)
    starts = np.searchsorted(group, np.arange(len(wanted) + 1))
    for g in np.flatnonzero(wanted):
        cells = slice(starts[g], starts[g + 1])
        hits[cells] = spread(rng, population[cells], int(wanted[g]))
    return hits


def seconds(rng: np.random.Generator, low: int, high: int, size: int) -> Durations:
    """Random durations of whole seconds from `low` up to `high`."""
    return rng.integers(low, high, size).astype("timedelta64[s]")


def pick(rng: np.random.Generator, weights: Sequence[float], size: int) -> Ints:
    """`size` positions drawn by `weights`."""
    total = np.cumsum(weights)
    return np.searchsorted(total / total[-1], rng.random(size), side="right")


def label(values: Sequence[str], positions: Ints, missing: Flags | None = None) -> pa.Array:
    """The texts at `positions`, None where `missing`; kept as a dictionary, so that no text is copied."""
    unique = {value: number for number, value in enumerate(dict.fromkeys(values))}
    codes = np.array([unique[value] for value in values], dtype=np.int32)[positions]
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(list(unique), pa.string()))


def masked(values: npt.NDArray[Any], missing: Flags) -> pa.Array:
    """`values` with None where `missing`."""
    return pa.array(values, mask=missing)


def cents(values: Floats, missing: Flags | None = None) -> pa.Array:
    """Amounts rounded to two decimals, exactly."""
    whole = np.rint(values * 100).astype(np.int64)
    data = np.column_stack([whole, whole >> 63]).tobytes()  # 128 bits, little endian
    exact = pa.Array.from_buffers(pa.decimal128(14, 2), len(whole), [None, pa.py_buffer(data)])
    if missing is None:
        return exact
    return pc.if_else(pa.array(missing), pa.scalar(None, exact.type), exact)


def numbered(prefix: str, days: Days, width: int = 4) -> pa.Array:
    """Running numbers within each day: prefix, date, serial; `days` must be sorted."""
    _unique, first, inverse = np.unique(days.astype("datetime64[D]"), return_index=True, return_inverse=True)
    serial = np.arange(len(days)) - first[inverse] + 1
    texts = [
        f"{prefix}{day:%Y%m%d}-{number:0{width}}"
        for day, number in zip(days.astype("datetime64[D]").tolist(), serial.tolist(), strict=True)
    ]
    return pa.array(texts, pa.string())


def table(dataset: Dataset, columns: Mapping[str, Any]) -> pa.Table:
    """The arrow table of `dataset`: its columns in their order, with the declared types."""
    if extra := set(columns) - {column.name for column in dataset.columns}:
        raise ValueError(f"{dataset.name}: unknown columns {sorted(extra)}")
    arrays, fields = [], []
    for column in dataset.columns:
        values = columns[column.name]
        array = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
        if not pa.types.is_dictionary(array.type):
            array = array.cast(_ARROW[column.type])
        arrays.append(array)
        fields.append(pa.field(column.name, array.type, nullable=not column.required))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
