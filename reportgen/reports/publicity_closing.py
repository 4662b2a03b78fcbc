"""公示结果说明 (6.4 c, outline H): after the period, the objections received and decided, what they changed, that the result stands.

Of a dismissed objection it tells that there was one, of a sustained one what was put right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from reportgen.assessment.basis import Basis
from reportgen.duty import Kind
from reportgen.objections import Objection
from reportgen.reports.model import Context, Material, Report

NAME = "publicity_closing"


@dataclass(frozen=True, slots=True)
class Correction:
    """A sustained objection: whose, of which indicator, and what was put right."""

    unit: str
    indicator: str
    change: str


def document(found: Basis, published: date, last: date, decided: Sequence[Objection]) -> Report:
    """The document of a 公示 that lasted from the day it was `published` until `last`; its objections are all `decided`."""
    return Report(
        kind=Kind(NAME, "公示结果说明", "6.4 c、6.6.2", "year"),
        template="publicity_closing.xml",
        measures=(),
        lists=("reported",),
        sections=(),
        facts=partial(facts, found, published, last, decided),
        back=1,
        against=lambda context: str(context["trial"]),
    )


def facts(
    found: Basis, published: date, last: date, decided: Sequence[Objection], material: Material
) -> Context:
    """All that templates/publicity_closing.xml prints."""
    sustained = [each for each in decided if each.state == "采纳"]
    counts = {
        "published": (len(found.made.results), "家", "公示的单位数"),
        "received": (len(decided), "件", "收到的异议"),
        "units": (len({each.unit for each in decided}), "家", "提出异议的单位数"),
        "sustained": (len(sustained), "件", "采纳的异议"),
        "dismissed": (len(decided) - len(sustained), "件", "不采纳的异议"),
    }
    return {
        "scheme": found.made.scheme,
        "trial": found.trial,
        "year": f"{found.made.year.start.year}年度",
        "whole": material.settings.authority.whole,
        "published": published,
        "last": last,
        "n": {name: material.tally(f"closing_{name}", words, value, unit) for name, (value, unit, words) in counts.items()},
        "corrections": tuple(_correction(material, each) for each in sustained),
    }  # fmt: skip


def _correction(material: Material, each: Objection) -> Correction:
    register = material.settings.register
    return Correction(
        register[each.unit].short if each.unit in register else each.unit, each.name, each.change
    )
