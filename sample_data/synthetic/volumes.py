"""办件日汇总: how many cases each unit accepted and finished each day, by kind of task."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .catalogue import TYPES, Catalogue
from .profile import Profile
from .shapes import Floats, Ints, cents, label, scatter, table

_DELAYS = 16  # working days within which nearly all promised cases are finished


@dataclass(frozen=True)
class Volumes:
    """Cells of unit, day and type that have any case, sorted so; `counts` by column name."""

    unit: Ints
    day: Ints  # position among the days of the data
    type: Ints
    counts: dict[str, Ints]
    promise_workdays: Floats

    def by_unit_day(self, column: str, units: int, days: int) -> Ints:
        """Sums of a column: units by days."""
        flat = np.bincount(self.unit * days + self.day, self.counts[column], units * days)
        return flat.reshape(units, days).astype(np.int64)


def pace(profile: Profile) -> Floats:
    """What share of the promised time each unit usually needs."""
    return np.clip(profile.rng("pace").normal(0.36, 0.07, len(profile.units)), 0.2, 0.6)


EARLY = 0.935  # share of promised cases finished before the last day


def volumes(profile: Profile, catalogue: Catalogue) -> Volumes:
    """Daily counts: expected accepted cases, then everything else drawn from them."""
    rng = profile.rng("volumes")
    mix = catalogue.mix(len(profile.units))
    unit, type = np.nonzero((mix * profile.base[:, None]) > 0)
    expected = (profile.base[:, None] * mix)[unit, type][:, None] * _days(profile, rng)[unit]
    instant = _by_type(catalogue, catalogue.instant, len(mix))[unit, type]
    limit = catalogue.mean(catalogue.promise, ~catalogue.instant, len(mix))[unit, type]
    finishing = _finishing(profile, expected * (1 - instant)[:, None], limit * pace(profile)[unit])
    valid = profile.active[:, profile.time.month_of(profile.time.data_days)][unit]
    accepted = rng.poisson(expected[:, profile.time.data] * valid)
    promise = rng.poisson(finishing[:, profile.time.data] * valid)
    same_day = rng.binomial(accepted, instant[:, None])
    return _cells(profile, catalogue, rng, unit, type, accepted, same_day, promise)


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
    """Expected finished promised cases by calendar day: those accepted before, some working days later."""
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


def _cells(
    profile: Profile, catalogue: Catalogue, rng: np.random.Generator, unit: Ints, type: Ints,
    accepted: Ints, instant: Ints, promise: Ints,
) -> Volumes:  # fmt: skip
    """Every other count of the cells with cases."""
    pair, day = np.nonzero(accepted + promise)
    order = np.lexsort((type[pair], day, unit[pair]))
    pair, day = pair[order], day[order]
    units, types = unit[pair], type[pair]
    accepted, instant, promise = (values[pair, day] for values in (accepted, instant, promise))
    month = profile.time.month_of(profile.time.data_days)[day]
    group = units * len(profile.time.months) + month
    finished = instant + promise
    overdue = _overdue(profile, rng, promise, finished, group)
    working = profile.time.working[profile.time.data][day]
    rate = _Rates(profile, rng)
    online = rng.binomial(accepted, np.where(working, rate.online[units, month], 0.97))
    special = rng.binomial(promise, 0.008)
    fee = _by_type(catalogue, catalogue.fee > 0, len(profile.units))[units, types]
    fee_cases = rng.binomial(finished, fee)
    limits = _day_sums(catalogue, rng, units, types, promise)
    workdays = limits["promise_limit_days"] * (EARLY * pace(profile)[units] + (1 - EARLY))
    counts = {
        "accepted": accepted,
        "accepted_online": online,
        "accepted_mobile": rng.binomial(online, rate.mobile[units]),
        "finished": finished,
        "instant_finished": instant,
        "promise_finished": promise,
        "on_time": finished - overdue,
        "early": rng.binomial(promise - overdue, rate.early[units]),
        "overdue": overdue,
        **limits,
        "step_overtime": np.minimum(overdue + rng.binomial(promise - overdue, 0.0003), promise),
        "flow_fault": rng.binomial(promise, 0.00002),
        "returned": rng.binomial(accepted, 0.006),
        "supplemented": rng.binomial(accepted, rate.supplement[units]),
        "resubmitted": rng.binomial(accepted, 0.004),
        "sudden_finished": _sudden(profile, rng, promise, group, day),
        "fee_cases": fee_cases,
        "fee_mismatch": _rare(profile, rng, "fee_mismatch", fee_cases, group, 0.15, 2),
        "special_cases": special,
        "special_repeat": _rare(profile, rng, "special_repeat", special, group, 0.2, 2),
        "mailed": rng.binomial(finished, rate.mailed[units]),
        "e_cert": rng.binomial(finished, rate.e_cert[units]),
    }
    return Volumes(units, day, types, counts, np.round(workdays * rng.uniform(0.92, 1.08, len(day)), 2))


class _Rates:
    """What shares are usual at each unit."""

    def __init__(self, profile: Profile, rng: np.random.Generator) -> None:
        units, months = len(profile.units), len(profile.time.months)
        start = np.clip(rng.normal(0.80, 0.06, units), 0.55, 0.93)
        self.online = np.clip(start[:, None] + 0.0022 * np.arange(months), 0, 0.98)
        self.mobile = np.clip(rng.normal(0.46, 0.07, units), 0.2, 0.7)
        self.early = np.clip(rng.normal(0.893, 0.02, units), 0.8, 0.99)
        self.supplement = np.clip(rng.normal(0.011, 0.003, units), 0.003, 0.03)
        self.mailed = np.clip(rng.normal(0.09, 0.03, units), 0.01, 0.3)
        self.e_cert = np.clip(rng.normal(0.47, 0.06, units), 0.2, 0.8)


def _by_type(catalogue: Catalogue, hits: np.ndarray, units: int) -> Floats:
    """The share of cases that are of tasks with `hits`, by unit and type."""
    return catalogue.mean(hits.astype(float), np.ones(len(hits), dtype=bool), units)


def _sums(values: Ints, group: Ints, profile: Profile) -> Ints:
    size = len(profile.units) * len(profile.time.months)
    return np.bincount(group, values, size).astype(np.int64)


def _overdue(profile: Profile, rng: np.random.Generator, promise: Ints, finished: Ints, group: Ints) -> Ints:
    """Cases finished late: usually under one in ten thousand, and never many at one unit."""
    total = _sums(finished, group, profile)
    usual = np.minimum(rng.poisson(np.minimum(0.9e-4 * total, 2.4)), np.minimum(8, (2.5e-4 * total).astype(int)))
    wanted = profile.plant("overdue", usual.reshape(len(profile.units), -1))
    return scatter(rng, promise, group, wanted.ravel())


def _rare(
    profile: Profile, rng: np.random.Generator, kind: str, population: Ints, group: Ints, mean: float, most: int
) -> Ints:
    """Faults that are rare at every unit, but for the planted ones."""
    present = _sums(population, group, profile) > 0
    usual = np.minimum(rng.poisson(mean, len(present)), most) * present
    wanted = profile.plant(kind, usual.reshape(len(profile.units), -1))
    return scatter(rng, population, group, wanted.ravel())


def _sudden(profile: Profile, rng: np.random.Generator, promise: Ints, group: Ints, day: Ints) -> Ints:
    """Promised cases finished within seconds; the planted ones on a few days running."""
    hits = _rare(profile, rng, "sudden", promise, group, 0.8, 6)
    for story in profile.planted("sudden"):
        first, last = (profile.time.data_days.searchsorted(np.datetime64(day)) for day in story.values["days"])
        month = story.unit * len(profile.time.months) + profile.month(story.period)
        inside = (group == month) & (day >= first) & (day <= last)
        hits[group == month] = 0
        hits[inside] = scatter(rng, promise[inside], group[inside] - month, np.array([story.values["count"]]))
    return hits


def _day_sums(catalogue: Catalogue, rng: np.random.Generator, units: Ints, types: Ints, promise: Ints) -> dict[str, Ints]:
    """Promised and statutory working days of the promised cases of each cell."""
    sums = {}
    size = int(units.max()) + 1
    noise = 1 + 0.25 * rng.normal(size=len(promise)) / np.sqrt(np.maximum(promise, 1))
    for name, days in (("promise_limit_days", catalogue.promise), ("statutory_days", catalogue.statutory)):
        mean = catalogue.mean(days, ~catalogue.instant, size)[units, types]
        sums[name] = np.rint(promise * mean * np.clip(noise, 0.5, 1.5)).astype(np.int64)
    return sums


def case_daily(profile: Profile, volumes: Volumes) -> pa.Table:
    """Dataset case_daily."""
    return table(
        DATASETS["case_daily"],
        {
            "unit_id": label(profile.ids, volumes.unit),
            "date": pa.array(profile.time.data_days[volumes.day]),
            "task_type": label(TYPES, volumes.type),
            "promise_workdays": cents(volumes.promise_workdays),
            **volumes.counts,
        },
    )
