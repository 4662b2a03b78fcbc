"""What `invoke feedback` does: the year (or month) evaluated once, then a 反馈函 for every unit, by the hundred (6.4 d).

The files of one unit are made by `lettering` from its `Letter` alone. A unit whose letter, templates, style and program are
what they were is not made again. The manifest 清单.json is written last; until then a journal tells what is finished.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from reportgen import (
    __version__,
    dispatch,
    issued,
    issuing,
    lettering,
    production,
    resources,
    settings,
    store,
)
from reportgen.assessment import basis
from reportgen.assessment.basis import Basis
from reportgen.collecting import Say, Told, listed
from reportgen.database import Cluster, Database
from reportgen.dispatch import Crew
from reportgen.errors import Fault, WrongUsage, raise_all
from reportgen.facts import Facts
from reportgen.period import Period, parse
from reportgen.rectification import Source
from reportgen.reports import annual, feedback
from reportgen.reports.feedback import Letter
from reportgen.reports.model import Material
from reportgen.settings import Settings
from reportgen.store import SYNTHETIC_MARK, Store, ledger

MANIFEST, JOURNAL = "清单.json", ".清单.未完.jsonl"
Pace = Callable[[int, int, int], None]  # done, in all, failed


@dataclass(frozen=True, slots=True)
class Asked:
    """The options: `units` by code or name, empty for all; `first` is the number of the first 发文字号.

    `cluster`: the letters are made by the Spark cluster behind the store instead of by this machine.
    """

    period: str = ""
    units: str = ""
    jobs: int = 0
    force: bool = False
    first: int = 1
    issued: str = ""
    output: str = ""
    cluster: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A finished letter: what it was made from, the sha256 of its files by name, of the data it tells, its 发文字号."""

    unit: str
    content: str
    files: Mapping[str, str]
    data: str = ""
    number: str = ""


@dataclass
class Run:
    """What became of a run so far."""

    made: dict[str, Made] = field(default_factory=dict)
    kept: dict[str, Made] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def deliver(workspace: Path, now: datetime, say: Say, pace: Pace, asked: Asked, crew: Crew) -> Told:
    """The letters of the period in a folder of its own, with their manifest; exit code 1 if any unit failed.

    They are made by `crew`, or where it is asked by the Spark cluster instead.
    """
    chosen = settings.load(workspace)
    raise_all(_faults(asked, chosen.store), WrongUsage)
    issuing.prepare(chosen, say)
    say("正在计算评价结果……")
    with store.opened(chosen.store) as opened:
        found, every = _evaluated(chosen, opened, now, asked)
        if isinstance(chosen.store, Cluster) and asked.cluster:
            crew = _on_cluster(chosen.store, asked.jobs)
    wanted = _wanted(every, listed(asked.units))
    folder = (Path(asked.output) if asked.output else chosen.output) / str(found.made.year) / "反馈"
    if warned := _doubled(wanted, folder):
        say(warned)
    folders = (chosen.workspace / "templates", resources.templates())
    run = carry_out(wanted, folders, folder, crew, force=asked.force, say=say, pace=pace)
    about = {
        "period": str(found.made.year),
        "scheme": found.made.mark,
        "data": hashlib.sha256(repr(found.values).encode()).hexdigest(),
    }
    _write_manifest(folder, about, every, run)
    return _told(run, wanted, folder)


def carry_out(
    wanted: Sequence[Letter], folders: lettering.Folders, folder: Path, crew: Crew, *, force: bool, say: Say, pace: Pace,
) -> Run:  # fmt: skip
    """The files of every letter in `folder`: kept where nothing changed, else made by `crew`."""
    before = {} if force else _before(folder)
    run = Run()
    for letter in wanted:
        if (old := before.get(letter.unit.id)) and _unchanged(old, lettering.digest(letter, folders), folder):
            run.kept[letter.unit.id] = old
    left = [letter for letter in wanted if letter.unit.id not in run.kept]
    say(f"共{len(wanted)}家单位，{len(run.kept)}家没有变化，生成{len(left)}家")
    many = min(crew.size, max(len(left), 1))
    for letter, result in dispatch.spread(partial(lettering.produce, folders), left, crew.begin, many):
        _settle(run, letter, result, lettering.digest(letter, folders), folder)
        pace(len(run.made) + len(run.failed), len(left), len(run.failed))
    return run


