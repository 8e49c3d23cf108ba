"""Slips that the lines of an answer show, whatever it is to do."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .code_reading import (
    GIVE_NONE,
    body_of,
    calls_method,
    changed_in_place,
    definitions,
    leaves,
    name_of,
    names_read,
    surroundings,
    syntax,
)
from .comparing import message_of
from .running import Outcome
from .spent import spent

_SHORTEN = frozenset({"pop", "remove"})


def slips(function: Callable[..., Any], got: Outcome) -> list[str]:
    """Name what the lines of an answer do that explains its outcome.

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
    nodes = syntax(function)
    found = [*_changes_the_notebooks(function, nodes)]
    if isinstance(got.error, LookupError):
        line = traceback.extract_tb(got.error.__traceback__)[-1].line or ""
        if isinstance(got.error, IndexError):  # and no key of a dictionary
            found += [*_past_the_end(nodes, line)][:1]
        if isinstance(got.error, KeyError) and "] += " in line:
            found.append(
                "+= adds to an entry, and there is none yet for this key. A Counter, "
                "or a defaultdict(int), begins at 0; so does d.get(key, 0) + …"
            )
    found = found or [*_slices_at_elements(nodes)][:1] or spent(function)
    none = got.error is None and got.value is None
    if none or (got.error is not None and "'NoneType'" in message_of(got.error)):
        found += _kept_none(nodes)
    return found


def first_place(function: Callable[..., Any]) -> list[str]:
    """Notice a loop over a list that looks up each element's place by its value.

    Parameters
    ----------
    function
        The learner's function, for which there is no other cause.

    Returns
    -------
    list of str
        One sentence, or nothing.
    """
    for loop in syntax(function):
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Name):
            continue
        call = f"{loop.iter.id}.index({ast.unparse(loop.target)})"
        if any(
            isinstance(node, ast.Call) and ast.unparse(node) == call
            for node in ast.walk(loop)
        ):
            return [
                f"{call} is the first place where such an element stands, also for a "
                f"later one: for place, … in enumerate({loop.iter.id}) gives its own."
            ]
    return []


