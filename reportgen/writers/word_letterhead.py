"""版头 placed by its ink (GB/T 9704 7.2.4–7.2.7): mark, number, red rule.

An exact line has its baseline at four fifths of its height, in Word as in LibreOffice, whatever
the font; so the place of the ink follows from size and line alone.
"""

from collections.abc import Iterator

from reportgen.document import Letterhead
from reportgen.style import Style
from reportgen.writers.titles import em
from reportgen.writers.word_parts import BASELINE
from reportgen.writers.word_runs import run
from reportgen.writers.word_styles import style_id
from reportgen.writers.word_xml import Element, eighths, mm, pt, w

RISE, FALL = 0.85, 0.11  # ink of hanzi above and below the baseline, of the size
MARK_LINE = 1.3  # line of the mark, of its size: near to it, so that readers hardly differ


def paragraphs(block: Letterhead, style: Style) -> Iterator[Element]:
    """发文机关标志 and 发文字号 with the red rule under it."""
    size = mark_size(block.mark, style)
    yield _mark(block.mark, size, style)
    yield _number(block.number, size, style)


def mark_size(mark: str, style: Style) -> float:
    """The largest size, pt, in which `mark` fits one line, in steps of half a point."""
    room = style.page.text_width * 72 / 25.4
    return min(style.texts["mark"].size, int(2 * room / max(sum(map(em, mark)), 1)) / 2)


def _mark(mark: str, size: float, style: Style) -> Element:
    line = size * MARK_LINE
    before = mm(style.page.mark_drop) - pt(line * BASELINE - size * RISE)
    spacing = w("spacing", before=before, after=0, line=pt(line), lineRule="exact")
    words = run(mark, style.font("mark").word, size)
    return w("p", w("pPr", w("pStyle", val=style_id("mark")), spacing), words)


def _number(number: str, mark: float, style: Style) -> Element:
    """发文字号 two blank lines below the mark, the red rule 4 mm below its ink."""
    text = style.texts["number"]
    above = mark * (MARK_LINE * (1 - BASELINE) - FALL) + text.line * BASELINE - text.size * RISE
    before = pt(text.before * style.texts["body"].line - above)
    below = text.line * (1 - BASELINE) - text.size * FALL
    gap = round(style.page.rule_gap * 72 / 25.4 - below)
    rule = w("bottom", val="single", sz=eighths(style.rules["red"]), space=gap, color=style.colours["red"])
    spacing = w("spacing", before=before, after=0, line=pt(text.line), lineRule="exact")
    start = w("pPr", w("pStyle", val=style_id("number")), w("keepNext"), w("pBdr", rule), spacing)
    return w("p", start, run(number, style.font("number").word))
