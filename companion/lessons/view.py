"""The lesson view: what a reader gets of a notebook, without the cells that prove it.

A notebook in ``notebooks/`` is the source of a lesson and its proof at once: cells
tagged ``proof`` check what the prose says. The learner's copy, the slides and the
assignments are made from its lesson view, which leaves those cells out and otherwise
changes nothing but what it is asked to. Notebooks are dictionaries here, as JSON gives
them, so that nothing else has to be installed.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

PROOF = "proof"  # the tag of cells that are in no view
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")

Notebook = TypeVar("Notebook", bound=dict[str, Any])


def lesson_view(
    notebook: Notebook,
    *,
    outputs: bool = True,
    link: Callable[[str], str] | None = None,
    first: str = "",
) -> Notebook:
    """Return a copy of a notebook without its proof cells.

    Parameters
    ----------
    notebook
        A notebook in Jupyter's format 4, as `json.load` or nbformat gives it; it is
        left as it is.
    outputs
        Whether to keep what the cells have shown. Without it the cells are as if they
        had never been run.
    link
        Is given the address of each link in the prose that leads to a file beside the
        notebook, such as ``"02_vocabulary.ipynb#Recap"``, and returns the address to
        put in its place. By default links stay as they are, which is right where the
        neighbours lie side by side too.
    first
        Code for one more cell before all others, such as what a place needs before it
        can run the lesson. By default there is none.

    Returns
    -------
    dict
        The view, of the type of `notebook`.

    Examples
    --------
    >>> def cell(source, *tags):
    ...     return {"cell_type": "code", "source": source, "metadata": {"tags": tags},
    ...             "outputs": [], "execution_count": 1}
    >>> notebook = {"cells": [cell("1 + 1"), cell("assert 1 + 1 == 2", "proof")]}
    >>> [cell["source"] for cell in lesson_view(notebook)["cells"]]
    ['1 + 1']
    """
    view = copy.deepcopy(notebook)
    view["cells"] = [cell for cell in view["cells"] if not is_proof(cell)]
    for cell in view["cells"]:
        if cell["cell_type"] == "code" and not outputs:
            cell["outputs"], cell["execution_count"] = [], None
        if cell["cell_type"] == "markdown" and link is not None:
            cell["source"] = _relinked(cell["source"], link)
    if first:
        view["cells"].insert(0, type(view)(_cell_before_all(first)))
    return view


def _cell_before_all(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "before-all",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def is_proof(cell: dict[str, Any]) -> bool:
    """Tell whether a cell proves something and is in no view."""
    return PROOF in cell.get("metadata", {}).get("tags", [])


def learners_copy(source: str) -> str:
    """Return the text of a learner's copy of a notebook file.

    Parameters
    ----------
    source
        The text of the notebook file.

    Returns
    -------
    str
        The text of the copy: the lesson view, not run. Links stay as they are, since
        the copies of the neighbours lie beside it.
    """
    view = lesson_view(json.loads(source), outputs=False)
    return json.dumps(view, ensure_ascii=False, indent=1) + "\n"


def _relinked(source: str | list[str], link: Callable[[str], str]) -> str | list[str]:
    """Change the links to files; the source stays a text, or a list of lines."""

    def change(found: re.Match[str]) -> str:
        before, address, after = found.groups()
        is_file = ":" not in address and not address.startswith(("#", "/"))
        return f"{before}{link(address) if is_file else address}{after}"

    if isinstance(source, str):
        return _LINK.sub(change, source)
    return _LINK.sub(change, "".join(source)).splitlines(keepends=True)
