"""Loops of an answer whose rounds undo each other, and lines whose result is lost."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .code_reading import body_of, definitions, names_in, reads, syntax
from .spent import asked_while_sorted

# Methods that leave what they are called on as it is, and return something new.
_NEW = frozenset(
    {
        *("lower", "lstrip", "removeprefix", "removesuffix", "replace", "rstrip"),
        *("strip", "upper"),
        *("permute", "reshape", "squeeze", "transpose", "unsqueeze", "view"),
    }
)
_MADE_OF = frozenset({"float", "int", "reversed", "round", "sorted", "str", "tuple"})
_REPLACING = frozenset({"re.sub", "re.subn", "regex.sub", "regex.subn"})
_COPIES = frozenset({"dict", "list", "set"})  # empty ones, if of nothing
_ENDS = ast.Break | ast.Return | ast.Raise


def in_vain(function: Callable[..., Any]) -> list[str]:
    """Notice a line that works something out and leaves it at that, or sorts nothing.

    Parameters
    ----------
    function
        The learner's function.

    Returns
    -------
    list of str
        One sentence for each such line.
    """
    sentences = []
    nodes = syntax(function)
    last = next((own.body[-1] for own in definitions(nodes)), None)
    tries = any(isinstance(node, ast.Try) for node in nodes)
    for node in nodes:
        value = node.value if isinstance(node, ast.Expr) else None
        name = _left_as_it_is(value)
        if isinstance(value, ast.Subscript) and tries:
            continue  # what it raises may be all that is asked
        line = ast.unparse(value) if value else ""
        works_out = isinstance(value, ast.BinOp | ast.Compare)
        if (works_out or name) and node is last:
            sentences.append(
                f"Nothing keeps what the line {line} works out: is a return missing "
                "at its beginning?"
            )
        elif works_out:
            sentences.append(
                f"Nothing keeps what the line {line} works out: is it += "
                "that should stand there, or = where there is ==?"
            )
        elif name:
            sentences.append(
                f"Nothing keeps what the line {line} returns, and {name} "
                f"stays as it is: should the line begin with {name} = ?"
            )
    return [*sentences, *asked_while_sorted(nodes)]


def not_returned(
    function: Callable[..., Any], pairs: Sequence[tuple[Any, Any]]
) -> list[str]:
    """Find a line that prints or just names a word, where it should return it.

    Parameters
    ----------
    function
        The learner's function.
    pairs
        What came out and what should have, for each wrong case.

    Returns
    -------
    list of str
        One sentence, or nothing.
    """
    wanted = [expected for _, expected in pairs if isinstance(expected, str)]
    nodes = syntax(function)
    described = [own.body[0] for own in definitions(nodes)]
    for node in nodes:
        if not isinstance(node, ast.Expr) or node in described:
            continue
        named = node.value
        if isinstance(named, ast.Call) and ast.unparse(named.func) == "print":
            named = named.args[0] if len(named.args) == 1 else named
        if isinstance(named, ast.Constant) and named.value in wanted:
            return [
                f"The line {ast.unparse(node)} hands nothing over, and the function "
                f"goes on: return {ast.unparse(named)} hands it over, and ends it."
            ]
    return []


def rounds(function: Callable[..., Any]) -> list[str]:
    """Say what is wrong in how one round of a for loop follows another.

    Parameters
    ----------
    function
        The learner's function, which gave something wrong.

    Returns
    -------
    list of str
        The first sentence that the code gives reason for, or nothing.
    """
    nodes = syntax(function)
    for node in nodes:
        if isinstance(node, ast.For):
            found = [*_skips_nothing(node), *_moves_places(node)]
            found += [*_begins_anew(node, nodes), *_only_the_last(node, nodes)]
            if found:
                return found[:1]
    return []


def _left_as_it_is(value: ast.expr | None) -> str:
    """Return the name of what a value is made of and leaves; nothing if unknown."""
    owner: ast.expr | None = None
    if isinstance(value, ast.Subscript):
        owner = value.value
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr in _NEW:
            owner = value.func.value
        elif ast.unparse(value.func) in _REPLACING and len(value.args) > 2:
            owner = value.args[2]
    elif isinstance(value, ast.Call) and ast.unparse(value.func) in _MADE_OF:
        owner = value.args[0] if value.args else None
    name = owner.id if isinstance(owner, ast.Name) else ""
    return "" if name in {"np", "os", "re", "regex", "torch"} else name


def _read_after(loop: ast.For, nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names that are read below a loop."""
    end = loop.end_lineno or loop.lineno
    below = [node for node in nodes if getattr(node, "lineno", 0) > end]
    return set(names_in(below, ast.Load))


