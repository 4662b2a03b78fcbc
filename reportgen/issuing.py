"""One run of a periodic document: from a workspace and a period to finished files."""

import getpass
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from reportgen import datasets, datasheets, editions, garbage, production, settings, store
from reportgen import period as periods
from reportgen.database import embedded
from reportgen.errors import InputFaults, ReportError, WrongUsage
from reportgen.period import Period
from reportgen.production import Product
from reportgen.reports.model import Report, no_sheets
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.ledger import Issue
from reportgen.store.writing import held
from reportgen.writers import WRITERS
from reportgen.writers.press import Press

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, every field already checked.

    `official`: it is issued for good, and recorded. `reissue` says why an issued document is to be issued
    anew. `given` says whether the day of issue was asked for.
    """

    report: Report
    settings: Settings
    period: Period
    issued: date
    folder: Path
    formats: tuple[str, ...]
    today: date
    official: bool = False
    reissue: str = ""
    given: bool = False


def order(
    report: Report, workspace: Path, today: date, *, period: str = "", issued: str = "",
    output: str = "", formats: str = "", official: bool = False, reissue: str = "",
) -> Order:  # fmt: skip
    """The order for `report`; defaults: the last complete period, and the day it is due.

    `today` counts only where the workspace does not fix its own.
    """
    chosen = settings.load(workspace)
    today = chosen.today or today
    calendar = chosen.calendar
    wanted = (
        calendar.reported(periods.parse(period, report.frequency))
        if period
        else calendar.latest(report.frequency, today)
    )
    if formats and (official or reissue):
        raise WrongUsage.single("正式印发要出全部格式", "--format", "请去掉 --format")
    folder = Path(output) if output else chosen.output
    return Order(
        report, chosen, wanted, _issue_day(issued, wanted, today, chosen), folder / str(wanted),
        chosen_formats(formats), today, official or bool(reissue), reissue.strip(), bool(issued),
    )  # fmt: skip


def _issue_day(text: str, wanted: Period, today: date, chosen: Settings) -> date:
    """The day in `text`, else the day on which the calendar wants the document.

    A period that has not begun to be due has no data; that is told later, with the periods there are, and
    not hidden behind a calendar that does not reach so far.
    """
    if text:
        return day(text, "--issued")
    within = wanted.frequency in ("day", "week")  # issued before the period is over
    over = wanted.start <= today if within else wanted.end <= today
    return chosen.calendar.issue_day(wanted, today) if over else today


def day(text: str, where: str) -> date:
    """The day written as `text`; `WrongUsage` naming the option `where` if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage.single(f"日期“{text}”写法不对", where, "请写成如 2026-11-02") from None


def chosen_formats(text: str) -> tuple[str, ...]:
    """The formats named in `text`, all of them if it is empty; `WrongUsage` for one there is not."""
    formats = tuple(text.split(",")) if text else tuple(WRITERS)
    if unknown := [each for each in formats if each not in WRITERS]:
        raise WrongUsage.single(
            f"不认识格式“{'、'.join(unknown)}”", "--format", f"可用：{'、'.join(WRITERS)}"
        )
    return formats


@garbage.at_rest()
def issue(order: Order, say: Say, now: datetime, who: str, ready: Press | None = None) -> list[Path]:
    """Make the files of `order` and return their paths, the PDF in the press `ready` if there is one.

    `say` gets one line per step.
    A document that is not `official` leaves no trace but its files. What has been issued never changes:
    the same files are made again, or, where the data have changed, `InputFaults` says what to do.
    """
    prepare(order.settings, say)
    if not order.official:
        return _drafted(order, say, ready)
    with held(order.settings.store, who, now):
        return _issued(order, say, ready, now, who)


def _drafted(order: Order, say: Say, ready: Press | None) -> list[Path]:
    say("正在汇总数据……")
    with store.opened(order.settings.store) as opened:
        before = _before(order, opened)
        product = _product(order, opened, before)
    contents = _encoded(product, order, say, ready)
    if before:
        _require_same(order, before, contents)
        say(f"该文件已于{before.issued}印发（第{before.edition}版），内容相同")
        return production.save(contents, order.folder)
    paths = production.save(contents, order.folder)
    say(f"补充或改写文字请编辑 {production.narrative_file(order.settings, order.period)}，再运行一次")
    say("以上为送审稿；审定后加 --issue 再运行一次，登记印发，问题列入整改台账")
    return paths


