"""Token IDs wherever they are: lists, arrays, tensors, and files mapped into memory."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..arguments import check_size, shortened
from ..storage.arrays import map_array
from ..storage.files import check_no_device

IntArray = NDArray[np.integer[Any]]
"""Whole numbers of any width."""

TokenIds = Sequence[int] | IntArray | Tensor | os.PathLike[str]
"""Token IDs in memory, or the path of a ``.npy`` file that holds them."""

_WITH_HEADER = (
    "one of llm.c's: its numbers follow a header of 1,024 bytes, so give "
    "numpy.memmap(path, dtype, 'r', 1024) instead of the path"
)
_OTHERS = {  # how files begin that are taken for bare numbers
    b"\x93NUMPY": "a .npy file: give it that ending",
    b"PK\x03\x04": "a zip archive, as numpy.savez and torch.save write it",
    b"\x80\x04\x95": "a pickle, which can run code",
    b"\x80\x05\x95": "a pickle, which can run code",
    (20240520).to_bytes(4, "little"): _WITH_HEADER,
    (20240801).to_bytes(4, "little"): _WITH_HEADER,
}
_MAX_ID = 2**63 - 1  # what int64 holds


def join_documents(documents: Iterable[TokenIds], eot: int) -> NDArray[np.int64]:
    """Join documents into one text, each closed by the end-of-text token.

    Parameters
    ----------
    documents
        The token IDs of each document.
    eot
        The ID that ends a document: ``tokenizer.eot_token``.

    Returns
    -------
    numpy.ndarray
        The IDs, int64 of shape ``(n_tokens,)``.

    Raises
    ------
    TypeError
        If a document is a text, or its IDs or `eot` are not whole numbers.
    ValueError
        If an ID is negative or does not fit int64, or if a document holds `eot` itself,
        since that would cut the document in two.

    Examples
    --------
    >>> join_documents([[5, 6, 7], [8, 9]], eot=0)
    array([5, 6, 7, 0, 8, 9, 0])
    """
    eot = check_eot(eot, np.dtype(np.int64))
    parts: list[IntArray] = [np.empty(0, np.int64)]
    for number, document in enumerate(documents):
        ids = as_array(document)
        if (ids == eot).any():
            raise ValueError(
                f"document {number} already holds the end-of-text ID {eot}: leave it "
                "out, it is added after each document"
            )
        parts += [ids.astype(np.int64, copy=False), np.array([eot])]
    return np.concatenate(parts)


def open_token_file(path: str | os.PathLike[str], dtype: str | None = None) -> IntArray:
    """Memory-map a file of token IDs, so that only what is used is read.

    Parameters
    ----------
    path
        A ``.npy`` file, as `numpy.save` writes it, or a file of bare numbers.
    dtype
        What a file of bare numbers holds: ``"uint16"`` (IDs below 65,536, such as
        GPT-2's) or ``"uint32"``. A ``.npy`` file says so itself.

    Returns
    -------
    numpy.memmap
        The IDs, read-only.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the path is a folder, the file is empty, cut off or damaged, or `dtype` is
        missing or does not fit. The error names the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ids.npy"
    ...     np.save(path, np.array([40, 367, 2885, 1464, 1807], dtype=np.uint16))
    ...     ids = open_token_file(path)
    ...     print(ids[1:].tolist())
    ...     del ids  # Windows deletes no file that is still mapped.
    [367, 2885, 1464, 1807]
    """
    path = Path(path)
    if path.is_dir():
        raise ValueError(
            f"{path} is a folder, not a file of token IDs: in one that `companion "
            f"tokenize` made, the file is {path / 'tokens.npy'}"
        )
    if path.suffix.lower() == ".npy":
        # Arrays of objects would have to be unpickled; they are refused.
        ids: IntArray = map_array(path)
        if dtype not in (None, ids.dtype.name):
            raise ValueError(
                f"dtype is {dtype!r}, but {path.name} says that it holds "
                f"{ids.dtype.name}: leave the dtype out"
            )
        return ids
    if dtype not in ("uint16", "uint32"):
        raise ValueError(
            f"dtype is {dtype!r}, but a file of bare numbers ({path.name}) needs "
            "'uint16' or 'uint32': open_token_file(path, 'uint16')"
        )
    check_no_device(path)
    n_bytes, width = path.stat().st_size, np.dtype(dtype).itemsize
    if n_bytes == 0 or n_bytes % width:
        raise ValueError(
            f"{path.name} has {n_bytes} bytes, which is no whole number of {dtype} "
            f"IDs ({width} bytes each, at least one)"
        )
    with open(path, "rb") as file:
        beginning = file.read(64)
    if n_bytes >= 8 and not beginning.strip(b"0123456789,;[]- \t\r\n"):
        raise ValueError(
            f"{path.name} is no file of bare numbers, but a text of them, as in "
            f"{shortened(beginning)}: read it, and give the IDs"
        )
    for signature, kind in _OTHERS.items():
        if beginning.startswith(signature):
            raise ValueError(f"{path.name} is no file of bare numbers, but {kind}")
    return np.memmap(path, dtype, mode="r")


def as_array(token_ids: TokenIds) -> IntArray:
    """View token IDs as a flat array of whole numbers, none of them negative."""
    if isinstance(token_ids, str):
        raise TypeError(
            "token_ids is a text: encode it first (tokenizer.encode(text)); for a "
            "file of token IDs give a pathlib.Path"
        )
    where = ""
    if isinstance(token_ids, os.PathLike):
        ids: NDArray[Any] = open_token_file(token_ids)
        where = f" in {os.fspath(token_ids)}"
    elif isinstance(token_ids, Tensor):
        ids = token_ids.detach().cpu().numpy()
    else:
        ids = np.asanyarray(token_ids)
    if ids.shape == (0,):
        ids = ids.astype(np.int64)  # an empty list says nothing about its type
    if ids.ndim != 1:
        raise ValueError(f"token IDs must be one flat sequence, got shape {ids.shape}")
    if ids.dtype.kind not in "iu":
        raise TypeError(
            f"token IDs{where} must be whole 64-bit numbers, got {ids.dtype}"
        )
    # Small unsigned IDs cannot be wrong, so a file of them need not be read.
    if ids.size and (ids.dtype.kind == "i" or ids.dtype.itemsize == 8):
        for extreme in (int(ids.min()), int(ids.max())):
            if not 0 <= extreme <= _MAX_ID:
                raise ValueError(
                    f"token IDs{where} go from 0 to {_MAX_ID}, but {extreme} is among "
                    "them"
                )
    return ids


def memmap_arguments(ids: IntArray) -> dict[str, Any] | None:
    """Say which part of which file is mapped, in `numpy.memmap`'s words, if any is."""
    if not isinstance(ids, np.memmap) or ids.filename is None:
        return None
    if ids.mode == "c" or not ids.flags.c_contiguous or not ids.size:
        return None
    # numpy keeps the offset of the whole map, even in a part of it.
    whole = np.frombuffer(ids._mmap, np.uint8)  # type: ignore[attr-defined]
    begin = ids.offset - ids.offset % mmap.ALLOCATIONGRANULARITY
    offset = begin + ids.ctypes.data - whole.ctypes.data
    return {
        "filename": ids.filename,
        "dtype": ids.dtype,
        "offset": offset,
        "shape": ids.shape,
    }


def check_eot(eot: int, dtype: np.dtype[Any]) -> int:
    """Check that the ID that ends a document can stand among IDs of a type."""
    eot = check_size("eot", eot, at_least=0)
    if eot > np.iinfo(dtype).max:
        raise ValueError(
            f"eot is {eot}, which cannot be among IDs of the type {dtype}: they go to "
            f"{np.iinfo(dtype).max}; give the tokenizer's eot_token"
        )
    return eot
