"""Guessing the next token by counting: what a model that learns has to beat.

>>> counts = CountModel([1, 2, 3, 1, 2, 3, 1, 2, 3], vocab_size=4, order=2)
>>> counts.chance([1, 2], 3) > 0.8
True
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from companion.arguments import check_dimension, check_size
from companion.embedding import Ids, check_ids

DISCOUNT = 0.8
"""What Kneser-Ney smoothing takes from each count: near what suits most texts."""

Run = tuple[int, ...]


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
    trust
        How far the shorter run is trusted in the simple blend: like ``trust * k``
        further tokens. Long runs need more than 1, since most of them came only once.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number or less than 1, or IDs are no whole numbers; if
        `trust` is not above 0 and finite, or is given to a Kneser-Ney blend.
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
        self,
        ids: Ids,
        vocab_size: int,
        order: int,
        *,
        kneser_ney: bool = False,
        trust: float = 1.0,
    ) -> None:
        self.vocab_size = check_dimension("vocab_size", vocab_size)
        self.order = check_size("order", order)
        self.kneser_ney = kneser_ney
        if not 0 < trust < math.inf:
            raise ValueError(f"trust must be above 0 and finite, got {trust}")
        if kneser_ney and trust != 1:
            raise ValueError("trust belongs to the simple blend, not to Kneser-Ney")
        self.trust = trust
        text = check_ids(ids, self.vocab_size).tolist()
        if kneser_ney:
            runs = [_count(text, self.order)]
            while len(runs) < self.order:  # a run counts once for each longer one
                runs.insert(0, Counter(run[1:] for run in runs[0]))
        else:
            runs = [_count(text, length + 1) for length in range(self.order)]
        # By how many tokens come before the last: the count of each run, and for each
        # context the sum of the counts of what followed it, and of how many kinds.
        self.counts = runs
        self.totals = [_sum_by_context(counts) for counts in runs]
        self.kinds = [Counter(run[:-1] for run in counts) for counts in runs]

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
            total = self.totals[length].get(ending)
            if total is None:  # nor has any longer one been seen
                break
            count = self.counts[length].get((*ending, token), 0)
            kinds = self.kinds[length][ending]
            if self.kneser_ney:
                kept = max(count - DISCOUNT, 0)
                chance = (kept + DISCOUNT * kinds * chance) / total
            else:
                extra = self.trust * kinds
                chance = (count + extra * chance) / (total + extra)
        return chance

    def chances(self, new_ids: Ids) -> list[float]:
        """Tell the chance of each token of a text, after the tokens before it.

        Parameters
        ----------
        new_ids
            The text that is guessed, token by token.

        Returns
        -------
        list of float
            A chance for each token.

        Raises
        ------
        TypeError
            If the IDs are no whole numbers.
        IndexError
            If an ID is not in the vocabulary.

        Examples
        --------
        >>> CountModel([0, 0, 0, 1], vocab_size=2, order=1).chances([1, 0])
        [0.3333333333333333, 0.6666666666666666]
        """
        text = check_ids(new_ids, self.vocab_size).tolist()
        return [
            self.chance(text[max(0, place - self.order + 1) : place], token)
            for place, token in enumerate(text)
        ]

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
        chances = self.chances(new_ids)
        if not chances:
            raise ValueError("new_ids is empty, so there is nothing to measure")
        return -sum(math.log(chance) for chance in chances) / len(chances)


def _count(text: Sequence[int], length: int) -> Counter[Run]:
    """Count each run of so many tokens."""
    return Counter(zip(*(text[start:] for start in range(length)), strict=False))


def _sum_by_context(counts: Counter[Run]) -> dict[Run, int]:
    """Add up the counts of all runs that differ in their last token alone."""
    totals: dict[Run, int] = {}
    for run, count in counts.items():
        totals[run[:-1]] = totals.get(run[:-1], 0) + count
    return totals
