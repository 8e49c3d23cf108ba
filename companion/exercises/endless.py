"""Loops of an answer that never end, by what its code shows."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .causes import BREAK_IN_FOR
from .code_reading import (
    body_of,
    breaks_a_for,
    gives,
    leaves,
    name_of,
    reads,
    surroundings,
    syntax,
)

# What only looks at a list or dictionary that it is given.
_LOOKS = frozenset(
    {
        *("abs", "all", "any", "dict", "enumerate", "float", "int", "len", "list"),
        *("max", "min", "pairwise", "print", "range", "reversed", "round", "set"),
        *("sorted", "str", "sum", "tuple", "zip"),
    }
)
# Methods that only look, and those that only add.
_ASKS = frozenset({"copy", "count", "get", "index", "items", "keys", "values"})
_EMPTY = frozenset({"Counter", "dict", "list", "set"})  # if nothing is given to them
_GROWS = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
_JUDGED = (
    *(ast.Name, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp),
    *(ast.Subscript, ast.Call, ast.Dict, ast.List, ast.Tuple),
    *(ast.expr_context, ast.cmpop, ast.boolop, ast.unaryop, ast.operator),
)


def endless(function: Callable[..., Any]) -> list[str]:
    """Say why a loop of an answer that was ended has no end.

    Parameters
    ----------
    function
        The learner's function.

    Returns
    -------
    list of str
        One sentence for the first loop with a cause that its code shows, or nothing.
    """
    around = surroundings(function)
    nodes = syntax(function)
    for node in nodes:
        causes: list[str] = []
        if isinstance(node, ast.While):
            causes += [*_never_empty(node), *_unchanged(node), *_lost(node, around)]
            causes += [*_begins_again(node), *_anew_within(node)]
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            causes += _grows_on_the_way(node, node.iter.id, nodes)
        if causes:
            return causes[:1]
    return []


def condition(function: Callable[..., Any]) -> list[str]:
    """Ask about the condition of an answer's while loop, if that alone can end it.

    Parameters
    ----------
    function
        The learner's function, which was ended.

    Returns
    -------
    list of str
        One sentence, or nothing: also where there are several while loops.
    """
    loops = [node for node in syntax(function) if isinstance(node, ast.While)]
    if len(loops) != 1 or leaves(loops[0]):
        return []
    return [
        f"The while loop goes on as long as this holds: {ast.unparse(loops[0].test)}. "
        "Does each round bring its end nearer, or is there one that changes nothing?"
    ]


def _grows_on_the_way(
    loop: ast.For, over: str, nodes: Sequence[ast.AST]
) -> Iterator[str]:
    """Notice a list that a for loop goes through and makes longer."""
    longer = {
        node.id
        for node in body_of(loop)
        if isinstance(node, ast.Name)
        and any("grows" in _changes(one, node.id) for one in loop.body)
    }
    if over in longer:
        yield (
            f"The for loop goes through {over} and makes it longer, so that it never "
            "comes to the end. Put what is new into another list."
        )
    for outer in nodes:
        inside = body_of(outer) if isinstance(outer, ast.For | ast.While) else []
        for node in inside if loop in inside else ():
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Name):
                continue
            other = node.value.id
            if name_of(node.targets[0]) != over or other not in longer:
                continue
            if not any(_sets(each, other) for each in inside):
                yield (
                    f"After {over} = {other} both are one list, so the for loop over "
                    f"{over} adds to the list that it goes through. Make {other} anew "
                    "in each round, above that for loop."
                )


def _begins_again(loop: ast.While) -> Iterator[str]:
    """Notice a value that every round sets anew, though the round before changed it."""
    for first in loop.body:
        if not isinstance(first, ast.Assign) or not reads(first.value):
            continue
        name, read = ast.unparse(first.targets[0]), reads(first.value)
        others = [one for one in loop.body if one is not first]
        if not any(_change(one, [*read]) for one in others) and any(
            _sets(node, name) and name in reads(node)
            for one in others
            for node in ast.walk(one)
        ):
            yield (
                f"Each round sets {name} anew, so that what the round before has made "
                "of it is lost. Set it once, above the while loop."
            )


def _anew_within(loop: ast.While) -> Iterator[str]:
    """Notice what a for loop empties in each round, and the while loop asks for."""
    inside = body_of(loop)
    tests = [loop.test, *(node.test for node in inside if isinstance(node, ast.If))]
    asked = {_if_full(test) or _if_empty(test) for test in tests} - {""}
    for within in inside:
        for node in within.body if isinstance(within, ast.For) else ():
            for name in asked:
                if _sets(node, name) and not reads(node) - _EMPTY:
                    yield (
                        f"{name} is made anew in each round of the for loop, so it "
                        "holds what the last one left. Make it above that for loop."
                    )


def _sets(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.AnnAssign):
        return name_of(node.target) == name
    return isinstance(node, ast.Assign) and name_of(node.targets[0]) == name


def _lost(loop: ast.While, around: dict[str, Any]) -> Iterator[str]:
    """Notice a call whose result nothing keeps, or nothing in the loop reads."""
    for node in body_of(loop):
        call = node.value if isinstance(node, ast.Expr | ast.Assign) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        name, kept_as = call.func.id, ""
        if isinstance(node, ast.Assign):
            kept_as = ast.unparse(node.targets[0])
            if not isinstance(node.targets[0], ast.Name) or kept_as in reads(loop):
                continue
        if hasattr(builtins, name) or not gives(around.get(name)):
            continue
        kept = call.args[0] if call.args else None
        start = f"{kept.id} = " if isinstance(kept, ast.Name) else "… = "
        lost = f"Nothing keeps what {name}(…) returns."
        if kept_as:
            lost = f"Nothing in the loop reads {kept_as}, which {name}(…) returns."
        yield f"{lost} Should the line begin with {start}?"


def _never_empty(loop: ast.While) -> Iterator[str]:
    """Notice what ends the loop when it is empty, but is only added to."""
    exits = [n for n in body_of(loop) if isinstance(n, ast.Break | ast.Return)]
    asked = _if_full(loop.test)
    for node in body_of(loop):
        if isinstance(node, ast.If):
            leaves = _if_empty(node.test), _if_full(node.test)
            for name, branch in zip(leaves, (node.body, node.orelse), strict=True):
                if name and len(exits) == 1 and exits[0] in branch:
                    asked, exits = name, []
    if asked and not exits and _changes(loop, asked) == {"grows"}:
        yield (
            f"Inside the loop {asked} is only added to, so it is never empty again. "
            "Take out what a round has dealt with, by .pop(0), or make a new, empty "
            "one at the beginning of each round."
        )


def _unchanged(loop: ast.While) -> Iterator[str]:
    """Notice a condition that nothing in the loop changes."""
    asked = [*ast.walk(loop.test)]
    calls = {n.func for n in asked if isinstance(n, ast.Call)}
    plain = all(isinstance(n, _JUDGED) for n in asked)
    looks = all(isinstance(f, ast.Name) and f.id in _LOOKS for f in calls)
    names = [n.id for n in asked if isinstance(n, ast.Name) and n not in calls]
    if leaves(loop):
        return
    if isinstance(loop.test, ast.Constant) and loop.test.value:
        if breaks_a_for(loop):
            yield BREAK_IN_FOR
        yield "The while loop has no break and no return, so that nothing ends it."
    if not (names and plain and looks):
        return
    names = list(dict.fromkeys(names))
    either = " or ".join(names)
    changing = [one for one in loop.body if _change(one, names)]
    if _change(loop.test, names):
        return
    if not changing:
        yield (
            f"Nothing inside the while loop changes {either}, so its condition stays "
            "as it was."
        )
    if len(changing) == 1 and isinstance(branching := changing[0], ast.If):
        branches = branching.body, branching.orelse
        changed = [any(_change(one, names) for one in each) for each in branches]
        if changed.count(True) == 1 and not _change(branching.test, names):
            holds = "does not hold" if changed[0] else "holds"
            yield (
                f"Where the condition of the if {holds}, nothing changes {either}, so "
                "the loop stands still."
            )


def _if_full(test: ast.expr) -> str:
    """Return the name of what a condition asks to hold something."""
    return test.id if isinstance(test, ast.Name) else ""


def _if_empty(test: ast.expr) -> str:
    """Return the name of what a condition asks to be empty."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _if_full(test.operand)
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return ""
    one, other = test.left, test.comparators[0]
    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.args:
        is_0 = isinstance(other, ast.Constant) and other.value == 0
        return _if_full(one.args[0]) if one.func.id == "len" and is_0 else ""
    is_empty = ast.unparse(other) in {"{}", "[]"}
    return _if_full(one) if is_empty else ""


def _change(node: ast.AST, names: Sequence[str]) -> bool:
    return any(_changes(node, name) for name in names)


def _changes(code: ast.AST, name: str) -> set[str]:
    """Return how some code may change the thing of this name."""
    ways = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Name) and node.id == name:
            if not isinstance(node.ctx, ast.Load):
                ways.add("other")
        elif isinstance(node, ast.Subscript) and name_of(node.value) == name:
            if isinstance(node.ctx, ast.Store) and not isinstance(
                node.slice, ast.Slice
            ):
                ways.add("grows")
            elif not isinstance(node.ctx, ast.Load):
                ways.add("other")
        elif isinstance(node, ast.Call):
            ways |= _by_call(node.func, [*node.args, *node.keywords], name)
    return ways


def _by_call(called: ast.expr, given: Sequence[ast.AST], name: str) -> set[str]:
    if isinstance(called, ast.Attribute) and name_of(called.value) == name:
        if called.attr in _ASKS:
            return set()
        return {"grows" if called.attr in _GROWS else "other"}
    if isinstance(called, ast.Name) and called.id in _LOOKS:
        return set()
    return {"other"} if any(name_of(each) == name for each in given) else set()
