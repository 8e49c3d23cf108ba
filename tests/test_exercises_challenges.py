"""Challenges: every topic's, and how an answer is scored beside others."""

from __future__ import annotations

import math
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.exercises import (
    Challenge,
    challenges,
    check,
    hint,
    progress,
    sliding_window,
    solution,
)
from companion.exercises.challenges import attempt
from companion.exercises.panels import number_text
from companion.exercises.records import (
    TOPICS,
    challenge,
    exercises,
    find,
    find_task,
)
from companion.exercises.watching import Ended, Watch

ALL = [found for topic in TOPICS if (found := challenge(topic)) is not None]
JOINER = ALL[0]
every_challenge = pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
@every_challenge
def test_our_solution_scores_the_reference(task: Challenge) -> None:
    for _ in range(2):  # and the same again
        report = attempt(task, task.solution)
        assert report.outcome == "scored", report
        assert report.score == pytest.approx(task.reference, rel=1e-6, abs=1e-9)
    assert task.lesson in report.text


@every_challenge
def test_a_simple_answer_scores_less(task: Challenge) -> None:
    # A row may also say what is the most there can be.
    assert any(task.is_better(task.reference, score) for _, score in task.baselines)


@every_challenge
def test_the_starter_is_not_tried_yet(task: Challenge) -> None:
    names: dict[str, Any] = {}
    exec(task.starter, names)
    functions = [f for f in names.values() if getattr(f, "__code__", None)]
    report = attempt(task, functions[-1])
    assert report.outcome == "not tried"
    assert task.task in report.text


@every_challenge
def test_its_name_is_its_own_and_its_words_are_there(task: Challenge) -> None:
    topic = TOPICS[int(task.name[:2]) - 1]
    assert challenge(topic) == task
    assert task.name not in [exercise.name for exercise in exercises(topic)]
    assert all(map(str.strip, (task.task, task.lesson, task.unit, *task.hints)))


# The scoring, on a challenge of its own.


def _short(text: str) -> str:
    """Solve the little challenge."""
    return text[:3]


def _score(function: Callable[..., Any]) -> float:
    return float(sum(len(function(text)) for text in ("tea for two", "one")))


def _validate(function: Callable[..., Any]) -> str:
    return "" if function("tea")[0] == "t" else "It has to begin with the same letter."


LITTLE = Challenge(
    name="05.short",
    task="Shorten a text.",
    starter="def short(text):\n    return text\n",
    hints=("Cut it.", "Cut it earlier."),
    solution=_short,
    lesson="Three letters say enough.",
    score=_score,
    unit="letters",
    baselines=(("the whole text", 14.0), ("its first word", 6.5)),
    reference=6.0,
    higher_is_better=False,
    validate=_validate,
)


