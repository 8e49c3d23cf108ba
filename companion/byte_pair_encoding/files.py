"""Byte pair encodings in files: our own, and tiktoken's.

==============================  ======================================================
`save`, `load`                  JSON, with pattern and special tokens: nothing is lost
`save_tiktoken`,                a token in base64 and its rank on each line; pattern
`load_tiktoken`                 and special tokens are not in it
==============================  ======================================================

All are read as data: no file is ever executed.
"""

from __future__ import annotations

import base64
import codecs
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import tiktoken

from ..arguments import shortened
from ..corpora import data_path
from ..special_tokens import END_OF_TEXT
from ..storage.files import new_file, read_bytes
from .patterns import GPT2_PATTERN, check_size_of_pattern, portable
from .printable import from_printable, to_printable
from .tokenizer import BytePairTokenizer

BYTES_NEEDED = (
    ". All 256 bytes must be tokens: train with ByteLevel as pre-tokenizer and its "
    "alphabet() as initial_alphabet"
)
"""The usual cause why a byte is missing in a file of Hugging Face's."""

FORMAT = "companion byte pair encoding, version 1"
_NO_JSON = {  # how files begin that people take for such a one
    rb"[A-Za-z0-9+/]+=* \d+\s*?[\r\n]": (
        "a table of tiktoken's, which holds neither pattern nor special tokens: "
        "load_tiktoken reads it with them, and save writes all of it"
    ),
    rb"#version: ": "a merges.txt: load_vocab_and_merges reads it with its vocab.json",
    rb"\n.{1,2}\n.<": "a model of SentencePiece's: its own package reads it",
}
_T = TypeVar("_T")


def save(tokenizer: BytePairTokenizer, path: str | os.PathLike[str]) -> None:
    """Write a tokenizer to a JSON file, pattern and special tokens included.

    Parameters
    ----------
    tokenizer
        The tokenizer.
    path
        Where to. A file that is there is replaced, in one step.
    """
    data = {
        "format": FORMAT,
        "pattern": tokenizer.pattern,
        "special_tokens": tokenizer.special_tokens,
        "tokens": printable_ranks(tokenizer),
    }
    write_json(data, path)


def load(path: str | os.PathLike[str]) -> BytePairTokenizer:
    """Read a tokenizer that `save` wrote.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    BytePairTokenizer
        The same tokenizer again.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is not such a file, or damaged.
    """
    return load_data(read_json(path), path)


def load_data(
    data: Mapping[str, object], path: str | os.PathLike[str]
) -> BytePairTokenizer:
    """Make the tokenizer that a file of ours describes, once it has been read."""
    if data.get("format") != FORMAT:
        raise ValueError(
            f"{path} does not say {FORMAT!r}: "
            "it was not written by companion.byte_pair_encoding.save"
            + other_reader(data)
        )
    pattern = data.get("pattern")
    return make_tokenizer(
        from_aliases(entry(data, "tokens", dict, path), f"tokens in {path}"),
        None if pattern is None else entry(data, "pattern", str, path),
        entry(data, "special_tokens", dict, path),
        f"tokens in {path}",
    )


def load_tiktoken(
    path: str | os.PathLike[str],
    pattern: str = GPT2_PATTERN,
    special_tokens: Mapping[str, int] | None = None,
) -> BytePairTokenizer:
    """Read a ``.tiktoken`` table: on each line a token in base64 and its rank.

    Parameters
    ----------
    path
        The file.
    pattern
        The pattern that belongs to the table, which does not hold it.
    special_tokens
        From special token to ID. The table does not hold them either.

    Returns
    -------
    BytePairTokenizer
        The tokenizer.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If a line is malformed or repeats a token (the error has its number), or a byte
        is missing.
    """
    ranks: dict[bytes, int] = {}
    content = read_bytes(path).removeprefix(codecs.BOM_UTF8)
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            encoded, rank = line.split()
            # An equals sign stands for no bytes at all.
            token = base64.b64decode(encoded if encoded != b"=" else b"", validate=True)
            index = int(rank)
        except ValueError:
            raise ValueError(
                f"line {number} of {path} is {shortened(line)}: "
                "it should be a token in base64, a space and a rank"
            ) from None
        if not token:
            raise ValueError(
                f"line {number} of {path} is {shortened(line)}, an empty token, which "
                "no text can hold: leave the line out (Whisper's table ends with it)"
            )
        if token in ranks:
            raise ValueError(
                f"line {number} of {path} has the token {shortened(token)} once more: "
                "a table has each once"
            )
        ranks[token] = index
    if not ranks:
        raise ValueError(f"the table {path} is empty")
    return make_tokenizer(ranks, pattern, special_tokens, f"the table {path}")


