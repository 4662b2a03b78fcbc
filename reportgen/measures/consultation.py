"""问政咨询 (3.4): consultations, complaints and suggestions, and how they were handled."""

from datetime import date

import ibis
from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Calendar, Measure

_TICKETS = DATASETS["tickets"]

KINDS = tuple(_TICKETS.column("kind").codes)
CLASSES = tuple(_TICKETS.column("content_class").codes)


def unanswered(tickets: ibis.Table, end: date, _calendar: Calendar) -> ibis.expr.types.BooleanValue:
    """Tickets whose time for an answer is past and which are not answered when the period ends."""
    return (tickets.due < end) & (tickets.replied.isnull() | (tickets.replied >= end))


_ALL = (
    Measure("tickets", "诉求量", _TICKETS, _.count(), "件", "期内登记的咨询、投诉、举报、求助、建议、表扬件数", clause="3.4"),
    Measure(
        "reply_rate", "诉求按期答复率", _TICKETS, (_.replied <= _.due).fill_null(False).sum(), "%",
        "在答复期限内答复的诉求数÷答复期限在期内的诉求数", _.count(), "high", "3.4", dated="due",
    ),
    Measure("reply_due", "到期应答复诉求", _TICKETS, _.count(), "件", "答复期限在期内的诉求数", clause="3.4", dated="due"),
    Measure(
        "reply_on_time", "按期答复诉求", _TICKETS, (_.replied <= _.due).fill_null(False).sum(), "件",
        "答复期限在期内、在期限内答复的诉求数", clause="3.4", dated="due",
    ),
    Measure(
        "reply_late", "逾期答复或未答复诉求", _TICKETS, (~(_.replied <= _.due).fill_null(False)).sum(), "件",
        "答复期限在期内、逾期答复或尚未答复的诉求数", better="low", clause="3.4", dated="due",
    ),
    Measure(
        "tickets_unanswered", "期末逾期未答复诉求", _TICKETS, _.count(), "件",
        "截至期末答复期限已过仍未答复的诉求数", better="low", clause="3.4", standing=unanswered,
        rows=_.replied.isnull() | (_.replied > _.due),
    ),
    Measure(
        "solved_rate", "诉求解决率", _TICKETS, _.solved.fill_null(False).sum(), "%",
        "已解决诉求数÷有解决情况反馈的诉求数", _.solved.count(), "high", "3.4",
    ),
    Measure(
        "ticket_pleased_rate", "诉求满意率", _TICKETS, (_.satisfied <= 3).sum(), "%",
        "评价为基本满意及以上的诉求数÷已评价诉求数", _.satisfied.count(), "high", "3.4",
    ),
    Measure(
        "repeat_rate", "重复诉求率", _TICKETS, _.repeat.sum(), "%",
        "重复诉求件数÷诉求件数", _.count(), "low", "3.4",
    ),
    Measure(
        "efficacy_complaints", "行政效能投诉", _TICKETS, _.efficacy.sum(), "件",
        "反映行政效能问题的投诉件数", better="low", clause="3.4",
    ),
)  # fmt: skip

_BY_KIND = tuple(
    Measure(f"tickets_{kind}", f"{kind}量", _TICKETS, (_.kind == kind).sum(), "件", f"期内登记的{kind}件数", clause="3.4")
    for kind in KINDS
)  # fmt: skip

_BY_CLASS = tuple(
    Measure(f"complaints_{name}", f"{name}类投诉", _TICKETS, ((_.kind == "投诉") & (_.content_class == name)).sum(), "件", f"内容分类为“{name}”的投诉件数", better="low", clause="3.4")
    for name in CLASSES
)  # fmt: skip

MEASURES = (*_ALL, *_BY_KIND, *_BY_CLASS)
