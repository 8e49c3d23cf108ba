"""One list that stands in several places of a result, and is changed in one of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .code_reading import changed_in_place, name_of, names_in, syntax
from .comparing import plain, same


def one_list(
    function: Callable[..., Any], pairs: Sequence[tuple[Any, Any]]
) -> list[str]:
    """Say that all wrong results hold one list in several places, if they do.

    Parameters
    ----------
    function
        The learner's function.
    pairs
        What came out and what should have, for each wrong case.

    Returns
    -------
    list of str
        One sentence; nothing if no line changes a list that may stand in two places.
    """
    if not all(_one_row(plain(got), plain(expected)) for got, expected in pairs):
        return []
    nodes = syntax(function)
    if nodes and not any(_in_two_places(node) for node in nodes):
        changed = {name_of(changed_in_place(node)) for node in nodes} - {""}
        if not changed & {name for node in nodes for name in _stored(node)}:
            return []
    return [
        "Several places hold one and the same list, so a change to one changes all: "
        "[…] * n and .append(row) store no copies. Make a new list each time."
    ]


def _one_row(got: Any, expected: Any) -> bool:
    """Tell whether two elements are one and the same list, but should differ."""
    if not isinstance(got, list | tuple) or not isinstance(expected, list | tuple):
        return False
    if len(got) != len(expected):
        return False
    first: dict[int, int] = {}
    for place, row in enumerate(got):
        before = first.setdefault(id(row), place)
        if isinstance(row, list | dict | set) and not same(
            expected[before], expected[place]
        ):
            return True
    return False


def _in_two_places(node: ast.AST) -> bool:
    """Notice [row] * n, and a change to what stands in a place of a list."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return any(
            isinstance(side, ast.List)
            and any(isinstance(each, ast.Name | ast.List | ast.BinOp) for each in sides)
            for side in (node.left, node.right)
            for sides in [getattr(side, "elts", [])]
        )
    if isinstance(node, ast.AugAssign):
        return isinstance(node.target, ast.Subscript)
    if isinstance(node, ast.For):
        inside = {name_of(changed_in_place(each)) for each in ast.walk(node)}
        return not inside.isdisjoint(names_in(ast.walk(node.target)))
    return isinstance(changed_in_place(node), ast.Subscript)


def _stored(node: ast.AST) -> Iterator[str]:
    """Yield the names of what a node puts into a list, or gives another name."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        parts = [node.value]
    elif isinstance(node, ast.List | ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.ListComp):
        parts = [node.elt]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = node.args
    yield from names_in(parts, ast.Load)


def change_allowed(arguments: Sequence[Any]) -> str:
    """Say of a right answer that it changes what it is given."""
    return (
        "It changes what it is given, which may be done here. Where that is still "
        f"needed afterwards, work on {copy_of(arguments)}."
    )


def copy_of(arguments: Sequence[Any]) -> str:
    """Say what a copy is that can be changed: of the lists within a list, too."""
    within = [each for held in arguments if isinstance(held, list) for each in held]
    if any(isinstance(each, list) for each in within):
        return "a copy, also of the lists within: [list(row) for row in …] makes one"
    return "a copy"
