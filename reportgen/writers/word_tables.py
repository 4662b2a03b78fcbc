"""Tables as real Word tables: fixed columns, repeating heads, rows that are not divided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import ceil

from reportgen.document import Cell, Column, Row, Table, caption_text, heads_rows, words
from reportgen.style import Style
from reportgen.writers import tables, titles
from reportgen.writers.setting import Setting
from reportgen.writers.word_runs import inlines
from reportgen.writers.word_styles import TABLE, style_id, text_width
from reportgen.writers.word_xml import Element, pt, w

WHOLE = 12  # a table of so few lines is not divided between two pages


@dataclass(frozen=True, slots=True)
class Place:
    """A cell in the grid: its first column, and whether it only continues the cell above."""

    column: int
    cell: Cell
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a table lies: widths of its columns, least heights of its rows (none: as they come), twips.

    The rows in `kept` stay on the page of the row that follows.
    """

    widths: tuple[int, ...]
    heights: tuple[int, ...]
    kept: frozenset[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """What every row of one table needs to know."""

    style: Style
    columns: tuple[Column, ...]
    plan: Plan
    bookmarks: Mapping[str, str]


def plan(block: Table, style: Style, keep: bool = False, measures: Setting | None = None) -> Plan:
    """How `block` is laid out; with `keep` its end stays with what follows.

    With `measures` it is as wide and as high as in the PDF, and divided as there.
    """
    total = text_width(style)
    if not measures:
        across = widths(block.columns, total)
        short = sum(_lines(row, across, style) for row in (*block.head, *block.body)) <= WHOLE
        return Plan(across, (), _kept(block, keep, short))
    made = tables.bands(block, measures)
    columns = tuple(Column(width, "left") for width in tables.widths(block, measures))
    heights = (pt(height) for part in made for band in part for height in band.heights)
    return Plan(widths(columns, total), tuple(heights), _kept(block, keep, tables.undivided(made, measures)))


def table(block: Table, style: Style, bookmarks: Mapping[str, str], plan: Plan) -> Element:
    """`w:tbl` of `block`, as wide as the type area."""
    grid = Grid(style, block.columns, plan, bookmarks)
    return w(
        "tbl",
        _properties(block, style),
        w("tblGrid", *(w("gridCol", w=width) for width in plan.widths)),
        *_rows(block.head, grid, "table_head", 0),
        *_rows(block.body, grid, "table_cell", len(block.head)),
    )


def widths(columns: tuple[Column, ...], total: int) -> tuple[int, ...]:
    """The columns' widths in twips; they add up to `total` exactly.

    >>> widths((Column(1, "left"), Column(2, "left")), 100)
    (33, 67)
    """
    share = total / sum(column.width for column in columns)
    edges = [round(share * edge) for edge in accumulate((column.width for column in columns), initial=0)]
    return tuple(right - left for left, right in pairwise(edges))


def _properties(block: Table, style: Style) -> Element:
    """Fixed layout, and the words that a screen reader says before it enters the table."""
    name = caption_text(block) if block.caption else "表格"
    heads = "、".join(text for row in block.head for cell in row.cells if (text := words(cell.runs)))
    return w(
        "tblPr",
        w("tblStyle", val=TABLE),
        w("tblW", w=text_width(style), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="00A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=0),
        w("tblCaption", val=name),
        w("tblDescription", val=f"{name}，{len(block.body)}行，栏目：{heads}"),
    )


def _kept(block: Table, keep: bool, short: bool) -> frozenset[int]:
    """The rows, head and body counted together, that stay on the page of what is below them.

    All of a short table; of another the rows that a cell joins, the headings of other rows, and the last few, so that
    neither a total nor joined rows ever stand alone.
    """
    head, last = len(block.head), len(block.head) + len(block.body) - 1
    sizes = [len(rows) for rows, _placed in tables.joined(block.body, len(block.columns))]
    ending = 0 if short else max(head, last - max(tables.TOGETHER, sum(sizes[-2:]) - 1))
    ends = set(accumulate(sizes, initial=head - 1))
    within = (number for number in range(head, last) if number not in ends)
    headings = (number for number, row in enumerate(block.body, head) if number < last and heads_rows(row))
    return frozenset((*within, *headings, *range(ending, last + keep)))


def _lines(row: Row, across: tuple[int, ...], style: Style) -> int:
    """About how many lines a row takes in columns of the widths `across`, twips: a character is a square or half of one."""
    size, padding = pt(style.texts["table_cell"].size), 2 * pt(style.tables["padding"])
    most, at = 1, 0
    for cell in row.cells:
        room = max(size, sum(across[at : at + cell.colspan]) - padding)
        if cell.rowspan == 1:
            most = max(most, ceil(size * sum(map(titles.em, words(cell.runs))) / room))
        at += cell.colspan
    return most


def _rows(rows: tuple[Row, ...], grid: Grid, role: str, before: int) -> Iterator[Element]:
    """The rows of head or body; `before` of the table come before them."""
    columns = len(grid.columns)
    for number, (row, places) in enumerate(zip(rows, placed(rows, columns), strict=True), before):
        head = role == "table_head"
        band = head or row.total
        height = grid.plan.heights[number] if grid.plan.heights else 0
        yield w(
            "tr",
            w(
                "trPr",
                w("cantSplit"),
                w("trHeight", val=height, hRule="atLeast") if height else None,
                w("tblHeader") if head else None,
            ),
            *(_cell(place, grid, role, band=band, keep=head or number in grid.plan.kept) for place in places),
        )


def placed(rows: tuple[Row, ...], count: int) -> Iterator[list[Place]]:
    """The cells of each row in the grid, with those that continue a cell above (`w:vMerge`)."""
    open_cells: dict[int, tuple[Cell, int]] = {}  # by first column: the cell, and rows still to come
    for row in rows:
        cells, column, places = iter(row.cells), 0, list[Place]()
        above, open_cells = open_cells, {}
        while column < count:
            continued = column in above
            cell, left = above[column] if continued else _next(cells)
            places.append(Place(column, cell, continued))
            if left > 1:
                open_cells[column] = (cell, left - 1)
            column += cell.colspan
        yield places


def _next(cells: Iterator[Cell]) -> tuple[Cell, int]:
    cell = next(cells, Cell(()))  # a short row is filled up: Word repairs files with ragged rows
    return cell, cell.rowspan


def _cell(place: Place, grid: Grid, role: str, band: bool, keep: bool) -> Element:
    cell = place.cell
    width = sum(grid.plan.widths[place.column : place.column + cell.colspan])
    merged = ("continue" if place.continued else "restart") if cell.rowspan > 1 else ""
    properties = _cell_properties(width, cell.colspan, merged, grid.style.colours["band"] if band else "")
    runs = () if place.continued else inlines(cell.runs, role, grid.style, grid.bookmarks)
    aligned = cell.align or (alignment(place, grid.columns) if role == "table_cell" else "")
    return w("tc", properties, w("p", _paragraph_properties(role, keep, aligned), *runs))


@lru_cache(4096)  # many cells, few looks
def _cell_properties(width: int, colspan: int, merged: str, fill: str) -> Element:
    return w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=colspan) if colspan > 1 else None,
        w("vMerge", val=merged) if merged else None,
        w("shd", val="clear", color="auto", fill=fill) if fill else None,
        w("vAlign", val="center"),
    )


@cache
def _paragraph_properties(role: str, keep: bool, aligned: str) -> Element:
    align = w("jc", val=aligned) if aligned else None
    return w("pPr", w("pStyle", val=style_id(role)), w("keepNext") if keep else None, align)


def alignment(place: Place, columns: tuple[Column, ...]) -> str:
    """How a data cell aligns: as its column, but centred if it spans several."""
    return "center" if place.cell.colspan > 1 else columns[place.column].align
