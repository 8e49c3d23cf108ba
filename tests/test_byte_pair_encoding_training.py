"""Training: the merges are the textbook's, whatever the text."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import textbook_bpe
from companion.byte_pair_encoding import GPT2_PATTERN, BytePairTokenizer, train
from companion.byte_pair_encoding import tokenizer as byte_pair_encoding
from companion.byte_pair_encoding.files import to_tiktoken
from companion.corpora import load_parallel, load_text
from companion.special_tokens import END_OF_TEXT
from tests import hash_seeds

PARALLEL = load_parallel()


ORIGINAL_PATTERN = (
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
)


BYTES = {bytes([value]): value for value in range(256)}


few_letters = st.text(alphabet="ab ", max_size=40)


any_text = st.text(st.characters(exclude_categories=()), max_size=60)


def train_quietly(
    texts: str | list[str], vocab_size: int, pattern: str | None = GPT2_PATTERN
) -> BytePairTokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return train(texts, vocab_size, pattern=pattern)


def assert_as_the_textbook(
    texts: list[str], n_merges: int, pattern: str | None = GPT2_PATTERN
) -> None:
    merges, expected = textbook_bpe.train(texts, n_merges, pattern)
    tokenizer = train_quietly(texts, 256 + n_merges, pattern)
    assert tokenizer.merges == textbook_bpe.in_bytes(merges)
    assert list(tokenizer.ranks.values()) == list(range(256 + len(merges)))
    encoded = [token for text in texts for token in tokenizer.encode_ordinary(text)]
    assert encoded == expected


@pytest.mark.slow
def test_verdict_gives_the_744_merges_and_6998_tokens(verdict: str) -> None:
    merges, expected = textbook_bpe.train([verdict], 744, ORIGINAL_PATTERN)
    tokenizer = train(verdict, 1000)
    assert len(merges) == 744
    assert tokenizer.n_vocab == 1000
    assert tokenizer.merges == textbook_bpe.in_bytes(merges)
    ids = tokenizer.encode(verdict)
    assert len(ids) == 6998
    assert ids == expected
    assert to_tiktoken(tokenizer).encode(verdict) == ids


def test_story_is_trained_as_by_the_textbook() -> None:
    assert_as_the_textbook([load_text("story")], 200)


@pytest.mark.parametrize("pattern", [GPT2_PATTERN, None])
def test_every_language_is_trained_as_by_the_textbook(pattern: str | None) -> None:
    for sentences in PARALLEL.values():
        assert_as_the_textbook(sentences, 60, pattern)


def test_all_languages_together_are_trained_as_by_the_textbook() -> None:
    assert_as_the_textbook([s for column in PARALLEL.values() for s in column], 120)


@given(
    st.lists(few_letters | any_text.map(byte_pair_encoding.replace_surrogates)),  # type: ignore[attr-defined]
    st.sampled_from([GPT2_PATTERN, None, r"[ab]+|\s"]),
)
@settings(max_examples=200, deadline=None)
def test_any_texts_are_trained_as_by_the_textbook(
    texts: list[str], pattern: str | None
) -> None:
    merges, expected = textbook_bpe.train(texts, 30, pattern)
    tokenizer = train_quietly(texts, 286, pattern)
    assert tokenizer.merges == textbook_bpe.in_bytes(merges)
    ids = [token for text in texts for token in tokenizer.encode_ordinary(text)]
    assert ids == expected


@pytest.mark.parametrize("seed", range(12))
def test_texts_full_of_ties_and_runs_are_trained_as_by_the_textbook(seed: int) -> None:
    rng = random.Random(seed)
    texts = ["".join(rng.choices("aab", k=rng.randrange(300))) for _ in range(4)]
    assert_as_the_textbook(texts, 80, None)
    assert_as_the_textbook(["".join(rng.choices("aaab ", k=900))], 80)


def test_of_equally_frequent_pairs_the_first_in_the_text_is_merged() -> None:
    assert train("cd ab ab cd", 257).merges == [(b"c", b"d")]
    assert train("ab cd cd ab", 257).merges == [(b"a", b"b")]
    assert train("xab cd xab cd", 257).merges == [(b"x", b"a")]
    assert train(["zz", "yy", "yy"], 257).merges == [(b"y", b"y")]


def test_the_first_place_is_the_first_that_is_left() -> None:
    # After "ab" is merged, "bc" remains only behind "cd", though it came first.
    text = "abc abc cdx bcx cdx bcx"
    assert train(text, 260, pattern=r"\S+").merges == (
        textbook_bpe.in_bytes(textbook_bpe.train([text], 4, r"\S+")[0])
    )


def test_training_by_hand() -> None:
    tokenizer = train("aaabdaaabac", 259)
    assert tokenizer.merges == [(b"a", b"a"), (b"aa", b"a"), (b"aaa", b"b")]


def test_no_merge_crosses_a_word_or_a_text() -> None:
    tokenizer = train_quietly("on the mat on the mat", 300)
    assert all(b" " not in token[1:] for token in tokenizer.ranks)
    assert train_quietly(["ab", "ab"], 300, None).merges == [(b"a", b"b")]
    assert train_quietly("abab", 300, None).merges == [(b"a", b"b"), (b"ab", b"ab")]


def test_an_iterator_of_texts_is_read_once() -> None:
    lines = load_text("story").splitlines(keepends=True)
    assert train((line for line in lines), 300).ranks == train(lines, 300).ranks


def test_too_little_text_stops_early_and_says_so() -> None:
    with pytest.warns(
        UserWarning, match="after 2 of 744 merges.* 258 tokens, not 1000"
    ):
        tokenizer = train("abc abc", 1000, pattern=r"\w+")
    assert tokenizer.merges == [(b"a", b"b"), (b"ab", b"c")]
    assert tokenizer.encode("abc") == [257]


@pytest.mark.parametrize("texts", ["", [], [""], "a", ["a", "b"], ["", "a", ""]])
def test_a_text_without_pairs_leaves_the_bytes(texts: str | list[str]) -> None:
    with pytest.warns(UserWarning, match="after 0 of 44 merges"):
        tokenizer = train(texts, 300)
    assert tokenizer.n_vocab == 256
    assert tokenizer.encode("é") == [0xC3, 0xA9]


def test_a_huge_vocabulary_is_not_allocated() -> None:
    with pytest.warns(UserWarning, match="no pair left"):
        assert train("hello hello", 10**30).n_vocab == 256 + 5


@pytest.mark.parametrize("size", [255, 0, -1, -(10**30), np.int64(7)])
def test_a_vocabulary_without_room_for_the_bytes_is_refused(size: int) -> None:
    says = f"vocab_size must be at least 256, got {int(size)}: 256 bytes"
    with pytest.raises(ValueError, match=says):
        train("some text", size)


@pytest.mark.parametrize("size", [1000.0, 1e9, "1000", None, 3.5, True])
def test_a_vocabulary_size_must_be_a_whole_number(size: object) -> None:
    with pytest.raises(TypeError, match=f"whole number, got {size!r}"):
        train("some text", size)  # type: ignore[arg-type]


def test_bytes_alone_and_numpy_sizes_are_accepted() -> None:
    assert train("some text", 256).merges == []
    assert train("aaaa", np.int64(257)).n_vocab == 257  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [b"bytes", [b"bytes"], 7, None, ["a", None]])
def test_only_texts_are_trained_on(text: object) -> None:
    with pytest.raises(TypeError):
        train(text, 300)  # type: ignore[arg-type]


def test_a_malformed_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match=r"pattern '\(' is malformed"):
        train("text", 300, pattern="(")
    with pytest.raises(ValueError, match="malformed"):
        BytePairTokenizer(BYTES, "[")


def test_special_tokens_come_last_and_are_not_learned_from() -> None:
    text = f"one two{END_OF_TEXT}one two{END_OF_TEXT}"
    tokenizer = train(text, 262, special_tokens=[END_OF_TEXT, "<|pad|>"])
    assert tokenizer.special_tokens == {END_OF_TEXT: 260, "<|pad|>": 261}
    assert tokenizer.merges == train(["one two", "one two"], 260).merges
    assert tokenizer.eot_token == 260
    assert tokenizer.n_vocab == 262
    ids = tokenizer.encode(text, allowed_special="all")
    assert ids.count(260) == 2
    assert tokenizer.decode(ids) == text


def test_the_letters_of_special_tokens_are_not_counted() -> None:
    text = f"{END_OF_TEXT}ab{END_OF_TEXT}ab{END_OF_TEXT}"
    assert train(text, 258, special_tokens=[END_OF_TEXT]).merges == [(b"a", b"b")]


def test_special_tokens_follow_the_last_merge_when_the_text_runs_out() -> None:
    with pytest.warns(UserWarning, match="257 tokens, not 1000"):
        assert train("", 1000, special_tokens=["<s>"]).special_tokens == {"<s>": 256}


@pytest.mark.parametrize(
    ("specials", "error"),
    [
        ("<s>", TypeError),
        ({"<s>"}, TypeError),
        (["", "a"], ValueError),
        (["\ud800"], ValueError),
    ],
)
def test_special_tokens_must_be_an_ordered_list(
    specials: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        train("text", 300, special_tokens=specials)


def test_repeated_special_tokens_and_too_little_room_are_refused() -> None:
    with pytest.raises(ValueError, match="<s>"):
        train("text", 300, special_tokens=["<s>", "<s>"])
    with pytest.raises(ValueError, match="at least 258"):
        train("text", 257, special_tokens=["<s>", "</s>"])


def test_lone_surrogates_are_mended_before_training() -> None:
    assert train("\ud800\ud800", 257).ranks == train("��", 257).ranks


def test_training_does_not_depend_on_the_hash_seed() -> None:
    script = (
        "from companion.byte_pair_encoding import train\n"
        "from companion.corpora import load_text\n"
        "tokenizer = train(load_text('story'), 400, special_tokens=['<s>', '</s>'])\n"
        "print(list(tokenizer.ranks.items()), tokenizer.special_tokens)\n"
    )
    printed = hash_seeds.outputs(script)
    assert len(printed) == 1
    assert "'<s>': 398" in printed.pop()


def test_a_long_text_without_pretokens_is_trained() -> None:
    text = "".join(random.Random(0).choices("abcd", k=200_000))
    tokenizer = train(text, 300, pattern=None)
    assert tokenizer.n_vocab == 300
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert len(ids) < 100_000


@pytest.mark.parametrize("least", [1, 2, 5, 40])
def test_rare_pairs_are_left_out_as_in_tokenizers(least: int) -> None:
    lines = load_text().splitlines(keepends=True)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=1_500,
        min_frequency=least,
        show_progress=False,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
    )
    there = tokenizers.Tokenizer(tokenizers.models.BPE())
    there.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    there.train_from_iterator(lines, trainer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the pairs ran out, which is the point
        here = train(lines, 1_500, min_frequency=least)
    # Pairs that are equally frequent may come in another order, and the number of
    # merges may hang on it a little.
    assert abs(here.n_vocab - there.get_vocab_size()) <= 0.01 * here.n_vocab
    assert (here.n_vocab < 1_500) == (least > 1)


def test_too_rare_is_said_in_the_warning() -> None:
    with pytest.warns(UserWarning, match="no pair left to merge that occurs 9 times"):
        assert train("ab ab", 300, min_frequency=9).n_vocab == 256
    with pytest.raises(ValueError, match="min_frequency must be at least 1"):
        train("ab ab", 300, min_frequency=0)
