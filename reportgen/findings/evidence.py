"""Evidence: the records that prove a problem, each listing named like the rule it serves.

A listing chooses rows by the same condition as its measure counts them, so that the two agree.
"""

from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import ibis
from ibis import _
from ibis.common.deferred import Deferred

from reportgen.datasets import DATASETS
from reportgen.listings import Line
from reportgen.measures.capacity import in_force
from reportgen.measures.consultation import CLASSES, unanswered
from reportgen.measures.model import Calendar, Standing
from reportgen.measures.service import overdue_and_open
from reportgen.period import Period
from reportgen.store import Store


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a dataset dated in a period for which `hit` holds, or those `standing` at its end.

    `key` is the column by which a record is named (a case number, a system; the day, where the platform
    only has totals of days), `counter` the classifier of so many of them.
    """

    dataset: str
    key: str
    counter: str
    hit: Deferred | None = None
    dated: str = ""
    standing: Standing | None = None


LATE = ~(_.replied <= _.due).fill_null(False)
UPHELD = _.verify_result.isin(["属实", "部分属实"])


def _days(column: str, dataset: str = "case_daily") -> Listing:
    return Listing(dataset, "date", "天", _[column] > 0)


LISTINGS: dict[str, Listing] = {
    "overdue_open": Listing("cases", "project_no", "件", standing=overdue_and_open),
    "orders_late": Listing("orders", "order_id", "件", LATE, "due"),
    "prereview": _days("overdue", "prereview"),
    "step_overtime": _days("step_overtime"),
    "flow_fault": _days("flow_fault"),
    "projects_failed": Listing(
        "projects", "project_code", "个项目", _.sampled & ~_.sample_ok.fill_null(True)
    ),
    "guide_faults": Listing("guide_checks", "check_id", "个要素", _.result == "不合格"),
    "guides_missing": Listing("tasks", "task_name", "项", _.guide_date.isnull(), standing=in_force),
    "standard_rate": Listing("std_app", "date", "天", _.consistent < _.checked),
    "fee_mismatch": _days("fee_mismatch"),
    "sudden_finished": _days("sudden_finished"),
    "special_repeat": _days("special_repeat"),
    "entered_late": Listing("onsite", "id", "次", _.entry_date != _.date),
    "onsite_severe": Listing("onsite", "id", "个", _.severity == "红"),
    "onsite_unfixed": Listing("onsite", "id", "个", _.finding.notnull() & ~_.fixed_on_spot.fill_null(False)),
    "video_breaches": Listing("video", "id", "起"),
    "terminals_offline": Listing("terminals", "date", "天", _.online < _.connected),
    "bad_ratings": Listing("ratings", "eval_id", "条"),
    "bad_late": Listing(
        "ratings", "eval_id", "条", UPHELD & ~(_.finish_time <= _.rectify_due).fill_null(False), "rectify_due"
    ),
    "callback_unpleased": Listing("callbacks", "callback_id", "件", _.answer > 3),
    "site_failed": Listing("openness_sites", "site_name", "个网站", ~_.passed),
    "reply_late": Listing("tickets", "ticket_id", "件", LATE, "due"),
    "tickets_unanswered": Listing("tickets", "ticket_id", "件", standing=unanswered),
    "efficacy_complaints": Listing("tickets", "ticket_id", "件", _.efficacy),
    "tickets_unpleased": Listing("tickets", "ticket_id", "件", _.satisfied > 3),
    **{
        f"complaints_{name}": Listing(
            "tickets", "ticket_id", "件", (_.kind == "投诉") & (_.content_class == name)
        )
        for name in CLASSES
    },
    "interface_down": Listing("interfaces", "system_name", "个系统", ~_.available),
    "push_failed": Listing("interfaces", "system_name", "个系统", _.failed > 0),
    "channels_failed": Listing("channel_checks", "channel", "个渠道", _.available < _.checked),
}


def lines(
    store: Store, name: str, period: Period, units: Collection[str], calendar: Calendar
) -> Future[list[dict[str, Any]]]:
    """The records of the listing `name` of `units`, by unit, time and key, as soon as the engine has them."""
    asked = f"evidence {name} {period.start} {period.end} {list(units)} {sorted(calendar.items())}"
    sql = store.sql_for(asked, partial(_expression, store, LISTINGS[name], period, units, calendar))
    return store.begin(store.query, sql)


def _expression(
    store: Store, listing: Listing, period: Period, units: Collection[str], calendar: Calendar
) -> ibis.Table:
    table, dated = store.table(DATASETS[listing.dataset]), listing.dated or DATASETS[listing.dataset].dated
    within = (table[dated] >= period.start) & (table[dated] < period.end)
    chosen = [
        table.unit_id.isin(list(units)),
        listing.standing(table, period.end, calendar) if listing.standing else within,
        *([] if listing.hit is None else [listing.hit]),
    ]
    return table.filter(*chosen).order_by(*dict.fromkeys(("unit_id", dated, listing.key)))


def names(name: str, found: Iterable[Line]) -> tuple[str, ...]:
    """What the records of a listing are called, each once, in their order."""
    key = LISTINGS[name].key
    return tuple(dict.fromkeys(_named(line[key]) for line in found))


def _named(value: Any) -> str:
    return f"{value.month}月{value.day}日" if isinstance(value, date) else str(value)
