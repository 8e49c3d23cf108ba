"""Byte pair encodings in files, against tiktoken and Hugging Face's tokenizers."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiktoken
import tiktoken.load
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import models, pre_tokenizers, trainers

from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    byte_aliases,
    from_hugging_face,
    from_printable,
    load,
    load_gpt2,
    load_tiktoken,
    load_vocab_and_merges,
    save,
    save_tiktoken,
    save_vocab_and_merges,
    to_hugging_face,
    to_printable,
    to_tiktoken,
    train,
)
from companion.byte_pair_encoding.patterns import portable
from companion.corpora import load_parallel, load_text
from companion.special_tokens import END_OF_TEXT

CL100K = (  # as tiktoken publishes it
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
STORY = load_text("story")
TRAINED = train(STORY, 400, special_tokens=[END_OF_TEXT, "<|pad|>"])
BY_WORDS = train(STORY, 300, pattern=r"\w+|\s|\W", special_tokens=["<s>"])
WHOLE = train(STORY[:500], 300, pattern=None)
GPT2 = load_gpt2()
TEXTS = [
    STORY,
    *(s for column in load_parallel().values() for s in column),
    "a  \n\t b",
]
EVERY_KIND = pytest.mark.parametrize(
    "tokenizer",
    [TRAINED, BY_WORDS, WHOLE, GPT2],
    ids=["gpt2 cut", "words", "none", "gpt2"],
)


def assert_same(one: BytePairTokenizer, other: BytePairTokenizer) -> None:
    assert one.ranks == other.ranks
    assert one.pattern == other.pattern
    assert one.special_tokens == other.special_tokens


# The printable form


def test_byte_aliases_are_those_of_hugging_face() -> None:
    aliases = byte_aliases()
    assert sorted(aliases) == list(range(256))
    assert set(aliases.values()) == set(pre_tokenizers.ByteLevel.alphabet())
    text = "".join(map(chr, range(0x180))) + "中😀"
    split = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    assert split.pre_tokenize_str(text)[0][0] == to_printable(text.encode())
    assert all(
        alias.isprintable() and not alias.isspace() for alias in aliases.values()
    )


@given(st.binary())
@settings(deadline=None)
def test_printable_form_gives_the_bytes_back(token: bytes) -> None:
    assert from_printable(to_printable(token)) == token


def test_a_character_that_stands_for_no_byte_is_named() -> None:
    with pytest.raises(ValueError, match="' ' in 'a b' stands for no byte"):
        from_printable("a b")


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


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.update(format="other"), "does not say 'companion"),
        (lambda d: d.pop("format"), "does not say"),
        (lambda d: d.pop("tokens"), "'tokens' in .* should be a dict, not NoneType"),
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


def test_text_that_the_pattern_leaves_out_is_left_out_there_too(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, r"\w+")
    to_hugging_face(tokenizer, tmp_path / "t.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "t.json"))
    assert theirs.encode(STORY).ids == tokenizer.encode(STORY)
    assert from_hugging_face(tmp_path / "t.json").encode(STORY) == (
        tokenizer.encode(STORY)
    )


def trained_there(path: Path) -> tokenizers.Tokenizer:
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[END_OF_TEXT],
        show_progress=False,
    )
    tokenizer.train_from_iterator([STORY], trainer)
    tokenizer.save(str(path))
    return tokenizer


def test_a_tokenizer_trained_by_hugging_face_is_read(tmp_path: Path) -> None:
    theirs = trained_there(tmp_path / "t.json")
    ours = from_hugging_face(tmp_path / "t.json")
    assert ours.special_tokens == {END_OF_TEXT: 0}
    assert ours.n_vocab == theirs.get_vocab_size() == 500
    for text in TEXTS:
        assert ours.encode(text) == theirs.encode(text).ids


def test_other_ways_to_write_the_same_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    trained_there(path)
    expected = from_hugging_face(path)

    def edit(data: dict[str, Any]) -> None:
        data["model"]["merges"] = [" ".join(pair) for pair in data["model"]["merges"]]
        data["post_processor"] = {"type": "ByteLevel"}
        data["pre_tokenizer"] = {
            "type": "Sequence",
            "pretokenizers": [
                {
                    "type": "Split",
                    "pattern": {"Regex": GPT2_PATTERN},
                    "behavior": "Isolated",
                    "invert": False,
                },
                {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False},
            ],
        }

    change(path, edit)
    assert_same(from_hugging_face(path), expected)
    change(path, lambda data: data.pop("added_tokens"))
    with pytest.raises(ValueError, match="no merge of two"):
        from_hugging_face(path)


SPLIT = {"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Isolated"}
LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.pop("model"), "'model' in"),
        (lambda d: d["model"].update(type="WordPiece"), r"model\.type .* 'WordPiece'"),
        (lambda d: d["model"].update(dropout=0.1), r"model\.dropout .* 0\.1"),
        (lambda d: d["model"].update(continuing_subword_prefix="##"), "prefix .* '##'"),
        (lambda d: d["model"].update(end_of_word_suffix="</w>"), "suffix .* '</w>'"),
        (lambda d: d.update(normalizer={"type": "NFC"}), "normalizer .* 'NFC'"),
        (
            lambda d: d.update(post_processor={"type": "TemplateProcessing"}),
            "post_processor",
        ),
        (
            lambda d: d["added_tokens"][0].update(lstrip=True),
            "lstrip of the added",
        ),
        (lambda d: d.update(truncation={"max_length": 2}), "truncation .* 2}"),
        (lambda d: d.update(padding={"pad_id": 0}), "padding in .*pad_id"),
        (
            lambda d: d["added_tokens"][0].update(id=900),
            r"added token '<\|endoftext\|>' .* has the ID 900, .* would give it 0",
        ),
        (
            lambda d: d["added_tokens"].append({"content": END_OF_TEXT, "id": 900}),
            r"added token '<\|endoftext\|>' .* has the ID 900",
        ),
        (
            lambda d: d["added_tokens"].append({"content": "<new>", "id": 900}),
            "added token '<new>' .* has the ID 900, .* would give it 500",
        ),
        (lambda d: d.update(added_tokens=[7]), "'added token' .* not int"),
        (lambda d: d.update(added_tokens=7), "'added_tokens' .* not int"),
        (lambda d: d["added_tokens"][0].pop("id"), "'id' .* should be a int"),
        (lambda d: d.update(pre_tokenizer=None), "pre_tokenizer in .* None"),
        (lambda d: d["pre_tokenizer"].update(add_prefix_space=True), "pre_tokenizer"),
        (
            lambda d: d.update(
                pre_tokenizer={
                    "type": "Sequence",
                    "pretokenizers": [SPLIT | {"invert": True}, LEVEL],
                }
            ),
            "pre_tokenizer",
        ),
        (
            lambda d: d.update(
                pre_tokenizer={
                    "type": "Sequence",
                    "pretokenizers": [
                        SPLIT | {"invert": False, "pattern": {"Regex": r"a$"}},
                        LEVEL,
                    ],
                }
            ),
            r"the pattern 'a\$' may be read differently here",
        ),
        (lambda d: d["model"]["merges"].reverse(), "model.merges in"),
        (lambda d: d["model"]["merges"].pop(), "model.merges in"),
        (lambda d: d["model"].update(merges=[7]), "model.merges in"),
        (lambda d: d["model"]["vocab"].update(zqzq=5000), "no merge of two"),
    ],
)
def test_what_would_change_the_ids_is_refused(
    edit: Callable[[dict[str, Any]], object], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    trained_there(path)
    change(path, copy.deepcopy(edit))
    with pytest.raises(ValueError, match=message):
        from_hugging_face(path)


def test_an_added_token_beside_the_vocabulary_is_read_as_there(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    trained_there(path)

    def edit(data: dict[str, Any]) -> None:
        for index, content in enumerate(["<a>", "<b>"], start=500):
            data["added_tokens"].append(
                data["added_tokens"][0] | {"content": content, "id": index}
            )

    change(path, edit)
    theirs = tokenizers.Tokenizer.from_file(str(path))
    ids = from_hugging_face(path).encode("the<b><a>", allowed_special="all")
    assert ids == theirs.encode("the<b><a>").ids


def test_a_special_token_spelt_like_another_cannot_be_written(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(TRAINED.ranks, special_tokens={"a": 1000})
    with pytest.raises(ValueError, match="'a' is a special token and an ordinary one"):
        to_hugging_face(tokenizer, tmp_path / "t.json")
    assert list(tmp_path.iterdir()) == []


# Tables of tiktoken, and GPT-2's two files


def test_a_tiktoken_table_is_written_as_it_was_published(tmp_path: Path) -> None:
    published = Path(__file__).parents[1] / "data" / "gpt2.tiktoken"
    save_tiktoken(GPT2, tmp_path / "t.tiktoken")
    assert (tmp_path / "t.tiktoken").read_bytes() == published.read_bytes()
    theirs = tiktoken.load.load_tiktoken_bpe(str(tmp_path / "t.tiktoken"))
    assert theirs == GPT2.ranks


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


def test_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    save_vocab_and_merges(WHOLE, tmp_path)
    file = tmp_path / "merges.txt"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
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
