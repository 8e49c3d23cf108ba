"""The parts of token files: how one is made.

A part is made by a pure function of its text, the tokenizer and nothing else, into a
file that is named after both. So it does not matter who makes it, in which order, and
how often: this process, other processes on all cores, or the workers of a cluster.
"""

from __future__ import annotations

import errno
import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tiktoken

from ..byte_pair_encoding.files import definition
from ..byte_pair_encoding.tokenizer import BytePairTokenizer
from ..storage.arrays import map_array, write_array
from ..storage.files import new_file
from ..storage.texts import decode_text
from ..tokenization import Tokenizer
from .cutting import Part, Piece
from .reading import TokenArray
from .tokenizer import TokenizerFile, received

_FORMAT = "companion token part, version 2"

NumberedPart = tuple[int, Part]
"""A part, and the how manyth of its job it is."""


class Job(NamedTuple):
    """What is the same for all parts."""

    folder: str  # of the parts
    tokenizer_sha256: str  # see `tokenizer.identity`
    dtype: str  # "<u2" or "<u4"
    eot: int  # the ID that closes a document


class Outcome(NamedTuple):
    """What became of a part."""

    number: int
    sha256: str  # the name of its file
    n_bytes: int  # of text
    problems: dict[str, str]  # from path to reason; if there are any, there is no file


def part_path(job: Job, sha256: str) -> Path:
    """Return where the file of a part is, or would be."""
    return Path(job.folder, f"{sha256}.bin")


def load_part(job: Job, sha256: str) -> TokenArray:
    """Map the token IDs of a part into memory: a `ValueError` if it is damaged."""
    path = part_path(job, sha256)
    try:
        ids: TokenArray = map_array(path, [job.dtype])
    except ValueError as error:
        raise ValueError(f"{error}: delete the file, and start again") from error
    return ids


def hash_part(job: Job, numbered: NumberedPart) -> Outcome:
    """Say what a part is called, without making it."""
    return _read_part(job, numbered)[0]


def make_part(job: Job, tokenizer: Tokenizer, numbered: NumberedPart) -> Outcome:
    """Tokenize a part into its file, unless that is there already."""
    _see_folder(job)
    outcome, contents = _read_part(job, numbered)
    part = numbered[1]
    if outcome.problems or _is_finished(job, part, outcome.sha256):
        return outcome
    arrays: list[TokenArray] = []
    for piece, content in zip(part, contents, strict=True):
        try:
            arrays.append(_tokenize(job, tokenizer, piece, content))
        except MemoryError as error:  # which another text may have used up
            size = piece.end - piece.begin
            raise MemoryError(
                f"{piece.path}: not enough memory to encode {size:,} bytes at a "
                "time; fewer processes need less"
            ) from error
        except Exception as error:
            # Whatever a tokenizer cannot do with a text is a problem of that text.
            outcome.problems[piece.path] = reason(error)
    if not outcome.problems:
        with new_file(part_path(job, outcome.sha256), job.folder) as file:
            write_array(file, np.concatenate(arrays).astype(job.dtype, copy=False))
    return outcome


def make_part_elsewhere(
    job: Job, tokenizer_file: TokenizerFile, numbered: NumberedPart
) -> Outcome:
    """Do as `make_part` does, in another process than the job's own."""
    _see_folder(job)
    return make_part(job, received(tokenizer_file), numbered)


def _see_folder(job: Job) -> None:
    if not os.path.isdir(job.folder):
        reason = "a worker does not see this folder, which all of them must share"
        raise FileNotFoundError(errno.ENOENT, reason, job.folder)


def _read_part(job: Job, numbered: NumberedPart) -> tuple[Outcome, list[bytes]]:
    """Read a part and say what it is called; its contents, if all could be read."""
    number, part = numbered
    contents: list[bytes] = []
    problems: dict[str, str] = {}
    for piece in part:
        try:
            contents.append(_read(piece))
        except (OSError, ValueError) as error:
            problems[piece.path] = reason(error)
    sha256 = "" if problems else _hash(job, part, contents)
    n_bytes = sum(piece.end - piece.begin for piece in part)
    return Outcome(number, sha256, n_bytes, problems), contents


def _read(piece: Piece) -> bytes:
    with open(piece.path, "rb") as file:
        file.seek(piece.begin)
        content = file.read(piece.end - piece.begin)
    if len(content) < piece.end - piece.begin:
        raise ValueError("became shorter while it was read")
    return content


def _hash(job: Job, part: Part, contents: list[bytes]) -> str:
    """Hash everything on which the IDs of a part depend."""
    settings = (_FORMAT, job.tokenizer_sha256, job.dtype, job.eot)
    digest = hashlib.sha256(repr(settings).encode())
    for piece, content in zip(part, contents, strict=True):
        # With the lengths, no two ways to divide the same bytes have the same hash.
        digest.update(repr((len(content), piece.begin == 0, piece.is_last)).encode())
        digest.update(content)
    return digest.hexdigest()


def _is_finished(job: Job, part: Part, sha256: str) -> bool:
    """Say whether a part is there, whole, and closes as many documents as it should."""
    try:
        ids = load_part(job, sha256)
    except (FileNotFoundError, ValueError):
        return False
    ends = sum(piece.is_last for piece in part)
    return int(np.count_nonzero(ids == job.eot)) == ends


def _tokenize(
    job: Job, tokenizer: Tokenizer, piece: Piece, content: bytes
) -> TokenArray:
    ids = _encode(tokenizer, decode_text(content, piece.begin), job.dtype)
    if (ids == job.eot).any():
        raise ValueError(
            f"the tokenizer gives its end-of-text ID {job.eot} for ordinary text"
        )
    return np.append(ids, ids.dtype.type(job.eot)) if piece.is_last else ids


def _encode(tokenizer: Tokenizer, text: str, dtype: str) -> TokenArray:
    if isinstance(tokenizer, tiktoken.Encoding):
        try:
            # Without a list of Python's numbers in between.
            ids = tokenizer.encode_to_numpy(text, disallowed_special=())
            return ids.astype(dtype)
        except ValueError:
            # A run of a million spaces is too much for tiktoken's pattern matcher.
            tokenizer = _as_ours(tokenizer)
    return np.array(tokenizer.encode(text, disallowed_special=()), dtype)


@lru_cache(maxsize=1)
def _as_ours(encoding: tiktoken.Encoding) -> BytePairTokenizer:
    return BytePairTokenizer(*definition(encoding))


def reason(error: Exception) -> str:
    """Say in a few words why a file cannot be used."""
    return getattr(error, "strerror", None) or str(error) or repr(error)
