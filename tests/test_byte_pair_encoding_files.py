"""Byte pair encodings in files, against tiktoken and Hugging Face's tokenizers."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import regex
import tiktoken
import tiktoken.load
import tokenizers

from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    from_hugging_face,
    load,
    load_gpt2,
    load_tiktoken,
    load_vocab_and_merges,
    read_tokenizer,
    save,
    save_tiktoken,
    save_vocab_and_merges,
    to_hugging_face,
    to_tiktoken,
)
from companion.corpora import data_path, load_articles
from companion.exercises.byte_pair_encoding.shared import merge
from companion.special_tokens import END_OF_TEXT
from tests.sample_tokenizers import (
    BY_WORDS,
    EVERY_KIND,
    GPT2,
    STORY,
    TEXTS,
    TRAINED,
    assert_same,
    change,
)

# The printable form


# The project's own format


@EVERY_KIND
def test_saved_tokenizers_are_loaded_again(
    tokenizer: BytePairTokenizer, tmp_path: Path
) -> None:
    path = tmp_path / "tokenizer.json"
    save(tokenizer, path)
    assert_same(load(path), tokenizer)
    assert load(str(path)).encode(STORY) == tokenizer.encode(STORY)
    assert [file.name for file in tmp_path.iterdir()] == ["tokenizer.json"]


def test_the_file_is_readable_text(tmp_path: Path) -> None:
    save(TRAINED, tmp_path / "t.json")
    text = (tmp_path / "t.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert data["pattern"] == GPT2_PATTERN
    assert data["special_tokens"] == {END_OF_TEXT: 398, "<|pad|>": 399}
    assert list(data["tokens"].values()) == list(range(398))
    assert any("Ġ" in token for token in data["tokens"])


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 (each system has its own message)
        save(TRAINED, target)
    with pytest.raises(FileNotFoundError):
        save(TRAINED, tmp_path / "absent" / "t.json")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """A limit on the size of files, which the system itself keeps."""
    resource = pytest.importorskip("resource", reason="this system has no such limits")
    path = tmp_path / "t.json"
    save(TRAINED, path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OSError, match=r"File too large: .*t\.json"):
            save(BY_WORDS, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert_same(load(path), TRAINED)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.update(format="other"), "does not say 'companion"),
        (lambda d: d.pop("format"), "does not say"),
        (lambda d: d.pop("tokens"), "'tokens' in .* is missing: it should be a dict"),
        (lambda d: d.update(tokens=[]), "'tokens' in .* should be a dict, not list"),
        (lambda d: d.update(special_tokens=7), "should be a dict, not int"),
        (lambda d: d.update(pattern=7), "'pattern' in .* should be a str, not int"),
        (lambda d: d.update(pattern="("), "malformed"),
        (lambda d: d["tokens"].pop("a"), "byte b'a' is missing"),
        (lambda d: d["tokens"].update(ab="7"), "has the ID '7'"),
        (lambda d: d["tokens"].update({"a b": 7000}), "stands for no byte"),
        (lambda d: d["special_tokens"].update({"<x>": 300}), "share the ID 300"),
        (lambda d: d["tokens"].update({"": 7000}), "a token is empty"),
        (lambda d: d["tokens"].update(ab=True), "has the ID True"),
        (
            lambda d: d["special_tokens"].update({"\ud800": 7000}),
            r"special token '\\ud800' has a surrogate",
        ),
        (lambda d: d["special_tokens"].update({"<x>": [1]}), r"has the ID \[1\]"),
    ],
)
def test_a_damaged_file_is_refused(
    edit: Callable[[dict[str, Any]], object], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    save(TRAINED, path)
    change(path, edit)
    with pytest.raises(ValueError, match=message):
        load(path)


@pytest.mark.parametrize("read", [load, from_hugging_face])
def test_repeated_keys_are_named(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"tokens": {"a": 1, "b": 2, "a": 3}}')
    with pytest.raises(ValueError, match=r"t\.json .* repeated keys: 'a'$"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\xfa", b"[1]", b"null", b"[" * 200_000, b'{"a":' * 200_000],
    ids=lambda content: repr(content[:9]),
)
@pytest.mark.parametrize("read", [load, from_hugging_face])
def test_a_file_that_is_no_json_object_is_refused(
    content: bytes, read: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"t\.json"):
        read(path)


@pytest.mark.parametrize("read", [load, from_hugging_face, load_tiktoken])
def test_an_absent_file_is_an_os_error(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "absent")


# tiktoken


def write_table(path: Path, ranks: dict[bytes, int]) -> None:
    lines = (b"%s %d\n" % (base64.b64encode(t), rank) for t, rank in ranks.items())
    path.write_bytes(b"".join(lines))


def test_a_tiktoken_table_is_read(tmp_path: Path) -> None:
    write_table(tmp_path / "t.tiktoken", TRAINED.ranks)
    read = load_tiktoken(tmp_path / "t.tiktoken", special_tokens=TRAINED.special_tokens)
    assert_same(read, TRAINED)
    write_table(tmp_path / "w.tiktoken", BY_WORDS.ranks)
    read = load_tiktoken(tmp_path / "w.tiktoken", r"\w+|\s|\W")
    assert read.encode(STORY) == BY_WORDS.encode(STORY)


def test_blank_lines_of_a_table_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "t.tiktoken"
    write_table(path, TRAINED.ranks)
    path.write_bytes(b"\r\n" + path.read_bytes().replace(b"\n", b"\r\n") + b"\n")
    assert load_tiktoken(path).ranks == TRAINED.ranks


@pytest.mark.parametrize(
    "line", [b"YQ==", b"YQ== x", b"Y!== 1", b"YQ== 1 2", b"\xff 1"]
)
def test_a_malformed_line_of_a_table_is_named(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "t.tiktoken"
    path.write_bytes(b"YQ== 97\n" + line + b"\n")
    with pytest.raises(ValueError, match=r"line 2 of .*t\.tiktoken"):
        load_tiktoken(path)


def test_a_token_that_a_table_repeats_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.tiktoken"
    path.write_bytes(b"YQ== 97\nYg== 98\nYQ== 99\n")
    with pytest.raises(ValueError, match=r"line 3 of .* token b'a' once more"):
        load_tiktoken(path)


def test_the_empty_token_of_whispers_table_is_named(tmp_path: Path) -> None:
    """Tiktoken reads it, as a token that no text holds."""
    path = tmp_path / "multilingual.tiktoken"
    path.write_bytes(data_path("gpt2.tiktoken").read_bytes() + b"= 50256\n")
    with pytest.raises(ValueError, match=r"line 50257 .*'= 50256', an empty token"):
        load_tiktoken(path)


def test_a_table_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bom.tiktoken"
    path.write_bytes(b"\xef\xbb\xbf" + data_path("gpt2.tiktoken").read_bytes())
    assert load_tiktoken(path).ranks == load_gpt2().ranks


def test_an_empty_table_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.tiktoken"
    path.write_bytes(b"\n")
    with pytest.raises(ValueError, match=r"the table .*empty.tiktoken is empty$"):
        load_tiktoken(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
@pytest.mark.parametrize(
    "read",
    [
        load,
        load_tiktoken,
        from_hugging_face,
        read_tokenizer,
        lambda path: load_vocab_and_merges(path, path),
        lambda path: load_vocab_and_merges(path.with_name("vocab.json"), path),
    ],
)
def test_a_pipe_is_not_waited_for(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    save_vocab_and_merges(TRAINED, tmp_path)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="a pipe or a device, not a file") as caught:
        read(path)
    assert caught.value.filename == str(path)


@pytest.fixture(scope="module")
def gpt2s_vocab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gpt2")
    save_vocab_and_merges(GPT2, folder)
    return folder / "vocab.json"


@pytest.mark.parametrize("read", [load, from_hugging_face, read_tokenizer])
def test_a_file_for_another_reader_is_told_by_its_looks(
    read: Callable[[Path], object], gpt2s_vocab: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"vocab\.json: load_vocab_and_merges"):
        read(gpt2s_vocab)  # "model" is a token of it, with an ID
    with pytest.raises(ValueError, match=r"tiktoken.s, .*: load_tiktoken reads"):
        read(data_path("gpt2.tiktoken"))
    (tmp_path / "empty").write_bytes(b" \n")
    with pytest.raises(ValueError, match="cannot be read as JSON: it is empty"):
        read(tmp_path / "empty")


def test_ours_and_hugging_faces_files_name_each_others_reader(tmp_path: Path) -> None:
    save(TRAINED, tmp_path / "ours.json")
    to_hugging_face(TRAINED, tmp_path / "theirs.json")
    with pytest.raises(ValueError, match=r"ours.json is no .*encoding\.load reads it"):
        from_hugging_face(tmp_path / "ours.json")
    with pytest.raises(ValueError, match=r"theirs.json .*from_hugging_face reads it"):
        load(tmp_path / "theirs.json")
    # As Mistral's tekken.json and many more: JSON of something else.
    (tmp_path / "other.json").write_text('{"config": {}, "vocab": []}')
    with pytest.raises(ValueError, match=r"other.json is neither a file of"):
        read_tokenizer(tmp_path / "other.json")


def test_a_table_without_every_byte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.tiktoken"
    path.write_bytes(b"YQ== 97\n")
    with pytest.raises(ValueError, match="missing"):
        load_tiktoken(path)


def test_gpt2_has_the_known_tokens() -> None:
    assert len(GPT2.ranks) == 50256
    assert GPT2.special_tokens == {END_OF_TEXT: 50256}
    assert GPT2.ranks[b"!"] == 0
    assert GPT2.ranks[b" the"] == 262


@pytest.mark.slow
def test_replaying_the_pairs_of_gpt2_gives_what_its_ranks_give() -> None:
    place_of = {pair: place for place, pair in enumerate(GPT2.merges)}
    assert len(place_of) == 50_000
    text = STORY + "\n".join(load_articles("news")[:60])
    for piece in {*regex.findall(GPT2_PATTERN, text)}:
        parts = [bytes([value]) for value in piece.encode()]
        while known := place_of.keys() & {*pairwise(parts)}:
            pair = min(known, key=place_of.__getitem__)
            parts = merge(parts, pair, b"".join(pair))
        assert [GPT2.ranks[part] for part in parts] == GPT2.encode(piece)


@EVERY_KIND
def test_the_tiktoken_encoding_gives_the_same_ids(tokenizer: BytePairTokenizer) -> None:
    encoding = to_tiktoken(tokenizer, "mine")
    assert encoding.name == "mine"
    assert encoding.n_vocab == tokenizer.n_vocab
    for text in [*TEXTS, "".join(tokenizer.special_tokens)]:
        ids = tokenizer.encode(text, allowed_special="all")
        assert encoding.encode(text, allowed_special="all") == ids
        assert encoding.decode(ids) == tokenizer.decode(ids) == text


# Hugging Face


# Tables of tiktoken, and GPT-2's two files


def test_special_tokens_of_which_one_begins_another_are_not_handed_to_tiktoken(
    tmp_path: Path,
) -> None:
    """As the runs of spaces of Phi and GPT-NeoX: which is found there is chance."""
    runs = {" " * length: 500 + length for length in range(2, 20)}
    tokenizer = BytePairTokenizer(TRAINED.ranks, special_tokens=runs)
    text = "a" + " " * 23 + "b"
    to_hugging_face(tokenizer, tmp_path / "t.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "t.json"))
    ids = [97, 519, 504, 98]  # the longest first
    assert tokenizer.encode(text, allowed_special="all") == ids
    assert theirs.encode(text).ids == ids
    with pytest.raises(ValueError, match="begins with '  ', another one: tiktoken may"):
        to_tiktoken(tokenizer)


def test_a_tiktoken_table_is_written_as_it_was_published(tmp_path: Path) -> None:
    published = Path(__file__).parents[1] / "data" / "gpt2.tiktoken"
    save_tiktoken(GPT2, tmp_path / "t.tiktoken")
    assert (tmp_path / "t.tiktoken").read_bytes() == published.read_bytes()
    theirs = tiktoken.load.load_tiktoken_bpe(str(tmp_path / "t.tiktoken"))
    assert theirs == GPT2.ranks
