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
def press(style: Style) -> Iterator[Executor]:
    """A second process that makes the PDF engine ready while this one still counts and draws.

    The engine and its fonts take a quarter of a run to load: on two cores that time is saved.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_at_work) as executor:
        executor.submit(_make_ready, style)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _at_work() -> None:
    """Leave Ctrl-C to the main process, which tells the user and stops this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _make_ready(style: Style) -> None:
    from reportgen.writers import pdf

    pdf.make_ready(style)
