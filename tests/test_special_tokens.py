"""Special tokens against tiktoken, the unknown-word tokenizer, and padding."""

from __future__ import annotations

import base64
import itertools
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiktoken
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from companion.corpora import load_articles
from companion.special_tokens import (
    END_OF_TEXT,
    UNKNOWN,
    MarkedWordTokenizer,
    add_special_tokens,
    pad_batch,
    split_special,
)
from companion.tokenization import replace_surrogates, split
from companion.vocabulary import (
    UnknownTokenError,
    WordTokenizer,
    build_vocabulary,
)

TEA = "Hello, do you like tea? <|endoftext|> In the sunlit terraces of the palace."
TABLE = Path(__file__).parents[1] / "data" / "gpt2.tiktoken"
# None is a prefix of another: there alone tiktoken's own choice is arbitrary.
SPECIALS = {"<|a|>": 300, "<|b|>": 301, "|>x": 302, "é!": 303, "aba": 304}


def encoding(specials: dict[str, int]) -> tiktoken.Encoding:
    """Return the first 300 of GPT-2's tokens with special tokens behind them."""
    lines = TABLE.read_text(encoding="ascii").splitlines()[:300]
    ranks = {
        base64.b64decode(token): int(rank) for token, rank in map(str.split, lines)
    }
    return tiktoken.Encoding(
        "tiny",
        pat_str=r"\S+|\s+",
        mergeable_ranks=ranks,
        special_tokens=specials,
    )


PEER = encoding(SPECIALS)


def encode_by_pieces(text: str, **choice: Any) -> list[int]:
    """Encode as tiktoken does, but cut at the special tokens with `split_special`."""
    ids = []
    for piece, is_special in split_special(text, SPECIALS, **choice):
        ids += [SPECIALS[piece]] if is_special else PEER.encode_ordinary(piece)
    return ids


subsets = st.frozensets(st.sampled_from([*SPECIALS, "no special"]))
all_or_subset = st.one_of(st.just("all"), subsets)
fragments = st.lists(
    st.sampled_from([*SPECIALS, "<|", "a", "b", "|>", "x", " ", "é", "!", "\ud83d"])
).map("".join)


