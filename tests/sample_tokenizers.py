"""Byte pair encodings of every kind, for tests of the files that hold them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.byte_pair_encoding import BytePairTokenizer, load_gpt2, train
from companion.corpora import load_parallel, load_text
from companion.special_tokens import END_OF_TEXT

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
# Tables that no training made: in both a token comes before its parts, and in the other
# no merges give "lowe" and " lowest", since what is merged first in them is "we".
_BYTES = [bytes([value]) for value in range(256)]
_DISORDERLY = [*_BYTES, b"aaa", b"aa", b"aaaa", b"aaaaa", b"aaaaaa"]
_UNREACHED = [*_BYTES, b"we", b"aaa", b"aa", b"ow", b"low", b"lowe", b" lowest"]
DISORDERLY = BytePairTokenizer({token: i for i, token in enumerate(_DISORDERLY)})
UNREACHED = BytePairTokenizer({token: i for i, token in enumerate(_UNREACHED)})
FOR_THEM = ["a" * n for n in range(23)] + [
    " lowest lower low lowestaaaa owe",
    STORY[:999],
]
EVERY_KIND = pytest.mark.parametrize(
    "tokenizer",
    [TRAINED, BY_WORDS, WHOLE, GPT2],
    ids=["gpt2 cut", "words", "none", "gpt2"],
)


def assert_same(one: BytePairTokenizer, other: BytePairTokenizer) -> None:
    """Require that two tokenizers are the same in every part."""
    assert one.ranks == other.ranks
    assert one.pattern == other.pattern
    assert one.special_tokens == other.special_tokens


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit what a JSON file holds."""
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")
