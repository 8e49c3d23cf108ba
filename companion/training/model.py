"""The model: token and position vectors, attention in blocks, logits.

The names of shapes: ``B`` sequences of ``T`` tokens, vectors of ``D`` numbers, a
vocabulary of ``V``, ``H`` attention heads.

>>> model = GPT(vocab_size=100, context_length=8, embedding_dim=16, n_heads=2)
>>> ids = torch.arange(24).reshape(3, 8)
>>> model(ids).shape
torch.Size([3, 8, 100])
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from companion.arguments import check_dimension, check_seed, check_size
from companion.embedding import Ids, TokenEmbedding, as_ids
from companion.position import (
    LearnedPositions,
    attention,
    causal_bias,
    relative_positions,
)


class CausalSelfAttention(nn.Module):
    """Let every position read itself and those before it, with several heads.

    Parameters
    ----------
    embedding_dim
        Numbers in a vector, ``D``.
    n_heads
        Heads, ``H``: each reads in its own ``D / H`` columns.
    slopes
        One number a head: each step back lowers its scores by so much. None, the
        default, leaves the scores as they are.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, `n_heads` does not divide
        `embedding_dim`, or `slopes` are not one finite number a head.

    References
    ----------
    Vaswani et al., "Attention Is All You Need" (2017), section 3.2; for the slopes
    Press, Smith and Lewis, "Train Short, Test Long" (2022).

    Examples
    --------
    >>> CausalSelfAttention(embedding_dim=16, n_heads=2)(torch.zeros(3, 8, 16)).shape
    torch.Size([3, 8, 16])
    """

    def __init__(
        self,
        embedding_dim: int,
        n_heads: int,
        *,
        slopes: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        embedding_dim = check_dimension("embedding_dim", embedding_dim)
        self.n_heads = check_dimension("n_heads", n_heads)
        if embedding_dim % self.n_heads:
            raise ValueError(
                f"embedding_dim {embedding_dim} cannot be shared out evenly among "
                f"{n_heads} heads: take a multiple of n_heads"
            )
        self.slopes = None if slopes is None else check_slopes(slopes, self.n_heads)
        self.qkv = nn.Linear(embedding_dim, 3 * embedding_dim)
        self.out = nn.Linear(embedding_dim, embedding_dim)

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors ``(B, T, D)`` to what each position has read, ``(B, T, D)``."""
        q, k, v = self._in_heads(x)
        read = attention(q, k, v, bias=self._bias(x))  # (B, H, T, D/H)
        # Each position's heads side by side again: (B, T, H, D/H), then (B, T, D).
        together: Tensor = self.out(read.transpose(1, 2).flatten(2))
        return together

    def weights(self, x: Tensor) -> Tensor:
        """Tell what share each position reads of each: ``(B, H, T, T)``."""
        q, k, _ = self._in_heads(x)
        # Reading the rows of an identity matrix, one gets the weights themselves.
        return attention(q, k, torch.eye(x.shape[1]).to(x), bias=self._bias(x))

    def _in_heads(self, x: Tensor) -> Tensor:
        """Make queries, keys and values and cut them into heads."""
        n_sequences, length, embedding_dim = x.shape
        head_dim = embedding_dim // self.n_heads
        # (B, T, 3 D) → (B, T, 3, H, D/H): the columns are first queries, then keys,
        # then values; within each, head after head.
        qkv = self.qkv(x).reshape(n_sequences, length, 3, self.n_heads, head_dim)
        cut: Tensor = qkv.permute(2, 0, 3, 1, 4)  # (3, B, H, T, D/H)
        return cut

    def _bias(self, x: Tensor) -> Tensor:
        """Return what is added to the scores: ``(T, T)``; with slopes ``(H, T, T)``."""
        length = x.shape[1]
        bias = causal_bias(length).to(x)
        if self.slopes is None:
            return bias
        slopes = torch.tensor(self.slopes).to(x)[:, None, None]  # (H, 1, 1)
        return bias - slopes * relative_positions(length).abs().to(x)


