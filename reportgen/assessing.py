"""What `invoke evaluate` does: the year scored by the scheme, told on the screen and written as a workbook (6.3–6.4)."""

from datetime import date, datetime
from pathlib import Path

from reportgen import issuing, planning, production, scheme, screen, settings, store
from reportgen.assessment import Assessment, Result, assess, book
from reportgen.assessment.values import values
from reportgen.collecting import Say, Told
from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import MissingData
from reportgen.measures import MEASURES
from reportgen.period import Period, parse
from reportgen.scheme import Scheme, freezing
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store


def evaluate(workspace: Path, now: datetime, say: Say, edge: int, period: str = "", output: str = "") -> Told:
    """The results of the year `period` (the scheme's if empty) as a workbook, and a table of them on the screen."""
    chosen = settings.load(workspace)
    loaded = scheme.load(workspace, planning.known(chosen))
    year = parse(period, "year") if period else Period(date(loaded.year, 1, 1), "year")
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        made = assessed(chosen, opened, loaded, year, say)
        mark = SYNTHETIC_MARK if opened.synthetic(datasets(loaded)) else ""
    name = f"评价结果_{year}.xlsx"
    folder = (Path(output) if output else chosen.output) / str(year)
    paths = production.save({name: book.workbook(made, mark)}, folder)
    return Told((*_table(made, edge), *_remarks(made)), _record(made), tuple(paths))


def assessed(chosen: Settings, opened: Store, loaded: Scheme, year: Period, say: Say) -> Assessment:
    """The evaluation of `year` in the store `opened`.

    Raises `MissingData` if its data do not cover the whole year or the scheme is another year's; a scheme that is not
    fixed, or was changed since, is only good for a trial, and `say` is told so.
    """
    if loaded.year != year.start.year:
        raise MissingData.single(
            f"评价方案是{loaded.year}年度的", "--period", f"请写 --period {loaded.year}，或编制{year.start.year}年度的方案"
        )  # fmt: skip
    _require_whole(opened, year)
    version = planning.in_force(chosen, opened)
    changed = freezing.changes(chosen.workspace, version) if version else ()
    if version is None:
        say("评价方案尚未固化，本次结果仅供试算；固化请运行 ./invokew plan --freeze")
    for change in changed:
        say(f"方案固化后有改动，本次结果仅供试算——{change}")
    mark = version.mark if version and not changed else ""
    return assess(values(opened, loaded, chosen.register, year, chosen.workdays), loaded, mark)


def datasets(loaded: Scheme) -> tuple[Dataset, ...]:
    """The datasets that the values come from."""
    indicators = (*loaded.catalogue.indicators.values(), *loaded.beside.catalogue.indicators.values())
    measured = (MEASURES[each.measure].dataset for each in indicators if each.measure)
    return (*{dataset.name: dataset for dataset in measured}.values(), DATASETS["reported"])


def _require_whole(opened: Store, year: Period) -> None:
    """`MissingData` unless the daily totals of the platform reach over the whole year."""
    span = opened.span(DATASETS["case_daily"])
    if not span or span[0] > year.start or span[1] < year.last:
        have = f"现有{span[0]}至{span[1]}" if span else "没有数据"
        raise MissingData.single(f"{year.label}的办件数据不全（{have}）", "--period", "年度数据齐全后再评价")


def _table(made: Assessment, edge: int) -> list[str]:
    lines: list[str] = []
    for group in made.scheme.scope.groups:
        if results := made.group(group):
            rows = [_row(result) for result in results]
            lines += [
                f"{group}（{len(rows)}家）",
                *screen.table(("位次", "单位", "总指数", "等次"), rows, edge),
                "",
            ]
    apart = [result for result in made.results.values() if not result.participant.ranked]
    if apart:
        told = (
            f"{each.unit.short}（{each.participant.span}）{each.printed.total}，{each.band}" for each in apart
        )
        lines.append(f"年内设立或撤并，不排名：{'；'.join(told)}")
    return lines


def _row(result: Result) -> tuple[str, ...]:
    return (str(result.rank or "—"), result.unit.short, str(result.printed.total), result.band)


def _remarks(made: Assessment) -> list[str]:
    gaps = sum(len(result.gaps) for result in made.results.values())
    missing = sum(line.gap == "未报送" for result in made.results.values() for line in result.gaps)
    return [f"共{len(made.results)}家单位；缺报{missing}项，不适用{gaps - missing}项，处理情况见工作簿"]


def _record(made: Assessment) -> dict[str, object]:
    return {
        "ok": True,
        "year": str(made.year),
        "scheme": made.mark,
        "results": [
            {
                "unit": each.unit.id, "name": each.unit.short, "group": each.unit.group, "total": str(each.printed.total),
                "rank": each.rank or None, "of": each.size or None, "band": each.band,
            }
            for each in made.results.values()
        ],
    }  # fmt: skip
