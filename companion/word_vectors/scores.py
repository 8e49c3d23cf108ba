"""How good are word vectors? Scores against people's judgements and known analogies.

gensim ships the published test sets that are read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..corpora import load_articles
from ..tokenization import find_words
from .vectors import WordVectors

Analogy = tuple[str, str, str, str]
"""The question "a is to b as c is to what?", with the right answer in the end."""


def spearman(first: ArrayLike, second: ArrayLike) -> float:
    """Return Spearman's rank correlation: how far two lists agree about an order.

    Parameters
    ----------
    first, second
        Numbers for the same things, shape (N,). Equal numbers share the mean rank.

    Returns
    -------
    float
        1 for the same order, -1 for the opposite order, near 0 for no relation.

    Raises
    ------
    ValueError
        If there are not two or more pairs, or a list does not vary or holds a NaN,
        which has no place in an order.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things.

    Examples
    --------
    >>> spearman([1, 2, 3], [10, 20, 500])
    1.0
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or len(a) < 2:
        raise ValueError(
            f"two lists of one length, 2 or more, not {a.shape}, {b.shape}"
        )
    if np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("a list holds a NaN, which has no place in an order")
    a, b = _mean_ranks(a), _mean_ranks(b)
    if not (a.any() and b.any()):
        raise ValueError("a list whose numbers are all equal puts nothing in order")
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def _mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks, equal values sharing theirs, shifted to a mean of 0."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    shifted: NDArray[np.float64] = ranks[places] - (len(values) + 1) / 2
    return shifted


class PairScore(NamedTuple):
    """How well cosines agree with people's judgements of word pairs."""

    spearman: float
    known: int  # pairs with both words in the table
    total: int


class AnalogyScore(NamedTuple):
    """How many analogy questions were answered right."""

    right: int
    known: int  # questions with all four words in the table
    total: int

    @property
    def share(self) -> float:
        """The share of the known questions that were answered right."""
        return self.right / self.known if self.known else 0.0


def score_pairs(
    vectors: WordVectors, pairs: Iterable[tuple[str, str, float]]
) -> PairScore:
    """Compare cosines with people's judgements of similarity.

    Parameters
    ----------
    vectors
        The vectors to judge.
    pairs
        Two words and a score; pairs with an unknown word are left out. A word whose
        vector is all zeros counts as at right angles to the other.

    Returns
    -------
    PairScore
        Spearman's correlation, and how many pairs it rests on.

    Raises
    ------
    ValueError
        If fewer than two pairs are known, the cosines or the scores are all equal, or a
        score is NaN.

    Examples
    --------
    >>> vectors = WordVectors(["tea", "cup", "sky"], [[1, 0], [1, 1], [0, 1]])
    >>> score_pairs(vectors, [("tea", "cup", 8.0), ("tea", "sky", 1.0), ("a", "b", 5)])
    PairScore(spearman=1.0, known=2, total=3)
    """
    pairs = list(pairs)
    known = [pair for pair in pairs if pair[0] in vectors and pair[1] in vectors]
    cosines = [_cosine(vectors, first, second) for first, second, _ in known]
    agreement = spearman(cosines, [score for _, _, score in known])
    return PairScore(agreement, len(known), len(pairs))


def _cosine(vectors: WordVectors, first: str, second: str) -> float:
    if not (vectors[first].any() and vectors[second].any()):
        return 0.0
    return vectors.similarity(first, second)


def score_analogies(vectors: WordVectors, questions: Iterable[Analogy]) -> AnalogyScore:
    """Count the analogy questions whose answer is the word that was expected.

    Parameters
    ----------
    vectors
        The vectors to judge.
    questions
        Words a, b, c, d for "a is to b as c is to d"; questions with an unknown word
        are left out. One that the vectors cannot answer, since a vector is all zeros or
        no other word is there, counts as not right.

    Returns
    -------
    AnalogyScore
        How many are right, known, and there.

    Examples
    --------
    >>> words, rows = ["a", "b", "c", "d"], [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]]
    >>> score_analogies(WordVectors(words, rows), [("a", "b", "c", "d")])
    AnalogyScore(right=1, known=1, total=1)
    """
    questions = list(questions)
    known = [question for question in questions if all(w in vectors for w in question)]
    right = sum(_answer(vectors, a, b, c) == d for a, b, c, d in known)
    return AnalogyScore(right, len(known), len(questions))


