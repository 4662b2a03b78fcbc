"""What `invoke ledger` does: the 整改台账 listed, verified, exported; receipts out and in; objections; what the office decides."""

import os
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from reportgen import (
    collecting,
    exchange,
    exporting,
    issuing,
    objections,
    production,
    receipts,
    rectification,
    screen,
    settings,
    store,
)
from reportgen.collecting import Say, Told
from reportgen.errors import Fault, InputFaults, WrongUsage
from reportgen.objections import Objection
from reportgen.period import Period
from reportgen.rectification import OF_OBJECTIONS, WORDS, Entry, Kind, Standing
from reportgen.reports import ledger as ledger_document
from reportgen.settings import Settings
from reportgen.store import ledger as register
from reportgen.store.writing import held, writing
from reportgen.writers import WRITERS

FACT = 40  # characters of a problem in a line on the screen
OBJECTION_HEADS = ("编号", "状态", "单位", "收到日期", "指标", "反馈→认为应为", "理由")
HEADS = ("台账编号", "状态", "单位", "期限", "立项时间", "问题")


# --- the ledger ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the ledger: which entries to list, or what to do with it."""

    unit: str = ""
    state: str = ""
    overdue: bool = False
    close: str = ""
    returned: str = ""
    extend: str = ""
    withdraw: str = ""
    reason: str = ""
    until: str = ""
    verify: bool = False
    receipts: bool = False
    export: bool = False
    taken: str = ""
    output: str = ""
    objections: bool = False
    sustain: str = ""
    dismiss: str = ""
    change: str = ""


def ledger(workspace: Path, now: datetime, say: Say, asked: Asked, width: int = 0) -> Told:
    """The ledger listed, checked, or added to: one thing at a time; faults of receipts in lines of `width`."""
    kinds: dict[Kind, str] = {
        "closed": asked.close, "returned": asked.returned, "extended": asked.extend, "withdrawn": asked.withdraw,
        "sustained": asked.sustain, "dismissed": asked.dismiss,
    }  # fmt: skip
    made = {kind: ids for kind, ids in kinds.items() if ids}
    others = (asked.verify, asked.receipts, asked.export, asked.objections, bool(asked.taken))
    if len(made) + sum(others) > 1:
        raise WrongUsage.single("一次只能做一件事", "ledger", "请分几次运行")
    for kind, ids in made.items():
        if kind in OF_OBJECTIONS:
            return answered(workspace, now, say, kind, asked)
        return decided(workspace, now, say, kind, ids, asked.reason, asked.until)
    if asked.verify:
        return verified(workspace, say)
    if asked.objections:
        return objected(workspace, now, say, asked)
    if asked.receipts:
        return handed_out(workspace, now, say, asked)
    if asked.export:
        return exported(workspace, now, say, asked)
    if asked.taken:
        return taken(workspace, now, say, asked, width)
    return listed(workspace, now, say, asked)


def listed(workspace: Path, now: datetime, say: Say, asked: Asked) -> Told:
    """The entries asked for, by unit; the open ones unless a state is named."""
    chosen, standing = _standing(workspace, now, say)
    found = _asked(chosen, standing, asked)
    rows = [_entry_cells(chosen, standing, entry) for entry in found]
    lines = screen.table(HEADS, rows) if rows else ["没有符合条件的问题。"]
    record = [_entry_record(chosen, standing, entry) for entry in found]
    return Told((*lines, "", *_summary(standing)), record)


