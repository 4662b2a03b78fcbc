"""The Parquet lake beside the embedded store: what Spark reads.

    lake/manifest.json            which files hold which table, with the sha256 of each; written last
    lake/tables/NAME-SHA256.parquet    published from the embedded store after each commit
    lake/platform/NAME/*.parquet       a platform's own export, in the place of the published table; it is
                                       exported anew as the platform sees fit, so no hash of it is kept

Files are named by their content, so those of unchanged tables stay, and a reader that has read the old
manifest still finds its files until the publication after the next.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from reportgen.datasets import DATASETS, Dataset
from reportgen.errors import Fault, ReportError
from reportgen.store import schema

MANIFEST = "manifest.json"
REMEDY = "请删去数据湖中的 manifest.json 和该文件，再运行任何一个命令，会由数据库重新发布"


@dataclass(frozen=True, slots=True)
class Published:
    """One table of the lake as the manifest has it; `file` is relative to the lake."""

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was published last: from which state of the store, and each table."""

    store: str
    tables: Mapping[str, Published]


def read(lake: Path) -> Manifest | None:
    """The manifest of `lake`; None if nothing was published. Raises `ReportError` if it is damaged."""
    file = lake / MANIFEST
    try:
        record = json.loads(file.read_text("utf-8"))
        return Manifest(record["store"], {name: Published(**each) for name, each in record["tables"].items()})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise ReportError.single(
            "数据湖的清单损坏", str(file), "请删去该文件，再运行一次任何写入命令"
        ) from None


def stale(lake: Path, store: Path) -> bool:
    """Whether `store` holds more than was published; what a killed writer left in the log counts."""
    found = read(lake)
    return found is None or _log(store).exists() or found.store != sha256(store)


def _log(store: Path) -> Path:
    """Where DuckDB keeps what is committed and not yet in the file."""
    return store.with_name(f"{store.name}.wal")


# --- publishing ------------------------------------------------------------------------------


def publish(lake: Path, store: Path) -> None:
    """Write every table of `store` into `lake`; readers see all of it or what was there before.

    To be called by the process that holds the store, while it does not write.
    """
    (lake / "tables").mkdir(parents=True, exist_ok=True)
    before = read(lake)
    if _log(store).exists():
        with duckdb.connect(store) as connection:
            connection.execute("CHECKPOINT")
    with duckdb.connect(store, read_only=True) as connection:
        state = sha256(store)
        tables = {name: _exported(connection, name, lake) for name in _public(connection)}
    record = {"store": state, "tables": {name: asdict(table) for name, table in tables.items()}}
    _renamed(_draft(lake / MANIFEST, json.dumps(record, indent=1).encode()), lake / MANIFEST)
    _sweep(lake, {*tables.values(), *(before.tables.values() if before else ())})


def _public(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that readers need: all but the displaced rows."""
    rows = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_name").fetchall()
    hidden = {schema.displaced(dataset) for dataset in DATASETS.values()}
    return [name for (name,) in rows if name not in hidden]


def _exported(connection: duckdb.DuckDBPyConnection, name: str, lake: Path) -> Published:
    draft = lake / "tables" / f".{name}.{os.getpid()}.draft"
    try:
        connection.table(name).write_parquet(str(draft))
        digest, [(rows,)] = sha256(draft), connection.execute(f"SELECT count(*) FROM {name}").fetchall()
        file = lake / "tables" / f"{name}-{digest}.parquet"
        if not file.exists():
            _renamed(draft, file)
        return Published(f"tables/{file.name}", digest, rows)
    finally:
        draft.unlink(missing_ok=True)


def _draft(file: Path, content: bytes) -> Path:
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    draft.write_bytes(content)
    return draft


def _renamed(draft: Path, file: Path) -> None:
    """Give `draft` its name once it is on the disk, and the name too."""
    for path, act in ((draft, lambda: draft.replace(file)), (file.parent, lambda: None)):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        act()


def _sweep(lake: Path, kept: set[Published]) -> None:
    """Remove files of publications before the last one, and drafts of killed writers."""
    names = {Path(table.file).name for table in kept}
    for file in (lake / "tables").iterdir():
        if file.name not in names:
            file.unlink()


def sha256(file: Path) -> str:
    """The sha256 of the content of `file`."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# --- what is there ---------------------------------------------------------------------------


def platform(lake: Path, dataset: Dataset) -> Path | None:
    """The folder with a platform's own rows of `dataset`; None if it does not deliver any."""
    folder = lake / "platform" / dataset.name
    return folder if folder.is_dir() else None


def faults(lake: Path, store: Path) -> Iterator[Fault]:
    """Published files that are missing or not what was published, and a lake that lags behind the store.

    Of a platform's files only that they are there and can be opened: what they hold is the platform's to say.
    """
    manifest = read(lake)
    for name, table in manifest.tables.items() if manifest else ():
        file = lake / table.file
        if not file.exists():
            yield Fault(f"数据湖缺少“{name}”的文件", str(file), REMEDY)
        elif sha256(file) != table.sha256:
            yield Fault(f"数据湖中“{name}”的文件与发布时不同", str(file), REMEDY)
    if stale(lake, store):
        yield Fault("数据湖落后于数据库", str(lake), "下一次读取或写入时会自动补发布")
    for dataset in DATASETS.values():
        if folder := platform(lake, dataset):
            yield from _unreadable(folder)


def _unreadable(folder: Path) -> Iterator[Fault]:
    """Files in the platform's `folder` that are cut off or no Parquet, told by their ends."""
    files = sorted(folder.rglob("*.parquet"))
    if not files:
        yield Fault("平台没有导出任何 Parquet 文件", str(folder), "请平台导出，或删去该文件夹")
    for file in files:
        try:
            parquet.read_metadata(file)
        except (pa.ArrowException, OSError):
            yield Fault("平台导出的文件不完整或不是 Parquet", str(file), "请平台重新导出该文件")
