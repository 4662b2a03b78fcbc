"""The problems that the rules find, with their words."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from benchmarks.peers.figures import Counts, filters
from benchmarks.peers.queries import CLASSES

LEVELS = ("红", "黄", "提示")
FILTERS = filters()
FIELD = re.compile(r"\{(\w+)\|(\w+)\}")  # {measure|num}


@dataclass(frozen=True)
class Problem:
    """A problem of one unit, as it is printed."""

    unit_id: str
    unit: str
    aspect: str
    level: str
    text: str
    mode: str
    demand: str
    days: int
    short: str
    measures: tuple[str, ...]

    @property
    def name(self) -> str:
        """The unit and the short name of the problem."""
        return self.unit + self.short


@dataclass(frozen=True)
class Lists:
    """The lists that evidence is taken from."""

    overdue: pd.DataFrame
    bad: pd.DataFrame
    records: dict[str, pd.DataFrame]


Hit = Callable[[Counts], pd.Series]


@dataclass(frozen=True)
class Rule:
    """A rule: what is said, of which units (`hit`), and from when on it is 红 (`grave`)."""

    id: str
    aspect: str
    level: str
    words: str
    mode: str
    demand: str
    days: int
    short: str
    measures: tuple[str, ...]
    hit: Hit
    grave: Hit | None = None


def find(counts: Counts, units: pd.DataFrame, lists: Lists) -> list[Problem]:
    """Every problem, gravest first, then by rule and official order of units."""
    found = [
        _problem(rule, unit, units.at[unit, "short_name"], counts, lists)
        for rule in RULES
        for unit in units.index[rule.hit(counts).reindex(units.index, fill_value=False)]
    ]
    return sorted(found, key=lambda problem: LEVELS.index(problem.level))


def _problem(rule: Rule, unit: str, name: str, counts: Counts, lists: Lists) -> Problem:
    level = "红" if rule.grave and rule.grave(counts).get(unit, False) else rule.level
    text = _said(rule, unit, counts, lists)
    return Problem(
        unit, name, rule.aspect, level, text, rule.mode, rule.demand, rule.days, rule.short, rule.measures
    )


def _said(rule: Rule, unit: str, counts: Counts, lists: Lists) -> str:
    """The words with figures, records and what only this rule says."""

    def figure(field: re.Match[str]) -> str:
        return FILTERS[field[2]](counts.of_unit(field[1], unit))

    text = FIELD.sub(figure, rule.words)
    if "{records}" in text:
        text = text.replace("{records}", _records(rule.id, unit, lists))
    if "{streak}" in text:
        rises = counts.rises("overdue", unit)
        text = text.replace("{streak}", f"，连续{rises}个月上升" if rises >= 3 else "")
    if "{window}" in text:
        text = text.replace("{window}", _window(unit, lists))
    return text.replace("{finding}", "：" + _first("finding", unit, lists)) if "{finding}" in text else text


COUNTERS = {
    "projects_failed": "个项目", "guide_faults": "个要素", "onsite_severe": "个", "onsite_unfixed": "个",
    "video_breaches": "起", "bad_late": "条", "site_failed": "个网站", "flow_fault": "天", "interface_down": "个系统",
}  # fmt: skip


def _records(rule: str, unit: str, lists: Lists) -> str:
    if rule == "overdue":
        names = lists.overdue.query("unit_id == @unit and open")["project_no"].tolist()
    else:
        frame = lists.records[rule]
        names = list(dict.fromkeys(frame[frame["unit_id"] == unit]["record"]))
    most = 3 if rule == "interface_down" else 2
    return f"（{some(names, most, COUNTERS.get(rule, '件'))}）" if names else ""


def _first(name: str, unit: str, lists: Lists) -> str:
    frame = lists.records[name]
    return str(frame[frame["unit_id"] == unit]["record"].iloc[0])


def _window(unit: str, lists: Lists) -> str:
    windows = lists.bad.query("unit_id == @unit")["counter"].value_counts()
    return f"，其中{windows.index[0]}{windows.iloc[0]}条" if len(windows) and windows.iloc[0] >= 3 else ""


def least(measure: str, limit: float) -> Hit:
    """The figure reaches the limit."""
    return lambda counts: counts.values(measure, counts.now) >= limit


def low(measure: str, limit: float, base: int) -> Hit:
    """The rate stays below the limit, on a base that is large enough."""
    return lambda counts: (counts.values(measure, counts.now) < limit) & _enough(counts, measure, base)


def high(measure: str, limit: float, base: int) -> Hit:
    """The rate reaches the limit, on a base that is large enough."""
    return lambda counts: (counts.values(measure, counts.now) >= limit) & _enough(counts, measure, base)


def _enough(counts: Counts, measure: str, base: int) -> pd.Series:
    return counts.now[(measure, "d")].fillna(0) >= base


def doubled(measure: str) -> Hit:
    """The count is at least twice that of last month."""
    return lambda counts: counts.values(measure, counts.now) >= 2 * counts.values(measure, counts.last)


def both(one: Hit, other: Hit) -> Hit:
    """Both hold."""
    return lambda counts: one(counts) & other(counts)


rate = "{0}{{{1}|num}}（{{{1}|ratio}}{2}），{{{1}|mom_by}}".format
published = "{0}{{{1}|num}}，{2}{{{3}|num}}（{{{3}|ratio}}{4}）".format

RULES: tuple[Rule, ...] = (
    Rule(
        "overdue", "时限", "红", "超期办结{overdue|num}，{overdue|mom_by}{streak}，{overdue_per_10k|num}；期末超期未办结{overdue_open|num}{records}",
        "专项方案", "逐件查明超期原因，办结全部超期未办结件，完善临期提醒", 10, "办件超期",
        ("overdue", "overdue_per_10k", "overdue_open"), both(least("overdue", 10), least("overdue_per_10k", 5)),
    ),
    Rule(
        "orders_late", "时限", "黄", "督办逾期回复或未回复{orders_late|num}{records}",
        "限期整改", "逐件回复督办，明确督办事项承办人", 5, "督办未按期回复", ("orders_late", "orders"), least("orders_late", 3),
    ),
    Rule(
        "prereview_rate", "时限", "黄", rate("网上申报预审按时率", "prereview_rate", "件"),
        "限期整改", "清理超时预审件，落实预审值守和到期提醒", 3, "预审超时", ("prereview_rate",), low("prereview_rate", 95, 20),
    ),
    Rule(
        "step_overtime", "流程", "黄", "环节超时{step_overtime|num}，{step_overtime|mom_by}，{step_overtime_per_10k|num}",
        "限期整改", "查明超时环节和责任岗位，调整环节时限或人员配置", 10, "环节超时",
        ("step_overtime", "step_overtime_per_10k"), both(least("step_overtime", 60), least("step_overtime_per_10k", 10)),
    ),
    Rule(
        "flow_fault", "流程", "黄", "跳过环节或逆流程办理{flow_fault|num}{records}，{flow_fault|mom_by}",
        "限期整改", "逐件核查办理流程，纠正跳环节、逆流程办理，锁定流程配置", 5, "流程异常", ("flow_fault",), least("flow_fault", 5),
    ),
    Rule(
        "projects_failed", "流程", "黄", "抽查投资项目{projects_sampled|num}，不合规{projects_failed|num}{records}",
        "限期整改", "逐个项目纠正不合规办理，补齐手续并书面说明", 10, "投资项目抽查不合规",
        ("projects_failed", "projects_sampled"), least("projects_failed", 2),
    ),
    Rule(
        "guide_faults", "内容", "黄", "办事指南抽查不合格要素{guide_faults|num}{records}，合格率{guide_pass_rate|num}（{guide_pass_rate|ratio}个）",
        "限期整改", "逐项改正办事指南，同步检查本单位其他事项指南", 5, "办事指南不合格",
        ("guide_faults", "guide_pass_rate"), least("guide_faults", 4),
    ),
    Rule(
        "supplement_rate", "内容", "提示", rate("再次补正率", "supplement_rate", "件"),
        "限期整改", "落实一次性告知，规范补正理由和次数", 10, "再次补正偏多", ("supplement_rate",), high("supplement_rate", 3, 500),
    ),
    Rule(
        "resubmit_rate", "内容", "提示", rate("重复申请率", "resubmit_rate", "件"),
        "限期整改", "分析退件原因，明确退件告知内容，完善材料样本", 10, "重复申请偏多", ("resubmit_rate",), high("resubmit_rate", 2, 500),
    ),
    Rule(
        "standard_rate", "内容", "黄", rate("标准化应用一致率", "standard_rate", "项"),
        "限期整改", "对照标准目录逐项更正事项要素、版本和流程", 10, "标准化应用不一致", ("standard_rate",), low("standard_rate", 92, 15),
    ),
    Rule(
        "fee_mismatch", "裁量（收费）", "红", "实收与应收金额不符{fee_mismatch|num}（收费件共{fee_cases|num}），{fee_mismatch|mom_by}",
        "限期整改", "逐件核对应收、实收金额，多收的予以退还，少收的说明依据", 5, "收费不符",
        ("fee_mismatch", "fee_cases"), least("fee_mismatch", 5),
    ),
    Rule(
        "sudden_finished", "廉政风险点", "红", "异常即时办结{sudden_finished|num}，{sudden_finished|mom_by}，疑似先办后录",
        "限期整改", "逐件核查受理、办结时间，纠正先办后录，书面说明情况", 10, "异常即时办结",
        ("sudden_finished", "promise_finished"), least("sudden_finished", 20),
    ),
    Rule(
        "special_repeat", "廉政风险点", "黄", "多次或超长启用特别程序{special_repeat|num}，{special_repeat|mom_by}",
        "限期整改", "逐件说明启用特别程序的依据和审批情况，规范使用", 10, "多次启用特别程序",
        ("special_repeat", "special_cases"), least("special_repeat", 5),
    ),
    Rule(
        "special_rate", "廉政风险点", "提示", rate("特别程序启用率", "special_rate", "件"),
        "限期整改", "核查特别程序启用条件和审批，说明启用偏多的原因", 10, "特别程序启用偏多", ("special_rate",), high("special_rate", 5, 500),
    ),
    Rule(
        "same_day_rate", "服务规范", "提示", rate("现场监管当日录入率", "same_day_rate", "次"),
        "立行立改", "落实现场监管结果当日录入要求", 5, "监管结果未当日录入", ("same_day_rate", "onsite_checks"), low("same_day_rate", 90, 10),
    ),
    Rule(
        "onsite_severe", "现场监管", "红", "现场监管发现红色等级问题{onsite_severe|num}{records}{finding}",
        "立行立改", "立即纠正，对责任人员教育提醒，书面报告处理结果", 2, "现场严重问题",
        ("onsite_severe", "onsite_problems"), least("onsite_severe", 1),
    ),
    Rule(
        "onsite_unfixed", "现场监管", "黄", "现场监管发现问题{onsite_problems|num}，未当场整改{onsite_unfixed|num}{records}",
        "限期整改", "逐项整改现场问题，反馈整改前后对比材料", 5, "现场问题未整改",
        ("onsite_unfixed", "onsite_problems"), least("onsite_unfixed", 5),
    ),
    Rule(
        "video_breaches", "视频监管", "黄", "视频监管登记违反工作纪律行为{video_breaches|num}{records}，{video_breaches|mom_by}",
        "立行立改", "当面提醒有关人员，加强窗口纪律巡查", 3, "窗口违纪行为",
        ("video_breaches", "video_stopped_rate"), least("video_breaches", 8),
    ),
    Rule(
        "terminal_rate", "视频监管", "黄", rate("视频终端在线率", "terminal_rate", "台次"),
        "立行立改", "检修离线终端，恢复在线并保持", 3, "视频终端离线", ("terminal_rate",), low("terminal_rate", 95, 5),
    ),
    Rule(
        "connected_rate", "视频监管", "提示", rate("视频终端接入率", "connected_rate", "台次"),
        "限期整改", "将应接入终端全部接入监管指挥中心", 10, "视频终端未全部接入", ("connected_rate",), low("connected_rate", 90, 5),
    ),
    Rule(
        "bad_ratings", "服务质量", "黄", "收到差评{bad_ratings|num}，{bad_ratings|mom_by}{window}",
        "限期整改", "逐条回访整改，加强窗口人员培训和管理", 5, "差评集中", ("bad_ratings",), least("bad_ratings", 5),
    ),
    Rule(
        "bad_late", "服务质量", "黄", "查实差评逾期未整改{bad_late|num}{records}",
        "限期整改", "完成逾期差评整改并逐条回访", 3, "差评逾期未整改", ("bad_late",), least("bad_late", 3),
    ),
    Rule(
        "active_rate", "服务质量", "提示", rate("主动评价率", "active_rate", "件"),
        "限期整改", "逐个窗口和渠道落实评价引导，不得代评、诱评", 10, "主动评价率偏低", ("active_rate",), low("active_rate", 80, 500),
    ),
    Rule(
        "callback_unpleased", "服务质量", "黄", "抽查回访接通{callbacks|num}，不满意{callback_unpleased|num}{records}",
        "限期整改", "逐件了解不满意原因，改进后再次回访", 5, "回访不满意",
        ("callback_unpleased", "callbacks"), least("callback_unpleased", 3),
    ),
    Rule(
        "policy_late", "政务公开", "黄", published("未按时公开政策文件", "policy_late", "按时公开率", "policy_rate", "件"),
        "限期整改", "公开全部应公开政策文件，明确公开时限责任人", 5, "政策文件未按时公开", ("policy_late", "policy_rate"), least("policy_late", 3),
    ),
    Rule(
        "service_info_late", "政务公开", "提示", published("未按时公开办事信息", "service_info_late", "按时公开率", "service_info_rate", "条"),
        "限期整改", "更新全部办事信息，建立更新提醒", 5, "办事信息更新不及时", ("service_info_late", "service_info_rate"), least("service_info_late", 5),
    ),
    Rule(
        "request_late", "政务公开", "黄", published("依申请公开未按时答复", "request_late", "按时答复率", "request_rate", "件"),
        "限期整改", "答复全部逾期的依申请公开，说明逾期原因", 5, "依申请公开逾期答复", ("request_late", "request_rate"), least("request_late", 3),
    ),
    Rule(
        "site_failed", "政务公开", "黄", "政府网站检查不合格{site_failed|num}{records}，空白和超期栏目{site_stale|num}",
        "限期整改", "限期整改空白、超期栏目，复查合格", 10, "网站检查不合格", ("site_failed", "site_stale"), least("site_failed", 1),
    ),
    Rule(
        "message_rate", "政务公开", "提示", rate("网站留言按时答复率", "message_rate", "条"),
        "限期整改", "落实留言1个工作日内答复要求", 5, "网站留言答复不及时", ("message_rate",), low("message_rate", 80, 5),
    ),
    Rule(
        "reply_rate", "问政咨询", "黄", "诉求按期答复率{reply_rate|num}（{reply_rate|ratio}件），逾期答复或未答复{reply_late|num}",
        "限期整改", "清理逾期未答复诉求，落实限时答复责任", 5, "诉求答复逾期", ("reply_rate", "reply_late"), low("reply_rate", 95, 10),
    ),
    Rule(
        "efficacy_complaints", "问政咨询", "黄", "行政效能投诉{efficacy_complaints|num}{records}，{efficacy_complaints|mom_by}",
        "限期整改", "逐件核查推诿、拖延、态度生硬等情形，属实的严肃处理", 5, "行政效能投诉",
        ("efficacy_complaints",), least("efficacy_complaints", 5), least("efficacy_complaints", 10),
    ),
    Rule(
        "ticket_pleased_rate", "问政咨询", "提示", rate("诉求满意率", "ticket_pleased_rate", "件"),
        "限期整改", "对不满意诉求逐件回访，改进办理质量", 10, "诉求满意率偏低", ("ticket_pleased_rate",), low("ticket_pleased_rate", 85, 20),
    ),
    *(
        Rule(
            "complaints", "问政咨询", "黄", f"{name}类投诉{{complaints_{name}|num}}，{{complaints_{name}|mom_by}}",
            "专项方案", f"分析{name}类投诉集中原因，制定改进措施", 10, f"{name}类投诉集中", (f"complaints_{name}",),
            both(least(f"complaints_{name}", 20), doubled(f"complaints_{name}")),
        )
        for name in CLASSES
    ),
    Rule(
        "interface_down", "系统对接", "黄", "系统对接中断{interface_down|num}{records}",
        "立行立改", "查明系统中断原因，恢复并保持数据推送", 3, "系统对接中断",
        ("interface_down",), least("interface_down", 2), least("interface_down", 5),
    ),
    Rule(
        "push_failed_rate", "系统对接", "黄", rate("数据推送失败率", "push_failed_rate", "条"),
        "限期整改", "查明推送失败原因，补推失败数据", 3, "数据推送失败", ("push_failed_rate",), high("push_failed_rate", 1, 100),
    ),
    Rule(
        "channel_rate", "服务方式", "黄", rate("渠道畅通率", "channel_rate", "次"),
        "限期整改", "排查并修复不畅通的服务渠道，建立日常点检", 5, "服务渠道不畅", ("channel_rate",), low("channel_rate", 95, 20),
    ),
    Rule(
        "in_hall_rate", "服务方式", "提示", rate("事项进驻率", "in_hall_rate", "项"),
        "专项方案", "除负面清单外事项应进必进，公布进驻计划", 15, "事项未应进必进", ("in_hall_rate",), low("in_hall_rate", 95, 20),
    ),
    Rule(
        "guide_rate", "办事指南", "提示", rate("办事指南发布率", "guide_rate", "项"),
        "限期整改", "补发缺少的办事指南并经审核公布", 10, "办事指南未发布", ("guide_rate",), low("guide_rate", 90, 20),
    ),
)  # fmt: skip


def some(items: list[str], most: int, counter: str = "家单位") -> str:
    """At most `most` names, and how many there are where some are left out."""
    return "、".join(items) if len(items) <= most else f"{'、'.join(items[:most])}等{len(items)}{counter}"
