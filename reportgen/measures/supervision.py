"""Supervision itself (4.2 a, 5.2): orders, investment projects, pre-review, interfaces, supervisors."""

from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Measure

_ORDERS = DATASETS["orders"]
_PROJECTS = DATASETS["projects"]
_PREREVIEW = DATASETS["prereview"]
_INTERFACES = DATASETS["interfaces"]
_SUPERVISORS = DATASETS["supervisors"]

MEASURES = (
    Measure("orders", "督办", _ORDERS, _.count(), "件", "期内发出的督办件数", clause="5.2 c"),
    Measure(
        "orders_replied_rate", "督办按期回复率", _ORDERS, (_.replied <= _.due).fill_null(False).sum(), "%",
        "按期回复的督办件数÷督办件数", _.count(), "high", "5.2 c",
    ),
    Measure(
        "orders_late", "逾期回复或未回复督办", _ORDERS, (~(_.replied <= _.due).fill_null(False)).sum(), "件",
        "回复期限在期内、逾期回复或尚未回复的督办件数", better="low", clause="5.2 c", dated="due",
    ),
    Measure(
        "orders_again", "再次督办", _ORDERS, (_.rule == "督办后仍未办结").sum(), "件",
        "期内因督办后仍未办结而再次发出的督办件数", better="low", clause="5.2 c",
    ),
    Measure(
        "projects_sampled", "投资项目抽查", _PROJECTS, _.sampled.sum(), "个",
        "期内抽查的投资项目数", clause="4.2 a",
    ),
    Measure(
        "projects_ok_rate", "投资项目抽查合规率", _PROJECTS, (_.sampled & _.sample_ok.fill_null(False)).sum(), "%",
        "抽查合规的投资项目数÷抽查投资项目数", _.sampled.sum(), "high", "4.2 a",
    ),
    Measure(
        "projects_failed", "抽查不合规投资项目", _PROJECTS, (_.sampled & ~_.sample_ok.fill_null(True)).sum(), "个",
        "抽查结果不合规的投资项目数", better="low", clause="4.2 a",
    ),
    Measure(
        "projects_checked", "当日抽查投资项目", _PROJECTS, _.count(), "个",
        "抽查日期在期内的投资项目数", clause="4.2 a", dated="sample_date",
    ),
    Measure(
        "projects_checked_rate", "当日抽查投资项目合规率", _PROJECTS, _.sample_ok.fill_null(False).sum(), "%",
        "抽查合规的投资项目数÷抽查日期在期内的投资项目数", _.count(), "high", "4.2 a", dated="sample_date",
    ),
    Measure("prereview_due", "应预审", _PREREVIEW, _.due.sum(), "件", "期内应完成预审的网上申报件数", clause="4.2 a"),
    Measure("prereview_on_time", "按时预审", _PREREVIEW, _.on_time.sum(), "件", "期内按时完成预审的网上申报件数", clause="4.2 a"),
    Measure(
        "prereview_overdue", "超时预审", _PREREVIEW, _.overdue.sum(), "件",
        "未在期限内完成预审的件数", better="low", clause="4.2 a",
    ),
    Measure(
        "prereview_rate", "网上申报预审按时率", _PREREVIEW, _.on_time.sum(), "%",
        "按时完成预审件数÷应完成预审件数", _.due.sum(), "high", "4.2 a",
    ),
    Measure(
        "interface_rate", "系统对接可用率", _INTERFACES, _.available.sum(), "%",
        "巡检可用的系统日数÷巡检系统日数", _.count(), "high", "4.2 a",
    ),
    Measure("interface_checks", "系统对接巡检", _INTERFACES, _.count(), "个系统日", "期内各工作日巡检的系统数之和", clause="4.2 a"),
    Measure(
        "interface_down", "系统对接中断", _INTERFACES, (~_.available).sum(), "个系统日",
        "巡检不可用的系统日数", better="low", clause="4.2 a",
    ),
    Measure("pushed", "推送数据", _INTERFACES, _.pushed.sum(), "条", "期内对接系统推送数据条数", clause="4.2 a"),
    Measure(
        "push_failed_rate", "数据推送失败率", _INTERFACES, _.failed.sum(), "%",
        "推送失败数据条数÷推送数据条数", _.pushed.sum(), "low", "4.2 a",
    ),
    Measure(
        "supervisor_opinions", "特约监管员意见", _SUPERVISORS, _.count(), "条",
        "期内特约监管员提出的意见建议数", clause="5.4.1",
    ),
    Measure(
        "supervisor_adopted", "采纳特约监管员意见", _SUPERVISORS, _.adopted.fill_null(False).sum(), "条",
        "期内已采纳的特约监管员意见建议数", clause="5.4.1",
    ),
)  # fmt: skip
