"""What an assignment's `check` and `hint` do: points, no solution, no noise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from companion.exercises import grading, helping
from companion.exercises.grading import Graded, Missing, answer_of, check, grader, hint
from companion.exercises.records import Exercise, challenge, find

NAME = "05.shift-by-one"
EXERCISE = find(NAME)
LINE_UP = challenge("sliding_window")


def test_a_notebook_shows_a_number_to_nbgrader_and_a_report_to_people() -> None:
    right, wrong = check(NAME, EXERCISE.solution), check(NAME, lambda ids: 7)
    assert (repr(right), repr(wrong)) == ("1.0", "0.0")
    assert "✓ Right" in right._repr_html_()
    assert "1 of 1 point" in right._repr_html_()
    assert str(right).startswith(f"Right: {NAME}")
    assert str(wrong).endswith("0 of 1 point")


def test_nbgrader_gives_the_points_that_a_report_shows() -> None:
    utils = pytest.importorskip("nbgrader.utils")
    for points in (0.0, 0.37, 1.0):
        shown = Graded(check(NAME, EXERCISE.solution).report, points)
        output = {"data": {"text/plain": repr(shown), "text/html": "<p>5</p>"}}
        assert utils.get_partial_grade(output, 1.0) == points


@pytest.mark.parametrize(
    "answer",
    [
        EXERCISE.solution,
        EXERCISE.mistakes[0].function,
        lambda ids: ...,
        lambda ids: 1 // 0,
        Missing("It is not there."),
    ],
)
def test_no_report_tells_a_solution(answer: Callable[..., Any]) -> None:
    shown = check(NAME, answer)
    for text in (str(shown), shown._repr_html_()):
        assert not re.search(r"solution", text, re.IGNORECASE)
    assert ("Hint 1 of" in shown._repr_html_()) == (shown.points == 0)


def test_hints_do_not_tell_how_to_see_a_solution(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(helping, "hints_given", {})
    for _ in range(len(EXERCISE.hints) + 1):
        hint(NAME)
    said = capsys.readouterr().out
    assert said.endswith("There are no more hints.\n")
    assert "solution" not in said


def test_an_answer_must_be_right_with_every_seed() -> None:
    calls: list[int] = []

    def sometimes(ids: list[int]) -> Any:
        calls.append(len(ids))
        return EXERCISE.solution(ids) if ids in seen else None

    seen = [case[0] for seed in (11, 12) for case in cases(EXERCISE, seed)]
    assert grader(11, 12)(NAME, sometimes).points == 1
    assert grader(11, 12, 13)(NAME, sometimes).points == 0
    assert grader(11, 12, 13)(NAME, sometimes).report.text == str(
        grader(13)(NAME, sometimes).report.text
    )


def cases(exercise: Exercise, seed: int) -> list[tuple[Any, ...]]:
    import random

    return exercise.cases(random.Random(seed))


# Every kind of noise that nbgrader would give no points for.
NOISY = """
import os, subprocess, sys, warnings
from companion.exercises.grading import check

def shift(ids):
    warnings.warn("first")
    print("second", file=sys.stderr)
    os.write(2, b"third")
    subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('fourth')"])
    return ids[:-1], ids[1:]

print(repr(check("05.shift-by-one", shift)))
print("heard", file=sys.stderr)
"""


def test_what_an_answer_writes_to_standard_error_costs_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOISY],
        capture_output=True,
        text=True,
        env={**os.environ, "COMPANION_PROGRESS": os.devnull},
    )
    assert (done.stdout, done.stderr) == ("1.0\n", "heard\n")


def test_a_warning_in_an_answer_is_no_mistake() -> None:
    def warning(ids: list[int]) -> Any:
        warnings.warn("This will be gone.", DeprecationWarning, stacklevel=1)
        return EXERCISE.solution(ids)

    assert check(NAME, warning).points == 1


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([], "No cell defines a function that is called shift."),
        (["def shift(ids):\n    return ("], "'(' was never closed (line 2)"),
        (["x = 1", "1 / 0\ndef shift(ids): ..."], "ended in an error before shift"),
        (["def shift(ids): ...", "def other(ids) ..."], "ended in an error before"),
    ],
)
def test_an_answer_that_is_not_there_is_reported_kindly(
    cells: list[str], why: str
) -> None:
    missing = answer_of("shift", {"In": cells, "shift": 3})
    assert isinstance(missing, Missing)
    assert why in missing.why
    shown = check(NAME, missing)
    assert shown.points == 0
    assert why in shown.report.text
    assert "Task: " in shown.report.text
    assert "✗ Not yet" in shown._repr_html_()


def test_a_function_that_is_there_is_taken() -> None:
    assert answer_of("shift", {"shift": EXERCISE.solution}) is EXERCISE.solution


def test_a_challenge_gets_a_part_of_the_point(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LINE_UP is not None
    half = check(LINE_UP.name, _looks_at_the_targets)
    assert half.report.score == 134  # what is named as the second baseline
    assert (half.points, repr(half)) == (0.0, "0.0")
    refused = check(LINE_UP.name, lambda training, held_out: 1 // 0)
    assert refused.points == 0
    monkeypatch.setattr(grading, "share", lambda task, score: 0.25)
    assert "0.25 of 1 point" in check(LINE_UP.name, _looks_at_the_targets)._repr_html_()


def _looks_at_the_targets(training: Any, held_out: Any) -> str:
    both = training + held_out
    shifted = any(inputs[1:] != targets[:-1] for inputs, targets in both)
    return "shifted" if shifted else "right"
