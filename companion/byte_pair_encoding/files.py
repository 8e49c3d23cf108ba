"""Byte pair encodings in files, and as other libraries' objects.

The project's own format is JSON, with the pattern and the special tokens beside the
tokens. tiktoken's tables and Hugging Face's ``tokenizer.json`` are read as data: no
file is ever executed, and Hugging Face's library is not needed to read its files.
"""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import tiktoken

from ..corpora import data_path
from ..special_tokens import END_OF_TEXT
from ..storage.files import new_file
from .patterns import portable
from .tokenizer import GPT2_PATTERN, BytePairTokenizer

_FORMAT = "companion byte pair encoding, version 1"
_T = TypeVar("_T")


@cache
def byte_aliases() -> dict[int, str]:
    """Return the printable character that stands for each byte in GPT-2's files.

    Bytes that are visible characters in Latin-1 stand for themselves; the others get
    the characters from U+0100 on, in order, so the space becomes ``Ġ``.

    Returns
    -------
    dict of int to str
        From the value of the byte to its character, 256 different ones.

    References
    ----------
    Radford et al. (2019), the released code of "Language Models are Unsupervised
    Multitask Learners", https://github.com/openai/gpt-2.

    Examples
    --------
    >>> byte_aliases()[ord("a")], byte_aliases()[ord(" ")]
    ('a', 'Ġ')
    """
    visible = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = [value for value in range(256) if value not in visible]
    return {value: chr(value) for value in visible} | {
        value: chr(0x100 + place) for place, value in enumerate(hidden)
    }


def to_printable(token: bytes) -> str:
    """Write the bytes of a token as printable characters, one for each byte.

    Parameters
    ----------
    token
        Any bytes.

    Returns
    -------
    str
        As many characters as there are bytes (see `byte_aliases`).

    Examples
    --------
    >>> to_printable(b" the")
    'Ġthe'
    """
    return "".join(byte_aliases()[value] for value in token)


def from_printable(alias: str) -> bytes:
    """Turn what `to_printable` wrote back into bytes.

    Parameters
    ----------
    alias
        Characters of `byte_aliases`.

    Returns
    -------
    bytes
        One byte for each character.

    Raises
    ------
    ValueError
        If a character stands for no byte.

    Examples
    --------
    >>> from_printable("Ġthe")
    b' the'
    """
    try:
        return bytes(_values()[character] for character in alias)
    except KeyError as error:
        raise ValueError(
            f"{error.args[0]!r} in {alias!r} stands for no byte: "
            "this is not a token in GPT-2's printable form"
        ) from None


@cache
def _values() -> dict[str, int]:
    return {character: value for value, character in byte_aliases().items()}


