"""Findings at a glance as HTML: figure and sentence to the left, a small picture to the right."""

from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Card, Cards, Document, Runs
from reportgen.writers import css
from reportgen.writers.html_lines import fill
from reportgen.writers.setting import Setting


def cards(body: Element, block: Cards, setting: Setting, document: Document) -> None:
    """The findings under each other, each in a box of its own height."""
    findings = SubElement(body, "div", {"class": "findings"})
    for card in block.cards:
        _card(findings, card, setting, document)


def _card(findings: Element, card: Card, setting: Setting, document: Document) -> None:
    """Words and picture, each in the middle of the height of the box."""
    look, picture = setting.style.cards, document.pictures[card.picture]
    scale = min(1.0, look["picture"] / picture.width)
    width, height = (side * scale * css.PT_PER_MM for side in (picture.width, picture.height))
    room = setting.room - (look["picture"] + look["gap"]) * css.PT_PER_MM
    parts = [(role, setting.lines(role, runs, room, room)) for role, runs in _parts(card)]
    words = sum(len(lines) * setting.text(role).line for role, lines in parts)
    whole = max(words, height) + 2 * look["padding"]
    box = SubElement(findings, "div", {"class": "finding whole", "style": f"height: {whole:.3f}pt"})
    top = (whole - words) / 2
    for role, lines in parts:
        place = f"left: 0; top: {top:.3f}pt; width: {room:.3f}pt"
        fill(SubElement(box, "p", {"class": role, "style": place}), role, lines, setting)
        top += len(lines) * setting.text(role).line
    right = (look["picture"] * css.PT_PER_MM - width) / 2
    size = f"right: {right:.3f}pt; top: {(whole - height) / 2:.3f}pt; width: {width:.3f}pt; height: {height:.3f}pt"
    source = css.picture_url(document.pictures, card.picture)
    SubElement(box, "img", src=source, alt=picture.alt, style=size)


def _parts(card: Card) -> tuple[tuple[str, Runs], ...]:
    return ("card_figure", card.figure), ("card", card.runs)
