"""What Ctrl-C (SIGINT) does while the command starts, works and ends.

Loading the tasks takes a second, in which nothing is begun and libraries would answer with a traceback.
"""

import os
import signal
from types import FrameType
from typing import NoReturn

EXIT_CODE = 130  # 128 + SIGINT, as a shell reports it
WORDS = "已中断，已经写完的文件都是完整的"


def leaves_at_once() -> None:
    """From now on it ends the process with one line."""
    signal.signal(signal.SIGINT, _leave)


def is_raised() -> None:
    """From now on it is a `KeyboardInterrupt`, so that what is begun is brought to an end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def is_ignored() -> None:
    """From now on it does nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    os.write(2, f"{WORDS}\n".encode())
    os._exit(EXIT_CODE)
