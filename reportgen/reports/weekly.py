"""周调度报告 (4.2 b): the week's operation, how far the work came, what was exchanged, and the next week's plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reportgen import duty, findings, listings
from reportgen.facts import Fact, Facts, Reading
from reportgen.listings import Line
from reportgen.period import Period
from reportgen.reports import followup, openings, peers
from reportgen.reports.model import Context, Material, Report
from reportgen.reports.problems import Problem, assigned, problems
from reportgen.workdays import workdays_after

SECTIONS = ("总体运行", "工作推进", "经验交流", "下周计划", "会商督办", "口径")
WEEKS = 4  # whose mean a week is seen against

# The three fields of 3.2 to 3.4, each with the measures that say something of a single week.
FIELDS = (
    (
        "政务服务",
        ("accepted", "finished", "on_time_rate", "early_rate", "mean_workdays", "overdue", "overdue_open",
         "online_rate", "active_rate", "bad_ratings"),
    ),
    ("政务公开", ("site_pass_rate", "site_stale", "site_links", "message_rate")),
    ("问政咨询", ("tickets", "reply_rate", "tickets_unanswered", "solved_rate", "ticket_pleased_rate", "efficacy_complaints")),
)  # fmt: skip
USED = tuple(measure for _field, measures in FIELDS for measure in measures)


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of the week beside last week and the mean of the four before."""

    reading: Reading
    mean: Fact


def facts(material: Material) -> Context:
    """All that templates/weekly.xml prints."""
    period, whole = material.period, peers.whole(material)
    active = material.settings.register.active(period)
    found = problems(material, active)
    fresh, pending = assigned(material, found)
    log = _log(material)
    ledger = followup.followup(material, len(fresh))
    return {
        "whole": whole,
        "number": f"第{material.serial}期",
        "days": _days(material),
        "fields": tuple((field, tuple(_row(material, name) for name in names)) for field, names in FIELDS),
        "f": {name: material.facts.reading(name, whole, period) for name in USED},
        "a_day": {name: _a_day(material, name) for name in ("accepted", "tickets")},
        "log": log,
        "requests": [line for line in log["工作推进"] if line["request"]],
        "n": _tallies(material, log, fresh, pending),
        "problems": fresh,
        "assigned": tuple(zip(openings.ids(material, fresh), fresh, strict=True)),
        "pending": pending,
        "groups": peers.tables(material, active),
        "ledger": ledger,
        "annexes": {"ledger": 3 if ledger.more else 0},  # after the units and the open problems
        "open": _open(material),
        "calendar_note": material.settings.calendar.note(period),
    }


def _row(material: Material, name: str) -> Row:
    whole = peers.whole(material)
    weeks = material.settings.calendar.trailing(material.period, WEEKS + 1)[:-1]
    mean = material.facts.mean(name, whole, weeks, f"（前{WEEKS}周平均）")
    return Row(material.facts.reading(name, whole, material.period), mean)


def _days(material: Material) -> Reading:
    """The working days in the week and in the one before: holidays make weeks uneven."""
    now, before = (
        _workdays(material, week) for week in (material.period, material.settings.calendar.previous(material.period))
    )  # fmt: skip
    return Reading(now, before, before)


def _workdays(material: Material, week: Period) -> Fact:
    count = workdays_after(week.start - timedelta(days=1), week.last, material.settings.workdays)
    whole = material.settings.authority.whole
    return material.facts.tally(f"workdays|{week}", "统计时段内工作日数", count, "个", whole, week)


def _a_day(material: Material, name: str) -> Reading:
    """A count for each working day of the week, and of the one before."""
    whole = peers.whole(material)
    before = material.settings.calendar.previous(material.period)
    now, last = (
        _each(material.facts, material.facts.fact(name, whole, week), _workdays(material, week))
        for week in (material.period, before)
    )
    return Reading(now, last, last)


def _each(facts: Facts, total: Fact, days: Fact) -> Fact:
    """`total` for each of so many working days."""
    known = total.known and days.exact
    return facts.keep(
        Fact(
            f"a_day|{total.id}", f"{total.label}（每个工作日）", total.unit,
            total.exact / days.exact if known else None,
            f"{total.definition}；除以统计时段内工作日数", total.scope, total.period, total.measure,
            total.numerator, days.numerator, "" if known else total.missing or "无工作日",
            of=(total.id, days.id),
        )
    )  # fmt: skip


def _log(material: Material) -> Mapping[str, list[Line]]:
    """The week's work log by kind."""
    lines = listings.worklog(material.store, material.period, "周调度")
    return {
        kind: [line for line in lines if line["kind"] == kind] for kind in ("工作推进", "经验交流", "计划")
    }


def _tallies(
    material: Material,
    log: Mapping[str, Sequence[Line]],
    fresh: Sequence[Problem],
    pending: Sequence[Problem],
) -> Mapping[str, Fact]:
    tasks = log["工作推进"]
    counts = {
        "tasks": (len(tasks), "项", "本周计划推进的任务数"),
        "done": (sum(not line["gap"] for line in tasks), "项", "达到计划目标的任务数"),
        "gap": (sum(bool(line["gap"]) for line in tasks), "项", "与计划目标有差距的任务数"),
        "requests": (sum(bool(line["request"]) for line in tasks), "项", "需要会商协调的事项数"),
        "plans": (len(log["计划"]), "项", "下周计划的任务数"),
        "problems": (len(fresh), "个", "本周新列入督办的问题数"),
        "red": (sum(problem.finding.level == "红" for problem in fresh), "个", "其中红色等级问题数"),
        "pending": (len(pending), "个", "已交办、仍在整改的问题数"),
    }
    return {name: material.tally(name, words, value, unit) for name, (value, unit, words) in counts.items()}


def _open(material: Material) -> tuple[tuple[str, tuple[followup.Line, ...]], ...]:
    """Open problems by age, the oldest first."""
    ages = material.standing.ages()
    return tuple((words, followup.lines(material, ages[words])) for words in reversed(tuple(ages)))


REPORT = Report(
    kind=duty.WEEKLY,
    template="weekly.xml",
    measures=tuple(dict.fromkeys((*USED, *peers.COLUMNS, *findings.measures("week")))),
    lists=("worklog",),
    sections=SECTIONS,
    facts=facts,
    trend=USED,
    back=WEEKS + 1,
    opens=openings.told,
)
