"""Small changes to every reference solution, each caught by `check`.

A mutant is the solution with one thing changed: an operator, a number, the end of a
slice, a call left out. A check that passes a mutant would pass the same slip of a
learner's.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import Exercise
from tests.all_exercises import ALL, every_exercise

pytestmark = pytest.mark.usefixtures("in_a_thread")

SEEDS = range(3)
SECONDS = 0.5  # for a mutant that may never end
PATIENCE = 60.0  # for one that is known to end, on a machine that has much else to do


OTHER: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}

# What changes nothing that a learner should be told of: exercise and changed line, with
# the reason.
EQUIVALENT: dict[tuple[str, str], str] = {
    ("04.replay", "ids = word.encode()"): "bytes become a list with the first merge",
    ("06.where-rows-end", "points = rows"): "it may change what it is given",
    ("06.where-rows-end", "for _ in range(200):"): "they have met long before",
    (
        "06.where-rows-end",
        "for _ in list(range(100))[1:]:",
    ): "they have met long before",
    (
        "06.push-apart",
        "for a in list(range(len(rows)))[1:]:",
    ): "nothing comes before row 0",
    ("06.push-apart", "elif distance <= 3:"): "at 3 the cost is 0",
    ("06.gradient", "width = len(upstream[-1])"): "all rows have the same length",
    ("07.which-remedy", "if gap.max() - gap.min() <= 0.05:"): "no spread is 0.05",
    ("07.which-remedy", "if steps.max() - steps.min() <= 0.05:"): "no spread is 0.05",
    ("09.looks-ahead", "changed[place] -= 1"): "any other token will do",
    ("09.looks-ahead", "changed[place] += 2"): "any other token will do",
    (
        "09.looks-ahead",
        "for place in list(range(len(ids)))[1:]:",
    ): "no answer stands before the first token",
    (
        "08.not-the-king",
        "others = [word for word in vectors if word not in (c, b, a)]",
    ): "their order does not matter",
    (
        "09.temperature",
        "powers = [(chance * largest) ** (1 / temperature) for chance in chances]",
    ): "a factor of all chances cancels; only close to 0 do powers round to 0",
}


class Mutant(NamedTuple):
    """A changed function, and the lines of its source that are new."""

    lines: str
    function: Callable[..., Any]


def others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what could stand in a node's place."""
    for kind in OTHER.get(type(node), ()):
        yield kind()
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            steps = (value + 1, value - 1) if abs(value) < 100 else (2 * value,)
            yield from map(ast.Constant, steps)
        case ast.Constant(value=str(value)):
            yield ast.Constant(value + "x")
            if value:
                yield ast.Constant("")
        case ast.Call(args=[ast.expr() as first, *_]):
            yield first
        case (
            ast.Call(func=ast.Attribute(value=receiver)) | ast.UnaryOp(operand=receiver)
        ):
            yield receiver
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Slice():
            for end in ("lower", "upper", "step"):
                if getattr(node, end) is not None:
                    yield ast.Slice(**{**dict(ast.iter_fields(node)), end: None})
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield value
        case ast.Tuple(elts=elts, ctx=ast.Load()) | ast.List(elts=[_, _, *_] as elts):
            yield type(node)(elts[::-1], ast.Load())
        case ast.DictComp(key=key, value=value, generators=generators):
            yield ast.DictComp(value, key, generators)
        case ast.comprehension(target=target, iter=iterable, ifs=ifs):
            if ifs:
                yield ast.comprehension(target, iterable, [], 0)
            yield ast.comprehension(target, without_first(iterable), ifs, 0)
        case ast.For(target=target, iter=iterable, body=body, orelse=orelse):
            yield ast.For(target, without_first(iterable), body, orelse)
        case ast.AugAssign() | ast.Expr():
            yield ast.Pass()


