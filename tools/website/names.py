"""Which of the companion's names are public, and which of them some code uses."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from nbformat import NotebookNode

from tools.notebooks import ROOT, code_cells

PACKAGE = ROOT / "companion"
COMMAND_LINE = "cli"  # whose parts nobody imports: its help tells about them
Kind = Literal["class", "exception", "function", "data"]


class Public(NamedTuple):
    """A name that a user may import."""

    name: str  # "split"
    module: str  # "companion.tokenization", from which it is imported
    kind: Kind
    doc: str = ""  # of a constant, which has none of its own

    @property
    def full(self) -> str:
        """Return the name with its module's before it."""
        return f"{self.module}.{self.name}"


def rooms() -> list[str]:
    """Return the rooms of the package, by name.

    Examples
    --------
    >>> "tokenization" in rooms()
    True
    """
    return [name for name, module in _stub(PACKAGE) if not module]


def parts(room: str) -> dict[str, list[Public]]:
    """Return the public names of a room.

    Parameters
    ----------
    room
        The name of a module or folder of the package.

    Returns
    -------
    dict
        From the modules that users import from to their names, in the order of the
        source. A folder with a face is one such module; where the names of a folder
        are in its modules, each of these is one.

    Examples
    --------
    >>> [name.full for name in parts("sliding_window")["companion.sliding_window"]][:2]
    ['companion.sliding_window.DistributedLoader',
     'companion.sliding_window.create_dataloader']
    """
    module = f"companion.{room}"
    found = {module: list(_public(module))}
    folder = PACKAGE / room
    has_face = (folder / "__init__.pyi").exists()
    if folder.is_dir() and not has_face and room != COMMAND_LINE:
        declared = getattr(importlib.import_module(module), "__all__", None)
        for path in sorted(folder.glob("[!_]*")):
            part = f"{module}.{path.stem}"
            is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
            if is_module and (declared is None or path.stem in declared):
                found[part] = list(_public(part))
    return {part: names for part, names in found.items() if names}


@cache
def documented() -> dict[str, str]:
    """Return every public name, in full, with the room whose page tells about it."""
    return {
        public.full: room
        for room in rooms()
        for names in parts(room).values()
        for public in names
    }


@cache
def at_the_top() -> dict[str, str]:
    """Return the names that ``from companion import …`` gives, with the name in full.

    Examples
    --------
    >>> at_the_top()["load_text"]
    'companion.corpora.load_text'
    """
    return {
        name: f"companion.{module}.{name}" for name, module in _stub(PACKAGE) if module
    }


def namespace(notebook: NotebookNode) -> dict[str, str]:
    """Return what the names that a notebook imports from the companion stand for.

    Parameters
    ----------
    notebook
        A notebook.

    Returns
    -------
    dict
        From a name in the notebook to a name in full, of a module or of what is in it.
    """
    found: dict[str, str] = {}
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                "companion"
            ):
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    if node.module == "companion":
                        full = at_the_top().get(alias.name, full)
                    found[alias.asname or alias.name] = full
    return found


def resolve(dotted: str, known: dict[str, str]) -> str | None:
    """Return the public name that a piece of code stands for, if it does for one.

    Parameters
    ----------
    dotted
        A name or a chain of names, such as ``"tokenization.split"``.
    known
        What the first name may stand for (see `namespace`).

    Returns
    -------
    str or None
        The name in full.

    Examples
    --------
    >>> resolve("draw.zipf", {"draw": "companion.figures.tokenization"})
    'companion.figures.tokenization.zipf'
    >>> resolve("draw.zapf", {"draw": "companion.figures.tokenization"}) is None
    True
    """
    first, *rest = dotted.split(".")
    full = ".".join([known.get(first, first), *rest])
    return full if full in documented() else None


def used(notebook: NotebookNode) -> list[str]:
    """Return the public names that a notebook's code uses, in full and sorted."""
    known = namespace(notebook)
    found = set()
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Name | ast.Attribute):
                full = resolve(ast.unparse(node), known)
                if full is not None:
                    found.add(full)
    return sorted(found)


def _stub(folder: Path) -> list[tuple[str, str]]:
    """Return the names of a lazy face, each with the module it is from, or nothing."""
    tree = ast.parse((folder / "__init__.pyi").read_text(encoding="utf-8"))
    return [
        (alias.name, node.module or "")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def _public(module: str) -> Iterator[Public]:
    """Yield the public names of one module, or of one folder's face."""
    loaded = importlib.import_module(module)
    file = Path(inspect.getfile(loaded))
    if file.with_suffix(".pyi").exists():
        for name, source in _stub(file.parent):
            if source:
                constants = _constants(importlib.import_module(f"{module}.{source}"))
                yield _described(module, name, constants)
        return
    constants = _constants(loaded)
    if hasattr(loaded, "__all__"):
        names = [name for name in loaded.__all__ if not name.startswith("_")]
    else:
        tree = ast.parse(inspect.getsource(loaded))
        names = [name for node in tree.body for name in _defined(node, constants)]
    for name in names:
        if not inspect.ismodule(getattr(loaded, name)):
            yield _described(module, name, constants)


def _described(module: str, name: str, constants: dict[str, str]) -> Public:
    value = getattr(importlib.import_module(module), name)
    if inspect.isclass(value):
        is_error = issubclass(value, BaseException)
        return Public(name, module, "exception" if is_error else "class")
    if inspect.isfunction(inspect.unwrap(value)):  # also one whose answers are kept
        return Public(name, module, "function")
    return Public(name, module, "data", constants.get(name, ""))


def _defined(node: ast.stmt, constants: dict[str, str]) -> list[str]:
    """Return the public names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [] if node.name.startswith("_") else [node.name]
    if isinstance(node, ast.ImportFrom):  # "x as x" is how a name is passed on
        return [alias.name for alias in node.names if alias.name == alias.asname]
    return [name for name in _targets(node) if name in constants]


def _constants(module: object) -> dict[str, str]:
    """Return the constants that a module documents, with the text below each."""
    body = ast.parse(inspect.getsource(module)).body  # type: ignore[arg-type]
    found = {}
    for node, below in pairwise(body):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            for name in _targets(node):
                if isinstance(below.value.value, str) and not name.startswith("_"):
                    found[name] = inspect.cleandoc(below.value.value)
    return found


def _targets(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    return [ast.unparse(node.target)] if isinstance(node, ast.AnnAssign) else []
