"""The loss: how surprised a model is at what comes next.

>>> logits = torch.zeros(1, 2, 8)  # eight tokens, all equally likely
>>> next_token_loss(logits, torch.tensor([[3, 5]]))  # ln(8)
tensor(2.0794)
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from companion.embedding import check_ids
from companion.sliding_window.windows import Batch


def next_token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Compute the cross-entropy: minus the log-probability of the true next tokens.

    Parameters
    ----------
    logits
        Scores, ``(B, T, V)``.
    targets
        The IDs that do come next, ``(B, T)``.

    Returns
    -------
    Tensor
        One number, the mean over all positions, in nats: ``ln(V)`` for a model that
        thinks everything equally likely, 0 for one that is always sure and right.

    Raises
    ------
    TypeError
        If the targets are not whole numbers.
    ValueError
        If the shapes do not fit, or there is no target.
    IndexError
        If a target has no score. That goes for -100 too, which torch would leave out
        without a word.

    Examples
    --------
    >>> next_token_loss(torch.zeros(1, 2, 8), torch.tensor([[3, 5]]))
    tensor(2.0794)
    """
    if logits.ndim != 3 or logits.shape[:2] != targets.shape or not targets.numel():
        raise ValueError(
            "logits (B, T, V) need targets (B, T), at least one; got the shapes "
            f"{tuple(logits.shape)} and {tuple(targets.shape)}"
        )
    targets = check_ids(targets, logits.shape[-1])
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


@torch.no_grad()
def mean_loss(model: nn.Module, loader: Iterable[Batch]) -> float:
    """Measure the loss on text without learning from it.

    Parameters
    ----------
    model
        Maps IDs ``(B, T)`` to logits ``(B, T, V)``. It is not changed.
    loader
        Gives inputs and targets, each ``(B, T)``: see `create_dataloader`.

    Returns
    -------
    float
        The mean over all tokens, in nats.

    Raises
    ------
    ValueError
        If `loader` gives no batch.

    Examples
    --------
    >>> indifferent = nn.Embedding.from_pretrained(torch.zeros(4, 4))
    >>> batch = torch.tensor([[1, 2, 3, 1]]), torch.tensor([[2, 3, 1, 2]])
    >>> round(mean_loss(indifferent, [batch]), 4)  # ln(4)
    1.3863
    """
    total, n_tokens = 0.0, 0
    for inputs, targets in loader:
        total += batch_loss(model, inputs, targets).item() * targets.numel()
        n_tokens += targets.numel()
    if not n_tokens:
        raise ValueError("the loader gives no batch, so there is nothing to measure")
    return total / n_tokens


@torch.no_grad()
def loss_by_position(model: nn.Module, loader: Iterable[Batch]) -> list[float]:
    """Measure how the loss falls as more of the text before can be read.

    A window of ``T`` tokens asks ``T`` questions: before the first answer the model
    has read one token, before the last ``T``. With a stride of 1 all positions are
    measured on the same targets, but for a few at both ends of the text.

    Parameters
    ----------
    model, loader
        As for `mean_loss`; all windows have the same length.

    Returns
    -------
    list of float
        The mean loss at each position, ``T`` of them, in nats.

    Raises
    ------
    ValueError
        If `loader` gives no batch.

    Examples
    --------
    >>> indifferent = nn.Embedding.from_pretrained(torch.zeros(4, 4))
    >>> batch = torch.tensor([[1, 2, 3]]), torch.tensor([[2, 3, 1]])
    >>> [round(loss, 2) for loss in loss_by_position(indifferent, [batch])]
    [1.39, 1.39, 1.39]
    """
    losses = []
    for inputs, targets in loader:
        device = device_of(model)
        targets = check_ids(targets, (logits := model(inputs.to(device))).shape[-1])
        scores = logits.transpose(1, 2)  # (B, V, T), as torch wants it
        losses.append(F.cross_entropy(scores, targets.to(device), reduction="none"))
    if not losses:
        raise ValueError("the loader gives no batch, so there is nothing to measure")
    means: list[float] = torch.cat(losses).mean(dim=0).tolist()
    return means


def batch_loss(model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
    """Compute the loss of one batch where the model is."""
    device = device_of(model)
    return next_token_loss(model(inputs.to(device)), targets.to(device))


def device_of(model: nn.Module) -> torch.device:
    """Tell where a model's weights are.

    Parameters
    ----------
    model
        A model with at least one weight.

    Returns
    -------
    torch.device
        The device of its first weight.

    Examples
    --------
    >>> device_of(nn.Linear(2, 3))
    device(type='cpu')
    """
    return next(model.parameters()).device
