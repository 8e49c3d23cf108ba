"""`word_vectors.skip_gram`: training that answers the questions of the little world."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from companion.word_vectors import WordVectors, cosine, skip_gram
from companion.word_vectors.counting import count_against_chance
from companion.word_vectors.little_world import little_world, little_world_analogies
from companion.word_vectors.scores import (
    load_analogies,
    load_news,
    load_word_pairs,
    score_analogies,
    score_pairs,
)
from companion.word_vectors.skip_gram import (
    negative_sampling_loss,
    skip_gram_pairs,
    train_skip_gram,
)

QUESTIONS = [q for section in little_world_analogies().values() for q in section]


def train_with_gensim(sentences: list[list[str]], seed: int) -> WordVectors:
    settings = {"sg": 1, "vector_size": 32, "window": 8, "sample": 0, "min_count": 1}
    model = Word2Vec(sentences, **settings, epochs=20, workers=1, seed=seed)
    return WordVectors(model.wv.index_to_key, model.wv.vectors)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), max_size=12), max_size=5), st.integers(1, 15)
)
def test_pairs_are_all_ordered_pairs_at_most_a_window_apart(
    sentences: list[list[int]], window: int
) -> None:
    centres, contexts = skip_gram_pairs(sentences, window)
    expected = [
        (a, b)
        for ids in sentences
        for i, a in enumerate(ids)
        for j, b in enumerate(ids)
        if 0 < abs(i - j) <= window
    ]
    assert list(zip(centres.tolist(), contexts.tolist(), strict=True)) == expected
    assert centres.dtype == contexts.dtype == torch.int64


def test_a_window_without_neighbours_is_refused() -> None:
    with pytest.raises(ValueError, match="window must be at least 1, got 0"):
        skip_gram_pairs([[1, 2]], window=0)


def test_the_loss_equals_the_papers_formula() -> None:
    rng = np.random.default_rng(0)
    centres, contexts = rng.normal(size=(2, 4, 3))
    negatives = rng.normal(size=(4, 6, 3))

    def logistic(x: float) -> float:
        return float(1 / (1 + np.exp(-x)))

    expected = np.mean(
        [
            -np.log(logistic(centres[i] @ contexts[i]))
            - sum(np.log(logistic(-(centres[i] @ drawn))) for drawn in negatives[i])
            for i in range(4)
        ]
    )
    tensors = [torch.from_numpy(array) for array in (centres, contexts, negatives)]
    assert negative_sampling_loss(*tensors).item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_at_least_95_percent_of_the_questions_come_out_right(seed: int) -> None:
    world = little_world(seed=seed)
    ours, neighbours, losses = train_skip_gram(world, seed=seed)
    theirs = train_with_gensim(world, seed=seed + 1)
    for vectors in (ours, theirs):
        assert score_analogies(vectors, QUESTIONS).share >= 0.95
        assert vectors.most_similar(["king", "woman"], ["man"])[0][0] == "queen"
        for asked in little_world_analogies().values():
            assert min(_shares_right(vectors, (-1, 1, 1), asked)) >= 0.95
            barred, free = _shares_right(vectors, (0, 1, 1), asked)
            assert barred > 0.55
            assert 0.15 < free < 0.5
    assert losses[0] > losses[1] > losses[2]
    # What never stands together is pushed apart across the tables, and yet alike.
    for first, second in (("king", "queen"), ("throne", "crown"), ("paris", "tokyo")):
        assert not any({first, second} <= set(sentence) for sentence in world)
        assert ours[first] @ neighbours[second] < 0.5
        assert ours.similarity(first, second) > 0.5
    assert ours["king"] @ neighbours["throne"] > ours["king"] @ neighbours["queen"] + 2


@pytest.mark.slow
def test_words_shuffled_across_the_world_teach_nothing() -> None:
    world = little_world()
    words = [word for sentence in world for word in sentence]
    random.Random(0).shuffle(words)
    shuffled = iter(words)
    control = [[next(shuffled) for _ in sentence] for sentence in world]
    vectors = train_skip_gram(control, epochs=2).vectors
    assert score_analogies(vectors, QUESTIONS).share < 0.05


def test_training_is_the_same_on_one_thread_and_on_two() -> None:
    world = little_world(150)
    runs = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 1, 2):
            torch.set_num_threads(threads)
            runs.append(train_skip_gram(world, epochs=2))
    finally:
        torch.set_num_threads(before)
    first, again, two_threads = runs
    for one, same, other in zip(first[:2], again[:2], two_threads[:2], strict=True):
        assert np.array_equal(one.vectors, same.vectors)
        assert np.allclose(one.vectors, other.vectors, atol=5e-5)
    assert first.losses == pytest.approx(two_threads.losses, abs=5e-5)


def test_each_loss_is_the_mean_over_the_pairs_of_its_epoch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, float]] = []

    def spy(centres: Tensor, contexts: Tensor, negatives: Tensor) -> Tensor:
        loss = negative_sampling_loss(centres, contexts, negatives)
        seen.append((len(centres), loss.item()))
        return loss

    monkeypatch.setattr(skip_gram, "negative_sampling_loss", spy)
    losses = train_skip_gram(little_world(40), epochs=2).losses
    epochs = seen[: len(seen) // 2], seen[len(seen) // 2 :]
    assert len({size for size, _ in seen}) == 2  # the last batch is smaller
    for loss, batches in zip(losses, epochs, strict=True):
        total, sizes = sum(n * loss for n, loss in batches), sum(n for n, _ in batches)
        assert loss == pytest.approx(total / sizes)


def test_negatives_are_drawn_by_the_counts_to_the_power_three_quarters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn_by: list[Tensor] = []
    multinomial = torch.multinomial

    def spy(weights: Tensor, *args: Any, **options: Any) -> Tensor:
        drawn_by.append(weights)
        return multinomial(weights, *args, **options)

    monkeypatch.setattr(torch, "multinomial", spy)
    train_skip_gram([["the", "tea", "the", "cup"]] * 8, epochs=1, embedding_dim=2)
    (weights,) = drawn_by
    assert weights.tolist() == pytest.approx([16**0.75, 8**0.75, 8**0.75])


def test_every_epoch_takes_the_pairs_in_a_new_random_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def train_in(order: Callable[[int], Tensor]) -> WordVectors:
        def randperm(count: int, *, generator: torch.Generator) -> Tensor:
            asked.append(count)
            return order(count)

        monkeypatch.setattr(torch, "randperm", randperm)
        return train_skip_gram(world, epochs=2, embedding_dim=4)[0]

    world = little_world(60)
    as_they_come = train_in(torch.arange)
    backwards = train_in(lambda count: torch.arange(count).flip(0))
    assert len(asked) == 4  # once an epoch
    assert asked[0] > 2 * 1024  # several batches, so that the order matters
    assert not np.allclose(as_they_come.vectors, backwards.vectors, atol=1e-3)


def test_training_depends_on_its_seed_alone() -> None:
    torch.manual_seed(1)
    first = train_skip_gram(little_world(100), epochs=1, seed=5).vectors
    torch.manual_seed(2)
    again = train_skip_gram(little_world(100), epochs=1, seed=5).vectors
    other = train_skip_gram(little_world(100), epochs=1, seed=6).vectors
    assert np.array_equal(first.vectors, again.vectors)
    assert not np.array_equal(first.vectors, other.vectors)


def test_ids_go_by_frequency_and_then_by_the_alphabet() -> None:
    sentences = [["b", "a", "c", "c"], ["d", "a"]]
    vectors = train_skip_gram(sentences, epochs=1, embedding_dim=2).vectors
    assert list(vectors.words) == ["a", "c", "b", "d"]
    assert vectors.vectors.shape == (4, 2)


@pytest.mark.parametrize("name", ["embedding_dim", "window", "negatives", "epochs"])
@pytest.mark.parametrize("size", [0, -1])
def test_a_size_below_one_is_refused(name: str, size: int) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be at least 1, got {size}"):
        train_skip_gram([["tea", "cup"]], **{name: size})


@pytest.mark.parametrize("name", ["embedding_dim", "window", "negatives", "epochs"])
def test_a_size_that_is_not_whole_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name} must be a whole number, got 2\.5"):
        train_skip_gram([["tea", "cup"]], **{name: 2.5})  # type: ignore[arg-type]
    for wrong in (2.0, float("nan"), "2"):
        with pytest.raises(TypeError, match=f"{name} must be a whole number"):
            train_skip_gram([["tea", "cup"]], **{name: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["embedding_dim", "negatives"])
def test_a_size_beyond_64_bits_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at most"):
        train_skip_gram([["tea", "cup"]], **{name: 10**30})


def test_a_window_of_any_width_reaches_the_ends_of_a_sentence() -> None:
    sentences = [[1, 2, 3], [4]]
    huge, whole = (skip_gram_pairs(sentences, window) for window in (10**30, 2))
    assert [part.tolist() for part in huge] == [part.tolist() for part in whole]


@pytest.mark.parametrize("wrong", [[1.5, 2.0], [1, 2.0], ["tea", "cup"]])
def test_ids_that_are_no_whole_numbers_are_refused(wrong: list[int]) -> None:
    with pytest.raises(TypeError, match="token IDs must be whole numbers"):
        skip_gram_pairs([wrong], 1)


def test_a_seed_is_checked() -> None:
    with pytest.raises(TypeError, match="seed must be a whole number"):
        train_skip_gram([["tea", "cup"]], seed=1.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("sentences", [[], [[]], [["tea"], ["cup"]]])
def test_sentences_without_neighbours_are_refused(sentences: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="no sentence has two words"):
        train_skip_gram(sentences)


def test_sentences_that_are_not_cut_are_refused() -> None:
    with pytest.raises(TypeError, match="'tea in a cup' is not cut"):
        train_skip_gram(["tea in a cup"])


# What notebook 08 says beyond its one example ------------------------------------


@pytest.mark.slow
def test_a_measurement_shows_a_prejudice_and_an_analogy_accuses_the_fair_text() -> None:
    couples = [("she", "he"), ("her", "his"), ("woman", "man"), ("girl", "boy")]
    guards = []  # who meet neither "he" nor "she"
    for seed in range(4):
        for one_sided in (0.5, 0.95):
            world = little_world(4_000, one_sided=one_sided, seed=seed)
            vectors = train_skip_gram(world, epochs=3, seed=seed).vectors
            step = sum(vectors.unit(he) - vectors.unit(she) for she, he in couples)
            lean = {
                word: cosine(vectors.unit(word), step)
                for word in ("king", "queen", "hospital", "doctor")
            }
            if one_sided == 0.5:
                guards.append(cosine(vectors.unit("guards"), step))
            assert lean["king"] > 0.2
            assert lean["queen"] < -0.2
            assert abs(lean["hospital"]) < 0.12
            assert (lean["doctor"] > lean["king"] / 2) == (one_sided == 0.95)
            usually = {"doctor": 1, "pilot": 1, "nurse": -1, "steward": -1}
            for job, usual in usually.items():
                leaning = cosine(vectors.unit(job), step)
                if one_sided == 0.5:
                    assert abs(leaning) < 0.12
                else:
                    assert leaning * usual > 0.12
            for job, other in (("doctor", "nurse"), ("pilot", "steward")):
                for asked, rival in ((job, other), (other, job)):
                    for start, end in (("woman", "man"), ("man", "woman")):
                        units = [vectors.unit(word) for word in (asked, start, end)]
                        query = units[0] - units[1] + units[2]
                        ahead = cosine(vectors.unit(rival), query) - cosine(
                            units[0], query
                        )
                        if one_sided == 0.5:
                            assert abs(ahead) < 0.065
                        elif (asked == job) == (start == "man"):
                            assert ahead > 0.12
            assert vectors.analogy("man", "doctor", "woman") == "nurse"
    assert min(guards) < -0.2 < 0.2 < max(guards)


@pytest.mark.slow
def test_what_notebook_08_says_of_other_trainings() -> None:
    questions = little_world_analogies()
    for seed in range(1, 6):
        world = little_world(4_000, seed=seed)
        vectors, neighbours, _ = train_skip_gram(world, seed=seed)
        counts = Counter(word for sentence in world for word in sentence)
        met = Counter(pair for words in world for pair in permutations(words, 2))
        oftener, across = [], []
        for (first, second), n in met.items():
            oftener.append(np.log(n * len(world) / counts[first] / counts[second]))
            across.append(vectors[first] @ neighbours[second])
        assert 0.7 < np.corrcoef(oftener, across)[0, 1] < 0.85
        king, crown = vectors["king"], vectors["throne"] @ neighbours["crown"]
        assert king @ neighbours["throne"] > 0 > crown
        assert all(king @ neighbours[w] < 0 for w in ("queen", "man", "paris"))
        alike = vectors.similarity
        assert alike("throne", "crown") > alike("king", "throne")
        assert alike("king", "queen") > alike("king", "man") > alike("king", "paris")
        for relation, asked in questions.items():
            barred, free = _shares_right(vectors, (-1, 1, 1), asked)
            assert barred == free == 1
            barred, free = _shares_right(vectors, (0, 1, 1), asked)
            assert 0.55 < barred < 0.95
            assert 0.2 < free < 0.4
            barred, free = _shares_right(vectors, (0, 0, 1), asked)
            assert free == 0
            assert barred < {"gender": 0.8, "capital": 0.1, "plural": 0.2}[relation]


@pytest.mark.slow
def test_which_word_is_nearest_to_king_is_up_to_the_dice() -> None:
    world = little_world(4_000)
    nearest = []
    for seed in (0, 1):
        vectors = train_skip_gram(world, epochs=3, seed=seed).vectors
        ((_, _), (word, _)) = vectors.nearest(vectors.unit("king"), 2)
        nearest.append(word)
    assert nearest == ["throne", "queen"]


def _shares_right(
    vectors: WordVectors,
    factors: tuple[int, int, int],
    asked: Iterable[tuple[str, str, str, str]],
) -> tuple[float, float]:
    """Return how many are right with the three words barred, and with none."""
    barred, free = [], []
    for *three, expected in asked:
        rows = [vectors.unit(word) for word in three]
        query = sum(f * row for f, row in zip(factors, rows, strict=True))
        near = [word for word, _ in vectors.nearest(query, 4)]
        barred.append(next(word for word in near if word not in three) == expected)
        free.append(near[0] == expected)
    return sum(barred) / len(barred), sum(free) / len(free)


@pytest.mark.slow
def test_agreement_with_people_is_within_what_chance_gives() -> None:
    people = load_word_pairs(lower=True)
    news = load_news()
    questions = [q for part in load_analogies(lower=True).values() for q in part]
    counted = count_against_chance(news, window=5, times=5)
    by_counting = score_analogies(counted, questions).right
    assert by_counting == 8
    assert abs(score_pairs(counted, people).spearman) < 2 / np.sqrt(59)
    for seed in range(1, 12):
        model = Word2Vec(
            news,
            sg=1,
            negative=5,
            workers=1,
            seed=seed,
            vector_size=50,
            min_count=5,
            epochs=6,
            alpha=0.1,
        ).wv
        learned = WordVectors(model.index_to_key, model.vectors)
        agreement = score_pairs(learned, people)
        assert agreement.known == 59
        assert abs(agreement.spearman) < 1.96 / np.sqrt(agreement.known - 1)
        assert 0 < score_analogies(learned, questions).right < by_counting
