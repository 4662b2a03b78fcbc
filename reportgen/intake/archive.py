"""The originals of all returns, kept as they came (材料留存, 6.4 a): by content, so nothing is kept twice."""

import hashlib
import os
from pathlib import Path

from reportgen.errors import ReportError

FOLDER = "archive"


def keep(content: bytes, name: str, workspace: Path) -> Path:
    """Put `content` into the archive of `workspace` and return where it is; whole or not at all.

    `name` gives the ending only. Raises `ReportError` if the folder cannot be written.
    """
    place = original(hashlib.sha256(content).hexdigest(), name, workspace)
    if place.exists():
        return place
    draft = place.with_name(f".{place.name}.{os.getpid()}.draft")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(
            f".{place.name}.*.draft"
        ):  # of a run that was killed: there is one at a time
            left.unlink(missing_ok=True)
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ReportError.single(
            f"原始文件存不进档案（{error.strerror}）", str(place.parent), "请检查磁盘空间和文件夹权限后重试"
        ) from None
    return place


def original(sha256: str, name: str, workspace: Path) -> Path:
    """Where the file with this hash is kept."""
    return workspace / FOLDER / sha256[:2] / f"{sha256}{Path(name).suffix.lower()}"
