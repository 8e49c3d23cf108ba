"""A GPT of a few thousand weights, and IDs for it, for tests to share."""

from typing import Any

import torch
from torch import Tensor, nn

from companion.training import GPT, Block

V, T, D, H = 50, 12, 16, 4


def small(**changes: Any) -> GPT:
    sizes = {"vocab_size": V, "context_length": T, "embedding_dim": D, "n_heads": H}
    return GPT(**{**sizes, "n_layers": 2, **changes})


def random_ids(*shape: int, seed: int = 0) -> Tensor:
    return torch.randint(V, shape, generator=torch.Generator().manual_seed(seed))


def roughen(model: nn.Module, seed: int = 0) -> None:
    """Give every weight a large random value, so that no part can hide."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0.0, 0.5, generator=generator)


def first_block(model: GPT) -> Block:
    """Return the first block, as what it is."""
    block = model.blocks[0]
    assert isinstance(block, Block)
    return block


def position_table(model: GPT) -> Tensor:
    """Return the table of positions of a model that has one."""
    assert model.positions is not None
    return model.positions.table.weight
