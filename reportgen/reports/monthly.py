"""月度通报 (4.2 c): last month's operation, work, exchange and next month's plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reportgen import duty, findings, listings
from reportgen.facts import Fact, Reading, Scope
from reportgen.listings import Line
from reportgen.measures import MEASURES, Measure
from reportgen.rectification import WAITING
from reportgen.reports import answers, followup, monthly_figures, openings, peers
from reportgen.reports.model import Context, Material, Report
from reportgen.reports.problems import Problem, by_aspect, is_open, of_level, problems
from reportgen.units import Unit
from reportgen.workdays import add_workdays

SECTIONS = (
    "总体运行", "政务服务", "政务公开", "问政咨询", "工作推进", "存在问题", "上期整改", "经验交流", "下月计划", "有关要求",
)  # fmt: skip

FIVE_DEGREES = (
    ("服务方式完备度", ("channel_rate", "in_hall_rate")),
    ("服务事项覆盖度", ("published_rate", "guide_rate")),
    ("办事指南准确度", ("guide_pass_rate", "standard_rate")),
    ("在线办理程度", ("level4_rate", "pay_online_rate")),
    ("在线服务成效度", ("online_rate", "instant_rate")),
)


def facts(material: Material) -> Context:
    """All that templates/monthly.xml prints."""
    settings, period, store = material.settings, material.period, material.store
    active = settings.register.active(period)
    whole = peers.whole(material)
    overdue, bad = listings.overdue_cases(store, period), listings.bad_ratings(store, period)
    found = problems(material, active)
    groups = peers.tables(material, active)
    degrees = _degrees(material, whole)
    return {
        "whole": whole,
        "number": issue_number(settings.authority.code, settings.serials, material.issued),
        "f": {name: material.facts.reading(name, whole, period) for name in MEASURES_USED},
        "n": _tallies(material, found, degrees, overdue, bad),
        "degrees": degrees,
        "groups": groups,
        "kinds": tuple(
            (kind, material.facts.reading(f"tickets_{kind}", whole, period)) for kind in monthly_figures.KINDS
        ),
        "problems": found,
        "reds": of_level(found, "红"),
        "yellows": by_aspect(material, of_level(found, "黄")),
        "notices": of_level(found, "提示"),
        "ids": openings.ids(material, found),
        "ledger": followup.followup(material, len(found)),
        "answers": answers.answers(material),
        "plan_annex": len(groups) + 1,
        "catch_up": add_workdays(material.issued, 3, settings.workdays),
        "objection": add_workdays(material.issued, 5, settings.workdays),
        "comparability": tuple(f"{entry.words}，相关单位前后数据不可直接比较。" for entry in settings.breaks),
        "returns": _returns(material, active),
        "last": _last_issue(material),
        "log": _log(material),
        "overdue": _listed(material, overdue, found),
        "bad": _named(material, bad),
        "unreconciled": _named(material, listings.unreconciled(store, period)),
        "notes": _definitions(found),
        **monthly_figures.conclusions(material, whole, groups),
    }


def _degrees(material: Material, whole: Scope) -> tuple[tuple[str, tuple[Reading, ...]], ...]:
    """The five degrees (五度, 3.2 a), each with its headline measures."""
    return tuple(
        (degree, tuple(material.facts.reading(measure, whole, material.period) for measure in measures))
        for degree, measures in FIVE_DEGREES
    )


def _tallies(
    material: Material,
    found: Sequence[Problem],
    degrees: Sequence[tuple[str, Sequence[Reading]]],
    overdue: Sequence[Line],
    bad: Sequence[Line],
) -> Mapping[str, Fact]:
    """Counts of things found that sentences mention."""
    readings = [reading for _degree, several in degrees for reading in several]
    moves = [_direction(reading) for reading in readings]
    open_units = {line["unit_id"] for line in overdue if is_open(line, material)}
    counts = {
        "problems": (len(found), "个", "按监管规则发现的问题数"),
        "red": (len(of_level(found, "红")), "个", "其中等级为红的问题数"),
        "yellow": (len(of_level(found, "黄")), "个", "其中等级为黄的问题数"),
        "notice": (len(of_level(found, "提示")), "个", "其中等级为提示的问题数"),
        "problem_units": (len({problem.finding.unit.id for problem in found}), "家", "存在上述问题的单位数"),
        "open_units": (len(open_units), "家", "期末有超期未办结件的单位数"),
        "bad_units": (len({line["unit_id"] for line in bad}), "家", "期内收到差评的单位数"),
        "degrees": (len(readings), "项", "“五度”代表指标数"),
        "up": (moves.count(1), "项", "较上月提高的代表指标数"),
        "down": (moves.count(-1), "项", "较上月下降的代表指标数"),
        "level": (moves.count(0), "项", "与上月持平的代表指标数"),
    }
    return {name: material.tally(name, words, value, unit) for name, (value, unit, words) in counts.items()}


def _direction(reading: Reading) -> int:
    if not (reading.now.known and reading.previous.known):
        return 0
    return (reading.now.exact > reading.previous.exact) - (reading.now.exact < reading.previous.exact)


def _returns(material: Material, active: Sequence[Unit]) -> Mapping[str, tuple[str, ...]]:
    """Short names of the units that did not report, reported late, or declared no business."""
    lines = {line["unit_id"]: line for line in listings.returned(material.store, material.period)}
    return {
        "missing": tuple(unit.short for unit in active if unit.id not in lines),
        "late": tuple(
            unit.short for unit in active
            if unit.id in lines and lines[unit.id]["returned_at"] > lines[unit.id]["due_at"]
        ),
        "idle": tuple(unit.short for unit in active if unit.id in lines and lines[unit.id]["status"] == "零业务"),
    }  # fmt: skip


def _last_issue(material: Material) -> Mapping[str, object]:
    """What the last issue demanded and what became of it (7, 6.6.3)."""
    reference = issue_number(material.settings.authority.code, material.settings.serials, material.issued, -1)
    standing = material.standing
    mine = [entry for entry in standing.entries if entry.source.number == reference]
    still = [entry for entry in mine if entry.state in WAITING]
    sizes = {
        "all": ("要求整改", mine),
        "closed": ("已销号", [entry for entry in mine if entry.state == "销号"]),
        "withdrawn": ("已撤销", [entry for entry in mine if entry.state == "撤销"]),
        "waiting": ("待复核", [entry for entry in mine if entry.state == "待复核"]),
        "still": ("正在整改", still),
        "late": ("逾期未完成", [entry for entry in still if entry.overdue(material.issued)]),
    }
    return {
        "number": reference,
        "open": followup.lines(material, still),
        **{
            key: material.tally(f"last_{key}", f"上期通报{words}的问题数", len(entries), "个")
            for key, (words, entries) in sizes.items()
        },
    }


def issue_number(code: str, serials: Mapping[str, int], issued: date, step: int = 0) -> str:
    """发文字号 of the issue (`step` 0) or of the one before it (-1).

    The serial is the month of issue, since there is one issue a month, unless the settings name
    another for that month ("2026-11" = 27).
    """
    year, month = divmod(issued.year * 12 + issued.month - 1 + step, 12)
    serial = serials.get(f"{year}-{month + 1:02}", month + 1)
    return f"{code}〔{year}〕{serial}号"


def _log(material: Material) -> Mapping[str, list[Line]]:
    """The work log by kind: 工作推进、表扬、经验交流、计划."""
    lines = _named(material, listings.worklog(material.store, material.period, "月通报"))
    kinds = ("工作推进", "表扬", "经验交流", "计划")
    return {kind: [line for line in lines if line["kind"] == kind] for kind in kinds}


def _named(material: Material, lines: Iterable[Line]) -> list[Line]:
    """`lines` with the short name of each one's unit as `unit`."""
    register = material.settings.register
    return [
        {**line, "unit": register[line["unit_id"]].short if str(line["unit_id"]) in register else ""}
        for line in lines
    ]


