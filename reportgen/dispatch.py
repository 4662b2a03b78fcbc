"""By the hundred: one function over many items in any executor; one that fails does not stop the others.

In this process (`Here`), in a pool of spawned processes, or in whatever else has the interface of
`concurrent.futures.Executor`: the function and its items must only be picklable.
"""

import os
import pkgutil
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, ParamSpec, TypeVar

from reportgen import garbage
from reportgen.errors import ReportError

AHEAD = 2  # items handed out for each worker, so that none waits for the next
SHARE = 600  # items after which a worker makes room for a new one, lest what a library keeps of each should add up

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


class Here(Executor):
    """Work done at once in this process."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """The finished work."""
        done: Future[R] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class _Child(SpawnProcess):
    """A process deaf to Ctrl-C from its first instruction: the parent hears it and ends its children."""

    def start(self) -> None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a child inherits it
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Children(SpawnContext):
    Process = _Child


class Pool(ProcessPoolExecutor):
    """Spawned processes, killed if anything is raised in its block; none of them, and no thread, outlives it."""

    def __init__(self, jobs: int, **options: Any) -> None:
        super().__init__(jobs, _Children(), **options)

    def __exit__(self, kind: type[BaseException] | None, *_raised: object) -> None:
        if kind:
            self.kill()
        self.shutdown()

    def kill(self) -> None:
        """End every process at once, whatever it is doing."""
        for process in list((self._processes or {}).values()):
            process.kill()
        self.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work: `begin` gives an executor for so many at once, `size` is how many are best."""

    begin: Callable[[int], Executor]
    size: int


@contextmanager
def crew(jobs: int, ready: str) -> Iterator[Crew]:
    """`jobs` processes of this machine (0: one for each core), or just this one.

    They start now and make themselves ready, by the function called `ready` ("module:function"), while the first process
    still finds out what there is to do. Where it finds nothing, or fails, they are killed.
    """
    size = jobs or os.cpu_count() or 1
    if size <= 1:
        yield Crew(lambda _count: _here(ready), 1)
        return
    waiting = [_pool(ready, size)]
    try:
        with suppress(BrokenExecutor):  # whoever is given work will tell of it
            for _ in range(size):
                waiting[0].submit(int)  # a process starts when there is something to do
        yield Crew(lambda count: waiting.pop() if waiting else _pool(ready, count), size)
    finally:
        for pool in waiting:
            pool.kill()


def _pool(ready: str, jobs: int) -> Pool:
    return Pool(jobs, initializer=_begin, initargs=(ready,))


def _here(ready: str) -> Here:
    _begin(ready)
    return Here()


def _begin(ready: str) -> None:
    """Make this process ready, by a function whose libraries are loaded only now."""
    with garbage.at_rest():
        pkgutil.resolve_name(ready)()


def spread(
    work: Callable[[T], R], items: Iterable[T], workers: Callable[[int], Executor], jobs: int
) -> Iterator[tuple[T, R | Exception]]:
    """Each item with what `work` made of it, or with what it raised, as they are finished.

    `workers` gives an executor for so many at once. One whose process dies takes the others in it along: each of
    those is tried again in a process of its own, and the rest go on in a new one.
    """
    left = deque(items)
    while left:
        share = deque(left.popleft() for _ in range(min(len(left), SHARE * jobs)))
        suspects: list[T] = []
        with workers(jobs) as executor:
            yield from _until_broken(work, share, executor, jobs, suspects)
        left.extendleft(reversed(share))
        for item in suspects:
            yield item, _alone(work, item)


def _until_broken(
    work: Callable[[T], R], left: deque[T], executor: Executor, jobs: int, suspects: list[T]
) -> Iterator[tuple[T, R | Exception]]:
    """Results until `left` is empty or the executor breaks; `suspects` gets what was then being worked on."""
    running: dict[Future[R], T] = {}
    while running or (left and not suspects):
        while left and not suspects and len(running) < (AHEAD * jobs if jobs > 1 else 1):
            item = left.popleft()
            try:
                running[executor.submit(work, item)] = item
            except BrokenExecutor:
                suspects.append(item)
        for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
            item, error = running.pop(future), future.exception()
            if isinstance(error, BrokenExecutor):
                suspects.append(item)
            elif error is None or isinstance(error, Exception):
                yield item, error or future.result()
            else:
                raise error


def _alone(work: Callable[[T], R], item: T) -> R | Exception:
    with Pool(1) as executor:
        try:
            return executor.submit(work, item).result()
        except Exception as error:
            return error


def reason(error: Exception) -> str:
    """Why an item failed, in one line."""
    if isinstance(error, ReportError):
        return "；".join(str(fault) for fault in error.faults)
    if isinstance(error, BrokenExecutor):
        return "生成时进程意外结束（可能是内存不足）"
    return f"程序出错（{type(error).__name__}：{error}），请将本信息交给维护人员"
