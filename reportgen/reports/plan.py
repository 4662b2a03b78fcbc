"""评价方案 as a document (6.2, outline G): what the scheme says, in the words and tables of an official plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby

from reportgen.assessment import basis
from reportgen.duty import Kind
from reportgen.period import Period
from reportgen.reports import plan_evidence, plan_words
from reportgen.reports.model import Context, Material, Report
from reportgen.scheme import Scheme
from reportgen.scheme.freezing import Version
from reportgen.scheme.model import Catalogue, Indicator, prefix
from reportgen.settings import Settings
from reportgen.wording import rounded

NAME = basis.PLAN
TOGETHER = 3  # rows of a table that share a cell, hence a page


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A peer group: how many of its units take part, how many indicators apply to them."""

    title: str
    units: str
    indicators: str


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A group of indicators with its weight, and on the first row of a class the class and its own."""

    span: int
    first: str
    weight: str
    second: str
    share: str
    third: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in nine columns; on the first row of a group the group, over `span` rows."""

    span: int
    first: str
    second: str
    third: str
    definition: str
    direction: str
    collected: str
    method: str
    standards: str
    weight: str


def document(scheme: Scheme, version: Version | None) -> Report:
    """The document of `scheme`, which says whether it is fixed as `version`."""
    return Report(
        kind=Kind(NAME, "评价方案", "6.2", "year"),
        template="plan.xml",
        measures=(),
        lists=(),
        sections=(),
        facts=partial(facts, scheme, version),
        back=1,
    )


def facts(scheme: Scheme, version: Version | None, material: Material) -> Context:
    """All that templates/plan.xml prints."""
    titles = {group.name: group.title for group in material.settings.groups}
    return {
        "scheme": scheme,
        "basis": "、".join(scheme.basis),
        "excluded": _excluded(scheme, material.settings),
        "groups": _groups(scheme, material.settings),
        "ways": "、".join(scheme.ways),
        "n": {
            "first": len(scheme.catalogue.names("一级")),
            "second": len(scheme.catalogue.names("二级")),
            "third": len(scheme.catalogue.indicators),
        },
        "weights": tuple(_weight_rows(scheme.catalogue)),
        "first": min(stage.start for stage in scheme.stages),
        "last": max(stage.end for stage in scheme.stages),
        "rows": _indicator_rows(scheme.catalogue, titles),
        "beside_rows": _indicator_rows(scheme.beside.catalogue, titles),
        "evidence": plan_evidence.tables(scheme),
        "mark": plan_words.mark(version),
        **plan_words.words(scheme, titles),
    }


def percent(share: Fraction) -> str:
    """A weight as printed: 15.89.

    >>> percent(Fraction(1, 3))
    '33.33'
    """
    return f"{rounded(share * 100, 2)}"


def _apart(numbers: str) -> str:
    """Numbers of datasets with blanks between, at which a narrow cell may break: D10 D11."""
    return numbers.replace("、", " ")


# --- rows ------------------------------------------------------------------------------------


def _groups(scheme: Scheme, settings: Settings) -> tuple[GroupRow, ...]:
    year = Period(scheme.stages[0].start.replace(year=scheme.year, month=1, day=1), "year")
    units = [unit for unit in settings.register.active(year) if unit.id not in scheme.scope.excluded]
    titles = {group.name: group.title for group in settings.groups}
    indicators = scheme.catalogue.indicators.values()
    rows = []
    for group in scheme.scope.groups:
        mine = sum(unit.group == group for unit in units)
        rows.append(GroupRow(titles[group], str(mine), str(sum(each.applies(group) for each in indicators))))
    total = sum(unit.group in scheme.scope.groups for unit in units)
    return (*rows, GroupRow("合计", str(total), str(len(indicators))))


def _excluded(scheme: Scheme, settings: Settings) -> str:
    """The units left out, by reason: 市统计局等6家单位（无政务服务办件）."""
    by_reason: dict[str, list[str]] = {}
    for unit, reason in scheme.scope.excluded.items():
        by_reason.setdefault(reason, []).append(settings.register[unit].short)
    return "；".join(f"{'、'.join(names)}（{reason}）" for reason, names in by_reason.items())


def _weight_rows(catalogue: Catalogue) -> Iterator[WeightRow]:
    firsts, seconds = catalogue.weights("一级"), catalogue.weights("二级")
    names = catalogue.names("二级")
    for first, name in catalogue.names("一级").items():
        mine = [code for code in seconds if code.startswith(f"{first}.")]
        for at, code in enumerate(mine):
            third = len(catalogue.weights("三级", code))
            span = len(mine) if at == 0 else 0
            yield WeightRow(
                span, name, percent(firsts[first]), names[code], percent(seconds[code]), str(third)
            )


def _indicator_rows(catalogue: Catalogue, titles: Mapping[str, str]) -> tuple[IndicatorRow, ...]:
    """The indicators in their order; names are repeated so often that any page may begin with them."""
    rows: list[IndicatorRow] = []
    for _code, mine in groupby(catalogue.indicators.values(), key=lambda each: prefix(each.code, 2)):
        group = list(mine)
        for start in range(0, len(group), TOGETHER):
            some = group[start : start + TOGETHER]
            rows += (
                _indicator_row(each, len(some) if at == 0 else 0, titles) for at, each in enumerate(some)
            )
    return tuple(rows)


def _indicator_row(indicator: Indicator, span: int, titles: Mapping[str, str]) -> IndicatorRow:
    note = f"（{indicator.note}）" if indicator.note else ""
    return IndicatorRow(
        span,
        indicator.path[0],
        indicator.path[1],
        f"{indicator.code}　{indicator.name}",
        f"{indicator.definition}{note}",
        indicator.direction,
        f"{indicator.collected}{f'：{_apart(indicator.source)}' if indicator.source else ''}{plan_words.applied(indicator)}",
        indicator.method,
        plan_words.standards(indicator, titles),
        f"{percent(indicator.weights[2])}（{percent(indicator.weight)}）",
    )
