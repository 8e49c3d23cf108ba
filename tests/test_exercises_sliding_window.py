"""What is said of natural wrong answers to the exercises of notebook 05."""

from __future__ import annotations

from typing import Any

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import find
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("at_once")

_SHIFTS = [
    ("return ids, [i + 1 for i in ids]", "You added 1 to the IDs"),
    ("return ids[:-1], [i + 1 for i in ids[:-1]]", "You added 1 to the IDs"),
    ("return ids[:4], ids[1:5]", "Your window has four tokens for every text"),
    (
        "return [([a], [b]) for a, b in zip(ids, ids[1:])]",
        "You gave a window for each token",
    ),
    ("return list(zip(ids, ids[1:]))", "You gave a pair for each token"),
]
_MASK = """n = range(len(ids))
    return [[int({}) for j in n] for i in n]"""
_MASKS = [
    (_MASK.format("j <= i and ids[j] != eot"), "You leave out eot alone"),
    (
        _MASK.format("j <= i and (i == j or ids[j] != eot)"),
        "You leave out eot alone",
    ),
    (_MASK.format("j <= i"), "That is the causal mask alone"),
]


@pytest.mark.parametrize(
    ("name", "head", "body", "said"),
    [
        *(("05.shift-by-one", "f(ids)", *row) for row in _SHIFTS),
        *(("05.document-mask", "f(ids, eot)", *row) for row in _MASKS),
    ],
)
def test_a_natural_slip_is_named(name: str, head: str, body: str, said: str) -> None:
    answer: Any = in_a_cell(f"def {head}:\n    {body}\n")
    report = examine(find(name), answer, 0)
    assert report.outcome == "wrong"
    assert said in report.text
