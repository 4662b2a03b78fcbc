"""What `invoke plan` does: the scheme checked, written as the 评价方案, and fixed before the data are seen (6.2)."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from reportgen import editions, issuing, production, settings, store
from reportgen.assessment import basis
from reportgen.collecting import Say, Told
from reportgen.errors import WrongUsage
from reportgen.period import Period
from reportgen.production import Product
from reportgen.reports import plan as document
from reportgen.scheme import Scheme, freezing, reading
from reportgen.scheme.freezing import Version
from reportgen.settings import Settings
from reportgen.store import Store, ledger
from reportgen.store.writing import held
from reportgen.writers import WRITERS

NAME = document.NAME


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
    loaded = reading.load(workspace, basis.known(chosen))
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
        version = basis.in_force(chosen, opened)
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
        basis.in_force(chosen, opened)
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
