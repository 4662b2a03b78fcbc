"""What stands within a line: words, figures, references, fields of a form."""

import re
from dataclasses import dataclass
from typing import Literal


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


def words(runs: Runs) -> str:
    """The words of `runs`."""
    return "".join(run.text for run in runs)
