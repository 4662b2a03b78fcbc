"""When Python searches for garbage: not while libraries are loaded, nor while a document is made.

Both make much that lives on and little that a search would find, and every search goes through all there is.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """No search inside."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """No search inside; what is there at the end stays, and later searches need not go through it."""
    with at_rest():
        yield
        gc.freeze()
