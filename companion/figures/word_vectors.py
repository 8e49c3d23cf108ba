"""Figures for notebook 08: parallelograms, maps, windows, and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import acos, ceil, radians

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike, NDArray

from ..word_vectors.projection import principal_components
from ..word_vectors.vectors import WordVectors, cosine
from . import BLACK, BLUE, GREEN, ORANGE, VERMILION, described, style

_GREY = "#b9b5aa"
_LEANING = 0.12  # a cosine from which on a word leans to one side


def pulls(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw towards which neighbours' rows the rows of some centres are pulled.

    Parameters
    ----------
    counts
        For each centre, how many sentences it shares with each neighbour.

    Returns
    -------
    matplotlib.figure.Figure
        Centres on the left, neighbours on the right; a line is the thicker, the more
        sentences two share, and none joins two that never meet.

    Raises
    ------
    ValueError
        If there are no centres, or no two words meet.

    Examples
    --------
    >>> figure = pulls({"king": {"throne": 30}, "queen": {"throne": 28}})
    >>> [text.get_text() for text in figure.axes[0].texts[:3]]
    ['king', 'queen', 'throne']
    """
    neighbours = list(dict.fromkeys(near for row in counts.values() for near in row))
    most = max((n for row in counts.values() for n in row.values()), default=0)
    if not most:
        raise ValueError("no centre shares a sentence with a neighbour")
    left = {word: -y for y, word in zip(_heights(len(counts)), counts, strict=True)}
    right = {w: -y for y, w in zip(_heights(len(neighbours)), neighbours, strict=True)}
    with style():
        figure = Figure(figsize=(7.2, 3.6))
        ax = figure.subplots()
        for word, y in left.items():
            ax.text(0, y, word, ha="right", va="center", color=BLUE)
        for word, y in right.items():
            ax.text(1, y, word, ha="left", va="center", color=VERMILION)
        for word, row in counts.items():
            for near, count in row.items():
                if count:
                    ends = [left[word], right[near]]
                    width = 0.5 + 6 * count / most
                    ax.plot([0.03, 0.97], ends, color=_GREY, lw=width, zorder=0)
        ax.text(0, 0.14, "rows of centres", ha="right", weight="bold")
        ax.text(1, 0.14, "rows of neighbours", ha="left", weight="bold")
        ax.set(xlim=(-0.45, 1.5), ylim=(-1.1, 0.25))
        ax.axis("off")
    told = "; ".join(
        f"{word} with "
        + ", ".join(f"{near} {count}" for near, count in row.items() if count)
        for word, row in counts.items()
    )
    return described(figure, f"In how many sentences words meet: {told}.")


def _heights(count: int) -> list[float]:
    """Return as many heights from 0 to 1, evenly apart."""
    return [(place + 0.5) / count for place in range(count)]


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
    'The angle between king and queen goes from 90 to 0 degrees.'
    """
    if len(moves) < 2:
        raise ValueError("two words or more move towards each other")
    trails = {word: np.asarray(rows, float) for word, rows in moves.items()}
    with style():
        figure = Figure(figsize=(6.0, 4.2))
        ax = figure.subplots()
        for (word, trail), colour in zip(
            trails.items(), (BLUE, GREEN, VERMILION, ORANGE), strict=False
        ):
            for row in (trail[0], trail[-1]):  # from the origin: the direction
                ax.plot([0, row[0]], [0, row[1]], ":", color=colour, lw=1)
            ax.plot(*trail.T, color=colour, lw=1, marker=".", ms=4)
            ax.plot(*trail[0], "o", color=colour, mfc="none", ms=9)
            ax.plot(*trail[-1], "o", color=colour, ms=9)
            ax.annotate(
                word, trail[-1], (10, -4), textcoords="offset points", color=colour
            )
        ax.axhline(0, color=BLACK, linewidth=0.6)
        ax.axvline(0, color=BLACK, linewidth=0.6)
        ax.set(xlabel="first number", ylabel="second number", aspect="equal")
        ax.margins(0.15)
    first, second = list(trails)[:2]
    before, after = (_degrees(trails[first][i], trails[second][i]) for i in (0, -1))
    alt = (
        f"The rows of {', '.join(trails)} as points that move step by step. The angle "
        f"between {first} and {second} goes from {before} to {after} degrees."
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
        ax.legend()
    angle = 5 * round(_degrees(units[1] - units[0], units[3] - units[2]) / 5)
    nearest = words[int(np.linalg.norm(spots[:4] - spots[4], axis=1).argmin())]
    alt = (
        f"An arrow from {a} to {b} and one from {c} to {d}, about {angle} degrees "
        f"apart in all dimensions, and a cross where {c} minus {a} plus {b} leads. Of "
        f"the four words {nearest} is nearest to it."
    )
    return described(figure, alt)


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
        ax.legend()
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
    beside = [
        word
        for place, word in enumerate(sentence)
        if place != centre and abs(place - centre) <= window
    ]
    alt = (
        f"The sentence {' '.join(sentence)!r} with {sentence[centre]} in the centre. "
        f"Arrows to {', '.join(beside)}: pull together. Arrows to "
        f"{', '.join(negatives)}: push apart."
    )
    return described(figure, alt)


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
    ax.text(x, y, word, ha="center", va="center")


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


def leanings(texts: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw how far words lean to one side or the other, text by text.

    Parameters
    ----------
    texts
        For each text, each word's cosine with the step from "she" to "he".

    Returns
    -------
    matplotlib.figure.Figure
        A line for each word, a mark for each text; left of 0 is "she".

    Raises
    ------
    ValueError
        If there are no words.

    Examples
    --------
    >>> figure = leanings({"fair": {"pilot": 0.0}, "one-sided": {"pilot": 0.2}})
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['pilot']
    """
    words = list(dict.fromkeys(word for row in texts.values() for word in row))
    if not words:
        raise ValueError("there is no word to draw")
    with style():
        figure = Figure(figsize=(7.2, 0.9 + 0.5 * len(words)))
        ax = figure.subplots()
        for (text, row), colour, marker in zip(
            texts.items(), (BLUE, VERMILION, GREEN), "osD", strict=False
        ):
            heights = [-words.index(word) for word in row]
            ax.plot(list(row.values()), heights, marker, color=colour, label=text)
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
    # Some pairs stand in the list twice, with two scores: one label would do for both.
    times = Counter(frozenset(pair[:2]) for pair in known)
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
            if len(named) == 4 or times[pair] > 1:
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
