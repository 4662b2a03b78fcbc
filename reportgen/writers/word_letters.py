"""版头 of the 信函格式 in the Word file: boxes at fixed places of the paper, and the 发文字号 (GB/T 9704 10.1)."""

from reportgen.document import LetterFrame
from reportgen.style import Style
from reportgen.writers.word_boxes import SERIAL, Box, bar, text_box
from reportgen.writers.word_letterhead import FALL, MARK_LINE, RISE, mark_size
from reportgen.writers.word_pages import BASELINE
from reportgen.writers.word_runs import run
from reportgen.writers.word_styles import style_id, text_width
from reportgen.writers.word_xml import Element, mm, pt, w

MARK, NUMBER = "letter_mark", "letter_number"
APART = 7 / 8  # of a 字 of 3号, between the double rule and the number (10.1)
BOXES = SERIAL + 50  # drawing ids


def frame(block: LetterFrame, style: Style) -> Element:
    """The paragraph of the 发文字号, to which mark and double rules are tied."""
    size = mark_size(block.mark, MARK, style)
    page, rules = style.page, style.rules
    below = mm(page.letter_drop + page.rule_gap) + pt(size * (RISE + FALL))
    thick, gap, thin = (pt(rules[f"letter_{part}"]) for part in ("thick", "gap", "thin"))
    foot = mm(page.height - page.letter_foot) - thick
    bars = ((below, thick), (below + thick + gap, thin), (foot - gap - thin, thin), (foot, thick))
    drawn = (_rule(top, weight, serial, style) for serial, (top, weight) in enumerate(bars, BOXES + 1))
    return _number(block.number, below + thick + gap + thin, (_mark(block.mark, size, style), *drawn), style)


def _mark(mark: str, size: float, style: Style) -> Element:
    line = pt(size * MARK_LINE)
    spacing = w("spacing", before=0, after=0, line=line, lineRule="exact")
    words = run(mark, style.font(MARK).word, size)
    content = w("p", w("pPr", w("pStyle", val=style_id(MARK)), spacing), words)
    top = mm(style.page.letter_drop) - pt(size * (MARK_LINE * BASELINE - RISE))
    return text_box(
        (content,), "发文机关标志", Box(mm(style.page.left), top, text_width(style), line, "page"), BOXES
    )


def _rule(top: int, weight: int, serial: int, style: Style) -> Element:
    page = style.page
    box = Box(mm((page.width - page.letter_rule) / 2), top, mm(page.letter_rule), weight, "page")
    return bar(style.colours["red"], "红色双线", box, serial)


def _number(number: str, above: int, boxes: tuple[Element, ...], style: Style) -> Element:
    text = style.texts[NUMBER]
    rise = pt(text.line * BASELINE - text.size * RISE)
    before = above + pt(APART * style.texts["body"].size) - rise - mm(style.page.top)
    spacing = w("spacing", before=max(before, 0), after=0, line=pt(text.line), lineRule="exact")
    words = run(number, style.font(NUMBER).word)
    return w("p", w("pPr", w("pStyle", val=style_id(NUMBER)), w("keepNext"), spacing), *boxes, words)
