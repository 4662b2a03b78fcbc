"""指南、渠道、窗口和标准化: what checks of the services found."""

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS
from reportgen.datasets.service import GUIDE_ELEMENTS

from .catalogue import Catalogue
from .profile import Profile
from .shapes import Days, Ints, label, pick, table

_ELEMENTS = tuple(GUIDE_ELEMENTS)
_FAULTS = (
    "公布的受理时间与窗口实际不一致", "所列办理依据未写明文号", "未提供结果样本", "收费依据未更新", "所列电话无人接听",
    "监督电话为空号", "材料清单含兜底条款“其他材料”", "未写明材料出具单位", "未写明份数和介质要求",
    "空白表格无法下载", "下载的表格不是现行版本", "公布的流程与平台配置环节不一致", "未写明环节办理时限", "未提供流程图",
)  # fmt: skip


def guide_checks(profile: Profile, catalogue: Catalogue) -> pa.Table:
    """Dataset guide_checks: some tasks a week, each on a few elements."""
    rng = profile.rng("guide_checks")
    months = len(profile.time.months)
    size = profile.settings["guide_checks_per_month"] * months
    date = np.sort(rng.choice(profile.time.data_workdays, size))
    unit = _checked_units(profile, rng, date)
    task = catalogue.draw(rng, unit, ~catalogue.has(len(profile.units))[unit, 0])
    element = rng.integers(0, len(_ELEMENTS), size)
    result = pick(rng, (0.955, 0.03, 0.015), size)
    for story in profile.planted("guides"):
        mine = profile.rows_of(story, unit, date)
        result[np.flatnonzero(mine)[: story.values["count"]]] = 1
    serial = np.arange(size) - np.searchsorted(date.astype("datetime64[M]"), date.astype("datetime64[M]")) + 1
    ids = [f"ZN{day:%Y%m}-{number:04}" for day, number in zip(date.tolist(), serial.tolist(), strict=True)]
    return table(
        DATASETS["guide_checks"],
        {
            "check_id": pa.array(ids),
            "check_date": pa.array(date),
            "unit_id": label(profile.ids, unit),
            "task_code": label(catalogue.codes.to_pylist(), task),
            "element": label(_ELEMENTS, element),
            "result": label(("合格", "不合格", "不适用"), result),
            "problem": label(_FAULTS, element, result != 1),
        },
    )


def _checked_units(profile: Profile, rng: np.random.Generator, date: Days) -> Ints:
    """Each unit with business as often as any other in a month, in random order."""
    month = profile.time.month_of(date)
    units = np.empty(len(date), dtype=np.int64)
    for number, candidates in enumerate(profile.in_existence(profile.busy)):
        mine = np.flatnonzero(month == number)
        units[mine] = rng.permuted(np.resize(candidates, len(mine)))
    return units


def channel_checks(profile: Profile) -> pa.Table:
    """Dataset channel_checks: each channel of each unit once a week."""
    rng = profile.rng("channel_checks")
    channels = tuple(DATASETS["channel_checks"].column("channel").codes)
    units = range(len(profile.units))
    pairs = np.array([(u, channels.index(name)) for u in units for name in profile.group(u)["channels"]])
    weeks = profile.time.mondays
    week, pair = np.divmod(np.arange(len(weeks) * len(pairs)), len(pairs))
    month = profile.time.month_of(weeks)[week]
    kept = profile.active[pairs[pair, 0], month]
    week, unit, channel, month = week[kept], pairs[pair[kept], 0], pairs[pair[kept], 1], month[kept]
    checked = rng.integers(8, 16, len(week))
    failed = (rng.random(len(week)) < 0.05).astype(np.int64)
    for story in profile.planted("channel"):
        mine = (unit == story.unit) & (month == profile.month(story.period))
        mine &= channel == channels.index(story.values["channel"])
        checked[mine], failed[mine] = story.values["checked"], story.values["failed"]
    return table(
        DATASETS["channel_checks"],
        {
            "unit_id": label(profile.ids, unit),
            "date": pa.array(weeks[week]),
            "channel": label(channels, channel),
            "checked": checked,
            "available": checked - failed,
        },
    )


def windows(profile: Profile, catalogue: Catalogue) -> pa.Table:
    """Dataset windows: counters and tasks in the halls, slowly getting more."""
    rng = profile.rng("windows")
    month, unit = np.nonzero(profile.active.T & profile.halls & profile.busy)
    base = np.rint(18 + 2.2 * np.sqrt(profile.base)).astype(np.int64)[unit]
    share = rng.uniform(0.5, 0.8, len(profile.units))[unit] + 0.006 * month
    tasks = np.bincount(catalogue.unit, minlength=len(profile.units))
    due = tasks[unit] + month // 3
    gap = rng.uniform(0.0, 0.012, len(profile.units))[unit] * (1 - month / 40)
    missing = np.rint(gap * due).astype(np.int64)
    for story in profile.planted("not_in_hall"):
        mine = (month == profile.month(story.period)) & (unit == story.unit)
        missing[mine] = np.rint(story.values["share"] * due[mine])
    return table(
        DATASETS["windows"],
        {
            "unit_id": label(profile.ids, unit),
            "month": pa.array(profile.time.months[month]),
            "windows": base,
            "comprehensive": np.rint(base * np.minimum(share, 1)).astype(np.int64),
            "items_due": due,
            "items_in": due - missing,
        },
    )


def std_app(profile: Profile) -> pa.Table:
    """Dataset std_app: a weekly check of some tasks of each unit with business."""
    rng = profile.rng("std_app")
    weeks = profile.time.mondays
    active = profile.active[:, profile.time.month_of(weeks)].T & profile.busy
    week, unit = np.nonzero(active)
    checked = rng.integers(15, 26, len(week))
    wrong = np.minimum(rng.poisson(0.15, len(week)), 2)
    for story in profile.planted("standard"):
        wrong[profile.rows_of(story, unit, weeks[week])] = story.values["count"]
    return table(
        DATASETS["std_app"],
        {
            "unit_id": label(profile.ids, unit),
            "date": pa.array(weeks[week]),
            "checked": checked,
            "consistent": checked - wrong,
        },
    )
