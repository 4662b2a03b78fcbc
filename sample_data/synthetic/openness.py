"""政务公开和报送: what units publish, what they return, and in time or not."""

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .profile import Profile
from .shapes import Days, Flags, Ints, cents, label, seconds, table

INDICATORS = (
    "1.1.1",
    "1.1.3",
    "1.2.1",
    "1.3.1",
    "2.3.2",
    "5.1.1",
    "5.1.2",
    "5.3.1",
    "5.3.5",
    "5.3.6",
    "5.3.7",
)
_LEVELS = (96.0, 97.5, 93.0, 86.0, 95.5, 61.0, 68.0, 88.0, 93.0, 88.0, 62.0)  # usual values, %
_SPREADS = (2.0, 1.2, 4.0, 7.0, 2.0, 7.0, 6.0, 9.0, 3.0, 4.0, 14.0)
_SIZES = (900, 240, 40, 28, 1_800, 42_000, 9_000, 40, 30, 120, 100)  # usual denominators
_OF_HALLS = ("5.3.1",)  # told by districts and zones, not by departments


def silent(profile: Profile) -> Flags:
    """Which units did not report in which month: months by units."""
    flags = np.zeros((len(profile.time.months), len(profile.units)), dtype=bool)
    for story in profile.planted("silent"):
        flags[profile.month(story.period), story.unit] = True
    return flags


def _returning(profile: Profile) -> tuple[Ints, Ints]:
    """Month and unit of everything returned."""
    return np.nonzero(profile.active.T & ~silent(profile))


def returns(profile: Profile) -> pa.Table:
    """Dataset returns: in time, by 18:00 of the last working day of the month."""
    rng = profile.rng("returns")
    month, unit = _returning(profile)
    due = profile.time.month_ends.astype("datetime64[s]") + np.timedelta64(18, "h")
    returned = due[month] - seconds(rng, 1800, 9 * 3600, len(month))
    for story in profile.planted("late_return"):
        mine = (month == profile.month(story.period)) & (unit == story.unit)
        returned[mine] = np.datetime64(story.values["returned_at"])
    return table(
        DATASETS["returns"],
        {
            "month": pa.array(profile.time.months[month]),
            "unit_id": label(profile.ids, unit),
            "status": label(("已报送", "零业务"), profile.zero[unit].astype(np.int64)),
            "returned_at": pa.array(returned),
            "due_at": pa.array(due[month]),
        },
    )


def openness_items(profile: Profile) -> pa.Table:
    """Dataset openness_items, as returned by the units."""
    rng = profile.rng("openness_items")
    month, unit = _returning(profile)
    columns: dict[str, object] = {}
    means = {"policy": 9.0, "interpretation": 4.0, "service": 70.0, "requests": 5.0}
    for name, mean in means.items():
        size = np.where(profile.halls, 1.3, 0.7)[unit] * mean
        due = rng.poisson(size) + (name in ("policy", "service"))
        late = np.minimum(rng.poisson(0.006 * mean + 0.02, len(month)), np.minimum(due, 2))
        for story in profile.planted(f"{name}_late"):
            mine = (month == profile.month(story.period)) & (unit == story.unit)
            due[mine], late[mine] = story.values["due"], story.values["count"]
        columns |= {f"{name}_due": due, f"{name}_on_time": due - late}
    return table(
        DATASETS["openness_items"],
        {"unit_id": label(profile.ids, unit), "month": pa.array(profile.time.months[month]), **columns},
    )


