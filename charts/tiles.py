"""A tile map: every district one equal tile in its rough place, shaded by class, its value written on it."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from charts import cells, inputs, look, numbers, paper, printing
from charts.cells import Box
from charts.grid import Place
from charts.inputs import Number, Values
from charts.numbers import Format
from charts.paper import LINE
from charts.picture import Picture
from charts.sheet import Sheet

_ROW = 10.6  # mm between two rows of tiles
_GAP = 0.7  # mm between two tiles
_SWATCH = 6.0  # mm, a sample of a shade
_KEY = 4.4  # mm, a line of the key
_HATCH = "////"


class _Tile(NamedTuple):
    name: str
    label: str
    box: Box
    value: Fraction | None
    shade: int | None  # None: no value


class _Class(NamedTuple):
    words: str
    shade: int


def draw(
    labels: Sequence[str],
    values: Values,
    grid: Mapping[str, Place],
    *,
    name: str = "",
    unit: str = "%",
    breaks: Sequence[Number] = (),
    dark: Literal["low", "high"] = "low",
    attention: Collection[str] = (),
    title: str = "",
    source: str = "",
    note: str = "",
    alt: str = "",
    width: float = look.WIDTH,
) -> Picture:
    """Values of districts on the map that `grid.read` gives; `name` is the measure.

    Two to four classes lie between one to three rising `breaks` (a value equal to one belongs above it); without
    `breaks` they are the quartiles as printed. The `dark` end is the one that needs a look. Tiles of `attention`
    have a dark red frame. A tile whose value is None or not given is hatched and said. `title` is the
    conclusion, at the head. `width` in mm; the height follows from the grid. Raises ValueError on empty,
    unequal or non-finite input, where nothing is known, on a district that the grid does not have (named), and
    on `breaks` that do not rise.
    """
    with look.style():
        known = _known(labels, values, grid)
        inputs.among(attention, list(grid), "瓦片图")
        form = numbers.form(known.values(), unit)
        limits = _limits(known, form, breaks)
        foot = paper.footer(width, source, note)
        bottom = paper.footer_height(foot) + 1
        sheet = paper.sheet(width, bottom + _ROW * (_last_row(grid) + 1))
        tiles = _tiles(grid, known, _shades(known, form, limits, dark), width, bottom)
        _paint(sheet, tiles, attention)
        for tile in tiles:
            _write(sheet, tile, form)
        _key(sheet, tiles, _classes(limits, form, dark), name, form)
        paper.write_footer(sheet, foot)
        paper.heading(sheet, title)
        return printing.picture(sheet, alt or _alt(tiles, form, name))


# --- what is shown -------------------------------------------------------------------------------


def _known(labels: Sequence[str], values: Values, grid: Mapping[str, Place]) -> dict[str, Fraction]:
    """The values that are not missing, by district."""
    names = inputs.labels(labels, "瓦片图标签")
    inputs.same_length(names, values, "瓦片图")
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"瓦片图：“{'、'.join(sorted(twice))}”重复")
    if stray := [name for name in names if name not in grid]:
        raise ValueError(f"瓦片图的网格中没有“{'、'.join(stray)}”，请在网格文件中补上其位置")
    pairs = zip(names, inputs.numbers(values, "瓦片图"), strict=True)
    known = {name: value for name, value in pairs if value is not None}
    if not known:
        raise ValueError("瓦片图的数值全部缺失，没有可以画的数据")
    return known


def _limits(known: Mapping[str, Fraction], form: Format, breaks: Sequence[Number]) -> list[Fraction]:
    """The rising limits between the classes: as given, or the quartiles of the printed values."""
    if not breaks:
        ordered = sorted(form.printed(value) for value in known.values())
        quartiles = {ordered[len(ordered) * quarter // 4] for quarter in (1, 2, 3)}
        return sorted(quartiles - {ordered[0]})
    limits = [form.printed(limit) for limit in inputs.known(inputs.numbers(breaks, "瓦片图的分档界限"))]
    if not 0 < len(limits) < len(cells.SHADES) or sorted(set(limits)) != limits:
        raise ValueError(f"瓦片图的分档界限应为1至{len(cells.SHADES) - 1}个，由小到大，互不相同")
    return limits


def _shades(
    known: Mapping[str, Fraction], form: Format, limits: Sequence[Fraction], dark: str
) -> dict[str, int]:
    """The shade of each district, from the value that a reader sees."""
    ranks = {name: sum(form.printed(value) >= limit for limit in limits) for name, value in known.items()}
    return {name: _shade(rank, len(limits), dark) for name, rank in ranks.items()}


def _shade(rank: int, last: int, dark: str) -> int:
    """The shade of a class, 0 being the lowest and `last` the highest: the fewer, the further apart."""
    return ((0,), (0, 2), (0, 2, 3), (0, 1, 2, 3))[last][rank if dark == "high" else last - rank]


def _classes(limits: Sequence[Fraction], form: Format, dark: str) -> list[_Class]:
    """The classes from the highest to the lowest, in words."""
    told = [form.words(limit) for limit in limits]
    if not told:
        return [_Class("各地相同", _shade(0, 0, dark))]
    between = [f"{low}至不足{high}" for low, high in pairwise(told)]
    words = [f"不足{told[0]}", *between, f"{told[-1]}及以上"]
    return [_Class(word, _shade(rank, len(limits), dark)) for rank, word in enumerate(words)][::-1]


# --- where it lies -------------------------------------------------------------------------------


def _last_row(grid: Mapping[str, Place]) -> int:
    return int(max(place.row for place in grid.values()))


def _tiles(
    grid: Mapping[str, Place],
    known: Mapping[str, Fraction],
    shades: Mapping[str, int],
    width: float,
    bottom: float,
) -> list[_Tile]:
    """The tiles from the upper left, the map as wide as the sheet."""
    first = min(place.column for place in grid.values())
    pitch = width / float(max(place.column for place in grid.values()) - first + 1)
    top = bottom + _ROW * (_last_row(grid) + 1)
    tiles = []
    for name, place in sorted(grid.items(), key=lambda item: (item[1].row, item[1].column)):
        left, upper = float(place.column - first) * pitch, top - float(place.row) * _ROW
        box = Box(left + _GAP / 2, upper - _ROW + _GAP / 2, left + pitch - _GAP / 2, upper - _GAP / 2)
        tiles.append(_Tile(name, place.label, box, known.get(name), shades.get(name)))
    return tiles


def _paint(sheet: Sheet, tiles: Sequence[_Tile], attention: Collection[str]) -> None:
    """One path a shade; tiles without a value are hatched; frames last."""
    for shade, colour in enumerate(cells.SHADES):
        boxes = [tile.box for tile in tiles if tile.shade == shade]
        cells.fill(sheet, boxes, colour, edgecolor=look.RULE, linewidth=0.4, label=f"shade {shade}")
    _hatched(sheet, [tile.box for tile in tiles if tile.shade is None])
    framed = [tile.box for tile in tiles if tile.name in attention]
    cells.fill(sheet, framed, "none", edgecolor=look.RED, linewidth=1.6, zorder=3, label="attention")
    inner = [Box(box.left + 0.55, box.bottom + 0.55, box.right - 0.55, box.top - 0.55) for box in framed]
    cells.fill(sheet, inner, "none", edgecolor=look.WHITE, linewidth=0.7, zorder=3)  # seen on dark tiles


def _hatched(sheet: Sheet, boxes: Sequence[Box]) -> None:
    cells.fill(sheet, boxes, look.WHITE, hatch=_HATCH, hatchcolor=look.GRID, edgecolor=look.RULE, linewidth=0.4,
               label="missing")  # fmt: skip


def _write(sheet: Sheet, tile: _Tile, form: Format) -> None:
    """Name and value in the middle of the tile; a name too long for a line is broken."""
    box, wide = tile.box, tile.box.right - tile.box.left - 0.6
    points = look.SIZE if paper.extent(tile.label, look.SIZE) <= wide else look.SMALL
    lines = paper.wrap(tile.label, wide, points).split("\n")
    value = _short(tile.value, form)
    if len(lines) > 2 or paper.extent(value) > wide:
        raise ValueError(f"“{tile.label}”及其数值 {value} 过长，瓦片中放不下")
    color = cells.ink(tile.shade or 0)
    if tile.value is None:
        half = max(paper.widest(lines, points), paper.extent(value)) / 2 + 0.3
        tall = (len(lines) + 1) * LINE * 0.46
        middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        plate = Box(middle[0] - half, middle[1] - tall, middle[0] + half, middle[1] + tall)
        cells.fill(sheet, [plate], look.WHITE, zorder=2)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2 + len(lines) * LINE * 0.46
    for row, (words, size) in enumerate([*((line, points) for line in lines), (value, look.SMALL)]):
        paper.write(sheet, x, y - row * LINE * 0.92, words, ha="center", points=size, color=color)


def _short(value: Fraction | None, form: Format) -> str:
    """The value without the unit, which the key tells; the sign % stays."""
    if value is None:
        return "无数据"
    return form.bare(value) + (form.unit if form.unit == "%" else form.scale.prefix)


# --- what it means -------------------------------------------------------------------------------


def _key(sheet: Sheet, tiles: Sequence[_Tile], classes: Sequence[_Class], name: str, form: Format) -> None:
    """The measure and its classes, each with how many districts, in the upper left corner."""
    top = sheet.height
    unit = f"{form.scale.prefix}{form.unit}"
    head = name + (f"（{unit}）" if unit and unit != "%" else "")
    paper.write(sheet, 0.3, top - LINE / 2 - 0.5, head, points=look.SIZE, color=look.BLUE)
    rows = [(words, shade) for words, shade in classes] + [("无数据", None)] * any(
        tile.shade is None for tile in tiles
    )
    room = min((tile.box.left for tile in tiles if tile.box.top > top - _KEY * (len(rows) + 1)), default=0.0)
    for place, (words, shade) in enumerate(rows):
        y = top - _KEY * (place + 1.5) - 0.5
        swatch = Box(0.3, y - 1.6, 0.3 + _SWATCH, y + 1.6)
        if shade is None:
            _hatched(sheet, [swatch])
        else:
            cells.fill(sheet, [swatch], cells.SHADES[shade], edgecolor=look.RULE, linewidth=0.4)
        line = f"{words}（{sum(tile.shade == shade for tile in tiles)}个）"
        if _SWATCH + 2 + paper.extent(line) > room:
            raise ValueError("瓦片图的图例在网格左上角放不下")
        paper.write(sheet, _SWATCH + 1.8, y, line)


def _alt(tiles: Sequence[_Tile], form: Format, name: str) -> str:
    """One sentence: how many districts, the highest, the lowest, the missing."""
    known = sorted(
        ((tile.value, tile.name) for tile in tiles if tile.value is not None), key=lambda pair: pair[0]
    )
    lack = [tile.name for tile in tiles if tile.value is None]
    (low, last), (high, first) = known[0], known[-1]
    missing = f"，{'、'.join(lack)}无数据" if lack else ""
    return f"瓦片图：{len(known)}个区县{name}，最高{first}{form.words(high)}，最低{last}{form.words(low)}{missing}。"
