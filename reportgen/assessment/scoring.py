"""Scores, indices, ranks and bands (6.3.2): formula (1) on every value, formula (2) on every unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reportgen.assessment import methods
from reportgen.assessment.model import Assessment, Index, Line, Partial, Participant, Result
from reportgen.assessment.values import NOT_FOR_IT, Values
from reportgen.evaluation.composite import Composite, Frame, aggregate, composite
from reportgen.evaluation.missing import NOT_APPLICABLE, NOT_REPORTED, Treated, treat, zeroed
from reportgen.evaluation.ranks import RANKS
from reportgen.evaluation.table import Array, Table, scored
from reportgen.facts import NO_BUSINESS
from reportgen.scheme import Catalogue, Indicator, Scheme
from reportgen.scheme.model import Band
from reportgen.sheet import readable
from reportgen.wording import rounded


@dataclass(frozen=True, slots=True)
class _Scored:
    """One catalogue applied to all units."""

    indicators: tuple[Indicator, ...]
    frame: Frame
    values: Table
    composite: Composite
    treated: tuple[Treated, ...]
    notes: tuple[str, ...]


def assess(values: Values, scheme: Scheme, mark: str = "", before: Values | None = None) -> Assessment:
    """The evaluation of `values` by `scheme`, whose frozen `mark` every document prints.

    The values of the year `before` stand in for what is missing where the scheme says so (上年值).

    Raises what the methods raise for values they cannot take, naming unit, indicator and value, and `MissingValue`
    where the scheme stops at a gap.
    """
    main = _applied(values, scheme, scheme.catalogue, before)
    others = {
        name: _applied(values, scheme, part, before)
        for name, part in _classes(scheme.beside.catalogue).items()
    }
    totals = _totals(main, others, scheme)
    ranks = _ranks(values.participants, totals, scheme)
    results = {
        participant.unit.id: _result(row, participant, values, scheme, main, others, totals[row], ranks)
        for row, participant in enumerate(values.participants)
    }
    return Assessment(
        scheme, mark, values.year, results, main.frame, main.values, main.composite, main.treated, main.composite.moved,
        _partial(values, main.indicators),
        (*main.frame.notes, *main.notes),
    )  # fmt: skip


def _partial(values: Values, indicators: Sequence[Indicator]) -> tuple[Partial, ...]:
    """The returned values for which months are missing."""
    return tuple(
        Partial(each.unit, indicator, months, each.months)
        for each in values.participants
        for indicator in indicators
        if 0 < (months := values.months.get((each.unit.id, indicator.code), 0)) < each.months
        and not indicator.measure and indicator.applies(each.unit.group)
    )  # fmt: skip


def _classes(catalogue: Catalogue) -> dict[str, Catalogue]:
    """One catalogue for each of the first-level indicators."""
    found: dict[str, dict[str, Indicator]] = {}
    for code, indicator in catalogue.indicators.items():
        found.setdefault(indicator.path[0], {})[code] = indicator
    return {name: Catalogue(indicators) for name, indicators in found.items()}


def _applied(values: Values, scheme: Scheme, catalogue: Catalogue, before: Values | None) -> _Scored:
    indicators = tuple(catalogue.indicators.values())
    names = tuple(map(label, indicators))
    groups = {each.unit.short: each.unit.group for each in values.participants}
    frame = Frame.of(
        names, [each.path for each in indicators], np.array([each.weights for each in indicators])
    )
    previous = _table(before, indicators, scheme) if before else None
    known, treated = treat(_table(values, indicators, scheme), scheme.scoring.missing, groups, previous)  # type: ignore[arg-type]
    ways = {
        name: methods.method(each, scheme.scoring, groups)
        for name, each in zip(names, indicators, strict=True)
    }
    scores, notes = scored(known, ways)
    return _Scored(indicators, frame, known, composite(frame, zeroed(scores, treated)), treated, notes)


def label(indicator: Indicator) -> str:
    """How arrays and messages name an indicator: 5.2.2承诺办结."""
    return f"{indicator.code}{indicator.name}"


def _table(values: Values, indicators: Sequence[Indicator], scheme: Scheme) -> Table:
    """The values as exact fractions, and the reason of every gap."""
    units = tuple(each.unit.short for each in values.participants)
    cells = np.empty((len(units), len(indicators)), dtype=object)
    gaps: dict[tuple[str, str], str] = {}
    idle = NOT_APPLICABLE if scheme.scoring.inapplicable == "权重分给同级指标" else NOT_REPORTED
    for i, participant in enumerate(values.participants):
        for j, indicator in enumerate(indicators):
            fact = values.cells[participant.unit.id, indicator.code]
            cells[i, j] = float("nan") if fact.value is None else fact.value
            if not indicator.applies(participant.unit.group):
                cells[i, j], gaps[units[i], label(indicator)] = float("nan"), NOT_FOR_IT
            elif fact.value is None:
                gaps[units[i], label(indicator)] = idle if fact.missing == NO_BUSINESS else NOT_REPORTED
    return Table(units, tuple(map(label, indicators)), cells, f"{values.year.start.year}年", gaps)


def _totals(main: _Scored, others: Mapping[str, _Scored], scheme: Scheme) -> list[Fraction]:
    """The total index of every unit: that of the five degrees, or with the others by their shares."""
    how = scheme.scoring.aggregation
    totals = (
        main.composite.totals if how == "线性加权" else aggregate(main.composite.weights, main.composite.scores, how)  # type: ignore[arg-type]
    )  # fmt: skip
    exact = [Fraction(total) for total in totals]
    if scheme.beside.mode == "单独公布":
        return exact
    shares = scheme.beside.shares
    own = 1 - sum(shares.values(), Fraction(0))
    return [
        own * total + sum(shares[name] * Fraction(other.composite.totals[row]) for name, other in others.items())
        for row, total in enumerate(exact)
    ]  # fmt: skip


def _ranks(
    units: Sequence[Participant], totals: Sequence[Fraction], scheme: Scheme
) -> Mapping[str, tuple[int, int]]:
    """Rank and number of peers by unit id; equal printed totals share a rank, so that the printed table explains itself."""
    how = RANKS[scheme.ranking]
    found: dict[str, tuple[int, int]] = {}
    for group in scheme.scope.groups:
        rows = [row for row, each in enumerate(units) if each.unit.group == group and each.ranked]
        shown = np.array([rounded(totals[row], scheme.scoring.places) for row in rows], dtype=object)
        places: Iterable[int] = [0] * len(rows) if how is None or not rows else how(shown).tolist()
        found |= {units[row].unit.id: (rank, len(rows)) for row, rank in zip(rows, places, strict=True)}
    return found


def _result(
    row: int, participant: Participant, values: Values, scheme: Scheme, main: _Scored,
    others: Mapping[str, _Scored], total: Fraction, ranks: Mapping[str, tuple[int, int]],
) -> Result:  # fmt: skip
    lines = _lines(row, participant, values, scheme, main)
    printed = readable([line.contribution for line in lines], scheme.scoring.places)
    rank, size = ranks.get(participant.unit.id, (0, 0))
    classes = main.composite.classes
    return Result(
        participant,
        lines,
        {
            name: None if absent else Fraction(value)
            for name, value, absent in zip(
                classes.indicators, classes.values[row], classes.absent[row], strict=True
            )
        },
        {name: _index(row, participant, values, scheme, other) for name, other in others.items()},
        total,
        printed,
        rank,
        size,
        band(rounded(total, scheme.scoring.places), scheme.bands),
    )


def band(shown: object, bands: Sequence[Band]) -> str:
    """The band of a total as printed: 90.00 is never called 良好 for its hidden digits."""
    return next(each.name for each in sorted(bands, key=lambda each: -each.low) if shown >= each.low)  # type: ignore[operator]


def _index(row: int, participant: Participant, values: Values, scheme: Scheme, other: _Scored) -> Index:
    lines = _lines(row, participant, values, scheme, other)
    printed = readable([line.contribution for line in lines], scheme.scoring.places)
    return Index(Fraction(other.composite.totals[row]), lines, printed)


def _lines(
    row: int, participant: Participant, values: Values, scheme: Scheme, applied: _Scored
) -> tuple[Line, ...]:
    weights: Array = applied.composite.weights[row]
    scores, absent = applied.composite.scores, applied.composite.scores.absent[row]
    unit = participant.unit
    return tuple(
        _line(
            indicator.of(unit.group),
            values,
            unit.id,
            scheme,
            None if absent[at] else scores.values[row, at],
            weights[at],
            applied.values.gaps.get((unit.short, label(indicator)), ""),
        )
        for at, indicator in enumerate(applied.indicators)
    )


def _line(
    indicator: Indicator, values: Values, unit: str, scheme: Scheme, score: Fraction | None, weight: Fraction, gap: str
) -> Line:  # fmt: skip
    value = values.cells[unit, indicator.code]
    if score is None or value.value is None or gap:
        part = (score or 0) * weight
        return Line(
            indicator, value, None, None, None, gap, score, weight, Fraction(part), Fraction(0), gap or "按规则代替"
        )  # fmt: skip
    reached = methods.tier(value.value, indicator, scheme.scoring)
    standards = indicator.standards
    own = standards[reached - 1] if reached and reached <= len(standards) else None
    above = standards[reached - 2] if reached and reached > 1 else None
    upper = 100 * scheme.scoring.coefficients[reached - 2] if reached and reached > 1 else None
    return Line(
        indicator, value, reached, own, above,
        methods.working(value, score, reached, indicator, scheme.scoring),
        score, weight, weight * score, Fraction(0) if upper is None else weight * (upper - score),
    )  # fmt: skip
