"""Building a document is pure; saving it is the one place that writes files.

build     store + settings + period + issue date  →  Product (document and its facts)
encode    Product                                 →  bytes by format
save      bytes                                   →  files, each whole or not at all
"""

import gc
import glob
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reportgen import __version__, datasheets, markup, narrative, paging, resources, style, wording
from reportgen.correction import Correction
from reportgen.datasheets import Sheet
from reportgen.document import Document, Figure, Number, Properties
from reportgen.duty import KINDS
from reportgen.errors import MissingData, ReportError
from reportgen.facts import Facts, record
from reportgen.measures import MEASURES
from reportgen.measures.counts import Asked, Query, begin
from reportgen.paging import Typeset
from reportgen.period import Frequency, Period, containing, parse
from reportgen.rectification import Opening, Source
from reportgen.reports.model import Context, Drawing, Material, Report, Words
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store, ledger
from reportgen.store.ledger import Issue
from reportgen.writers import WRITERS, typeset
from reportgen.writers.press import Press

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Product:
    """A built document, the facts it prints as a JSON-ready record, and its file name stem.

    `openings` are the problems that issuing it enters into the 整改台账 under `source`; `against` says why it may
    be no more than a draft.
    """

    document: Document
    facts: Mapping[str, Any]
    name: str
    source: Source
    openings: tuple[Opening, ...]
    against: str = ""


def build(
    report: Report, settings: Settings, store: Store, period: Period, issued: date,
    seen: int | None = None, correction: Correction | None = None,
) -> Product:  # fmt: skip
    """The `report` of `period`, issued on `issued`; the same arguments give the same product.

    `seen` is how many events of the 整改台账 it knows (all, unless it is a document issued before, which must
    not change of itself); `correction` what a later edition tells of the one before. Raises `MissingData`
    naming the periods there are if `period` has no data.
    """
    period = settings.calendar.reported(period)
    _require_data(report, store, period, settings)
    material = _material(report, settings, store, period, issued, seen)
    context = {"correction": correction, **report.facts(material)}
    drawings = report.drawing()(material, context)
    document = _attached(_document(report, material, context, drawings), report.sheets(context))
    if correction and "更正说明" not in document.text():
        raise ValueError(f"{report.template} does not tell its correction")
    openings = tuple(report.opens(material, context, _words(report, material, context)))
    source = replace(material.source, number=str(context.get("number", "")))
    certificate = {
        **certified(report.name, report.frequency, period, issued, material.facts, document, drawings),
        "opens": _opens(material, openings),
        "edition": correction.edition if correction else 1,
        "corrected": correction.day.isoformat() if correction else "",
    }
    name = f"{report.title}_{period}"
    return Product(document, certificate, name, source, openings, report.against(context))


def _attached(document: Document, sheets: Sequence[Sheet]) -> Document:
    """`document` with the data of the figures that it shows as a workbook, a sheet by each figure's number."""
    of = {sheet.figure: sheet for sheet in sheets}
    figures = (block for block in document.flat() if isinstance(block, Figure))
    named = [(f"图{block.number}", of[block.id]) for block in figures if block.id in of]
    if not named:
        return document
    about = document.properties
    return replace(
        document,
        attachments={datasheets.FILE: datasheets.workbook(named, about.title, about.issued, about.mark)},
    )


def _opens(material: Material, openings: Sequence[Opening]) -> list[Mapping[str, str]]:
    ids = material.numbered([opening.key for opening in openings])
    register = material.settings.register
    return [
        {"entry": ids[opening.key], "unit": register[opening.unit].short, "fact": opening.fact}
        for opening in openings
    ]


def _words(report: Report, material: Material, context: Context) -> Words:
    filters = wording.filters(material.facts, report.frequency)
    names = {**_names(material), **context}
    return markup.words("_findings.xml", _folders(material.settings), names, filters)


def _names(material: Material) -> Mapping[str, object]:
    """What every template may name."""
    return {
        "authority": material.settings.authority,
        "briefs": material.settings.briefs,
        "serial": material.serial,
        "period": material.period,
        "issued": material.issued,
        "narrative": material.narrative,
    }


def _folders(settings: Settings) -> tuple[Path, Path]:
    return settings.workspace / "templates", resources.templates()


def _require_data(report: Report, store: Store, period: Period, settings: Settings) -> None:
    """The period must be wholly covered by the data of the report's first measure, if it has one."""
    if not report.measures:
        return
    span = store.span(MEASURES[report.measures[0]].dataset)
    if span and span[0] <= period.start and period.last <= span[1]:
        return
    if span and report.gaps and _months_within(period, span) > 1:
        return
    found = settings.calendar.within(*span, period.frequency) if span else ()
    have = f"{found[0]} 至 {found[-1]}" if found else "没有任何期间"
    raise MissingData.single(f"{period.label}没有完整数据", "--period", f"有数据的期间：{have}")


