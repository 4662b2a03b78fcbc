"""What a daily report names one by one: overdue cases, late answers, systems down, records of supervision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportgen import listings
from reportgen.facts import Fact
from reportgen.findings import evidence
from reportgen.listings import Line
from reportgen.reports.model import Material
from reportgen.units import Unit
from reportgen.workdays import workdays_after

Lists = Mapping[str, Any]  # by the name the template knows


@dataclass(frozen=True, slots=True)
class Counted:
    """Names with a figure each, and how many there are."""

    rows: tuple[tuple[str, Fact], ...]
    count: Fact


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue case: working days over, how often urged, and how the urging stands."""

    line: Line
    unit: str
    over: Fact
    urged: Fact
    state: str


@dataclass(frozen=True, slots=True)
class Down:
    """A system that was down on the day, and for how many working days running."""

    name: str
    unit: str
    days: Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of supervision: where it comes from, whom it concerns, what was seen, what was done."""

    source: str
    unit: str
    place: str
    words: str
    done: str


def lists(material: Material, active: Sequence[Unit]) -> Lists:
    """Every list of the day, by the name the template knows."""
    late = _late(material)
    standard = _standard(material)
    return {
        "late": late,
        "late_shown": tuple(case for case in late if case.over.exact >= SHOWN_FROM)[:SHOWN],
        **_projects(material),
        **standard,
        "tickets_late": _tickets(material, active),
        "down": _down(material, active),
        "entries": _entries(material),
    }


SHOWN = 2  # overdue cases in the body; all of them are in the annex
SHOWN_FROM = 3  # working days over from which a case stands in the body


# --- overdue cases ---------------------------------------------------------------------------


def _late(material: Material) -> tuple[Late, ...]:
    """Every case past its promise and open when the day ends, the longest over first."""
    period, calendar = material.period, material.settings.workdays
    cases = listings.overdue_open(material.store, period)
    urgings = listings.urgings(material.store, period, [case["project_no"] for case in cases])
    made = [
        Late(
            case,
            _short(material, case),
            _tally(
                material, "over", case, "超期工作日",
                workdays_after(case["promise_time"].date(), period.last, calendar), "个工作日",
            ),
            _tally(material, "urged", case, "督办次数", len(urgings.get(case["project_no"], ())), "次"),
            _urging(material, urgings.get(case["project_no"], ())),
        )
        for case in cases
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda late: (-late.over.exact, late.line["project_no"])))


def _tally(material: Material, name: str, case: Line, label: str, value: int, unit: str) -> Fact:
    return material.tally(f"{name}|{case['project_no']}", label, value, unit, _short(material, case))


def _urging(material: Material, orders: Sequence[Line]) -> str:
    """How the last urging of a case stands when the day ends."""
    if not orders:
        return "待督办"
    last, end = orders[-1], material.period.end
    if last["replied"] and last["replied"].date() < end:
        return "已复未结"
    return "督办中" if last["due"].date() >= end else "逾期未复"


# --- projects, standards ---------------------------------------------------------------------


def _projects(material: Material) -> Mapping[str, object]:
    """Projects in hand in the month, how many of them were sampled by the day, and what failed on it."""
    month = listings.projects(material.store, material.period.named)
    end = material.period.end
    sampled = [line for line in month if line["sample_date"] and line["sample_date"] < end]
    today = [line for line in sampled if line["sample_date"] >= material.period.start]
    return {
        "projects_in_hand": material.tally("in_hand", "当月在办投资项目数", len(month), "个"),
        "projects_so_far": material.tally("so_far", "当月截至当日累计抽查投资项目数", len(sampled), "个"),
        "projects_failed": [_named(material, line) for line in today if not line["sample_ok"]],
    }


def _standard(material: Material) -> Mapping[str, object]:
    """The last check of 标准化应用 up to the day: its date, its counts, and the units with faults."""
    lines = listings.last_standard_check(material.store, material.period.end)
    checked, consistent = (
        material.tally(name, label, sum(int(line[name]) for line in lines), "项")
        for name, label in (("checked", "最近一次检查的事项数"), ("consistent", "最近一次检查一致的事项数"))
    )
    day: date | None = lines[0]["date"] if lines else None
    faults = sorted(
        (line for line in lines if line["consistent"] < line["checked"]),
        key=lambda line: (line["consistent"] - line["checked"], line["unit_id"]),
    )
    return {
        "standard_day": day,
        "standard_checked": checked,
        "standard_consistent": consistent,
        "standard_units": Counted(
            _standard_faults(material, faults),
            material.tally("standard_units", "最近一次检查有不一致事项的单位数", len(faults), "家"),
        ),
        "standard_faults": faults,
    }


def _standard_faults(material: Material, faults: Sequence[Line]) -> tuple[tuple[str, Fact], ...]:
    return tuple(
        (
            unit := _short(material, line),
            material.tally(
                f"inconsistent|{unit}", "不一致事项数", int(line["checked"] - line["consistent"]), "项", unit
            ),
        )
        for line in faults
    )


# --- tickets, systems ------------------------------------------------------------------------


def _tickets(material: Material, active: Sequence[Unit]) -> list[Line]:
    """Tickets whose answer was due on the day and was late or is still missing."""
    return [_named(material, line) for line in _proofs(material, active, "reply_late")]


def _down(material: Material, active: Sequence[Unit]) -> tuple[Down, ...]:
    """Systems not available on the day, and for how long."""
    systems = {line["system_id"]: line for line in _proofs(material, active, "interface_down")}
    history = listings.availability(material.store, material.period.end, list(systems))
    return tuple(
        Down(
            line["system_name"],
            _short(material, line),
            material.tally(f"down|{system}", "连续中断工作日", _running(history.get(system, ())), "个工作日"),
        )
        for system, line in systems.items()
    )


def _running(available: Sequence[bool]) -> int:
    """How many of the last days the system was down without a break; the youngest come first."""
    return next((days for days, up in enumerate(available) if up), len(available))


def _proofs(material: Material, active: Sequence[Unit], name: str) -> list[Line]:
    units = [unit.id for unit in active]
    calendar = material.settings.workdays
    return [*evidence.lines(material.store, name, material.period, units, calendar).result()]


# --- records of supervision ------------------------------------------------------------------


def _entries(material: Material) -> tuple[Entry, ...]:
    """现场, 视频, 差评, 特约监管员 and 回访: what was recorded on the day and calls for action."""
    store, period = material.store, material.period
    return (
        *(_onsite(material, line) for line in listings.onsite_findings(store, period)),
        *(_video(material, line) for line in listings.video(store, period)),
        *(_opinion(material, line) for line in listings.opinions(store, period)),
        *(_bad(material, line) for line in listings.bad_ratings(store, period)),
        *(_callback(material, line) for line in listings.callbacks_with_problem(store, period)),
    )


def _onsite(material: Material, line: Line) -> Entry:
    done = "当场整改" if line["fixed_on_spot"] else "未当场整改"
    return Entry("现场", _short(material, line), line["counter"], line["finding"], done)


def _video(material: Material, line: Line) -> Entry:
    done = "当场制止" if line["stopped_on_spot"] else "未当场制止"
    return Entry("视频", _short(material, line), line["camera"], line["violation"], done)


def _opinion(material: Material, line: Line) -> Entry:
    end = material.period.end
    done = "已答复" if line["reply_date"] and line["reply_date"] < end else "待答复"
    return Entry("特约监管员", _short(material, line), line["kind"], line["opinion"].rstrip("。"), done)


def _bad(material: Material, line: Line) -> Entry:
    end = material.period.end
    steps = (("finish_time", "已整改"), ("assigned_time", "已交办"))
    done = next((word for name, word in steps if line[name] and line[name].date() < end), "待交办")
    return Entry("差评", _short(material, line), line["counter"], line["task_name"], done)


def _callback(material: Material, line: Line) -> Entry:
    place = line["project_no"] or "办件不详"
    return Entry("回访", _short(material, line), place, line["problem"].rstrip("。"), "待核实")


def _named(material: Material, line: Line) -> Line:
    return {**line, "unit": _short(material, line)}


def _short(material: Material, line: Line) -> str:
    register, unit = material.settings.register, str(line["unit_id"])
    return register[unit].short if unit in register else unit
