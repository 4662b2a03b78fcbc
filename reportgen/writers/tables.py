"""Tables of the PDF set by ourselves: where each line, rule and shade of a row lies.

An element for every cell would be styled, broken into lines and placed by the typesetting engine once
more, though its lines are already made here; that cost more than all the rest of a document. The engine
gets one picture a band, places it, repeats those of the head and breaks the table between them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Literal

from reportgen.document import Align, Cell, Column, Row, Table
from reportgen.writers.css import PT_PER_MM
from reportgen.writers.lines import Line
from reportgen.writers.setting import Measured, Setting

HEAD, BODY = "table_head", "table_cell"  # roles
BEGINNING = {HEAD: 2, BODY: 4}  # a head of two characters and the name of a district stay on one line
PAD = 2.5  # pt above and below the words of a cell
HAIR = 0.05  # pt, against rounding
UNDIVIDED = 1 / 3  # of a page: a table up to this height is not worth dividing
TOGETHER = 2  # rows that stay with the last one of a longer table, so that a total never stands alone


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, pt from the upper left corner of its band."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A finished line and where it begins on its baseline, pt."""

    line: Line
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell in place: its lines, and what a screen reader must know of it."""

    lines: tuple[SetLine, ...]
    header: bool
    colspan: int
    rowspan: int


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that no page may part: one, or those that a cell joins; `role` styles all their words.

    `heights` are those of its rows, pt.
    """

    role: str
    width: float
    heights: tuple[float, ...]
    rows: tuple[tuple[SetCell, ...], ...]
    rules: tuple[Box, ...]
    shades: tuple[Box, ...]

    @property
    def height(self) -> float:
        """Height of the whole band, pt."""
        return sum(self.heights)


Bands = tuple[list[Band], list[Band]]  # of the head and of the body


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell and the columns and rows of its band that it covers."""

    cell: Cell
    column: int
    row: int

    @property
    def columns(self) -> slice:
        return slice(self.column, self.column + self.cell.colspan)

    @property
    def rows(self) -> slice:
        return slice(self.row, self.row + self.cell.rowspan)


def bands(table: Table, setting: Setting) -> Bands:
    """The bands of the table's head and of its body, from top to bottom."""
    across = widths(table, setting)
    count = len(table.columns)
    head, body = list(joined(table.head, count)), list(joined(table.body, count))
    last = len(head) + len(body) - 1
    made = [
        _Setter(setting, table.columns, across, HEAD if at < len(head) else BODY).band(
            rows, placed, top=at == 0, bottom=at == last
        )
        for at, (rows, placed) in enumerate((*head, *body))
    ]
    return made[: len(head)], made[len(head) :]


def undivided(made: Bands, setting: Setting) -> bool:
    """Whether a table is so low that no page should part it."""
    height = sum(band.height for part in made for band in part)
    return height <= UNDIVIDED * setting.style.page.text_height * PT_PER_MM


def joined(rows: Iterable[Row], count: int) -> Iterator[tuple[list[Row], list[_Placed]]]:
    """Rows that share a cell, which no page may part, with their cells in place among `count` columns."""
    busy = [0] * count  # rows for which each column is still taken from above
    held: list[Row] = []
    placed: list[_Placed] = []
    for row in rows:
        at = 0
        for cell in row.cells:
            while at < count and busy[at]:
                at += 1
            placed.append(_Placed(cell, at, len(held)))
            for column in range(at, min(at + cell.colspan, count)):
                busy[column] = cell.rowspan
            at += cell.colspan
        held.append(row)
        busy = [max(0, left - 1) for left in busy]
        if not any(busy):
            yield held, placed
            held, placed = [], []
    if held:
        yield held, placed


# --- one band --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the columns and rows of a band begin, and the last of them ends, pt."""

    across: tuple[float, ...]
    down: tuple[float, ...]

    @property
    def width(self) -> float:
        return self.across[-1]

    @property
    def height(self) -> float:
        return self.down[-1]

    def box(self, placed: _Placed) -> Box:
        """The place of a cell."""
        x, right = (self.across[min(at, len(self.across) - 1)] for at in _ends(placed.columns))
        y, floor = (self.down[min(at, len(self.down) - 1)] for at in _ends(placed.rows))
        return Box(x, y, right - x, floor - y)


