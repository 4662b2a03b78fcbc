"""Labels of points in time, as an axis and a sentence print them."""

import re
from collections.abc import Sequence

from charts import paper

_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")


def shown(names: Sequence[str], pitch: float) -> dict[int, str]:
    """The labels that fit side by side, by place, counted back from the latest.

    Months stand without their year, which is on a second line beneath the first of it that is shown.
    """
    found = [match for match in map(_MONTH.fullmatch, names) if match]
    months = len(found) == len(names)
    words = [f"{int(match[2])}月" for match in found] if months else list(names)
    need = paper.widest(words) + 1
    step = next(step for step in range(1, len(words) + 1) if pitch * step >= need or step == len(words))
    places = range(len(words) - 1, -1, -step)[::-1]
    years = _years([found[place][1] for place in places]) if months else [""] * len(places)
    return {place: words[place] + year for place, year in zip(places, years, strict=True)}


def _years(years: Sequence[str]) -> list[str]:
    """The second line of each month: its year where it is new, unless the next year follows too closely."""
    crowded = len(years) > 1 and years[1] != years[0]
    new = [place == years.index(year) and not (place == 0 and crowded) for place, year in enumerate(years)]
    return [f"\n{year}年" * first for year, first in zip(years, new, strict=True)]


def named(name: str) -> str:
    """A month in words, any other label as it is."""
    match = _MONTH.fullmatch(name)
    return f"{match[1]}年{int(match[2])}月" if match else name
