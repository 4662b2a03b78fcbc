"""Files into plain tables: what was written in each cell, and where; nothing is interpreted here."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from reportgen.datasets import DECLARED, EXCHANGED, Dataset
from reportgen.forms import layout
from reportgen.intake import word, xlsx
from reportgen.intake.xlsx import Grid

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


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
    formulas: frozenset[tuple[int, str]] = frozenset()  # calculated cells: row, column name
    hidden: tuple[str, ...] = ()  # letters of columns, numbers of rows; "" if the sheet itself is
    merged: tuple[str, ...] = ()  # first cells of merged ranges
    called: Mapping[int, str] = field(default_factory=dict)  # what rows are called where they have no number


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
        case ".docx":
            return _form(content)
        case ".csv":
            return _csv(content)
        case ".json" | ".jsonl":
            return _json(content, suffix)
        case _:
            raise Unreadable(f"不接收“{suffix or '无扩展名'}”格式的文件")


# --- workbooks -------------------------------------------------------------------------------


def _workbook(content: bytes) -> Contents:
    book = xlsx.opened(content)
    if layout.IDENTITY not in book.sheets:
        raise Unreadable("不是下发的报送表：缺少模板信息")
    grids = {name: book.grid(name) for name in book.sheets}  # all, so that none is too large to be sent back
    identity = _pairs(grids[layout.IDENTITY])
    asked = [DECLARED[name] for name in identity.get("数据集", "").split(",") if name in DECLARED]
    if lost := [dataset.label for dataset in asked if dataset.label not in grids]:
        raise Unreadable(f"缺少工作表：{'、'.join(lost)}")
    labels = {dataset.label: dataset for dataset in asked}
    sheets = tuple(_sheet(grid, labels[name]) for name, grid in grids.items() if name in labels)
    cover = _pairs(grids[layout.COVER]) if layout.COVER in grids else {}
    return Contents(identity, cover.get(layout.BUSINESS) != layout.NO, sheets)


def _pairs(grid: Grid) -> dict[str, str]:
    """What stands in column B, by what stands in column A."""
    return {str(row[1]): str(row.get(2, "")) for row in grid.cells.values() if 1 in row}


def _sheet(grid: Grid, dataset: Dataset) -> Sheet:
    heads = {at: _words(cell) for at, cell in grid.row(layout.HEADER_ROW).items()}
    end = next((at for at, words in heads.items() if words == layout.VERDICT), max(heads, default=0) + 1)
    told = {_words(each.label) for to in layout.offered(dataset).values() for each in layout.shown(to)}
    heads = {at: words for at, words in sorted(heads.items()) if at < end and words and words not in told}
    names = {_words(layout.heading(column)): column.name for column in layout.asked(dataset)}
    places = {names[words]: at for at, words in reversed(heads.items()) if words in names}
    letters = {at: name for name, at in places.items()}
    calculated = {(number, letters[at]) for number, at in grid.formulas if at in letters}
    filled = {number for number, row in grid.cells.items() if any(_filled(row.get(at)) for at in letters)}
    begun = sorted({*filled, *(number for number, _ in calculated)})
    lines = [
        Line(number, {name: grid.row(number).get(at) for name, at in places.items()})
        for number in begun
        if number >= layout.FIRST_ROW
    ]
    words = list(heads.values())
    return Sheet(
        dataset,
        grid.name,
        {name: get_column_letter(at) for name, at in places.items()},
        tuple(lines),
        tuple(each for each in words if each not in names),
        tuple(sorted({each for each in words if words.count(each) > 1})),
        frozenset(calculated),
        _unseen(grid, places, lines),
        tuple(_merged(grid, end)),
    )


def _unseen(grid: Grid, places: Mapping[str, int], lines: Sequence[Line]) -> tuple[str, ...]:
    """What is hidden though it is read: the sheet, columns by their letter, rows by their number."""
    columns = [get_column_letter(at) for at in sorted(places.values()) if at in grid.hidden_columns]
    rows = [str(line.number) for line in lines if line.number in grid.hidden_rows]
    return (*[""] * grid.hidden, *columns, *rows)


def _merged(grid: Grid, end: int) -> Iterator[str]:
    """The first cell of each merged range that reaches into the area of input."""
    for left, top, _right, bottom in grid.merged:
        if bottom >= layout.FIRST_ROW and left < end:
            yield f"{get_column_letter(left)}{top}"


def _words(cell: Any) -> str:
    return "".join(str(cell).split()) if cell is not None else ""


def _filled(value: Any) -> bool:
    return value is not None and str(value).strip() != ""


# --- forms in Word ---------------------------------------------------------------------------


def _form(content: bytes) -> Contents:
    """The rows of a form whose fields are named dataset/row/column; what it says of itself is named form/column."""
    found = word.fields(content, (FORM, *EXCHANGED))
    if not found.values:
        raise Unreadable("文件中没有可以识别的填写项，可能不是下发的反馈函，或填写项已被删去")
    said = {tag.split("/")[1]: words for tag, words in found.values.items() if tag.startswith(f"{FORM}/")}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for tag, words in found.values.items():
        dataset, *place = tag.split("/")
        if dataset != FORM and len(place) == 2:
            rows.setdefault(dataset, {}).setdefault(place[0], {})[place[1]] = words
    sheets = tuple(_form_sheet(EXCHANGED[name], each, said, found.twice) for name, each in rows.items())
    identity = {words: said.get(name, "") for name, words in _FORM_SAYS.items()}
    return Contents(identity, any(sheet.lines for sheet in sheets), sheets)


FORM = "form"
_FORM_SAYS = {"unit": "单位编码", "year": "期间", "edition": "版次"}


def _form_sheet(
    dataset: Dataset, rows: Mapping[str, Mapping[str, str]], said: Mapping[str, str], twice: Sequence[str]
) -> Sheet:
    """The rows in which something stands; columns that the form says once hold for every row."""
    names = {column.name for column in dataset.columns}
    given = {name: words for name, words in said.items() if name in names}
    filled = {number: row for number, row in enumerate(rows.items(), 1) if any(row[1].values())}
    lines = tuple(
        Line(number, {**given, **{name: words or None for name, words in row.items()}})
        for number, (_key, row) in filled.items()
    )
    strange = {name for row in rows.values() for name in row} - names
    called = {number: f"第{key}项" if key.isdigit() else key for number, (key, _row) in filled.items()}
    doubled = tuple(tag for tag in twice if tag.startswith(f"{dataset.name}/"))
    columns = {name: name for name in names}
    return Sheet(dataset, dataset.label, columns, lines, tuple(sorted(strange)), doubled, called=called)


# --- text files ------------------------------------------------------------------------------


def decoded(content: bytes) -> tuple[str, str]:
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
    text, encoding = decoded(content)
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
    text, encoding = decoded(content)
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

    best = max(DECLARED.values(), key=share)
    if share(best) < 0.5:
        raise Unreadable("表头与任何数据集都对不上")
    return best