def _standing(workspace: Path, now: datetime, say: Say) -> tuple[Settings, Standing]:
    """The ledger at the end of today."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        events = register.events(opened)
    return chosen, rectification.at_end(events, chosen.today or now.date(), chosen.workdays)


def _asked(chosen: Settings, standing: Standing, asked: Asked) -> list[Entry]:
    units = _units(chosen, asked.unit)
    states = _states(asked.state)
    found = [
        entry
        for entry in standing.entries
        if (not units or entry.opening.unit in units)
        and (exchange.state(entry, standing.on) in states if states else entry.open)
        and (not asked.overdue or entry.overdue(standing.on))
    ]
    order = {unit.id: number for number, unit in enumerate(chosen.register)}
    return sorted(found, key=lambda entry: (order.get(entry.opening.unit, len(order)), entry.due, entry.id))


def _units(chosen: Settings, text: str) -> set[str]:
    known = {name: unit.id for unit in chosen.register for name in (unit.id, unit.short, unit.name)}
    named = collecting.listed(text)
    if unknown := [name for name in named if name not in known]:
        raise WrongUsage.single(
            f"没有单位“{'、'.join(unknown)}”", "--unit", "请写单位编码或名称，多个用逗号分开"
        )
    return {known[name] for name in named}


def _states(text: str) -> set[str]:
    known = ("整改中", "待复核", "退回", "逾期", "销号", "撤销")
    named = collecting.listed(text)
    if unknown := [name for name in named if name not in (*known, "全部")]:
        raise WrongUsage.single(
            f"没有状态“{'、'.join(unknown)}”", "--state", f"可用：{'、'.join(known)}、全部"
        )
    return set(known) if "全部" in named else set(named)


def _entry_cells(chosen: Settings, standing: Standing, entry: Entry) -> tuple[str, ...]:
    fact = entry.opening.fact
    shown = fact if len(fact) <= FACT else f"{fact[: FACT - 1]}…"
    age = standing.age(entry) if entry.open else f"{entry.ended}办结"
    state = exchange.state(entry, standing.on)
    return entry.id, state, _short(chosen, entry), f"{entry.due}", age, shown


def _entry_record(chosen: Settings, standing: Standing, entry: Entry) -> dict[str, object]:
    row = dict(exchange.rows(standing, [entry])[0])
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    return {**plain, "unit": _short(chosen, entry), "age": standing.age(entry) if entry.open else ""}


def _short(chosen: Settings, entry: Entry) -> str:
    return _name(chosen, entry.opening.unit)


def _name(chosen: Settings, unit: str) -> str:
    return chosen.register[unit].short if unit in chosen.register else unit


def _summary(standing: Standing) -> list[str]:
    ages = "，".join(f"{words}{len(entries)}个" for words, entries in standing.ages().items())
    counts = (
        f"累计立项{len(standing.entries)}个，销号{len(standing.closed)}个，撤销{len(standing.withdrawn)}个"
    )
    waiting = f"待复核{len(standing.waiting)}个，逾期{len(standing.overdue)}个"
    return [
        f"截至{standing.on}：{counts}，未销号{len(standing.open)}个（{waiting}）。",
        f"未销号的立项时间：{ages}。",
    ]


def verified(workspace: Path, say: Say) -> Told:
    """Whether the ledger is what was recorded; `InputFaults` with everything that is not."""
    chosen = settings.load(workspace)
    with store.opened(chosen.store) as opened:
        found, count = register.faults(opened), len(register.records(opened))
    remedy = "台账可能被改动或损坏：请停止登记，用备份恢复数据库"
    if found:
        raise InputFaults(*(Fault(words, "整改台账", remedy) for words in found))
    return Told((f"整改台账完好：{count}条记载首尾相连，内容与登记时一致。",), {"ok": True, "records": count})


def decided(
    workspace: Path, now: datetime, say: Say, kind: Kind, ids: str, reason: str, until: str = ""
) -> Told:  # fmt: skip
    """The office's decision on entries: closed, returned, extended or withdrawn; all of them or none."""
    named = collecting.listed(ids)
    if not reason.strip() or (kind == "extended" and not until):
        wanted = "--reason 说明理由" + ("，用 --until 写明新的期限" if kind == "extended" else "")
        raise WrongUsage.single(f"{WORDS[kind]}没有写明理由或期限", "ledger", f"请用 {wanted}")
    chosen, standing = _standing(workspace, now, say)
    known = {entry.id: entry for entry in standing.entries}
    said: dict[str, Any] = {"reason": reason.strip(), "person": issuing.who()}
    if kind == "extended":
        said["due"] = issuing.day(until, "--until").isoformat()
    events = [event for name in named for event in _decision(kind, name, known.get(name), standing.on, said)]
    with held(chosen.store, issuing.who(), now), writing(chosen.store) as writer:
        added = register.append(writer, events, now, issuing.who())
    words = (
        f"{WORDS[kind]}{len(named)}个：{'、'.join(named)}" if added else "台账中已有同样的记载，没有再登记"
    )
    return Told((words,), {"ok": True, "entries": named, "added": added})


def _decision(
    kind: Kind, name: str, entry: Entry | None, day: date, said: dict[str, Any]
) -> list[rectification.Event]:  # fmt: skip
    """The decision, with the re-check that closing or returning what a unit reported rests on."""
    results = {"closed": "合格", "returned": "不合格"}
    decision = rectification.event(kind, name, day, **said)
    if kind not in results or entry is None or entry.state != "待复核":
        return [decision]
    return [
        rectification.event("rechecked", name, day, result=results[kind], person=said["person"]),
        decision,
    ]


# --- objections ------------------------------------------------------------------------------


