"""What `invoke evaluate` does: the year scored by the scheme, told on the screen and written as a workbook (6.3–6.4)."""

from datetime import datetime
from pathlib import Path

from reportgen import issuing, production, screen, settings, store
from reportgen.assessment import Assessment, Result, basis, book
from reportgen.assessment.review import review
from reportgen.collecting import Say, Told
from reportgen.period import parse
from reportgen.store import SYNTHETIC_MARK


def evaluate(workspace: Path, now: datetime, say: Say, edge: int, period: str = "", output: str = "") -> Told:
    """The results of the year `period` (the scheme's if empty) as a workbook, and a table of them on the screen."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        found = basis.evaluated(chosen, opened, parse(period, "year") if period else None)
        made = found.made
        mark = SYNTHETIC_MARK if opened.synthetic(basis.datasets(made.scheme)) else ""
    for change in found.changed:
        say(f"固化后的改动——{change}")
    if found.trial:
        say(f"{found.trial}，本次结果仅供试算；固化请运行 ./invokew plan --freeze")
    folder = (Path(output) if output else chosen.output) / str(made.year)
    paths = production.save(
        {f"评价结果_{made.year}.xlsx": book.workbook(made, review(made, found.before), mark)}, folder
    )
    return Told((*_table(made, edge), *_remarks(made)), _record(made), tuple(paths))


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
