"""When Python searches for garbage: not while libraries are loaded, nor while a document is made.

Both make much that lives on and little that a search would find, and every search goes through all there is.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """No search inside; what was made counts as old, so that the first search after it does not begin with all of that."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():  # else the frozen would come back too
                gc.freeze()
                gc.unfreeze()
            gc.enable()
