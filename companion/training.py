"""A small GPT that learns: token and position vectors, attention, logits, loss, update.

The model reads token IDs and answers at every place with a score for each token that
could come next. The names of shapes: ``B`` sequences of ``T`` tokens, vectors of ``D``
numbers, a vocabulary of ``V``, ``H`` attention heads.

>>> model = GPT(vocab_size=100, context_length=8, width=16, n_heads=2, n_layers=1)
>>> ids = torch.arange(24).reshape(3, 8)
>>> model(ids).shape
torch.Size([3, 8, 100])
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .arguments import check_dimension, check_seed, check_size
from .embedding import Ids, TokenEmbedding, as_ids, find_outside
from .position import LearnedPositions, attention, causal_bias
from .sliding_window.windows import Batch


class CausalSelfAttention(nn.Module):
    """Let every place read itself and the places before it, with several heads.

    Parameters
    ----------
    width
        Numbers in a vector, ``D``.
    n_heads
        Heads, ``H``: each reads in its own ``D / H`` columns.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, or `n_heads` does not divide
        `width`.

    References
    ----------
    Vaswani et al., "Attention Is All You Need" (2017), section 3.2.

    Examples
    --------
    >>> CausalSelfAttention(width=16, n_heads=2)(torch.zeros(3, 8, 16)).shape
    torch.Size([3, 8, 16])
    """

    def __init__(self, width: int, n_heads: int) -> None:
        super().__init__()
        width = check_dimension("width", width)
        self.n_heads = check_dimension("n_heads", n_heads)
        if width % self.n_heads:
            raise ValueError(
                f"width {width} cannot be shared out evenly among {n_heads} heads: "
                "take a width that is a multiple of n_heads"
            )
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors ``(B, T, D)`` to what each place has read, ``(B, T, D)``."""
        n_sequences, length, width = x.shape
        heads = self.queries_keys_values(x).reshape(
            n_sequences, length, 3, self.n_heads, width // self.n_heads
        )
        q, k, v = heads.permute(2, 0, 3, 1, 4)  # (B, H, T, D/H) each
        read = attention(q, k, v, bias=causal_bias(length).to(x))
        together: Tensor = self.out(read.transpose(1, 2).flatten(2))  # (B, T, D)
        return together


