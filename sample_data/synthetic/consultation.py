"""咨询投诉建议: every ticket, from its registration to the answer and what was thought of it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .profile import Profile
from .shapes import Days, Durations, Flags, Ints, label, masked, numbered, pick, seconds, table
from .timeline import CUT_OFF, Timeline
from .volumes import Volumes

_TICKETS = DATASETS["tickets"]
_KINDS, _SOURCES, _CLASSES = (
    tuple(_TICKETS.column(name).codes) for name in ("kind", "source", "content_class")
)
_KIND_WEIGHTS = (0.53, 0.27, 0.02, 0.11, 0.055, 0.015)
_SOURCE_WEIGHTS = (0.62, 0.10, 0.13, 0.09, 0.03, 0.03)
_CLASS_WEIGHTS = (0.10, 0.07, 0.09, 0.14, 0.13, 0.10, 0.07, 0.07, 0.07, 0.06, 0.06, 0.04)
_LIMITS = np.array([3, 8, 10, 5, 8, 5])  # working days to answer, by kind
_COMPLAINT = _KINDS.index("投诉")
_LARGEST = 0.035  # share of the tickets that the busiest unit gets
_LATE = 0.012


def tickets(profile: Profile, volumes: Volumes) -> pa.Table:
    """Dataset tickets, the full population."""
    rng = profile.rng("tickets")
    unit, day = _who_and_when(profile, volumes, rng)
    kind, content = pick(rng, _KIND_WEIGHTS, len(unit)), pick(rng, _CLASS_WEIGHTS, len(unit))
    parts = [(unit, day, kind, content), *_complaints(profile, rng, unit, day, kind, content)]
    unit, day, kind, content = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    created = profile.time.data_days[day].astype("datetime64[s]") + _time_of_day(rng, len(unit))
    order = np.lexsort((unit, created))
    unit, kind, content, created = unit[order], kind[order], content[order], created[order]
    due, replied, closed = _handled(profile.time, rng, unit, kind, created)
    for story in profile.planted("unanswered"):
        told = np.flatnonzero(profile.rows_of(story, unit, due))[: story.values["count"]]
        replied[told] = np.datetime64(story.values["answered_at"])
        closed[told] = replied[told] + np.timedelta64(1, "h")
    _slow_area(profile, unit, content, due, replied, closed)
    opinions = _opinions(rng, kind, closed >= CUT_OFF)
    _plant(profile, opinions, unit, created, np.where(kind == _COMPLAINT, content, -1))
    return table(
        _TICKETS,
        {
            "ticket_id": numbered("SQ", created),
            "kind": label(_KINDS, kind),
            "source": label(_SOURCES, pick(rng, _SOURCE_WEIGHTS, len(unit))),
            "content_class": label(_CLASSES, content),
            "unit_id": label(profile.ids, unit),
            "created": pa.array(created),
            "due": pa.array(due),
            "replied": masked(replied, replied >= CUT_OFF),
            "closed": masked(closed, closed >= CUT_OFF),
            "returned_count": (rng.random(len(unit)) < 0.03).astype(int),
            "redispatched": (rng.random(len(unit)) < 0.015).astype(int),
            "solved": masked(opinions.solved, opinions.silent),
            "satisfied": masked(opinions.satisfied, opinions.unrated),
            "repeat": opinions.repeat,
            "efficacy": opinions.efficacy,
        },
    )


def _who_and_when(profile: Profile, volumes: Volumes, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Unit and day of each ticket: busy units and working days get more of them."""
    units, days = len(profile.units), len(profile.time.data_days)
    size = np.sqrt(1 + volumes.by_unit_day("accepted", units, days).sum(axis=1))
    weight = np.minimum(size / size.sum(), _LARGEST)
    shape = profile.time.shape()[profile.time.data] ** 0.6
    active = profile.active[:, profile.time.month]
    for successor, parts in profile.successors.items():
        weight[successor] = min(_LARGEST, weight[parts].sum())
    mean = weight[:, None] * shape * active
    mean *= profile.settings["tickets_per_month"] * len(profile.time.months) / mean.sum()
    cells = rng.poisson(mean)
    unit, day = np.nonzero(cells)
    return np.repeat(unit, cells[unit, day]), np.repeat(day, cells[unit, day])


def _complaints(
    profile: Profile, rng: np.random.Generator, unit: Ints, day: Ints, kind: Ints, content: Ints
) -> list[tuple[Ints, ...]]:
    """The complaints to add, so that a unit gets as many of a class as its story says."""
    extra = []
    month, workday = profile.time.month, profile.time.open
    for story in profile.planted("complaints"):
        wanted = _CLASSES.index(story.values["content_class"])
        mine = (unit == story.unit) & (kind == _COMPLAINT) & (content == wanted)
        for text, number in story.monthly.items():
            here = month == profile.month(text)
            present = np.flatnonzero(mine & here[day])
            content[present[number:]] = (wanted + 1) % len(_CLASSES)
            missing = max(0, number - len(present))
            days = rng.choice(np.flatnonzero(here & workday), missing)
            same = np.ones(missing, dtype=np.int64)
            extra.append((story.unit * same, days, _COMPLAINT * same, wanted * same))
    for story in profile.planted("efficacy"):
        wanted = _CLASSES.index(story.values["content_class"])
        same = np.ones(story.values["count"], dtype=np.int64)
        days = np.resize(profile.time.data_days.searchsorted(story.days), len(same))
        extra.append((story.unit * same, days, _COMPLAINT * same, wanted * same))
    return extra


