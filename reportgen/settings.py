"""reportgen.toml of a workspace as one frozen value: body, numbers, thresholds, places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen import database, scheme, units
from reportgen.database import Database
from reportgen.datasets import DATASETS, files
from reportgen.duty import ANNUAL_BY, Calendar
from reportgen.errors import InputFaults, raise_all
from reportgen.keys import Keys
from reportgen.scheme import Catalogue
from reportgen.units import Register

FILE = "reportgen.toml"
CALENDAR = DATASETS["calendar"]
LEVELS = ("市", "区县", "乡镇街道")


@dataclass(frozen=True, slots=True)
class Authority:
    """The supervising body (监管机构, 4.1) and how its documents are signed and sent."""

    name: str
    mark: str
    code: str
    level: str
    whole: str
    recipients: str
    copies: str
    contact: str
    supervisor: str  # who re-checks what was rectified (复核人)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets the 简报 (报、送、发 in its 报尾), and how many are printed; 0 is not told."""

    report: str
    send: str
    issue: str
    copies: int

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """The lines to print: label and names."""
        lines = (("报", self.report), ("送", self.send), ("发", self.issue))
        return tuple((label, names) for label, names in lines if names)


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group (同类): its units are compared with each other and with nobody else."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Break:
    """A reorganisation from month `since` on: figures of `units` do not compare across it."""

    since: str
    units: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a workspace says about itself; `today` is set only where the day is fixed."""

    workspace: Path
    authority: Authority
    briefs: Recipients
    groups: tuple[Group, ...]
    areas: str  # the column of the register that divides the districts into 片区
    breaks: tuple[Break, ...]
    thresholds: Mapping[str, float]
    register: Register
    indicators: Catalogue | None
    store: Database
    output: Path
    generator: Path | None
    today: date | None
    serials: Mapping[str, int]
    workdays: Mapping[date, bool]
    calendar: Calendar


KINDS = ("day", "week", "quarter")
# Thresholds of the findings, with the default that holds where reportgen.toml is silent. `name_day`,
# `name_week` and `name_quarter` stand in for `name` where a rule is asked of such periods.
THRESHOLDS: dict[str, float] = {
    # 时限
    "overdue_cases": 10, "overdue_cases_week": 6, "overdue_cases_quarter": 30,  # 超期办结件数, 件
    "overdue_per_10k": 5,  # 超期办结率, 件/万件
    "overdue_open": 5, "overdue_open_day": 4,  # 期末超期未办结, 件
    "overdue_open_long": 1,  # 其中超期超过5个工作日, 件（红）
    "orders_again": 1,  # 再次督办, 件（红）
    "orders_late": 3, "orders_late_week": 2, "orders_late_quarter": 9,  # 督办逾期回复和未回复, 件
    "prereview_rate": 95, "prereview_rate_day": 90,  # 预审按时率, %
    "prereview_cases": 20,  # 应预审最低件数, 件
    # 流程
    "step_overtime_cases": 60, "step_overtime_cases_week": 25, "step_overtime_cases_quarter": 180,  # 环节超时, 件
    "step_overtime_per_10k": 10,  # 环节超时率, 件/万件
    "flow_fault": 5, "flow_fault_day": 3, "flow_fault_week": 4, "flow_fault_quarter": 15,  # 流程异常, 件
    "projects_failed": 2, "projects_failed_quarter": 4,  # 抽查不合规投资项目, 个
    # 内容
    "guide_faults": 4, "guide_faults_quarter": 8,  # 办事指南不合格要素, 个
    "supplement_rate": 3,  # 再次补正率, %
    "resubmit_rate": 2,  # 重复申请率, %
    "rate_cases": 500,  # 办件比率的最低件数, 件
    "standard_rate": 92, "standard_rate_week": 85,  # 标准化应用一致率, %
    "standard_items": 15,  # 检查事项最低项数, 项
    # 裁量（收费）、廉政风险点
    "fee_mismatch": 5, "fee_mismatch_day": 3, "fee_mismatch_week": 3, "fee_mismatch_quarter": 15,  # 收费不符, 件
    "sudden_finished": 20, "sudden_finished_day": 10, "sudden_finished_week": 10, "sudden_finished_quarter": 60,  # 异常即时办结, 件
    "special_repeat": 5, "special_repeat_week": 3, "special_repeat_quarter": 15,  # 多次或超长特别程序, 件
    "special_rate": 5,  # 特别程序启用率, %
    # 服务规范、现场监管、视频监管
    "same_day_rate": 90,  # 现场监管当日录入率, %
    "onsite_checks": 10,  # 现场监管最低次数, 次
    "onsite_severe": 1,  # 现场监管红色等级问题, 个
    "onsite_unfixed": 5, "onsite_unfixed_week": 3, "onsite_unfixed_quarter": 15,  # 现场监管未当场整改, 个
    "video_breaches": 8, "video_breaches_day": 3, "video_breaches_week": 5, "video_breaches_quarter": 24,  # 视频监管违纪行为, 起
    "terminal_rate": 95, "terminal_rate_day": 80, "terminal_rate_week": 90,  # 视频终端在线率, %
    "connected_rate": 90,  # 视频终端接入率, %
    "terminals": 5,  # 终端最低数, 个
    # 服务质量
    "bad_ratings": 5, "bad_ratings_day": 3, "bad_ratings_week": 4, "bad_ratings_quarter": 12,  # 同一单位差评, 条
    "bad_ratings_window": 3,  # 同一窗口差评, 条
    "bad_late": 3, "bad_late_week": 2, "bad_late_quarter": 6,  # 逾期未整改差评, 条
    "active_rate": 80,  # 主动评价率, %
    "callback_unpleased": 3, "callback_unpleased_quarter": 6,  # 回访不满意, 件
    # 政务公开
    "policy_late": 3, "policy_late_quarter": 6,  # 未按时公开政策文件, 件
    "service_info_late": 5, "service_info_late_quarter": 12,  # 未按时公开办事信息, 条
    "request_late": 3, "request_late_quarter": 6,  # 未按时答复依申请公开, 件
    "site_failed": 1,  # 检查不合格政府网站, 个
    "message_rate": 80,  # 网站留言按时答复率, %
    "messages": 5,  # 应答复留言最低条数, 条
    # 问政咨询
    "reply_rate": 95, "reply_rate_week": 85,  # 诉求按期答复率, %
    "reply_cases": 10,  # 答复期限在期内的诉求最低件数, 件
    "tickets_unanswered": 5,  # 期末逾期未答复诉求, 件
    "efficacy_complaints": 5, "efficacy_complaints_day": 3, "efficacy_complaints_week": 4, "efficacy_complaints_quarter": 12,  # 行政效能投诉, 件
    "efficacy_complaints_red": 10, "efficacy_complaints_red_day": 5, "efficacy_complaints_red_week": 8, "efficacy_complaints_red_quarter": 30,  # 行政效能投诉, 件（红）
    "ticket_pleased_rate": 85,  # 诉求满意率, %
    "rated_tickets": 20,  # 已评价诉求最低件数, 件
    "complaint_cases": 20, "complaint_cases_quarter": 60,  # 同一单位同类投诉, 件
    "complaint_growth": 100,  # 同类投诉环比增幅, %
    # 系统对接
    "interface_days": 2, "interface_days_day": 1, "interface_days_quarter": 4,  # 系统对接中断, 个系统日
    "interface_days_red": 5, "interface_days_red_day": 2, "interface_days_red_week": 4, "interface_days_red_quarter": 10,  # 系统对接中断, 个系统日（红）
    "push_failed_rate": 1,  # 数据推送失败率, %
    "pushed": 100,  # 推送数据最低条数, 条
    # 服务方式、办事指南
    "channel_rate": 95, "channel_rate_week": 92,  # 渠道畅通率, %
    "channel_checks": 20,  # 拨测、点检最低次数, 次
    "in_hall_rate": 95,  # 事项进驻率, %
    "guide_rate": 90,  # 办事指南发布率, %
    "task_items": 20,  # 事项最低项数, 项
    # 季分析
    "small_base": 30,  # 比率的基数低于此数的注明“基数小”，不据以判断, 件
    # 日扫描
    "scan_on_time_rate": 99.9,  # 平台按时办结率低于此数为“关注”, %
    "scan_volume_change": 30,  # 受理量较前5个工作日日均增减达到此数为“关注”, %
    # 文字
    "names": 5,  # 正文一处点名单位数, 家
}  # fmt: skip


def load(workspace: Path) -> Settings:
    """The settings of `workspace`; `InputFaults` naming file and key of every fault at once."""
    file = workspace / FILE
    if not file.exists():
        raise InputFaults.single(f"找不到 {FILE}", str(workspace), "请用 --workspace 指明工作区文件夹")
    keys = Keys.read(file)
    workdays = _workdays(workspace, keys)
    settings = Settings(
        workspace=workspace,
        authority=_authority(keys.table("authority")),
        briefs=_briefs(keys.table("briefs", {})),
        groups=_groups(keys.table("groups")),
        areas=keys.choice("areas", units.AREAS, units.AREAS[-1]),
        breaks=_breaks(keys.table("breaks", {})),
        thresholds=_thresholds(keys.table("thresholds", {})),
        register=_register(workspace / keys.text("units", "units.csv"), keys),
        indicators=_indicators(workspace, keys),
        store=_store(workspace, keys),
        output=workspace / keys.text("output", "output"),
        generator=workspace / generator if (generator := keys.text("generator", "")) else None,
        today=_day(keys, "today"),
        serials=_serials(keys.table("serials", {})),
        workdays=workdays,
        calendar=_calendar(keys.table("calendar", {}), workdays),
    )
    keys.finish()
    return settings


def _authority(keys: Keys) -> Authority:
    return Authority(
        name=keys.text("name"),
        mark=keys.text("mark"),
        code=keys.text("code", pattern="[一-鿿]+", hint="机关代字只能是汉字"),
        level=keys.choice("level", LEVELS),
        whole=keys.text("whole"),
        recipients=keys.text("recipients", pattern=".*：", hint="主送机关末尾应为全角冒号"),
        copies=keys.text("copies", ""),
        contact=keys.text("contact", ""),
        supervisor=keys.text("supervisor", ""),
    )


def _briefs(keys: Keys) -> Recipients:
    report, send, issue = (
        keys.text(name, pattern=".*[^，。；：、]", hint="末尾不写标点，程序自己加句号")
        if name in keys
        else ""
        for name in ("report", "send", "issue")
    )
    return Recipients(report, send, issue, int(keys.number("copies", 0, high=100_000)))


def _groups(keys: Keys) -> tuple[Group, ...]:
    return tuple(Group(name, keys.text(name)) for name in keys)


def _breaks(keys: Keys) -> tuple[Break, ...]:
    found = []
    for since in keys:
        entry = keys.table(since)
        found.append(Break(since, entry.texts("units"), entry.text("words")))
    return tuple(found)


def _thresholds(keys: Keys) -> dict[str, float]:
    """Every threshold, and those that the workspace sets apart for days, weeks or quarters."""
    apart = {f"{name}_{kind}": value for name, value in THRESHOLDS.items() for kind in KINDS}
    known = {**{name: value for name, value in apart.items() if name in keys}, **THRESHOLDS}
    return {name: keys.number(name, default) for name, default in known.items()}


def _serials(keys: Keys) -> dict[str, int]:
    return {key: int(keys.number(key, low=1)) for key in keys}


def _register(file: Path, keys: Keys) -> Register:
    try:
        return units.load(file)
    except InputFaults as error:  # told together with the faults of the settings
        for fault in error.faults:
            keys.note(fault)
        return Register({})


def _indicators(workspace: Path, keys: Keys) -> Catalogue | None:
    try:
        return scheme.catalogue(workspace)
    except InputFaults as error:
        for fault in error.faults:
            keys.note(fault)
        return None


def _store(workspace: Path, keys: Keys) -> Database:
    """Where the store is; an address that cannot be read is not repeated: it may hold a password."""
    file = workspace / keys.text("store", "store/store.duckdb")
    lake = workspace / keys.text("lake", "store/lake")
    try:
        return database.parse(keys.text("database", ""), workspace, file, lake)
    except ValueError as error:
        keys.fault("database", "写法不对（内容可能含密码，不予显示）", str(error))
        return file


def _day(keys: Keys, key: str) -> date | None:
    text = keys.text(key, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        keys.fault(key, f"日期“{text}”写法不对", '请写成如 "2026-11-02"')
        return None


def _calendar(keys: Keys, workdays: Mapping[date, bool]) -> Calendar:
    """[calendar]: `annual` = "03-31", by when the annual report is due; `since`, where duties begin."""
    text = keys.text("annual", "{:02}-{:02}".format(*ANNUAL_BY))
    try:
        annual = date.fromisoformat(f"2001-{text}")  # a year without 29 February
    except ValueError:
        keys.fault("annual", f"日期“{text}”写法不对", '请写成如 "03-31"（不写年份，不能是02-29）')
        annual = date(2001, *ANNUAL_BY)
    return Calendar(workdays, (annual.month, annual.day), _day(keys, "since"))


def _workdays(workspace: Path, keys: Keys) -> dict[date, bool]:
    """Working days that the workspace adds (D20); those announced and known to the library end with 2026."""
    file = workspace / CALENDAR.file
    if not file.exists():
        return {}
    try:
        rows = files.read(file, CALENDAR)
        raise_all(files.faults(rows, CALENDAR, file))
    except InputFaults as error:
        for fault in error.faults:
            keys.note(fault)
        return {}
    return {date.fromisoformat(row["date"]): files.FLAGS[row["is_workday"]] for row in rows}
