"""日扫描报告 (4.2 a): the eight contents of a working day, what supervision recorded, problems assigned and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from reportgen import duty, findings
from reportgen.facts import Fact, Reading
from reportgen.reports import daily_lists, followup, openings, peers
from reportgen.reports.daily_lists import Counted
from reportgen.reports.model import Context, Material, Report
from reportgen.reports.problems import Problem, assigned, problems
from reportgen.units import Unit

SECTIONS = ("今日要情", "八项扫描", "监管记录", "问题与交办", "问题销号", "口径")
NORMAL, WATCH, ABNORMAL, IDLE = "正常", "关注", "异常", "未开展"
PLATFORM = ("accepted", "finished", "on_time_rate", "online_rate", "overdue", "step_overtime")
SHOWN = 5  # problems assigned that the text tells, the gravest; where there are more, an annex tells all
BACK = 5  # working days whose mean a day is seen against: one of each weekday


@dataclass(frozen=True, slots=True)
class Content:
    """One of the eight contents of 4.2 a: the measure that shows whether it was scanned, those whose cases call
    for attention, and the rules that make a problem of them."""

    key: str
    title: str
    short: str
    scanned: str
    watched: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


CONTENTS = (
    Content("platform", "平台整体运行", "平台运行", "accepted", (), ("flow_fault", "fee_mismatch", "sudden_finished")),
    Content("projects", "投资项目办理", "投资项目", "projects_checked"),
    Content("standard", "标准化应用", "标准化", "standard_rate"),
    Content("overdue", "超期办件督办", "超期督办", "overdue_open", ("overdue_open",), ("overdue_open",)),
    Content("prereview", "网上申报预审督办", "网上预审", "prereview_rate", ("prereview_overdue",), ("prereview_rate",)),
    Content(
        "tickets", "投诉咨询回复", "投诉咨询", "reply_rate", ("reply_late", "tickets_unanswered"),
        ("tickets_unanswered", "efficacy_complaints"),
    ),
    Content("interfaces", "系统对接", "系统对接", "interface_checks", ("interface_down",), ("interface_down", "push_failed_rate")),
    Content("terminals", "视频终端接入及巡查", "视频巡查", "terminal_rate", ("terminals_offline",), ("terminal_rate",)),
)  # fmt: skip

NAMED = ("overdue", "prereview_overdue", "terminals_offline")  # units with such cases are named
RECORDED = (
    "onsite_checks", "onsite_halls", "onsite_timed", "onsite_random", "onsite_problems", "onsite_fixed_rate",
    "same_day_rate", "flow_fault", "fee_mismatch", "sudden_finished", "special_repeat", "video_breaches",
    "video_stopped_rate", "supervisor_opinions", "rating_due", "rated", "active_rate", "bad_ratings",
    "callbacks_sampled", "callbacks", "callback_pleased_rate", "callback_unpleased",
)  # fmt: skip
SCANNED = (
    *PLATFORM, "projects_checked", "projects_checked_rate", "standard_rate",
    "overdue_open", "overdue_open_long", "orders", "orders_again",
    "prereview_rate", "prereview_due", "prereview_on_time", "prereview_overdue", "tickets", "tickets_投诉", "tickets_咨询", "efficacy_complaints",
    "reply_rate", "reply_due", "reply_on_time", "reply_late", "tickets_unanswered",
    "interface_checks", "interface_rate", "interface_down", "pushed", "push_failed_rate",
    "connected_rate", "terminal_rate", "inspected_rate", "terminals_offline",
)  # fmt: skip
MEASURES_USED = tuple(dict.fromkeys((*SCANNED, *RECORDED)))


def facts(material: Material) -> Context:
    """All that templates/daily.xml prints."""
    period, whole = material.period, peers.whole(material)
    active = material.settings.register.active(period)
    readings = {name: material.facts.reading(name, whole, period) for name in MEASURES_USED}
    mean = _means(material)
    found = problems(material, active)
    lists = daily_lists.lists(material, active)
    states = _states(material, readings, mean, found, lists)
    fresh, pending = assigned(material, found)
    ledger = followup.followup(material, len(fresh))
    limits = material.settings.thresholds
    return {
        "whole": whole,
        "number": f"第{material.serial}期",
        "f": readings,
        "mean": mean,
        "contents": tuple((content, states[content.key]) for content in CONTENTS),
        "state": states,
        "titles": {content.key: content.title for content in CONTENTS},
        "problems": fresh,
        "assigned": tuple(zip(openings.ids(material, fresh), fresh, strict=True)),
        "pending": pending,
        "n": _tallies(material, states, fresh, pending),
        "shown": SHOWN,
        "annexes": _annexes(lists, fresh, ledger),
        "units": {name: _units(material, active, name) for name in NAMED},
        "ledger": ledger,
        "limits": {name: f"{limits[name]:g}" for name in ("scan_on_time_rate", "scan_volume_change")},
        **lists,
    }


def _annexes(
    lists: daily_lists.Lists, fresh: Sequence[Problem], ledger: followup.Followup
) -> Mapping[str, int]:
    """The number of each annex, 0 of one that is not needed: the text holds what two to three pages can."""
    needed = {
        "late": bool(lists["late"]),
        "entries": bool(lists["entries"]),
        "assigned": len(fresh) > SHOWN,
        "ledger": ledger.more,
    }
    numbers = count(1)
    return {name: next(numbers) if there else 0 for name, there in needed.items()}


def _means(material: Material) -> Mapping[str, Fact]:
    """The platform's figures over the working days before."""
    days = material.settings.calendar.trailing(material.period, BACK + 1)[:-1]
    whole = peers.whole(material)
    return {
        name: material.facts.mean(name, whole, days, f"（前{BACK}个工作日日均）") for name in PLATFORM
    }  # fmt: skip


