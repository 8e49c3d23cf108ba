"""A vector, a bias or a turn for each position: how attention learns about order.

Attention adds up what it reads and does not notice the order of what it adds. Four
remedies, by what they do to token vectors (``D`` wide, at ``T`` positions):

==============  =====================================  ============================
remedy          what it does                           past the trained length
==============  =====================================  ============================
learned         adds row ``p`` of a trained table      stops: there is no such row
sinusoidal      adds sines and cosines of ``p``        goes on
relative bias   adds a number per distance to scores   goes on
rotary          turns queries and keys by ``p``        goes on
==============  =====================================  ============================
"""

from __future__ import annotations

import math
from bisect import bisect_left

import torch
from torch import Tensor, nn

from .arguments import check_dimension

BASE = 10_000.0
"""What the wavelengths of positions grow towards: the choice of Vaswani et al. (2017),
which most models kept."""

# Finding the borders of buckets exactly takes whole numbers of so many digits; T5 has
# 32 buckets.
_MOST_BUCKETS = 1024


def attention(
    queries: Tensor, keys: Tensor, values: Tensor, *, bias: Tensor | None = None
) -> Tensor:
    """Let every position read from the others: scaled dot-product attention.

    Parameters
    ----------
    queries, keys, values
        What each position looks for, offers and hands over, each ``(..., T, D)``.
    bias
        Added to the scores, ``(..., T, T)``; minus infinity forbids a position to read
        another. None lets every position read every position.

    Returns
    -------
    Tensor
        For each position the mean of the values, weighted by the softmax of the scores,
        ``(..., T, D)``. A position that may read nothing at all has no mean, so it gets
        NaN; torch's own `scaled_dot_product_attention` gives it 0.

    References
    ----------
    Vaswani et al., "Attention Is All You Need" (2017).

    Examples
    --------
    >>> values = torch.tensor([[1.0], [3.0]])
    >>> attention(torch.zeros(2, 4), torch.zeros(2, 4), values)
    tensor([[2.],
            [2.]])
    >>> attention(torch.zeros(2, 4), torch.zeros(2, 4), values, bias=causal_bias(2))
    tensor([[1.],
            [2.]])
    """
    scores = queries @ keys.mT / math.sqrt(queries.shape[-1])  # (..., T, T)
    if bias is not None:
        scores = scores + bias
    return scores.softmax(dim=-1) @ values  # (..., T, T) @ (..., T, D)


def causal_bias(length: int) -> Tensor:
    """Forbid each position to read the positions after it.

    Parameters
    ----------
    length
        How many positions, ``T``.

    Returns
    -------
    Tensor
        ``(T, T)``: 0 where row ``i`` may read column ``j``, that is ``j <= i``, and
        minus infinity elsewhere.

    Raises
    ------
    TypeError, ValueError
        If `length` is no whole number, or less than 1.

    Examples
    --------
    >>> causal_bias(3)
    tensor([[0., -inf, -inf],
            [0., 0., -inf],
            [0., 0., 0.]])
    """
    length = check_dimension("length", length)
    return torch.full((length, length), -math.inf).triu(diagonal=1)


class LearnedPositions(nn.Module):
    """A table of vectors, one row a position, trained like the embedding table.

    Parameters
    ----------
    context_length
        How many positions there are rows for: the longest sequence the model can read.
    embedding_dim
        Numbers in a vector, ``D``: that of the token vectors they are added to.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number, or less than 1.

    References
    ----------
    Gehring et al., "Convolutional Sequence to Sequence Learning" (2017);
    Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).

    Examples
    --------
    >>> positions = LearnedPositions(context_length=4, embedding_dim=256)
    >>> (torch.zeros(8, 4, 256) + positions(4)).shape
    torch.Size([8, 4, 256])
    >>> positions(5)
    Traceback (most recent call last):
        ...
    IndexError: 5 positions asked for, but the table has rows for 4 (context_length): \
position 4 was never trained; cut the sequence, or make a longer table and train it
    """

    def __init__(self, context_length: int, embedding_dim: int) -> None:
        super().__init__()
        self.table = nn.Embedding(
            check_dimension("context_length", context_length),
            check_dimension("embedding_dim", embedding_dim),
        )

    def forward(self, length: int) -> Tensor:
        """Give the vectors of positions 0 to ``length - 1``.

        Parameters
        ----------
        length
            Tokens in the sequence, ``T``.

        Returns
        -------
        Tensor
            ``(T, D)``, to be added to token vectors ``(B, T, D)``.

        Raises
        ------
        IndexError
            If the sequence is longer than the table.
        TypeError, ValueError
            If `length` is no whole number, or less than 1.
        """
        length = check_dimension("length", length)
        rows = self.table.num_embeddings
        if length > rows:
            raise IndexError(
                f"{length} positions asked for, but the table has rows for {rows} "
                f"(context_length): position {rows} was never trained; cut the "
                "sequence, or make a longer table and train it"
            )
        return self.table.weight[:length]


