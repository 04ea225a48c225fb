"""A map over an endless stream in several processes: order kept, look-ahead bounded, no result held back."""

import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

_AHEAD = 4
"""Items that wait or are worked on, per process."""

_fn: Callable[[Any], Any]


def ordered_map(fn: Callable[[A], B], items: Iterable[A], workers: int) -> Iterator[B]:
    """fn of each item, in order; in forked processes where workers is over 1. An exception of fn or of items is raised.

    With processes, a thread reads the items, so that a result comes out while the source of the next item still sleeps.
    Where a process is killed, a line on stderr says so, and this process does what was underway and the rest: nothing
    is lost or done out of order.
    """
    if workers <= 1:
        return map(fn, items)
    return _in_processes(fn, items, workers)


def _in_processes(fn: Callable[[A], B], items: Iterable[A], workers: int) -> Iterator[B]:
    # Forked before any thread of ours exists; fn reaches the processes by the fork, so it may be a closure.
    context = multiprocessing.get_context("fork")
    pending: queue.Queue[tuple[A, Future[B] | None] | BaseException | None] = queue.Queue(maxsize=workers * _AHEAD)
    stop = threading.Event()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(fn,)) as pool:
        pool.submit(int).result()
        feeder = threading.Thread(target=_feed, args=(pool, items, pending, stop), name="reader", daemon=True)
        feeder.start()
        try:
            while (due := pending.get()) is not None:
                if isinstance(due, BaseException):
                    raise due
                yield _result(fn, *due)
        finally:
            stop.set()
            _drain(pending)


def _result(fn: Callable[[A], B], item: A, underway: "Future[B] | None") -> B:
    """The result of an item, from the process that does it, else from this one."""
    try:
        if underway is not None:
            return underway.result()
    except BrokenProcessPool:
        print("A worker process was killed: this one goes on alone, more slowly. Is memory short?", file=sys.stderr)
    return fn(item)


def _submitted(pool: ProcessPoolExecutor, item: Any) -> "Future[Any] | None":
    """The item on its way through the pool; None where the pool is no more."""
    try:
        return pool.submit(_call, item)
    except BrokenProcessPool:
        return None


def _feed(pool: ProcessPoolExecutor, items: Iterable[A], pending: "queue.Queue[Any]", stop: threading.Event) -> None:
    try:
        for item in items:
            if stop.is_set():
                return
            pending.put((item, _submitted(pool, item)))
        pending.put(None)
    except BaseException as error:
        pending.put(error)


def _drain(pending: "queue.Queue[Any]") -> None:
    """Let go of what waits, so that a reader that is stuck in `put` sees that the run has ended."""
    while True:
        try:
            due = pending.get_nowait()
        except queue.Empty:
            return
        if isinstance(due, tuple) and due[1] is not None:
            due[1].cancel()


def _start(fn: Callable[[Any], Any]) -> None:
    global _fn  # noqa: PLW0603 - one function per worker process, set once at its start
    _fn = fn
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends the pool


def _call(item: Any) -> Any:
    return _fn(item)
