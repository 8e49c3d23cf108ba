"""What vectors say beside what people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure

from ...word_vectors.vectors import WordVectors
from .. import BLACK, BLUE, GREEN, VERMILION, described, style

# The cosine up to which words of a fair text lean by chance: four little worlds with
# other seeds, tried in tests/test_word_vectors_skip_gram.py, stay within it.
_LEANING = 0.12
_MARKS = ((BLUE, "o"), (VERMILION, "s"), (GREEN, "D"))


def leanings(texts: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw how far words lean to one side or the other, text by text.

    Parameters
    ----------
    texts
        For each text, each word's cosine with the step from "she" to "he".

    Returns
    -------
    matplotlib.figure.Figure
        A line for each word, a mark for each text; left of 0 is "she". Where words
        lean by chance alone is grey.

    Raises
    ------
    ValueError
        If there are no words, or more than three texts.

    Examples
    --------
    >>> figure = leanings({"fair": {"pilot": 0.0}, "one-sided": {"pilot": 0.2}})
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['pilot']
    """
    words = list(dict.fromkeys(word for row in texts.values() for word in row))
    if not words:
        raise ValueError("there is no word to draw")
    if len(texts) > len(_MARKS):
        raise ValueError(f"at most {len(_MARKS)} texts can be told apart")
    with style():
        figure = Figure(figsize=(7.2, 0.9 + 0.5 * len(words)))
        ax = figure.subplots()
        for (text, row), (colour, marker) in zip(texts.items(), _MARKS, strict=False):
            heights = [-words.index(word) for word in row]
            ax.plot(list(row.values()), heights, marker, color=colour, label=text)
        ax.axvspan(-_LEANING, _LEANING, color="0.8", zorder=0, label="chance")
        ax.axvline(0, color=BLACK, linewidth=0.6)
        ax.set_yticks([-place for place in range(len(words))], words)
        ax.set(xlabel="cosine with the step from “she” to “he”")
        ax.margins(x=0.1, y=0.25)
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = "; ".join(
        f"{text}: " + ", ".join(f"{word} {_side(lean)}" for word, lean in row.items())
        for text, row in texts.items()
    )
    return described(figure, f"To which side words lean. {told}.")


def _side(lean: float) -> str:
    """Name the side that a word leans to, if it does."""
    return "he" if lean > _LEANING else "she" if lean < -_LEANING else "neither"


def human_against_cosine(
    vectors: WordVectors, pairs: Iterable[tuple[str, str, float]]
) -> Figure:
    """Draw people's judgements of word pairs against the cosines of the vectors.

    Parameters
    ----------
    vectors
        Trained vectors.
    pairs
        Two words and people's score from 0 to 10; pairs with unknown words are left
        out.

    Returns
    -------
    matplotlib.figure.Figure
        A point for each pair, cosines from -0.2 (or the lowest, if that is lower) to 1;
        the pairs that people and vectors rank most differently are named.

    Raises
    ------
    ValueError
        If no pair is known.

    Examples
    --------
    >>> vectors = WordVectors(["tea", "cup", "sky"], [[1, 0], [1, 1], [0, 1]])
    >>> figure = human_against_cosine(vectors, [("tea", "cup", 8), ("tea", "sky", 1)])
    >>> figure.axes[0].collections[0].get_offsets().round(2).tolist()
    [[8.0, 0.71], [1.0, 0.0]]
    """
    known = [pair for pair in pairs if pair[0] in vectors and pair[1] in vectors]
    if not known:
        raise ValueError("no pair has both its words in the vectors")
    people = np.array([score for _, _, score in known])
    cosines = np.array([vectors.similarity(a, b) for a, b, _ in known])
    gap = np.abs(people.argsort().argsort() - cosines.argsort().argsort())
    with style():
        figure = Figure(figsize=(7.2, 4.0))
        ax = figure.subplots()
        ax.scatter(people, cosines, s=28, color=BLUE, alpha=0.8)
        named: list[frozenset[str]] = []
        for index in np.argsort(-gap, kind="stable"):
            pair = frozenset(known[index][:2])
            # A pair may stand there twice, with two scores: the odder one is named.
            if len(named) == 4 or pair in named:
                continue
            named.append(pair)
            ax.annotate(
                f"{known[index][0]}, {known[index][1]}",
                (people[index], cosines[index]),
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
            )
        ax.set(xlabel="people's score, 0 to 10", ylabel="cosine of the vectors")
        ax.set_xlim(0, 10)
        ax.set_ylim(min(-0.2, float(cosines.min()) - 0.05), 1.02)
    far = "; ".join(", ".join(sorted(pair)) for pair in named)
    alt = (
        f"{len(known)} pairs of words as points: people's score across, cosine up. "
        f"Ranked most differently: {far}."
    )
    return described(figure, alt)
