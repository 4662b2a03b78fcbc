"""现场、视频、系统、投资项目和预审: what the daily scan records (4.2 a, 5.1, 5.3, 5.4)."""

import numpy as np
import pyarrow as pa

from reportgen.datasets import DATASETS

from .profile import Profile
from .shapes import Days, Flags, Ints, cents, label, masked, numbered, pick, table
from .volumes import Volumes

_DIMENSIONS = ("服务规范", "服务质量", "投诉处理")
_FINDINGS = (
    ("窗口未摆放一次性告知单", "工作人员未佩戴工作牌", "窗口物品摆放杂乱", "离岗未放置暂停服务提示牌"),
    (
        "咨询解答不完整，未告知网上办理方式",
        "等候人数较多时未及时增开窗口",
        "自助设备故障未及时报修",
        "填单示范样本缺失",
    ),
    ("意见簿记录未及时回复", "投诉电话标识不清", "现场投诉未按规定登记", "投诉处理结果未反馈来访群众"),
)
_VIOLATION_WEIGHTS = (0.30, 0.14, 0.20, 0.14, 0.12, 0.03, 0.07)
_OPINIONS = (
    "建议在等候区增设填单示范样本和老花镜。", "建议延长周六上午延时服务时间。", "建议对企业开办事项提供一对一帮办。",
    "建议优化叫号系统，网上预约与现场取号合并排队。", "建议在自助服务区安排引导人员。",
    "建议将常见问题答复口径统一后对外公布。", "建议为行动不便群众提供上门代办服务。",
    "建议办结短信中注明证照领取方式和时间。", "建议加强村社代办员业务培训。", "建议公开窗口平均等候时间。",
)  # fmt: skip
_KINDS, _KIND_WEIGHTS = ("审批", "核准", "备案"), (0.3, 0.05, 0.65)
_KIND_CODES = ("01", "02", "04")
_WORKS = (
    "城区道路综合整治工程", "标准厂房建设项目", "农产品冷链物流中心项目", "污水处理设施提标改造工程",
    "老旧小区改造工程", "中心小学扩建工程", "医院门诊综合楼项目", "生产线智能化改造项目", "停车场建设项目",
    "水库除险加固工程", "乡村旅游基础设施项目", "数据中心机房扩容项目", "新材料生产基地项目",
)  # fmt: skip


def _workday_cells(profile: Profile, units: Flags) -> tuple[Ints, Ints]:
    """Day (among the working days) and unit of every working day of every unit in existence."""
    month = profile.time.month_of(profile.time.data_workdays)
    return np.nonzero(profile.active[:, month].T & units)


