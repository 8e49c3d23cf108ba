"""Every exercise of every topic, and the checker that tells learners what is wrong."""

from __future__ import annotations

import inspect
import random
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises import Exercise, Mistake, apart, check, hint
from companion.exercises.checking import examine
from companion.exercises.comparing import difference, same, short
from companion.exercises.explaining import same_outcome
from companion.exercises.records import TOPICS, challenge, exercises, find
from companion.exercises.running import call
from tools import notebooks

ALL = [exercise for topic in TOPICS for exercise in exercises(topic)]
SEEDS = range(5)
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


@pytest.fixture(autouse=True)
def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run answers in threads, which is quicker than a process each a thousand times."""
    monkeypatch.setattr(apart, "can_fork", lambda: False)


def starter_function(exercise: Exercise) -> Callable[..., Any]:
    """Run the starter's code and return the one function in it."""
    namespace: dict[str, Any] = {}
    exec(compile(exercise.starter, "starter", "exec"), namespace)
    (function,) = (f for f in namespace.values() if inspect.isfunction(f))
    return function


def test_names_are_unique_and_begin_with_the_notebooks_number() -> None:
    names = [exercise.name for exercise in ALL]
    assert len(set(names)) == len(names)
    for number, topic in enumerate(TOPICS, start=1):
        for exercise in exercises(topic):
            assert re.fullmatch(rf"{number:02}\.[a-z0-9]+(-[a-z0-9]+)*", exercise.name)


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
@every_exercise
def test_each_known_mistake_gets_its_own_diagnosis(exercise: Exercise) -> None:
    assert len({mistake.diagnosis for mistake in exercise.mistakes}) >= 3
    for mistake in exercise.mistakes:
        for seed in SEEDS:
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


def shift(ids: list[int], stride: int) -> list[int]:
    """Solve the little exercise."""
    return ids[1:]


def little_cases(rng: random.Random) -> list[tuple[Any, ...]]:
    longer = [rng.randrange(100) for _ in range(200)]
    return [([1, 2, 3, 4], 2), (longer, 3), ([5, 6, 7], 2)]


LITTLE = Exercise(
    name="05.little",
    task="Return the targets.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token is the target.", "One further, whatever the stride."),
    solution=shift,
    cases=little_cases,
    lesson="Every token but the first is a target.",
    mistakes=(
        Mistake("You shifted by the stride.", lambda ids, stride: ids[stride:]),
        Mistake("You counted past the end.", lambda ids, stride: ids[len(ids)]),
    ),
)


def test_right_answer_in_another_shape_passes() -> None:
    report = examine(LITTLE, lambda ids, stride: tuple(ids[1:]), 0)
    assert report.outcome == "right"
    assert str(report) == (
        "Right: 05.little, on 3 cases with the seed 0.\n"
        "Every token but the first is a target."
    )


def test_wrong_answer_is_shown_on_the_smallest_case_it_fails() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        return ids[1:] if len(ids) == 4 else ids

    report = examine(LITTLE, answer, 7)
    assert report.outcome == "wrong"
    assert report.diagnosis == ""
    assert repr(report) == (
        "Not yet: 05.little, wrong on 2 of 3 cases.\n"
        "For example\n"
        "  answer([5, 6, 7], 2)\n"
        "  gave:      [5, 6, 7]\n"
        "  should be: [6, 7]\n"
        "The length is 3, and should be 2.\n"
        "These cases have the seed 7; seed=7 in check brings them back.\n"
        'hint("05.little") gives a hint.'
    )


def test_known_mistake_is_recognised_by_its_outputs() -> None:
    report = examine(LITTLE, lambda ids, stride: list(ids)[stride:], 0)
    assert report.diagnosis == "You shifted by the stride."
    assert "You shifted by the stride.\nFor example\n" in report.text


def test_known_mistake_that_raises_is_recognised_too() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        return [ids[place + 1] for place in range(len(ids))]

    report = examine(LITTLE, answer, 0)
    assert report.outcome == "raised"
    assert report.diagnosis == "You counted past the end."
    assert "  gave:      IndexError: list index out of range\n" in report.text
    line = answer.__code__.co_firstlineno + 1
    assert f"came up in line {line}: return [ids[place + 1] for" in report.text


def test_error_inside_a_library_is_placed_in_the_learners_line() -> None:
    def answer(ids: list[int], stride: int) -> Any:
        return np.stack([])

    report = examine(LITTLE, answer, 0)
    assert (
        f"in line {answer.__code__.co_firstlineno + 1}: return np.stack" in report.text
    )


def test_wrong_number_of_arguments_is_said_plainly() -> None:
    report = examine(LITTLE, lambda ids: ids, 0)
    assert report.outcome == "raised"
    assert "takes 1 positional argument but 2 were given" in report.text
    assert "line" not in report.text


