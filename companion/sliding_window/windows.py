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

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from ..arguments import check_size
from .token_ids import IntArray, TokenIds, as_array, check_eot, memmap_arguments

Batch = tuple[Tensor, Tensor]
"""Inputs and targets, each int64 ``(B, T)``."""

# Tokens looked at in one go, so that searching a large file needs little memory.
_BLOCK = 1 << 20


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
        ids = as_array(token_ids)
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

    def __repr__(self) -> str:
        return (
            f"<WindowDataset, {len(self):,} windows of {self.max_length:,} tokens, "
            f"stride {self.stride:,}>"
        )

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
        inputs, targets = self.batch([index])
        return inputs[0], targets[0]

    def __getitems__(self, indices: Sequence[int]) -> list[Batch]:
        """Fetch several windows, as a loader of torch's asks for them: one by one.

        Parameters
        ----------
        indices
            Which windows.

        Returns
        -------
        list of tuple of Tensor
            What `__getitem__` gives for each.

        Raises
        ------
        IndexError
            If there is no such window.
        """
        return list(zip(*self.batch(indices), strict=True))

    def batch(self, indices: Sequence[int]) -> Batch:
        """Fetch several windows at once, as rows.

        Parameters
        ----------
        indices
            Which windows, ``B`` of them; negative numbers count from the end.

        Returns
        -------
        tuple of Tensor
            Inputs and targets, each int64 of shape ``(B, T)``: copies, free to change.

        Raises
        ------
        IndexError
            If there is no such window.

        Examples
        --------
        >>> inputs, targets = WindowDataset(range(10), max_length=3).batch([0, 2])
        >>> inputs.tolist()
        [[0, 1, 2], [6, 7, 8]]
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
        mapped = memmap_arguments(self._ids)
        return self.__dict__ | {"_rows": None, "_ids": mapped or np.asarray(self._ids)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        ids = state["_ids"]
        self._view(np.memmap(mode="r", **ids) if isinstance(ids, dict) else ids)


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


def _document_borders(ids: IntArray, eot: int | None) -> IntArray:
    """Find where documents begin and end: 0, the place after each `eot`, the end."""
    borders = [np.array([0])]
    if eot is not None:
        eot = check_eot(eot, ids.dtype)
        for start in range(0, len(ids), _BLOCK):
            here = ids[start : start + _BLOCK] == eot
            borders.append(np.flatnonzero(here) + start + 1)
    return np.unique(np.concatenate([*borders, [len(ids)]]))


def _count_windows(n_tokens: int, max_length: int, stride: int) -> int:
    """Count the windows of a text, or say that it is too short for one."""
    if n_tokens <= max_length:
        raise ValueError(
            f"the text has {n_tokens} tokens, but a window of max_length {max_length} "
            f"needs {max_length + 1}: {max_length} to read and one to predict after "
            "the last; take a shorter max_length or a longer text"
        )
    return len(range(0, n_tokens - max_length, stride))
