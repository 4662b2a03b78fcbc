"""Documents issued for good: their editions, what was issued with each, and what issuing adds to the store.

An edition's files are kept in the archive by their content, so that none is lost when the next one comes.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from reportgen import correction, issued, production, rectification
from reportgen.correction import Correction
from reportgen.intake import archive
from reportgen.period import parse
from reportgen.production import Product
from reportgen.rectification import Event
from reportgen.reports.model import Report
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.ledger import Issue
from reportgen.store.writing import writing

Contents = Mapping[str, bytes]  # file contents by name


def matches(issue: Issue, contents: Contents) -> bool:
    """Whether `contents` are what was issued; files that were not issued then do not count."""
    return all(
        issue.files.get(name, _sha256(content)) == _sha256(content) for name, content in contents.items()
    )


def rebuilt(report: Report, settings: Settings, store: Store, issue: Issue) -> Product:
    """The document as it was issued, from the data as they are: the same bytes unless these have changed."""
    told = _correction(settings, store, issue) if issue.edition > 1 else None
    period = parse(issue.period)
    return production.build(report, settings, store, period, issue.issued, issue.seen, told)


def corrected(
    report: Report, settings: Settings, store: Store, issue: Issue, reason: str, day: date
) -> Product:  # fmt: skip
    """The next edition after `issue`, of the same date, which tells what changed."""
    period = parse(issue.period)
    plain = production.build(report, settings, store, period, issue.issued)
    found = correction.changes(issued.certificate(settings, issue), plain.facts)
    told = Correction(issue.edition + 1, reason, day, found)
    return production.build(report, settings, store, period, issue.issued, None, told)


def _correction(settings: Settings, store: Store, issue: Issue) -> Correction:
    """What the edition `issue` told of the one before it."""
    before = next(
        each for each in ledger.issues(store)
        if (each.document, each.period, each.edition) == (issue.document, issue.period, issue.edition - 1)
    )  # fmt: skip
    mine = issued.certificate(settings, issue)
    found = correction.changes(issued.certificate(settings, before), mine)
    return Correction(issue.edition, issue.reason, date.fromisoformat(mine["corrected"]), found)


def former(settings: Settings, issue: Issue) -> dict[str, bytes]:
    """The files of the edition `issue` under names that say which edition they are."""
    return {_marked(name, issue.edition): issued.kept(settings, issue, name) for name in sorted(issue.files)}


def _marked(name: str, edition: int) -> str:
    """The file name with the edition in it.

    >>> _marked("月度通报_2026-10.facts.json", 1)
    '月度通报_2026-10_第1版.facts.json'
    """
    suffix = issued.FACTS if name.endswith(issued.FACTS) else Path(name).suffix
    return f"{name.removesuffix(suffix)}_第{edition}版{suffix}"


# --- entering --------------------------------------------------------------------------------


def enter(
    settings: Settings, product: Product, contents: Contents, issued: date, before: Issue | None,
    reason: str, day: date, at: datetime, by: str,
) -> Issue:  # fmt: skip
    """Keep the files and record the issue with what it opens and withdraws, all or nothing.

    `before` is the edition it takes the place of; what it opens that the other did not is opened on `day`.
    """
    for name, content in contents.items():
        archive.keep(content, name, settings.workspace)
    files = {name: _sha256(content) for name, content in contents.items()}
    source = product.source
    with writing(settings.store) as writer:
        held = ledger.held(writer)
        issue = Issue(
            source.document, source.period, before.edition + 1 if before else 1, source.number, issued, files,
            reason, seen=len(held),
        )  # fmt: skip
        ledger.enter(writer, issue, _events(product, held, day if before else issued, reason), at, by)
    return issue


def _events(product: Product, held: tuple[Event, ...], day: date, reason: str) -> list[Event]:
    """What `product` opens, and what an earlier edition opened and it does not."""
    known = rectification.entries(held)
    synthetic = bool(product.facts["synthetic"])
    gone = rectification.dropped(product.source, product.openings, day, known, f"更正：{reason}")
    return [*gone, *rectification.opened(product.source, product.openings, day, known, synthetic)]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
