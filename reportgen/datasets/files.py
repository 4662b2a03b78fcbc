"""A dataset that the workspace keeps in a CSV file of its own: what is wrong with its rows, all at once."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from reportgen.datasets.model import Column, Dataset
from reportgen.errors import Fault, InputFaults

Lines = Sequence[Mapping[str, str]]
FLAGS = {"1": True, "0": False}


def read(file: Path, dataset: Dataset) -> list[dict[str, str]]:
    """The rows of `file` by the names of the columns, whether its head holds these or their labels.

    Blanks at the ends of values are cut off. Raises `InputFaults` for a file that is not UTF-8.
    """
    names = {column.label: column.name for column in dataset.columns}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return [
                {names.get(head, head): (value or "").strip() for head, value in row.items() if head}
                for row in csv.DictReader(stream, restkey="", restval="")
            ]
    except UnicodeDecodeError:
        raise InputFaults.single(
            f"{dataset.label}不是 UTF-8 编码", str(file), "请另存为 UTF-8 的 CSV"
        ) from None


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
            elif value and (fault := _wrong(value, column)):
                what, remedy = fault
                yield Fault(what, f"{file}，第{number}行“{head}”列", remedy)


def _wrong(value: str, column: Column) -> tuple[str, str] | None:
    """What is wrong with `value` and what to do; None if it may stand in `column`."""
    if column.codes and value not in column.codes:
        return f"不认识“{value}”", f"可填：{'、'.join(column.codes)}"
    if column.type == "flag" and value not in FLAGS:
        return f"不认识“{value}”", "是填1，否填0"
    if column.type == "date" and not _is_day(value):
        return f"“{value}”不是日期", f"请写成如 {column.example}"
    return None


def _is_day(value: str) -> bool:
    """Whether `value` is a day, written in the one way in which equal days are equal words."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _repeated(rows: Lines, key: Sequence[str], file: Path) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 2):
        values = tuple(row[head] for head in key)
        if values in seen:
            what = f"{'、'.join(key)}“{'、'.join(values)}”重复"
            yield Fault(what, f"{file}，第{number}行", "不能重复，请改正或删去一行")
        seen.add(values)
