"""reportgen.toml of a workspace as one frozen value: body, numbers, thresholds, places."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen import scheme, units
from reportgen.duty import ANNUAL, Calendar
from reportgen.errors import InputFaults
from reportgen.keys import Keys
from reportgen.scheme import Scheme
from reportgen.units import Register

FILE = "reportgen.toml"
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
    groups: tuple[Group, ...]
    breaks: tuple[Break, ...]
    thresholds: Mapping[str, float]
    register: Register
    scheme: Scheme | None
    store: Path
    output: Path
    generator: Path | None
    today: date | None
    serials: Mapping[str, int]
    workdays: Mapping[date, bool]
    calendar: Calendar


# Thresholds of the findings, with the default that holds where reportgen.toml is silent.
THRESHOLDS: dict[str, float] = {
    "overdue_cases": 10,  # 超期办结件数, 件
    "overdue_per_10k": 5,  # 超期办结率, 件/万件
    "bad_ratings": 5,  # 同一单位差评, 条
    "bad_ratings_window": 3,  # 同一窗口差评, 条
    "sudden_finished": 20,  # 异常即时办结, 件
    "fee_mismatch": 5,  # 收费不符, 件
    "special_repeat": 5,  # 多次或超长特别程序, 件
    "channel_rate": 95,  # 渠道畅通率, %
    "same_day_rate": 90,  # 现场监管当日录入率, %
    "reply_rate": 95,  # 诉求按期答复率, %
    "interface_days": 2,  # 系统对接中断, 个工作日
    "complaint_cases": 20,  # 同一单位同类投诉, 件
    "complaint_growth": 100,  # 同类投诉环比增幅, %
    "names": 5,  # 正文一处点名单位数, 家
}


def load(workspace: Path) -> Settings:
    """The settings of `workspace`; `InputFaults` naming file and key of every fault at once."""
    file = workspace / FILE
    if not file.exists():
        raise InputFaults.single(f"找不到 {FILE}", str(workspace), "请用 --workspace 指明工作区文件夹")
    keys = Keys.read(file)
    workdays = _workdays(workspace / "workdays.csv", keys)
    settings = Settings(
        workspace=workspace,
        authority=_authority(keys.table("authority")),
        groups=_groups(keys.table("groups")),
        breaks=_breaks(keys.table("breaks", {})),
        thresholds=_thresholds(keys.table("thresholds", {})),
        register=_register(workspace / keys.text("units", "units.csv"), keys),
        scheme=_scheme(workspace, keys),
        store=workspace / keys.text("store", "store/store.duckdb"),
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
    )


def _groups(keys: Keys) -> tuple[Group, ...]:
    return tuple(Group(name, keys.text(name)) for name in keys)


def _breaks(keys: Keys) -> tuple[Break, ...]:
    found = []
    for since in keys:
        entry = keys.table(since)
        found.append(Break(since, entry.texts("units"), entry.text("words")))
    return tuple(found)


def _thresholds(keys: Keys) -> dict[str, float]:
    return {name: keys.number(name, default) for name, default in THRESHOLDS.items()}


def _serials(keys: Keys) -> dict[str, int]:
    return {key: int(keys.number(key, low=1)) for key in keys}


def _register(file: Path, keys: Keys) -> Register:
    try:
        return units.load(file)
    except InputFaults as error:  # told together with the faults of the settings
        for fault in error.faults:
            keys.note(fault)
        return Register({})


def _scheme(workspace: Path, keys: Keys) -> Scheme | None:
    try:
        return scheme.load(workspace)
    except InputFaults as error:
        for fault in error.faults:
            keys.note(fault)
        return None


def _day(keys: Keys, key: str) -> date | None:
    text = keys.text(key, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        keys.fault(key, f"日期“{text}”写法不对", '请写成如 "2026-11-02"')
        return None


def _calendar(keys: Keys, workdays: Mapping[date, bool]) -> Calendar:
    """[calendar]: `annual` = "03-31", by when the annual report is due; `since`, where duties begin."""
    text = keys.text("annual", "{:02}-{:02}".format(*ANNUAL))
    try:
        annual = date.fromisoformat(f"2001-{text}")  # a year without 29 February
    except ValueError:
        keys.fault("annual", f"日期“{text}”写法不对", '请写成如 "03-31"（不写年份，不能是02-29）')
        annual = date(2001, *ANNUAL)
    return Calendar(workdays, (annual.month, annual.day), _day(keys, "since"))


def _workdays(file: Path, keys: Keys) -> dict[date, bool]:
    """Working days the workspace adds (date,is_workday); the library ends with 2026."""
    if not file.exists():
        return {}
    days = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            try:
                days[date.fromisoformat(row["date"])] = {"1": True, "0": False}[row["is_workday"]]
            except (KeyError, ValueError, TypeError):
                keys.fault("", f"{file.name} 第{number}行写法不对", "应为 2027-01-01,0 这样的日期和 0/1")
    return days
