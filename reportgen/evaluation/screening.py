"""数据核对 (6.4 a): values to be confirmed by the units before scoring. Nothing is changed, clipped or left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reportgen.evaluation.table import Array, Table, figure

Kind = Literal["离群", "跳变", "不可能", "雷同", "全部满分"]
NORMAL = 1.4826  # makes the median absolute deviation of a normal distribution its standard deviation
NORMAL_MEAN = 1.2533  # the same for the mean absolute deviation
FEW = 5  # smaller peer groups are judged among all units
COMMON = 0.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value to confirm, or an indicator (unit empty): which, why, and what to compare it with."""

    kind: Kind
    unit: str
    indicator: str
    value: float
    said: str


def screen(
    values: Table,
    *,
    groups: Mapping[str, str] | None = None,
    previous: Table | None = None,
    limits: Mapping[str, tuple[float, float]] | None = None,
    full: Mapping[str, float] | None = None,
    deviations: float = 3,
    jump: float = 20,
) -> tuple[Doubt, ...]:
    """All doubts about `values` (n, p), by indicator.

    不可能: outside `limits` by indicator. 离群: more than `deviations` × 1.4826 × the median absolute deviation from the
    median of the peer group (`groups` by unit). 跳变: more than `jump`, in the indicator's own unit, from `previous`. 雷同:
    at least half the units, and three, have one value that is not `full`. 全部满分: all have `full`.
    """
    found: list[Doubt] = []
    for indicator in values.indicators:
        series = values.series(indicator)
        known = {
            unit: float(x)
            for unit, x, gap in zip(series.units, series.values, series.absent, strict=True)
            if not gap
        }
        found += _impossible(indicator, known, (limits or {}).get(indicator))
        found += _outliers(indicator, known, groups or {}, deviations)
        found += _jumps(indicator, known, previous, jump)
        found += _alike(indicator, known, (full or {}).get(indicator))
    return tuple(found)


def _impossible(
    indicator: str, known: Mapping[str, float], limits: tuple[float, float] | None
) -> Iterator[Doubt]:
    for unit, value in known.items():
        if limits and not limits[0] <= value <= limits[1]:
            yield Doubt("不可能", unit, indicator, value, f"应在{figure(limits[0])}至{figure(limits[1])}之间")


def _outliers(
    indicator: str, known: Mapping[str, float], groups: Mapping[str, str], deviations: float
) -> Iterator[Doubt]:
    for unit, value in known.items():
        peers = [other for each, other in known.items() if groups.get(each) == groups.get(unit)]
        among = np.array(peers if len(peers) >= FEW else list(known.values()))
        middle, width = float(np.median(among)), spread(among)
        if width > 0 and abs(value - middle) > deviations * width:
            away = f"{abs(value - middle) / width:.1f}"
            yield Doubt(
                "离群", unit, indicator, value, f"偏离同类中位数{figure(middle)}，为绝对中位差的{away}倍"
            )


def spread(values: Array) -> float:
    """1.4826 × the median absolute deviation; where that is 0, as more than half are equal, 1.2533 × the mean one."""
    away = np.abs(values - np.median(values))
    middle = float(np.median(away))
    return NORMAL * middle if middle > 0 else NORMAL_MEAN * float(away.mean())


def _jumps(
    indicator: str, known: Mapping[str, float], previous: Table | None, jump: float
) -> Iterator[Doubt]:
    if previous is None or indicator not in previous.indicators:
        return
    before = previous.series(indicator)
    last = {
        unit: float(x)
        for unit, x, gap in zip(before.units, before.values, before.absent, strict=True)
        if not gap
    }
    for unit, value in known.items():
        if unit in last and abs(value - last[unit]) > jump:
            yield Doubt(
                "跳变",
                unit,
                indicator,
                value,
                f"{previous.period}为{figure(last[unit])}，相差超过{figure(jump)}",
            )


def _alike(indicator: str, known: Mapping[str, float], full: float | None) -> Iterator[Doubt]:
    if len(known) < 3:
        return
    values, counts = np.unique(list(known.values()), return_counts=True)
    value, count = float(values[counts.argmax()]), int(counts.max())
    if full is not None and value == full:
        if count == len(known):
            yield Doubt("全部满分", "", indicator, value, f"{count}家单位都是满分{figure(full)}，没有区分度")
    elif count >= 3 and count >= COMMON * len(known):
        yield Doubt("雷同", "", indicator, value, f"{len(known)}家单位中{count}家都是{figure(value)}")
