"""Inlines as Word runs: every run names its face for every script."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import assert_never

from reportgen.document import Field, Inline, Kai, Number, PageRef, Ref, Runs, Strong, Text
from reportgen.style import Style
from reportgen.writers import word_fields
from reportgen.writers.word_styles import fonts, sizes
from reportgen.writers.word_xml import Element, text, w

# Marks that Word takes for Latin unless told otherwise, and then sets half as wide.
AMBIGUOUS = frozenset("“”‘’…—·×÷°±‰")


def run(words: str, face: str, size: float = 0) -> Element:
    """`words` as one run in the Word font `face`; `size` in pt if not that of the paragraph's style."""
    return w("r", _properties(face, words, size), text("w:t", words))


def lines(parts: tuple[str, ...], face: str) -> Iterator[Element]:
    """One run for each part, with a line break before all but the first."""
    for number, words in enumerate(parts):
        if number:
            yield w("r", _properties(face, ""), w("br"))
        yield run(words, face)


def field(code: str, shown: str, face: str) -> Iterator[Element]:
    """The field `code` with its result already in place, so that nothing waits to be updated."""
    yield mark("begin", face)
    yield w("r", _properties(face, ""), text("w:instrText", f" {code} "))
    yield mark("separate", face)
    yield run(shown, face)
    yield mark("end", face)


def inlines(runs: Runs, role: str, style: Style, bookmarks: Mapping[str, str]) -> Iterator[Element]:
    """The runs of a paragraph of `role`."""
    for inline in runs:
        face = _face(inline, role, style)
        if isinstance(inline, Ref) and inline.target in bookmarks:
            yield from field(f"REF {bookmarks[inline.target]} \\h", inline.text, face)
        elif isinstance(inline, PageRef):
            yield from _page(inline, bookmarks[inline.target], face)
        elif isinstance(inline, Field):
            yield word_fields.control(inline, face, style)
        else:
            yield run(inline.text, face)


def _page(inline: PageRef, bookmark: str, face: str) -> Iterator[Element]:
    """第, the number of the page as a field, 页."""
    yield run(inline.text[:1], face)
    yield from page_field(bookmark, inline.text[1:-1], face)
    yield run(inline.text[-1:], face)


def page_field(bookmark: str, number: str, face: str) -> Iterator[Element]:
    """The `number` of the page on which `bookmark` stands, as a field that leads there."""
    yield from field(f"PAGEREF {bookmark} \\h", number, face)


def _face(inline: Inline, role: str, style: Style) -> str:
    match inline:
        case Strong():
            return style.fonts["hei"].word
        case Kai():
            return style.fonts["kai"].word
        case Text() | Number() | Ref() | PageRef() | Field():
            return style.font(role).word
        case _:
            assert_never(inline)


def _properties(face: str, words: str, size: float = 0) -> Element:
    return _look(face, not AMBIGUOUS.isdisjoint(words), size)


@cache
def _look(face: str, hint: bool, size: float) -> Element:
    return w("rPr", fonts(face, hint), *(sizes(size) if size else ()))


def mark(kind: str, face: str) -> Element:
    """The beginning or the end of a field, or what separates its code from its result."""
    return w("r", _properties(face, ""), w("fldChar", fldCharType=kind))
