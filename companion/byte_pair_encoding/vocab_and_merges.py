"""GPT-2's two files: ``vocab.json`` and ``merges.txt``, or other names for them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from ..arguments import shortened
from ..special_tokens import END_OF_TEXT
from ..storage.files import read_bytes
from .files import (
    BYTES_NEEDED,
    entry,
    from_aliases,
    make_tokenizer,
    printable_ranks,
    read_json,
    write_json,
    write_text,
)
from .merging import made_by
from .patterns import GPT2_PATTERN
from .printable import from_printable, to_printable
from .tokenizer import BytePairTokenizer


def load_vocab_and_merges(
    vocab: str | os.PathLike[str],
    merges: str | os.PathLike[str],
    pattern: str = GPT2_PATTERN,
    special_tokens: Collection[str] = (END_OF_TEXT,),
) -> BytePairTokenizer:
    """Read ``vocab.json`` and ``merges.txt``, or GPT-2's two files of other names.

    Parameters
    ----------
    vocab
        The file with the IDs: JSON, from a token in printable form to its ID.
    merges
        The file with the merges: a pair on each line, in order, below a first line that
        begins with ``#version``.
    pattern
        The pattern that belongs to the table; the files do not hold it.
    special_tokens
        Which entries of `vocab` are special tokens. Those that it has not are left out.

    Returns
    -------
    BytePairTokenizer
        The tokenizer.

    Raises
    ------
    OSError
        If a file cannot be read.
    ValueError
        If one is malformed, or the merges are not those that the IDs stand for.
    """
    ids = read_json(vocab)
    specials = {
        name: entry(ids, name, int, vocab) for name in special_tokens if name in ids
    }
    ordinary = {name: id_ for name, id_ in ids.items() if name not in specials}
    tokenizer = make_tokenizer(
        from_aliases(ordinary, str(vocab)), pattern, specials, str(vocab), BYTES_NEEDED
    )
    check_merges(_read_merges(merges), tokenizer, str(merges))
    return tokenizer


def save_vocab_and_merges(
    tokenizer: BytePairTokenizer, folder: str | os.PathLike[str]
) -> None:
    """Write ``vocab.json`` and ``merges.txt`` into a folder, for other libraries.

    Parameters
    ----------
    tokenizer
        The tokenizer. Its pattern is not written: these files have no place for it.
    folder
        The folder, which is made if it is not there. Files that are there are replaced.

    Raises
    ------
    ValueError
        If a token cannot be reached by merges, or is spelt like a special token.
    """
    merges, unreached = made_by(tokenizer.ranks)
    if unreached:
        raise ValueError(
            f"no merge of two tokens gives {shortened(unreached[0])}: these files have "
            "no place for such a token, but to_hugging_face writes it"
        )
    lines = ["#version: 0.2", *map(" ".join, printable_pairs(merges))]
    vocab = with_special_tokens(tokenizer)
    Path(folder).mkdir(parents=True, exist_ok=True)
    write_json(vocab, Path(folder) / "vocab.json")
    write_text("\n".join(lines) + "\n", Path(folder) / "merges.txt")


def _read_merges(path: str | os.PathLike[str]) -> list[list[str]]:
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a text in UTF-8: {error}") from None
    merges = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or (number == 1 and line.startswith("#version")):
            continue
        pair = line.rstrip("\r").split(" ")
        if len(pair) != 2:
            raise ValueError(
                f"line {number} of {path} is {shortened(line)}: it should be two "
                "tokens with a space between them"
            )
        merges.append(pair)
    return merges


def check_merges(
    merges: list[list[str]],
    tokenizer: BytePairTokenizer,
    where: str,
    *,
    words_first: bool = False,
) -> None:
    """Check that merges in a file do what the IDs of its tokens say.

    Encoding merges the two neighbours whose token has the lowest ID. A list of merges
    does the same if it is in the order of those IDs and has the merge by which each
    token is made; it may also name the other ways to split a token, as Llama 3's does.
    A token that no merge gives is right only where whole pre-tokens are looked up first
    (`words_first`), as Llama 3's are, too.
    """
    ids = printable_ranks(tokenizer)
    made = [ids.get("".join(pair), -1) for pair in merges]
    for place, (pair, made_id) in enumerate(zip(merges, made, strict=True)):
        if made_id < 0 or not ids.keys() >= set(pair):
            raise ValueError(
                f"{where}: merge {place} is {shortened(pair)}, and not all of its "
                "parts and what it makes are tokens"
            )
    found, unreached = made_by(tokenizer.ranks)
    if unreached and not words_first:
        raise ValueError(
            f"{where}: no merge of two tokens gives {shortened(unreached[0])}; if it "
            "is a special token, the file must say so"
        )
    needed = set(map(tuple, printable_pairs(found)))
    if made != sorted(made) or not needed <= set(map(tuple, merges)):
        raise ValueError(
            f"{where}: the merges are not those that the IDs stand for: a token's ID "
            "must say when it was merged"
        )


def check_words_first(special_tokens: Collection[str], where: str) -> None:
    """Check that no word is found among the special tokens, where words come first.

    In such a file both stand in one table, words in printable form: there "Ġtea" as a
    special token is what " tea" as a word is.
    """
    for special in special_tokens:
        with suppress(ValueError):
            if (word := from_printable(special)) != special.encode():
                break
    else:
        return
    raise ValueError(
        f"{where}: the special token {shortened(special)} is written as the word "
        f"{shortened(word)} is, and words are looked up first (ignore_merges)"
    )


def printable_pairs(merges: Iterable[tuple[bytes, bytes]]) -> list[list[str]]:
    """Return merges as pairs of tokens in printable form."""
    return [list(map(to_printable, merge)) for merge in merges]


def with_special_tokens(tokenizer: BytePairTokenizer) -> dict[str, int]:
    """Return all tokens as other libraries have them: in one table."""
    vocab = printable_ranks(tokenizer)
    for special in tokenizer.special_tokens:
        if special in vocab:
            raise ValueError(
                f"{shortened(special)} is a special token and an ordinary one: "
                "such a file cannot hold both"
            )
    return vocab | tokenizer.special_tokens
