"""The synthetic workspaces: rows reconcile, planted stories are found and nothing else stands out."""

import hashlib
import itertools
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from chinese_calendar import is_workday

from reportgen import exchange, scheme, units
from reportgen.datasets import DATASETS
from reportgen.period import parse
from reportgen.rectification import at_end
from sample_data import generate

HERE = Path(generate.__file__).parent
PERIOD = parse("2026-10")
MADE = {name: dataset for name, dataset in DATASETS.items() if name not in generate.WITHOUT_ROWS}
OF_CASES = ("cases", "steps", "special")  # dated by the case, which may have begun before
EVERY = pytest.mark.parametrize("dataset", MADE.values(), ids=lambda dataset: dataset.name)
KINDS = (
    "overdue", "bad_ratings", "silent", "late_return", "sudden", "unreconciled", "channel",
    "interface", "fee_mismatch", "late_entry", "complaints", "special_repeat",
)  # fmt: skip


class Sample:
    """The tables of one workspace, with its answer key and register."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.tables = generate.tables(workspace)
        self.key = tomllib.loads((workspace / "answer_key.toml").read_text("utf-8"))
        self.profile = tomllib.loads((workspace / "profile.toml").read_text("utf-8"))
        self.register = units.load(workspace / "units.csv")
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table as a frame: decimals as floats, dates as timestamps."""
        if name not in self._frames:
            table = self.tables[name]
            for number, field in enumerate(table.schema):
                if pa.types.is_decimal(field.type):
                    table = table.set_column(number, field.name, table[field.name].cast(pa.float64()))
            self._frames[name] = table.to_pandas(date_as_object=False)
        return self._frames[name]

    def of_month(self, name: str, column: str = "", month: str = "2026-10") -> pd.DataFrame:
        """The rows of a table dated in `month`."""
        frame = self[name]
        dated = frame[column or DATASETS[name].dated]
        return frame[(dated >= month) & (dated < pd.Timestamp(month) + pd.offsets.MonthBegin())]

    def story(self, kind: str) -> Mapping[str, Any]:
        """The one story of `kind`."""
        (story,) = (story for story in self.key["story"] if story["kind"] == kind)
        return story

    @cached_property
    def late(self) -> pd.DataFrame:
        """The overdue cases."""
        return self["cases"].query("overdue_days > 0")


@pytest.fixture(scope="module")
def city() -> Sample:
    """The workspace of the city."""
    return Sample(HERE)


@pytest.fixture(scope="module")
def district() -> Sample:
    """The workspace of the district."""
    return Sample(HERE / "wanzhou")


@pytest.fixture(params=["city", "district"])
def sample(request: pytest.FixtureRequest) -> Sample:
    """Each workspace in turn."""
    return request.getfixturevalue(request.param)


def by_unit(frame: pd.DataFrame, column: str) -> pd.Series:
    """Sums of a column by unit, largest first."""
    return frame.groupby("unit_id", observed=True)[column].sum().sort_values(ascending=False)


def counted(frame: pd.DataFrame, *columns: str) -> pd.Series:
    """Rows by columns, most first."""
    return frame.groupby(list(columns), observed=True).size().sort_values(ascending=False)


def stands_out(figures: pd.Series, unit: str, value: float, apart: float = 2.0) -> None:
    """`unit` leads with `value`, and the next one has at most its `apart`-th part."""
    assert figures.index[0] == unit
    assert figures.iloc[0] == value
    assert (figures.iloc[1:] <= value / apart).all()


# ---- every table -------------------------------------------------------------------------


@EVERY
def test_table_is_as_declared(sample: Sample, dataset: Any) -> None:
    table = sample.tables[dataset.name]
    assert table.num_rows > 0
    assert table.column_names == [column.name for column in dataset.columns]
    for column in dataset.columns:
        values = table[column.name]
        assert not (column.required and values.null_count), column.name
        if column.codes:
            assert {str(value) for value in values.drop_null().unique().to_pylist()} <= set(column.codes), (
                column.name
            )


@EVERY
def test_keys_are_unique(sample: Sample, dataset: Any) -> None:
    assert not sample[dataset.name].duplicated(list(dataset.key)).any()


