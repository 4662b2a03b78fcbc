"""工作推进与交流计划: texts written out month by month, and a pool for the months before."""

from typing import Any

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .profile import Profile
from .shapes import table

_PER_MONTH = {"工作推进": 2, "表扬": 1, "经验交流": 1, "计划": 3}


def worklog(profile: Profile) -> pa.Table:
    """Dataset worklog: the months written by hand, the others from the pool."""
    entries = list(profile.texts["work"])
    written = {f"{entry['date']:%Y-%m}" for entry in entries}
    for number, month in enumerate(profile.time.months):
        if str(month)[:7] not in written:
            entries += _pooled(profile, profile.pool["work"], number)
    order = list(_PER_MONTH)
    entries.sort(key=lambda entry: (f"{entry['date']:%Y%m}", order.index(entry["kind"]), entry["date"]))
    serials: dict[str, int] = {}
    for entry in entries:
        month = f"{entry['date']:%Y%m}"
        serials[month] = serials.get(month, 0) + 1
        entry["id"] = f"GZ{month}-{serials[month]:03}"
    names = [column.name for column in DATASETS["worklog"].columns]
    return table(
        DATASETS["worklog"], {name: pa.array([entry.get(name) for entry in entries]) for name in names}
    )


def _pooled(profile: Profile, pool: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The month's share of the pool, taken in turn."""
    entries = []
    month = profile.time.months[number]
    able = np.flatnonzero(profile.active[:, number] & profile.halls & (profile.base > 0))
    for kind, count in _PER_MONTH.items():
        texts = [text for text in pool if text["kind"] == kind]
        for turn in range(count):
            text = dict(texts[(number * count + turn) % len(texts)])
            unit = int(able[(7 * number + 3 * turn) % len(able)])
            day = profile.time.workday_days[profile.time.workday_number(np.array([month + 12 + 3 * turn]))[0]]
            text["date"] = day.item()
            if text.pop("of_unit", False):
                text["unit_id"] = profile.ids[unit]
                text["summary"] = text["summary"].format(unit=profile.units[unit].short)
                text["title"] = text["title"].format(unit=profile.units[unit].short)
            if kind == "计划":
                following = (month.astype("datetime64[M]") + 1).astype("datetime64[D]") + 14 + 5 * turn
                text["due"] = profile.time.workday_days[profile.time.workday_number(np.array([following]))[0]].item()
            entries.append(text)
    return entries
