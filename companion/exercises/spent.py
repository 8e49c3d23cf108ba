"""Things that are empty when an answer asks them: used up, or just being sorted."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .code_reading import body_of, names_in, syntax

_ONCE = frozenset({"enumerate", "filter", "map", "reversed", "zip"})
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def spent(function: Callable[..., Any]) -> list[str]:
    """Notice a generator, or a map or zip, that is empty when it is used again.

    Parameters
    ----------
    function
        The learner's function, which gave something wrong.

    Returns
    -------
    list of str
        One sentence for the first such name; none if nothing is found.
    """
    nodes = syntax(function)
    reads, given = names_in(nodes, ast.Load), names_in(nodes, ast.Store)
    again = {name for node in nodes for name in _many_times(node)}
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(target, ast.Name):
            continue
        name = target.id
        if not _once(node.value) or given.count(name) > 1:
            continue
        if (reads.count(name) > 1 or name in again) and not _steps(nodes, name):
            return [
                f"{name} is made by {_kind(node.value)}, which can be gone through "
                "once: the second time nothing is left in it. Make a list of it first, "
                "with square brackets or list(…)."
            ]
    return []


def asked_while_sorted(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice a list whose own count or index is the key by which it is sorted.

    Parameters
    ----------
    nodes
        The syntax of the learner's function.

    Yields
    ------
    str
        One sentence for each such line.
    """
    for node in nodes:
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or not called.endswith(".sort"):
            continue
        name = called.removesuffix(".sort")
        for key in [each.value for each in node.keywords if each.arg == "key"]:
            own = {arg.arg for arg in ast.walk(key) if isinstance(arg, ast.arg)}
            asked = {*map(ast.unparse, ast.walk(key))} - {""}
            if name not in own and asked & {f"{name}.count", f"{name}.index"}:
                yield (
                    f"{called}(…) empties {name} while it sorts, so that its key finds "
                    f"nothing there: sorted({name}, key=…) makes a new list instead."
                )


def _once(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    generator = isinstance(value, ast.GeneratorExp)
    return generator or (isinstance(called, ast.Name) and called.id in _ONCE)


def _kind(value: ast.expr) -> str:
    called = ast.unparse(value.func) if isinstance(value, ast.Call) else ""
    return f"{called}(…)" if called else "(… for …)"


def _many_times(node: ast.AST) -> Iterator[str]:
    """Yield the names that are read in each round of a loop."""
    rounds: Sequence[ast.AST] = []
    if isinstance(node, ast.For | ast.While):
        rounds = node.body
    elif isinstance(node, _COMPREHENSION):
        first, *others = node.generators
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        rounds = [*parts, *first.ifs, *others]
    for part in rounds:
        yield from names_in(list(ast.walk(part)), ast.Load)


def _steps(nodes: Sequence[ast.AST], name: str) -> bool:
    """Tell if a thing is gone through step by step, or made anew in each round."""
    for node in nodes:
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called == "next" and name in map(ast.unparse, getattr(node, "args", [])):
            return True
    loops = [node for node in nodes if isinstance(node, ast.For | ast.While)]
    return any(name in names_in(body_of(loop), ast.Store) for loop in loops)
