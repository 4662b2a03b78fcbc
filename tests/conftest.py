"""The sample workspace, its periodic documents and their files: made once, read by many."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import hypothesis
import pg_server
import pytest
import small_office

from charts import Picture, printing
from reportgen import issuing, production, reports, resources, settings, store
from reportgen.dispatch import Pool
from reportgen.intake import examine
from reportgen.period import parse
from reportgen.production import Product
from reportgen.settings import Settings
from reportgen.store import Store
from reportgen.style import Style
from reportgen.writers import press
from reportgen.writers.press import Press

ISSUED = date(2026, 11, 2)
# The files that take longest, longest first: begun last, one would keep one worker busy while the other has no more to do.
# Only the first of the two begun at once needs the sample's store, which it makes.
LONGEST = (
    "test_engines", "test_editions", "test_collect", "test_benchmarks", "test_tasks", "test_feedback", "test_quarterly",
    "test_pages", "test_charts", "test_layout_docx", "test_keeping", "test_production", "test_store", "test_annual",
    "test_agreement", "test_forms", "test_intake", "test_receipts", "test_interruption", "test_layout_pdf",
)  # fmt: skip
hypothesis.settings.register_profile("patient", deadline=None)  # the machine may be busy
hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; `--no-loadscope-reorder` hands the files out in this order."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def sample() -> Settings:
    """The sample workspace with its store."""
    loaded = settings.load(resources.sample_workspace())
    issuing.prepare(loaded, lambda message: None)
    return loaded


@pytest.fixture(scope="session")
def sample_store(sample: Settings) -> Iterator[Store]:
    """The sample store, open for reading."""
    with store.opened(sample.store) as opened:
        yield opened


@pytest.fixture
def sample_copy(sample: Settings, tmp_path: Path) -> Settings:
    """A copy of the sample workspace with its store, to be written into."""
    folder = tmp_path / "sample"
    (folder / "store").mkdir(parents=True)
    for name in ("reportgen.toml", "units.csv"):
        text = (sample.workspace / name).read_text("utf-8")
        (folder / name).write_text(text.replace('generator = "generate.py"', ""), "utf-8")
    shutil.copy(sample.store, folder / "store" / "store.duckdb")
    return settings.load(folder)


# The periodic documents that every shared test reads, each of a period that has something to tell; the long ones
# (quarterly, annual) have tests of their own.
PERIODS = {"monthly": "2026-10", "daily": "2026-10-30", "weekly": "2026-W44"}


@pytest.fixture(scope="session", params=PERIODS)
def product(request: pytest.FixtureRequest, sample: Settings, sample_store: Store) -> Product:
    """Every periodic document in turn."""
    period = sample.calendar.reported(parse(PERIODS[request.param]))
    issued = sample.calendar.due(period)
    return production.build(reports.load(request.param), sample, sample_store, period, issued)


@pytest.fixture(scope="session")
def product_files(product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of each periodic document by format."""
    paths = production.save(production.encode(product, ("docx", "pdf")), tmp_path_factory.mktemp("product"))
    return {path.suffix[1:]: path for path in paths}


@pytest.fixture(scope="session")
def bulletin(sample: Settings, sample_store: Store) -> Product:
    """The 月度通报 of October 2026."""
    return production.build(reports.load("monthly"), sample, sample_store, parse("2026-10"), ISSUED)


@pytest.fixture(scope="session")
def files(bulletin: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bulletin's files by format: docx, pdf, json."""
    folder = tmp_path_factory.mktemp("bulletin")
    paths = production.save(production.encode(bulletin, ("docx", "pdf")), folder)
    return {path.suffix[1:]: path for path in paths}


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg_server.Cluster]:
    """A PostgreSQL server of this run."""
    with pg_server.running() as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
def standing_presses() -> Iterator[None]:
    """The second process that sets PDFs, started once instead of once a document; test_press starts its own."""
    standing: dict[str, Press] = {}
    start = press.press

    @contextmanager
    def kept(look: Style) -> Iterator[Press]:
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        like = repr((look, surroundings))
        if like not in standing:
            standing[like] = presses.enter_context(start(look))
        try:
            yield standing[like]
        except BaseException:  # it may have a document under way that nobody will ask for
            del standing[like]
            raise

    with ExitStack() as presses, pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "press", kept)
        yield


@pytest.fixture(scope="module")
def standing_children() -> Iterator[None]:
    """Files are read in the same limited processes throughout; test_intake starts some for every call."""
    standing, start = dict[tuple[int, ...], tuple[ExitStack, Pool]](), examine._pool

    @contextmanager
    def kept(*bounds: int) -> Iterator[Pool]:
        if bounds not in standing:
            own = pools.enter_context(ExitStack())
            standing[bounds] = own, own.enter_context(start(*bounds))
        own, pool = standing[bounds]
        try:
            yield pool
        except BaseException as error:
            del standing[bounds]
            own.__exit__(type(error), error, None)  # what the pool does with its children is its own matter
            raise

    with ExitStack() as pools, pytest.MonkeyPatch.context() as patch:
        patch.setattr(examine, "_pool", kept)
        yield


@pytest.fixture(scope="session")
def issued_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small office that has issued its document: both units have a problem, BRIEF202610-001 and -002."""
    folder = tmp_path_factory.mktemp("office")
    small_office.workspace(folder, 1200, 800)
    small_office.issue(folder)
    return folder


@pytest.fixture
def office(issued_office: Path, tmp_path: Path) -> Settings:
    """A copy of it, to be changed."""
    return settings.load(shutil.copytree(issued_office, tmp_path / "office"))


@pytest.fixture
def sheets(monkeypatch):
    """The sheets that are printed during the test, in order."""
    seen = []

    def keep(sheet, alt):
        seen.append(sheet)
        return Picture(alt, sheet.width, sheet.height)

    monkeypatch.setattr(printing, "picture", keep)
    return seen
