"""What several of these exercises need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Pair = tuple[int, int]
Token = TypeVar("Token", int, bytes)


def merge(ids: Sequence[Token], pair: tuple[Token, Token], new: Token) -> list[Token]:
    """Replace a pair of neighbours by one token, from left to right.

    Parameters
    ----------
    ids
        IDs, or the bytes of tokens.
    pair
        The two neighbours.
    new
        What takes their place.

    Returns
    -------
    list
        The new list; what is part of one pair is not part of the next.

    Examples
    --------
    >>> merge([97, 97, 97, 98], (97, 97), 256)
    [256, 97, 98]
    """
    merged: list[Token] = []
    for index in ids:
        if merged and (merged[-1], index) == pair:
            merged[-1] = new
        else:
            merged.append(index)
    return merged
