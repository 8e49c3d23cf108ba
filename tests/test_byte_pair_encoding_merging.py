"""`byte_pair_encoding.merging`: the fast ways find what the plain ones find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import textbook_bpe
from companion.byte_pair_encoding.files import load_gpt2
from companion.byte_pair_encoding.merging import (
    BYTES,
    learn_merges,
    merge_long,
    merge_short,
    merge_steps,
)

GPT2 = load_gpt2().ranks
SINGLE = {byte: index for index, byte in enumerate(BYTES)}


@given(st.lists(st.text("ab", min_size=1, max_size=12), max_size=8))
@settings(max_examples=200, deadline=None)
def test_the_merges_are_the_textbooks(words: list[str]) -> None:
    pretokens = {word.encode(): count for word, count in Counter(words).items()}
    expected, _ = textbook_bpe.train(words, 10, None)
    assert learn_merges(pretokens, 10) == expected
    assert learn_merges(pretokens, 3) == expected[:3]


@given(
    st.lists(st.text("ab", min_size=2, max_size=6), max_size=12, unique=True),
    st.text("ab", min_size=1, max_size=14),
)
@settings(max_examples=300, deadline=None)
def test_the_plain_way_is_right_for_tables_that_no_training_made(
    tokens: list[str], word: str
) -> None:
    """A token may come before its parts: then what was just merged merges first."""
    ranks = {**SINGLE}
    for token in tokens:
        ranks[token.encode()] = len(ranks)
    assert merge_steps(word.encode(), ranks)[-1] == merge_short(word.encode(), ranks)


def test_without_pairs_there_is_nothing_to_learn() -> None:
    assert learn_merges({}, 5) == []
    assert learn_merges({b"a": 9, b"": 2}, 5) == []
    assert learn_merges({b"ab": 9}, 0) == []


@given(st.text("abc é", max_size=200))
@settings(max_examples=100, deadline=None)
def test_buckets_merge_as_the_plain_way_does(text: str) -> None:
    piece = text.encode()
    parts = merge_short(piece, GPT2)
    assert merge_long(piece, GPT2) == parts
    assert merge_steps(piece, GPT2)[-1] == parts


@pytest.mark.parametrize("merge", [merge_short, merge_long])
def test_what_cannot_be_merged_stays_bytes(
    merge: Callable[[bytes, Mapping[bytes, int]], list[bytes]],
) -> None:
    assert merge(b"", SINGLE) == []
    assert merge(b"\x00\xff", SINGLE) == [b"\x00", b"\xff"]
