"""The fonts of the PDF: their files, their coverage, their widths, and what had to stand in for what.

Nothing here asks the operating system which font it would choose: a font that is silently replaced
changes the look of an official document, so each printed character is looked up beforehand.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import assert_never

from fontTools.pens.boundsPen import BoundsPen
from matplotlib.ft2font import FT2Font, Glyph, LoadFlags

from charts.numbers import MINUS
from reportgen import resources
from reportgen.document import (
    AttachmentList,
    Cards,
    Colophon,
    Contents,
    Distribution,
    Document,
    Figure,
    Formula,
    Frame,
    Heading,
    Inline,
    Kai,
    Leaf,
    LetterFrame,
    Letterhead,
    Masthead,
    PageBreak,
    Paragraph,
    Runs,
    Signature,
    Strong,
    Table,
    attachment_lines,
    block_pictures,
    caption_text,
    colophon_lines,
    distribution_lines,
    words,
)
from reportgen.errors import Fault, RenderingFailed, raise_all
from reportgen.style import Font, Style

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
SUFFIXES = (".otf", ".ttf", ".ttc")

# The two files fetched by hand are named by their contents: another font under the same name
# would pass unseen. 仿宋 and 楷体 in version 1.300.
DIGESTS = {
    "FandolFang-Regular.otf": "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    "FandolKai-Regular.otf": "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
}

# What the writer itself prints beside the words of the document.
PAGE_NUMBER = "— 0123456789"

REGULAR = 400  # the weight of all words in charts
_PATH_UNIT = 64  # FreeType's outlines are in 1/64 of the unit asked for
_STROKES = {1: ("moveTo", 1), 2: ("lineTo", 1), 3: ("qCurveTo", 2), 4: ("curveTo", 3)}  # by its path codes


@dataclass(frozen=True, slots=True)
class Substitution:
    """A character not in the first family of its font, and the family it was taken from."""

    character: str
    wanted: str
    used: str
    where: str

    def __str__(self) -> str:
        return (
            f"“{self.character}”（U+{ord(self.character):04X}）不在“{self.wanted}”中，"
            f"已用“{self.used}”代替【{self.where}】"
        )


@dataclass(frozen=True)
class Face:
    """One font of one file; lengths are in em.

    FreeType looks up single glyphs; a library that first decodes the tables of a font with 65,000
    characters takes a second for it.
    """

    family: str
    weight: int
    file: Path
    own: bool  # found in our folder, hence unknown to the typesetting engine
    font: FT2Font = field(repr=False, compare=False)
    _advances: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    _spans: dict[str, tuple[float, float] | None] = field(default_factory=dict, repr=False, compare=False)

    def __contains__(self, character: str) -> bool:
        return self.font.get_char_index(ord(character)) != 0

    @cached_property
    def em(self) -> int:
        """Font units in one em."""
        return self.font.units_per_EM

    def glyph(self, character: str) -> int:
        """The number of the glyph of `character` in the file."""
        return int(self.font.get_char_index(ord(character)))

    def advance(self, character: str) -> float:
        """Width of `character`."""
        if character not in self._advances:
            self._advances[character] = self._load(character).horiAdvance / self.em
        return self._advances[character]

    def _load(self, character: str) -> Glyph:
        """The glyph of `character` alone: the font would keep every glyph ever loaded."""
        self.font.clear()
        return self.font.load_char(ord(character), flags=LoadFlags.NO_SCALE)

    @cached_property
    def ascent(self) -> float:
        """Height of the font box above the baseline."""
        return self._box("ascent") / self.em

    @cached_property
    def descent(self) -> float:
        """Depth of the font box below the baseline, positive."""
        return -self._box("descent") / self.em

    def _box(self, edge: str) -> int:
        table: dict[str, int] = self.font.get_sfnt_table("hhea")  # type: ignore[assignment]
        return table[edge]

    def ink(self, text: str) -> tuple[float, float]:
        """Lowest and highest point of the ink of `text`, above the baseline."""
        spans = [span for character in text if (span := self._span(character))] or [(0.0, 0.0)]
        return min(low for low, _ in spans), max(high for _, high in spans)

    def _span(self, character: str) -> tuple[float, float] | None:
        if character not in self._spans:
            self._spans[character] = self._measured(character)
        return self._spans[character]

    def _measured(self, character: str) -> tuple[float, float] | None:
        """Lowest and highest point of one character: of its curves, not of their control points."""
        self._load(character)
        points, codes = self.font.get_path()
        pen, place = BoundsPen(None), 0
        while place < len(codes):
            draw, count = _STROKES.get(codes[place], ("", 1))
            if draw:
                getattr(pen, draw)(*points[place : place + count] * (_PATH_UNIT / self.em))
            place += count
        return (float(pen.bounds[1]), float(pen.bounds[3])) if pen.bounds else None


@dataclass(frozen=True)
class Typeface:
    """The families of one style font, best first."""

    faces: tuple[Face, ...]
    _widths: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def face(self, character: str) -> Face | None:
        """The first family that has `character`, if any: the one that will print it."""
        return next((face for face in self.faces if character in face), None)

    def advance(self, character: str) -> float:
        """Width of `character`, em; that of a hanzi if no family has it."""
        if character not in self._widths:
            face = self.face(character)
            self._widths[character] = face.advance(character) if face else 1.0
        return self._widths[character]

    def width(self, text: str) -> float:
        """Width of `text`, em, without any spacing."""
        return sum(map(self.advance, text))

    def ink(self, text: str) -> tuple[float, float]:
        """Lowest and highest point of the ink of `text`, em above the baseline."""
        boxes = [face.ink(char) for char in text if (face := self.face(char))]
        return min(low for low, _ in boxes), max(high for _, high in boxes)


# --- files -----------------------------------------------------------------------------------


def folder() -> Path:
    """Where the fonts fetched for this program are kept: `$REPORTGEN_FONTS` or the user's cache."""
    if named := os.environ.get("REPORTGEN_FONTS"):
        return Path(named).expanduser()
    return resources.cache() / "fonts"


