"""Say in words what an answer did: its error, its missing return, its known mistake."""

from __future__ import annotations

import dis
import re
import textwrap
import traceback
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

from .code_reading import own_code
from .comparing import message_of, same, short
from .records import Exercise
from .running import Outcome, call

_ERRORS: dict[type[BaseException], str] = {
    SystemExit: "This would end the whole notebook: return ends the function alone.",
    IndexError: "A place was asked for that is past the end, or counts back beyond the "
    "beginning, or the thing is empty.",
    KeyError: "A key was asked for that the dictionary does not have.",
    ImportError: "There is no module or no name like that: check the spelling.",
    UnboundLocalError: "Some line of the function gives this name a value, so it is "
    "its own, even where the notebook has one of this name: set it further up, or move "
    "this line to where it is set.",
    NameError: "A name is used that has no value: is it spelled right, set before this "
    "line, or is an import missing? After a restart, run the set-up cell first.",
    AttributeError: "A value has another type than the line expects: print type(...).",
    RecursionError: "The function calls itself without end.",
    TypeError: "A value has another type than the line expects: print type(...).",
    UnicodeError: "Bytes and text do not fit: which encoding is meant, and may some "
    "bytes be no text at all?",
    ValueError: "The type is right, the value is not: print it just before this line.",
    ZeroDivisionError: "The divisor is 0 here: which case makes it so?",
    StopIteration: "next(…) was asked for one more, and there was none: next(…, None) "
    "gives None then.",
    re.error: "re cannot read a pattern: is each of its brackets closed, and does the "
    "pattern stand first, and the text after it?",
    AssertionError: "An assert of your own does not hold here: print its values.",
}
# What Python and libraries say, and what to do: more than the error's kind tells.
_MESSAGES = {
    r"is ambiguous": "Many numbers at once are neither true nor false. Ask .all() or "
    ".any() of a comparison; their largest and smallest are .max() and .min().",
    r"cannot unpack non-iterable (int|float)": "This is a single number, and there are "
    "several names for it. A loop through a dictionary gives its keys alone: .items() "
    "gives pairs, and enumerate(…) places with elements. min and max give a key, too: "
    "d[key] is what it leads to.",
    r"'(int|float)' object is not subscriptable": "A single number has no places to "
    "ask for. Is it a key? A loop, min and max give the keys of a dictionary: d[key] "
    "is what one leads to.",
    r"values to unpack|cannot unpack": "It has another number of parts than there are "
    "names for it. A loop through a dictionary gives its keys alone: .items() gives "
    "pairs, and enumerate(…) places with elements.",
    r"'list' object is not callable": "Round brackets call a function, and what stands "
    "before them is a list, which takes square ones. Or has it taken the name of a "
    "function?",
    r"'(dict|Counter|defaultdict)' object is not callable": "Round brackets call a "
    "function; a dictionary takes square ones. Where a function is asked for, as after "
    "key=, its .get is one.",
    r"changed size during iteration": "The loop goes through the very thing that it "
    "changes: let it go through list(…) of it, or put what is new into another one.",
    r"exactly one argument \(0 given\)": "A function was called with nothing between "
    "its brackets. After key= stands the function itself, without brackets.",
    r"'dict' object has no attribute '(append|add|insert|extend)'": "A dictionary gets "
    "an entry by d[key] = value.",
    r"'(dict|set)' object has no attribute 'sort'": "Only a list can be sorted in its "
    "place; sorted(…) makes a sorted list of anything.",
    r"'set' object is not subscriptable": "A set has no order, so no place in it can "
    "be asked for: sorted(…) makes a list of it.",
    r"'list' object has no attribute '(items|keys|values)'": "A list has no keys: a "
    "loop goes through the list itself.",
    r"'list' object cannot be interpreted as an integer": "range takes a number, such "
    "as len of a list; a loop can also go through the list itself.",
    r"(for (-|/|//|\*\*)=?|r pow\(\)): .*'list'|must be real number, not list": "That "
    "cannot be done with a list as a whole: go through its elements, or make an array "
    "or a tensor of it first.",
    r"must be Tensor, not ": "This is no tensor: torch.tensor(…) makes one.",
    r"'list' object has no attribute '(exp|log|max|mean|min|shape|size|softmax|sum)'": (
        "A list has none of this: torch.tensor(…) makes a tensor of it, and len(…), "
        "max(…), min(…) and sum(…) take a list."
    ),
    r"Dimension out of range": "The tensor has fewer dimensions than that: they are "
    "counted from 0, and the last is -1. print its .shape.",
    r"of type '(generator|map|zip|filter)'|'(generator|map|zip|filter)' object is not "
    r"subsc": "This only gives one element after another: list(…) makes a list of it.",
    r"of type '(int|float)' has no len": "This is "
    "one number where a list is expected: which of the two was meant?",
    r"for \^: 'float'": "^ is no power in Python, it compares bits: the square of x is "
    "x**2.",
    r"for \+: 'dict' and 'dict'": "Two dictionaries are put together by |, not by +.",
    r"missing \d|takes \S+ .*argument|takes no|(unexpected|invalid) keyword|"
    r"expected (at (least|most) )?\d+ argument": "Between its parentheses this call "
    "has an argument too many, or lacks one: look up which it takes, in which order.",
    r"bad escape": "With this sign a backslash means nothing there. Is the order "
    "right? re.sub takes the pattern, what to put in a match's place, and the text.",
    r"for \+=?: '(int|float)' and 'tuple'": "A number and a pair cannot be added. Take "
    "the number out of it, as in pair[1].",
    r"for \+=?: '(int|float)' and 'list'|only concatenate list \(not .(int|float)": (
        "A number cannot be added to a whole list. Is its len(…) meant, one element of "
        "it, or a sum for each, [n + x for x in …]?"
    ),
    r"slice indices must be integers": "Where a slice begins and ends are whole "
    "numbers, of which the end stands for where to stop: start + len(…), for example.",
    r"has no attribute 'join'": "join belongs to the text that is to stand between: "
    '" ".join(…), with the pieces inside the brackets.',
    r"'list' object has no attribute '(lower|upper|replace|split|strip)'": "A list has "
    "no methods of texts: go through its elements, and ask each of them.",
    r"'(list|str)' object has no attribute 'get'": "Only a dictionary has .get, and "
    "this is a list or a text.",
    r"'dict_(values|keys|items)' object has no": "What .keys(), .values() and .items() "
    "give is no list yet: list(…) makes one of it.",
    r"list indices must be integers or slices, not str": "A list is asked for a place. "
    "Does a loop give elements where places are meant? Or should it be a dictionary?",
    r"'set' object does not support item": "A set holds single things, a dictionary "
    "pairs of key and value; an empty one is {}.",
    r"dictionary update sequence": "dict(…) takes pairs, such as those of .items().",
    # Of a KeyError, whose message is the key.
    r"^-?\d+$": "A dictionary is asked for a key, not for a place, and this number is "
    "no key of it. Is another dictionary meant, or a list?",
    r"for \+=?: '(int|float)' and 'str'": "A number and a text cannot be added. A loop "
    "through a dictionary gives its keys; .values() gives what they lead to.",
}
# All that is left of a body of `...`, `pass`, a docstring and comments.
_EMPTY_BODY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}


