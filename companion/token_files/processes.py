"""Who makes the parts of token files: this process, or several on all cores.

Each gives a `Run`, and so do the workers of a cluster (see `token_cluster`).
"""

from __future__ import annotations

import hashlib
import os
import pickle
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
from pathlib import Path
from typing import Any

from ..tokenization import Tokenizer
from .cutting import Part
from .folder import new_file
from .parts import Job, Outcome, make_part

Run = Callable[[Iterable[tuple[int, Part]]], Iterator[Outcome]]
"""Makes numbered parts, and yields what became of them in any order."""


@contextmanager
def here(job: Job, tokenizer: Tokenizer) -> Iterator[Run]:
    """Make parts in this process.

    Parameters
    ----------
    job
        The job.
    tokenizer
        The tokenizer.

    Yields
    ------
    callable
        See `Run`.
    """
    yield partial(map, partial(make_part, job, tokenizer))


@contextmanager
def in_processes(n: int, job: Job, pickled: bytes) -> Iterator[Run]:
    """Make parts in several processes.

    Parameters
    ----------
    n
        How many.
    job
        The job.
    pickled
        The tokenizer, pickled by this process.

    Yields
    ------
    callable
        See `Run`. It raises a `RuntimeError` if a process is killed.

    Raises
    ------
    OSError
        If the tokenizer cannot be written into the job's folder for the processes.
    """
    tokenizer = Path(job.folder, "tokenizer")
    if not job.only_hash:
        # Not an argument of the processes: it is more than a pipe holds, and if one
        # died before it had read its arguments, this one would go on writing for ever.
        with new_file(tokenizer, job.folder) as file:
            file.write(pickled)
    arguments = job, str(tokenizer)
    # A forked process would inherit locks that threads of this one may hold.
    pool = ProcessPoolExecutor(n, get_context("spawn"), _start_process, arguments)

    def submit(part: tuple[int, Part]) -> Future[Outcome]:
        with _ctrl_c_kept_back():  # a process is started when there is work for it
            return pool.submit(_make_part, job, part)

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
        if not job.only_hash:
            tokenizer.unlink(missing_ok=True)


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


# Of a process that `in_processes` has started; None if it only hashes.
_tokenizer: Any = None


def _start_process(job: Job, path: str) -> None:
    global _tokenizer
    # Ctrl-C reaches all processes; the main one sees to the end of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if not job.only_hash:
        pickled = Path(path).read_bytes()
        # What is unpickled can run code, so it must be what the main process wrote.
        if hashlib.sha256(pickled).hexdigest() != job.tokenizer:
            raise ValueError(f"{path} has changed since it was written")
        _tokenizer = pickle.loads(pickled)


def _end_with_parent() -> None:
    """End this process if the main one is killed: it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_part(job: Job, numbered: tuple[int, Part]) -> Outcome:
    return make_part(job, _tokenizer, numbered)


def completed(
    submit: Callable[[tuple[int, Part]], Future[Outcome]],
    limit: Callable[[], int],
    parts: Iterable[tuple[int, Part]],
) -> Iterator[Outcome]:
    """Hand out parts, a few ahead of what can be worked on, and yield what is done.

    Parameters
    ----------
    submit
        Hands out a part.
    limit
        Says how many parts may be waited for at a time. It is asked every second, and
        ends the work if it raises an error.
    parts
        The parts, with their numbers.

    Yields
    ------
    Outcome
        What became of a part, in any order.
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
