"""固化: a scheme fixed before the data are seen, by the sha256 of what its files say, and kept version by version.

scheme/frozen.toml      every version: date, who, why, its hash, and the hash of the entry before
scheme/frozen/第1版/     the files of that version as they were

Whoever changes a file after that, or an entry, or a file kept, is told what no longer agrees: which file,
which indicator, what it was and what it is.
"""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reportgen.errors import Fault, InputFaults, raise_all

FOLDER, RECORD, KEPT = Path("scheme"), Path("scheme/frozen.toml"), Path("scheme/frozen")
GENESIS = "0" * 64
SHORT = 16  # characters of a hash that documents print
Files = Mapping[str, bytes]  # contents by path below the folder of the scheme


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a scheme as it was fixed: `hash` of its contents, `files` their own sha256 by path."""

    serial: int
    year: int
    day: date
    by: str
    reason: str
    hash: str
    previous: str
    files: Mapping[str, str]

    @property
    def mark(self) -> str:
        """How documents name it: the first characters of its hash."""
        return self.hash[:SHORT]

    @property
    def chained(self) -> str:
        """The hash of the whole entry, which the next one repeats as `previous`."""
        content = {**asdict(self), "day": self.day.isoformat(), "files": dict(self.files)}
        return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


# --- what a scheme says ----------------------------------------------------------------------


def files(workspace: Path) -> dict[str, bytes]:
    """The files of the scheme by path below its folder, without the record and what it keeps."""
    root = workspace / FOLDER
    found = sorted((*root.glob("*.toml"), *root.glob("*.csv"), *root.glob("*/*.csv")))
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in found
        if path != workspace / RECORD and KEPT.name not in path.relative_to(root).parts
    }


def digest(contents: Files) -> str:
    """The sha256 of what the files say: values and rows, not comments, blanks or line ends."""
    said = {name: _said(name, content) for name, content in contents.items()}
    return _sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())


def _said(name: str, content: bytes) -> Any:
    text = content.decode("utf-8-sig")
    if name.endswith(".toml"):
        return json.loads(json.dumps(tomllib.loads(text), default=str))
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(row)]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- the record ------------------------------------------------------------------------------


def versions(workspace: Path) -> tuple[Version, ...]:
    """Every version fixed, oldest first; `InputFaults` if an entry or a file kept was changed or lost."""
    file = workspace / RECORD
    if not file.exists():
        raise_all(_orphans(workspace))
        return ()
    found = parsed(file.read_bytes())
    raise_all(_broken(found, workspace))
    return found


def frozen(workspace: Path) -> Version | None:
    """The version in force, None if the scheme was never fixed."""
    return max(versions(workspace), key=lambda version: version.serial, default=None)


def parsed(record: bytes) -> tuple[Version, ...]:
    """The versions in the contents of a record."""
    return tuple(Version(**entry) for entry in tomllib.loads(record.decode()).get("version", ()))


def _orphans(workspace: Path) -> Iterator[Fault]:
    """Files kept without a record: it was lost, unless a run was killed before it and nothing has changed since."""
    first = workspace / KEPT / "第1版"
    held = {path.relative_to(first).as_posix(): path.read_bytes() for path in sorted(first.rglob("*.[tc]*"))}
    if held and digest(held) != digest(files(workspace)):
        yield Fault("固化记录丢失，留存的版本还在", str(workspace / RECORD), "请用备份恢复该文件")


def _broken(found: tuple[Version, ...], workspace: Path) -> Iterator[Fault]:
    """Every entry that is not what was recorded, and every file kept that is not what was fixed."""
    previous = GENESIS
    for serial, version in enumerate(found, 1):
        where = f"{workspace / RECORD}，第{version.serial}版"
        if version.serial != serial or version.previous != previous:
            yield Fault("固化记录前后不相连，有记载被改动、增加或删去", where, "请用备份恢复")
        previous = version.chained
        folder = _folder(workspace, version)
        kept = {name: folder / name for name in version.files}
        for name, path in kept.items():
            if not path.exists() or _sha256(path.read_bytes()) != version.files[name]:
                yield Fault("留存的文件丢失或被改动", str(path), "请用备份恢复")
        there = {name: path.read_bytes() for name, path in kept.items() if path.exists()}
        if len(there) == len(kept) and digest(there) != version.hash:
            yield Fault("校验值与留存的文件不符", where, "请用备份恢复")


def _folder(workspace: Path, version: Version) -> Path:
    return workspace / KEPT / f"第{version.serial}版"


# --- fixing ----------------------------------------------------------------------------------


def next_version(workspace: Path, year: int, day: date, by: str, reason: str) -> Version:
    """The version that the files of the scheme would be; `InputFaults` if nothing changed or no reason is given."""
    contents, before = files(workspace), frozen(workspace)
    now = digest(contents)
    if before and before.hash == now:
        raise InputFaults.single(
            f"评价方案没有变化，已于{before.day}固化（第{before.serial}版）", str(workspace / RECORD), "不需要再固化"
        )  # fmt: skip
    if before and not reason:
        raise InputFaults.single(
            f"评价方案已于{before.day}固化，重新固化要写明原因",
            str(workspace / RECORD),
            '请用 --freeze --reason "原因"',
        )
    return Version(
        before.serial + 1 if before else 1, year, day, by, reason, now, before.chained if before else GENESIS,
        {name: _sha256(content) for name, content in contents.items()},
    )  # fmt: skip


def kept(workspace: Path, version: Version) -> dict[Path, bytes]:
    """What fixing `version` writes, in this order: the files as they are, then the record with it at the end."""
    folder = _folder(workspace, version)
    contents = {folder / name: content for name, content in files(workspace).items()}
    record = "".join(_entry(each) for each in (*versions(workspace), version))
    return {**contents, workspace / RECORD: f"{_HEAD}{record}".encode()}


_HEAD = "# 评价方案的固化记录，由 ./invokew plan --freeze 写入，请勿手工修改\n"


def _entry(version: Version) -> str:
    values = {**asdict(version), "files": None}
    lines = [f"{key} = {_written(value)}" for key, value in values.items() if value is not None]
    kept_files = [f"{_written(name)} = {_written(value)}" for name, value in version.files.items()]
    return "\n".join(("", "[[version]]", *lines, "[version.files]", *kept_files, ""))


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, int)) else str(value)


# --- changes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a scheme says otherwise than the version fixed: where, what it was, what it is."""

    file: str
    place: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}，{self.place}：由“{self.old or '（无）'}”改为“{self.new or '（无）'}”"


