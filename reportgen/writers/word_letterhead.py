"""版头 placed by its ink (GB/T 9704 7.2.4–7.2.7): mark, number, red rule; and the 报头 of a 简报 alike.

An exact line has its baseline at four fifths of its height, in Word as in LibreOffice, whatever
the font; so the place of the ink follows from size and line alone.
"""

from collections.abc import Iterator

from reportgen.document import Letterhead, Masthead
from reportgen.style import Style
from reportgen.writers.titles import em
from reportgen.writers.word_pages import BASELINE
from reportgen.writers.word_runs import run
from reportgen.writers.word_styles import fonts, style_id, text_width
from reportgen.writers.word_xml import Element, eighths, mm, pt, w

RISE, FALL = 0.85, 0.11  # ink of hanzi above and below the baseline, of the size
MARK_LINE = 1.3  # line of the mark, of its size: near to it, so that readers hardly differ


def paragraphs(block: Letterhead, style: Style) -> Iterator[Element]:
    """发文机关标志 and 发文字号 with the red rule under it."""
    size = mark_size(block.mark, "mark", style)
    yield _mark(block.mark, "mark", size, style.page.mark_drop, style)
    face = style.font("number").word
    start = _rule(style.texts["number"].size, "number", "red", style)
    yield _line("number", _before("number", size, style), (run(block.number, face),), style, *start)


def masthead(block: Masthead, style: Style) -> Iterator[Element]:
    """报头 of a 简报: name, 期号, 编印单位 and date on one line with the red rule under it."""
    size = mark_size(block.name, "masthead", style)
    yield _mark(block.name, "masthead", size, style.page.masthead_drop, style)
    face = style.font("issue").word
    yield _line("issue", _before("issue", size, style), (run(block.issue, face),), style, w("keepNext"))
    yield _publisher(block, style)


def mark_size(mark: str, role: str, style: Style, beside: float = 0) -> float:
    """The largest size, pt, in which `mark` and `beside` 字 more fit one line, in steps of half a point."""
    room = style.page.text_width * 72 / 25.4
    return min(style.texts[role].size, int(2 * room / max(sum(map(em, mark)) + beside, 1)) / 2)


def _mark(mark: str, role: str, size: float, drop: float, style: Style) -> Element:
    line = size * MARK_LINE
    before = mm(drop) - pt(line * BASELINE - size * RISE)
    spacing = w("spacing", before=before, after=0, line=pt(line), lineRule="exact")
    words = run(mark, style.font(role).word, size)
    return w("p", w("pPr", w("pStyle", val=style_id(role)), spacing), words)


def _publisher(block: Masthead, style: Style) -> Element:
    """编印单位 left, date at a stop on the right edge."""
    role = "publisher"
    face, size = style.font(role).word, mark_size(block.organ + block.date, role, style, beside=1)
    stop = w("tabs", w("tab", val="right", pos=text_width(style)))
    apart = w("r", w("rPr", fonts(face)), w("tab"))
    words = (run(block.organ, face, size), apart, run(block.date, face, size))
    return _line(role, 0, words, style, *_rule(size, role, "masthead", style), stop)


def _line(role: str, before: int, words: tuple[Element, ...], style: Style, *place: Element) -> Element:
    spacing = w("spacing", before=before, after=0, line=pt(style.texts[role].line), lineRule="exact")
    return w("p", w("pPr", w("pStyle", val=style_id(role)), *place, spacing), *words)


def _before(role: str, mark: float, style: Style) -> int:
    """Space above a line that stands its blank lines below the ink of a mark of size `mark`, twips."""
    text = style.texts[role]
    above = mark * (MARK_LINE * (1 - BASELINE) - FALL) + text.line * BASELINE - text.size * RISE
    return pt(text.before * style.texts["body"].line - above)


def _rule(size: float, role: str, weight: str, style: Style) -> tuple[Element, Element]:
    """The red rule 4 mm below the ink of a line, which stays with the page of what follows."""
    below = style.texts[role].line * (1 - BASELINE) - size * FALL
    gap = round(style.page.rule_gap * 72 / 25.4 - below)
    border = w("bottom", val="single", sz=eighths(style.rules[weight]), space=gap, color=style.colours["red"])
    return w("keepNext"), w("pBdr", border)
