"""`companion.word_vectors.counting`: rows equal those of a plain count."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.word_vectors.counting import count_against_chance
from companion.word_vectors.little_world import little_world, little_world_analogies
from companion.word_vectors.scores import load_news, load_word_pairs, spearman


def plainly(texts: list[list[str]], window: int, times: int) -> dict[str, list[float]]:
    """Count as a learner would."""
    counts = Counter(word for text in texts for word in text)
    known = [word for word, count in counts.most_common() if count >= times]
    met: Counter[tuple[str, str]] = Counter()
    for text in texts:
        kept = [word for word in text if word in known]
        for i, word in enumerate(kept):
            near = kept[max(0, i - window) : i] + kept[i + 1 : i + 1 + window]
            met.update((word, other) for other in near)
    pairs_of = {w: sum(met[w, other] for other in known) for w in known}
    rows = {}
    for word in known:
        row = []
        for other in known:
            by_chance = pairs_of[word] * pairs_of[other] / met.total()
            row.append(log(max(1, met[word, other] / by_chance)) if by_chance else 0)
        rows[word] = row
    return rows


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=6),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_rows_equal_those_of_a_plain_count(
    texts: list[list[str]], window: int, times: int
) -> None:
    counts = Counter(word for text in texts for word in text)
    kept = [[word for word in text if counts[word] >= times] for text in texts]
    assume(any(len(text) > 1 for text in kept))
    expected = plainly(texts, window, times)
    vectors = count_against_chance(texts, window=window, times=times)
    assert list(vectors.words) == list(expected)
    assert np.allclose(vectors.vectors, list(expected.values()), atol=1e-6)


@pytest.mark.parametrize("texts", [[], [[]], [["tea"], ["cup"]]])
def test_texts_without_neighbours_are_refused(texts: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="no two words are near"):
        count_against_chance(texts)


def test_texts_that_are_not_cut_and_sizes_below_1_are_refused() -> None:
    with pytest.raises(TypeError, match="'tea in a cup' is not cut"):
        count_against_chance(["tea in a cup"])
    with pytest.raises(ValueError, match="0"):
        count_against_chance([["tea", "cup"]], window=0)
    with pytest.raises(ValueError, match="0"):
        count_against_chance([["tea", "cup"]], times=0)


# What notebook 08 says beyond its one example ------------------------------------


def test_counting_answers_every_question_of_the_little_world_with_nothing_barred() -> (
    None
):
    for seed in range(3):
        vectors = count_against_chance(little_world(4_000, seed=seed), window=8)
        for questions in little_world_analogies().values():
            for a, b, c, d in questions:
                query = vectors.unit(b) - vectors.unit(a) + vectors.unit(c)
                assert vectors.nearest(query, 1)[0][0] == d


@pytest.mark.slow
def test_chance_is_what_dealing_out_the_scores_anew_gives() -> None:
    rng = np.random.default_rng(0)
    table = count_against_chance(load_news(), times=5)
    pairs = load_word_pairs(lower=True)
    known = [pair for pair in pairs if pair[0] in table and pair[1] in table]
    cosines = [table.similarity(first, second) for first, second, _ in known]
    judged = [score for _, _, score in known]
    deals = [abs(spearman(cosines, rng.permutation(judged))) for _ in range(1_000)]
    assert len(known) == 59
    assert 0.8 < np.quantile(deals, 0.95) / (2 / np.sqrt(len(known))) < 1.2
