"""The mistakes of any exercise: in the code, in the error, and in what comes out."""

from __future__ import annotations

import collections
import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.checking import examine
from tests.answers_in_cells import NUMBERS, Cases, doubled, exercise, told

pytestmark = pytest.mark.usefixtures("at_once")


def ends(x: list[int]) -> tuple[int, int]:
    """Return the smallest and the largest number."""
    return min(x), max(x)


def joined(x: list[list[int]]) -> list[int]:
    """Put lists behind one another."""
    found = []
    for part in x:
        found.extend(part)
    return found


def words(x: list[str]) -> list[str]:
    """Put marks around words."""
    return [f"<{word}>" for word in x]


def table(x: list[int]) -> list[list[int]]:
    """Return a row for each number, with a one at its place."""
    return [[int(place == number) for place in range(3)] for number in x]


def largest(x: list[int]) -> int:
    """Return the largest number, 0 for none."""
    return max(x, default=0)


def spoken(x: list[int]) -> str:
    """Put numbers into one text."""
    return " ".join(map(str, x))


def places(x: list[int]) -> dict[int, int]:
    """Lead from each number to its last place."""
    return {number: place for place, number in enumerate(x)}


LISTS: Cases = [([[1, 2], [3]],), ([[4], [5, 6]],)]


# What came out.

RESULTS: list[tuple[str, str, Callable[..., Any] | None, Cases | None]] = [
    (
        "def f(x):\n    for n in x:\n        return [2 * n]\n",
        "A return stands inside the loop",
        doubled,
        NUMBERS,
    ),
    (
        "def f(x):\n    for n in x:\n        if n > 3:\n            return []\n"
        "        else:\n            return [n]\n",
        "A return stands inside the loop",
        doubled,
        NUMBERS,
    ),
    (
        "def f(x):\n    found = []\n    for part in x:\n        found.append(part)\n"
        "    return found\n",
        ".append puts a whole list in as one element",
        joined,
        LISTS,
    ),
    (
        "def f(x):\n    found = []\n    for word in x:\n"
        "        found.extend(f'<{word}>')\n    return found\n",
        "of a text each letter; .append puts it in whole",
        words,
        [(["ab", "c"],), (["de"],)],
    ),
    (
        "def f(x):\n    rows = [[0] * 3] * len(x)\n    for row, n in zip(rows, x):\n"
        "        row[n] = 1\n    return rows\n",
        "Several places hold one and the same list",
        table,
        [([0, 1],), ([2, 1, 0],)],
    ),
    (
        "def f(x):\n    rows, row = [], [0, 0, 0]\n    for n in x:\n"
        "        row[:] = [0, 0, 0]\n        row[n] = 1\n        rows.append(row)\n"
        "    return rows\n",
        "Several places hold one and the same list",
        table,
        [([0, 1],), ([2, 1, 0],)],
    ),
    ("def f(x):\n    return [2 * n for n in x][::-1]\n", "other way round", None, None),
    (
        "def f(x):\n    return [2 * n for n in x[:-1]]\n",
        "last element is m",
        None,
        None,
    ),
    (
        "def f(x):\n    return [2 * n for n in x[1:]]\n",
        "first element is m",
        None,
        None,
    ),
    (
        "def f(x):\n    return [2 * n for n in x] + [0]\n",
        "too many at the end",
        None,
        None,
    ),
    (
        "def f(x):\n    return sorted(2 * n for n in x)\n",
        "not their order",
        doubled,
        [([3, 1, 2],)],
    ),
    (
        "def f(x):\n    return [2 * n for n in dict.fromkeys(x)]\n",
        "kept once only",
        doubled,
        [([5, 6, 5, 7],)],
    ),
    (
        "def f(x):\n    return [x.append(n) for n in list(x)]\n",
        "Every element is None",
        None,
        None,
    ),
    (
        "def f(x):\n    return [2 * n for n in x],\n",
        "packed into a list or tuple",
        None,
        None,
    ),
    (
        "def f(x):\n    return str([2 * n for n in x])\n",
        "It is a text, and should be",
        None,
        None,
    ),
    ("def f(x):\n    return x.copy\n", "It returned a function", None, None),
    (
        "def f(x):\n    return x and [1, 2, 3]\n",
        "In every case that is wrong it returns the same",
        None,
        None,
    ),
    (
        "def f(x):\n    return ' '.join(str(n) for n in x if n > 9)\n",
        "Where it is wrong it gives something empty: does a condition never hold",
        spoken,
        NUMBERS,
    ),
    (
        "def f(x):\n    return ' '.join(dict.fromkeys(map(str, x)))\n",
        "is there a set, or an if that passes over it?",
        spoken,
        [([5, 6, 5, 7],), ([1, 1],)],
    ),
    (
        "def f(x):\n    return ''.join(f' {n} ' for n in x)\n",
        "The words are right, but not the spaces between or around them.",
        spoken,
        NUMBERS,
    ),
    (
        "def f(x):\n    found = []\n    for n in x:\n        found += str(n)\n"
        "    return ' '.join(found)\n",
        "There are spaces between the letters: a text in the place of a list",
        spoken,
        [([31, 12],), ([55, 471],)],
    ),
    (
        "def f(x):\n    text = ''\n    for n in x:\n        text = text[:0] + str(n)\n"
        "    return text\n",
        "Only the end of the text is there. Does each round of a loop begin the text",
        spoken,
        NUMBERS,
    ),
    (
        "def f(x):\n    return ' '.join(str(n) for n in x[:-1])\n",
        "Only the beginning of the text is there: does a loop end too early?",
        spoken,
        NUMBERS,
    ),
    (
        "def f(x):\n    found = {}\n    for place in range(len(x) - 1):\n"
        "        found[x[place]] = place\n    return found\n",
        "What is there is right, but entries are missing: does a loop end too early",
        places,
        [([3, 1, 2],), ([6, 5, 7, 1],)],
    ),
    (
        "def f(x):\n    return max(x) + 1\n",
        "Each wrong number is 1 too large",
        largest,
        NUMBERS,
    ),
    (
        "def f(x):\n    return max(x) - 1\n",
        "Each wrong number is 1 too small",
        largest,
        NUMBERS,
    ),
    (
        "def f(x):\n    return float(max(x))\n",
        "int(...) makes one, and // divides",
        largest,
        NUMBERS,
    ),
    (
        "def f(x):\n    return sum(x)\n",
        "It returned a number, and should return a list or tuple.",
        None,
        None,
    ),
    (
        "def f(x):\n    return {n: 2 * n for n in x}\n",
        "It returned a dictionary, and should return a list or tuple.",
        None,
        None,
    ),
    (
        "def f(x):\n    return min(x) + max(x)\n",
        "It returned a number, and should return a pair.",
        ends,
        NUMBERS,
    ),
    (
        "def f(x):\n    return [2 * n for n in notes]\n",
        "No line of it reads x",
        None,
        None,
    ),
]


