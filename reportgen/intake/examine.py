"""Files, folders and archives of returns into filings: each read and checked in a limited child process."""

import hashlib
import io
import resource
import socket
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from reportgen.datasets import DATASETS, Dataset
from reportgen.datasets.model import LEDGER
from reportgen.dispatch import Pool
from reportgen.errors import WrongUsage
from reportgen.forms import layout
from reportgen.intake import parsing, preflight, reading, xlsx
from reportgen.intake.checking import Checker
from reportgen.intake.crossing import Elsewhere, crossed
from reportgen.intake.model import Filing, Finding
from reportgen.period import Period, containing, parse
from reportgen.units import Register

RETURNED = tuple(dataset.name for dataset in DATASETS.values() if not dataset.file)
KINDS = (".xlsx", ".docx", ".csv", ".json", ".jsonl")
MEMORY, SECONDS, WALL = 2 * 1024**3, 60, 90  # of a child process: bytes, processor seconds a file, seconds
TASKS = 200  # files that one process reads before a fresh one takes its place
AHEAD = 4  # files under way for each process: enough to keep it busy, few enough to hold in memory

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or a member of an archive: its name as the sender called it, and where it is."""

    name: str
    path: Path
    member: int = -1  # its place in the archive
    given: tuple[Any, ...] = ()  # what goes with it to whoever works on it

    def read(self) -> "Arrived":
        """The file with its bytes."""
        return Arrived(self.name, self.path, self.content(), self.member)

    def content(self) -> bytes:
        """The bytes; of a file that is too large, just enough to see that it is."""
        if self.member < 0:
            with self.path.open("rb") as stream:
                return stream.read(preflight.LARGEST + 1)
        packed = _archive(self.path)
        return packed.read(packed.infolist()[self.member])


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it came: its name as the sender called it, where it is, and its bytes."""

    name: str
    path: Path
    content: bytes
    member: int = -1

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def sha256(self) -> str:
        """The hash of the file; "" for one too large to be read."""
        return "" if len(self.content) > preflight.LARGEST else hashlib.sha256(self.content).hexdigest()


def examine(
    paths: Iterable[Path], register: Register, elsewhere: Elsewhere | None = None, jobs: int = 1,
    said: Callable[[int, int], None] = lambda done, all_: None, today: date | None = None,
    known: Container[str] = (), names: Collection[str] = RETURNED,
) -> list[Filing]:  # fmt: skip
    """Every file of `paths` as a filing, in the order of their names; `said` hears how many are done.

    `names` are the datasets that may be in them. Rows are held against those `elsewhere`. Files whose hash is
    `known` were taken before, so that another file of the same unit and period does not contradict them.
    Raises `WrongUsage` for a path that is not there. A file that its process does not survive becomes a
    finding like any other.
    """
    found = sorted(sources(paths), key=lambda source: (source.name, source.path, source.member))
    filings: list[Filing] = []
    work = partial(_filing, register=register, today=today, names=names)
    for filing in in_processes(found, work, _lost, jobs):
        filings.append(filing)
        said(len(filings), len(found))
    return _together(crossed(filings, elsewhere) if elsewhere else filings, known)


# --- what arrived ----------------------------------------------------------------------------


def sources(paths: Iterable[Path]) -> Iterator[Source]:
    """The files in `paths`, folders and archives opened."""
    for path in paths:
        if not path.exists():
            raise WrongUsage.single(f"找不到“{path}”", "collect", "请核对文件或文件夹的位置")
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in files:
            if not file.name.startswith((".", "~$")):
                yield from _members(file)


def _members(file: Path) -> Iterator[Source]:
    """The file itself, or the members of an archive that may be opened."""
    packed = file.suffix.lower() == ".zip" and file.stat().st_size <= preflight.LARGEST
    if not packed or preflight.refusals(file.read_bytes(), ".zip"):
        yield Source(file.name, file)
        return
    for number, entry in enumerate(_archive(file).infolist()):
        name = Path(_named(entry)).name
        if not entry.is_dir() and not name.startswith((".", "~$")):
            yield Source(f"{file.name}/{name}", file, number)


