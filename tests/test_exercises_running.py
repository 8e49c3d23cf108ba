"""A learner's function that never ends, floods the notebook or would end it."""

from __future__ import annotations

import builtins
import re
import sys
from pathlib import Path

import pytest
from nbformat import v4

from companion.exercises import Exercise
from companion.exercises.checking import examine
from companion.exercises.running import call
from tests.little_exercise import LITTLE, PLAIN, shift
from tools import notebooks

pytestmark = pytest.mark.usefixtures("nothing_is_left")


def test_input_is_refused(way: str) -> None:
    kept = input
    report = examine(PLAIN, lambda ids, stride: input("How many?"), 0)
    assert report.outcome == "raised"
    assert "RuntimeError: input() would wait for the keyboard" in report.text
    assert input is kept


def test_exit_is_refused(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        sys.exit()
        return ids[1:]

    report = examine(PLAIN, answer, 0)
    assert report.outcome == "raised"
    assert "This would end the whole notebook: return ends" in report.text


EXITS = """\
def answer(ids):
    LEAVE()
    return ids[:-1], ids[1:]
check("05.shift-by-one", answer)"""


@pytest.mark.slow
@pytest.mark.parametrize("child", [True, False])
def test_a_kernel_survives_all_that_an_answer_does(child: bool) -> None:
    sources = [
        "from companion.exercises import check, isolated\n"
        f"isolated.can_fork = lambda: {child and sys.platform == 'linux'}",
        *(EXITS.replace("LEAVE", leave) for leave in ("exit", "quit", "input")),
        "1 + 1",
    ]
    if child and sys.platform == "linux":
        sources.insert(1, EXITS.replace("LEAVE()", "import os; os._exit(0)"))
    cells = [v4.new_code_cell(source) for source in sources]
    run = notebooks.execute(v4.new_notebook(cells=cells), "leaving")
    *tried, last = [cell.outputs[0].data["text/plain"] for cell in run.cells[1:]]
    assert last == "2"
    assert len(tried) == len(sources) - 2
    for text in tried:
        assert re.match(r"Not yet: .*\b(exit|input)\(\) would|Stopped", text, re.DOTALL)


def test_a_fault_of_ours_is_not_told_as_the_learners(way: str) -> None:
    broken = Exercise(**{**vars(PLAIN), "lesson": None})
    with pytest.raises(RuntimeError, match="Error"):
        examine(broken, shift, 0)


def test_an_import_costs_no_time(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time; time.sleep(1); VALUE = 7")
    monkeypatch.syspath_prepend(tmp_path)

    def answer(ids: list[int], stride: int) -> list[int]:
        import slow_to_import  # type: ignore[import-not-found]

        assert slow_to_import.VALUE == 7
        return ids[1:]

    assert examine(PLAIN, answer, 0, seconds=0.5).outcome == "right"
    del sys.modules["slow_to_import"]


def test_a_missing_import_comes_up_in_the_call(way: str) -> None:
    def answer(ids: list[int], stride: int) -> None:
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401

    report = examine(PLAIN, answer, 0)
    assert "No module named 'no_such_module'" in report.text


def test_what_an_answer_does_to_python_is_undone() -> None:
    before = vars(builtins).copy()

    def answer(ids: list[int], stride: int) -> list[int]:
        vars(builtins).update(len=lambda x: 0, isinstance=lambda *x: True, extra=1)
        sys.settrace(lambda *x: 1 / 0)  # type: ignore[arg-type]
        return ids[1:]

    trace = sys.gettrace()
    assert call(answer, ([1, 2, 3], 1)).value == [2, 3]
    assert sys.gettrace() is trace
    assert vars(builtins) == before
    assert examine(LITTLE, answer, 0).outcome == "right"

    def fails(ids: list[int], stride: int) -> None:
        vars(builtins)["len"] = lambda x: 0
        raise ValueError("no")

    assert "ValueError: no" in examine(LITTLE, fails, 0).text
    assert vars(builtins) == before