def sinusoidal(length: int, embedding_dim: int, *, base: float = BASE) -> Tensor:
    """Compute the vectors of positions from sines and cosines of growing wavelength.

    Columns ``2i`` and ``2i + 1`` hold the sine and the cosine of ``p / base^(2i/D)``:
    a clock hand that turns more slowly the larger ``i`` is. Moving on by ``k``
    positions turns each hand by an angle of its own, the same for every ``p``, so the
    dot product of two positions depends on their distance alone.

    Parameters
    ----------
    length
        How many positions, ``T``.
    embedding_dim
        Numbers in a vector, ``D``: even, since they come in pairs.
    base
        The larger, the slower the last hand.

    Returns
    -------
    Tensor
        ``(T, D)``, every row of length ``sqrt(D / 2)``.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, `embedding_dim` is odd, or `base`
        is not a positive number.

    References
    ----------
    Vaswani et al., "Attention Is All You Need" (2017), section 3.5.

    Examples
    --------
    >>> sinusoidal(length=3, embedding_dim=4).round(decimals=4)
    tensor([[ 0.0000,  1.0000,  0.0000,  1.0000],
            [ 0.8415,  0.5403,  0.0100,  1.0000],
            [ 0.9093, -0.4161,  0.0200,  0.9998]])
    """
    positions = torch.arange(check_dimension("length", length))
    angles = _angles(positions, embedding_dim, base)  # (T, D/2)
    pairs = torch.stack([angles.sin(), angles.cos()], dim=-1)  # (T, D/2, 2)
    return pairs.flatten(-2).float()  # (T, D): sine, cosine, sine, cosine, …


def rotary(
    vectors: Tensor, positions: Tensor | None = None, *, base: float = BASE
) -> Tensor:
    """Turn each pair of numbers of a vector by an angle that grows with its position.

    Numbers ``2i`` and ``2i + 1`` are turned by ``p / base^(2i/D)``. Applied to queries
    and keys, it makes their dot product depend on what they hold and on the offset of
    their positions, not on the positions themselves. Lengths stay as they are. (Some
    models pair number ``i`` with ``i + D/2`` instead: the same idea, other columns.)

    Parameters
    ----------
    vectors
        Queries or keys, ``(..., T, D)`` with an even ``D``.
    positions
        The position of each vector, ``(T,)``; by default 0 to ``T - 1``.
    base
        The larger, the slower the last pair.

    Returns
    -------
    Tensor
        The turned vectors, ``(..., T, D)``, in the number type of `vectors`.

    Raises
    ------
    TypeError, ValueError
        If `vectors` are whole numbers or have fewer than two dimensions, ``D`` is odd,
        the number of positions is not ``T``, or `base` is not a positive number.

    References
    ----------
    Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding" (2021).

    Examples
    --------
    >>> rotary(torch.tensor([[1.0, 0.0], [1.0, 0.0]])).round(decimals=4)
    tensor([[1.0000, 0.0000],
            [0.5403, 0.8415]])
    """
    if not vectors.is_floating_point():
        raise TypeError(
            f"vectors must be floating-point numbers, got {vectors.dtype}: a turned "
            "vector is not whole; use vectors.float()"
        )
    if vectors.ndim < 2:
        raise ValueError(
            f"vectors must be (..., T, D), got the shape {tuple(vectors.shape)}"
        )
    length, embedding_dim = vectors.shape[-2:]
    if positions is None:
        positions = torch.arange(length)
    if positions.shape != (length,):
        raise ValueError(
            f"{length} vectors need {length} positions, got the shape "
            f"{tuple(positions.shape)}"
        )
    angles = _angles(positions, embedding_dim, base)  # (T, D/2)
    cos = angles.cos().to(vectors.dtype).to(vectors.device)
    sin = angles.sin().to(vectors.dtype).to(vectors.device)
    x, y = vectors[..., 0::2], vectors[..., 1::2]  # (..., T, D/2) each
    turned = torch.stack([x * cos - y * sin, x * sin + y * cos], dim=-1)
    return turned.flatten(-2)  # (..., T, D/2, 2) -> (..., T, D): x and y in turn again


