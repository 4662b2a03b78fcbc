"""What ends a document in the PDF: 附件说明, 署名, 版记, 报尾."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from reportgen.document import (
    AttachmentList,
    Colophon,
    Distribution,
    Signature,
    Text,
    attachment_lines,
    colophon_lines,
    distribution_lines,
)
from reportgen.writers import css
from reportgen.writers.html_lines import fill
from reportgen.writers.lines import Line
from reportgen.writers.setting import Setting

ANNEX_PREFIX = "附件："
COPIES_PREFIX = "抄送："


def attachments(body: Element, block: AttachmentList, setting: Setting) -> None:
    """附件说明: names under each other, turn-over lines under the name's first character (7.3.4)."""
    role = "attachment"
    label = setting.length(role, ANNEX_PREFIX) + setting.spacing(role)
    items = SubElement(body, "ul", {"class": f"{role} with-previous whole"})
    for serial, entry in enumerate(attachment_lines(block)):
        start = label if serial else 0.0
        prefix = entry[: len(entry) - len(block.names[serial])]
        hang = start + setting.length(role, prefix) + setting.spacing(role)
        room = setting.column(role)
        item = SubElement(items, "li", style=f"padding-left: {hang:.3f}pt")
        lines = setting.lines(role, (Text(entry),), room - start, room - hang)
        fill(item, role, lines, setting, start - hang)


def signature(body: Element, block: Signature, setting: Setting) -> None:
    """署名 centred above the date, the date four characters from the edge (7.3.5.1).

    A name too long for that moves both to the left, until it ends at the edge of the type area.
    """
    role = "signature"
    organ, issued = setting.length(role, block.organ), setting.length(role, block.date)
    right = max(setting.text(role).right * setting.pitch(role), (organ - issued) / 2)
    group = SubElement(body, "div", {"class": "with-previous whole"})
    for number, (text, inset) in enumerate(
        ((block.organ, right + (issued - organ) / 2), (block.date, right))
    ):
        above = (
            f"; margin-top: {'0' if number else setting.text(role).before * css.line_pitch(setting.style)}pt"
        )
        spot = f"margin-right: {inset - setting.spacing(role):.3f}pt{above}"
        SubElement(group, "p", {"class": role, "style": spot}).text = text


def colophon(body: Element, block: Colophon, setting: Setting) -> None:
    """版记 (7.4): 抄送, then 印发机关 and date, a rule after each."""
    *copies, printer, issued = colophon_lines(block)
    entries = [_hung(text, COPIES_PREFIX, setting) for text in copies]
    _imprint(body, entries, (printer, issued), setting.style.rules["colophon_inner"], setting)


def distribution(body: Element, block: Distribution, setting: Setting) -> None:
    """报尾 of a 简报: 报, 送, 发, and how many were printed, between two rules."""
    lines = distribution_lines(block)
    pairs = zip(lines, block.entries, strict=False)  # the number of copies is no entry
    entries = [_hung(text, f"{label}：", setting) for text, (label, _names) in pairs]
    _imprint(body, entries, ("", lines[-1]) if block.copies else None, 0.0, setting)


@dataclass(frozen=True, slots=True)
class Hung:
    """An entry of the imprint: its lines, and how far the turn-over lines stand in."""

    lines: tuple[Line, ...]
    hang: float


def _hung(text: str, prefix: str, setting: Setting) -> Hung:
    room, hang = setting.column("colophon"), setting.length("colophon", prefix)
    return Hung(setting.lines("colophon", (Text(text),), room, room - hang), hang)


def _imprint(
    body: Element, entries: Sequence[Hung], last: tuple[str, str] | None, inner: float, setting: Setting
) -> None:
    """What stands on the foot of the last type area; a block as high keeps its place free (7.4.1)."""
    count = sum(len(entry.lines) for entry in entries) + bool(last)
    height = count * setting.text("colophon").line + 2 * setting.style.rules["colophon_outer"]
    height += len(entries) * inner
    place = SubElement(body, "div", {"class": "imprint-place whole", "style": f"height: {height:.3f}pt"})
    imprint = SubElement(place, "div", {"class": "imprint"})
    SubElement(imprint, "div", {"class": "outer"})
    for entry in entries:
        _entry(imprint, entry, setting)
        if inner:
            SubElement(imprint, "div", {"class": "inner"})
    if last:
        _last_entry(imprint, *last, setting)
    SubElement(imprint, "div", {"class": "outer"})


def _entry(imprint: Element, entry: Hung, setting: Setting) -> None:
    pad = setting.text("colophon").left * setting.pitch("colophon")
    box = f"padding-left: {pad + entry.hang:.3f}pt"
    element = SubElement(imprint, "p", {"class": "colophon", "style": box})
    fill(element, "colophon", entry.lines, setting, -entry.hang)


def _last_entry(imprint: Element, left: str, right: str, setting: Setting) -> None:
    """印发机关 left, date right, each one 字 from the edge."""
    role = "colophon"
    pad = setting.text(role).left * setting.pitch(role)
    between = setting.column(role) - setting.length(role, left) - setting.length(role, right)
    line = SubElement(imprint, "p", {"class": role, "style": f"padding-left: {pad:.3f}pt"})
    line.text = left
    SubElement(line, "span", style=f"margin-left: {max(between, 0):.3f}pt").text = right
