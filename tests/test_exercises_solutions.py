"""What notebooks and `solution` show of the exercises: starters, bugs, solutions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode

from companion.exercises import Exercise, Mistake, solution
from companion.exercises.checking import examine
from companion.exercises.explaining import is_empty, same_outcome
from companion.exercises.running import call
from tests.all_exercises import ALL, every_exercise
from tools import notebooks

pytestmark = pytest.mark.usefixtures("in_a_thread")

NOTEBOOKS = {path.name[:2]: notebooks.read(path) for path in notebooks.notebook_paths()}


def defined(source: str, namespace: dict[str, Any]) -> Callable[..., Any]:
    """Run a source and return the last function that it defines."""
    exec(compile(source, "cell", "exec"), namespace)
    name = re.findall(r"^def (\w+)", source, re.MULTILINE)[-1]
    function: Callable[..., Any] = namespace[name]
    return function


def cells(exercise: Exercise) -> tuple[NotebookNode, NotebookNode]:
    """Return an exercise's task and starter cells in its notebook."""
    found = NOTEBOOKS[exercise.name[:2]].cells
    (place,) = (
        place
        for place, cell in enumerate(found)
        if cell.cell_type == "code" and f'check("{exercise.name}"' in cell.source
    )
    return found[place - 2], found[place - 1]


@every_exercise
def test_the_notebook_shows_the_starter_of_the_record(exercise: Exercise) -> None:
    task, starter = cells(exercise)
    assert task.cell_type == "markdown"
    assert starter.source.strip() == exercise.starter.strip()


STARTED = [e for e in ALL if not is_empty(defined(e.starter, {}))]


@pytest.mark.parametrize("exercise", STARTED, ids=lambda exercise: exercise.name)
def test_what_is_given_with_a_body_is_not_right(exercise: Exercise) -> None:
    notebook = NOTEBOOKS[exercise.name[:2]]
    set_up = next(c for c in notebooks.code_cells(notebook) if "check" in c.source)
    names: dict[str, Any] = {}
    exec(set_up.source, names)
    given = defined(exercise.starter, names)
    cases = exercise.cases(random.Random(0))
    pairs = [(call(given, case), call(exercise.solution, case)) for case in cases]
    assert not all(same_outcome(*pair) for pair in pairs)


@every_exercise
def test_the_printed_solution_runs_anywhere_and_is_right(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    solution(exercise.name)
    shown = capsys.readouterr().out
    assert '"""' not in shown, "a helper's docstring is not for a cell"
    function = defined(shown, {})
    assert function.__name__ == defined(exercise.starter, {}).__name__
    for seed in range(3):
        report = examine(exercise, function, seed)
        assert report.outcome == "right", report
    assert all(len(line) <= 88 for line in shown.splitlines())


def _doubled(numbers: list[float]) -> list[float]:
    return [_times(number) for number in numbers]


def _times(number: float) -> float:
    return number * 2.0 + random.Random(0).randint(0, 0)


def _answer(values: list[float], extra: int) -> list[float]:
    found: list[float] = _doubled(values)  # a comment stays
    for value in values[:extra]:
        found.append(value)
    return found


def test_annotations_go_and_names_become_the_starters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = Exercise(
        name="01.little",
        task="Double.",
        starter="def double(E, T):\n    # your code\n    ...\n",
        hints=(),
        solution=_answer,
        cases=lambda rng: [],
        lesson="Twice is once more.",
        mistakes=(Mistake("", _times),),
    )
    monkeypatch.setattr("companion.exercises.helping.find_task", lambda name: exercise)
    solution("01.little")
    assert capsys.readouterr().out == (
        "import random\n\n\n"
        "def _times(number):\n"
        "    return number * 2.0 + random.Random(0).randint(0, 0)\n\n\n"
        "def _doubled(numbers):\n"
        "    return [_times(number) for number in numbers]\n\n\n"
        "def double(E, T):\n"
        "    found = _doubled(E)  # a comment stays\n"
        "    for value in E[:T]:\n"
        "        found.append(value)\n"
        "    return found\n"
        "\n"
        "# Twice is once more.\n"
    )
