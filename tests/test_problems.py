"""What is assigned is assigned once: across days, across documents of one day, and across editions."""

from datetime import date, datetime

from reportgen import editions, production, rectification, reports, store
from reportgen.period import parse
from reportgen.production import Product
from reportgen.settings import Settings
from reportgen.store import ledger
from reportgen.store.writing import writing

FRIDAY, NOW = date(2026, 10, 30), datetime(2026, 10, 30, 17)
PERIODS = {"daily": "2026-10-30", "weekly": "2026-W44"}


def made(office: Settings, document: str) -> Product:
    with store.opened(office.store) as opened:
        return production.build(reports.load(document), office, opened, parse(PERIODS[document]), FRIDAY)


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
        report = reports.load(document)
        if reason:
            return editions.corrected(report, office, opened, last, reason, FRIDAY)
        return editions.rebuilt(report, office, opened, last)


def likes(product: Product) -> set[tuple[str, str]]:
    return {(opening.unit, opening.rule) for opening in product.openings}


def test_two_reports_of_one_day_assign_a_problem_once(sample_copy: Settings) -> None:
    alone = likes(made(sample_copy, "weekly"))
    daily = issue(sample_copy, "daily")
    both = alone & likes(daily)
    assert both, "the sample has problems that the day and the week both show"
    weekly = issue(sample_copy, "weekly")
    assert likes(weekly) == alone - both
    assert "已交办、仍在整改的" in weekly.document.text()

    first = {product.source.document: production.encode(product, ()) for product in (daily, weekly)}
    with store.opened(sample_copy.store) as opened:
        entries = rectification.entries(ledger.events(opened))
    mine = [entry for entry in entries if entry.found == FRIDAY and entry.like in both]
    assert {entry.source.document for entry in mine} == {"daily"}
    with writing(sample_copy.store) as writer:
        closed = [rectification.event("closed", entry.id, FRIDAY, reason="合格") for entry in mine]
        ledger.append(writer, closed, NOW, "张三")
    for document, contents in first.items():
        assert production.encode(again(sample_copy, document), ()) == contents, "the ledger went on"


def test_a_new_edition_keeps_what_the_first_assigned(sample_copy: Settings) -> None:
    daily = issue(sample_copy, "daily")
    issue(sample_copy, "weekly")
    assert likes(again(sample_copy, "daily", "更正")) == likes(daily)