def _ends(part: slice) -> tuple[int, int]:
    return part.start, part.stop


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets the bands of one table's head or body."""

    setting: Setting
    columns: tuple[Column, ...]
    widths: list[float]
    role: str

    def band(self, rows: list[Row], placed: list[_Placed], top: bool, bottom: bool) -> Band:
        """`rows` set; the first of a table has a heavier rule above, the last below."""
        above = self._thick("frame") * top
        below = self._thick("frame") if bottom else self._thick("rule")
        made = [self._lines(each) for each in placed]
        heights = self._heights(len(rows), placed, made)
        heights[0] += above
        heights[-1] += below - self._thick("rule")
        grid = _Grid((0.0, *accumulate(self.widths)), (0.0, *accumulate(heights)))
        cells: list[list[SetCell]] = [[] for _ in rows]
        boxes = [grid.box(each) for each in placed]
        for each, lines, box in zip(placed, made, boxes, strict=True):
            cells[each.row].append(self._cell(each, lines, box, above))
        shades = (
            Box(0, grid.down[at], grid.width, heights[at])
            for at, row in enumerate(rows)
            if row.total or self.role == HEAD
        )
        rules = (*self._level(boxes, grid, above, below), *self._upright(boxes, grid))
        return Band(self.role, grid.width, tuple(heights), tuple(map(tuple, cells)), rules, tuple(shades))

    def _thick(self, kind: Literal["rule", "frame"]) -> float:
        return self.setting.style.tables[kind]

    def _lines(self, placed: _Placed) -> Measured:
        room = sum(self.widths[placed.columns]) - _beside(self.setting) + HAIR
        return self.setting.cell_lines(self.role, placed.cell.runs, room)

    def _heights(self, count: int, placed: list[_Placed], made: list[Measured]) -> list[float]:
        """The height of each row: what its cells need; a cell over several rows widens the last."""
        heights, line = [0.0] * count, self.setting.text(self.role).line
        for each, lines in sorted(zip(placed, made, strict=True), key=lambda pair: pair[0].cell.rowspan):
            last = min(each.rows.stop, count) - 1
            need = len(lines) * line + 2 * PAD + self._thick("rule")
            heights[last] = max(heights[last], need - sum(heights[each.row : last]))
        return heights

    def _cell(self, placed: _Placed, lines: Measured, box: Box, above: float) -> SetCell:
        """The lines of a cell in the middle of its height, aligned as its column is."""
        text = self.setting.text(self.role)
        ceiling = box.y + (above if placed.row == 0 else 0.0)
        spare = box.y + box.height - self._thick("rule") - ceiling - len(lines) * text.line
        first = ceiling + spare / 2 + self.setting.baseline(self.role)
        pad = (_beside(self.setting) - HAIR) / 2
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[self._align(placed)]
        put = tuple(
            SetLine(line, box.x + pad + share * (box.width - 2 * pad - length), first + at * text.line)
            for at, (line, length) in enumerate(lines)
        )
        return SetCell(put, placed.cell.header, placed.cell.colspan, placed.cell.rowspan)

    def _align(self, placed: _Placed) -> Align:
        if placed.cell.align:
            return placed.cell.align
        if self.role == HEAD or placed.cell.colspan > 1:
            return "center"
        return self.columns[placed.column].align

    def _level(self, boxes: list[Box], grid: _Grid, above: float, below: float) -> Iterator[Box]:
        """The rule above the table, if this is its first band, and those under its cells."""
        if above:
            yield Box(0, 0, grid.width, above)
        below_each = sorted(boxes, key=lambda box: (box.y + box.height, box.x))
        for floor, row in groupby(below_each, key=lambda box: box.y + box.height):
            thick = below if floor == grid.height else self._thick("rule")
            for start, end in _stretches((box.x, box.x + box.width) for box in row):
                yield Box(start, floor - thick, end - start, thick)

    def _upright(self, boxes: list[Box], grid: _Grid) -> Iterator[Box]:
        """The rules at both sides of the band, and the one to the left of each cell."""
        rule = self._thick("rule")
        for x in (0.0, grid.width - rule):
            yield Box(x, 0, rule, grid.height)
        for box in boxes:
            if box.x:
                yield Box(box.x - rule / 2, box.y, rule, box.height)


def _stretches(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """`spans` from left to right, those that touch made one."""
    begun: tuple[float, float] | None = None
    for start, end in spans:
        if begun and start - begun[1] < HAIR:
            begun = (begun[0], end)
        else:
            if begun:
                yield begun
            begun = (start, end)
    if begun:
        yield begun


# --- widths ----------------------------------------------------------------------------------


def widths(table: Table, setting: Setting) -> list[float]:
    """Width of each column: its share, or what its longest number needs at the others' cost."""
    total = sum(column.width for column in table.columns)
    wanted = [column.width / total * setting.room for column in table.columns]
    least = _least_widths(table, setting)
    if sum(least) >= setting.room:
        return [width * setting.room / sum(least) for width in least]
    spare = [max(0.0, have - need) for have, need in zip(wanted, least, strict=True)]
    lack = sum(max(0.0, need - have) for have, need in zip(wanted, least, strict=True))
    pairs = zip(wanted, least, spare, strict=True)
    return [max(have, need) - room * lack / sum(spare) for have, need, room in pairs]


def _least_widths(table: Table, setting: Setting) -> list[float]:
    """The least each column must have so that nothing in it is divided that should not be."""
    least = [0.0] * len(table.columns)
    for role, rows in ((HEAD, table.head), (BODY, table.body)):
        for _rows, placed in joined(rows, len(table.columns)):
            for each in placed:
                if each.cell.colspan == 1:
                    need = setting.least(role, each.cell.runs, BEGINNING[role])
                    least[each.column] = max(least[each.column], need)
    return [width + _beside(setting) for width in least]


def _beside(setting: Setting) -> float:
    """What padding and rules take of a column's width; a hair more against rounding."""
    return 2 * setting.style.tables["padding"] + setting.style.tables["rule"] + HAIR