def _angles(positions: Tensor, embedding_dim: int, base: float) -> Tensor:
    """Angle of each pair of columns at each position, float64 ``(T, D/2)``."""
    embedding_dim = check_dimension("embedding_dim", embedding_dim)
    if embedding_dim % 2:
        raise ValueError(
            f"embedding_dim must be even, as numbers come in pairs, got {embedding_dim}"
        )
    if not (math.isfinite(base) and base > 0):
        raise ValueError(f"base must be a positive number, got {base}")
    # In float32, the angle of a far position would be off by more than its neighbour's.
    # Apple's GPUs have no float64, so the angles stay on the CPU.
    even = torch.arange(0, embedding_dim, 2, dtype=torch.float64)  # 2i, (D/2,)
    speeds = base ** (-even / embedding_dim)  # (D/2,): 1, then ever slower
    return positions.cpu().double()[:, None] * speeds  # (T, 1) * (D/2,)


def relative_positions(length: int) -> Tensor:
    """Tell for each pair of positions how far the one read lies behind the reader.

    Parameters
    ----------
    length
        How many positions, ``T``.

    Returns
    -------
    Tensor
        ``(T, T)``, int64: column minus row, so negative for positions already read.

    Raises
    ------
    TypeError, ValueError
        If `length` is no whole number, or less than 1.

    Examples
    --------
    >>> relative_positions(3)
    tensor([[ 0,  1,  2],
            [-1,  0,  1],
            [-2, -1,  0]])
    """
    positions = torch.arange(check_dimension("length", length))
    return positions[None, :] - positions[:, None]


def t5_buckets(
    relative: Tensor,
    *,
    n_buckets: int = 32,
    max_distance: int = 128,
    bidirectional: bool = True,
) -> Tensor:
    """Sort distances into buckets: near ones exactly, far ones ever more coarsely.

    Half of the buckets hold one distance each; the borders of the others grow by a
    constant factor up to `max_distance`, and whatever is further goes into the last.

    Parameters
    ----------
    relative
        Whole numbers of any shape: the position read minus the position that reads.
    n_buckets
        How many buckets.
    max_distance
        From this distance on, everything shares the last bucket.
    bidirectional
        Give the positions ahead half of the buckets. False puts them all in bucket 0,
        as a causal model cannot read them anyway.

    Returns
    -------
    Tensor
        Bucket numbers from 0, int64, in the shape of `relative`.

    Raises
    ------
    TypeError, ValueError
        If `relative` or a size is not whole or a size is less than 1, `n_buckets` is no
        multiple of 2 (of 4 in both directions) or over 1024, or `max_distance` is not
        beyond the distances that have a bucket of their own, or does not fit int64.

    References
    ----------
    Raffel et al., "Exploring the Limits of Transfer Learning with a Unified
    Text-to-Text Transformer" (2020), section 2.1 and the authors' code.

    Examples
    --------
    >>> t5_buckets(torch.tensor([0, -1, -7, -8, -11, -12, -128, -999, 1]))
    tensor([ 0,  1,  7,  8,  8,  9, 15, 15, 17])
    """
    kind = relative.dtype
    if kind.is_floating_point or kind.is_complex or kind is torch.bool:
        raise TypeError(f"relative must hold whole numbers, got {kind}")
    relative = relative.long()  # in uint8, minus 7 would be 249
    n_buckets = check_dimension("n_buckets", n_buckets)
    sides = 2 if bidirectional else 1
    if n_buckets % (2 * sides) or n_buckets > _MOST_BUCKETS:
        raise ValueError(
            f"n_buckets must be a multiple of {2 * sides} here and at most "
            f"{_MOST_BUCKETS}, got {n_buckets}"
        )
    each = n_buckets // sides
    borders = _bucket_borders(each, check_dimension("max_distance", max_distance))
    behind = (-relative).clamp(min=0) if not bidirectional else relative.abs()
    bucket = torch.bucketize(behind, borders.to(relative.device), right=True)
    return bucket + each * (relative > 0) if bidirectional else bucket


