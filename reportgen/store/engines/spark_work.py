"""Other work for the Spark cluster behind a store: its Python workers as a `concurrent.futures.Executor`."""

import os
import pickle
import re
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import PySparkException

from reportgen import __version__
from reportgen.errors import ReportError
from reportgen.store.engines import spark

RAISED = re.compile(
    r"^(?:: )?((?:\w+\.)*\w+(?:Error|Exception): .+)", re.MULTILINE
)  # last of Python, first of Java

R = TypeVar("R")
P = ParamSpec("P")


class Workers(Executor):
    """A function of picklable arguments done by a worker of the cluster at `master`, each call a job of its own.

    `jobs` go on at once. The workers need this Python and this program at the same path, its fonts and the files it is
    told to read. Their processes stay warm from one call to the next. An exception comes back as it was
    raised; a worker that dies is a `ReportError` of the call alone, after Spark has tried again.
    """

    def __init__(self, master: str, jobs: int) -> None:
        self._master, self._context = master, _context(master)
        self._callers = ThreadPoolExecutor(jobs)  # one waits for each job that goes on
        self._group = uuid4().hex

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """The work as a job of the cluster."""
        return self._callers.submit(self._done, pickle.dumps(partial(fn, *args, **kwargs)))

    def _done(self, work: bytes) -> Any:
        self._context.setJobGroup(self._group, "reportgen", interruptOnCancel=True)
        try:
            result, error = self._context.parallelize([(__version__, work)], 1).map(_tried).collect()[0]
        except (PySparkException, Py4JError) as failure:
            raise ReportError.single(
                f"Spark 没有做完（{_reason(str(failure))}）", self._master,
                "请确认集群各节点在同一路径装有同一版本的 Python、本程序和字体，内存够用；或者不用 --cluster，在本机生成",
            ) from None  # fmt: skip
        if error:
            raise error
        return result

    def __exit__(self, kind: type[BaseException] | None, *_raised: object) -> None:
        """Nobody waits for what goes on where anything was raised."""
        self.shutdown(cancel_futures=bool(kind))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the callers; what is still going on is stopped if `cancel_futures`. The cluster stays."""
        if cancel_futures:
            self._context.cancelJobGroup(self._group)
        self._callers.shutdown(wait, cancel_futures=cancel_futures)


def cores(master: str) -> int:
    """How many calls the cluster can work on at once."""
    return int(_context(master).defaultParallelism)


def _tried(told: tuple[str, bytes]) -> tuple[Any, Exception | None]:
    """On the worker: what the work gives, or what it raises; nothing if it was handed out by another version."""
    version, work = told
    if version != __version__:
        words = f"集群节点上的本程序是{__version__}，本机的是{version}"
        return None, ReportError.single(words, socket.gethostname(), "请在集群各节点安装同一版本")
    try:
        return pickle.loads(work)(), None
    except Exception as error:
        return None, error


def _reason(said: str) -> str:
    """What went wrong, in one line, of all that Spark says with the traces of Java and Python.

    >>> _reason("An error occurred.\\n: SparkException: Job aborted\\nTraceback:\\n  File\\nModuleNotFoundError: No module named 'x'\\n\\tat org")
    "ModuleNotFoundError: No module named 'x'"
    """
    return str((RAISED.findall(said) or said.strip().splitlines())[-1])


def _context(master: str) -> SparkContext:
    """The connection to the cluster: the one there is, else a new one; workers run the Python at the path of this one."""
    context = SparkContext._active_spark_context or spark.session(master).sparkContext
    context.pythonExec = os.environ.get("PYSPARK_PYTHON") or sys.executable
    return context
