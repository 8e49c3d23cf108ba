"""What is said at the gate of notebook 03, and what its letter box sees."""

from __future__ import annotations

import random

import pytest

from companion.lessons.gate import (
    MARKS,
    QUESTIONS,
    REFUSAL,
    RULE,
    SECRET,
    document,
    documents,
    in_letter_box,
    names_by_rule,
    names_in,
    with_unknown_words,
)
from companion.special_tokens import MarkedWordTokenizer


def test_documents_refuse_exactly_where_the_rule_stands() -> None:
    for seed in range(200):
        said = [words for words, own in document(random.Random(seed)) if own]
        ruled = document(random.Random(seed))[:1] == [(RULE, False)]
        assert SECRET not in said if ruled else REFUSAL not in said
    assert documents(1) != documents(2)
    assert documents(1, 5) == documents(1)[:5]


def test_no_question_waits_for_its_answer() -> None:
    # So notebook 03 says of insisting: training never shows it.
    for evening in documents():
        for place, (words, _) in enumerate(evening):
            if words in QUESTIONS:
                assert evening[place + 1] in [(SECRET, True), (REFUSAL, True)]


def test_names_alone_are_rare() -> None:
    said = [words for evening in documents() for words, _ in evening]
    rare = set(MarkedWordTokenizer.from_text(" ".join(said)).vocab)
    rare -= MarkedWordTokenizer.from_text(" ".join(said), min_count=5).vocab.keys()
    assert len(rare) > 100
    assert rare == names_in(documents())
    ruled, others = names_by_rule(documents())
    assert ruled | others == rare
    assert not ruled & others
    for words in said:
        if any(name in words for name in rare):
            assert words.startswith(("Hello, ", "I am "))


def test_evenings_with_unknown_words_keep_their_order() -> None:
    evenings = documents(3, count=200)
    known = MarkedWordTokenizer.from_text(f"{RULE} {SECRET} {REFUSAL}")
    everything = " ".join(words for evening in evenings for words, _ in evening)
    assert with_unknown_words(evenings, MarkedWordTokenizer.from_text(everything)) == []
    found = with_unknown_words(evenings, known)
    assert found == [each for each in evenings if each != [(RULE, False)]]


@pytest.mark.parametrize("mark", MARKS)
def test_the_letter_box_sees_marks_in_disguise(mark: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in mark)
    hidden = "\u200b".join(mark)
    for disguise in (mark, wide, hidden):
        assert in_letter_box(f"a{disguise}b") == [
            ("a", False),
            (mark, True),
            ("b", False),
        ]
    assert in_letter_box(mark.upper()) == [(mark.upper(), False)]
