"""Loops of an answer that never end, by what its code shows."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .causes import syntax

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
_GROWS = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
_JUDGED = (
    *(ast.Name, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp),
    *(ast.Subscript, ast.Call, ast.Dict, ast.List, ast.Tuple),
    *(ast.expr_context, ast.cmpop, ast.boolop, ast.unaryop, ast.operator),
)


def endless(function: Callable[..., Any]) -> list[str]:
    """Say why a while loop of an answer that was ended has no end.

    Parameters
    ----------
    function
        The learner's function.

    Returns
    -------
    list of str
        One sentence for the first loop with a cause that its code shows, or nothing.
    """
    around = getattr(inspect.unwrap(function), "__globals__", {})
    for node in syntax(function):
        if isinstance(node, ast.While):
            for cause in (*_never_empty(node), *_unchanged(node), *_lost(node, around)):
                return [cause]
    return []


def _lost(loop: ast.While, around: dict[str, Any]) -> Iterator[str]:
    """Notice a call whose result nothing keeps."""
    for node in _body(loop):
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        name = call.func.id
        if hasattr(builtins, name) or not _gives(around.get(name)):
            continue
        kept = call.args[0] if call.args else None
        start = f"{kept.id} = " if isinstance(kept, ast.Name) else "… = "
        yield (
            f"Nothing keeps what {name}(…) returns. Should the line begin with {start}?"
        )


def _gives(function: Any) -> bool:
    """Tell whether some line of a function returns a value."""
    nodes = syntax(function) if callable(function) else []
    return any(isinstance(node, ast.Return) and node.value for node in nodes)


def _never_empty(loop: ast.While) -> Iterator[str]:
    """Notice what ends the loop when it is empty, but is only added to."""
    exits = [n for n in _body(loop) if isinstance(n, ast.Break | ast.Return)]
    asked = _if_full(loop.test)
    for node in _body(loop):
        if isinstance(node, ast.If):
            leaves = _if_empty(node.test), _if_full(node.test)
            for name, branch in zip(leaves, (node.body, node.orelse), strict=True):
                if name and len(exits) == 1 and exits[0] in branch:
                    asked, exits = name, []
    if asked and not exits and _changes(loop, asked) == {"grows"}:
        yield (
            f"Inside the loop {asked} is only added to, so it is never empty again. "
            "Make a new, empty one at the beginning of each round."
        )


def _unchanged(loop: ast.While) -> Iterator[str]:
    """Notice a condition that nothing in the loop changes."""
    asked = [*ast.walk(loop.test)]
    calls = {n.func for n in asked if isinstance(n, ast.Call)}
    plain = all(isinstance(n, _JUDGED) for n in asked)
    looks = all(isinstance(f, ast.Name) and f.id in _LOOKS for f in calls)
    ends = any(isinstance(n, ast.Break | ast.Return | ast.Raise) for n in _body(loop))
    names = [n.id for n in asked if isinstance(n, ast.Name) and n not in calls]
    if ends:
        return
    if isinstance(loop.test, ast.Constant) and loop.test.value:
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


def _body(loop: ast.While) -> list[ast.AST]:
    return [node for statement in loop.body for node in ast.walk(statement)]


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
        elif isinstance(node, ast.Subscript) and _is(node.value, name):
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
    if isinstance(called, ast.Attribute) and _is(called.value, name):
        if called.attr in _ASKS:
            return set()
        return {"grows" if called.attr in _GROWS else "other"}
    if isinstance(called, ast.Name) and called.id in _LOOKS:
        return set()
    return {"other"} if any(_is(each, name) for each in given) else set()


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
