"""`companion.word_vectors.counting`: rows equal those of a plain count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.word_vectors import WordVectors
from companion.word_vectors.counting import count_against_chance
from companion.word_vectors.little_world import little_world, little_world_analogies
from companion.word_vectors.scores import (
    load_analogies,
    load_encyclopedia,
    load_news,
    load_word_pairs,
    score_analogies,
    score_pairs,
    spearman,
)


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
    assume("f" in expected or "a" in expected)
    some = count_against_chance(texts, "fax", window=window, times=times)
    assert list(some.words) == [word for word in "fa" if word in expected]
    assert np.allclose(some.vectors, [expected[w] for w in some.words], atol=1e-6)


@pytest.mark.parametrize("texts", [[], [[]], [["tea"], ["cup"]]])
def test_texts_without_neighbours_are_refused(texts: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="no two words are near"):
        count_against_chance(texts)


def test_words_that_are_all_too_rare_are_refused() -> None:
    with pytest.raises(ValueError, match="in the texts 2 times"):
        count_against_chance([["tea", "tea", "cup"]], ["cup"], times=2)


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


def people() -> list[tuple[str, str, float]]:
    return [(a.lower(), b.lower(), score) for a, b, score in load_word_pairs()]


def judged_words() -> list[str]:
    return [word for first, second, _ in people() for word in (first, second)]


def pairs_known_to(table: WordVectors) -> list[tuple[str, str, float]]:
    return [pair for pair in people() if pair[0] in table and pair[1] in table]


@pytest.mark.slow
def test_counting_the_news_alone_teaches_little() -> None:
    news, found = load_news(), {}
    sections = load_analogies().values()
    asked = [_lower(question) for part in sections for question in part]
    for window in (1, 2, 5, 10):
        vectors = count_against_chance(news, window=window, times=5)
        right = score_analogies(vectors, asked).right  # type: ignore[arg-type]
        found[window] = right, round(score_pairs(vectors, people()).spearman, 2)
    assert found[5] == (8, 0.15)
    by_window = [agreement for _, agreement in found.values()]
    assert (min(by_window), max(by_window)) == (0.08, 0.37)


def _lower(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


@pytest.mark.slow
def test_more_company_agrees_with_people_whatever_the_window() -> None:
    news = load_news()
    more = news + load_encyclopedia()
    assert 350_000 < sum(map(len, more)) < 370_000
    words = judged_words()
    for window in (1, 2, 5, 10):
        tables: list[WordVectors] = [
            count_against_chance(texts, words, window=window, times=5)
            for texts in (news, more)
        ]
        agreement = score_pairs(tables[1], people())
        assert agreement.known == 211
        assert agreement.spearman > 3 / np.sqrt(agreement.known)
        # The fair comparison: on the pairs that the news knows, too.
        same = pairs_known_to(tables[0])
        with_less, with_more = (score_pairs(table, same) for table in tables)
        assert len(same) == with_less.known == with_more.known == 59
        assert with_more.spearman > 0.33
        assert with_more.spearman > with_less.spearman + 0.04


@pytest.mark.slow
def test_small_parts_agree_about_as_well_but_scatter() -> None:
    texts = load_news() + load_encyclopedia()
    words = judged_words()
    whole = score_pairs(count_against_chance(texts, words, times=5), people())
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(texts))
        parts = [[texts[i] for i in order[start::6]] for start in range(6)]
        tables = [count_against_chance(part, words, times=5) for part in parts]
        scores = [score_pairs(table, people()) for table in tables]
        agreements = [score.spearman for score in scores]
        assert max(score.known for score in scores) < 80
        assert abs(np.mean(agreements) - whole.spearman) < 0.12
        assert max(agreements) - min(agreements) > 0.15


@pytest.mark.slow
def test_chance_is_what_dealing_out_the_scores_anew_gives() -> None:
    texts = load_news() + load_encyclopedia()
    words = judged_words()
    rng = np.random.default_rng(0)
    for some in (texts, texts[::6]):
        table = count_against_chance(some, words, times=5)
        known = pairs_known_to(table)
        cosines = [table.similarity(first, second) for first, second, _ in known]
        judged = [score for _, _, score in known]
        deals = [abs(spearman(cosines, rng.permutation(judged))) for _ in range(300)]
        chance = 2 / np.sqrt(len(known))
        assert 0.8 < np.quantile(deals, 0.95) / chance < 1.2
