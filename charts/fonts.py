"""The one font of the charts: which file and face, how wide its characters are, how they are shaped."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from charts.engine import FT2Font, LoadFlags

EM = 1000  # the units of widths and outlines to one em
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


class Glyph(NamedTuple):
    """A character in 1/1000 em: its advance width, the points (n × 2) and path codes (n) of its outline."""

    width: float
    points: NDArray[np.float64]
    codes: NDArray[Any]


class Face:
    """One face of a font file.

    Characters stand side by side by their own widths, without kerning and ligatures, which neither Chinese
    nor figures have; so the width of a word is the sum of its characters'.
    """

    def __init__(self, path: Path, index: int) -> None:
        self.path, self.index = path, index
        try:
            self._font = FT2Font(str(path), face_index=index)
        except (OSError, RuntimeError, ValueError) as error:
            raise FontError(f"图表字体文件 {path} 的第 {index} 个字面无法读取：{error}") from error
        self._font.set_size(EM, 72)
        self.family, self.count = self._font.family_name, self._font.num_faces
        self._glyphs: dict[str, Glyph] = {}

    def require(self, words: str) -> None:
        """Raises FontError naming every character of `words` that the face cannot write."""
        lacking = sorted({sign for sign in words if not self._font.get_char_index(ord(sign))})
        if lacking:
            named = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in lacking)
            raise FontError(f"图表字体 {self.family} 缺少字形：{named}；请更换图表字体或改用其他字")

    def glyph(self, sign: str) -> Glyph:
        """The glyph of a character. Raises FontError if there is none."""
        if sign not in self._glyphs:
            self.require(sign)
            width = self._font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536
            points, codes = self._font.get_path()
            self._glyphs[sign] = Glyph(float(width), np.round(points), codes)
        return self._glyphs[sign]


_chosen: Face | None = None


def use_font(path: str | os.PathLike[str], index: int | None = None) -> Face:
    """The face that every later chart is written in: face `index` of the file, or its simplified-Chinese one.

    A .ttc holds the same characters in the Japanese, Korean and Chinese shapes, the Japanese first; without
    `index` the face is chosen by its name. Raises FontError if the file is missing, is no font, or has
    several faces of which none is simplified Chinese.
    """
    global _chosen
    _chosen = _face(Path(path).resolve(), index)
    return _chosen


def font() -> Face:
    """The face in use; that of the first known file in the standard font folders where none was chosen."""
    return _chosen or use_font(_installed())


def font_of(family: str) -> Face:
    """The face in use, which must be of the family that a picture was measured with; else FontError."""
    if font().family != family:
        raise FontError(f"图表字体已更换：画图时为 {family}，现为 {font().family}；请重新画图")
    return font()


def width(words: str) -> float:
    """How wide `words` are, in em. Raises FontError for a character that the font cannot write."""
    return _width(font(), words)


@lru_cache(4096)
def _width(face: Face, words: str) -> float:
    return sum(face.glyph(sign).width for sign in words) / EM


def controls(words: str) -> str:
    """The characters of `words` that are no print: controls, line breaks, direction marks, zero widths."""
    return "".join(sign for sign in words if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"})


@lru_cache(8)
def _face(path: Path, index: int | None) -> Face:
    if not path.is_file():
        raise FontError(f"找不到图表字体文件：{path}")
    first = Face(path, index or 0)
    return first if index is not None or first.count == 1 else _simplified(path, first.count)


def _simplified(path: Path, count: int) -> Face:
    for index in range(count):
        face = Face(path, index)
        if face.family.endswith(_SIMPLIFIED):
            return face
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
            yield from (
                root,
                root / "opentype/noto",
                root / "noto-cjk",
                root / "google-noto-cjk",
                root / "noto",
            )
