"""The case counts of three quarters by unit, as a plain Polars script computes them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

STARTS = (datetime(2025, 7, 1), datetime(2026, 4, 1), datetime(2026, 7, 1))
ENDS = (datetime(2025, 10, 1), datetime(2026, 7, 1), datetime(2026, 10, 1))
CLASSES = 11


def sums(pattern: Path, quarter: str) -> dict[str, float]:
    """The sums of the last quarter, to be compared with the other contenders'."""
    rows = pl.scan_parquet(str(pattern))
    accepted, finished, _overdue = pl.collect_all(
        [_accepted(rows), _finished(rows), _open_overdue(rows)], engine="streaming"
    )
    last = pl.col("quarter") == STARTS[-1]
    taken, done = accepted.filter(last).sum(), finished.filter(last).sum()
    names = {"accepted": taken, "online": taken, "finished": done, "on_time": done, "early": done,
             "fee_mismatch": done, "workdays": done}  # fmt: skip
    return {name: float(frame[name][0]) for name, frame in names.items()}


def _in_quarters(column: str) -> Any:
    within = [
        (pl.col(column) >= start) & (pl.col(column) < end) for start, end in zip(STARTS, ENDS, strict=True)
    ]
    return pl.any_horizontal(within)


def _accepted(rows: Any) -> Any:
    return (
        rows.filter(_in_quarters("accept_time"))
        .group_by("unit_id", pl.col("accept_time").dt.truncate("1q").alias("quarter"))
        .agg(
            accepted=pl.len(),
            online=pl.col("apply_source").is_in(["2", "3"]).sum(),
            mobile=(pl.col("apply_source") == "3").sum(),
            returned=pl.col("returned").sum(),
            supplemented=pl.col("supplemented").sum(),
            resubmitted=pl.col("resubmitted").sum(),
        )
    )


def _finished(rows: Any) -> Any:
    promised = pl.col("project_type") == "2"
    took = pl.col("workdays").cast(pl.Float64).ceil()
    classes = {
        f"took_{days}": (
            pl.col("sampled") & promised & (took == days if days < CLASSES else took >= days)
        ).sum()
        for days in range(CLASSES + 1)
    }
    return (
        rows.filter(_in_quarters("finish_time"))
        .group_by("unit_id", pl.col("finish_time").dt.truncate("1q").alias("quarter"))
        .agg(
            finished=pl.len(),
            instant=(pl.col("project_type") == "1").sum(),
            promise=promised.sum(),
            on_time=(pl.col("finish_time") <= pl.col("promise_time")).sum(),
            early=(promised & (pl.col("finish_time").dt.date() < pl.col("promise_time").dt.date())).sum(),
            overdue=(pl.col("finish_time") > pl.col("promise_time")).sum(),
            workdays=pl.col("workdays").filter(promised).sum(),
            e_cert=pl.col("e_cert").sum(),
            statutory=pl.col("statutory_days").cast(pl.Int64).filter(promised).sum(),
            step_overtime=pl.col("step_overtime").cast(pl.Int64).sum(),
            flow_fault=pl.col("steps_skipped").cast(pl.Int64).sum(),
            sudden=(
                promised & (pl.col("finish_time") - pl.col("accept_time") < pl.duration(minutes=1))
            ).sum(),
            fee_cases=(pl.col("fee_due") > 0).sum(),
            fee_mismatch=(pl.col("fee_due") != pl.col("fee_paid")).sum(),
            special=(pl.col("specials") > 0).sum(),
            special_repeat=(pl.col("specials") > 1).sum(),
            **classes,
        )
    )


def _open_overdue(rows: Any) -> Any:
    """The cases that stand overdue and open at the end of each quarter, by unit."""
    ends = [
        rows.filter(
            (pl.col("promise_time") < end)
            & (pl.col("finish_time").is_null() | (pl.col("finish_time") >= end))
        )
        .group_by("unit_id")
        .agg(open_overdue=pl.len(), end=pl.lit(end).first())
        for end in ENDS
    ]
    return pl.concat(ends)
