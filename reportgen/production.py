"""Building a document is pure; saving it is the one place that writes files.

build     store + settings + period + issue date  →  Product (document and its facts)
encode    Product                                 →  bytes by format
save      bytes                                   →  files, each whole or not at all
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from reportgen import __version__, fonts, markup, narrative, resources, style, wording
from reportgen.document import Document, Number, Properties
from reportgen.errors import MissingData, ReportError
from reportgen.facts import Facts, record
from reportgen.measures import MEASURES
from reportgen.measures.counts import collect
from reportgen.period import Period, containing
from reportgen.reports.model import Drawing, Material, Report
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store
from reportgen.writers import WRITERS, press
from reportgen.writers.press import Press


@dataclass(frozen=True, slots=True)
class Product:
    """A built document, the facts it prints as a JSON-ready record, and its file name stem."""

    document: Document
    facts: Mapping[str, object]
    name: str


def build(report: Report, settings: Settings, store: Store, period: Period, issued: date) -> Product:
    """The `report` of `period`, issued on `issued`; the same arguments give the same product.

    Raises `MissingData` naming the periods there are if `period` has no data.
    """
    _require_data(report, store, period)
    material = _material(report, settings, store, period, issued)
    context = report.facts(material)
    drawings = report.charts(material, context)
    document = _document(report, material, context, drawings)
    return Product(document, _certificate(report, material, document, drawings), f"{report.title}_{period}")


def _require_data(report: Report, store: Store, period: Period) -> None:
    """The period must be wholly covered by the data of the report's first measure."""
    span = store.span(MEASURES[report.measures[0]].dataset)
    if span and span[0] <= period.start and period.last <= span[1]:
        return
    have = _available(span, period) if span else "没有任何期间"
    raise MissingData.single(f"{period.label}没有完整数据", "--period", f"有数据的期间：{have}")


def _available(span: tuple[date, date], period: Period) -> str:
    """The complete periods within `span`, as staff would type them."""
    first, last = containing(span[0], period.frequency), containing(span[1], period.frequency)
    first = first if first.start == span[0] else first.next
    last = last if last.last == span[1] else last.previous
    return f"{first} 至 {last}"


def _material(report: Report, settings: Settings, store: Store, period: Period, issued: date) -> Material:
    measures = [MEASURES[name] for name in report.measures]
    compared = {period, period.previous, period.year_ago}
    trailing = period.trailing(report.back)
    counts = collect(store, measures, compared, trailing, report.trend, settings.workdays)
    breaks = [(entry.since, entry.units, entry.words) for entry in settings.breaks]
    passages = narrative.load(narrative_file(settings, period), report.sections)
    return Material(settings, store, period, issued, Facts(counts, breaks), passages)


def narrative_file(settings: Settings, period: Period) -> Path:
    """Where staff add to the documents of a period or rewrite parts of them."""
    return settings.workspace / "narrative" / f"{period}.md"


def _document(
    report: Report, material: Material, context: Mapping[str, object], drawings: Mapping[str, Drawing]
) -> Document:
    settings = material.settings
    names = {
        "authority": settings.authority,
        "period": material.period,
        "issued": material.issued,
        "narrative": material.narrative,
    }
    folders = (settings.workspace / "templates", resources.templates())
    filters = wording.filters(material.facts, report.frequency)
    text = markup.render(report.template, folders, {**names, **context}, filters)
    pictures = {name: drawing.picture for name, drawing in drawings.items()}
    return markup.parse(text, report.template, _properties(report, material), pictures)


def _properties(report: Report, material: Material) -> Properties:
    authority, period = material.settings.authority, material.period
    synthetic = material.store.synthetic(report.datasets())
    return Properties(
        title=f"{period.label}{authority.whole}政务服务效能监管{report.title}",
        organ=authority.name,
        subject=f"{report.title}（DB50/T 957.7 {report.clause}）",
        keywords=("效能监管", report.title, str(period)),
        issued=material.issued,
        mark=SYNTHETIC_MARK if synthetic else "",
    )


def _certificate(
    report: Report, material: Material, document: Document, drawings: Mapping[str, Drawing]
) -> Mapping[str, object]:
    """Every printed figure with its text and its fact, and the SQL that grouped the counts."""
    texts: dict[str, list[str]] = {}
    for inline in document.inlines():
        if isinstance(inline, Number):
            texts.setdefault(inline.fact, []).append(inline.text)
    drawn = {name: [fact.id for fact in drawing.facts] for name, drawing in sorted(drawings.items())}
    needed = _with_origins(material.facts, [*texts, *(each for ids in drawn.values() for each in ids)])
    used = sorted({material.facts[each].measure for each in needed} - {""})
    return {
        "document": report.name,
        "period": str(material.period),
        "issued": material.issued.isoformat(),
        "synthetic": bool(document.properties.mark),
        "program": f"reportgen {__version__}",
        "facts": [
            {**record(material.facts[each]), "texts": sorted(set(texts.get(each, ())))} for each in needed
        ],
        "pictures": drawn,
        "scopes": {name: list(units) for name, units in sorted(material.facts.scopes.items())},
        "queries": {measure: asdict(material.facts.query(measure)) for measure in used},
    }


def _with_origins(facts: Facts, ids: Iterable[str]) -> list[str]:
    """`ids` and all facts they were derived from, sorted."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        if (fact_id := waiting.pop()) not in found:
            found.add(fact_id)
            waiting += facts[fact_id].of
    return sorted(found)


def substitutions(product: Product) -> tuple[fonts.Substitution, ...]:
    """Every character that another font had to supply; `RenderingFailed` if no font has it."""
    return fonts.check(product.document, _look())


# --- files -----------------------------------------------------------------------------------


@contextmanager
def pressing(formats: Iterable[str]) -> Iterator[Press | None]:
    """Where the PDF is set beside all else, if one of `formats` is PDF: its engine loads meanwhile."""
    if "pdf" not in formats:
        yield None
        return
    with press.press(_look()) as ready:
        yield ready


def encode(product: Product, formats: Iterable[str], ready: Press | None = None) -> dict[str, bytes]:
    """File contents by file name: the document in each format, and its facts.

    With a press `ready` the PDF is set there while the other files are made here.
    """
    look, formats = _look(), tuple(formats)
    beside = ready if "pdf" in formats else None
    if beside:
        beside.send(product.document)
    made = {each: WRITERS[each](product.document, look) for each in formats if not (beside and each == "pdf")}
    facts = json.dumps(product.facts, ensure_ascii=False, indent=1, sort_keys=True)
    if beside:
        made["pdf"] = beside.receive()
    files = {f"{product.name}.{each}": made[each] for each in formats}
    return {**files, f"{product.name}.facts.json": facts.encode()}


def _look() -> style.Style:
    return style.load(resources.templates() / "style.toml")


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
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return draft