def save_tiktoken(tokenizer: BytePairTokenizer, path: str | os.PathLike[str]) -> None:
    """Write a ``.tiktoken`` table: on each line a token in base64 and its rank.

    Parameters
    ----------
    tokenizer
        The tokenizer. Its pattern and its special tokens are not written: such a table
        has no place for them.
    path
        Where to. A file that is there is replaced, in one step.
    """
    lines = [
        f"{base64.b64encode(token).decode()} {rank}\n"
        for token, rank in by_rank(tokenizer)
    ]
    write_text("".join(lines), path)


def load_gpt2() -> BytePairTokenizer:
    """Load GPT-2's tokenizer: 50,257 tokens, from the table that is shipped.

    Returns
    -------
    BytePairTokenizer
        It gives the IDs that ``tiktoken.get_encoding("gpt2")`` gives, as long as
        `regex` and tiktoken know the same version of Unicode.

    References
    ----------
    Radford et al. (2019), "Language Models are Unsupervised Multitask Learners".

    Examples
    --------
    >>> gpt2 = load_gpt2()
    >>> gpt2.encode("This is some text")
    [1212, 318, 617, 2420]
    >>> gpt2.eot_token
    50256
    """
    table = data_path("gpt2.tiktoken")
    return load_tiktoken(table, special_tokens={END_OF_TEXT: 50256})


@cache
def gpt2_ranks() -> Mapping[bytes, int]:
    """Read GPT-2's table once and keep it: from the bytes of a token to its rank.

    Returns
    -------
    mapping of bytes to int
        The ranks of 50,256 tokens. It cannot be changed, since everybody gets the same.

    Examples
    --------
    >>> gpt2_ranks()[b" the"]
    262
    """
    return MappingProxyType(load_gpt2().ranks)


def to_tiktoken(
    tokenizer: BytePairTokenizer, name: str = "companion"
) -> tiktoken.Encoding:
    """Build the `tiktoken.Encoding` that encodes as a tokenizer does.

    Parameters
    ----------
    tokenizer
        The tokenizer.
    name
        What the encoding calls itself.

    Returns
    -------
    tiktoken.Encoding
        An encoding of its own: nothing is downloaded. It gives the same IDs for every
        text, its pattern being written as `patterns.portable` does.

    Raises
    ------
    ValueError
        If tiktoken may read the pattern differently, or a special token begins with
        another one: which of the two it finds depends on its tables.

    Examples
    --------
    >>> to_tiktoken(load_gpt2(), "gpt2").encode("abcabcabc")
    [39305, 39305, 39305]
    """
    for short, long in pairwise(sorted(tokenizer.special_tokens)):
        if long.startswith(short):
            raise ValueError(
                f"the special token {shortened(long)} begins with {shortened(short)}, "
                "another one: tiktoken may find either of them"
            )
    everything = r"[\s\S]+"
    return tiktoken.Encoding(
        name,
        pat_str=everything
        if tokenizer.pattern is None
        else portable(tokenizer.pattern),
        mergeable_ranks=tokenizer.ranks,
        special_tokens=tokenizer.special_tokens,
    )


class Definition(NamedTuple):
    """What defines a byte pair encoding, and all that does."""

    ranks: Mapping[bytes, int]
    pattern: str | None
    special_tokens: Mapping[str, int]


def definition(tokenizer: BytePairTokenizer | tiktoken.Encoding) -> Definition:
    """Return what defines a byte pair encoding, whether it is ours or tiktoken's.

    These are the arguments of a `BytePairTokenizer` that encodes as this one does, if
    `regex` and tiktoken read its pattern alike.

    Examples
    --------
    >>> gpt2 = to_tiktoken(load_gpt2())
    >>> BytePairTokenizer(*definition(gpt2)).encode("abcabcabc")
    [39305, 39305, 39305]
    """
    if isinstance(tokenizer, tiktoken.Encoding):
        # tiktoken has no public name for the first two.
        return Definition(
            tokenizer._mergeable_ranks, tokenizer._pat_str, tokenizer._special_tokens
        )
    return Definition(tokenizer.ranks, tokenizer.pattern, tokenizer.special_tokens)


