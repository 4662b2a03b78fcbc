"""Labels of points in time, as an axis and a sentence print them."""

import re
from collections.abc import Sequence

from charts import paper

_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")
_QUARTER = re.compile(r"(\d{4})(?:-Q|年第?)([1-4一二三四])(?:季度)?")


def shown(names: Sequence[str], pitch: float) -> dict[int, str]:
    """The labels that fit side by side, by place, counted back from the latest.

    Where all are months, or all quarters, they stand without their year, which is on a second line beneath
    the first of it that is shown.
    """
    parted = [_parted(name) for name in names]
    dated = all(year for year, _part in parted) and len({part[-1] for _year, part in parted}) == 1
    words = [part for _year, part in parted] if dated else list(names)
    need = paper.widest(words) + 1
    step = next(step for step in range(1, len(words) + 1) if pitch * step >= need or step == len(words))
    places = range(len(words) - 1, -1, -step)[::-1]
    years = _years([parted[place][0] for place in places]) if dated else [""] * len(places)
    return {place: words[place] + year for place, year in zip(places, years, strict=True)}


def named(name: str) -> str:
    """A month or quarter in words, any other label as it is.

    >>> named("2026-10"), named("2026-Q3"), named("上年")
    ('2026年10月', '2026年第三季度', '上年')
    """
    year, part = _parted(name)
    return f"{year}年{'第' * part.endswith('季度')}{part}" if year else name


def _parted(name: str) -> tuple[str, str]:
    """The year of a month or quarter and its name within it; empty and the label for any other."""
    if match := _MONTH.fullmatch(name):
        return match[1], f"{int(match[2])}月"
    if match := _QUARTER.fullmatch(name):
        return match[1], f"{match[2] if match[2] in '一二三四' else '一二三四'[int(match[2]) - 1]}季度"
    return "", name


def _years(years: Sequence[str]) -> list[str]:
    """The second line of each label: its year where it is new, unless the next year follows too closely."""
    crowded = len(years) > 1 and years[1] != years[0]
    new = [place == years.index(year) and not (place == 0 and crowded) for place, year in enumerate(years)]
    return [f"\n{year}年" * first for year, first in zip(years, new, strict=True)]
