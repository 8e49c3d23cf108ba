"""The challenge of notebook 08: what is claimed of its scores, in other worlds too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from companion.exercises.challenges import attempt
from companion.exercises.word_vectors import count as word_vectors
from companion.exercises.word_vectors.count import CHALLENGE, SENTENCES, WORLDS
from companion.word_vectors import score_analogies, train_skip_gram
from companion.word_vectors.little_world import little_world, little_world_analogies

QUESTIONS = [q for part in little_world_analogies().values() for q in part]


def as_they_are(counts: word_vectors.Array) -> word_vectors.Array:  # type: ignore[name-defined]
    return counts


def logarithms(counts: word_vectors.Array) -> word_vectors.Array:  # type: ignore[name-defined]
    return np.log(1 + counts)


@pytest.mark.parametrize(
    ("name", "vectors"),
    [("counts as they are", as_they_are), ("their logarithms", logarithms)],
)
def test_scores_of_simple_answers_are_those_computed(
    name: str, vectors: Callable[[Any], Any]
) -> None:
    assert CHALLENGE.score(vectors) == pytest.approx(
        dict(CHALLENGE.baselines)[name], abs=3
    )


def test_the_reference_is_what_the_solution_scores() -> None:
    assert CHALLENGE.score(CHALLENGE.solution) == pytest.approx(
        CHALLENGE.reference, abs=3
    )
    assert CHALLENGE.reference < WORLDS * len(QUESTIONS) * 0.75  # there is room above


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "epochs"),
    [("skip-gram, three epochs", 3), ("skip-gram, thirty epochs", 30)],
)
def test_skip_gram_has_the_score_that_is_told(name: str, epochs: int) -> None:
    right = 0
    for seed in range(WORLDS):
        world = little_world(SENTENCES, seed=seed)
        vectors = train_skip_gram(world, epochs=epochs, seed=seed).vectors
        right += score_analogies(vectors, QUESTIONS).right
    assert right == pytest.approx(dict(CHALLENGE.baselines)[name], abs=12)


def test_the_order_holds_in_other_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_world(sentences: int, *, seed: int) -> list[list[str]]:
        return little_world(sentences, seed=seed + 100)

    monkeypatch.setattr(word_vectors, "little_world", other_world)
    word_vectors._small_worlds.cache_clear()
    try:
        scores = [
            word_vectors.questions_right(answer)
            for answer in (as_they_are, logarithms, CHALLENGE.solution)
        ]
    finally:
        word_vectors._small_worlds.cache_clear()
    assert scores[0] < scores[1] < scores[2]


def test_the_order_of_words_tells_nothing() -> None:
    sizes = {len(counts) for counts, _ in word_vectors._small_worlds()}
    assert len(sizes) > 1
    answers = [
        tuple(asked[:, 3][:8].tolist()) for _, asked in word_vectors._small_worlds()
    ]
    assert len(set(answers)) == WORLDS


def test_an_answer_may_change_what_it_is_given() -> None:
    def vectors(counts: word_vectors.Array) -> word_vectors.Array:  # type: ignore[name-defined]
        counts += 1
        return np.log(counts)

    assert CHALLENGE.score(vectors) == CHALLENGE.score(logarithms)


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (lambda counts: counts[0], "the shape"),
        (lambda counts: counts[:5], "must return"),
        (lambda counts: "rows", "must return a row of numbers"),
        (lambda counts: np.full(counts.shape, np.nan), "no number"),
    ],
)
def test_what_is_no_table_is_refused(
    vectors: Callable[[Any], Any], message: str
) -> None:
    report = attempt(CHALLENGE, vectors)
    assert report.outcome == "wrong"
    assert message in report.text


def test_the_starter_is_not_tried_yet() -> None:
    namespace: dict[str, Any] = {}
    exec(compile(CHALLENGE.starter, "starter", "exec"), namespace)
    assert attempt(CHALLENGE, namespace["rows_of"]).outcome == "not tried"
