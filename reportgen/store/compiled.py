"""SQL compiled from expressions, kept between runs: compiling a report's queries takes longer than running them.

What is kept is found by the expression itself, or by what was asked of this very program, which spares building the
expression; by the engine's dialect and by the versions of what compiles. So neither a changed definition nor another
library ever meets an old query. It proves itself by its own hash: a file that was damaged or edited is not used.
"""

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import ibis

from reportgen import resources

STALE = 60 * 86_400  # seconds after which SQL that nobody renewed is thrown away


def sql(expression: ibis.Table, dialect: str) -> str:
    """`expression` in the SQL of `dialect`, from an earlier run if there is one."""
    return _found(pickle.dumps(expression), dialect, lambda: expression)


def sql_for(asked: str, dialect: str, build: Callable[[], ibis.Table]) -> str:
    """The expression that this program builds for what is `asked`, in the SQL of `dialect`."""
    return _found(f"{resources.program()}\n{asked}".encode(), dialect, build)


def _found(key: bytes, dialect: str, build: Callable[[], ibis.Table]) -> str:
    file = resources.cache() / "sql" / _hash(_compiler(), dialect.encode(), key)
    if (kept := _kept(file)) is not None:
        return kept
    compiled = made(build(), dialect)
    with suppress(OSError):  # a cache that cannot be written costs time and nothing else
        _keep(file, compiled)
    return compiled


def made(expression: ibis.Table, dialect: str) -> str:
    """`expression` in the SQL of `dialect`, compiled now."""
    return str(ibis.to_sql(expression, dialect=dialect))


def _kept(file: Path) -> str | None:
    try:
        digest, made = file.read_text("utf-8").split("\n", 1)
    except (OSError, ValueError):
        return None
    return made if digest == _proof(file, made) else None


def _keep(file: Path, made: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.iterdir():
        if time.time() - old.stat().st_mtime > STALE:
            old.unlink()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(f"{_proof(file, made)}\n{made}", "utf-8")
    draft.replace(file)


def _proof(file: Path, made: str) -> str:
    return _hash(file.name.encode(), made.encode())


@cache
def _compiler() -> bytes:
    return f"{version('ibis-framework')} {version('sqlglot')} {sys.version}".encode()


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
