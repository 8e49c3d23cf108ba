"""A right answer that calls a wrong one of an earlier exercise is not blamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from companion.exercises.byte_pair_encoding.shared import merge
from companion.exercises.checking import examine
from companion.exercises.records import find
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("in_a_thread")

TRAIN = """def f(words, n_merges):
    merges = {}
    for new in range(256, 256 + n_merges):
        counts = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=counts.get)
        merges[best] = new
        words = [merge(word, best, new) for word in words]
    return merges
"""
REPLAY = """def f(word, merges):
    ids = list(word.encode())
    for pair, new in merges.items():
        ids = merge(ids, pair, new)
    return ids
"""


def nothing(ids: Any, pair: Any, new: Any) -> None:
    return None


def without_the_last(ids: Any, pair: Any, new: Any) -> Any:
    return merge(ids, pair, new)[:-1]


@pytest.mark.parametrize("wrong", [nothing, without_the_last])
@pytest.mark.parametrize(
    ("name", "source"), [("04.train", TRAIN), ("04.replay", REPLAY)]
)
def test_the_earlier_answer_is_named_and_the_later_one_not_blamed(
    name: str, source: str, wrong: Callable[..., Any]
) -> None:
    names = {"Counter": Counter, "pairwise": pairwise}
    report = examine(find(name), in_a_cell(source, merge=wrong, **names), 0)
    assert report.outcome == "wrong"
    assert "It calls merge, which is not right yet" in report.text
    assert 'check("04.merge", merge)' in report.text
    assert "come from this mistake" not in report.text
    assert examine(find(name), in_a_cell(source, merge=merge, **names), 0).outcome == (
        "right"
    )


@pytest.mark.parametrize("own", [merge, lambda a, b: None, 5])
def test_what_is_right_or_something_else_is_not_blamed(own: Any) -> None:
    broken = REPLAY.replace("word.encode()", "word.encode()[1:]")
    report = examine(find("04.replay"), in_a_cell(broken, merge=own), 0)
    assert report.outcome in {"wrong", "raised"}
    assert "not right yet" not in report.text
