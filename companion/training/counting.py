"""Guessing the next token by counting: what a model that learns has to beat.

>>> counts = CountModel([1, 2, 3, 1, 2, 3, 1, 2, 3], vocab_size=4, order=2)
>>> counts.chance([1, 2], 3) > 0.8
True
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from companion.arguments import check_dimension, check_size
from companion.embedding import Ids, check_ids

DISCOUNT = 0.8
"""What Kneser-Ney smoothing takes from each count: near what suits most texts."""

Table = dict[tuple[int, ...], Counter[int]]


class CountModel:
    """Predict a token from how often it followed the same tokens before.

    A run of tokens that is seldom seen says little, so its counts are blended with
    those of the run that is one shorter, and these with the next, down to ``1 / V`` for
    every token. With ``n`` tokens counted after a context, of ``k`` different kinds,
    the shorter run is trusted like ``k`` further tokens:
    ``(count + k * shorter) / (n + k)``. (The more kinds have followed, the likelier it
    is that something new comes.)

    Parameters
    ----------
    ids
        The text that is counted.
    vocab_size
        Tokens in the vocabulary, ``V``.
    order
        The longest run that is counted, the predicted token included: 1 counts tokens
        (a unigram model), 2 pairs (bigrams), 3 trigrams.
    kneser_ney
        Blend in another way, which suits most texts better: ``(max(count - 0.8, 0) +
        0.8 * k * shorter) / n``. And in all runs but the longest a token counts as
        often as there are different tokens before the run, not as often as it occurs:
        a word that only ever follows one other is no good guess anywhere else.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, or IDs are no whole numbers.
    IndexError
        If an ID is not in the vocabulary.

    References
    ----------
    Witten and Bell, "The Zero-Frequency Problem" (1991); Kneser and Ney, "Improved
    Backing-off for M-gram Language Modeling" (1995); both interpolated as by Chen and
    Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (1998).

    Examples
    --------
    >>> CountModel([0, 0, 0, 1], vocab_size=2, order=1).chance([], 0)  # (3 + 2/2) / 6
    0.6666666666666666
    """

    def __init__(
        self, ids: Ids, vocab_size: int, order: int, *, kneser_ney: bool = False
    ) -> None:
        self.vocab_size = check_dimension("vocab_size", vocab_size)
        self.order = check_size("order", order)
        self.kneser_ney = kneser_ney
        text = check_ids(ids, self.vocab_size).tolist()
        # followers[n][context of n tokens][token]: how often it came next.
        if kneser_ney:
            self.followers = [_count(text, self.order - 1)]
            while len(self.followers) < self.order:
                self.followers.insert(0, _count_kinds(self.followers[0]))
        else:
            self.followers = [_count(text, length) for length in range(self.order)]
        self.totals = [
            {context: counts.total() for context, counts in table.items()}
            for table in self.followers
        ]

    def chance(self, context: Sequence[int], token: int) -> float:
        """Tell how likely a token is to come next.

        Parameters
        ----------
        context
            The IDs before it; at most the last ``order - 1`` are looked at.
        token
            The ID that may come next.

        Returns
        -------
        float
            Its chance. Over all ``V`` tokens the chances add up to 1.
        """
        chance = 1 / self.vocab_size
        for length in range(min(self.order, len(context) + 1)):
            ending = tuple(context[len(context) - length :])
            counts = self.followers[length].get(ending)
            if counts is None:  # nor has any longer one been seen
                break
            count, total, kinds = (
                counts[token],
                self.totals[length][ending],
                len(counts),
            )
            if self.kneser_ney:
                kept = max(count - DISCOUNT, 0)
                chance = (kept + DISCOUNT * kinds * chance) / total
            else:
                chance = (count + kinds * chance) / (total + kinds)
        return chance

    def loss(self, new_ids: Ids) -> float:
        """Measure the loss on a text: minus the mean logarithm of the chances.

        Parameters
        ----------
        new_ids
            The text that is guessed, token by token.

        Returns
        -------
        float
            In nats per token.

        Raises
        ------
        TypeError
            If the IDs are no whole numbers.
        ValueError
            If there are none.
        IndexError
            If an ID is not in the vocabulary.

        Examples
        --------
        >>> model = CountModel([], vocab_size=4, order=3)
        >>> round(model.loss([0, 1, 2, 3]), 4)  # knows nothing: ln(4)
        1.3863
        """
        text = check_ids(new_ids, self.vocab_size).tolist()
        if not text:
            raise ValueError("new_ids is empty, so there is nothing to measure")
        total = 0.0
        for place, token in enumerate(text):
            context = text[max(0, place - self.order + 1) : place]
            total -= math.log(self.chance(context, token))
        return total / len(text)

    def last_chances(self, windows: Ids) -> Tensor:
        """Guess the last token of each window, given the others.

        Parameters
        ----------
        windows
            IDs, ``(B, T + 1)``.

        Returns
        -------
        Tensor
            The chance of each last token, ``(B,)``: as `losses.last_chances` of a model
            that learns.

        Raises
        ------
        TypeError, IndexError
            If the IDs are no whole numbers, or not in the vocabulary.

        Examples
        --------
        >>> model = CountModel([0, 1] * 20, vocab_size=2, order=2)
        >>> model.last_chances([[1, 0, 1], [1, 0, 0]]).round(decimals=2)
        tensor([0.9800, 0.0200])
        """
        rows = check_ids(windows, self.vocab_size).tolist()
        return torch.tensor([self.chance(row[:-1], row[-1]) for row in rows])


def _count(text: Sequence[int], length: int) -> Table:
    """Count what followed each context of so many tokens."""
    table: Table = {}
    for place in range(length, len(text)):
        context = tuple(text[place - length : place])
        table.setdefault(context, Counter())[text[place]] += 1
    return table


def _count_kinds(longer: Table) -> Table:
    """Count before how many different tokens each run that is one shorter stood."""
    table: Table = {}
    for context, counts in longer.items():
        table.setdefault(context[1:], Counter()).update(counts.keys())
    return table
