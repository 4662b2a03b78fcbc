"""工作推进与交流计划: texts written out month by month, a pool for the months before, and the weeks."""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS
from reportgen.duty import Calendar

from .profile import Profile
from .shapes import table

_PER_WEEK = 3
_PER_MONTH = {"工作推进": 2, "表扬": 1, "经验交流": 1, "计划": 3}


def worklog(profile: Profile) -> pa.Table:
    """Dataset worklog: the months written by hand, the others from the pool."""
    entries = list(profile.texts["work"])
    written = {f"{entry['date']:%Y-%m}" for entry in entries}
    for number, month in enumerate(profile.time.months):
        if str(month)[:7] not in written:
            entries += _pooled(profile, profile.pool["work"], number)
    for entry in entries:
        entry["cycle"] = "月通报"
    entries += _weekly(profile)
    order = list(_PER_MONTH)
    entries.sort(
        key=lambda entry: (
            f"{entry['date']:%Y%m}", entry["cycle"], order.index(entry["kind"]), entry["date"]
        )
    )  # fmt: skip
    serials: dict[str, int] = {}
    for entry in entries:
        month = f"{entry['date']:%Y%m}"
        serials[month] = serials.get(month, 0) + 1
        entry["id"] = f"GZ{month}-{serials[month]:03}"
    names = [column.name for column in DATASETS["worklog"].columns]
    return table(
        DATASETS["worklog"], {name: pa.array([entry.get(name) for entry in entries]) for name in names}
    )


def _weekly(profile: Profile) -> list[dict[str, Any]]:
    """Each week what was planned in the week before and how far it came, and the plan for the next."""
    entries = []
    tasks, exchanges = profile.pool["weekly"], profile.pool["weekly_exchange"]
    weeks = _weeks(profile)
    for number, (day, following) in enumerate(pairwise(weeks)):
        for task in _in_turn(tasks, number):
            progress = {name: task.get(name) for name in ("title", "lead", "target", "gap", "request")}
            entries.append({**progress, "kind": "工作推进", "date": day, "summary": f"{task['done']}。"})
        for task in _in_turn(tasks, number + 1):
            plan = {name: task[name] for name in ("title", "lead", "support")}
            plan |= {"kind": "计划", "date": day, "due": following, "summary": f"{task['target']}。"}
            entries.append(plan)
        if number % 2 == 0:
            exchange = exchanges[number // 2 % len(exchanges)]
            entries.append({**exchange, "kind": "经验交流", "date": day})
    return [{**entry, "cycle": "周调度"} for entry in entries]


def _in_turn(tasks: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [tasks[(_PER_WEEK * number + turn) % len(tasks)] for turn in range(_PER_WEEK)]


def _weeks(profile: Profile) -> list[date]:
    """The day of each weekly report, and of the one after the data end."""
    first, last = profile.time.data_days[0].item(), profile.time.data_days[-1].item()
    calendar = Calendar()
    weeks = calendar.within(first, last, "week")
    return [calendar.due(week) for week in (*weeks, weeks[-1].next)]


def _pooled(profile: Profile, pool: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The month's share of the pool, taken in turn."""
    entries = []
    month = profile.time.months[number]
    able = profile.in_existence(profile.halls & profile.busy)[number]
    for kind, count in _PER_MONTH.items():
        texts = [text for text in pool if text["kind"] == kind]
        for turn in range(count):
            text = dict(texts[(number * count + turn) % len(texts)])
            unit = int(able[(7 * number + 3 * turn) % len(able)])
            text["date"] = _workday(profile, month + 12 + 3 * turn)
            if text.pop("of_unit", False):
                text["unit_id"] = profile.ids[unit]
                text["summary"] = text["summary"].format(unit=profile.units[unit].short)
                text["title"] = text["title"].format(unit=profile.units[unit].short)
            if kind == "计划":
                following = (month.astype("datetime64[M]") + 1).astype("datetime64[D]")
                text["due"] = _workday(profile, following + 14 + 5 * turn)
            entries.append(text)
    return entries


def _workday(profile: Profile, day: np.datetime64) -> date:
    """The first working day on or after `day`."""
    return profile.time.later(np.array([day]), 0)[0].item()
