"""Conditions, names and calls of an answer that do something else than they say."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from .code_reading import body_of, definitions, gives, surroundings, syntax


def conditions(function: Callable[..., Any]) -> list[str]:
    """Notice a condition, a name or a call that does something else than it says.

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
    own = definitions(nodes)[:1]
    names = {each.arg for node in own for each in node.args.args}
    loops = [node for node in nodes if isinstance(node, ast.For)]
    given = names | {n.target.id for n in loops if isinstance(n.target, ast.Name)}
    for node in nodes:
        found: list[str] = []
        if isinstance(node, ast.BoolOp):
            found += [*_bare(node, given), *_all_or_none(node)]
        elif isinstance(node, ast.Compare):
            found += [*_with_three(node), *_quoted(node, names)]
        elif isinstance(node, ast.For):
            found += [*_second_name(node), *_taken(node, names, nodes)]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found += _lost(node.value, function, nodes)
        if found:
            return found[:1]
    return []


def _bare(both: ast.BoolOp, given: set[str]) -> Iterator[str]:
    """Notice word == a or b, where b is asked by itself."""
    first, *others = both.values
    asked, which = (ast.Eq, "or") if isinstance(both.op, ast.Or) else (ast.NotEq, "and")
    if not isinstance(first, ast.Compare) or not isinstance(first.ops[0], asked):
        return
    if all(_is_thing(each, given) for each in others):
        meant = ", ".join(map(ast.unparse, [first.comparators[0], *others]))
        yield (
            f"In {ast.unparse(both)} each side of the {which} is a question of its "
            f"own, and {ast.unparse(others[0])} alone counts as true unless it is "
            f"empty, 0, None or False. Is {ast.unparse(first.left)} "
            f"{'not ' * (which == 'and')}in ({meant}) meant?"
        )


def _is_thing(value: ast.expr, given: set[str]) -> bool:
    """Tell whether a value is given as it is, and not what a question came to."""
    if isinstance(value, ast.Constant):
        return not (value.value is None or isinstance(value.value, bool))
    return isinstance(value, ast.Name) and value.id in given


def _all_or_none(both: ast.BoolOp) -> Iterator[str]:
    """Notice word != a or word != b, which always holds, and its opposite."""
    every = isinstance(both.op, ast.Or)
    asked = ast.NotEq if every else ast.Eq
    pairs = [
        (ast.unparse(each.left), ast.unparse(each.comparators[0]))
        for each in both.values
        if isinstance(each, ast.Compare) and isinstance(each.ops[0], asked)
    ]
    for (left, right), (same, other) in combinations(pairs, 2):
        if left == same and right != other:
            yield (
                f"Where {right} and {other} differ, {ast.unparse(both)} "
                f"{'always' if every else 'never'} holds, since {left} cannot be both: "
                f"write {'and' if every else 'or'}, or {'not ' * every}in with a tuple."
            )
            return


def _with_three(asked: ast.Compare) -> Iterator[str]:
    """Notice word == (a, b, c), which compares with the tuple as a whole."""
    other = asked.comparators[0]
    if not isinstance(asked.left, ast.Name) or not isinstance(other, ast.Tuple):
        return
    plain = all(isinstance(each, ast.Name | ast.Constant) for each in other.elts)
    if isinstance(asked.ops[0], ast.Eq | ast.NotEq) and plain and len(other.elts) > 2:
        word = asked.left.id
        meant = "not in" if isinstance(asked.ops[0], ast.NotEq) else "in"
        yield (
            f"{ast.unparse(asked)} compares {word} with the tuple as a whole. Is "
            f"{word} {meant} {ast.unparse(other)} meant?"
        )


def _quoted(asked: ast.Compare, names: set[str]) -> Iterator[str]:
    """Notice parameters that stand in quotation marks."""
    other = asked.comparators[0]
    if isinstance(other, ast.Tuple | ast.List | ast.Set) and len(other.elts) > 1:
        texts = [each.value for each in other.elts if isinstance(each, ast.Constant)]
        if len(texts) == len(other.elts) and names.issuperset(texts):
            yield (
                f"In {ast.unparse(other)} the names of your parameters stand in "
                "quotation marks, so they are letters: leave the marks out."
            )


def _second_name(loop: ast.For) -> Iterator[str]:
    """Notice a loop's variable that is set anew in the place of what it stands for."""
    over, target = loop.iter, loop.target
    if not isinstance(over, ast.Tuple | ast.List) or not isinstance(target, ast.Name):
        return
    names = [each.id for each in over.elts if isinstance(each, ast.Name)]
    if not names or len(names) != len(over.elts):
        return
    within = body_of(loop)
    own = [n for n in within if isinstance(n, ast.Name) and n.id == target.id]
    read = [each.lineno for each in own if isinstance(each.ctx, ast.Load)]
    ends = [
        each.end_lineno or 0
        for each in within
        if isinstance(each, ast.Assign)
        and any(n in own for part in each.targets for n in ast.walk(part))
        and any(isinstance(n.ctx, ast.Store) for n in own if n in ast.walk(each))
    ]
    if ends and max(read, default=0) <= min(ends):
        yield (
            f"The loop gives {target.id} a new value, but {' and '.join(names)} stay "
            f"as they are: {target.id} is only another name for them. Keep the new "
            "values in a list, or write each step out."
        )


def _taken(loop: ast.For, names: set[str], nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Notice a loop's variable that has a parameter's name, which is asked later."""
    asked = {n.id for n in ast.walk(loop.iter) if isinstance(n, ast.Name)}
    for each in ast.walk(loop.target):
        name = each.id if isinstance(each, ast.Name) else ""
        if name in names - asked and any(
            isinstance(n, ast.Name)
            and n.id == name
            and isinstance(n.ctx, ast.Load)
            and n.lineno > (loop.end_lineno or 0)
            for n in nodes
        ):
            yield (
                f"The for loop gives {name} a new value in each round, so what the "
                "function was given by this name is lost below it. Choose another name "
                "for the loop's."
            )


def _lost(
    call: ast.Call, function: Callable[..., Any], nodes: Sequence[ast.AST]
) -> Iterator[str]:
    """Notice a call of one's own function whose result nothing keeps."""
    name = ast.unparse(call.func)
    around = surroundings(function)
    outside = around.get(name)
    own = inspect.isfunction(outside) and outside.__module__ == "__main__"
    within = definitions(nodes)[1:]
    inside = [n for each in within if each.name == name for n in ast.walk(each)]
    if any(isinstance(n, ast.Return) and n.value for n in inside) or (
        own and gives(outside)
    ):
        yield (
            f"Nothing keeps what the line {ast.unparse(call)} returns: should it begin "
            "with a name and = ?"
        )