def _next(block: list[ast.stmt], node: ast.AST) -> list[ast.stmt]:
    """Return the statements of a block that may follow one within it."""
    for place, statement in enumerate(block):
        if node in ast.walk(statement):
            inner = [getattr(statement, name, []) for name in ("body", "orelse")]
            found = [each for part in inner for each in _next(part, node)]
            return found + block[place + 1 :]
    return []


def _skips_nothing(loop: ast.For) -> Iterator[str]:
    """Notice a place that a line moves on, though the for loop sets it anew."""
    call = loop.iter.func if isinstance(loop.iter, ast.Call) else None
    kind = call.id if isinstance(call, ast.Name) else ""
    target = loop.target
    if kind == "enumerate" and isinstance(target, ast.Tuple):
        target = target.elts[0]
    if kind not in {"range", "enumerate"} or not isinstance(target, ast.Name):
        return
    inside = body_of(loop)
    for node in inside:
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == target.id:
            below = [n for line in _next(loop.body, node) for n in ast.walk(line)]
            if target.id not in names_in(below, ast.Load):
                yield (
                    f"The line {ast.unparse(node)} skips nothing: a for loop gives "
                    f"{target.id} its next value whatever a round made of it. In a "
                    "while loop it is yours to set."
                )


def _moves_places(loop: ast.For) -> Iterator[str]:
    """Notice a list out of which something is taken while a loop goes through it."""
    over: ast.expr | None = loop.iter
    while isinstance(over, ast.Call) and isinstance(over.func, ast.Name):
        if over.func.id not in {"enumerate", "range", "len"} or not over.args:
            return
        over = over.args[-1]
    if not isinstance(over, ast.Name):
        return
    inside = body_of(loop)
    if any(isinstance(node, _ENDS) for node in inside):
        return
    for node in inside:
        line = node.value if isinstance(node, ast.Expr) else node
        took = (
            isinstance(line, ast.Call)
            and line.args
            and ast.unparse(line.func)
            in {
                f"{over.id}.remove",
                f"{over.id}.pop",
            }
        )
        if isinstance(node, ast.Delete):
            took = any(
                isinstance(each, ast.Subscript) and ast.unparse(each.value) == over.id
                for each in node.targets
            )
        if took:
            yield (
                f"{ast.unparse(line)} takes something out of {over.id} while the for "
                "loop goes through it: what stands behind moves one place forward, and "
                "one is passed over. Put what should stay into a new list."
            )


def _begins_anew(loop: ast.For, nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice what each round empties, fills, and leaves to the next one to empty."""
    if any(isinstance(node, _ENDS) for node in body_of(loop)):
        return
    for place, first in enumerate(loop.body):
        if not isinstance(first, ast.Assign):
            continue
        targets, values = [first.targets[0]], [first.value]
        if isinstance(targets[0], ast.Tuple) and isinstance(values[0], ast.Tuple):
            targets, values = targets[0].elts, values[0].elts
        below = [node for one in loop.body[place + 1 :] for node in ast.walk(one)]
        for target, value in zip(targets, values, strict=False):
            name = ast.unparse(target)
            if (
                _is_new(value)
                and name not in names_in(ast.walk(value))
                and name in _read_after(loop, nodes)
                and any(_fills(node, name) for node in below)
            ):
                yield (
                    f"Each round of the for loop sets {name} to {ast.unparse(value)} "
                    "again, so only what the last one put there is left. Set it once, "
                    "above the loop."
                )


def _fills(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.AugAssign):
        return ast.unparse(node.target) == name
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        return ast.unparse(node.value) == name
    if isinstance(node, ast.Assign):  # such as best = max(best, new)
        return ast.unparse(node.targets[0]) == name and name in reads(node.value)
    return (
        isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == name
        and node.attr in {"add", "append", "extend", "update"}
    )


def _is_new(value: ast.expr) -> bool:
    """Tell whether a value is empty, 0, or made of another as dict(…) makes a copy."""
    if isinstance(value, ast.Constant):
        return not isinstance(value.value, bool) and value.value in (0, "")
    if isinstance(value, ast.Call) and ast.unparse(value.func) in _COPIES:
        return all(isinstance(each, ast.Name) for each in value.args)
    return ast.unparse(value) in {"[]", "{}"}


def _only_the_last(loop: ast.For, nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice a value that no round builds on, and that is read below the loop."""
    inside = body_of(loop)
    if any(isinstance(node, _ENDS) for node in inside):
        return
    read = names_in(inside, ast.Load)
    for statement in loop.body:
        if not isinstance(statement, ast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        if not isinstance(target, ast.Name) or target.id in read:
            continue
        plain = isinstance(value, ast.Name | ast.Constant)  # such as last = piece
        if not plain and target.id in _read_after(loop, nodes):
            yield (
                f"Each round of the for loop gives {target.id} a new value and builds "
                "on none before, so only the last round counts. Should the line read "
                f"{target.id}, or add to it with += ?"
            )