def make_tokenizer(
    ranks: Mapping[bytes, int],
    pattern: str | None,
    special_tokens: Mapping[str, int] | None,
    where: str,
    cause: str = "",
) -> BytePairTokenizer:
    """Make a tokenizer of what a file holds; an error names the file and the field.

    If a byte is missing, it also names the usual cause.
    """
    if pattern is not None:
        check_size_of_pattern(pattern, where)
    try:
        return BytePairTokenizer(ranks, pattern, special_tokens)
    except (TypeError, ValueError) as error:
        more = cause if "missing from the ranks" in str(error) else ""
        raise ValueError(f"{where}: {shortened_text(error)}{more}") from None


def other_reader(data: Mapping[str, object]) -> str:
    """Return the end of an error message: what reads such a file, if that is known."""
    if data.get("format") == FORMAT:
        name = "load"
    elif isinstance(data.get("model"), dict):
        name = "from_hugging_face"
    elif data and all(type(value) is int for value in data.values()):
        return "; it looks like a vocab.json: load_vocab_and_merges reads it"
    elif "tokenizer_class" in data:
        return "; it looks like a tokenizer_config.json: read tokenizer.json beside it"
    elif "config" in data and isinstance(data.get("vocab"), list):
        return "; it looks like a tekken.json of Mistral's: mistral_common reads it"
    else:
        return ""
    return f"; companion.byte_pair_encoding.{name} reads it"


def shortened_text(error: Exception) -> str:
    """Return an error's message, at most 200 characters of it."""
    text = str(error)
    return text if len(text) <= 200 else f"{text[:120]} … {text[-77:]}"


def by_rank(tokenizer: BytePairTokenizer) -> list[tuple[bytes, int]]:
    """Return the ordinary tokens and their IDs, in the order of the IDs."""
    return sorted(tokenizer.ranks.items(), key=lambda item: item[1])


def printable_ranks(tokenizer: BytePairTokenizer) -> dict[str, int]:
    """Return the ordinary tokens in printable form with their IDs, in their order."""
    return {to_printable(token): rank for token, rank in by_rank(tokenizer)}


def from_aliases(vocab: Mapping[str, object], where: str) -> dict[bytes, int]:
    """Turn tokens in printable form into bytes; an error names the file."""
    try:
        ranks = {from_printable(alias): rank for alias, rank in vocab.items()}
    except ValueError as error:
        raise ValueError(
            f"{where}: {error}. Was it trained without ByteLevel as pre-tokenizer?"
        ) from None
    return ranks  # type: ignore[return-value]  # BytePairTokenizer checks the IDs


def read_json(path: str | os.PathLike[str]) -> dict[str, object]:
    """Read a JSON file that holds an object, in which no key stands twice."""
    content = read_bytes(path)
    if not content.strip():
        raise ValueError(f"{path} cannot be read as JSON: it is empty")
    for start, kind in _NO_JSON.items():
        if re.match(start, content, re.DOTALL):
            raise ValueError(f"{path} is no JSON, but looks like {kind}")
    try:
        data = json.loads(content, object_pairs_hook=_without_repetition)
    except RecursionError:
        raise ValueError(f"{path} cannot be read: it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}") from None
    return entry({"whole file": data}, "whole file", dict, path)


def _without_repetition(entries: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(entries)
    if len(found) < len(entries):
        counts = Counter(key for key, _ in entries)
        repeated = [key for key, count in counts.items() if count > 1]
        raise ValueError(f"repeated keys: {', '.join(map(shortened, repeated[:3]))}")
    return found


def write_json(data: Mapping[str, object], path: str | os.PathLike[str]) -> None:
    """Write a JSON file, whole or not at all."""
    write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", path)


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text, whole or not at all."""
    with new_file(path) as file:
        file.write(text.encode())


def entry(data: Mapping[str, object], key: str, kind: type[_T], path: object) -> _T:
    """Return a file's entry, which must be of a kind."""
    value = data.get(key)
    if key not in data:
        raise ValueError(
            f"{shortened(key)} in {path} is missing: it should be a {kind.__name__}"
        )
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(
            f"{shortened(key)} in {path} should be a {kind.__name__}, "
            f"not {type(value).__name__}"
        )
    return value
