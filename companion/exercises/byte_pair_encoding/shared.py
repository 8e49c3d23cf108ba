"""What several of these exercises need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Pair = tuple[int, int]
Merges = Mapping[Pair, int]
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


def neighbours(ids: Sequence[int]) -> list[Pair]:
    """Return the pairs of neighbours, which share their IDs."""
    return list(pairwise(ids))


def side_by_side(ids: Sequence[int]) -> list[Pair]:
    """Return the pairs that a list falls into, which share no ID."""
    return list(zip(ids[::2], ids[1::2], strict=False))


def first_of_the_most(counts: Counter[Pair]) -> Pair:
    """Return the most frequent pair, of equal ones that which came first."""
    return max(counts, key=counts.__getitem__)


def first_to_come_so_often(pairs: Sequence[Pair]) -> Pair:
    """Return what a choice made while counting ends with."""
    counts: Counter[Pair] = Counter()
    best = pairs[0]
    for pair in pairs:
        counts[pair] += 1
        best = pair if counts[pair] > counts[best] else best
    return best


# Which other pair is chosen by mistake, and what there is to say of it.
WRONG_CHOICES: tuple[tuple[str, Callable[[Counter[Pair]], Pair]], ...] = (
    (
        "Of equally frequent pairs you took the last; the rule is the first.",
        lambda counts: max(reversed(counts), key=counts.__getitem__),
    ),
    (
        "You took the pair with the greatest IDs. max needs key=counts.get, or it "
        "compares the pairs themselves.",
        max,
    ),
    (
        "You broke ties by the IDs; the rule is which came first, and a Counter keeps "
        "that order by itself.",
        lambda counts: max(counts, key=lambda pair: (counts[pair], pair)),
    ),
    (
        "You broke ties by the IDs, as sorting does; the rule is which came first, and "
        "a Counter keeps that order by itself.",
        lambda counts: max(sorted(counts), key=counts.__getitem__),
    ),
    (
        "You took the pair with the smallest IDs: without a key, sorted and min "
        "compare the pairs themselves, and not how often they come.",
        min,
    ),
    (
        "You took the rarest pair: min instead of max?",
        lambda counts: min(counts, key=counts.__getitem__),
    ),
    (
        "You took the last of most_common, which is the rarest pair.",
        lambda counts: counts.most_common()[-1][0],
    ),
)
SIDE_BY_SIDE = (
    "You cut into pairs side by side. Neighbouring pairs share an ID: (1, 2) and "
    "(2, 3) are both in [1, 2, 3]."
)
