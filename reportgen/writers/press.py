"""A second process that sets a PDF: it loads the engine while the first still counts and draws.

It lives on its standard input and ends with it, so nothing is left of it however the first one ends.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from reportgen.document import Document
from reportgen.paging import Numbers, Typeset
from reportgen.style import Style


class Press:
    """The second process as the first one sees it."""

    def __init__(self, inward: IO[bytes], outward: IO[bytes]) -> None:
        self._inward, self._outward = inward, outward
        self._told = False  # whether the numbers of the document sent have been asked for

    def send(self, document: Document) -> None:
        """Have the PDF of `document` set, without waiting for it."""
        _put(self._inward, document)
        self._told = False

    def numbers(self) -> Numbers:
        """The page numbers of the document sent, before its PDF is drawn; raises what setting it raised."""
        numbers: Numbers = self._get()
        self._told = True
        return numbers

    def receive(self) -> Typeset:
        """The PDF of the document sent, with its page numbers; raises what setting it raised."""
        if not self._told:
            self.numbers()
        made: Typeset = self._get()
        return made

    def _get(self) -> Any:
        found = pickle.load(self._outward)
        if isinstance(found, Exception):
            raise found
        return found


@contextmanager
def press(style: Style) -> Iterator[Press]:
    """A press for documents of `style`, gone at the end."""
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where) as process:
        assert process.stdin and process.stdout
        try:
            _put(process.stdin, style)
            yield Press(process.stdin, process.stdout)
        finally:
            process.kill()


def _put(stream: IO[bytes], item: Any) -> None:
    pickle.dump(item, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _work(orders: IO[bytes], results: IO[bytes]) -> None:
    """Set every document that comes in, its page numbers given beforehand; the first order is the style."""
    from reportgen.writers import pdf

    style = pickle.load(orders)
    pdf.make_ready(style)
    while True:
        try:
            document = pickle.load(orders)
        except EOFError:
            return
        try:
            made: object = pdf.typeset(document, style, partial(_put, results))
        except Exception as error:  # raised again where the document came from
            made = error
        _put(results, made)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    with suppress(BrokenPipeError):  # the first process has ended and wants no answer
        _work(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)
