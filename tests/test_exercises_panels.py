"""The panel that a notebook shows of a check: HTML that is whole, safe and readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises import Exercise, Mistake, check, helping, panels
from companion.exercises.checking import examine
from companion.exercises.helping import hint, solution
from companion.exercises.records import TOPICS, exercises, find
from companion.exercises.reports import comparison

ALL = [exercise for topic in TOPICS for exercise in exercises(topic)]
VOID = {"br"}
pytestmark = pytest.mark.usefixtures("at_once")


class Reader(HTMLParser):
    """Reads a panel as somebody does who sees no colours, and checks it on the way."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.depth: dict[str, int] = {}  # of each summary, in folds
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        assert tag not in {"script", "style", "svg", "iframe", "link", "input"}
        assert not any(name.startswith("on") or name == "id" for name, _ in attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)
        if self.open and self.open[-1] == "summary":
            self.depth[data] = self.open.count("details")

    @property
    def text(self) -> str:
        """All that is to be read."""
        return " ".join(" ".join(self.words).split())


def read(report: Any) -> Reader:
    """Read what a notebook would show."""
    return Reader(report._repr_html_())


def shift(ids: list[int], stride: int) -> list[int]:
    """Solve the little exercise."""
    targets = ids[1:]  # "all" but the first
    return [token for token in targets if token != 0.5]


LITTLE = Exercise(
    name="05.little",
    task="Return the targets of <ids>.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token.", "One further & no more.", "ids[1:]"),
    solution=shift,
    cases=lambda rng: [([1, 2, 3, 4], 2), ([5, 6, 7], 2)],
    lesson="Every token but the first is a target.",
    mistakes=(Mistake("You shifted by the stride.", lambda ids, stride: ids[stride:]),),
)


def in_this_order(text: str, *parts: str) -> bool:
    """Tell whether the parts follow one another in a text."""
    return re.search(".*".join(map(re.escape, parts)), text, re.DOTALL) is not None


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
        "What went wrong in yours: You shifted by the stride.",
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

    seen = read(examine(LITTLE, answer, 7))
    assert in_this_order(seen.text, "✗ Not yet", "work on a copy", "answer([5, 6")


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


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_the_panels_of_all_exercises_are_whole(exercise: Exercise) -> None:
    right = read(examine(exercise, exercise.solution, 0))
    assert "✓ Right" in right.text
    for mistake in exercise.mistakes:
        seen = read(examine(exercise, mistake.function, 0))
        cause = " ".join(mistake.diagnosis.split())
        assert seen.text.index(cause) < seen.text.index("Wrong on")
        assert seen.text.endswith(f"What went wrong in yours: {cause}")


HOSTILE = "</td><script>alert(1)</script>&amp;<b onload='x'>\"'\u202e"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (HOSTILE, "ab"),
        ([HOSTILE], [1]),
        ({HOSTILE: HOSTILE}, {HOSTILE: 1}),
        ((HOSTILE, [HOSTILE]), (HOSTILE, [1])),
        (Exception(HOSTILE), HOSTILE),
    ],
)
def test_what_an_answer_gives_is_text_and_nothing_else(got: Any, expected: Any) -> None:
    seen = Reader(comparison(got, expected))
    assert "b" not in seen.tags
    assert "<script>" in seen.text


def test_a_hostile_answer_is_text() -> None:
    def answer(ids: list[int], stride: int) -> list[str]:
        print(HOSTILE)
        raise ValueError(HOSTILE)

    answer.__name__ = HOSTILE
    assert read(examine(LITTLE, answer, 0)).text.count("<script>") > 1