@EVERY
def test_units_are_in_the_register_and_exist(sample: Sample, dataset: Any) -> None:
    if dataset.name == "tasks":  # its dates run from before the data
        assert set(sample["tasks"].unit_id) <= set(sample.register.units)
        return
    if "unit_id" not in sample[dataset.name]:
        return
    frame = sample[dataset.name][["unit_id", dataset.dated]].dropna()
    months = frame[dataset.dated].dt.to_period("M").astype(str)
    for unit, month in set(zip(frame.unit_id, months, strict=True)):
        entry = sample.register[unit]
        assert not entry.valid_to or month < entry.valid_to, (unit, month)
        if dataset.name not in (*OF_CASES, "orders"):  # what began before a merger goes on after it
            assert entry.valid_from <= month, (unit, month)


@EVERY
def test_rows_lie_in_the_months_of_the_data(sample: Sample, dataset: Any) -> None:
    dated = sample[dataset.name][dataset.dated]
    if dataset.name == "history":  # what was published before
        assert dated.max() < pd.Timestamp("2024-10-01")
        return
    if dataset.name == "calendar":  # arranged for whole years
        assert dated.min() < pd.Timestamp("2024-10-01") and dated.max() > pd.Timestamp("2026-11-01")
        return
    assert dated.max() < pd.Timestamp("2026-11-01")
    assert dataset.name == "tasks" or dated.max() >= pd.Timestamp("2026-10-01")
    if dataset.name not in ("tasks", *OF_CASES):  # cases finished in the first weeks began before
        assert dated.min() >= pd.Timestamp("2024-10-01")


