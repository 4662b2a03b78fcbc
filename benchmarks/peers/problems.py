"""The problems that the rules find, with their words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from benchmarks.peers.figures import Counts, filters
from benchmarks.peers.queries import CLASSES

LEVELS = ("红", "黄", "提示")
FILTERS = filters()


@dataclass(frozen=True)
class Problem:
    """A problem of one unit, as it is printed."""

    unit_id: str
    unit: str
    aspect: str
    level: str
    text: str
    demand: str
    days: int
    short: str = ""


@dataclass(frozen=True)
class Lists:
    """The lists that evidence is taken from."""

    overdue: pd.DataFrame
    bad: pd.DataFrame
    down: pd.DataFrame


Words = Callable[[Counts, str, Lists], str]
Rule = tuple[str, str, str, int, str, pd.Series, Words]


def find(counts: Counts, units: pd.DataFrame, lists: Lists) -> list[Problem]:
    """Every problem, gravest first, then by rule and official order of units."""
    found = [
        Problem(
            unit, units.at[unit, "short_name"], aspect, level, words(counts, unit, lists), demand, days, short
        )
        for aspect, level, demand, days, short, hit, words in _rules(counts)
        for unit in units.index[hit.reindex(units.index, fill_value=False)]
    ]
    return sorted(found, key=lambda problem: LEVELS.index(problem.level))


def _rules(counts: Counts) -> Iterator[Rule]:
    def now(measure: str) -> pd.Series:
        return counts.values(measure, counts.now)

    yield (
        "时限", "红", "逐件查明超期原因，办结全部超期未办结件，完善临期提醒", 10, "办件超期",
        (now("overdue") >= 10) & (now("overdue_per_10k") >= 5), _overdue,
    )  # fmt: skip
    yield (
        "廉政风险点", "红", "逐件核查受理、办结时间，纠正先办后录，书面说明情况", 10, "异常即时办结",
        now("sudden_finished") >= 20, _counted("异常即时办结{0}，{1}，疑似先办后录", "sudden_finished"),
    )  # fmt: skip
    yield (
        "廉政风险点", "黄", "逐件说明启用特别程序的依据和审批情况，规范使用", 10, "",
        now("special_repeat") >= 5, _counted("多次或超长启用特别程序{0}，{1}", "special_repeat"),
    )  # fmt: skip
    yield (
        "裁量（收费）", "红", "逐件核对应收、实收金额，多收的予以退还，少收的说明依据", 5, "收费不符",
        now("fee_mismatch") >= 5, _fees,
    )  # fmt: skip
    yield "服务质量", "黄", "逐条回访整改，加强窗口人员培训和管理", 5, "", now("bad_ratings") >= 5, _bad
    yield (
        "服务规范", "提示", "落实现场监管结果当日录入要求", 5, "",
        now("same_day_rate") < 90, _counted("现场监管当日录入率{0}（{2}次），{1}", "same_day_rate"),
    )  # fmt: skip
    yield (
        "服务方式", "黄", "排查并修复不畅通的服务渠道，建立日常点检", 5, "",
        now("channel_rate") < 95, _counted("渠道畅通率{0}（{2}次），{1}", "channel_rate"),
    )  # fmt: skip
    yield "系统对接", "黄", "查明系统中断原因，恢复并保持数据推送", 3, "", now("interface_down") >= 2, _down
    yield "问政咨询", "黄", "清理逾期未答复诉求，落实限时答复责任", 5, "", now("reply_rate") < 95, _replies
    for name in CLASSES:
        measure = f"complaints_{name}"
        grown = now(measure) >= 2 * counts.values(measure, counts.last)
        yield (
            "问政咨询", "黄", f"分析{name}类投诉集中原因，制定改进措施", 10, "",
            (now(measure) >= 20) & grown, _counted(f"{name}类投诉{{0}}，{{1}}", measure),
        )  # fmt: skip


def _counted(words: str, measure: str) -> Words:
    def text(counts: Counts, unit: str, lists: Lists) -> str:
        reading = counts.of_unit(measure, unit)
        return words.format(reading.now.full(), FILTERS["mom_by"](reading), reading.now.ratio())

    return text


def _overdue(counts: Counts, unit: str, lists: Lists) -> str:
    overdue, rises = counts.of_unit("overdue", unit), counts.rises("overdue", unit)
    waiting = lists.overdue.query("unit_id == @unit and open")["project_no"].tolist()
    streak = f"，连续{rises}个月上升" if rises >= 3 else ""
    rate = counts.of_unit("overdue_per_10k", unit).now.full()
    still = counts.of_unit("overdue_open", unit).now.full()
    named = f"（{some(waiting, 2, '件')}）" if waiting else ""
    return f"超期办结{overdue.now.full()}，{FILTERS['mom_by'](overdue)}{streak}，{rate}；期末超期未办结{still}{named}"


def _fees(counts: Counts, unit: str, lists: Lists) -> str:
    wrong, cases = counts.of_unit("fee_mismatch", unit), counts.of_unit("fee_cases", unit)
    return f"实收与应收金额不符{wrong.now.full()}（收费件共{cases.now.full()}），{FILTERS['mom_by'](wrong)}"


def _bad(counts: Counts, unit: str, lists: Lists) -> str:
    reading = counts.of_unit("bad_ratings", unit)
    windows = lists.bad.query("unit_id == @unit")["counter"].value_counts()
    most = f"，其中{windows.index[0]}{windows.iloc[0]}条" if len(windows) and windows.iloc[0] >= 3 else ""
    return f"收到差评{reading.now.full()}，{FILTERS['mom_by'](reading)}{most}"


def _down(counts: Counts, unit: str, lists: Lists) -> str:
    systems = lists.down.query("unit_id == @unit")["system_name"].tolist()
    return f"系统对接中断{counts.of_unit('interface_down', unit).now.full()}（{some(systems, 3, '个系统')}）"


def _replies(counts: Counts, unit: str, lists: Lists) -> str:
    rate, late = counts.of_unit("reply_rate", unit).now, counts.of_unit("reply_late", unit).now
    return f"诉求按期答复率{rate.full()}（{rate.ratio()}件），逾期答复或未答复{late.full()}"


def some(items: list[str], most: int, counter: str = "家单位") -> str:
    """At most `most` names, and how many there are where some are left out."""
    return "、".join(items) if len(items) <= most else f"{'、'.join(items[:most])}等{len(items)}{counter}"
