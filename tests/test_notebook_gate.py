"""The gate itself: a stored output that is not what the code gives must fail."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT
from tools import notebooks
from tools.notebooks import ROOT, NotebookError

PICTURE = """
from IPython.display import display
print("before")
display({"image/png": "aGk=", "text/plain": "Figure: dots"}, raw=True)
print("after")
"""
FIXED = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
SOURCES = (
    "word = 'road'\nprint(word)",
    PICTURE.strip(),
    "len(word)",
    f"import os\n[os.environ.get(name) for name in {list(FIXED)}]",
    "silent = True",
    "# Roads are short words.\nassert len(word) == 4",
)


@pytest.fixture(scope="module")
def tiny() -> NotebookNode:
    cells = [v4.new_code_cell(source) for source in SOURCES]
    cells[5].metadata["tags"] = ["proof"]
    return notebooks.execute(v4.new_notebook(cells=cells), "tiny")


def leave(cells: list[NotebookNode]) -> None:
    pass


def change(cells: list[NotebookNode]) -> None:
    cells[0].outputs[0].text = "rode\n"


def remove(cells: list[NotebookNode]) -> None:
    del cells[2].outputs[0]


def remove_picture(cells: list[NotebookNode]) -> None:
    del cells[1].outputs[1]


def swap_between_cells(cells: list[NotebookNode]) -> None:
    cells[0].outputs, cells[2].outputs = cells[2].outputs, cells[0].outputs


def swap_streams(cells: list[NotebookNode]) -> None:
    first, picture, last = cells[1].outputs
    cells[1].outputs = [last, picture, first]


def move_picture(cells: list[NotebookNode]) -> None:
    first, picture, last = cells[1].outputs
    cells[1].outputs = [picture, first, last]


def print_before_picture(cells: list[NotebookNode]) -> None:
    first, picture, last = cells[1].outputs
    first.text += last.text
    cells[1].outputs = [first, picture]


def result_to_display(cells: list[NotebookNode]) -> None:
    cells[2].outputs[0].output_type = "display_data"
    del cells[2].outputs[0]["execution_count"]


def forget_to_run(cells: list[NotebookNode]) -> None:
    cells[0].outputs, cells[0].execution_count = [], None


def forget_to_run_what_shows_nothing(cells: list[NotebookNode]) -> None:
    cells[4].execution_count = None


def change_ignored_kind(cells: list[NotebookNode]) -> None:
    cells[0].metadata["tags"] = ["nbval-ignore-output"]
    cells[0].outputs = []


def change_the_code(cells: list[NotebookNode]) -> None:
    cells[0].source = cells[0].source.replace("road", "roads")


def remove_cell(cells: list[NotebookNode]) -> None:
    del cells[4]


def swap_cells(cells: list[NotebookNode]) -> None:
    cells[3], cells[4] = cells[4], cells[3]


def prove_what_is_false(cells: list[NotebookNode]) -> None:
    cells[5].source = cells[5].source.replace("4", "5")


FAULTS: dict[Callable[[list[NotebookNode]], None], int] = {
    change: 0,
    remove: 2,
    remove_picture: 1,
    swap_between_cells: 0,
    swap_streams: 1,
    move_picture: 1,
    print_before_picture: 1,
    result_to_display: 2,
    forget_to_run: 0,
    forget_to_run_what_shows_nothing: 4,
    change_ignored_kind: 0,
    change_the_code: 0,
    remove_cell: 4,
    swap_cells: 3,
    prove_what_is_false: 5,
}


def gate(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the project's own pytest set-up on the notebooks of a folder."""
    plugins = "-p companion.lessons.verifying.gate -p no:cacheprovider"
    command = [
        *(sys.executable, "-m", "pytest", *plugins.split()),
        *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)),
        *("-rA", "--color=no", str(folder)),
    ]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in KERNEL_ENVIRONMENT and not name.startswith(("COV_", "PYTEST_"))
    }
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def failed(
    tiny: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, set[int]]:
    """Run the project's own pytest set-up on all copies; return what failed in each."""
    folder = tmp_path_factory.mktemp("gate")
    for mutate in (leave, *FAULTS):
        mutated = copy.deepcopy(tiny)
        mutate(mutated.cells)
        nbformat.write(mutated, folder / f"{mutate.__name__}.ipynb")
    done = gate(folder)
    report = re.findall(r"(PASSED|FAILED) \S*?(\w+)\.ipynb::Cell (\d+)", done.stdout)
    # One cell less where one was taken out.
    expected = (1 + len(FAULTS)) * len(SOURCES) - 1
    assert len(report) == expected, done.stdout + done.stderr
    result: dict[str, set[int]] = {name: set() for _, name, _ in report}
    for outcome, name, cell in report:
        if outcome == "FAILED":
            result[name].add(int(cell))
    return result