def objected(workspace: Path, now: datetime, say: Say, asked: Asked) -> Told:
    """The objections to results, those still to be answered first."""
    chosen, found = _objections(workspace, now, say)
    units = _units(chosen, asked.unit)
    mine = sorted(
        (each for each in found if not units or each.unit in units), key=lambda each: not each.pending
    )
    rows = [
        (each.id, each.state, _name(chosen, each.unit), f"{each.received}", each.name, f"{each.stated}→{each.claimed}", each.reason)
        for each in mine
    ]  # fmt: skip
    lines = screen.table(OBJECTION_HEADS, rows) if rows else ["没有收到异议。"]
    states = Counter(each.state for each in found)
    counted = f"异议共{len(found)}件：采纳{states['采纳']}件，不采纳{states['不采纳']}件，待答复{states['待答复']}件。"
    return Told((*lines, "", counted), [_objection_record(chosen, each) for each in mine])


def answered(workspace: Path, now: datetime, say: Say, kind: Kind, asked: Asked) -> Told:
    """The office's answer to objections: all of them or none; what one sustained alters must be said."""
    named = collecting.listed(asked.sustain or asked.dismiss)
    if not asked.reason.strip() or (kind == "sustained" and not asked.change.strip()):
        wanted = "--reason 说明理由" + ("，用 --change 写明更正了什么" if kind == "sustained" else "")
        raise WrongUsage.single(f"{WORDS[kind]}没有写明理由或更正内容", "ledger", f"请用 {wanted}")
    chosen, _found = _objections(workspace, now, say)
    said = {"reason": asked.reason.strip(), "change": asked.change.strip(), "person": issuing.who()}
    day = chosen.today or now.date()
    events = [rectification.event(kind, name, day, **said) for name in named]
    with held(chosen.store, issuing.who(), now), writing(chosen.store) as writer:
        added = register.append(writer, events, now, issuing.who())
    words = (
        f"{WORDS[kind]}{len(named)}件：{'、'.join(named)}" if added else "台账中已有同样的记载，没有再登记"
    )
    return Told((words,), {"ok": True, "objections": named, "added": added})


def _objections(workspace: Path, now: datetime, say: Say) -> tuple[Settings, tuple[Objection, ...]]:
    """The objections at the end of today."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    with store.opened(chosen.store) as opened:
        events = register.events(opened)
    return chosen, objections.objections(events, (chosen.today or now.date()) + timedelta(days=1))


def _objection_record(chosen: Settings, each: Objection) -> dict[str, object]:
    dates = {"received": f"{each.received}", "decided": f"{each.decided or ''}"}
    names = ("id", "year", "indicator", "name", "stated", "claimed", "reason", "state", "answer", "change")
    return {**{name: getattr(each, name) for name in names}, **dates, "unit": _name(chosen, each.unit)}


# --- receipts --------------------------------------------------------------------------------


def handed_out(workspace: Path, now: datetime, say: Say, asked: Asked) -> Told:
    """The forms (整改回执) of the units that owe something, as files."""
    chosen, standing = _standing(workspace, now, say)
    folder = _folder(chosen, asked.output, standing) / "整改回执"
    made = dict(receipts.forms(chosen, standing, _units(chosen, asked.unit)))
    paths = production.save(made, folder) if made else []
    words = f"整改回执{len(paths)}份，涉及{len(paths)}家单位" if paths else "没有单位有待报告整改的问题"
    return Told((words,), {"ok": True}, tuple(paths))


def taken(workspace: Path, now: datetime, say: Say, asked: Asked, width: int = 0) -> Told:
    """The receipts in files, folders and archives entered, or sent back with their faults."""
    chosen = settings.load(workspace)
    issuing.prepare(chosen, say)
    paths = [Path(part).expanduser() for part in re.split(r"[,，\n]", asked.taken) if part.strip()]
    folder = (Path(asked.output) if asked.output else chosen.output) / f"回执_{now:%Y-%m-%d_%H%M%S}"
    done = receipts.take(
        paths, chosen, folder, issuing.who(), now, lambda done, total: None, os.cpu_count() or 1
    )
    return collecting.told(done, chosen, width)


def _folder(chosen: Settings, output: str, standing: Standing) -> Path:
    return (Path(output) if output else chosen.output) / f"整改台账_{standing.on}"


def exported(workspace: Path, now: datetime, say: Say, asked: Asked) -> Told:
    """The ledger as a workbook and as a document, as files."""
    chosen, standing = _standing(workspace, now, say)
    _, objected = _objections(workspace, now, say)
    with store.opened(chosen.store) as opened:
        day = Period(standing.on, "day")
        product = production.build(ledger_document.DOCUMENT, chosen, opened, day, standing.on)
    contents = production.encode(product, tuple(WRITERS), say=say)
    book = {f"{product.name}.xlsx": exporting.workbook(standing, chosen, objected)}
    paths = production.save({**book, **contents}, _folder(chosen, asked.output, standing))
    return Told(
        (f"整改台账（截至{standing.on}）：{len(standing.entries)}个问题",), {"ok": True}, tuple(paths)
    )
