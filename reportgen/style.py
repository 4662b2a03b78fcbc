"""The one style table, templates/style.toml, as values that both writers read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from reportgen import resources
from reportgen.keys import Keys

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and type area, mm, and the grid in it (GB/T 9704 5)."""

    width: float
    height: float
    top: float
    left: float
    text_width: float
    text_height: float
    lines: float
    characters: float
    mark_drop: float
    masthead_drop: float
    letter_drop: float
    letter_foot: float
    letter_rule: float
    rule_gap: float
    footer_gap: float
    mark_gap: float

    @property
    def right(self) -> float:
        """The right margin, mm."""
        return self.width - self.left - self.text_width

    @property
    def bottom(self) -> float:
        """The bottom margin, mm."""
        return self.height - self.top - self.text_height

    @property
    def turned(self) -> "Page":
        """The same paper as one reads it whose head lies at its left edge, with the same type area.

        Its left margin is the foot of the upright page (GB/T 9704 8). A line holds as many characters more
        as it is longer.
        """
        return replace(
            self, width=self.height, height=self.width, top=self.left, left=self.bottom,
            text_width=self.text_height, text_height=self.text_width,
            characters=self.characters * self.text_height / self.text_width,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """A face: the name written into Word, the families tried in the PDF, and their weight."""

    word: str
    pdf: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How one kind of paragraph is set; sizes in pt, indents in characters, spacing in lines."""

    font: str
    size: float
    line: float
    align: Align
    indent: float
    left: float
    right: float
    before: float
    after: float
    colour: str
    keep_next: bool
    new_page: bool


@dataclass(frozen=True, slots=True)
class Style:
    """The whole style table; `texts` is keyed by role (see templates/style.toml)."""

    page: Page
    colours: Mapping[str, str]
    fonts: Mapping[str, Font]
    texts: Mapping[str, TextStyle]
    tables: Mapping[str, float]
    cards: Mapping[str, float]
    rules: Mapping[str, float]

    def font(self, role: str) -> Font:
        """The face in which `role` is set."""
        return self.fonts[self.texts[role].font]

    @property
    def turned(self) -> "Style":
        """The same look on turned pages."""
        return replace(self, page=self.page.turned)

    @property
    def tracking(self) -> float:
        """Extra space between characters, pt, that makes a body line hold its 28 characters.

        Rounded down to 0.01 pt: a hair too much and the last character no longer fits.
        """
        width = self.page.text_width * 72 / 25.4
        return math.floor((width / self.page.characters - self.texts["body"].size) * 100) / 100


ROLES = (
    "mark", "number", "letter_mark", "letter_number", "masthead", "issue", "publisher", "title", "headline", "summary_title", "recipients", "body", "heading1", "heading2", "table_caption",
    "table_head", "table_cell", "figure_caption", "note", "attachment", "signature", "annotation",
    "annex_label", "annex_title", "colophon", "page_number", "running_mark", "card_figure", "card",
    "contents_title", "contents1", "contents2",
)  # fmt: skip
RULES = ("red", "masthead", "letter_thick", "letter_gap", "letter_thin", "colophon_outer", "colophon_inner")
COLOURS = ("ink", "red", "grey", "band")


def house() -> Style:
    """The style that all documents share."""
    return load(resources.templates() / "style.toml")


def load(file: Path) -> Style:
    """The style in `file`; raises `InputFaults` naming every faulty key."""
    keys = Keys.read(file)
    colours = _colours(keys.table("colours"))
    fonts = _fonts(keys.table("fonts"))
    style = Style(
        page=_page(keys.table("page")),
        colours=colours,
        fonts=fonts,
        texts=_texts(keys.table("styles"), fonts, colours),
        tables=_numbers(keys.table("tables"), ("rule", "frame", "padding")),
        cards=_numbers(keys.table("cards"), ("picture", "gap", "padding", "rule")),
        rules=_numbers(keys.table("rules"), RULES),
    )
    keys.finish()
    return style


def _page(keys: Keys) -> Page:
    return Page(**{name: keys.number(name, high=1000) for name in Page.__slots__})


def _colours(keys: Keys) -> dict[str, str]:
    return {name: keys.text(name, pattern="[0-9A-F]{6}", hint="应为六位十六进制") for name in COLOURS}


def _fonts(keys: Keys) -> dict[str, Font]:
    fonts = {}
    for name in keys:
        font = keys.table(name)
        fonts[name] = Font(font.text("word"), font.texts("pdf"), int(font.number("weight", 400)))
    return fonts


def _texts(keys: Keys, fonts: Mapping[str, Font], colours: Mapping[str, str]) -> dict[str, TextStyle]:
    return {role: _text(keys.table(role), tuple(fonts), tuple(colours)) for role in ROLES}


def _text(keys: Keys, fonts: tuple[str, ...], colours: tuple[str, ...]) -> TextStyle:
    return TextStyle(
        font=keys.choice("font", fonts or ("",)),
        size=keys.number("size", low=5, high=100),
        line=keys.number("line", low=5, high=200),
        align=keys.choice("align", get_args(Align)),
        indent=keys.number("indent", 0),
        left=keys.number("left", 0),
        right=keys.number("right", 0),
        before=keys.number("before", 0),
        after=keys.number("after", 0),
        colour=keys.choice("colour", colours, "ink"),
        keep_next=keys.flag("keep_next", False),
        new_page=keys.flag("new_page", False),
    )


def _numbers(keys: Keys, names: tuple[str, ...]) -> dict[str, float]:
    return {name: keys.number(name) for name in names}
