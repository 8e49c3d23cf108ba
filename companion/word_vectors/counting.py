"""Word vectors made by counting, without any training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from ..arguments import check_size
from .vectors import WordVectors


def count_against_chance(
    texts: Iterable[Sequence[str]],
    words: Iterable[str] | None = None,
    *,
    window: int = 5,
    times: int = 1,
) -> WordVectors:
    """Give words rows that say how much oftener than by chance each other is near.

    A number is the logarithm of how often two words were near each other, divided by
    how often they would be if each stood anywhere; what is below chance counts as
    chance: 0. This is called positive pointwise mutual information.

    Parameters
    ----------
    texts
        The words of each text; no pair crosses from one to the next.
    words
        The words that get a row, by default all; those that are too rare are left out.
    window
        How many words to the left and to the right count as near.
    times
        Rarer words are dropped first, so that their neighbours move together.

    Returns
    -------
    WordVectors
        For each word a number for each word of the texts, frequent ones first.

    Raises
    ------
    TypeError
        If a size is not a whole number, or a text is a string that is not cut yet.
    ValueError
        If a size is below 1, no two words are near each other, or none of `words` is
        frequent enough.

    References
    ----------
    Levy, O., and Goldberg, Y. (2014). Neural word embedding as implicit matrix
    factorization.

    Examples
    --------
    >>> texts = [["hot", "tea"], ["hot", "soup"], ["cold", "ice"]]
    >>> vectors = count_against_chance(texts)
    >>> round(vectors.similarity("tea", "soup"), 2), vectors.similarity("tea", "ice")
    (1.0, 0.0)
    """
    window = check_size("window", window, hint="it counts the words on each side")
    times = check_size("times", times)
    texts = list(texts)
    for text in texts:
        if isinstance(text, str):
            raise TypeError(f"the text {text[:40]!r} is not cut into words yet")
    counts = Counter(word for text in texts for word in text)
    known = [word for word, count in counts.most_common() if count >= times]
    vocab = {word: index for index, word in enumerate(known)}
    with_row = (
        known if words is None else [w for w in dict.fromkeys(words) if w in vocab]
    )
    if words is not None and not with_row:
        raise ValueError(f"none of the words is in the texts {times} times or oftener")
    row_of = np.full(len(known), -1)
    row_of[[vocab[word] for word in with_row]] = np.arange(len(with_row))
    met = np.zeros(len(with_row) * len(known))
    pairs_of = np.zeros(len(known))
    gap = [-1] * window
    # One long line of IDs, with a gap after each text that no window can cross.
    line = np.array(
        [
            index
            for text in texts
            for index in [*(vocab[word] for word in text if word in vocab), *gap]
        ],
        dtype=int,
    )
    for apart in range(1, window + 1):
        first, second = line[:-apart], line[apart:]
        inside = (first >= 0) & (second >= 0)
        for centre, near in ((first, second), (second, first)):
            ids, others = centre[inside], near[inside]
            pairs_of += np.bincount(ids, minlength=len(known))
            rows = row_of[ids]
            cells = rows[rows >= 0] * len(known) + others[rows >= 0]
            met += np.bincount(cells, minlength=len(met))
    if not pairs_of.any():
        raise ValueError(
            "no two words are near each other, so there is nothing to count"
        )
    table = met.reshape(len(with_row), len(known))
    by_chance = np.outer(table.sum(axis=1), pairs_of) / pairs_of.sum()
    # A word that is near none is by chance near none, too: its row is all zeros.
    oftener = np.divide(table, by_chance, out=np.ones_like(table), where=by_chance > 0)
    return WordVectors(with_row, np.log(np.maximum(oftener, 1)))
