"""目录 as HTML: the words of each entry and the number of its page are links, with dots between."""

from xml.etree.ElementTree import Element, SubElement

from reportgen.document import Contents, Entry, Text
from reportgen.writers import css
from reportgen.writers.html_lines import paragraph
from reportgen.writers.setting import Setting

APART = 0.5  # 字 between words, dots and number
DOTS = 2  # 字, the shortest line of dots


def contents(body: Element, block: Contents, setting: Setting) -> None:
    """The title, then the entries as a list."""
    whole = SubElement(body, "div")
    title = SubElement(whole, "p", {"class": "contents_title"})
    paragraph(title, "contents_title", (Text(block.title),), setting)
    entries = SubElement(whole, "ul")
    for entry in block.entries:
        _entry(entries, entry, setting)


def place_name(place: int) -> str:
    """The name of a place in the document, for links to it and to ask on which page it came."""
    return f"place{place}"


def _entry(entries: Element, entry: Entry, setting: Setting) -> None:
    """An entry; its lines above the last leave room for the number too.

    The engine makes a link of each element within a link; so these hold words only, and the dots, which
    are drawn and not words, stand between.
    """
    role, aim = f"contents{entry.level}", f"#{place_name(entry.place)}"
    face, unit = css.face_class(setting.text(role).font, setting.style), setting.pitch(role)
    taken = setting.length(role, str(entry.page)) + 2 * APART * unit
    lines = setting.cell_lines(role, (Text(entry.text),), setting.column(role) - taken - DOTS * unit)
    item = SubElement(entries, "li", {"class": f"{role} {face}"})
    words = ("".join(part.text for part in line) for line, _length in lines)
    SubElement(item, "a", href=aim).text = "\n".join(words)
    dots = setting.column(role) - taken - lines[-1][1]
    look = f"width: {dots:.3f}pt; margin: 0 {APART * unit:.3f}pt"
    SubElement(item, "span", {"class": "leader", "style": look})
    SubElement(item, "a", href=aim).text = str(entry.page)
