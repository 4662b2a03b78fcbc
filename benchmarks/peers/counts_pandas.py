"""The case counts of three quarters by unit, as a plain pandas script computes them, all rows in memory."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.case_rows import READ

STARTS = ("2025-07-01", "2026-04-01", "2026-07-01")
CLASSES = 11


def sums(pattern: Path, quarter: str) -> dict[str, float]:
    """The sums of the last quarter, to be compared with the other contenders'."""
    files = sorted(pattern.parent.glob(pattern.name))
    columns = [
        *(name for name in READ if name != "task_type"),
        "returned",
    ]  # no kinds of task are told apart here
    rows = pd.concat([pd.read_parquet(file, columns=columns) for file in files], ignore_index=True)
    for name in ("unit_id", "project_type", "apply_source"):
        rows[name] = rows[name].astype("category")
    for name in ("workdays", "fee_due", "fee_paid"):
        rows[name] = rows[name].astype(float)
    accepted, finished, _overdue = _accepted(rows), _finished(rows), _open_overdue(rows)
    quarter_start = pd.Timestamp(STARTS[-1])
    taken, done = (frame.xs(quarter_start, level="quarter").sum() for frame in (accepted, finished))
    return {
        **{name: float(taken[name]) for name in ("accepted", "online")},
        **{name: float(done[name]) for name in ("finished", "on_time", "early", "fee_mismatch")},
        "workdays": round(float(done["workdays"]), 2),
    }


def _quarter(times: pd.Series) -> pd.Series:
    return times.dt.to_period("Q").dt.start_time


def _accepted(rows: pd.DataFrame) -> pd.DataFrame:
    columns = pd.DataFrame(
        {
            "unit_id": rows["unit_id"],
            "quarter": _quarter(rows["accept_time"]),
            "accepted": 1,
            "online": rows["apply_source"].isin(["2", "3"]),
            "mobile": rows["apply_source"] == "3",
            "returned": rows["returned"],
            "supplemented": rows["supplemented"],
            "resubmitted": rows["resubmitted"],
        }
    )
    return _summed(columns)


def _finished(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["finish_time"].notna()]
    promised = rows["project_type"] == "2"
    took = np.ceil(rows["workdays"])
    day = rows["finish_time"].dt.normalize()
    columns = pd.DataFrame(
        {
            "unit_id": rows["unit_id"],
            "quarter": _quarter(rows["finish_time"]),
            "finished": 1,
            "instant": rows["project_type"] == "1",
            "promise": promised,
            "on_time": rows["finish_time"] <= rows["promise_time"],
            "early": promised & (day < rows["promise_time"].dt.normalize()),
            "overdue": rows["finish_time"] > rows["promise_time"],
            "workdays": rows["workdays"].where(promised, 0.0),
            "e_cert": rows["e_cert"],
            "statutory": rows["statutory_days"].where(promised, 0),
            "step_overtime": rows["step_overtime"],
            "flow_fault": rows["steps_skipped"],
            "sudden": promised & (rows["finish_time"] - rows["accept_time"] < pd.Timedelta(minutes=1)),
            "fee_cases": rows["fee_due"] > 0,
            "fee_mismatch": rows["fee_due"] != rows["fee_paid"],
            "special": rows["specials"] > 0,
            "special_repeat": rows["specials"] > 1,
        }
    )
    for days in range(CLASSES + 1):
        hit = took == days if days < CLASSES else took >= days
        columns[f"took_{days}"] = rows["sampled"] & promised & hit
    return _summed(columns)


def _open_overdue(rows: pd.DataFrame) -> list[pd.Series]:
    """The cases that stand overdue and open at the end of each quarter, by unit."""
    ends = [pd.Timestamp(start) + pd.DateOffset(months=3) for start in STARTS]
    standing = [
        (rows["promise_time"] < end) & (rows["finish_time"].isna() | (rows["finish_time"] >= end))
        for end in ends
    ]
    return [rows.loc[each].groupby("unit_id", observed=True).size() for each in standing]


def _summed(columns: pd.DataFrame) -> pd.DataFrame:
    return columns.groupby(["unit_id", "quarter"], observed=True).sum()
