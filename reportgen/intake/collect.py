"""Returns into the store: examined, archived, taken whole or sent back (5.3 d, 6.3.3, 6.4 a)."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from reportgen.datasets import DATASETS, DECLARED, Dataset
from reportgen.forms import issue
from reportgen.forms.naming import safe
from reportgen.intake import annotate, answer, archive, preflight
from reportgen.intake.elsewhere import Holdings
from reportgen.intake.examine import Source, examine, in_processes
from reportgen.intake.model import Filing, Finding
from reportgen.settings import Settings
from reportgen.store import filings as filings_of
from reportgen.store import opened, schema, supplied
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
        known, given = _known(settings), supplied(settings.store)
        with opened(settings.store) as store:
            today = settings.today or now.date()
            filings = examine(paths, settings.register, Holdings(store, settings), jobs, said, today, known)
        with writing(settings.store) as writer:
            outcomes = tuple(
                _settle(_writable(filing, given), settings, writer, who, now, known) for filing in filings
            )
    return Collected(outcomes, tuple(answers(outcomes, settings, folder, jobs)))


def _writable(filing: Filing, given: set[str]) -> Filing:
    """The filing; sent back if it holds a dataset that the platform supplies itself."""
    if not (names := [DATASETS[name].label for name in filing.datasets if name in given]):
        return filing
    reason = f"“{'、'.join(names)}”由平台数据库直接提供，不由单位报送"
    finding = Finding("识-11", reason, "请删去该表后再报", filing.name)
    return replace(filing, rows={}, findings=(*filing.findings, finding))


def _known(settings: Settings) -> dict[str, dict[str, Any]]:
    """The files taken before, by their hash, whether they are current or were replaced."""
    taken = (schema.CURRENT, schema.REPLACED)
    return {each["sha256"]: each for each in filings_of(settings.store) if each["status"] in taken}


def _settle(
    filing: Filing, settings: Settings, writer: Writer, who: str, now: datetime,
    known: Mapping[str, Mapping[str, Any]],
) -> Outcome:  # fmt: skip
    """Archive the original; then load it or record why not."""
    if before := known.get(filing.sha256):
        return Outcome(filing, "未变", 0, _as_before(before))
    filing = archived(filing, settings)
    found = answer.records([filing])
    receipt = Receipt(
        filing.name, filing.sha256, filing.unit, filing.period, filing.business, now, who, found
    )
    if not filing.accepted or not filing.period:
        writer.refuse(receipt)
        return Outcome(filing, "退回")
    tables = _tables(filing, settings, now)
    held_before = {name: writer.rows(DATASETS[name], filing.unit, filing.period) for name in filing.datasets}
    version = writer.receive(receipt, tables)
    if not version:
        return Outcome(filing, "未变")
    changes = _changes(held_before, filing.rows) if version > 1 else ()
    return Outcome(filing, "更新" if version > 1 else "收下", version, changes)


def _as_before(taken: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be said of a file that was taken before."""
    if taken["status"] == schema.CURRENT:
        return ()
    return (f"这是第{taken['version']}版的文件，后来已被新的一版替换；要恢复请撤回新的批次",)


def archived(filing: Filing, settings: Settings) -> Filing:
    """The filing, its original kept; set aside if the file is no longer the one that was examined."""
    if not filing.sha256:  # too large to be kept, and refused for it
        return filing
    try:
        content = Source(filing.name, filing.path, filing.member).content()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() == filing.sha256:
        archive.keep(content, filing.name, settings.workspace)
        return filing
    changed = Finding("档-18", "核对期间文件被改动或移走", "请确认文件后重新接收", filing.name)
    return replace(filing, rows={}, findings=(*filing.findings, changed))


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


def answers(outcomes: Sequence[Outcome], settings: Settings, folder: Path, jobs: int) -> Iterator[Path]:
    """findings.xlsx where anything was found; for each file in question its own copy, ready to send back."""
    found = [outcome for outcome in outcomes if outcome.filing.findings]
    if not found:
        return
    yield _written(folder / "findings.xlsx", answer.workbook(outcome.filing for outcome in outcomes))
    given = [(each.filing, _title(each, settings)) for each in found]
    files = [_kept(filing, settings, title) for filing, title in given]
    copies = in_processes(files, annotate.annotated, lambda file: b"", jobs, writes=preflight.UNPACKED)
    for (filing, title), content in zip(given, copies, strict=True):
        copy = content or annotate.listed(filing, title)
        yield _written(folder / "returns" / _copy_name(filing, settings), copy)


def _kept(filing: Filing, settings: Settings, title: str) -> Source:
    """The archived original, with what is to be written into its copy."""
    place = archive.original(filing.sha256, filing.name, settings.workspace)
    return Source(filing.name, place if place.exists() else Path(os.devnull), given=(filing, title))


def _title(outcome: Outcome, settings: Settings) -> str:
    filing = outcome.filing
    unit = settings.register[filing.unit].name if filing.unit in settings.register else ""
    apart = "、".join(DECLARED[name].label for name in filing.datasets if not DECLARED[name].stored)
    period = f"{filing.period.label}{apart or '数据'}" if filing.period else "报送文件"
    fate = "未收下，请改正后重新报送" if outcome.taken == "退回" else "已收下，请核实"
    return f"{unit}　{period}核对意见（{fate}）".lstrip()


def _copy_name(filing: Filing, settings: Settings) -> str:
    """Whose it is, what the sender called it, and its hash, so that no two files are the same."""
    known = filing.unit in settings.register
    whose = f"{filing.unit}_{settings.register[filing.unit].short}" if known else "单位不明"
    return f"{safe(whose, Path(filing.name).stem)}_{filing.sha256[:8] or '过大'}_核对意见.xlsx"


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    return draft.replace(path)
