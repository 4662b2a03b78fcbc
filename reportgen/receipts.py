"""整改回执 (7, 6.6.3): what units answer to the problems they owe; handed out as a form, taken in as events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from reportgen import rectification
from reportgen.datasets import EXCHANGED
from reportgen.forms import workbook
from reportgen.forms.model import Form
from reportgen.forms.naming import safe
from reportgen.intake.collect import Collected, Outcome, answers, archived
from reportgen.intake.elsewhere import Holdings
from reportgen.intake.examine import examine
from reportgen.intake.model import Filing, Finding, Table
from reportgen.period import containing
from reportgen.rectification import WAITING, Entry, Event, Standing
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, ledger, opened
from reportgen.store.writing import Writer, held, writing
from reportgen.units import Unit

RECEIPTS = EXCHANGED["receipts"]
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
    form = Form(
        unit, containing(on, "month"), made, (RECEIPTS,), {}, mark, {RECEIPTS.name: rows}, NAME
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
            filings = examine(paths, settings.register, elsewhere, jobs, said, day, names=(RECEIPTS.name,))
        with writing(settings.store) as writer:
            outcomes = tuple(_settle(filing, settings, writer, day, who, now) for filing in filings)
    return Collected(outcomes, tuple(answers(outcomes, settings, folder, jobs)))


def _settle(
    filing: Filing, settings: Settings, writer: Writer, day: date, who: str, now: datetime
) -> Outcome:
    """Archive the original; then enter what it says, or say why not."""
    filing = archived(filing, settings)
    if not filing.accepted:
        return Outcome(filing, "退回")
    told = [row for row in filing.rows.get(RECEIPTS.name, ()) if row["measure"]]
    held = ledger.held(writer)
    faults = tuple(_faults(filing, told, held, day))
    if faults:
        return Outcome(replace(filing, rows={}, findings=(*filing.findings, *faults)), "退回")
    added = ledger.append(writer, [event for row in told for event in _events(row, day)], now, who)
    words = f"报告整改{len(told)}个问题" if told else "没有填写整改情况"
    return Outcome(filing, "收下" if added else "未变", changes=(words,))


def _events(row: Mapping[str, Any], day: date) -> list[Event]:
    """What one row of a receipt says."""
    said = {"measure": row["measure"], "finished": row["finish_date"].isoformat(), "person": row["person"]}
    reply = rectification.event("replied", row["entry"], day, **said)
    if not row["evidence"]:
        return [reply]
    said = {
        "evidence": row["evidence"],
        "reply": reply.key,
    }  # the same words with another reply are other evidence
    return [reply, rectification.event("evidenced", row["entry"], day, **said)]


def _faults(
    filing: Filing, told: Iterable[Mapping[str, Any]], held: tuple[Event, ...], day: date
) -> Iterator[Finding]:  # fmt: skip
    """What cannot be entered, at its cell: a day before the problem was found, an entry that awaits no answer."""
    state = {entry.id: entry for entry in rectification.entries(held)}
    keys = {event.key for event in held}
    table, numbers = _places(filing)
    for row in told:
        entry, reply = state[row["entry"]], _events(row, day)[0]
        if reply.key in keys:
            continue
        number = numbers[entry.id]
        if row["finish_date"] < entry.found:
            reason = f"完成日期{row['finish_date']}应不早于发现日期{entry.found}"
            yield table.found("整-01", reason, "请核对完成日期", number, "finish_date", row["finish_date"])
        if why := rectification.refusal(entry, reply):
            yield table.found("整-02", why, "请删去本行，或与监管机构联系", number, "entry", entry.id)


def _places(filing: Filing) -> tuple[Table, Mapping[str, int]]:
    """The table of a receipt and the row of each entry in it."""
    *_, crossing = (each for each in filing.crossings if each.table.dataset == RECEIPTS.name)
    return crossing.table, {row["entry"]: number for number, row in crossing.rows}
