"""A whole document, and what archives and readers' programs must know of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from charts import Picture
from reportgen.document.blocks import Block, Landscape, Leaf, LetterFrame
from reportgen.document.inlines import Inline
from reportgen.document.reading import block_inlines, block_text


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
