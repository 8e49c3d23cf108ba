"""The lesson view: without proofs, and otherwise its source to the last character."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode, v4

from companion.lessons import view as lesson_views
from tests.sample_lesson import PROOF, sample
from tools import assignments, notebooks, slide_cutting

PATHS = notebooks.notebook_paths()
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def differences(source: NotebookNode, view: NotebookNode, outputs: bool) -> list[str]:
    """Return where a view is not its source without the cells tagged proof."""
    cells = [c for c in source.cells if "proof" not in c.metadata.get("tags", [])]
    found = [key for key in {*source, *view} - {"cells"} if source[key] != view[key]]
    if [cell.id for cell in cells] != [cell.id for cell in view.cells]:
        return [*found, "cells"]
    for cell, shown in zip(cells, view.cells, strict=True):
        expected = dict(cell)
        if cell.cell_type == "code" and not outputs:
            expected |= {"outputs": [], "execution_count": None}
        if expected != dict(shown):
            found.append(cell.id)
    return found


@pytest.mark.parametrize("outputs", [True, False])
@every_notebook
def test_a_view_differs_by_nothing_else(path: Path, outputs: bool) -> None:
    for source in (notebooks.read(path), sample().notebook):
        before = copy.deepcopy(source)
        view = lesson_views.lesson_view(source, outputs=outputs)
        assert differences(source, view, outputs) == []
        assert source == before


def keep_the_proof(view: NotebookNode) -> None:
    (proof,) = (c for c in sample().notebook.cells if c.source == PROOF)
    place = [cell.id for cell in sample().notebook.cells].index(proof.id)
    view.cells.insert(place, proof)


def drop_a_cell(view: NotebookNode) -> None:
    del view.cells[4]


def swap_two_cells(view: NotebookNode) -> None:
    view.cells[4:6] = reversed(view.cells[4:6])


def change_a_word(view: NotebookNode) -> None:
    view.cells[0].source += "?"


def change_an_output(view: NotebookNode) -> None:
    notebooks.code_cells(view)[2].outputs = []


def change_a_count(view: NotebookNode) -> None:
    notebooks.code_cells(view)[2].execution_count += 1


def drop_a_tag(view: NotebookNode) -> None:
    notebooks.code_cells(view)[0].metadata.clear()


def change_the_metadata(view: NotebookNode) -> None:
    view.metadata["widgets"] = {}


@pytest.mark.parametrize(
    "fault",
    [
        *(keep_the_proof, drop_a_cell, swap_two_cells, change_a_word),
        *(change_an_output, change_a_count, drop_a_tag, change_the_metadata),
    ],
    ids=lambda fault: fault.__name__,
)
def test_a_view_that_differs_is_found(fault: Callable[[NotebookNode], None]) -> None:
    source = sample().notebook
    view = lesson_views.lesson_view(source)
    fault(view)
    assert differences(source, view, outputs=True)


def with_proofs(source: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook with a proof after each of its cells."""
    proved = copy.deepcopy(source)
    tags = {"tags": ["proof"]}
    proved.cells = [
        one
        for cell in proved.cells
        for one in (cell, v4.new_code_cell("# A proof.\nassert True", metadata=tags))
    ]
    return proved


@every_notebook
def test_no_proof_shows_up_in_what_is_made_of_a_view(path: Path) -> None:
    source = notebooks.read(path)
    proved = with_proofs(source)
    for make in (assignments.assignment, lambda s: slide_cutting.cut(_view(s))):
        made, expected = make(proved), make(source)
        assert [c.source for c in made.cells] == [c.source for c in expected.cells]
    text = notebooks.to_text(proved)
    assert lesson_views.learners_copy(text) == lesson_views.learners_copy(
        notebooks.to_text(source)
    )


def _view(source: NotebookNode) -> NotebookNode:
    return lesson_views.lesson_view(source)


@every_notebook
def test_a_learners_copy_is_a_notebook_that_was_not_run(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = lesson_views.learners_copy(text)
    assert made.endswith("}\n")
    plain = json.loads(made)
    for cell in plain["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    # The same through nbformat, which joins lines and checks the form.
    through = notebooks.without_outputs(_view(v4.reads(text)))
    assert v4.reads(made) == through


@pytest.mark.parametrize("as_lines", [False, True])
def test_links_to_files_go_where_they_are_told_to(as_lines: bool) -> None:
    prose = (
        "[02](02_vocabulary.ipynb) and [there](02_vocabulary.ipynb#Recap)\n"
        "[here](#Recap) [web](https://doi.org/a.ipynb) [mail](mailto:a) [root](/a)"
    )
    cells = [v4.new_markdown_cell(prose), v4.new_code_cell("# [a](b.ipynb)")]
    notebook = v4.new_notebook(cells=cells)
    if as_lines:
        notebook.cells[0].source = prose.splitlines(keepends=True)
    asked: list[str] = []

    def link(address: str) -> str:
        asked.append(address)
        return "elsewhere"

    view = lesson_views.lesson_view(notebook, link=link)
    assert asked == ["02_vocabulary.ipynb", "02_vocabulary.ipynb#Recap"]
    assert isinstance(view.cells[0].source, list) == as_lines
    assert "".join(view.cells[0].source) == prose.replace(
        "02_vocabulary.ipynb#Recap", "elsewhere"
    ).replace("02_vocabulary.ipynb", "elsewhere")
    assert view.cells[1] == notebook.cells[1]