@cache
def typeface(font: Font) -> Typeface:
    """The typeface of `font`; `RenderingFailed` naming every family whose file is missing."""
    found = {family: _find(family, font.weight) for family in font.pdf}
    raise_all((_missing(family) for family, face in found.items() if not face), RenderingFailed)
    return Typeface(tuple(face for face in found.values() if face))


def face(family: str, weight: int) -> Face:
    """The face of `family` in `weight`; `RenderingFailed` if its file is missing."""
    if found := _find(family, weight):
        return found
    raise RenderingFailed(_missing(family))


def _missing(family: str) -> Fault:
    return Fault(
        f"找不到字体“{family}”的文件",
        "templates/style.toml 的 [fonts]",
        f"请运行 ./invokew 安装字体，或将字体文件放入 {folder()}",
    )


@cache
def _find(family: str, weight: int) -> Face | None:
    """The face called `family` in `weight`, looked for first where the file name is most like it."""
    for file, own in _candidates(family):
        _verify(file)
        for font in _fonts_in(file):
            if family in _names(font) and _weight(font) == weight:
                return Face(family, weight, file, own, font)
    return None


def _candidates(family: str) -> Iterator[tuple[Path, bool]]:
    likely = _plain(family)[:6]
    for root, own in ((folder(), True), *((Path(name).expanduser(), False) for name in FOLDERS)):
        for file in sorted(root.rglob("*")) if root.is_dir() else ():
            if file.suffix.lower() in SUFFIXES and _plain(file.stem).startswith(likely):
                yield file, own


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _fonts_in(file: Path) -> Iterator[FT2Font]:
    """The fonts of `file`, opened one by one; none if it is no font."""
    try:
        first = FT2Font(file)
    except RuntimeError:
        return
    yield first
    yield from (FT2Font(file, face_index=number) for number in range(1, first.num_faces))


def _names(font: FT2Font) -> set[str]:
    """The family names of `font`, plain and typographic (OpenType name ids 1 and 16)."""
    return {
        name.decode("mac_roman" if platform == 1 else "utf-16-be", "replace")
        for (platform, _, _, kind), name in font.get_sfnt().items()
        if kind in (1, 16)
    }


def _weight(font: FT2Font) -> int:
    table: dict[str, int] = font.get_sfnt_table("OS/2")  # type: ignore[assignment]
    return table["usWeightClass"]


def _verify(file: Path) -> None:
    """`RenderingFailed` if `file` bears a known name and is not the known file."""
    known = DIGESTS.get(file.name)
    if known and hashlib.sha256(file.read_bytes()).hexdigest() != known:
        raise RenderingFailed.single("字体文件已损坏或版本不符", str(file), "请删除后运行 ./invokew 重新安装")


# --- coverage --------------------------------------------------------------------------------


def check(document: Document, style: Style) -> tuple[Substitution, ...]:
    """Every printed character that a later family of its font had to supply, once for each font.

    A character that no family has, or a family without a file, raises `RenderingFailed`. The minus sign, which
    the first family lacks, is meant to come from a later one, and is not told.
    """
    faults, found = [], []
    for name, character, where in _characters(document, style):
        face, wanted = typeface(style.fonts[name]).face(character), style.fonts[name].pdf[0]
        if not face:
            faults.append(_no_glyph(character, name, where))
        elif face.family != wanted and character != MINUS:
            found.append(Substitution(character, wanted, face.family, _short(where)))
    raise_all(faults, RenderingFailed)
    return tuple(found)


