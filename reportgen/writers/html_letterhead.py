"""版头 of a 文件 and 报头 of a 简报 in the PDF, placed by their ink and not by their boxes (GB/T 9704 7.2)."""

from xml.etree.ElementTree import Element, SubElement

from reportgen import fonts
from reportgen.document import Letterhead, Masthead, Text
from reportgen.writers import css
from reportgen.writers.html_lines import paragraph
from reportgen.writers.setting import Setting


def letterhead(body: Element, block: Letterhead, setting: Setting) -> None:
    """发文机关标志, 发文字号, red rule: placed by their ink, not by their boxes (7.2.4–7.2.7)."""
    _mark(body, block.mark, "mark", setting.style.page.mark_drop, setting)
    _below_mark(body, block.number, "number", setting)
    _red_rule(body, "red", _rule_gap(block.number, "number", setting.text("number").size, setting), setting)


def masthead(body: Element, block: Masthead, setting: Setting) -> None:
    """报头 of a 简报: name, 期号, 编印单位 and date on one line, red rule."""
    _mark(body, block.name, "masthead", setting.style.page.masthead_drop, setting)
    _below_mark(body, block.issue, "issue", setting)
    size = _publisher(body, block, setting)
    _red_rule(body, "masthead", _rule_gap(block.organ + block.date, "publisher", size, setting), setting)


def _publisher(body: Element, block: Masthead, setting: Setting) -> float:
    """编印单位 left, date right; returns the size in which both and one 字 between them fit the line."""
    role = "publisher"
    text, width = setting.text(role), setting.width(role)
    em = sum(map(width, block.organ + block.date)) / text.size
    size = min(text.size, int(2 * setting.room / (em + 1)) / 2)
    between = setting.room - em * size
    look = f"font-size: {size}pt; letter-spacing: 0pt"
    line = SubElement(body, "p", {"class": role, "style": look})
    line.text = block.organ
    SubElement(line, "span", style=f"margin-left: {between:.3f}pt").text = block.date
    return size


def _mark(body: Element, mark: str, role: str, drop: float, setting: Setting) -> None:
    face = fonts.typeface(setting.style.font(role))
    size = min(setting.text(role).size, int(2 * setting.room / max(face.width(mark), 1)) / 2)
    low, high = face.ink(mark)
    base = css.strut(size, size, face.faces[0])
    top = drop * css.PT_PER_MM - (base - high * size)
    box = f"font-size: {size}pt; line-height: {size}pt; padding-top: {top:.3f}pt; height: {base - low * size:.3f}pt"
    name = css.face_class(setting.text(role).font, setting.style)
    SubElement(body, "p", {"class": f"{role} {name}", "style": box}).text = mark


def _below_mark(body: Element, words: str, role: str, setting: Setting) -> None:
    """发文字号 or 期号, as many blank lines below the ink of the mark as its style says."""
    text = setting.text(role)
    gap = text.before * css.line_pitch(setting.style) - (text.line - text.size) / 2
    element = SubElement(body, "p", {"class": role, "style": f"margin-top: {gap:.3f}pt"})
    paragraph(element, role, (Text(words),), setting)


def _red_rule(body: Element, weight: str, gap: float, setting: Setting) -> None:
    box = f"margin-top: {gap:.3f}pt; height: {setting.style.rules[weight]}pt"
    SubElement(body, "div", {"class": "red-rule", "style": box})


def _rule_gap(words: str, role: str, size: float, setting: Setting) -> float:
    """From the foot of the line of `words` to the rule, so that it lies 4 mm under the ink."""
    text, face = setting.text(role), fonts.typeface(setting.style.font(css.STRUT)).faces[0]
    low, _ = fonts.typeface(setting.style.font(role)).ink(words)
    foot = css.strut(text.line, size, face) - low * size
    return setting.style.page.rule_gap * css.PT_PER_MM - (text.line - foot)
