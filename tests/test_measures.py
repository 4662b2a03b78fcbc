"""Measures: definitions that print, and counts that equal plain SQL on rows made by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from ibis.expr.operations import Field, Reduction, Sum

from reportgen import store
from reportgen.datasets import DATASETS, Dataset
from reportgen.measures import MEASURES
from reportgen.measures.counts import collect
from reportgen.period import parse
from reportgen.store import Batch, schema

OCTOBER = parse("2026-10")
BLANK = {
    "text": "", "integer": 0, "decimal": Decimal("0.00"), "date": date(2026, 10, 9),
    "time": datetime(2026, 10, 9, 10), "flag": False,
}  # fmt: skip


def rows(dataset: Dataset, *given: dict) -> pa.Table:
    """Rows of `dataset` with the given values, everything else blank (null where it may be)."""
    filled = [
        {c.name: row.get(c.name, BLANK[c.type] if c.required else None) for c in dataset.columns}
        for row in given
    ]
    return pa.table({c.name: pa.array([row[c.name] for row in filled]) for c in dataset.columns})


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory):
    file = tmp_path_factory.mktemp("store") / "store.duckdb"
    case = DATASETS["cases"]
    late = datetime(2026, 10, 20)
    tables = {
        "case_daily": rows(
            DATASETS["case_daily"],
            {"unit_id": "a", "finished": 10, "on_time": 9, "overdue": 1, "promise_workdays": Decimal("3.5")},
            {"unit_id": "a", "date": date(2026, 10, 31), "finished": 5, "on_time": 5},
            {"unit_id": "a", "date": date(2026, 11, 1), "finished": 7, "on_time": 0},
            {"unit_id": "b", "date": date(2026, 9, 30), "finished": 2, "on_time": 2},
        ),
        "cases": rows(
            case,
            {"project_no": "open", "unit_id": "a", "promise_time": late},
            {
                "project_no": "finished later",
                "unit_id": "a",
                "promise_time": late,
                "finish_time": datetime(2026, 11, 3),
            },
            {"project_no": "finished in time", "unit_id": "a", "promise_time": late, "finish_time": late},
            {"project_no": "not yet due", "unit_id": "a", "promise_time": datetime(2026, 11, 5)},
        ),
        "tickets": rows(
            DATASETS["tickets"],
            {"unit_id": "a", "due": late, "replied": late},
            {"unit_id": "a", "due": late, "replied": datetime(2026, 10, 21)},
            {"unit_id": "a", "due": late},
            {"unit_id": "a", "due": datetime(2026, 11, 2)},
        ),
    }
    store.create(file, Batch("test", True, datetime(2026, 11, 1)), tables)
    with store.opened(file) as opened:
        yield collect(opened, MEASURES.values(), OCTOBER.trailing(2))


def test_flow_counts_the_days_of_the_period_only(counts) -> None:
    assert counts.of("on_time_rate", OCTOBER.start) == {"a": (14, 15)}
    assert counts.of("on_time_rate", OCTOBER.previous.start) == {"b": (2, 2)}
    assert counts.of("mean_workdays", OCTOBER.start)["a"][0] == Decimal("3.5")


def test_overdue_and_open_is_seen_from_the_end_of_the_period(counts) -> None:
    assert counts.of("overdue_open", OCTOBER.start) == {"a": (2, None)}


def test_unanswered_and_late_replies_count_as_late(counts) -> None:
    assert counts.of("reply_rate", OCTOBER.start) == {"a": (1, 3)}
    assert counts.of("reply_late", OCTOBER.start) == {"a": (2, None)}


def test_an_empty_table_has_no_counts(counts) -> None:
    assert counts.of("onsite_checks", OCTOBER.start) == {}


def test_definitions_are_fit_to_print() -> None:
    labels = [measure.label for measure in MEASURES.values()]
    assert len(set(labels)) == len(labels)
    for measure in MEASURES.values():
        assert measure.definition and not measure.definition.endswith("。")
        assert measure.clause
        if measure.denominator is not None:
            assert measure.scale


def test_a_stock_is_seen_at_the_end_of_each_period(counts) -> None:
    """One read of the table: what was due on 20 October stood then, and not yet at the end of September."""
    assert counts.of("overdue_open", OCTOBER.previous.start) == {}
    assert counts.known("overdue_open", OCTOBER.previous.start)


def test_stocks_by_two_rules_are_counted_in_one_query_each_by_its_own(tmp_path) -> None:
    """At the ends of August and October, which are apart; 2026-10-20 is eight working days before the last one."""
    due = {"long": datetime(2026, 10, 20), "just": datetime(2026, 10, 29, 12), "august": datetime(2026, 8, 3)}
    cases = [{"project_no": name, "unit_id": name, "promise_time": day} for name, day in due.items()]
    cases[2]["finish_time"] = datetime(2026, 9, 2)
    store.create(
        tmp_path / "s", Batch("test", True, datetime(2026, 11, 1)), {"cases": rows(DATASETS["cases"], *cases)}
    )
    months = [parse("2026-08"), OCTOBER]
    with store.opened(tmp_path / "s") as opened:
        both = collect(opened, [MEASURES["overdue_open"], MEASURES["overdue_open_long"]], months)
        alone = collect(opened, [MEASURES["overdue_open_long"]], months)
    assert both.queries["overdue_open"].sql == both.queries["overdue_open_long"].sql
    assert both.of("overdue_open", OCTOBER.start) == {"long": (1, None), "just": (1, None)}
    assert both.of("overdue_open_long", OCTOBER.start) == {"long": (1, None), "just": (0, None)}
    assert alone.of("overdue_open_long", OCTOBER.start) == {"long": (1, None)}
    for measure in ("overdue_open", "overdue_open_long"):
        assert both.of(measure, months[0].start) == {"august": (1, None)}


@pytest.mark.parametrize("apart", ["2025-10", "2026-08", "2026-09"])
def test_what_lies_between_periods_is_in_none(tmp_path, apart: str) -> None:
    """One finished case on every day from 2025-09 to 2026-11: each month has as many as days."""
    first = date(2025, 9, 1)
    days = [
        {"unit_id": "a", "date": first + timedelta(days=number), "finished": 1, "on_time": 1}
        for number in range(450)
    ]
    store.create(
        tmp_path / "s",
        Batch("test", True, datetime(2026, 11, 1)),
        {"case_daily": rows(DATASETS["case_daily"], *days)},
    )
    months = [parse(apart), OCTOBER]
    with store.opened(tmp_path / "s") as opened:
        found = collect(opened, [MEASURES["finished"]], months).pairs["finished"]
    assert found == {month.start: {"a": ((month.end - month.start).days, None)} for month in months}


def test_a_day_without_anything_finished_is_a_known_0(tmp_path) -> None:
    """The totals are counted in two parts; what either part knows of a period, the other knows too."""
    file = tmp_path / "store.duckdb"
    daily = rows(DATASETS["case_daily"], {"unit_id": "a", "accepted": 4}, {"unit_id": "b"})
    store.create(file, Batch("test", True, datetime(2026, 11, 1)), {"case_daily": daily})
    with store.opened(file) as opened:
        found = collect(opened, MEASURES.values(), OCTOBER.trailing(2))
    assert found.of("accepted", OCTOBER.start) == {"a": (4, None), "b": (0, None)}
    assert found.known("finished", OCTOBER.start) and found.of("finished", OCTOBER.start) == {}
    assert not found.known("finished", OCTOBER.previous.start)


def test_each_measure_of_a_day_is_counted_in_the_part_that_has_its_columns() -> None:
    daily = schema.table(DATASETS["case_daily"])
    for measure in MEASURES.values():
        if measure.dataset.name == "case_daily":
            used = columns_of(daily.aggregate(n=measure.numerator))
            used |= (
                columns_of(daily.aggregate(n=measure.denominator))
                if measure.denominator is not None
                else set()
            )
            assert used - {"task_type"} <= columns_of(measure.rows.resolve(daily)), measure.id


def test_totals_are_only_added_up_and_told_apart_by_the_columns_declared() -> None:
    """So that adding them up beforehand changes no measure."""
    counts = [
        (measure, count)
        for measure in MEASURES.values()
        for count in (measure.numerator, measure.denominator)
        if measure.dataset.totals and count is not None
    ]
    assert len(counts) > 40
    for measure, count in counts:
        for reduced in schema.table(measure.dataset).aggregate(n=count).op().find(Reduction):
            assert isinstance(reduced, Sum) and isinstance(reduced.arg, Field), measure.id
            assert reduced.arg.name not in measure.dataset.key, measure.id
            chosen = columns_of(reduced.where.to_expr()) if reduced.where else set()
            assert chosen <= set(measure.dataset.totals), measure.id


def columns_of(expression) -> set[str]:
    """The columns that `expression` mentions by name."""
    return {field.name for field in expression.op().find(Field)}