class Block(nn.Module):
    """One transformer block: read from other places, then think at each place.

    Each half adds to what is there (a residual connection) and looks at a normalised
    copy of it (LayerNorm before each half, as in GPT-2).

    Parameters
    ----------
    width, n_heads
        As for `CausalSelfAttention`.

    Raises
    ------
    TypeError, ValueError
        As for `CausalSelfAttention`.

    References
    ----------
    Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).

    Examples
    --------
    >>> Block(width=16, n_heads=2)(torch.zeros(3, 8, 16)).shape
    torch.Size([3, 8, 16])
    """

    def __init__(self, width: int, n_heads: int) -> None:
        super().__init__()
        width = check_dimension("width", width)
        self.attention = CausalSelfAttention(width, n_heads)
        self.norm_before_attention = nn.LayerNorm(width)
        self.norm_before_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors ``(B, T, D)`` to vectors of the same shape."""
        x = x + self.attention(self.norm_before_attention(x))
        y: Tensor = x + self.mlp(self.norm_before_mlp(x))
        return y


class GPT(nn.Module):
    """A language model of the GPT kind, as small as you like.

    The weights start as small normal numbers (deviation 0.02, as in GPT-2) and the
    biases at 0. So all logits start near 0, the softmax near ``1 / V`` for every
    token, and the loss near ``ln(V)``: the model starts by knowing nothing.

    Parameters
    ----------
    vocab_size
        Tokens in the vocabulary, ``V``.
    context_length
        The longest sequence that it can read.
    width
        Numbers in a vector, ``D``.
    n_heads, n_layers
        Attention heads a block, and blocks.
    tied
        Use the embedding table as the output layer too (Press and Wolf, 2017), as
        GPT-2 does: ``V * D`` weights fewer.
    seed
        For the starting weights. torch's own generator is neither read nor moved.

    Attributes
    ----------
    tokens, positions
        The tables ``E`` and ``P``.
    blocks, norm, head
        Blocks, the last LayerNorm, and the output layer ``(B, T, D) → (B, T, V)``.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, or `n_heads` does not divide
        `width`.

    References
    ----------
    Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).

    Examples
    --------
    >>> model = GPT(vocab_size=100, context_length=8, width=16, n_heads=2, n_layers=1)
    >>> inputs, targets = torch.arange(8)[None], torch.arange(1, 9)[None]
    >>> round(next_token_loss(model(inputs), targets).item(), 1)
    4.6
    >>> round(math.log(100), 1)
    4.6
    """

    def __init__(
        self,
        vocab_size: int,
        context_length: int,
        *,
        width: int = 64,
        n_heads: int = 4,
        n_layers: int = 2,
        tied: bool = False,
        seed: int = 0,
    ) -> None:
        super().__init__()
        vocab_size = check_dimension("vocab_size", vocab_size)
        width = check_dimension("width", width)
        n_layers = check_size("n_layers", n_layers)
        with torch.random.fork_rng(devices=[]):
            self.tokens = TokenEmbedding(vocab_size, width)
            self.positions = LearnedPositions(context_length, width)
            self.blocks = nn.Sequential(
                *(Block(width, n_heads) for _ in range(n_layers))
            )
            self.norm = nn.LayerNorm(width)
            self.head = nn.Linear(width, vocab_size, bias=False)
        if tied:
            self.head.weight = self.tokens.weight
        self._initialise(torch.Generator().manual_seed(check_seed(seed)))

    @torch.no_grad()
    def _initialise(self, generator: torch.Generator) -> None:
        """Draw all matrices anew and set biases to 0; LayerNorms stay 1 and 0."""
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                weight.normal_(0.0, 0.02, generator=generator)
            elif name.endswith("bias"):
                weight.zero_()

    def embed(self, ids: Ids) -> Tensor:
        """Fetch the token vectors and add the position vectors.

        Parameters
        ----------
        ids
            Token IDs, ``(B, T)``.

        Returns
        -------
        Tensor
            ``(B, T, D)``.

        Raises
        ------
        TypeError
            If the IDs are not whole numbers.
        IndexError
            If an ID is not in the vocabulary, or a sequence is longer than the
            context.
        ValueError
            If `ids` is not ``(B, T)``.
        """
        ids = as_ids(ids)
        if ids.ndim != 2:
            raise ValueError(
                f"ids must be (B, T), got the shape {tuple(ids.shape)}; one sequence "
                "is a batch of one: ids[None]"
            )
        vectors: Tensor = self.tokens(ids) + self.positions(ids.shape[1])
        return vectors

    def forward(self, ids: Ids) -> Tensor:
        """Score every token as the next one at every place.

        Parameters
        ----------
        ids
            Token IDs, ``(B, T)``.

        Returns
        -------
        Tensor
            Logits, ``(B, T, V)``. Those at place ``t`` depend on places 0 to ``t``
            alone.

        Raises
        ------
        TypeError, IndexError, ValueError
            As for `embed`.
        """
        logits: Tensor = self.head(self.norm(self.blocks(self.embed(ids))))
        return logits


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
        One number, the mean over all places, in nats: ``ln(V)`` for a model that
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
    targets = _check_ids(targets, logits.shape[-1])
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def train(
    model: nn.Module,
    loader: Iterable[Batch],
    optimizer: torch.optim.Optimizer,
    n_steps: int,
) -> list[float]:
    """Update the model once a batch, going through the loader as often as needed.

    Parameters
    ----------
    model
        Maps IDs ``(B, T)`` to logits ``(B, T, V)``. It is changed in place.
    loader
        Gives inputs and targets, each ``(B, T)``: see `create_dataloader`.
    optimizer
        Knows the model's parameters and how to change them.
    n_steps
        How many updates.

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
    >>> loader = create_dataloader([1, 2, 3] * 20, batch_size=4, max_length=4, seed=0)
    >>> model = GPT(vocab_size=4, context_length=4, width=8, n_heads=2, n_layers=1)
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
    losses = []
    for inputs, targets in islice(_again_and_again(loader), n_steps):
        loss = _loss_of(model, inputs, targets)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def mean_loss(model: nn.Module, loader: Iterable[Batch]) -> float:
    """Measure the loss on text without learning from it.

    Parameters
    ----------
    model, loader
        As for `train`; the model is not changed.

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
    >>> model = GPT(vocab_size=4, context_length=4, width=8, n_heads=2, n_layers=1)
    >>> batch = torch.tensor([[1, 2, 3, 1]]), torch.tensor([[2, 3, 1, 2]])
    >>> round(mean_loss(model, [batch]), 1) == round(math.log(4), 1)
    True
    """
    total, n_tokens = 0.0, 0
    for inputs, targets in loader:
        total += _loss_of(model, inputs, targets).item() * targets.numel()
        n_tokens += targets.numel()
    if not n_tokens:
        raise ValueError("the loader gives no batch, so there is nothing to measure")
    return total / n_tokens


