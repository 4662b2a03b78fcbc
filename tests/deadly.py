"""Work that kills its process, in a module that loads nothing, so that a new process is ready at once."""

import os


def square(number: int) -> int:
    """The square; but with 2 the process ends."""
    if number == 2:
        os._exit(9)
    return number * number


def nothing() -> None:
    """What a worker needs to be ready for it."""
