"""Files, folders and archives of returns into filings: each read and checked in a limited child process."""

import hashlib
import io
import resource
import socket
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import WrongUsage
from reportgen.forms import layout
from reportgen.intake import parsing, preflight, reading
from reportgen.intake.checking import Checker
from reportgen.intake.model import Filing, Finding
from reportgen.period import Period, containing, parse
from reportgen.units import Register

Wanted = tuple[str, str, str]  # dataset, key and value
Missing = Callable[[set[Wanted]], Mapping[Wanted, str]]  # and why, if there is more to say

KINDS = (".xlsx", ".csv", ".json", ".jsonl")
MEMORY, SECONDS, WALL = 2 * 1024**3, 60, 90  # of a child process: bytes, processor seconds, seconds


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it came: its name as the sender called it, and its bytes."""

    name: str
    content: bytes
    path: Path

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examine(
    paths: Iterable[Path], register: Register, missing: Missing = lambda wanted: {}, jobs: int = 1,
    said: Callable[[int, int], None] = lambda done, all_: None, names: Collection[str] = tuple(DATASETS),
) -> list[Filing]:  # fmt: skip
    """Every file of `paths` as a filing, in the order of their names; `said` hears how many are done.

    `names` are the datasets that may be in them. `missing` tells which of the values that other tables must hold they do not. Raises `WrongUsage` for a
    path that is not there. A file that its process does not survive becomes a finding like any other.
    """
    arrived = sorted(_arrived(paths), key=lambda file: (file.name, file.sha256))
    filings: list[Filing] = []
    for filing in _worked(arrived, register, jobs, names):
        filings.append(filing)
        said(len(filings), len(arrived))
    return _together(_looked_up(filings, missing))


# --- what arrived ----------------------------------------------------------------------------


def _arrived(paths: Iterable[Path]) -> Iterator[Arrived]:
    for path in paths:
        if not path.exists():
            raise WrongUsage.single(f"找不到“{path}”", "collect", "请核对文件或文件夹的位置")
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.name.startswith((".", "~$")):
                continue
            yield from members(file)


def members(file: Path) -> Iterator[Arrived]:
    """The file itself, or the members of an archive that may be opened."""
    if file.stat().st_size > preflight.LARGEST:
        yield Arrived(file.name, b"\0" * (preflight.LARGEST + 1), file)
        return
    content = file.read_bytes()
    if file.suffix.lower() != ".zip" or preflight.refusals(content, ".zip"):
        yield Arrived(file.name, content, file)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for entry in packed.infolist():
            name = Path(_named(entry)).name
            if not entry.is_dir() and not name.startswith((".", "~$")):
                yield Arrived(f"{file.name}/{name}", packed.read(entry), file)


def _named(entry: zipfile.ZipInfo) -> str:
    """The member's name: archives made on Chinese Windows hold GBK that calls itself code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


# --- child processes -------------------------------------------------------------------------


def _worked(
    arrived: Sequence[Arrived], register: Register, jobs: int, names: Collection[str]
) -> Iterator[Filing]:  # fmt: skip
    """The filings in order. If a process dies, each file left gets one of its own, so that only the one
    that killed it is lost."""
    left = list(arrived)
    with _pool(jobs) as pool:
        futures = [pool.submit(_filing, file, register, names) for file in left]
        try:
            while futures:
                yield futures[0].result(WALL)
                futures.pop(0)
                left.pop(0)
        except (BrokenProcessPool, TimeoutError):
            _kill(pool)
    for file in left:
        yield _alone(file, register, names)


