"""Notebook 03: slips in its exercises, and what every try at its challenge scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.special_tokens import EXERCISES
from companion.exercises.special_tokens import letter_box as topic
from companion.lessons.gate import MARKS, in_letter_box

CHALLENGE = topic.CHALLENGE


def test_every_disguise_of_every_mark_reaches_the_letter_box() -> None:
    attacks = topic._messages()[: len(MARKS) * len(topic._DISGUISES)]
    assert len(set(attacks)) == len(attacks) == 36
    for attack in attacks:
        assert any(is_mark for _, is_mark in in_letter_box(attack)), attack


def test_harmless_messages_are_worth_all_points_as_they_are() -> None:
    for message in topic._HARMLESS:
        assert topic._points(message, message) == 1


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("nothing done", lambda message: message),
        ("as it was given", topic._clean_as_given),
        ("marks taken out until none is left", topic._clean_in_a_loop),
        ("every < and > left out", topic._clean_of_brackets),
        (
            "one sign changed for each mark, the best there is",
            topic._clean_sign_by_sign,
        ),
        ("marks changed in what the box would read", topic._clean_as_the_box_reads),
        ("every > made a blank, wide and small ones too", topic._clean_of_closing),
    ],
)
def test_baselines_are_what_simple_answers_score(
    name: str, clean: Callable[[str], str]
) -> None:
    assert dict(CHALLENGE.baselines)[name] == CHALLENGE.score(clean)


def test_the_reference_is_ours_and_can_be_beaten() -> None:
    assert CHALLENGE.score(CHALLENGE.solution) == CHALLENGE.reference
    best = CHALLENGE.score(topic._clean_sign_by_sign)
    assert CHALLENGE.reference < best < 100


def test_no_answer_scores_more_than_the_best() -> None:
    # At least one sign of each mark that the box sees has to change.
    most = 0.0
    for message in topic._messages():
        marks = sum(is_mark for _, is_mark in in_letter_box(message))
        most += 1 - marks / max(1, len(message))
    best = CHALLENGE.score(topic._clean_sign_by_sign)
    assert best == round(100 * most / len(topic._messages()), 1)


def test_no_single_sign_put_out_reaches_the_reference() -> None:
    for signs in (">\uff1e\ufe65", "<\uff1c\ufe64", "|\uff5c"):
        table = str.maketrans(dict.fromkeys(signs, " "))
        score = CHALLENGE.score(lambda message, table=table: message.translate(table))
        assert score < CHALLENGE.reference - 5


@pytest.mark.parametrize(
    "cheat", [lambda message: "", lambda message: "Hello.", " ".join]
)
def test_throwing_the_text_away_is_worth_little(cheat: Callable[[str], str]) -> None:
    assert CHALLENGE.score(cheat) < 10


def test_what_is_no_text_is_refused() -> None:
    report = attempt(CHALLENGE, lambda message: [message])
    assert "it must return a string" in report.text


def test_edits_are_counted_as_levenshtein_counts_them() -> None:
    assert topic._edits("kitten", "sitting") == 3
    assert topic._edits("", "abc") == topic._edits("abc", "") == 3
    assert topic._edits("same", "same") == 0


def _targets_of(
    mask: Callable[[list[int], list[int], int, int], bool],
) -> Callable[[list[list[int]], int], tuple[list[list[Any]], ...]]:
    """Return the answer of a learner whose mask follows a rule of line and filling."""

    def shifted(sequences: list[list[int]], pad_id: int) -> tuple[list[list[Any]], ...]:
        width = max(len(ids) for ids in sequences)
        filled = [ids + [pad_id] * (width - len(ids)) for ids in sequences]
        counts = [
            [mask(ids, row, place, pad_id) for place in range(width - 1)]
            for ids, row in zip(sequences, filled, strict=True)
        ]
        return [ids[:-1] for ids in filled], [ids[1:] for ids in filled], counts

    return shifted


def _ids_without_else(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in specials:
            ids.append(vocab["<|unk|>"])
        if token in vocab:
            ids.append(vocab[token])
        else:
            ids.append(vocab["<|unk|>"])
    return ids


def _unknown_at(
    place: int,
) -> Callable[[list[str], dict[str, int], list[str]], list[int]]:
    """Return the answer of a learner who looks marks up too, and <|unk|> by place."""
    return lambda tokens, vocab, specials: [
        vocab.get(token, vocab[specials[place]]) for token in tokens
    ]


def _walked(tokens: list[str], share: float) -> int:
    lost = 0
    for count in sorted(Counter(tokens).values()):
        lost += count
        if lost >= share * len(tokens):
            return count + 1
    return 0


def _rounded(tokens: list[str], share: float) -> int:
    counts = Counter(tokens)
    for minimum in range(1, len(tokens) + 2):
        lost = sum(n for n in counts.values() if n < minimum)
        if lost >= round(share * len(tokens)):
            return minimum
    return 0


def _ids_of_what_is_known(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in specials:
            ids.append(vocab["<|unk|>"])
        elif token in vocab:
            ids.append(vocab[token])
    return ids


def _one_too_few(tokens: list[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n < minimum) < share * len(tokens):
        minimum += 1
    return minimum - 1


def _numbered_before_a_set(tokens: list[str], specials: list[str]) -> dict[str, int]:
    ids = {token: index for index, token in enumerate(sorted(tokens))}
    for token in specials:
        ids[token] = len(ids)
    return ids


@pytest.mark.parametrize(
    ("name", "answer", "cause"),
    [
        ("03.append", _numbered_before_a_set, "shares its ID with a word"),
        (
            "03.targets",
            _targets_of(lambda _, row, n, pad: row[n] != pad or row[n + 1] != pad),
            "Two real end marks may stand side by side",
        ),
        (
            "03.targets",
            _targets_of(
                lambda _, row, n, pad: n == 0 or any(index != pad for index in row[n:])
            ),
            "You looked from the right",
        ),
        (
            "03.targets",
            _targets_of(
                lambda ids, row, n, pad: row[n + 1] != pad or n + 2 == len(ids)
            ),
            "not those inside it",
        ),
        ("03.unknown", _ids_without_else, "two IDs"),
        *(
            ("03.unknown", _unknown_at(place), "by its place in specials")
            for place in (0, 1, -1)
        ),
        ("03.unknown", _ids_of_what_is_known, "every token that vocab lacks"),
        ("03.minimum-count", _one_too_few, "subtracted 1 at the end"),
        ("03.minimum-count", _rounded, "You rounded share * len(tokens)"),
        ("03.minimum-count", _walked, "You never try the minimum 1"),
    ],
)
def test_a_learners_slip_gets_its_cause(
    name: str, answer: Callable[..., Any], cause: str
) -> None:
    exercise = next(each for each in EXERCISES if each.name == name)
    for seed in range(3):
        assert cause in examine(exercise, answer, seed=seed).text
