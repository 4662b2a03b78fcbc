"""Rules of one row in the words of a declaration: what must not be later, larger, empty or unequal.

Each constructor gives a `Check` that Python asks of a row and a form asks of its cells: `formula` is true
where the rule is broken, with {column} in the place of a cell.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from reportgen.datasets.model import Check, Row

HALF = Decimal("0.005")  # rates are filled in with two decimals; a tie may be rounded either way


def ordered(number: str, earlier: str, later: str, words: str, remedy: str = "请核对这两个时间") -> Check:
    """`later` is not before `earlier`."""

    def holds(row: Row) -> bool:
        return bool(row[earlier] <= row[later])

    return Check(number, words, (later, earlier), holds, remedy, formula=f"{{{later}}}<{{{earlier}}}")


def at_most(number: str, part: str, whole: str, words: str, remedy: str = "请核对这两个数") -> Check:
    """`part` is not larger than `whole`: a rate made of them never exceeds 100 %."""

    def holds(row: Row) -> bool:
        return bool(row[part] <= row[whole])

    return Check(number, words, (part, whole), holds, remedy, formula=f"{{{part}}}>{{{whole}}}")


def adds_up(
    number: str, parts: Iterable[str], whole: str, words: str, remedy: str = "请核对合计与各分项"
) -> Check:
    """`whole` is the sum of `parts`."""
    parts = tuple(parts)

    def holds(row: Row) -> bool:
        return bool(sum(row[part] for part in parts) == row[whole])

    summed = "+".join(f"{{{part}}}" for part in parts)
    return Check(number, words, (whole, *parts), holds, remedy, formula=f"{summed}<>{{{whole}}}")


def within(
    number: str,
    column: str,
    low: int,
    high: int,
    words: str,
    remedy: str = "请核对后改正",
    strict: bool = True,
) -> Check:
    """`column` lies between `low` and `high`, both included."""

    def holds(row: Row) -> bool:
        return bool(low <= row[column] <= high)

    formula = f"OR({{{column}}}<{low},{{{column}}}>{high})"
    return Check(number, words, (column,), holds, remedy, strict, formula=formula)


def month_start(number: str, column: str, words: str = "应为当月1日") -> Check:
    """`column` is the first day of a month."""

    def holds(row: Row) -> bool:
        return bool(row[column].day == 1)

    return Check(number, words, (column,), holds, "请写成如2026-10-01", formula=f"DAY({{{column}}})<>1")


def rate_of(number: str, value: str, numerator: str, denominator: str, words: str) -> Check:
    """`value` is `numerator` in per cent of `denominator`, to two decimals."""

    def holds(row: Row) -> bool:
        if not row[denominator]:
            return False
        exact = Decimal(row[numerator]) * 100 / Decimal(row[denominator])
        return bool(abs(exact - row[value]) <= HALF)

    apart = f"ABS({{{numerator}}}*100-{{{value}}}*{{{denominator}}})"  # a form would divide by an empty cell
    broken = f"OR({{{denominator}}}=0,{apart}>0.0050001*{{{denominator}}})"
    columns = (value, numerator, denominator)
    return Check(number, words, columns, holds, "请按分子、分母重新计算，或核对分子、分母", formula=broken)


def filled_when(
    number: str, column: str, when: str, values: Iterable[object], words: str, remedy: str = "请补填"
) -> Check:
    """`column` is filled in where `when` is one of `values` (any value if there are none)."""
    values = tuple(values)

    def holds(row: Row) -> bool:
        return bool(row[column] is not None or (values and row[when] not in values))

    broken = f'AND({{{column}}}="",{_among(when, values)})'
    return Check(number, words, (column, when), holds, remedy, given=(when,), formula=broken)


def filled_together(number: str, one: str, other: str, words: str, remedy: str = "请补填或删去") -> Check:
    """Both columns are filled in, or neither."""

    def holds(row: Row) -> bool:
        return (row[one] is None) == (row[other] is None)

    broken = f'({{{one}}}="")<>({{{other}}}="")'
    return Check(number, words, (other, one), holds, remedy, given=(), formula=broken)


def suspicious(
    number: str,
    words: str,
    columns: tuple[str, ...],
    holds: Callable[[Row], bool],
    remedy: str,
    formula: str = "",
) -> Check:
    """A rule whose breach is recorded and does not keep the file out."""
    return Check(number, words, columns, holds, remedy, strict=False, formula=formula)


def _among(column: str, values: tuple[object, ...]) -> str:
    if not values:
        return f'{{{column}}}<>""'
    return f"OR({','.join(f'{{{column}}}={_literal(value)}' for value in values)})"


def _literal(value: object) -> str:
    """A value as a form holds it: flags as 是 and 否, codes and words as text."""
    words = {True: "是", False: "否"}[value] if isinstance(value, bool) else value
    return f'"{words}"'
