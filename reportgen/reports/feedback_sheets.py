"""得分明细 of one unit (6.4 d): every line with its value, its formula and its points; and what is weak, with evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from charts.numbers import figure
from reportgen.assessment import Line, Result
from reportgen.assessment.methods import PLACES
from reportgen.assessment.model import Index
from reportgen.assessment.values import NOT_FOR_IT, NOT_MONTHLY
from reportgen.facts import Fact
from reportgen.reports.scores import Desk, points
from reportgen.sheet import Sum
from reportgen.wording import Shown, rounded, serial, trimmed

NONE = "—"
OWN = "分组标准"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as printed; `value` and `score` are None where there is none, and then it has neither weight nor points.

    `marks` tell that the value was returned, not counted on the platform, and that the standards are the group's own.
    """

    code: str
    name: str
    marks: tuple[str, ...]
    value: Shown | None
    missing: str
    own: str
    above: str
    working: str
    score: Shown | None
    weight: Shown
    part: Shown
    lost: Shown


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a class under its name and index."""

    name: str
    index: Fact
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sections, the sum of their printed parts, the points lost in all, and whether parts were levelled (尾差).

    A printed loss is the printed weight less the printed part, so that lines and columns can both be worked out again.
    """

    sections: tuple[Section, ...]
    sum: Shown
    total: Shown
    lost: Shown
    adjusted: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """An indicator in the last tier or below it: what is wrong, the counts that prove it, what it costs."""

    code: str
    name: str
    value: Shown
    reached: str
    evidence: str
    lost: Shown
    below: bool


def sheet(desk: Desk, result: Result, classes: Sequence[Fact]) -> Sheet:
    """The sheet of the five degrees, whose printed parts add up to the printed total."""
    return _sheet(desk, result, result.lines, result.printed, {fact.label: fact for fact in classes}, "total")


def apart(desk: Desk, result: Result, beside: Sequence[Fact]) -> tuple[Sheet, ...]:
    """The sheets of 政务公开 and 问政咨询."""
    return tuple(_beside(desk, result, fact, result.beside[fact.label]) for fact in beside)


def _beside(desk: Desk, result: Result, fact: Fact, index: Index) -> Sheet:
    return _sheet(desk, result, index.lines, index.printed, {fact.label: fact}, fact.label)


def _sheet(
    desk: Desk, result: Result, lines: Sequence[Line], printed: Sum, indices: Mapping[str, Fact], name: str
) -> Sheet:
    losses = _losses(lines, printed)
    made = [
        (line.indicator.path[0], _line(desk, result, line, part, lost))
        for line, part, lost in zip(lines, printed.parts, losses, strict=True)
    ]
    sections = tuple(
        Section(first, indices[first], tuple(each for _first, each in rows))
        for first, rows in groupby(made, key=lambda pair: pair[0])
    )

    def whole(of: str, words: str, value: Fraction, text: str) -> Shown:
        unit = result.unit
        return Shown(points(desk, f"{of}|{name}|{unit.id}", words, value, unit.short, words), text)

    lost = sum(losses, Decimal(0))
    return Sheet(
        sections,
        whole("sum", "各项得分×权重之和", Fraction(printed.sum), figure(printed.sum)),
        whole("published", "公布的指数", Fraction(printed.total), figure(printed.total)),
        whole("lost", "失分合计", Fraction(lost), figure(lost)),
        bool(printed.adjusted),
    )


def _losses(lines: Sequence[Line], printed: Sum) -> tuple[Decimal, ...]:
    """What each line loses, as printed: its printed weight less its printed part."""
    pairs = zip(lines, printed.parts, strict=True)
    return tuple(_weight(line, part) - part if line.score is not None else Decimal(0) for line, part in pairs)


def _weight(line: Line, part: Decimal) -> Decimal:
    """The weight of `line` in %, with the decimals of its printed `part`."""
    return rounded(100 * line.weight, -int(part.as_tuple().exponent))


def _line(desk: Desk, result: Result, line: Line, part: Decimal, lost: Decimal) -> SheetLine:
    code, unit = line.indicator.code, result.unit

    def shown(name: str, words: str, value: Fraction, text: str) -> Shown:
        fact = points(
            desk, f"{name}|{code}|{unit.id}", f"{line.indicator.name}{words}", value, unit.short, words
        )
        return Shown(fact, text)

    score = line.score
    return SheetLine(
        code,
        line.indicator.name,
        tuple(_marks(line)),
        _value(line),
        NONE if line.gap in (NOT_FOR_IT, NOT_MONTHLY) else line.value.missing or line.gap,
        _tier(line, line.tier, line.standard),
        _tier(line, line.tier and line.tier - 1, line.above),
        line.gap or line.working,
        None if score is None else shown("score", "得分", score, figure(rounded(score, PLACES))),
        shown("weight", "占总指数的权重（%）", 100 * line.weight, figure(_weight(line, part))),
        shown("part", "得分×权重", line.contribution, figure(part)),
        shown("lost", "失分", line.lost, figure(lost)),
    )


def _marks(line: Line) -> Iterable[str]:
    if not line.indicator.measure:
        yield line.indicator.collected
    if line.indicator.peer:
        yield OWN


def _value(line: Line) -> Shown | None:
    if line.value.value is None:
        return None
    return Shown(line.value, f"{trimmed(line.value.value, PLACES)}{line.indicator.unit}")


def _tier(line: Line, tier: int | None, standard: Decimal | None) -> str:
    if tier and tier > len(line.indicator.standards):
        return "档外"
    return NONE if standard is None else f"{serial(tier or 0)}档{trimmed(Fraction(standard), PLACES)}"


# --- what is weak ----------------------------------------------------------------------------------


def problems(desk: Desk, result: Result) -> tuple[Problem, ...]:
    """The lines in the last tier or below it, those of the five degrees first, most points lost first."""
    indices = [
        (result.lines, result.printed),
        *((each.lines, each.printed) for each in result.beside.values()),
    ]
    return tuple(
        _problem(desk, result, line, lost)
        for lines, printed in indices
        for line, lost in sorted(
            zip(lines, _losses(lines, printed), strict=True),
            key=lambda pair: (-pair[0].lost, pair[0].indicator.code),
        )
        if line.tier and line.tier >= len(line.indicator.standards)
    )


def _problem(desk: Desk, result: Result, line: Line, printed: Decimal) -> Problem:
    unit, last = result.unit, len(line.indicator.standards)
    below = bool(line.tier and line.tier > last)
    lost = points(
        desk,
        f"lost|{line.indicator.code}|{unit.id}",
        f"{line.indicator.name}失分",
        line.lost,
        unit.short,
        "失分",
    )
    return Problem(
        line.indicator.code,
        line.indicator.name,
        Shown(line.value, f"{trimmed(line.value.exact, PLACES)}{line.indicator.unit}"),
        f"劣于末档标准{trimmed(Fraction(line.indicator.standards[-1]), PLACES)}" if below else f"处于末档（{serial(last)}档）",
        "；".join(_evidence(line)),
        Shown(lost, figure(printed)),
        below,
    )  # fmt: skip


def _evidence(line: Line) -> Iterable[str]:
    indicator, value = line.indicator, line.value
    if value.numerator is not None and value.denominator is not None:
        yield f"{indicator.numerator}{value.numerator:,}，{indicator.denominator}{value.denominator:,}"
    elif value.numerator is not None:
        yield f"{indicator.numerator or indicator.name}{value.numerator:,}"
    yield f"口径：{indicator.definition}"
    yield f"来源：{indicator.collected}"
