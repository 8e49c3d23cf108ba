"""What trained vectors know: cosine, neighbours, analogies.

Words that keep the same company get similar vectors (Mikolov et al., 2013). So a
question about words becomes arithmetic on rows of a table: which row points most nearly
the way that ``king - man + woman`` points?
"""

from __future__ import annotations

import itertools
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Self, cast, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import check_size
from ..vocabulary import UnknownTokenError
from .store import Table, alphabetical, row_lengths
from .writing import write_word2vec

Weighted = str | NDArray[np.floating] | tuple[str | NDArray[np.floating], float]
"""A word, a vector of shape (D,), or one of these with a weight."""

_SEARCHED_FOR_SPELLINGS = 20_000
# Rows of such lengths have products with a direction that float32 may not hold.
_TINY, _HUGE = 1e-30, 1e37


def cosine(first: ArrayLike, second: ArrayLike) -> float:
    """Return the cosine of the angle between two vectors.

    Parameters
    ----------
    first, second
        Vectors of the same width, shape (D,).

    Returns
    -------
    float
        1 for the same direction, 0 for a right angle, -1 for opposite directions.

    Raises
    ------
    ValueError
        If the shapes differ or are not (D,), or a vector has no direction because its
        length is 0 or not finite.

    Examples
    --------
    >>> cosine([3, 4], [6, 8])
    1.0
    >>> cosine([1, 0], [0, 2])
    0.0
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(
            f"two vectors of one width are needed, not {a.shape}, {b.shape}"
        )
    return float(_unit(a) @ _unit(b))


class WordVectors:
    """A table of words and their vectors, searched by direction.

    Rows are numbered by frequency in published tables: ID 0 is the most frequent word.
    Where two words are equally near, the one with the smaller ID comes first. A row of
    zeros has no direction and counts as at right angles to everything.

    Parameters
    ----------
    words
        The distinct words, in order of their IDs.
    vectors
        Their vectors, shape (V, D). They are copied as float32.

    Raises
    ------
    TypeError
        If a word is not a string.
    ValueError
        If the table is empty, a word is there twice, the shapes do not fit, or a number
        is not finite.

    Examples
    --------
    >>> words = ["man", "woman", "king", "queen", "tea"]
    >>> rows = [[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, -1]]
    >>> vectors = WordVectors(words, rows)
    >>> [word for word, cosine in vectors.most_similar(["king", "woman"], ["man"])]
    ['queen', 'tea']
    >>> vectors.analogy("man", "king", "woman")
    'queen'
    >>> try:
    ...     vectors["qeen"]
    ... except KeyError as error:
    ...     print(str(error).split(".")[0])
    'qeen' is not one of the 5 words of these vectors
    """

    def __init__(self, words: Sequence[str], vectors: ArrayLike) -> None:
        words = list(words)
        table = np.array(vectors, dtype=np.float32)
        if table.ndim != 2 or table.size == 0 or len(words) != len(table):
            raise ValueError(
                f"{len(words)} words need vectors of the shape ({len(words)}, D), "
                f"not {table.shape}"
            )
        for word in words:
            if not isinstance(word, str):
                raise TypeError(f"a word is {word!r}, not a string")
        order = alphabetical(words)
        for place, following in itertools.pairwise(order):
            if words[place] == words[following]:
                raise ValueError(
                    f"{words[place]!r} is there twice: rows {place}, {following}"
                )
        finite = np.isfinite(table).all(axis=1)
        if not finite.all():
            raise ValueError(f"the vector of {words[finite.argmin()]!r} is not finite")
        table.flags.writeable = False
        self._set(Table(words, table, row_lengths(table), order))

    @classmethod
    def from_table(cls, table: Table) -> Self:
        """Take a table that has been checked before, without copying it.

        Parameters
        ----------
        table
            What `companion.word_vectors.store.load_table` returns.

        Returns
        -------
        WordVectors
            The same rows, searchable.
        """
        made = cls.__new__(cls)
        made._set(table)
        return made

    def _set(self, table: Table) -> None:
        self.words, self.vectors, self._norms, self._order = table

    def __repr__(self) -> str:
        rows, columns = self.vectors.shape
        return f"<WordVectors, {rows:,} words of {columns} numbers>"

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        """Go through the words, in the order of their IDs."""
        return iter(self.words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._find(word) is not None

    def __getitem__(self, word: str) -> NDArray[np.float32]:
        """Return a word's vector, shape (D,)."""
        row: NDArray[np.float32] = self.vectors[self.id_of(word)]
        return row

    def _find(self, word: str) -> int | None:
        # A search in sorted words needs no dictionary, which for millions of words
        # would take seconds to build and a copy in every process.
        place = bisect_left(self._order, word, key=self.words.__getitem__)
        if place == len(self) or self.words[self._order[place]] != word:
            return None
        return int(self._order[place])

    def id_of(self, word: str) -> int:
        """Return a word's ID: the number of its row.

        Parameters
        ----------
        word
            One of the words.

        Returns
        -------
        int
            Its ID.

        Raises
        ------
        TypeError
            If it is not a string.
        UnknownTokenError
            If the word is not there; the message names near spellings.
        """
        if not isinstance(word, str):
            raise TypeError(
                f"a word is a string, not {word!r}; `words` and `vectors` take the "
                "number of a row"
            )
        index = self._find(word)
        if index is None:
            forms = dict.fromkeys(
                form.replace(" ", "_")
                for form in (word, word.lower(), word.capitalize(), word.upper())
            )
            near = [form for form in forms if form in self]
            # The most frequent words come first; all of three million take minutes.
            near += get_close_matches(word, self.words[:_SEARCHED_FOR_SPELLINGS])
            raise UnknownTokenError(
                f"{word!r} is not one of the {len(self)} words of these vectors. Near "
                f"spellings: {', '.join(dict.fromkeys(near)) or 'none'}. Choose one "
                "that is there; `word in vectors` tells which are"
            )
        return index

    def unit(self, word: str) -> NDArray[np.float64]:
        """Return a word's direction: its vector at length 1.

        Parameters
        ----------
        word
            One of the words.

        Returns
        -------
        array of float64 (D,)
            The direction.

        Raises
        ------
        UnknownTokenError
            If the word is not there.
        ValueError
            If its vector is all zeros.
        """
        return _unit(self[word].astype(np.float64), word)

    def similarity(self, first: str, second: str) -> float:
        """Return the cosine of two words' vectors.

        Parameters
        ----------
        first, second
            Two of the words.

        Returns
        -------
        float
            The cosine, from -1 to 1.

        Raises
        ------
        UnknownTokenError
            If a word is not there.
        ValueError
            If a vector is all zeros.
        """
        return float(self.unit(first) @ self.unit(second))

    @overload
    def nearest(
        self,
        query: ArrayLike,
        topn: int = 10,
        *,
        exclude: Iterable[str] = (),
        restrict_vocab: int | None = None,
    ) -> list[tuple[str, float]]: ...
    @overload
    def nearest(
        self,
        query: ArrayLike,
        topn: None,
        *,
        exclude: Iterable[str] = (),
        restrict_vocab: int | None = None,
    ) -> NDArray[np.float32]: ...
    def nearest(
        self,
        query: ArrayLike,
        topn: int | None = 10,
        *,
        exclude: Iterable[str] = (),
        restrict_vocab: int | None = None,
    ) -> list[tuple[str, float]] | NDArray[np.float32]:
        """Return the words whose vectors point most nearly the way a vector points.

        Parameters
        ----------
        query
            A vector, shape (D,).
        topn
            How many words; None for the cosines of all words instead.
        exclude
            Words to leave out.
        restrict_vocab
            Look only among so many first rows, the most frequent words.

        Returns
        -------
        list of tuple of str and float, or array of float32 (V,)
            Words and cosines, the nearest first; equal ones by ID. With ``topn=None``
            the cosine of every row that is looked at, in their order.

        Raises
        ------
        TypeError, ValueError
            If `topn` or `restrict_vocab` is not a whole number from 1 up, the shape
            does not fit, or the query has no direction.
        UnknownTokenError
            If a word to leave out is not there.
        """
        if topn is not None:
            topn = check_size("topn", topn, hint="it is how many words to find")
        rows = len(self)
        if restrict_vocab is not None:
            rows = min(rows, check_size("restrict_vocab", restrict_vocab))
        width = self.vectors.shape[1]
        direction = _unit(np.asarray(query, dtype=np.float64), "the query")
        if direction.shape != (width,):
            raise ValueError(f"the query's shape is {direction.shape}, not ({width},)")
        left_out = {self.id_of(word) for word in exclude}
        norms = self._norms[:rows]
        with np.errstate(all="ignore"):  # where it goes wrong is computed anew below
            scores = self.vectors[:rows] @ direction.astype(np.float32)  # (V,)
            np.divide(scores, norms, out=scores)
        extreme = np.flatnonzero((norms < _TINY) | (norms > _HUGE))
        products = self.vectors[extreme].astype(np.float64) @ direction
        # A row of zeros has the product 0, and 0 it stays.
        scores[extreme] = products / np.where(norms > 0, norms, 1)[extreme]
        if topn is None:
            return scores
        found = _largest(scores, topn + len(left_out))
        kept = [index for index in found if index not in left_out][:topn]
        return [(self.words[index], float(scores[index])) for index in kept]

    @overload
    def most_similar(
        self,
        positive: Weighted | Iterable[Weighted],
        negative: Weighted | Iterable[Weighted] = (),
        topn: int = 10,
        *,
        restrict_vocab: int | None = None,
    ) -> list[tuple[str, float]]: ...
    @overload
    def most_similar(
        self,
        positive: Weighted | Iterable[Weighted],
        negative: Weighted | Iterable[Weighted] = (),
        *,
        topn: None,
        restrict_vocab: int | None = None,
    ) -> NDArray[np.float32]: ...
    def most_similar(
        self,
        positive: Weighted | Iterable[Weighted],
        negative: Weighted | Iterable[Weighted] = (),
        topn: int | None = 10,
        *,
        restrict_vocab: int | None = None,
    ) -> list[tuple[str, float]] | NDArray[np.float32]:
        """Add and subtract words' directions, and return the nearest other words.

        Parameters
        ----------
        positive, negative
            A word or words to add, and to subtract. A vector of shape (D,) may stand
            for a word, and is taken as long as it is. A pair of one of these and a
            number has that weight, also in `negative`, as in gensim: there -0.5
            subtracts half of it.
        topn
            How many words; None for the cosines of all words instead.
        restrict_vocab
            Look only among so many first rows, the most frequent words.

        Returns
        -------
        list of tuple of str and float, or array of float32 (V,)
            Words and cosines, the nearest first, without the words that went in. With
            ``topn=None`` the cosine of every row that is looked at, in their order.

        Raises
        ------
        UnknownTokenError
            If a word is not there.
        ValueError
            If no word is given or they cancel out, or `topn` is below 1.
        """
        query = np.zeros(self.vectors.shape[1])
        words = []
        for term, weight in [*_terms(positive, 1.0), *_terms(negative, -1.0)]:
            if isinstance(term, np.ndarray):
                query += weight * term.astype(np.float64)
            else:
                query += weight * self.unit(term)
                words.append(term)
        return self.nearest(query, topn, exclude=words, restrict_vocab=restrict_vocab)

    def doesnt_match(self, words: Iterable[str]) -> str:
        """Return the word that fits the others least.

        Parameters
        ----------
        words
            Some of the words.

        Returns
        -------
        str
            The one whose direction is furthest from the mean of all their directions.

        Raises
        ------
        UnknownTokenError
            If a word is not there.
        ValueError
            If no word is given, or they cancel out.

        Examples
        --------
        >>> vectors = WordVectors(["tea", "cup", "war"], [[1, 0], [0.9, 0.1], [0, 1]])
        >>> vectors.doesnt_match(["tea", "war", "cup"])
        'war'
        """
        words = list(words)
        if not words:
            raise ValueError("no word is given, so none can fit least")
        units = np.array([self.unit(word) for word in words])
        fits = units @ _unit(units.mean(axis=0), "the mean of the words")
        return min(zip(fits.tolist(), words, strict=True))[1]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the vectors in word2vec's text format, which every library reads.

        Parameters
        ----------
        path
            Where to. `read_word_vectors` reads it, to the same numbers.

        Raises
        ------
        ValueError
            If a word holds whitespace, which such a file has no way to write.
        """
        write_word2vec(path, self.words, self.vectors)

    def analogy(self, a: str, b: str, c: str) -> str:
        """Answer "`a` is to `b` as `c` is to what?" with the word nearest to b - a + c.

        Parameters
        ----------
        a, b, c
            Three of the words.

        Returns
        -------
        str
            The nearest word that is none of the three.

        Raises
        ------
        UnknownTokenError
            If a word is not there.
        ValueError
            If there is no word but the three, one of them is all zeros, or they cancel
            out.
        """
        nearest = self.most_similar([b, c], [a], topn=1)
        if not nearest:
            raise ValueError(
                f"there is no word but {a!r}, {b!r} and {c!r} to answer with"
            )
        return nearest[0][0]


def _terms(
    given: Weighted | Iterable[Weighted], plain: float
) -> list[tuple[str | NDArray[np.floating], float]]:
    """Return words and vectors with their weights; one alone need not be in a list."""
    if isinstance(given, str) or (isinstance(given, np.ndarray) and given.ndim == 1):
        return [(given, plain)]
    terms: list[tuple[str | NDArray[np.floating], float]] = []
    for term in cast("Iterable[Weighted]", given):
        terms.append(term if isinstance(term, tuple) else (term, plain))
    return terms


def _unit(vector: NDArray[np.float64], name: str = "a vector") -> NDArray[np.float64]:
    length = np.linalg.norm(vector)
    if not 0 < length < np.inf:
        raise ValueError(f"{name} has the length {length}, so it has no direction")
    unit: NDArray[np.float64] = vector / length
    return unit


def _largest(scores: NDArray[np.float32], count: int) -> list[int]:
    """Return the places of the largest scores, the largest first, equal ones by place.

    The largest of each of at least `count` stretches are so many scores, so the
    count-th of them is a lower bound; few scores reach it, and those are sorted.
    """
    size = max(1, len(scores) // (8 * count))
    peaks = scores[: len(scores) // size * size].reshape(-1, size).max(axis=1)
    if count < len(peaks):
        bound = np.partition(peaks, -count)[-count]
        places = np.flatnonzero(scores >= bound)
    else:
        places = np.arange(len(scores))
    best = np.lexsort((places, -scores[places]))[:count]
    return [int(place) for place in places[best]]
