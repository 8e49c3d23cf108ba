"""Maps, paths and parallelograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import acos, ceil, radians

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from ...word_vectors.projection import principal_components
from ...word_vectors.vectors import WordVectors, cosine
from .. import BLACK, BLUE, GREEN, ORANGE, SKY, VERMILION, described, style


def paths(moves: Mapping[str, ArrayLike]) -> Figure:
    """Draw how rows of two numbers move, step by step.

    Parameters
    ----------
    moves
        For each word its row at every step, ``(steps, 2)``.

    Returns
    -------
    matplotlib.figure.Figure
        A trail of points for each word, an open circle where it began and a filled one
        where it ended; dotted lines from the origin show the directions.

    Raises
    ------
    ValueError
        If there are fewer than two words.

    Examples
    --------
    >>> figure = paths({"king": [[1, 0], [1, 1]], "queen": [[0, 1], [1, 1]]})
    >>> figure.get_label().split(". ")[1]
    'The angle with king goes from 90 to 0 degrees for queen.'
    """
    if len(moves) < 2:
        raise ValueError("two words or more move towards each other")
    trails = {word: np.asarray(rows, float) for word, rows in moves.items()}
    ends: list[NDArray[np.float64]] = []
    with style():
        figure = Figure(figsize=(6.0, 4.2))
        ax = figure.subplots()
        for (word, trail), colour in zip(
            trails.items(), (BLUE, GREEN, SKY, VERMILION, ORANGE), strict=False
        ):
            for row in (trail[0], trail[-1]):  # from the origin: the direction
                ax.plot([0, row[0]], [0, row[1]], ":", color=colour, lw=1)
            ax.plot(*trail.T, color=colour, lw=1, marker=".", ms=4)
            ax.plot(*trail[0], "o", color=colour, mfc="none", ms=9)
            ax.plot(*trail[-1], "o", color=colour, ms=9)
            # Words that end side by side would be written one over the other.
            is_crowded = any(np.linalg.norm(trail[-1] - end) < 0.2 for end in ends)
            ends.append(trail[-1])
            ax.annotate(
                word,
                trail[-1],
                (-10 if is_crowded else 10, -4),
                textcoords="offset points",
                ha="right" if is_crowded else "left",
                color=colour,
            )
        ax.axhline(0, color=BLACK, linewidth=0.6)
        ax.axvline(0, color=BLACK, linewidth=0.6)
        ax.set(xlabel="first number", ylabel="second number", aspect="equal")
        ax.margins(0.15)
    first, *others = trails
    told = []
    for other in others:
        before, after = (_degrees(trails[first][i], trails[other][i]) for i in (0, -1))
        told.append(f"from {before} to {after} degrees for {other}")
    alt = (
        f"The rows of {', '.join(trails)} as points that move step by step. The angle "
        f"with {first} goes {', '.join(told)}."
    )
    return described(figure, alt)


def _degrees(first: NDArray[np.float64], second: NDArray[np.float64]) -> int:
    """Return the angle between two rows."""
    return round(float(np.degrees(np.arccos(np.clip(cosine(first, second), -1, 1)))))


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
        ax.margins(x=0.4, y=0.25)  # room for words beside the outermost points
        # Inside the axes, the marks of a legend would look like more points.
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1))
    angle = 5 * round(_degrees(units[1] - units[0], units[3] - units[2]) / 5)
    nearest = words[int(np.linalg.norm(spots[:4] - spots[4], axis=1).argmin())]
    alt = (
        f"An arrow from {a} to {b} and one from {c} to {d}, about {angle} degrees "
        f"apart in all dimensions, and a cross where {c} minus {a} plus {b} leads. Of "
        f"the four words {nearest} is nearest to it."
    )
    return described(figure, alt)


def _label(ax: Axes, word: str, spot: tuple[float, float], *, right: bool) -> None:
    ax.annotate(
        word,
        spot,
        xytext=(8 if right else -8, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
    )


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
    units = np.array([vectors.unit(word) for pair in pairs for word in pair])
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
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    steps = [step for step in units[1::2] - units[::2] if step.any()]
    alike = [cosine(a, b) for i, a in enumerate(steps) for b in steps[:i]]
    alt = (
        f"{len(pairs)} pairs, {names[0]} and {names[1]}, as points on a flat map, each "
        "pair joined by a line. In all dimensions the angle between two lines is at "
        f"most {10 * ceil(acos(min(alike, default=1.0)) / radians(10))} degrees."
    )
    return described(figure, alt)


def _spread(heights: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Move heights as far apart as labels need, keeping their order and their mean."""
    order = heights.argsort(kind="stable")
    steps = gap * np.arange(len(heights))
    spread = np.empty_like(heights)
    spread[order] = np.maximum.accumulate(heights[order] - steps) + steps
    moved: NDArray[np.float64] = spread - spread.mean() + heights.mean()
    return moved
