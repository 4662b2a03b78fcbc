"""The whole scheme of a workspace, read and checked as one: scheme.toml, indicators, 政务公开 and 问政咨询, evidence.

Every fault of every file is told at once, with file, key or row and column, and what to do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from reportgen.datasets.evaluation import COLLECTED, METHODS
from reportgen.errors import Fault, InputFaults, MissingData, raise_all
from reportgen.keys import Keys
from reportgen.scheme import checks, evidence, group_standards, indicators
from reportgen.scheme.model import (
    LEVELS,
    Award,
    Band,
    Beside,
    Catalogue,
    Evidence,
    Monthly,
    Person,
    Publicity,
    Robustness,
    Scheme,
    Scope,
    Scoring,
    Screening,
    Stage,
    Weighting,
)

FILE = Path("scheme/scheme.toml")
BESIDE = Path("scheme/beside.csv")
WAYS = ("自我评价", "上级评价", "第三方评价")
BELOW = ("计零", "线性递减")
MISSING = ("停止评价", "剔除", "同类均值", "上年值", "计零")
INAPPLICABLE = ("权重分给同级指标", "按缺报处理")
AGGREGATIONS = ("线性加权", "几何加权")
RANKINGS = ("并列跳号", "并列不跳号", "不排名")
MODES = ("单独公布", "合并计分")
CONTENTS = ("等次", "得分")
ASPECTS = ("政务公开", "问政咨询")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Known:
    """What a scheme is held against: titles of peer groups and names of units by id, unit and better side by measure."""

    groups: Mapping[str, str]
    units: Mapping[str, str]
    measures: Mapping[str, tuple[str, str]]


def load(workspace: Path, known: Known) -> Scheme:
    """The scheme of `workspace`; `MissingData` if it has none, `InputFaults` with everything wrong in its files."""
    if not (workspace / FILE).exists():
        raise MissingData.single(
            "没有评价方案", str(workspace / FILE), "请仿照示例工作区的 scheme 文件夹编制"
        )
    keys = Keys.read(workspace / FILE)
    scheme = _scheme(keys, workspace)
    faults = keys.faults()
    if not faults:  # only a scheme that can be read whole can be held against itself
        faults = [*checks.faults(scheme, known.groups, known.units, known.measures, workspace)]
    raise_all(faults)
    return scheme


def _scheme(keys: Keys, workspace: Path) -> Scheme:
    catalogue = _told(keys, lambda: indicators.read(workspace / indicators.FILE), Catalogue({}))
    beside = _beside(keys.table("beside"), workspace, keys)
    own = _own(keys, workspace, (catalogue, beside.catalogue))
    weighting = _weighting(keys.table("weights"))
    return Scheme(
        year=int(keys.number("year", low=2000, high=2100)),
        title=keys.text("title"),
        purpose=keys.text("purpose"),
        goals=keys.texts("goals"),
        basis=keys.texts("basis"),
        ways=_among(keys, "ways", WAYS),
        collection=_collection(keys.table("collection")),
        checking=keys.text("checking"),
        uses=keys.texts("uses"),
        discipline=keys.texts("discipline"),
        scope=_scope(keys.table("scope")),
        people=tuple(map(_person, keys.tables("people"))),
        stages=tuple(map(_stage, keys.tables("stages"))),
        scoring=_scoring(keys.table("scoring")),
        bands=_bands(keys.table("bands")),
        ranking=keys.choice("ranking", RANKINGS),
        weighting=weighting,
        beside=replace(beside, catalogue=group_standards.attached(beside.catalogue, own)),
        award=_award(keys.table("award")),
        publicity=_publicity(keys.table("publicity")),
        monthly=_monthly(keys.table("monthly")) if "monthly" in keys else None,
        robustness=_robustness(keys.table("robustness")),
        screening=_screening(keys.table("screening")),
        catalogue=group_standards.attached(catalogue, own),
        evidence=_evidence(keys, workspace, catalogue),
    )


def _own(keys: Keys, workspace: Path, catalogues: Sequence[Catalogue]) -> group_standards.Own:
    """Standards of groups; nothing where indicators cannot be read: every name in the file would be a fault."""
    if not all(each.indicators for each in catalogues):
        return {}
    return _told(keys, lambda: group_standards.read(workspace, catalogues), {})


def _evidence(keys: Keys, workspace: Path, catalogue: Catalogue) -> Evidence:
    """Nothing where the indicators cannot be read: every name in the evidence would be a fault."""
    nothing = Evidence({}, ())
    if not catalogue.indicators:
        return nothing
    return _told(keys, lambda: evidence.read(workspace, catalogue), nothing)


def _told(keys: Keys, read: Callable[[], Read], instead: Read) -> Read:
    """What `read` gives; its faults noted, to be told with the others."""
    try:
        return read()
    except InputFaults as error:
        for fault in error.faults:
            keys.note(fault)
        return instead
    except FileNotFoundError as error:
        keys.note(Fault("文件不存在", str(error.filename), "请补齐该文件"))
        return instead


# --- the tables of scheme.toml ---------------------------------------------------------------


def _exact(value: float) -> Fraction:
    """The number as written, not as binary fractions hold it."""
    return Fraction(str(value))


def _among(keys: Keys, key: str, options: Sequence[str]) -> tuple[str, ...]:
    """A list of some of `options`."""
    values = keys.texts(key)
    for value in values:
        if value not in options:
            keys.fault(key, f"不认识“{value}”", f"可写：{'、'.join(options)}")
    return values


def _collection(keys: Keys) -> dict[str, str]:
    """How data are collected, by way (6.3.3)."""
    return {way: keys.text(way) for way in COLLECTED if way in keys}


def _scope(keys: Keys) -> Scope:
    excluded = keys.table("excluded", {})
    return Scope(keys.text("words"), keys.texts("groups"), {unit: excluded.text(unit) for unit in excluded})


def _person(keys: Keys) -> Person:
    return Person(keys.text("duty"), keys.text("name"), keys.text("contact", ""))


def _stage(keys: Keys) -> Stage:
    return Stage(
        keys.text("name"), keys.text("content"), keys.day("start"), keys.day("end"), keys.text("who")
    )


def _scoring(keys: Keys) -> Scoring:
    return Scoring(
        coefficients=tuple(map(_exact, keys.numbers("coefficients"))),
        below=keys.choice("below", BELOW),
        missing=keys.choice("missing", MISSING),
        inapplicable=keys.choice("inapplicable", INAPPLICABLE),
        aggregation=keys.choice("aggregation", AGGREGATIONS),
        places=int(keys.number("places", 2, high=6)),
    )


def _bands(keys: Keys) -> tuple[Band, ...]:
    """The bands as written; one without two ends is a fault."""
    found = []
    for name in keys:
        ends = keys.numbers(name)
        if len(ends) != 2:
            keys.fault(name, "等次应写下限和上限", "请写成如 [80, 90]")
            ends = (0, 0)
        found.append(Band(name, Decimal(str(ends[0])), Decimal(str(ends[1]))))
    return tuple(found)


def _weighting(keys: Keys) -> Weighting:
    return Weighting(
        methods={level: keys.choice(level, evidence.METHODS) for level in LEVELS},
        combined=_among(keys, "combined", evidence.METHODS) if "combined" in keys else (),
        shares=tuple(map(_exact, keys.numbers("shares", ()))),
        reason=keys.text("reason", ""),
    )


def _beside(keys: Keys, workspace: Path, whole: Keys) -> Beside:
    shares = keys.table("shares", {})
    return Beside(
        mode=keys.choice("mode", MODES),
        shares={name: _exact(shares.number(name, high=1)) for name in shares},
        catalogue=_told(whole, lambda: indicators.read(workspace / BESIDE, ""), Catalogue({})),
    )


def _award(keys: Keys) -> Award:
    return Award(
        bands=keys.texts("bands"),
        red_cards=int(keys.number("red_cards", 0)),
        improved=keys.flag("improved", True),
        share=_exact(keys.number("share", 1, high=1)),
    )


def _publicity(keys: Keys) -> Publicity:
    return Publicity(
        content=keys.choice("content", CONTENTS),
        days=int(keys.number("days", low=1, high=60)),
        place=keys.text("place"),
        objection_days=int(keys.number("objection_days", low=1, high=60)),
        objection=keys.text("objection"),
    )


def _monthly(keys: Keys) -> Monthly:
    excluded = keys.table("excluded", {})
    return Monthly(keys.day("until"), {code: excluded.text(code) for code in excluded})


def _robustness(keys: Keys) -> Robustness:
    return Robustness(
        seed=int(keys.number("seed")),
        draws=int(keys.number("draws", low=100, high=1_000_000)),
        spread=_exact(keys.number("spread", high=1)),
        standardisations=_among(keys, "standardisations", tuple(METHODS)),
        aggregations=_among(keys, "aggregations", AGGREGATIONS),
        drop_one=keys.flag("drop_one"),
    )


def _screening(keys: Keys) -> Screening:
    return Screening(_exact(keys.number("deviations")), _exact(keys.number("jump")))
