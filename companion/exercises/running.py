"""Call a learner's function on copies, and refuse it what would end the notebook."""

from __future__ import annotations

import builtins
import contextlib
import copy
import dis
import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .code_reading import own_code
from .comparing import same

NO_INPUT = (
    "input() would wait for the keyboard: everything that the function needs is in its "
    "arguments"
)
NO_EXIT = "exit() would end the whole notebook: return ends the function alone"


class Outcome(NamedTuple):
    """What one call came to: a value or an error, and whether it changed arguments."""

    value: Any
    error: BaseException | None = None
    changed: bool = False


class Stopped(SystemExit):
    """Ends the thread of a function that takes too long.

    It is no `Exception` that the function may catch.
    """


def call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """Call a function on copies of the arguments.

    What it does to Python itself, to the builtins or the trace, is undone.

    Parameters
    ----------
    function
        The function to call.
    arguments
        Its arguments, in order; they are left as they are.

    Returns
    -------
    Outcome
        What it returned, as it was at that moment, or raised.
    """
    copies = copy.deepcopy(arguments)
    known, trace = vars(builtins).copy(), sys.gettrace()
    try:
        value = function(*copies)
    except Stopped:
        raise
    except BaseException as error:  # SystemExit too: an answer must not end the kernel
        return Outcome(None, error)
    finally:
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if vars(builtins) != known:
            for name in vars(builtins).keys() - known.keys():
                del vars(builtins)[name]
            vars(builtins).update(known)
    changed = not same(copies, arguments)
    # A generator cannot be copied, for example; most that can be changed later can.
    with contextlib.suppress(Exception):
        value = copy.deepcopy(value)
    return Outcome(value, changed=changed)


@contextlib.contextmanager
def refusing(concerns: Callable[[], bool]) -> Iterator[None]:
    """Refuse an answer what would wait for the keyboard or end the notebook.

    Parameters
    ----------
    concerns
        Tells whether the code that asks is an answer's; other code gets what it wants.

    Yields
    ------
    None
        While `input` and `exit` raise an error.
    """
    shell = None
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()

    def guarded(kept: Callable[..., Any], message: str) -> Callable[..., Any]:
        def ask(*arguments: Any, **options: Any) -> Any:
            if concerns():
                raise RuntimeError(message)
            return kept(*arguments, **options)

        return ask

    places: list[tuple[Any, str, str]] = [(builtins, "input", NO_INPUT)]
    # In a notebook exit and quit call ask_exit; elsewhere they raise SystemExit.
    if hasattr(shell, "ask_exit"):  # the shell of a test may have none
        places.append((shell, "ask_exit", NO_EXIT))
    before = [getattr(owner, name) for owner, name, _ in places]
    for (owner, name, message), kept in zip(places, before, strict=True):
        setattr(owner, name, guarded(kept, message))
    try:
        yield
    finally:
        for (owner, name, _), kept in zip(places, before, strict=True):
            setattr(owner, name, kept)


def import_first(function: Callable[..., Any]) -> None:
    """Import what a function imports, which may take longer than it is given."""
    code = own_code(function)
    for instruction in dis.get_instructions(code) if code else ():
        if instruction.opname == "IMPORT_NAME":
            with contextlib.suppress(Exception):  # it will come up in the call
                importlib.import_module(instruction.argval)
