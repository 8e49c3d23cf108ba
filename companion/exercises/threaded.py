"""Run a learner's function in a thread, where it cannot run in a process of its own."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, TypeVar

from .running import Stopped, refusing
from .watching import MEGABYTES, Clock, Ended, Stream, Watch

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

T = TypeVar("T")


class _Gate:
    """Sends an exception into a thread, as long as somebody is there to catch it.

    It may come between any two steps of the thread. So it is sent only while the
    learner's function runs, and neither into the report on it nor into the end of the
    thread.
    """

    def __init__(self) -> None:
        self.is_closed = False
        self._lock = threading.Lock()

    def send(self, thread: threading.Thread) -> None:
        """Raise `Stopped` in the thread, if the gate is open."""
        with self._lock:
            if not self.is_closed:
                _raise_in(thread, Stopped)

    def close(self) -> None:
        """Let nothing through any more, and catch what is under way to here.

        Catch, and not take back: Python 3.11 forgets to lower the flag that it raised
        for an exception which was taken back, looks for one at every step from then on,
        and under a tracer (coverage, a debugger) never gets beyond looking.
        """
        with self._lock:
            self.is_closed = True
        try:
            for _ in range(2):  # a jump back is where Python looks for it
                pass
        except Stopped:
            pass

    def hear(self, kind: str, value: object) -> None:
        """Close when a watch says that the function is through."""
        if kind == "ours":
            self.close()


def _raise_in(thread: threading.Thread, kind: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(kind)
    )


class _Worker(Generic[T]):
    """The thread of a learner's function."""

    def __init__(self, work: Callable[[Watch], T]) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.gate = _Gate()
        self.watch = Watch(self.gate.hear)
        self.finished = threading.Event()
        self.result: T | None = None
        self.failed = ""
        self._work = work

    def _run(self) -> None:
        try:  # noqa: SIM105  # in `suppress` it could come as well, and out
            self._do()
        except Stopped:
            pass
        while not self.gate.is_closed:
            try:  # noqa: SIM105
                self.gate.close()
            except Stopped:  # it was under way
                pass
        self.finished.set()

    def _do(self) -> None:
        sys.settrace(None)  # the exception might leave a tracer's lock held for ever
        try:
            self.result = self._work(self.watch)
        except Stopped:
            pass
        except BaseException:
            self.failed = traceback.format_exc()

    def is_current(self) -> bool:
        """Tell whether the code that asks runs in this thread."""
        return threading.current_thread() is self.thread

    def stop(self) -> bool:
        """Raise an exception in the thread until it has ended, but not for ever.

        Returns
        -------
        bool
            False if the function has come to its end by itself.
        """
        for _ in range(100):  # a bare `except:` in the thread may swallow the first
            if self.gate.is_closed:
                break
            self.gate.send(self.thread)
            self.finished.wait(0.01)
        return not self.watch.is_ours


def in_thread(work: Callable[[Watch], T], seconds: float) -> Ended[T]:
    """Do some work in a thread, within limits of time and memory.

    When the time is up an exception is raised in the thread, which works on every
    platform and ends any loop written in Python. A call that never comes back to Python
    is left behind, and kept quiet.

    Parameters
    ----------
    work
        What to do, as in `isolated.in_isolation`.
    seconds
        How long the processor may work until the work calls ``watch.ours()``.

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
            clock, most = Clock(seconds, time.process_time), peak_memory() + MEGABYTES
            why: Literal["", "time", "busy"] = ""
            over_memory = False
            while not worker.finished.wait(0.05):
                why = "" if worker.watch.is_ours else clock.why()
                over_memory = peak_memory() > most
                if (why or over_memory) and worker.stop():
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
    return Ended(worker.watch, why=why or "time", goes_on=goes_on)


@contextlib.contextmanager
def _kept_apart(worker: _Worker[T]) -> Iterator[None]:
    """Keep what a worker prints, and refuse it `input`, for as long as it lives."""
    before = sys.stdout, sys.stderr
    watch, is_current = worker.watch, worker.is_current
    refused = contextlib.ExitStack()
    refused.enter_context(refusing(is_current))
    refused.enter_context(warnings.catch_warnings())
    warnings.simplefilter("ignore")  # as in a child
    refused.callback(setattr, sys, "unraisablehook", sys.unraisablehook)
    sys.unraisablehook = _without_stopped(sys.unraisablehook)
    sys.stdout = Stream(sys.stdout, watch, is_current)
    sys.stderr = Stream(sys.stderr, watch, is_current)
    try:
        yield
    finally:
        if not worker.thread.is_alive():
            sys.stdout, sys.stderr = before
            refused.close()


def _without_stopped(usual: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Return a hook that says nothing of what `_Worker.stop` sends once more anyway.

    It is lost, with a message, where Python tidies up in the thread: it has come into
    the end of some object's life.
    """

    def hook(lost: Any) -> None:
        if lost.exc_type is not Stopped:
            usual(lost)

    return hook


def peak_memory() -> int:
    """Return the most memory that the process has had, in megabytes (0 on Windows)."""
    if resource is None:
        return 0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
