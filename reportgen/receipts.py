"""整改回执 (7, 6.6.3) and 异议 (6.4 d, 6.6.2): what units answer to problems and results, taken in as events.

They come as the workbook handed out here, or as the annex of a 反馈函 filled in with Word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from reportgen import rectification
from reportgen.assessment.basis import REPORT
from reportgen.datasets import EXCHANGED
from reportgen.datasets.rectification import DONE
from reportgen.forms import workbook
from reportgen.forms.model import Form
from reportgen.forms.naming import safe
from reportgen.intake.collect import Collected, Outcome, answers, archived
from reportgen.intake.elsewhere import Holdings
from reportgen.intake.examine import examine
from reportgen.intake.model import Filing, Finding
from reportgen.objecting import OBJECTIONS, Results
from reportgen.period import containing
from reportgen.rectification import WAITING, Entry, Event, Standing
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, ledger, opened
from reportgen.store.writing import Writer, held, writing
from reportgen.units import Unit

RECEIPTS = EXCHANGED["receipts"]
TAKEN = (RECEIPTS.name, OBJECTIONS.name)

Row = Mapping[str, Any]

NAME = "政务服务效能监管问题整改回执"


# --- out -------------------------------------------------------------------------------------


def forms(settings: Settings, standing: Standing, units: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """File name and content of the form of each unit that owes something, or of those of `units` that do."""
    wanted = set(units)
    owed = [entry for entry in standing.entries if entry.state in WAITING]
    owed.sort(key=lambda entry: (entry.opening.unit, entry.due, entry.id))
    for unit, entries in groupby(owed, key=lambda entry: entry.opening.unit):
        if unit in settings.register and (not wanted or unit in wanted):
            yield _form(settings.register[unit], standing.on, list(entries))


def _form(unit: Unit, on: date, entries: list[Entry]) -> tuple[str, bytes]:
    rows = [{"entry": each.id, "problem": each.opening.fact, "due_date": each.due} for each in entries]
    mark = SYNTHETIC_MARK if any(entry.synthetic for entry in entries) else ""
    made = datetime.combine(on, time())
    answers = (
        (RECEIPTS, OBJECTIONS) if any(each.source.document == REPORT for each in entries) else (RECEIPTS,)
    )
    form = Form(
        unit, containing(on, "month"), made, answers, {}, mark, {RECEIPTS.name: rows}, NAME
    )  # fmt: skip
    return f"{safe(unit.id, unit.short)}_整改回执_{on}.xlsx", workbook.write(form)


# --- in --------------------------------------------------------------------------------------


def take(
    paths: Iterable[Path], settings: Settings, folder: Path, who: str, now: datetime,
    said: Callable[[int, int], None], jobs: int = 1,
) -> Collected:  # fmt: skip
    """Examine the receipts in `paths`, enter what is faultless, and write answers into `folder`.

    A file is taken whole or not at all; one that was taken before changes nothing. Raises `ReportError` at
    once if somebody else writes into the store.
    """
    day = settings.today or now.date()
    with held(settings.store, who, now):
        with opened(settings.store) as store:
            elsewhere = Holdings(store, settings)
            results = Results(settings, ledger.issues(store))
            filings = examine(paths, settings.register, elsewhere, jobs, said, day, names=TAKEN)
        with writing(settings.store) as writer:
            outcomes = tuple(_settle(filing, settings, writer, results, day, who, now) for filing in filings)
    return Collected(outcomes, tuple(answers(outcomes, settings, folder, jobs)))


def _settle(
    filing: Filing, settings: Settings, writer: Writer, results: Results, day: date, who: str, now: datetime
) -> Outcome:  # fmt: skip
    """Archive the original; then enter what it says, or say why not."""
    filing = archived(filing, settings)
    if not filing.accepted:
        return Outcome(filing, "退回")
    told = [row for row in filing.rows.get(RECEIPTS.name, ()) if row["measure"]]
    objecting = filing.rows.get(OBJECTIONS.name, ())
    held = ledger.held(writer)
    faults = (
        *results.outdated(filing),
        *_faults(filing, told, held, day),
        *results.faults(filing, objecting, held, day),
    )
    if faults:
        return Outcome(replace(filing, rows={}, findings=(*filing.findings, *faults)), "退回")
    events = [event for row in told for event in _events(row, day)]
    events += [results.event(row, day) for row in objecting]
    added = ledger.append(writer, events, now, who)
    return Outcome(filing, "收下" if added else "未变", changes=(_summary(told, objecting),))


def _summary(told: Sequence[Row], objecting: Sequence[Row]) -> str:
    """What a file says, in words."""
    done = sum(row["status"] == DONE for row in told)
    parts = [f"报告整改完成{done}个问题"] * bool(done) + [f"报告整改进展{len(told) - done}个问题"] * bool(
        told[done:]
    )
    parts += [f"提出异议{len(objecting)}项"] * bool(objecting)
    return "，".join(parts) or "没有填写整改情况"


def _reply(row: Row, day: date) -> Event:
    """What a row says of its problem: mended, or how far the unit has come."""
    said = {"measure": row["measure"], "person": row["person"]}
    date_ = row["finish_date"].isoformat()
    if row["status"] == DONE:
        return rectification.event("replied", row["entry"], day, finished=date_, **said)
    return rectification.event("progressed", row["entry"], day, expected=date_, **said)


def _events(row: Row, day: date) -> list[Event]:
    """What one row of a receipt says."""
    reply = _reply(row, day)
    if not row["evidence"]:
        return [reply]
    said = {
        "evidence": row["evidence"],
        "reply": reply.key,
    }  # the same words with another reply are other evidence
    return [reply, rectification.event("evidenced", row["entry"], day, **said)]


def _faults(
    filing: Filing, told: Iterable[Row], held: tuple[Event, ...], day: date
) -> Iterator[Finding]:  # fmt: skip
    """What cannot be entered, at its cell: a day that cannot be, an entry that awaits no answer."""
    state = {entry.id: entry for entry in rectification.entries(held)}
    keys = {event.key for event in held}
    for row in told:
        entry, reply = state[row["entry"]], _reply(row, day)
        if reply.key in keys:
            continue
        table, number = filing.place(RECEIPTS.name, "entry", entry.id)
        if reason := _impossible(row, entry, day):
            yield table.found("整-01", reason, "请核对日期", number, "finish_date", row["finish_date"])
        if why := rectification.refusal(entry, reply):
            yield table.found("整-02", why, "请删去本行，或与监管机构联系", number, "entry", entry.id)


def _impossible(row: Row, entry: Entry, day: date) -> str:
    """Why the day in a row cannot be, "" if it can."""
    told = row["finish_date"]
    if row["status"] != DONE:
        return f"正在整改的应填预计完成日期，{told}早于今天（{day}）" if told < day else ""
    if told > day:
        return f"完成日期{told}晚于今天（{day}）"
    return f"完成日期{told}应不早于发现日期{entry.found}" if told < entry.found else ""