@pytest.mark.parametrize(("source", "said", "solution", "cases"), RESULTS)
def test_what_all_wrong_results_have_in_common_is_said(
    source: str, said: str, solution: Callable[..., Any] | None, cases: Cases | None
) -> None:
    report = told(source, solution or doubled, cases or NUMBERS, notes=[9, len("ab")])
    assert report.outcome == "wrong", report
    assert said in report.text
    assert said.split("<")[0] in report.inside
    assert "is 0 too" not in report.text


def test_what_fits_one_result_alone_is_not_said() -> None:
    source = "def f(x):\n    return doubled(x[:-1]) if len(x) == 3 else []\n"
    assert "last element" not in told(source, doubled=doubled).text


def test_entries_of_which_one_is_wrong_are_not_said_to_be_right() -> None:
    source = "def f(x):\n    return {n: 9 for n in x[1:]}\n"
    assert "entries are missing" not in told(source, places, [([3, 1, 2],)]).text


def test_one_result_for_all_wrong_cases_is_not_one_for_everything() -> None:
    source = "def f(x):\n    return [6, 2, 4] if len(x) == 3 else []\n"
    assert "returns the same" not in told(source).text


def test_a_loop_that_may_go_on_is_no_mistake() -> None:
    source = (
        "def f(x):\n    for n in x:\n        if n > 9:\n            return n\n"
        "    return 1\n"
    )
    assert "inside the loop" not in told(source).text


# The code, and the error.


# What is kept from the call before.


def test_what_grows_from_call_to_call_is_said_to_be_kept() -> None:
    report = told("def f(x, found=[]):\n    found += x\n    return found\n")
    assert "it gives more. It keeps something from the call before" in report.text


def test_what_changes_from_call_to_call_may_be_random() -> None:
    source = "def f(x):\n    return [random.random() for n in x]\n"
    report = told(source, random=random)
    assert "Is something in it random, or does it keep something" in report.text
    source = "def f(x):\n    return next(count)\n"
    assert "Is something in it random" in told(source, count=itertools.count()).text


class Plain:
    """Is equal to nothing but itself."""


def endless() -> Iterator[int]:
    yield 1


@pytest.mark.parametrize(
    "value",
    [
        lambda: iter([1]),
        lambda: zip([1], [2], strict=True),
        lambda: map(str, [1]),
        lambda: reversed([1]),
        lambda: enumerate([1]),
        endless,
        Plain,
        lambda: [Plain()],
        lambda: {"a": Plain()},
        lambda: {"a": 1}.values(),
        lambda: collections.deque([Plain()]),
        lambda: lambda: 1,
        lambda: float("nan"),
        lambda: torch.tensor([1.0, float("nan")]),
        lambda: np.array([float("nan")]),
        lambda: torch.ones(2, dtype=torch.bfloat16),
        lambda: torch.eye(2).to_sparse(),
    ],
)
def test_what_cannot_be_compared_is_not_said_to_change(
    value: Callable[[], Any],
) -> None:
    report = examine(exercise(doubled, NUMBERS), lambda x: value(), 0)
    assert report.outcome == "wrong"
    assert "Called again" not in report.text


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([6.0, 2.0, 4.0], dtype=torch.bfloat16),
        torch.tensor([6, 2, 4]).to_sparse(),
        torch.tensor([6, 2, 4]).to_sparse().float(),
        torch.tensor([6.0, 2.0, 4.0], dtype=torch.float16),
        torch.tensor([6.0, 2.0, 4.0], requires_grad=True) * 1,
        torch.tensor([6 + 1j, 2 + 1j, 4 + 1j]).conj().real,
    ],
)
def test_tensors_of_every_kind_can_be_right(value: torch.Tensor) -> None:
    little = exercise(doubled, [([3, 1, 2],)])
    assert examine(little, lambda x: value, 0).outcome == "right"
    wrong = examine(little, lambda x: value * 2, 0)
    assert wrong.outcome == "wrong", wrong


def test_a_tensor_without_numbers_is_only_wrong() -> None:
    report = examine(
        exercise(doubled, NUMBERS), lambda x: torch.empty(3, device="meta"), 0
    )
    assert report.outcome == "wrong"
