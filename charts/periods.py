"""Labels of points in time, as an axis and a sentence print them."""

import re
from collections.abc import Sequence

from charts import paper

_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")


def shown(names: Sequence[str], pitch: float) -> dict[int, str]:
    """The labels that fit side by side, by place, counted back from the latest."""
    words = _months(names) or list(names)
    need = paper.widest(word.split("\n")[0] for word in words) + 1
    step = next(step for step in range(1, len(words) + 1) if pitch * step >= need or step == len(words))
    return {place: words[place] for place in range(len(words) - 1, -1, -step)}


def _months(names: Sequence[str]) -> list[str]:
    """Months with the year on a second line where it is new; nothing unless every label is a month."""
    found = [match for match in map(_MONTH.fullmatch, names) if match]
    if len(found) < len(names):
        return []
    years = [match[1] for match in found]
    new = [place == _first(years, place) for place in range(len(years))]
    return [f"{int(match[2])}月" + f"\n{match[1]}年" * first for match, first in zip(found, new, strict=True)]


def _first(years: Sequence[str], place: int) -> int:
    """The place that carries the year of `place`: its first, unless the next year follows too closely."""
    first = years.index(years[place])
    crowded = first == 0 and len(years) > 1 and years[1] != years[0]
    return -1 if crowded else first


def named(name: str) -> str:
    """A month in words, any other label as it is."""
    match = _MONTH.fullmatch(name)
    return f"{match[1]}年{int(match[2])}月" if match else name
