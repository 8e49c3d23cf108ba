"""Byte pair encoding, against a textbook trainer and against tiktoken."""

from __future__ import annotations

import base64
import copy
import pickle
import random
import re
import unicodedata
from importlib.metadata import version
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import regex
import tiktoken
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiktoken_ext.openai_public import r50k_pat_str

from companion.byte_pair_encoding import GPT2_PATTERN, BytePairTokenizer, train
from companion.byte_pair_encoding import merging as byte_pair_merging
from companion.byte_pair_encoding.files import load_gpt2, save, to_tiktoken
from companion.corpora import load_parallel, load_text
from companion.special_tokens import END_OF_TEXT
from companion.vocabulary import UnknownIdError, UnknownTokenError

GPT2 = load_gpt2()
TABLE = Path(__file__).parents[1] / "data" / "gpt2.tiktoken"
# tiktoken's own GPT-2, but for the download: nothing of it comes from the companion.
REFERENCE = tiktoken.Encoding(
    "gpt2",
    pat_str=r50k_pat_str,
    mergeable_ranks={
        base64.b64decode(token): int(rank)
        for token, rank in map(str.split, TABLE.read_text("ascii").splitlines())
    },
    special_tokens={"<|endoftext|>": 50256},
)
PARALLEL = load_parallel()
ORIGINAL_PATTERN = (
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
)
WHITESPACE = [c for c in map(chr, range(0x110000)) if c.isspace()] + list(
    "\u180e\u200b\u200c\u200d\u2060\ufeff\0"
)
BYTES = {bytes([value]): value for value in range(256)}

any_text = st.text(st.characters(exclude_categories=()), max_size=60)


# Training


# Encoding and decoding, against tiktoken


# The version of the locks, with the tables of tiktoken. A later one knows letters
# that tiktoken does not: there the IDs are the same for all that Python's own tables
# have, which are older than both.
SAME_UNICODE = version("regex").startswith("2025.9.")


# No character is assigned in these, private ones apart: three quarters of a million
# that are all of one kind.
EMPTY_PLANES = {*range(4, 14), 15, 16}


@pytest.mark.no_cover  # a million calls, which others make once
@pytest.mark.parametrize(
    "plane",
    [
        pytest.param(plane, marks=[pytest.mark.slow] * (plane > 0))
        for plane in range(17)
    ],
)
def test_every_code_point_is_encoded_as_by_tiktoken(plane: int) -> None:
    kinds = {unicodedata.category(chr(n)) for n in range(plane << 16, plane + 1 << 16)}
    assert (kinds <= {"Cn", "Co"}) == (plane in EMPTY_PLANES)
    for start in range(plane << 16, (plane + 1) << 16, 1 << 13):
        characters = [
            character
            for character in map(chr, range(start, start + (1 << 13)))
            if SAME_UNICODE or unicodedata.category(character) != "Cn"
        ]
        text = "".join(f"a{c}1 {c}'s1{c}{c}'s" for c in characters)
        ids = GPT2.encode(text)
        assert ids == REFERENCE.encode(text)
        assert GPT2.decode(ids) == REFERENCE.decode(ids)


