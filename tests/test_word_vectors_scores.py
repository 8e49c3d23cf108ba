"""`companion.word_vectors.scores`: scores equal scipy's and gensim's."""

from __future__ import annotations

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from companion.word_vectors import WordVectors
from companion.word_vectors.scores import (
    AnalogyScore,
    load_analogies,
    load_news,
    load_word_pairs,
    score_analogies,
    score_pairs,
    spearman,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-9, 9)), min_size=2))
def test_spearman_equals_scipys_ties_included(pairs: list[tuple[int, float]]) -> None:
    first, second = zip(*pairs, strict=True)
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    expected = stats.spearmanr(first, second).statistic
    assert spearman(first, second) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second"),
    [([1], [2]), ([], []), ([1, 2], [1, 2, 3]), ([1, 1], [1, 2]), ([1, 2], [3, 3])],
)
def test_spearman_refuses_lists_without_an_order(
    first: list[int], second: list[int]
) -> None:
    with pytest.raises(ValueError, match=r"two lists|all equal"):
        spearman(first, second)


def tables(words: list[str]) -> tuple[WordVectors, KeyedVectors]:
    """Give words the same random vectors in both libraries."""
    rows = np.random.default_rng(0).normal(size=(len(words), 3)).astype(np.float32)
    theirs = KeyedVectors(3)
    theirs.add_vectors(words, rows)
    return WordVectors(words, rows), theirs


def test_word_pairs_are_scored_as_gensim_does() -> None:
    words = sorted({word for pair in load_word_pairs() for word in pair[:2]})
    ours, theirs = tables(words[::2])
    _, expected, unknown = theirs.evaluate_word_pairs(
        datapath("wordsim353.tsv"), case_insensitive=False
    )
    score = score_pairs(ours, load_word_pairs())
    assert score.spearman == pytest.approx(expected.statistic, abs=1e-6)
    assert score.total == 353
    assert score.known == round(353 * (1 - unknown / 100))
    assert 50 < score.known < 200


def test_analogies_are_scored_as_gensim_does() -> None:
    sections_of_questions = load_analogies()
    questions = [q for section in sections_of_questions.values() for q in section]
    family = {word for question in sections_of_questions["family"] for word in question}
    ours, theirs = tables(sorted(family)[:40])
    _, sections = theirs.evaluate_word_analogies(
        datapath("questions-words.txt"), case_insensitive=False
    )
    right, wrong = len(sections[-1]["correct"]), len(sections[-1]["incorrect"])
    assert score_analogies(ours, questions) == (right, right + wrong, 19_544)
    assert 0 < right < wrong


def test_no_known_question_is_a_share_of_nothing() -> None:
    vectors = WordVectors(["tea", "cup"], np.eye(2))
    score = score_analogies(vectors, [("a", "b", "c", "d")])
    assert score == AnalogyScore(right=0, known=0, total=1)
    assert score.share == 0.0
    assert AnalogyScore(3, 4, 9).share == 0.75


def test_too_few_known_pairs_are_no_score() -> None:
    vectors = WordVectors(["tea", "cup"], np.eye(2))
    with pytest.raises(ValueError, match="two lists"):
        score_pairs(vectors, [("tea", "cup", 7.0), ("tea", "sky", 3.0)])


@pytest.mark.parametrize("place", [0, 1])
def test_spearman_refuses_what_has_no_place_in_an_order(place: int) -> None:
    lists = [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    lists[place][1] = float("nan")
    with pytest.raises(ValueError, match="a list holds a NaN"):
        spearman(*lists)


def test_a_row_of_zeros_does_not_stop_the_scoring() -> None:
    words = ["tea", "cup", "sky", "nil"]
    vectors = WordVectors(words, [[1, 0], [1, 1], [-1, 0.5], [0, 0]])  # type: ignore[arg-type]
    pairs = [("tea", "cup", 9.0), ("tea", "nil", 5.0), ("sky", "tea", 1.0)]
    assert score_pairs(vectors, pairs) == (1.0, 3, 3)
    assert score_pairs(vectors, [*pairs, ("nil", "nil", 5.0)]).spearman == 1.0
    questions = [("tea", "cup", "nil", "sky"), ("tea", "cup", "sky", "nil")]
    assert score_analogies(vectors, questions) == (1, 2, 2)


def test_a_question_about_all_the_words_there_are_has_no_answer() -> None:
    vectors = WordVectors(["tea", "cup", "sky"], np.eye(3))
    assert score_analogies(vectors, [("tea", "cup", "sky", "cup")]) == (0, 1, 1)


def test_published_sets_are_whole() -> None:
    pairs, analogies = load_word_pairs(), load_analogies()
    assert len(pairs) == 353
    assert pairs[0] == ("love", "sex", 6.77)
    assert "Jerusalem" in {word for pair in pairs for word in pair[:2]}
    for first, second, _ in load_word_pairs(lower=True):
        assert (first + second).islower()
    for questions in load_analogies(lower=True).values():
        assert all("".join(question).islower() for question in questions)
    assert len(analogies) == 14
    assert sum(map(len, analogies.values())) == 19_544
    assert len(analogies["capital-common-countries"]) == 506
    assert {
        len(question) for section in analogies.values() for question in section
    } == {4}


def test_the_news_are_300_articles_in_lower_case_words() -> None:
    articles = load_news()
    words = [word for article in articles for word in article]
    assert len(articles) == 300
    assert 55_000 < len(words) < 62_000
    assert all(word == word.lower() and word[0].isalnum() for word in words)
