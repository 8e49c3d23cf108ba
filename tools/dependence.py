"""Which cells of a notebook have to do with its text, and which others they need."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nbformat import NotebookNode

from tools.page import names_bound, names_changed, names_used, tree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Statement(NamedTuple):
    """What a statement of a cell does with the notebook's names."""

    reads: frozenset[str]  # whose values from before it the statement may see
    later: frozenset[str]  # what functions that it defines see when they are called
    changes: frozenset[str]
    binds: frozenset[str]  # whose values from before it nobody sees afterwards


def about_the_text(cells: list[NotebookNode]) -> set[str]:
    """Return the ids of those code cells that have to do with the text.

    A statement of theirs sees ``TEXT``, or a name that such a statement changes. One
    that binds a name before it looks at it does not see what another has bound, as a
    loop over ``name`` that stands in two cells.

    What these cells see has to be as it was when they were run first: where a name has
    been changed since, the cells that had made it are among them.

    Parameters
    ----------
    cells
        The code cells of a notebook, in their order.

    Returns
    -------
    set of str
        The ids of the cells.
    """
    bodies = _bodies(cells)
    names, before = {"TEXT"}, 0
    found: set[int] = set()
    while len(names) > before:
        before = len(names)
        found |= {at for at, body in enumerate(bodies) if _spread(body, names)}
    return {
        cells[at].id for at in _with_what_they_see(bodies, found, changed_since=True)
    }


def _spread(body: list[Statement], names: set[str]) -> bool:
    """Add to names what a cell changes that sees one; tell whether it sees any."""
    sees_any = False
    here = set(names)
    for each in body:
        if "TEXT" in each.changes or each.reads & here or each.later & names:
            sees_any = True
            here |= each.changes
            names |= each.changes
        else:
            here -= each.binds
    return sees_any


def needed_for(cells: list[NotebookNode], wanted: set[str]) -> set[str]:
    """Return the ids of those code cells that have to be run for some.

    Parameters
    ----------
    cells
        The code cells of a notebook, in their order.
    wanted
        The ids of those that are wanted.

    Returns
    -------
    set of str
        These ids, and those of the cells that make what they see.
    """
    found = {at for at, cell in enumerate(cells) if cell.id in wanted}
    makers = _with_what_they_see(_bodies(cells), found, changed_since=False)
    return {cells[at].id for at in makers}


def _bodies(cells: list[NotebookNode]) -> list[list[Statement]]:
    bodies = [list(map(_statement, tree(cell.source).body)) for cell in cells]
    return _with_what_is_called(bodies)


def _with_what_they_see(
    bodies: list[list[Statement]], found: set[int], *, changed_since: bool
) -> set[int]:
    """Add what makes the names that these see, all or where changed since."""
    changes = [
        set().union(*(statement.changes for statement in body)) for body in bodies
    ]
    todo = list(found)
    while todo:
        at = todo.pop()
        seen: set[str] = set()
        bound: set[str] = set()
        for each in bodies[at]:
            seen |= (each.reads - bound) | each.later
            bound |= each.binds
        for name in seen:
            makers = {by for by in range(at) if name in changes[by]}
            if not changed_since or any(name in each for each in changes[at:]):
                todo += makers - found
                found |= makers
    return found


def _with_what_is_called(bodies: list[list[Statement]]) -> list[list[Statement]]:
    """Have a statement see and change what the functions do that it may call."""
    functions: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for body in bodies:
        for each in body:
            for name in each.changes if each.later else ():
                sees, changes = functions.get(name, (frozenset(), frozenset()))
                functions[name] = sees | each.later, changes | each.changes - {name}
    return [[_calling(each, functions) for each in body] for body in bodies]


def _calling(
    statement: Statement, functions: dict[str, tuple[frozenset[str], frozenset[str]]]
) -> Statement:
    reads, later, changes = statement.reads, statement.later, statement.changes
    todo, done = list(reads), set(reads)
    while todo:
        if each := functions.get(todo.pop()):
            later, changes = later | each[0], changes | each[1]
            todo += each[0] - done
            done |= each[0]
    return statement._replace(later=later, changes=changes)


def _statement(node: ast.stmt) -> Statement:
    source = ast.unparse(node)
    reads, binds = _in_order([node], frozenset())
    return Statement(
        reads=frozenset(reads),
        later=frozenset(_seen_later(node)),
        changes=frozenset(names_changed(source)),
        binds=binds,
    )


def _seen_later(node: ast.AST) -> Iterator[str]:
    """Yield the names that functions inside see when they are called."""
    for each in ast.walk(node):
        if isinstance(each, _FUNCTIONS):
            own = {each.name} if not isinstance(each, ast.Lambda) else set()
            yield from names_used(ast.unparse(each)) - own


def _in_order(
    nodes: list[ast.stmt], bound: frozenset[str]
) -> tuple[set[str], frozenset[str]]:
    """Return what is read of before, and what is bound whichever way is taken.

    Parameters
    ----------
    nodes
        Statements, one after the other.
    bound
        What is bound before them, of which they see nothing older.
    """
    reads: set[str] = set()
    for node in nodes:
        inner: list[tuple[list[ast.stmt], frozenset[str]]] = []
        after = bound
        match node:
            case ast.Assign(targets=targets, value=value):
                reads |= _names([value, *filter(_is_part, targets)]) - bound
                after = bound | names_bound(ast.unparse(node))
            case ast.For(target=target, iter=over, body=body, orelse=orelse):
                reads |= _names([over]) - bound
                inner = [(body, bound | _names([target])), (orelse, bound)]
            case ast.If(test=test, body=body, orelse=orelse):
                reads |= _names([test]) - bound
                inner = [(body, bound), (orelse, bound)]
                after = _in_order(body, bound)[1] & _in_order(orelse, bound)[1]
            case ast.With(items=items, body=body):
                reads |= _names([item.context_expr for item in items]) - bound
                given = [i.optional_vars for i in items if i.optional_vars is not None]
                inner = [(body, bound | _names(given))]
                after = _in_order(body, bound | _names(given))[1]
            case ast.Import() | ast.ImportFrom():
                after = bound | names_bound(ast.unparse(node))
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                reads |= _names([node]) - bound - {name}
                after = bound | {name}
            case _:
                reads |= _names([node]) - bound
        for body, known in inner:
            reads |= _in_order(body, known)[0]
        bound = after
    return reads, bound


def _is_part(target: ast.expr) -> bool:
    """Tell whether an assignment changes what a name stands for, or binds no name."""
    return not all(
        isinstance(
            each, ast.Name | ast.Tuple | ast.List | ast.Starred | ast.expr_context
        )
        for each in ast.walk(target)
    )


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the notebook's names in pieces of code."""
    found: set[str] = set()
    for node in nodes:
        found |= names_used(ast.unparse(node))
    return found
