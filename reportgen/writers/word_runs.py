"""Inlines as Word runs: every run names its face for every script."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from reportgen.document import Inline, Kai, Number, Ref, Runs, Strong, Text
from reportgen.style import Style
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
    yield _mark("begin", face)
    yield w("r", _properties(face, ""), text("w:instrText", f" {code} "))
    yield _mark("separate", face)
    yield run(shown, face)
    yield _mark("end", face)


def inlines(runs: Runs, role: str, style: Style, bookmarks: Mapping[str, str]) -> Iterator[Element]:
    """The runs of a paragraph of `role`."""
    for inline in runs:
        face = _face(inline, role, style)
        if isinstance(inline, Ref) and inline.target in bookmarks:
            yield from field(f"REF {bookmarks[inline.target]} \\h", inline.text, face)
        else:
            yield run(inline.text, face)


def _face(inline: Inline, role: str, style: Style) -> str:
    match inline:
        case Strong():
            return style.fonts["hei"].word
        case Kai():
            return style.fonts["kai"].word
        case Text() | Number() | Ref():
            return style.font(role).word
        case _:
            assert_never(inline)


def _properties(face: str, words: str, size: float = 0) -> Element:
    return w("rPr", fonts(face, hint=not AMBIGUOUS.isdisjoint(words)), *(sizes(size) if size else ()))


def _mark(kind: str, face: str) -> Element:
    return w("r", _properties(face, ""), w("fldChar", fldCharType=kind))
