"""Batches of windows, from a text or from token IDs."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from multiprocessing import get_all_start_methods
from typing import Literal

import torch
from torch.utils.data import DataLoader, Dataset

from ..arguments import check_seed, check_size
from ..tokenization import Tokenizer
from .token_ids import TokenIds
from .windows import Batch, WindowDataset


class WholeBatches(Dataset[Batch]):
    """The same windows for the loaders of this package, a batch at a time.

    A loader of torch's asks for a list of windows and stacks them. Rows picked at once
    take half the time; the loader must then leave them as they are
    (``collate_fn=tuple``), so this is for no other.
    """

    def __init__(self, windows: WindowDataset) -> None:
        self.windows = windows

    def __repr__(self) -> str:
        return repr(self.windows)

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, index: int) -> Batch:
        """Fetch one window, ``(T,)``."""
        return self.windows[index]

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        """Fetch a whole batch, ``(B, T)``."""
        return self.windows.batch(indices)


def create_dataloader(
    text_or_ids: str | TokenIds,
    tokenizer: Tokenizer | None = None,
    *,
    allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
    batch_size: int = 8,
    max_length: int = 256,
    stride: int | None = None,
    eot: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    drop_last: bool = True,
    num_workers: int = 0,
    persistent_workers: bool = False,
    prefetch_factor: int | None = None,
    multiprocessing_context: str | None = None,
    pin_memory: bool = False,
) -> DataLoader[Batch]:
    """Load batches of windows from a text or from token IDs.

    Parameters
    ----------
    text_or_ids
        A string, which `tokenizer` encodes, or token IDs as `WindowDataset` takes
        them (a file is given as a `pathlib.Path`: a string is always a text).
    tokenizer
        Encodes the text: any of this package's tokenizers, or tiktoken's.
    allowed_special
        The special tokens to recognise in the text, or ``"all"``. Text that spells
        another one is refused. In a text of one's own this is how documents are
        marked off, ``{"<|endoftext|>"}``; users' texts are joined as IDs, with
        `join_documents`, so that nobody can smuggle in a mark.
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
    persistent_workers
        Keep these processes from one epoch to the next, instead of starting them anew.
    prefetch_factor
        Batches that each of them fetches ahead, by default 2.
    multiprocessing_context
        How they are started: ``"spawn"``, ``"fork"`` or ``"forkserver"``, by default
        as Python does on this system.
    pin_memory
        Put batches in page-locked memory, from which a GPU copies faster.

    Returns
    -------
    DataLoader
        Gives inputs and targets, each int64 of shape ``(B, T)``.

    Raises
    ------
    TypeError
        If a text comes without a tokenizer, `seed`, `num_workers` or
        `prefetch_factor` is not a whole number, or as for `WindowDataset`.
    ValueError
        If the text holds a special token that is not allowed, `drop_last` leaves no
        batch at all, `seed` does not fit 64 bits, `num_workers` is negative, what
        concerns workers is given without any, this system has no such way to start
        them, or as for `WindowDataset`.

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
    if prefetch_factor is not None:
        prefetch_factor = check_size("prefetch_factor", prefetch_factor)
    _check_workers(
        num_workers,
        persistent_workers=persistent_workers,
        prefetch_factor=prefetch_factor,
        multiprocessing_context=multiprocessing_context,
    )
    generator = (
        None if seed is None else torch.Generator().manual_seed(check_seed(seed))
    )
    if isinstance(text_or_ids, str):
        if tokenizer is None:
            raise TypeError(
                "a text needs a tokenizer: create_dataloader(text, tokenizer, …); "
                "for a file of token IDs give a pathlib.Path"
            )
        text_or_ids = tokenizer.encode(text_or_ids, allowed_special=allowed_special)
    dataset = WindowDataset(text_or_ids, max_length, stride, eot=eot)
    if drop_last and len(dataset) < batch_size:
        raise ValueError(
            f"drop_last=True leaves no batch: there are {len(dataset)} windows and a "
            f"batch takes {batch_size}; take a smaller batch_size or stride, or "
            "drop_last=False"
        )
    return DataLoader(
        WholeBatches(dataset),
        batch_size=min(batch_size, len(dataset)),  # torch counts in 64 bits
        shuffle=shuffle,
        generator=generator,
        drop_last=drop_last,
        num_workers=num_workers,
        persistent_workers=persistent_workers,
        prefetch_factor=prefetch_factor,
        multiprocessing_context=multiprocessing_context,
        pin_memory=pin_memory,
        collate_fn=tuple,  # the dataset gives whole batches, as tuples
    )


def _check_workers(num_workers: int, **options: object) -> None:
    """See that options of workers are given only if there are any, and can be met."""
    for name, value in options.items():
        if value and not num_workers:
            raise ValueError(
                f"{name} = {value!r} concerns workers, but num_workers is 0: take at "
                "least 1, or leave it out"
            )
    start, known = options["multiprocessing_context"], get_all_start_methods()
    if start is not None and start not in known:
        raise ValueError(
            f"multiprocessing_context is {start!r}, but this system starts processes "
            f"by {', '.join(known)}"
        )