def onsite(profile: Profile) -> pa.Table:
    """Dataset onsite: each hall once a day at a fixed time, often once more at random."""
    rng = profile.rng("onsite")
    day, unit = _workday_cells(profile, profile.halls & profile.busy)
    again = rng.random(len(day)) < 0.5
    fixed = np.concatenate([np.zeros(len(day), dtype=np.int64), np.ones(again.sum(), dtype=np.int64)])
    day, unit = np.concatenate([day, day[again]]), np.concatenate([unit, unit[again]])
    order = np.lexsort((fixed, unit, day))
    day, unit, slot, count = day[order], unit[order], fixed[order], len(day)
    date = profile.time.data_workdays[day]
    clean = rng.random(count) >= 0.06
    severity, dimension = pick(rng, (0.85, 0.14, 0.01), count), pick(rng, (0.5, 0.38, 0.12), count)
    counter, words = rng.integers(0, 14, count), 4 * dimension + rng.integers(0, 4, count)
    fixed_on_spot = rng.random(count) < 0.87
    flat = [finding for group in _FINDINGS for finding in group]
    severity = np.minimum(severity, 2 - profile.told[profile.time.month_of(date)])
    for story in profile.planted("onsite_severe"):
        first = np.flatnonzero(profile.rows_of(story, unit, date))[0]
        clean[first], severity[first], dimension[first], words[first] = False, 2, 0, len(flat)
        flat.append(story.values["finding"])
    for story in profile.planted("onsite_unfixed"):
        mine = np.flatnonzero(profile.rows_of(story, unit, date))
        told = mine[:: len(mine) // story.values["count"]][: story.values["count"]]
        clean[told], fixed_on_spot[told] = False, False
    return table(
        DATASETS["onsite"],
        {
            "id": numbered("XC", date),
            "date": pa.array(date),
            "slot": label(("定时", "不定时"), slot),
            "unit_id": label(profile.ids, unit),
            "counter": label([f"综合窗口{number}号" for number in range(1, 15)], counter),
            "dimension": label(_DIMENSIONS, dimension),
            "finding": label(flat, words, clean),
            "severity": label(("提示", "黄", "红"), severity, clean),
            "fixed_on_spot": masked(fixed_on_spot, clean),
            "entry_date": pa.array(_entered(profile, rng, unit, date)),
        },
    )


def _entered(profile: Profile, rng: np.random.Generator, unit: Ints, date: Days) -> Days:
    """When records were entered: on the day, but for the story's; a stray one elsewhere at most once a month."""
    month = profile.time.month_of(date)
    late = np.zeros(len(date), dtype=bool)
    _groups, first = np.unique(unit * 100 + month, return_index=True)
    late[first[rng.random(len(first)) < 0.06]] = True
    for story in profile.planted("late_entry"):
        mine = np.flatnonzero((unit == story.unit) & (month == profile.month(story.period)))
        late[mine] = False
        late[rng.choice(mine[:-4], story.values["count"], replace=False)] = True
    return np.where(late, profile.time.later(date, 1), date)


def video(profile: Profile) -> pa.Table:
    """Dataset video: breaches seen by the cameras."""
    rng = profile.rng("video")
    violations = tuple(DATASETS["video"].column("violation").codes)
    workdays = profile.time.data_workdays
    size = rng.poisson(profile.settings["video_per_month"] * len(profile.time.months))
    date = np.sort(rng.choice(workdays, size))
    unit = _someone(profile, rng, date, profile.busy & profile.halls)
    for story in profile.planted("video"):
        days = np.resize(story.days, story.values["count"])
        date, unit = np.concatenate([date, days]), np.concatenate([unit, np.full(len(days), story.unit)])
    order = np.argsort(date, kind="stable")
    date, unit, size = date[order], unit[order], len(order)
    return table(
        DATASETS["video"],
        {
            "id": numbered("SP", date),
            "date": pa.array(date),
            "unit_id": label(profile.ids, unit),
            "camera": label([f"大厅{number}号点位" for number in range(1, 25)], rng.integers(0, 24, size)),
            "violation": label(violations, pick(rng, _VIOLATION_WEIGHTS, size)),
            "stopped_on_spot": rng.random(size) < 0.92,
            "registered": rng.random(size) < 0.995,
        },
    )


def _someone(profile: Profile, rng: np.random.Generator, date: Days, among: Flags) -> Ints:
    """For each date a unit in existence, out of `among`."""
    candidates = profile.in_existence(among)
    months = profile.time.month_of(date).tolist()
    return np.array([rng.choice(candidates[month]) for month in months], dtype=np.int64)


def terminals(profile: Profile) -> pa.Table:
    """Dataset terminals: nearly all connected, one offline now and then."""
    rng = profile.rng("terminals")
    day, unit = _workday_cells(profile, profile.halls & profile.busy)
    installed = np.rint(8 + 0.5 * np.sqrt(profile.base)).astype(np.int64)
    missing = (rng.random(len(profile.units)) < 0.12).astype(np.int64)
    connected = installed[unit] - missing[unit] * (day < 420)
    date = profile.time.data_workdays[day]
    for story in profile.planted("unconnected"):
        mine = profile.rows_of(story, unit, date)
        connected[mine] -= story.values["count"]
    online = connected - (rng.random(len(day)) < 0.05)
    for story in profile.planted("terminals"):
        mine = profile.rows_of(story, unit, date)
        online[mine] = connected[mine] - story.values["count"]
    return table(
        DATASETS["terminals"],
        {
            "unit_id": label(profile.ids, unit),
            "date": pa.array(date),
            "installed": installed[unit],
            "connected": connected,
            "online": online,
            "inspected": np.minimum(online, connected),
        },
    )


def interfaces(profile: Profile) -> pa.Table:
    """Dataset interfaces: each system on each working day."""
    rng = profile.rng("interfaces")
    systems = [
        (name, profile.numbers[unit], level)
        for level, entries in profile.settings["systems"].items()
        for name, unit in entries
    ]
    owner = np.array([unit for _name, unit, _level in systems])
    workdays = profile.time.data_workdays
    active = profile.active[owner][:, profile.time.month_of(workdays)].T
    day, system = np.nonzero(active)
    down = _stray_failures(profile, rng, owner[system], workdays[day])
    for story in profile.planted("interface"):
        first, last = np.array(story.values["days"], dtype="datetime64[D]")
        theirs = owner[system] == story.unit
        named = np.array([name == story.values["system_name"] for name, _unit, _level in systems])[system]
        down[theirs & named & (workdays[day] >= first) & (workdays[day] <= last)] = True
    pushed = rng.poisson(np.clip(profile.base[owner], 60, 6000)[system] * 0.6)
    failed = rng.binomial(pushed, 0.0006)
    for story in profile.planted("push_failed"):
        mine = profile.rows_of(story, owner[system], workdays[day])
        failed[mine] = np.ceil(story.values["share"] * pushed[mine])
    return table(
        DATASETS["interfaces"],
        {
            "system_id": label([f"XT-{number:03}" for number in range(1, len(systems) + 1)], system),
            "system_name": label([name for name, _unit, _level in systems], system),
            "unit_id": label(profile.ids, owner[system]),
            "level": label([level for _name, _unit, level in systems], system),
            "date": pa.array(workdays[day]),
            "available": ~down,
            "delay_min": np.where(down, 0, rng.poisson(3, len(day))),
            "pushed": np.where(down, 0, pushed),
            "failed": np.where(down, 0, failed),
        },
    )


def _stray_failures(profile: Profile, rng: np.random.Generator, owner: Ints, date: Days) -> Flags:
    """A system down for a day now and then, of one owner at most once a month; none in the months told."""
    hits = np.flatnonzero(rng.random(len(date)) < 0.0015)
    hits = hits[~profile.told[profile.time.month_of(date[hits])]]
    group = owner[hits] * 100 + profile.time.month_of(date[hits])
    _unique, first = np.unique(group, return_index=True)
    down = np.zeros(len(date), dtype=bool)
    down[hits[first]] = True
    return down


def projects(profile: Profile) -> pa.Table:
    """Dataset projects: each in process for a few months, some of them sampled."""
    rng = profile.rng("projects")
    months = len(profile.time.months)
    able = profile.base * profile.halls > 0
    able[np.isin(profile.ids, profile.settings["project_units"])] = True
    starts = rng.poisson(profile.settings["projects_per_unit"], (months, len(able))) * able * profile.active.T
    month, unit = np.nonzero(starts)
    month, unit = np.repeat(month, starts[month, unit]), np.repeat(unit, starts[month, unit])
    works = rng.integers(0, len(_WORKS), len(unit))
    names = [
        f"{profile.units[u].short}{_WORKS[w]}" for u, w in zip(unit.tolist(), works.tolist(), strict=True)
    ]
    kind = pick(rng, _KIND_WEIGHTS, len(unit))
    codes = [
        f"{profile.time.months[m].item():%y%m}-{profile.codes[u][:6]:0<6}-04-{_KIND_CODES[k]}-{100000 + number:06}"
        for number, (m, u, k) in enumerate(zip(month.tolist(), unit.tolist(), kind.tolist(), strict=True))
    ]
    invest = np.round(np.exp(rng.normal(8.3, 1.1, len(unit))), -1)
    due = rng.integers(1, 7, len(unit))
    length = np.minimum(1 + rng.poisson(1.3, len(unit)), months - month)
    project = np.repeat(np.arange(len(unit)), length)
    age = np.arange(len(project)) - np.repeat(np.cumsum(length) - length, length)
    alive = profile.active[unit[project], month[project] + age]
    project, age = project[alive], age[alive]
    part = due[project] * (age + 1) // (length[project] + 1)
    done = np.where(age + 1 == length[project], due[project], part)
    sampled = rng.random(len(project)) < 0.12
    late = (rng.random(len(project)) < 0.002).astype(np.int64)
    ok = (late == 0) & (rng.random(len(project)) < 0.985)
    for story in profile.planted("projects"):
        mine = (unit[project] == story.unit) & (month[project] + age == profile.month(story.period))
        told = np.flatnonzero(mine)[: story.values["count"]]
        sampled[told], ok[told] = True, False
    return table(
        DATASETS["projects"],
        {
            "project_code": label(codes, project),
            "name": label(names, project),
            "unit_id": label(profile.ids, unit[project]),
            "kind": label(_KINDS, kind[project]),
            "date": pa.array(profile.time.months[month[project] + age]),
            "invest_wan": cents(invest[project]),
            "items_due": due[project],
            "items_done": done,
            "overdue_items": late,
            "sampled": sampled,
            "sample_date": masked(_sampled_on(profile, month[project] + age), ~sampled),
            "sample_ok": masked(ok, ~sampled),
        },
    )


def _sampled_on(profile: Profile, month: Ints) -> Days:
    """A working day of each of the months."""
    rng, workdays = profile.rng("projects sampled"), profile.time.data_workdays
    of = profile.time.month_of(workdays)
    first, count = np.searchsorted(of, month), np.bincount(of)[month]
    days: Days = workdays[first + (rng.random(len(month)) * count).astype(np.int64)]
    return days


def prereview(profile: Profile, volumes: Volumes) -> pa.Table:
    """Dataset prereview: a share of what was accepted online, nearly always in time."""
    rng = profile.rng("prereview")
    units, days = len(profile.units), len(profile.time.data_days)
    online = volumes.by_unit_day("accepted_online", units, days) * profile.time.open
    due = rng.binomial(online, 0.12).T
    day, unit = np.nonzero(due)
    due = due[day, unit]
    overdue = np.minimum(rng.random(len(due)) < 0.02, due > 20).astype(np.int64)
    for story in profile.planted("prereview"):
        mine = profile.rows_of(story, unit, profile.time.data_days[day])
        overdue[mine] = np.ceil(story.values["share"] * due[mine])
    return table(
        DATASETS["prereview"],
        {
            "unit_id": label(profile.ids, unit),
            "date": pa.array(profile.time.data_days[day]),
            "due": due,
            "on_time": due - overdue,
            "overdue": overdue,
        },
    )


def supervisors(profile: Profile) -> pa.Table:
    """Dataset supervisors: opinions of the appointed supervisors, most of them adopted."""
    rng = profile.rng("supervisors")
    size = rng.poisson(profile.settings["supervisors_per_month"] * len(profile.time.months))
    date = np.sort(rng.choice(profile.time.data_workdays, size))
    unit = _someone(profile, rng, date, profile.busy)
    reply = profile.time.later(date, rng.integers(2, 9, size))
    waiting = reply > profile.time.data_workdays[-1]
    return table(
        DATASETS["supervisors"],
        {
            "id": numbered("TY", date, 2),
            "date": pa.array(date),
            "kind": label(("人大代表", "政协委员", "社会监督员"), pick(rng, (0.3, 0.3, 0.4), size)),
            "unit_id": label(profile.ids, unit),
            "opinion": label(_OPINIONS, rng.integers(0, len(_OPINIONS), size)),
            "reply_date": masked(reply, waiting),
            "adopted": masked(rng.random(size) < 0.8, waiting),
        },
    )