@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_answer_cannot_end_the_kernel(stop: type[BaseException]) -> None:
    def answer(ids: list[int], stride: int) -> None:
        raise stop

    assert examine(LITTLE, answer, 0).outcome == "raised"


def test_expected_error_is_asked_for() -> None:
    def strict(table: dict[str, int], key: str) -> int:
        return table[key]

    exercise = Exercise(
        **{
            **vars(LITTLE),
            "solution": strict,
            "cases": lambda rng: [({"a": 1}, "a"), ({"a": 1}, "b")],
        }
    )
    lax = examine(exercise, lambda table, key: table.get(key, 0), 0)
    assert lax.outcome == "wrong"
    assert "  gave:      0\n  should be: KeyError: 'b'" in lax.text
    assert examine(exercise, lambda table, key: table[key], 0).outcome == "right"


def test_printing_is_shown() -> None:
    report = examine(LITTLE, lambda ids, stride: [print(ids[1:])], 0)
    assert report.outcome == "wrong"
    assert "Your function printed: '[2, 3, 4]\\n" in report.text


def forgets_return(ids: list[int], stride: int) -> None:
    """Forget the return."""
    targets = ids[1:]  # noqa: F841


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (lambda ids, stride: print(ids[1:]), "It printed, but returned None: use retu"),
        (lambda ids, stride: ids.reverse(), "It changed its argument and returned no"),
        (
            forgets_return,
            "It returned None: is there a return on ev",
        ),
        (lambda ids, stride: ids[1:] if len(ids) > 3 else None, "It returned None: is"),
    ],
)
def test_an_answer_without_return_was_tried(
    answer: Callable[..., Any], advice: str
) -> None:
    report = examine(LITTLE, answer, 0)
    assert report.outcome == "wrong"
    assert f"of 3 cases.\n{advice}" in report.text


def test_a_wrong_answer_that_changes_what_it_is_given_is_told_both() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        ids.append(0)
        return ids

    report = examine(LITTLE, answer, 0)
    assert report.outcome == "wrong"
    assert "The length is 4, and should be 2." in report.text
    assert "It also changes what it is given: work on a copy." in report.text


def test_what_is_kept_between_calls_is_named() -> None:
    kept: list[int] = []

    def answer(ids: list[int], stride: int, found: list[int] = kept) -> list[int]:
        found.extend(ids[1:])
        return found

    report = examine(LITTLE, answer, 0)
    assert report.outcome == "wrong"
    assert "  gave:      [2, 3, 4, " in report.text  # as it was when it was returned
    assert "It keeps something from the call before" in report.text
    always_wrong = examine(LITTLE, lambda ids, stride: ids, 0)
    assert "Called again" not in always_wrong.text


def test_a_buffer_that_is_used_again_does_not_spoil_a_right_answer() -> None:
    buffer: list[int] = []

    def answer(ids: list[int], stride: int) -> list[int]:
        buffer[:] = ids[1:]
        return buffer

    assert examine(LITTLE, answer, 0).outcome == "right"


def test_the_example_is_not_empty_if_another_will_do() -> None:
    exercise = Exercise(
        **{**vars(LITTLE), "cases": lambda rng: [([], 2), ([5, 6, 7], 2), ([8], 2)]}
    )
    report = examine(exercise, lambda ids, stride: [0], 0)
    assert "For example\n  <lambda>([8], 2)\n" in report.text
    only_empty = examine(exercise, lambda ids, stride: ids[1:] if ids else [0], 0)
    assert "For example\n  <lambda>([], 2)\n" in only_empty.text


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("ids.no", "A value has another type"),
        ("ids + 1", "A value has another type"),
        ("ids[999]", "past the end"),
        ("{}[0]", "A key was asked for"),
        ("nowhere", "is an import missing?"),
        ("int('x')", "The type is right, the value is not"),
        ("b'\\xff'.decode()", "Bytes and text do not fit"),
        ("1 / 0", "The divisor is 0"),
        ("__import__('no_such')", "There is no module"),
    ],
)
def test_an_error_comes_with_advice(line: str, advice: str) -> None:
    names: dict[str, Any] = {}
    exec(compile(f"def answer(ids, stride):\n    return {line}", "cell", "exec"), names)
    report = examine(LITTLE, names["answer"], 0)
    assert report.outcome == "raised"
    assert "The error came up in line 2" in report.text
    assert advice in report.text


def test_an_assert_of_the_learners_own_is_named() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        assert stride == 1
        return ids

    assert "An assert of your own does not hold" in examine(LITTLE, answer, 0).text


