"""Files into plain tables: what was written in each cell, and where; nothing is interpreted here."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from reportgen.datasets import DATASETS, EXCHANGED, Dataset
from reportgen.forms import layout

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


KNOWN = {**DATASETS, **EXCHANGED}


class Unreadable(Exception):
    """The file is no table; the words say why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number in the file, and what its cells hold by column name."""

    number: int
    values: Mapping[str, Any]
    extra: bool = False  # more values than the head has columns


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in the file."""

    dataset: Dataset
    name: str  # of the sheet; "" in a file that has none
    columns: Mapping[str, str]  # the column's letter by column name
    lines: tuple[Line, ...]
    strange: tuple[str, ...] = ()  # heads that no column has
    twice: tuple[str, ...] = ()  # heads that stand there more than once
    uncalculated: frozenset[tuple[int, str]] = frozenset()  # formulas without a value: row, column name
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: what it says of itself, its tables, and remarks on how it had to be read."""

    identity: Mapping[str, str] = field(default_factory=dict)
    business: bool = True
    sheets: tuple[Sheet, ...] = ()
    encoding: str = ""


def read(content: bytes, suffix: str) -> Contents:
    """The tables of a file that passed the pre-flight; `Unreadable` if it holds none."""
    match suffix:
        case ".xlsx":
            return _workbook(content)
        case ".csv":
            return _csv(content)
        case ".json" | ".jsonl":
            return _json(content, suffix)
        case _:
            raise Unreadable(f"不接收“{suffix or '无扩展名'}”格式的文件")


# --- workbooks -------------------------------------------------------------------------------


def _workbook(content: bytes) -> Contents:
    plain = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    valued = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    if layout.IDENTITY not in plain.sheetnames:
        raise Unreadable("不是下发的报送表：缺少模板信息")
    identity = {str(row[0]): str(row[1]) for row in _rows(plain[layout.IDENTITY], 2) if row[0] is not None}
    labels = {dataset.label: dataset for dataset in KNOWN.values()}
    asked = [KNOWN[name] for name in identity.get("数据集", "").split(",") if name in KNOWN]
    if lost := [dataset.label for dataset in asked if dataset.label not in plain.sheetnames]:
        raise Unreadable(f"缺少工作表：{'、'.join(lost)}")
    sheets = (
        _sheet(plain[name], valued[name], labels[name])
        for name in plain.sheetnames
        if labels.get(name) in asked
    )
    return Contents(identity, _business(valued), tuple(sheets))


def _rows(sheet: Any, width: int | None = None) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what the file says of its size is not to be trusted
    yield from sheet.iter_rows(max_col=width, values_only=True)


def _business(book: Any) -> bool:
    """What the cover says of business in the period: 有 unless it says 无."""
    if layout.COVER not in book.sheetnames:
        return True
    said = {row[0]: row[1] for row in _rows(book[layout.COVER], 2) if len(row) > 1}
    return bool(said.get(layout.BUSINESS) != layout.NO)


def _sheet(plain: Any, valued: Any, dataset: Dataset) -> Sheet:
    written, values = list(_rows(plain)), list(_rows(valued))
    head = (
        [_words(cell) for cell in written[layout.HEADER_ROW - 1]] if len(written) >= layout.HEADER_ROW else []
    )
    names = {_words(layout.heading(column)): column.name for column in layout.asked(dataset)}
    end = head.index(layout.VERDICT) if layout.VERDICT in head else len(head)
    places = {names[words]: at for at, words in reversed(list(enumerate(head[:end]))) if words in names}
    lines, lost = [], set()
    for number, (formulas, row) in enumerate(zip(written, values, strict=False), 1):
        if number < layout.FIRST_ROW:
            continue
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        for name, at in places.items():
            if at < len(formulas) and str(formulas[at]).startswith("=") and cells[name] is None:
                lost.add((number, name))
        if any(_filled(value) for value in cells.values()) or any(row == number for row, _ in lost):
            lines.append(Line(number, cells))
    return Sheet(
        dataset,
        plain.title,
        {name: get_column_letter(at + 1) for name, at in places.items()},
        tuple(lines),
        tuple(words for words in head[:end] if words and words not in names),
        tuple(sorted({words for words in head[:end] if words and head[:end].count(words) > 1})),
        frozenset(lost),
    )


def _words(cell: Any) -> str:
    return "".join(str(cell).split()) if cell is not None else ""


def _filled(value: Any) -> bool:
    return value is not None and str(value).strip() != ""


# --- text files ------------------------------------------------------------------------------


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: a BOM decides, else strict UTF-8, else strict GB18030."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding), "utf-8"
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable("文字编码无法识别，请另存为 UTF-8")


def _csv(content: bytes) -> Contents:
    text, encoding = _decoded(content)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        raise Unreadable("文件中没有表头")
    head = [_words(cell) for cell in rows[0]]
    dataset = _recognised(head)
    names = _names(dataset)
    places = {names[words]: at for at, words in reversed(list(enumerate(head))) if words in names}
    lines = tuple(
        Line(
            number,
            {name: row[at] if at < len(row) else None for name, at in places.items()},
            len(row) != len(head),
        )
        for number, row in enumerate(rows[1:], 2)
        if any(_filled(cell) for cell in row)
    )
    letters = {name: get_column_letter(at + 1) for name, at in places.items()}
    strange = tuple(words for words in head if words not in names)
    twice = tuple(sorted({words for words in head if head.count(words) > 1}))
    return Contents(sheets=(Sheet(dataset, "", letters, lines, strange, twice),), encoding=encoding)


def _json(content: bytes, suffix: str) -> Contents:
    text, encoding = _decoded(content)
    try:
        if suffix == ".jsonl":
            records, said = [json.loads(line) for line in text.splitlines() if line.strip()], {}
        else:
            said = json.loads(text)
            records = said["rows"] if isinstance(said, dict) else said
    except (json.JSONDecodeError, KeyError, RecursionError):
        raise Unreadable("不是有效的 JSON，或缺少 rows") from None
    if (
        not isinstance(records, list)
        or not all(isinstance(record, dict) for record in records)
        or not records
    ):
        raise Unreadable("JSON 中没有成行的数据")
    keys = list(dict.fromkeys(key for record in records for key in record))
    dataset = _recognised(keys)
    names = _names(dataset)
    lines = tuple(
        Line(number, {names[key]: value for key, value in record.items() if key in names})
        for number, record in enumerate(records, 1)
    )
    identity = {
        key: str(said[name]) for key, name in _SAID.items() if isinstance(said, dict) and name in said
    }
    columns = {names[key]: key for key in keys if key in names}
    strange = tuple(key for key in keys if key not in names)
    return Contents(identity, sheets=(Sheet(dataset, "", columns, lines, strange),), encoding=encoding)


_SAID = {"单位编码": "unit", "期间": "period", "模板版本": "version"}


def _names(dataset: Dataset) -> dict[str, str]:
    """Column names by what may stand in a head: the name, the label, the label with its unit."""
    return {
        words: column.name
        for column in dataset.columns
        for words in (column.name, column.label, _words(layout.heading(column)))
    }


def _recognised(head: Sequence[str]) -> Dataset:
    """The dataset whose columns the head names best; `Unreadable` if fewer than half of them are there."""

    def share(dataset: Dataset) -> float:
        names = _names(dataset)
        found = {names[words] for words in head if words in names}
        return len(found) / len(dataset.columns)

    best = max(KNOWN.values(), key=share)
    if share(best) < 0.5:
        raise Unreadable("表头与任何数据集都对不上")
    return best
