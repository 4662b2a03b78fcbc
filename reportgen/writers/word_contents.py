"""目录 as Word makes it itself: a field whose result is already there, with the numbers of the pages."""

from collections.abc import Iterator, Mapping

from reportgen.document import Contents, Entry
from reportgen.style import Style
from reportgen.writers.word_runs import mark, page_field, run
from reportgen.writers.word_styles import ANCHOR, fonts, style_id
from reportgen.writers.word_xml import Element, named, text, w

GALLERY = "Table of Contents"  # by this name Word offers to update it


def contents(block: Contents, style: Style, places: Mapping[int, str]) -> Element:
    """The title and the entries; `places` has the bookmark of each place that they name."""
    return w(
        "sdt",
        w("sdtPr", w("docPartObj", w("docPartGallery", val=GALLERY), w("docPartUnique"))),
        w("sdtContent", *_paragraphs(block, style, places)),
    )


def _paragraphs(block: Contents, style: Style, places: Mapping[int, str]) -> Iterator[Element]:
    """Nothing is marked as old, so that Word does not ask to update; staff may do so after changes."""
    title = run(block.title, style.font("contents_title").word)
    yield w("p", _start("contents_title"), title)
    opening = tuple(_opening(block, style))
    for number, entry in enumerate(block.entries):
        yield w(
            "p", _start(f"contents{entry.level}"), *(() if number else opening), _entry(entry, style, places)
        )
    face = style.font("contents1").word
    yield w("p", w("pPr", w("pStyle", val=ANCHOR)), *(() if block.entries else opening), mark("end", face))


def _start(role: str) -> Element:
    return w("pPr", w("pStyle", val=style_id(role)))


def _opening(block: Contents, style: Style) -> Iterator[Element]:
    """The code: headings down to the depth, with links, and what has a level in the outline (annexes)."""
    face = style.font("contents1").word
    yield mark("begin", face)
    yield w("r", w("rPr", fonts(face)), text("w:instrText", f' TOC \\o "1-{block.depth}" \\h \\z \\u '))
    yield mark("separate", face)


def _entry(entry: Entry, style: Style, places: Mapping[int, str]) -> Element:
    face, bookmark = style.font(f"contents{entry.level}").word, places[entry.place]
    return named(
        "w:hyperlink",
        run(entry.text, face),
        w("r", w("rPr", fonts(face)), w("tab")),
        *page_field(bookmark, str(entry.page), face),
        w_anchor=bookmark,
        w_history=1,
    )
