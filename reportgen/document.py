"""The closed document model: all that a template may say and a writer must show.

Every writer, and `Document.text`, matches on each case and ends with `assert_never`, so a new
construct is one class here and one case in each writer; nothing else can pass.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, assert_never

from charts import Picture

# --- inlines ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, printed exactly as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words set in 黑体; official documents use no bold (GB/T 9704 knows none)."""

    text: str


@dataclass(frozen=True, slots=True)
class Kai:
    """Words set in 楷体, as a second-level heading sentence is."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A printed figure and the id of the fact it shows; never broken across lines."""

    text: str
    fact: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference such as 图1 or 表2 to the figure or table whose id is `target`."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class PageRef:
    """第n页, the page on which the block whose id is `target` begins; the words come with `paging`."""

    target: str
    text: str = ""


FieldKind = Literal[
    "text",  # words of whoever fills the form in
    "date",
    "tick",  # a box
    "choice",  # one of several words
    "fixed",  # what the form says of itself; it cannot be changed
]
BOX, TICKED = "□", "■"  # in every face that official documents use, which ☑ is not
HINT = re.compile("〔[填选][^〕]*〕")  # no 文号 looks so


@dataclass(frozen=True, slots=True)
class Field:
    """A place of a form: a content control in Word; a box, or room to write, on paper.

    `text` is what paper shows. `tag` says what it is to whoever reads the form again, `title` to whoever fills it in,
    and `hint` stands in it until then; by its form (`HINT`) it is known from what was filled in.
    """

    kind: FieldKind
    tag: str
    title: str
    text: str
    hint: str = ""
    choices: tuple[str, ...] = ()

    @property
    def bookmark(self) -> str:
        """The bookmark around it: the tag once more, for LibreOffice 7.4 saves a control without its tag."""
        return "_" + self.tag.replace("_", "__").replace("/", "_s").replace("-", "_h")


def tag_of(bookmark: str) -> str:
    """The tag of the field around which `bookmark` stands.

    >>> tag_of(Field("date", "receipts/Y2025-001/finish_date", "", "").bookmark)
    'receipts/Y2025-001/finish_date'
    """
    return re.sub("_(.)", lambda found: {"s": "/", "h": "-"}.get(found[1], "_"), bookmark[1:])


Inline = Text | Strong | Kai | Number | Ref | PageRef | Field
Runs = tuple[Inline, ...]

# --- blocks ----------------------------------------------------------------------------------

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

