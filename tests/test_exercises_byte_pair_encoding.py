"""Notebook 04: the five steps end in tiktoken's IDs; the challenge and its cheats."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import regex

from companion.byte_pair_encoding import GPT2_PATTERN, load_gpt2, to_tiktoken
from companion.corpora import load_parallel, load_text
from companion.exercises.byte_pair_encoding import best_pair as best_pair_step
from companion.exercises.byte_pair_encoding import gpt2
from companion.exercises.byte_pair_encoding import mend_the_pattern as topic
from companion.exercises.byte_pair_encoding import merge as merge_step
from companion.exercises.byte_pair_encoding import replay as replay_step
from companion.exercises.byte_pair_encoding import train as train_step
from companion.exercises.byte_pair_encoding.shared import merge
from companion.exercises.challenges import attempt
from companion.exercises.checking import examine

CHALLENGE = topic.CHALLENGE
PATTERNS = {
    "every character by itself": r"(?s).",
    "no pattern: a sentence is one piece": r"(?s).+",
    "GPT-2's pattern": GPT2_PATTERN,
    r"GPT-2's pattern with \p{M} among the letters": (
        r"'(?:[sdmt]|ll|ve|re)| ?(?:[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]+)"
        r"|\s+(?!\S)|\s+"
    ),
    "cut at spaces only": r" ?\S+|\s+",
}


def returning(pattern: str) -> Callable[[], str]:
    return lambda: pattern


def test_the_last_step_gives_the_ids_of_tiktoken() -> None:
    reference = to_tiktoken(load_gpt2(), "gpt2")
    sentences = [s for column in load_parallel().values() for s in column[:4]]
    for text in [load_text("story")[:3_000], *sentences]:
        assert gpt2._encode_text(text, GPT2_PATTERN) == reference.encode(text)


def test_training_gives_the_merges_of_the_companion() -> None:
    from companion.byte_pair_encoding import train

    words = ["tea"] * 5 + ["eat"] * 4 + ["seat"] * 3 + ["team"] * 2
    tokenizer = train(words, 256 + 5)
    ranks = tokenizer.ranks
    ours = train_step._train([list(word.encode()) for word in words], 5)
    assert ours == {(ranks[a], ranks[b]): ranks[a + b] for a, b in tokenizer.merges}


@pytest.mark.parametrize("name", PATTERNS)
def test_baselines_are_what_these_patterns_score(name: str) -> None:
    pattern = returning(PATTERNS[name])
    assert CHALLENGE.validate(pattern) == ""
    assert dict(CHALLENGE.baselines)[name] == CHALLENGE.score(pattern)


def test_the_reference_is_ours_beats_every_baseline_and_can_be_beaten() -> None:
    assert CHALLENGE.score(CHALLENGE.solution) == CHALLENGE.reference
    assert CHALLENGE.reference < min(score for _, score in CHALLENGE.baselines)
    better = r"\p{Han}{1,2}\p{P}*| ?[^\s\p{Han}]+|\s+"
    assert CHALLENGE.validate(returning(better)) == ""
    assert CHALLENGE.score(returning(better)) < CHALLENGE.reference


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [
        ("good|morning|[t]ea|(?s).", "has 15 plain letters"),
        ("доброе|утро|чай|(?s).", "has 14 plain letters"),
        ("(?s).|" + r"\s" * 100, "has 206 characters"),
        (r"\p{L}+", "loses text: of 'Good evening! How are you today?'"),
        ("(", "is malformed"),
        (7, "must return a pattern"),
    ],
)
def test_what_is_no_fair_pattern_is_refused(pattern: str, refusal: str) -> None:
    assert refusal in attempt(CHALLENGE, lambda: pattern).text


def test_the_sentences_to_test_with_are_not_learned_from() -> None:
    training, test = topic._sentences()
    for language in test:
        assert not set(training[language]) & set(test[language])


def test_an_odd_word_is_in_every_draw() -> None:
    texts = [text for text, _ in gpt2._gpt2_cases(random.Random(1))]
    assert "otherworldly" in texts


def test_the_best_pair_must_be_able_to_be_a_key() -> None:
    step = best_pair_step.EXERCISE
    report = examine(step, lambda ids: list(step.solution(ids)), 0)
    assert report.outcome == "wrong"
    assert "as a list, which cannot be a key of a dictionary" in report.text
    assert examine(step, step.solution, 0).outcome == "right"


def train_by(best: Callable[[list[list[int]]], Any]) -> Callable[..., Any]:
    """Return a loop as a learner writes it, with a choice of its own."""

    def answer(words: list[list[int]], n_merges: int) -> dict[Any, int]:
        merges = {}
        for new in range(256, 256 + n_merges):
            pair = best(words)
            merges[pair] = new
            words = [merge(word, pair, new) for word in words]
        return merges

    return answer


def best_of_the_last_word(words: list[list[int]]) -> Any:
    for word in words:
        counts = Counter(pairwise(word))
    return max(counts, key=lambda pair: counts[pair])


@pytest.mark.parametrize(
    ("best", "said"),
    [
        (best_of_the_last_word, "Your Counter is made anew for each word"),
        (
            lambda words: Counter(
                pair for word in words for pair in pairwise(word)
            ).most_common(1)[0],
            "the pair together with its count",
        ),
        (
            lambda words: Counter(i for w in words for i in w).most_common(1)[0][0],
            "You counted single IDs",
        ),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_slips_in_the_loop_are_named(best: Any, said: str, seed: int) -> None:
    report = examine(train_step.EXERCISE, train_by(best), seed)
    assert said in report.text
    assert "default=" not in report.text


def joined_by_rank(text: str, pattern: str) -> list[int]:
    ranks = load_gpt2().ranks
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts: list[Any] = [bytes([value]) for value in piece.encode()]
        while True:
            known = {}
            for first, second in pairwise(parts):
                if first + second in ranks:
                    known[ranks[first + second]] = first, second
            if not known:
                break
            parts = merge(parts, known[min(known)], min(known))
        ids += [ranks[part] for part in parts]
    return ids


def with_the_last(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged = []
    for place in range(len(ids) - 1):
        if (ids[place], ids[place + 1]) == pair:
            merged.append(new)
        else:
            merged.append(ids[place])
    merged.append(ids[-1])
    return merged


def popping(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i in range(len(ids) - 1):
        if ids[i] == pair[0] and ids[i + 1] == pair[1]:
            ids[i] = new
            ids.pop(i + 1)
    return ids


def popping_by_slices(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            ids[i : i + 2] = [new]
    return ids


def word_by_word(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        for i in range(len(words)):
            counts = Counter(pairwise(words[i]))
            best = max(counts, key=lambda pair: counts[pair])
            merges[best] = new
            words[i] = merge(words[i], best, new)
    return merges


def numbered_from_0(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for new, pair in enumerate(merges.keys()):
        ids = merge(ids, pair, new)
    return ids


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        (gpt2, joined_by_rank, "You put the rank among the parts"),
        (merge_step, with_the_last, "an empty list has no ids[-1]"),
        (merge_step, popping, "You take IDs out of the list while"),
        (merge_step, popping_by_slices, "You take IDs out of the list while"),
        (train_step, word_by_word, "You chose a best pair in each word"),
        (replay_step, numbered_from_0, "You numbered the merges from 0"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_an_answer_as_learners_write_it_is_named(
    step: Any, answer: Callable[..., Any], said: str, seed: int
) -> None:
    assert said in examine(step.EXERCISE, answer, seed).text
