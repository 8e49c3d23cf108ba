"""The tokenizer of a job: what it is, as a hash, and how it gets to other processes.

The hash, its identity, is part of the names of a job's parts and of what a finished
folder says of itself. It is taken of what a tokenizer *is*, not of a pickle: a pickle
differs with the order of a dictionary, the version of Python and the name of a module,
and the tokenizer is still the same.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import tiktoken

from ..byte_pair_encoding.files import definition
from ..byte_pair_encoding.patterns import GPT2_PATTERN, portable
from ..byte_pair_encoding.tokenizer import BytePairTokenizer
from ..special_tokens import MarkedWordTokenizer
from ..storage.files import new_file
from ..tokenization import Tokenizer
from ..vocabulary import WordTokenizer
from .cutting import GPT2_SPELLINGS

_WORDS = {WordTokenizer: "words", MarkedWordTokenizer: "marked words"}


def identity(tokenizer: Tokenizer) -> str:
    """Return a hash that two tokenizers share if they are the same.

    Of a byte pair encoding, ours or tiktoken's, that is its pattern, its tokens by ID
    and its special tokens by ID; of a word tokenizer, its vocabulary and whether it
    keeps whitespace. Of a tokenizer of any other class it is a pickle, since nothing
    else of it is known. Then the class and everything in it has to stay as it was.

    Examples
    --------
    >>> from companion.byte_pair_encoding import load_gpt2, to_tiktoken
    >>> gpt2 = load_gpt2()
    >>> identity(gpt2) == identity(to_tiktoken(gpt2))
    True
    """
    digest = hashlib.sha256()
    # A subclass may do otherwise than its class, so only the classes themselves count.
    if type(tokenizer) in (BytePairTokenizer, tiktoken.Encoding):
        ranks, pattern, special_tokens = definition(tokenizer)  # type: ignore[arg-type]
        tokens = dict(ranks)
        specials = {name.encode(): index for name, index in special_tokens.items()}
        settings = repr(("byte pairs", _one_spelling(pattern, tokenizer)))
    elif isinstance(tokenizer, WordTokenizer) and type(tokenizer) in _WORDS:
        tokens = {
            token.encode("utf-8", "surrogatepass"): index
            for token, index in tokenizer.vocab.items()
        }
        specials = {}
        marks = getattr(tokenizer, "specials", ())
        settings = repr((_WORDS[type(tokenizer)], tokenizer.keep_whitespace, marks))
    else:
        # One protocol for all versions of Python.
        return hashlib.sha256(pickle.dumps(tokenizer, protocol=4)).hexdigest()
    for part in (settings.encode(), *_by_id(tokens), b"special", *_by_id(specials)):
        # With their lengths, no two ways to divide the same bytes are alike.
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def _by_id(tokens: Mapping[bytes, int]) -> Iterator[bytes]:
    for token, index in sorted(tokens.items(), key=lambda item: item[1]):
        yield index.to_bytes(8, "little") + token


def _one_spelling(pattern: str | None, tokenizer: object) -> str:
    """Write a pattern so that equal ones are written alike."""
    if pattern is None:
        return r"[\s\S]+"
    if pattern in GPT2_SPELLINGS:
        return GPT2_PATTERN
    try:
        return portable(pattern)
    except ValueError:  # The libraries may read this one differently.
        return f"{pattern} as {type(tokenizer).__name__} reads it"


class TokenizerFile(NamedTuple):
    """A tokenizer on its way to other processes: a file of this run, and its hash."""

    path: str
    sha256: str


@contextmanager
def sent(tokenizer: Tokenizer, folder: str) -> Iterator[TokenizerFile]:
    """Put a tokenizer where other processes find it, for as long as they need it.

    It is no argument of theirs: it is more than a pipe holds, and if a process died
    before it had read its arguments, this one would go on writing for ever.
    """
    path = Path(folder, "tokenizer")
    pickled = pickle.dumps(tokenizer)
    with new_file(path, folder) as file:
        file.write(pickled)
    try:
        yield TokenizerFile(str(path), hashlib.sha256(pickled).hexdigest())
    finally:
        path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def received(file: TokenizerFile) -> Tokenizer:
    """Return, in another process, the tokenizer that was sent.

    This is the only place where something is unpickled, and to unpickle is to run
    whatever the file says. So it must be, byte for byte, what the main process of this
    run has written: it has told the hash by another way, the one by which it tells
    what to do. What an earlier run has left is never read.
    """
    pickled = Path(file.path).read_bytes()
    if hashlib.sha256(pickled).hexdigest() != file.sha256:
        raise ValueError(f"{file.path} has changed since it was written")
    found: Tokenizer = pickle.loads(pickled)
    return found
