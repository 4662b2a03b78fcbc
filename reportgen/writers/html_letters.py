"""版头 of the 信函格式 in the PDF, placed on the paper by its ink (GB/T 9704 10.1)."""

from xml.etree.ElementTree import Element, SubElement

from reportgen import fonts
from reportgen.document import LetterFrame, Text
from reportgen.writers import css
from reportgen.writers.html_lines import paragraph
from reportgen.writers.setting import Setting

MARK, NUMBER = "letter_mark", "letter_number"
APART = 7 / 8  # of a 字 of 3号, between the double rule and the number (10.1)


def frame(body: Element, block: LetterFrame, setting: Setting) -> None:
    """发文机关标志, a double rule under it and one at the foot of the page, 发文字号 flush right."""
    page, rules = setting.style.page, setting.style.rules
    top = (page.letter_drop - page.top) * css.PT_PER_MM
    below = _mark(body, block.mark, top, setting) + page.rule_gap * css.PT_PER_MM
    thick, gap, thin = (rules[f"letter_{part}"] for part in ("thick", "gap", "thin"))
    _rule(body, below, thick, setting)
    _rule(body, below + thick + gap, thin, setting)
    foot = (page.height - page.letter_foot - page.top) * css.PT_PER_MM - thick
    _rule(body, foot - gap - thin, thin, setting)
    _rule(body, foot, thick, setting)
    _number(body, block.number, below + thick + gap + thin, setting)


def _mark(body: Element, mark: str, top: float, setting: Setting) -> float:
    """The mark, as large as fits one line, its ink from `top` (pt below the type area's head); returns where it ends."""
    face, text = fonts.typeface(setting.style.font(MARK)), setting.text(MARK)
    size = min(text.size, int(2 * setting.room / max(face.width(mark), 1)) / 2)
    low, high = face.ink(mark)
    base = css.strut(size, size, face.faces[0])
    place = f"top: {top - (base - high * size):.3f}pt; width: {setting.room:.3f}pt"
    name = css.face_class(text.font, setting.style)
    look = f"{place}; font-size: {size}pt; line-height: {size}pt"
    SubElement(body, "p", {"class": f"{MARK} {name} on-paper", "style": look}).text = mark
    return top + (high - low) * size


def _rule(body: Element, top: float, weight: float, setting: Setting) -> None:
    page = setting.style.page
    left, width = (page.width - page.letter_rule) / 2 - page.left, page.letter_rule
    box = f"top: {top:.3f}pt; left: {left:g}mm; width: {width:g}mm; height: {weight}pt"
    SubElement(body, "div", {"class": "red-rule on-paper", "style": box})


def _number(body: Element, number: str, above: float, setting: Setting) -> None:
    text = setting.text(NUMBER)
    _low, high = fonts.typeface(setting.style.font(NUMBER)).ink(number)
    rise = setting.baseline(NUMBER) - high * text.size
    box = f"padding-top: {above + APART * setting.text('body').size - rise:.3f}pt"
    paragraph(SubElement(body, "p", {"class": NUMBER, "style": box}), NUMBER, (Text(number),), setting)
