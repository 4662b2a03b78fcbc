"""Where the files that come with the program are: inside the installed package, else in the checkout."""

import functools
import hashlib
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of the document templates and style.toml."""
    return _shipped("templates")


def sample_workspace() -> Path:
    """The folder of the sample workspace; inside an installed package it may be read-only."""
    return _shipped("sample_data")


def tasks() -> Path:
    """The file of the invoke tasks."""
    return _shipped("tasks.py")


def cache() -> Path:
    """Where this user's files are kept that can be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "reportgen"


@functools.cache
def program() -> str:
    """A mark of the program's own files by their contents: another one as soon as any of them says anything else."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.glob("**/*.py")):
        digest.update(f"{file.relative_to(PACKAGE)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def in_checkout() -> bool:
    """Whether the program runs from a checkout rather than from an installed wheel."""
    return tasks().parent != PACKAGE


def _shipped(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name
