"""A table in the PDF: one cell for the head, which is repeated, and one for the body, each the pictures of its bands.

The engine parts the body between two pictures. A row for each would be styled and placed three times over.
"""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Row, Table, Text, caption_text, heads_rows
from reportgen.writers import css, tables
from reportgen.writers.html_lines import paragraph
from reportgen.writers.setting import Setting
from reportgen.writers.tables import Band, Bands

PARTS = ("thead", "tbody")


def table(body: Element, block: Table, place: int, bands: Bands, led: bool, setting: Setting) -> None:
    """The table at a `place` of the document; one that is `led` stays with the paragraph above."""
    classes = "whole " * tables.undivided(bands, setting) + "with-previous" * led
    element = SubElement(body, "table", {"class": classes.strip()})
    if block.caption:
        caption = SubElement(element, "caption", {"class": "table_caption"})
        paragraph(caption, "table_caption", (Text(caption_text(block)),), setting)
    for tag, part in zip(PARTS, bands, strict=True):
        cell = SubElement(SubElement(SubElement(element, tag), "tr"), "td") if part else element
        together = set(_together(block.body, part)) if tag == "tbody" else set[int]()
        for at in range(len(part)):
            url = band_url(place, tag, at)
            look = {"class": "with-previous"} if at in together else {}
            SubElement(cell, "img", {"src": url, "alt": url, **look})


def _together(rows: Sequence[Row], made: Sequence[Band]) -> Iterator[int]:
    """Which bands of the body stay with the one above: the last rows and band, and those below a heading of their own."""
    begun = 0
    for at, band in enumerate(made):
        last = at == len(made) - 1 or len(rows) - begun <= tables.TOGETHER
        if at and (last or heads_rows(rows[begun - 1])):
            yield at
        begun += len(band.rows)


def band_url(number: int, tag: str, at: int) -> str:
    """The address of a table's band: the table's place among the blocks, its part, and its place there."""
    return f"{css.ASSETS}table/{number}/{tag}/{at}"