def test_huge_output_is_shown_briefly() -> None:
    report = examine(LITTLE, lambda ids, stride: list(range(1_000_000)), 0)
    assert report.outcome == "wrong"
    assert len(report.text) < 1_000


def test_answer_that_changes_what_it_is_given_is_told() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        ids.pop(0)
        return ids

    cases = little_cases(random.Random(0))
    exercise = Exercise(**{**vars(LITTLE), "cases": lambda rng: cases})
    report = examine(exercise, answer, 0)
    assert report.outcome == "wrong"
    assert report.text.startswith(
        "Not yet: 05.little returns what it should, but changes what it is given: "
        "work on a copy. For example\n  answer([5, 6, 7], 2)\n"
    )
    assert cases == little_cases(random.Random(0))


@pytest.mark.parametrize("body", ["...", "pass", "return", '"""Later."""', "None"])
def test_an_empty_body_is_not_tried_yet(body: str) -> None:
    names: dict[str, Any] = {}
    exec(f"def answer(ids, stride):\n    # your code\n    {body}\n", names)
    report = examine(LITTLE, names["answer"], 3)
    assert report.outcome == "not tried"
    assert report.text == (
        "Not tried yet: answer returns nothing so far.\nTask: Return the targets."
    )


def test_an_empty_body_with_other_arguments_has_an_error() -> None:
    assert examine(LITTLE, lambda ids: ..., 0).outcome == "raised"


def test_arrays_are_answers_like_any_other() -> None:
    def solution(ids: list[int], stride: int) -> Any:
        return np.array(ids[1:])

    exercise = Exercise(**{**vars(LITTLE), "solution": solution})
    assert examine(exercise, lambda ids, _: torch.tensor(ids[1:]), 0).outcome == "right"
    assert examine(LITTLE, lambda ids, _: torch.tensor(ids[1:]), 0).outcome == "right"
    assert examine(exercise, lambda ids, _: ids[1:], 0).outcome == "right"
    wrong = examine(exercise, lambda ids, _: torch.tensor(ids), 0)
    assert "The shape is (3,), and should be (2,)." in wrong.text


def test_generator_is_explained() -> None:
    report = examine(LITTLE, lambda ids, stride: iter(ids[1:]), 0)
    assert "a list_iterator, not yet a list: wrap it in list(...)" in report.text


# By name, as in a notebook.


def test_check_draws_fresh_cases_and_can_repeat_them() -> None:
    name = ALL[0].name
    reports = [check(name, lambda *_: "no such thing").text for _ in range(5)]
    seeds = [re.search(r"seed (\d+);", text)[1] for text in reports]  # type: ignore[index]
    assert len(set(seeds)) > 1
    again = check(name, lambda *_: "no such thing", seed=int(seeds[0]))
    assert again.text == reports[0]


def test_check_refuses_what_is_not_a_function() -> None:
    with pytest.raises(TypeError, match=r"not \[1, 2\]: write check\(\"01"):
        check(ALL[0].name, [1, 2])  # type: ignore[arg-type]


def test_unknown_exercise_is_answered_with_the_nearest() -> None:
    name = ALL[0].name
    with pytest.raises(ValueError, match=rf"Did you mean '{re.escape(name)}'"):
        check(name[:-1], len)
    with pytest.raises(ValueError, match="Notebook 01 has: 01") as caught:
        find("01.")
    assert "Did you mean" not in str(caught.value)
    for name in ("", "strip", "10.strip", "1.strip"):
        with pytest.raises(ValueError, match=r"begins with the notebook's number"):
            find(name)


def test_name_and_function_in_the_wrong_order_are_told() -> None:
    with pytest.raises(TypeError, match="the name comes first, as a text in quotes"):
        check(shift, "05.little")  # type: ignore[arg-type]


def test_hints_come_one_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    exercise = ALL[-1]
    count = len(exercise.hints)
    shown = ""
    for place, text in enumerate(exercise.hints, start=1):
        hint(exercise.name)
        shown += f"Hint {place} of {count}: {text}\n"  # those before, to read again
        assert capsys.readouterr().out == shown
    for _ in range(2):
        hint(exercise.name)
        assert capsys.readouterr().out == (
            f'{shown}There are no more hints. solution("{exercise.name}") shows a '
            "solution.\n"
        )


