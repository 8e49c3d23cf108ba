"""Notebooks as `make refresh` writes them and as the tests read them."""

from __future__ import annotations

import copy
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

from companion.lessons.verifying import kernels
from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT, join_streams
from companion.lessons.view import is_proof
from companion.storage.files import new_file

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    # Without a version, which differs between machines; the rest is what nbconvert
    # needs to write a script.
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
TEXT_LINE = re.compile(r'^TEXT = "story"$', re.MULTILINE)
ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that cannot be run; the message names the notebook and the cell."""


def notebook_paths(numbers: tuple[str, ...] = ()) -> list[Path]:
    """Return the notebooks with these numbers (all without any), in order.

    Parameters
    ----------
    numbers
        Numbers as in the file names, for example ``("01", "04")``.

    Returns
    -------
    list of Path
        Paths of the notebooks, sorted.

    Raises
    ------
    NotebookError
        If a number belongs to no notebook.
    """
    found = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
    known = [path.name[:2] for path in found]
    for number in numbers:
        if number not in known:
            raise NotebookError(
                f"there is no notebook {number!r}; there are: {' '.join(known)}"
            )
    return [path for path in found if not numbers or path.name[:2] in numbers]


def folder_and_notebooks(
    arguments: Sequence[str], usage: str | None
) -> tuple[Path, list[Path]]:
    """Read what a command was given: a folder, then numbers of notebooks.

    Parameters
    ----------
    arguments
        The command's arguments; without numbers all notebooks are meant.
    usage
        What to say if there is no folder.

    Returns
    -------
    tuple of Path and list of Path
        The folder, with ``~`` put in full (some shells leave it as it is in
        ``COURSE=~/…``), and the notebooks.

    Raises
    ------
    NotebookError
        If there is no folder, or a number belongs to no notebook.
    """
    if not arguments:
        raise NotebookError((usage or "").strip())
    folder, *numbers = arguments
    return Path(folder).expanduser(), notebook_paths(tuple(numbers))


def _ids(notebook: NotebookNode) -> Iterator[str]:
    """Give each cell its own id, or one made from its content where it has none."""
    taken = {cell["id"] for cell in notebook.cells if cell.get("id")}
    for cell in notebook.cells:
        if cell.get("id"):
            yield cell["id"]
            continue
        content = (cell.cell_type + cell.source).encode()
        base = hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]
        number, cell_id = 1, base
        while cell_id in taken:
            number, cell_id = number + 1, f"{base}-{number + 1}"
        taken.add(cell_id)
        yield cell_id


def read(path: Path) -> NotebookNode:
    """Read a notebook file; cells without an id get one made from their content."""
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    for cell, cell_id in zip(notebook.cells, _ids(notebook), strict=True):
        cell["id"] = cell_id
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of a notebook, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def has_tag(cell: NotebookNode, tag: str) -> bool:
    """Tell whether a cell has a tag."""
    return tag in cell.metadata.get("tags", [])


def with_text(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a copy of a notebook that reads another text.

    Parameters
    ----------
    notebook
        A notebook whose cell tagged ``parameters`` has the line ``TEXT = "story"``.
    name
        The text to read instead, as `companion.load_text` takes it.

    Returns
    -------
    NotebookNode
        The changed copy.

    Raises
    ------
    NotebookError
        If there is not exactly one such line.
    """
    changed = copy.deepcopy(notebook)
    places = 0
    for cell in code_cells(changed):
        if has_tag(cell, "parameters"):
            cell.source, count = TEXT_LINE.subn(f"TEXT = {name!r}", cell.source)
            places += count
    if places != 1:
        raise NotebookError(
            f'{places} lines TEXT = "story" in cells tagged parameters; exactly one '
            "must be there"
        )
    return changed


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook as if it had never been run."""
    fresh = copy.deepcopy(notebook)
    for cell in code_cells(fresh):
        cell.outputs, cell.execution_count = [], None
    return fresh


def execute(
    notebook: NotebookNode, name: str, folder: Path = FOLDER, timeout: int = 300
) -> NotebookNode:
    """Run a copy of a notebook from top to bottom in a fresh kernel.

    Parameters
    ----------
    notebook
        The notebook; it is left as it is.
    name
        What to call it in an error message.
    folder
        The folder that the kernel works in.
    timeout
        The longest that one cell may take, in seconds.

    Returns
    -------
    NotebookNode
        The copy with the new outputs, in normal form.

    Raises
    ------
    NotebookError
        If a cell raises, takes too long, or the kernel dies.
    RuntimeError
        If no kernel can be started.
    """
    fresh = without_outputs(notebook)
    cell_now = 0

    def remember(cell: NotebookNode, cell_index: int) -> None:
        nonlocal cell_now
        cell_now = cell_index

    def started() -> NotebookClient:
        client = NotebookClient(
            fresh,
            timeout=timeout,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=40"],
            allow_errors=False,
            resources={"metadata": {"path": str(folder)}},
            on_cell_start=remember,
        )
        client.create_kernel_manager()
        client.start_new_kernel(env={**os.environ, **KERNEL_ENVIRONMENT})
        client.start_new_kernel_client()
        return client

    client = kernels.start(started)
    try:
        client.execute()
    except CellExecutionError as error:
        why = ANSI_COLOUR.sub("", str(error)).strip()
    except CellTimeoutError:
        why = f"took longer than {timeout} s"
    except DeadKernelError:
        why = "the kernel died"
    else:
        return normal_form(fresh)
    raise NotebookError(f"{name}, cell {cell_now + 1} of {len(fresh.cells)}:\n{why}")


def normal_form(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with only what the teaching needs, the same for every writer.

    Parameters
    ----------
    notebook
        A notebook, run or not.

    Returns
    -------
    NotebookNode
        The copy: fixed metadata; cells without metadata but tags, the code of those
        that prove something or give a solution folded; execution counts from 1;
        neighbouring pieces of a stream joined.
    """
    stored = copy.deepcopy(notebook)
    stored.nbformat, stored.nbformat_minor = 4, 5
    stored.metadata = nbformat.from_dict(METADATA)
    for cell in stored.cells:
        kept: dict[str, object] = {}
        if is_proof(cell) or has_tag(cell, "hide-input"):
            kept["jupyter"] = {"source_hidden": True}
        if cell.metadata.get("tags"):
            kept["tags"] = sorted(cell.metadata["tags"])
        cell.metadata = nbformat.from_dict(kept)
    for count, cell in enumerate(code_cells(stored), start=1):
        if cell.execution_count is not None:
            cell.execution_count = count
        cell.outputs = join_streams(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return stored


def to_text(notebook: NotebookNode) -> str:
    """Return a notebook as it is written to a file."""
    return nbformat.writes(notebook, indent=1).rstrip("\n") + "\n"


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook, whole or not at all, if it differs from the file.

    Parameters
    ----------
    notebook
        The notebook in normal form.
    path
        The file to write.

    Returns
    -------
    bool
        Whether the file changed.
    """
    nbformat.validate(notebook)
    new = to_text(notebook)
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return False
    with new_file(path) as file:
        file.write(new.encode())
    return True
