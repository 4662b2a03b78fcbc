"""The store's counts as pandas tables: one row a month and unit, one column a numerator or denominator."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

Pair = tuple[str, str] | tuple[str]

KINDS = ("咨询", "投诉", "举报", "求助", "建议", "表扬")
CLASSES = (
    "市场准入", "工程建设", "不动产登记", "社会保障", "医疗保障", "户籍出入境", "教育就学", "就业创业", "交通出行",
    "民政养老", "平台使用", "窗口服务",
)  # fmt: skip
DAYS = 12  # classes of working days taken, the last open above

_UPHELD = "verify_result IN ('属实', '部分属实')"
_PLEASED = "sum(level1) + sum(level2) + sum(level3)"
_NOT_MENDED = "NOT coalesce(finish_time <= rectify_due, false)"
_IN_TIME = "coalesce(replied <= due, false)"
_SAMPLED = "sampled AND project_type = '2' AND ceil(workdays)"

# Measures by table and date column: what is summed, and over what if the measure is a quotient.
FLOWS: dict[tuple[str, str], dict[str, Pair]] = {
    ("case_daily", "date"): {
        "accepted": ("sum(accepted)",),
        "finished": ("sum(finished)",),
        "promise_finished": ("sum(promise_finished)",),
        "online_rate": ("sum(accepted_online)", "sum(accepted)"),
        "mobile_rate": ("sum(accepted_mobile)", "sum(accepted)"),
        "instant_rate": ("sum(instant_finished)", "sum(finished)"),
        "on_time_rate": ("sum(on_time)", "sum(finished)"),
        "early_rate": ("sum(early)", "sum(promise_finished)"),
        "mean_workdays": ("sum(promise_workdays)", "sum(promise_finished)"),
        "speedup": ("sum(statutory_days) - sum(promise_workdays)", "sum(statutory_days)"),
        "overdue": ("sum(overdue)",),
        "overdue_per_10k": ("sum(overdue)", "sum(finished)"),
        "step_overtime": ("sum(step_overtime)",),
        "step_overtime_per_10k": ("sum(step_overtime)", "sum(finished)"),
        "flow_fault": ("sum(flow_fault)",),
        "supplement_rate": ("sum(supplemented)", "sum(accepted)"),
        "resubmit_rate": ("sum(resubmitted)", "sum(accepted)"),
        "fee_cases": ("sum(fee_cases)",),
        "fee_mismatch": ("sum(fee_mismatch)",),
        "sudden_finished": ("sum(sudden_finished)",),
        "special_cases": ("sum(special_cases)",),
        "special_repeat": ("sum(special_repeat)",),
        "special_rate": ("sum(special_cases)", "sum(promise_finished)"),
    },
    ("cases", "finish_time"): {
        f"took_{days}": (f"count(*) FILTER ({_SAMPLED} {'>=' if days == DAYS - 1 else '='} {days})",)
        for days in range(DAYS)
    },
    ("guide_checks", "check_date"): {
        "guide_pass_rate": (
            "count(*) FILTER (result = '合格')",
            "count(*) FILTER (result IN ('合格', '不合格'))",
        ),
        "guide_faults": ("count(*) FILTER (result = '不合格')",),
    },
    ("std_app", "date"): {"standard_rate": ("sum(consistent)", "sum(checked)")},
    ("channel_checks", "date"): {"channel_rate": ("sum(available)", "sum(checked)")},
    ("windows", "month"): {"in_hall_rate": ("sum(items_in)", "sum(items_due)")},
    ("onsite", "date"): {
        "onsite_checks": ("count(*)",),
        "onsite_problems": ("count(finding)",),
        "onsite_fixed_rate": ("count(*) FILTER (finding IS NOT NULL AND fixed_on_spot)", "count(finding)"),
        "same_day_rate": ("count(*) FILTER (entry_date = date)", "count(*)"),
        "onsite_severe": ("count(*) FILTER (severity = '红')",),
        "onsite_unfixed": ("count(*) FILTER (finding IS NOT NULL AND NOT fixed_on_spot)",),
    },
    ("video", "date"): {
        "video_breaches": ("count(*)",),
        "video_stopped_rate": ("count(*) FILTER (stopped_on_spot)", "count(*)"),
    },
    ("terminals", "date"): {
        "terminal_rate": ("sum(online)", "sum(connected)"),
        "connected_rate": ("sum(connected)", "sum(installed)"),
    },
    ("rating_daily", "date"): {
        "rating_due": ("sum(due)",),
        "rated": ("sum(rated)",),
        "active_rate": ("sum(active)", "sum(due)"),
        "pleased_rate": (_PLEASED, "sum(rated)"),
        **{f"level{level}": (f"sum(level{level})",) for level in range(1, 6)},
        "bad_ratings": ("sum(level4) + sum(level5)",),
    },
    ("ratings", "eval_time"): {
        "bad_upheld": (f"count(*) FILTER ({_UPHELD})",),
        "bad_rectified_rate": (
            f"count(*) FILTER ({_UPHELD} AND finish_time <= rectify_due)",
            f"count(*) FILTER ({_UPHELD})",
        ),
    },
    ("ratings", "rectify_due"): {"bad_late": (f"count(*) FILTER ({_UPHELD} AND {_NOT_MENDED})",)},
    ("callbacks", "date"): {
        "callback_unpleased": ("count(*) FILTER (answer > 3)",),
        "callbacks": ("count(*) FILTER (connected)",),
        "callback_pleased_rate": ("count(*) FILTER (answer <= 3)", "count(answer)"),
    },
    ("openness_items", "month"): {
        "policy_rate": ("sum(policy_on_time)", "sum(policy_due)"),
        "interpretation_rate": ("sum(interpretation_on_time)", "sum(interpretation_due)"),
        "service_info_rate": ("sum(service_on_time)", "sum(service_due)"),
        "request_rate": ("sum(requests_on_time)", "sum(requests_due)"),
        "policy_late": ("sum(policy_due) - sum(policy_on_time)",),
        "service_info_late": ("sum(service_due) - sum(service_on_time)",),
        "request_late": ("sum(requests_due) - sum(requests_on_time)",),
    },
    ("openness_sites", "check_date"): {
        "site_pass_rate": ("count(*) FILTER (passed)", "count(*)"),
        "site_failed": ("count(*) FILTER (NOT passed)",),
        "site_stale": ("sum(blank_columns) + sum(stale_columns)",),
        "site_links": ("sum(broken_links) + sum(wording_errors)",),
        "message_rate": ("sum(message_on_time)", "sum(message_due)"),
    },
    ("tickets", "created"): {
        "tickets": ("count(*)",),
        "solved_rate": ("count(*) FILTER (solved)", "count(solved)"),
        "ticket_pleased_rate": ("count(*) FILTER (satisfied <= 3)", "count(satisfied)"),
        "repeat_rate": ("count(*) FILTER (repeat)", "count(*)"),
        "efficacy_complaints": ("count(*) FILTER (efficacy)",),
        **{f"tickets_{kind}": (f"count(*) FILTER (kind = '{kind}')",) for kind in KINDS},
        **{
            f"complaints_{name}": (f"count(*) FILTER (kind = '投诉' AND content_class = '{name}')",)
            for name in CLASSES
        },
    },
    ("tickets", "due"): {
        "reply_rate": (f"count(*) FILTER ({_IN_TIME})", "count(*)"),
        "reply_late": (f"count(*) FILTER (NOT {_IN_TIME})",),
    },
    ("orders", "sent"): {
        "orders": ("count(*)",),
        "orders_replied_rate": (f"count(*) FILTER ({_IN_TIME})", "count(*)"),
    },
    ("orders", "due"): {"orders_late": (f"count(*) FILTER (NOT {_IN_TIME})",)},
    ("projects", "date"): {
        "projects_failed": ("count(*) FILTER (sampled AND NOT sample_ok)",),
        "projects_sampled": ("count(*) FILTER (sampled)",),
        "projects_ok_rate": ("count(*) FILTER (sampled AND sample_ok)", "count(*) FILTER (sampled)"),
    },
    ("prereview", "date"): {"prereview_rate": ("sum(on_time)", "sum(due)")},
    ("interfaces", "date"): {
        "interface_rate": ("count(*) FILTER (available)", "count(*)"),
        "interface_down": ("count(*) FILTER (NOT available)",),
        "push_failed_rate": ("sum(failed)", "sum(pushed)"),
    },
    ("supervisors", "date"): {
        "supervisor_opinions": ("count(*)",),
        "supervisor_adopted": ("count(*) FILTER (adopted)",),
    },
}

# Measures of what stands when a month ends: the table, which of its rows stand then, and the measures.
STOCKS: tuple[tuple[str, str, dict[str, Pair]], ...] = (
    (
        "cases",
        "promise_time < month_end AND (finish_time IS NULL OR finish_time >= month_end)",
        {"overdue_open": ("count(*)",)},
    ),
    (
        "tasks",
        "valid_from < month_end AND (valid_to IS NULL OR valid_to >= month_end)",
        {
            "published_rate": ("count(publish_date)", "count(*)"),
            "guide_rate": ("count(guide_date)", "count(*)"),
            "level4_rate": ("count(*) FILTER (online_level = 4)", "count(*)"),
            "pay_online_rate": ("count(*) FILTER (is_fee AND pay_online)", "count(*) FILTER (is_fee)"),
        },
    ),
)

# The records that prove a problem, by rule: table, date column, what a record is called, which ones.
RECORDS: dict[str, tuple[str, str, str, str]] = {
    "orders_late": ("orders", "due", "order_id", f"NOT {_IN_TIME}"),
    "flow_fault": ("case_daily", "date", "strftime(date, '%-m月%-d日')", "flow_fault > 0"),
    "projects_failed": ("projects", "date", "project_code", "sampled AND NOT sample_ok"),
    "guide_faults": ("guide_checks", "check_date", "check_id", "result = '不合格'"),
    "onsite_severe": ("onsite", "date", "id", "severity = '红'"),
    "finding": ("onsite", "date", "finding", "severity = '红'"),
    "onsite_unfixed": ("onsite", "date", "id", "finding IS NOT NULL AND NOT fixed_on_spot"),
    "video_breaches": ("video", "date", "id", "true"),
    "bad_late": ("ratings", "rectify_due", "eval_id", f"{_UPHELD} AND {_NOT_MENDED}"),
    "callback_unpleased": ("callbacks", "date", "callback_id", "answer > 3"),
    "site_failed": ("openness_sites", "check_date", "site_name", "NOT passed"),
    "efficacy_complaints": ("tickets", "created", "ticket_id", "efficacy"),
    "interface_down": ("interfaces", "date", "system_name", "NOT available"),
}

# Tables that units fill in themselves: a unit without rows has not reported, it is no zero.
RETURNED = ("windows", "std_app", "openness_items")


def connect(store: Path) -> duckdb.DuckDBPyConnection:
    """The store, read only."""
    return duckdb.connect(store, read_only=True)


def counts(store: duckdb.DuckDBPyConnection, months: pd.PeriodIndex) -> pd.DataFrame:
    """Counts by month and unit; the columns are (measure, "n") and (measure, "d")."""
    return pd.concat(_frames(store, months), axis=1)


def _frames(store: duckdb.DuckDBPyConnection, months: pd.PeriodIndex) -> Iterator[pd.DataFrame]:
    first, end = months[0].start_time.date(), (months[-1] + 1).start_time.date()
    for (table, dated), measures in FLOWS.items():
        source = f"SELECT *, date_trunc('month', {dated})::DATE AS m FROM {table} WHERE {dated} >= ? AND {dated} < ?"
        yield _grouped(store, source, [first, end], measures)
    ends = ", ".join(
        f"(DATE '{month.start_time:%Y-%m-%d}')" for month in (months[-1], months[-2], months[-13])
    )
    for table, standing, measures in STOCKS:
        source = (
            f"SELECT * FROM {table} CROSS JOIN (SELECT m, m + INTERVAL 1 MONTH AS month_end FROM (VALUES {ends}) v(m))"
            f" WHERE {standing}"
        )
        yield _grouped(store, source, [], measures)


def _grouped(
    store: duckdb.DuckDBPyConnection, source: str, values: list[object], measures: dict[str, Pair]
) -> pd.DataFrame:
    columns = {
        (name, part): sql for name, pair in measures.items() for part, sql in zip("nd", pair, strict=False)
    }
    sums = ", ".join(f"({sql})::DOUBLE AS c{serial}" for serial, sql in enumerate(columns.values()))
    query = f"SELECT m, unit_id, {sums} FROM ({source}) GROUP BY m, unit_id"
    frame = store.execute(query, values).df()
    frame["m"] = frame["m"].dt.to_period("M")
    frame = frame.set_index(["m", "unit_id"])
    frame.columns = pd.MultiIndex.from_tuples(columns)
    return frame


def records(store: duckdb.DuckDBPyConnection, first: date, end: date) -> dict[str, pd.DataFrame]:
    """The records of each rule in the month, by unit and time."""
    return {
        name: rows(
            store,
            f"SELECT unit_id, {called} AS record FROM {table} WHERE {dated} >= ? AND {dated} < ? AND {which}"
            f" ORDER BY unit_id, {dated}, record",
            first, end,
        )
        for name, (table, dated, called, which) in RECORDS.items()
    }  # fmt: skip


def rows(store: duckdb.DuckDBPyConnection, sql: str, *values: object) -> pd.DataFrame:
    """The rows that `sql` gives."""
    return store.execute(sql, list(values)).df()