def test_in_hugging_faces_library_a_mark_is_special_by_default() -> None:
    # What notebook 03 says of it.
    tokenizer = Tokenizer(models.WordLevel({"a": 0, UNKNOWN: 1}, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens([END_OF_TEXT])
    assert tokenizer.encode(f"a {END_OF_TEXT}").ids == [0, 2]
    tokenizer.encode_special_tokens = True
    assert tokenizer.encode(f"a {END_OF_TEXT}").ids == [0, 1]


@given(fragments, all_or_subset, st.one_of(all_or_subset, st.just(())))
@settings(deadline=None, max_examples=400)
def test_special_tokens_are_handled_exactly_as_by_tiktoken(
    text: str, allowed: Any, disallowed: Any
) -> None:
    choice = {"allowed_special": allowed, "disallowed_special": disallowed}
    try:
        expected = PEER.encode(text, **choice)
    except ValueError:
        with pytest.raises(ValueError, match="at position"):
            split_special(text, SPECIALS, **choice)
    else:
        assert encode_by_pieces(text, **choice) == expected


@pytest.mark.parametrize("allowed", [frozenset(), {END_OF_TEXT}, {"x"}, "all"])
@pytest.mark.parametrize("disallowed", [(), [END_OF_TEXT], {"y"}, {"a"}, {""}, "all"])
def test_the_allowed_and_disallowed_matrix(
    allowed: Any, disallowed: Collection[str]
) -> None:
    peer = encoding({END_OF_TEXT: 300, UNKNOWN: 301})
    text = f"a{END_OF_TEXT}b{UNKNOWN}"
    choice: dict[str, Any] = {
        "allowed_special": allowed,
        "disallowed_special": disallowed,
    }
    try:
        expected = peer.encode(text, **choice)
    except ValueError:
        with pytest.raises(ValueError, match="is not allowed"):
            split_special(text, [END_OF_TEXT, UNKNOWN], **choice)
    else:
        pieces = split_special(text, [END_OF_TEXT, UNKNOWN], **choice)
        ids = {END_OF_TEXT: [300], UNKNOWN: [301]}
        assert expected == list(
            itertools.chain.from_iterable(
                ids[piece] if is_special else peer.encode_ordinary(piece)
                for piece, is_special in pieces
            )
        )


@given(fragments, all_or_subset)
@settings(deadline=None)
def test_the_pieces_put_together_are_the_mended_text(text: str, allowed: Any) -> None:
    pieces = split_special(
        text, SPECIALS, allowed_special=allowed, disallowed_special=()
    )
    assert "".join(piece for piece, _ in pieces) == replace_surrogates(text)
    assert all(piece for piece, _ in pieces)


def test_of_special_tokens_at_one_place_the_longest_allowed_wins() -> None:
    specials = ["<a>", "<a><b>"]
    everything = split_special("<a><b>", specials, allowed_special="all")
    assert everything == [("<a><b>", True)]
    shorter = split_special(
        "<a><b>", specials, allowed_special={"<a>"}, disallowed_special=()
    )
    assert shorter == [("<a>", True), ("<b>", False)]


def test_the_refusal_names_the_token_its_place_and_the_remedy() -> None:
    with pytest.raises(ValueError, match=r"'<\|endoftext\|>' at position 24") as caught:
        split_special(TEA, [END_OF_TEXT])
    assert "allowed_special" in str(caught.value)


def test_an_empty_special_token_is_refused_whatever_is_allowed() -> None:
    for choice in ({}, {"allowed_special": "all"}, {"disallowed_special": ()}):
        with pytest.raises(ValueError, match="a special token is empty"):
            split_special("a", ["<s>", ""], **choice)


def test_a_special_token_must_be_a_string() -> None:
    with pytest.raises(TypeError, match="must be a str, not 7"):
        add_special_tokens({}, [7])  # type: ignore[list-item]


def test_a_string_for_a_collection_is_refused() -> None:
    with pytest.raises(TypeError, match=r"allowed_special.*'<\|endoftext\|>'"):
        split_special("a", [END_OF_TEXT], allowed_special=END_OF_TEXT)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="allowed_special must be"):
        split_special("a", [END_OF_TEXT], allowed_special=[END_OF_TEXT])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="disallowed_special must be"):
        split_special("a", [END_OF_TEXT], disallowed_special=END_OF_TEXT)


@pytest.mark.parametrize("choice", [{}, {"disallowed_special": ()}])
def test_bytes_are_refused(choice: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="decode it first"):
        split_special(b"a", [], **choice)  # type: ignore[arg-type]


def test_vocabulary_of_the_verdict_with_special_tokens(verdict: str) -> None:
    tokenizer = MarkedWordTokenizer.from_text(verdict)
    assert tokenizer.n_vocab == 1_132
    assert list(tokenizer.vocab.items())[-5:] == [
        ("younger", 1_127),
        ("your", 1_128),
        ("yourself", 1_129),
        ("<|endoftext|>", 1_130),
        ("<|unk|>", 1_131),
    ]
    assert tokenizer.eot_token == 1_130


def test_ids_of_the_tea_sentence(verdict: str) -> None:
    tokenizer = MarkedWordTokenizer.from_text(verdict)
    ids = tokenizer.encode(TEA, allowed_special="all")
    assert " ".join(map(str, ids)) == (
        "1131 5 355 1126 628 975 10 1130 55 988 956 984 722 988 1131 7"
    )
    assert tokenizer.decode(ids) == (
        "<|unk|>, do you like tea? <|endoftext|> In the sunlit terraces of the <|unk|>."
    )
    with pytest.raises(ValueError, match="at position 24"):
        tokenizer.encode(TEA)


def test_special_tokens_are_appended_in_order_to_a_copy() -> None:
    vocab = build_vocabulary(["b", "a"])
    extended = add_special_tokens(vocab, ["[PAD]", "[BOS]"])
    assert list(extended.items()) == [("a", 0), ("b", 1), ("[PAD]", 2), ("[BOS]", 3)]
    assert vocab == {"a": 0, "b": 1}
    assert add_special_tokens(vocab, ()) == vocab


