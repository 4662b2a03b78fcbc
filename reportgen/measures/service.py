"""政务服务: volume and the seven aspects of service provision (3.2 b), from the daily totals."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import or_

import ibis
from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Calendar, Measure
from reportgen.workdays import workday_back

_DAILY = DATASETS["case_daily"]
_CASES = DATASETS["cases"]
_GUIDES = DATASETS["guide_checks"]
_STANDARD = DATASETS["std_app"]

_SCOPE = "不含作废、删除、转报件"
LONG = 5  # working days over the promise beyond which a case still open is grave (黄、红 alerts)
NO_DAYS: Calendar = {}


def overdue_and_open(
    cases: ibis.Table, end: date, _calendar: Calendar = NO_DAYS
) -> ibis.expr.types.BooleanValue:
    """Cases whose promised time is past and which are not finished when the period ends."""
    return (cases.promise_time < end) & (cases.finish_time.isnull() | (cases.finish_time >= end))


def long_overdue_and_open(
    cases: ibis.Table, end: date, calendar: Calendar = NO_DAYS
) -> ibis.expr.types.BooleanValue:
    """Those of them that are more than five working days over when the period ends."""
    earliest = workday_back(end - timedelta(days=1), LONG + 1, calendar)
    return overdue_and_open(cases, end) & (cases.promise_time < earliest)


# Every such case was finished after its promised time or is open still: what an engine can tell from the row alone.
_EVER_OVERDUE = _.finish_time.isnull() | (_.finish_time > _.promise_time)

VOLUME = (
    Measure("accepted", "受理量", _DAILY, _.accepted.sum(), "件", f"期内受理的办件数，按受理时间统计，{_SCOPE}"),
    Measure(
        "finished", "办结量", _DAILY, _.finished.sum(), "件",
        f"期内办结的办件数，按办结时间统计，含以前各期受理的办件，{_SCOPE}",
    ),
    Measure("promise_finished", "承诺件办结量", _DAILY, _.promise_finished.sum(), "件", "期内办结的承诺件数，不含即办件"),
    Measure(
        "online_rate", "网办率", _DAILY, _.accepted_online.sum(), "%",
        "网上（电脑端、移动端）受理件数÷受理件数", _.accepted.sum(), "high",
    ),
    Measure(
        "mobile_rate", "移动端办理占比", _DAILY, _.accepted_mobile.sum(), "%",
        "移动端受理件数÷受理件数", _.accepted.sum(), "high",
    ),
    Measure(
        "instant_rate", "即办程度", _DAILY, _.instant_finished.sum(), "%",
        "即办件办结数÷办结件数", _.finished.sum(), "high",
    ),
)  # fmt: skip

TIME = (
    Measure(
        "on_time_rate", "按时办结率", _DAILY, _.on_time.sum(), "%",
        "承诺期限内办结件数（扣除特别程序和依法不计时间）÷办结件数", _.finished.sum(), "high",
    ),
    Measure(
        "early_rate", "承诺件提前办结率", _DAILY, _.early.sum(), "%",
        "早于承诺期限办结的承诺件数÷承诺件办结数，即办件不计入", _.promise_finished.sum(), "high",
    ),
    Measure(
        "mean_workdays", "承诺件平均办理时长", _DAILY, _.promise_workdays.sum(), "个工作日",
        "承诺件实际办理工作日合计÷承诺件办结数", _.promise_finished.sum(), "low",
    ),
    Measure(
        "speedup", "较法定时限压缩率", _DAILY, _.statutory_days.sum() - _.promise_workdays.sum(), "%",
        "（承诺件法定工作日合计－实际办理工作日合计）÷法定工作日合计", _.statutory_days.sum(), "high",
    ),
    Measure("overdue", "超期办结件", _DAILY, _.overdue.sum(), "件", "期内办结且超过承诺期限的办件数", better="low"),
    Measure(
        "overdue_per_10k", "超期办结率", _DAILY, _.overdue.sum(), "件/万件",
        "超期办结件数÷办结件数，按每万件计", _.finished.sum(), "low",
    ),
    Measure(
        "overdue_open", "期末超期未办结件", _CASES, _.count(), "件",
        "截至期末承诺期限已过仍未办结的办件数", better="low", standing=overdue_and_open, rows=_EVER_OVERDUE,
    ),
    Measure(
        "overdue_open_long", "超期超过5个工作日未办结件", _CASES, _.count(), "件",
        "截至期末超过承诺期限5个工作日以上仍未办结的办件数", better="low", standing=long_overdue_and_open, rows=_EVER_OVERDUE,
    ),
)  # fmt: skip

PROCESS = (
    Measure(
        "step_overtime", "环节超时件", _DAILY, _.step_overtime.sum(), "件",
        "至少一个办理环节超过规定时限的办件数", better="low",
    ),
    Measure(
        "step_overtime_per_10k", "环节超时率", _DAILY, _.step_overtime.sum(), "件/万件",
        "环节超时件数÷办结件数，按每万件计", _.finished.sum(), "low",
    ),
    Measure("flow_fault", "流程异常件", _DAILY, _.flow_fault.sum(), "件", "跳过环节或逆流程办理的办件数", better="low"),
)  # fmt: skip

CONTENT = (
    Measure(
        "guide_pass_rate", "办事指南抽查合格率", _GUIDES, (_.result == "合格").sum(), "%",
        "抽查合格要素数÷抽查要素数，不适用的要素不计入", _.result.isin(["合格", "不合格"]).sum(), "high",
    ),
    Measure(
        "guide_faults", "办事指南不合格要素", _GUIDES, (_.result == "不合格").sum(), "个",
        "抽查不合格的办事指南要素数", better="low",
    ),
    Measure(
        "supplement_rate", "再次补正率", _DAILY, _.supplemented.sum(), "%",
        "一次性告知后再次要求补正的件数÷受理件数", _.accepted.sum(), "low",
    ),
    Measure(
        "resubmit_rate", "重复申请率", _DAILY, _.resubmitted.sum(), "%",
        "退件后重复申请件数÷受理件数", _.accepted.sum(), "low",
    ),
    Measure(
        "standard_rate", "标准化应用一致率", _STANDARD, _.consistent.sum(), "%",
        "要素、版本、流程均与标准目录一致的检查数÷检查数", _.checked.sum(), "high",
    ),
)  # fmt: skip

FEES = (
    Measure("fee_cases", "收费件", _DAILY, _.fee_cases.sum(), "件", "期内办结的收费办件数"),
    Measure(
        "fee_mismatch", "收费不符件", _DAILY, _.fee_mismatch.sum(), "件",
        "实收与应收金额不一致的办件数", better="low",
    ),
)  # fmt: skip

INTEGRITY = (
    Measure(
        "sudden_finished", "异常即时办结件", _DAILY, _.sudden_finished.sum(), "件",
        "受理后数秒内即办结的承诺件数，疑似先办后录", better="low",
    ),
    Measure(
        "special_cases", "启用特别程序件", _DAILY, _.special_cases.sum(), "件",
        "启用延长审批、听证、检验等特别程序的办件数",
    ),
    Measure(
        "special_repeat", "多次或超长特别程序件", _DAILY, _.special_repeat.sum(), "件",
        "同一办件多次启用或超长启用特别程序的办件数", better="low",
    ),
    Measure(
        "special_rate", "特别程序启用率", _DAILY, _.special_cases.sum(), "%",
        "启用特别程序的办件数÷承诺件办结数", _.promise_finished.sum(), "low",
    ),
)  # fmt: skip

# Working days a 承诺件 took, from the random sample of cases; the last class is open above.
_SAMPLED = _.sampled & (_.project_type == "2")
DAY_CLASSES = (*(str(days) for days in range(11)), ">10")


def _took(days: int) -> Measure:
    whole_days = _.workdays.ceil()
    hit = whole_days == days if days < len(DAY_CLASSES) - 1 else whole_days >= days
    return Measure(
        f"took_{days}", f"办理{DAY_CLASSES[days].replace('>', '超过')}个工作日的承诺件", _CASES,
        hit.sum(), "件", "随机抽样的已办结承诺件中，实际办理工作日（不足一日按一日计）属于该档的件数",
        dated="finish_time", rows=_SAMPLED,
    )  # fmt: skip


DISTRIBUTION = tuple(_took(days) for days in range(len(DAY_CLASSES)))

# A day's totals are counted in two parts, what was accepted and what was finished: where a platform makes the totals
# of single cases (UNION ALL), the engine leaves the half of the view that a part does not need out of its plan.
_ACCEPTED = ("accepted", "accepted_online", "accepted_mobile", "supplemented", "resubmitted")
_FINISHED = (
    "finished", "instant_finished", "promise_finished", "on_time", "early", "overdue", "promise_workdays",
    "statutory_days", "step_overtime", "flow_fault", "sudden_finished", "fee_cases", "fee_mismatch", "special_cases",
    "special_repeat", "e_cert",
)  # fmt: skip
_OF_ACCEPTED = {"accepted", "online_rate", "mobile_rate", "supplement_rate", "resubmit_rate"}


def narrowed(measure: Measure) -> Measure:
    """`measure` over the days that have anything of its part; a day without anything is in the first."""
    if measure.dataset is not _DAILY:
        return measure
    accepting = measure.id in _OF_ACCEPTED or measure.id.startswith("accepted_")
    rows = reduce(or_, (_[name] > 0 for name in (_ACCEPTED if accepting else _FINISHED)))
    return replace(measure, rows=(_.finished == 0) | rows if accepting else rows)


MEASURES = tuple(map(narrowed, (*VOLUME, *TIME, *PROCESS, *CONTENT, *FEES, *INTEGRITY, *DISTRIBUTION)))
