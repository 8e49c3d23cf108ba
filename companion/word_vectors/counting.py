"""Word vectors made by counting, without any training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..arguments import check_cut, check_size
from .vectors import WordVectors


def count_against_chance(
    texts: Iterable[Sequence[str]],
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
        If a size is below 1, or no two words are near each other.

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
    texts = check_cut("text", texts)
    counts = Counter(word for text in texts for word in text)
    known = [word for word, count in counts.most_common() if count >= times]
    vocab = {word: index for index, word in enumerate(known)}
    met = np.zeros(len(known) ** 2)
    line = _one_line(texts, vocab, window)
    for apart in range(1, window + 1):
        first, second = line[:-apart], line[apart:]
        inside = (first >= 0) & (second >= 0)
        for centre, near in ((first, second), (second, first)):
            ids, others = centre[inside], near[inside]
            met += np.bincount(ids * len(known) + others, minlength=len(met))
    if not met.any():
        raise ValueError(
            "no two words are near each other, so there is nothing to count"
        )
    table = met.reshape(len(known), len(known))
    pairs_of = table.sum(axis=1)
    by_chance = np.outer(pairs_of, pairs_of) / pairs_of.sum()
    # A word that is near none is by chance near none, too: its row is all zeros.
    oftener = np.divide(table, by_chance, out=np.ones_like(table), where=by_chance > 0)
    return WordVectors(known, np.log(np.maximum(oftener, 1)))


def _one_line(
    texts: Iterable[Sequence[str]], vocab: Mapping[str, int], window: int
) -> NDArray[np.int64]:
    """Put the IDs of all texts in one row, ``(N,)``.

    After each text there are as many -1 as the window is wide, so that no pair crosses
    from one text to the next. Words that are not in `vocab` are left out.
    """
    line: list[int] = []
    for text in texts:
        line += [vocab[word] for word in text if word in vocab]
        line += [-1] * window
    return np.array(line, dtype=np.int64)