def test_same_inputs_give_the_same_rows(district: Sample) -> None:
    def digest(tables: Mapping[str, pa.Table]) -> dict[str, str]:
        return {name: hashlib.sha256(_bytes(table)).hexdigest() for name, table in tables.items()}

    assert digest(generate.tables(district.workspace)) == digest(district.tables)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def test_store_is_written_once(tmp_path: Path, district: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in generate.profile.INPUTS:
        (tmp_path / name).write_bytes((district.workspace / name).read_bytes())
    some = {name: table.slice(0, 100) for name, table in district.tables.items()}
    monkeypatch.setattr(generate, "tables", lambda workspace: some)
    place = tmp_path / "store" / "store.duckdb"
    assert generate.generate(place, tmp_path)
    assert not generate.generate(place, tmp_path)
    with duckdb.connect(place, read_only=True) as connection:
        batches = connection.execute("SELECT dataset, row_count, synthetic FROM batches").fetchall()
    assert batches == [(name, some[name].num_rows, True) for name in MADE]
    (tmp_path / "profile.toml").write_text(
        "# changed\n" + (tmp_path / "profile.toml").read_text("utf-8"), "utf-8"
    )
    assert generate.generate(place, tmp_path)


# ---- rows reconcile ----------------------------------------------------------------------

PARTS = (
    ("case_daily", "accepted_online", "accepted"), ("case_daily", "accepted_mobile", "accepted_online"),
    ("case_daily", "early", "promise_finished"), ("case_daily", "overdue", "promise_finished"),
    ("case_daily", "step_overtime", "finished"), ("case_daily", "sudden_finished", "promise_finished"),
    ("case_daily", "flow_fault", "finished"), ("case_daily", "returned", "accepted"),
    ("case_daily", "supplemented", "accepted"), ("case_daily", "resubmitted", "accepted"),
    ("case_daily", "fee_cases", "finished"), ("case_daily", "fee_mismatch", "fee_cases"),
    ("case_daily", "special_repeat", "special_cases"), ("case_daily", "special_cases", "promise_finished"),
    ("case_daily", "mailed", "finished"), ("case_daily", "e_cert", "finished"),
    ("case_daily", "promise_limit_days", "statutory_days"),
    ("rating_daily", "active", "rated"), ("rating_daily", "rated", "due"),
    ("tasks", "promise_days", "statutory_days"), ("tasks", "pay_online", "is_fee"),
    ("channel_checks", "available", "checked"), ("std_app", "consistent", "checked"),
    ("windows", "comprehensive", "windows"), ("windows", "items_in", "items_due"),
    ("terminals", "connected", "installed"), ("terminals", "online", "connected"),
    ("terminals", "inspected", "connected"), ("interfaces", "failed", "pushed"),
    ("projects", "items_done", "items_due"), ("projects", "overdue_items", "items_due"),
    ("openness_items", "policy_on_time", "policy_due"), ("openness_items", "service_on_time", "service_due"),
    ("openness_items", "interpretation_on_time", "interpretation_due"),
    ("openness_items", "requests_on_time", "requests_due"),
    ("openness_sites", "message_on_time", "message_due"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "part", "whole"), PARTS)
def test_part_is_within_whole(sample: Sample, name: str, part: str, whole: str) -> None:
    frame = sample[name]
    assert (frame[part] >= 0).all()
    assert (frame[part] <= frame[whole]).all()


def test_daily_cases_add_up(sample: Sample) -> None:
    daily = sample["case_daily"]
    assert (daily.finished == daily.instant_finished + daily.promise_finished).all()
    assert (daily.finished == daily.on_time + daily.overdue).all()
    assert (daily.early + daily.overdue <= daily.promise_finished).all()
    assert ((daily.accepted > 0) | (daily.finished > 0)).all()


def test_ratings_add_up(sample: Sample) -> None:
    daily, single = sample["rating_daily"], sample["ratings"]
    assert (daily.rated == daily.filter(like="level").sum(axis=1)).all()
    finished = sample["case_daily"].groupby(["unit_id", "date"], observed=True).finished.sum()
    due = daily.set_index(["unit_id", "date"]).due
    assert due.equals(finished[finished > 0].rename("due").reindex(due.index))
    for level in (4, 5):
        told = counted(
            single[single.level == level].assign(day=lambda rows: rows.eval_time.dt.normalize()),
            "unit_id",
            "day",
        )
        kept = daily[daily[f"level{level}"] > 0].set_index(["unit_id", "date"])[f"level{level}"]
        assert told.to_dict() == kept.to_dict()


def test_bad_ratings_are_of_kept_cases_finished_before(sample: Sample) -> None:
    rated = sample["ratings"].merge(sample["cases"], on="project_no", suffixes=("", "_case"))
    assert len(rated) == len(sample["ratings"])
    assert (rated.unit_id.astype(str) == rated.unit_id_case.astype(str)).all()
    assert (rated.eval_time.dt.date == rated.finish_time_case.dt.date).all()


def test_overdue_cases_are_all_there(sample: Sample) -> None:
    finished = sample.late.dropna(subset="finish_time")
    told = counted(finished.assign(day=lambda rows: rows.finish_time.dt.normalize()), "unit_id", "day")
    daily = sample["case_daily"].groupby(["unit_id", "date"], observed=True).overdue.sum()
    assert told.to_dict() == daily[daily > 0].to_dict()


def test_cases_run_forward_in_time(sample: Sample) -> None:
    cases = sample["cases"]
    assert (cases.apply_time <= cases.accept_time).all()
    assert (cases.accept_time <= cases.promise_time).all()
    assert not (cases.finish_time < cases.accept_time).any()
    late = cases.overdue_days > 0
    closed = cases.finish_time.notna()
    assert (cases[closed & late].finish_time > cases[closed & late].promise_time).all()
    assert (cases[closed & ~late].finish_time <= cases[closed & ~late].promise_time).all()
    assert (cases[~closed & ~late].promise_time >= "2026-11-01").all()
    assert (cases[~closed & late].promise_time < "2026-10-30").all()
    assert cases.workdays.isna().equals(~closed)
    assert not cases.sampled[late & ~closed].all()


def test_overdue_days_are_working_days_over_the_promise(sample: Sample) -> None:
    days = np.arange("2024-06", "2027-01", dtype="datetime64[D]")
    working = [is_workday(day) for day in days.tolist()]
    passed = pd.Series(np.cumsum(working), index=days)
    end = sample.late.finish_time.fillna(pd.Timestamp("2026-10-31")).dt.normalize()
    over = passed[end].to_numpy() - passed[sample.late.promise_time.dt.normalize()].to_numpy()
    assert (over == sample.late.overdue_days).all()


def test_sample_follows_the_whole(sample: Sample) -> None:
    drawn = sample["cases"].query("sampled and project_type == '2'").dropna(subset="workdays")
    daily = sample["case_daily"]
    mean = daily.promise_workdays.sum() / daily.promise_finished.sum()
    assert drawn.workdays.mean() == pytest.approx(mean, rel=0.06)
    early = (drawn.finish_time.dt.normalize() < drawn.promise_time.dt.normalize()).mean()
    assert early == pytest.approx(daily.early.sum() / daily.promise_finished.sum(), abs=0.02)
    monthly = drawn.finish_time.dt.to_period("M").value_counts()
    assert monthly.min() > 0.4 * sample.profile["sample_per_month"]


def test_cases_are_of_tasks_in_force(sample: Sample) -> None:
    cases = sample["cases"].merge(sample["tasks"], on="task_code", suffixes=("", "_task"))
    assert len(cases) == len(sample["cases"])
    assert (cases.unit_id.astype(str) == cases.unit_id_task.astype(str)).all()
    assert not (cases.finish_time > cases.valid_to).any()


def test_every_urging_is_an_order(sample: Sample) -> None:
    orders = sample["orders"]
    urged = sample.late[sample.late.promise_time >= "2024-10-01"].set_index("project_no").urged
    mine = counted(orders[orders.project_no.isin(urged.index)], "project_no")
    assert mine.to_dict() == urged.to_dict()
    assert (orders.due > orders.sent).all()


def test_tickets_are_answered_after_they_came(sample: Sample) -> None:
    tickets = sample["tickets"]
    assert (tickets.due > tickets.created).all()
    assert not (tickets.replied <= tickets.created).any()
    assert not (tickets.closed < tickets.replied).any()
    assert not tickets.efficacy[tickets.kind != "投诉"].any()


def test_work_is_checked_on_working_days(sample: Sample) -> None:
    for name in (
        "onsite",
        "video",
        "terminals",
        "interfaces",
        "prereview",
        "callbacks",
        "supervisors",
        "worklog",
    ):
        dates = set(sample[name].date.dt.date)
        assert all(map(is_workday, dates)), name
    october = {day.date() for day in pd.date_range(PERIOD.start, PERIOD.last) if is_workday(day.date())}
    for name in ("onsite", "terminals", "interfaces", "prereview"):
        assert set(sample.of_month(name).date.dt.date) == october, name


def test_every_hall_is_visited_every_working_day(sample: Sample) -> None:
    halls = sample.of_month("windows").unit_id.nunique()
    visits = sample.of_month("onsite").groupby("date").unit_id.nunique()
    assert (visits == halls).all()


def test_worklog_has_every_kind_every_month(sample: Sample) -> None:
    log = sample["worklog"].assign(month=lambda rows: rows.date.dt.to_period("M"))
    log = log[log.cycle == "月通报"]
    table = log.pivot_table(index="month", columns="kind", values="id", aggfunc="count")
    assert len(table) == 25
    assert table.notna().all(axis=None)
    plans = log[log.kind == "计划"]
    assert plans[["lead", "support", "due"]].notna().all(axis=None)
    assert (plans.due.dt.to_period("M") == plans.month + 1).all()
    assert log[log.kind == "表扬"].unit_id.notna().all()


def test_what_a_week_plans_the_next_one_reports(sample: Sample) -> None:
    log = sample["worklog"].query("cycle == '周调度'")
    plans, progress = log[log.kind == "计划"], log[log.kind == "工作推进"]
    days = sorted(set(log.date))
    assert len(days) >= 105
    for day, following in itertools.pairwise(days):
        assert set(plans[plans.date == day].title) == set(progress[progress.date == following].title)
        assert (plans[plans.date == day].due == following).all()
    assert progress.target.notna().all()


def test_projects_are_sampled_on_working_days_of_their_month(sample: Sample) -> None:
    projects = sample["projects"]
    assert (projects.sampled == projects.sample_date.notna()).all()
    sampled = projects[projects.sampled]
    assert (sampled.sample_date.dt.to_period("M") == sampled.date.dt.to_period("M")).all()
    assert all(is_workday(day.date()) for day in sampled.sample_date.unique())


def test_october_of_the_city_is_written_by_hand(city: Sample) -> None:
    for month in ("2026-09", "2026-10"):
        log = city.of_month("worklog", month=month).query("cycle == '月通报'")
        kinds = log.kind.value_counts().to_dict()
        assert kinds == {"工作推进": 5, "表扬": 3, "经验交流": 3, "计划": 6}


def test_last_issue_is_followed_up(city: Sample) -> None:
    whole = at_end(generate.events(city.workspace), date(2026, 11, 1), {})
    last = [entry for entry in whole.entries if entry.source.number == "渝效监〔2026〕10号"]
    states = Counter(exchange.state(entry, whole.on) for entry in last)
    assert states == {"销号": 6, "待复核": 1, "整改中": 1, "逾期": 1}
    assert {(entry.found, entry.source.period) for entry in last} == {(date(2026, 10, 8), "2026-09")}
    assert all(entry.due > whole.on for entry in last if exchange.state(entry, whole.on) == "整改中")
    assert all(entry.finished and entry.ended for entry in last if entry.state == "销号")


def test_the_ledger_is_synthetic_and_sound(city: Sample, district: Sample) -> None:
    for sample in (city, district):
        events = generate.events(sample.workspace)
        whole = at_end(events, date(2026, 11, 1), {})
        assert all(entry.synthetic for entry in whole.entries)
        assert {entry.opening.unit for entry in whole.entries} <= set(sample.register.units)
        assert [event.day for event in events] == sorted(event.day for event in events)
        assert len(whole.entries) > 100
        assert len(whole.closed) > len(whole.open)


# ---- magnitudes --------------------------------------------------------------------------


def test_volumes_are_of_the_right_size(city: Sample, district: Sample) -> None:
    for sample, low, high in ((city, 1.7e6, 2.6e6), (district, 0.19e6, 0.30e6)):
        monthly = sample["case_daily"].groupby(pd.Grouper(key="date", freq="MS")).accepted.sum()
        usual = monthly.drop(
            [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01"), pd.Timestamp("2026-02-01")]
        )
        assert usual.between(low, high).all()
        assert monthly["2026-02-01"] < 0.7 * usual.mean()
    days = city["case_daily"].groupby("date").accepted.sum()
    workdays = days[[is_workday(day.date()) for day in days.index]]
    assert workdays["2026-10"].between(70_000, 125_000).all()
    assert workdays.groupby(workdays.index.day_of_week).mean().idxmax() == 0
    assert days.drop(workdays.index).max() < 0.15 * workdays.mean()


def test_rates_are_of_the_right_size(sample: Sample) -> None:
    daily = sample["case_daily"]
    assert 0.3 < 1e4 * daily.overdue.sum() / daily.finished.sum() < 2
    rating = sample["rating_daily"]
    assert 1e-5 < (rating.level4 + rating.level5).sum() / rating.rated.sum() < 1e-4
    active = by_unit(rating, "active") / by_unit(rating, "due")
    enough = by_unit(rating, "due").loc[lambda due: due > 10_000].index
    seldom = [story["unit_id"] for story in sample.key["story"] if story["kind"] == "seldom_rated"]
    usual = active[enough].drop(seldom, errors="ignore")
    assert usual.between(0.85, 0.99).all()
    assert active[seldom].between(0.03, 0.70).all()


def test_successor_carries_on_its_parts(city: Sample) -> None:
    daily = city["case_daily"].assign(month=lambda rows: rows.date.dt.to_period("M").astype(str))
    parts = daily[daily.unit_id.isin(["QX-500105", "QX-500112", "KF-LJXQ"])]
    whole = daily[daily.unit_id == "QX-500157"]
    assert parts.month.max() == "2025-10"
    assert whole.month.min() == "2025-11"
    before, after = parts[parts.month == "2025-10"], whole[whole.month == "2026-10"]
    assert after.accepted.sum() == pytest.approx(before.accepted.sum(), rel=0.15)


def test_supervisor_is_not_supervised(city: Sample) -> None:
    assert all("BM-01" not in set(city[name].unit_id) for name in MADE if "unit_id" in city[name])


# ---- stories -----------------------------------------------------------------------------


def test_answer_key_tells_a_story_of_each_kind_once(sample: Sample) -> None:
    kinds = [story["kind"] for story in sample.key["story"]]
    assert kinds[: len(KINDS)] == list(KINDS)
    others = [kind for kind in kinds[len(KINDS) :] if kind != "seldom_rated"]
    assert len(set(others)) == len(others)
    assert len({story["id"] for story in sample.key["story"]}) == len(kinds)
    for story in sample.key["story"]:
        assert story["unit_id"] in sample.register
        assert set(story["datasets"]) <= set(DATASETS)


def test_overdue_cases_climb_at_one_unit(sample: Sample) -> None:
    story = sample.story("overdue")
    monthly = sample["case_daily"].query("unit_id == @story['unit_id']")
    monthly = monthly.groupby(monthly.date.dt.to_period("M").astype(str)).overdue.sum()
    assert monthly[list(story["monthly"])].to_dict() == story["monthly"]
    stands_out(
        by_unit(sample.of_month("case_daily"), "overdue"), story["unit_id"], story["monthly"]["2026-10"]
    )
    open_ = sample.late[sample.late.finish_time.isna()]
    stands_out(counted(open_, "unit_id"), story["unit_id"], story["open"], apart=3)
    mine = open_[open_.unit_id == story["unit_id"]]
    assert sorted(mine.project_no) == story["open_cases"]


def test_bad_ratings_gather_at_one_counter(sample: Sample) -> None:
    story = sample.story("bad_ratings")
    bad = sample.of_month("ratings")
    stands_out(counted(bad, "unit_id"), story["unit_id"], story["count"])
    stands_out(
        counted(bad[bad.counter != "网上办理"], "unit_id", "counter"),
        (story["unit_id"], story["counter"]),
        story["at_counter"],
    )
    mine = bad[(bad.unit_id == story["unit_id"]) & (bad.counter == story["counter"])]
    assert sorted(mine.eval_id) == story["ratings"]


def test_one_unit_is_silent_and_one_late(sample: Sample) -> None:
    everyone = {unit.id for unit in sample.register.active(PERIOD)}
    silent, late = sample.story("silent")["unit_id"], sample.story("late_return")["unit_id"]
    for name in ("returns", "openness_items", "reported"):
        assert everyone - set(sample.of_month(name).unit_id) == {silent}
        assert silent in set(sample.of_month(name, month="2026-09").unit_id)
    returns = sample.of_month("returns")
    assert returns[returns.returned_at > returns.due_at].unit_id.tolist() == [late]
    assert (sample["returns"].returned_at > sample["returns"].due_at).sum() == 1


def test_units_without_business_say_so(sample: Sample) -> None:
    idle = set(sample.key["zero"]["unit_ids"])
    returns = sample["returns"]
    assert set(returns[returns.status == "零业务"].unit_id) == idle
    for name in ("case_daily", "cases", "rating_daily", "prereview"):
        assert idle.isdisjoint(sample[name].unit_id)
    missing = {unit.id for unit in sample.register.active(PERIOD)} - set(
        sample.of_month("case_daily").unit_id
    )
    assert missing == idle


@pytest.mark.parametrize(
    ("kind", "column"),
    [("sudden", "sudden_finished"), ("fee_mismatch", "fee_mismatch"), ("special_repeat", "special_repeat")],
)
def test_irregular_cases_are_many_at_one_unit(sample: Sample, kind: str, column: str) -> None:
    story = sample.story(kind)
    stands_out(by_unit(sample.of_month("case_daily"), column), story["unit_id"], story["count"], apart=4)
    if "days" in story:
        mine = sample.of_month("case_daily").query("unit_id == @story['unit_id'] and sudden_finished > 0")
        first, last = story["days"]
        assert mine.date.between(first, last).all()


def test_one_reported_value_does_not_follow_from_its_parts(sample: Sample) -> None:
    story = sample.story("unreconciled")
    rows = sample["reported"].assign(computed=lambda rows: 100 * rows.numerator / rows.denominator)
    (wrong,) = rows[(rows.value - rows.computed).abs() > 0.005].to_dict("records")
    assert (wrong["unit_id"], wrong["indicator_code"]) == (story["unit_id"], story["indicator_code"])
    assert (wrong["value"], wrong["computed"]) == (story["value"], story["computed"])
    assert f"{wrong['month']:%Y-%m}" == story["period"]
    assert (rows.numerator <= rows.denominator).all()


def test_one_channel_is_often_down(sample: Sample) -> None:
    story = sample.story("channel")
    checks = sample.of_month("channel_checks")
    units_ = checks.groupby("unit_id", observed=True)[["checked", "available"]].sum()
    rate = (units_.available / units_.checked).sort_values()
    assert rate.index[0] == story["unit_id"]
    assert rate.iloc[0] < 0.95 < 0.97 < rate.iloc[1]
    mine = checks[
        (checks.unit_id == story["unit_id"]) & (checks.checked - checks.available >= story["failed"])
    ]
    assert set(mine.channel) == {story["channel"]}


def test_one_interface_is_down_for_days(sample: Sample) -> None:
    story = sample.story("interface")
    down = sample.of_month("interfaces").query("not available")
    stands_out(counted(down, "unit_id", "system_name"), (story["unit_id"], story["system_name"]), 3, apart=3)
    assert (counted(down, "unit_id").iloc[1:] <= 1).all()
    mine = down[down.system_name == story["system_name"]]
    assert [str(day.date()) for day in (mine.date.min(), mine.date.max())] == story["days"]


def test_one_hall_enters_records_late(sample: Sample) -> None:
    story = sample.story("late_entry")
    onsite = sample.of_month("onsite")
    late = onsite.assign(late=onsite.entry_date != onsite.date).groupby("unit_id", observed=True).late
    stands_out(late.sum().sort_values(ascending=False), story["unit_id"], story["count"], apart=4)
    rate = (1 - late.mean()).sort_values()
    assert rate.iloc[0] < 0.9 < 0.95 < rate.iloc[1]


def test_complaints_of_one_class_rise_at_one_unit(sample: Sample) -> None:
    story = sample.story("complaints")
    now, before = (
        counted(sample.of_month("tickets", month=month).query("kind == '投诉'"), "unit_id", "content_class")
        for month in ("2026-10", "2026-09")
    )
    mine = (story["unit_id"], story["content_class"])
    stands_out(now, mine, story["monthly"]["2026-10"])
    assert before[mine] == story["monthly"]["2026-09"]
    grown = now[(now >= 20) & (now >= 2 * before.reindex(now.index, fill_value=0))]
    assert grown.index.tolist() == [mine]


def test_only_the_unit_told_of_answers_tickets_late_as_a_rule(sample: Sample) -> None:
    due = sample.of_month("tickets", "due")
    on_time = (due.replied <= due.due).groupby(due.unit_id.astype(str)).mean()
    told = [story["unit_id"] for story in sample.key["story"] if story["kind"] == "unanswered"]
    assert on_time.drop(told).min() > 0.95
    assert (on_time[told] < 0.95).all()


# ---- register and scheme -----------------------------------------------------------------


def test_registers_hold_the_supervised_units(city: Sample, district: Sample) -> None:
    assert len(list(city.register)) == 88
    assert len(list(district.register)) == 33
    ended = {unit.id for unit in city.register if unit.valid_to}
    assert ended == {"QX-500105", "QX-500112", "KF-LJXQ"}
    assert {unit.valid_to for unit in city.register} == {"", "2025-11"}
    assert {unit.group for unit in city.register if unit.level == "开发区"} == {"开发区"}
    assert len({unit.short for unit in city.register}) == 88


def test_reported_indicators_stand_in_the_scheme() -> None:
    made = scheme.catalogue(HERE)
    assert made and set(generate.openness.INDICATORS) <= set(made.indicators)
