"""What the charts accept: printable labels, finite numbers, equal lengths."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import SupportsFloat

from charts.fonts import controls

Number = SupportsFloat  # int, float, Decimal, Fraction, numpy scalars
Values = Sequence[Number | None]  # None: not reported; drawn as a gap
Checked = list[Fraction | None]


def labels(words: Sequence[str], name: str) -> list[str]:
    """`words` as labels. Raises ValueError if there are none, or one is blank or not printable."""
    if len(words) == 0:
        raise ValueError(f"{name}为空，没有可以画的数据")
    return [label(word, f"{name}第 {place} 项") for place, word in enumerate(words, 1)]


def label(words: str, name: str) -> str:
    """`words` if they can be printed on one line; ValueError otherwise."""
    if not isinstance(words, str) or not words.strip():
        raise ValueError(f"{name}为空或不是文字")
    if controls(words):
        raise ValueError(f"{name} {words!r} 含有不可打印的字符")
    return words


def same_length(words: Sequence[object], values: Sequence[object], name: str) -> None:
    """Raises ValueError unless there are as many values as labels."""
    if len(words) != len(values):
        raise ValueError(f"{name}：标签 {len(words)} 个，数值 {len(values)} 个，个数不一致")


def among(chosen: Iterable[str], words: Sequence[str], name: str) -> None:
    """Raises ValueError if something is to be marked that is not there."""
    stray = [word for word in chosen if word not in words]
    if stray:
        raise ValueError(f"{name}：要突出的“{'、'.join(stray)}”不在标签中")


def numbers(values: Values, name: str) -> Checked:
    """`values` as exact fractions, None kept. Raises ValueError on NaN, infinity and what is no number.

    A float stands for the decimal that it prints as, so that 0.285 rounds as a reader expects.
    """
    return [None if value is None else _exact(value, name, place) for place, value in enumerate(values, 1)]


def counts(values: Values, name: str) -> list[Fraction]:
    """`values` as exact fractions, none of them missing or negative; ValueError otherwise."""
    exact = numbers(values, name)
    if None in exact:
        raise ValueError(f"{name}：第 {exact.index(None) + 1} 项缺失，构成图的各项必须齐全")
    present = known(exact)
    if min(present, default=Fraction(0)) < 0:
        raise ValueError(f"{name}：计数不能为负")
    return present


def known(values: Checked) -> list[Fraction]:
    """The values that are not missing."""
    return [value for value in values if value is not None]


def _exact(value: Number, name: str, place: int) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{name}：第 {place} 项 {value!r} 不是有限的数") from error
