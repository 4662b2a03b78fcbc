"""The rules, one entry each, by aspect of clauses 3.2 to 3.4 and manner of supervision of clause 5.

Each line group: id, aspect, clause, level, 口径, periods asked · measures · conditions · evidence, demand,
mode (clause 7), working days, short name. Thresholds are named; settings.THRESHOLDS has their values.
"""

from reportgen.findings.conditions import at_least, below, grown
from reportgen.findings.model import Rule
from reportgen.measures.consultation import CLASSES
from reportgen.period import Frequency

ALWAYS: tuple[Frequency, ...] = ("day", "week", "month", "quarter")
AT_ONCE: tuple[Frequency, ...] = ("day", "week")  # what must not wait for the month
ROUTINE: tuple[Frequency, ...] = ("week", "month", "quarter")
REVIEW: tuple[Frequency, ...] = ("month", "quarter")  # what says something only over a month

TIME = (
    Rule(
        "overdue", "时限", "3.2 b", "红", "超期办结件数和每万件超期办结数同时达到阈值", ROUTINE,
        ("overdue", "overdue_per_10k", "overdue_open"),
        (at_least("overdue", "overdue_cases"), at_least("overdue_per_10k", "overdue_per_10k")),
        "overdue_open", "逐件查明超期原因，办结全部超期未办结件，完善临期提醒", "专项方案", 10, "办件超期",
    ),
    Rule(
        "overdue_open", "时限", "4.2 a", "黄", "期末超期未办结件数达到阈值的为黄色；有超期超过5个工作日仍未办结的，或者期内有督办后仍未办结而再次督办的，为红色", AT_ONCE,
        ("overdue_open", "overdue_open_long", "orders_again"),
        (at_least("overdue_open", "overdue_open"),),
        "overdue_open", "逐件明确办结日期和责任人，限期办结并书面说明超期原因", "限期整改", 3, "超期未办结",
        graver=(at_least("overdue_open_long", "overdue_open_long"), at_least("orders_again", "orders_again")),
    ),
    Rule(
        "orders_late", "时限", "5.2 c", "黄", "回复期限在期内的督办，逾期回复和未回复件数达到阈值", ROUTINE,
        ("orders_late", "orders"),
        (at_least("orders_late", "orders_late"),),
        "orders_late", "逐件回复督办，明确督办事项承办人", "限期整改", 5, "督办未按期回复",
    ),
    Rule(
        "prereview_rate", "时限", "4.2 a", "黄", "网上申报预审按时率低于阈值；应预审件数不足最低件数的不判定", ALWAYS,
        ("prereview_rate",),
        (below("prereview_rate", "prereview_rate", "prereview_cases"),),
        "prereview", "清理超时预审件，落实预审值守和到期提醒", "限期整改", 3, "预审超时",
    ),
)  # fmt: skip

PROCESS = (
    Rule(
        "step_overtime", "流程", "5.2 b", "黄", "环节超时件数和每万件环节超时数同时达到阈值", ROUTINE,
        ("step_overtime", "step_overtime_per_10k"),
        (at_least("step_overtime", "step_overtime_cases"), at_least("step_overtime_per_10k", "step_overtime_per_10k")),
        "step_overtime", "查明超时环节和责任岗位，调整环节时限或人员配置", "限期整改", 10, "环节超时",
    ),
    Rule(
        "flow_fault", "流程", "5.2 b", "黄", "跳过环节或逆流程办理件数达到阈值", ALWAYS,
        ("flow_fault",),
        (at_least("flow_fault", "flow_fault"),),
        "flow_fault", "逐件核查办理流程，纠正跳环节、逆流程办理，锁定流程配置", "限期整改", 5, "流程异常",
    ),
    Rule(
        "projects_failed", "流程", "4.2 a", "黄", "抽查不合规的投资项目数达到阈值", REVIEW,
        ("projects_failed", "projects_sampled"),
        (at_least("projects_failed", "projects_failed"),),
        "projects_failed", "逐个项目纠正不合规办理，补齐手续并书面说明", "限期整改", 10, "投资项目抽查不合规",
    ),
)  # fmt: skip

