"""The source of a reference solution as the learner would have written it."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from .records import Challenge, Exercise

Function = Callable[..., Any]


class Parts(NamedTuple):
    """The source of a solution, in pieces that run in any notebook."""

    imports: list[str]
    helpers: list[str]  # functions that the solution calls
    head: str  # of the starter's function
    body: str


@cache  # two hundredths of a second, and every report that is wrong ends with it
def source(task: Exercise | Challenge) -> str:
    """Return the code of a solution, ready to be pasted into a cell."""
    imports, helpers, head, body = parts(task)
    blocks = ["\n".join(imports)] if imports else []
    return "\n\n\n".join([*blocks, *helpers, f"{head}\n{body}"])


def parts(exercise: Exercise | Challenge) -> Parts:
    """Return the source of an exercise's solution, under the starter's names.

    Parameters
    ----------
    exercise
        The exercise or challenge. Its solution is a function with a name, which calls
        functions of its own module or imported ones.

    Returns
    -------
    Parts
        Its source, without annotations.
    """
    asked = starter(exercise)
    old, new = _parameters(_tree(exercise.solution)), _parameters(asked)
    body = _body(exercise.solution, dict(zip(old, new, strict=True)))
    needed = dict.fromkeys(_needed(exercise.solution))
    imports = [line for line in needed if line.startswith(("import", "from"))]
    helpers = [source for source in needed if source not in imports]
    imports.sort(key=lambda line: ("companion" in line, line))
    head = f"def {asked.name}({ast.unparse(asked.args)}):"
    return Parts(imports, helpers, head, body)


def starter(exercise: Exercise | Challenge) -> ast.FunctionDef:
    """Return the function that the learner writes: the last one of the starter."""
    tree = ast.parse(exercise.starter)
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)][-1]


def _source(function: Function) -> str:
    return textwrap.dedent(inspect.getsource(function))


def _tree(function: Function) -> ast.stmt:
    (tree,) = ast.parse(_source(function)).body
    return tree


def _parameters(tree: ast.stmt) -> list[str]:
    assert isinstance(tree, ast.FunctionDef)
    return [parameter.arg for parameter in tree.args.args]


def _body(function: Function, names: dict[str, str]) -> str:
    """Return a function's code below head and docstring, with other variable names."""
    lines, tree = _source(function).splitlines(), _tree(function)
    assert isinstance(tree, ast.FunctionDef)
    assert all(map(str.isascii, lines))  # or a node's columns would not be the text's
    edits: list[tuple[int, int | None, int | None, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            place = node.lineno, node.col_offset, node.end_col_offset
            edits.append((*place, names[node.id]))
        elif isinstance(node, ast.AnnAssign):
            start, end = node.target.end_col_offset, node.annotation.end_col_offset
            edits.append((node.lineno, start, end, ""))
    for line, start, end, text in sorted(edits, reverse=True):
        lines[line - 1] = lines[line - 1][:start] + text + lines[line - 1][end:]
    first = tree.body[ast.get_docstring(tree) is not None]
    return "\n".join(lines[first.lineno - 1 :])


def _needed(function: Function) -> Iterator[str]:
    """Yield the imports and the functions that a function uses, innermost first."""
    module = inspect.getmodule(function)
    assert module is not None
    imports = _imports(inspect.getsource(module), module.__package__ or "")
    tree = _tree(function)
    assert isinstance(tree, ast.FunctionDef)
    nodes = [node for part in tree.body for node in ast.walk(part)]
    annotations = [node.annotation for node in nodes if isinstance(node, ast.AnnAssign)]
    types = {id(part) for each in annotations for part in ast.walk(each)}
    names = [n for n in nodes if isinstance(n, ast.Name) and id(n) not in types]
    for name in (node.id for node in names):
        other = vars(module).get(name)
        if name in imports and not _is_neighbour(other, module):
            yield imports[name]
        elif inspect.isfunction(other) and other is not function:
            yield from _needed(other)
            head = f"def {name}({', '.join(_parameters(_tree(other)))}):"
            yield f"{head}\n{_body(other, {})}"


def _is_neighbour(other: object, module: ModuleType) -> bool:
    """Tell whether a function is of the same topic's exercises: its source is shown."""
    return inspect.isfunction(other) and (
        other.__module__.rpartition(".")[0] == module.__package__ != __package__
    )


def _imports(source: str, package: str) -> dict[str, str]:
    """Return, for each name that a module imports, a line that does it anywhere."""
    lines = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = "import"
            if isinstance(node, ast.ImportFrom):
                relative = "." * node.level + (node.module or "")
                start = f"from {importlib.util.resolve_name(relative, package)} import"
            for alias in node.names:
                lines[alias.asname or alias.name] = f"{start} {ast.unparse(alias)}"
    return lines