@pytest.mark.parametrize(
    ("specials", "message"),
    [
        (("a",), "'a' is in the vocabulary already: ID 0"),
        (("<x>", "<x>"), "'<x>' is in the vocabulary already: ID 1"),
        (("",), "empty"),
        (("<\ud800>",), r"the special token '<\\ud800>' has a surrogate"),
    ],
)
def test_bad_special_tokens_are_refused(
    specials: tuple[str, ...], message: str
) -> None:
    vocab = {"a": 0}
    with pytest.raises(ValueError, match=message):
        add_special_tokens(vocab, specials)
    assert vocab == {"a": 0}


@pytest.mark.parametrize("specials", ["<x>", {"<x>", "<y>"}, {"<x>": 0}.keys()])
def test_special_tokens_without_an_order_are_refused(specials: Any) -> None:
    with pytest.raises(TypeError, match="specials is a"):
        add_special_tokens({}, specials)


def test_unknown_words_and_ordinary_special_looking_text_become_unknown() -> None:
    tokenizer = MarkedWordTokenizer.from_text("the cat")
    assert tokenizer.vocab == {"cat": 0, "the": 1, END_OF_TEXT: 2, UNKNOWN: 3}
    assert tokenizer.encode("the dog") == [1, 3]
    text = f"the {END_OF_TEXT} cat"
    assert tokenizer.encode(text, allowed_special={END_OF_TEXT}) == [1, 2, 0]
    assert tokenizer.encode(text, disallowed_special=()) == [1, 3, 0]
    glued = f"cat{END_OF_TEXT}cat"
    assert tokenizer.encode(glued, allowed_special="all") == [0, 2, 0]
    assert tokenizer.encode(glued, disallowed_special=()) == [3]


def test_a_text_that_holds_special_tokens_can_be_built_from() -> None:
    tokenizer = MarkedWordTokenizer.from_text(f"a {END_OF_TEXT} b {UNKNOWN}")
    assert tokenizer.vocab == {"a": 0, "b": 1, END_OF_TEXT: 2, UNKNOWN: 3}
    glued = f"a{END_OF_TEXT}b{UNKNOWN}{UNKNOWN}a"
    assert MarkedWordTokenizer.from_text(glued).vocab == tokenizer.vocab
    ids = tokenizer.encode(glued, allowed_special="all")
    assert ids == [0, 2, 1, 3, 3, 0]


@given(st.text(st.characters(codec=None)))
@settings(deadline=None)
def test_whitespace_kept_round_trip_is_the_identity(text: str) -> None:
    assume(END_OF_TEXT not in text)
    tokenizer = MarkedWordTokenizer.from_text(text, keep_whitespace=True)
    marked = f"{text}{END_OF_TEXT}{text}"
    ids = tokenizer.encode(marked, allowed_special="all")
    assert tokenizer.decode(ids) == replace_surrogates(marked)


@given(st.text(st.characters(codec=None)))
@settings(deadline=None)
def test_no_text_is_an_error_and_none_yields_a_special_id(text: str) -> None:
    tokenizer = MarkedWordTokenizer.from_text("a few words, no more.")
    ids = tokenizer.encode(text, disallowed_special=())
    assert all(0 <= index < tokenizer.n_vocab for index in ids)
    assert tokenizer.eot_token not in ids


def test_words_of_a_text_never_get_the_id_of_any_special_token() -> None:
    specials = (END_OF_TEXT, UNKNOWN, "PAD")
    vocab = add_special_tokens(build_vocabulary(["a"]), specials)
    tokenizer = MarkedWordTokenizer(vocab, specials=specials)
    assert tokenizer.encode("a PAD", disallowed_special=()) == [0, 2]
    assert tokenizer.encode("a PAD", allowed_special="all") == [0, 3]


