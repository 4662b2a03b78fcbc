"""Formulas of a Word file: Office MathML, which Word edits as a formula and reads aloud."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from reportgen.document import Formula
from reportgen.formulas import (
    FORMULAS,
    SIGNS,
    Fraction,
    Line,
    Power,
    Root,
    Sub,
    Sum,
    Symbol,
    Term,
    Words,
    breadth,
)
from reportgen.style import Style
from reportgen.writers.word_styles import FIGURE, fonts, sizes, text_width
from reportgen.writers.word_xml import Element, named, text, w

ROLE = "body"  # Chinese words of a formula stand in the face of the text around it
SMALLER = 0.875  # of that text: 14 pt beside 16
NUMBER = 5.0  # em that the number takes, with the gap before it
TWIPS = 20


@dataclass(frozen=True, slots=True)
class _Look:
    """The Word font of Chinese words, and the size of everything in pt."""

    face: str
    size: float


def paragraph(block: Formula, style: Style) -> Element:
    """The paragraph of one formula, centred, with its number behind it; smaller if it would not fit the line."""
    tree = FORMULAS[block.name].tree
    room = text_width(style) / TWIPS / (breadth(tree) + (NUMBER if block.number else 0))
    look = _Look(style.font(ROLE).word, min(style.texts[ROLE].size * SMALLER, int(2 * room) / 2))
    number = _words(f"　　（{block.number}）", look) if block.number else ()
    math = named("m:oMath", *_inner(tree, look), *number)
    centred = named("m:oMathParaPr", named("m:jc", m_val="center"))
    return w("p", w("pPr", w("pStyle", val=FIGURE)), named("m:oMathPara", centred, math))


def _inner(term: Term, look: _Look) -> tuple[Element, ...]:
    """The elements of `term`, for a place that takes several."""
    match term:
        case Line(parts):
            return tuple(element for part in parts for element in _inner(part, look))
        case Symbol(words):
            return (_run(words, look, upright=False),)
        case Words(words):
            return tuple(_words(words, look))
        case Sub(base, below):
            return (named("m:sSub", _in("e", base, look), _in("sub", below, look)),)
        case Power(base, above):
            return (named("m:sSup", _in("e", base, look), _in("sup", above, look)),)
        case Fraction(above, below):
            return (named("m:f", _in("num", above, look), _in("den", below, look)),)
        case Sum(under, over, of, sign):
            kind = named("m:naryPr", named("m:chr", m_val=sign), named("m:limLoc", m_val="undOvr"))
            limits = (_in("sub", under, look), _in("sup", over, look))
            return (named("m:nary", kind, *limits, _in("e", of, look)),)
        case Root(of):
            hidden = named("m:radPr", named("m:degHide", m_val=1))
            return (named("m:rad", hidden, named("m:deg"), _in("e", of, look)),)
        case _:
            assert_never(term)


def _in(tag: str, term: Term, look: _Look) -> Element:
    return named(f"m:{tag}", *_inner(term, look))


def _words(words: str, look: _Look) -> Iterator[Element]:
    """Words upright; the signs between them as signs, which Word gives their room."""
    for part in re.split(f"([{SIGNS}])", words):
        if part:
            yield _run(part, look, upright=part not in SIGNS)


def _run(words: str, look: _Look, upright: bool) -> Element:
    """One run of a formula; upright words in the face of the text, variables and signs in the one of formulas."""
    kind = named("m:rPr", named("m:nor")) if upright else None
    face = fonts(look.face) if upright and not words.isascii() else None
    return named("m:r", kind, w("rPr", face, *sizes(look.size)), text("m:t", words))