def _time_of_day(rng: np.random.Generator, count: int) -> Durations:
    """The time of day: mostly office hours."""
    return (3600 * np.clip(rng.normal(13.2, 3.2, count), 7, 22.5)).astype("timedelta64[s]")


def _handled(
    time: Timeline, rng: np.random.Generator, unit: Ints, kind: Ints, created: Days
) -> tuple[Days, Days, Days]:
    """Due, answered and closed; a small share is late, and none at units with few tickets."""
    count = len(unit)
    start = time.workday_number(created)
    limit = _LIMITS[kind]
    due = time.workday_days[start + limit].astype("datetime64[s]") + np.timedelta64(18, "h")
    needed = np.floor(limit * rng.beta(1.6, 2.4, count)).astype(np.int64)
    at = seconds(rng, 9 * 3600, 17 * 3600, count)
    replied = time.workday_days[start + needed].astype("datetime64[s]") + at
    replied = np.where(replied <= created, created + seconds(rng, 900, 9000, count), replied)
    late = _late(rng, unit, time.month_of(due))
    after = time.workday_days[start + limit + rng.integers(1, 5, count)].astype("datetime64[s]") + at
    replied = np.where(late, after, replied)
    return due, replied, replied + seconds(rng, 3600, 200000, count)


def _late(rng: np.random.Generator, unit: Ints, month: Ints) -> Flags:
    """Which tickets are answered late: at most one in forty of a unit's in a month."""
    late = rng.random(len(unit)) < _LATE
    group = unit * 100 + month
    order = np.lexsort((~late, group))
    key = group[order]
    first, size = np.searchsorted(key, key), np.searchsorted(key, key, side="right")
    rank = np.empty(len(unit), dtype=np.int64)
    allowed = np.empty(len(unit), dtype=np.int64)
    rank[order], allowed[order] = np.arange(len(unit)) - first, (size - first) // 40
    return late & (rank < allowed)


def _slow_area(profile: Profile, unit: Ints, content: Ints, due: Days, replied: Days, closed: Days) -> None:
    """Enter the areas whose units answer late: each a few of a month, so that none stands out by itself."""
    month = profile.time.month_of(due)
    for story in (each for each in profile.regional if each.kind == "slow_replies"):
        classes = [_CLASSES.index(name) for name in story.values["content_classes"]]
        until = np.datetime64(story.values["until"])
        for number in map(profile.month, story.values["months"]):
            for each in story.units:
                mine = np.flatnonzero((unit == each) & (month == number))
                late = int(story.values["share"] * len(mine)) - int((replied[mine] > due[mine]).sum())
                could = mine[
                    np.isin(content[mine], classes) & (replied[mine] <= due[mine]) & (due[mine] < until)
                ]
                told = could[np.linspace(0, len(could), max(late, 0), endpoint=False).astype(int)]
                after = profile.time.later(due[told].astype("datetime64[D]"), 2).astype("datetime64[s]")
                replied[told] = after + np.timedelta64(15, "h")
                closed[told] = replied[told] + np.timedelta64(1, "h")


@dataclass(frozen=True)
class _Opinions:
    """What people said of each ticket; `silent` and `unrated` where they did not."""

    solved: Flags
    silent: Flags
    satisfied: Ints
    unrated: Flags
    repeat: Flags
    efficacy: Flags


def _plant(profile: Profile, opinions: _Opinions, unit: Ints, created: Days, complaint: Ints) -> None:
    """Enter the stories of inefficacy (`complaint` is the class of complaints, else -1) and of discontent."""
    for story in profile.planted("efficacy"):
        of_class = complaint == _CLASSES.index(story.values["content_class"])
        told = np.flatnonzero(profile.rows_of(story, unit, created) & of_class)
        opinions.efficacy[told[: story.values["count"]]] = True
    for story in profile.planted("unpleased"):
        told = np.flatnonzero(profile.rows_of(story, unit, created) & ~opinions.unrated)
        opinions.satisfied[told[:: round(1 / story.values["share"])]] = 4


def _opinions(rng: np.random.Generator, kind: Ints, open_: Flags) -> _Opinions:
    """Whether the matter was solved, and how satisfied people were, of those who said so."""
    count = len(kind)
    silent = open_ | (rng.random(count) < 0.25)
    unrated = open_ | (rng.random(count) < 0.4)
    solved = rng.random(count) < np.where(kind == 0, 0.95, 0.84)
    satisfied = 1 + pick(rng, (0.62, 0.26, 0.095, 0.017, 0.008), count)
    repeat = rng.random(count) < 0.022
    efficacy = (kind == _COMPLAINT) & (rng.random(count) < 0.012)
    return _Opinions(solved, silent, satisfied, unrated, repeat, efficacy)
