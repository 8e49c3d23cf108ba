"""The loop that learns: a batch, its loss, the gradients, a small step.

>>> table = nn.Embedding(3, 3)  # the simplest model: a row of scores for each token
>>> batches = [(torch.tensor([[0, 1]]), torch.tensor([[1, 2]]))]
>>> losses = train(table, batches, torch.optim.SGD(table.parameters(), lr=1.0), 50)
>>> losses[-1] < losses[0]
True
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import torch
from torch import nn
from torch.optim import Optimizer

from companion.arguments import check_size
from companion.sliding_window.windows import Batch

from .losses import batch_loss

_SECONDS_BETWEEN_REPORTS = 0.3


def train(
    model: nn.Module,
    loader: Iterable[Batch],
    optimizer: Optimizer,
    n_steps: int,
    *,
    decay: bool = False,
    progress: bool = False,
) -> list[float]:
    """Update the model once a batch, going through the loader as often as needed.

    Parameters
    ----------
    model
        Maps IDs ``(B, T)`` to logits ``(B, T, V)``. It is changed in place.
    loader
        Gives inputs and targets, each ``(B, T)``: see `create_dataloader`. A pass in
        which it gives nothing is no error, as when a `DistributedLoader` goes on after
        an epoch's last batch; a second one in a row is.
    optimizer
        Knows the model's parameters and how to change them.
    n_steps
        How many updates.
    decay
        Let the steps shrink evenly, from the optimizer's learning rate at the first
        step to almost 0 at the last. Afterwards the rate is what it was.
    progress
        Show a bar in a notebook, with the loss; elsewhere print the last loss.

    Returns
    -------
    list of float
        The loss of each batch, before the update that it led to.

    Raises
    ------
    TypeError, ValueError
        If `n_steps` is no whole number or less than 1, or `loader` gives no batch or
        is an iterator, which gives its batches only once.

    Examples
    --------
    >>> from companion.sliding_window import create_dataloader
    >>> from companion.training import GPT
    >>> loader = create_dataloader([1, 2, 3] * 20, batch_size=4, max_length=4, seed=0)
    >>> model = GPT(vocab_size=4, context_length=4, embedding_dim=8, n_heads=2)
    >>> optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    >>> losses = train(model, loader, optimizer, n_steps=60)
    >>> losses[-1] < losses[0] / 4
    True
    """
    n_steps = check_size("n_steps", n_steps)
    if isinstance(loader, Iterator):
        raise TypeError(
            f"the loader is a {type(loader).__name__}, which gives its batches only "
            "once: give a DataLoader or a list of batches"
        )
    losses: list[float] = []
    bar = _Bar(n_steps) if progress else None
    rates = [group["lr"] for group in optimizer.param_groups]
    try:
        for inputs, targets in islice(_again_and_again(loader), n_steps):
            if decay:
                _set_rates(optimizer, rates, 1 - len(losses) / n_steps)
            loss = batch_loss(model, inputs, targets)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.item())
            if bar is not None:
                bar.show(losses)
    finally:
        _set_rates(optimizer, rates, 1.0)
    return losses


def choose_device() -> torch.device:
    """Choose where to compute, and say so: an NVIDIA GPU, Apple's, or the CPU.

    Returns
    -------
    torch.device
        ``cuda`` if torch can use it, else ``mps``, else ``cpu``.

    Examples
    --------
    >>> device = choose_device()  # doctest: +ELLIPSIS
    Computing on ...
    """
    if torch.cuda.is_available():
        device, name = torch.device("cuda"), torch.cuda.get_device_name()
    elif torch.backends.mps.is_available():
        device, name = torch.device("mps"), "an Apple GPU"
    else:
        threads = torch.get_num_threads()
        device = torch.device("cpu")
        name = f"the CPU, {threads} thread{'s' if threads > 1 else ''}"
    print(f"Computing on {device.type} ({name}).")
    return device


def _set_rates(optimizer: Optimizer, rates: Sequence[float], share: float) -> None:
    """Set each group of weights to a share of its learning rate."""
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * share


def _again_and_again(loader: Iterable[Batch]) -> Iterator[Batch]:
    """Go through the loader without end; each round may have a new order."""
    empty_passes = 0
    while empty_passes < 2:
        empty_passes += 1
        for batch in loader:
            empty_passes = 0
            yield batch
    raise ValueError("the loader gives no batch, so there is nothing to learn")


class _Bar:
    """A bar that is drawn anew in place, with its numbers as text beside it.

    Where there is no notebook to draw it in, its text is printed at the end.
    """

    def __init__(self, n_steps: int) -> None:
        from IPython import get_ipython
        from IPython.display import display

        self.n_steps = n_steps
        self.shown = time.monotonic()
        self.handle = None
        if get_ipython() is not None:
            self.handle = display(self._look([]), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def show(self, losses: Sequence[float]) -> None:
        """Draw it if it was not drawn a moment ago, or if this is the end."""
        now, is_last = time.monotonic(), len(losses) == self.n_steps
        if self.handle is None:
            if is_last:
                print(self._look(losses)["text/plain"])
        elif is_last or now - self.shown > _SECONDS_BETWEEN_REPORTS:
            self.shown = now
            self.handle.update(self._look(losses), raw=True)

    def _look(self, losses: Sequence[float]) -> dict[str, str]:
        """Say how far the training is, as text and as HTML."""
        done = len(losses)
        recent = losses[-20:]
        said = f"{done} of {self.n_steps} steps"
        if recent:
            said += f", loss {sum(recent) / len(recent):.2f}"
        bar = f'<progress aria-label="training" max="{self.n_steps}" value="{done}">'
        return {"text/plain": said, "text/html": f"{bar}</progress> {said}"}