COMPARED: list[tuple[Any, Any, str]] = [
    ([1, 2, 3], [1, 9, 3], "place 0 1 2 your answer 1 2 ≠ 3 should be 1 9 3"),
    ([1], [1, 2], "place 0 1 your answer 1 missing ≠ should be 1 2"),
    ([1, 2], [1], "place 0 1 your answer 1 2 ≠ should be 1 nothing"),
    ((), (7,), "place 0 your answer missing ≠ should be 7"),
    (
        list(range(20)),
        [*range(10), 0, *range(11, 20)],
        "place … 7 8 9 10 11 12 13 14 … your answer … 7 8 9 10 ≠ 11 12 13 14 … "
        "should be … 7 8 9 0 11 12 13 14 …",
    ),
    ("one two", "one, two", "your answer 'one ≠ two' should be 'one, two'"),
    ("a" * 60 + "b", "a" * 60 + "c", f"your answer … {'a' * 36} b ≠ '"),
    ({"a": 1, "b": 2}, {"a": 1, "b": 3}, "key your answer should be 'b' 2 ≠ 3"),
    ({"a": 1}, {"b": 1}, "'b' missing ≠ 1 'a' 1 ≠ no such key"),
    (dict.fromkeys(range(9), 1), dict.fromkeys(range(9), 2), "3 more keys differ."),
    (3, 4, "your answer 3 ≠ should be 4"),
    (None, [1], "your answer None ≠ should be [1]"),
    (np.array([1, 2]), torch.tensor([1, 3]), "your answer 1 2 ≠ should be 1 3"),
    ([0.123456789], [0.5], "your answer 0.123457 ≠ should be 0.5"),
    ([[1, 2], [3]], [[1, 2], [4]], "your answer [1, 2] [3] ≠ should be [1, 2] [4]"),
    ([float("nan")], [1.0], "your answer nan ≠ should be 1"),
]


@pytest.mark.parametrize(("got", "expected", "shown"), COMPARED)
def test_what_differs_is_marked(got: Any, expected: Any, shown: str) -> None:
    seen = Reader(comparison(got, expected))
    assert " ".join(shown.split()) in seen.text
    assert seen.tags.count("strong") == seen.text.count("≠")


@pytest.mark.parametrize(
    "value", ["x" * 10**6, ["x" * 10**5] * 100, dict.fromkeys(range(50), "x" * 10**5)]
)
def test_a_panel_stays_small(value: Any) -> None:
    assert len(comparison(value, type(value)())) < 20_000
    report = examine(LITTLE, lambda ids, stride: value, 0)
    assert len(report._repr_html_()) < 40_000


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


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Stand in for a notebook, and keep what it displays."""
    import IPython
    import IPython.display

    found: list[Any] = []
    shell = SimpleNamespace(ask_exit=None)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", found.append)
    return found


def test_hints_and_solution_are_panels_in_a_notebook(
    displayed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping, "hints_given", {})
    name = "05.shift-by-one"
    for _ in range(2):
        hint(name)
    solution(name)
    first, second, third = map(read, displayed)
    assert "Hint 1 of" in first.text
    assert "Hint 2 of" not in first.text
    assert in_this_order(second.text, "Hint 1 of", "Hint 2 of")
    assert third.text.endswith(" ".join(find(name).lesson.split()))


def test_the_solution_names_the_mistake_that_was_met_last(
    displayed: list[Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))
    exercise = find("05.shift-by-one")
    for mistake in exercise.mistakes[:2]:
        check(exercise.name, mistake.function)
    solution(exercise.name)
    cause = exercise.mistakes[1].diagnosis
    assert read(displayed[0]).text.endswith(f"What went wrong in yours: {cause}")
    assert str(displayed[0]).replace("\n# ", " ").endswith(cause)


def test_the_solution_names_no_mistake_that_was_mended(
    displayed: list[Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))
    exercise = find("05.shift-by-one")
    mistake = exercise.mistakes[0]

    def blamed(*answers: Callable[..., Any], again: bool = False) -> bool:
        monkeypatch.setattr(helping, "last_diagnoses", {})  # as when the kernel starts
        for answer in answers:
            check(exercise.name, answer)
        if again:
            helping.last_diagnoses.clear()
        solution(exercise.name)
        shown = read(displayed[-1]).text, str(displayed[-1])
        found = {"What went wrong in yours" in each for each in shown}
        assert len(found) == 1
        return found.pop()

    assert blamed(mistake.function, again=True)  # kept from another day
    assert not blamed(mistake.function, lambda ids: 5)  # nobody knows this one
    assert not blamed(mistake.function, exercise.solution)
    assert not blamed(again=True)  # kept that it was solved
    assert blamed(exercise.solution, mistake.function)
    assert blamed(mistake.function, lambda ids: ...)  # that is no answer


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
