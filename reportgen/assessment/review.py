"""What defends a result (稳健性检验、数据核对、指标体系诊断): as the scheme fixed it, and without effect on the result itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.assessment.model import Assessment
from reportgen.assessment.scoring import label
from reportgen.evaluation.audit import Audit, audit
from reportgen.evaluation.composite import Frame, composite
from reportgen.evaluation.robustness import Intervals, gap_ranks, rank_intervals
from reportgen.evaluation.scenarios import Scenarios, compare, drop_one, usual
from reportgen.evaluation.screening import Doubt, screen
from reportgen.evaluation.standardise import FULL_MARKS, STANDARDISE
from reportgen.evaluation.table import Array, Series, Table, constant
from reportgen.scheme import Indicator
from reportgen.scheme.model import Robustness

PER_CENT = (0.0, 100.0)
BEST = 100.0  # what a column without any difference is worth by 极差; by z-score all stand in the middle
MIDDLE, SPREAD = 50.0, 10.0  # z-scores on a scale like that of the others: 50 + 10 z
LEAST = 3  # units from which ranks can differ


@dataclass(frozen=True, slots=True)
class Review:
    """By peer group: rank `intervals`, `scenarios`, `audits`; `doubts` about values; `gaps`: ranks that gaps may hide."""

    intervals: Mapping[str, Intervals]
    scenarios: Mapping[str, Scenarios]
    audits: Mapping[str, Audit]
    doubts: tuple[Doubt, ...]
    gaps: Mapping[str, tuple[int, int]]

    def interval(self, group: str, unit: str) -> tuple[int, int] | None:
        """The 5 % and 95 % ranks of a unit (short name) in its group, None where there is nothing to rank."""
        if (found := self.intervals.get(group)) is None:
            return None
        at = found.units.index(unit)
        return int(found.low[at]), int(found.high[at])


def review(made: Assessment, before: Assessment | None = None) -> Review:
    """The review of `made`, in floats: nothing of it is a result. The year `before` tells which values jump."""
    scheme, groups = made.scheme, _groups(made)
    indicators = tuple(scheme.catalogue.indicators.values())
    frame, rules = made.frame.floats, scheme.robustness
    return Review(
        {name: _intervals(frame, mine, values, indicators, rules) for name, (mine, values) in groups.items()},
        {name: _scenarios(frame, mine, values, indicators, rules) for name, (mine, values) in groups.items()},
        {name: audit(frame, mine) for name, (mine, _values) in groups.items()},
        _doubts(made, before, indicators),
        _gaps(made),
    )


def intervals(made: Assessment) -> dict[str, tuple[int, int]]:
    """The 5 % and 95 % ranks of every ranked unit (short name) within its group; none for groups too small."""
    found: dict[str, tuple[int, int]] = {}
    indicators = tuple(made.scheme.catalogue.indicators.values())
    for scores, values in _groups(made).values():
        ranks = _intervals(made.frame.floats, scores, values, indicators, made.scheme.robustness)
        found |= {
            unit: (int(low), int(high))
            for unit, low, high in zip(ranks.units, ranks.low, ranks.high, strict=True)
        }
    return found


def _groups(made: Assessment) -> dict[str, tuple[Table, Table]]:
    """Scores and values of the ranked units of each group in which ranks can differ."""
    groups: dict[str, tuple[Table, Table]] = {}
    for name in made.scheme.scope.groups:
        units = [each.unit.short for each in made.group(name)]
        if len(units) >= LEAST:
            groups[name] = (made.composite.scores.only(units).floats, made.raw.only(units).floats)
    return groups


def _intervals(
    frame: Frame, scores: Table, values: Table, indicators: Sequence[Indicator], rules: Robustness
) -> Intervals:
    others = {name: _again(name, scores, values, indicators) for name in rules.standardisations}
    return rank_intervals(
        frame, {"方案规定": scores, **others}, seed=rules.seed, draws=rules.draws, spread=float(rules.spread),
        aggregations=("线性加权", *(each for each in rules.aggregations if each != "线性加权")),  # type: ignore[arg-type]
        drop_one=rules.drop_one,
    )  # fmt: skip


def _scenarios(
    frame: Frame, scores: Table, values: Table, indicators: Sequence[Indicator], rules: Robustness
) -> Scenarios:
    def other(name: str) -> Callable[[], Table]:
        return lambda: _again(name, scores, values, indicators)

    runs = usual(frame, scores, {f"标准化改用{name}": other(name) for name in rules.standardisations})
    ones = drop_one(frame, scores) if rules.drop_one else {}
    return compare(scores.units, composite(frame, scores).totals, {**runs, **ones})


def _again(name: str, scores: Table, values: Table, indicators: Sequence[Indicator]) -> Table:
    """Scores (n, p) by another standardisation over the group's own values; an interval keeps its published score."""
    columns = []
    for at, indicator in enumerate(indicators):
        published = scores.values[:, at]
        if indicator.direction == "区间最好":
            columns.append(published)
            continue
        series = values.series(label(indicator))
        columns.append(_column(name, series, indicator.direction))
    return scores.replaced(np.stack(columns, axis=1))


def _column(name: str, series: Series, direction: str) -> Array:
    made = np.full(len(series.units), np.nan)
    if not len(series.known) or constant(series.known):
        made[~series.absent] = BEST if name in FULL_MARKS else MIDDLE
        return made
    scored = STANDARDISE[name](series, direction).values
    return scored * (100 / FULL_MARKS[name]) if name in FULL_MARKS else MIDDLE + SPREAD * scored


def _doubts(
    made: Assessment, before: Assessment | None, indicators: Sequence[Indicator]
) -> tuple[Doubt, ...]:
    groups = {each.unit.short: each.unit.group for each in made.results.values()}
    limits = {label(each): PER_CENT for each in indicators if each.unit == "%"}
    full = {label(each): float(each.standards[0]) for each in indicators if each.standards}
    rules = made.scheme.screening
    return screen(
        made.raw.floats, groups=groups, previous=before.raw.floats if before else None, limits=limits, full=full,
        deviations=float(rules.deviations), jump=float(rules.jump),
    )  # fmt: skip


def _gaps(made: Assessment) -> dict[str, tuple[int, int]]:
    """Of units with values not reported the rank if these scored 60, and if they scored 100, within the peer group."""
    found: dict[str, tuple[int, int]] = {}
    for name in made.scheme.scope.groups:
        results = made.group(name)
        missing = {
            (each.unit.short, label(line.indicator))
            for each in results
            for line in each.lines
            if line.gap == "未报送"
        }
        if missing:
            found |= gap_ranks(
                made.frame, made.composite.scores.only([each.unit.short for each in results]), missing
            )
    return found
