"""Run a learner's function where it can do no harm: on copies, and not for ever."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import io
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .comparing import same

SECONDS = 5.0  # for all cases of a check together
PRINTED = 1_000  # characters of a learner's own printing that are kept


class Outcome(NamedTuple):
    """What one call came to: a value or an error, and whether it changed arguments."""

    value: Any
    error: BaseException | None = None
    changed: bool = False


class Run(NamedTuple):
    """What the calls came to; fewer outcomes than cases if the time was up."""

    outcomes: list[Outcome]
    printed: str


class _TimeUpError(BaseException):
    """Raised inside a learner's function; not an Exception, which it may catch."""


class _FirstPart(io.TextIOBase):
    """A stream that keeps the start of what is written and drops the rest."""

    def __init__(self) -> None:
        self.kept = ""

    def write(self, text: str, /) -> int:
        """Keep as much of the text as there is room for."""
        self.kept += text[: PRINTED - len(self.kept)]
        return len(text)


def call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """Call a function on copies of the arguments.

    Parameters
    ----------
    function
        The function to call.
    arguments
        Its arguments, in order; they are left as they are.

    Returns
    -------
    Outcome
        What it returned or raised.
    """
    copies = copy.deepcopy(arguments)
    try:
        value = function(*copies)
    except _TimeUpError:
        raise
    except BaseException as error:  # SystemExit too: an answer must not end the kernel
        return Outcome(None, error)
    return Outcome(value, changed=not same(copies, arguments))


def run(
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    seconds: float = SECONDS,
) -> Run:
    """Call a learner's function on all cases, within a time limit.

    The calls are made in a thread of their own. When the time is up an exception is
    raised in that thread, which works on every platform and ends any loop written in
    Python. A call that never comes back to Python is left behind.

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

    def work() -> None:
        sys.settrace(None)  # the exception might leave a tracer's lock held for ever
        with contextlib.suppress(_TimeUpError):
            for arguments in cases:
                outcomes.append(call(function, arguments))

    thread = threading.Thread(target=work, daemon=True)
    with contextlib.redirect_stdout(_FirstPart()) as printed:
        thread.start()
        try:
            thread.join(seconds)
        finally:  # also when the learner interrupts the kernel
            _stop(thread)
    return Run(list(outcomes), printed.kept)


def _stop(thread: threading.Thread) -> None:
    """Raise an exception in a thread until it has ended, but not for ever."""
    for _ in range(20):  # a bare `except:` in the thread may swallow the first ones
        if not thread.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_TimeUpError)
        )
        thread.join(0.05)
