"""SQL compiled from expressions, kept between runs: compiling a report's queries takes longer than running them.

The SQL depends on this program, on the library that compiles it, and on what was asked; it is kept under a
hash of all three, so that a change of any of them never meets an old query. What is kept proves itself by
its own hash: a file that was damaged or edited is not used.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from reportgen import resources


STALE = 60 * 86_400  # seconds after which SQL that nobody renewed is thrown away


def sql(asked: str, compiling: Callable[[], str]) -> str:
    """The SQL that `compiling` gives for `asked`, from an earlier run if there is one.

    `asked` must name everything that the SQL depends on beside the program itself.
    """
    file = resources.cache() / "sql" / _hash(_program(), asked)
    if (kept := _kept(file)) is not None:
        return kept
    made = compiling()
    with suppress(OSError):  # a cache that cannot be written costs time and nothing else
        _keep(file, made)
    return made


def _kept(file: Path) -> str | None:
    try:
        digest, made = file.read_text("utf-8").split("\n", 1)
    except (OSError, ValueError):
        return None
    return made if digest == _hash(file.name, made) else None


def _keep(file: Path, made: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.iterdir():
        if time.time() - old.stat().st_mtime > STALE:
            old.unlink()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(f"{_hash(file.name, made)}\n{made}", "utf-8")
    draft.replace(file)


@cache
def _program() -> str:
    """A hash of every module of this program and of the versions of what compiles."""
    files = sorted(resources.PACKAGE.rglob("*.py"))
    names = "\n".join(f"{file.relative_to(resources.PACKAGE)} {_bytes_hash(file)}" for file in files)
    return _hash(names, version("ibis-framework"), version("sqlglot"), sys.version)


def _bytes_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