def changes(workspace: Path, version: Version) -> tuple[Change, ...]:
    """Everything in which the files differ from what `version` fixed."""
    folder = _folder(workspace, version)
    old = {name: (folder / name).read_bytes() for name in version.files}
    new = files(workspace)
    return tuple(
        change
        for name in sorted({*old, *new})
        for change in _compared(name, _places(name, old.get(name)), _places(name, new.get(name)))
    )


def _compared(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for place in dict.fromkeys((*old, *new)):
        if old.get(place, "") != new.get(place, ""):
            yield Change(name, place, old.get(place, ""), new.get(place, ""))


def _places(name: str, content: bytes | None) -> dict[str, str]:
    """Every value of a file by its place: key of a TOML file, or first cells of the row and head of the column."""
    if content is None:
        return {}
    said = _said(name, content)
    return dict(_keys(said, "") if name.endswith(".toml") else _cells(said))


def _keys(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _keys(below, f"{at}.{key}" if at else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for serial, below in enumerate(value, 1):
            yield from _keys(below, f"{at} 第{serial}个")
    else:
        yield at, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cells(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Rows of indicators are known by code and name (and group, if any), other rows by their first two cells."""
    head, *body = rows or [[]]
    named = [head.index(column) for column in ("编码", "三级指标", "同类分组") if column in head]
    if len(named) < 2:
        named = [0, 1]
    for row in body:
        key = "".join(row[at] for at in named if at < len(row))
        for column, value in zip(head, row, strict=False):
            yield f"{key}“{column}”", value