@given(any_text | st.text(alphabet="ab' \n\tsSé1²½^`中", max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_encoded_as_by_tiktoken(text: str) -> None:
    ids = GPT2.encode(text, disallowed_special=())
    assert ids == REFERENCE.encode(text, disallowed_special=())
    assert ids == GPT2.encode_ordinary(text)
    mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert GPT2.decode(ids) == mended


@pytest.mark.parametrize("language", PARALLEL)
def test_every_language_is_encoded_as_by_tiktoken(language: str) -> None:
    for text in [*PARALLEL[language], "\n".join(PARALLEL[language])]:
        ids = GPT2.encode(text)
        assert ids == REFERENCE.encode(text)
        assert GPT2.decode(ids) == text


def test_whitespace_of_every_kind_is_encoded_as_by_tiktoken() -> None:
    for first, second in product(WHITESPACE, repeat=2):
        text = f"a{first}b{first}{second}c {first}{first}{second} {second}"
        assert GPT2.encode(text) == REFERENCE.encode(text), (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeffstart",
        "a\0b",
        "one\r\ntwo\r\rthree\n\n\nfour\t\tfive",
        "no\u00a0break zero\u200bwidth می\u200cخواهم",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea e\u0301",
        "\u202eright to left\u202c שלום مرحبا",
        "it's I'll WE'RE IT'S '' 's's don'Then it'Street",
        "x² 1² ½ 3½ ²½ a^ ^a `b` a`1",
        "half \ud83d, whole \ud83d\ude00, low \ude00",
    ],
)
def test_odd_texts_are_encoded_as_by_tiktoken(text: str) -> None:
    ids = GPT2.encode(text)
    assert ids == REFERENCE.encode(text)
    assert GPT2.decode(ids) == REFERENCE.decode(ids)


def test_the_story_is_encoded_as_by_tiktoken() -> None:
    assert GPT2.encode(load_text("story")) == REFERENCE.encode(load_text("story"))


def test_verdict_has_5145_tokens(verdict: str) -> None:
    ids = GPT2.encode(verdict)
    assert len(ids) == 5145
    assert ids == REFERENCE.encode(verdict)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "Hello, do you like tea? <|endoftext|> In the sunlit terraces"
            "of someunknownPlace.",
            "15496 11 466 345 588 8887 30 220 50256 554 262 4252 18250 8812 2114 1659 "
            "617 34680 27271 13",
        ),
        (
            "Hello, do you like tea? <|endoftext|> In the sunlit terraces"
            "of someknownPlace.",
            "15496 11 466 345 588 8887 30 220 50256 554 262 4252 18250 8812 2114 1659 "
            "617 4002 27271 13",
        ),
        ("Akwirw ier", "33901 86 343 86 220 959"),
        ("baga", "65 8126"),
        (
            "Here is an unknown word: Alvazska",
            "4342 318 281 6439 1573 25 33414 1031 82 4914",
        ),
        ("This is some text", "1212 318 617 2420"),
        ("abcabcabc", "39305 39305 39305"),
    ],
)
def test_golden_ids(text: str, ids: str) -> None:
    expected = list(map(int, ids.split()))
    assert GPT2.encode(text, allowed_special="all") == expected
    assert REFERENCE.encode(text, allowed_special="all") == expected
    assert GPT2.decode(expected) == text


def test_golden_pieces() -> None:
    pieces = [GPT2.decode([token]) for token in GPT2.encode("Akwirw ier")]
    assert "|".join(pieces) == "Ak|w|ir|w| |ier"


