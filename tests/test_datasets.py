"""The declarations of the datasets: complete, consistent, fit for forms and for the store."""

import re
from pathlib import Path

import duckdb
import pytest

from reportgen.datasets import DATASETS, Dataset

ALL = pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)


def test_every_table_of_the_data_model_is_declared() -> None:
    numbers = {dataset.number for dataset in DATASETS.values()}
    assert len(DATASETS) == 25
    assert numbers == {*(f"D{number:02}" for number in (2, 3, 4, *range(6, 20))), "D21", "D22"}


@ALL
def test_key_and_date_are_required_columns(dataset: Dataset) -> None:
    for name in (*dataset.key, dataset.dated):
        assert dataset.column(name).required, name
    assert dataset.column(dataset.dated).type in ("date", "time")


@ALL
def test_column_names_serve_as_identifiers_everywhere(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_no_column_is_a_reserved_word() -> None:
    rows = duckdb.sql(
        "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    ).fetchall()
    used = {column.name for dataset in DATASETS.values() for column in dataset.columns}
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
    assert re.fullmatch(r"(3\.[234]|4\.2|5\.[1-4](\.[12])?|6\.3\.3|7)( [a-f](、[a-f])?)?", dataset.clause)


def test_a_file_holds_one_field() -> None:
    folder = Path(__file__).parent.parent / "reportgen" / "datasets"
    assert all(len(file.read_text("utf-8").splitlines()) < 250 for file in folder.glob("*.py"))
