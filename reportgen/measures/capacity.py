"""五度: the five degrees of service capacity (3.2 a), each by headline measures of appendix A."""

from datetime import date

import ibis
from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Calendar, Measure

_TASKS = DATASETS["tasks"]
_CHANNELS = DATASETS["channel_checks"]
_WINDOWS = DATASETS["windows"]


def in_force(tasks: ibis.Table, end: date, _calendar: Calendar) -> ibis.expr.types.BooleanValue:
    return (tasks.valid_from < end) & (tasks.valid_to.isnull() | (tasks.valid_to >= end))


MEASURES = (
    Measure(
        "channel_rate", "渠道畅通率", _CHANNELS, _.available.sum(), "%",
        "渠道拨测、点检成功次数÷拨测、点检总次数（附录A 渠道服务畅通性）", _.checked.sum(), "high", "3.2 a",
    ),
    Measure(
        "in_hall_rate", "事项进驻率", _WINDOWS, _.items_in.sum(), "%",
        "实际进驻大厅事项数÷应进驻事项数（附录A 审批进驻）", _.items_due.sum(), "high", "3.2 a",
    ),
    Measure(
        "published_rate", "事项清单公布率", _TASKS, _.publish_date.notnull().sum(), "%",
        "期末已公布事项数÷应公布事项数（附录A 事项清单公布情况）", _.count(), "high", "3.2 a", standing=in_force,
    ),
    Measure(
        "guide_rate", "办事指南发布率", _TASKS, _.guide_date.notnull().sum(), "%",
        "期末已发布办事指南事项数÷事项数（附录A 办事指南发布情况）", _.count(), "high", "3.2 a", standing=in_force,
    ),
    Measure(
        "level4_rate", "四级网上办理事项占比", _TASKS, (_.online_level == 4).sum(), "%",
        "期末全程网办（四级）事项数÷事项数（附录A 四级网上办理）", _.count(), "high", "3.2 a", standing=in_force,
    ),
    Measure(
        "pay_online_rate", "网上支付支持率", _TASKS, (_.is_fee & _.pay_online).sum(), "%",
        "期末支持网上支付的收费事项数÷收费事项数（附录A 网上支付）", _.is_fee.sum(), "high", "3.2 a", standing=in_force,
    ),
)  # fmt: skip
