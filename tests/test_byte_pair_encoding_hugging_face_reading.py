"""Tokenizers from Hugging Face's files: the same IDs, or a refusal in a few words."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers, trainers

from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    from_hugging_face,
    read_tokenizer,
    to_hugging_face,
    train,
)
from companion.byte_pair_encoding.patterns import (
    check_size_of_pattern,
    without_gaps,
)
from companion.corpora import load_parallel
from companion.special_tokens import END_OF_TEXT
from tests.sample_tokenizers import (
    STORY,
    TEXTS,
    TRAINED,
    UNREACHED,
    assert_same,
    change,
)

ODD_TEXTS = [
    STORY[:4000],
    *(s for column in load_parallel().values() for s in column),
    " a  b\n\n\tc 12 345?!  ",
    "",
    " ",
    "é\u0301  中文 👩‍👧",
]
# As published with Llama 3; it covers every text, possessive or not.
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def trained_there(pattern: str, size: int = 400) -> tokenizers.Tokenizer:
    """Train with Hugging Face's library, isolating the matches of a pattern."""
    there = tokenizers.Tokenizer(models.BPE())
    there.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    there.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        show_progress=False,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    there.train_from_iterator(STORY.splitlines(keepends=True), trainer)
    return there


def edited(there: tokenizers.Tokenizer, path: Path, **changes: Any) -> Path:
    data = json.loads(there.to_str()) | changes
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+",  # no space is matched
        "e",
        r"\s+",
        r"[a-z]+(?= )",
        r"(?>\p{L}+)",
        LLAMA3,
    ],
)
def test_what_an_isolated_pattern_leaves_out_is_kept_as_there(
    pattern: str, tmp_path: Path
) -> None:
    there = trained_there(pattern)
    here = from_hugging_face(edited(there, tmp_path / "tokenizer.json"))
    for text in ODD_TEXTS:
        ids = here.encode(text)
        assert ids == there.encode(text).ids, text
        assert here.decode(ids) == text


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\p{N}?", "x*", r"\d*", r"\s*", r"\p{L}*", r"[a-z]*\s*", r"\p{L}+|\s*"),
        *(r"(?=\p{Lu})", r"(?<=\s)"),
    ],
)
@pytest.mark.parametrize("behavior", ["Isolated", "Removed"])
def test_a_pattern_that_can_match_nothing_is_refused(
    behavior: str, pattern: str, tmp_path: Path
) -> None:
    path = edited(trained_there(pattern, 300), tmp_path / "tokenizer.json")
    invert = behavior == "Removed"
    change(
        path,
        lambda data: data["pre_tokenizer"]["pretokenizers"][0].update(
            behavior=behavior, invert=invert
        ),
    )
    with pytest.raises(ValueError, match="can match the empty string") as raised:
        from_hugging_face(path)
    assert str(path) in str(raised.value)


@pytest.mark.slow
def test_a_pattern_that_covers_every_text_stays_as_it_is() -> None:
    original = (
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    )
    for pattern in (GPT2_PATTERN, original, r"\s+|\S+", r"[\s\S]"):
        assert without_gaps(pattern) == pattern
    for pattern in (
        "a",
        r"\p{L}+|\P{L}(?=a)",
        r"(?>[\s\S]?)a",
        r"^[\s\S]+",
        r"\s|\S+$",
    ):
        assert without_gaps(pattern) != pattern


def test_every_split_of_a_token_may_be_named(tmp_path: Path) -> None:
    """As in Llama 3's list, which has more merges than tokens."""
    tokenizer = train(STORY, 400)
    path = tmp_path / "tokenizer.json"
    to_hugging_face(tokenizer, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    vocab = data["model"]["vocab"]
    splits = [
        [token[:place], token[place:]]
        for token in sorted(vocab, key=vocab.__getitem__)
        for place in range(1, len(token))
        if token[:place] in vocab and token[place:] in vocab
    ]
    assert len(splits) > len(data["model"]["merges"])
    data["model"]["merges"] = splits
    path.write_text(json.dumps(data), encoding="utf-8")
    there, here = tokenizers.Tokenizer.from_file(str(path)), from_hugging_face(path)
    assert here == tokenizer
    for text in ODD_TEXTS:
        assert here.encode(text) == there.encode(text).ids
    data["model"]["merges"] = splits[::-1]
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="not those that the IDs stand for"):
        from_hugging_face(path)


