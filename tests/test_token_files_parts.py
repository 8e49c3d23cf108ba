"""One part: made from its text and tokenizer alone, and named after both."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiktoken

from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import load_text
from companion.special_tokens import END_OF_TEXT
from companion.token_files.cutting import Piece, UnreadableFilesError
from companion.token_files.parts import (
    hash_part,
    load_part,
    make_part,
    make_part_elsewhere,
    part_path,
)
from companion.token_files.tokenizer import TokenizerFile
from tests.token_jobs import BYTES, FAST_GPT2, JOB, Meddling, tokenize


def test_tiktokens_tokenizers_write_numbers_without_a_list_in_between(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this rests that they are nearly as fast as alone."""
    calls = []
    encode = tiktoken.Encoding.encode_to_numpy

    def listen(self: tiktoken.Encoding, text: str, **options: Any) -> Any:
        calls.append(text)
        return encode(self, text, **options)

    monkeypatch.setattr(tiktoken.Encoding, "encode_to_numpy", listen)
    monkeypatch.setattr(tiktoken.Encoding, "encode", pytest.fail)
    tokenize(story_file, tmp_path / "tokens", FAST_GPT2)
    assert calls == [load_text("story")]


def test_files_are_read_as_load_text_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbfa\r\nb\rc\n\0")
    tokens = tokenize(path, tmp_path / "tokens")
    assert bytes(tokens.ids[:-1].astype(np.uint8)) == b"\xef\xbb\xbfa\nb\nc\n\0"


@pytest.mark.slow
def test_a_million_spaces_are_more_than_tiktoken_takes_but_not_too_many(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    text = "a" + " " * 1_010_000 + "b"
    path.write_text(text, encoding="utf-8")
    tokens = tokenize(path, tmp_path / "tokens", FAST_GPT2)
    with pytest.raises(ValueError, match="stack size"):
        FAST_GPT2.encode_to_numpy(text)
    assert FAST_GPT2.decode(tokens.ids[:-1].tolist()) == text


def test_the_same_bytes_within_a_file_and_at_its_end_are_two_parts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("aaaabbbb", encoding="utf-8")
    job = JOB._replace(folder=str(tmp_path))
    piece = Piece(str(path), 0, 8, is_last=True)
    ends = make_part(job, BYTES, (0, (piece,)))
    goes_on = make_part(job, BYTES, (1, (piece._replace(is_last=False),)))
    assert load_part(job, ends.sha256).tolist() == [*b"aaaabbbb", 256]
    assert load_part(job, goes_on.sha256).tolist() == [*b"aaaabbbb"]


def test_a_text_that_cannot_be_tokenized_is_reported(
    tmp_path: Path, story_file: Path
) -> None:
    def fail() -> None:
        raise KeyError("dragon")

    with pytest.raises(UnreadableFilesError, match=r"story\.txt: 'dragon'"):
        tokenize(story_file, tmp_path / "tokens", Meddling(fail))
    assert not (tmp_path / "tokens" / "unfinished-parts").exists()


def test_too_little_memory_is_no_fault_of_the_text(
    tmp_path: Path, story_file: Path
) -> None:
    def fail() -> None:
        raise MemoryError

    with pytest.raises(MemoryError, match=r"story\.txt: not enough .* 19,948 bytes"):
        tokenize(story_file, tmp_path / "tokens", Meddling(fail))


def test_a_tokenizer_that_writes_its_end_of_text_itself_is_reported(
    tmp_path: Path, story_file: Path
) -> None:
    tokenizer = BytePairTokenizer(
        {bytes([value]): value for value in range(256)}, special_tokens={"x": 256}
    )
    tokenizer.special_tokens[END_OF_TEXT] = ord("e")
    with pytest.raises(UnreadableFilesError, match="gives its end-of-text ID 101"):
        tokenize(story_file, tmp_path / "tokens", tokenizer)


DAMAGES: dict[str, Callable[[Any], Any]] = {
    "as float": lambda ids: ids.astype("<f4"),
    "as signed": lambda ids: ids.astype("<i2"),
    "wider": lambda ids: ids.astype("<u4"),
    "as text": lambda ids: ids.astype("U5"),
    "in two dimensions": lambda ids: ids.reshape(1, -1),
    "cut": lambda ids: ids[:-1],
    "closed twice": lambda ids: np.append(ids, ids[-1]),
    "empty": lambda ids: ids[:0],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_part_that_is_not_what_it_should_be_is_made_again(
    damage: str, tmp_path: Path, story_file: Path
) -> None:
    job = JOB._replace(folder=str(tmp_path))
    piece = Piece(str(story_file), 0, story_file.stat().st_size, is_last=True)
    made = make_part(job, BYTES, (0, (piece,)))
    path = part_path(job, made.sha256)
    good = path.read_bytes()
    damaged = DAMAGES[damage](np.array(load_part(job, made.sha256)))
    with path.open("wb") as file:
        np.save(file, damaged)
    assert path.read_bytes() != good
    assert make_part(job, BYTES, (0, (piece,))) == made
    assert path.read_bytes() == good


def test_a_part_that_is_there_is_not_made_again(
    tmp_path: Path, story_file: Path
) -> None:
    job = JOB._replace(folder=str(tmp_path))
    piece = Piece(str(story_file), 0, story_file.stat().st_size, is_last=True)
    made = make_part(job, BYTES, (0, (piece,)))
    assert hash_part(job, (0, (piece,))) == made
    assert make_part(job, Meddling(pytest.fail), (0, (piece,))) == made


def test_to_hash_a_part_makes_nothing(tmp_path: Path, story_file: Path) -> None:
    job = JOB._replace(folder=str(tmp_path / "none"))
    piece = Piece(str(story_file), 0, 100, is_last=False)
    outcome = hash_part(job, (3, (piece,)))
    assert (outcome.number, outcome.n_bytes, outcome.problems) == (3, 100, {})
    assert not (tmp_path / "none").exists()
    story_file.unlink()
    gone = hash_part(job, (3, (piece,)))
    assert gone.problems == {str(story_file): os.strerror(errno.ENOENT)}


def test_the_folder_must_be_seen_by_whoever_makes_a_part(tmp_path: Path) -> None:
    job = JOB._replace(folder=str(tmp_path / "elsewhere"))
    tokenizer = TokenizerFile(str(tmp_path / "none"), "0" * 64)
    message = "which all of them must share"
    with pytest.raises(FileNotFoundError, match=message):
        make_part(job, BYTES, (0, ()))
    with pytest.raises(FileNotFoundError, match=message):
        make_part_elsewhere(job, tokenizer, (0, ()))
