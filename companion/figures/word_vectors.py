"""Figures for notebook 08: parallelograms, maps, windows, and scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from ..word_vectors.projection import principal_components
from ..word_vectors.vectors import WordVectors
from . import BLACK, BLUE, GREEN, ORANGE, VERMILION, one_sided, style


def parallelogram(vectors: WordVectors, a: str, b: str, c: str, d: str) -> Figure:
    """Draw how the step from `a` to `b`, taken from `c`, arrives near `d`.

    The words' directions are drawn in the plane in which the four differ most.

    Parameters
    ----------
    vectors
        Trained vectors.
    a, b, c, d
        Words for "a is to b as c is to d".

    Returns
    -------
    matplotlib.figure.Figure
        Two arrows, and a cross at b - a + c.

    Raises
    ------
    UnknownTokenError
        If a word is not there.

    Examples
    --------
    >>> words = ["man", "woman", "king", "queen"]
    >>> vectors = WordVectors(words, [[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]])
    >>> figure = parallelogram(vectors, *words)
    >>> [text.get_text() for text in figure.axes[0].texts][-4:]
    ['man', 'woman', 'king', 'queen']
    """
    words = (a, b, c, d)
    units = np.array([vectors.unit(word) for word in words])
    arrival = units[1] - units[0] + units[2]
    spots = principal_components([*units, arrival])
    with style():
        figure = Figure(figsize=(6.4, 4.2))
        ax = figure.subplots()
        for start, end in ((0, 1), (2, 3)):
            ax.annotate(
                "",
                xy=(spots[end, 0], spots[end, 1]),
                xytext=(spots[start, 0], spots[start, 1]),
                arrowprops={"arrowstyle": "-|>", "color": BLUE, "linewidth": 2},
            )
        for start, end in ((0, 2), (1, 3)):
            ax.plot(*spots[[start, end]].T, color=BLACK, linestyle=":", linewidth=1)
        ax.scatter(spots[:4, 0], spots[:4, 1], s=45, color=BLUE, zorder=3)
        ax.scatter(
            *spots[4],
            marker="x",
            color=VERMILION,
            zorder=4,
            label=f"{c} − {a} + {b}",
        )
        for word, spot in zip(words, spots[:4], strict=True):
            right = spot[0] >= spots[:4, 0].mean()
            _label(ax, word, (spot[0], spot[1]), right=right)
        ax.set(xlabel="first axis", ylabel="second axis")
        ax.margins(0.25)
        ax.legend()
    return figure


def word_map(
    vectors: WordVectors, pairs: Sequence[tuple[str, str]], names: tuple[str, str]
) -> Figure:
    """Draw pairs of words as joined points on the axes along which they differ most.

    Parameters
    ----------
    vectors
        Trained vectors.
    pairs
        Pairs of one relation, for example a country and its capital.
    names
        What the first and the second words of the pairs are.

    Returns
    -------
    matplotlib.figure.Figure
        A map with a line for each pair.

    Raises
    ------
    UnknownTokenError
        If a word is not there.

    Examples
    --------
    >>> words = ["man", "woman", "king", "queen"]
    >>> vectors = WordVectors(words, [[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]])
    >>> pairs = [("man", "woman"), ("king", "queen")]
    >>> len(word_map(vectors, pairs, ("he", "she")).axes[0].lines)
    2
    """
    units = [vectors.unit(word) for pair in pairs for word in pair]
    spots = principal_components(units).reshape(-1, 2, 2)  # (pairs, words, axes)
    with style():
        figure = Figure(figsize=(7.2, 4.8))
        ax = figure.subplots()
        for line in spots:
            ax.plot(*line.T, color="#b9b5aa", linewidth=1, zorder=1)
        for side, (colour, marker) in enumerate(((BLUE, "o"), (VERMILION, "s"))):
            ax.scatter(
                *spots[:, side].T, color=colour, marker=marker, label=names[side]
            )
        words = [word for pair in pairs for word in pair]
        on_right = (spots[:, :, 0] > spots[:, ::-1, 0]).ravel()
        points = spots.reshape(-1, 2)
        gap = 0.045 * np.ptp(points[:, 1])
        for right in (False, True):
            column = np.flatnonzero(on_right == right)
            # All labels of a side stand beyond all its points, so none covers a point.
            edge = (
                points[column, 0].max() if right else points[column, 0].min()
            ).item()
            heights = _spread(points[column, 1], gap)
            for index, height in zip(column, heights.tolist(), strict=True):
                _label(ax, words[index], (edge, height), right=right)
        ax.set(xlabel="first axis", ylabel="second axis")
        ax.margins(x=0.2, y=0.12)
        ax.legend()
    return figure


def _spread(heights: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Move heights as far apart as labels need, keeping their order and their mean."""
    order = heights.argsort(kind="stable")
    steps = gap * np.arange(len(heights))
    spread = np.empty_like(heights)
    spread[order] = np.maximum.accumulate(heights[order] - steps) + steps
    moved: NDArray[np.float64] = spread - spread.mean() + heights.mean()
    return moved