def test_only_the_topic_asked_for_is_loaded() -> None:
    program = (
        "import sys; from companion.exercises import check;"
        f"check({ALL[0].name!r}, lambda *_: None);"
        "print(*(m for m in sys.modules if m.startswith('companion.exercises.')));"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded, torch_loaded = done.stdout.splitlines()
    topics = {name.rpartition(".")[2] for name in loaded.split()} & set(TOPICS)
    assert topics == {"tokenization"}
    assert torch_loaded == "False"


# Comparing and showing outputs.

nan = float("nan")
SAME = [
    ([1, 2], (1, 2)),
    (0.1 + 0.2, 0.3),
    (nan, nan),
    (3, 3.0),
    ({"a": [0.1 + 0.2]}, {"a": [0.3]}),
    (np.float64(0.5), 0.5),
    (np.int64(3), 3),
    (torch.tensor(3), 3),
    (torch.tensor([1.0, nan], requires_grad=True), torch.tensor([1.000001, nan])),
    (np.array([1, 2]), torch.tensor([1, 2])),
    ([torch.ones(2), "a"], [torch.ones(2), "a"]),
    ({1, 2}, {2, 1}),
    (np.zeros(2), [0.0, 0.0]),
    ([0, 0], np.zeros(2)),
    ([np.zeros(2), np.ones(2)], np.array([[0, 0], [1, 1]])),
    (torch.tensor([[True, False]]), [(True, False)]),
    (np.eye(2), [[1, 0], [0, 1]]),
    (np.zeros((0, 3)), np.zeros((0, 3))),
]
DIFFERENT = [
    ([1, 2], [1, 2, 3]),
    ([1, 2], [2, 1]),
    (0.3, 0.31),
    (1.0, nan),
    ("3", 3),
    ("ab", ["a", "b"]),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, [("a", 1)]),
    (np.zeros((2, 3)), np.zeros((3, 2))),
    (3.0, 3),
    (np.float64(3), 3),
    (np.zeros((1, 2)), [0.0, 0.0]),
    (torch.tensor([1, 2]), torch.tensor([1, 3])),
    (np.array([1, 2]), np.array([1, 3])),
    (torch.tensor([0.5]), torch.tensor([0.6])),
    (None, 0),
    (..., 0.0),
]


@pytest.mark.parametrize(("got", "expected"), SAME)
def test_same(got: Any, expected: Any) -> None:
    assert same(got, expected)


@pytest.mark.parametrize(("got", "expected"), DIFFERENT)
def test_different(got: Any, expected: Any) -> None:
    assert not same(got, expected)


class Awkward:
    """Has neither a usable `==` nor a usable repr."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparing")

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    __hash__ = None  # type: ignore[assignment]


def test_awkward_outputs_are_different_and_can_be_shown() -> None:
    endless: list[Any] = []
    endless.append(endless)
    other: list[Any] = []
    other.append(other)
    assert not same(endless, other)
    assert short(endless) == "[[[[[...]]]]]"
    assert not same(Awkward(), 3)
    assert short(Awkward()) == "a Awkward whose repr raises RuntimeError('no repr')"


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**6,
        b"x" * 10**6,
        [["x" * 1000] * 1000] * 1000,
        dict.fromkeys(range(1000), "x" * 1000),
        torch.zeros(1000, 1000),
        np.arange(10**6),
        {"x" * n for n in range(1000)},
    ],
    ids=lambda value: type(value).__name__,
)
def test_long_outputs_are_cut_to_one_short_line(value: object) -> None:
    text = short(value)
    assert len(text) < 450
    assert "..." in text
    assert "\n" not in text


def test_a_dictionary_is_shown_as_it_is_passed() -> None:
    merges = {(5, 6): 256, (1, 2): 257, (256, 3): 258, "b": 1, "a": 0}
    assert list(eval(short(merges)).items()) == list(merges.items())
    assert short([{2: {4: 5, 3: 6}, 1: {}}]) == "[{2: {4: 5, 3: 6}, 1: {}}]"


@every_exercise
def test_the_dictionaries_of_a_case_can_be_copied_from_the_report(
    exercise: Exercise,
) -> None:
    for arguments in exercise.cases(random.Random(0)):
        for argument in arguments:
            if isinstance(argument, dict):
                shown = eval(short(argument))
                assert list(shown.items()) == list(argument.items())


def test_difference_names_the_place() -> None:
    assert difference("a b d", "a b c") == (
        "The first difference is at place 4: 'd', and should be 'c'."
    )
    assert difference("man", "queen") == ""  # two words need no counting of letters
    assert difference([0.0, 2], [0, 3]) == (
        "The first difference is at place 1: 2, and should be 3."
    )
    assert difference(2.0, 2) == (
        "It is a float, and should be a whole number: int(...) makes one, and // "
        "divides without rest."
    )
    assert difference(torch.zeros(2, 3), torch.zeros(3, 2)) == (
        "The shape is (2, 3), and should be (3, 2)."
    )
    assert difference(np.array([[1, 2]]), np.array([[1, 3]])) == (
        "The first difference is at place 0: [1, 2], and should be [1, 3]."
    )
    assert difference((1, 2), [1, 2, 3]) == "The length is 2, and should be 3."
    assert difference(1, 2) == difference([1], "1") == ""
