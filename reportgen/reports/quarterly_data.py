"""The data of a figure as a table: a row a unit or month, a column a measure or period, whichever are fewer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportgen.facts import Fact
from reportgen.period import parse
from reportgen.reports.quarterly_figures import Shown

WIDE = 156.0  # mm of the type area
MOST = 8  # columns of values


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its name, and a fact or nothing in each column."""

    name: str
    cells: tuple[Fact | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of facts: column widths (mm) with their alignment, heads, rows."""

    columns: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]


Key = Callable[[Fact], str]
KEYS: Mapping[str, Key] = {
    "范围": lambda fact: fact.scope,
    "期间": lambda fact: parse(fact.period).label,
    "指标": lambda fact: f"{fact.label}（{fact.unit}）",
}


def annex(figures: Mapping[str, Shown]) -> tuple[tuple[str, Shown, Grid], ...]:
    """The id, the figure and the data of each, in order."""
    return tuple((name, shown, grid(shown.facts)) for name, shown in figures.items())


def grid(facts: Iterable[Fact]) -> Grid:
    """`facts` spread out by what distinguishes them; each stands in one cell."""
    found = list(dict.fromkeys(facts))
    sizes = {name: len({key(fact) for fact in found}) for name, key in KEYS.items()}
    varied = [name for name in KEYS if sizes[name] > 1] or ["指标"]
    across = min(varied, key=lambda name: sizes[name]) if len(varied) > 1 else ""
    if across and sizes[across] > MOST:
        across = ""
    down = [name for name in varied if name != across]
    heads = list(dict.fromkeys(KEYS[across](fact) for fact in found)) if across else [_only(found, varied)]
    rows = _rows(found, down, heads, across)
    return Grid(_columns(len(heads)), ("／".join(down), *heads), rows)


def _only(facts: Sequence[Fact], varied: Sequence[str]) -> str:
    """The head of a single column of values: what they are, if all are the same."""
    names = {KEYS["指标"](fact) for fact in facts}
    return names.pop() if len(names) == 1 and "指标" not in varied else "数值"


def _rows(facts: Sequence[Fact], down: Sequence[str], heads: Sequence[str], across: str) -> tuple[Row, ...]:
    lines: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        name = " ".join(KEYS[key](fact) for key in down)
        lines.setdefault(name, {})[KEYS[across](fact) if across else heads[0]] = fact
    return tuple(Row(name, tuple(cells.get(head) for head in heads)) for name, cells in lines.items())


def _columns(count: int) -> tuple[tuple[str, str], ...]:
    first = max(26.0, WIDE - 43.0 * count) if count < 4 else 26.0
    return ((f"{first:g}", "left"), *((f"{(WIDE - first) / count:.1f}", "right") for _ in range(count)))
