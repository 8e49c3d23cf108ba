"""Run a learner's function in a thread, where it cannot run in a process of its own."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from .running import Stopped, refusing
from .watching import MEGABYTES, Ended, Stream, Watch

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

T = TypeVar("T")


class _Worker(Generic[T]):
    """The thread of a learner's function."""

    def __init__(self, work: Callable[[Watch], T]) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.watch = Watch()
        self.finished = threading.Event()
        self.result: T | None = None
        self.failed = ""
        self._work = work

    def _run(self) -> None:
        sys.settrace(None)  # the exception might leave a tracer's lock held for ever
        try:
            self.result = self._work(self.watch)
        except Stopped:
            pass
        except BaseException:
            self.failed = traceback.format_exc()
        finally:
            self.finished.set()

    def is_current(self) -> bool:
        """Tell whether the code that asks runs in this thread."""
        return threading.current_thread() is self.thread

    def stop(self) -> None:
        """Raise an exception in the thread until it has ended, but not for ever."""
        for _ in range(100):  # a bare `except:` in the thread may swallow the first
            if self.finished.is_set():
                return
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self.thread.ident or 0), ctypes.py_object(Stopped)
            )
            self.finished.wait(0.01)


def in_thread(work: Callable[[Watch], T], seconds: float) -> Ended[T]:
    """Do some work in a thread, within limits of time and memory.

    When the time is up an exception is raised in the thread, which works on every
    platform and ends any loop written in Python. A call that never comes back to Python
    is left behind, and kept quiet.

    Parameters
    ----------
    work
        What to do, as in `apart.apart`.
    seconds
        How long it may take until it calls ``watch.ours()``.

    Returns
    -------
    Ended
        The result, or why there is none.

    Raises
    ------
    RuntimeError
        If the work itself fails, which is no fault of the learner's.
    """
    worker = _Worker(work)
    with _kept_apart(worker):
        worker.thread.start()
        try:
            deadline, most = time.monotonic() + seconds, _peak() + MEGABYTES
            over_time = over_memory = False
            while not worker.finished.wait(0.05):
                over_time = time.monotonic() > deadline and not worker.watch.is_ours
                over_memory = _peak() > most
                if over_time or over_memory:
                    break
        finally:  # also when the learner interrupts the kernel
            worker.stop()
        if worker.finished.is_set():
            worker.thread.join()
    if worker.failed:
        raise RuntimeError(worker.failed)
    if worker.result is not None:
        return Ended(worker.watch, worker.result)
    goes_on = worker.thread.is_alive()
    if over_memory:
        return Ended(worker.watch, why="memory", goes_on=goes_on)
    return Ended(worker.watch, why="time", goes_on=goes_on)


@contextlib.contextmanager
def _kept_apart(worker: _Worker[T]) -> Iterator[None]:
    """Keep what a worker prints, and refuse it `input`, for as long as it lives."""
    before = sys.stdout, sys.stderr
    watch, is_current = worker.watch, worker.is_current
    refused = contextlib.ExitStack()
    refused.enter_context(refusing(is_current))
    sys.stdout = Stream(sys.stdout, watch, is_current)
    sys.stderr = Stream(sys.stderr, watch, is_current)
    try:
        yield
    finally:
        if not worker.thread.is_alive():
            sys.stdout, sys.stderr = before
            refused.close()


def _peak() -> int:
    """Return the most memory that the process has had, in megabytes (0 on Windows)."""
    if resource is None:
        return 0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