CONTENT = (
    Rule(
        "guide_faults", "内容", "3.2 a", "黄", "办事指南抽查不合格要素数达到阈值", REVIEW,
        ("guide_faults", "guide_pass_rate"),
        (at_least("guide_faults", "guide_faults"),),
        "guide_faults", "逐项改正办事指南，同步检查本单位其他事项指南", "限期整改", 5, "办事指南不合格",
    ),
    Rule(
        "supplement_rate", "内容", "3.2 b", "提示", "再次补正率达到阈值；受理件数不足最低件数的不判定", REVIEW,
        ("supplement_rate",),
        (at_least("supplement_rate", "supplement_rate", "rate_cases"),),
        "", "落实一次性告知，规范补正理由和次数", "限期整改", 10, "再次补正偏多",
    ),
    Rule(
        "resubmit_rate", "内容", "3.2 b", "提示", "重复申请率达到阈值；受理件数不足最低件数的不判定", REVIEW,
        ("resubmit_rate",),
        (at_least("resubmit_rate", "resubmit_rate", "rate_cases"),),
        "", "分析退件原因，明确退件告知内容，完善材料样本", "限期整改", 10, "重复申请偏多",
    ),
    Rule(
        "standard_rate", "内容", "4.2 a", "黄", "标准化应用一致率低于阈值；检查事项数不足最低项数的不判定", ROUTINE,
        ("standard_rate",),
        (below("standard_rate", "standard_rate", "standard_items"),),
        "standard_rate", "对照标准目录逐项更正事项要素、版本和流程", "限期整改", 10, "标准化应用不一致",
    ),
)  # fmt: skip

FEES = (
    Rule(
        "fee_mismatch", "裁量（收费）", "5.2 b", "红", "实收与应收金额不一致的件数达到阈值", ALWAYS,
        ("fee_mismatch", "fee_cases"),
        (at_least("fee_mismatch", "fee_mismatch"),),
        "fee_mismatch", "逐件核对应收、实收金额，多收的予以退还，少收的说明依据", "限期整改", 5, "收费不符",
    ),
)  # fmt: skip

INTEGRITY = (
    Rule(
        "sudden_finished", "廉政风险点", "5.2 b", "红", "承诺件受理后数秒内办结的件数达到阈值", ALWAYS,
        ("sudden_finished", "promise_finished"),
        (at_least("sudden_finished", "sudden_finished"),),
        "sudden_finished", "逐件核查受理、办结时间，纠正先办后录，书面说明情况", "限期整改", 10, "异常即时办结",
    ),
    Rule(
        "special_repeat", "廉政风险点", "5.2 b", "黄", "同一办件多次启用或超长启用特别程序的件数达到阈值", ROUTINE,
        ("special_repeat", "special_cases"),
        (at_least("special_repeat", "special_repeat"),),
        "special_repeat", "逐件说明启用特别程序的依据和审批情况，规范使用", "限期整改", 10, "多次启用特别程序",
    ),
    Rule(
        "special_rate", "廉政风险点", "5.2 b", "提示", "特别程序启用率达到阈值；承诺件办结数不足最低件数的不判定", REVIEW,
        ("special_rate",),
        (at_least("special_rate", "special_rate", "rate_cases"),),
        "", "核查特别程序启用条件和审批，说明启用偏多的原因", "限期整改", 10, "特别程序启用偏多",
    ),
)  # fmt: skip

ONSITE = (
    Rule(
        "same_day_rate", "服务规范", "5.1 f", "提示", "现场监管当日录入率低于阈值；现场监管次数不足最低次数的不判定", REVIEW,
        ("same_day_rate", "onsite_checks"),
        (below("same_day_rate", "same_day_rate", "onsite_checks"),),
        "entered_late", "落实现场监管结果当日录入要求", "立行立改", 5, "监管结果未当日录入",
    ),
    Rule(
        "onsite_severe", "现场监管", "5.1 e", "红", "现场监管发现的红色等级问题数达到阈值", ALWAYS,
        ("onsite_severe", "onsite_problems"),
        (at_least("onsite_severe", "onsite_severe"),),
        "onsite_severe", "立即纠正，对责任人员教育提醒，书面报告处理结果", "立行立改", 2, "现场严重问题",
    ),
    Rule(
        "onsite_unfixed", "现场监管", "5.1 e", "黄", "现场监管发现而未当场整改的问题数达到阈值", ROUTINE,
        ("onsite_unfixed", "onsite_problems"),
        (at_least("onsite_unfixed", "onsite_unfixed"),),
        "onsite_unfixed", "逐项整改现场问题，反馈整改前后对比材料", "限期整改", 5, "现场问题未整改",
    ),
)  # fmt: skip

