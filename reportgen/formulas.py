"""The formulas that documents print, each once: a small closed tree, its words for those who cannot see it.

Writers turn the tree into what their format knows; `expression` writes it for the drawing of a picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Symbol:
    """A variable, set in italics: W, λ, CR."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Chinese words, figures and signs, set upright."""

    text: str


@dataclass(frozen=True, slots=True)
class Sub:
    """`base` with `below` as its index."""

    base: "Term"
    below: "Term"


@dataclass(frozen=True, slots=True)
class Power:
    """`base` raised to `above`."""

    base: "Term"
    above: "Term"


@dataclass(frozen=True, slots=True)
class Fraction:
    """`above` over `below`."""

    above: "Term"
    below: "Term"


@dataclass(frozen=True, slots=True)
class Sum:
    """∑ or ∏ (`sign`) of what follows it, from `under` to `over`."""

    under: "Term"
    over: "Term"
    of: "Term"
    sign: str = "∑"


@dataclass(frozen=True, slots=True)
class Root:
    """The square root of `of`."""

    of: "Term"


@dataclass(frozen=True, slots=True)
class Line:
    """Terms one after the other."""

    parts: tuple["Term", ...]


SIGNS = "=+−×"  # with room on both sides
Term = Symbol | Words | Sub | Power | Fraction | Sum | Root | Line


@dataclass(frozen=True, slots=True)
class Notation:
    """A formula as it is written, and how one reads it aloud."""

    tree: Term
    spoken: str


def line(*parts: Term | str) -> Term:
    """`parts` in a row; of strings, Latin and Greek letters are variables and all else words.

    >>> line("w", "＝1") == Line((Symbol("w"), Words("＝1")))
    True
    """
    made = tuple(_of(part) if isinstance(part, str) else part for part in parts)
    return made[0] if len(made) == 1 else Line(made)


def _of(text: str) -> Term:
    return Symbol(text) if text[0].isalpha() and not _hanzi(text[0]) else Words(text)


def _hanzi(sign: str) -> bool:
    return "一" <= sign <= "鿿"


def sub(base: Term | str, below: Term | str) -> Sub:
    """`base` with an index."""
    return Sub(line(base), line(below))


def over(above: Term | str, below: Term | str) -> Fraction:
    """`above` over `below`."""
    return Fraction(line(above), line(below))


def total(index: str, last: Term | str, *of: Term | str, sign: str = "∑") -> Sum:
    """The sum (or product) over `index` from 1 to `last`."""
    return Sum(line(index, "=1"), line(last), line(*of), sign)


def breadth(term: Term) -> float:
    """How broad `term` is, in em and roughly: for a format that cannot measure it.

    >>> breadth(line("得分=", over("1", "n")))
    3.5
    """
    match term:
        case Symbol(text):
            return 0.5 * len(text)
        case Words(text):
            return sum(1.0 if _hanzi(sign) or sign in SIGNS else 0.5 for sign in text)
        case Sub(base, index) | Power(base, index):
            return breadth(base) + 0.7 * breadth(index)
        case Fraction(above, below):
            return max(breadth(above), breadth(below))
        case Sum(_, _, of):
            return 1.5 + breadth(of)
        case Root(of):
            return 1.0 + breadth(of)
        case Line(parts):
            return sum(map(breadth, parts))
        case _:
            assert_never(term)


# --- for a drawing ---------------------------------------------------------------------------

_COMMANDS = {
    "∑": r"\sum", "∏": r"\prod", "×": r"\times", "−": "-", "λ": r"\lambda", "α": r"\alpha", "σ": r"\sigma", "≥": r"\geq", " ": r"\ ",
}  # fmt: skip


def expression(term: Term) -> str:
    """`term` in the notation of TeX, as far as matplotlib knows it; Chinese words stand in \\mathsf."""
    match term:
        case Symbol(text):
            return "".join(f"{_COMMANDS.get(sign, sign)} " for sign in text)
        case Words(text):
            return "".join(map(_written, text))
        case Sub(base, below):
            return f"{{{expression(base)}}}_{{{expression(below)}}}"
        case Power(base, above):
            return f"{{{expression(base)}}}^{{{expression(above)}}}"
        case Fraction(above, below):
            return rf"\dfrac{{{expression(above)}}}{{{expression(below)}}}"
        case Sum(under, last, of, sign):
            return f"{_COMMANDS[sign]}_{{{expression(under)}}}^{{{expression(last)}}}{{{expression(of)}}}"
        case Root(of):
            return rf"\sqrt{{{expression(of)}}}"
        case Line(parts):
            return "".join(map(expression, parts))
        case _:
            assert_never(term)


