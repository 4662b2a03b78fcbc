"""One run of a periodic document: from a workspace and a period to finished files."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen import datasets, production, settings, store
from reportgen import period as periods
from reportgen.errors import ReportError, WrongUsage
from reportgen.forms import issue as forms
from reportgen.period import Period
from reportgen.reports.model import Report
from reportgen.settings import Settings
from reportgen.workdays import first_workday
from reportgen.writers import WRITERS


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, every field already checked."""

    report: Report
    settings: Settings
    period: Period
    issued: date
    folder: Path
    formats: tuple[str, ...]


def order(
    report: Report, workspace: Path, today: date, *, period: str = "", issued: str = "",
    output: str = "", formats: str = "",
) -> Order:  # fmt: skip
    """The order for `report`; defaults: the last complete period, and the day it is due.

    `today` counts only where the workspace does not fix its own.
    """
    chosen = settings.load(workspace)
    today = chosen.today or today
    wanted = (
        periods.parse(period, report.frequency)
        if period
        else periods.containing(today, report.frequency).previous
    )
    folder = Path(output) if output else chosen.output
    return Order(
        report, chosen, wanted, _issue_day(issued, wanted, today, chosen), folder / str(wanted), _formats(formats)
    )  # fmt: skip


def _issue_day(text: str, wanted: Period, today: date, chosen: Settings) -> date:
    """The day in `text`, else the first working day after the period.

    A period that is not over has no data; that is told later, with the periods there are, and not
    hidden behind a calendar that does not reach so far.
    """
    if text:
        return _day(text)
    return first_workday(wanted.end, chosen.workdays) if wanted.end <= today else today


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage.single(f"日期“{text}”写法不对", "--issued", "请写成如 2026-11-02") from None


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(text.split(",")) if text else tuple(WRITERS)
    if unknown := [each for each in formats if each not in WRITERS]:
        raise WrongUsage.single(
            f"不认识格式“{'、'.join(unknown)}”", "--format", f"可用：{'、'.join(WRITERS)}"
        )
    return formats


def issue(order: Order, say: Callable[[str], None]) -> list[Path]:
    """Make the files of `order` and return their paths; `say` gets one line per step."""
    prepare(order.settings, say)
    say("正在汇总数据……")
    with store.opened(order.settings.store) as opened:
        product = production.build(order.report, order.settings, opened, order.period, order.issued)
    say("正在排版……")
    contents = production.encode(product, order.formats)
    for substitution in production.substitutions(product):
        say(f"字形替代：{substitution}")
    paths = production.save(contents, order.folder)
    say(f"补充或改写文字请编辑 {production.narrative_file(order.settings, order.period)}，再运行一次")
    return paths


def issue_forms(
    workspace: Path, today: date, say: Callable[[str], None], *, period: str = "", units: str = "",
    names: str = "", output: str = "", apart: bool = False,
) -> list[Path]:  # fmt: skip
    """Write the blank forms of a month for all units, or those named, and return their paths.

    Without `period` those of the running month. `units` and `names` (of datasets) are separated by commas;
    `apart` makes a workbook of each dataset.
    """
    chosen = settings.load(workspace)
    wanted = periods.parse(period or f"{chosen.today or today:%Y-%m}", "month")
    prepare(chosen, say)
    say(f"空白表：{wanted.label}，报送期限{forms.deadline(wanted, chosen):%Y-%m-%d %H:%M}")
    folder = (Path(output) if output else chosen.output) / str(wanted) / "空白表"
    with store.opened(chosen.store) as opened:
        return forms.write(chosen, opened, wanted, _listed(units), _listed(names), folder, apart)


def _listed(text: str) -> list[str]:
    return [part for part in re.split(r"[,，、\s]+", text) if part]


def prepare(chosen: Settings, say: Callable[[str], None]) -> None:
    """Generate the synthetic store of a sample workspace if it is missing or out of date.

    The generator itself decides what is out of date; it is asked only if one of its files is
    younger than the store, since asking costs a second.
    """
    if chosen.generator is None or _up_to_date(chosen.store, chosen.generator.parent):
        return
    if store.filings(chosen.store):
        say(f"数据库中已有收到的报送数据，不再重新生成示例数据；确需重新生成，请先移走 {chosen.store}")
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
    chosen.store.touch()  # a file that changed without changing the data need not be asked about again


def _up_to_date(file: Path, sources: Path) -> bool:
    """Whether `file` is younger than every source below `sources`, every dataset declaration and the store's tables."""
    if not file.exists():
        return False
    declared = [Path(package.__file__ or "").parent for package in (datasets, store)]
    inputs = [each for kind in ("*.py", "*.csv", "*.toml") for each in sources.rglob(kind)]
    inputs += [each for folder in declared for each in folder.glob("*.py")]
    return all(each.stat().st_mtime < file.stat().st_mtime for each in inputs)


def planned(order: Order) -> Sequence[Path]:
    """The files an order would write (for --dry-run)."""
    stem = f"{order.report.title}_{order.period}"
    return [order.folder / f"{stem}.{each}" for each in (*order.formats, "facts.json")]