@pytest.mark.slow
def test_gate_passes_an_untouched_notebook(failed: dict[str, set[int]]) -> None:
    assert failed["leave"] == set()


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_gate_fails_the_cell_with_the_fault(
    failed: dict[str, set[int]], fault: Callable[[list[NotebookNode]], None]
) -> None:
    assert FAULTS[fault] in failed[fault.__name__]


def test_refreshed_notebook_is_in_normal_form(tiny: NotebookNode) -> None:
    assert [cell.execution_count for cell in tiny.cells] == [1, 2, 3, 4, 5, 6]
    assert tiny == notebooks.normal_form(tiny)
    assert tiny.metadata == notebooks.METADATA
    assert all(not cell.metadata for cell in tiny.cells[:5])
    collapsed = {"jupyter": {"source_hidden": True}, "tags": ["proof"]}
    assert tiny.cells[5].metadata == collapsed
    result = tiny.cells[3].outputs[0]
    assert result.data["text/plain"] == str(list(FIXED.values()))


def test_normal_form_drops_what_differs_from_run_to_run() -> None:
    cell = v4.new_code_cell(
        "1 + 1",
        metadata={"tags": ["b", "a"], "execution": {"iopub.execute_input": "now"}},
        execution_count=7,
        outputs=[
            v4.new_output("stream", name="stdout", text="a\n"),
            v4.new_output("stream", name="stdout", text="b\n"),
            v4.new_output("stream", name="stderr", text="c\n"),
            v4.new_output("execute_result", {"text/plain": "2"}, execution_count=7),
        ],
    )
    untouched = copy.deepcopy(cell)
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# 1"), cell])
    notebook.metadata["widgets"] = {}
    stored = notebooks.normal_form(notebook)
    assert cell == untouched
    assert stored.metadata == notebooks.METADATA
    assert stored.cells[1].metadata == {"tags": ["a", "b"]}
    cell.metadata["tags"] = ["hide-input"]
    folded = notebooks.normal_form(v4.new_notebook(cells=[cell])).cells[0].metadata
    assert folded == {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    cell.metadata["tags"] = ["b", "a"]
    assert stored.cells[1].execution_count == 1
    assert [output.get("text") for output in stored.cells[1].outputs] == [
        "a\nb\n",
        "c\n",
        None,
    ]
    assert stored.cells[1].outputs[2].execution_count == 1


def test_read_keeps_ids_and_makes_missing_ones_from_the_content(tmp_path: Path) -> None:
    cells = [v4.new_markdown_cell(text) for text in ("one", "two", "two", "three")]
    cells[0]["id"] = "my-own-id"
    for cell in cells[1:]:
        del cell["id"]
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    ids = [cell["id"] for cell in notebooks.read(path).cells]
    assert ids[0] == "my-own-id"
    assert len(set(ids)) == 4
    assert ids == [cell["id"] for cell in notebooks.read(path).cells]


def refresh(*numbers: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the tools beside another folder of notebooks."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("__init__.py", "notebooks.py", "refresh.py"):
        (tools / name).write_bytes((ROOT / "tools" / name).read_bytes())
    return subprocess.run(
        [sys.executable, "-m", "tools.refresh", *numbers],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
def test_refresh_stores_good_notebooks_and_leaves_failing_ones(
    tiny: NotebookNode, tmp_path: Path
) -> None:
    (tmp_path / "notebooks").mkdir()
    good, bad = (tmp_path / "notebooks" / name for name in ("01_a.ipynb", "02_b.ipynb"))
    stale = copy.deepcopy(tiny)
    change(stale.cells)
    nbformat.write(stale, good)
    failing = v4.new_notebook(cells=[v4.new_code_cell("1"), v4.new_code_cell("1 / 0")])
    nbformat.write(failing, bad)
    before = bad.read_bytes()

    first = refresh("01", "02", folder=tmp_path)
    assert first.returncode == 1
    assert "02_b.ipynb, cell 2 of 2" in first.stderr
    assert "ZeroDivisionError" in first.stderr
    assert "01_a.ipynb: stored" in first.stdout
    assert bad.read_bytes() == before
    assert notebooks.read(good) == tiny
    assert good.read_text(encoding="utf-8").endswith("}\n")
    assert sorted(path.name for path in good.parent.iterdir()) == [good.name, bad.name]

    assert "01_a.ipynb: same" in refresh("01", folder=tmp_path).stdout
    unknown = refresh("07", folder=tmp_path)
    assert unknown.returncode == 2
    assert "'07'" in unknown.stderr
    assert "01 02" in unknown.stderr


@pytest.mark.slow
def test_a_cell_that_takes_too_long_and_a_dead_kernel_are_named() -> None:
    slow = v4.new_notebook(cells=[v4.new_code_cell("while True:\n    pass")])
    with pytest.raises(
        NotebookError, match=r"slow, cell 1 of 1:\ntook longer than 1 s"
    ):
        notebooks.execute(slow, "slow", timeout=1)
    dead = v4.new_notebook(cells=[v4.new_code_cell("import os\nos._exit(1)")])
    with pytest.raises(NotebookError, match=r"dead, cell 1 of 1:\nthe kernel died"):
        notebooks.execute(dead, "dead")


# What happens to a kernel when another process was given one of its ports meanwhile.
ENDS_AT_FIRST = """
import sys
from pathlib import Path

starts = Path(__file__).with_name("starts")
starts.write_text((starts.read_text() if starts.exists() else "") + ".")
if len(starts.read_text()) <= {ends}:
    sys.exit("Address already in use")

from ipykernel.kernelapp import launch_new_instance

launch_new_instance()
"""


def kernel_that_ends(folder: Path, ends: int) -> Path:
    """Put a kernel into a folder that ends a few times before it comes up."""
    spec = folder / "kernels" / "python3"
    spec.mkdir(parents=True)
    program = spec / "program.py"
    program.write_text(ENDS_AT_FIRST.format(ends=ends))
    argv = [sys.executable, str(program), "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "ends", "language": "python"})
    )
    return spec / "starts"


@pytest.mark.slow
@pytest.mark.parametrize("ends", [2, 3])
def test_a_kernel_that_did_not_come_up_is_started_again(
    ends: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = kernel_that_ends(tmp_path, ends)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    book = v4.new_notebook(cells=[v4.new_code_cell("1 + 1")])
    if ends == 3:
        with pytest.raises(RuntimeError, match="Kernel died"):
            notebooks.execute(book, "never")
    else:
        run = notebooks.execute(book, "late")
        assert run.cells[0].outputs[0].data["text/plain"] == "2"
    assert starts.read_text() == "..."


@pytest.mark.slow
def test_nbval_starts_a_kernel_again_too(tiny: NotebookNode, tmp_path: Path) -> None:
    starts = kernel_that_ends(tmp_path / "jupyter", 1)
    books = tmp_path / "books"
    books.mkdir()
    nbformat.write(tiny, books / "tiny.ipynb")
    done = gate(books, JUPYTER_PATH=str(tmp_path / "jupyter"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert starts.read_text() == ".."


OFFLINE = """
import socket

def refuse(*address):
    raise AssertionError(f"the network is asked for {address}")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


@pytest.mark.slow
def test_a_notebook_needs_no_network() -> None:
    asking = "import urllib.request\nurllib.request.urlopen('http://192.0.2.1')"
    cells = [v4.new_code_cell(OFFLINE), v4.new_code_cell(asking)]
    with pytest.raises(NotebookError, match="the network is asked for"):
        notebooks.execute(v4.new_notebook(cells=cells), "asking")
    first = notebooks.read(notebooks.notebook_paths(("01",))[0])
    first.cells.insert(0, cells[0])
    notebooks.execute(first, "01 without a network")


def test_with_text_replaces_the_parameter_in_a_copy() -> None:
    source = 'import math\n\nTEXT = "story"'
    cell = v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    notebook = v4.new_notebook(cells=[cell])
    changed = notebooks.with_text(notebook, "the-verdict")
    assert changed.cells[0].source == "import math\n\nTEXT = 'the-verdict'"
    assert cell.source == source
    cell.metadata["tags"] = []
    with pytest.raises(NotebookError, match="0 lines"):
        notebooks.with_text(notebook, "the-verdict")


@pytest.mark.slow
def test_plain_nbval_passes_lesson_01_after_exercises_were_solved(
    tmp_path: Path,
) -> None:
    """Without this project's conftest, and with a learner's progress."""
    progress = tmp_path / "progress.txt"
    progress.write_text("01.lengths\n01.what-was-lost\n01.beat-the-joiner=0.9\n")
    (tmp_path / "pytest.ini").touch()
    lesson = notebooks.read(notebooks.notebook_paths(("01",))[0])
    (asks,) = (c for c in lesson.cells if "progress.open_exercises(" in c.source)
    small = copy.deepcopy(lesson)
    small.cells = [notebooks.code_cells(lesson)[0], copy.deepcopy(asks)]
    small.cells[1].metadata["tags"] = []
    for name, each in (("lesson", lesson), ("strict", small)):
        notebooks.write(each, tmp_path / f"{name}.ipynb")
    given = {"PYTHONPATH": str(ROOT), "COMPANION_PROGRESS": str(progress), **FIXED}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", *tmp_path.glob("*.ipynb")],
        cwd=tmp_path,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
    )
    assert "lesson.ipynb" not in done.stdout.partition("short test summary")[2]
    # So the progress was seen: where the cell is compared, it differs.
    assert re.findall(r"^FAILED (\S+)", done.stdout, re.M) == ["strict.ipynb::Cell"]
    assert f"{len(notebooks.code_cells(lesson)) + 1} passed" in done.stdout
