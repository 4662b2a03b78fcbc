"""SQL kept between runs: the same as compiled anew, and never used when anything has changed."""

import os

import pytest

from reportgen import resources
from reportgen.datasets import DATASETS
from reportgen.measures import MEASURES
from reportgen.measures.counts import collect
from reportgen.period import parse
from reportgen.store import compiled

PERIODS = (parse("2026-10"), parse("2026-09"))


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "reportgen" / "sql"


def kept(folder):
    return [file for file in folder.iterdir() if not file.name.startswith(".")]


def test_counts_from_kept_sql_are_those_of_sql_compiled_anew(sample_store, empty, monkeypatch):
    fresh = collect(sample_store, MEASURES.values(), PERIODS)
    assert kept(empty)
    monkeypatch.setattr("ibis.to_sql", lambda *_, **__: pytest.fail("compiled once more"))
    again = collect(sample_store, MEASURES.values(), PERIODS)
    assert again == fresh


def test_other_questions_have_other_sql(sample_store, empty):
    collect(sample_store, MEASURES.values(), PERIODS)
    before = len(kept(empty))
    collect(sample_store, MEASURES.values(), PERIODS[:1])
    assert len(kept(empty)) == 2 * before


def test_a_changed_module_makes_everything_new(tmp_path, empty, monkeypatch):
    (tmp_path / "package").mkdir()
    module = tmp_path / "package" / "measures.py"
    monkeypatch.setattr(resources, "PACKAGE", module.parent)
    for text in ("a = 1", "a = 2"):
        module.write_text(text)
        compiled._program.cache_clear()
        assert compiled.sql("asked", lambda text=text: text) == text
    compiled._program.cache_clear()


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-3], lambda text: text.replace("1", "2"), lambda text: ""]
)
def test_a_damaged_file_is_not_used(empty, damage):
    assert compiled.sql("asked", lambda: "SELECT 1") == "SELECT 1"
    (file,) = kept(empty)
    file.write_text(damage(file.read_text()))
    assert compiled.sql("asked", lambda: "SELECT 3") == "SELECT 3"


def test_what_nobody_asked_for_in_two_months_is_thrown_away(empty):
    compiled.sql("old", lambda: "SELECT 1")
    (old,) = kept(empty)
    os.utime(old, (0, 0))
    compiled.sql("new", lambda: "SELECT 2")
    assert len(kept(empty)) == 1 and not old.exists()


def test_a_cache_that_cannot_be_written_costs_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert compiled.sql("asked", lambda: "SELECT 1") == "SELECT 1"


def test_tables_are_those_the_store_has(sample_store):
    """The declared columns, in which expressions are built, against what the engine says of its own."""
    for dataset in DATASETS.values():
        names = {row["column_name"] for row in sample_store.query(f"DESCRIBE {dataset.name}")}
        assert names == set(sample_store.table(dataset).columns)