def needed(document: Document, style: Style) -> set[tuple[str, int]]:
    """Family and weight of every face that prints a character of `document`: no more, no less."""
    faces = (typeface(style.fonts[name]).face(char) for name, char, _ in _characters(document, style))
    return {(face.family, face.weight) for face in faces if face} | _of_pictures(document)


def _of_pictures(document: Document) -> set[tuple[str, int]]:
    """The faces of the words in the figures shown; the charts have looked up each of their characters."""
    shown = (document.pictures[name] for block in document.flat() for name in block_pictures(block))
    return {(picture.family, REGULAR) for picture in shown if picture.drawing}


def _characters(document: Document, style: Style) -> Iterator[tuple[str, str, str]]:
    """Each inked character once for each font: the font's name, the character, where it is first."""
    seen: dict[str, set[str]] = {name: set() for name in style.fonts}
    for name, text, where in printed(document, style):
        new = set(text) - seen[name]
        seen[name] |= new
        yield from ((name, char, where) for char in sorted(new) if not char.isspace())


def _no_glyph(character: str, name: str, where: str) -> Fault:
    return Fault(
        f"没有字体可以打印字符“{character}”（U+{ord(character):04X}）",
        f"段落“{_short(where)}”",
        f"请改用其他字，或在 templates/style.toml 的 [fonts.{name}] pdf 中加入含有该字的字体",
    )


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:24] + "…"


def printed(document: Document, style: Style) -> Iterator[tuple[str, str, str]]:
    """Everything printed: name of its font in the style, the text, the words of its paragraph."""
    yield style.texts["page_number"].font, PAGE_NUMBER, "页码"
    yield style.texts["running_mark"].font, document.properties.mark, "页眉标记"
    for block in document.flat():
        yield from _printed_block(block, style)


def _printed_block(block: Leaf, style: Style) -> Iterator[tuple[str, str, str]]:
    match block:
        case Heading(level, runs):
            yield from _printed_runs(runs, f"heading{level}", style)
        case Paragraph(role, runs):
            yield from _printed_runs(runs, role, style)
        case Table():
            yield from _printed_table(block, style)
        case Figure():
            yield _plain_line("figure_caption", caption_text(block), style)
        case Formula():  # drawn as shapes
            return
        case Cards(cards):
            for card in cards:
                yield from _printed_runs(card.figure, "card_figure", style)
                yield from _printed_runs(card.runs, "card", style)
        case _:
            yield from (_plain_line(role, line, style) for role, line in _framing(block))


def _framing(block: Contents | PageBreak | Frame) -> Iterator[tuple[str, str]]:
    """Role and words of each line of a block that has no inlines."""
    match block:
        case Letterhead(mark, number):
            yield from (("mark", mark), ("number", number))
        case LetterFrame(mark, number):
            yield from (("letter_mark", mark), ("letter_number", number))
        case Masthead(name, issue, organ, issued):
            yield from (("masthead", name), ("issue", issue), ("publisher", organ + issued))
        case Contents():
            yield "contents_title", block.title
            yield from ((f"contents{entry.level}", f"{entry.text}{entry.page}") for entry in block.entries)
        case PageBreak():
            return
        case AttachmentList():
            yield from (("attachment", line) for line in attachment_lines(block))
        case Signature(organ, issued):
            yield "signature", organ + issued
        case Colophon():
            yield from (("colophon", line) for line in colophon_lines(block))
        case Distribution():
            yield from (("colophon", line) for line in distribution_lines(block))
        case _:
            assert_never(block)


def _plain_line(role: str, text: str, style: Style) -> tuple[str, str, str]:
    return style.texts[role].font, text, text


def _printed_runs(runs: Runs, role: str, style: Style) -> Iterator[tuple[str, str, str]]:
    for run in runs:
        yield face_name(run, role, style), run.text, words(runs)


def _printed_table(table: Table, style: Style) -> Iterator[tuple[str, str, str]]:
    yield _plain_line("table_caption", caption_text(table), style)
    for role, rows in (("table_head", table.head), ("table_cell", table.body)):
        for row in rows:
            for cell in row.cells:
                yield from _printed_runs(cell.runs, role, style)


def face_name(run: Inline, role: str, style: Style) -> str:
    """The name in `style.fonts` of the font in which `run` is set within a paragraph of `role`."""
    match run:
        case Strong():
            return "hei"
        case Kai():
            return "kai"
        case _:
            return style.texts[role].font
