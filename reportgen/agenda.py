"""What `invoke due` does: what is to be issued on a day, and all of it issued."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from reportgen import issuing, reports, screen, settings, store
from reportgen.collecting import Say, Told
from reportgen.duty import Duty
from reportgen.errors import MissingData, ReportError
from reportgen.settings import Settings
from reportgen.store import ledger
from reportgen.writers.press import Press, pressing

HEADS = ("状态", "文件", "期间", "印发日期", "依据条款", "命令")


def due(workspace: Path, now: datetime, say: Say, on: str = "", run: bool = False) -> Told:
    """What is to be issued on a day, today unless it is said; with `run` all of it issued that can be."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    day = issuing.day(on, "--on") if on else chosen.today or now.date()
    with store.opened(chosen.store) as opened:
        duties = chosen.calendar.duties(day, ledger.days(ledger.issues(opened)))
    if not run:
        return Told(tuple(_duty_lines(duties, day)), [_duty(duty) for duty in duties])
    return _run([duty for duty in duties if duty.open], workspace, day, now, say)


def _duty_lines(duties: Sequence[Duty], day: date) -> list[str]:
    rows = []
    for duty in duties:
        command = f"./invokew {duty.kind.document} --period {duty.period} --issue"
        when = f"{duty.opens}至{duty.due:%m-%d}" if duty.opens < duty.due else f"{duty.due}"
        clause = f"第 {duty.kind.clause} 条"
        rows.append((duty.state, duty.kind.title, duty.period.label, when, clause, command))
    return [f"{day}：", *screen.table(HEADS, rows)]


def _duty(duty: Duty) -> dict[str, object]:
    return {
        "document": duty.kind.document,
        "title": duty.kind.title,
        "period": str(duty.period),
        "clause": duty.kind.clause,
        "opens": duty.opens.isoformat(),
        "due": duty.due.isoformat(),
        "state": duty.state,
        "late": duty.late,
        "issued": duty.issued.isoformat() if duty.issued else None,
    }


def _run(duties: Sequence[Duty], workspace: Path, day: date, now: datetime, say: Say) -> Told:
    """Each of `duties` issued; why not, where it could not be."""
    files: list[Path] = []
    faults: list[tuple[Duty, ReportError]] = []
    with pressing(bool(duties) and "pdf" in issuing.chosen_formats("")) as ready:
        for duty in duties:
            try:
                files += _issue(duty, workspace, day, now, say, ready)
            except ReportError as error:
                faults.append((duty, error))
    lines = [f"印发{len(duties) - len(faults)}份，未能印发{len(faults)}份。"]
    lines += [f"　{duty.kind.title}（{duty.period.label}）：{error}" for duty, error in faults]
    left = [{**_duty(duty), "why": str(error)} for duty, error in faults]
    codes = {error.exit_code for _duty_, error in faults}
    code = 0 if not codes else MissingData.exit_code if codes == {MissingData.exit_code} else 1
    return Told(tuple(lines), {"ok": not faults, "left": left}, tuple(files), not faults, code)


def _issue(
    duty: Duty, workspace: Path, day: date, now: datetime, say: Say, ready: Press | None
) -> list[Path]:
    say(f"{duty.kind.title}：{duty.period.label}")
    report = reports.load(duty.kind.document)
    order = issuing.order(report, workspace, day, period=str(duty.period), official=True)
    order = replace(order, issued=_day(order.settings, duty, day))
    return issuing.issue(order, say, now, issuing.who(), ready)


def _day(chosen: Settings, duty: Duty, day: date) -> date:
    """The day of issue when it is issued on `day`: within its days if it is in time, the very day if it is late."""
    return max(day, duty.opens) if duty.late else chosen.calendar.issue_day(duty.period, day)
