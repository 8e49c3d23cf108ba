"""What an answer's source and compiled code say, for the rules that explain it."""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import CodeType
from typing import Any

# Methods that change a list, dictionary or set; the first few give nothing back.
GIVE_NONE = frozenset({"append", "extend", "insert", "reverse", "sort", "update"})
_CHANGE = GIVE_NONE | {"add", "clear", "pop", "popitem", "remove", "setdefault"}


def own_code(function: Callable[..., Any]) -> CodeType | None:
    """Return the compiled body of a function; None for what is not written in Python.

    Parameters
    ----------
    function
        Anything that can be called.

    Returns
    -------
    code or None
        That of the function itself, not of a decorator around it.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code if isinstance(code, CodeType) else None


def surroundings(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the variables of the notebook, or module, that a function stands in."""
    around: dict[str, Any] = getattr(inspect.unwrap(function), "__globals__", {})
    return around


def nested(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code, and that of what is defined in it."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from nested(const)


def names_read(function: Callable[..., Any], how: str = "LOAD_") -> set[str]:
    """Return the names of the variables that some line reads.

    Parameters
    ----------
    function
        The learner's function.
    how
        How the names of the instructions begin that count: LOAD_GLOBAL for what a
        function does not define itself.

    Returns
    -------
    set of str
        Their names; those of attributes too, if `how` covers them.
    """
    code = own_code(function)
    names: set[str] = set()
    for each in nested(code) if code else ():
        for instruction in dis.get_instructions(each):
            if instruction.opname.startswith(how):
                value = instruction.argval
                names.update(value if isinstance(value, tuple) else [str(value)])
    return names


def syntax(function: Callable[..., Any]) -> list[ast.AST]:
    """Return the nodes of a function's source, if there is one."""
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
        return list(ast.walk(ast.parse(source)))
    except (OSError, SyntaxError, TypeError, ValueError):  # a lambda in a list, perhaps
        return []


def definitions(nodes: Iterable[ast.AST]) -> list[ast.FunctionDef]:
    """Return the functions that a source defines: the answer, then those within it."""
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


def body_of(loop: ast.For | ast.While) -> list[ast.AST]:
    """Return all that is in a loop's body."""
    return [node for statement in loop.body for node in ast.walk(statement)]


def outside_loops(statements: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield what is in some code, but not in a loop within it."""
    for node in statements:
        yield node
        if not isinstance(node, ast.For | ast.While):
            yield from outside_loops([*ast.iter_child_nodes(node)])


def name_of(node: ast.AST | None) -> str:
    """Return the name that a node is; nothing if it is something else."""
    return node.id if isinstance(node, ast.Name) else ""


def names_in(
    nodes: Iterable[ast.AST], context: type[ast.expr_context] = ast.expr_context
) -> list[str]:
    """Return the names among some nodes, each as often as it stands there.

    Parameters
    ----------
    nodes
        The nodes, as `ast.walk` gives them.
    context
        `ast.Load` for those that are read, `ast.Store` for those that get a value.

    Returns
    -------
    list of str
        Their names.
    """
    names = [node for node in nodes if isinstance(node, ast.Name)]
    return [node.id for node in names if isinstance(node.ctx, context)]


def reads(node: ast.AST) -> set[str]:
    """Return the names that are read anywhere in a node."""
    return set(names_in(ast.walk(node), ast.Load))


def changed_in_place(node: ast.AST) -> ast.expr | None:
    """Return the list, dictionary or set that a node itself changes, if it does."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in _CHANGE else None
    return node.target if isinstance(node, ast.AugAssign) else None


def calls_method(function: Callable[..., Any], *names: str) -> bool:
    """Tell whether a function calls a method of one of these names."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in names
        for node in syntax(function)
    )


def gives(function: Any) -> bool:
    """Tell whether some line of a function returns a value."""
    nodes = syntax(function) if callable(function) else []
    return any(isinstance(node, ast.Return) and node.value for node in nodes)


def leaves(loop: ast.While) -> bool:
    """Tell whether something inside a while loop can end it, whatever it asks."""
    return any(
        isinstance(node, ast.Return | ast.Raise | ast.Break)
        for node in outside_loops(loop.body)
    ) or any(isinstance(node, ast.Return | ast.Raise) for node in ast.walk(loop))


def breaks_a_for(loop: ast.While) -> bool:
    """Tell whether a for loop inside a while loop has a break of its own."""
    return any(
        isinstance(inner, ast.For)
        and any(isinstance(node, ast.Break) for node in outside_loops(inner.body))
        for inner in ast.walk(loop)
    )