def openness_sites(profile: Profile) -> pa.Table:
    """Dataset openness_sites: one site a unit, checked once a month."""
    rng = profile.rng("openness_sites")
    month, unit = np.nonzero(profile.active.T & _with_site(profile))
    score = np.clip(rng.normal(109, 6, len(month)), 96, 127)
    failed = (rng.random(len(month)) < 0.018) & ~profile.told[month]
    message_due = rng.poisson(14, len(month))
    for story in profile.planted("site_failed"):
        failed |= (month == profile.month(story.period)) & (unit == story.unit)
    message_late = np.zeros(len(month), dtype=np.int64)
    for story in profile.planted("messages"):
        mine = (month == profile.month(story.period)) & (unit == story.unit)
        message_due[mine], message_late[mine] = story.values["due"], story.values["count"]
    names = [profile.settings["site_name"].format(name=unit.name, short=unit.short) for unit in profile.units]
    return table(
        DATASETS["openness_sites"],
        {
            "site_id": label([f"WZ-{number:03}" for number in range(1, len(names) + 1)], unit),
            "site_name": label(names, unit),
            "unit_id": label(profile.ids, unit),
            "check_date": pa.array(_check_dates(profile, rng, month)),
            "score": cents(np.where(failed, rng.uniform(70, 92, len(month)), score)),
            "passed": ~failed,
            "blank_columns": np.where(failed, rng.integers(1, 4, len(month)), 0),
            "stale_columns": np.where(failed, rng.integers(1, 3, len(month)), rng.random(len(month)) < 0.05),
            "broken_links": np.minimum(rng.poisson(0.35, len(month)), 3),
            "wording_errors": np.minimum(rng.poisson(0.12, len(month)), 2),
            "message_due": message_due,
            "message_on_time": message_due
            - np.maximum(message_late, np.minimum(rng.random(len(month)) < 0.06, message_due > 0)),
        },
    )


def _with_site(profile: Profile) -> Flags:
    return ~np.isin(profile.ids, profile.settings["no_site"])


def _check_dates(profile: Profile, rng: np.random.Generator, month: Ints) -> Days:
    """A working day in the middle of the month."""
    days = profile.time.months[month] + 9 + rng.integers(0, 12, len(month))
    return profile.time.later(days, 0)


def _told(profile: Profile) -> Flags:
    """Which unit tells which of the reported indicators: units by indicators."""
    halls = np.array([name.startswith(("QX", "KF")) for name in profile.ids])
    return halls[:, None] | ~np.isin(INDICATORS, _OF_HALLS)[None, :]


def reported(profile: Profile) -> pa.Table:
    """Dataset reported: value, and the parts it is the quotient of."""
    rng = profile.rng("reported")
    month, unit = _returning(profile)
    shape = (len(profile.units), len(INDICATORS))
    level = np.clip(rng.normal(_LEVELS, _SPREADS, shape), 20, 99.5)
    size = np.rint(np.array(_SIZES) * np.exp(rng.normal(0, 0.35, shape))).astype(np.int64)
    row, code = np.nonzero(_told(profile)[unit])
    month, unit = month[row], unit[row]
    below = size[unit, code] + (month * size[unit, code]) // 400
    share = np.clip(level[unit, code] + 0.15 * month + rng.normal(0, 0.6, len(row)), 0, 100) / 100
    above = np.minimum(np.rint(below * share).astype(np.int64), below)
    value = np.round(100 * above / below, 2)
    for story in profile.planted("unreconciled"):
        mine = (month == profile.month(story.period)) & (unit == story.unit)
        mine &= code == INDICATORS.index(story.values["indicator_code"])
        above[mine], below[mine] = story.values["numerator"], story.values["denominator"]
        value[mine] = story.values["value"]
    reduced = rng.random(len(row)) < 0.004
    return table(
        DATASETS["reported"],
        {
            "month": pa.array(profile.time.months[month]),
            "unit_id": label(profile.ids, unit),
            "indicator_code": label(INDICATORS, code),
            "value": cents(value),
            "numerator": above,
            "denominator": below,
            "verify_status": label(("通过", "核减"), reduced.astype(np.int64)),
            "note": label(("按佐证材料核减重复计数",), np.zeros(len(row), dtype=np.int64), ~reduced),
        },
    )
