"""What the bulletin says, as plain Python lists: paragraphs, tables, and the numbers behind the pictures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from chinese_calendar import is_workday

from benchmarks.peers import ledger, queries
from benchmarks.peers.figures import Counts, Figure, filters, plain, signed
from benchmarks.peers.problems import Lists, Problem, find, some

HERE = Path(__file__).parent
DEGREES = (
    ("服务方式完备度", ("channel_rate", "in_hall_rate")),
    ("服务事项覆盖度", ("published_rate", "guide_rate")),
    ("办事指南准确度", ("guide_pass_rate", "standard_rate")),
    ("在线办理程度", ("level4_rate", "pay_online_rate")),
    ("在线服务成效度", ("online_rate", "instant_rate")),
)
COLUMNS = (
    "accepted", "finished", "on_time_rate", "overdue", "overdue_open", "online_rate", "active_rate", "bad_ratings",
    "reply_rate",
)  # fmt: skip
TOP = 6  # classes of complaints drawn one by one
BAD = {4: "不满意", 5: "非常不满意"}


@dataclass(frozen=True)
class Block:
    """One line of the template: its kind, its words, and the name of a table or picture."""

    kind: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Content:
    """The whole bulletin before any layout; `drawn` is what the pictures show."""

    authority: Mapping[str, Any]
    number: str
    title: str
    day: str
    blocks: list[Block]
    tables: Mapping[str, list[list[str]]]
    drawn: Mapping[str, Any]

    @property
    def annexes(self) -> list[str]:
        """The titles of the annexes."""
        return [block.text for block in self.blocks if block.kind == "annex"]


def collect(workspace: Path, month: str) -> Content:
    """The bulletin of `month` (2026-10) from the store of `workspace`."""
    settings = tomllib.loads((workspace / "reportgen.toml").read_text("utf-8"))
    period = pd.Period(month, "M")
    units = _units(workspace / settings["units"])
    definitions = pd.read_csv(HERE / "definitions.csv", index_col="id")
    with queries.connect(workspace / settings["store"]) as store:
        frame = queries.counts(store, pd.period_range(period - 14, period, freq="M"))
        lists = _lists(store, period)
        return _content(store, settings, period, units, definitions, Counts(frame, units, definitions), lists)


def _units(file: Path) -> pd.DataFrame:
    """The units that are supervised, in official order."""
    units = pd.read_csv(file, index_col="unit_id", dtype=str).fillna("")
    return units[units["peer_group"] != "监管主体"]


def _within(store: Any, table: str, dated: str, period: pd.Period, order: str) -> pd.DataFrame:
    sql = f"SELECT * FROM {table} WHERE {dated} >= ? AND {dated} < ? ORDER BY {order}"
    return queries.rows(store, sql, *_span(period))


def _span(period: pd.Period) -> tuple[date, date]:
    return period.start_time.date(), (period + 1).start_time.date()


def _lists(store: Any, period: pd.Period) -> Lists:
    first, end = _span(period)
    overdue = queries.rows(
        store,
        "SELECT *, coalesce(finish_time >= $2, true) AS open FROM cases"
        " WHERE overdue_days > 0 AND finish_time >= $1 AND finish_time < $2"
        " OR promise_time < $2 AND (finish_time IS NULL OR finish_time >= $2) ORDER BY unit_id, project_no",
        first, end,
    )  # fmt: skip
    bad = _within(store, "ratings", "eval_time", period, "unit_id, eval_time, eval_id")
    return Lists(overdue, bad, queries.records(store, first, end))


def _content(
    store: Any,
    settings: Mapping[str, Any],
    period: pd.Period,
    units: pd.DataFrame,
    definitions: pd.DataFrame,
    counts: Counts,
    lists: Lists,
) -> Content:
    month = str(period)
    active = units[(units["valid_from"] <= month) & ((units["valid_to"] == "") | (units["valid_to"] > month))]
    problems = find(counts, active, lists)
    issued = _workday((period + 1).start_time.date(), 0)
    known = ledger.entries(store, issued)
    groups = [_group(counts, active, name, title) for name, title in settings["groups"].items()]
    degrees = [(degree, name, counts.reading(name)) for degree, names in DEGREES for name in names]
    drawn = _drawn(counts, groups[0], period)
    words = {
        "period": period,
        "whole": settings["authority"]["whole"],
        "authority": settings["authority"],
        "f": {name: counts.reading(name) for name in [*definitions.index, "level1", "level4", "level5"]},
        "n": _tallies(problems, degrees, lists),
        "degrees": degrees,
        "groups": groups,
        "problems": problems,
        **_by_level(problems),
        "kinds": [(kind, counts.reading(f"tickets_{kind}")) for kind in queries.KINDS],
        "catch_up": _workday(issued, 3),
        "objection": _workday(issued, 5),
        "returns": _returns(_within(store, "returns", "month", period, "unit_id"), active),
        "before": _before(known, settings["authority"]["code"], issued, units),
        "ledger": ledger.told(known, len(problems), _workday(period.start_time.date(), 0), issued, _workday),
        "log": _log(_named(_within(store, "worklog", "date", period, "date, id"), units)),
        "unreconciled": _unreconciled(store, period, units),
        **drawn["words"],
    }
    return Content(
        settings["authority"],
        f"{settings['authority']['code']}〔{issued.year}〕{issued.month}号",
        f"关于{period.year}年{period.month}月{words['whole']}政务服务效能监管情况的通报",
        filters()["day"](issued),
        _blocks(words),
        _tables(degrees, groups, problems, lists, units, definitions, period, issued),
        drawn,
    )


def _blocks(words: Mapping[str, Any]) -> list[Block]:
    """The template's lines, each with its kind."""
    environment = jinja2.Environment(trim_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(filters())
    text = environment.from_string((HERE / "text.txt").read_text("utf-8")).render(words)
    return [_block(line) for line in text.splitlines() if line.strip()]


def _block(line: str) -> Block:
    mark, _, rest = line.partition(" ")
    if mark in ("[table]", "[figure]"):
        name, _, caption = rest.partition(" ")
        return Block(mark[1:-1], caption, name)
    kinds = {"#": "heading1", "##": "heading2", "[annex]": "annex", "[note]": "note"}
    return Block(kinds[mark], rest) if mark in kinds else Block("body", line)


# --- what sentences mention ------------------------------------------------------------------


def _group(counts: Counts, active: pd.DataFrame, name: str, title: str) -> dict[str, Any]:
    """A peer group: its table, the three units with most overdue cases, how many have none."""
    members = active[active["peer_group"] == name]
    now = counts.now.loc[members.index].fillna(0)
    cells = {unit: [counts.figure(row, column) for column in COLUMNS] for unit, row in now.iterrows()}
    total = [counts.figure(now.sum(), column) for column in COLUMNS]
    late = now[("overdue", "n")].sort_values(ascending=False, kind="stable")
    rows = [
        [str(serial), members.at[unit, "short_name"], *(figure.bare() for figure in figures)]
        for serial, (unit, figures) in enumerate(cells.items(), 1)
    ]
    return {
        "title": title,
        "members": members,
        "rows": [*rows, ["合计", "", *(figure.bare() for figure in total)]],
        "rates": {unit: figures[2] for unit, figures in cells.items() if not figures[2].missing},
        "average": total[2],
        "tail": [(members.at[unit, "short_name"], cells[unit][3]) for unit in late[late > 0].index[:3]],
        "spotless": sum(figures[2].value == 100 for figures in cells.values()),
    }


def _by_level(problems: list[Problem]) -> dict[str, Any]:
    """The grave problems one by one, the others by aspect, and the names of the slight ones."""
    yellow: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.level == "黄":
            yellow.setdefault(problem.aspect, []).append(problem)
    names = {level: [p.name for p in problems if p.level == level] for level in ("红", "提示")}
    return {
        "reds": [problem for problem in problems if problem.level == "红"],
        "yellows": yellow,
        "red_names": some(names["红"], 5, "个"),
        "notice_names": some(names["提示"], 5, "个"),
    }


def _tallies(problems: list[Problem], degrees: list[Any], lists: Lists) -> dict[str, int]:
    moves = [reading.now.value - reading.last.value for _degree, _name, reading in degrees]
    return {
        "open_units": lists.overdue.query("open")["unit_id"].nunique(),
        "bad_units": lists.bad["unit_id"].nunique(),
        "problem_units": len({problem.unit for problem in problems}),
        "red": sum(problem.level == "红" for problem in problems),
        "yellow": sum(problem.level == "黄" for problem in problems),
        "notice": sum(problem.level == "提示" for problem in problems),
        "up": sum(move > 0 for move in moves),
        "down": sum(move < 0 for move in moves),
        "level": sum(move == 0 for move in moves),
    }


def _returns(returned: pd.DataFrame, active: pd.DataFrame) -> dict[str, str]:
    """Names of the units that did not report, reported late, or declared no business."""
    names = active.join(returned.set_index("unit_id"))

    def listed(chosen: pd.Series) -> str:
        return some(names[chosen]["short_name"].tolist(), 99)

    return {
        "missing": listed(names["status"].isna()),
        "late": listed(names["returned_at"] > names["due_at"]),
        "idle": listed(names["status"] == "零业务"),
    }


def _before(known: pd.DataFrame, code: str, issued: date, units: pd.DataFrame) -> dict[str, Any]:
    """What the last issue demanded and what became of it."""
    last = pd.Period(issued, "M") - 1
    number = f"{code}〔{last.year}〕{last.month}号"
    lines = known[known["number"] == number]
    still = ledger.owed(lines)
    return {
        "number": number,
        "all": len(lines),
        "closed": int((lines["state"] == "销号").sum()),
        "waiting": int((lines["state"] == "待复核").sum()),
        "late": int((still["due_date"] < issued).sum()),
        "open": _named(still, units).to_dict("records"),
    }


def _log(lines: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    kinds = ("工作推进", "表扬", "经验交流", "计划")
    monthly = lines[lines["cycle"] == "月通报"]
    return {kind: monthly[monthly["kind"] == kind].to_dict("records") for kind in kinds}


def _unreconciled(store: Any, period: pd.Period, units: pd.DataFrame) -> list[dict[str, Any]]:
    sql = (
        "SELECT * REPLACE (value::VARCHAR AS value) FROM reported WHERE month = ? AND denominator > 0"
        " AND abs(value - numerator * 100 / denominator) > 0.05 ORDER BY unit_id, indicator_code"
    )
    found: list[dict[str, Any]] = _named(queries.rows(store, sql, _span(period)[0]), units).to_dict("records")
    return found


def _named(lines: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    return lines.assign(unit=lines["unit_id"].map(units["short_name"]))


def _workday(day: date, later: int) -> date:
    """The first working day from `day` on, or the `later`-th after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    for _ in range(later):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return day


# --- pictures --------------------------------------------------------------------------------


def _drawn(counts: Counts, group: Mapping[str, Any], period: pd.Period) -> dict[str, Any]:
    """The numbers of the four pictures, and what the sentences beside them say."""
    accepted, finished = (counts.whole[(name, "n")] for name in ("accepted", "finished"))
    took = (
        counts.whole.loc[period, [(f"took_{days}", "n") for days in range(queries.DAYS)]].astype(int).tolist()
    )
    classes = counts.whole.loc[period, [(f"complaints_{name}", "n") for name in queries.CLASSES]].astype(int)
    classes.index = pd.Index(queries.CLASSES)
    classes = classes.sort_values(ascending=False, kind="stable")
    complaints = counts.reading("tickets_投诉").now.above
    rates = group["rates"]
    return {
        "trend": (counts.months, accepted, finished),
        "ranking": [(group["members"].at[unit, "short_name"], figure) for unit, figure in rates.items()],
        "took": took,
        "levels": [int(counts.whole.loc[period, (f"level{level}", "n")]) for level in range(1, 6)],
        "classes": [*classes[:TOP].items(), ("其他", int(complaints - classes[:TOP].sum()))],
        "words": {
            "trend": _trend_words(accepted, period),
            "ranking": _ranking_words(group),
            "took": _took_words(took),
            "classes": [
                (name, Figure("件", count), Figure("%", count, complaints))
                for name, count in classes[:3].items()
            ],
        },
    }


def _trend_words(accepted: pd.Series, period: pd.Period) -> dict[str, Any]:
    high, low = accepted.idxmax(), accepted.idxmin()
    return {
        "count": len(accepted),
        "high": Figure("件", accepted[high]),
        "high_month": f"{high.year}年{high.month}月",
        "low": Figure("件", accepted[low]),
        "low_month": f"{low.year}年{low.month}月",
        "place": int((accepted > accepted[period]).sum()) + 1,
    }


def _ranking_words(group: Mapping[str, Any]) -> dict[str, Any]:
    rates = pd.Series({unit: figure.value for unit, figure in group["rates"].items()})
    worst = group["rates"][rates.idxmin()]
    return {
        "count": len(rates),
        "median": f"{rates.median():.2f}",
        "worst": group["members"].at[rates.idxmin(), "short_name"],
        "lowest": worst,
        "below": plain(group["average"].printed() - worst.printed()),
    }


def _took_words(took: list[int]) -> dict[str, Any]:
    passed = pd.Series(took).cumsum()
    return {
        "total": f"{sum(took):,}",
        "quick": Figure("%", sum(took[:4]), sum(took)),
        "median": int((2 * passed >= sum(took)).argmax()),
    }


# --- tables ----------------------------------------------------------------------------------


def _tables(
    degrees: list[Any],
    groups: list[dict[str, Any]],
    problems: list[Problem],
    lists: Lists,
    units: pd.DataFrame,
    definitions: pd.DataFrame,
    period: pd.Period,
    issued: date,
) -> dict[str, list[list[str]]]:
    """The rows of every table without its head, as printed."""
    late = {problem.unit_id for problem in problems if problem.short == "办件超期"}
    overdue = lists.overdue[lists.overdue["open"] | lists.overdue["unit_id"].isin(late)]
    return {
        "degrees": [
            [degree, definitions.at[name, "label"], reading.now.bare(), reading.last.bare(), reading.year.bare(), signed(reading)]
            for degree, name, reading in degrees
        ],
        **{f"group{serial}": group["rows"] for serial, group in enumerate(groups)},
        "plan": [
            [f"M{period:%Y%m}-{serial:03}", problem.unit, problem.aspect, problem.level, problem.text, f"{problem.mode}：{problem.demand}", _due(issued, problem)]
            for serial, problem in enumerate(problems, 1)
        ],
        "overdue": [
            [
                str(serial), line.unit, line.project_no, line.task_name, f"{line.promise_time:%Y-%m-%d}",
                "未办结" if line.open else f"{line.finish_time:%Y-%m-%d}", str(line.overdue_days),
            ]
            for serial, line in enumerate(_named(overdue, units).itertuples(), 1)
        ],
        "bad": [
            [
                str(serial), line.unit, line.counter, line.project_no or "—", BAD[line.level], line.text,
                line.verify_result or "核实中",
            ]
            for serial, line in enumerate(_named(lists.bad, units).astype(object).fillna("").itertuples(), 1)
        ],
        "definitions": [
            [str(serial), row.label, row.unit, row.definition]
            for serial, row in enumerate(definitions.loc[_explained(definitions, problems)].itertuples(), 1)
        ],
    }  # fmt: skip


def _explained(definitions: pd.DataFrame, problems: list[Problem]) -> list[str]:
    """The measures always printed, and those that only a problem prints."""
    always = definitions.index[definitions["always"] == "yes"]
    return list(dict.fromkeys([*always, *(name for problem in problems for name in problem.measures)]))


def _due(issued: date, problem: Problem) -> str:
    return filters()["short_day"](_workday(issued, problem.days))
