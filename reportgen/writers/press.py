"""A second process that sets a PDF: it loads the engine while the first still counts and draws.

It lives on its standard input and ends with it, so nothing is left of it however the first one ends.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from reportgen import garbage, style
from reportgen.document import Document
from reportgen.paging import Numbers, Typeset
from reportgen.style import Style


class Press:
    """The second process as the first one sees it."""

    def __init__(self, inward: IO[bytes], outward: IO[bytes]) -> None:
        self._inward, self._outward = inward, outward
        self._owed = 0  # answers that the document sent still gives: its numbers, its PDF

    def send(self, document: Document) -> None:
        """Have the PDF of `document` set, without waiting for it; nobody asks for that of the one before any more."""
        while self._owed:
            with suppress(Exception):
                self._get()
        _put(self._inward, document)
        self._owed = 2

    def numbers(self) -> Numbers:
        """The page numbers of the document sent, before its PDF is drawn; raises what setting it raised."""
        numbers: Numbers = self._get()
        return numbers

    def receive(self) -> Typeset:
        """The PDF of the document sent, with its page numbers; raises what setting it raised."""
        if self._owed == 2:
            self.numbers()
        made: Typeset = self._get()
        return made

    def _get(self) -> Any:
        self._owed -= 1
        found = pickle.load(self._outward)
        if isinstance(found, Exception):
            self._owed = 0
            raise found
        return found


@contextmanager
def pressing(wanted: bool) -> Iterator[Press | None]:
    """Where the PDF is set beside all else, if it is `wanted`: begun early, it loads its engine meanwhile."""
    if not wanted:
        yield None
        return
    with press(style.house()) as ready:
        yield ready


@contextmanager
def press(look: Style) -> Iterator[Press]:
    """A press for documents of the style `look`, gone at the end."""
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where) as process:
        assert process.stdin and process.stdout
        try:
            _put(process.stdin, look)
            yield Press(process.stdin, process.stdout)
        finally:
            process.kill()


def _put(stream: IO[bytes], item: Any) -> None:
    pickle.dump(item, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _work(orders: IO[bytes], results: IO[bytes]) -> None:
    """Set every document that comes in, its page numbers given beforehand; the first order is the style."""
    with garbage.at_rest():
        from reportgen.writers import pdf

        look = pickle.load(orders)
        pdf.make_ready(look)
    gc.collect()  # the proof sheet goes while the first process still counts
    with suppress(EOFError):
        while True:
            with garbage.at_rest():
                made = _set(pickle.load(orders), look, partial(_put, results))
            _put(results, made)


def _set(document: Document, look: Style, told: Callable[[Numbers], None]) -> Typeset | Exception:
    """The PDF of `document`, or what setting it raised, to be raised again where the document came from."""
    from reportgen.writers import pdf

    try:
        return pdf.typeset(document, look, told)
    except Exception as error:
        return error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    with suppress(BrokenPipeError):  # the first process has ended and wants no answer
        _work(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)
