"""The panel that a notebook shows of a check: HTML that is whole, safe and readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from companion.exercises import Exercise, check, panels
from companion.exercises.checking import examine
from companion.exercises.records import exercises, find
from tests.all_exercises import each_with_its_mistakes
from tests.panel_reader import HOSTILE, LITTLE, Reader, in_this_order, read, shift

pytestmark = pytest.mark.usefixtures("at_once")


def test_a_wrong_answer_is_told_cause_first_and_solution_last() -> None:
    seen = read(examine(LITTLE, lambda ids, stride: ids[stride:], 7))
    assert in_this_order(
        seen.text,
        "✗ Not yet",
        "05.little",
        "You shifted by the stride.",
        "Wrong on 2 of 2 cases, for example on",
        "<lambda>([5, 6, 7], 2)",
        "place 0 1 your answer 7 ≠ missing ≠ should be 6 7",
        "The length is 1, and should be 2.",
        "These cases have the seed 7",
        "Hint 1 of 3",
        "The next token.",
        "Hint 2 of 3",
        "One further & no more.",
        "Hint 3 of 3",
        "A solution",
        "def shift(ids, stride):",
        "Every token but the first is a target.",
        "What went wrong in yours, most likely: You shifted by the stride.",
    )
    assert seen.depth == {
        "Hint 1 of 3": 1,
        "Hint 2 of 3": 2,
        "Hint 3 of 3": 3,
        "A solution": 4,
    }


def test_what_is_not_tried_shows_task_and_hints_but_no_solution() -> None:
    seen = read(examine(LITTLE, lambda ids, stride: ..., 7))
    assert in_this_order(
        seen.text,
        "○ Not tried yet",
        "returns nothing so far.",
        "Task: Return the targets of <ids>.",
        "Hint 3 of 3",
    )
    assert "A solution" not in seen.text


def test_a_right_answer_shows_the_lesson_and_a_solution_to_compare_with() -> None:
    seen = read(examine(LITTLE, shift, 7))
    assert in_this_order(
        seen.text, "✓ Right", LITTLE.lesson, "on 2 cases with the seed 7", "A solution"
    )
    assert seen.depth == {"A solution": 1}


def test_an_error_says_first_what_to_look_for() -> None:
    seen = read(examine(LITTLE, lambda ids, stride: ids[9], 7))
    assert in_this_order(
        seen.text,
        "✗ Not yet: an error",
        "A place was asked for that is past the end",
        "your answer IndexError: list index out of range ≠",
        "The error came up in line",
    )


def test_a_stopped_answer_says_where_it_was() -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            pass

    seen = read(examine(LITTLE, answer, 7, seconds=0.1))
    assert in_this_order(
        seen.text, "✗ Stopped", "longer than 0.1 s", "answer([1, 2, 3, 4], 2)", "Hint 1"
    )


def test_an_answer_that_changes_its_argument_is_told() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        del ids[0]
        return ids

    seen = read(examine(replace(LITTLE, leaves_arguments=True), answer, 7))
    assert in_this_order(seen.text, "✗ Not yet", "work on a copy", "answer([5, 6")
    allowed = read(examine(LITTLE, answer, 7))
    assert in_this_order(allowed.text, "✓ Right", "Checked on", "work on a copy")


def test_a_buggy_starter_that_is_left_as_it_was_is_not_tried() -> None:
    bug = "def shift(ids, stride):\n    return [n for n in ids[stride:]]\n"
    exercise = Exercise(**{**vars(LITTLE), "starter": bug})
    names: dict[str, Any] = {}
    exec("# the same, elsewhere\n\n" + bug, names)
    reports = {
        (report.text, report._repr_html_())
        for seed in range(3)
        for report in [examine(exercise, names["shift"], seed)]
    }
    ((text, _),) = reports
    assert text.startswith("Not tried yet: shift is still as it was given.\nTask: ")
    for changed in ("ids[stride - 1 :]", "ids[1:]", "ids[stride:] or ()"):
        exec(bug.replace("ids[stride:]", changed), names)
        assert examine(exercise, names["shift"], 0).outcome != "not tried"


def test_a_buggy_starter_that_never_ends_is_not_run() -> None:
    bug = "def shift(ids, stride):\n    while True:\n        stride += 1\n"
    exercise = Exercise(**{**vars(LITTLE), "starter": bug})
    names: dict[str, Any] = {}
    exec(bug, names)
    assert examine(exercise, names["shift"], 0, seconds=60).outcome == "not tried"


@each_with_its_mistakes
def test_the_panels_of_all_exercises_are_whole(exercise: Exercise) -> None:
    right = read(examine(exercise, exercise.solution, 0))
    assert "✓ Right" in right.text
    for mistake in exercise.mistakes:
        seen = read(examine(exercise, mistake.function, 0))
        cause = " ".join(mistake.diagnosis.split())
        assert seen.text.index(cause) < seen.text.index("Wrong on")
        assert seen.text.endswith(f"went wrong in yours, most likely: {cause}")


def test_a_hostile_answer_is_text() -> None:
    def answer(ids: list[int], stride: int) -> list[str]:
        print(HOSTILE)
        raise ValueError(HOSTILE)

    answer.__name__ = HOSTILE
    assert read(examine(LITTLE, answer, 0)).text.count("<script>") > 1


def luminance(colour: str) -> float:
    """Return how bright a colour is (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [((part + 0.055) / 1.055) ** 2.4 for part in parts]  # or nearly
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


@pytest.mark.parametrize("mark", panels._MARKS)
def test_white_words_can_be_read_on_the_bar(mark: panels.Mark) -> None:
    _, colour = panels._MARKS[mark]
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_every_bar_has_a_sign_of_its_own() -> None:
    signs = [sign for sign, _ in panels._MARKS.values()]
    assert len(set(signs)) == len(signs)


def test_code_is_coloured_and_stays_as_it_is() -> None:
    source = 'def f(x):\n    # a "note"\n    return [len(x), "<é>", 1.5]\n\n\nf(2)'
    html = panels.code(source)
    seen = Reader(html)
    assert "".join(seen.words) == source
    for piece in ("def", "# a &quot;note&quot;", "len", "&quot;&lt;é&gt;&quot;", "1.5"):
        assert re.search(f"<span style=[^>]+>{re.escape(piece)}</span>", html), piece
    assert not re.search("<span style=[^>]+>x</span>", html)


def test_the_bar_says_how_many_are_solved(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))
    exercise = find("05.shift-by-one")
    count = len(exercises("sliding_window"))

    def aside(function: Callable[..., Any]) -> str:
        return read(check(exercise.name, function)).text

    wrong = exercise.mistakes[0].function
    assert f"0 of {count} solved in this notebook" in aside(wrong)
    assert f"1 of {count} solved in this notebook" in aside(exercise.solution)
    assert f"1 of {count} solved in this notebook" in aside(wrong)
    assert "solved in this" not in aside(lambda ids: ...)  # the same in every notebook