def _on_cluster(place: Cluster, jobs: int) -> Crew:
    """`jobs` workers (0: all) of the Spark cluster behind the store, which must be open: only then has it told of its cores.

    They begin when it is closed, since one program has one connection.
    """
    from reportgen.store.engines import spark_work  # with Spark behind it: only for who has one

    return Crew(partial(spark_work.Workers, place.master), jobs or spark_work.cores(place.master))


def _faults(asked: Asked, place: Database) -> Iterator[Fault]:
    """What cannot be meant."""
    if asked.jobs < 0:
        yield Fault(f"不能同时生成{asked.jobs}份", "--jobs", "请写1以上的数；不写或写0则与处理器数相同")
    if asked.first < 1:
        yield Fault(f"发文字号不能从{asked.first}号开始", "--first", "请写1以上的数")
    if asked.cluster and not isinstance(place, Cluster):
        remedy = "请去掉 --cluster，在本机生成；或在 reportgen.toml 的 database 中填写集群"
        yield Fault("工作区的数据库不是 Spark 集群", "--cluster", remedy)


# --- the letters ---------------------------------------------------------------------------------


def _evaluated(
    chosen: Settings, opened: Store, now: datetime, asked: Asked
) -> tuple[Basis, tuple[Letter, ...]]:
    facts = Facts(basis.NOTHING)
    found = basis.evaluated(chosen, opened, _period(asked.period), facts)
    made, year = found.made, found.made.year
    report = basis.reported(opened, year)
    told = issued.told(chosen, report) if report else None
    day = issuing.day(asked.issued, "--issued") if asked.issued else told or _issue_day(chosen, year, now)
    source = Source(annual.REPORT.title, "", annual.REPORT.name, str(year))
    material = Material(chosen, opened, year, day, facts, {}, source, day, ledger.events(opened))
    mark = SYNTHETIC_MARK if opened.synthetic(basis.datasets(made.scheme)) else ""
    edition = report.edition if report else 0
    every = feedback.letters(material, made, found.before, found.trial, mark, asked.first, edition, told)
    _require_time_to_object(every)
    return found, every


def _require_time_to_object(every: Sequence[Letter]) -> None:
    """`WrongUsage` where a letter would be dated after the last day on which its unit may object."""
    late = next((each for each in every if each.issued > each.objection), None)
    if late:
        words = f"成文日期{late.issued}晚于提出异议的期限{late.objection}（从年考评报告印发之日算起）"
        remedy = f"请写{late.objection}或以前的日期"
        raise WrongUsage.single(words, "--issued", remedy)


def _period(text: str) -> Period | None:
    """The year or the month written as `text`, None if it is empty."""
    found = parse(text) if text else None
    if found and found.frequency not in ("year", "month"):
        raise WrongUsage.single(f"期间“{text}”不是年度或者月份", "--period", "请写成如 2025 或 2026-10")
    return found


def _issue_day(chosen: Settings, year: Period, now: datetime) -> date:
    """The day on which the 年考评报告 is issued, or of a month the 月度通报."""
    return chosen.calendar.issue_day(year, chosen.today or now.date())


def _wanted(every: Sequence[Letter], asked: Sequence[str]) -> list[Letter]:
    named = [
        (letter, {letter.unit.id, letter.unit.short, letter.unit.name}.intersection(asked))
        for letter in every
    ]
    if unknown := [name for name in asked if not any(name in names for _letter, names in named)]:
        raise WrongUsage.single(
            f"没有参加评价的单位“{'、'.join(unknown)}”", "--unit", "请写单位编码或名称，多个用逗号分开"
        )
    return [letter for letter, names in named if names or not asked]


def _doubled(wanted: Sequence[Letter], folder: Path) -> str:
    """That letters of another period bear the 发文字号 of some in `folder`; empty if none do."""
    mine = {letter.number for letter in wanted}
    for manifest in sorted(folder.parent.parent.glob(f"*/{folder.name}/{MANIFEST}")):
        taken = {made.number for made in _before(manifest.parent).values()} & mine
        if taken and manifest.parent != folder:
            count = f"等{len(taken)}个" if len(taken) > 1 else ""
            first = min(taken, key=lambda number: (len(number), number))
            return f"发文字号{first}{count}与 {manifest.parent} 中的反馈函相同，请用 --first 写明从几号开始"
    return ""


