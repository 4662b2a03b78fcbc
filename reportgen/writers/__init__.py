"""The writers: each turns a `Document` and the one style table into bytes, and sees nothing else."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from reportgen.document import Document
from reportgen.style import Style


def _docx(document: Document, style: Style) -> bytes:
    from reportgen.writers import docx  # loaded only when asked for: each library costs a start

    return docx.write(document, style)


def _pdf(document: Document, style: Style) -> bytes:
    from reportgen.writers import pdf

    return pdf.write(document, style)


WRITERS: dict[str, Callable[[Document, Style], bytes]] = {"docx": _docx, "pdf": _pdf}


@contextmanager
def worker() -> Iterator[Executor]:
    """A second process that loads the PDF engine while this one still counts and draws.

    Loading it costs more than a second, and setting the pages is the longest step of all: on two
    cores both are had for the price of one.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_ready) as executor:
        executor.submit(_load)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _ready() -> None:
    """Leave Ctrl-C to the main process, which tells the user and stops the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _load() -> None:
    from reportgen.writers import pdf  # noqa: F401
