"""Formulas of a Word file: Office MathML, which Word edits as a formula and reads aloud."""

from typing import assert_never

from reportgen.document import Formula
from reportgen.formulas import FORMULAS, Fraction, Line, Power, Root, Sub, Sum, Symbol, Term, Words
from reportgen.style import Style
from reportgen.writers.word_styles import FIGURE, fonts
from reportgen.writers.word_xml import Element, named, text, w

ROLE = "body"  # Chinese words of a formula stand in the face of the text around it


def paragraph(block: Formula, style: Style) -> Element:
    """The paragraph of one formula, centred, with its number behind it."""
    tree = FORMULAS[block.name].tree
    number = _run(f"　　（{block.number}）", style, upright=True) if block.number else None
    math = named("m:oMath", *_inner(tree, style), number)
    centred = named("m:oMathParaPr", named("m:jc", m_val="center"))
    return w("p", w("pPr", w("pStyle", val=FIGURE)), named("m:oMathPara", centred, math))


def _inner(term: Term, style: Style) -> tuple[Element, ...]:
    """The elements of `term`, for a place that takes several."""
    match term:
        case Line(parts):
            return tuple(element for part in parts for element in _inner(part, style))
        case Symbol(words):
            return (_run(words, style, upright=False),)
        case Words(words):
            return (_run(words, style, upright=True),)
        case Sub(base, below):
            return (named("m:sSub", _in("e", base, style), _in("sub", below, style)),)
        case Power(base, above):
            return (named("m:sSup", _in("e", base, style), _in("sup", above, style)),)
        case Fraction(above, below):
            return (named("m:f", _in("num", above, style), _in("den", below, style)),)
        case Sum(under, over, of, sign):
            look = named("m:naryPr", named("m:chr", m_val=sign), named("m:limLoc", m_val="undOvr"))
            limits = (_in("sub", under, style), _in("sup", over, style))
            return (named("m:nary", look, *limits, _in("e", of, style)),)
        case Root(of):
            hidden = named("m:radPr", named("m:degHide", m_val=1))
            return (named("m:rad", hidden, named("m:deg"), _in("e", of, style)),)
        case _:
            assert_never(term)


def _in(tag: str, term: Term, style: Style) -> Element:
    return named(f"m:{tag}", *_inner(term, style))


def _run(words: str, style: Style, upright: bool) -> Element:
    """One run of a formula; upright words in the face of the text, variables in the one of formulas."""
    look = named("m:rPr", named("m:nor")) if upright else None
    face = w("rPr", fonts(style.font(ROLE).word)) if upright and not words.isascii() else None
    return named("m:r", look, face, text("m:t", words))
