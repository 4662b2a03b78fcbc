"""督办和整改: orders to units with overdue cases, and the ledger of what must be put right (5.2 c, 7)."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen import exchange
from reportgen.datasets import DATASETS
from reportgen.rectification import Event

from .cases import Cases
from .profile import Profile
from .shapes import Days, label, masked, pick, seconds, table
from .timeline import CUT_OFF, FIRST

_URGED = (1, 4, 9)  # working days over the promise on which a case is urged, see cases.urgings
_REPLIES = (0.8, 0.14, 0.03, 0.03)  # how many working days later the reply comes; the last is late


def orders(profile: Profile, cases: Cases) -> pa.Table:
    """Dataset orders: one for each urging of an overdue case."""
    rng = profile.rng("orders")
    time = profile.time
    rows = cases.table.take(pa.array(cases.overdue))
    urged = rows["urged"].to_numpy()
    row = np.repeat(np.arange(len(urged)), urged)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(urged) - urged, urged)
    day = time.later(rows["promise_time"].to_numpy()[row], np.array(_URGED)[turn])
    sent = day.astype("datetime64[s]") + seconds(rng, 32400, 36000, len(row))
    due = time.later(day, 2).astype("datetime64[s]") + np.timedelta64(18, "h")
    replied = time.later(day, pick(rng, _REPLIES, len(row))).astype("datetime64[s]")
    replied += seconds(rng, 39600, 63000, len(row))
    for story in profile.planted("orders_late"):
        theirs = pc.equal(rows["unit_id"], profile.ids[story.unit]).to_numpy()[row]
        told = np.flatnonzero(profile.rows_of(story, np.where(theirs, story.unit, -1), due))
        replied[told] = np.minimum(replied[told], due[told])
        told = told[:: len(told) // story.values["count"]][: story.values["count"]]
        replied[told] = time.later(due[told], 2).astype("datetime64[s]") + np.timedelta64(10, "h")
    order = np.lexsort((row, sent))
    order = order[sent[order] >= FIRST]
    row, turn, sent, due, replied = (values[order] for values in (row, turn, sent, due, replied))
    chosen = rows.take(pa.array(row))
    texts = [
        f"“{name}”办件已超过承诺期限，请立即核查原因，尽快办结并书面回复。（第{number}次督办）"
        for name, number in zip(chosen["task_name"].to_pylist(), (turn + 1).tolist(), strict=True)
    ]
    return table(
        DATASETS["orders"],
        {
            "order_id": pa.array(_order_ids(sent)),
            "project_no": chosen["project_no"],
            "rule": label(("超期未办结", "督办后仍未办结"), (turn > 0).astype(np.int64)),
            "unit_id": chosen["unit_id"],
            "sent": pa.array(sent),
            "due": pa.array(due),
            "replied": masked(replied, replied >= CUT_OFF),
            "content": pa.array(texts),
        },
    )


def _order_ids(sent: Days) -> list[str]:
    day = sent.astype("datetime64[D]")
    serial = np.arange(len(day)) - np.searchsorted(day, day) + 1
    return [f"DB{d:%Y%m%d}-{n:03}" for d, n in zip(day.tolist(), serial.tolist(), strict=True)]


def events(profile: Profile) -> list[Event]:
    """The 整改台账: the entries written out for the workspace, and older ones from its pool, in order of day."""
    entries = [*_older(profile), *profile.texts["problem"]]
    entries.sort(key=lambda entry: (entry["found_date"], entry["unit_id"], entry["problem"]))
    months: dict[str, int] = {}
    for entry in entries:
        month = f"{entry['found_date']:%Y%m}"
        months[month] = months.get(month, 0) + 1
        entry["entry"] = f"ZG{month}-{months[month]:03}"
    made = list(exchange.events(entries, synthetic=True))
    return sorted(made, key=lambda event: event.day)  # stable: those of one day stay in their order


def _older(profile: Profile) -> list[dict[str, Any]]:
    """Routine entries of every month, all but the youngest closed."""
    rng = profile.rng("rectification")
    entries = []
    month = profile.time.month_of(profile.time.data_workdays)
    for number, able in enumerate(profile.in_existence(profile.busy)):
        workdays = profile.time.data_workdays[month == number]
        for _ in range(profile.settings["problems_per_month"]):
            pattern = profile.pool["problem"][rng.integers(len(profile.pool["problem"]))]
            found = workdays[rng.integers(len(workdays))]
            entries.append(_entry(profile, rng, pattern, found, profile.ids[rng.choice(able)]))
    return entries


def _entry(
    profile: Profile, rng: np.random.Generator, pattern: Any, found: np.datetime64, unit: str
) -> dict[str, Any]:
    due = _workday(profile, found, int(pattern["days"]))
    finish = _workday(profile, found, int(rng.integers(1, pattern["days"] + 1)))
    review = _workday(profile, np.datetime64(finish), 2)
    end = CUT_OFF.item()
    state = "销号" if review < end else "待复核" if finish < end else "整改中"
    return {
        **{name: pattern[name] for name in ("source", "problem", "aspect", "level", "mode", "measure")},
        "source_ref": f"{pattern['source']}记录{found.item():%Y%m%d}",
        "found_date": found.item(),
        "unit_id": unit,
        "responsible": "单位分管负责人",
        "due_date": due,
        "finish_date": finish if finish < end else None,
        "state": state,
        "ended_date": review if review < end else None,
    }


def _workday(profile: Profile, day: np.datetime64, later: int) -> date:
    return profile.time.later(np.array([day]), later)[0].item()
