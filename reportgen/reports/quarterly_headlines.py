"""The measures of the quarterly analysis: the headline figures by aspect, and what the figures are drawn from."""

from reportgen.datasets.columns import APPLICANT_TYPES, TASK_TYPES
from reportgen.measures import MEASURES
from reportgen.measures.consultation import CLASSES, KINDS
from reportgen.measures.service import DAY_CLASSES
from reportgen.measures.structure import TIMES

# Aspects of clauses 3.2 to 3.4 and 5, each with the figures that a quarter is judged by.
ASPECTS = (
    ("业务量", ("accepted", "finished", "promise_finished", "tickets")),
    ("在线办理", ("online_rate", "mobile_rate", "instant_rate", "level4_rate", "pay_online_rate")),
    ("时限", ("on_time_rate", "overdue_per_10k", "step_overtime_per_10k", "early_rate", "mean_workdays", "prereview_rate")),
    ("流程和内容", ("supplement_rate", "resubmit_rate", "standard_rate", "guide_pass_rate")),
    ("收费和廉政风险点", ("fee_mismatch", "sudden_finished", "special_rate", "special_repeat")),
    ("服务质量", ("active_rate", "pleased_rate", "bad_ratings", "bad_rectified_rate", "callback_pleased_rate")),
    ("政务公开", ("policy_rate", "service_info_rate", "site_pass_rate", "message_rate")),
    ("问政咨询", ("reply_rate", "solved_rate", "ticket_pleased_rate", "repeat_rate", "efficacy_complaints")),
    ("服务能力", ("channel_rate", "in_hall_rate", "published_rate", "guide_rate")),
    ("监督整改", ("same_day_rate", "terminal_rate", "orders", "orders_replied_rate", "interface_rate")),
)  # fmt: skip
# What is demanded where no rule of supervision names the measure, by aspect.
DEMANDS = {
    "业务量": "分析业务量变动原因，合理调配窗口和审批力量",
    "在线办理": "梳理线下办理较多的事项，完善网上申报和全程网办",
    "时限": "逐个环节分析耗时，压减办理时间，落实临期提醒",
    "流程和内容": "对照标准目录和办事指南逐项整改，落实一次性告知",
    "收费和廉政风险点": "逐件核查，说明依据，完善内部审批和复核",
    "服务质量": "逐个窗口和渠道分析原因，落实评价引导和回访整改",
    "政务公开": "对照公开目录逐项补齐，明确更新时限和责任人",
    "问政咨询": "分析诉求集中的原因，落实限时答复和回访",
    "服务能力": "排查缺项和不畅通的渠道，限期补齐、修复",
    "监督整改": "落实监督记录、督办回复和整改的时限责任",
}
HEADLINES = tuple(measure for _aspect, measures in ASPECTS for measure in measures)
ASPECT = {measure: aspect for aspect, measures in ASPECTS for measure in measures}

# The five degrees (3.2 a), each by the rate that stands for it in a radar.
DEGREES = (
    ("服务方式完备度", "channel_rate"), ("服务事项覆盖度", "guide_rate"), ("办事指南准确度", "guide_pass_rate"),
    ("在线服务深度", "level4_rate"), ("在线服务成效度", "online_rate"),
)  # fmt: skip

CHANNELS = ("accepted_mobile", "accepted_computer", "accepted_counter")
TYPES = tuple(f"accepted_type_{code}" for code in TASK_TYPES)
OVERDUE_TYPES = tuple(f"overdue_type_{code}" for code in TASK_TYPES)
APPLICANTS = tuple(f"applicants_{code}" for code in APPLICANT_TYPES)
HOURS = tuple(tuple(measure.id for measure in day) for day in TIMES)
TOOK = tuple(f"took_{days}" for days in range(len(DAY_CLASSES)))
COMPLAINTS = tuple(f"complaints_{name}" for name in CLASSES)
TICKETS = tuple(f"tickets_{kind}" for kind in KINDS)
REPLIES = tuple(f"reply_rate_{name}" for name in CLASSES)
FUNNEL = ("rating_due", "rated", "bad_ratings", "bad_upheld")

DRAWN = (
    *CHANNELS, *TYPES, *OVERDUE_TYPES, *APPLICANTS, *(each for day in HOURS for each in day), *TOOK, *COMPLAINTS, *TICKETS,
    *REPLIES, *FUNNEL, "sampled", "sampled_outside", "overdue", "overdue_open",
)  # fmt: skip

# Counted for every quarter of the past, and by month where a month of a unit says anything.
JUDGED = tuple(
    name
    for name in HEADLINES
    if MEASURES[name].denominator is not None and MEASURES[name].better != "neither"
)
MONTHLY = (*(name for name in HEADLINES if MEASURES[name].standing is None), *CHANNELS, "overdue", *TICKETS)