class Block(nn.Module):
    """One transformer block: read from other positions, then think at each position.

    Each half adds to what is there (a residual connection) and looks at a normalised
    copy of it (LayerNorm before each half, as in GPT-2).

    Parameters
    ----------
    embedding_dim, n_heads, slopes
        As for `CausalSelfAttention`.
    gelu
        The bend between the two layers of the MLP, as torch calls it: ``"none"`` is
        the exact GELU, ``"tanh"`` the approximation that GPT-2 was trained with. The
        two differ by at most 0.0005; through GPT-2's twelve blocks that becomes up to
        0.002 in the logits.

    Raises
    ------
    TypeError, ValueError
        As for `CausalSelfAttention`, or if `gelu` is neither.

    References
    ----------
    Radford et al., "Language Models are Unsupervised Multitask Learners" (2019);
    Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016).

    Examples
    --------
    >>> Block(embedding_dim=16, n_heads=2)(torch.zeros(3, 8, 16)).shape
    torch.Size([3, 8, 16])
    """

    def __init__(
        self,
        embedding_dim: int,
        n_heads: int,
        *,
        slopes: Sequence[float] | None = None,
        gelu: str = "none",
    ) -> None:
        super().__init__()
        dim = check_dimension("embedding_dim", embedding_dim)
        if gelu not in ("none", "tanh"):
            raise ValueError(f"gelu must be 'none' or 'tanh', got {gelu!r}")
        self.norm_before_attention = nn.LayerNorm(dim)
        self.attention = CausalSelfAttention(dim, n_heads, slopes=slopes)
        self.norm_before_mlp = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(
            nn.Linear(dim, 4 * dim), nn.GELU(approximate=gelu), nn.Linear(4 * dim, dim)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors ``(B, T, D)`` to vectors of the same shape."""
        x = x + self.attention(self.norm_before_attention(x))
        y: Tensor = x + self.mlp(self.norm_before_mlp(x))
        return y


class GPT(nn.Module):
    """A language model of the GPT kind, as small as you like.

    The weights start as torch's layers start by themselves, but for the output layer,
    which starts with numbers near 0 (deviation 0.02). So all logits start near 0, the
    softmax near ``1 / V`` for every token, and the loss near ``ln(V)``: the model
    starts by knowing nothing. (GPT-2 starts all its matrices with 0.02. A model as
    small as these learns much more slowly from there.)

    Parameters
    ----------
    vocab_size
        Tokens in the vocabulary, ``V``.
    context_length
        The longest sequence that it can read.
    embedding_dim
        Numbers in a vector, ``D``.
    n_heads, n_layers
        Attention heads a block, and blocks.
    slopes
        How the model knows the order. None: a table of positions is added to the
        token vectors, as in GPT-2. One number a head: no table; each step back lowers
        the head's scores by so much (ALiBi).
    gelu
        ``"none"`` or ``"tanh"``: as for `Block`.
    tied
        Use the embedding table as the output layer too (Press and Wolf, 2017), as
        GPT-2 does: ``V * D`` weights fewer.
    seed
        For the starting weights. torch's own generator is neither read nor moved.

    Attributes
    ----------
    context_length
        The longest sequence that it can read.
    tokens, positions
        The tables ``E`` and ``P``; `positions` is None where there are slopes.
    blocks, norm, head
        Blocks, the last LayerNorm, and the output layer ``(B, T, D) → (B, T, V)``.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, `n_heads` does not divide
        `embedding_dim`, `slopes` are not one finite number a head, or `gelu` is
        another word.

    References
    ----------
    Radford et al., "Language Models are Unsupervised Multitask Learners" (2019); for
    the slopes Press, Smith and Lewis, "Train Short, Test Long" (2022).

    Examples
    --------
    >>> model = GPT(vocab_size=100, context_length=8, embedding_dim=16, n_heads=2)
    >>> model(torch.arange(8)[None]).softmax(dim=-1).max() < 2 / 100
    tensor(True)
    """

    def __init__(
        self,
        vocab_size: int,
        context_length: int,
        *,
        embedding_dim: int = 64,
        n_heads: int = 4,
        n_layers: int = 2,
        slopes: Sequence[float] | None = None,
        gelu: str = "none",
        tied: bool = False,
        seed: int = 0,
    ) -> None:
        super().__init__()
        vocab_size = check_dimension("vocab_size", vocab_size)
        dim = check_dimension("embedding_dim", embedding_dim)
        self.context_length = check_dimension("context_length", context_length)
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(check_seed(seed))
            self.tokens = TokenEmbedding(vocab_size, dim)
            self.positions = (
                LearnedPositions(self.context_length, dim) if slopes is None else None
            )
            self.blocks = nn.Sequential(
                *(
                    Block(dim, n_heads, slopes=slopes, gelu=gelu)
                    for _ in range(check_size("n_layers", n_layers))
                )
            )
            self.norm = nn.LayerNorm(dim)
            self.head = nn.Linear(dim, vocab_size, bias=False)
            if tied:
                self.head.weight = self.tokens.weight
            nn.init.normal_(self.head.weight, std=0.02)

    def embed(self, ids: Ids) -> Tensor:
        """Fetch the token vectors and add the position vectors, if there are any.

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
        length = ids.shape[1]
        if length > self.context_length:
            raise IndexError(
                f"{length} tokens, but the model reads at most {self.context_length} "
                "(context_length): cut the sequence"
            )
        vectors: Tensor = self.tokens(ids)
        return vectors if self.positions is None else vectors + self.positions(length)

    def forward(self, ids: Ids) -> Tensor:
        """Score every token as the next one at every position.

        Parameters
        ----------
        ids
            Token IDs, ``(B, T)``.

        Returns
        -------
        Tensor
            Logits, ``(B, T, V)``. Those at position ``t`` depend on positions 0 to
            ``t`` alone.

        Raises
        ------
        TypeError, IndexError, ValueError
            As for `embed`.
        """
        logits: Tensor = self.head(self.norm(self.blocks(self.embed(ids))))
        return logits

    @torch.no_grad()
    def attention_weights(self, ids: Ids) -> Tensor:
        """Tell how much each position reads of each, in every block and head.

        Parameters
        ----------
        ids
            Token IDs, ``(B, T)``.

        Returns
        -------
        Tensor
            ``(n_layers, B, H, T, T)``: row ``i`` of the last two holds the shares that
            position ``i`` reads of positions 0 to ``T - 1``; it sums to 1.

        Raises
        ------
        TypeError, IndexError, ValueError
            As for `embed`.

        Examples
        --------
        >>> model = GPT(vocab_size=9, context_length=4, embedding_dim=8, n_heads=2)
        >>> model.attention_weights(torch.tensor([[5, 6, 7]])).shape
        torch.Size([2, 1, 2, 3, 3])
        """
        x = self.embed(ids)
        weights = []
        for block in self.blocks.children():
            assert isinstance(block, Block)  # for the type checker
            weights.append(block.attention.weights(block.norm_before_attention(x)))
            x = block(x)
        return torch.stack(weights)


def check_slopes(slopes: Sequence[float], n_heads: int) -> tuple[float, ...]:
    """Return slopes as numbers if there is a finite one for each head."""
    numbers = tuple(float(slope) for slope in slopes)
    if len(numbers) != n_heads or not all(map(math.isfinite, numbers)):
        raise ValueError(
            f"slopes must be one finite number for each of {n_heads} heads, got "
            f"{slopes!r:.100}"
        )
    return numbers
