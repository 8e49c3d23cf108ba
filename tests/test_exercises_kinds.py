"""The kind of a result is named in everyday words, and only where it has a name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.kinds import kind_of, other_kind


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "True or False"),  # and no number, though Python counts with it
        (3, "a number"),
        (0.5, "a number"),
        (np.int64(3), "a number"),
        (torch.tensor(0.5), "a number"),
        ("tea", "a text"),
        (b"tea", "bytes"),
        ({"tea": 1}, "a dictionary"),
        ({1}, "a set"),
        (frozenset(), "a set"),
        ([], "a list or tuple of 0"),
        ((1, 2), "a list or tuple of 2"),
        (np.zeros((3, 2)), "a list or tuple of 3"),
        (torch.zeros(4), "a list or tuple of 4"),
        (None, ""),
        (..., ""),
        (len, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_kind_has_everyday_words(value: Any, words: str) -> None:
    assert kind_of(value) == words


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(1, [1]), (2, [2, 3])], ["It returned a number, and should return a list"]),
        ([("a", b"a")], ["It returned a text, and should return bytes."]),
        ([([1, 2], (1, 2, 3))], []),  # they differ in length alone
        ([([1], (1, 2))], ["It returned a list or tuple, and should return a pair."]),
        ([([1, 3], (1, 2))], []),  # a list of two is a pair as well
        ([([1], (1, 2)), ([1, 3], (1, 2))], []),
        ([(1, [1]), ("2", [2])], []),  # not always of the same kind
        ([(iter([]), [1])], []),
        ([], []),
    ],
)
def test_another_kind_is_told_if_all_results_have_it(
    pairs: list[tuple[Any, Any]], said: list[str]
) -> None:
    found = other_kind(pairs)
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True))
