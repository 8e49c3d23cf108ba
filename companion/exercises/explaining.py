"""Say in words what an answer did: its error, its missing return, its known mistake."""

from __future__ import annotations

import dis
import inspect
import textwrap
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from .comparing import difference, same, short
from .records import Exercise
from .running import Outcome, call, run

_ERRORS: dict[type[BaseException], str] = {
    IndexError: "A place was asked for that is past the end, or the thing is empty.",
    KeyError: "A key was asked for that the dictionary does not have.",
    ImportError: "There is no module or no name like that: check the spelling.",
    NameError: "A name is used that has no value: is it spelled right, set before this "
    "line, or is an import missing?",
    AttributeError: "A value has another type than the line expects: print type(...).",
    RecursionError: "The function calls itself without end.",
    TypeError: "A value has another type than the line expects: print type(...).",
    UnicodeError: "Bytes and text do not fit: which encoding is meant, and may some "
    "bytes be no text at all?",
    ValueError: "The type is right, the value is not: print it just before this line.",
    ZeroDivisionError: "The divisor is 0 here: which case makes it so?",
    AssertionError: "An assert of your own does not hold here: print its values.",
}
# All that is left of a body of `...`, `pass`, a docstring and comments.
_EMPTY_BODY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}


def is_untouched(function: Callable[..., Any]) -> bool:
    """Tell whether a function does nothing at all, as a starter does.

    Parameters
    ----------
    function
        A learner's function.

    Returns
    -------
    bool
        Whether its body is only `...`, `pass`, a docstring or comments.

    Examples
    --------
    >>> is_untouched(lambda ids: None), is_untouched(lambda ids: print(ids))
    (True, False)
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code is not None and all(
        instruction.opname in _EMPTY_BODY for instruction in dis.get_instructions(code)
    )


def diagnosis(
    exercise: Exercise, cases: Sequence[tuple[Any, ...]], outcomes: Sequence[Outcome]
) -> str:
    """Name the known mistake that gives these very outcomes.

    Parameters
    ----------
    exercise
        The exercise.
    cases
        The arguments of each call.
    outcomes
        What a learner's function made of each.

    Returns
    -------
    str
        The mistake's diagnosis, or nothing.
    """
    for mistake in exercise.mistakes:
        if all(
            same_outcome(got, call(mistake.function, arguments))
            for got, arguments in zip(outcomes, cases, strict=True)
        ):
            return mistake.diagnosis
    return ""


def same_outcome(got: Outcome, expected: Outcome) -> bool:
    """Tell whether two calls returned the same, or raised the same kind of error.

    Parameters
    ----------
    got, expected
        What the two calls came to.

    Returns
    -------
    bool
        Whether they are the same for a learner's purposes.
    """
    if expected.error is not None:
        return isinstance(got.error, type(expected.error))
    return got.error is None and same(got.value, expected.value)


def call_text(name: str, arguments: tuple[Any, ...]) -> str:
    """Return a call as the learner would write it.

    Parameters
    ----------
    name
        The function's name.
    arguments
        The call's arguments.

    Returns
    -------
    str
        One line.
    """
    return f"{name}({', '.join(map(short, arguments))})"


def outcome_text(outcome: Outcome) -> str:
    """Return what a call came to: the value, or the error's kind and message.

    Parameters
    ----------
    outcome
        What the call came to.

    Returns
    -------
    str
        One line.
    """
    if outcome.error is None:
        return short(outcome.value)
    kind = type(outcome.error).__name__
    return textwrap.shorten(f"{kind}: {outcome.error}".rstrip(": "), 200)


def wrong_value(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    got: Outcome,
    expected: Outcome,
    printed: str,
) -> list[str]:
    """Say what is wrong with what a call returned, beside the value itself.

    Parameters
    ----------
    function, arguments
        The learner's function, and what it was given.
    got, expected
        What that came to, and what it should have come to.
    printed
        What the function printed.

    Returns
    -------
    list of str
        Sentences, the most helpful first.
    """
    if got.value is None and got.changed:
        return ["It changed its argument and returned nothing: use return."]
    if got.value is None and printed:
        return ["It printed, but returned None: use return."]
    if got.value is None:
        return ["It returned None: is there a return on every way through it?"]
    lines = [difference(got.value, expected.value)]
    again = run(function, [arguments]).outcomes
    if again and not same_outcome(again[0], got):
        lines.append(
            "Called again with the same arguments it gives something else. It keeps "
            "something from the call before: in a default argument, or outside?"
        )
    return list(filter(None, lines))


def error_place(function: Callable[..., Any], error: BaseException) -> list[str]:
    """Name the line of the learner's own code that raised, and what to look for.

    Parameters
    ----------
    function
        The learner's function.
    error
        What it raised.

    Returns
    -------
    list of str
        One or two sentences; none if the call itself failed, for example for its
        number of arguments.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename]
    if not own:
        return []
    advice = [text for kind, text in _ERRORS.items() if isinstance(error, kind)][:1]
    return [f"The error came up in line {own[-1].lineno}: {own[-1].line}", *advice]
