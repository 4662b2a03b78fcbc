"""The declarations of the datasets: complete, consistent, fit for forms and for the store."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import duckdb
import pytest

from reportgen import reports
from reportgen.datasets import DATASETS, DECLARED, EXCHANGED, Dataset, checks
from reportgen.measures import MEASURES

ALL = pytest.mark.parametrize("dataset", DECLARED.values(), ids=lambda dataset: dataset.name)


def test_every_table_of_the_data_model_is_declared() -> None:
    numbers = {dataset.number for dataset in DECLARED.values()}
    assert (len(DATASETS), sorted(EXCHANGED)) == (31, ["objections", "receipts", "rectification"])
    assert numbers == {f"D{number:02}" for number in range(1, 25)}


@ALL
def test_key_and_date_are_required_columns(dataset: Dataset) -> None:
    for name in filter(None, (*dataset.key, dataset.dated)):
        assert dataset.column(name).required, name
    if dataset.dated:
        assert dataset.column(dataset.dated).type in ("date", "time")
    else:
        assert dataset.file or not dataset.stored, "rows that belong to no period have no table"


@ALL
def test_column_names_serve_as_identifiers_everywhere(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_no_column_is_a_reserved_word() -> None:
    rows = duckdb.sql(
        "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    ).fetchall()
    used = {column.name for dataset in DECLARED.values() for column in dataset.columns}
    assert used.isdisjoint(word for (word,) in rows)


@ALL
def test_labels_are_chinese_and_distinct(dataset: Dataset) -> None:
    labels = [column.label for column in dataset.columns]
    assert len(set(labels)) == len(labels)
    assert all(re.match(r"[一-鿿]", label) for label in (dataset.label, *labels))


@ALL
def test_counts_and_amounts_name_their_unit(dataset: Dataset) -> None:
    bare = [
        column.name
        for column in dataset.columns
        if column.type in ("integer", "decimal") and not (column.unit or column.codes)
    ]
    assert bare in ([], ["numerator", "denominator"])


@ALL
def test_examples_are_among_the_codes(dataset: Dataset) -> None:
    for column in dataset.columns:
        assert not column.codes or not column.example or column.example in column.codes, column.name


@ALL
def test_clause_stands_in_the_standard(dataset: Dataset) -> None:
    assert re.fullmatch(
        r"(3\.1\.2|3\.[234]|4\.2|5\.[1-4](\.[12])?|6\.2|6\.3\.[23]|6\.4|6\.6\.2|7)( [a-f](、([a-f]|6\.6\.2))?)?",
        dataset.clause,
    )


def test_a_file_holds_one_field() -> None:
    folder = Path(__file__).parent.parent / "reportgen" / "datasets"
    assert all(len(file.read_text("utf-8").splitlines()) < 300 for file in folder.glob("*.py"))


# --- checks ----------------------------------------------------------------------------------


@ALL
def test_checks_name_columns_that_are_there(dataset: Dataset) -> None:
    for check in dataset.checks:
        for name in (*check.columns, *(check.given or ())):
            assert dataset.column(name), check.id
        fields = {name for _, name, _, _ in Formatter().parse(check.formula) if name}
        assert fields <= set(check.columns), check.id
        assert check.words and check.remedy


def test_every_check_has_its_own_id() -> None:
    ids = [
        (check.id, dataset.number)
        for dataset in DECLARED.values()
        for check in (*dataset.checks, *dataset.agreements, *dataset.patterns)
    ]
    assert len({own for own, _ in ids}) == len(ids)
    assert all(re.fullmatch(rf"{number}-\d\d", own) for own, number in ids)


@ALL
def test_what_no_document_uses_says_what_it_is_kept_for(dataset: Dataset) -> None:
    """Somebody fills it in: he is told why."""
    listed = {name for report in reports.every() for name in report.lists}
    counted = any(measure.dataset.name == dataset.name for measure in MEASURES.values())
    used = counted or dataset.name in listed or dataset.file or not dataset.stored
    assert used or dataset.purpose
    assert not (counted and dataset.purpose), "it is no longer true that no measure counts it"


@ALL
def test_references_lead_somewhere(dataset: Dataset) -> None:
    for reference in dataset.references:
        assert dataset.column(reference.column)
        assert DECLARED[reference.dataset].key == (reference.key,)
    for agreement in dataset.agreements:
        assert agreement.by in {reference.column for reference in dataset.references}
        assert all(dataset.column(name) for name in agreement.columns)
    for pattern in dataset.patterns:
        assert dataset.column(pattern.column)
    for name in dataset.valid or ():
        assert dataset.column(name).type == "date"


@pytest.mark.parametrize(
    ("check", "kept", "broken"),
    [
        (checks.ordered("x", "a", "b", ""), {"a": 1, "b": 1}, {"a": 2, "b": 1}),
        (checks.at_most("x", "a", "b", ""), {"a": 1, "b": 1}, {"a": 2, "b": 1}),
        (checks.adds_up("x", ("a", "b"), "c", ""), {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 4}),
        (checks.within("x", "a", 0, 100, ""), {"a": 100}, {"a": 101}),
        (checks.month_start("x", "a"), {"a": date(2026, 10, 1)}, {"a": date(2026, 10, 2)}),
        (
            checks.rate_of("x", "a", "b", "c", ""),
            {"a": Decimal("33.33"), "b": 1, "c": 3},
            {"a": Decimal("33.34"), "b": 1, "c": 3},
        ),
        (
            checks.rate_of("x", "a", "b", "c", ""),
            {"a": Decimal("12.35"), "b": 2469, "c": 20000},
            {"a": Decimal(0), "b": 0, "c": 0},
        ),
        (checks.filled_when("x", "a", "b", (True,), ""), {"a": None, "b": False}, {"a": None, "b": True}),
        (checks.filled_when("x", "a", "b", (), ""), {"a": None, "b": None}, {"a": None, "b": "乙"}),
        (checks.filled_together("x", "a", "b", ""), {"a": None, "b": None}, {"a": "甲", "b": None}),
    ],
)
def test_a_check_tells_a_broken_row_from_a_kept_one(check, kept, broken) -> None:
    assert not check.broken(kept)
    assert check.broken(broken)


def test_a_check_is_not_asked_where_something_is_missing() -> None:
    assert not checks.at_most("x", "a", "b", "").broken({"a": 2, "b": None})


def test_the_sample_keeps_every_strict_check_but_where_a_fault_is_planted(sample_store) -> None:
    """A rate of 忠县 that does not follow from its parts (S06 of the answer key)."""
    found = {
        (check.id, row.get("unit_id"), str(row.get("month")))
        for dataset in DATASETS.values()
        if dataset.checks
        for row in sample_store.query(
            f"SELECT * FROM {dataset.name} ORDER BY hash({dataset.key[0]}) LIMIT 20000"
        )
        for check in dataset.checks
        if check.strict and check.broken(row)
    }
    assert found == {("D17-04", "QX-500233", "2026-10-01")}


def test_the_planted_sudden_completions_are_suspicious(sample_store) -> None:
    (sudden,) = (check for check in DATASETS["cases"].checks if check.id == "D04-26")
    rows = sample_store.query("SELECT * FROM cases WHERE finish_time - accept_time < INTERVAL 1 MINUTE")
    marked = [row for row in rows if sudden.broken(row)]
    assert marked and not sudden.strict
    assert {row["project_type"] for row in marked} == {"2"}
