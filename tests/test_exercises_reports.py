"""The tables of a report: what came, what should have come, and what differs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.checking import examine
from companion.exercises.reports import comparison
from tests.panel_reader import HOSTILE, LITTLE, Reader

pytestmark = pytest.mark.usefixtures("at_once")


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
