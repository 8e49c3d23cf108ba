"""Notebooks found in folders, and read whatever state they are in."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
"""The lessons' models are too small for a second thread to help. Where something else
runs on the machine, threads that wait for one another take many times as long."""

KERNEL_ENVIRONMENT = {
    "COMPANION_PROGRESS": os.devnull,
    "PYTHONHASHSEED": "0",
    **ONE_THREAD,
}
"""What a kernel prints must not depend on the hash seed, on the number of cores, or on
what somebody has solved."""

_HEAD, _TAIL = 100, 60  # characters of a long text that are quoted
_OLDEST, _NEWEST = 3, 4  # of Jupyter's formats that can be read
_KINDS = "code", "markdown", "raw"


class Fault(NamedTuple):
    """One thing to mend."""

    position: int | None  # the cell, counted from 1 among all cells, if it is in one
    rule: str
    text: str

    def line(self, path: str) -> str:
        """Return the fault as one line that begins with a path."""
        where = path if self.position is None else f"{path}: cell {self.position}"
        return f"{where}: {self.text} [{self.rule}]"


class InvalidNotebookError(ValueError):
    """A file that is no valid notebook; `faults` says in what way."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


class Cell(NamedTuple):
    """A cell, as the rules read it."""

    position: int  # among all cells, from 1
    kind: str  # "code", "markdown", "raw", or one of a later version of the format
    source: str
    tags: list[str]
    number: int | None  # its execution count
    outputs: list[dict[str, Any]]

    @property
    def runs(self) -> bool:
        """Whether there is something to run: Jupyter gives an empty cell no count."""
        return self.kind == "code" and self.source.strip() != ""


def find(path: Path) -> Iterator[Path]:
    """Yield the notebooks below a folder, in the order of their names.

    Parameters
    ----------
    path
        A folder, or a file, which is yielded as it is.

    Yields
    ------
    Path
        Files that end in ``.ipynb``. What is hidden, such as ``.ipynb_checkpoints``, is
        left out, and so are virtual environments; links to folders are not followed.

    Raises
    ------
    OSError
        If there is nothing at `path`, or a folder cannot be read.
    """
    if not path.is_dir():
        path.stat()
        yield path
        return

    def refuse(error: OSError) -> NoReturn:
        raise error

    for folder, folders, files in os.walk(path, onerror=refuse):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and not Path(folder, name, "pyvenv.cfg").is_file()
        )
        for name in sorted(files):
            if name.lower().endswith(".ipynb") and not name.startswith("."):
                yield Path(folder, name)


def read(path: Path) -> list[Cell]:
    """Read the cells of a notebook in Jupyter's format 3 or 4.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    list of Cell
        Its cells, in order.

    Raises
    ------
    InvalidNotebookError
        If it is no valid notebook.
    OSError
        If the file cannot be read.
    ModuleNotFoundError
        If nbformat is not installed.
    """
    if not path.is_file():
        path.stat()  # raises if there is none
        raise OSError(f"{path} is no ordinary file")
    notebook = _parse(path.read_bytes())
    faults = _invalid(notebook)
    if faults:
        raise InvalidNotebookError(faults)
    return cells_of(_brought_up(notebook))


def cells_of(notebook: dict[str, Any]) -> list[Cell]:
    """Return the cells of a valid notebook.

    Parameters
    ----------
    notebook
        A notebook in format 4, as `json.load` or nbformat gives it.

    Returns
    -------
    list of Cell
        Its cells, in order. One of a kind that only a later version of the format
        knows is empty.
    """
    cells = []
    for position, cell in enumerate(notebook["cells"], start=1):
        kind = cell["cell_type"]
        known = cell if kind in _KINDS else {}
        cells.append(
            Cell(
                position,
                kind,
                joined(known.get("source", "")),
                list(known.get("metadata", {}).get("tags", [])),
                known.get("execution_count"),
                known.get("outputs", []),
            )
        )
    return cells


