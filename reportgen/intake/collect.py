"""Returns into the store: examined, archived, taken whole or sent back (5.3 d, 6.3.3, 6.4 a)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from reportgen.datasets import DATASETS, Dataset
from reportgen.datasets.model import SCHEME
from reportgen.forms import issue
from reportgen.intake import annotate, answer, archive
from reportgen.intake.examine import Wanted, examine, members
from reportgen.intake.model import Filing, Finding
from reportgen.settings import Settings
from reportgen.store import Store, opened, supplied
from reportgen.store.writing import Receipt, Writer, held, writing

Taken = Literal["收下", "更新", "未变", "退回"]
RETURNS = DATASETS["returns"]
TOLD = 5  # changes named one by one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `changes` says in words what differs from the version before."""

    filing: Filing
    taken: Taken
    version: int = 0
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """All outcomes, and the files written in answer."""

    outcomes: tuple[Outcome, ...]
    files: tuple[Path, ...]

    @property
    def clean(self) -> bool:
        """Whether every file was taken."""
        return all(outcome.taken != "退回" for outcome in self.outcomes)


def collect(
    paths: Iterable[Path], settings: Settings, folder: Path, who: str, now: datetime,
    said: Callable[[int, int], None], jobs: int = 1,
) -> Collected:  # fmt: skip
    """Examine `paths`, load what is faultless, and write answers into `folder`.

    Raises `ReportError` at once if somebody else writes into the store. A file is taken whole or not at
    all; one that was taken before changes nothing.
    """
    with held(settings.store, who, now):
        with opened(settings.store) as store:
            filings = examine(paths, settings.register, partial(_missing, store, settings), jobs, said)
        given = supplied(settings.store)
        with writing(settings.store) as writer:
            outcomes = tuple(
                _settle(_writable(filing, given), settings, writer, who, now) for filing in filings
            )
    return Collected(outcomes, tuple(answers(outcomes, folder)))


def _writable(filing: Filing, given: set[str]) -> Filing:
    """The filing; sent back if it holds a dataset that the platform supplies itself."""
    if not (names := [DATASETS[name].label for name in filing.datasets if name in given]):
        return filing
    reason = f"“{'、'.join(names)}”由平台数据库直接提供，不由单位报送"
    finding = Finding("识-11", reason, "请删去该表后再报", filing.name)
    return replace(filing, rows={}, findings=(*filing.findings, finding))


def _missing(store: Store, settings: Settings, wanted: set[Wanted]) -> dict[Wanted, str]:
    """Those of `wanted` that the store, or the scheme, does not hold; a table without rows is not asked."""
    lost: dict[Wanted, str] = {}
    for (name, key), group in groupby(sorted(wanted), key=lambda each: each[:2]):
        values = [value for _, _, value in group]
        held = _held(store, settings, (name, key), values)
        lost |= {(name, key, value): "" for value in values if value not in held}
    return lost


def _held(store: Store, settings: Settings, place: tuple[str, str], values: list[str]) -> set[str]:
    """Those of `values` that stand in the dataset and column `place`."""
    name, key = place
    if name == SCHEME:
        return set(settings.scheme.indicators) if settings.scheme else set(values)
    table = store.table(DATASETS[name])
    if not store.rows(table.aggregate(rows=table.count()))[1][0]["rows"]:
        return set(values)
    _sql, rows = store.rows(table.filter(table[key].isin(values)).select(key).distinct())
    return {str(row[key]) for row in rows}


def _settle(filing: Filing, settings: Settings, writer: Writer, who: str, now: datetime) -> Outcome:
    """Archive the original; then load it or record why not."""
    content = content_of(filing)
    archive.keep(content, filing.name, settings.workspace)
    if not filing.period or not filing.unit:
        return Outcome(filing, "退回")
    found = answer.records([filing])
    receipt = Receipt(
        filing.name, filing.sha256, filing.unit, filing.period, filing.business, now, who, found
    )
    if not filing.accepted:
        writer.refuse(receipt)
        return Outcome(filing, "退回")
    tables = _tables(filing, settings, now)
    before = {name: writer.rows(DATASETS[name], filing.unit, filing.period) for name in filing.datasets}
    version = writer.receive(receipt, tables)
    if not version:
        return Outcome(filing, "未变")
    changes = _changes(before, filing.rows) if version > 1 else ()
    return Outcome(filing, "更新" if version > 1 else "收下", version, changes)


def content_of(filing: Filing) -> bytes:
    """The bytes of the file, out of its archive if it came in one."""
    return next(each.content for each in members(filing.path) if each.sha256 == filing.sha256)


def _tables(filing: Filing, settings: Settings, now: datetime) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The rows by dataset, and the entry in the register of returns (报送登记)."""
    assert filing.period
    entry = {
        "month": filing.period.start,
        "unit_id": filing.unit,
        "status": "已报送" if filing.business else "零业务",
        "returned_at": now.replace(microsecond=0),
        "due_at": issue.deadline(filing.period, settings),
    }
    tables: dict[str, Sequence[Mapping[str, Any]]] = {
        name: filing.rows.get(name, ()) for name in filing.datasets
    }
    return {**tables, RETURNS.name: [entry]}


# --- differences -----------------------------------------------------------------------------


def _changes(before: Mapping[str, Sequence[Mapping[str, Any]]], after: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[str, ...]:  # fmt: skip
    return tuple(
        words
        for name, rows in before.items()
        if (words := _difference(DATASETS[name], rows, after.get(name, ())))
    )


def _difference(
    dataset: Dataset, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> str:
    """What differs between two versions of a table, in words."""
    old, new = ({tuple(row[name] for name in dataset.key): row for row in rows} for rows in (before, after))
    changed = [
        f"{column.label}由{_plain(old[key][column.name])}改为{_plain(row.get(column.name))}"
        for key, row in new.items()
        if key in old
        for column in dataset.columns
        if old[key][column.name] != row.get(column.name)
    ]
    parts = [f"增加{len(new.keys() - old.keys())}行"] * bool(new.keys() - old.keys())
    parts += [f"减少{len(old.keys() - new.keys())}行"] * bool(old.keys() - new.keys())
    parts += changed[:TOLD] + [f"另有{len(changed) - TOLD}处改动"] * (len(changed) > TOLD)
    return f"{dataset.label}：{'，'.join(parts)}" if parts else ""


def _plain(value: object) -> str:
    return "空" if value is None else f"{value}"


# --- answers ---------------------------------------------------------------------------------


def answers(outcomes: Sequence[Outcome], folder: Path) -> Iterable[Path]:
    """findings.xlsx where anything was found; an annotated copy of each workbook sent back."""
    if any(outcome.filing.findings for outcome in outcomes):
        yield _written(folder / "findings.xlsx", answer.workbook(outcome.filing for outcome in outcomes))
    for outcome in outcomes:
        filing = outcome.filing
        if outcome.taken == "退回" and filing.datasets and Path(filing.name).suffix.lower() == ".xlsx":
            title = f"{Path(filing.name).name}核对意见（{len(filing.findings)}处）"
            name = f"{Path(filing.name).stem}_{filing.sha256[:8]}_核对意见.xlsx"
            yield _written(folder / "returns" / name, annotate.annotated(content_of(filing), filing, title))


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    return draft.replace(path)