def _months_within(period: Period, span: tuple[date, date]) -> int:
    """How many months of `period` lie wholly within `span`."""
    months = containing(period.last, "month").trailing(12)
    mine = [month for month in months if month.start >= period.start]
    return sum(span[0] <= month.start and month.last <= span[1] for month in mine)


def _material(
    report: Report, settings: Settings, store: Store, period: Period, issued: date, seen: int | None
) -> Material:  # fmt: skip
    measures = [MEASURES[name] for name in report.measures]
    before = settings.calendar.previous
    compared = {period, before(period), *_year_ago(period)}
    trend = settings.calendar.trailing(period, report.back)
    own = Asked(measures, compared, trend, report.trend)
    counting = begin(store, [own, *_months(report, period)], settings.workdays)
    report.drawing()  # loads the drawing library while the engine counts
    counts, *months = counting()
    breaks = [(entry.since, entry.units, entry.words) for entry in settings.breaks]
    file = narrative_file(settings, period)
    passages = narrative.load(file, report.sections) if report.sections else {}
    facts = Facts(counts, breaks, before, months[0] if months else None)
    events = ledger.events(store, seen)
    source = Source(report.title, "", report.name, str(period))
    known = [issue for issue in ledger.issues(store) if seen is None or issue.head <= seen]
    since = _since(report, settings, period, known)
    return Material(settings, store, period, issued, facts, passages, source, since, events)


def _months(report: Report, period: Period) -> Iterator[Asked]:
    """What a longer report asks of its months as well."""
    if report.monthly:
        months = containing(period.last, "month").trailing(report.months)
        yield Asked([MEASURES[name] for name in report.monthly], months)


def _year_ago(period: Period) -> tuple[Period, ...]:
    """The base of 同比; a day or a week has none, since holidays move."""
    return () if period.frequency in ("day", "week") else (period.year_ago,)


def _since(report: Report, settings: Settings, period: Period, known: Sequence[Issue]) -> date:
    """The day of issue of the last document of its kind before this one, even if one between was never issued.

    Where none is recorded at all, the day on which the one before was due; a document that the official
    calendar does not ask for has no such day and tells of its own period.
    """
    if report.name not in {kind.document for kind in KINDS}:
        return period.start
    mine = (each.period for each in known if each.document == report.name)
    earlier = [each for each in mine if parse(each).start < period.named]
    issue = ledger.latest(known, report.name, max(earlier, key=lambda each: parse(each).start, default=""))
    return issue.issued if issue else settings.calendar.due(settings.calendar.previous(period))


def narrative_file(settings: Settings, period: Period) -> Path:
    """Where staff add to the documents of a period or rewrite parts of them."""
    return settings.workspace / "narrative" / f"{period}.md"


def _document(
    report: Report, material: Material, context: Mapping[str, object], drawings: Mapping[str, Drawing]
) -> Document:
    filters = wording.filters(material.facts, report.frequency)
    text = markup.render(
        report.template, _folders(material.settings), {**_names(material), **context}, filters
    )
    pictures = {name: drawing.picture for name, drawing in drawings.items()}
    return markup.parse(text, report.template, _properties(report, material), pictures)


def _properties(report: Report, material: Material) -> Properties:
    authority, period = material.settings.authority, material.period
    synthetic = material.store.synthetic(report.datasets())
    synthetic |= any(event.content.get("synthetic") for event in material.events)
    return Properties(
        title=f"{period.label}{authority.whole}政务服务效能监管{report.title}",
        organ=authority.name,
        subject=f"{report.title}（DB50/T 957.7 {report.clause}）",
        keywords=("效能监管", report.title, str(period)),
        issued=material.issued,
        mark=SYNTHETIC_MARK if synthetic else "",
    )


