"""What `invoke publicity` does: the 公示 of the year's results, and the note that closes it, as DOCX, PDF and web page (6.4 c, 6.6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from reportgen import issued, issuing, objections, production, settings, store
from reportgen.assessment import basis
from reportgen.assessment.basis import Basis
from reportgen.collecting import Say, Told
from reportgen.errors import Fault, MissingData, raise_all
from reportgen.objections import Objection
from reportgen.period import parse
from reportgen.reports import publicity, publicity_closing
from reportgen.reports.model import Report
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.workdays import add_workdays
from reportgen.writers import WRITERS, web


@dataclass(frozen=True, slots=True)
class Asked:
    """The options: `issued` is the day of publication, also where `close` asks for the closing note."""

    period: str = ""
    issued: str = ""
    output: str = ""
    close: bool = False


def publish(workspace: Path, now: datetime, say: Say, asked: Asked) -> Told:
    """The 公示, or the note that closes it, as files; its period begins on the day of issue, by default that of the 年考评报告."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        found = basis.evaluated(chosen, opened, parse(asked.period, "year") if asked.period else None)
        year, today = found.made.year, chosen.today or now.date()
        issue = basis.reported(opened, year)
        told = issued.told(chosen, issue) if issue else None
        usual = told or chosen.calendar.issue_day(year, today)
        begun = issuing.day(asked.issued, "--issued") if asked.issued else usual
        if asked.close:
            report, words = _closing(chosen, opened, found, begun, told or begun, today)
        else:
            report, words = _opening(found, told)
        product = production.build(report, chosen, opened, year, today if asked.close else begun)
    if found.trial:
        say(f"{found.trial}，结果仅供试算，请勿公布")
    contents = production.encode(product, tuple(WRITERS), say=say)
    contents[f"{product.name}.html"] = web.page(product.document)
    folder = (Path(asked.output) if asked.output else chosen.output) / str(year)
    paths = production.save(contents, folder)
    return Told((words,), {"ok": True, "document": report.name, "period": str(year)}, tuple(paths))


def _opening(found: Basis, told: date | None) -> tuple[Report, str]:
    """The 公示, and what is said of it."""
    content = found.made.scheme.publicity.content
    return publicity.document(found, told), f"公示{len(found.made.results)}家单位，公布内容为{content}"


def _closing(
    chosen: Settings, opened: Store, found: Basis, begun: date, told: date, today: date
) -> tuple[Report, str]:  # fmt: skip
    """The closing note of a 公示 begun on the day `begun` of results `told` before; refused while it lasts, while one may still object, or an objection awaits its answer."""
    year, publicity = found.made.year.start.year, found.made.scheme.publicity
    last = add_workdays(begun, publicity.days, chosen.workdays)
    over = max(last, add_workdays(told, publicity.objection_days, chosen.workdays))
    if today <= over:
        words = "公示期" if over == last else "提出异议的期限"
        raise MissingData.single(
            f"{words}{begun}至{over}还没有结束（今天{today}）", "publicity --close",
            f"请在{over}之后再出；公布日期不是{begun}的，用 --issued 写明",
        )  # fmt: skip
    every = objections.objections(ledger.events(opened), today + timedelta(days=1))
    mine = [each for each in every if each.year == year]
    raise_all(_waiting(chosen, mine))
    report = publicity_closing.document(found, begun, last, mine)
    return report, f"收到异议{len(mine)}件，均已答复" if mine else "收到异议0件"


def _waiting(chosen: Settings, mine: Sequence[Objection]) -> list[Fault]:
    """A fault for each objection that has no answer yet."""
    names = {unit.id: unit.short for unit in chosen.register}
    remedy = "用 ./invokew ledger --sustain 或 --dismiss 登记答复后再出"
    return [
        Fault(
            f"异议{each.id}（{each.name}，{each.received}收到）还没有答复", names.get(each.unit, each.unit), remedy
        )
        for each in mine
        if each.pending
    ]  # fmt: skip
