"""What is assigned is assigned once: across days, across documents of one day, and across editions."""

from datetime import date, datetime
from pathlib import Path

import pytest

from reportgen import editions, production, rectification, reports, settings, store
from reportgen.period import parse
from reportgen.production import Product
from reportgen.settings import Settings
from reportgen.store import ledger
from reportgen.store.writing import writing

FRIDAY, NOW = date(2026, 10, 30), datetime(2026, 10, 30, 17)
PERIODS = {"daily": "2026-10-30", "weekly": "2026-W44"}


@pytest.fixture
def office(sample: Settings, tmp_path: Path) -> Settings:
    """A copy of the sample workspace, to be written into."""
    for name in ("reportgen.toml", "units.csv"):
        text = (sample.workspace / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace('generator = "generate.py"', ""), "utf-8")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "store.duckdb").write_bytes(sample.store.read_bytes())
    return settings.load(tmp_path)


def made(office: Settings, document: str) -> Product:
    with store.opened(office.store) as opened:
        return production.build(reports.scan()[document], office, opened, parse(PERIODS[document]), FRIDAY)


def issue(office: Settings, document: str) -> Product:
    """The document recorded as issued, with what it opens; of its files only the facts."""
    product = made(office, document)
    contents = production.encode(product, ())
    editions.enter(office, product, contents, FRIDAY, None, "", FRIDAY, NOW, "张三")
    return product


def again(office: Settings, document: str, reason: str = "") -> Product:
    """What was issued made once more, or as its next edition."""
    with store.opened(office.store) as opened:
        last = ledger.latest(ledger.issues(opened), document, PERIODS[document])
        assert last
        report = reports.scan()[document]
        if reason:
            return editions.corrected(report, office, opened, last, reason, FRIDAY)
        return editions.rebuilt(report, office, opened, last)


def likes(product: Product) -> set[tuple[str, str]]:
    return {(opening.unit, opening.rule) for opening in product.openings}


def test_two_reports_of_one_day_assign_a_problem_once(office: Settings) -> None:
    alone = likes(made(office, "weekly"))
    daily = issue(office, "daily")
    both = alone & likes(daily)
    assert both, "the sample has problems that the day and the week both show"
    weekly = issue(office, "weekly")
    assert likes(weekly) == alone - both
    assert "已交办、仍在整改的" in weekly.document.text()

    first = {product.source.document: production.encode(product, ()) for product in (daily, weekly)}
    with store.opened(office.store) as opened:
        entries = rectification.entries(ledger.events(opened))
    mine = [entry for entry in entries if entry.found == FRIDAY and entry.like in both]
    assert {entry.source.document for entry in mine} == {"daily"}
    with writing(office.store) as writer:
        closed = [rectification.event("closed", entry.id, FRIDAY, reason="合格") for entry in mine]
        ledger.append(writer, closed, NOW, "张三")
    for document, contents in first.items():
        assert production.encode(again(office, document), ()) == contents, "the ledger went on"


def test_a_new_edition_keeps_what_the_first_assigned(office: Settings) -> None:
    daily = issue(office, "daily")
    issue(office, "weekly")
    assert likes(again(office, "daily", "更正")) == likes(daily)
