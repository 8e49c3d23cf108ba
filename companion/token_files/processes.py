"""Who makes the parts of token files: this process, or several on all cores.

Each gives a `Run`, and so do the workers of a cluster (see `cluster`).
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process, resource_tracker

from .parts import NumberedPart, Outcome

Work = Callable[[NumberedPart], Outcome]
"""What is done with each part: `parts.make_part` or another, its job given."""

Run = Callable[[Iterable[NumberedPart]], Iterator[Outcome]]
"""Does the work on many parts, and yields what became of them in any order."""


@contextmanager
def here(work: Work) -> Iterator[Run]:
    """Work on the parts in this process."""
    yield partial(map, work)


@contextmanager
def in_processes(n: int, work: Work) -> Iterator[Run]:
    """Work on the parts in several processes; `work` can be pickled.

    The `Run` raises a `RuntimeError` if one of them is killed.
    """
    # A forked process would inherit locks that threads of this one may hold.
    pool = ProcessPoolExecutor(n, get_context("spawn"), _start_process)

    def submit(part: NumberedPart) -> Future[Outcome]:
        with _ctrl_c_kept_back():  # a process is started when there is work for it
            return pool.submit(work, part)

    try:
        yield partial(completed, submit, lambda: 2 * n)
    except BrokenProcessPool as error:
        raise RuntimeError(
            "a process was killed, perhaps because the system is short of memory "
            "(fewer processes need less), or the script lacks "
            '`if __name__ == "__main__":`'
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_kept_back() -> Iterator[None]:
    """Start processes that Ctrl-C never reaches; this one gets it afterwards.

    Until a process ignores Ctrl-C by itself it would end in a traceback. What is
    blocked here is blocked in the processes started meanwhile. (Windows has no such
    thing.)
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # When it starts it lets Ctrl-C through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_process() -> None:
    # Ctrl-C reaches all processes; the main one sees to the end of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process if the main one is killed: it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def completed(
    submit: Callable[[NumberedPart], Future[Outcome]],
    limit: Callable[[], int],
    parts: Iterable[NumberedPart],
) -> Iterator[Outcome]:
    """Hand out parts, a few ahead of what can be worked on, and yield what is done.

    `limit` says how many may be waited for at a time. It is asked every second, and
    ends the work if it raises an error.
    """
    waiting: set[Future[Outcome]] = set()
    for part in parts:
        waiting.add(submit(part))
        while len(waiting) >= limit():
            yield from _done(waiting)
    while waiting:
        yield from _done(waiting)
        limit()


def _done(waiting: set[Future[Outcome]]) -> Iterator[Outcome]:
    """Yield and take out what is done, after a second at the latest."""
    done, _ = wait(waiting, timeout=1, return_when=FIRST_COMPLETED)
    waiting -= done
    yield from (future.result() for future in done)
