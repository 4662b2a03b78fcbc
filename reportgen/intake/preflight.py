"""What a file must pass before anything parses it: size, kind, and the shape of its zip container.

Workbooks come from a thousand units. A few kilobytes can unpack to gigabytes, name files outside their
folder, or declare entities that grow; each of these is found here in a millisecond or two. How far out
the cells of a sheet lie is for its reader to see (`xlsx`).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path, PurePosixPath

MB = 1024 * 1024
LARGEST, UNPACKED, ENTRIES, RATIO = 50 * MB, 200 * MB, 2000, 200
KINDS = dict.fromkeys((".xlsx", ".docx", ".zip"), b"PK\x03\x04")
OLD = b"\xd0\xcf\x11\xe0"  # .xls, and encrypted workbooks
REMEDY = "请用下发的空白表另存为 .xlsx 后重新报送"
REMEDY_FORM = "请用下发的反馈函（.docx）填写后重新报送"
INSIDE_FORM = (
    ".xml",
    ".rels",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".svg",
    ".emf",
    ".wmf",
    ".odttf",
)
LINK = re.compile(rb"TargetMode\s*=\s*[\"'](?!Internal[\"'])")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not opened."""

    rule: str
    reason: str
    remedy: str = REMEDY


def refusals(content: bytes, suffix: str) -> list[Refusal]:
    """Every reason not to open `content`, a file that calls itself `suffix`; none if it may be opened."""
    if not content:
        return [Refusal("档-01", "文件是空的")]
    if len(content) > LARGEST:
        return [Refusal("档-02", f"文件超过{LARGEST // MB}MB", "请删去多余内容，或分成几个文件报送")]
    magic = KINDS.get(suffix)
    if magic and not content.startswith(magic):
        old = "，像是旧格式（.xls）或加了密码" if content.startswith(OLD) else ""
        return [Refusal("档-03", f"内容不是{suffix}文件{old}")]
    if not magic:
        return []
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            found = list(_container(packed))
            return found or list(_INSIDE[suffix](packed))
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return [Refusal("档-04", "文件已损坏，打不开")]


def _container(packed: zipfile.ZipFile) -> Iterator[Refusal]:
    entries = packed.infolist()
    if len(entries) > ENTRIES:
        yield Refusal("档-05", f"压缩包内文件超过{ENTRIES}个")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names):
        yield Refusal("档-06", "压缩包内有同名文件")
    if any(_escapes(name) for name in names):
        yield Refusal("档-07", "压缩包内的文件名指向文件夹之外")
    if any(entry.flag_bits & 1 for entry in entries):
        yield Refusal("档-08", "文件加了密码", "请去掉密码后重新报送")
    total = sum(entry.file_size for entry in entries)
    if total > UNPACKED or any(entry.file_size > RATIO * max(entry.compress_size, 1024) for entry in entries):
        yield Refusal("档-09", "解压后过大，疑似压缩炸弹")
    starts = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    if any(start + size > after for (start, size), (after, _) in pairwise(starts)):
        yield Refusal("档-10", "压缩包内的文件互相重叠")


def _escapes(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name


def _workbook(packed: zipfile.ZipFile) -> Iterator[Refusal]:
    names = packed.namelist()
    if "xl/workbook.xml" not in names:
        yield Refusal("档-03", "内容不是.xlsx文件")
    if any(Path(name).name.lower().startswith("vbaproject") for name in names):
        yield Refusal("档-11", "文件含有宏", "请另存为不含宏的 .xlsx 后重新报送")
    for name in names:
        if name.endswith((".xml", ".rels")):
            yield from _part(name, packed.read(name))


def _form(packed: zipfile.ZipFile) -> Iterator[Refusal]:
    """What a Word file may not hold: macros, embedded objects, anything that lies outside of it."""
    names = packed.namelist()
    if "word/document.xml" not in names:
        yield Refusal("档-03", "内容不是.docx文件", REMEDY_FORM)
    if strange := [name for name in names if not name.lower().endswith((*INSIDE_FORM, "/"))]:
        macros = any("vba" in name.lower() for name in strange)
        what = "文件含有宏" if macros else f"文件中嵌有其他文件（{strange[0]}）"
        yield Refusal("档-11" if macros else "档-19", what, f"证明材料另附，{REMEDY_FORM}")
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            content = packed.read(name)
            yield from _part(name, content)
            if name.lower().endswith(".rels") and LINK.search(content):
                yield Refusal(
                    "档-20", f"文件内部（{name}）指向文件之外", f"请删去链接和链接的图片，{REMEDY_FORM}"
                )


def _archive(_packed: zipfile.ZipFile) -> Iterator[Refusal]:
    """An archive may hold anything: each member passes here by itself."""
    yield from ()


def _part(name: str, content: bytes) -> Iterator[Refusal]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:64]:
        yield Refusal("档-12", f"文件内部（{name}）含有不允许的声明或编码")


_INSIDE = {".xlsx": _workbook, ".docx": _form, ".zip": _archive}
