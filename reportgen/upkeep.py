"""What `invoke store` does: make, verify and migrate the store of a workspace, say what a database lacks."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from reportgen import database, settings
from reportgen.collecting import Say, Told
from reportgen.database import Database
from reportgen.datasets import DATASETS
from reportgen.errors import InputFaults, MissingData, WrongUsage
from reportgen.issuing import who
from reportgen.store import care, contract, schema, supplied
from reportgen.store.contract import Lack
from reportgen.store.writing import held

ACTIONS = ("--verify", "--migrate", "--contract", "--create")


def tend(
    workspace: Path, say: Say, now: datetime, *, verify: bool = False, migrate: bool = False,
    described: bool = False, create: bool = False, other: str = "",
) -> Told:  # fmt: skip
    """Do the one thing asked for; `other` is the address of a database to compare in the workspace's place.

    Raises `WrongUsage` unless it is one thing, `InputFaults` with everything found damaged.
    """
    if sum((verify, migrate, described, create)) != 1:
        raise WrongUsage.single("请写明要做什么", "store", f"用 {'、'.join(ACTIONS)} 之一")
    if other and not described:
        raise WrongUsage.single(
            "--database 只与 --contract 合用", "store", "本工作区的数据库写在 reportgen.toml 中"
        )
    if described and other:
        return _compared(_place(other))
    place = settings.load(workspace).store
    if described:
        return _described(place)
    if verify:
        return _verified(place, say)
    with held(place, who(), now):
        return _migrated(place) if migrate else _created(place)


def _place(text: str) -> Database:
    """The place that `text` names, from where the command was given."""
    here = Path.cwd()
    try:
        place = database.parse(text, here, here, here / "lake")
    except ValueError as error:
        raise WrongUsage.single(
            "数据库地址写法不对（内容可能含密码，不予显示）", "--database", str(error)
        ) from None
    if isinstance(place, Path) and not place.exists():
        raise MissingData.single("数据库文件不存在", str(place), "请检查 --database")
    return place


def _verified(place: Database, say: Say) -> Told:
    if faults := care.verify(place):
        raise InputFaults(*faults)
    say("逐行核对完毕。")
    lines = ["数据库完好：各批次行数相符，主键没有重复。"]
    given = [DATASETS[name] for name in sorted(supplied(place))]
    if given:
        names = "、".join(f"{dataset.label}（{dataset.name}）" for dataset in given)
        lines.append(f"{names}由平台直接提供，没有批次和校验值可对：只核对能否读出，内容是否完整由平台负责。")
    return Told(tuple(lines), {"ok": True, "supplied": [dataset.name for dataset in given]})


def _migrated(place: Database) -> Told:
    before = schema.version(place)
    kept = schema.migrate(place)
    if before == schema.VERSION:
        words = "已是现行版本，无需升级"
    else:
        where = f"原数据库保留在 {kept}" if kept else "在一个事务中完成"
        words = f"已由第{before}版升级到第{schema.VERSION}版，{where}"
    return Told((words,), {"ok": True, "kept": str(kept or "")})


def _created(place: Database) -> Told:
    schema.begin(place)
    told = _compared(place)
    return Told((f"已建立数据库：{place}", *told.lines), told.record, clean=told.clean)


def _described(place: Database) -> Told:
    """The contract, and what the database of the workspace lacks of it, if there is one."""
    lines = tuple(contract.contract())
    record: dict[str, object] = {"ok": True, "contract": list(lines)}
    if isinstance(place, Path) and not place.exists():
        return Told(lines, record)
    told = _compared(place)
    return Told((*lines, "", *told.lines), {**record, **told.record}, clean=told.clean)


def _compared(place: Database) -> Told:
    found = contract.lacks(place)
    serious = sum(lack.serious for lack in found)
    end = f"共{serious}处不符，改好后再用。" if serious else "全部符合，可以使用。"
    lines = (f"对照数据库 {place}：", *_lines(found), end)
    return Told(lines, {"ok": not serious, "lacks": [_record(lack) for lack in found]}, clean=not serious)


def _lines(found: Sequence[Lack]) -> list[str]:
    """What is lacking, by dataset; what is only a hint, one line a dataset."""
    lines = []
    for dataset, lacks in groupby(
        sorted(found, key=lambda lack: lack.dataset.name), lambda lack: lack.dataset
    ):
        mine = list(lacks)
        lines.append(f"{dataset.name}　{dataset.label}")
        lines += [
            f"    {lack.column or '（整表）'}　{lack.what}；{lack.remedy}" for lack in mine if lack.serious
        ]
        if hints := [lack.column for lack in mine if not lack.serious]:
            lines.append(f"    提示：必填而数据库允许为空，现有数据没有空值：{'、'.join(hints)}")
    return lines


def _record(lack: Lack) -> dict[str, object]:
    return {
        "dataset": lack.dataset.name, "column": lack.column, "what": lack.what, "remedy": lack.remedy,
        "serious": lack.serious,
    }  # fmt: skip
