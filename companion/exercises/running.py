"""Run a learner's function where it can do no harm: on copies, and not for ever."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import dis
import importlib
import inspect
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .comparing import same

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 5.0  # for all cases of a check together
MEGABYTES = 500  # of memory, beyond what the kernel has used before
PRINTED = 1_000  # characters of a learner's own printing that are kept


class Outcome(NamedTuple):
    """What one call came to: a value or an error, and whether it changed arguments."""

    value: Any
    error: BaseException | None = None
    changed: bool = False


class Run(NamedTuple):
    """What the calls came to; fewer outcomes than cases if they were stopped."""

    outcomes: list[Outcome]
    printed: str
    goes_on: bool = False  # a call that could not be ended


class _Worker:
    """The thread of a learner's function, and the start of what it printed."""

    def __init__(self, work: Callable[[_Worker], None]) -> None:
        self.thread = threading.Thread(target=work, args=(self,), daemon=True)
        self.printed = ""
        self.finished = threading.Event()
        self.stopped = False

    def is_current(self) -> bool:
        """Tell whether the code that asks runs in this thread."""
        return threading.current_thread() is self.thread

    def stop(self) -> None:
        """Raise an exception in the thread until it has ended, but not for ever.

        It is `SystemExit`, which is no `Exception` that the function may catch, and the
        only one of which Python says nothing if it comes too late.
        """
        self.stopped = True
        for _ in range(100):  # a bare `except:` in the thread may swallow the first
            if self.finished.is_set():
                return
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self.thread.ident or 0), ctypes.py_object(SystemExit)
            )
            self.finished.wait(0.01)


class _Stream:
    """Keeps the start of what a worker writes; what others write goes on."""

    def __init__(self, behind: Any, worker: _Worker) -> None:
        self._behind = behind
        self._worker = worker

    def write(self, text: str) -> int:
        """Keep as much of a worker's text as there is room for."""
        if not self._worker.is_current():
            return int(self._behind.write(text))
        self._worker.printed += text[: PRINTED - len(self._worker.printed)]
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)


def call(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    worker: _Worker | None = None,
) -> Outcome:
    """Call a function on copies of the arguments.

    Parameters
    ----------
    function
        The function to call.
    arguments
        Its arguments, in order; they are left as they are.
    worker
        The thread that this is called in, if it may be stopped.

    Returns
    -------
    Outcome
        What it returned, as it was at that moment, or raised.
    """
    copies = copy.deepcopy(arguments)
    try:
        value = function(*copies)
    except BaseException as error:  # SystemExit too: an answer must not end the kernel
        if worker is not None and worker.stopped:
            raise
        return Outcome(None, error)
    changed = not same(copies, arguments)
    # A generator cannot be copied, for example; most that can be changed later can.
    with contextlib.suppress(Exception):
        value = copy.deepcopy(value)
    return Outcome(value, changed=changed)


def run(
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    seconds: float = SECONDS,
) -> Run:
    """Call a learner's function on all cases, within limits of time and memory.

    The calls are made in a thread of their own. When the time is up an exception is
    raised in that thread, which works on every platform and ends any loop written in
    Python. A call that never comes back to Python is left behind, and kept quiet.

    Parameters
    ----------
    function
        The learner's function.
    cases
        The arguments of each call.
    seconds
        How long all the calls may take together.

    Returns
    -------
    Run
        The outcomes in the order of the cases, and the start of what was printed.
    """
    outcomes: list[Outcome] = []

    def work(worker: _Worker) -> None:
        sys.settrace(None)  # the exception might leave a tracer's lock held for ever
        try:
            for arguments in cases:
                outcomes.append(call(function, arguments, worker))
        except SystemExit:
            pass
        finally:
            worker.finished.set()

    _import_first(function)
    worker = _Worker(work)
    with _apart(worker):
        worker.thread.start()
        try:
            deadline, most = time.monotonic() + seconds, _peak() + MEGABYTES
            while not worker.finished.wait(0.05):
                if time.monotonic() > deadline or _peak() > most:
                    break
        finally:  # also when the learner interrupts the kernel
            worker.stop()
        if worker.finished.is_set():
            worker.thread.join()
        return Run(list(outcomes), worker.printed, worker.thread.is_alive())


@contextlib.contextmanager
def _apart(worker: _Worker) -> Iterator[None]:
    """Keep what a worker prints, and refuse it `input`, for as long as it lives."""
    before = sys.stdout, sys.stderr, builtins.input

    def no_input(prompt: object = "", /) -> str:
        if not worker.is_current():
            return before[2](prompt)
        raise RuntimeError(
            "input() would wait for the keyboard: everything that the function needs "
            "is in its arguments"
        )

    sys.stdout = _Stream(sys.stdout, worker)
    sys.stderr = _Stream(sys.stderr, worker)
    builtins.input = no_input
    try:
        yield
    finally:
        if not worker.thread.is_alive():
            sys.stdout, sys.stderr, builtins.input = before


def _import_first(function: Callable[..., Any]) -> None:
    """Import what a function imports, which may take longer than it is given."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    for instruction in dis.get_instructions(code) if code else ():
        if instruction.opname == "IMPORT_NAME":
            with contextlib.suppress(Exception):  # it will come up in the call
                importlib.import_module(instruction.argval)


def _peak() -> int:
    """Return the most memory that the process has had, in megabytes (0 on Windows)."""
    if resource is None:
        return 0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