def unigram_loss(ids: Ids, new_ids: Ids, vocab_size: int) -> float:
    """Measure the loss of guessing by frequency alone: the baseline to beat.

    Every token is expected as often as it occurs in `ids`, whatever came before it.
    One is added to each count, so that tokens not seen keep a small chance.

    Parameters
    ----------
    ids
        The text that is counted.
    new_ids
        The text that is guessed.
    vocab_size
        Tokens in the vocabulary, ``V``.

    Returns
    -------
    float
        The mean over `new_ids`, in nats.

    Raises
    ------
    TypeError, ValueError
        If `vocab_size` is no whole number or less than 1, IDs are no whole numbers,
        or `new_ids` is empty.
    IndexError
        If an ID is not in the vocabulary.

    Examples
    --------
    >>> round(unigram_loss([], [0, 1, 2, 3], vocab_size=4), 4) == round(math.log(4), 4)
    True
    >>> round(unigram_loss([0, 0, 0, 0, 0, 0], [0], vocab_size=2), 4)  # ln(8 / 7)
    0.1335
    """
    vocab_size = check_dimension("vocab_size", vocab_size)
    if len(new_ids) == 0:
        raise ValueError("new_ids is empty, so there is nothing to measure")
    known, new = _check_ids(ids, vocab_size), _check_ids(new_ids, vocab_size)
    counts = torch.bincount(known, minlength=vocab_size).double() + 1
    return -(counts / counts.sum()).log()[new].mean().item()


@torch.no_grad()
def generate(
    model: GPT,
    ids: Ids,
    n_tokens: int,
    *,
    temperature: float = 1.0,
    seed: int = 0,
) -> list[int]:
    """Continue a text: predict a token, append it, and begin again.

    Parameters
    ----------
    model
        The model; it is not changed.
    ids
        The text so far, at least one token. The model reads its last
        ``context_length`` tokens.
    n_tokens
        How many tokens to add.
    temperature
        Logits are divided by it: below 1 the likely become likelier, above 1 all
        become more alike. At 0 the likeliest token is always taken.
    seed
        For the draw.

    Returns
    -------
    list of int
        `ids` and the new tokens.

    Raises
    ------
    TypeError, ValueError
        If `ids` is empty, nested or holds no whole numbers, `n_tokens` is no whole
        number or less than 1, or `temperature` is negative or not a number.
    IndexError
        If an ID is not in the vocabulary.

    Examples
    --------
    >>> model = GPT(vocab_size=10, context_length=4, width=8, n_heads=2, n_layers=1)
    >>> len(generate(model, [1, 2, 3], n_tokens=5))
    8
    """
    n_tokens = check_size("n_tokens", n_tokens)
    if not (math.isfinite(temperature) and temperature >= 0):
        raise ValueError(f"temperature must be 0 or more, got {temperature}")
    ids = as_ids(ids)
    if ids.ndim != 1 or not len(ids):
        raise ValueError(
            "ids is empty or nested: give one list of at least one token to continue "
            f"from, not the shape {tuple(ids.shape)}"
        )
    context_length = model.positions.table.num_embeddings
    generator = torch.Generator().manual_seed(check_seed(seed))
    text: list[int] = ids.tolist()
    for _ in range(n_tokens):
        recent = torch.tensor([text[-context_length:]], device=device_of(model))
        logits = model(recent)[0, -1].cpu()  # (V,): the last place alone
        if temperature == 0:
            text.append(int(logits.argmax()))
        else:
            # In float64 and at most 0, logits may be divided by any temperature.
            scores = (logits.double() - logits.max()) / temperature
            chances = scores.softmax(dim=-1).float()
            text.append(int(torch.multinomial(chances, 1, generator=generator)))
    return text


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


def _check_ids(ids: Ids, vocab_size: int) -> Tensor:
    """Return IDs as int64 if they are all in the vocabulary."""
    ids = as_ids(ids)
    if (wrong := find_outside(ids, vocab_size)) is not None:
        raise IndexError(
            f"token ID {wrong} is not in the vocabulary of {vocab_size}: "
            f"IDs go from 0 to {vocab_size - 1}"
        )
    return ids


def _loss_of(model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
    """Compute the loss of one batch where the model is."""
    device = device_of(model)
    return next_token_loss(model(inputs.to(device)), targets.to(device))


def _again_and_again(loader: Iterable[Batch]) -> Iterator[Batch]:
    """Go through the loader without end; each round may have a new order."""
    while True:
        empty = True
        for batch in loader:
            empty = False
            yield batch
        if empty:
            raise ValueError("the loader gives no batch, so there is nothing to learn")
