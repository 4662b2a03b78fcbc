"""Where the store of a workspace is: a file, a PostgreSQL database, or a Spark cluster over a lake.

No message shows a password: `str` of a place leaves it out, and a place that cannot be read is not repeated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

WAYS = "应为文件，如 store/store.duckdb；或 postgres://用户@主机:5432/库名；或 spark://主机:7077、local-cluster[2,1,1024]"

ENCODED = "密码中的 @ : / # ? 请写成 %40 %3A %2F %23 %3F，最好不写密码，放在 ~/.pgpass 中"


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database; what is not said is left to the environment and to ~/.pgpass."""

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        user, port = f"{self.user}@" if self.user else "", f":{self.port}" if self.port else ""
        return f"postgres://{user}{self.host or self.options.get('host', '')}{port}/{self.name}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark cluster that reads the Parquet files in `lake`; returns are written into `file` and published."""

    master: str
    lake: Path
    file: Path

    def __str__(self) -> str:
        return f"{self.master}（数据湖 {self.lake}）"


Database = Path | Server | Cluster


def parse(text: str, folder: Path, file: Path, lake: Path) -> Database:
    """The place that `text` names; `file`, the embedded store, if it is empty.

    A path is taken from `folder`. Raises `ValueError`, without repeating `text`, if it names none.
    """
    if not text:
        return file
    if re.match(r"postgres(ql)?://", text):
        return _server(text)
    if re.match(r"spark://.|local(-cluster)?\[", text):
        return Cluster(text, lake, file)
    if "://" in text:
        raise ValueError(WAYS)
    return folder / text


def _server(text: str) -> Server:
    """The parts of a libpq address, taken apart here so that no library repeats it in its messages."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"{WAYS}；{ENCODED}") from None
    name = unquote(parts.path.strip("/"))
    if not name or "/" in name:
        raise ValueError(f"{WAYS}；斜线后应为一个库名；{ENCODED}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(name, unquote(parts.hostname or ""), port, user, password, dict(parse_qsl(parts.query)))


def embedded(place: Database) -> Path | None:
    """The file of the embedded store at `place`; None if there is none."""
    match place:
        case Path():
            return place
        case Cluster():
            return place.file
        case Server():
            return None
