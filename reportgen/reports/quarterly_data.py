"""The data of a figure as a table: a row a unit or month, a column a measure or period, whichever are fewer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reportgen.datasheets import Sheet
from reportgen.facts import Fact
from reportgen.period import parse
from reportgen.reports.model import Context
from reportgen.reports.quarterly_figures import Shown

WIDE = 156.0  # mm of the type area
MOST = 8  # columns of values
ROOM = 3  # columns in all that leave room for the counts behind a rate


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

    @property
    def counts(self) -> bool:
        """Whether there is room for the two counts behind a rate."""
        return len(self.head) <= ROOM


@cache
def _label(period: str) -> str:
    return parse(period).label


Key = Callable[[Fact], str]
KEYS: Mapping[str, Key] = {
    "范围": lambda fact: fact.scope,
    "期间": lambda fact: _label(fact.period),
    "指标": lambda fact: f"{fact.label}（{fact.unit}）",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure and its data: the id of the table that has them, and the table, unless another figure has it."""

    name: str
    shown: Shown
    table: str
    grid: Grid | None


def annex(figures: Mapping[str, Shown]) -> tuple[Entry, ...]:
    """The figures in order; one that draws nothing but what an earlier one draws has no table of its own."""
    entries: list[Entry] = []
    for name, shown in figures.items():
        known = (entry for entry in entries if entry.grid and set(shown.facts) <= set(entry.shown.facts))
        earlier = next(known, None)
        table = earlier.table if earlier else f"data_{name}"
        entries.append(Entry(name, shown, table, None if earlier else _grid(shown)))
    return tuple(entries)


def _grid(shown: Shown) -> Grid:
    return laid(*shown.laid) if shown.laid else grid(shown.facts)


def sheets(context: Context) -> tuple[Sheet, ...]:
    """The data of every figure, for the workbook beside the document."""
    figures: Mapping[str, Shown] = context["figures"]  # type: ignore[assignment]
    return tuple(_sheet(name, shown, _grid(shown)) for name, shown in figures.items())


def _sheet(name: str, shown: Shown, table: Grid) -> Sheet:
    lines = tuple((row.name, row.cells) for row in table.rows)
    return Sheet(name, shown.caption, shown.said, table.head, lines)


def laid(heads: Sequence[str], lines: Sequence[tuple[str, Sequence[Fact | None]]]) -> Grid:
    """A table whose rows and columns are given: the head of the first column and of the others, then the lines."""
    rows = tuple(Row(name, tuple(facts)) for name, facts in lines)
    return Grid(_columns(len(heads) - 1), tuple(heads), rows)


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
