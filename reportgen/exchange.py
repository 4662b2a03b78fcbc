"""整改台账 as a table (dataset D18): its entries as rows, and rows from elsewhere as events."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from reportgen import rectification
from reportgen.rectification import Entry, Event, Opening, Source, Standing

Row = Mapping[str, Any]


def rows(standing: Standing, chosen: Iterable[Entry]) -> list[Row]:
    """The entries `chosen` as rows of D18, as they stand."""
    return [_row(standing, entry) for entry in chosen]


def state(entry: Entry, on: date) -> str:
    """The state as printed: 逾期 where the unit owes it beyond its day."""
    return "逾期" if entry.overdue(on) else entry.state


def evidence(entry: Entry) -> str:
    """Case and record numbers, and what the unit added."""
    return "、".join(filter(None, (*entry.opening.evidence, entry.last("evidenced", "evidence"))))


def _row(standing: Standing, entry: Entry) -> Row:
    opening = entry.opening
    return {
        "entry": entry.id,
        "source": entry.source.title,
        "source_ref": entry.source.number,
        "found_date": entry.found,
        "unit_id": opening.unit,
        "responsible": entry.reported("person") or opening.responsible or None,
        "problem": opening.fact,
        "aspect": opening.aspect,
        "level": opening.level,
        "mode": opening.mode,
        "measure": opening.measure,
        "due_date": entry.due,
        "progress": entry.reported("measure") or None,
        "finish_date": entry.finished,
        "evidence": evidence(entry) or None,
        "supervisor": opening.supervisor or None,
        "state": state(entry, standing.on),
        "ended_date": entry.ended,
        "repeats": standing.recurrences(entry),
    }


def events(rows: Iterable[Row], synthetic: bool = False) -> Iterator[Event]:
    """Events that lead to the state of each row: for the sample, and for the table the ledger replaced.

    A row may also say the `document` and `period` of its source, and the `rule` that found it.
    """
    for row in rows:
        yield _opened(row, synthetic)
        if row["state"] in ("待复核", "退回") or row.get("finish_date"):
            yield _replied(row)
        yield from _decided(row)


def _opened(row: Row, synthetic: bool) -> Event:
    source = Source(row["source"], row["source_ref"], row.get("document", ""), row.get("period", ""))
    opening = Opening(
        row.get("rule", ""), row["unit_id"], row["problem"], row["aspect"], row["level"], row["mode"],
        row["measure"], row["due_date"], row["entry"], responsible=row.get("responsible") or "",
    )  # fmt: skip
    return rectification.opening_event(source, opening, row["entry"], row["found_date"], synthetic)


def _replied(row: Row) -> Event:
    day = max(row.get("finish_date") or row["found_date"], row["found_date"])
    said = {"measure": row["measure"], "finished": day.isoformat(), "person": row.get("responsible") or ""}
    return rectification.event("replied", row["entry"], day, **said)


def _decided(row: Row) -> Iterator[Event]:
    day = max(filter(None, (row["found_date"], row.get("finish_date"), row.get("ended_date"))))
    if row["state"] == "销号":
        if row.get("finish_date"):
            yield rectification.event("rechecked", row["entry"], day, result="合格")
        yield rectification.event("closed", row["entry"], day, reason="复核合格")
    if row["state"] == "撤销":
        yield rectification.event("withdrawn", row["entry"], day, reason="撤销")
    if row["state"] == "退回":
        yield rectification.event("returned", row["entry"], day, reason="复核不合格")
