"""One text, thousands of training examples: windows that slide over its tokens.

A window is `max_length` token IDs that a model reads (the input) and the same
stretch moved on by one (the target), so that at every place the target is the token
that comes next. The next window starts `stride` tokens further on.

=========  ==================  ==================
start      input               target
=========  ==================  ==================
0          ``10 11 12 13``     ``11 12 13 14``
2          ``12 13 14 15``     ``13 14 15 16``
=========  ==================  ==================

Neighbouring windows hold nearly the same tokens, so nothing is copied until a batch is
asked for: the dataset keeps the tokens once and works out where each window starts.
"""

from __future__ import annotations

import mmap
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from ..arguments import check_seed, check_size
from ..tokenization import Tokenizer

IntArray = NDArray[np.integer[Any]]
"""Whole numbers of any width."""

TokenIds = Sequence[int] | IntArray | Tensor | os.PathLike[str]
"""Token IDs in memory, or the path of a ``.npy`` file that holds them."""

Batch = tuple[Tensor, Tensor]
"""Inputs and targets, each int64 ``(B, T)``."""

# Tokens looked at in one go, so that searching a large file needs little memory.
_BLOCK = 1 << 20
_MAX_ID = 2**63 - 1  # what int64 holds


class WindowDataset(Dataset[Batch]):
    """Windows over token IDs that are viewed, not copied.

    Whatever the stride, the dataset needs no more memory than the tokens themselves
    (and, with `eot`, three numbers a document). Pickled for a worker process, a
    memory-mapped file is opened again there; other tokens travel with the dataset.

    Parameters
    ----------
    token_ids
        The text as token IDs: a list, an array, a tensor, a memory-mapped file (see
        `open_token_file`) or the path of a ``.npy`` file, which is memory-mapped.
    max_length
        Tokens in a window, ``T``.
    stride
        Tokens from the start of one window to the start of the next. The default,
        `max_length`, makes every token a target once, the first token and the
        remainder at the end apart.
    eot
        The ID that ends a document. If given, no window crosses the border of two
        documents: a document's closing `eot` is never an input. Without it the text
        is one document, whatever it holds.

    Raises
    ------
    TypeError
        If the IDs, the sizes or `eot` are not whole numbers, or a text is given.
    ValueError
        If a size is not positive, an ID is negative, there is no whole window, or the
        type of the IDs cannot hold `eot`.

    Warns
    -----
    UserWarning
        If a stride greater than `max_length` skips tokens, or a document is too short
        for a window.

    Examples
    --------
    >>> windows = WindowDataset([10, 11, 12, 13, 14, 15, 16], max_length=4, stride=2)
    >>> len(windows)
    2
    >>> for inputs, targets in windows:
    ...     print(inputs.tolist(), targets.tolist())
    [10, 11, 12, 13] [11, 12, 13, 14]
    [12, 13, 14, 15] [13, 14, 15, 16]
    """

    def __init__(
        self,
        token_ids: TokenIds,
        max_length: int,
        stride: int | None = None,
        *,
        eot: int | None = None,
    ) -> None:
        ids = _as_array(token_ids)
        self.max_length = check_size("max_length", max_length)
        self.stride = check_size("stride", max_length if stride is None else stride)
        _count_windows(len(ids), self.max_length, self.stride)
        borders = _document_borders(ids, eot)
        room = np.diff(borders) - self.max_length
        fits = room > 0
        if not fits.any():
            raise ValueError(
                f"no document has the {self.max_length + 1} tokens that a window of "
                f"max_length {self.max_length} needs (the longest has "
                f"{int(room.max()) + self.max_length}): take a shorter max_length, or "
                "let windows cross the borders (eot=None)"
            )
        longest = int(room.max())
        if self.stride > self.max_length < longest:
            if longest > self.stride:
                where, skipped = "between two windows", self.stride - self.max_length
            else:
                where, skipped = "after the only window", longest - 1
            warnings.warn(
                f"stride {self.stride} is greater than max_length {self.max_length}: "
                f"{where} {skipped} token{'s' * (skipped > 1)} will never "
                "be a target; take a stride of at most max_length to use them all",
                stacklevel=2,
            )
        if not fits.all():
            warnings.warn(
                f"{int((~fits).sum())} of {len(fits)} documents have fewer than "
                f"max_length + 1 = {self.max_length + 1} tokens and give no window",
                stacklevel=2,
            )
        # How many windows there are up to each document's end, and what to add to a
        # window's number times the step to get the place where it starts.
        self._step = min(self.stride, len(ids))
        counts = -(-room[fits] // self._step)
        self._end = np.cumsum(counts)
        self._shift = borders[:-1][fits] - (self._end - counts) * self._step
        self._view(ids)

    def _view(self, ids: IntArray) -> None:
        """Lay the windows over the tokens: row ``i`` is ``ids[i : i + max_length]``."""
        self._ids = ids
        self._rows = np.lib.stride_tricks.sliding_window_view(ids, self.max_length)

    def __len__(self) -> int:
        return int(self._end[-1])

    def __iter__(self) -> Iterator[Batch]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Batch:
        """Fetch one window.

        Parameters
        ----------
        index
            Which window; negative numbers count from the end.

        Returns
        -------
        tuple of Tensor
            Input and target, each int64 of shape ``(T,)``: copies, free to change.

        Raises
        ------
        IndexError
            If there is no such window.
        """
        inputs, targets = self.__getitems__([index])
        return inputs[0], targets[0]

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        """Fetch a whole batch of windows at once.

        Parameters
        ----------
        indices
            Which windows, ``B`` of them.

        Returns
        -------
        tuple of Tensor
            Inputs and targets, each int64 of shape ``(B, T)``.

        Raises
        ------
        IndexError
            If there is no such window.
        """
        starts = self._starts(indices)
        # Picking rows copies them, so a batch shares no memory with the text.
        inputs, targets = (
            torch.from_numpy(self._rows[rows].astype(np.int64, copy=False))  # (B, T)
            for rows in (starts, starts + 1)
        )
        return inputs, targets

    def _starts(self, indices: Sequence[int]) -> IntArray:
        """Turn numbers of windows into places in the text."""
        numbers = range(len(self))
        try:
            index = np.array([numbers[i] for i in indices], np.int64)
        except IndexError:
            wrong = next(i for i in indices if not -len(self) <= i < len(self))
            raise IndexError(
                f"there is no window {wrong}: the dataset has {len(self)}, numbered "
                f"from 0 to {len(self) - 1}"
            ) from None
        document = np.searchsorted(self._end, index, side="right")
        return np.asarray(index * self._step + self._shift[document])

    def __getstate__(self) -> dict[str, Any]:
        place = _place_in_file(self._ids)
        return self.__dict__ | {"_rows": None, "_ids": place or np.asarray(self._ids)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        ids = state["_ids"]
        self._view(np.memmap(mode="r", **ids) if isinstance(ids, dict) else ids)


def create_dataloader(
    text_or_ids: str | TokenIds,
    tokenizer: Tokenizer | None = None,
    *,
    batch_size: int = 8,
    max_length: int = 256,
    stride: int | None = None,
    eot: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    drop_last: bool = True,
    num_workers: int = 0,
    pin_memory: bool = False,
) -> DataLoader[Batch]:
    """Load batches of windows from a text or from token IDs.

    Parameters
    ----------
    text_or_ids
        A string, which `tokenizer` encodes, or token IDs as `WindowDataset` takes
        them (a file is given as a `pathlib.Path`: a string is always a text).
    tokenizer
        Encodes the text: any of this package's tokenizers, or tiktoken's. Text that
        spells a special token is refused; join documents with `join_documents`.
    batch_size
        Windows in a batch, ``B``.
    max_length, stride, eot
        As for `WindowDataset`.
    shuffle
        Take the windows in a new random order in every epoch.
    seed
        Makes the order the same in every run. By default torch's own generator decides.
    drop_last
        Leave out the last batch if it is smaller than the others.
    num_workers
        Processes that fetch batches beside the main one; 0 fetches in the main process.
    pin_memory
        Put batches in page-locked memory, from which a GPU copies faster.

    Returns
    -------
    DataLoader
        Gives inputs and targets, each int64 of shape ``(B, T)``.

    Raises
    ------
    TypeError
        If a text comes without a tokenizer, `seed` or `num_workers` is not a whole
        number, or as for `WindowDataset`.
    ValueError
        If `drop_last` leaves no batch at all, `seed` does not fit 64 bits,
        `num_workers` is negative, or as for `WindowDataset`.

    Examples
    --------
    >>> loader = create_dataloader(
    ...     range(10, 20), batch_size=2, max_length=3, shuffle=False
    ... )
    >>> for inputs, targets in loader:
    ...     print(inputs.tolist(), targets.tolist())
    [[10, 11, 12], [13, 14, 15]] [[11, 12, 13], [14, 15, 16]]
    """
    batch_size = check_size("batch_size", batch_size)
    num_workers = check_size("num_workers", num_workers, at_least=0)
    generator = (
        None if seed is None else torch.Generator().manual_seed(check_seed(seed))
    )
    if isinstance(text_or_ids, str):
        if tokenizer is None:
            raise TypeError(
                "a text needs a tokenizer: create_dataloader(text, tokenizer, …); "
                "for a file of token IDs give a pathlib.Path"
            )
        text_or_ids = tokenizer.encode(text_or_ids)
    dataset = WindowDataset(text_or_ids, max_length, stride, eot=eot)
    if drop_last and len(dataset) < batch_size:
        raise ValueError(
            f"drop_last=True leaves no batch: there are {len(dataset)} windows and a "
            f"batch takes {batch_size}; take a smaller batch_size or stride, or "
            "drop_last=False"
        )
    return DataLoader(
        dataset,
        batch_size=min(batch_size, len(dataset)),  # torch counts in 64 bits
        shuffle=shuffle,
        generator=generator,
        drop_last=drop_last,
        num_workers=num_workers,
        pin_memory=pin_memory,
        collate_fn=tuple,  # the dataset gives whole batches, as tuples
    )


class Coverage(NamedTuple):
    """How often each token is an input and a target, each int64 ``(n_tokens,)``."""

    inputs: NDArray[np.int64]
    targets: NDArray[np.int64]


def coverage(n_tokens: int, max_length: int, stride: int) -> Coverage:
    """Count how often the windows use each token, without making a window.

    Window ``k`` starts at ``k * stride``, so the windows that read token ``t`` are
    those that start in ``t - max_length + 1 … t``. The windows that have ``t`` as a
    target are those that read ``t - 1``.

    Parameters
    ----------
    n_tokens
        Tokens in the text.
    max_length, stride
        As for `WindowDataset`.

    Returns
    -------
    Coverage
        Two arrays with a count for each token: `inputs` and `targets`.

    Raises
    ------
    TypeError, ValueError
        As for `WindowDataset`.

    Examples
    --------
    >>> inputs, targets = coverage(n_tokens=8, max_length=3, stride=2)
    >>> inputs
    array([1, 1, 2, 1, 2, 1, 1, 0])
    >>> targets
    array([0, 1, 1, 2, 1, 2, 1, 1])
    """
    n_tokens, max_length = (
        check_size("n_tokens", n_tokens),
        check_size("max_length", max_length),
    )
    stride = check_size("stride", stride)
    last = _count_windows(n_tokens, max_length, stride) - 1
    step = min(stride, n_tokens)
    token = np.arange(n_tokens)
    newest = np.minimum(token // step, last)
    oldest = np.minimum(np.maximum((token - max_length) // step + 1, 0), last + 1)
    inputs = newest - oldest + 1
    return Coverage(inputs, np.concatenate([[0], inputs[:-1]]))


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
    eot = _check_eot(eot, np.dtype(np.int64))
    parts: list[IntArray] = [np.empty(0, np.int64)]
    for number, document in enumerate(documents):
        ids = _as_array(document)
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
        If the file is empty or cut off, or `dtype` is missing or does not fit.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ids.npy"
    ...     np.save(path, np.array([40, 367, 2885, 1464, 1807], dtype=np.uint16))
    ...     windows = WindowDataset(path, max_length=4)
    ...     print(windows[0][1].tolist())
    ...     del windows  # Windows deletes no file that is still mapped.
    [367, 2885, 1464, 1807]
    """
    path = Path(path)
    if path.suffix.lower() == ".npy":
        # Arrays of objects would have to be unpickled; numpy refuses to map them.
        ids: IntArray = np.lib.format.open_memmap(path, mode="r")
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
    n_bytes, width = path.stat().st_size, np.dtype(dtype).itemsize
    if n_bytes == 0 or n_bytes % width:
        raise ValueError(
            f"{path.name} has {n_bytes} bytes, which is no whole number of {dtype} "
            f"IDs ({width} bytes each, at least one)"
        )
    return np.memmap(path, dtype, mode="r")


def _place_in_file(ids: IntArray) -> dict[str, Any] | None:
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


def _as_array(token_ids: TokenIds) -> IntArray:
    """View token IDs as a flat array of whole numbers, none of them negative."""
    if isinstance(token_ids, str):
        raise TypeError(
            "token_ids is a text: encode it first (tokenizer.encode(text)); for a "
            "file of token IDs give a pathlib.Path"
        )
    if isinstance(token_ids, os.PathLike):
        ids: NDArray[Any] = open_token_file(token_ids)
    elif isinstance(token_ids, Tensor):
        ids = token_ids.detach().cpu().numpy()
    else:
        ids = np.asanyarray(token_ids)
    if ids.shape == (0,):
        ids = ids.astype(np.int64)  # an empty list says nothing about its type
    if ids.ndim != 1:
        raise ValueError(f"token IDs must be one flat sequence, got shape {ids.shape}")
    if ids.dtype.kind not in "iu":
        raise TypeError(f"token IDs must be whole 64-bit numbers, got {ids.dtype}")
    # Small unsigned IDs cannot be wrong, so a file of them need not be read.
    if ids.size and (ids.dtype.kind == "i" or ids.dtype.itemsize == 8):
        for extreme in (int(ids.min()), int(ids.max())):
            if not 0 <= extreme <= _MAX_ID:
                raise ValueError(
                    f"token IDs go from 0 to {_MAX_ID}, but {extreme} is among them"
                )
    return ids


def _document_borders(ids: IntArray, eot: int | None) -> IntArray:
    """Find where documents begin and end: 0, the place after each `eot`, the end."""
    borders = [np.array([0])]
    if eot is not None:
        eot = _check_eot(eot, ids.dtype)
        for start in range(0, len(ids), _BLOCK):
            here = ids[start : start + _BLOCK] == eot
            borders.append(np.flatnonzero(here) + start + 1)
    return np.unique(np.concatenate([*borders, [len(ids)]]))


def _check_eot(eot: int, dtype: np.dtype[Any]) -> int:
    """Check that the ID that ends a document can stand among IDs of a type."""
    eot = check_size("eot", eot, at_least=0)
    if eot > np.iinfo(dtype).max:
        raise ValueError(
            f"eot is {eot}, which cannot be among IDs of the type {dtype}: they go to "
            f"{np.iinfo(dtype).max}; give the tokenizer's eot_token"
        )
    return eot


def _count_windows(n_tokens: int, max_length: int, stride: int) -> int:
    """Count the windows of a text, or say that it is too short for one."""
    if n_tokens <= max_length:
        raise ValueError(
            f"the text has {n_tokens} tokens, but a window of max_length {max_length} "
            f"needs {max_length + 1}: {max_length} to read and one to predict after "
            "the last; take a shorter max_length or a longer text"
        )
    return len(range(0, n_tokens - max_length, stride))
