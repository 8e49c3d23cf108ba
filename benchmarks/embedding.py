"""Fetching rows of an embedding table, beside one-hot vectors in a linear layer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch
from torch import nn
from torch.nn.functional import one_hot

from companion.benchmark_results import Row
from companion.embedding import TokenEmbedding

from .harness import COMPANION, Plan, Run, rows, take_turns, with_memory

SUBJECT = "embedding"
ONE_HOT = "one-hot × Linear"
TORCH = "torch.nn.Embedding"

_WIDTH, _N_IDS = 256, 1_024
_VOCAB_SIZES = (1_000, 5_000, 20_000, 50_257)


def measure(plan: Plan) -> Iterator[Row]:
    """Measure the forward pass with growing vocabularies."""
    for vocab_size in _VOCAB_SIZES:
        n_rows = plan.size(vocab_size)
        setups = {
            COMPANION: partial(companion, n_rows),
            ONE_HOT: partial(one_hot_linear, n_rows),
        }
        if vocab_size == max(_VOCAB_SIZES):
            setups[TORCH] = partial(torch_embedding, n_rows)
        timings = take_turns(setups, plan.rounds, calls=5)
        if vocab_size == max(_VOCAB_SIZES):
            timings = with_memory(timings, setups)
        what = f"{_N_IDS:,} IDs, width {_WIDTH}"
        yield from rows(SUBJECT, what, f"V = {vocab_size:,}", timings)


def companion(vocab_size: int) -> Run:
    """Look rows up with the companion's layer."""
    return partial(TokenEmbedding(vocab_size, _WIDTH), _ids(vocab_size))


def torch_embedding(vocab_size: int) -> Run:
    """Look rows up with torch's layer."""
    return partial(nn.Embedding(vocab_size, _WIDTH), _ids(vocab_size))


def one_hot_linear(vocab_size: int) -> Run:
    """Make one-hot vectors and multiply them."""
    layer, ids = nn.Linear(vocab_size, _WIDTH, bias=False), _ids(vocab_size)
    return lambda: layer(one_hot(ids, vocab_size).float())


def _ids(vocab_size: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(vocab_size, (_N_IDS,), generator=generator)