def is_empty(function: Callable[..., Any]) -> bool:
    """Tell whether a function does nothing at all, as most starters do.

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
    >>> is_empty(lambda ids: None), is_empty(lambda ids: print(ids))
    (True, False)
    """
    code = own_code(function)
    return code is not None and all(
        instruction.opname in _EMPTY_BODY
        and ("CONST" not in instruction.opname or instruction.argval in (None, ...))
        for instruction in dis.get_instructions(code)
    )


def is_as_given(function: Callable[..., Any], starter: str) -> bool:
    r"""Tell whether a function is the starter's own, where that has a bug to find.

    Parameters
    ----------
    function
        A learner's function.
    starter
        The code that the learner began with.

    Returns
    -------
    bool
        Whether it does the same with the same names, and something at all.

    Examples
    --------
    >>> names = {}
    >>> exec("def f(ids):\n    return ids  # as it was", names)
    >>> is_as_given(names["f"], "def f(ids):\n    return ids")
    True
    """
    code = own_code(function)
    if code is None or is_empty(function):
        return False
    given = compile(starter, "starter", "exec").co_consts
    return _essence(code) in [_essence(c) for c in given if isinstance(c, CodeType)]


def _essence(code: CodeType) -> tuple[object, ...]:
    """Return what makes a function do what it does, wherever it stands."""
    consts = [_essence(c) if isinstance(c, CodeType) else c for c in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, tuple(map(repr, consts))


def diagnosis(
    exercise: Exercise, cases: Sequence[tuple[Any, ...]], outcomes: Sequence[Outcome]
) -> str:
    """Name the known mistake that gives these very outcomes.

    Of an answer that never comes to a value the errors must say the same, too: many a
    mistake stops with an error of one kind.
    """
    # No list of outcomes is kept here: an error's traceback leads back to this frame,
    # and in that ring what an answer has left open would wait to be collected.
    stops = all(got.error is not None for got in outcomes)
    for mistake in exercise.mistakes:
        if all(
            _alike(got, call(mistake.function, arguments), stops)
            for got, arguments in zip(outcomes, cases, strict=True)
        ):
            return mistake.diagnosis
    return ""


def _alike(got: Outcome, other: Outcome, stops: bool) -> bool:
    if not same_outcome(got, other):
        return False
    if not stops or got.error is None or other.error is None:
        return True
    return message_of(got.error) == message_of(other.error)


def same_outcome(got: Outcome, expected: Outcome) -> bool:
    """Tell whether two calls returned the same, or raised the same kind of error."""
    if expected.error is not None:
        return isinstance(got.error, type(expected.error))
    return got.error is None and same(got.value, expected.value)


def call_text(name: str, arguments: tuple[Any, ...]) -> str:
    """Return a call as the learner would write it."""
    return f"{name}({', '.join(map(short, arguments))})"


def outcome_text(outcome: Outcome) -> str:
    """Return what a call came to: the value, or the error's kind and message."""
    if outcome.error is None:
        return short(outcome.value)
    kind = type(outcome.error).__name__
    return textwrap.shorten(f"{kind}: {message_of(outcome.error)}".rstrip(": "), 200)


def name_of(function: Callable[..., Any]) -> str:
    """Return what the learner calls the function."""
    return getattr(function, "__name__", "your function")


def nothing_returned(got: Outcome, printed: str) -> str:
    """Say why a call gave None; nothing if it gave something."""
    if got.error is not None or got.value is not None:
        return ""
    if got.changed:
        return "It changed its argument and returned nothing: use return."
    if printed:
        return "It printed, but returned None: use return."
    return "It returned None: is there a return on every way through it?"


def error_notes(function: Callable[..., Any], error: BaseException) -> list[str]:
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
    code = own_code(function)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename]
    if not own:
        return []
    said = message_of(error)
    raises = (own[-1].line or "").startswith("raise ")
    advice = [
        *(["This line raises it itself: is a value asked for here?"] if raises else []),
        *(text for pattern, text in _MESSAGES.items() if re.search(pattern, said)),
        *(text for kind, text in _ERRORS.items() if isinstance(error, kind)),
    ]
    return [f"The error came up in line {own[-1].lineno}: {own[-1].line}", *advice[:1]]