def by_value(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> list[str]:
    """Notice that places are looked up by a value that stands in several.

    Parameters
    ----------
    function
        The learner's function, for which there is no other cause.
    cases
        The arguments of the cases that are wrong.

    Returns
    -------
    list of str
        One sentence, or nothing.
    """
    names = [name for name in ("index", "remove") if calls_method(function, name)]
    if not names or not all(any(map(_repeats, case)) for case in cases):
        return []
    return [
        f"{names[0]} finds the first place of a value, and here a value comes again. "
        "Does it have to go by places, with range(len(…)) or enumerate(…)?"
    ]


def _repeats(values: Any) -> bool:
    if not isinstance(values, list | tuple | str):
        return False
    plain = all(isinstance(value, int | float | str) for value in values)
    return plain and len(set(values)) < len(values)


def returns_none(function: Callable[..., Any]) -> list[str]:
    """Say that what an answer returns is None, where it does not lack a return.

    Parameters
    ----------
    function
        The learner's function, which has returned None.

    Returns
    -------
    list of str
        One sentence; nothing if the last line is no return of a name.
    """
    nodes = syntax(function)
    own = definitions(nodes)[:1]
    if not own or not isinstance(last := own[0].body[-1], ast.Return):
        return []
    ways = [node.value for node in nodes if isinstance(node, ast.Return)]
    if not isinstance(last.value, ast.Name) or not all(
        isinstance(way, ast.Name) for way in ways
    ):
        return []
    name = last.value.id
    return [
        f"There is a return, but {name} is None there. Was it None at the beginning, "
        "and no line has set it? Which condition does not hold?"
    ]


def way_out(function: Callable[..., Any]) -> list[str]:
    """Ask about the one condition under which an answer leaves its while loop.

    Parameters
    ----------
    function
        The learner's function, which was ended.

    Returns
    -------
    list of str
        One or two sentences in one text, or nothing: also where there are several
        while loops, or ways out of one.
    """
    nodes = syntax(function)
    loops = [node for node in nodes if isinstance(node, ast.While)]
    if len(loops) != 1 or not leaves(loops[0]):
        return []
    loop = loops[0]
    within = body_of(loop)
    exits = [node for node in within if isinstance(node, ast.Break | ast.Return)]
    asked = [
        node.test
        for node in within
        if isinstance(node, ast.If) and exits == [*node.body][-1:]
    ]
    if not asked or not (isinstance(loop.test, ast.Constant) and loop.test.value):
        return []
    again = [
        f"Is there a round in which {node.value.func.id}(…) gives "
        f"{ast.unparse(node.targets[0])} back as it was? Print what it is given."
        for node in within
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and ast.unparse(node.targets[0]) in map(ast.unparse, node.value.args)
    ]
    more = again or ["Does each round bring that nearer, or does one change nothing?"]
    return [
        f"The while loop ends only where this holds: {ast.unparse(asked[0])}. {more[0]}"
    ]


def _changes_the_notebooks(
    function: Callable[..., Any], nodes: Sequence[ast.AST]
) -> Iterator[str]:
    """Notice a list or dictionary that is changed, and was made outside."""
    around = surroundings(function)
    read = names_read(function, "LOAD_GLOBAL")
    for name in dict.fromkeys(name_of(changed_in_place(node)) for node in nodes):
        if name in read and isinstance(around.get(name), list | dict | set):
            yield (
                f"It changes {name} of the notebook, in which earlier cells and calls "
                f"have left something. Make a new {name} inside the function."
            )


def _past_the_end(nodes: Sequence[ast.AST], line: str) -> Iterator[str]:
    """Say why a for loop asks, in some line, for a place that a list does not have."""
    for loop in nodes:
        if not isinstance(loop, ast.For) or not (place := name_of(loop.target)):
            continue
        over, within = ast.unparse(loop.iter), [*ast.walk(loop)]
        asked = {
            (name_of(node.value), ast.unparse(node.slice))
            for node in within
            if isinstance(node, ast.Subscript)
        }
        for name in sorted(name for name, _ in asked if name and f"{name}[" in line):
            if f"range(len({name})" in over and any(
                _shortens(node, name) for node in within
            ):
                yield (
                    f"The for loop counts through the places that {name} had when it "
                    f"began, and inside it {name} gets shorter. Put what is new into a "
                    "new list, or use a while loop."
                )
            elif over == f"range(len({name}))" and (name, f"{place} + 1") in asked:
                yield (
                    f"In the last round {name}[{place} + 1] is past the end: "
                    f"range(len({name}) - 1) stops one place earlier."
                )
            elif over == name and f"{name}[{place}]" in line:
                yield (
                    f"for {place} in {name} gives the elements, and {name}[{place}] "
                    f"takes them for places: for {place} in range(len({name})) gives "
                    "places."
                )


def _slices_at_elements(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice a loop through a list that cuts it at its elements, as if at places."""
    for loop in nodes:
        if not isinstance(loop, ast.For) or not (element := name_of(loop.target)):
            continue
        over = name_of(loop.iter)
        for node in ast.walk(loop):
            if not isinstance(node, ast.Subscript) or name_of(node.value) != over:
                continue
            named = [*map(name_of, ast.walk(node.slice))]
            if over and isinstance(node.slice, ast.Slice) and element in named:
                yield (
                    f"for {element} in {over} gives the elements, and "
                    f"{ast.unparse(node)} takes them for places: for {element} in "
                    f"range(len({over})) gives places."
                )


def _shortens(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _SHORTEN and name_of(node.func.value) == name
    if isinstance(node, ast.Assign):
        read = {name_of(each) for each in ast.walk(node.value)}
        return name in read and name_of(node.targets[0]) == name
    if not isinstance(node, ast.Subscript) or name_of(node.value) != name:
        return False
    cut = isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Store)
    return cut or isinstance(node.ctx, ast.Del)


def _kept_none(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice a name that is given what a method such as append returns."""
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        called = node.value.func
        if not isinstance(called, ast.Attribute) or called.attr not in GIVE_NONE:
            continue
        name = name_of(called.value)
        if name and ast.unparse(node.targets[0]) == name:
            yield (
                f"{name}.{called.attr}(…) changes {name} and returns None, so that "
                f"after this {name} is None: leave out the {name} = before it."
            )