VIDEO = (
    Rule(
        "video_breaches", "视频监管", "5.3 d", "黄", "视频监管台账登记的违反工作纪律行为起数达到阈值", ALWAYS,
        ("video_breaches", "video_stopped_rate"),
        (at_least("video_breaches", "video_breaches"),),
        "video_breaches", "当面提醒有关人员，加强窗口纪律巡查", "立行立改", 3, "窗口违纪行为",
    ),
    Rule(
        "terminal_rate", "视频监管", "5.3 a", "黄", "视频终端在线率低于阈值；已接入终端数不足最低数的不判定", ALWAYS,
        ("terminal_rate",),
        (below("terminal_rate", "terminal_rate", "terminals"),),
        "terminals_offline", "检修离线终端，恢复在线并保持", "立行立改", 3, "视频终端离线",
    ),
    Rule(
        "connected_rate", "视频监管", "5.3 a", "提示", "视频终端接入率低于阈值；应接入终端数不足最低数的不判定", REVIEW,
        ("connected_rate",),
        (below("connected_rate", "connected_rate", "terminals"),),
        "", "将应接入终端全部接入监管指挥中心", "限期整改", 10, "视频终端未全部接入",
    ),
)  # fmt: skip

QUALITY = (
    Rule(
        "bad_ratings", "服务质量", "5.4.2 b", "黄", "收到的差评条数达到阈值", ALWAYS,
        ("bad_ratings",),
        (at_least("bad_ratings", "bad_ratings"),),
        "bad_ratings", "逐条回访整改，加强窗口人员培训和管理", "限期整改", 5, "差评集中",
    ),
    Rule(
        "bad_late", "服务质量", "5.4.2 b", "黄", "整改期限在期内、期限内未完成整改的查实差评条数达到阈值", ROUTINE,
        ("bad_late",),
        (at_least("bad_late", "bad_late"),),
        "bad_late", "完成逾期差评整改并逐条回访", "限期整改", 3, "差评逾期未整改",
    ),
    Rule(
        "active_rate", "服务质量", "5.4.2 b", "提示", "主动评价率低于阈值；应评价办件不足最低件数的不判定", REVIEW,
        ("active_rate",),
        (below("active_rate", "active_rate", "rate_cases"),),
        "", "逐个窗口和渠道落实评价引导，不得代评、诱评", "限期整改", 10, "主动评价率偏低",
    ),
    Rule(
        "callback_unpleased", "服务质量", "5.4.2 c", "黄", "抽查回访答复不满意、非常不满意的件数达到阈值", REVIEW,
        ("callback_unpleased", "callbacks"),
        (at_least("callback_unpleased", "callback_unpleased"),),
        "callback_unpleased", "逐件了解不满意原因，改进后再次回访", "限期整改", 5, "回访不满意",
    ),
)  # fmt: skip

OPENNESS = (
    Rule(
        "policy_late", "政务公开", "3.3", "黄", "应公开而未按时公开的政策文件件数达到阈值；未报送的不判定", REVIEW,
        ("policy_late", "policy_rate"),
        (at_least("policy_late", "policy_late"),),
        "", "公开全部应公开政策文件，明确公开时限责任人", "限期整改", 5, "政策文件未按时公开",
    ),
    Rule(
        "service_info_late", "政务公开", "3.3", "提示", "应公开而未按时公开或更新的办事信息条数达到阈值；未报送的不判定", REVIEW,
        ("service_info_late", "service_info_rate"),
        (at_least("service_info_late", "service_info_late"),),
        "", "更新全部办事信息，建立更新提醒", "限期整改", 5, "办事信息更新不及时",
    ),
    Rule(
        "request_late", "政务公开", "3.3", "黄", "应答复而未按时答复的依申请公开件数达到阈值；未报送的不判定", REVIEW,
        ("request_late", "request_rate"),
        (at_least("request_late", "request_late"),),
        "", "答复全部逾期的依申请公开，说明逾期原因", "限期整改", 5, "依申请公开逾期答复",
    ),
    Rule(
        "site_failed", "政务公开", "3.3", "黄", "检查不合格的政府网站数达到阈值", REVIEW,
        ("site_failed", "site_stale"),
        (at_least("site_failed", "site_failed"),),
        "site_failed", "限期整改空白、超期栏目，复查合格", "限期整改", 10, "网站检查不合格",
    ),
    Rule(
        "message_rate", "政务公开", "3.3", "提示", "网站留言按时答复率低于阈值；应答复留言不足最低条数的不判定", REVIEW,
        ("message_rate",),
        (below("message_rate", "message_rate", "messages"),),
        "", "落实留言1个工作日内答复要求", "限期整改", 5, "网站留言答复不及时",
    ),
)  # fmt: skip

