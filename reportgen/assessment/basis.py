"""What an evaluation is made from: the workspace's scheme, the version of it in force, and a store that has the whole year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from reportgen.assessment.model import Assessment
from reportgen.assessment.scoring import assess
from reportgen.assessment.values import Values, values
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import Fault, MissingData, raise_all
from reportgen.facts import Facts
from reportgen.intake import archive
from reportgen.measures import MEASURES
from reportgen.measures.counts import Counts
from reportgen.period import Period
from reportgen.scheme import Scheme, freezing, reading
from reportgen.scheme.freezing import Change, Version
from reportgen.scheme.reading import Known
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.ledger import Issue

NOTHING = Counts({}, {})
PLAN, REPORT = "plan", "annual"  # how the store's register of issues calls the 评价方案 and the 年考评报告


@dataclass(frozen=True, slots=True)
class Basis:
    """The `made` evaluation and what it rests on; `changed` tells what was changed in the scheme since it was fixed.
    `before` is the year (or month) before evaluated again by the same scheme, None if the store does not have the whole of it;
    `published` its totals by unit id as they were issued, by the scheme of that year, empty if they were not.

    Only a scheme that is fixed and unchanged gives results to be issued: of another they are a trial.
    """

    made: Assessment
    before: Assessment | None
    values: Values
    version: Version | None
    changed: tuple[Change, ...]
    published: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def trial(self) -> str:
        """Why the results are only a trial; empty if they are not."""
        if self.version is None:
            return "评价方案尚未固化"
        return "评价方案固化后有改动" if self.changed else ""


def known(chosen: Settings) -> Known:
    """What the scheme of a workspace is held against."""
    return Known(
        {group.name: group.title for group in chosen.groups},
        {unit.id: unit.short for unit in chosen.register},
        {measure.id: (measure.unit, measure.better) for measure in MEASURES.values()},
    )


def evaluated(
    chosen: Settings, opened: Store, year: Period | None = None, facts: Facts | None = None
) -> Basis:
    """The evaluation of `year` (the scheme's if None) in the store `opened`, its values remembered in `facts`.

    A month may stand in the place of the year. Raises `MissingData` where the scheme does not evaluate it or data of
    the whole of it are lacking, and what scheme and methods raise.
    """
    loaded = reading.load(chosen.workspace, known(chosen))
    year = year or Period(date(loaded.year, 1, 1), "year")
    if year.frequency == "month":
        _require_monthly(loaded, year, chosen)
    elif loaded.year != year.start.year:
        raise MissingData.single(
            f"评价方案是{loaded.year}年度的", "--period", f"请写 --period {loaded.year}，或编制{year.start.year}年度的方案"
        )  # fmt: skip
    _require_whole(opened, year)
    version = in_force(chosen, opened)
    changed = freezing.changes(chosen.workspace, version) if version else ()
    mark = version.mark if version and not changed else ""
    found = values(opened, loaded, chosen.register, year, chosen.workdays, facts or Facts(NOTHING))
    earlier = _earlier(chosen, opened, loaded, year.previous)
    before = _restated(earlier, loaded) if earlier else None
    published = _published(chosen, opened, year.previous)
    return Basis(assess(found, loaded, mark, earlier), before, found, version, tuple(changed), published)


def _earlier(chosen: Settings, opened: Store, loaded: Scheme, year: Period) -> Values | None:
    """The values of an earlier `year`, None if the store does not have the whole of it."""
    if _lacking(opened, year):
        return None
    return values(opened, loaded, chosen.register, year, chosen.workdays, Facts(NOTHING))


def _restated(earlier: Values, loaded: Scheme) -> Assessment:
    """An earlier year by the standards and weights of `loaded`, so that both years compare (6.3.2.4).

    What was not reported then is left out, whatever the rule: it must not stop the evaluation of this year.
    """
    return assess(earlier, replace(loaded, scoring=replace(loaded.scoring, missing="剔除")))


def reported(opened: Store, year: Period) -> Issue | None:
    """The last edition of the 年考评报告 of `year`, None if it has not been issued."""
    return ledger.latest(ledger.issues(opened), REPORT, str(year))


def _published(chosen: Settings, opened: Store, year: Period) -> dict[str, Fraction]:
    """The totals of `year` by unit id, as the last edition of its 年考评报告 was issued."""
    issue = reported(opened, year)
    if issue is None:
        return {}
    [(name, digest)] = [each for each in issue.files.items() if each[0].endswith(".facts.json")]
    kept = archive.original(digest, name, chosen.workspace)
    if not kept.exists():
        raise MissingData.single(f"{year.label}已印发的年考评报告不在档案中", str(kept), "请用备份恢复")
    facts = json.loads(kept.read_bytes())["facts"]
    return {
        fact["id"].split("|")[1]: Fraction(fact["value"])
        for fact in facts
        if fact["id"].startswith("total|") and fact["value"] is not None
    }


def datasets(loaded: Scheme) -> tuple[Dataset, ...]:
    """The datasets that the values come from."""
    measured = (MEASURES[each.measure].dataset for each in loaded.indicators if each.measure)
    return (*{dataset.name: dataset for dataset in measured}.values(), DATASETS["reported"])


def in_force(chosen: Settings, opened: Store) -> Version | None:
    """The version of the scheme in force, None if it was never fixed.

    `InputFaults` if its record is not what it was when the store entered it: each issue of the plan keeps the
    record of its time.
    """
    found = freezing.versions(chosen.workspace)
    raise_all(_lost(chosen, opened, found))
    return found[-1] if found else None


def _lost(chosen: Settings, opened: Store, found: tuple[Version, ...]) -> list[Fault]:
    faults = []
    for issue in ledger.issues(opened):
        if issue.document == PLAN and (digest := issue.files.get(freezing.RECORD.name)):
            kept = archive.original(digest, freezing.RECORD.name, chosen.workspace)
            told = freezing.parsed(kept.read_bytes()) if kept.exists() else ()
            if not told or found[: len(told)] != told:
                what = f"固化记录与{issue.issued}登记印发的第{issue.edition}版不符，或档案丢失"
                faults.append(Fault(what, str(chosen.workspace / freezing.RECORD), "请用备份恢复"))
    return faults


def _require_monthly(loaded: Scheme, month: Period, chosen: Settings) -> None:
    """`MissingData` unless the scheme evaluates `month` by itself."""
    file, monthly = str(chosen.workspace / reading.FILE), loaded.monthly
    if monthly is None:
        raise MissingData.single(
            f"评价方案没有规定按月评价，不能评价{month.label}", file,
            f"请写 --period {loaded.year} 按年度评价；确需按月评价的，在方案中增加 [monthly] 并重新固化",
        )  # fmt: skip
    if month.start.year < loaded.year or month.last > monthly.until:
        raise MissingData.single(
            f"评价方案只规定{loaded.year}年1月至{monthly.until.year}年{monthly.until.month}月按月评价，没有{month.label}",
            f"{file}，monthly.until", "请核对 --period；沿用期满的，编制新年度的方案",
        )  # fmt: skip


def _require_whole(opened: Store, year: Period) -> None:
    """`MissingData` unless the store has the whole of `year`."""
    if have := _lacking(opened, year):
        whole = "当月" if year.frequency == "month" else "年度"
        raise MissingData.single(
            f"{year.label}的办件数据不全（{have}）", "--period", f"{whole}数据齐全后再评价"
        )


def _lacking(opened: Store, year: Period) -> str:
    """What there is of the platform's daily totals if they do not reach over the whole of `year`, else empty."""
    span = opened.span(DATASETS["case_daily"])
    if span and span[0] <= year.start and year.last <= span[1]:
        return ""
    return f"现有{span[0]}至{span[1]}" if span else "没有数据"