@lru_cache(maxsize=1)
def _archive(file: Path) -> zipfile.ZipFile:
    """The archive, kept open while its members are read."""
    return zipfile.ZipFile(io.BytesIO(file.read_bytes()))


def _named(entry: zipfile.ZipInfo) -> str:
    """The member's name: archives made on Chinese Windows hold GBK that calls itself code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


# --- child processes -------------------------------------------------------------------------


def in_processes(
    found: Sequence[Source], work: Callable[..., R], lost: Callable[[Arrived], R], jobs: int, writes: int = 0,
) -> Iterator[R]:  # fmt: skip
    """What `work` makes of each file and what is given with it, in order, in limited processes that may write `writes` bytes to a file.

    If a process dies, each file under way gets one of its own, so that only the one that killed it is
    `lost`, and the rest go on.
    """
    left = deque(found)
    while left:
        doubtful: deque[Source] = deque()
        yield from _pooled(left, doubtful, work, jobs, writes)
        for source in doubtful:
            yield _alone(source, work, lost, writes)


def _pooled(
    left: deque[Source], running: deque[Source], work: Callable[..., R], jobs: int, writes: int
) -> Iterator[R]:
    """Results in order until a process dies; `running` then holds what was under way."""
    futures: deque[Future[R]] = deque()
    with suppress(BrokenProcessPool, TimeoutError), _pool(jobs, writes) as pool:
        while left or futures:
            while left and len(futures) < AHEAD * jobs:
                running.append(left.popleft())
                futures.append(pool.submit(work, running[-1].read(), *running[-1].given))
            result = futures[0].result(WALL)
            futures.popleft()
            running.popleft()
            yield result


def _alone(source: Source, work: Callable[..., R], lost: Callable[[Arrived], R], writes: int) -> R:
    file = source.read()
    with suppress(BrokenProcessPool, TimeoutError), _pool(1, writes) as pool:
        return pool.submit(work, file, *source.given).result(WALL)
    return lost(file)


def _lost(file: Arrived) -> Filing:
    finding = _of(file, "档-15", "读取时超出内存或时间限制", preflight.REMEDY)
    return replace(_unknown(file), findings=(finding,))


def _unknown(file: Arrived) -> Filing:
    """A filing of which nothing is known yet but the file."""
    return Filing(file.path, file.name, file.sha256, "", None, True, member=file.member)


def _pool(jobs: int, writes: int) -> Pool:
    return Pool(jobs, initializer=_limited, initargs=(writes,), max_tasks_per_child=TASKS)


def _limited(writes: int) -> None:
    """Bounds for a process that reads what strangers sent: memory, time, no large file, no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * TASKS, SECONDS * TASKS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes, writes))

    def refused(*_arguments: Any, **_options: Any) -> None:
        raise OSError("no network here")

    setattr(socket, "socket", refused)  # noqa: B010


# --- one file --------------------------------------------------------------------------------


def _of(file: Arrived, rule: str, reason: str, remedy: str, strict: bool = True) -> Finding:
    return Finding(rule, reason, remedy, file.name, strict=strict)


