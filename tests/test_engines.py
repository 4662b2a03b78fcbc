"""One store on three engines: the same measures give the same counts, and the same bulletin the same bytes.

PostgreSQL is a server of this run, Spark a cluster of this machine with two worker processes.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
import pg_server
import pytest
import small_assessment as small

from reportgen import dispatch, lettering, listings, production, reports, resources, store, wording
from reportgen.database import Cluster, Server
from reportgen.datasets import DATASETS
from reportgen.errors import ReportError
from reportgen.facts import Facts, Scope
from reportgen.measures import MEASURES
from reportgen.measures.counts import Counts, collect
from reportgen.period import parse
from reportgen.production import Product
from reportgen.reports.feedback import Letter
from reportgen.settings import Settings
from reportgen.store import Store, ledger

OCTOBER = parse("2026-10")
OTHERS = ("postgres", "pyspark")
COMPARED = (OCTOBER, OCTOBER.previous, OCTOBER.year_ago)
BATCH = store.Batch("synthetic", synthetic=True, loaded_at=datetime(2026, 11, 1, 6))
CLUSTER = "local-cluster[2,1,1024]"
# Compiled quickly rather than well: three Java processes that live for a minute.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="module")
def server(sample: Settings, postgres: pg_server.Cluster) -> Server:
    """The whole sample store in PostgreSQL."""
    place = postgres.database()
    with duckdb.connect(sample.store, read_only=True) as source:
        tables = {
            name: source.sql(f"SELECT * EXCLUDE (batch) FROM {name}").to_arrow_table() for name in DATASETS
        }
    with store.opened(sample.store) as opened:
        events = ledger.events(opened)
    store.create(place, BATCH, tables, "sample", events)
    return place


@pytest.fixture(scope="module")
def cluster(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The sample store published into a lake, and a Spark of two worker processes that reads it."""
    import pyspark

    work = Path(pyspark.__file__).parent / "work"  # where a local cluster's workers write
    before = set(work.glob("*"))
    folder = tmp_path_factory.mktemp("lake")
    file = Path(shutil.copy(sample.store, folder / "store.duckdb"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "JDK_JAVA_OPTIONS", JAVA)
        yield Cluster(CLUSTER, folder / "lake", file)
    for folder in set(work.glob("*")) - before:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def stores(sample: Settings, server: Server, cluster: Cluster) -> Iterator[dict[str, Store]]:
    """The same store on each engine, open for reading."""
    with store.opened(sample.store) as one, store.opened(server) as two, store.opened(cluster) as three:
        yield {each.dialect: each for each in (one, two, three)}


@pytest.fixture(scope="module")
def counted(stores: dict[str, Store]) -> dict[str, Counts]:
    """All measures in October, the month before and the year before, by engine."""
    return {name: collect(opened, MEASURES.values(), COMPARED) for name, opened in stores.items()}


@pytest.mark.parametrize("engine", OTHERS)
def test_every_measure_counts_the_same_on_every_engine(counted: dict[str, Counts], engine: str) -> None:
    expected, found = counted["duckdb"], counted[engine]
    assert {query.dialect for query in found.queries.values()} == {engine}
    assert set(found.pairs) == set(MEASURES)
    for measure in MEASURES:
        assert found.pairs[measure] == expected.pairs[measure], measure
    assert sum(len(units) for pairs in expected.pairs.values() for units in pairs.values()) > 10_000


@pytest.mark.parametrize("engine", OTHERS)
def test_many_months_are_told_apart_the_same_on_every_engine(stores: dict[str, Store], engine: str) -> None:
    one, other = (
        collect(stores[name], [MEASURES["tickets"], MEASURES["overdue"]], OCTOBER.trailing(13))
        for name in ("duckdb", engine)
    )
    assert one.pairs == other.pairs
    assert [len(months) for months in one.pairs.values()] == [13, 13]
    few = collect(stores["duckdb"], [MEASURES["tickets"]], COMPARED)
    assert {start: one.of("tickets", start) for start in few.pairs["tickets"]} == few.pairs["tickets"]


@pytest.mark.parametrize("engine", OTHERS)
def test_every_figure_prints_the_same_on_every_engine(
    counted: dict[str, Counts], engine: str, sample: Settings
) -> None:
    one, other = Facts(counted["duckdb"]), Facts(counted[engine])
    units = tuple(unit.id for unit in sample.register)
    scopes = [Scope("全体", "全市", units), *(Scope(unit, unit, (unit,)) for unit in units)]
    printed = 0
    for measure in MEASURES:
        for scope in scopes:
            facts = [each.fact(measure, scope, OCTOBER) for each in (one, other)]
            texts = [wording.full(fact) if fact.known else fact.missing for fact in facts]
            assert texts[0] == texts[1], (measure, scope.id)
            printed += facts[0].known
    assert printed > 3_000


@pytest.mark.parametrize("engine", OTHERS)
def test_lists_and_spans_are_the_same_on_every_engine(stores: dict[str, Store], engine: str) -> None:
    one, other = stores["duckdb"], stores[engine]
    for listed in (
        listings.overdue_cases, listings.bad_ratings, partial(listings.worklog, cycle="月通报"),
        listings.returned, listings.unreconciled, listings.interfaces_down,
    ):  # fmt: skip
        assert listed(other, OCTOBER) == listed(one, OCTOBER) != []
    for name in ("case_daily", "cases", "tickets"):
        assert other.span(DATASETS[name]) == one.span(DATASETS[name])
        assert other.synthetic([DATASETS[name]])


@pytest.mark.parametrize("engine", OTHERS)
def test_a_figure_is_traced_on_another_engine_than_it_was_counted_on(
    stores: dict[str, Store], counted: dict[str, Counts], engine: str
) -> None:
    for measure in ("on_time_rate", "overdue_open", "took_3", "reply_rate"):
        query = counted["duckdb"].queries[measure]
        sql = stores[engine].translated(query.sql, query.dialect)
        october = [row for row in stores[engine].query(sql) if str(row["period"])[:10] == "2026-10-01"]
        found = {row["unit_id"]: int(row[query.numerator] or 0) for row in october}
        expected = counted["duckdb"].of(measure, OCTOBER.start)
        assert found == {unit: pair[0] for unit, pair in expected.items()}


def test_the_bulletin_is_the_same_to_the_byte_from_postgresql(
    bulletin: Product, sample: Settings, stores: dict[str, Store]
) -> None:
    """Word and PDF; in facts.json nothing differs but the SQL, which says in which dialect it is."""
    monthly = reports.load("monthly")
    other = production.build(monthly, sample, stores["postgres"], OCTOBER, date(2026, 11, 2))
    name = "月度通报_2026-10"
    one, two = (production.encode(each, ("docx", "pdf")) for each in (bulletin, other))
    for kind in ("docx", "pdf"):
        assert one[f"{name}.{kind}"] == two[f"{name}.{kind}"]
    known, found = dict(bulletin.facts), dict(other.facts)
    assert {query["dialect"] for query in found.pop("queries").values()} == {"postgres"}
    assert {query["dialect"] for query in known.pop("queries").values()} == {"duckdb"}
    assert found == known


def test_letters_made_on_a_cluster_are_the_same_to_the_byte(
    sample: Settings, stores: dict[str, Store]
) -> None:
    """Two at once, each in a worker process of its own; what fails there comes back as it was raised."""
    from reportgen.store.engines.spark_work import Workers

    folders = (Path("没有"), resources.templates())
    work = partial(lettering.produce, folders)
    letters = small.letters(sample, stores["duckdb"])[:2]
    broken = replace(letters[0], contact="控制字符\x07")
    workers = partial(Workers, CLUSTER)
    made = [result for _letter, result in dispatch.spread(work, (*letters, broken), workers, jobs=2)]
    failed = [each for each in made if isinstance(each, Exception)]
    files = {name: content for each in made if isinstance(each, dict) for name, content in each.items()}
    assert files == {name: content for letter in letters for name, content in work(letter).items()}
    assert [type(each) for each in failed] == [type(caught(work, broken))]


def caught(work: Callable[[Letter], object], letter: Letter) -> Exception | None:
    try:
        work(letter)
    except Exception as error:
        return error
    return None


def test_a_spark_cluster_that_does_not_answer_is_reported_at_once(tmp_path: Path) -> None:
    """Nobody listens on the port of a socket that was closed; no Java is started for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Cluster(f"spark://127.0.0.1:{port}", tmp_path / "lake", tmp_path / "store.duckdb")
    store.create(place.file, BATCH, {})
    with pytest.raises(ReportError, match="Spark 集群没有应答"), store.opened(place):
        pass