def _states(
    material: Material,
    readings: Mapping[str, Reading],
    mean: Mapping[str, Fact],
    found: Sequence[Problem],
    lists: daily_lists.Lists,
) -> Mapping[str, str]:
    """正常, 关注, 异常 or 未开展 of each content by its key."""
    raised = {problem.finding.rule.id for problem in found if problem.finding.level != "提示"}
    watched = {
        content.key: any(readings[name].now.value for name in content.watched) for content in CONTENTS
    }  # fmt: skip
    watched["platform"] = _wavering(material, readings, mean)
    watched["projects"] = bool(lists["projects_failed"])
    watched["standard"] = bool(lists["standard_faults"])
    return {
        content.key: _state(
            readings[content.scanned], bool(raised & set(content.rules)), watched[content.key]
        )
        for content in CONTENTS
    }


def _state(scanned: Reading, raised: bool, watched: bool) -> str:
    if not scanned.now.known:
        return IDLE
    return ABNORMAL if raised else WATCH if watched else NORMAL


def _wavering(material: Material, readings: Mapping[str, Reading], mean: Mapping[str, Fact]) -> bool:
    """Whether the platform's volume or its rate on time departs from what is usual."""
    limits, accepted = material.settings.thresholds, readings["accepted"].now
    rate, usual = readings["on_time_rate"].now, mean["accepted"]
    if rate.known and rate.exact < limits["scan_on_time_rate"]:
        return True
    if not (accepted.known and usual.known and usual.exact):
        return False
    return abs(accepted.exact / usual.exact - 1) * 100 >= limits["scan_volume_change"]


def _tallies(
    material: Material,
    states: Mapping[str, str],
    fresh: Sequence[Problem],
    pending: Sequence[Problem],
) -> Mapping[str, Fact]:
    counted = list(states.values())
    counts = {
        "normal": (counted.count(NORMAL), "项", "状态为正常的扫描内容数"),
        "watch": (counted.count(WATCH), "项", "状态为关注的扫描内容数"),
        "abnormal": (counted.count(ABNORMAL), "项", "状态为异常的扫描内容数"),
        "idle": (counted.count(IDLE), "项", "当日未开展的扫描内容数"),
        "problems": (len(fresh), "个", "当日新交办的问题数"),
        "red": (sum(problem.finding.level == "红" for problem in fresh), "个", "其中红色等级问题数"),
        "rest": (max(len(fresh) - SHOWN, 0), "个", "当日新交办、只列入附件的问题数"),
        "pending": (len(pending), "个", "已交办、仍在整改的问题数"),
    }
    return {name: material.tally(name, words, value, unit) for name, (value, unit, words) in counts.items()}


def _units(material: Material, active: Sequence[Unit], measure: str) -> Counted:
    """The units with cases of `measure`, those with most first."""
    pairs = [
        (unit.short, material.facts.fact(measure, peers.scope(unit), material.period)) for unit in active
    ]  # fmt: skip
    hit = sorted((pair for pair in pairs if pair[1].value), key=lambda pair: -pair[1].exact)
    return Counted(tuple(hit), material.tally(f"units|{measure}", "涉及单位数", len(hit), "家"))


REPORT = Report(
    kind=duty.DAILY,
    template="daily.xml",
    measures=tuple(dict.fromkeys((*MEASURES_USED, *findings.measures("day")))),
    lists=("cases", "orders", "tickets", "interfaces", "projects", "std_app", "onsite", "video", "ratings",
           "callbacks", "supervisors"),
    sections=SECTIONS,
    facts=facts,
    trend=PLATFORM,
    back=BACK + 1,
    opens=openings.told,
)  # fmt: skip