def certified(
    name: str, frequency: Frequency, period: Period, issued: date, facts: Facts, document: Document,
    drawings: Mapping[str, Drawing],
) -> Mapping[str, object]:  # fmt: skip
    """Every printed figure with its text and its fact, and the SQL that grouped the counts."""
    texts: dict[str, list[str]] = {}
    for inline in document.inlines():
        if isinstance(inline, Number):
            texts.setdefault(inline.fact, []).append(inline.text)
    drawn = {name: [fact.id for fact in drawing.facts] for name, drawing in sorted(drawings.items())}
    needed = _with_origins(facts, [*texts, *(each for ids in drawn.values() for each in ids)])
    return {
        "document": name,
        "period": str(period),
        "issued": issued.isoformat(),
        "synthetic": bool(document.properties.mark),
        "program": f"reportgen {__version__}",
        "facts": [{**record(facts[each]), "texts": sorted(set(texts.get(each, ())))} for each in needed],
        "pictures": drawn,
        "starts": {each: facts.starts[each].isoformat() for each in sorted(facts.starts)},
        "scopes": {name: list(units) for name, units in sorted(facts.scopes.items())},
        "queries": {
            name: asdict(query) for name, query in sorted(_queries(frequency, facts, needed).items())
        },
    }


def _queries(frequency: Frequency, facts: Facts, needed: Iterable[str]) -> Mapping[str, Query]:
    """The query behind each measure; of those counted by month as well, a second one under `measure@month`."""
    found = {}
    for fact in (facts[each] for each in needed):
        if fact.measure:
            own = parse(fact.period).frequency
            name = fact.measure if own == frequency else f"{fact.measure}@{own}"
            found[name] = facts.query(fact.measure, own)
    return found


def _with_origins(facts: Facts, ids: Iterable[str]) -> list[str]:
    """`ids` and all facts they were derived from, sorted."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        if (fact_id := waiting.pop()) not in found:
            found.add(fact_id)
            waiting += facts[fact_id].of
    return sorted(found)


# --- files -----------------------------------------------------------------------------------


def encode(
    product: Product, formats: Iterable[str], ready: Press | None = None, say: Say = lambda _line: None
) -> dict[str, bytes]:
    """File contents by file name: the document in each format, its attachments, and its facts.

    With a press `ready` the PDF is set there while the other files are made here. `say` gets a line for every
    character that another font had to supply; `RenderingFailed` if no font has it.
    """
    wanted = tuple(formats)
    beside = ready if "pdf" in wanted else None
    if beside:
        beside.send(product.document)
        gc.collect()  # what counting and drawing left goes while the press sets the PDF, before more is made here
    facts = json.dumps(product.facts, ensure_ascii=False, indent=1, sort_keys=True)
    made = _written(product.document, wanted, beside, say)
    files = {f"{product.name}.{each}": content for each, content in made.items()}
    attached = {f"{product.name}.{name}": content for name, content in product.document.attachments.items()}
    return {**files, **attached, f"{product.name}.facts.json": facts.encode()}


def _written(
    document: Document, formats: tuple[str, ...], beside: Press | None, say: Say
) -> dict[str, bytes]:
    """The document in each format; where it prints the numbers of its pages, the others wait for them.

    It has been sent to the press `beside`, if there is one.
    """
    from reportgen import fonts  # with the library that reads them: the press need not wait for it

    look = style.house()
    for substitution in fonts.check(document, look):
        say(f"字形替代：{substitution}")

    done: Typeset | None = None
    shown = document
    if paging.wanted(document):
        if beside and "docx" in formats:
            _draw(document)
        told = beside.numbers() if beside else (done := typeset(document, look))
        shown = paging.numbered(document, told.pages, told.begins)
    made = {each: WRITERS[each](shown, look) for each in formats if each != "pdf"}
    if "pdf" in formats:
        done = done or (beside.receive() if beside else typeset(document, look))
        made["pdf"] = done.content
    return {each: made[each] for each in formats}


def _draw(document: Document) -> None:
    """Makes the pictures that Word takes, which need not wait for the numbers of the pages."""
    for picture in document.pictures.values():
        _ = picture.svg, picture.png


def save(contents: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write all of `contents` into `folder`: drafts first, then each renamed into place.

    Raises `ReportError` if the folder cannot be written; what stood there before stays intact.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drafts = [(_draft(folder / name, content), folder / name) for name, content in contents.items()]
        for draft, path in drafts:
            draft.replace(path)
        return [path for _draft_path, path in drafts]
    except OSError as error:
        for leftover in folder.glob(f".*.{os.getpid()}.draft"):
            leftover.unlink(missing_ok=True)
        raise ReportError.single(
            f"文件写不进去（{error.strerror}）", str(error.filename or folder),
            "请关闭正在打开的文件，检查磁盘空间和文件夹权限后重试",
        ) from None  # fmt: skip


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    for left in path.parent.glob(f".{glob.escape(path.name)}.[0-9]*.draft"):
        if not _running(int(left.suffixes[-2][1:])):
            left.unlink(missing_ok=True)
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return draft


def _running(process: int) -> bool:
    """Whether the process of this number still runs; what a killed one left is nobody's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
