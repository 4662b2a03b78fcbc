"""The cells of a workbook, read from its parts as they stand: nothing is calculated, no link is followed.

A general reader takes ten times as long, believes what a sheet says of its own size, and falls over a
single cell in the last row. Here only cells that hold something are looked at, wherever they are.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property
from posixpath import join, normpath
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

ROWS, COLUMNS, MERGED = 20_000, 200, 2_000  # the most that a sheet of a return has
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DIGITS = "0123456789"
ON = ("1", "true")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Place = tuple[int, int]  # row and column, both from 1


class TooLarge(Exception):
    """A sheet has cells farther out, or more merged ones, than any return; rule and reason."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: values by row and column, and what may hide or blur them."""

    name: str
    hidden: bool
    cells: Mapping[int, Mapping[int, Any]]  # only those that hold something
    formulas: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first column and row, last column and row

    def row(self, number: int) -> Mapping[int, Any]:
        """What stands in the row, by column; empty where nothing does."""
        return self.cells.get(number, {})


@dataclass(frozen=True)
class Workbook:
    """An open workbook; `grid` reads one sheet of `names`."""

    packed: zipfile.ZipFile
    sheets: Mapping[str, tuple[str, bool]] = field(default_factory=dict)  # part and whether it is hidden
    epoch: Any = CALENDAR_WINDOWS_1900

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, without the readings that East Asian text may carry."""
        if "xl/sharedStrings.xml" not in self.packed.namelist():
            return []
        root = _tree(self.packed.read("xl/sharedStrings.xml"))
        return [_text(item) for item in root]

    @cached_property
    def dates(self) -> frozenset[str]:
        """The styles that show a number as a date, by their index."""
        if "xl/styles.xml" not in self.packed.namelist():
            return frozenset()
        root = _tree(self.packed.read("xl/styles.xml"))
        own = {each.get("numFmtId"): each.get("formatCode") for each in root.iterfind("{*}numFmts/{*}numFmt")}
        return frozenset(
            str(at)
            for at, style in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
            if (code := style.get("numFmtId", "0"))
            and is_date_format(own.get(code) or BUILTIN_FORMATS.get(int(code), ""))
        )

    def grid(self, name: str) -> Grid:
        """The sheet called `name`; `TooLarge` if it is larger than any return."""
        part, hidden = self.sheets[name]
        root = _tree(self.packed.read(part))
        space = {"m": etree.QName(root).namespace or ""}
        _require_size(root, space, name)
        cells: dict[int, dict[int, Any]] = {}
        tag = f"{{{space['m']}}}v"
        for cell in root.xpath("//m:sheetData/m:row/m:c[m:v/text() or m:is]", namespaces=space):
            row, column = _place(cell)
            cells.setdefault(row, {})[column] = self._value(cell, cell.findtext(tag))
        formulas = map(_place, root.xpath("//m:sheetData/m:row/m:c[m:f]", namespaces=space))
        rows = root.xpath("//m:sheetData/m:row[@hidden]", namespaces=space)
        columns = root.xpath("//m:cols/m:col[@hidden]", namespaces=space)
        return Grid(
            name,
            hidden,
            cells,
            frozenset(formulas),
            frozenset(int(row.get("r", 0)) for row in rows if row.get("hidden") in ON),
            frozenset(number for column in columns if column.get("hidden") in ON for number in _span(column)),
            tuple(range_boundaries(ref) for ref in root.xpath("//m:mergeCell/@ref", namespaces=space)),
        )

    def _value(self, cell: Any, written: str | None) -> Any:
        """What the cell holds: a number, a date, a truth, or words."""
        if written:
            return self._plain(written, cell.get("t", "n"), cell.get("s", ""))
        return _text(cell.find("{*}is"))

    def _plain(self, written: str, kind: str, style: str) -> Any:
        match kind:
            case "s":
                return self.strings[int(written)]
            case "n":
                return self._number(written, style)
            case "b":
                return written in ON
            case _:
                return _unescaped(written)

    def _number(self, written: str, style: str) -> Any:
        number = float(written) if any(sign in written for sign in ".eE") else int(written)
        if style not in self.dates:
            return number
        try:
            found = from_excel(number, self.epoch)
        except (ValueError, OverflowError):
            return number
        return number if isinstance(found, timedelta) else found


def opened(content: bytes) -> Workbook:
    """The workbook in `content`, which has passed the pre-flight."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    root = _tree(packed.read("xl/workbook.xml"))
    parts = dict(_relations(packed))
    sheets = {
        sheet.get("name", ""): (parts[relation], sheet.get("state", "visible") != "visible")
        for sheet in root.iterfind("{*}sheets/{*}sheet")
        if (relation := sheet.get(RELATION) or sheet.get(STRICT_RELATION)) in parts
    }
    properties = root.find("{*}workbookPr")
    mac = properties is not None and properties.get("date1904") in ON
    return Workbook(packed, sheets, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)


def _relations(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Parts of the workbook by relation, those inside the container only."""
    names = set(packed.namelist())
    for relation in _tree(packed.read("xl/_rels/workbook.xml.rels")):
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in names:
            yield relation.get("Id", ""), part


def _tree(content: bytes) -> Any:
    """The XML of a part; entities stay what they are and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _require_size(root: Any, space: Mapping[str, str], name: str) -> None:
    """`TooLarge` for a sheet that no return can be; the last cell of each row tells."""
    corners = root.xpath("//m:sheetData/m:row/m:c[last()]", namespaces=space)
    rows = [int(row) for row in root.xpath("//m:sheetData/m:row/@r", namespaces=space)]
    places = [_place(corner) for corner in corners]
    if max(rows, default=0) > ROWS or any(row > ROWS or column > COLUMNS for row, column in places):
        raise TooLarge("档-13", f"表格超出{ROWS}行、{COLUMNS}列（{name}）")
    merged = [range_boundaries(ref) for ref in root.xpath("//m:mergeCell/@ref", namespaces=space)]
    if len(merged) > MERGED or any((c - a + 1) * (d - b + 1) > ROWS * COLUMNS for a, b, c, d in merged):
        raise TooLarge("档-14", f"合并单元格过多或过大（{name}）")


def _place(cell: Any) -> Place:
    """Row and column of a cell; counted where it does not say."""
    if ref := cell.get("r"):
        letters = ref.rstrip(DIGITS)
        return int(ref[len(letters) :]), _number(letters)
    row = cell.getparent()
    number = row.get("r")
    return int(number) if number else 1 + row.getparent().index(row), 1 + row.index(cell)


def _span(column: Any) -> range:
    return range(int(column.get("min", 1)), min(int(column.get("max", 1)), COLUMNS) + 1)


@cache
def _number(letters: str) -> int:
    """The column that `letters` name; those of a sheet that is not too large are few."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(item: Any) -> str:
    """The text of a string item: its own, or that of its runs."""
    own = [each.text or "" for each in item.iterfind("{*}t")]
    runs = [each.text or "" for each in item.iterfind("{*}r/{*}t")]
    return _unescaped("".join(own or runs))


def _unescaped(words: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)
