"""The one font of the charts: which file, which face of it, and what it can write."""

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from charts.engine import FontEntry, FT2Font, fontManager

FILES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSans-Regular.ttc",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
)
_SIMPLIFIED = (" SC", " CN")  # how the simplified-Chinese faces of Noto and 思源黑体 end their family name


class FontError(ValueError):
    """No usable font, or a character that the font cannot write."""


@dataclass(frozen=True)
class Face:
    """One face of a font file and the code points it has glyphs for."""

    path: str
    index: int
    family: str
    characters: frozenset[int] = field(repr=False)

    @property
    def name(self) -> str:
        """The family name under which this very face, and no other, is known to matplotlib."""
        return f"{self.family}, face {self.index} of {self.path}"


_chosen: Face | None = None


def use_font(path: str | os.PathLike[str], index: int | None = None) -> Face:
    """The face that every later chart is written in: face `index` of the file, or its simplified-Chinese one.

    A .ttc holds the same characters in the Japanese, Korean and Chinese shapes, the Japanese first; without
    `index` the face is chosen by its name. Raises FontError if the file is missing, is no font, or has
    several faces of which none is simplified Chinese.
    """
    global _chosen
    face = _face(Path(path), index)
    if all(entry.name != face.name for entry in fontManager.ttflist):
        fontManager.ttflist.append(FontEntry(face.path, face.index, face.name, weight=400))
    _chosen = face
    return face


def font() -> Face:
    """The face in use; the first known one of the standard font folders where none was set."""
    return _chosen or use_font(_installed())


def missing(text: str) -> str:
    """The characters of `text` that the font has no glyph for, each once; line breaks aside."""
    known = font().characters
    return "".join(sorted({sign for sign in text if sign != "\n" and ord(sign) not in known}))


def require(texts: Iterable[str]) -> None:
    """Raises FontError naming every character that the font cannot write."""
    signs = missing("".join(texts))
    if signs:
        named = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in signs)
        raise FontError(f"图表字体 {font().family} 缺少字形：{named}；请更换图表字体或改用其他字")


def controls(text: str) -> str:
    """The characters of `text` that are no print: controls, line breaks, direction marks, zero widths."""
    return "".join(sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"})


def _face(path: Path, index: int | None) -> Face:
    if not path.is_file():
        raise FontError(f"找不到图表字体文件：{path}")
    opened = _open(path, index or 0)
    if index is None and opened.num_faces > 1:
        opened = _simplified(path, opened.num_faces)
    return Face(str(path.resolve()), opened.face_index, opened.family_name, frozenset(opened.get_charmap()))


def _open(path: Path, index: int) -> FT2Font:
    try:
        return FT2Font(str(path), face_index=index)
    except (OSError, RuntimeError, ValueError) as error:
        raise FontError(f"图表字体文件 {path} 的第 {index} 个字面无法读取：{error}") from error


def _simplified(path: Path, count: int) -> FT2Font:
    for index in range(count):
        opened = _open(path, index)
        if opened.family_name.endswith(_SIMPLIFIED):
            return opened
    raise FontError(f"图表字体文件 {path} 中没有简体中文字面（SC），请指定字面序号")


def _installed() -> Path:
    for folder in _folders():
        for name in FILES:
            if (folder / name).is_file():
                return folder / name
    raise FontError("没有找到图表用的中文字体（Noto Sans CJK SC），请安装 fonts-noto-cjk 或指定字体文件")


def _folders() -> Iterator[Path]:
    """The standard font folders of the platform, the user's own first."""
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("LOCALAPPDATA", home), "Microsoft", "Windows", "Fonts")
        yield Path(os.environ.get("WINDIR", "C:\\Windows"), "Fonts")
    elif sys.platform == "darwin":
        yield from (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    else:
        for root in (home / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")):
            yield from (root, root / "opentype/noto", root / "noto-cjk", root / "google-noto-cjk", root / "noto")
