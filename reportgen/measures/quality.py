"""服务规范 and 服务质量 (3.2 b, 5.1, 5.3, 5.4): site and video supervision, ratings, callbacks."""

from ibis import _

from reportgen.datasets import DATASETS
from reportgen.measures.model import Measure

_ONSITE = DATASETS["onsite"]
_VIDEO = DATASETS["video"]
_TERMINALS = DATASETS["terminals"]
_DAILY = DATASETS["rating_daily"]
_BAD = DATASETS["ratings"]
_CALLBACKS = DATASETS["callbacks"]

_PLEASED = _.level1.sum() + _.level2.sum() + _.level3.sum()
_UPHELD = _.verify_result.isin(["属实", "部分属实"])

CONDUCT = (
    Measure("onsite_checks", "现场监管次数", _ONSITE, _.count(), "次", "期内现场监管（定时、不定时）记录数", clause="5.1"),
    Measure("onsite_halls", "现场监管大厅", _ONSITE, _.unit_id.nunique(), "家", "期内开展现场监管的大厅所属单位数", clause="5.1 d"),
    Measure("onsite_timed", "定时现场监管", _ONSITE, (_.slot == "定时").sum(), "次", "期内定时现场监管记录数", clause="5.1 d"),
    Measure("onsite_random", "不定时现场监管", _ONSITE, (_.slot == "不定时").sum(), "次", "期内不定时现场监管记录数", clause="5.1 d"),
    Measure(
        "onsite_problems", "现场监管发现问题", _ONSITE, _.finding.notnull().sum(), "个",
        "现场监管记录中发现问题的条数", better="low", clause="5.1",
    ),
    Measure(
        "onsite_fixed_rate", "现场整改率", _ONSITE, (_.finding.notnull() & _.fixed_on_spot.fill_null(False)).sum(), "%",
        "当场整改的问题数÷现场监管发现问题数", _.finding.notnull().sum(), "high", "5.1",
    ),
    Measure(
        "onsite_unfixed", "现场监管未当场整改问题", _ONSITE, (_.finding.notnull() & ~_.fixed_on_spot.fill_null(False)).sum(), "个",
        "现场监管发现、未当场整改的问题数", better="low", clause="5.1",
    ),
    Measure(
        "onsite_severe", "现场监管红色等级问题", _ONSITE, (_.severity == "红").fill_null(False).sum(), "个",
        "现场监管发现、等级为红的问题数", better="low", clause="5.1",
    ),
    Measure(
        "same_day_rate", "现场监管当日录入率", _ONSITE, (_.entry_date == _.date).sum(), "%",
        "监管当日录入平台的记录数÷现场监管记录数", _.count(), "high", "5.1 f",
    ),
    Measure(
        "video_breaches", "视频监管登记违纪行为", _VIDEO, _.count(), "起",
        "视频监管台账登记的违反工作纪律行为数", better="low", clause="5.3 d",
    ),
    Measure(
        "video_stopped_rate", "视频监管当场制止率", _VIDEO, _.stopped_on_spot.sum(), "%",
        "当场制止的行为数÷视频监管台账登记数", _.count(), "high", "5.3 c",
    ),
    Measure(
        "terminal_rate", "视频终端在线率", _TERMINALS, _.online.sum(), "%",
        "期内各工作日在线终端数之和÷已接入终端数之和", _.connected.sum(), "high", "5.3 a",
    ),
    Measure(
        "inspected_rate", "视频终端巡查率", _TERMINALS, _.inspected.sum(), "%",
        "期内各工作日巡查终端数之和÷已接入终端数之和", _.connected.sum(), "high", "5.3 b",
    ),
    Measure(
        "terminals_offline", "离线视频终端", _TERMINALS, (_.connected - _.online).sum(), "个",
        "期内各工作日巡查时不在线的已接入终端数之和", better="low", clause="5.3 a",
    ),
    Measure(
        "connected_rate", "视频终端接入率", _TERMINALS, _.connected.sum(), "%",
        "期内各工作日已接入终端数之和÷应接入终端数之和", _.installed.sum(), "high", "5.3 a",
    ),
)  # fmt: skip

SATISFACTION = (
    Measure("rating_due", "应评价办件", _DAILY, _.due.sum(), "件", "期内应接受“好差评”的办件数"),
    Measure("rated", "收到评价", _DAILY, _.rated.sum(), "条", "期内收到的评价条数"),
    Measure(
        "active_rate", "主动评价率", _DAILY, _.active.sum(), "%",
        "主动评价条数÷应评价办件数", _.due.sum(), "high",
    ),
    Measure(
        "pleased_rate", "满意率", _DAILY, _PLEASED, "%",
        "非常满意、满意、基本满意条数÷评价条数", _.rated.sum(), "high",
    ),
    *(
        Measure(f"level{level}", f"评价“{words}”", _DAILY, getattr(_, f"level{level}").sum(), "条", f"评价等级为“{words}”的条数（GB/T 39046 A.8）")
        for level, words in enumerate(("非常满意", "满意", "基本满意", "不满意", "非常不满意"), 1)
    ),
    Measure(
        "bad_ratings", "差评", _DAILY, _.level4.sum() + _.level5.sum(), "条",
        "评价等级为“不满意”“非常不满意”的条数", better="low",
    ),
    Measure("bad_upheld", "查实差评", _BAD, _UPHELD.sum(), "条", "经核实属实或部分属实、应予整改的差评条数"),
    Measure(
        "bad_rectified_rate", "差评按期整改率", _BAD, (_UPHELD & (_.finish_time <= _.rectify_due).fill_null(False)).sum(), "%",
        "在整改期限内完成整改的条数÷查实差评条数", _UPHELD.sum(), "high",
    ),
    Measure(
        "bad_late", "逾期未整改差评", _BAD, (_UPHELD & ~(_.finish_time <= _.rectify_due).fill_null(False)).sum(), "条",
        "整改期限在期内、期限内未完成整改的查实差评条数", better="low", clause="5.4.2 b", dated="rectify_due",
    ),
    Measure("callbacks_sampled", "抽取回访", _CALLBACKS, _.count(), "件", "期内抽取并拨打的回访件数，含未接通", clause="5.4.2 c"),
    Measure(
        "callbacks", "抽查回访", _CALLBACKS, _.connected.sum(), "件",
        "期内接通的抽查回访件数", clause="5.4.2 c",
    ),
    Measure(
        "callback_pleased_rate", "回访满意率", _CALLBACKS, (_.answer <= 3).sum(), "%",
        "回访答复为基本满意及以上的件数÷有效答复件数", _.answer.count(), "high", "5.4.2 c",
    ),
    Measure(
        "callback_unpleased", "回访不满意", _CALLBACKS, (_.answer > 3).fill_null(False).sum(), "件",
        "回访答复为不满意、非常不满意的件数", better="low", clause="5.4.2 c",
    ),
)  # fmt: skip

MEASURES = (*CONDUCT, *SATISFACTION)
