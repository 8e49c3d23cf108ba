"""A vector for each token ID: a table of rows, and three ways to take rows from it.

An embedding layer is a table ``E`` of shape ``(V, D)``, one row per token, and all that
it does with the ID ``i`` is to *fetch* row ``i``. The same row comes out when a vector
that is 1 at place ``i`` and 0 elsewhere (*one-hot*) is multiplied by the table; that
product is a linear layer without a bias. The numbers agree and so do the gradients. The
cost does not: fetching reads ``D`` numbers per token, the product ``V * D``.

>>> table = torch.tensor([[0.1, 0.2], [1.1, 1.2], [2.1, 2.2]])  # V = 3, D = 2
>>> lookup(torch.tensor([2, 0]), table)
tensor([[2.1000, 2.2000],
        [0.1000, 0.2000]])
>>> one_hot(torch.tensor([2, 0]), vocab_size=3)
tensor([[0., 0., 1.],
        [1., 0., 0.]])
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .arguments import check_dimension, check_size

Ids = Tensor | NDArray[np.integer[Any]] | Sequence[int] | Sequence[Sequence[int]]

_RUN_SECONDS = 1e-3  # long enough for the clock, whatever one call takes
_BATCHES = 256  # of IDs, so that a call seldom finds its rows in the processor's cache


def lookup(ids: Ids, table: Tensor) -> Tensor:
    """Fetch the row of each ID.

    Parameters
    ----------
    ids
        Token IDs, whole numbers of any shape ``(…)``: a tensor, an array or a list.
    table
        The embedding table ``E``, ``(V, D)``.

    Returns
    -------
    Tensor
        The rows, ``(…, D)``.

    Raises
    ------
    TypeError
        If the IDs are not whole numbers.
    IndexError
        If an ID has no row in the table.

    Examples
    --------
    >>> table = torch.arange(8).view(4, 2)
    >>> lookup(torch.tensor([[3, 0], [1, 1]]), table).shape
    torch.Size([2, 2, 2])
    """
    return table[check_ids(ids, len(table))]  # (…, D)


def one_hot(ids: Ids, vocab_size: int) -> Tensor:
    """Write each ID as a vector that is 1 at the ID's place and 0 elsewhere.

    Parameters
    ----------
    ids
        Token IDs, whole numbers of any shape ``(…)``.
    vocab_size
        How many places a vector has, ``V``.

    Returns
    -------
    Tensor
        The vectors, float ``(…, V)``.

    Raises
    ------
    TypeError
        If the IDs or `vocab_size` are not whole numbers.
    ValueError
        If `vocab_size` is less than 1.
    IndexError
        If an ID is not below `vocab_size`.

    Examples
    --------
    >>> one_hot(torch.tensor([2, 1]), vocab_size=4)
    tensor([[0., 0., 1., 0.],
            [0., 1., 0., 0.]])
    """
    vocab_size = check_dimension("vocab_size", vocab_size)
    ids = check_ids(ids, vocab_size)
    places = torch.arange(vocab_size, device=ids.device)
    return (ids[..., None] == places).float()  # (…, 1) == (V,) -> (…, V)


def one_hot_lookup(ids: Ids, table: Tensor) -> Tensor:
    """Take the row of each ID by multiplying its one-hot vector by the table.

    Every row is multiplied, all but one by zero, and the products are added up.

    Parameters
    ----------
    ids
        Token IDs, whole numbers of any shape ``(…)``.
    table
        The embedding table ``E``, float ``(V, D)``.

    Returns
    -------
    Tensor
        The rows, ``(…, D)``: those of `lookup`.

    Raises
    ------
    TypeError, IndexError
        As for `lookup`.

    Examples
    --------
    >>> table = torch.tensor([[0.5, 1.5], [2.5, 3.5]])
    >>> one_hot_lookup(torch.tensor([1]), table)
    tensor([[2.5000, 3.5000]])
    """
    return one_hot(ids, len(table)).to(table.dtype) @ table  # (…, V) @ (V, D)


def linear(x: Tensor, weight: Tensor) -> Tensor:
    """Apply a linear layer without a bias, its weight stored as torch stores it.

    Parameters
    ----------
    x
        The input, ``(…, V)``.
    weight
        One row for each output, ``(D, V)``: the transpose of an embedding table.

    Returns
    -------
    Tensor
        The output ``x @ weight.T``, ``(…, D)``.

    Raises
    ------
    ValueError
        If the weight does not take inputs as wide as `x`.

    Examples
    --------
    >>> table = torch.tensor([[0.5, 1.5], [2.5, 3.5], [4.5, 5.5]])  # (V, D)
    >>> linear(one_hot(torch.tensor([2]), vocab_size=3), table.T)
    tensor([[4.5000, 5.5000]])
    """
    if weight.ndim != 2 or x.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"a weight of shape {tuple(weight.shape)} does not fit an input of shape "
            f"{tuple(x.shape)}: it must be (outputs, {x.shape[-1]}); an embedding "
            "table has to be transposed (table.T)"
        )
    return x @ weight.T


class TokenEmbedding(nn.Module):
    """An embedding layer: a trainable table from which rows are fetched.

    Starts from the normal distribution with mean 0 and standard deviation 1, as
    `torch.nn.Embedding` does, and draws the same numbers from the same seed.

    Parameters
    ----------
    vocab_size
        Rows of the table, ``V``: the largest ID **plus one**.
    embedding_dim
        Numbers in a row, ``D``.

    Attributes
    ----------
    weight
        The table ``E``, float ``(V, D)``.

    Raises
    ------
    TypeError
        If a size is not a whole number.
    ValueError
        If a size is not at least 1.

    Examples
    --------
    >>> _ = torch.manual_seed(123)
    >>> embed = TokenEmbedding(vocab_size=6, embedding_dim=3)
    >>> embed(torch.tensor([2, 3, 5, 1])).shape
    torch.Size([4, 3])
    >>> embed.weight[0].tolist() == embed(torch.tensor(0)).tolist()
    True
    """

    def __init__(self, vocab_size: int, embedding_dim: int) -> None:
        super().__init__()
        shape = (
            check_dimension("vocab_size", vocab_size),
            check_dimension("embedding_dim", embedding_dim),
        )
        self.weight = nn.Parameter(torch.normal(0.0, 1.0, shape))

    def forward(self, ids: Ids) -> Tensor:
        """Fetch the rows of `ids`: ``(…)`` to ``(…, D)``. Raises as `lookup` does."""
        return lookup(ids, self.weight)

    def extra_repr(self) -> str:
        """Name the sizes when the layer is printed."""
        return f"vocab_size={len(self.weight)}, embedding_dim={self.weight.shape[1]}"


@dataclass(frozen=True)
class Cost:
    """What it costs to embed a batch of IDs both ways.

    Attributes
    ----------
    vocab_size
        Rows of the table, ``V``.
    lookup_seconds, one_hot_seconds
        Time of one call, in the best of several runs.
    lookup_bytes, one_hot_bytes
        Memory computed from the shapes: what is made on the way, result included. The
        table comes on top in both.
    """

    vocab_size: int
    lookup_seconds: float
    one_hot_seconds: float
    lookup_bytes: int
    one_hot_bytes: int


def measure_cost(
    vocab_sizes: Iterable[int],
    *,
    embedding_dim: int = 64,
    n_ids: int = 128,
    repeats: int = 20,
) -> list[Cost]:
    """Measure what `lookup` and `one_hot_lookup` cost as the vocabulary grows.

    Each call gets other IDs than the one before, as in training: rows that were just
    read are reached faster. Both are measured in one thread: with several, a call on a
    busy machine takes as long as one thread waits for another.

    Parameters
    ----------
    vocab_sizes
        The vocabulary sizes ``V`` to try.
    embedding_dim
        Numbers in a row, ``D``.
    n_ids
        How many IDs are embedded at once.
    repeats
        Runs, of which the fastest counts. A run makes so many calls that it takes
        about a millisecond, and the first call is not counted.

    Returns
    -------
    list of Cost
        One a vocabulary size, in the order given.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number of at least 1.

    Examples
    --------
    >>> cost = measure_cost([1_000], embedding_dim=4, n_ids=10, repeats=1)[0]
    >>> cost.lookup_bytes, cost.one_hot_bytes  # 10 * 4 floats; 10 * 1,000 more
    (160, 40160)
    """
    embedding_dim, n_ids = (
        check_dimension("embedding_dim", embedding_dim),
        check_dimension("n_ids", n_ids),
    )
    repeats = check_size("repeats", repeats)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [
            _measure(check_dimension("vocab_size", size), embedding_dim, n_ids, repeats)
            for size in vocab_sizes
        ]
    finally:
        torch.set_num_threads(threads)


def _measure(vocab_size: int, embedding_dim: int, n_ids: int, repeats: int) -> Cost:
    generator = torch.Generator().manual_seed(0)
    table = torch.rand(vocab_size, embedding_dim, generator=generator)
    drawn = torch.randint(vocab_size, (_BATCHES, n_ids), generator=generator)
    batches = drawn.unbind()
    result_bytes = n_ids * embedding_dim * table.element_size()
    return Cost(
        vocab_size,
        _best_time(lookup, batches, table, repeats),
        _best_time(one_hot_lookup, batches, table, repeats),
        result_bytes,
        result_bytes + n_ids * vocab_size * table.element_size(),
    )


def _best_time(
    embed: Callable[[Tensor, Tensor], Tensor],
    batches: Sequence[Tensor],
    table: Tensor,
    repeats: int,
) -> float:
    """Time a call in several runs; keep the fastest, which others disturbed least."""
    endless = itertools.cycle(batches)

    def run(n_calls: int) -> float:
        start = time.perf_counter()
        for ids in itertools.islice(endless, n_calls):
            embed(ids, table)
        return (time.perf_counter() - start) / n_calls

    run(1)  # the first call also makes room in memory and in the caches
    one_call = min(run(1) for _ in range(3))  # a single one may be disturbed
    n_calls = math.ceil(_RUN_SECONDS / max(one_call, 1e-6))
    return min(run(n_calls) for _ in range(repeats))


def pull_and_push(
    table: Tensor, friends: Sequence[tuple[int, int]], *, margin: float = 3
) -> Tensor:
    """Return a loss that pulls friends together and pushes strangers apart.

    Each pair of rows counts once: friends cost ``distance ** 2``, and strangers nearer
    than the margin cost ``(margin - distance) ** 2``.

    Parameters
    ----------
    table
        A table, float ``(V, D)``, or several, ``(…, V, D)``, whose losses are added up.
    friends
        Pairs of row numbers; their order does not matter.
    margin
        How far apart strangers should be; with 0 nothing pushes.

    Returns
    -------
    Tensor
        The loss, a single number.

    Raises
    ------
    TypeError, IndexError
        If the friends are not whole numbers, or have no row in the table.

    Examples
    --------
    >>> table = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    >>> round(pull_and_push(table, [(0, 1)]).item(), 3)  # 1 + (3 - 2)² + (3 - √5)²
    2.584
    """
    n_rows = table.shape[-2]
    a, b = check_ids(friends, n_rows).reshape(-1, 2).T
    are_friends = torch.zeros(n_rows, n_rows, dtype=torch.bool)
    are_friends[a, b] = are_friends[b, a] = True
    one, other = torch.tril_indices(n_rows, n_rows, offset=-1)  # each pair once
    distances = (table[..., one, :] - table[..., other, :]).norm(dim=-1)
    push = (margin - distances).clamp_min(0)
    return torch.where(are_friends[one, other], distances, push).square().sum()


def share_of_circles(
    n_tokens: int,
    embedding_dim: int,
    *,
    n_starts: int = 100,
    pull_first: int = 0,
    seed: int = 0,
) -> float:
    """Train rows in a circle of friends from many starts; count the circles.

    Row `i` is friends with the rows before and after it, the last with the first. The
    loss is that of `pull_and_push`, for 50 steps of gradient descent.

    Parameters
    ----------
    n_tokens
        How many rows there are, ``V``, at least 5.
    embedding_dim
        Numbers in a row, ``D``.
    n_starts
        How many tables to train; each is drawn from a normal distribution.
    pull_first
        Steps in which friends pull and nobody pushes, before the others.
    seed
        For the starts.

    Returns
    -------
    float
        The share of tables in which the two nearest rows of each row are its friends.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number, or too small.

    Examples
    --------
    >>> share_of_circles(7, 2, n_starts=20)
    1.0
    """
    n_tokens = check_size("n_tokens", n_tokens, at_least=5)
    embedding_dim = check_size("embedding_dim", embedding_dim)
    n_starts = check_size("n_starts", n_starts)
    pull_first = check_size("pull_first", pull_first, at_least=0)
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randn(n_starts, n_tokens, embedding_dim, generator=generator)
    friends = [((i - 1) % n_tokens, i) for i in range(n_tokens)]
    for step in range(pull_first + 50):
        rows = rows.detach().requires_grad_()
        loss = pull_and_push(rows, friends, margin=0 if step < pull_first else 3)
        (slopes,) = torch.autograd.grad(loss, rows)
        rows = rows - 0.1 * slopes
    places = torch.arange(n_tokens)
    distances = torch.cdist(rows, rows).detach()
    distances[:, places, places] = math.inf  # a row is not its own neighbour
    nearest = distances.topk(2, largest=False).indices  # (n_starts, V, 2)
    apart = (nearest - places[:, None]) % n_tokens
    found = ((apart == 1) | (apart == n_tokens - 1)).all(dim=2).all(dim=1)
    return float(found.double().mean())


def as_ids(ids: Ids) -> Tensor:
    """Turn token IDs into a tensor of int64, the type that indexing wants.

    Small types cannot even hold the number of rows that an ID is compared with: in
    uint8, 256 is 0.

    Parameters
    ----------
    ids
        Token IDs, whole numbers of any shape ``(…)``: a tensor, an array or a list.

    Returns
    -------
    Tensor
        The same IDs, int64 ``(…)``.

    Raises
    ------
    TypeError
        If they are not whole numbers.

    Examples
    --------
    >>> as_ids(torch.tensor([7, 255], dtype=torch.uint8))
    tensor([  7, 255])
    """
    try:
        tensor = torch.as_tensor(ids)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(
            f"token IDs must be whole numbers in a tensor, an array or a list: {error}"
        ) from None
    if not isinstance(ids, Tensor) and tensor.numel() == 0:
        return tensor.long()  # an empty list says nothing about its type
    if tensor.is_floating_point() or tensor.is_complex() or tensor.dtype is torch.bool:
        raise TypeError(f"token IDs must be whole numbers, got {tensor.dtype}")
    return tensor.long()


def find_outside(ids: Tensor, vocab_size: int) -> int | None:
    """Return the first ID that is not one of 0 to ``vocab_size - 1``, if there is one.

    Parameters
    ----------
    ids
        Token IDs, int64 ``(…)``.
    vocab_size
        How many IDs there are, ``V``.

    Returns
    -------
    int or None
        The wrong ID; None if all are right, or if there are no numbers to look at: when
        torch compiles or exports a model, maps a function over a batch, or computes
        shapes alone.

    Examples
    --------
    >>> find_outside(torch.tensor([[0, 3], [-1, 2]]), vocab_size=3)
    3
    """
    if torch.compiler.is_compiling():  # torch.compile and torch.export: shapes alone
        return None
    outside = (ids < 0) | (ids >= vocab_size)
    try:
        found = bool(outside.any())
    except (
        RuntimeError
    ):  # meta and fake tensors, and those within vmap, hold no numbers
        return None
    return int(ids[outside][0]) if found else None


def check_ids(ids: Ids, vocab_size: int) -> Tensor:
    """Return IDs as int64 if they are all in the vocabulary.

    Parameters
    ----------
    ids
        Token IDs, whole numbers of any shape ``(…)``: a tensor, an array or a list.
    vocab_size
        How many IDs there are, ``V``: the rows of a table.

    Returns
    -------
    Tensor
        The same IDs, int64 ``(…)``.

    Raises
    ------
    TypeError
        If they are not whole numbers.
    IndexError
        If one of them is not in the vocabulary.

    Examples
    --------
    >>> check_ids([3, 0], vocab_size=4)
    tensor([3, 0])
    """
    ids = as_ids(ids)
    if (wrong := find_outside(ids, vocab_size)) is not None:
        advice = "; a table needs max(ids) + 1 rows" if wrong > 0 else ""
        raise IndexError(
            f"token ID {wrong} is not in the vocabulary of {vocab_size}: IDs go from 0 "
            f"to {vocab_size - 1}{advice}"
        )
    return ids
