"""What business is made of (4.2 d): kinds of task, channels, applicants, hours; what is late, and of what kind."""

from ibis import _

from reportgen.datasets import DATASETS
from reportgen.datasets.columns import APPLICANT_TYPES, TASK_TYPES
from reportgen.measures.consultation import CLASSES
from reportgen.measures.model import Measure
from reportgen.measures.service import narrowed

_DAILY = DATASETS["case_daily"]
_CASES = DATASETS["cases"]
_TICKETS = DATASETS["tickets"]

CHANNELS = (
    Measure(
        "accepted_computer", "电脑端受理量", _DAILY, _.accepted_online.sum() - _.accepted_mobile.sum(), "件",
        "网上受理量中由电脑端申报的件数", clause="4.2 d",
    ),
    Measure("accepted_mobile", "移动端受理量", _DAILY, _.accepted_mobile.sum(), "件", "网上受理量中由移动端申报的件数", clause="4.2 d"),
    Measure(
        "accepted_counter", "线下受理量", _DAILY, _.accepted.sum() - _.accepted_online.sum(), "件",
        "受理量中非网上申报的件数（窗口、自助端等）", clause="4.2 d",
    ),
)  # fmt: skip

TYPES = tuple(
    Measure(
        f"accepted_type_{code}", f"{name}受理量", _DAILY, _.accepted.sum(where=_.task_type == code), "件",
        f"事项类型为“{name}”的受理件数（GB/T 39046 A.1）", clause="4.2 d",
    )
    for code, name in TASK_TYPES.items()
)  # fmt: skip

OVERDUE_TYPES = tuple(
    Measure(
        f"overdue_type_{code}", f"{name}超期办结件", _DAILY, _.overdue.sum(where=_.task_type == code), "件",
        f"事项类型为“{name}”的超期办结件数（GB/T 39046 A.1）", better="low", clause="4.2 d",
    )
    for code, name in TASK_TYPES.items()
)  # fmt: skip

APPLICANTS = tuple(
    Measure(
        f"applicants_{code}", f"{name}申请", _CASES, (_.applicant_type == code).sum(), "件",
        f"随机抽样办件中申请人类型为“{name}”的件数（GB/T 39046 A.4），按受理时间统计", clause="4.2 d", rows=_.sampled,
    )
    for code, name in APPLICANT_TYPES.items()
)  # fmt: skip

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
OFFICE_HOURS = tuple(range(8, 20))  # told hour by hour; what comes in outside is told together


def _at(day: int, hour: int) -> Measure:
    """Sampled cases accepted on a weekday (0 is Monday) within an hour of the clock."""
    hour_of_week = (
        _.accept_time.day_of_week.index() * 24 + _.accept_time.hour()
    )  # one number: two comparisons cost more
    return Measure(
        f"accepted_at_{day}_{hour}", f"{WEEKDAYS[day]}{hour}时受理", _CASES,
        (hour_of_week == day * 24 + hour).sum(), "件",
        "随机抽样办件按受理时间的星期和钟点统计的件数", clause="4.2 d", rows=_.sampled,
    )  # fmt: skip


TIMES = tuple(tuple(_at(day, hour) for hour in OFFICE_HOURS) for day in range(len(WEEKDAYS)))

SAMPLED = (
    Measure("sampled", "随机抽样办件", _CASES, _.count(), "件", "随机抽取的办件数，按受理时间统计", clause="4.2 d", rows=_.sampled),
    Measure(
        "sampled_outside", "8时前、20时后受理", _CASES, (~_.accept_time.hour().isin(OFFICE_HOURS)).sum(), "件",
        "随机抽样办件中8时前、20时后受理的件数", clause="4.2 d", rows=_.sampled,
    ),
)  # fmt: skip

REPLIES = tuple(
    Measure(
        f"reply_rate_{name}", f"{name}类诉求按期答复率", _TICKETS,
        ((_.replied <= _.due).fill_null(False) & (_.content_class == name)).sum(), "%",
        f"内容分类为“{name}”、在答复期限内答复的诉求数÷答复期限在期内的该类诉求数", (_.content_class == name).sum(), "high", "4.2 d",
        dated="due",
    )
    for name in CLASSES
)  # fmt: skip

_ALL = (
    *CHANNELS, *TYPES, *OVERDUE_TYPES, *APPLICANTS, *(each for day in TIMES for each in day), *SAMPLED, *REPLIES,
)  # fmt: skip
MEASURES = tuple(map(narrowed, _ALL))
