"""Exercises of notebook 02 that no wrong answer passes, and its challenge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.vocabulary import best_500 as tasks

BASELINES = {
    "the first 500 of the alphabet": tasks._first_in_the_alphabet,
    "the first 500 in the texts": tasks._first_met,
    "the 500 most frequent": tasks._most_frequent,
}


def with_some_trust(texts: dict[str, list[str]]) -> list[str]:
    """Let every genre vote, and add 1,000 tokens of all genres to each of them."""
    counts = {genre: Counter(tokens) for genre, tokens in texts.items()}
    pooled = sum(counts.values(), Counter[str]())
    total = pooled.total()

    def votes(token: str) -> float:
        prior = 1_000 * pooled[token] / total
        return sum(
            (counts[genre][token] + prior) / (len(tokens) + 1_000)
            for genre, tokens in texts.items()
        )

    return sorted(pooled, key=lambda token: -votes(token))[:500]


def by_id_of_the_first(ids: Sequence[int], vocab: dict[str, int]) -> str:
    token_of = {index: token for token, index in vocab.items()}
    pieces = [token_of[i] if i == ids[0] else " " + token_of[i] for i in ids]
    return "".join(pieces)


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("02.vocabulary", lambda tokens: {t: tokens.index(t) for t in sorted(tokens)}),
    ("02.vocabulary", lambda tokens: {t: len(t) for t in tokens}),
    ("02.decode", by_id_of_the_first),
    ("02.decode", lambda ids, vocab: " ".join(vocab)),
    ("02.decode", lambda ids, vocab: " ".join(sorted(vocab)[i] for i in ids)),
    ("02.new-edition", lambda vocab, tokens: dict(vocab)),
    ("02.new-edition", lambda vocab, tokens: {t: i for i, t in enumerate(tokens)}),
    (
        "02.new-edition",
        lambda vocab, tokens: vocab | {t: len(vocab) for t in tokens if t not in vocab},
    ),
    (
        "02.new-edition",
        lambda vocab, tokens: (
            vocab
            | {t: len(vocab) + i for i, t in enumerate(sorted({*tokens} - {*vocab}))}
        ),
    ),
    ("02.rows-needed", lambda tokens, share: int(share * len(tokens))),
    ("02.rows-needed", lambda tokens, share: len(set(tokens))),
    ("02.rows-needed", lambda tokens, share: 1),
]


@pytest.mark.parametrize(("name", "function"), WRONG)
def test_wrong_answers_fail_on_every_seed(
    name: str, function: Callable[..., Any]
) -> None:
    for seed in range(8):
        assert examine(find(name), function, seed).outcome in {"wrong", "raised"}


def test_an_answer_that_writes_into_the_old_edition_is_told_so() -> None:
    def answer(vocab: dict[str, int], tokens: list[str]) -> dict[str, int]:
        for token in tokens:
            if token not in vocab:
                vocab[token] = len(vocab)
        return vocab

    report = examine(find("02.new-edition"), answer, 0)
    assert report.outcome != "right"
    assert "work on a copy" in report.text.replace("\n", " ")


def test_baselines_and_reference_are_what_they_score() -> None:
    challenge = tasks.CHALLENGE
    for name, score in challenge.baselines:
        assert challenge.score(BASELINES[name]) == score
        assert challenge.validate(BASELINES[name]) == ""
    assert challenge.score(challenge.solution) == challenge.reference
    assert challenge.validate(challenge.solution) == ""
    assert len(challenge.baselines) == len(BASELINES)


def test_there_is_room_below_the_reference_and_a_floor() -> None:
    report = attempt(tasks.CHALLENGE, with_some_trust)
    assert report.score is not None
    assert 28.9 < report.score < tasks.CHALLENGE.reference - 0.2


def test_held_out_texts_are_others_than_those_given() -> None:
    given, held_out = tasks._genres()
    assert list(given) == list(held_out) == ["news", "encyclopedia", "fiction"]
    for genre, tokens in held_out.items():
        assert len(tokens) > 2_000
        begin = " ".join(tokens[:50])
        assert begin not in " ".join(given[genre])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (["the"], "There are 1 entries"),
        ([("the", 20)], "one of yours is ('the', 20). most_common, for example"),
        (["the"] * 500, "Only 1 of the entries are distinct"),
        ([f"word{n}" for n in range(500)], "'word0' is in none of the three texts"),
    ],
)
def test_what_is_no_vocabulary_is_refused(chosen: list[Any], said: str) -> None:
    report = attempt(tasks.CHALLENGE, lambda texts: chosen)
    assert report.score is None
    assert said in report.text