def _bucket_borders(n_buckets: int, max_distance: int) -> Tensor:
    """Return the smallest distance of each bucket but the first."""
    exact = n_buckets // 2
    if max_distance <= exact:
        raise ValueError(
            f"max_distance {max_distance} must be greater than {exact}: so many "
            "distances have a bucket of their own"
        )
    borders = list(range(1, exact + 1))
    # The border of far bucket k is the smallest n with
    # log(n / exact) / log(max_distance / exact) >= k / far. Whole numbers decide it
    # exactly; logarithms may fall on the wrong side of a border.
    far, distances = n_buckets - exact, range(max_distance)
    for k in range(1, far):
        least = max_distance**k * exact ** (far - k)
        borders.append(bisect_left(distances, least, key=lambda n: n**far))
    return torch.tensor(borders)


class T5Bias(nn.Module):
    """A trained number for each head and each bucket of distances, added to scores.

    Parameters
    ----------
    n_heads
        Attention heads, ``H``.
    n_buckets, max_distance, bidirectional
        As for `t5_buckets`.

    Raises
    ------
    TypeError, ValueError
        As for `t5_buckets`.

    References
    ----------
    Raffel et al. (2020), as for `t5_buckets`.

    Examples
    --------
    >>> T5Bias(n_heads=4)(10).shape
    torch.Size([4, 10, 10])
    """

    def __init__(
        self,
        n_heads: int,
        *,
        n_buckets: int = 32,
        max_distance: int = 128,
        bidirectional: bool = True,
    ) -> None:
        super().__init__()
        self.max_distance, self.bidirectional = max_distance, bidirectional
        self.table = nn.Embedding(
            check_dimension("n_buckets", n_buckets), check_dimension("n_heads", n_heads)
        )
        self(1)  # Refuses sizes that do not go together now, not at the first use.

    def forward(self, length: int) -> Tensor:
        """Give the bias of every pair of positions.

        Parameters
        ----------
        length
            Tokens in the sequence, ``T``: any number.

        Returns
        -------
        Tensor
            ``(H, T, T)``, to be added to the scores.

        Raises
        ------
        TypeError, ValueError
            If `length` is no whole number, or less than 1.
        """
        buckets = t5_buckets(
            relative_positions(length).to(self.table.weight.device),
            n_buckets=self.table.num_embeddings,
            max_distance=self.max_distance,
            bidirectional=self.bidirectional,
        )
        bias: Tensor = self.table(buckets)  # (T, T, H)
        return bias.movedim(-1, 0)


def alibi_slopes(n_heads: int) -> Tensor:
    """Give each head the slope by which distance lowers its scores.

    For a power of two the slopes fall from ``2^(-8/H)`` to ``2^-8`` by a constant
    factor. Otherwise the next smaller power of two gives the first slopes, and every
    second slope of the next larger one the rest, as in the authors' code.

    Parameters
    ----------
    n_heads
        Attention heads, ``H``.

    Returns
    -------
    Tensor
        ``(H,)``, all between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If `n_heads` is no whole number, or less than 1.

    References
    ----------
    Press, Smith and Lewis, "Train Short, Test Long: Attention with Linear Biases
    Enables Input Length Extrapolation" (2022).

    Examples
    --------
    >>> alibi_slopes(8)
    tensor([0.5000, 0.2500, 0.1250, 0.0625, 0.0312, 0.0156, 0.0078, 0.0039])
    >>> alibi_slopes(3)
    tensor([0.0625, 0.0039, 0.2500])
    """
    n_heads = check_dimension("n_heads", n_heads)
    power = 1 << (n_heads.bit_length() - 1)
    first = -8 / power * torch.arange(1, power + 1).double()
    rest = -4 / power * (2 * torch.arange(n_heads - power) + 1).double()
    return torch.cat([first, rest]).exp2().float()


def alibi_bias(n_heads: int, length: int) -> Tensor:
    """Lower each score in proportion to the distance, with a slope per head.

    The paper's models are causal. Without a mask this bias is the same in both
    directions, so it tells near from far but not before from after.

    Parameters
    ----------
    n_heads
        Attention heads, ``H``.
    length
        Tokens in the sequence, ``T``: any number.

    Returns
    -------
    Tensor
        ``(H, T, T)``, to be added to the scores: 0 on the diagonal, negative beside it.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number, or less than 1.

    References
    ----------
    Press, Smith and Lewis (2022), as for `alibi_slopes`.

    Examples
    --------
    >>> alibi_bias(n_heads=8, length=3)[0]
    tensor([[ 0.0000, -0.5000, -1.0000],
            [-0.5000,  0.0000, -0.5000],
            [-1.0000, -0.5000,  0.0000]])
    """
    return alibi_slopes(n_heads)[:, None, None] * -relative_positions(length).abs()