CONSULTATION = (
    Rule(
        "reply_rate", "问政咨询", "3.4", "黄", "诉求按期答复率低于阈值；答复期限在期内的诉求不足最低件数的不判定", ROUTINE,
        ("reply_rate", "reply_late"),
        (below("reply_rate", "reply_rate", "reply_cases"),),
        "reply_late", "清理逾期未答复诉求，落实限时答复责任", "限期整改", 5, "诉求答复逾期",
    ),
    Rule(
        "tickets_unanswered", "问政咨询", "4.2 a", "黄", "期末答复期限已过仍未答复的诉求件数达到阈值", AT_ONCE,
        ("tickets_unanswered",),
        (at_least("tickets_unanswered", "tickets_unanswered"),),
        "tickets_unanswered", "逐件答复逾期诉求并向诉求人说明", "立行立改", 2, "诉求逾期未答复",
    ),
    Rule(
        "efficacy_complaints", "问政咨询", "3.4", "黄", "行政效能投诉件数达到阈值；达到红色阈值的为红色", ALWAYS,
        ("efficacy_complaints",),
        (at_least("efficacy_complaints", "efficacy_complaints"),),
        "efficacy_complaints", "逐件核查推诿、拖延、态度生硬等情形，属实的严肃处理", "限期整改", 5, "行政效能投诉",
        graver=(at_least("efficacy_complaints", "efficacy_complaints_red"),),
    ),
    Rule(
        "ticket_pleased_rate", "问政咨询", "3.4", "提示", "诉求满意率低于阈值；已评价诉求不足最低件数的不判定", REVIEW,
        ("ticket_pleased_rate",),
        (below("ticket_pleased_rate", "ticket_pleased_rate", "rated_tickets"),),
        "tickets_unpleased", "对不满意诉求逐件回访，改进办理质量", "限期整改", 10, "诉求满意率偏低",
    ),
    *(
        Rule(
            f"complaints:{name}", "问政咨询", "3.4", "黄", f"{name}类投诉件数达到阈值，且较上期增幅达到阈值", REVIEW,
            (f"complaints_{name}",),
            (at_least(f"complaints_{name}", "complaint_cases"), grown(f"complaints_{name}", "complaint_growth")),
            f"complaints_{name}", f"分析{name}类投诉集中原因，制定改进措施", "专项方案", 10, f"{name}类投诉集中",
        )
        for name in CLASSES
    ),
)  # fmt: skip

INTERFACES = (
    Rule(
        "interface_down", "系统对接", "4.2 a", "黄", "系统对接中断的系统日数达到阈值；达到红色阈值的为红色", ALWAYS,
        ("interface_down",),
        (at_least("interface_down", "interface_days"),),
        "interface_down", "查明系统中断原因，恢复并保持数据推送", "立行立改", 3, "系统对接中断",
        graver=(at_least("interface_down", "interface_days_red"),),
    ),
    Rule(
        "push_failed_rate", "系统对接", "4.2 a", "黄", "数据推送失败率达到阈值；推送数据不足最低条数的不判定", ALWAYS,
        ("push_failed_rate",),
        (at_least("push_failed_rate", "push_failed_rate", "pushed"),),
        "push_failed", "查明推送失败原因，补推失败数据", "限期整改", 3, "数据推送失败",
    ),
)  # fmt: skip

CAPACITY = (
    Rule(
        "channel_rate", "服务方式", "3.2 a", "黄", "渠道畅通率低于阈值；拨测、点检次数不足最低次数的不判定", ROUTINE,
        ("channel_rate",),
        (below("channel_rate", "channel_rate", "channel_checks"),),
        "channels_failed", "排查并修复不畅通的服务渠道，建立日常点检", "限期整改", 5, "服务渠道不畅",
    ),
    Rule(
        "in_hall_rate", "服务方式", "3.2 a", "提示", "事项进驻率低于阈值；应进驻事项不足最低项数的不判定；未报送的不判定", REVIEW,
        ("in_hall_rate",),
        (below("in_hall_rate", "in_hall_rate", "task_items"),),
        "", "除负面清单外事项应进必进，公布进驻计划", "专项方案", 15, "事项未应进必进",
    ),
    Rule(
        "guide_rate", "办事指南", "3.2 a", "提示", "办事指南发布率低于阈值；事项数不足最低项数的不判定", REVIEW,
        ("guide_rate",),
        (below("guide_rate", "guide_rate", "task_items"),),
        "guides_missing", "补发缺少的办事指南并经审核公布", "限期整改", 10, "办事指南未发布",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *TIME, *PROCESS, *CONTENT, *FEES, *INTEGRITY, *ONSITE, *VIDEO, *QUALITY, *OPENNESS, *CONSULTATION,
    *INTERFACES, *CAPACITY,
)  # fmt: skip