def _label(ax: Axes, word: str, spot: tuple[float, float], *, right: bool) -> None:
    ax.annotate(
        word,
        spot,
        xytext=(8 if right else -8, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
    )


def skip_gram_window(
    sentence: Sequence[str], centre: int, window: int, negatives: Sequence[str]
) -> Figure:
    """Draw one step of skip-gram: a centre, words near it, and words drawn at random.

    Parameters
    ----------
    sentence
        The words of a sentence.
    centre
        The place of the word in the centre.
    window
        How many words on each side are near.
    negatives
        Words drawn at random.

    Returns
    -------
    matplotlib.figure.Figure
        The sentence with arrows to the near words above, the random words below.

    Raises
    ------
    IndexError
        If the sentence has no such place.

    Examples
    --------
    >>> figure = skip_gram_window("the cup of tea".split(), 1, 1, ["boat"])
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    ['the', 'cup', 'of', 'tea', 'boat', 'pull together', 'push apart']
    """
    if not 0 <= centre < len(sentence):
        raise IndexError(
            f"place {centre} is not in a sentence of {len(sentence)} words"
        )
    with style():
        figure = Figure(figsize=(7.2, 3.0))
        ax = figure.subplots()
        for place, word in enumerate(sentence):
            near = place != centre and abs(place - centre) <= window
            _box(
                ax, place, 1, word, ORANGE if place == centre else GREEN if near else ""
            )
            if near:
                _curve(ax, (centre, 1.28), (place, 1.28), GREEN, bend=place < centre)
        left = centre - (len(negatives) - 1) / 2
        left = min(max(left, 0), max(len(sentence) - len(negatives), 0))
        for place, word in enumerate(negatives):
            _box(ax, left + place, -0.5, word, VERMILION)
            _curve(ax, (centre, 0.72), (left + place, -0.22), VERMILION)
        ax.text(-0.5, 2.25, "pull together", color=GREEN, weight="bold")
        ax.text(-0.5, -1.15, "push apart", color=VERMILION, weight="bold")
        widest = max(len(sentence), left + len(negatives))
        ax.set(xlim=(-0.6, widest - 0.4), ylim=(-1.3, 2.6))
        ax.axis("off")
    return figure


def _box(ax: Axes, x: float, y: float, word: str, colour: str) -> None:
    fill = {ORANGE: "#fbd98f", GREEN: "#c9ecdf", VERMILION: "#f9d6c0"}
    box = FancyBboxPatch(
        (x - 0.42, y - 0.25),
        0.84,
        0.5,
        boxstyle="round,pad=0.02",
        facecolor=fill.get(colour, "#efeeea"),
        edgecolor=colour or "#b9b5aa",
    )
    ax.add_patch(box)
    ax.text(x, y, word, ha="center", va="center", fontsize=9)


def _curve(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    *,
    bend: bool | None = None,
) -> None:
    radius = 0 if bend is None else 0.45 if bend else -0.45
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "connectionstyle": f"arc3,rad={radius}",
        },
    )


def similarity_heatmap(vectors: WordVectors, words: Sequence[str]) -> Figure:
    """Draw the cosine of every two of some words.

    Parameters
    ----------
    vectors
        Trained vectors.
    words
        Up to about twenty words.

    Returns
    -------
    matplotlib.figure.Figure
        A square of cosines, from -1 (red) over 0 (white) to 1 (blue); the scale leaves
        out a side of 0 that does not occur.

    Raises
    ------
    UnknownTokenError
        If a word is not there.

    Examples
    --------
    >>> vectors = WordVectors(["tea", "cup"], [[1, 0], [0.6, 0.8]])
    >>> figure = similarity_heatmap(vectors, ["tea", "cup"])
    >>> figure.axes[0].images[0].get_array().round(2).tolist()
    [[1.0, 0.6], [0.6, 1.0]]
    """
    units = np.array([vectors.unit(word) for word in words])
    with style():
        side = 1.8 + 0.32 * len(words)
        figure = Figure(figsize=(side + 0.9, side))
        ax = figure.subplots()
        cosines = units @ units.T
        image = ax.imshow(cosines, cmap="RdBu", vmin=-1, vmax=1)
        ax.set_xticks(range(len(words)), words, rotation=60, ha="right")
        ax.set_yticks(range(len(words)), words)
        ax.spines[:].set_visible(False)
        bar = figure.colorbar(image, ax=ax, label="cosine", shrink=0.8)
        one_sided(bar, float(cosines.min()), float(cosines.max()))
    return figure


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
        named: list[set[str]] = []
        for index in np.argsort(-gap, kind="stable"):
            pair = set(known[index][:2])
            if len(named) == 4 or pair in named:  # a pair may be there both ways round
                continue
            named.append(pair)
            ax.annotate(
                f"{known[index][0]}, {known[index][1]}",
                (people[index], cosines[index]),
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
                fontsize=9,
            )
        ax.set(xlabel="people's score, 0 to 10", ylabel="cosine of the vectors")
        ax.set_xlim(0, 10)
        ax.set_ylim(min(-0.2, float(cosines.min()) - 0.05), 1.02)
    return figure
