"""Levels of satisfaction turned round: GB/T 39046 A.8 counts from 1, the best, while stars count up to it."""

from collections.abc import Sequence

from reportgen.datasets.columns import SATISFACTION
from reportgen.datasets.model import Check, Pattern, Row

REVERSED = "1为非常满意、5为非常不满意，与五星顺序相反；确认无误的不必改"
ENOUGH = 10  # answers; fewer have no shape


def named(number: str, level: str, name: str) -> Check:
    """The level's code and its name say the same."""
    meanings = "".join(f'IF({{{level}}}={code},"{meaning}",' for code, meaning in SATISFACTION.items())
    formula = f'{{{name}}}<>{meanings}""{")" * len(SATISFACTION)}'

    def holds(row: Row) -> bool:
        return bool(SATISFACTION[str(row[level])] == row[name])

    words = "等级编码与等级名称一致（不一致的，编码可能按五星顺序填反）"
    remedy = "1为非常满意、5为非常不满意，请按等级名称改正编码"
    return Check(number, words, (level, name), holds, remedy, formula=formula)


def mostly_bad(number: str, level: str) -> Pattern:
    """Most answers are bad ones, which happens when stars are taken for codes."""

    def holds(rows: Sequence[Row]) -> bool:
        levels = [row[level] for row in rows if row[level] is not None]
        return len(levels) < ENOUGH or sum(each >= 4 for each in levels) <= sum(each <= 2 for each in levels)

    return Pattern(number, "不满意多于满意，等级可能按五星顺序填反", level, holds, REVERSED)
