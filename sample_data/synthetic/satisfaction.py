"""好差评和回访: ratings by unit and day, each bad one in full, and the monthly callbacks."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.datasets import DATASETS

from .cases import Cases, Rated
from .catalogue import Catalogue
from .profile import Profile
from .shapes import Days, Flags, Ints, label, masked, numbered, pick, scatter, seconds, table
from .timeline import CUT_OFF
from .volumes import Volumes

ONLINE = "网上办理"
_COUNTERS = 14
_COMPLAINTS = (
    "材料要求前后说法不一，跑了两趟才办成。",
    "等候时间过长，窗口只开了一个。",
    "工作人员解释不清楚，没有一次性告知需要补充的材料。",
    "网上提交后两天没有受理提示，电话也打不通。",
    "办结后短信通知不及时，领取证照多等了几天。",
    "系统上传附件多次失败，页面没有提示原因。",
    "窗口服务态度冷淡，咨询问题不耐烦。",
    "办事指南与实际要求不一致，缺少空白表格。",
    "午间没有人值守，白跑一趟。",
    "已经提交过的证照还要重复提供复印件。",
)
_VERIFIED, _VERIFIED_WEIGHTS = ("属实", "部分属实", "不属实", "误评"), (0.5, 0.2, 0.16, 0.14)
_REMOTE_CHANNELS, _COUNTER_CHANNELS = ("电脑端", "移动端", "短信"), ("大厅平板", "二维码", "自助终端")
_PROBLEMS = (
    "领证时间未提前告知", "希望延长午间值守时间", "网上申报步骤较多，建议简化", "大厅停车不便",
    "材料样本不够清楚", "咨询电话较难接通",
)  # fmt: skip


@dataclass(frozen=True)
class Ratings:
    """Ratings by unit and day (arrays units × days), and the bad ones one by one in order of time."""

    counts: dict[str, Ints]
    unit: Ints
    time: Days
    level: Ints
    instant: Flags
    counter: tuple[str, ...]

    @property
    def rated(self) -> Rated:
        """The cases that the bad ratings are of."""
        return Rated(self.unit, self.time.astype("datetime64[D]"), self.instant)


def ratings(profile: Profile, catalogue: Catalogue, volumes: Volumes) -> Ratings:
    """Who rated what: most cases are rated, nearly all well."""
    rng = profile.rng("ratings")
    units, days = len(profile.units), len(profile.time.data_days)
    due = volumes.by_unit_day("finished", units, days)
    willing = np.clip(rng.normal(0.945, 0.02, units), 0.88, 0.985)
    for story in profile.planted("seldom_rated"):
        willing[story.unit] = story.values["share"]
    rated = rng.binomial(due, np.minimum(willing + 0.02, 0.995)[:, None])
    active = rng.binomial(rated, (willing / np.minimum(willing + 0.02, 0.995))[:, None])
    bad = _bad(profile, rng, rated)
    worst = rng.binomial(bad, 0.35)
    good = rated - bad
    fair = rng.binomial(good, 0.010)
    pleased = rng.binomial(good - fair, 0.055)
    counts = {
        "due": due, "rated": rated, "active": active,
        "level1": good - fair - pleased, "level2": pleased, "level3": fair, "level4": bad - worst, "level5": worst,
    }  # fmt: skip
    return _one_by_one(profile, catalogue, rng, counts)


def _bad(profile: Profile, rng: np.random.Generator, rated: Ints) -> Ints:
    """Bad ratings by unit and day: a few a month, never more than three at a unit, but for the planted."""
    month = profile.time.month
    starts = np.searchsorted(month, np.arange(len(profile.time.months)))
    monthly = np.add.reduceat(rated, starts, axis=1)
    mean = profile.settings["bad_ratings"] * (monthly**0.6) / (monthly**0.6).sum(axis=0)
    usual = np.minimum(rng.poisson(mean), 3)
    wanted = profile.plant("bad_ratings", usual)
    group = (np.arange(len(rated))[:, None] * len(starts) + month).ravel()
    return scatter(rng, (rated * profile.time.open).ravel(), group, wanted.ravel()).reshape(rated.shape)


def _one_by_one(
    profile: Profile, catalogue: Catalogue, rng: np.random.Generator, counts: dict[str, Ints]
) -> Ratings:
    days = profile.time.data_days
    found = []
    for level in (4, 5):
        unit, day = np.nonzero(counts[f"level{level}"])
        times = counts[f"level{level}"][unit, day]
        found.append(np.array([np.repeat(unit, times), np.repeat(day, times), np.full(times.sum(), level)]))
    unit, day, level = np.concatenate(found, axis=1)
    time = days[day].astype("datetime64[s]") + seconds(rng, 34200, 63000, len(unit))
    order = np.lexsort((unit, time))
    unit, time, level = unit[order], time[order], level[order]
    has = catalogue.has(len(profile.units))
    instant = np.where(has[unit].all(axis=1), rng.random(len(unit)) < 0.5, has[unit, 1])
    return Ratings(counts, unit, time, level, instant, _counters(profile, rng, unit, time))


def _counters(profile: Profile, rng: np.random.Generator, unit: Ints, time: Days) -> tuple[str, ...]:
    """Where each case was handled: one counter after the other, so that none stands out; planted ones at one."""
    month = profile.time.month_of(time)
    start = rng.integers(0, _COUNTERS, len(profile.units))
    online = rng.random(len(unit)) < 0.45
    counters = [
        ONLINE if remote else f"综合窗口{(start[u] + 5 * number) % _COUNTERS + 1}号"
        for number, (u, remote) in enumerate(zip(unit.tolist(), online.tolist(), strict=True))
    ]
    for story in profile.planted("bad_ratings"):
        mine = (unit == story.unit) & (month == profile.month(story.period))
        for row in np.flatnonzero(mine)[: story.values["at_counter"]]:
            counters[row] = story.values["counter"]
    return tuple(counters)


def rating_daily(profile: Profile, ratings: Ratings) -> pa.Table:
    """Dataset rating_daily: days with anything to rate."""
    unit, day = np.nonzero(ratings.counts["due"])
    return table(
        DATASETS["rating_daily"],
        {
            "unit_id": label(profile.ids, unit),
            "date": pa.array(profile.time.data_days[day]),
            **{name: values[unit, day] for name, values in ratings.counts.items()},
        },
    )


def bad_ratings(profile: Profile, ratings: Ratings, cases: Cases) -> pa.Table:
    """Dataset ratings: every bad rating, checked and put right."""
    rng = profile.rng("bad_ratings")
    count = len(ratings.unit)
    remote = np.array(ratings.counter) == ONLINE
    case = cases.table.select(["project_no", "task_name"]).take(pa.array(cases.rated))
    channel = rng.integers(0, 3, count) + 3 * ~remote
    return table(
        DATASETS["ratings"],
        {
            "eval_id": numbered("PJ", ratings.time),
            "project_no": case["project_no"],
            "unit_id": label(profile.ids, ratings.unit),
            "task_name": case["task_name"],
            "counter": pa.array(ratings.counter),
            "channel": label(_REMOTE_CHANNELS + _COUNTER_CHANNELS, channel),
            "eval_time": pa.array(ratings.time),
            "level": ratings.level,
            "text": label(_COMPLAINTS, rng.integers(0, len(_COMPLAINTS), count)),
            **_rectified(profile, rng, ratings),
        },
    )


def _rectified(profile: Profile, rng: np.random.Generator, ratings: Ratings) -> dict[str, pa.Array]:
    """Verification within a day, rectification within five working days; nearly always in time."""
    time, calendar = ratings.time, profile.time
    count = len(time)
    left = calendar.last_number - calendar.workday_number(time)  # working days to the end of the data
    verified = left >= 2
    result = pick(rng, _VERIFIED_WEIGHTS, count)
    due = calendar.later(time, 5).astype("datetime64[s]") + np.timedelta64(18, "h")
    quick = np.minimum(rng.integers(1, 5, count), np.maximum(left, 1))
    needed = np.where(rng.random(count) < 0.03, 7, quick)
    for story in profile.planted("bad_late"):
        told = np.flatnonzero(profile.rows_of(story, ratings.unit, due) & verified)[: story.values["count"]]
        result[told], needed[told] = 0, 9
    upheld = verified & (result <= 1)
    finish = calendar.later(time, needed).astype("datetime64[s]") + seconds(rng, 34000, 62000, count)
    finished = upheld & (finish < CUT_OFF)
    return {
        "verify_result": label(_VERIFIED, result, ~verified),
        "assigned_time": pa.array(time + seconds(rng, 1200, 7000, count)),
        "rectify_due": masked(due, ~upheld),
        "finish_time": masked(finish, ~finished),
        "callback_satisfied": masked(rng.random(count) < 0.93, ~finished),
    }


def _called_back(profile: Profile, rng: np.random.Generator, finish: Days) -> tuple[Ints, Days]:
    """Which cases are asked about, and when: some working days after they were finished, in that month."""
    time = profile.time
    chosen = []
    for month, end in zip(time.months, time.month_ends, strict=True):
        ready = np.flatnonzero((finish >= month) & (finish < end))
        chosen.append(rng.choice(ready, profile.settings["callbacks_per_month"], replace=False))
    rows = np.concatenate(chosen)
    date = time.later(finish[rows], rng.integers(1, 4, len(rows)))
    date = np.minimum(date, time.month_ends[time.month_of(finish[rows])])
    order = np.lexsort((rows, date))
    return rows[order], date[order]


def callbacks(profile: Profile, cases: Cases) -> pa.Table:
    """Dataset callbacks: about as many a month as the profile says, of cases in the sample."""
    rng = profile.rng("callbacks")
    rows, date = _called_back(profile, rng, cases.table["finish_time"].to_numpy())
    connected = rng.random(len(rows)) < 0.82
    answered = connected & (rng.random(len(rows)) < 0.97)
    answer = 1 + pick(rng, (0.80, 0.145, 0.04, 0.011, 0.004), len(rows))
    case = cases.table.select(["project_no", "unit_id"]).take(pa.array(rows))
    for story in profile.planted("callbacks"):
        theirs = pc.equal(case["unit_id"], profile.ids[story.unit]).to_numpy()
        told = np.flatnonzero(profile.rows_of(story, np.where(theirs, story.unit, -1), date) & answered)
        answer[told[: story.values["count"]]] = 4
    told = answered & (rng.random(len(rows)) < np.where(answer > 3, 1.0, 0.04))
    return table(
        DATASETS["callbacks"],
        {
            "callback_id": numbered("HF", date),
            "date": pa.array(date),
            "unit_id": case["unit_id"],
            "project_no": case["project_no"],
            "connected": connected,
            "answer": masked(answer, ~answered),
            "problem": label(_PROBLEMS, rng.integers(0, len(_PROBLEMS), len(rows)), ~told),
        },
    )
