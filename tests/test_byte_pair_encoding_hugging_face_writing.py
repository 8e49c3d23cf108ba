"""What is written for Hugging Face's libraries gives the same IDs there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiktoken
import tiktoken.load
import tokenizers

from companion.byte_pair_encoding import (
    BytePairTokenizer,
    from_hugging_face,
    load_gpt2,
    to_hugging_face,
    to_tiktoken,
    train,
)
from companion.byte_pair_encoding.patterns import portable
from companion.special_tokens import END_OF_TEXT
from tests.sample_tokenizers import (
    DISORDERLY,
    EVERY_KIND,
    FOR_THEM,
    STORY,
    TEXTS,
    TRAINED,
    UNREACHED,
    assert_same,
)

CL100K = (  # as tiktoken publishes it
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)


@pytest.mark.slow
@EVERY_KIND
def test_hugging_face_reads_what_is_written(
    tokenizer: BytePairTokenizer, tmp_path: Path
) -> None:
    path = tmp_path / "tokenizer.json"
    to_hugging_face(tokenizer, path)
    theirs = tokenizers.Tokenizer.from_file(str(path))
    assert theirs.get_vocab_size() == tokenizer.n_vocab
    for text in [*TEXTS, "x".join(["", *tokenizer.special_tokens, ""])]:
        ids = theirs.encode(text).ids
        assert ids == tokenizer.encode(text, allowed_special="all")
        assert theirs.decode(ids, skip_special_tokens=False) == text
    again = from_hugging_face(path)
    again.pattern, pattern = tokenizer.pattern, again.pattern
    assert_same(again, tokenizer)
    assert pattern == (tokenizer.pattern and portable(tokenizer.pattern))


def test_a_published_pattern_gives_the_same_ids_everywhere(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, CL100K)
    published = tiktoken.Encoding(
        "cl100k", pat_str=CL100K, mergeable_ranks=TRAINED.ranks, special_tokens={}
    )
    to_hugging_face(tokenizer, tmp_path / "t.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "t.json"))
    read = from_hugging_face(tmp_path / "t.json")
    for text in [*TEXTS, "12345 IT'S we'Reply \r\n\n a\u2028 \n", "1234\n", "a \n "]:
        ids = published.encode(text)
        assert tokenizer.encode(text) == read.encode(text) == ids
        assert to_tiktoken(tokenizer).encode(text) == theirs.encode(text).ids == ids


def test_a_pattern_that_is_read_differently_is_not_handed_on(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, r"[[:alpha:]]+|.")
    with pytest.raises(ValueError, match="other libraries may read"):
        to_tiktoken(tokenizer)
    with pytest.raises(ValueError, match="other libraries may read"):
        to_hugging_face(tokenizer, tmp_path / "t.json")
    assert list(tmp_path.iterdir()) == []


def test_a_pattern_that_can_match_nothing_is_not_handed_on(tmp_path: Path) -> None:
    """An empty pre-token makes tiktoken panic, and elsewhere text would be lost."""
    tokenizer = BytePairTokenizer(TRAINED.ranks, r"\w*|\s")
    assert tokenizer.decode(tokenizer.encode("a b")) == "a b"
    with pytest.raises(ValueError, match="can match the empty string"):
        to_tiktoken(tokenizer)
    with pytest.raises(ValueError, match="can match the empty string"):
        to_hugging_face(tokenizer, tmp_path / "t.json")
    assert list(tmp_path.iterdir()) == []


def test_text_that_the_pattern_leaves_out_is_left_out_there_too(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, r"\w+")
    to_hugging_face(tokenizer, tmp_path / "t.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "t.json"))
    assert theirs.encode(STORY).ids == tokenizer.encode(STORY)
    assert from_hugging_face(tmp_path / "t.json").encode(STORY) == (
        tokenizer.encode(STORY)
    )


@pytest.mark.parametrize("tokenizer", [DISORDERLY, UNREACHED])
def test_a_table_that_no_training_made_gives_the_same_ids_there(
    tokenizer: BytePairTokenizer, tmp_path: Path
) -> None:
    """As Llama 3's: 588 of its tokens are reached by no merges, only as whole words."""
    path = tmp_path / "tokenizer.json"
    to_hugging_face(tokenizer, path)
    theirs = tokenizers.Tokenizer.from_file(str(path))
    for text in FOR_THEM:
        assert theirs.encode(text).ids == tokenizer.encode(text)
    assert from_hugging_face(path) == tokenizer


def test_a_special_token_that_would_be_taken_for_a_word_is_not_written(
    tmp_path: Path,
) -> None:
    tokenizer = BytePairTokenizer(UNREACHED.ranks, special_tokens={"Ġtea": 999})
    with pytest.raises(ValueError, match="'Ġtea' is written as the word b' tea' is"):
        to_hugging_face(tokenizer, tmp_path / "t.json")
    assert list(tmp_path.iterdir()) == []


def test_a_special_token_spelt_like_another_cannot_be_written(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, special_tokens={"a": 1000})
    with pytest.raises(ValueError, match="'a' is a special token and an ordinary one"):
        to_hugging_face(tokenizer, tmp_path / "t.json")
    assert list(tmp_path.iterdir()) == []


def test_an_export_may_be_a_folder_with_a_config(tmp_path: Path) -> None:
    tokenizer = train(STORY, 300, special_tokens=[END_OF_TEXT, "<|pad|>"])
    to_hugging_face(tokenizer, tmp_path)
    config = json.loads((tmp_path / "tokenizer_config.json").read_text())
    assert config["eos_token"] == END_OF_TEXT
    assert config["pad_token"] == "<|pad|>"
    assert from_hugging_face(tmp_path / "tokenizer.json") == tokenizer
    file = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    # The JavaScript library reads these without asking whether they are there.
    assert file["normalizer"] is None
    assert file["post_processor"] is None


@pytest.mark.slow
def test_gpt2_goes_there_and_back(tmp_path: Path) -> None:
    gpt2 = load_gpt2()
    to_hugging_face(gpt2, tmp_path / "tokenizer.json")
    assert from_hugging_face(tmp_path / "tokenizer.json") == gpt2