def save(tokenizer: BytePairTokenizer, path: str | os.PathLike[str]) -> None:
    """Write a tokenizer to a JSON file, pattern and special tokens included.

    Parameters
    ----------
    tokenizer
        The tokenizer.
    path
        Where to. A file that is there is replaced, in one step.
    """
    tokens = {to_printable(token): rank for token, rank in _by_rank(tokenizer)}
    data = {
        "format": _FORMAT,
        "pattern": tokenizer.pattern,
        "special_tokens": tokenizer.special_tokens,
        "tokens": tokens,
    }
    _write_json(data, path)


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
    data = _read_json(path)
    if data.get("format") != _FORMAT:
        raise ValueError(
            f"{path} does not say {_FORMAT!r}: "
            "it was not written by companion.byte_pair_encoding.files.save"
        )
    pattern = data.get("pattern")
    return BytePairTokenizer(
        _from_aliases(_entry(data, "tokens", dict, path)),
        None if pattern is None else _entry(data, "pattern", str, path),
        _entry(data, "special_tokens", dict, path),
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
    for number, line in enumerate(Path(path).read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            encoded, rank = line.split()
            token = base64.b64decode(encoded, validate=True)
            index = int(rank)
        except ValueError:
            raise ValueError(
                f"line {number} of {path} is {line[:60]!r}: "
                "it should be a token in base64, a space and a rank"
            ) from None
        if token in ranks:
            raise ValueError(
                f"line {number} of {path} has the token {token!r} once more: "
                "a table has each once"
            )
        ranks[token] = index
    return BytePairTokenizer(ranks, pattern, special_tokens)


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
        If tiktoken may read the pattern differently.

    Examples
    --------
    >>> to_tiktoken(load_gpt2(), "gpt2").encode("abcabcabc")
    [39305, 39305, 39305]
    """
    everything = r"[\s\S]+"
    return tiktoken.Encoding(
        name,
        pat_str=everything
        if tokenizer.pattern is None
        else portable(tokenizer.pattern),
        mergeable_ranks=tokenizer.ranks,
        special_tokens=tokenizer.special_tokens,
    )


def to_hugging_face(tokenizer: BytePairTokenizer, path: str | os.PathLike[str]) -> None:
    """Write a ``tokenizer.json``, as Hugging Face's `tokenizers` reads it.

    It gives the same IDs for every text there, its pattern being written as
    `patterns.portable` does. There special tokens in a text are
    always recognised, as with ``allowed_special="all"`` here.

    Parameters
    ----------
    tokenizer
        The tokenizer.
    path
        Where to. A file that is there is replaced, in one step.

    Raises
    ------
    ValueError
        If a token cannot be reached by merges, of which such a file consists, or is
        spelt like a special token, or if the pattern may be read differently there.
    """
    by_regex = tokenizer.pattern == GPT2_PATTERN
    byte_level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": by_regex,
    }
    pre_tokenizer: dict[str, object] = byte_level
    if tokenizer.pattern is not None and not by_regex:
        # To remove what is not matched is what finding all matches means.
        cut = {"Regex": portable(tokenizer.pattern)}
        split = {"type": "Split", "pattern": cut, "behavior": "Removed", "invert": True}
        pre_tokenizer = {"type": "Sequence", "pretokenizers": [split, byte_level]}
    vocab = {to_printable(token): rank for token, rank in _by_rank(tokenizer)}
    for special in tokenizer.special_tokens:
        if special in vocab:
            raise ValueError(
                f"{special!r} is a special token and an ordinary one: "
                "a tokenizer.json cannot hold both"
            )
    data = {
        "version": "1.0",
        "added_tokens": [
            {
                "id": index,
                "content": special,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for special, index in tokenizer.special_tokens.items()
        ],
        "pre_tokenizer": pre_tokenizer,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "vocab": vocab | tokenizer.special_tokens,
            "merges": _printable_merges(tokenizer),
        },
    }
    _write_json(data, path)


def from_hugging_face(path: str | os.PathLike[str]) -> BytePairTokenizer:
    """Read a ``tokenizer.json`` that holds a byte-level byte pair encoding.

    A pattern that isolates its matches is taken to match the whole of every text, as
    published ones do.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    BytePairTokenizer
        The tokenizer.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is malformed, or asks for something that would change the IDs and that
        `BytePairTokenizer` does not do: another model, a normalizer, a prefix,
        truncation, padding, a pattern that it may read differently. Also if an added
        token has another ID than Hugging Face would give it, or a key is repeated.
    """
    data = _read_json(path)
    model = _entry(data, "model", dict, path)
    _check_nothing_else(data, model, path)
    vocab = _entry(model, "vocab", dict, path)
    special_tokens: dict[str, int] = {}
    for added in _added_tokens(data, path):
        content = _entry(added, "content", str, path)
        index = _entry(added, "id", int, path)
        # Hugging Face itself gives an added token this ID, whatever the file says.
        following = max([len(vocab) - 1, *special_tokens.values()]) + 1
        given = vocab.get(content, special_tokens.get(content, following))
        if index != given:
            raise ValueError(
                f"the added token {content!r} in {path} has the ID {index}, "
                f"but Hugging Face would give it {given}: one of them must be changed"
            )
        special_tokens[content] = index
    ordinary = {
        alias: id_ for alias, id_ in vocab.items() if alias not in special_tokens
    }
    tokenizer = BytePairTokenizer(
        _from_aliases(ordinary),
        _pattern(data.get("pre_tokenizer"), path),
        special_tokens,
    )
    merges = [
        merge.split(" ") if isinstance(merge, str) else merge
        for merge in _entry(model, "merges", list, path)
    ]
    if merges != _printable_merges(tokenizer):
        raise ValueError(
            f"the merges of {path} are not those that its IDs stand for: "
            "a token's ID must say when it was merged"
        )
    return tokenizer


def _check_nothing_else(
    data: Mapping[str, object], model: Mapping[str, object], path: object
) -> None:
    processor = data.get("post_processor")
    found = {
        "model.type": model.get("type") if model.get("type") != "BPE" else None,
        "normalizer": data.get("normalizer"),
        "truncation": data.get("truncation"),
        "padding": data.get("padding"),
        "post_processor": None if _type_of(processor) == "ByteLevel" else processor,
        "model.dropout": model.get("dropout"),
        "model.continuing_subword_prefix": model.get("continuing_subword_prefix"),
        "model.end_of_word_suffix": model.get("end_of_word_suffix"),
        "added_tokens": [
            added
            for added in _added_tokens(data, path)
            if added.get("single_word") or added.get("lstrip") or added.get("rstrip")
        ],
    }
    for name, value in found.items():
        if value:
            raise ValueError(
                f"{name} in {path} is {value!r}: "
                "only plain byte-level byte pair encodings can be read"
            )


def _added_tokens(data: Mapping[str, object], path: object) -> list[dict[str, object]]:
    if data.get("added_tokens") is None:
        return []
    added_tokens = _entry(data, "added_tokens", list, path)
    return [
        _entry({"added token": added}, "added token", dict, path)
        for added in added_tokens
    ]


def _printable_merges(tokenizer: BytePairTokenizer) -> list[list[str]]:
    return [list(map(to_printable, merge)) for merge in tokenizer.merges]


def _type_of(part: object) -> object:
    return part.get("type") if isinstance(part, dict) else None


def _pattern(pre_tokenizer: object, path: object) -> str | None:
    match pre_tokenizer:
        case {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}:
            return None
        case {"type": "ByteLevel", "add_prefix_space": False}:
            return GPT2_PATTERN
        case {
            "type": "Sequence",
            "pretokenizers": [
                {
                    "type": "Split",
                    "pattern": {"Regex": str(pattern)},
                    "behavior": "Isolated" | "Removed" as behavior,
                    "invert": bool(invert),
                },
                {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False},
            ],
        } if invert == (behavior == "Removed"):
            if portable(pattern) != pattern:
                raise ValueError(
                    f"the pattern {pattern!r} in {path} may be read differently here: "
                    "only those that companion.byte_pair_encoding.portable leaves "
                    "as they are can be read"
                )
            return pattern
    raise ValueError(
        f"the pre_tokenizer in {path} is {pre_tokenizer!r}: only ByteLevel without "
        "add_prefix_space, alone or after one Split, can be read"
    )


def _by_rank(tokenizer: BytePairTokenizer) -> list[tuple[bytes, int]]:
    return sorted(tokenizer.ranks.items(), key=lambda item: item[1])


def _from_aliases(vocab: Mapping[str, int]) -> dict[bytes, int]:
    return {from_printable(alias): rank for alias, rank in vocab.items()}


def _read_json(path: str | os.PathLike[str]) -> dict[str, object]:
    try:
        data = json.loads(
            Path(path).read_bytes(), object_pairs_hook=_without_repetition
        )
    except RecursionError:
        raise ValueError(f"{path} cannot be read: it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}") from None
    return _entry({"whole file": data}, "whole file", dict, path)


def _without_repetition(entries: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(entries)
    if len(found) < len(entries):
        counts = Counter(key for key, _ in entries)
        repeated = [key for key, count in counts.items() if count > 1]
        raise ValueError(f"repeated keys: {', '.join(map(repr, repeated[:5]))}")
    return found


def _write_json(data: Mapping[str, object], path: str | os.PathLike[str]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    with new_file(path) as file:
        file.write(text.encode())


def _entry(data: Mapping[str, object], key: str, kind: type[_T], path: object) -> _T:
    value = data.get(key)
    if not isinstance(value, kind):
        raise ValueError(
            f"{key!r} in {path} should be a {kind.__name__}, not {type(value).__name__}"
        )
    return value