# --- the whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Properties:
    """What archives, readers' programs and screen readers need to know of a document.

    `mark` is printed at the head of every page if not empty (示例数据 of synthetic data).
    """

    title: str
    organ: str
    subject: str
    keywords: tuple[str, ...]
    issued: date
    mark: str = ""
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: blocks in reading order, the pictures they show, and its properties.

    `begins` are places of blocks that begin a page; they come with the page numbers (`paging`).
    `attachments` are files by their names, such as the workbook of the figures' data: they are enclosed in the
    PDF, and stand beside a Word file, which could only show them as embedded objects.
    """

    blocks: tuple[Block, ...]
    properties: Properties
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    begins: frozenset[int] = frozenset()
    attachments: Mapping[str, bytes] = field(default_factory=dict)

    def text(self) -> str:
        """The words of the document in reading order, one line a paragraph, cell or caption."""
        return "\n".join(line for block in self.blocks for line in block_text(block))

    def inlines(self) -> Iterator[Inline]:
        """Every inline of the document in reading order."""
        for block in self.blocks:
            yield from block_inlines(block)

    def leaves(self) -> Iterator[tuple[Leaf, bool]]:
        """Every block that holds no others, in reading order, and whether it stands on a turned page.

        Its number in this order is what is called its place in the document.
        """
        for block in self.blocks:
            if isinstance(block, Landscape):
                yield from ((inner, True) for inner in block.blocks)
            else:
                yield block, False

    def flat(self) -> tuple[Leaf, ...]:
        """The blocks of `leaves`."""
        return tuple(block for block, _turned in self.leaves())

    @property
    def letter(self) -> bool:
        """Whether it has the 信函格式."""
        return any(isinstance(block, LetterFrame) for block in self.blocks)


def words(runs: Runs) -> str:
    """The words of `runs`."""
    return "".join(run.text for run in runs)


def leads_in(above: Leaf | None, block: Leaf | None) -> bool:
    """Whether the paragraph `above` is all the heading that the table `block` has, and so stays with it."""
    return isinstance(above, Paragraph) and isinstance(block, Table) and not block.caption


def caption_text(block: Figure | Table) -> str:
    """The caption as printed: 图1　标题, 表1　标题, or the bare caption if not numbered."""
    kind = "图" if isinstance(block, Figure) else "表"
    return f"{kind}{block.number}　{block.caption}" if block.number else block.caption


def attachment_lines(block: AttachmentList) -> tuple[str, ...]:
    """The printed lines of the 附件说明: a single annex has no serial number (7.3.4)."""
    if len(block.names) == 1:
        return (f"附件：{block.names[0]}",)
    first, *rest = (f"{serial}．{name}" for serial, name in enumerate(block.names, 1))
    return (f"附件：{first}", *rest)


def colophon_lines(block: Colophon) -> tuple[str, ...]:
    """The printed entries of the 版记 (7.4)."""
    copies = (f"抄送：{block.copies}。",) if block.copies else ()
    return (*copies, block.printer, f"{block.date}印发")


def distribution_lines(block: Distribution) -> tuple[str, ...]:
    """The printed entries of the 报尾: 报：…。 and, if told, 共印n份."""
    entries = (f"{label}：{names}。" for label, names in block.entries)
    return (*entries, *((f"共印{block.copies}份",) if block.copies else ()))


def block_text(block: Block) -> tuple[str, ...]:
    """The words of `block`, one string a line."""
    match block:
        case Heading(_, runs) | Paragraph(_, runs):
            return (words(runs),)
        case Table():
            cells = (words(cell.runs) for row in (*block.head, *block.body) for cell in row.cells)
            return (*([caption_text(block)] if block.caption else ()), *cells)
        case Figure():
            return (caption_text(block),)
        case Formula():
            return ()
        case Cards(cards):
            return tuple(words(part) for card in cards for part in (card.figure, card.runs))
        case Landscape(blocks):
            return tuple(line for inner in blocks for line in block_text(inner))
        case _:
            return _frame_text(block)


def _frame_text(block: Contents | PageBreak | Frame) -> tuple[str, ...]:
    """The words of a block that has no inlines."""
    match block:
        case Letterhead(mark, number) | LetterFrame(mark, number):
            return (mark, number)
        case Masthead(name, issue, organ, issued):
            return (name, issue, organ, issued)
        case Contents():
            return (block.title, *(f"{entry.text}{entry.page}" for entry in block.entries))
        case PageBreak():
            return ()
        case AttachmentList():
            return attachment_lines(block)
        case Signature(organ, issued):
            return (organ, issued)
        case Colophon():
            return colophon_lines(block)
        case Distribution():
            return distribution_lines(block)
        case _:
            assert_never(block)


def block_pictures(block: Leaf) -> tuple[str, ...]:
    """The keys of the pictures that `block` shows, in reading order."""
    match block:
        case Figure():
            return (block.picture,)
        case Cards(cards):
            return tuple(card.picture for card in cards)
        case _:
            return ()


def block_inlines(block: Block) -> Iterator[Inline]:
    """The inlines of `block` in reading order."""
    match block:
        case Heading(_, runs) | Paragraph(_, runs):
            yield from runs
        case Table():
            for row in (*block.head, *block.body):
                for cell in row.cells:
                    yield from cell.runs
        case Cards(cards):
            for card in cards:
                yield from (*card.figure, *card.runs)
        case Landscape(blocks):
            for inner in blocks:
                yield from block_inlines(inner)
        case (
            Letterhead()
            | Masthead()
            | LetterFrame()
            | Figure()
            | Formula()
            | Contents()
            | PageBreak()
            | AttachmentList()
            | Signature()
            | Colophon()
            | Distribution()
        ):
            return
        case _:
            assert_never(block)
