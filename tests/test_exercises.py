"""Every exercise of every topic, and the checker that tells learners what is wrong."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from companion.exercises import Exercise
from companion.exercises.checking import examine
from companion.exercises.comparing import same, short
from companion.exercises.explaining import same_outcome
from companion.exercises.records import TOPICS, challenge
from companion.exercises.running import call
from tests.all_exercises import ALL, each_with_its_mistakes, every_exercise
from tools import notebooks

pytestmark = pytest.mark.usefixtures("in_a_thread")

SEEDS = range(5)


def starter_function(exercise: Exercise) -> Callable[..., Any]:
    """Run the starter's code and return the one function in it."""
    namespace: dict[str, Any] = {}
    exec(compile(exercise.starter, "starter", "exec"), namespace)
    (function,) = (f for f in namespace.values() if inspect.isfunction(f))
    return function


def test_notebooks_and_records_name_the_same_exercises() -> None:
    named = {
        name
        for path in notebooks.notebook_paths()
        for cell in notebooks.code_cells(notebooks.read(path))
        for name in re.findall(r"\bcheck\(\s*\"([^\"]+)\"", cell.source)
    }
    scored = {task.name for task in map(challenge, TOPICS) if task is not None}
    assert named == {exercise.name for exercise in ALL} | scored


@pytest.mark.usefixtures("at_once")
@every_exercise
def test_solution_is_right(exercise: Exercise) -> None:
    for seed in SEEDS:
        report = examine(exercise, exercise.solution, seed)
        assert report.outcome == "right", report
        assert exercise.lesson in report.text


@pytest.mark.usefixtures("at_once")
@every_exercise
def test_starter_is_not_tried_yet_and_says_the_same_every_time(
    exercise: Exercise,
) -> None:
    function = starter_function(exercise)
    reports = [examine(exercise, function, seed) for seed in SEEDS]
    assert {report.outcome for report in reports} == {"not tried"}
    assert len({report.text for report in reports}) == 1
    assert exercise.task in reports[0].text


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "seed", [SEEDS[0], *(pytest.param(n, marks=pytest.mark.slow) for n in SEEDS[1:])]
)
@each_with_its_mistakes
def test_each_known_mistake_gets_its_own_diagnosis(
    exercise: Exercise, seed: int
) -> None:
    assert len({mistake.diagnosis for mistake in exercise.mistakes}) >= 3
    for mistake in exercise.mistakes:
        report = examine(exercise, mistake.function, seed)
        assert report.outcome in {"wrong", "raised"}, (mistake.diagnosis, report)
        assert report.diagnosis == mistake.diagnosis
        assert mistake.diagnosis in report.text


def fixed_cases(exercise: Exercise) -> list[tuple[Any, ...]]:
    """Return the cases that are the same whatever the seed is."""
    first, *others = [exercise.cases(random.Random(seed)) for seed in range(10)]
    return [
        case
        for case in first
        if all(any(same(case, other) for other in drawn) for drawn in others)
    ]


@every_exercise
def test_every_trap_stands_in_a_fixed_case(exercise: Exercise) -> None:
    cases = fixed_cases(exercise)
    expected = [call(exercise.solution, case) for case in cases]
    for mistake in exercise.mistakes:
        got = [call(mistake.function, case) for case in cases]
        wrong = [not same_outcome(*pair) for pair in zip(got, expected, strict=True)]
        assert any(wrong) or any(each.changed for each in got), mistake.diagnosis


@every_exercise
def test_words_are_there(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 2
    assert all(
        text.strip() for text in (exercise.task, exercise.lesson, *exercise.hints)
    )


# The checker, on an exercise of its own.


# By name, as in a notebook.


# Comparing and showing outputs.


@every_exercise
def test_the_dictionaries_of_a_case_can_be_copied_from_the_report(
    exercise: Exercise,
) -> None:
    for arguments in exercise.cases(random.Random(0)):
        for argument in arguments:
            if isinstance(argument, dict):
                shown = eval(short(argument))
                assert list(shown.items()) == list(argument.items())
