"""What notebooks and `solution` show of the exercises: starters, bugs, solutions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode

from companion.exercises import Exercise, Mistake, apart, solution
from companion.exercises.checking import examine
from companion.exercises.explaining import is_empty
from companion.exercises.records import TOPICS, exercises
from companion.exercises.solutions import parts
from tools import assignments, notebooks

ALL = [exercise for topic in TOPICS for exercise in exercises(topic)]
NOTEBOOKS = {path.name[:2]: notebooks.read(path) for path in notebooks.notebook_paths()}
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


@pytest.fixture(autouse=True)
def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run answers in threads, which is quicker than a process each a thousand times."""
    monkeypatch.setattr(apart, "_can_fork", lambda: False)


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


def bug(exercise: Exercise) -> str:
    """Return the code to be mended, if there is some: the starter, or in the task."""
    task = cells(exercise)[0].source
    asked = re.search(r"\bbug\b|\bmend", task, re.IGNORECASE)
    if asked and not is_empty(defined(exercise.starter, {})):
        return exercise.starter
    return "\n".join(re.findall(r"```python\n(.+?)```", task, re.DOTALL))


@every_exercise
def test_the_notebook_shows_the_starter_of_the_record(exercise: Exercise) -> None:
    task, starter = cells(exercise)
    assert task.cell_type == "markdown"
    assert starter.source.strip() == exercise.starter.strip()


@pytest.mark.parametrize("exercise", [e for e in ALL if bug(e)], ids=lambda e: e.name)
def test_the_bug_in_the_notebook_is_a_mistake_of_the_record(exercise: Exercise) -> None:
    notebook = NOTEBOOKS[exercise.name[:2]]
    names: dict[str, Any] = {}
    exec(assignments.assignment(notebook).cells[1].source, names)
    buggy = defined(bug(exercise), names)
    for seed in range(5):
        # As it was given it would count as not tried.
        report = examine(exercise, lambda *args: buggy(*args), seed)
        assert report.outcome in {"wrong", "raised"}
        assert report.diagnosis, report
    assert buggy.__name__ == parts(exercise).head.split("(")[0].removeprefix("def ")


def test_every_notebook_has_a_bug_to_find() -> None:
    assert {exercise.name[:2] for exercise in ALL if bug(exercise)} == set(NOTEBOOKS)


@every_exercise
def test_the_printed_solution_runs_anywhere_and_is_right(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    solution(exercise.name)
    shown = capsys.readouterr().out
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
