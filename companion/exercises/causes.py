"""Mistakes of any exercise that show in the code of an answer, or in its error."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

from .code_reading import (
    breaks_a_for,
    leaves,
    names_read,
    nested,
    outside_loops,
    own_code,
    surroundings,
    syntax,
)
from .comparing import message_of, short
from .messages import NO_PATTERN, meanings, none_here, raised_by_re
from .running import Outcome

# IPython puts functions of its own under these names.
_NOT_SHADOWED = {"exit", "quit", "open", "input", "display", "get_ipython"}
BREAK_IN_FOR = (
    "The break stands in a for loop, so it ends that one and not the while loop. "
    "Should it stand further to the left, below the for loop?"
)
_CONTROL = re.compile(r"[\x00-\x08]")  # what \b and \1 are without the r


def causes(function: Callable[..., Any], got: Outcome) -> list[str]:
    """Name what in a function's code, surroundings or error explains its outcome.

    Parameters
    ----------
    function
        The learner's function.
    got
        What a call came to that is not what it should be.

    Returns
    -------
    list of str
        Sentences; none if nothing is found.
    """
    code = own_code(function)
    codes = list(nested(code)) if code else []
    around = surroundings(function)
    return [
        *_shadowed_outside(codes, around),
        *_shadowed_inside(codes, got.error),
        *_without_r(codes, around),
        *_nothing_in_it(codes, got.error, function),
    ]


def unread(function: Callable[..., Any], solution: Callable[..., Any]) -> list[str]:
    """Name the parameters that an answer never reads, but the solution does."""
    code, other = own_code(function), own_code(solution)
    if code is None or other is None:
        return []
    pairs = zip(_parameters(code), _parameters(other), strict=False)
    read, needed = names_read(function), names_read(solution)
    names = [own for own, its in pairs if own not in read and its in needed]
    if not names:
        return []
    return [
        f"No line of it reads {' and '.join(names)}. Was it left out, or does a "
        "variable of the notebook stand in its place?"
    ]


def early_return(function: Callable[..., Any]) -> list[str]:
    """Find a loop that always returns in its first round."""
    for node in syntax(function):
        if not isinstance(node, ast.For | ast.While):
            continue
        goes_on = any(isinstance(n, ast.Continue) for n in outside_loops(node.body))
        if _always_returns(node.body[-1]) and not goes_on:
            return [
                "A return stands inside the loop, so the loop ends in its first round. "
                "Should it stand below the loop, further to the left?"
            ]
    return []


def _always_returns(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If) and statement.orelse:
        return all(map(_always_returns, (statement.body[-1], statement.orelse[-1])))
    return isinstance(statement, ast.Return)


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount]


def _shadowed_outside(
    codes: Sequence[CodeType], around: dict[str, Any]
) -> Iterator[str]:
    """Notice that a cell gave the name of one of Python's own functions to a value."""
    for name in dict.fromkeys(name for code in codes for name in code.co_names):
        usual = getattr(builtins, name, None)
        if not callable(usual) or name not in around or name in _NOT_SHADOWED:
            continue
        value = around[name]
        imported = callable(value) and getattr(value, "__module__", "") != "__main__"
        if value is not usual and not imported:
            yield (
                f"{name} is no longer Python's own {name}: a cell gave this name to "
                f"{short(value)}. Run del {name}, and choose another name there."
            )


def _shadowed_inside(
    codes: Sequence[CodeType], error: BaseException | None
) -> Iterator[str]:
    """Notice the same within the function, where it led to an error."""
    called = isinstance(error, TypeError) and "not callable" in message_of(error)
    if called or isinstance(error, UnboundLocalError):
        for name in dict.fromkeys(name for code in codes for name in code.co_varnames):
            if callable(getattr(builtins, name, None)):
                yield (
                    f"Inside the function {name} is a variable of yours, and no longer "
                    f"Python's own {name}: choose another name for it."
                )


def _without_r(codes: Sequence[CodeType], around: dict[str, Any]) -> Iterator[str]:
    """Notice control characters in a pattern, which nobody writes on purpose."""
    names = {name for code in codes for name in code.co_names}
    texts = [const for code in codes for const in code.co_consts]
    texts += [around.get(name) for name in names]
    if "re" in names and any(
        isinstance(text, str) and _CONTROL.search(text) for text in texts
    ):
        yield (
            "Your pattern lacks its r: without it Python takes \\b for a backspace and "
            '\\1 for the character with the number 1. Write r"…".'
        )


def _wrong_piece(text: str, error: BaseException) -> Iterator[str]:
    """Explain what was given to join or to `re`, or asked of a dictionary."""
    if piece := re.search(r"expected str instance, (\w+) found", text):
        what = {
            "tuple": "a tuple: a pair, perhaps, that holds the text",
            "int": "an int: a number where the text should stand",
            "bytes": 'of the kind bytes: b"".join(…) puts those together',
        }.get(piece[1], f"of the kind {piece[1]}")
        yield f"join takes only texts, and one of its pieces is {what}."
    if view := re.search(r"'dict_(\w+)' object is not subscriptable", text):
        yield (
            f"What .{view[1]}() gives cannot be asked for a place. list(…) around it "
            "can, but a place is not always what one needs."
        )
    kind = re.search(r"unhashable type: '(list|set|dict|Counter)'", text)
    if kind and raised_by_re(error):
        yield NO_PATTERN
    elif kind:
        yield (
            f"Since a {kind[1]} can change, it cannot be a key of a dictionary, nor "
            "stand in a set. If its elements were meant, .extend, or a * before it, "
            "puts in each by itself, and a loop asks for one after the other. If not, "
            "make it a tuple: (…, …) or tuple(…)."
        )


def _nothing_in_it(
    codes: Sequence[CodeType],
    error: BaseException | None,
    function: Callable[..., Any],
) -> Iterator[str]:
    """Explain errors whose message does not say what to do."""
    text = message_of(error) if error is not None else ""
    yield from meanings(text)
    loops = [node for node in syntax(function) if isinstance(node, ast.While)]
    asked = re.search(r"\b(max|min)\(\)", text)
    if isinstance(error, ValueError) and asked and "empty" in text:
        nothing = f"There is nothing to take the {asked[1]} of"
        if loops and breaks_a_for(loops[0]) and not leaves(loops[0]):
            yield f"{nothing}. {BREAK_IN_FOR}"
        elif loops:
            yield (
                f"{nothing}. If the loop is at its end then, ask for that before this "
                "line, and leave it with break."
            )
        else:
            yield (
                f"{nothing}. If there should be something, look at the lines that fill "
                "it. If not, ask for that before this line, or say with "
                f"{asked[1]}(…, default=…) what comes out then."
            )
    if isinstance(error, ValueError) and "not in list" in text:
        yield (
            "What you look for is not in that list. Print both: does the list hold "
            "things of this kind, or others, such as tokens where you ask for an ID?"
        )
    if isinstance(error, TypeError):
        yield from _wrong_piece(text, error)
    if isinstance(error, TypeError) and "'builtin_function_or_method'" in text:
        yield (
            "A function stands there without its parentheses, so it was not called: "
            "f is the function, f() what it returns."
        )
    if isinstance(error, TypeError | AttributeError) and "'NoneType'" in text:
        yield none_here({name for code in codes for name in code.co_names}, text)