def joined(text: object) -> str:
    """Return a text that the format may have cut into lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def join_streams(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of one stream: where they split is chance.

    Parameters
    ----------
    outputs
        The outputs of a cell, as nbformat gives them; they are left as they are.

    Returns
    -------
    list
        The same outputs in the same order, in fewer pieces.
    """
    pieces: list[Any] = []
    for output in outputs:
        last = pieces[-1] if pieces else None
        if (
            last is not None
            and output["output_type"] == last["output_type"] == "stream"
            and output["name"] == last["name"]
        ):
            last["text"] += output["text"]
        else:
            pieces.append(output.copy())
    return pieces


def quoted(text: object) -> str:
    """Return a text on one line, its middle left out if it is long."""
    line = " ".join(str(text).split())
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    if len(line) > _HEAD + _TAIL:
        line = f"{line[:_HEAD]} … {line[-_TAIL:]}"
    return line


def _parse(data: bytes) -> Any:
    """Read JSON, or say why it is none."""
    text = ""
    try:
        text = data.decode("utf-8")
        return json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        place = f"byte {error.start} is {data[error.start : error.start + 1]!r}"
        why = f"is not text in UTF-8: {place}"
    except json.JSONDecodeError as error:
        if not text.strip():
            why = "is empty, which is not a notebook"
        else:
            line = text.splitlines()[error.lineno - 1 : error.lineno]
            here = quoted("".join(line))
            why = f"is not JSON: line {error.lineno}: {error.msg}: '{here}'"
    except (RecursionError, ValueError) as error:
        why = f"is not JSON: {quoted(error)}"
    raise InvalidNotebookError([Fault(None, "format", why)])


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON; a browser cannot read the file")


def _invalid(notebook: Any) -> list[Fault]:
    """Say what is not as the schema of the notebook's format wants it."""
    from nbformat.validator import iter_validate

    major = notebook.get("nbformat") if isinstance(notebook, dict) else None
    if type(major) is not int:
        return [Fault(None, "format", "is JSON, but has no number of Jupyter's format")]
    if not _OLDEST <= major <= _NEWEST:
        why = (
            f"is in Jupyter's format {major}, which is not one of {_OLDEST}, {_NEWEST}"
        )
        return [Fault(None, "format", why)]
    minor = notebook.get("nbformat_minor")
    if major == _NEWEST and (type(minor) is not int or minor < 0):
        return [
            Fault(
                None, "format", f"nbformat_minor is {quoted(repr(minor))}, not a number"
            )
        ]
    version = {"version": major, "version_minor": minor if major == _NEWEST else 0}
    faults = []
    try:
        for error in iter_validate(notebook, **version):
            faults.append(_schema_fault([*error.relative_path], error.message))
    except (AttributeError, LookupError, TypeError, ValueError):
        # The validator stumbles while it looks for better words, over a cell whose
        # type is a number, for one.
        why = f"does not fit the schema of Jupyter's format {major}"
        faults.append(Fault(None, "format", why))
    return faults or _shared_ids(notebook)


def _schema_fault(path: list[Any], message: str) -> Fault:
    position = None
    if len(path) > 1 and path[0] == "cells" and isinstance(path[1], int):
        position, path = path[1] + 1, path[2:]
    where = ".".join(map(str, path))
    return Fault(position, "format", f"{where}: {quoted(message)}".removeprefix(": "))


def _shared_ids(notebook: dict[str, Any]) -> list[Fault]:
    """Say which cells have the id of another."""
    first: dict[str, int] = {}
    faults = []
    for position, cell in enumerate(notebook.get("cells", []), start=1):
        if "id" in cell and first.setdefault(cell["id"], position) != position:
            why = f"has the id {quoted(repr(cell['id']))} of cell {first[cell['id']]}"
            faults.append(Fault(position, "format", why))
    return faults


def _brought_up(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of an older format in today's."""
    if notebook["nbformat"] == _NEWEST:
        return notebook
    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            old = nbformat.reads(json.dumps(notebook), as_version=3)
            return dict(nbformat.convert(old, _NEWEST))
        except (
            *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
            nbformat.ValidationError,
        ) as error:
            why = f"cannot be brought up from format 3: {quoted(error)}"
            raise InvalidNotebookError([Fault(None, "format", why)]) from error
