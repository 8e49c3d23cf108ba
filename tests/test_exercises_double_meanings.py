"""The map of words of notebook 06: what counts, and what the record says of it."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from companion.embedding import pull_and_push
from companion.exercises.double_meanings import (
    _GROUPS,
    PAIRS,
    WORDS,
    neighbours_found,
)
from companion.exercises.embedding import two_meanings as exercises
from companion.exercises.records import find_task

TASK = exercises.CHALLENGE


def test_words_and_pairs() -> None:
    assert len(WORDS) == len(set(WORDS)) == 64
    assert len(PAIRS) == len(set(PAIRS)) == 178
    assert list(WORDS) == sorted(WORDS)
    assert all(a < b for a, b in PAIRS)
    assert {word for pair in PAIRS for word in pair} == set(WORDS)
    assert ("bank", "mouth") in PAIRS
    assert ("bank", "coin") in PAIRS
    assert ("coin", "mouth") not in PAIRS


def count_slowly(points: list[tuple[float, float]]) -> int:
    found = 0
    for word, here in zip(WORDS, points, strict=True):
        known = {a if b == word else b for a, b in PAIRS if word in (a, b)}
        others = [
            (round(math.dist(here, there), 9), other in known)
            for other, there in zip(WORDS, points, strict=True)
            if other != word
        ]
        found += sum(is_known for _, is_known in sorted(others)[: len(known)])
    return found


@pytest.mark.parametrize("seed", range(3))
def test_neighbours_are_counted(seed: int) -> None:
    rng = random.Random(seed)
    points = [(rng.randint(0, 9) / 2, rng.random()) for _ in WORDS]
    assert neighbours_found(points) == count_slowly(points)


def trained_as_the_week(
    step: float, seed: int, *, width: int = 2, n_steps: int = 50
) -> int:
    """Train as section 2 of the lesson does, and count the neighbours found."""
    number = {word: place for place, word in enumerate(WORDS)}
    friends = [(number[a], number[b]) for a, b in PAIRS]
    rows = torch.randn(64, width, generator=torch.Generator().manual_seed(seed))
    for _ in range(n_steps):
        rows.requires_grad_()
        (slopes,) = torch.autograd.grad(pull_and_push(rows, friends), rows)
        rows = (rows - step * slopes).detach()
    return neighbours_found(rows, width=width)


@pytest.mark.parametrize("seed", range(3))
def test_smaller_steps_find_more_as_the_hint_says(seed: int) -> None:
    assert "steps of 0.1" in TASK.hints[1]
    assert "rate 0.02" in TASK.hints[1]
    assert max(sum(word in pair for pair in PAIRS) for word in WORDS) == 8
    assert trained_as_the_week(0.1, seed) < 200 < 240 < trained_as_the_week(0.02, seed)


@pytest.mark.slow
def test_longer_rows_keep_nearly_all_neighbours_from_any_start() -> None:
    flat, deep = (
        [
            trained_as_the_week(0.02, seed, width=width, n_steps=300)
            for seed in range(25)
        ]
        for width in (2, 4)
    )
    assert statistics.median(flat) == pytest.approx(290, abs=5)
    assert 245 <= min(flat) < max(flat) <= 325
    assert min(deep) >= 345


def test_a_table_that_is_still_trained_counts_as_its_numbers() -> None:
    rows = torch.randn(64, 2, generator=torch.Generator().manual_seed(0))
    learned = torch.nn.Parameter(rows)
    assert TASK.score(lambda words, pairs: learned) == neighbours_found(rows) > 0


def test_points_that_lie_on_each_other_gain_nothing() -> None:
    assert neighbours_found(np.zeros((64, 2))) == 0


@pytest.mark.parametrize("wrong", [[(0, 0)] * 63, [0] * 64, [(0, math.nan)] * 64])
def test_a_map_needs_a_point_for_each_word(wrong: list[Any]) -> None:
    with pytest.raises(ValueError, match="for each of the 64 words"):
        neighbours_found(wrong)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("in a circle, by the alphabet", exercises._in_a_circle),
        ("by lot", exercises._by_lot),
        (
            "pulled, but kept from shrinking (spectral)",
            exercises._kept_from_shrinking,
        ),
    ],
)
def test_simple_answers_score_what_the_record_says(
    name: str, answer: Callable[..., Any]
) -> None:
    assert TASK.score(answer) == dict(TASK.baselines)[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "margin", "least", "most"),
    [
        ("pulled alone, middle of 100 starts", 0, 160, 295),
        ("pulled and pushed, middle of 100 starts", 3, 245, 325),
    ],
)
def test_a_start_in_the_middle_scores_what_the_record_says(
    name: str, margin: float, least: int, most: int
) -> None:
    found = [
        neighbours_found(exercises._train(WORDS, PAIRS, seed, margin))
        for seed in range(100)
    ]
    assert statistics.median(found) == pytest.approx(dict(TASK.baselines)[name], abs=3)
    assert least <= min(found) < max(found) <= most


def test_the_reference_scores_what_the_record_says() -> None:
    assert TASK.score(TASK.solution) == TASK.reference < 2 * len(PAIRS)
    assert find_task("06.two-meanings") is TASK


def test_the_starter_is_the_circle() -> None:
    names: dict[str, Any] = {"math": math}
    exec(TASK.starter, names)
    assert TASK.score(names["place"]) == dict(TASK.baselines)[TASK.baselines[0][0]]


def test_a_word_with_two_meanings_stands_between_them() -> None:
    place = np.asarray(TASK.solution(list(WORDS), list(PAIRS)))
    groups = [line.split() for line in _GROUPS]
    far: dict[int, list[float]] = {1: [], 2: []}
    for word, here in zip(WORDS, place, strict=True):
        own = [group for group in groups if word in group]
        for group in own:
            others = [place[WORDS.index(other)] for other in group if other != word]
            away = here - np.mean(others, axis=0)
            far[len(own)].append(float(np.hypot(*away)))
    assert 2.5 < np.mean(far[2]) / np.mean(far[1]) < 3.5


@pytest.mark.parametrize("points", [([[0.0]], [0.5]), {"bank": (0, 0)}, "ab"])
def test_what_is_no_list_of_points_is_refused_with_what_to_return(points: Any) -> None:
    with pytest.raises(ValueError, match=r"no such list of points; of what train"):
        neighbours_found(points)
