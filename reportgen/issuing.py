"""One run of a periodic document: from a workspace and a period to finished files."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen import period as periods
from reportgen import production, settings, store
from reportgen.errors import ReportError, WrongUsage
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
    day = _day(issued) if issued else first_workday(wanted.end, chosen.workdays)
    return Order(report, chosen, wanted, day, folder / str(wanted), _formats(formats))


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
    with store.opened(order.settings.store) as opened:
        product = production.build(order.report, order.settings, opened, order.period, order.issued)
    for substitution in production.substitutions(product):
        say(f"字形替代：{substitution}")
    return production.save(production.encode(product, order.formats), order.folder)


def prepare(chosen: Settings, say: Callable[[str], None]) -> None:
    """Generate the synthetic store of a sample workspace if it is missing or out of date."""
    if chosen.generator is None:
        return
    say("正在核对示例数据（首次运行须生成，约十几秒）……")
    finished = subprocess.run(
        [sys.executable, str(chosen.generator), str(chosen.workspace)], capture_output=True, text=True
    )
    if finished.returncode:
        raise ReportError.single(
            f"示例数据生成失败：{finished.stderr.strip()[-500:]}",
            str(chosen.generator),
            "请恢复 sample_data 文件夹后重试",
        )


def planned(order: Order) -> Sequence[Path]:
    """The files an order would write (for --dry-run)."""
    stem = f"{order.report.title}_{order.period}"
    return [order.folder / f"{stem}.{each}" for each in (*order.formats, "facts.json")]