def _issued(order: Order, say: Say, ready: Press | None, now: datetime, who: str) -> list[Path]:
    """The files, recorded; documents first, so that a kill in between leaves only something to run again."""
    say("正在汇总数据……")
    with store.opened(order.settings.store) as opened:
        before = _before(order, opened)
        product = _product(order, opened, before)
        if product.against:
            raise InputFaults.single(
                f"{product.against}，不能正式印发", order.report.title, "处理后再加 --issue 运行"
            )
        contents = _encoded(product, order, say, ready)
        if before and editions.matches(before, contents):
            say(f"该文件已于{before.issued}印发（第{before.edition}版），内容没有变化，不再登记")
            return production.save(contents, order.folder)
        if before:
            product = _corrected(order, opened, before, contents)
            contents = _encoded(product, order, say, ready)
            production.save(editions.former(order.settings, before), order.folder)
    paths = production.save(contents, order.folder)
    day = before.issued if before else order.issued
    entered = editions.enter(
        order.settings, product, contents, day, before, order.reissue, order.today, now, who
    )
    say(f"已登记印发（第{entered.edition}版），{len(product.openings)}个问题列入整改台账")
    return paths


def _corrected(order: Order, opened: Store, before: Issue, contents: Mapping[str, bytes]) -> Product:
    """The next edition; `InputFaults` unless it was asked for."""
    if not order.reissue:
        _require_same(order, before, contents)
    return editions.corrected(order.report, order.settings, opened, before, order.reissue, order.today)


def _before(order: Order, opened: Store) -> Issue | None:
    """The last edition issued; its day of issue cannot be changed."""
    found = ledger.latest(ledger.issues(opened), order.report.name, str(order.period))
    if order.reissue and not found:
        raise WrongUsage.single(
            f"{order.report.title}{order.period.label}还没有印发", "--reissue", "请用 --issue 印发"
        )
    if found and order.given and order.issued != found.issued:
        raise WrongUsage.single(
            f"该文件已于{found.issued}印发，成文日期不能改为{order.issued}", "--issued", "请去掉 --issued"
        )
    return found


def _product(order: Order, opened: Store, before: Issue | None) -> Product:
    """The document: as it was issued, if it has been."""
    if before:
        return editions.rebuilt(order.report, order.settings, opened, before)
    return production.build(order.report, order.settings, opened, order.period, order.issued)


def _encoded(product: Product, order: Order, say: Say, ready: Press | None) -> dict[str, bytes]:
    say("正在排版……")
    return production.encode(product, order.formats, ready, say)


def _require_same(order: Order, before: Issue, contents: Mapping[str, bytes]) -> None:
    """`InputFaults` if `contents` are not what was issued."""
    if not editions.matches(before, contents):
        raise InputFaults.single(
            f"数据、文字或程序已变化，内容与{before.issued}印发的第{before.edition}版不同；已印发的文件没有改动",
            f"{order.report.title}，{order.period.label}",
            '确需更正的，请加 --reissue "更正原因" 重新印发，原版另存，并印出更正说明',
        )


def prepare(chosen: Settings, say: Callable[[str], None]) -> None:
    """Generate the synthetic store of a sample workspace if it is missing or out of date.

    The generator itself decides what is out of date; it is asked only if one of its files is
    younger than the store, since asking costs a second.
    """
    file = embedded(chosen.store)
    if chosen.generator is None or (file and _up_to_date(file, chosen.generator.parent)):
        return
    if store.filings(chosen.store) or ledger.issued(chosen.store):
        say(
            f"数据库中已有收到的报送数据或印发记录，不再重新生成示例数据；确需重新生成，请先移走 {chosen.store}"
        )
        return
    say("正在生成示例数据，约十几秒……")
    finished = subprocess.run(
        [sys.executable, str(chosen.generator), str(chosen.workspace)], capture_output=True, text=True
    )
    if finished.returncode:
        raise ReportError.single(
            f"示例数据生成失败：{finished.stderr.strip()[-500:]}",
            str(chosen.generator),
            "请恢复 sample_data 文件夹后重试",
        )
    if file:
        file.touch()  # a file that changed without changing the data need not be asked about again


def _up_to_date(file: Path, sources: Path) -> bool:
    """Whether `file` is younger than every source below `sources`, every dataset declaration and the store's tables."""
    if not file.exists():
        return False
    declared = [Path(package.__file__ or "").parent for package in (datasets, store)]
    inputs = [each for kind in ("*.py", "*.csv", "*.toml") for each in sources.rglob(kind)]
    inputs += [each for folder in declared for each in folder.glob("*.py")]
    return all(each.stat().st_mtime < file.stat().st_mtime for each in inputs)


def who() -> str:
    """Who is at work, for the records: user and machine."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def planned(order: Order) -> Sequence[Path]:
    """The files an order would write (for --dry-run)."""
    stem = f"{order.report.title}_{order.period}"
    beside = () if order.report.sheets is no_sheets else (f"{stem}.{datasheets.FILE}",)
    names = (*(f"{stem}.{each}" for each in order.formats), *beside, f"{stem}.facts.json")
    return [order.folder / name for name in names]
