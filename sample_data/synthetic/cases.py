"""办件明细: a random sample of all cases, every overdue case, and those with a bad rating."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.datasets import DATASETS

from .catalogue import Catalogue
from .profile import Profile
from .shapes import Days, Durations, Flags, Floats, Ints, cents, label, masked, pick, seconds, spread, table
from .timeline import CUT_OFF, Timeline
from .volumes import EARLY, Volumes, pace

_LONG, _SHORT = 12, 3  # working days that overdue cases take at most, at the units told of and elsewhere
_OVERDUE_OPEN = 0.25  # usual open overdue cases of a unit at the end, mean
_RESULTS, _RESULT_WEIGHTS = ("0", "6", "1", "5", "7"), (0.55, 0.43, 0.008, 0.004, 0.008)
_APPLICANTS = (0.70, 0.25, 0.02, 0.015, 0.005, 0.01)
_COUNTER_SOURCES, _COUNTER_WEIGHTS = np.array([0, 3, 4]), (0.80, 0.04, 0.16)


@dataclass(frozen=True)
class Cases:
    """Dataset cases, and which of its rows are overdue or carry the bad ratings asked for."""

    table: pa.Table
    overdue: Ints
    rated: Ints


@dataclass(frozen=True)
class Rated:
    """Unit, day and kind of the cases that got a bad rating on the day they were finished."""

    unit: Ints
    day: Days
    instant: Flags


@dataclass(frozen=True)
class _Rows:
    """Cases under construction: `finish` is a day, NaT for open cases; `late` the working days over."""

    unit: Ints
    instant: Flags
    task: Ints
    finish: Days
    late: Ints
    sampled: Flags


def cases(profile: Profile, catalogue: Catalogue, volumes: Volumes, rated: Rated) -> Cases:
    """All rows of the dataset; `rated` ones are kept because of a bad rating."""
    rng = profile.rng("cases")
    share = profile.settings["sample_per_month"] * len(profile.time.months) / volumes.counts["finished"].sum()
    parts = [
        _sample(profile, catalogue, volumes, rng, instant=True),
        _sample(profile, catalogue, volumes, rng, instant=False),
        _late(profile, catalogue, volumes, rng, share),
        _open(profile, catalogue, volumes, rng, share),
        _open_late(profile, catalogue, volumes, rng, share),
        _rated(catalogue, rng, rated),
    ]
    rows = _Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Rows.__annotations__))
    columns, accepted = _columns(profile, catalogue, rng, rows)
    order = np.lexsort((rows.unit, accepted))
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    columns["project_no"] = _numbers(profile, rng, rows.unit, accepted, share)
    whole = table(DATASETS["cases"], columns).take(pa.array(order))
    first_rated = len(order) - len(rated.unit)
    return Cases(whole, np.sort(position[rows.late > 0]), position[first_rated:])


def _sample(
    profile: Profile, catalogue: Catalogue, volumes: Volumes, rng: np.random.Generator, instant: bool
) -> _Rows:
    """Finished cases drawn at random, month by month."""
    counts = volumes.counts
    population = counts["instant_finished"] if instant else counts["promise_finished"] - counts["overdue"]
    month = profile.time.month[volumes.day]
    hits = np.zeros_like(population)
    for number in range(len(profile.time.months)):
        mine = month == number
        share = profile.settings["sample_per_month"] / counts["finished"][mine].sum()
        hits[mine] = spread(rng, population[mine], round(share * population[mine].sum()))
    cell = np.repeat(np.arange(len(hits)), hits)
    on_time, sampled = np.zeros(len(cell), dtype=np.int64), np.ones(len(cell), dtype=bool)
    return _finished(profile, catalogue, volumes, rng, cell, on_time, sampled, instant)


def _finished(
    profile: Profile, catalogue: Catalogue, volumes: Volumes, rng: np.random.Generator,
    cell: Ints, late: Ints, sampled: Flags, instant: bool = False,
) -> _Rows:  # fmt: skip
    """One finished case for each entry of `cell`."""
    unit, kind = volumes.unit[cell], np.full(len(cell), instant)
    task = catalogue.draw(rng, unit, kind, volumes.task_type[cell])
    return _Rows(unit, kind, task, profile.time.data_days[volumes.day[cell]], late, sampled)


def _late(
    profile: Profile, catalogue: Catalogue, volumes: Volumes, rng: np.random.Generator, share: float
) -> _Rows:
    """Every overdue case of case_daily; some are in the random sample too."""
    overdue = volumes.counts["overdue"]
    cell = np.repeat(np.arange(len(overdue)), overdue)
    late, sampled = rng.geometric(0.38, len(cell)), rng.random(len(cell)) < share
    late = np.minimum(late, _longest(profile)[volumes.unit[cell]])
    return _finished(profile, catalogue, volumes, rng, cell, late, sampled)


def _open(
    profile: Profile, catalogue: Catalogue, volumes: Volumes, rng: np.random.Generator, share: float
) -> _Rows:
    """A random sample of the cases in hand and not due: about as many as 2.5 days finish."""
    finished = volumes.counts["promise_finished"]
    last = volumes.day == volumes.day[finished > 0].max()
    a_day = np.bincount(volumes.unit[last], finished[last], len(profile.units))
    unit = np.repeat(np.arange(len(profile.units)), rng.poisson(2.5 * share * a_day))
    none = np.zeros(len(unit), dtype=np.int64)
    return _unfinished(catalogue, rng, unit, none, none == 0)


def _open_late(
    profile: Profile, catalogue: Catalogue, volumes: Volumes, rng: np.random.Generator, share: float
) -> _Rows:
    """Every overdue case that is still open when the data end."""
    busy = np.bincount(volumes.unit, volumes.counts["promise_finished"], len(profile.units)) > 100_000
    existing = busy & profile.active[:, -1]
    number = np.minimum(rng.poisson(_OVERDUE_OPEN, len(busy)), 2) * existing
    for story in profile.planted("overdue"):
        number[story.unit] = story.values["open"]
    unit = np.repeat(np.arange(len(number)), number)
    late = np.minimum(rng.geometric(0.3, len(unit)), np.minimum(_longest(profile)[unit], 9))
    return _unfinished(catalogue, rng, unit, late, rng.random(len(unit)) < share)


def _longest(profile: Profile) -> Ints:
    """How many working days over the promise the cases of each unit take at most: most units act when urged."""
    longest = np.full(len(profile.units), _SHORT)
    longest[[story.unit for story in profile.planted("overdue")]] = _LONG
    return longest


def _unfinished(
    catalogue: Catalogue, rng: np.random.Generator, unit: Ints, late: Ints, sampled: Flags
) -> _Rows:
    promised = np.zeros(len(unit), dtype=bool)
    never = np.full(len(unit), np.datetime64("NaT"), dtype="datetime64[D]")
    return _Rows(unit, promised, catalogue.draw(rng, unit, promised), never, late, sampled)


def _rated(catalogue: Catalogue, rng: np.random.Generator, rated: Rated) -> _Rows:
    """Cases kept because of a bad rating."""
    none = np.zeros(len(rated.unit), dtype=np.int64)
    task = catalogue.draw(rng, rated.unit, rated.instant)
    return _Rows(rated.unit, rated.instant, task, rated.day, none, none > 0)


def _columns(
    profile: Profile, catalogue: Catalogue, rng: np.random.Generator, rows: _Rows
) -> tuple[dict[str, object], Days]:
    """All columns but the number, and the time of acceptance."""
    count, time = len(rows.unit), profile.time
    promise = catalogue.promise[rows.task]
    stop = np.where(~rows.instant & (rng.random(count) < 0.02), rng.integers(1, 6, count), 0)
    stop[np.isnat(rows.finish) & (rows.late == 0)] = 0
    open_ = np.isnat(rows.finish)
    working = _working_times(profile, rng, rows, promise, stop)
    online = rng.random(count) < np.where(_off_day(time, rows), 1.0, 0.81)
    finish, accept = _times(time, rng, rows, working)
    due = time.workday_days[np.clip(working.due, 0, len(time.workday_days) - 1)]
    due = np.where(rows.instant, np.where(open_, due, rows.finish), due)
    workdays = np.where(rows.instant, 0.02, np.maximum(working.used, 0.05))
    fee = catalogue.fee[rows.task].astype(float)
    return {
        "unit_id": label(profile.ids, rows.unit),
        "task_code": label(catalogue.codes.to_pylist(), rows.task),
        "task_name": label(catalogue.names, rows.task),
        "project_type": label(("2", "1"), rows.instant.astype(int)),
        "apply_source": label(("1", "2", "3", "4", "5"), _sources(rng, online)),
        "applicant_type": label(("1", "2", "3", "4", "5", "6"), pick(rng, _APPLICANTS, count)),
        "apply_time": pa.array(accept - _before(rng, online)),
        "accept_time": pa.array(accept),
        "promise_time": pa.array(due.astype("datetime64[s]") + np.timedelta64(86399, "s")),
        "finish_time": masked(finish, open_),
        "result_code": label(_RESULTS, pick(rng, _RESULT_WEIGHTS, count), open_),
        "stop_days": stop,
        "workdays": cents(workdays, open_),
        "fee_due": cents(fee),
        "fee_paid": cents(np.where(open_, 0.0, fee)),
        "steps_skipped": (rng.random(count) < 0.00002).astype(int),
        "step_overtime": np.where(rows.late > 0, 1 + (rows.late > 4), rng.random(count) < 0.0003),
        "overdue_days": rows.late,
        "sampled": rows.sampled,
        "urged": urgings(rows.late),
    }, accept


def urgings(late: Ints) -> Ints:
    """How often a case has been urged: on the first, fourth and ninth working day over the promise."""
    return (late >= 1).astype(np.int64) + (late >= 4) + (late >= 9)


@dataclass(frozen=True)
class _Working:
    """Positions on the scale of working days: whole part the day, fraction the time of day."""

    accept: Floats
    finish: Floats
    due: Ints
    used: Floats


def _working_times(
    profile: Profile, rng: np.random.Generator, rows: _Rows, promise: Ints, stop: Ints
) -> _Working:
    """When promised cases were accepted, due and finished.

    On time, a case takes a share of the promised days, or all of them; what it took is counted
    back from the finish. An overdue case is `late` working days over the promise.
    """
    count = len(rows.unit)
    last = profile.time.last_number
    finish = profile.time.workday_number(np.where(np.isnat(rows.finish), CUT_OFF - 1, rows.finish)) * 1.0
    finish[np.isnat(rows.finish)] = last
    part = rng.random(count)
    mean = pace(profile)[rows.unit]
    taken = promise * rng.beta(3 * mean, 3 * (1 - mean))
    whole = rng.random(count) > EARLY
    started = finish + part - taken - stop
    started = np.where(whole, finish - promise - stop + part + (1 - part) * rng.random(count), started)
    pending = np.isnat(rows.finish) & (rows.late == 0)
    started = np.where(pending, last + part - np.floor(rng.random(count) * np.minimum(promise, 8)), started)
    overdue = rows.late > 0
    started = np.where(overdue, finish - rows.late - promise - stop + rng.random(count), started)
    due = (np.floor(started) + promise + stop).astype(np.int64)
    used = np.where(overdue, promise + rows.late - 0.5 * part, finish + part - started - stop)
    return _Working(started, finish + part, due, used)


def _off_day(time: Timeline, rows: _Rows) -> Flags:
    known = ~np.isnat(rows.finish)
    off = np.zeros(len(known), dtype=bool)
    off[known] = ~time.working[(rows.finish[known] - time.days[0]).astype(int)]
    return off


def _times(time: Timeline, rng: np.random.Generator, rows: _Rows, working: _Working) -> tuple[Days, Days]:
    """Times of finish and acceptance; instant cases are finished within minutes."""
    finish = _clock(time, working.finish)
    accept = _clock(time, working.accept)
    off = _off_day(time, rows)
    finish = np.where(off, rows.finish.astype("datetime64[s]") + seconds(rng, 30000, 75000, len(off)), finish)
    return finish, np.where(rows.instant, finish - seconds(rng, 60, 1500, len(off)), accept)


def _clock(time: Timeline, position: Floats) -> Days:
    """The time at a working-day position: 9:00 to 12:00 and 14:00 to 17:30."""
    number = np.floor(position).astype(np.int64)
    number = np.clip(number, 0, len(time.workday_days) - 1)
    hours = 6.5 * (position - np.floor(position))
    seconds = (9 + hours + 2 * (hours >= 3)) * 3600
    return time.workday_days[number].astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def _sources(rng: np.random.Generator, online: Flags) -> Ints:
    """Positions in the code list of sources."""
    remote = 1 + (rng.random(len(online)) < 0.46)
    counter = _COUNTER_SOURCES[pick(rng, _COUNTER_WEIGHTS, len(online))]
    return np.where(online, remote, counter)


def _before(rng: np.random.Generator, online: Flags) -> Durations:
    """How long before acceptance a case was applied for: minutes at a counter, up to a day online."""
    count = len(online)
    remote = np.where(
        rng.random(count) < 0.6, seconds(rng, 300, 9000, count), seconds(rng, 9000, 90000, count)
    )
    return np.where(online, remote, seconds(rng, 120, 1500, count))


def _numbers(
    profile: Profile, rng: np.random.Generator, unit: Ints, accepted: Days, share: float
) -> pa.Array:
    """Case numbers: unit, day, and a serial that leaves room for the cases that are not in the sample."""
    day = accepted.astype("datetime64[D]")
    order = np.lexsort((accepted, day, unit))
    key = unit[order] * 100_000 + day[order].astype(int)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(key, key)
    gap = max(1, int(0.8 / share))
    serial = rank * gap + rng.integers(1, gap + 1, len(rank))
    first = day.min()
    days = np.arange(first, day.max() + 1)
    texts = [
        pa.array(profile.codes).take(pa.array(unit)),
        pa.array([f"{value:%Y%m%d}" for value in days.tolist()]).take(pa.array((day - first).astype(int))),
        pa.array([f"{value:05}" for value in range(serial.max() + 1)]).take(pa.array(serial)),
    ]
    return pc.binary_join_element_wise(*texts, "-")
