"""The parts of token files: how one is made.

A part is made by a pure function of its text, the tokenizer and nothing else, into a
file that is named after both. So it does not matter who makes it, in which order, and
how often: this process, other processes on all cores, or the workers of a cluster.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tiktoken
from numpy.typing import NDArray

from ..byte_pair_encoding.tokenizer import BytePairTokenizer
from ..tokenization import Tokenizer
from .cutting import Part, Piece
from .folder import new_file

_FORMAT = "companion token part, version 1"

TokenArray = NDArray[np.unsignedinteger[Any]]
"""Token IDs of one or more parts, `uint16` or `uint32`, shape ``(n_tokens,)``."""


class Job(NamedTuple):
    """What is the same for all parts, beside the tokenizer."""

    folder: str  # of the parts
    tokenizer: str  # its SHA-256
    dtype: str  # "<u2" or "<u4"
    eot: int  # the ID that closes a document
    only_hash: bool  # hash the text and make nothing


class Outcome(NamedTuple):
    """What became of a part."""

    number: int
    sha256: str  # the name of its file
    n_bytes: int  # of text
    problems: dict[str, str]  # from path to reason; if there are any, there is no file


def part_path(job: Job, sha256: str) -> Path:
    """Return where the file of a part is.

    Parameters
    ----------
    job
        The job.
    sha256
        The hash of the part.

    Returns
    -------
    Path
        The file, which need not exist.
    """
    return Path(job.folder, f"{sha256}.bin")


def load_part(job: Job, sha256: str) -> TokenArray:
    """Read the token IDs of a part.

    Parameters
    ----------
    job
        The job.
    sha256
        The hash of the part.

    Returns
    -------
    TokenArray
        The IDs, ``(n_tokens,)``, mapped into memory.

    Raises
    ------
    FileNotFoundError
        If the part has no file.
    ValueError
        If the file is damaged.
    """
    path = part_path(job, sha256)
    try:
        ids: TokenArray = np.load(path, mmap_mode="r", allow_pickle=False)
    except (EOFError, ValueError) as error:
        raise ValueError(f"{path} is damaged: delete it, and start again") from error
    return ids


def _is_finished(job: Job, sha256: str) -> bool:
    try:
        load_part(job, sha256)
    except (FileNotFoundError, ValueError):
        return False
    return True


def make_part(job: Job, tokenizer: Tokenizer, numbered: tuple[int, Part]) -> Outcome:
    """Tokenize a part into its file, unless that is there already.

    Parameters
    ----------
    job
        The job.
    tokenizer
        The tokenizer.
    numbered
        The part and its number.

    Returns
    -------
    Outcome
        Its hash, or why files of it cannot be used.

    Raises
    ------
    OSError
        If the part's file cannot be written, for example because the disk is full, or
        the folder is not there.
    MemoryError
        If there is too little memory.
    """
    number, part = numbered
    if not (job.only_hash or os.path.isdir(job.folder)):
        reason = "a worker does not see this folder, which all of them must share"
        raise FileNotFoundError(errno.ENOENT, reason, job.folder)
    contents: list[bytes] = []
    problems: dict[str, str] = {}
    for piece in part:
        try:
            contents.append(_read(piece))
        except (OSError, ValueError) as error:
            problems[piece.path] = _reason(error)
    sha256 = "" if problems else _hash(job, part, contents)
    if not (problems or job.only_hash or _is_finished(job, sha256)):
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
                problems[piece.path] = _reason(error)
        if not problems:
            with new_file(part_path(job, sha256), job.folder) as file:
                np.save(file, np.concatenate(arrays).astype(job.dtype, copy=False))
    return Outcome(number, sha256, sum(p.end - p.begin for p in part), problems)


def _read(piece: Piece) -> bytes:
    with open(piece.path, "rb") as file:
        file.seek(piece.begin)
        content = file.read(piece.end - piece.begin)
    if len(content) < piece.end - piece.begin:
        raise ValueError("became shorter while it was read")
    return content


def _hash(job: Job, part: Part, contents: list[bytes]) -> str:
    """Hash everything on which the IDs of a part depend."""
    settings = (_FORMAT, job.tokenizer, job.dtype, job.eot)
    digest = hashlib.sha256(repr(settings).encode())
    for piece, content in zip(part, contents, strict=True):
        # With the lengths, no two ways to divide the same bytes have the same hash.
        digest.update(repr((len(content), piece.begin == 0, piece.is_last)).encode())
        digest.update(content)
    return digest.hexdigest()


def _tokenize(
    job: Job, tokenizer: Tokenizer, piece: Piece, content: bytes
) -> TokenArray:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"not UTF-8: byte {content[error.start]:#04x} at place "
            f"{piece.begin + error.start}"
        ) from None
    if piece.begin == 0:
        text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    ids = _encode(tokenizer, text, job.dtype)
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
            tokenizer = BytePairTokenizer(
                tokenizer._mergeable_ranks,
                tokenizer._pat_str,
                tokenizer._special_tokens,
            )
    return np.array(tokenizer.encode(text, disallowed_special=()), dtype)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or repr(error)
