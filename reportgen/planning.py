"""What `invoke plan` does: the scheme checked, written as the 评价方案, and fixed before the data are seen (6.2)."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from reportgen import editions, issuing, production, settings, store
from reportgen.collecting import Say, Told
from reportgen.errors import Fault, InputFaults, WrongUsage, raise_all
from reportgen.intake import archive
from reportgen.measures import MEASURES
from reportgen.period import Period
from reportgen.production import Product
from reportgen.reports import plan as document
from reportgen.scheme import Scheme, freezing, reading
from reportgen.scheme.freezing import Version
from reportgen.scheme.reading import Known
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.writing import held
from reportgen.writers import WRITERS

NAME = document.NAME


def known(chosen: Settings) -> Known:
    """What the scheme of a workspace is held against."""
    return Known(
        {group.name: group.title for group in chosen.groups},
        {unit.id: unit.short for unit in chosen.register},
        {measure.id: (measure.unit, measure.better) for measure in MEASURES.values()},
    )


def plan(
    workspace: Path, now: datetime, say: Say, *, freeze: bool = False, reason: str = "", output: str = "",
    formats: str = "",
) -> Told:  # fmt: skip
    """The 评价方案 as files; with `freeze` the scheme is fixed first, `reason` says why if it was before."""
    if reason and not freeze:
        raise WrongUsage.single("只写了原因，没有固化", "plan", "请同时写 --freeze")
    if formats and freeze:
        raise WrongUsage.single("固化要出全部格式", "--format", "请去掉 --format")
    wanted = issuing.chosen_formats(formats)
    chosen = settings.load(workspace)
    loaded = reading.load(workspace, known(chosen))
    for note in loaded.notes:
        say(f"提示：{note}")
    issuing.prepare(chosen, say)
    today = chosen.today or now.date()
    if freeze:
        with held(chosen.store, issuing.who(), now):
            return _frozen(chosen, loaded, today, now, say, reason.strip(), output)
    return _drafted(chosen, loaded, today, say, output, wanted)


def _drafted(
    chosen: Settings, loaded: Scheme, today: date, say: Say, output: str, formats: tuple[str, ...]
) -> Told:  # fmt: skip
    """The files as the scheme is now: of the version in force if nothing changed since, else for comment."""
    with store.opened(chosen.store) as opened:
        version = in_force(chosen, opened)
        changed = freezing.changes(chosen.workspace, version) if version else ()
        current = None if changed else version
        product = _product(chosen, opened, loaded, current, current.day if current else today)
    paths = production.save(production.encode(product, formats), _folder(chosen, loaded, output))
    for change in changed:
        say(f"固化后的改动——{change}")
    if current:
        say(f"评价方案第{current.serial}版，{current.day}固化，校验值{current.mark}")
    else:
        again = f'改动后重新固化请加 --freeze --reason "原因"（现为第{version.serial}版）' if version else ""
        say(again or "以上为征求意见稿；定稿后请在取得评价数据之前加 --freeze 固化")
    return Told(
        (f"评价方案：{len(loaded.catalogue.indicators)}个三级指标",), _record(current, changed), tuple(paths)
    )


def _frozen(
    chosen: Settings, loaded: Scheme, today: date, now: datetime, say: Say, reason: str, output: str
) -> Told:  # fmt: skip
    """The scheme fixed: its files kept, the document made and recorded as issued."""
    with store.opened(chosen.store) as opened:
        in_force(chosen, opened)
        before = ledger.latest(ledger.issues(opened), NAME, str(loaded.year))
        version = freezing.next_version(chosen.workspace, loaded.year, today, issuing.who(), reason)
        product = _product(chosen, opened, loaded, version, version.day)
    contents = production.encode(product, tuple(WRITERS))
    fixed = freezing.kept(chosen.workspace, version)
    for folder in dict.fromkeys(path.parent for path in fixed):
        production.save({path.name: text for path, text in fixed.items() if path.parent == folder}, folder)
    paths = production.save(contents, _folder(chosen, loaded, output))
    record = {freezing.RECORD.name: fixed[chosen.workspace / freezing.RECORD]}
    editions.enter(
        chosen, product, {**contents, **record}, version.day, before, reason, today, now, issuing.who()
    )
    if version.day.year >= loaded.year:
        say(f"固化日期{version.day}不早于评价周期{loaded.year}年，将在评价报告中说明")
    lines = (f"评价方案第{version.serial}版已固化：{version.day}，校验值{version.hash}",)
    return Told(lines, _record(version, ()), tuple(paths))


def in_force(chosen: Settings, opened: Store) -> Version | None:
    """The version of the scheme in force, None if it was never fixed.

    `InputFaults` if its record is not what it was when the store entered it: each issue of the plan keeps the
    record of its time.
    """
    found = freezing.versions(chosen.workspace)
    raise_all(_lost(chosen, opened, found))
    return found[-1] if found else None


def _lost(chosen: Settings, opened: Store, found: tuple[Version, ...]) -> list[Fault]:
    faults = []
    for issue in ledger.issues(opened):
        if issue.document == NAME and (digest := issue.files.get(freezing.RECORD.name)):
            kept = archive.original(digest, freezing.RECORD.name, chosen.workspace)
            told = freezing.parsed(kept.read_bytes()) if kept.exists() else ()
            if not told or found[: len(told)] != told:
                what = f"固化记录与{issue.issued}登记印发的第{issue.edition}版不符，或档案丢失"
                faults.append(Fault(what, str(chosen.workspace / freezing.RECORD), "请用备份恢复"))
    return faults


def require_frozen(chosen: Settings, opened: Store) -> Version:
    """The version by which results may be made; `InputFaults` if there is none, or the scheme was changed since."""
    version = in_force(chosen, opened)
    if version is None:
        raise InputFaults.single(
            "评价方案尚未固化", str(chosen.workspace / freezing.FOLDER), "请先运行 ./invokew plan --freeze"
        )
    freezing.require_unchanged(chosen.workspace, version)
    return version


def _product(
    chosen: Settings, opened: Store, loaded: Scheme, version: Version | None, issued: date
) -> Product:  # fmt: skip
    year = Period(date(loaded.year, 1, 1), "year")
    product = production.build(document.document(loaded, version), chosen, opened, year, issued)
    facts = {**product.facts, "scheme": freezing.digest(freezing.files(chosen.workspace))}
    return replace(product, facts=facts)


def _folder(chosen: Settings, loaded: Scheme, output: str) -> Path:
    return (Path(output) if output else chosen.output) / str(loaded.year)


def _record(version: Version | None, changed: tuple[freezing.Change, ...]) -> dict[str, object]:
    return {
        "ok": True,
        "version": version.serial if version else 0,
        "hash": version.hash if version else "",
        "changes": [str(change) for change in changed],
    }
