"""Every word that the files of a letter hold, wherever it stands, to be searched for what belongs to somebody else."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

import pdfplumber
from pdfminer.pdftypes import PDFStream


def found(files: Mapping[str, bytes], marks: Iterable[str]) -> set[str]:
    """Those of `marks` that stand anywhere in `files`: names, words, metadata, pictures, attachments, raw bytes."""
    texts = [squeezed(text) for name, content in files.items() for text in (name, *_texts(name, content))]
    return {mark for mark in marks if any(mark in text for text in texts)}


def squeezed(text: str) -> str:
    """`text` without what a line end or a thousands separator puts into a word or a number."""
    return re.sub(r"[\s,，\x00]", "", text)


def _texts(name: str, content: bytes) -> Iterator[str]:
    yield from _decoded(content)
    match PurePath(name).suffix:
        case ".docx":
            with zipfile.ZipFile(io.BytesIO(content)) as whole:
                for part in whole.namelist():
                    yield part
                    yield from _part(part, whole.read(part))
        case ".pdf":
            yield from _pdf(content)
        case ".json":
            yield json.dumps(json.loads(content), ensure_ascii=False)


def _part(name: str, content: bytes) -> Iterator[str]:
    """A part of the package: as it is, without its tags (a word may be in several runs), a picture's notes unpacked."""
    yield from _decoded(content)
    if name.endswith((".xml", ".rels", ".svg")):
        yield re.sub(r"<[^>]+>", "", content.decode())
    if name.endswith(".png"):
        for note in re.finditer(rb"(?:zTXt|iTXt)(.*?)IEND", content, re.DOTALL):
            yield from _decoded(note[1])


def _pdf(content: bytes) -> Iterator[str]:
    with pdfplumber.open(io.BytesIO(content)) as opened:
        for page in opened.pages:
            yield "".join(char["text"] for char in page.chars)  # the words of the figures too
        yield repr(opened.metadata)
        document = opened.doc
        for xref in document.xrefs:
            for number in xref.get_objids():
                item = document.getobj(number)
                yield repr(getattr(item, "attrs", item))
                if isinstance(item, PDFStream):
                    yield from _decoded(item.get_data())


def _decoded(content: bytes) -> Iterator[str]:
    """The bytes read in every way in which words may stand in them."""
    for packed in (content, *_inflated(content)):
        for encoding in ("utf-8", "utf-16-be", "gb18030"):
            yield packed.decode(encoding, errors="ignore")


def _inflated(content: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompress(content)
    except zlib.error:
        return
