"""办理环节和特别程序: how the overdue cases went step by step, and what stopped the clock of others."""

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .cases import Cases
from .profile import Profile
from .shapes import Days, label, masked, pick, table
from .timeline import CUT_OFF

STEPS = ("受理", "审查", "决定")
_CLERKS = ("张*", "李*", "王*", "刘*", "陈*", "杨*")
_NAMES = ("专家评审", "检验检测", "听证", "公示", "延长审批")
_NAME_WEIGHTS = (0.4, 0.3, 0.08, 0.15, 0.07)


def steps(profile: Profile, cases: Cases) -> pa.Table:
    """Dataset steps: the three steps of every overdue case, the second the one that took too long."""
    rng = profile.rng("steps")
    rows = cases.table.take(pa.array(cases.overdue))
    accept = rows["accept_time"].to_numpy().astype("datetime64[s]")
    finish = rows["finish_time"].to_numpy().astype("datetime64[s]")
    end = np.where(np.isnat(finish), CUT_OFF - np.timedelta64(1, "s"), finish)
    span = (end - accept).astype(np.int64)
    part = (np.array([0, 0.04, 0.93, 1]) * span[:, None]).astype("timedelta64[s]")
    marks = np.clip(_office_hours(accept[:, None] + part), accept[:, None], end[:, None])
    open_ = np.isnat(finish)[:, None] & (np.arange(3) > 0)  # an open case waits in its second step
    begun = ~(np.isnat(finish)[:, None] & (np.arange(3) > 1))
    row, step = np.nonzero(begun)
    waiting = open_[row, step]
    return table(
        DATASETS["steps"],
        {
            "project_no": rows["project_no"].take(pa.array(row)),
            "step_no": step + 1,
            "unit_id": rows["unit_id"].take(pa.array(row)),
            "step_name": label(STEPS, step),
            "event": label(("通过", "其他"), waiting.astype(np.int64)),
            "handler": label(_CLERKS, rng.integers(0, len(_CLERKS), len(row))),
            "start_time": pa.array(marks[row, step]),
            "end_time": masked(marks[row, step + 1], waiting),
            "overtime": step == 1,
        },
    )


def _office_hours(times: Days) -> Days:
    """The same days, not before 9:00 or after 17:30."""
    day = times.astype("datetime64[D]").astype("datetime64[s]")
    return np.clip(times, day + np.timedelta64(9, "h"), day + np.timedelta64(63000, "s"))


def special(profile: Profile, cases: Cases) -> pa.Table:
    """Dataset special: one row for each case whose clock stopped, on its last days before the finish."""
    rng, time = profile.rng("special"), profile.time
    stopped = np.flatnonzero(cases.table["stop_days"].to_numpy() > 0)
    rows = cases.table.take(pa.array(stopped))
    days = rows["stop_days"].to_numpy()
    finish = rows["finish_time"].to_numpy().astype("datetime64[D]")
    last = time.workday_number(np.where(np.isnat(finish), CUT_OFF - 1, finish)) - 1
    first = time.workday_days[last - days + 1]
    accept = rows["accept_time"].to_numpy().astype("datetime64[D]")
    name = pick(rng, _NAME_WEIGHTS, len(rows))
    return table(
        DATASETS["special"],
        {
            "project_no": rows["project_no"],
            "unit_id": rows["unit_id"],
            "special_type": label(("2", "1"), (name == len(_NAMES) - 1).astype(np.int64)),
            "name": label(_NAMES, name),
            "start_date": pa.array(np.maximum(first, accept)),
            "end_date": pa.array(np.maximum(time.workday_days[last], accept)),
            "days": days,
            "reason": label([f"办理过程需要{each}" for each in _NAMES], name),
            "approver": label(_CLERKS, rng.integers(0, len(_CLERKS), len(rows))),
        },
    )
