"""A figure of the quarterly analysis: picture, facts drawn, caption, conclusion; and what its charts share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charts import Picture
from reportgen import wording
from reportgen.facts import Fact, Reading
from reportgen.reports.model import Drawing
from reportgen.reports.quarterly_scopes import View

Laid = tuple[Sequence[str], Sequence[tuple[str, Sequence[Fact]]]]  # heads, and lines of a name and facts


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure: `caption` names it, `said` is its conclusion, which the picture carries as its title.

    `laid` gives the table of its data, where that is more than a list: heads, and lines of a name and facts.
    """

    picture: Picture
    facts: tuple[Fact, ...]
    caption: str
    said: str
    laid: Laid | None = None

    @property
    def drawing(self) -> Drawing:
        """The picture and its facts, for the record of facts."""
        return Drawing(self.picture, self.facts)


def source(view: View, table: str, number: Fact | str) -> str:
    """Where the data of a figure come from, and on how many it rests."""
    count = number if isinstance(number, str) else wording.full(number)
    return f"{table}，截至{wording.day(view.material.period.last)}；n＝{count}"


PLATFORM = "政务服务平台数据库"
VOICES = "诉求办理系统"


def values(facts: Iterable[Fact]) -> list[Fraction | None]:
    """The values as a chart takes them; None where there is none."""
    return [fact.value for fact in facts]


def months(view: View) -> list[str]:
    """The months with data as labels."""
    return [str(month) for month in view.months]


def events(view: View) -> list[tuple[str, str]]:
    """The reorganisations within the months drawn."""
    shown = months(view)[1:]
    return [(entry.since, entry.words) for entry in view.material.settings.breaks if entry.since in shown]


def names(view: View, items: Sequence[str], counter: str = "家单位") -> str:
    """Names joined by 、, as many as a document names."""
    return wording.names(items, int(view.material.settings.thresholds["names"]), counter)


def shares(parts: Sequence[tuple[str, Fact, Reading]], most: int) -> str:
    """The first parts with their shares: 行政许可占40.77%、公共服务占27.80%."""
    return "、".join(f"{name}占{wording.full(share.now)}" for name, _fact, share in parts[:most])


def shared(parts: Iterable[tuple[str, Fact, Reading]], unit: str) -> Laid:
    """The table of kinds: how many, and their shares now, a quarter ago and a year ago."""
    heads = ("类别", f"本季度（{unit}）", "占比（%）", "上季度占比（%）", "上年同期占比（%）")
    return heads, [(name, (fact, share.now, share.previous, share.year_ago)) for name, fact, share in parts]
