"""Writing: predict a token, draw it, append it, and begin again.

>>> next_chances(torch.tensor([2.0, 1.0, 0.0]), top_k=2)
tensor([0.7311, 0.2689, 0.0000])
"""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Iterator
from typing import Protocol

import torch
from torch import Tensor

from companion.arguments import check_seed, check_size
from companion.embedding import Ids, as_ids

from .losses import device_of
from .model import GPT


class HasTokenBytes(Protocol):
    """A tokenizer that knows the bytes of each token, as tiktoken's and ours do."""

    def decode_single_token_bytes(self, token: int, /) -> bytes:
        """Return the bytes of a token."""
        ...


def next_chances(
    logits: Tensor, *, temperature: float = 1.0, top_k: int | None = None
) -> Tensor:
    """Turn the scores of the next token into chances.

    Parameters
    ----------
    logits
        One score a token, ``(..., V)``.
    temperature
        Logits are divided by it: below 1 the likely become likelier, above 1 all
        become more alike. At 0 the likeliest token has the chance 1.
    top_k
        Keep so many of the likeliest tokens alone; the others get the chance 0. None
        keeps all.

    Returns
    -------
    Tensor
        The chances, ``(..., V)``; they sum to 1. Of tokens that tie for the last place
        that is kept, or for the likeliest at temperature 0, the first count.

    Raises
    ------
    TypeError, ValueError
        If `temperature` is negative or not a number, or `top_k` is no whole number or
        less than 1.

    References
    ----------
    Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation" (2018), for the
    choice among the k likeliest.

    Examples
    --------
    >>> next_chances(torch.tensor([2.0, 1.0, 0.0]), temperature=0.5)
    tensor([0.8668, 0.1173, 0.0159])
    >>> next_chances(torch.tensor([2.0, 1.0, 0.0]), temperature=0)
    tensor([1., 0., 0.])
    """
    if not (math.isfinite(temperature) and temperature >= 0):
        raise ValueError(f"temperature must be 0 or more, got {temperature}")
    if temperature == 0:
        temperature, top_k = 1.0, 1
    # In float64 and at most 0, logits may be divided by any temperature.
    scores = (logits.double() - logits.max(dim=-1, keepdim=True).values) / temperature
    if top_k is not None:
        order = logits.argsort(dim=-1, descending=True, stable=True)
        others = order[..., check_size("top_k", top_k) :]
        scores = scores.scatter(-1, others, -math.inf)
    return scores.softmax(dim=-1).to(logits.dtype)


@torch.no_grad()
def generate(
    model: GPT,
    ids: Ids,
    n_tokens: int,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
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
    temperature, top_k
        As for `next_chances`.
    seed
        For the draw.

    Returns
    -------
    list of int
        `ids` and the new tokens.

    Raises
    ------
    TypeError, ValueError
        If `ids` is empty, nested or holds no whole numbers, `n_tokens` or `top_k` is no
        whole number or less than 1, or `temperature` is negative or not a number.
    IndexError
        If an ID is not in the vocabulary.

    Examples
    --------
    >>> model = GPT(vocab_size=10, context_length=4, embedding_dim=8, n_heads=2)
    >>> len(generate(model, [1, 2, 3], n_tokens=5))
    8
    """
    n_tokens = check_size("n_tokens", n_tokens)
    ids = as_ids(ids)
    if ids.ndim != 1 or not len(ids):
        raise ValueError(
            "ids is empty or nested: give one list of at least one token to continue "
            f"from, not the shape {tuple(ids.shape)}"
        )
    generator = torch.Generator().manual_seed(check_seed(seed))
    text: list[int] = ids.tolist()
    for _ in range(n_tokens):
        recent = torch.tensor([text[-model.context_length :]], device=device_of(model))
        logits = model(recent)[0, -1].float().cpu()  # (V,): the last position alone
        chances = next_chances(logits, temperature=temperature, top_k=top_k)
        text.append(int(torch.multinomial(chances, 1, generator=generator)))
    return text


def decode_stream(tokenizer: HasTokenBytes, ids: Iterable[int]) -> Iterator[str]:
    r"""Decode tokens one by one as they come, without broken characters.

    A token may end in the middle of a character's bytes. Its first bytes are held back
    until the others have come.

    Parameters
    ----------
    tokenizer
        A tokenizer of bytes: `BytePairTokenizer` or a `tiktoken.Encoding`.
    ids
        Token IDs, also from a generator.

    Yields
    ------
    str
        For each token the characters that it completes, which may be none; at the end,
        if bytes are left over, what stands for them. Joined, they are what the
        tokenizer's `decode` gives.

    Raises
    ------
    KeyError
        If an ID is not in the vocabulary.

    Examples
    --------
    >>> from companion.byte_pair_encoding import BytePairTokenizer
    >>> tokenizer = BytePairTokenizer({bytes([b]): b for b in range(256)})
    >>> list(decode_stream(tokenizer, "né!".encode()))
    ['n', '', 'é', '!']
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    for token in ids:
        yield decoder.decode(tokenizer.decode_single_token_bytes(token))
    if rest := decoder.decode(b"", final=True):
        yield rest
