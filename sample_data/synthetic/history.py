"""工作日历和历史指标: what is known of days, and what was published before the rows begin."""

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .profile import Profile
from .shapes import Floats, cents, label, table
from .timeline import FIRST
from .volumes import Volumes

MEASURES = ("accepted", "finished", "on_time_rate")
_YEARLY = 1.05  # how much the volumes grow in a year


def calendar(profile: Profile) -> pa.Table:
    """Dataset calendar: every day from well before the data to the end of the last year arranged."""
    time = profile.time
    note = np.where(time.festive, 0, np.where(time.working & _weekend(profile), 1, 2))
    return table(
        DATASETS["calendar"],
        {
            "date": pa.array(time.days),
            "is_workday": time.working,
            "note": label(("法定节假日", "调休上班", ""), note, note == 2),
        },
    )


def _weekend(profile: Profile) -> np.ndarray:
    weekend: np.ndarray = (profile.time.days.astype(int) + 3) % 7 >= 5
    return weekend


def history(profile: Profile, volumes: Volumes) -> pa.Table:
    """Dataset history: the twelve months before the data, each a little below the same month a year later."""
    sums = {name: _monthly(profile, volumes, name) for name in ("accepted", "finished", "on_time")}
    unit, month = np.nonzero(sums["finished"] > 0)
    measure = np.tile(np.arange(len(MEASURES)), len(unit))
    unit, month = (np.repeat(each, len(MEASURES)) for each in (unit, month))
    above = np.select(
        [measure == 0, measure == 1], [sums["accepted"][unit, month], sums["finished"][unit, month]],
        sums["on_time"][unit, month],
    )  # fmt: skip
    below = sums["finished"][unit, month]
    count = measure < 2
    start = (FIRST.astype("datetime64[M]") - 12 + month).astype("datetime64[D]")
    return table(
        DATASETS["history"],
        {
            "month": pa.array(start),
            "unit_id": label(profile.ids, unit),
            "measure": label(MEASURES, measure),
            "numerator": cents(above),
            "denominator": cents(below, count),
            "value": cents(100 * above / below, count),
            "source": pa.array([f"{day:%Y年}{day.month}月通报" for day in start.tolist()]),
        },
    )


def _monthly(profile: Profile, volumes: Volumes, name: str) -> Floats:
    """`name` by unit and month of the first year of data, brought down to the year before."""
    sums = np.zeros((len(profile.units), 12))
    month = profile.time.month[volumes.day]
    first = month < 12
    np.add.at(sums, (volumes.unit[first], month[first]), volumes.counts[name][first])
    return np.floor(sums / _YEARLY)
