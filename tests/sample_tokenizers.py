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