def _listed(material: Material, overdue: Sequence[Line], found: Sequence[Problem]) -> list[Line]:
    """The overdue cases to list: all still open, and the finished ones of units with that problem."""
    named = {problem.finding.unit.id for problem in found if problem.finding.rule.id == "overdue"}
    marked = [{**line, "open": is_open(line, material)} for line in overdue]
    return _named(material, [line for line in marked if line["open"] or line["unit_id"] in named])


def _definitions(found: Sequence[Problem]) -> tuple[Measure, ...]:
    """Every measure printed, also those only in the words of a problem, for its label, unit and 口径."""
    in_problems = (measure for problem in found for measure in problem.finding.rule.measures)
    return tuple(MEASURES[name] for name in dict.fromkeys((*MEASURES_USED, *in_problems)))


MEASURES_USED = (
    "accepted", "finished", "promise_finished", "online_rate", "mobile_rate", "instant_rate",
    "channel_rate", "in_hall_rate", "published_rate", "guide_rate", "level4_rate", "pay_online_rate",
    "on_time_rate", "early_rate", "mean_workdays", "speedup", "overdue", "overdue_per_10k", "overdue_open",
    "step_overtime", "step_overtime_per_10k", "flow_fault",
    "guide_pass_rate", "guide_faults", "supplement_rate", "resubmit_rate", "standard_rate",
    "fee_cases", "fee_mismatch", "sudden_finished", "special_cases", "special_repeat",
    "onsite_checks", "onsite_problems", "onsite_fixed_rate", "same_day_rate", "video_breaches",
    "video_stopped_rate", "terminal_rate",
    "rating_due", "rated", "active_rate", "pleased_rate", "level1", "level2", "level3", "level4", "level5",
    "bad_ratings", "bad_upheld", "bad_rectified_rate", "callbacks", "callback_pleased_rate",
    "policy_rate", "interpretation_rate", "service_info_rate", "request_rate", "site_pass_rate",
    "site_stale", "site_links", "message_rate",
    "tickets", "reply_rate", "reply_late", "solved_rate", "ticket_pleased_rate", "repeat_rate",
    "efficacy_complaints", *monthly_figures.KIND_MEASURES,
    "orders", "orders_replied_rate", "projects_sampled", "projects_ok_rate", "prereview_rate",
    "interface_rate", "interface_down", "supervisor_opinions", "supervisor_adopted",
)  # fmt: skip

REPORT = Report(
    kind=duty.MONTHLY,
    template="monthly.xml",
    measures=tuple(dict.fromkeys((*MEASURES_USED, *monthly_figures.MEASURES, *findings.measures("month")))),
    lists=("cases", "ratings", "worklog", "returns", "reported", "interfaces"),
    sections=SECTIONS,
    facts=facts,
    charts="monthly_charts",
    trend=("accepted", "finished", "overdue"),
    opens=openings.told,
)