def without_first(iterable: ast.expr) -> ast.expr:
    """Return the source of all but the first thing of an iterable."""
    listed = ast.Call(ast.Name("list", ast.Load()), [iterable], [])
    return ast.Subscript(listed, ast.Slice(ast.Constant(1)), ast.Load())


class Untyped(ast.NodeTransformer):
    """Takes annotations and docstring out: a change in them is a change in nothing."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Leave the name of a parameter."""
        return ast.arg(node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign:
        """Leave an assignment."""
        assert node.value is not None
        return ast.Assign([node.target], node.value, lineno=node.lineno)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave a function without the type of what it returns, and its docstring."""
        node.returns = None
        if ast.get_docstring(node) is not None:
            del node.body[0]
        return self.generic_visit(node)


def places(tree: ast.AST) -> Iterator[tuple[int, str, int | None, ast.AST]]:
    """Yield each node, after its parent's number in a walk and its place there."""
    for number, parent in enumerate(ast.walk(tree)):
        for field, value in ast.iter_fields(parent):
            if isinstance(parent, ast.keyword) and parent.arg == "strict":
                continue  # a safeguard, which no case needs
            if isinstance(value, ast.AST):
                yield number, field, None, value
            elif isinstance(value, list):
                for index, node in enumerate(value):
                    if isinstance(node, ast.AST):
                        yield number, field, index, node


def mutants(function: Callable[..., Any]) -> Iterator[Mutant]:
    """Yield the function with one change, for each change there is."""
    tree = Untyped().visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
    lines = ast.unparse(tree).splitlines()
    for number, field, index, node in places(tree):
        for other in others(node):
            changed = copy.deepcopy(tree)
            parent = list(ast.walk(changed))[number]
            if index is None:
                setattr(parent, field, copy.deepcopy(other))
            else:
                getattr(parent, field)[index] = copy.deepcopy(other)
            if ast.dump(changed) == ast.dump(tree):
                continue  # two equal things, the other way round
            ast.fix_missing_locations(changed)
            names = dict(function.__globals__)
            exec(compile(changed, "<mutant>", "exec"), names)
            new = [x for x in ast.unparse(changed).splitlines() if x not in lines]
            yield Mutant(" / ".join(map(str.strip, new)), names[function.__name__])


def survivors(exercise: Exercise) -> Iterator[str]:
    """Yield the mutants that are right in the eyes of some check."""
    for lines, function in mutants(exercise.solution):
        seconds = PATIENCE if (exercise.name, lines) in EQUIVALENT else SECONDS
        for seed in SEEDS:
            if examine(exercise, function, seed, seconds).outcome == "right":
                yield lines
                break


@pytest.mark.slow
@every_exercise
def test_every_mutant_is_caught(exercise: Exercise) -> None:
    known = {lines for name, lines in EQUIVALENT if name == exercise.name}
    assert set(survivors(exercise)) == known


def test_there_are_enough_mutants() -> None:
    numbers = {e.name: len(list(mutants(e.solution))) for e in ALL}
    assert min(numbers.values()) >= 1, numbers
    assert sum(numbers.values()) >= 10 * len(ALL)


def test_mutants_are_what_they_should_be() -> None:
    def little(ids: list[int], n: int) -> list[int]:
        return sorted(ids[1:n]) if n < 2 else []

    assert {mutant.lines for mutant in mutants(little)} == {
        "return ids[1:n] if n < 2 else []",
        "return sorted(ids) if n < 2 else []",
        "return sorted(ids[:n]) if n < 2 else []",
        "return sorted(ids[1:]) if n < 2 else []",
        "return sorted(ids[2:n]) if n < 2 else []",
        "return sorted(ids[0:n]) if n < 2 else []",
        "return sorted(ids[1:n]) if n <= 2 else []",
        "return sorted(ids[1:n]) if n > 2 else []",
        "return sorted(ids[1:n]) if n < 3 else []",
        "return sorted(ids[1:n]) if n < 1 else []",
        "return [] if n < 2 else sorted(ids[1:n])",
    }
