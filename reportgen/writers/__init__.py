"""The writers: each turns a `Document` and the one style table into bytes, and sees nothing else.

The page numbers that a document prints are those of its PDF; another format is given the document with
these numbers filled in (`paging.numbered`).
"""

from collections.abc import Callable

from reportgen.document import Document
from reportgen.paging import Typeset
from reportgen.style import Style


def _docx(document: Document, style: Style) -> bytes:
    from reportgen.writers import docx  # loaded only when asked for: each library costs a start

    return docx.write(document, style)


def _pdf(document: Document, style: Style) -> bytes:
    from reportgen.writers import pdf

    return pdf.write(document, style)


def typeset(document: Document, style: Style) -> Typeset:
    """The PDF of `document` with its page numbers, set in this process."""
    from reportgen.writers import pdf

    return pdf.typeset(document, style)


WRITERS: dict[str, Callable[[Document, Style], bytes]] = {"docx": _docx, "pdf": _pdf}