@given(st.lists(st.integers(0, 50256), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_ids_are_decoded_as_by_tiktoken(ids: list[int]) -> None:
    assert GPT2.decode(ids) == REFERENCE.decode(ids)
    assert GPT2.decode_bytes(ids) == REFERENCE.decode_bytes(ids)


@given(st.lists(st.integers(0, 255), max_size=12))
@settings(max_examples=200, deadline=None)
def test_bytes_that_are_not_utf8_are_decoded_as_by_tiktoken(values: list[int]) -> None:
    ids = [GPT2.ranks[bytes([value])] for value in values]
    assert GPT2.decode_bytes(ids) == bytes(values)
    assert GPT2.decode(ids) == REFERENCE.decode(ids)


def test_every_token_has_tiktokens_bytes() -> None:
    for token in range(50257):
        expected = REFERENCE.decode_single_token_bytes(token)
        assert GPT2.decode_single_token_bytes(token) == expected


def test_arrays_are_decoded() -> None:
    assert GPT2.decode(np.array([1212, 318])) == "This is"
    assert GPT2.decode([]) == ""


@pytest.mark.parametrize("token", [-1, 50257, 10**30])
def test_an_id_out_of_range_is_named(token: int) -> None:
    with pytest.raises(UnknownIdError, match=f"the ID {token} .* 0 and 50256"):
        GPT2.decode([1212, token])
    with pytest.raises(KeyError):
        GPT2.decode_bytes([token])
    with pytest.raises(KeyError):
        GPT2.decode_single_token_bytes(token)


@pytest.mark.parametrize("ids", [[1.0], ["1"], "12", [None], np.array([1.5]), [True]])
def test_an_id_that_is_no_whole_number_is_refused(ids: list[int]) -> None:
    says = re.escape(f"must be a whole number, got {ids[0]!r}: turn it into an int")
    with pytest.raises(TypeError, match=says):
        GPT2.decode(ids)


SPECIALS = {END_OF_TEXT: 50256, "<|pad|>": 50300, "the": 50301, "é\n": 50302}
WITH_SPECIALS = BytePairTokenizer(GPT2.ranks, special_tokens=SPECIALS)
WITH_SPECIALS_REFERENCE = to_tiktoken(WITH_SPECIALS)
special_sets = st.sets(st.sampled_from([*SPECIALS, "not one"]))


@given(
    st.lists(st.sampled_from([*SPECIALS, "x", " ", "<|", "not one"])).map("".join),
    special_sets | st.just("all"),
    special_sets | st.just("all") | st.just(()),
)
@settings(max_examples=300, deadline=None)
def test_special_tokens_are_treated_as_by_tiktoken(
    text: str, allowed: set[str], disallowed: set[str]
) -> None:
    def outcome(tokenizer: BytePairTokenizer | tiktoken.Encoding) -> list[int] | None:
        try:
            return tokenizer.encode(
                text, allowed_special=allowed, disallowed_special=disallowed
            )
        except ValueError:
            return None

    assert outcome(WITH_SPECIALS) == outcome(WITH_SPECIALS_REFERENCE)


def test_special_text_is_refused_unless_said_otherwise() -> None:
    with pytest.raises(
        ValueError, match=r"'<\|endoftext\|>' at position 2.*allowed_spec"
    ):
        GPT2.encode("a <|endoftext|>")
    assert GPT2.encode(END_OF_TEXT, allowed_special={END_OF_TEXT}) == [50256]
    assert GPT2.encode(END_OF_TEXT, disallowed_special=()) == (
        REFERENCE.encode_ordinary(END_OF_TEXT)
    )


@pytest.mark.parametrize("text", [b"bytes", None, 7, ["a"]])
def test_only_texts_are_encoded(text: str) -> None:
    with pytest.raises(TypeError):
        GPT2.encode(text)
    with pytest.raises(TypeError):
        GPT2.encode_ordinary(text)


# Long and many pre-tokens


@pytest.mark.parametrize(
    "alphabet",
    ["abcdefghijklmnopqrstuvwxyz", "0123456789", "的一是在不了有和", "a", " \n", "#"],
)
@pytest.mark.parametrize("length", [127, 128, 129, 3000])
def test_long_pretokens_are_encoded_as_by_tiktoken(alphabet: str, length: int) -> None:
    text = "".join(random.Random(length).choices(alphabet, k=length))
    assert GPT2.encode(text) == REFERENCE.encode(text)


@pytest.mark.slow
@pytest.mark.no_cover
def test_one_token_of_a_megabyte() -> None:
    text = "".join(random.Random(0).choices("abcdefgh", k=1_000_000))
    ids = GPT2.encode(text)
    assert ids == REFERENCE.encode(text)
    assert GPT2.decode(ids) == text


@given(st.binary(max_size=12) | st.text("ab", max_size=30).map(str.encode), st.data())
@settings(max_examples=200, deadline=None)
def test_tables_that_no_training_made_are_read_as_by_tiktoken(
    piece: bytes, data: st.DataObject
) -> None:
    pieces = st.text("ab", min_size=2, max_size=7).map(str.encode)
    tokens = data.draw(st.lists(pieces, unique=True, max_size=12))
    ids = data.draw(st.permutations(range(256, 256 + len(tokens))))
    ranks = BYTES | dict(zip(tokens, ids, strict=True))
    reference = tiktoken.Encoding(
        "odd", pat_str=r"[\s\S]+", mergeable_ranks=ranks, special_tokens={}
    )
    text = piece.decode("utf-8", "replace")
    assert BytePairTokenizer(ranks, None).encode(text) == reference.encode(text)
    expected = [] if not text else reference.encode(text)
    if text.encode() not in ranks:
        by_buckets = byte_pair_merging.merge_long(text.encode(), ranks)
        assert [ranks[part] for part in by_buckets] == expected


@pytest.mark.slow
def test_remembered_pretokens_are_bounded() -> None:
    tokenizer = BytePairTokenizer(GPT2.ranks)
    text = " ".join(map(str, range(1 << 17, 1 << 18)))  # each a pre-token: " 131073"
    text += "\n".join(map(str, range(1 << 14)))
    assert tokenizer.encode(text) == REFERENCE.encode(text)
    assert 0 < len(tokenizer._memory) <= 1 << 17
    tokenizer.encode("x" * 1000)
    assert all(len(pretoken) < 128 for pretoken in tokenizer._memory)


def test_encoding_again_gives_the_same_and_does_not_share_lists() -> None:
    first = GPT2.encode("one two")
    first.append(0)
    assert GPT2.encode("one two") == REFERENCE.encode("one two")


# Patterns


def test_the_pattern_cuts_as_the_original_one_does() -> None:
    text = load_text("story") + "".join(s for c in PARALLEL.values() for s in c)
    assert regex.findall(GPT2_PATTERN, text) == regex.findall(ORIGINAL_PATTERN, text)


@pytest.mark.parametrize("pattern", [r"(\w)(\w*)|\s", r"\w+|\W", r"\w+", r".", None])
def test_other_patterns_cut_as_in_tiktoken(pattern: str | None) -> None:
    text = "it's a dog's\nlife, isn't it?"
    tokenizer = BytePairTokenizer(GPT2.ranks, pattern)
    assert tokenizer.encode(text) == to_tiktoken(tokenizer).encode(text)


# The tokenizer itself


@pytest.mark.slow
def test_merges_are_found_anew_from_ranks() -> None:
    merges = GPT2.merges
    assert len(merges) == 50256 - 256
    assert merges[:3] == [(b" ", b"t"), (b" ", b"a"), (b"h", b"e")]
    assert all(first + second in GPT2.ranks for first, second in merges)


def test_a_token_that_no_merge_gives_is_named() -> None:
    with pytest.raises(ValueError, match="no merge of two tokens gives b'abc'"):
        _ = BytePairTokenizer(BYTES | {b"abc": 256}).merges


def test_a_token_that_no_merge_gives_is_still_used_for_a_whole_pretoken() -> None:
    tokenizer = BytePairTokenizer(BYTES | {b"abc": 256})
    reference = to_tiktoken(tokenizer)
    for text in ("abc", "abcd", "abc abc"):
        assert tokenizer.encode(text) == reference.encode(text)
    assert tokenizer.encode("abc") == [256]


def test_the_vocabulary_counts_ids_that_are_left_out() -> None:
    tokenizer = BytePairTokenizer(BYTES, special_tokens={"<s>": 1000})
    assert tokenizer.n_vocab == to_tiktoken(tokenizer).n_vocab == 1001
    with pytest.raises(UnknownIdError, match="the ID 500 is not in the vocabulary"):
        tokenizer.decode([500])


def test_smaller_is_what_training_for_that_size_gives() -> None:
    large = train("low lower lowest, low", 262, special_tokens=["<|end|>"])
    for size in (256, 257, 260):
        assert large.smaller(size) == train("low lower lowest, low", size)
    with pytest.raises(ValueError, match="byte"):
        large.smaller(255)


def test_merge_steps_show_one_merge_after_the_other() -> None:
    tokenizer = train("low low lower", 259)
    assert tokenizer.merges == [(b"l", b"o"), (b"lo", b"w"), (b" ", b"low")]
    assert tokenizer.merge_steps("slowlow") == [
        [b"s", b"l", b"o", b"w", b"l", b"o", b"w"],
        [b"s", b"lo", b"w", b"lo", b"w"],
        [b"s", b"low", b"low"],
    ]
    assert tokenizer.merge_steps("") == [[]]
    assert tokenizer.merge_steps("é") == [[b"\xc3", b"\xa9"]]


def test_longest_match_is_not_byte_pair_encoding() -> None:
    ranks = BYTES | {b"bc": 256, b"ab": 257, b"abc": 258}
    assert BytePairTokenizer(ranks).merge_steps("abcd")[-1] == [b"abc", b"d"]
    ranks = BYTES | {b"bc": 256, b"ab": 257}
    assert BytePairTokenizer(ranks).encode("abc") == [97, 256]


def test_a_missing_byte_is_named() -> None:
    ranks = {token: rank for token, rank in BYTES.items() if token != b"\x07"}
    with pytest.raises(ValueError, match=r"byte b'\\x07' is missing"):
        BytePairTokenizer(ranks)


@pytest.mark.parametrize(
    ("ranks", "specials", "message"),
    [
        ({b"ab": 97}, {}, "b'a' and b'ab' share the ID 97"),
        ({b"ab": 256}, {"<s>": 256}, "b'ab' and b'<s>' share the ID 256"),
        ({}, {"<s>": 300, "</s>": 300}, "share the ID 300"),
        ({}, {"<s>": -1}, "has the ID -1"),
        ({b"ab": 2**32}, {}, "has the ID 4294967296"),
        ({b"ab": 256.0}, {}, "has the ID 256.0"),
        ({b"ab": True}, {}, "b'ab' has the ID True: it must be a whole number"),
        ({b"": 256}, {}, "a token is empty"),
        ({}, {"<s>": True}, "'<s>' has the ID True"),
        ({}, {"": 256}, "special token is empty"),
        ({}, {"a\ud800": 256}, r"special token 'a\\ud800' has a surrogate"),
    ],
)
def test_ids_that_collide_or_are_none_are_refused(
    ranks: dict[bytes, int], specials: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        BytePairTokenizer(BYTES | ranks, special_tokens=specials)


def test_ids_may_be_numpys_integers(tmp_path: Path) -> None:
    ranks = {token: np.uint16(rank) for token, rank in BYTES.items()}
    tokenizer = BytePairTokenizer(ranks, None, {"<s>": np.int64(256)})  # type: ignore[arg-type, dict-item]
    ids = tokenizer.encode("a<s>", allowed_special="all")
    assert ids == [97, 256]
    assert {type(index) for index in ids} == {int}
    save(tokenizer, tmp_path / "t.json")


def test_the_tokenizer_keeps_its_own_copy_of_the_table() -> None:
    ranks = dict(BYTES)
    tokenizer = BytePairTokenizer(ranks)
    ranks.clear()
    assert tokenizer.encode("a") == [97]


def test_a_tokenizer_without_end_of_text_says_so() -> None:
    with pytest.raises(UnknownTokenError, match="no '<\\|endoftext\\|>'"):
        _ = BytePairTokenizer(BYTES).eot_token
    assert GPT2.eot_token == REFERENCE.eot_token == 50256
    assert GPT2.n_vocab == REFERENCE.n_vocab == 50257
    assert repr(GPT2) == "<BytePairTokenizer, 50,257 tokens>"


def test_tokenizers_can_be_copied_and_sent_to_other_processes() -> None:
    tokenizer = train("ab ab abc", 258, special_tokens=["<s>"])
    tokenizer.encode("ab")
    for other in (pickle.loads(pickle.dumps(tokenizer)), copy.deepcopy(tokenizer)):
        assert other.encode("abc<s>", allowed_special="all") == [256, 99, 257]
        assert vars(other).keys() == vars(tokenizer).keys()


# What users of tiktoken and tokenizers look for


def test_single_tokens_are_those_of_tiktoken() -> None:
    assert GPT2.token_byte_values() == REFERENCE.token_byte_values()
    for token in ("Hello", " the", b"\xff", "<|endoftext|>", b" the"):
        assert GPT2.encode_single_token(token) == REFERENCE.encode_single_token(token)
    for absent in ("Hello there", "", b"\xff\xfe"):
        with pytest.raises(KeyError, match="is not a single token"):
            GPT2.encode_single_token(absent)


def test_batches_are_those_of_tiktoken() -> None:
    texts = [*PARALLEL["Hindi"], "", "a<|endoftext|>b"]
    allowed = {"<|endoftext|>"}
    batch = GPT2.encode_batch(texts, allowed_special=allowed)
    assert batch == REFERENCE.encode_batch(texts, allowed_special=allowed)
    assert GPT2.decode_batch(batch) == REFERENCE.decode_batch(batch) == texts
    assert GPT2.decode_batch(np.array([[40, 367], [2885, 1464]])) == [
        GPT2.decode([40, 367]),
        GPT2.decode([2885, 1464]),
    ]
    with pytest.raises(ValueError, match="endoftext"):
        GPT2.encode_batch(texts)


@pytest.mark.parametrize("language", PARALLEL)
def test_offsets_are_those_of_tiktoken(language: str) -> None:
    for sentence in [*PARALLEL[language], "👩\u200d👧 e\u0301"]:
        ids = GPT2.encode(sentence)
        assert GPT2.decode_tokens_bytes(ids) == REFERENCE.decode_tokens_bytes(ids)
        assert GPT2.decode_with_offsets(ids) == REFERENCE.decode_with_offsets(ids)
    with pytest.raises(UnicodeDecodeError):
        GPT2.decode_with_offsets(ids[:1] if language == "Korean" else [128])


@pytest.mark.parametrize("size", [0, 1, 2_000])
def test_arrays_and_tensors_are_decoded_as_lists_are(size: int) -> None:
    ids = GPT2.encode(load_text())[:size]
    text = REFERENCE.decode(ids)
    forms = [
        ids,
        tuple(ids),
        iter(ids),
        range(ids[0], ids[0] + 1) if size == 1 else ids,
        np.array(ids, dtype=np.uint16),
        np.array(ids, dtype=np.int64),
        torch.tensor(ids, dtype=torch.int32),
    ]
    for form in forms:
        assert GPT2.decode(form) == text


def test_what_is_no_row_of_ids_is_refused() -> None:
    for wrong in ([5.0], [True], np.array([5.0]), torch.tensor([5.0]), ["a"], [None]):
        with pytest.raises(TypeError, match="whole number"):
            GPT2.decode(wrong)  # type: ignore[arg-type]
    for absent in ([50257], [40, -1], [-50257], [-99_999], np.array([40, 60_000])):
        with pytest.raises(UnknownIdError, match="not in the vocabulary"):
            GPT2.decode(absent)


@pytest.mark.parametrize("far", [300, 5_000, 2**32 - 1])
def test_ids_with_gaps_between_them_are_decoded(far: int) -> None:
    tokenizer = BytePairTokenizer(train("low", 256).ranks, None, {"<far>": far})
    assert tokenizer.decode([far, 104, 105]) == "<far>hi"
    for absent in (256, far - 1, far + 1, -1, -far):
        with pytest.raises(UnknownIdError, match=f"the ID {absent} is not"):
            tokenizer.decode([104, absent])


def test_equal_tokenizers_compare_equal_and_hash_alike() -> None:
    one = train("low lower lowest", 260, special_tokens=["<|end|>"])
    other = BytePairTokenizer(
        dict(reversed(one.ranks.items())), one.pattern, one.special_tokens
    )
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other, pickle.loads(pickle.dumps(one))}) == 1
    different = [
        BytePairTokenizer(one.ranks, None, one.special_tokens),
        BytePairTokenizer(one.ranks, one.pattern),
        BytePairTokenizer(one.ranks, one.pattern, {"<|end|>": 300}),
        train("slow slower slowest", 260, special_tokens=["<|end|>"]),
    ]
    assert one not in different
    assert one != "low"
