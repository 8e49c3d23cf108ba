"""The map: words on two axes, their true neighbours, and arithmetic with them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np

from ..word_vectors import WordVectors, principal_components
from .page import Explorer

MOST_WORDS = 150
"""How many words fit on a page."""

_DIGITS = 5


def word_map(
    worlds: Mapping[str, WordVectors],
    words: Sequence[str],
    *,
    question: tuple[str, str, str] | None = None,
) -> Explorer:
    """Let a reader look at words on two axes, at neighbours, and do sums with them.

    Parameters
    ----------
    worlds
        From a name to word vectors; the first is shown first.
    words
        The words to show, at most 150, all of them in each world.
    question
        The words a, b and c of ``b - a + c``; without it there is no arithmetic.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel. Neighbours and answers are among
        the words shown, by cosine in all dimensions.

    Raises
    ------
    UnknownTokenError
        If a word is not in a world.
    ValueError
        If there are too many words, or too few to place.

    Examples
    --------
    >>> vectors = WordVectors(["tea", "cup", "war"], np.eye(3))
    >>> word_map({"small": vectors}, ["tea", "cup", "war"])
    Explorer: a map of words and their neighbours
    """
    words = list(words)
    if not 3 <= len(words) <= MOST_WORDS:
        raise ValueError(f"{len(words)} words: a map has 3 to {MOST_WORDS}")
    made = []
    for name, vectors in worlds.items():
        rows = np.array([vectors[word] for word in words], dtype=np.float64)
        points = principal_components(rows)
        made.append(
            {
                "name": name,
                "vectors": [[float(f"{x:.{_DIGITS}g}") for x in row] for row in rows],
                "points": [[round(float(x), 4) for x in point] for point in points],
            }
        )
    dimensions = len(made[0]["vectors"][0])
    first = next(iter(worlds.values()))
    near = html.escape(words[0])
    others = WordVectors(words, [first[word] for word in words]).most_similar(
        words[0], topn=min(4, len(words) - 1)
    )
    told = ", ".join(f"{html.escape(word)} ({cosine:.2f})" for word, cosine in others)
    return Explorer(
        script="map",
        title="a map of words and their neighbours",
        data={
            "words": words,
            "worlds": made,
            "word": 0,
            "question": [words.index(w) for w in question] if question else [0, 1, 2],
            "arithmetic": question is not None,
            "few": len(words) <= 40,
            "note": f"The map shows 2 of {dimensions} dimensions, those in which the "
            "words differ most; near and far are by cosine in all of them."
            if dimensions > 2
            else "The map shows both dimensions; near and far are by cosine.",
        },
        still=f"<p>Nearest to {near}: {told}.</p>",
    )