@pytest.fixture(autouse=True)
def little(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put the little challenge into a notebook, with a progress file of its own."""
    if "task" not in request.fixturenames:  # those tests are about the real ones
        monkeypatch.setattr(sliding_window, "CHALLENGE", LITTLE, raising=False)
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))


def test_a_score_stands_among_the_others_the_best_first() -> None:
    report = check("05.short", lambda text: text[:4])
    assert (report.outcome, report.score) == ("scored", 7.0)
    assert report.text == (
        "Score of 05.short: 7 letters (less is better).\n"
        "      6  our own solution\n"
        "    6.5  its first word\n"
        "  >   7  your answer\n"
        "     14  the whole text\n"
        "Best so far: 7."
    )
    assert "Best so far: 7" in report._repr_html_()


def test_the_best_is_kept_and_a_worse_one_changes_nothing(tmp_path: Path) -> None:
    for length, best in ((5, 8), (4, 7), (9, 7), (2, 4)):
        report = check("05.short", lambda text, length=length: text[:length])
        assert report.text.splitlines()[-1] == f"Best so far: {best}."
    kept = (tmp_path / "progress.txt").read_text()
    assert kept == "05.short=8.0\n05.short=7.0\n05.short=4.0\n"


def test_more_is_better_where_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    more = Challenge(**{**vars(LITTLE), "higher_is_better": True})
    monkeypatch.setattr(sliding_window, "CHALLENGE", more)
    for length, best in ((4, 7), (2, 7), (5, 8)):
        report = check("05.short", lambda text, length=length: text[:length])
        assert f"Best so far: {best}." in report.text
    assert "(more is better)" in report.text
    rows = [line.split()[-1] for line in report.text.splitlines()[1:5]]
    assert rows == ["text", "answer", "word", "solution"]


def test_the_lesson_comes_with_the_reference() -> None:
    assert LITTLE.lesson not in check("05.short", lambda text: text[:4]).text
    reached, better = (check("05.short", lambda t, n=n: t[:n]).text for n in (3, 2))
    assert LITTLE.lesson in reached
    assert "better than our own" not in reached
    assert f"That is better than our own solution. {LITTLE.lesson}" in better


def test_what_must_not_count_is_refused_in_a_sentence() -> None:
    report = check("05.short", lambda text: "x")
    assert (report.outcome, report.score) == ("wrong", None)
    assert "It has to begin with the same letter." in report.text
    assert "Best so far" not in report.text


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_what_is_no_number_is_no_score(score: float) -> None:
    task = Challenge(**{**vars(LITTLE), "score": lambda function: score})
    assert attempt(task, lambda text: text[:4]).outcome == "wrong"


def test_an_error_is_placed_in_the_learners_line() -> None:
    report = check("05.short", lambda text: text[99])
    assert report.outcome == "raised"
    assert "gave IndexError: string index out of range" in report.text
    assert "The error came up in line" in report.text


@pytest.mark.parametrize(
    "body", ["...", "pass", "return text", "return text  # as it was"]
)
def test_what_does_nothing_or_is_as_given_is_not_tried(body: str) -> None:
    names: dict[str, Any] = {}
    exec(f"def short(text):\n    {body}\n", names)
    report = check("05.short", names["short"])
    assert report.outcome == "not tried"
    assert report.text.endswith("\nTask: Shorten a text.")


def test_a_constant_was_tried() -> None:
    assert check("05.short", lambda text: "t").outcome == "scored"


def test_an_endless_attempt_is_stopped() -> None:
    def answer(text: str) -> str:
        while True:
            text += "x"
            text = text[:9]

    report = attempt(LITTLE, answer, seconds=0.3)
    assert report.outcome == "too slow"
    assert "more than 0.3 s of the processor's time" in report.text
    assert "The while loop has no break and no return" in report.text


def test_an_attempt_that_did_not_get_its_turn_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: Ended[Any] = Ended(Watch(), why="busy")
    monkeypatch.setattr(challenges, "in_isolation", lambda work, seconds: ended)
    report = attempt(LITTLE, lambda text: text[:4])
    assert report.outcome == "too slow"
    assert "The computer has other work" in report.text
    assert "or a loop of yours never ends" in report.text


@pytest.mark.skipif(sys.platform != "linux", reason="no child processes")
def test_an_attempt_that_ends_python_ends_a_copy() -> None:
    report = attempt(LITTLE, lambda text: os._exit(1))
    assert report.outcome == "too slow"
    assert "Here that was a copy" in report.text


def test_an_attempt_that_sleeps_is_stopped() -> None:
    start = time.monotonic()

    def answer(text: str) -> str:
        time.sleep(1)
        return text

    report = attempt(LITTLE, answer, seconds=0.1)
    assert report.outcome in {"too slow", "scored"}
    assert time.monotonic() - start < 100


def test_exercises_and_challenges_are_told_apart() -> None:
    assert find_task("05.short") is LITTLE
    assert challenge("sliding_window") is LITTLE
    with pytest.raises(ValueError, match=r"05\.short is no exercise, but a challenge"):
        find("05.short")
    with pytest.raises(ValueError, match=r"Notebook 05 has: .*, 05\.short\."):
        find_task("05.shortest")


def test_a_slip_in_the_code_is_named_beside_a_low_score() -> None:
    def without_r(tokens: list[str]) -> str:
        text = " ".join(tokens)
        text.replace(" ,", ",")
        return re.sub(r" ([.,])", "\1", text)

    report = attempt(JOINER, without_r)
    assert report.outcome == "scored"
    for said in ("Your pattern lacks its r", "Nothing keeps what the line text.repl"):
        assert said in report.text
        assert said in report.inside
    assert "lacks its r" not in attempt(JOINER, JOINER.solution).text


def test_help_with_a_challenge(capsys: pytest.CaptureFixture[str]) -> None:
    hint("05.short")
    assert capsys.readouterr().out == "Hint 1 of 2: Cut it.\n"
    solution("05.short")
    assert capsys.readouterr().out == (
        "def short(text):\n    return text[:3]\n\n# Three letters say enough.\n"
    )


def test_what_is_open_names_the_challenge_with_the_best_score() -> None:
    last = str(progress.open_exercises("05")).splitlines()[-1]
    assert last == (
        "  ▲ 05.short: Challenge, not tried yet; our own solution reaches 6 letters."
    )
    check("05.short", lambda text: text[:4])
    assert "Challenge, your best is 7; our own" in str(progress.open_exercises("05"))


def test_numbers_are_short() -> None:
    shown = [number_text(x) for x in (0.0, -3.0, 1234567.0, 99.956, 0.5, -0.12345)]
    assert shown == ["0", "-3", "1,234,567", "99.96", "0.5", "-0.1235"]
