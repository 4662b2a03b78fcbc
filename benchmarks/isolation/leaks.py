"""All that the files of a letter hold, wherever it stands, to be searched for what belongs to somebody else."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePath

import pdfplumber
import pypdfium2
from pdfminer.pdftypes import PDFStream

ZIPPED = b"PK\x03\x04"  # how Word files, workbooks, and those attached to others begin
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")


def found(files: Mapping[str, bytes], marks: Iterable[str]) -> set[str]:
    """Those of `marks` that stand anywhere in `files`: names, words, metadata, pictures, attachments, raw bytes."""
    pieces = [piece for name, content in files.items() for piece in (name, *_pieces(name, content))]
    texts = [squeezed(piece) for piece in pieces if isinstance(piece, str)]
    raws = [piece for piece in pieces if isinstance(piece, bytes)]
    return {mark for mark in marks if _among(mark, texts, raws)}


def squeezed(text: str) -> str:
    """`text` without what a line end or a thousands separator puts into a word or a number."""
    return re.sub(r"[\s,，\x00\ufffe]", "", text)


def _among(mark: str, texts: list[str], raws: list[bytes]) -> bool:
    return any(mark in text for text in texts) or any(
        mark.encode(encoding) in raw for encoding in ENCODINGS for raw in raws
    )


def _pieces(name: str, content: bytes) -> Iterator[str | bytes]:
    """The file as it is and unpacked; what is text also as words, without tags, since a word may be in several runs."""
    yield content
    with suppress(zlib.error):
        yield zlib.decompress(content)
    if content.startswith(ZIPPED):
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            for part in whole.namelist():
                yield part
                yield from _pieces(part, whole.read(part))
    match PurePath(name).suffix:
        case ".xml" | ".rels" | ".svg":
            yield content.decode()
            yield re.sub(r"<[^>]+>", "", content.decode())
        case ".png":
            for note in re.finditer(rb"(?:tEXt|zTXt|iTXt)(.*?)(?=IDAT|IEND)", content, re.DOTALL):
                yield from (note[1], *_inflated(note[1]))
        case ".pdf":
            yield from _words_of_pages(content)
            for item in _objects(content):
                yield from (item,) if isinstance(item, str) else _pieces("", item)
        case ".json":
            yield json.dumps(json.loads(content), ensure_ascii=False)


def _inflated(note: bytes) -> Iterator[bytes]:
    """What is packed behind the keyword of a PNG's note."""
    with suppress(zlib.error):
        yield zlib.decompress(note[note.find(b"\0") + 2 :])


def _words_of_pages(content: bytes) -> Iterator[str]:
    """The words of every page, figures, heads and feet included."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        yield page.get_textpage().get_text_bounded()
    document.close()


def _objects(content: bytes) -> Iterator[str | bytes]:
    """Every object of a PDF: metadata, titles of the outline, words for screen readers, streams and attachments."""
    with pdfplumber.open(io.BytesIO(content)) as opened:
        yield repr(opened.metadata)
        document = opened.doc
        for number in {number for xref in document.xrefs for number in xref.get_objids()}:
            item = document.getobj(number)
            if isinstance(item, PDFStream):
                yield item.get_data()
                item = item.attrs
            yield from _strings(item)


def _strings(item: object) -> Iterator[str | bytes]:
    match item:
        case bytes():
            yield item
        case str():
            yield item
        case dict():
            yield from (piece for value in item.values() for piece in _strings(value))
        case list():
            yield from (piece for value in item for piece in _strings(value))
