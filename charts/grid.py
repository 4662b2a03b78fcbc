"""Tile grids: where on a tile map the tile of a unit stands, month by month, from a CSV file.

Columns: `name` (a unit as the data call it), `label` (what its tile says), `column` and `row` (of the tile,
from the upper left, from 0; a column may end in .5, so that the rows of a map lie like bricks and a tile
touches up to six others), `valid_from` and `valid_to` (YYYY-MM: the first month, and the first month no more;
empty without limit). A unit that moves has a line for each place.
"""

import csv
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

CHONGQING = Path(__file__).parent / "grids" / "chongqing.csv"  # districts, counties and development zones
_COLUMNS = {"name", "label", "column", "row", "valid_from", "valid_to"}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Place(NamedTuple):
    """A tile's place and what it says; columns count from the left and rows from above, both from 0."""

    label: str
    column: Fraction
    row: Fraction


def read(file: Path, month: str) -> dict[str, Place]:
    """The places of the units valid in `month` (YYYY-MM), by name.

    Raises ValueError, naming the line, on a file that is no grid, a unit named twice, and tiles that overlap.
    """
    if not _MONTH.fullmatch(month):
        raise ValueError(f"瓦片图的月份 {month!r} 应写作2025-11的形式")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if missing := _COLUMNS - set(rows.fieldnames or ()):
            raise ValueError(f"{file.name}：缺少列 {'、'.join(sorted(missing))}")
        places: dict[str, Place] = {}
        for line, row in enumerate(rows, 2):
            name, place = _place(row, f"{file.name} 第 {line} 行")
            if not _valid(row, month):
                continue
            if name in places:
                raise ValueError(f"{file.name} 第 {line} 行：{month}“{name}”已有位置")
            for other, taken in places.items():
                if taken.row == place.row and abs(taken.column - place.column) < 1:
                    raise ValueError(f"{file.name} 第 {line} 行：{month}“{name}”与“{other}”的位置重叠")
            places[name] = place
    return places


def _place(row: Mapping[str, str], where: str) -> tuple[str, Place]:
    try:
        column, line = Fraction(row["column"]), Fraction(row["row"])
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"{where}：列号、行号应为数字") from error
    if column < 0 or line < 0 or (2 * column).denominator != 1 or line.denominator != 1:
        raise ValueError(f"{where}：列号应为0、0.5、1……，行号应为0、1、2……")
    for month in (row["valid_from"], row["valid_to"]):
        if month and not _MONTH.fullmatch(month):
            raise ValueError(f"{where}：月份 {month!r} 应写作2025-11的形式")
    if not row["name"] or not row["label"]:
        raise ValueError(f"{where}：名称为空")
    return row["name"], Place(row["label"], column, line)


def _valid(row: Mapping[str, str], month: str) -> bool:
    return row["valid_from"] <= month and (not row["valid_to"] or month < row["valid_to"])
