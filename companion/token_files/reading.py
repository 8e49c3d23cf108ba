"""Finished token files, mapped into memory if they are what their manifest says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..storage.arrays import map_array
from .folder import read_manifest

TokenArray = NDArray[np.unsignedinteger[Any]]
"""Token IDs, `uint16` or `uint32`, shape ``(n_tokens,)``."""


class TokenFiles(NamedTuple):
    """Finished token files, mapped into memory."""

    ids: TokenArray  # (n_tokens,), uint16 or uint32
    documents: NDArray[np.int64]  # (n_documents + 1,), the starts, and the end
    eot: int  # the ID that closes each document


def open_token_files(folder: str | os.PathLike[str]) -> TokenFiles:
    """Map finished token files into memory.

    To train on them, give ``ids`` to `companion.sliding_window.WindowDataset`, and
    ``eot`` too if no window is to cross the border of two documents.

    Parameters
    ----------
    folder
        What `tokenize_files` made.

    Returns
    -------
    TokenFiles
        The files, mapped into memory.

    Raises
    ------
    ValueError
        If the folder does not hold finished token files, or one of them is missing or
        damaged: cut, of another type, or of another job. The error names the file.
    OSError
        If a file cannot be read.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    if manifest is None:
        raise ValueError(
            f"{folder} holds no finished token files: make them with `companion "
            "tokenize`; the same command goes on with a job that was stopped"
        )
    ids = _map(folder / "tokens.npy", manifest.dtype, manifest.n_tokens)
    if ids[-1] != manifest.eot:
        raise _damaged(folder / "tokens.npy", f"it does not end with {manifest.eot}")
    path = folder / "documents.npy"
    documents = _map(path, "<i8", manifest.n_documents + 1)
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if manifest.documents_sha256 not in (None, found):
        raise _damaged(path, "its SHA-256 is not the one in manifest.json")
    # What version 1 wrote has no such hash.
    ends = documents[0], documents[-1]
    if ends != (0, manifest.n_tokens) or (np.diff(documents) < 1).any():
        raise _damaged(path, f"it does not go up from 0 to {manifest.n_tokens}")
    return TokenFiles(ids, documents, manifest.eot)


def _map(path: Path, dtype: str, length: int) -> Any:
    """Map a file of token files into memory, if it is what the manifest says."""
    try:
        found = map_array(path, [dtype])
    except FileNotFoundError:
        raise _damaged(path, "it is missing") from None
    except ValueError as error:
        raise _damaged(path, str(error)) from None
    if len(found) != length:
        raise _damaged(
            path, f"it holds {len(found):,} numbers, by manifest.json {length:,}"
        )
    return found


def _damaged(path: Path, reason: str) -> ValueError:
    return ValueError(
        f"{path} does not belong to these token files, or is damaged ({reason}): "
        "delete the folder, and make it again"
    )
