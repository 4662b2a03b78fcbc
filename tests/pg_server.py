"""A PostgreSQL server of the tests' own, in a temporary folder, reached through a socket there."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from reportgen.database import Server

# Chinese order of the database itself: whatever agrees with DuckDB does so through our own declarations.
LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-Hans")
QUICK = (
    "listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
    "wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "autovacuum=off",
)  # fmt: skip


@dataclass(frozen=True)
class Cluster:
    """A running server; `database` makes a database in it."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, template: str = "template1") -> Server:
        """A new database, a copy of the one called `template`."""
        name = f"reportgen_{next(self.numbers)}"
        with psycopg.connect(host=str(self.folder), user="tester", dbname="postgres", autocommit=True) as raw:
            raw.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return Server(name, user="tester", options={"host": str(self.folder)})


def programs() -> Path:
    """The folder of the newest server installed: Debian keeps each version in its own."""
    versions = [each for each in Path("/usr/lib/postgresql").glob("*/bin") if (each / "initdb").exists()]
    if versions:
        return max(versions, key=lambda each: int(each.parent.name))
    return Path(shutil.which("initdb") or "initdb").resolve().parent


@contextmanager
def running() -> Iterator[Cluster]:
    """A server that lives as long as the context."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, *_unprivileged())
        _run("initdb", "-D", str(folder / "data"), "-U", "tester", "--auth=trust", *LOCALE)
        given = [f"-c {each}" for each in (*QUICK, f"unix_socket_directories={folder}")]
        _run(
            "pg_ctl",
            "-D",
            str(folder / "data"),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            " ".join(given),
            "start",
        )
        try:
            yield Cluster(folder)
        finally:
            _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> tuple[int, int]:
    """Whom the server runs as where the tests are root's: PostgreSQL refuses root."""
    entry = pwd.getpwnam("postgres")
    return entry.pw_uid, entry.pw_gid


def _run(program: str, *arguments: str) -> None:
    dropped = {}
    if os.geteuid() == 0:
        user, group = _unprivileged()
        dropped = {"user": user, "group": group, "extra_groups": []}
    # Whatever the server inherits it keeps open: not the pipes of this process.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [programs() / program, *arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/",
            **dropped,
        )  # fmt: skip
        said.seek(0)
        assert not done.returncode, said.read().decode()