def _answer(vectors: WordVectors, a: str, b: str, c: str) -> str | None:
    try:
        return vectors.analogy(a, b, c)
    except ValueError:
        return None


def load_word_pairs(*, lower: bool = False) -> list[tuple[str, str, float]]:
    """Read WordSim-353: pairs of words and how related people found them, 0 to 10.

    gensim ships the file.

    Parameters
    ----------
    lower
        Whether to write the words in lower case, as `load_news` does.

    Returns
    -------
    list of tuple of str, str and float
        353 pairs.

    References
    ----------
    Finkelstein, L., Gabrilovich, E., Matias, Y., Rivlin, E., Solan, Z., Wolfman, G.,
    and Ruppin, E. (2002). Placing search in context: the concept revisited.

    Examples
    --------
    >>> load_word_pairs()[1]
    ('tiger', 'cat', 7.35)
    """
    rows = [line.split("\t") for line in _gensim_lines("wordsim353.tsv", lower)]
    return [(row[0], row[1], float(row[2])) for row in rows if row[0][0] != "#"]


def load_analogies(*, lower: bool = False) -> dict[str, list[Analogy]]:
    """Read the analogy questions that were published with word2vec; gensim ships them.

    Parameters
    ----------
    lower
        Whether to write the words in lower case, as `load_news` does.

    Returns
    -------
    dict of str to list of tuple of four str
        For each section, its questions: a is to b as c is to d.

    References
    ----------
    Mikolov, T., Chen, K., Corrado, G., and Dean, J. (2013). Efficient estimation of
    word representations in vector space.

    Examples
    --------
    >>> load_analogies()["family"][0]
    ('boy', 'girl', 'brother', 'sister')
    """
    sections: dict[str, list[Analogy]] = {}
    for line in _gensim_lines("questions-words.txt", lower):
        if line.startswith(":"):
            questions = sections.setdefault(line[1:].strip(), [])
        else:
            a, b, c, d = line.split()
            questions.append((a, b, c, d))
    return sections


def load_news() -> list[list[str]]:
    """Read the news articles that gensim ships, as lower-case words.

    Returns
    -------
    list of list of str
        The words of each of the 300 articles, without punctuation.

    References
    ----------
    Lee, M. D., Pincombe, B., and Welsh, M. (2005). An empirical evaluation of models of
    text document similarity.

    Examples
    --------
    >>> load_news()[0][:5]
    ['hundreds', 'of', 'people', 'have', 'been']
    """
    return [
        [word for word in find_words(article.lower()) if word[0].isalnum()]
        for article in load_articles("news")
    ]


def _gensim_lines(name: str, lower: bool) -> list[str]:
    """Read a file that gensim ships for its tests."""
    from gensim.test.utils import datapath

    with open(datapath(name), encoding="utf-8") as file:
        text = file.read()
    return (text.lower() if lower else text).splitlines()


def common_words(words: Iterable[str], count: int, *, times: int = 5) -> list[str]:
    """Return the commonest long words of a text, to ask its vectors about.

    Parameters
    ----------
    words
        The words of the text, in order.
    count
        How many to return.
    times
        How often a word has to stand there.

    Returns
    -------
    list of str
        Words of four letters or more, the commonest first; equally frequent ones in the
        order in which the text has them.

    Raises
    ------
    ValueError
        If the text has fewer of them.

    Examples
    --------
    >>> common_words("some tea and some more tea and some cake".split(), 1, times=3)
    ['some']
    """
    counts = Counter(word for word in words if len(word) > 3 and word.isalpha())
    found = [word for word, n in counts.most_common(count) if n >= times]
    if len(found) < count:
        raise ValueError(
            f"the text has {len(found)} words of four letters or more that stand in it "
            f"{times} times or more; {count} are needed to ask about it"
        )
    return found
