"""办件日汇总: how many cases each unit accepted and finished each day, by type of task."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .catalogue import TYPES, Catalogue
from .profile import Profile, Story
from .shapes import Flags, Floats, Ints, cents, label, scatter, spread, table

EARLY = 0.935  # share of promised cases that do not take all the promised days
_BEFORE_DUE_DAY = 0.893  # share finished before the due day: one day begun in the afternoon ends on it
_DELAYS = 16  # working days within which nearly all promised cases are finished


@dataclass(frozen=True)
class Volumes:
    """Cells of unit, day and type that have any case, sorted so; `counts` by column name."""

    unit: Ints
    day: Ints  # position among the days of the data
    task_type: Ints
    counts: dict[str, Ints]
    promise_workdays: Floats

    def by_unit_day(self, column: str, units: int, days: int) -> Ints:
        """Sums of a column: units by days."""
        flat = np.bincount(self.unit * days + self.day, self.counts[column], units * days)
        return flat.reshape(units, days).astype(np.int64)


@dataclass(frozen=True)
class _Cells:
    """The cells with their main counts; `group` numbers unit and month, in order."""

    unit: Ints
    day: Ints
    task_type: Ints
    group: Ints
    accepted: Ints
    instant: Ints
    promise: Ints

    @property
    def finished(self) -> Ints:
        return self.instant + self.promise


def pace(profile: Profile) -> Floats:
    """What share of the promised time each unit usually needs."""
    return np.clip(profile.rng("pace").normal(0.36, 0.07, len(profile.units)), 0.2, 0.6)


def volumes(profile: Profile, catalogue: Catalogue) -> Volumes:
    """Daily counts: accepted and finished cases, then everything else drawn from them."""
    rng = profile.rng("volumes")
    cells = _cells(profile, catalogue, rng)
    limits = _day_sums(catalogue, rng, cells)
    pace_of_cell = pace(profile)[cells.unit]
    workdays = limits["promise_limit_days"] * (EARLY * pace_of_cell + 1 - EARLY)
    workdays = np.round(workdays * rng.uniform(0.92, 1.08, len(workdays)), 2)
    counts = {
        "accepted": cells.accepted,
        "finished": cells.finished,
        "instant_finished": cells.instant,
        "promise_finished": cells.promise,
        **limits,
        **_punctuality(profile, rng, cells),
        **_ways(profile, catalogue, rng, cells),
        **_irregular(profile, rng, cells),
    }
    counts["fee_mismatch"] = _rare(profile, rng, "fee_mismatch", counts["fee_cases"], cells.group, 0.15, 2)
    return Volumes(cells.unit, cells.day, cells.task_type, counts, workdays)


def _cells(profile: Profile, catalogue: Catalogue, rng: np.random.Generator) -> _Cells:
    """Accepted cases by the level of the day; promised ones are finished some working days later."""
    mix = catalogue.mix(len(profile.units))
    unit, task_type = np.nonzero(mix * profile.base[:, None] > 0)
    expected = (profile.base[:, None] * mix)[unit, task_type][:, None] * _days(profile, rng)[unit]
    at_once = _share(catalogue, catalogue.instant, len(mix))[unit, task_type]
    limit = catalogue.mean(catalogue.promise, ~catalogue.instant, len(mix))[unit, task_type]
    finishing = _finishing(profile, expected * (1 - at_once)[:, None], limit * pace(profile)[unit])
    valid = profile.active[:, profile.time.month][unit]
    accepted = rng.poisson(expected[:, profile.time.data] * valid)
    promise = rng.poisson(finishing[:, profile.time.data] * valid)
    instant = rng.binomial(accepted, at_once[:, None])
    pair, day = np.nonzero(accepted + promise)
    order = np.lexsort((task_type[pair], day, unit[pair]))
    pair, day = pair[order], day[order]
    group = unit[pair] * len(profile.time.months) + profile.time.month[day]
    chosen = (counts[pair, day] for counts in (accepted, instant, promise))
    return _Cells(unit[pair], day, task_type[pair], group, *chosen)


def _days(profile: Profile, rng: np.random.Generator) -> Floats:
    """The level of each unit on each calendar day: season, own growth, chance."""
    time = profile.time
    units, days = len(profile.units), len(time.days)
    month = np.clip(time.month_of(time.days), 0, len(time.months) - 1)
    growth = np.exp(rng.normal(0.0, 0.02, units)[:, None] * (np.arange(days) / 365.25))
    by_month = np.exp(rng.normal(0, 0.03, (units, len(time.months))))[:, month]
    by_day = np.exp(rng.normal(0, 0.05, (units, days)))
    return time.shape() * growth * by_month * by_day


def _finishing(profile: Profile, promised: Floats, mean: Floats) -> Floats:
    """Expected finished promised cases by calendar day, `mean` working days after acceptance."""
    time = profile.time
    starts = np.searchsorted(time.next_workday, np.arange(time.next_workday[-1] + 1))
    by_workday = np.add.reduceat(promised, starts, axis=1)[:, : len(time.workday_days)]
    delay = np.arange(_DELAYS)
    weights = np.exp(-delay / np.maximum(mean, 0.3)[:, None])
    weights /= weights.sum(axis=1, keepdims=True)
    finished = np.zeros_like(by_workday)
    for late in delay:
        finished[:, late:] += weights[:, late, None] * by_workday[:, : by_workday.shape[1] - late]
    result = np.zeros_like(promised)
    result[:, time.working] = finished
    return result


def _share(catalogue: Catalogue, hits: Flags, units: int) -> Floats:
    """The share of cases that are of tasks with `hits`, by unit and type."""
    return catalogue.mean(hits.astype(float), np.ones(len(hits), dtype=bool), units)


def _day_sums(catalogue: Catalogue, rng: np.random.Generator, cells: _Cells) -> dict[str, Ints]:
    """Promised and statutory working days of the promised cases of each cell."""
    sums = {}
    noise = 1 + 0.25 * rng.normal(size=len(cells.promise)) / np.sqrt(np.maximum(cells.promise, 1))
    for name, days in (("promise_limit_days", catalogue.promise), ("statutory_days", catalogue.statutory)):
        mean = catalogue.mean(days, ~catalogue.instant, cells.unit.max() + 1)[cells.unit, cells.task_type]
        sums[name] = np.rint(cells.promise * mean * np.clip(noise, 0.5, 1.5)).astype(np.int64)
    return sums


def _punctuality(profile: Profile, rng: np.random.Generator, cells: _Cells) -> dict[str, Ints]:
    """On time, early, overdue, and steps over their time."""
    overdue = _overdue(profile, rng, cells)
    in_time = cells.promise - overdue
    usual = np.clip(rng.normal(_BEFORE_DUE_DAY, 0.02, len(profile.units)), 0.8, 0.99)[cells.unit]
    early, slow = rng.binomial(in_time, usual), rng.binomial(in_time, 0.0003)
    return {
        "on_time": cells.finished - overdue,
        "early": early,
        "overdue": overdue,
        "step_overtime": overdue + slow + _added(profile, "step_overtime", in_time - slow, cells),
    }


def _ways(profile: Profile, catalogue: Catalogue, rng: np.random.Generator, cells: _Cells) -> dict[str, Ints]:
    """How cases come in, are paid for and delivered; each unit has its own usual shares."""

    def usual(mean: float, deviation: float, low: float, high: float) -> Floats:
        return np.clip(rng.normal(mean, deviation, len(profile.units)), low, high)[cells.unit]

    share = np.clip(usual(0.80, 0.06, 0.55, 0.93) + 0.0022 * profile.time.month[cells.day], 0, 0.98)
    online = rng.binomial(cells.accepted, np.where(profile.time.open[cells.day], share, 0.97))
    fee = _share(catalogue, catalogue.fee > 0, len(profile.units))[cells.unit, cells.task_type]
    return {
        "accepted_online": online,
        "accepted_mobile": rng.binomial(online, usual(0.46, 0.07, 0.2, 0.7)),
        "supplemented": _share_of(
            profile,
            "supplemented",
            cells.accepted,
            rng.binomial(cells.accepted, usual(0.011, 0.003, 0.003, 0.03)),
            cells,
        ),
        "mailed": rng.binomial(cells.finished, usual(0.09, 0.03, 0.01, 0.3)),
        "e_cert": rng.binomial(cells.finished, usual(0.47, 0.06, 0.2, 0.8)),
        "fee_cases": rng.binomial(cells.finished, fee),
    }


def _irregular(profile: Profile, rng: np.random.Generator, cells: _Cells) -> dict[str, Ints]:
    """What supervision of the data looks for (5.2)."""
    special = _share_of(profile, "special", cells.promise, rng.binomial(cells.promise, 0.008), cells)
    again = profile.rng("flow_fault"), "flow_fault", cells.promise
    return {
        "flow_fault": _on_days(profile, *again, rng.binomial(cells.promise, 0.00002), cells),
        "returned": rng.binomial(cells.accepted, 0.006),
        "resubmitted": _share_of(
            profile, "resubmitted", cells.accepted, rng.binomial(cells.accepted, 0.004), cells
        ),
        "sudden_finished": _sudden(profile, rng, cells),
        "special_cases": special,
        "special_repeat": _rare(profile, rng, "special_repeat", special, cells.group, 0.2, 2),
    }


def _sums(values: Ints, group: Ints, profile: Profile) -> Ints:
    """Sums by unit and month, as one row."""
    size = len(profile.units) * len(profile.time.months)
    return np.bincount(group, values, size).astype(np.int64)


def _overdue(profile: Profile, rng: np.random.Generator, cells: _Cells) -> Ints:
    """Cases finished late: usually under one in ten thousand, and never many at one unit."""
    total = _sums(cells.finished, cells.group, profile)
    most = np.minimum(8, (2.5e-4 * total).astype(np.int64))
    usual = np.minimum(rng.poisson(np.minimum(0.9e-4 * total, 2.4)), most)
    wanted = profile.plant("overdue", usual.reshape(len(profile.units), -1))
    return scatter(rng, cells.promise, cells.group, wanted.ravel())


def _rare(
    profile: Profile, rng: np.random.Generator, kind: str, population: Ints, group: Ints, mean: float, most: int
) -> Ints:  # fmt: skip
    """Faults that are rare at every unit, but for the planted ones."""
    present = _sums(population, group, profile) > 0
    usual = np.minimum(rng.poisson(mean, len(present)), most) * present
    wanted = profile.plant(kind, usual.reshape(len(profile.units), -1))
    return scatter(rng, population, group, wanted.ravel())


def _sudden(profile: Profile, rng: np.random.Generator, cells: _Cells) -> Ints:
    """Promised cases finished within seconds; the planted ones on a few days running."""
    hits = _rare(profile, rng, "sudden", cells.promise, cells.group, 0.8, 6)
    return _on_days(profile, rng, "sudden", cells.promise, hits, cells)


def _on_days(
    profile: Profile, rng: np.random.Generator, kind: str, population: Ints, hits: Ints, cells: _Cells
) -> Ints:
    """`hits`, in the month of each story of `kind` only those planted, from its first day to its last."""
    for story in profile.planted(kind):
        first, last = profile.time.data_days.searchsorted(story.days[[0, -1]])
        month = _month_of(profile, story, cells)
        inside = month & (cells.day >= first) & (cells.day <= last)
        hits[month] = 0
        hits[inside] = spread(rng, population[inside], story.values["count"])
    return hits


def _added(profile: Profile, kind: str, population: Ints, cells: _Cells) -> Ints:
    """What the stories of `kind` add, scattered over their months."""
    none = np.zeros((len(profile.units), len(profile.time.months)), dtype=np.int64)
    return scatter(profile.rng(kind), population, cells.group, profile.plant(kind, none).ravel())


def _share_of(profile: Profile, kind: str, population: Ints, hits: Ints, cells: _Cells) -> Ints:
    """`hits`, in the month of each story of `kind` its share of the population instead."""
    for story in profile.planted(kind):
        month = _month_of(profile, story, cells)
        hits[month] = profile.rng(kind).binomial(population[month], story.values["share"])
    return hits


def _month_of(profile: Profile, story: Story, cells: _Cells) -> Flags:
    return cells.group == story.unit * len(profile.time.months) + profile.month(story.period)


def case_daily(profile: Profile, volumes: Volumes) -> pa.Table:
    """Dataset case_daily."""
    return table(
        DATASETS["case_daily"],
        {
            "unit_id": label(profile.ids, volumes.unit),
            "date": pa.array(profile.time.data_days[volumes.day]),
            "task_type": label(TYPES, volumes.task_type),
            "promise_workdays": cents(volumes.promise_workdays),
            **volumes.counts,
        },
    )
