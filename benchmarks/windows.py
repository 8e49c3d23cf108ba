"""Sliding windows that view the tokens, beside a dataset that copies each window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from companion.benchmark_results import Row
from companion.sliding_window import WindowDataset, create_dataloader

from .harness import (
    COMPANION,
    Plan,
    Setup,
    Target,
    ratio,
    rows,
    seconds,
    take_turns,
    with_memory,
)

SUBJECT = "windows"
COPYING = "copying dataset"

_N_TOKENS, _LENGTH, _BATCH_SIZE, _N_BATCHES = 300_000, 256, 8, 2_000


class CopyingDataset(Dataset[tuple[Tensor, Tensor]]):
    """What courses usually show: two new tensors for every window, made at once."""

    def __init__(self, token_ids: Sequence[int], max_length: int, stride: int) -> None:
        self.inputs: list[Tensor] = []
        self.targets: list[Tensor] = []
        for start in range(0, len(token_ids) - max_length, stride):
            end = start + max_length
            self.inputs.append(torch.tensor(token_ids[start:end]))
            self.targets.append(torch.tensor(token_ids[start + 1 : end + 1]))

    def __len__(self) -> int:
        return len(self.inputs)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Return input and target of one window."""
        return self.inputs[index], self.targets[index]


def measure(plan: Plan) -> Iterator[Row]:
    """Measure building a dataset, and fetching batches from it."""
    n_tokens = _LENGTH + plan.size(_N_TOKENS - _LENGTH)
    ids = np.random.default_rng(1).integers(0, 50_257, n_tokens)
    yield from _build(plan, ids)
    yield from _iterate(plan, ids)


def _build(plan: Plan, ids: NDArray[np.int64]) -> Iterator[Row]:
    setups: dict[str, Setup] = {
        COMPANION: partial(partial, WindowDataset, ids, _LENGTH, 1),
        COPYING: partial(partial, CopyingDataset, ids.tolist(), _LENGTH, 1),
    }
    timings = take_turns({COMPANION: setups[COMPANION]}, plan.rounds)
    # Copying takes many seconds, and a second round would say the same.
    timings |= take_turns({COPYING: setups[COPYING]}, 1)
    timings = with_memory(timings, setups)
    targets = {COPYING: Target("at most 0.01 s", seconds, 0.01)}
    size = f"{_N_TOKENS:,} tokens"
    yield from rows(SUBJECT, "build, stride 1", size, timings, targets)


def _iterate(plan: Plan, ids: NDArray[np.int64]) -> Iterator[Row]:
    copying = CopyingDataset(ids.tolist(), _LENGTH, 1)
    n_batches = plan.size(_N_BATCHES)
    for shuffle, what in ((False, "batches of 8 in order"), (True, "shuffled batches")):
        viewing = create_dataloader(
            ids,
            batch_size=_BATCH_SIZE,
            max_length=_LENGTH,
            stride=1,
            shuffle=shuffle,
            seed=1,
        )
        loaders = {
            COMPANION: viewing,
            COPYING: DataLoader(copying, _BATCH_SIZE, shuffle, drop_last=True),
        }
        setups: dict[str, Setup] = {
            name: partial(partial, _fetch, loader, n_batches)
            for name, loader in loaders.items()
        }
        timings = take_turns(setups, plan.rounds)
        targets = {COPYING: Target("at most the peer's time", ratio, 1.0)}
        size = f"{_N_BATCHES:,} batches"
        yield from rows(SUBJECT, what, size, timings, targets)


def _fetch(loader: DataLoader[tuple[Tensor, Tensor]], n_batches: int) -> int:
    return sum(len(inputs) for inputs, _ in islice(loader, n_batches))
