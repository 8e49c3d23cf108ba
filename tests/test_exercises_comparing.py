"""Outputs are compared as a learner means them, and shown in a few words."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.comparing import difference, same, short

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
    assert difference(2.5, 2).endswith("// divides without rest.")
    assert difference(0.25, 1).endswith("number: math.ceil(...) rounds up to one.")
    assert difference(math.inf, 1).endswith("// divides without rest.")
    assert difference(torch.zeros(2, 3), torch.zeros(3, 2)) == (
        "The shape is (2, 3), and should be (3, 2)."
    )
    assert difference(np.array([[1, 2]]), np.array([[1, 3]])) == (
        "The first difference is at place 0: [1, 2], and should be [1, 3]."
    )
    assert difference((1, 2), [1, 2, 3]) == "The length is 2, and should be 3."
    assert difference(1, 2) == difference([1], "1") == ""


@pytest.mark.parametrize("expected", ["tea", 3, 2.5, True, [1], {"a": "b"}])
def test_what_calls_itself_equal_to_everything_is_not(expected: Any) -> None:
    class Equal:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = object.__hash__

    assert not same(Equal(), expected)
    assert not same([Equal()], [expected])


def test_numbers_of_every_kind_are_numbers() -> None:
    for value in (Fraction(6, 2), Decimal(3), np.int8(3), torch.tensor(3)):
        assert same([value], [3])
