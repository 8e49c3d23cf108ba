"""What all numbers and texts in wrong results have in common, wherever they stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from companion.exercises.leaves import in_all_leaves

TABLE = [[1.25, -2.0], [0.0, 3.3333]]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([({"a": 1, "b": 2}, {"a": 0, "b": 1})], "is 1 too large"),
        ([([[0, 1]], [[1, 2]]), ([[4]], [[5]])], "is 1 too small"),
        ([(np.array(TABLE) + 0.5, TABLE)], "is 0.5 too large"),
        ([(np.array(TABLE) * 2, TABLE)], "is 2 times what it should be"),
        ([(-np.array(TABLE), TABLE)], "has the wrong sign"),
        ([([0.67, 0.33], [2 / 3, 1 / 3])], "are rounded"),
        ([(-0.63, -0.62825), (0.5, 0.5)], "are rounded"),
        ([(["256", "7"], [256, 7])], "are texts"),
        ([([["True"]], [[True]])], "are texts"),
        ([("Bias", "bias"), ("Added", "added")], "Only capital letters differ"),
        ([(["the", "cat"], ["The", "cat"])], "Only capital letters differ"),
        ([([2.49, 2.51], [2.5, 2.5])], "nearly right"),
        ([(0.3133, 0.3132), (1.3134, 1.3132)], "nearly right"),
        ([([1e9, -3e9], [2.5, 0.5])], "far too large"),
        ([([1, 2, 3], [[1, 2], [3]])], "should be lists within a list"),
        ([([[1, 2], [3]], [1, 2, 3])], "all should be in one list"),
    ],
)
def test_what_they_have_in_common_is_told(pairs: list[Any], said: str) -> None:
    (sentence,) = in_all_leaves(pairs)
    assert said in sentence


@pytest.mark.parametrize(
    "pairs",
    [
        [(2, 1)],  # one number tells nothing: it may be any mistake
        [([2, 2], [1, 1])],
        [((3, 4), (4, 5))],  # another pair, perhaps
        [([2, 4], [1, 2]), (7, 5)],
        [([1, 2], [0, 1]), ([1], [1])],
        [([1, 2], [1, 2, 3])],
        [({"a": 1}, {"b": 1})],
        [("tea", "cup")],
        [([0, 2], [1, 2])],
        [([100, 102], [101, 101])],  # whole numbers are counted, and near is wrong
        [(0.51, 0.5)],
        [([2.49, 0.1], [2.5, 0.9])],
        [(math.inf, 1.0), (math.inf, 2.0)],
        [(math.nan, 1.0), (math.nan, 2.0)],
        [(10**400, 1.0), (3.0, 2.0)],
        [([], [[]])],
        [(None, 1), (None, 2)],
        [(object(), 1)],
    ],
)
def test_nothing_is_told_that_is_not_so(pairs: list[Any]) -> None:
    assert in_all_leaves(pairs) == []


def test_what_holds_itself_is_left_alone() -> None:
    ring: list[Any] = []
    ring.append(ring)
    assert in_all_leaves([(ring, ring)]) == []
