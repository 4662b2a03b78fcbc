"""The writers: each turns a `Document` and the one style table into bytes, and sees nothing else."""

from collections.abc import Callable

from reportgen.document import Document
from reportgen.style import Style


def _docx(document: Document, style: Style) -> bytes:
    from reportgen.writers import docx  # loaded only when asked for: each library costs a start

    return docx.write(document, style)


def _pdf(document: Document, style: Style) -> bytes:
    from reportgen.writers import pdf

    return pdf.write(document, style)


WRITERS: dict[str, Callable[[Document, Style], bytes]] = {"docx": _docx, "pdf": _pdf}
