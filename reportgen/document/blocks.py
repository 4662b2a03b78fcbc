"""What a document is made of, from its head to its foot; `Block` is all there is."""

from dataclasses import dataclass
from typing import Literal

from reportgen.document.inlines import Runs

Role = Literal[
    "title",  # 标题
    "headline",  # 标题 of a 简报, closer to its 报头
    "summary_title",  # the same above a summary that fills the first page
    "recipients",  # 主送机关
    "body",  # 正文
    "note",  # small print under a figure or a table, and the data notes
    "annotation",  # 附注
    "annex_label",  # 附件1, opens a new page
    "annex_title",  # 附件标题
]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """版头 of the 文件格式: 发文机关标志, 发文字号 and the red rule (GB/T 9704 7.2)."""

    mark: str
    number: str


@dataclass(frozen=True, slots=True)
class Masthead:
    """报头 of a 简报: its name, the issue (第×期), 编印单位 and date, over the red rule."""

    name: str
    issue: str
    organ: str
    date: str


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """版头 of the 信函格式: 发文机关标志 without 文件, 发文字号, red double rules at head and foot (GB/T 9704 10.1).

    It stands first; the first page of its document has no page number.
    """

    mark: str
    number: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of level 1 (一、) or 2 (（一）); the number is part of its words (7.3.3).

    Its `id` is for references to its page.
    """

    level: Literal[1, 2]
    runs: Runs
    id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `role` names its style in templates/style.toml."""

    role: Role
    runs: Runs


Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: share of the table's width, and how its data cells align."""

    width: float
    align: Align


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; `header` marks a cell that heads its column or its row (for accessibility).

    `align` is for a cell that does not align as its column does, or as heads and spanning cells do (centred).
    """

    runs: Runs
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; a `total` row (合计、小计、平均) is set off from the data rows."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `head` rows repeat on each page; `number` 0 means not numbered (annex tables)."""

    id: str
    number: int
    caption: str
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `picture` is a key of `Document.pictures`; caption beneath, 图n in front."""

    id: str
    number: int
    caption: str
    picture: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on a line of its own: `name` is a key of `formulas.FORMULAS`; `number` 0 means not numbered.

    It has a notation, and a reading in words for those who cannot see it, but no text of its own.
    """

    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A finding at a glance: a big `figure`, the sentence that says what it means, a small picture."""

    figure: Runs
    runs: Runs
    picture: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Findings under each other, a thin rule between them; none is divided between two pages."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: what stands at `place` among the blocks of the document, and its page."""

    level: Literal[1, 2]
    text: str
    place: int
    page: int


@dataclass(frozen=True, slots=True)
class Contents:
    """目录: headings down to level `depth` and the annexes; the entries come with `paging`.

    Each heading of level 1 after it begins a new page, so that the pages of one chapter cannot move
    those of the next.
    """

    title: str
    depth: Literal[1, 2] = 2
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class AttachmentList:
    """附件说明 after the text: 附件：1．… (7.3.4); names as the annexes' titles."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期 of a document that is to be sealed by one organ (7.3.5.1)."""

    organ: str
    date: str


@dataclass(frozen=True, slots=True)
class Colophon:
    """版记 at the foot of the last page's type area: 抄送, 印发机关, 印发日期 (7.4)."""

    copies: str
    printer: str
    date: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """报尾 of a 简报 at the foot of the last page's type area: who gets it, and how many are printed.

    `entries` are pairs such as ("报", "市委办公厅"); `copies` 0 means that the number is not told.
    """

    entries: tuple[tuple[str, str], ...]
    copies: int = 0


Frame = Letterhead | Masthead | LetterFrame | AttachmentList | Signature | Colophon | Distribution
Leaf = Heading | Paragraph | Table | Figure | Formula | Cards | Contents | PageBreak | Frame


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on pages of their own, turned so that their head lies at the left edge of the paper.

    That is the binding edge of odd pages and the fore-edge of even ones; the page number keeps its place
    on the paper (GB/T 9704 8).
    """

    blocks: tuple[Leaf, ...]


Block = Leaf | Landscape