# --- what is done --------------------------------------------------------------------------------


def _settle(
    run: Run, letter: Letter, result: dict[str, bytes] | Exception, content: str, folder: Path
) -> None:
    """Save the files and note them in the journal, or note why there are none."""
    unit = letter.unit.id
    try:
        if isinstance(result, Exception):
            raise result
        production.save(result, folder)
    except Exception as error:
        run.failed[unit] = dispatch.reason(error)
        return
    hashes = {name: hashlib.sha256(each).hexdigest() for name, each in result.items()}
    run.made[unit] = Made(unit, content, hashes)
    with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(_record(run.made[unit]), ensure_ascii=False) + "\n")


def _before(folder: Path) -> dict[str, Made]:
    """The letters that the manifest tells of, and those finished by a run that did not come to its end."""
    found: dict[str, Made] = {}
    with suppress(KeyError):
        found = {unit: _read(record) for unit, record in _manifest(folder).get("units", {}).items()}
    for line in _lines(folder / JOURNAL):
        with suppress(ValueError, KeyError):  # the last line of an interrupted run
            made = _read(json.loads(line))
            found[made.unit] = made
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest there is; empty if there is none, or it cannot be read."""
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        return found
    return {}


def _lines(file: Path) -> Iterator[str]:
    if file.exists():
        yield from file.read_text("utf-8", errors="replace").splitlines()


def _read(record: Mapping[str, Any]) -> Made:
    return Made(
        record["unit"],
        record["content"],
        dict(record["files"]),
        record.get("data", ""),
        record.get("number", ""),
    )


def _record(made: Made) -> dict[str, object]:
    return {**asdict(made), "files": dict(made.files)}


def _unchanged(old: Made, content: str, folder: Path) -> bool:
    """Whether the files of `old` are there as they were made, from the same content."""
    return old.content == content and all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha
        for name, sha in old.files.items()
    )


def _write_manifest(folder: Path, about: Mapping[str, str], every: Sequence[Letter], run: Run) -> None:
    """The manifest of all letters in `folder`, those of earlier runs for other units included; the journal goes.

    Each says of which data it is. Who failed in an earlier run is told until it is made.
    """
    numbers = {letter.unit.id: letter.number for letter in every}
    finished = {**run.kept, **run.made}
    new = {unit: replace(made, data=about["data"], number=numbers[unit]) for unit, made in finished.items()}
    lost = {
        unit: why
        for unit, why in _manifest(folder).get("failed", {}).items()
        if unit in numbers.keys() - new.keys()
    }
    failed = {**lost, **run.failed}
    known, done = numbers.keys() - failed.keys(), {**_before(folder), **new}
    manifest = {
        "document": lettering.NAME,
        "program": f"reportgen {__version__}",
        **about,
        "units": {unit: _record(done[unit]) for unit in sorted(done) if unit in known},
        "failed": dict(sorted(failed.items())),
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1)
    production.save({MANIFEST: content.encode()}, folder)
    (folder / JOURNAL).unlink(missing_ok=True)


def _told(run: Run, wanted: Sequence[Letter], folder: Path) -> Told:
    names = {letter.unit.id: letter.unit.short for letter in wanted}
    failed = [f"{names[unit]}（{unit}）没有生成：{why}" for unit, why in run.failed.items()]
    counted = f"生成{len(run.made)}家，没有变化{len(run.kept)}家，失败{len(run.failed)}家；文件在 {folder}"
    record = {
        "ok": not run.failed,
        "made": sorted(run.made),
        "kept": sorted(run.kept),
        "failed": dict(sorted(run.failed.items())),
    }
    paths = [folder / name for letter in wanted for name in _files(run, letter)]
    return Told((*failed, counted), record, (*paths, folder / MANIFEST), not run.failed)


def _files(run: Run, letter: Letter) -> list[str]:
    made = run.made.get(letter.unit.id) or run.kept.get(letter.unit.id)
    return list(made.files) if made else []
