"""SQL kept between runs: the same as compiled anew, and never used when anything has changed."""

import os
from dataclasses import replace

import ibis
import pytest

from reportgen import resources
from reportgen.datasets import DATASETS
from reportgen.measures import MEASURES, counts
from reportgen.measures.counts import collect
from reportgen.period import parse
from reportgen.store import compiled, schema

OCTOBER = parse("2026-10")
PERIODS = (parse("2026-10"), parse("2026-09"))
CASES = schema.table(DATASETS["cases"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "reportgen" / "sql"


@pytest.fixture
def compilations(monkeypatch):
    """The expressions that are compiled during the test."""
    seen, compiling = [], ibis.to_sql

    def note(expression, **options):
        seen.append(expression)
        return compiling(expression, **options)

    monkeypatch.setattr(ibis, "to_sql", note)
    return seen


def test_counts_from_kept_sql_are_those_of_sql_compiled_anew(sample_store, folder, compilations):
    fresh = collect(sample_store, MEASURES.values(), PERIODS)
    number = len(compilations)
    assert number == len(list(folder.iterdir()))
    assert collect(sample_store, MEASURES.values(), PERIODS) == fresh
    assert len(compilations) == number


def test_what_is_asked_is_built_once_and_anew_for_another_program(folder, compilations, monkeypatch):
    def build(least):
        return lambda: CASES.filter(CASES.overdue_days > least)

    asked = "more than one day late"
    assert compiled.sql_for(asked, "duckdb", build(1)) == compiled.sql_for(asked, "duckdb", build(2))
    assert len(compilations) == 1
    assert "> 2" in compiled.sql_for("more than two", "duckdb", build(2))
    monkeypatch.setattr(resources, "program", lambda: "another version")
    assert "> 3" in compiled.sql_for(asked, "duckdb", build(3))


def test_the_mark_of_the_program_is_another_when_any_of_its_files_is(tmp_path, monkeypatch):
    """Even where a package is installed with the times of another, and the file is as long."""
    (tmp_path / "inside").mkdir()
    rule = tmp_path / "inside" / "rule.py"
    rule.write_text("LEAST = 1")
    os.utime(rule, (0, 0))
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    before = resources.program.__wrapped__()
    assert resources.program.__wrapped__() == before
    rule.write_text("LEAST = 2")
    os.utime(rule, (0, 0))
    assert resources.program.__wrapped__() != before


def test_counts_of_other_measures_periods_and_days_are_asked_otherwise():
    measure = MEASURES["overdue"]
    spans = [(measure, OCTOBER, {}), (MEASURES["accepted"], OCTOBER, {}), (measure, PERIODS[1], {})]
    spans.append((measure, OCTOBER, {OCTOBER.start: True}))
    spans.append((replace(measure, numerator=MEASURES["accepted"].numerator), OCTOBER, {}))
    spans.append((measure, OCTOBER.covering(OCTOBER.start, PERIODS[1].end), {}))
    assert len({counts._asked([each], [period], days) for each, period, days in spans}) == len(spans)


def test_other_expressions_dialects_and_compilers_have_other_sql(folder, compilations, monkeypatch):
    late = CASES.filter(CASES.overdue_days > 0)
    assert compiled.sql(late, "duckdb") == compiled.sql(late, "duckdb")
    assert len(compilations) == 1
    assert "> 1" in compiled.sql(CASES.filter(CASES.overdue_days > 1), "duckdb")
    assert compiled.sql(late, "postgres")
    monkeypatch.setattr(compiled, "_compiler", lambda: b"another version")
    assert compiled.sql(late, "duckdb")
    assert len(compilations) == 4


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-3], lambda text: text.replace("SELECT", "select"), lambda text: ""]
)
def test_a_damaged_file_is_not_used(folder, damage):
    sound = compiled.sql(CASES, "duckdb")
    (file,) = folder.iterdir()
    file.write_text(damage(file.read_text("utf-8")), "utf-8")
    assert compiled.sql(CASES, "duckdb") == sound


def test_what_nobody_renewed_in_two_months_is_thrown_away(folder):
    compiled.sql(CASES, "duckdb")
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    compiled.sql(CASES, "postgres")
    assert old not in list(folder.iterdir())


def test_a_cache_that_cannot_be_written_costs_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert "SELECT" in compiled.sql(CASES, "duckdb")


def test_tables_are_those_the_store_has(sample_store):
    """The declared columns, in which expressions are built, against what the engine says of its own."""
    for dataset in DATASETS.values():
        names = {row["column_name"] for row in sample_store.query(f"DESCRIBE {dataset.name}")}
        assert names - {"batch"} == set(sample_store.table(dataset).columns)
