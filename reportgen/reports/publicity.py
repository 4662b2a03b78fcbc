"""公示 of the year's results (6.4 c, 6.6.2, outline H): bands or scores as the scheme says, and how to object.

Names of units only: no person, no applicant, no value of any indicator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from reportgen.assessment import Result
from reportgen.assessment.basis import Basis
from reportgen.duty import Kind
from reportgen.reports import scores
from reportgen.reports.model import Context, Material, Report
from reportgen.reports.scores import Group, Row
from reportgen.workdays import add_workdays

NAME = "publicity"
SCORES = "得分"


@dataclass(frozen=True, slots=True)
class Band:
    """Units of a group in one band, in official order."""

    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A peer group as it is made public: by bands, or its rows with their totals, the best first."""

    title: str
    bands: tuple[Band, ...]
    rows: tuple[Row, ...]


def document(found: Basis, told: date | None = None) -> Report:
    """The document of the evaluation `found`; the days to object count from the day its result was `told`, if it was."""
    return Report(
        kind=Kind(NAME, "评价结果公示", "6.4 c、6.6.2", "year"),
        template="publicity.xml",
        measures=(),
        lists=("reported",),
        sections=(),
        facts=partial(facts, found, told),
        back=1,
        against=lambda context: str(context["trial"]),
    )


def facts(found: Basis, told: date | None, material: Material) -> Context:
    """All that templates/publicity.xml prints."""
    made, settings = found.made, material.settings
    publicity = made.scheme.publicity
    groups = scores.groups(material, made)
    official = [*made.results.values()]
    return {
        "scheme": made.scheme,
        "fixed": made.mark,
        "trial": found.trial,
        "year": f"{made.year.start.year}年度",
        "whole": settings.authority.whole,
        "scored": publicity.content == SCORES,
        "listings": tuple(
            Listing(group.title, tuple(_bands(group, official, [each.name for each in made.scheme.bands])), group.rows)
            for group in groups
        ),
        "apart": scores.apart(material, made),
        "n": material.tally("publicity_units", "公示的单位数", len(official), "家"),
        "last": add_workdays(material.issued, publicity.days, settings.workdays),
        "objection": add_workdays(told or material.issued, publicity.objection_days, settings.workdays),
    }  # fmt: skip


def _bands(group: Group, official: Sequence[Result], names: Sequence[str]) -> Iterator[Band]:
    """The bands that occur, in the scheme's order; within one no unit stands before another for its score."""
    mine = {row.result.unit.id for row in group.rows}
    for name in names:
        units = tuple(each.unit.short for each in official if each.unit.id in mine and each.band == name)
        if units:
            yield Band(name, units)