@pytest.mark.parametrize(
    ("first", "second"),
    [("<a>", "<a>b"), ("<ab", "b>"), ("x<a>", "<a>"), ("<<<", "<<")],
)
def test_added_tokens_that_overlap_are_read_only_if_all_are_alike(
    first: str, second: str, tmp_path: Path
) -> None:
    alphabet = sorted({*first, *second, "z"})
    rng = random.Random(0)
    texts = ["".join(rng.choices(alphabet, k=12)) for _ in range(300)]
    for mixed in (False, True):
        there = trained_there(GPT2_PATTERN, 300)
        there.add_tokens([AddedToken(first, normalized=False)])
        there.add_tokens([AddedToken(second, normalized=mixed)])
        path = edited(there, tmp_path / "tokenizer.json")
        if mixed:
            with pytest.raises(ValueError, match="can overlap"):
                from_hugging_face(path)
            continue
        here = from_hugging_face(path)
        for text in texts:
            ids = here.encode(text, allowed_special="all")
            assert ids == there.encode(text).ids, text


def test_added_tokens_of_both_kinds_that_cannot_overlap_are_read(
    tmp_path: Path,
) -> None:
    there = trained_there(GPT2_PATTERN, 300)
    there.add_tokens([AddedToken("<a>", normalized=False)])
    there.add_tokens([AddedToken("[b]", normalized=True)])
    here = from_hugging_face(edited(there, tmp_path / "tokenizer.json"))
    text = "so <a>[b] and [b]<a>!"
    assert here.encode(text, allowed_special="all") == there.encode(text).ids