def _filing(
    file: Arrived, register: Register, today: date | None = None, names: Collection[str] = RETURNED
) -> Filing:
    """The filing in `file`: pre-flight, reading, recognition, checks."""
    empty = _unknown(file)
    if file.suffix not in KINDS:
        kinds = "、".join(KINDS)
        return replace(empty, findings=(_of(file, "档-16", "不接收这种格式的文件", f"可报送：{kinds}"),))
    if refused := preflight.refusals(file.content, file.suffix):
        return replace(
            empty, findings=tuple(_of(file, each.rule, each.reason, each.remedy) for each in refused)
        )
    try:
        contents = reading.read(file.content, file.suffix)
    except xlsx.TooLarge as why:
        return replace(empty, findings=(_of(file, why.rule, str(why), "请删去表格范围之外的内容后重新报送"),))
    except reading.Unreadable as why:
        return replace(empty, findings=(_of(file, "档-17", str(why), preflight.REMEDY),))
    except Exception as error:  # whatever a library makes of a damaged file is the file's fault
        reason = f"文件已损坏，读不出来（{type(error).__name__}）"
        return replace(empty, findings=(_of(file, "档-04", reason, preflight.REMEDY),))
    if strange := [sheet.dataset for sheet in contents.sheets if sheet.dataset.name not in names]:
        found = tuple(_not_taken(file, dataset) for dataset in strange)
        return replace(empty, findings=found, datasets=tuple(sheet.dataset.name for sheet in contents.sheets))
    return _recognised(file, contents, register, today)


def _not_taken(file: Arrived, dataset: Dataset) -> Finding:
    """A table that this command does not take in."""
    if dataset.file:
        remedy = f"由监管机构写入工作区的 {dataset.file}"
    elif dataset.name == LEDGER:
        remedy = "台账不接收整张表，请报整改回执"
    else:
        remedy = f"请用 ./invokew {'collect' if dataset.stored else 'ledger --import'} 接收"
    return _of(file, "识-12", f"是“{dataset.label}”，不由本命令接收", remedy)


def _recognised(file: Arrived, contents: reading.Contents, register: Register, today: date | None) -> Filing:
    """Whose it is and of which period; then its tables, if that is certain."""
    unit, period = _unit(contents), _period(contents)
    findings = [*_identity(file, contents, register, unit, period)]
    if period and today and period.start > today:
        findings.append(_of(file, "识-10", f"{period.label}还没有开始", "请核对所属期间"))
    datasets = tuple(sheet.dataset.name for sheet in contents.sheets)
    filing = replace(_unknown(file), unit=unit, period=period, business=contents.business, datasets=datasets)
    filing = replace(filing, edition=contents.identity.get("版次"))
    if not period or unit not in register:
        return replace(filing, findings=tuple(findings))

    checker = Checker(file.name, unit, period, today)
    rows = {}
    for sheet in contents.sheets:
        rows[sheet.dataset.name], found = checker.check(sheet)
        findings += found
    findings += _business(file, contents, rows)
    if any(finding.strict for finding in findings):
        rows = {}
    kept = {name: tuple(each) for name, each in rows.items()}
    return replace(filing, rows=kept, findings=tuple(findings), crossings=tuple(checker.crossings))


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


def _together(filings: list[Filing], known: Container[str]) -> list[Filing]:
    """The filings; where several new files hold the same table of a unit and period, all are told so.

    What has no table adds up and replaces nothing: a unit may answer to two forms at once.
    """
    names: dict[tuple[str, Period | None, str], dict[str, str]] = {}
    new = [filing for filing in filings if filing.sha256 not in known]
    for filing in new:
        for dataset in DATASETS.keys() & filing.datasets:
            names.setdefault((filing.unit, filing.period, dataset), {})[filing.sha256] = filing.name
    return [filing if filing.sha256 in known else _among_others(filing, names) for filing in filings]


def _among_others(
    filing: Filing, names: Mapping[tuple[str, Period | None, str], Mapping[str, str]]
) -> Filing:
    others = {
        name
        for dataset in DATASETS.keys() & filing.datasets
        for sha256, name in names[filing.unit, filing.period, dataset].items()
        if sha256 != filing.sha256
    }
    if not filing.unit or not filing.period or not others:
        return filing
    reason = f"同一单位同一期间有几个不同的文件：{'、'.join(sorted(others))}"
    finding = Finding("识-09", reason, "请只保留一个文件再接收", filing.name)
    return replace(filing, rows={}, findings=(*filing.findings, finding))
