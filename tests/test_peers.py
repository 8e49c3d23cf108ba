"""docs/peers.md: what it names is there, and what it leaves to libraries is not."""

from __future__ import annotations

import re
from pathlib import Path

import tiktoken
from gensim.models import KeyedVectors

from companion import byte_pair_encoding, word_vectors
from companion.byte_pair_encoding import BytePairTokenizer
from companion.word_vectors import WordVectors

PAGE = (Path(__file__).parents[1] / "docs" / "peers.md").read_text(encoding="utf-8")
TABLE, REST = PAGE.split("\nLeft to the libraries")


def test_every_name_of_the_table_is_there() -> None:
    tokenizer = byte_pair_encoding.load_gpt2()
    places = [byte_pair_encoding, word_vectors, tokenizer, WordVectors]
    rows = [line.split("|") for line in TABLE.splitlines() if line.startswith("| ")]
    for _, theirs, ours, _ in rows[1:]:
        cell = theirs if "the same names" in ours else ours
        names = re.findall(r"`(?:\w+\.)*([a-z]\w+)`", cell)
        assert names, cell
        for name in names:
            assert any(hasattr(place, name) for place in places), name


def test_what_is_left_to_the_libraries_is_theirs_alone() -> None:
    for name, theirs, ours in (
        ("most_similar_cosmul", KeyedVectors, WordVectors),
        ("wmdistance", KeyedVectors, WordVectors),
        ("encode_with_unstable", tiktoken.Encoding, BytePairTokenizer),
        ("encode_ordinary_batch", tiktoken.Encoding, BytePairTokenizer),
        ("decode_bytes_batch", tiktoken.Encoding, BytePairTokenizer),
        ("encode_to_numpy", tiktoken.Encoding, BytePairTokenizer),
    ):
        assert f"`{name}`" in REST
        assert hasattr(theirs, name)
        assert not hasattr(ours, name)


def test_every_name_of_tiktokens_has_its_place() -> None:
    for name in dir(tiktoken.Encoding):
        if not name.startswith("_"):
            assert re.search(rf"`(tiktoken\.Encoding\.)?{name}`", PAGE), name