def _written(sign: str) -> str:
    if _hanzi(sign):
        return rf"\mathsf{{{sign}}}"
    if sign.isascii() and sign.isalpha():
        return rf"\mathrm{{{sign}}}"
    return f"{_COMMANDS[sign]} " if sign in _COMMANDS else sign


# --- the formulas ----------------------------------------------------------------------------

_W = sub("w", "j")

FORMULAS: Mapping[str, Notation] = {
    # 6.3.2.1 a), formula (1)
    "efficacy": Notation(
        line(
            "指标得分=本档基础分+", over("实际值−本档标准值", "上档标准值−本档标准值"), "×(上档基础分−本档基础分)"
        ),
        "指标得分等于本档基础分，加上实际值减本档标准值的差除以上档标准值减本档标准值的差，再乘以上档基础分减本档基础分的差",
    ),
    # 6.3.2.3, formula (2)
    "index": Notation(
        line("A", "=", total("i", sub("n", "i"), sub("W", "i"), total("j", sub("n", "j"), sub("W", "ij"), sub("P", "ij")))),
        "A等于对各一级指标i，权重W i乘以对其下各二级指标j的权重W i j与标准化值P i j之积的和，再求和",
    ),
    # the third level, on which the standard is silent
    "third": Notation(
        line(sub("P", "ij"), "=", total("k", sub("n", "ij"), sub("W", "ijk"), sub("P", "ijk"))),
        "P i j等于其下各三级指标k的权重W i j k与得分P i j k之积的和",
    ),
    "equal": Notation(line(_W, "=", over("1", "n")), "w j等于n分之1"),
    "mean": Notation(
        line(_W, "=", over(sub("s", "j"), total("k", "n", sub("s", "k")))),
        "w j等于指标j的平均分s j除以各指标平均分之和",
    ),
    "ahp": Notation(
        line("A", "w", "=", sub("λ", Words("max")), "w", ",  ", "CI", "=", over(line(sub("λ", Words("max")), "−", "n"), line("n", "−1")), ",  ", "CR", "=", over("CI", "RI")),
        "判断矩阵A乘以权重向量w等于最大特征值乘以w；一致性指标CI等于最大特征值减n的差除以n减1；一致性比例CR等于CI除以RI",
    ),
    "paired": Notation(
        line(_W, "=", over(total("k", "n", sub("s", "jk")), total("l", "n", total("k", "n", sub("s", "lk"))))),
        "w j等于指标j与其他各指标比较得分之和，除以全部指标比较得分之和",
    ),
    "variation": Notation(
        line(sub("v", "j"), "=", over(sub("σ", "j"), sub("m", "j")), ",  ", _W, "=", over(sub("v", "j"), total("k", "n", sub("v", "k")))),
        "变异系数v j等于标准差除以平均数的绝对值；w j等于v j除以各指标变异系数之和",
    ),
    "additive": Notation(
        line(_W, "=", total("k", "K", sub("α", "k"), sub("w", "jk"))),
        "w j等于各种方法所得权重w j k乘以该方法占比α k之和",
    ),
    "multiplicative": Notation(
        line(_W, "=", over(total("k", "K", sub("w", "jk"), sign="∏"), total("l", "n", total("k", "K", sub("w", "lk"), sign="∏")))),
        "w j等于各种方法所得权重之积，除以各指标的这一乘积之和",
    ),
    "geometric": Notation(
        line(_W, "=", over(
            line("(", total("k", "K", sub("w", "jk"), sign="∏"), Power(Words(")"), line("1/", "K"))),
            line(total("l", "n", "(", total("k", "K", sub("w", "lk"), sign="∏"), Power(Words(")"), line("1/", "K")))),
        )),
        "w j等于各种方法所得权重之积的K次方根，除以各指标的这一方根之和",
    ),
}  # fmt: skip