def _alone(file: Arrived, register: Register, names: Collection[str]) -> Filing:
    with _pool(1) as pool:
        future: Future[Filing] = pool.submit(_filing, file, register, names)
        try:
            return future.result(WALL)
        except (BrokenProcessPool, TimeoutError):
            _kill(pool)
    finding = _of(file, "档-15", "读取时超出内存或时间限制", preflight.REMEDY)
    return Filing(file.path, file.name, file.sha256, "", None, True, {}, (finding,))


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_limited)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _limited() -> None:
    """Bounds for a process that reads what strangers sent: memory, time, no files written, no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 20, SECONDS * 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def refused(*_arguments: Any, **_options: Any) -> None:
        raise OSError("no network here")

    setattr(socket, "socket", refused)  # noqa: B010


# --- one file --------------------------------------------------------------------------------


def _of(file: Arrived, rule: str, reason: str, remedy: str, strict: bool = True) -> Finding:
    return Finding(rule, reason, remedy, file.name, strict=strict)


def _filing(file: Arrived, register: Register, names: Collection[str]) -> Filing:
    """The filing in `file`: pre-flight, reading, recognition, checks."""
    empty = Filing(file.path, file.name, file.sha256, "", None, True)
    if file.suffix not in KINDS:
        kinds = "、".join(KINDS)
        return replace(empty, findings=(_of(file, "档-16", "不接收这种格式的文件", f"可报送：{kinds}"),))
    if refused := preflight.refusals(file.content, file.suffix):
        return replace(
            empty, findings=tuple(_of(file, each.rule, each.reason, each.remedy) for each in refused)
        )
    try:
        contents = reading.read(file.content, file.suffix)
    except reading.Unreadable as why:
        return replace(empty, findings=(_of(file, "档-17", str(why), preflight.REMEDY),))
    except Exception as error:  # whatever a library makes of a damaged file is the file's fault
        reason = f"文件已损坏，读不出来（{type(error).__name__}）"
        return replace(empty, findings=(_of(file, "档-04", reason, preflight.REMEDY),))
    if strange := [sheet.dataset for sheet in contents.sheets if sheet.dataset.name not in names]:
        return replace(empty, findings=tuple(_elsewhere(file, dataset) for dataset in strange))
    return _recognised(file, contents, register)


def _elsewhere(file: Arrived, dataset: Dataset) -> Finding:
    """A table that this command does not take in."""
    takes = {True: "./invokew collect", False: "./invokew ledger --import"}
    remedy = (
        f"请用 {takes[dataset.stored]} 接收"
        if dataset.name != "rectification"
        else "台账不接收整张表，请报整改回执"
    )
    return _of(file, "识-10", f"是“{dataset.label}”，不由本命令接收", remedy)


def _recognised(
    file: Arrived,
    contents: reading.Contents,
    register: Register,
) -> Filing:
    """Whose it is and of which period; then its tables, if that is certain."""
    unit, period = _unit(contents), _period(contents)
    findings = [*_identity(file, contents, register, unit, period)]
    datasets = tuple(sheet.dataset.name for sheet in contents.sheets)
    filing = Filing(file.path, file.name, file.sha256, unit, period, contents.business, datasets=datasets)
    if not period or unit not in register:
        return replace(filing, findings=tuple(findings))

    checker = Checker(file.name, unit, period)
    rows = {}
    for sheet in contents.sheets:
        rows[sheet.dataset.name], found = checker.check(sheet)
        findings += found
    findings += _business(file, contents, rows)
    if any(finding.strict for finding in findings):
        rows = {}
    kept = {name: tuple(each) for name, each in rows.items()}
    return replace(filing, rows=kept, findings=tuple(findings), claims=tuple(checker.claims))


def _unit(contents: reading.Contents) -> str:
    """The unit that the form names, else the one whose rows these are."""
    if said := contents.identity.get("单位编码"):
        return said.strip()
    named = {line.values.get("unit_id") for sheet in contents.sheets for line in sheet.lines}
    return str(next(iter(named))).strip() if len(named) == 1 and None not in named else ""


def _period(contents: reading.Contents) -> Period | None:
    if said := contents.identity.get("期间"):
        try:
            return parse(said.strip())
        except WrongUsage:
            return None
    months = Counter(containing(day, "month") for sheet in contents.sheets for day in _days(sheet))
    return min(months, key=lambda month: (-months[month], month)) if months else None


def _days(sheet: reading.Sheet) -> Iterator[date]:
    """The days that put the rows of `sheet` into a period."""
    if not sheet.dataset.dated:
        return
    column = sheet.dataset.column(sheet.dataset.dated)
    for line in sheet.lines:
        try:
            value = parsing.parse(line.values.get(column.name), column)
        except parsing.Wrong:
            continue
        if value is not None:
            yield value.date() if isinstance(value, datetime) else value


def _identity(
    file: Arrived, contents: reading.Contents, register: Register, unit: str, period: Period | None
) -> Iterator[Finding]:
    version = contents.identity.get("模板版本", str(layout.VERSION))
    if version != str(layout.VERSION):
        reason = f"空白表版本为{version}，现行版本为{layout.VERSION}"
        yield _of(file, "识-01", reason, "请用最新下发的空白表重新填报")
    if not period:
        yield _of(file, "识-02", "看不出所属期间", "请用下发的空白表报送，或在文件中写明期间")
    if unit not in register:
        near = get_close_matches(unit, [each.id for each in register], 1)
        hint = f"，是否为{near[0]}（{register[near[0]].short}）" if near else ""
        reason = f"单位编码“{unit}”不在单位名册中{hint}" if unit else "看不出是哪个单位的数据，或含有多个单位"
        yield _of(file, "识-03", reason, "请核对单位编码，一个文件只报一个单位")
    elif period and not register[unit].active(period):
        yield _of(file, "识-04", f"{register[unit].short}在{period.label}不是监管对象", "请核对单位和期间")
    name = contents.identity.get("单位名称", "")
    if unit in register and name and name not in (register[unit].name, register[unit].short):
        reason = f"单位名称“{name}”与编码{unit}（{register[unit].name}）不符"
        yield _of(file, "识-05", reason, "请核对是哪个单位的数据")
    if contents.encoding == "gb18030":
        yield _of(file, "识-06", "文字编码为 GB18030", "不影响接收；建议另存为 UTF-8", strict=False)


def _business(
    file: Arrived, contents: reading.Contents, rows: Mapping[str, Sequence[Any]]
) -> Iterator[Finding]:
    """Declared business against rows."""
    if contents.business and not any(rows.values()):
        yield _of(file, "识-07", "没有填写任何数据", "没有业务发生的，请在封面“本期有无业务”选“无”")
    if not contents.business and any(rows.values()):
        yield _of(file, "识-08", "封面选了没有业务，表中却有数据", "请改正封面或删去数据")


def _looked_up(filings: Sequence[Filing], missing: Missing) -> list[Filing]:
    """The filings with a finding for every value that the table it refers to does not hold."""
    lost = missing({(claim.dataset, claim.key, claim.value) for filing in filings for claim in filing.claims})
    return [_answered(filing, lost) for filing in filings]


def _answered(filing: Filing, lost: Mapping[Wanted, str]) -> Filing:
    asked = ((claim.otherwise, (claim.dataset, claim.key, claim.value)) for claim in filing.claims)
    found = [replace(each, reason=lost[what] or each.reason) for each, what in asked if what in lost]
    rows = {} if found else filing.rows
    return replace(filing, rows=rows, findings=(*filing.findings, *found), claims=())


def _together(filings: list[Filing]) -> list[Filing]:
    """The filings; where several different files hold the same table of a unit and period, all are told so."""
    names: dict[tuple[str, Period | None, str], dict[str, str]] = {}
    for filing in filings:
        for dataset in filing.datasets:
            names.setdefault((filing.unit, filing.period, dataset), {})[filing.sha256] = filing.name
    return [_among_others(filing, names) for filing in filings]


def _among_others(
    filing: Filing, names: Mapping[tuple[str, Period | None, str], Mapping[str, str]]
) -> Filing:
    others = {
        name
        for dataset in filing.datasets
        for sha256, name in names[filing.unit, filing.period, dataset].items()
        if sha256 != filing.sha256
    }
    if not filing.unit or not filing.period or not others:
        return filing
    reason = f"同一单位同一期间有几个不同的文件：{'、'.join(sorted(others))}"
    finding = Finding("识-09", reason, "请只保留一个文件再接收", filing.name)
    return replace(filing, rows={}, findings=(*filing.findings, finding))
