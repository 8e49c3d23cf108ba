"""A lesson as its page: what is folded, what is left out, what is put in."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from nbformat import NotebookNode, v4

from companion.exercises.records import find_task
from companion.exercises.solutions import source
from tests.sample_lesson import code, text
from tools import hosting, notebooks
from tools.website.lessons import exercise_help, lesson_page

NAME = "01_tokenization"
PNG = base64.b64encode(b"a picture").decode()


def page(tmp_path: Path, *cells: NotebookNode) -> list[NotebookNode]:
    """Return the cells of the page below the title and the links."""
    notebook = v4.new_notebook(cells=[text("# Title"), *cells])
    made: list[NotebookNode] = lesson_page(notebook, NAME, tmp_path).cells[2:]
    return made


def test_proofs_and_the_list_of_open_exercises_are_left_out(tmp_path: Path) -> None:
    questions = text("## Questions\n\nWhy?\n\n## What is still open")
    is_open = code('# Yours.\nprogress.open_exercises("01")', printed="1 of 4\n")
    cells = page(tmp_path, code("assert True", "proof"), questions, is_open)
    assert [cell.source for cell in cells] == ["## Questions\n\nWhy?"]


def test_a_check_shows_folded_hints_and_a_folded_solution(tmp_path: Path) -> None:
    (cell,) = page(tmp_path, code('check("01.lengths", lengths)', printed="Not yet\n"))
    (output,) = cell.outputs
    shown = output.data["text/html"]
    assert shown == exercise_help(find_task("01.lengths"))
    task = find_task("01.lengths")
    assert shown.count("<details") == len(task.hints) + 1
    assert "len(text)" in source(task)
    assert shown.index("Hint 1") < shown.index("A solution")


def test_an_exercise_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no exercise is named '01\.none'"):
        page(tmp_path, code('check("01.none", none)'))


def test_a_figure_becomes_a_file_with_its_description(tmp_path: Path) -> None:
    about = {"image/png": {"alt": 'A "curve" falls.', "width": 720, "height": 360}}
    outputs = [
        v4.new_output("display_data", data={"image/png": PNG}, metadata=about),
        v4.new_output(
            "display_data", data={"text/html": '<p class="figure-caption">A.</p>'}
        ),
        v4.new_output("stream", text="after\n"),
    ]
    (cell,) = page(tmp_path, v4.new_code_cell("show()", outputs=outputs))
    figure, printed = cell.outputs
    assert printed.text == "after\n"
    assert (tmp_path / "pictures" / "01-1-0.png").read_bytes() == b"a picture"
    shown = figure.data["text/html"]
    assert 'src="../pictures/01-1-0.png" alt="A &quot;curve&quot; falls."' in shown
    assert 'width="720" height="360"' in shown


def test_two_figures_of_one_cell_become_two_files(tmp_path: Path) -> None:
    outputs = [
        v4.new_output(
            "display_data",
            data={"image/png": base64.b64encode(content).decode()},
            metadata={"image/png": {"alt": "A map.", "width": 720, "height": 360}},
        )
        for content in (b"first", b"second")
    ]
    page(tmp_path, v4.new_code_cell("show_both()", outputs=outputs))
    files = sorted((tmp_path / "pictures").iterdir())
    assert [file.read_bytes() for file in files] == [b"first", b"second"]


def test_a_note_becomes_a_box(tmp_path: Path) -> None:
    (cell,) = page(tmp_path, text("A.\n\n> **Note.** One\n> two.\n\n> Said.\n\nB."))
    assert cell.source == "A.\n\n```{note}\nOne\ntwo.\n```\n\n> Said.\n\nB."


def test_a_lesson_can_be_opened_in_colab_where_the_code_is_on_github(
    tmp_path: Path,
) -> None:
    notebook = v4.new_notebook(cells=[text("# Title")])
    for code_address, link in (
        ("https://github.com/anna/vectors", hosting.colab_link),
        ("https://gitlab.com/anna/vectors", None),
    ):
        links = lesson_page(notebook, NAME, tmp_path, code_address).cells[1].source
        assert f"{NAME}.ipynb" in links
        assert ("Colab" in links) == (link is not None)
        assert link is None or link(code_address, f"{NAME}.ipynb") in links


def test_what_a_cell_shows_otherwise_stays(tmp_path: Path) -> None:
    guess = code("print(1)", "hide-output", printed="1\n")
    assert page(tmp_path, guess) == [guess]


@pytest.mark.parametrize("path", notebooks.notebook_paths(), ids=lambda path: path.stem)
def test_every_lesson_has_its_page(path: Path, tmp_path: Path) -> None:
    lesson = notebooks.read(path)
    made = lesson_page(lesson, path.stem, tmp_path)
    checks = [c for c in made.cells if c.source.startswith("check(")]
    assert len(checks) >= 4
    assert all("A solution" in c.outputs[0].data["text/html"] for c in checks)
    outputs = [o for c in notebooks.code_cells(made) for o in c.outputs]
    assert not any("image/png" in o.get("data", {}) for o in outputs)
    figures = sum("<figure>" in o.get("data", {}).get("text/html", "") for o in outputs)
    assert figures == len(list((tmp_path / "pictures").iterdir()))
    assert "\n## " not in made.cells[0].source
    assert f"notebooks/{path.name}" in made.cells[1].source
