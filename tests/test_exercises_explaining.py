"""An error, and a result that is nothing, are told in a learner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from companion.exercises.checking import examine
from tests.little_exercise import LITTLE

pytestmark = pytest.mark.usefixtures("in_a_thread")


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


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("ids.no", "A value has another type"),
        ("ids @ 1", "A value has another type"),
        ("ids + 1", "A number cannot be added to a whole list"),
        ("1 + ids", "A number cannot be added to a whole list"),
        ("ids[:ids]", "Where a slice begins and ends are whole"),
        ("ids[999]", "past the end"),
        ("{}['a']", "A key was asked for"),
        ("{}[0]", "A dictionary is asked for a key, not for a place"),
        ("nowhere", "is an import missing?"),
        ("int('x')", "The type is right, the value is not"),
        ("b'\\xff'.decode()", "Bytes and text do not fit"),
        ("1 / 0", "The divisor is 0"),
        ("next(iter([]))", "next(…) was asked for one more"),
        ("__import__('re').sub('', r'\\d+', 'tea')", "Is the order right?"),
        ("__import__('re').split('(', 'tea')", "is each of its brackets closed"),
        ("__import__('re').sub('a', 'tea')", "has an argument too many, or lacks one"),
        ("ids.append(1, 2)", "has an argument too many, or lacks one"),
        ("'a b'.split(' ', 1, 2)", "has an argument too many, or lacks one"),
        ("(lambda a: a)(1, 2)", "has an argument too many, or lacks one"),
        ("sorted(ids, by=len)", "has an argument too many, or lacks one"),
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


def test_generator_is_explained() -> None:
    report = examine(LITTLE, lambda ids, stride: iter(ids[1:]), 0)
    assert "a list_iterator, not yet a list or a text: list(...) or " in report.text