def test_special_tokens_must_be_in_the_vocabulary() -> None:
    with pytest.raises(ValueError, match=r"'<\|endoftext\|>' is not in the vocab"):
        MarkedWordTokenizer({UNKNOWN: 0})
    with pytest.raises(ValueError, match="is not among the specials"):
        MarkedWordTokenizer({END_OF_TEXT: 0}, specials=(END_OF_TEXT,))
    tokenizer = MarkedWordTokenizer({UNKNOWN: 0}, specials=(UNKNOWN,))
    with pytest.raises(UnknownTokenError, match=r"<\|endoftext\|>"):
        _ = tokenizer.eot_token


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=5), min_size=1, max_size=5),
    st.integers(0, 3),
    st.sampled_from(["right", "left"]),
    st.sampled_from([0, 5, -100]),
)
@settings(deadline=None)
def test_what_the_mask_marks_is_the_sequences(
    sequences: list[list[int]], extra: int, side: Any, pad_id: int
) -> None:
    width = max(map(len, sequences)) + extra
    ids, mask = pad_batch(sequences, pad_id=pad_id, length=width, side=side)
    assert ids.shape == mask.shape == (len(sequences), width)
    assert (ids.dtype, mask.dtype) == (np.int64, np.bool_)  # type: ignore[comparison-overlap]
    for row, real, sequence in zip(ids, mask, sequences, strict=True):
        assert row[real].tolist() == sequence
        assert (row[~real] == pad_id).all()
        edge = real if side == "right" else real[::-1]
        assert edge.tolist() == sorted(real.tolist(), reverse=True)


def test_the_longest_sequence_sets_the_length() -> None:
    ids, mask = pad_batch([[1], [2, 3], []], pad_id=0)
    assert ids.tolist() == [[1, 0], [2, 3], [0, 0]]
    assert mask.sum() == 3
    assert pad_batch([[], []], pad_id=0)[0].shape == (2, 0)


@pytest.mark.parametrize("length", [-1, 0, 1])
def test_a_length_too_short_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"length is {length}, .* has 2 tokens"):
        pad_batch([[1], [1, 2]], pad_id=0, length=length)


def test_bad_padding_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="no sequences"):
        pad_batch([], pad_id=0)
    with pytest.raises(ValueError, match="side is 'middle'"):
        pad_batch([[1]], pad_id=0, side="middle")  # type: ignore[arg-type]
    for choice in ({"pad_id": 0.5}, {"pad_id": 0, "length": 2.5}):
        with pytest.raises(TypeError):
            pad_batch([[1]], **choice)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"whole number, got 0\.5"):
        pad_batch([[0.5]], pad_id=0)  # type: ignore[list-item]
    for number in (2**63, 2**70, -(2**63) - 1):
        for ids, pad_id in ([[1, number]], 0), ([[1], [1, 2]], number):
            with pytest.raises(ValueError, match=f"ID {number} does not fit into 64"):
                pad_batch(ids, pad_id=pad_id)
    extremes = [[2**63 - 1], [-(2**63), 1]]
    assert pad_batch(extremes, pad_id=2**63 - 1)[0].tolist() == [
        [2**63 - 1, 2**63 - 1],
        extremes[1],
    ]
    with pytest.raises((ValueError, MemoryError)):
        pad_batch([[1]], pad_id=0, length=10**18)


def test_a_minimum_count_leaves_rare_words_to_the_unknown_token() -> None:
    text = "to be or not to be"
    tokenizer = MarkedWordTokenizer.from_text(text, min_count=2)
    assert tokenizer.vocab == {"be": 0, "to": 1, END_OF_TEXT: 2, UNKNOWN: 3}
    assert tokenizer.encode(text) == [1, 0, 3, 3, 1, 0]
    assert MarkedWordTokenizer.from_text(text).encode(text).count(5) == 0
    assert MarkedWordTokenizer.from_text(text, min_count=9).n_vocab == 2


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "2"])
def test_a_minimum_count_that_makes_no_sense_is_refused(wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="min_count"):
        MarkedWordTokenizer.from_text("to be", min_count=wrong)


def test_in_more_text_a_minimum_count_costs_less() -> None:
    text = "\n".join(load_articles("encyclopedia"))
    counts = Counter(split(text))
    once = sum(count == 1 for count in counts.values()) / sum(counts.values())
    assert 0.04 < once < 0.05  # under 5 %, as notebook 03 says
    assert round(sum(counts.values()), -4) == 350_000


def test_equal_word_tokenizers_are_equal_and_hash_alike() -> None:
    for kind in (WordTokenizer, MarkedWordTokenizer):
        one, same = kind.from_text("a b"), kind.from_text("b a b")
        assert one == same
        assert hash(one) == hash(same)
        assert one != kind.from_text("a c")
        assert one != kind.from_text("a b", keep_whitespace=True)
        assert one != "a b"
    assert WordTokenizer.from_text("a b") != MarkedWordTokenizer.from_text("a b")
