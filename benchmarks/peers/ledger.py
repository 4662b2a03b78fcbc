"""The 整改台账 replayed by a plain script: what became of every problem before a day."""

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd

from benchmarks.peers import queries

STATES = {"opened": "整改中", "replied": "待复核", "returned": "退回", "closed": "销号", "withdrawn": "撤销"}


def entries(store: Any, before: date) -> pd.DataFrame:
    """One row a problem by its id: unit_id, problem, number of the document, found, due, state, ended."""
    events = queries.rows(
        store, "SELECT entry, kind, day, content FROM ledger WHERE day < ? ORDER BY serial", before
    )
    found: dict[str, dict[str, Any]] = {}
    for event in events.itertuples():
        said, day = json.loads(event.content), event.day.date()
        if event.kind == "opened":
            found[event.entry] = {
                "id": event.entry, "unit_id": said["unit"], "problem": said["fact"], "found": day,
                "number": said["source"]["number"], "due_date": date.fromisoformat(said["due"]), "ended": None,
            }  # fmt: skip
        entry = found[event.entry]
        entry["state"] = STATES.get(event.kind, entry.get("state"))
        if event.kind == "extended":
            entry["due_date"] = date.fromisoformat(said["due"])
        if event.kind in ("closed", "withdrawn"):
            entry["ended"] = day
    return pd.DataFrame(found.values())


def owed(known: pd.DataFrame) -> pd.DataFrame:
    """The problems that their units still owe."""
    return known[known["state"].isin(["整改中", "退回"])]


def told(known: pd.DataFrame, opened: int, since: date, issued: date, workday: Any) -> dict[str, Any]:
    """The figures of the paragraph on the ledger, with `opened` by the bulletin itself."""
    closed = known[known["state"] == "销号"]
    still = known[~known["state"].isin(["销号", "撤销"])]
    late = owed(known)[owed(known)["due_date"] < issued]
    limits = [still["found"].map(lambda day, later=later: issued <= workday(day + timedelta(days=1), later - 1)) for later in (5, 15)]  # fmt: skip
    young, middle = int(limits[0].sum()), int(limits[1].sum())
    return {
        "opened": opened, "since": since, "until": issued - timedelta(days=1),
        "closed": int((closed["ended"] >= since).sum()), "all": len(known) + opened, "closed_all": len(closed),
        "open": len(still) + opened, "ages": (young + opened, middle - young, len(still) - middle),
        "waiting": int((known["state"] == "待复核").sum()), "overdue": len(late), "late": "、".join(late["id"]),
    }  # fmt: skip