TEMPLATE = {
    "type": "TemplateProcessing",
    "single": [{"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [
        {"Sequence": {"id": "A", "type_id": 0}},
        {"Sequence": {"id": "B", "type_id": 1}},
    ],
    "special_tokens": {},
}
BEGINS = {
    **TEMPLATE,
    "single": [
        {"SpecialToken": {"id": END_OF_TEXT, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
    ],
    "special_tokens": {
        END_OF_TEXT: {"id": END_OF_TEXT, "ids": [0], "tokens": [END_OF_TEXT]}
    },
}
LEVEL = {
    "type": "ByteLevel",
    "add_prefix_space": True,
    "trim_offsets": True,
    "use_regex": True,
}
PADDING = {
    "strategy": "BatchLongest",
    "direction": "Right",
    "pad_to_multiple_of": None,
    "pad_id": 0,
    "pad_type_id": 0,
    "pad_token": END_OF_TEXT,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"post_processor": TEMPLATE},
        {"post_processor": {"type": "Sequence", "processors": [LEVEL, TEMPLATE]}},
        {"padding": PADDING},
        {"normalizer": {"type": "Sequence", "normalizers": []}},
    ],
    ids=["template", "sequence", "padding", "normalizer"],
)
def test_what_changes_no_id_is_accepted(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    path = edited(trained_there(GPT2_PATTERN), tmp_path / "tokenizer.json", **changes)
    there, here = tokenizers.Tokenizer.from_file(str(path)), from_hugging_face(path)
    for text in ODD_TEXTS:
        assert here.encode(text) == there.encode(text).ids


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"post_processor": BEGINS}, "post_processor"),
        (
            {"post_processor": {"type": "Sequence", "processors": [LEVEL, BEGINS]}},
            "post_processor",
        ),
        ({"padding": {**PADDING, "strategy": {"Fixed": 9}}}, "padding"),
        ({"padding": {**PADDING, "pad_to_multiple_of": 8}}, "padding"),
    ],
    ids=["template", "sequence", "fixed", "multiple"],
)
def test_what_changes_ids_is_refused(
    changes: dict[str, Any], field: str, tmp_path: Path
) -> None:
    path = edited(trained_there(GPT2_PATTERN), tmp_path / "tokenizer.json", **changes)
    there = tokenizers.Tokenizer.from_file(str(path))
    assert there.encode("a").ids != trained_there(GPT2_PATTERN).encode("a").ids
    with pytest.raises(ValueError, match=f"^{field} in .*tokenizer.json"):
        from_hugging_face(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"normalizer": {"type": "NFKC"}},  # as many of chat models have
        {"post_processor": BEGINS},  # as RoBERTa's
        {"pre_tokenizer": {"type": "Metaspace", "replacement": "▁"}},  # as T5's
        {
            "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [
                    {
                        "type": "Split",
                        "pattern": {"Regex": "a"},
                        "behavior": "MergedWithPrevious",
                        "invert": False,
                    },
                    LEVEL,
                ],
            }
        },
    ],
    ids=["normalizer", "mark in front", "metaspace", "split that merges"],
)
def test_who_is_refused_is_told_what_reads_the_file(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    path = edited(trained_there(GPT2_PATTERN), tmp_path / "tokenizer.json", **changes)
    with pytest.raises(ValueError, match=r"can be read here; .* tokenizers reads it"):
        from_hugging_face(path)
    tokenizers.Tokenizer.from_file(str(path))


def test_a_token_that_stands_for_no_bytes_is_told_from_a_missing_pre_tokenizer(
    tmp_path: Path,
) -> None:
    """Some files have ByteLevel, and tokens that were put in beside it afterwards."""
    path = tmp_path / "t.json"
    trained_elsewhere(path)
    change(path, lambda data: data["model"]["vocab"].update({"\ue000": 500}))
    with pytest.raises(ValueError, match=r"stands for no byte.*or edited\?"):
        from_hugging_face(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#version: 0.2\nt h\n", "no JSON, .*load_vocab_and_merges reads it"),
        (
            b"\n\x0e\n\x05<unk>\x15\0\0\0\0\x18\x02\n\x0c",
            "no JSON, .*SentencePiece's: its own package reads it",
        ),
        (
            b'{"tokenizer_class": "PreTrainedTokenizerFast"}',
            "tokenizer_config.json: read tokenizer.json beside it",
        ),
        (
            b'{"config": {"pattern": "a"}, "vocab": [{"rank": 0}]}',
            "tekken.json of Mistral's: mistral_common reads it",
        ),
    ],
)
def test_what_people_take_for_such_a_file_is_named(
    content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_bytes(content)
    for read in (read_tokenizer, from_hugging_face):
        with pytest.raises(ValueError, match=said):
            read(path)


def test_a_message_quotes_a_file_in_a_few_words(tmp_path: Path) -> None:
    unigram = {
        "model": {"type": "Unigram", "vocab": [["a" * 50, -1.0]] * 9_000, "merges": []},
        "normalizer": {"precompiled_charsmap": "x" * 300_000},
    }
    path = tmp_path / "tokenizer.json"
    cases: list[dict[str, Any]] = [
        unigram,
        {"model": {"type": "BPE", "vocab": {}, "merges": []}, "normalizer": unigram},
        {
            "model": {"type": "BPE", "vocab": {}, "merges": []},
            "pre_tokenizer": {"type": "Split", "pattern": {"String": "y" * 100_000}},
        },
        {"model": {"type": "BPE", "vocab": {"z" * 99_999 + " ": 1}, "merges": []}},
        {
            "model": {"type": "BPE", "vocab": {}, "merges": []},
            "added_tokens": [{"content": "w" * 99_999, "id": 7}],
        },
    ]
    for data in cases:
        path.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(ValueError, match="json") as caught:
            from_hugging_face(path)
        assert len(str(caught.value).replace(str(path), "")) <= 300


@pytest.mark.parametrize("name", ["<|mark|>", "<|" + "m" * 5000 + "|>"])
def test_a_special_token_that_nothing_names_is_told_with_the_file(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "tokenizer.json"
    to_hugging_face(train(STORY, 300, special_tokens=[name]), path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["added_tokens"] = []
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="if it is a special token") as caught:
        from_hugging_face(path)
    said = str(caught.value)
    assert said.startswith(f"model.merges in {path}: no merge of two tokens gives")
    assert len(said.replace(str(path), "")) <= 300


@pytest.mark.parametrize("by_whitespace", [True, False])
def test_a_missing_byte_names_file_field_and_cause(
    by_whitespace: bool, tmp_path: Path
) -> None:
    there = tokenizers.Tokenizer(models.BPE())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    there.pre_tokenizer = pre_tokenizers.Whitespace() if by_whitespace else level
    trainer = trainers.BpeTrainer(vocab_size=300, show_progress=False)
    there.train_from_iterator(["中文 a"], trainer)
    path = edited(there, tmp_path / "tokenizer.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["pre_tokenizer"] = json.loads(trained_there("a").to_str())["pre_tokenizer"]
    path.write_text(json.dumps(data), encoding="utf-8")
    cause = "without ByteLevel" if by_whitespace else "initial_alphabet"
    with pytest.raises(ValueError, match=f"model.vocab in .*tokenizer.json.*{cause}"):
        from_hugging_face(path)


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("(" * 20_000 + "a" + ")" * 20_000, "characters"),
        ("(" * 60 + "a" + ")" * 60, "nested more than 50 deep"),
        ("((((a{99}){99}){99}){99})", "repeats something"),
        ("(?:(?:a{0,99}b){99})+", "repeats something"),
        ("a{5000000}", "repeats something"),
        ("(a(?R)?b)", "calls itself"),
        ("(?P<x>a(?&x)?)", "calls itself"),
        ("(a(?1)?)", "calls itself"),
    ],
)
def test_a_pattern_that_costs_gigabytes_is_refused_before_it_is_compiled(
    pattern: str, what: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=what):
        check_size_of_pattern(pattern, "here")
    path = edited(trained_there("a"), tmp_path / "tokenizer.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    split = data["pre_tokenizer"]["pretokenizers"][0]
    split["pattern"] = {"Regex": pattern}
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match=f"pre_tokenizer in .*{what}"):
        from_hugging_face(path)


def test_published_patterns_are_small_enough() -> None:
    for pattern in (GPT2_PATTERN, LLAMA3, r"\p{N}{1,3}", r"(?:a{1,3}b{2,5}){1,4}"):
        check_size_of_pattern(pattern, "here")


def trained_elsewhere(path: Path) -> tokenizers.Tokenizer:
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
    theirs = trained_elsewhere(tmp_path / "t.json")
    ours = from_hugging_face(tmp_path / "t.json")
    assert ours.special_tokens == {END_OF_TEXT: 0}
    assert ours.n_vocab == theirs.get_vocab_size() == 500
    for text in TEXTS:
        assert ours.encode(text) == theirs.encode(text).ids


def test_other_ways_to_write_the_same_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    trained_elsewhere(path)
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


def test_a_token_that_no_merges_give_needs_whole_words_to_come_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.json"
    to_hugging_face(UNREACHED, path)
    change(path, lambda data: data["model"].update(ignore_merges=False))
    theirs = tokenizers.Tokenizer.from_file(str(path))
    assert theirs.encode(" lowest").ids != UNREACHED.encode(" lowest")
    with pytest.raises(ValueError, match="no merge of two tokens gives b'lowe'"):
        from_hugging_face(path)


def test_a_special_token_that_is_found_as_a_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    to_hugging_face(BytePairTokenizer(TRAINED.ranks, special_tokens={"Ġzq": 900}), path)
    from_hugging_face(path)
    change(path, lambda data: data["model"].update(ignore_merges=True))
    theirs = tokenizers.Tokenizer.from_file(str(path))
    assert theirs.encode("a zq").ids[-1] == 900
    with pytest.raises(ValueError, match="'Ġzq' is written as the word b' zq' is"):
        from_hugging_face(path)


SPLIT = {"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Isolated"}


BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}


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
                    "pretokenizers": [SPLIT | {"invert": True}, BYTE_LEVEL],
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
                        BYTE_LEVEL,
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
    trained_elsewhere(path)
    change(path, copy.deepcopy(edit))
    with pytest.raises(ValueError, match=message):
        from_hugging_face(path)


def test_an_added_token_beside_the_vocabulary_is_read_as_there(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    trained_elsewhere(path)

    def edit(data: dict[str, Any]) -> None:
        for index, content in enumerate(["<a>", "<b>"], start=500):
            data["added_tokens"].append(
                data["added_tokens"][0] | {"content": content, "id": index}
            )

    change(path, edit)
    theirs = tokenizers.Tokenizer.from_file(str(path))
    ids = from_hugging_face(path).encode("the<b><a>", allowed_special="all")
    assert ids == theirs.encode("the<b><a>").ids
