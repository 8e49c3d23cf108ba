"""GPT-2's two files, vocab.json and merges.txt: there and back, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import tokenizers
from tokenizers import models, pre_tokenizers

from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    from_hugging_face,
    load,
    load_vocab_and_merges,
    save_vocab_and_merges,
)
from tests.sample_tokenizers import (
    DISORDERLY,
    EVERY_KIND,
    FOR_THEM,
    TEXTS,
    UNREACHED,
    WHOLE,
)


@pytest.mark.slow
@EVERY_KIND
def test_vocab_and_merges_go_there_and_back(
    tokenizer: BytePairTokenizer, tmp_path: Path
) -> None:
    save_vocab_and_merges(tokenizer, tmp_path / "new")
    files = tmp_path / "new" / "vocab.json", tmp_path / "new" / "merges.txt"
    here = load_vocab_and_merges(
        *files,
        pattern=tokenizer.pattern,  # type: ignore[arg-type]
        special_tokens=tokenizer.special_tokens,
    )
    assert here == tokenizer
    there = tokenizers.Tokenizer(models.BPE.from_file(*map(str, files)))
    if tokenizer.pattern == GPT2_PATTERN:
        there.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        for text in TEXTS:
            assert tokenizer.encode_ordinary(text) == there.encode(text).ids


def test_special_tokens_that_the_vocabulary_has_not_are_left_out(
    tmp_path: Path,
) -> None:
    save_vocab_and_merges(WHOLE, tmp_path)
    files = tmp_path / "vocab.json", tmp_path / "merges.txt"
    assert load_vocab_and_merges(*files).special_tokens == {}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a b c", "line 3 of .*merges.txt is 'a b c': it should be two tokens"),
        ("ab", "line 3 of .*merges.txt"),
        ("zq qz", "merge 1 is .'zq', 'qz'."),
    ],
)
def test_a_line_that_is_no_merge_is_named(
    line: str, message: str, tmp_path: Path
) -> None:
    save_vocab_and_merges(WHOLE, tmp_path)
    file = tmp_path / "merges.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines[:2], line, *lines[2:]]), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_vocab_and_merges(tmp_path / "vocab.json", file)


def test_merges_in_another_order_or_too_few_are_refused(tmp_path: Path) -> None:
    save_vocab_and_merges(WHOLE, tmp_path)
    file = tmp_path / "merges.txt"
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    for changed in (lines[::-1], lines[1:]):
        file.write_text("\n".join([head, *changed]), encoding="utf-8")
        with pytest.raises(ValueError, match="not those that the IDs stand for"):
            load_vocab_and_merges(tmp_path / "vocab.json", file)


def test_a_table_that_no_training_made_gives_the_same_ids_there(tmp_path: Path) -> None:
    save_vocab_and_merges(DISORDERLY, tmp_path)
    files = str(tmp_path / "vocab.json"), str(tmp_path / "merges.txt")
    theirs = tokenizers.Tokenizer(models.BPE.from_file(*files))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    for text in FOR_THEM:
        assert theirs.encode(text).ids == DISORDERLY.encode(text)
    assert load_vocab_and_merges(*files) == DISORDERLY


def test_a_token_that_no_merges_give_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"gives b'lowe': .* to_hugging_face writes"):
        save_vocab_and_merges(UNREACHED, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    save_vocab_and_merges(WHOLE, tmp_path)
    file = tmp_path / "merges.txt"
    mark = b"\xef\xbb\xbf"  # as Windows' Notepad may write it
    file.write_bytes(mark + file.read_bytes().replace(b"\n", b"\r\n"))
    loaded = load_vocab_and_merges(tmp_path / "vocab.json", file)
    assert loaded.ranks == WHOLE.ranks


@pytest.mark.parametrize("content", ["7", "null", '"text"', "[]", "true", "1e999"])
def test_a_file_that_holds_no_object_is_refused_in_one_line(
    content: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_text(content)
    for read in (load, from_hugging_face):
        with pytest.raises(ValueError, match="whole file") as caught:
            read(path)
        assert "\n" not in str(caught.value)
