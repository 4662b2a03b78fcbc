"""A table in the PDF: one cell for the head, which is repeated, and one for the body, each the pictures of its bands.

The engine parts the body between two pictures. A row for each would be styled and placed three times over.
"""

from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Table, Text, caption_text
from reportgen.writers import css, tables
from reportgen.writers.html_lines import paragraph
from reportgen.writers.setting import Setting
from reportgen.writers.tables import Bands

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
        for at in range(len(part)):
            left = sum(len(band.rows) for band in part[at:])
            last = tag == "tbody" and at > 0 and left <= tables.TOGETHER
            url = band_url(place, tag, at)
            look = {"class": "with-previous"} if last else {}
            SubElement(cell, "img", {"src": url, "alt": url, **look})


def band_url(number: int, tag: str, at: int) -> str:
    """The address of a table's band: the table's place among the blocks, its part, and its place there."""
    return f"{css.ASSETS}table/{number}/{tag}/{at}"
