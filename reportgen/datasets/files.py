"""A dataset that the workspace keeps in a CSV file of its own: what is wrong with its rows, all at once."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reportgen.datasets.model import Column, Dataset
from reportgen.errors import Fault

Lines = Sequence[Mapping[str, str]]


def faults(rows: Lines, dataset: Dataset, file: Path, by_label: bool = False) -> Iterator[Fault]:
    """Columns that are missing; else every empty, unknown or repeated value, each with its place.

    The head of `file` holds the names of the columns, or their labels (`by_label`).
    """
    heads = _heads(dataset, by_label)
    if not rows:
        yield Fault("没有任何内容", str(file), f"请填写{dataset.label}")
    elif lost := missing(rows, dataset, by_label):
        yield Fault(f"缺少列：{'、'.join(lost)}", str(file), "请补齐表头")
    else:
        yield from _values(rows, heads, file)
        yield from _repeated(
            rows, [head for head, column in heads.items() if column.name in dataset.key], file
        )


def missing(rows: Lines, dataset: Dataset, by_label: bool = False) -> list[str]:
    """The heads that must be there and are not; all of them in an empty file."""
    heads = (head for head, column in _heads(dataset, by_label).items() if column.required)
    return [head for head in heads if not rows or head not in rows[0]]


def _heads(dataset: Dataset, by_label: bool) -> dict[str, Column]:
    return {column.label if by_label else column.name: column for column in dataset.columns}


def _values(rows: Lines, heads: Mapping[str, Column], file: Path) -> Iterator[Fault]:
    for number, row in enumerate(rows, 2):
        for head, column in heads.items():
            value = (row.get(head) or "").strip()
            if not value and column.required:
                yield Fault(f"“{head}”为空", f"{file}，第{number}行", "请填写")
            elif value and column.codes and value not in column.codes:
                where = f"{file}，第{number}行“{head}”列"
                yield Fault(f"不认识“{value}”", where, f"可填：{'、'.join(column.codes)}")


def _repeated(rows: Lines, key: Sequence[str], file: Path) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 2):
        values = tuple(row[head] for head in key)
        if values in seen:
            yield Fault(
                f"{'、'.join(key)}“{'、'.join(values)}”重复", f"{file}，第{number}行", "请改为唯一编码"
            )
        seen.add(values)
