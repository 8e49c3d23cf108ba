"""Tables of positions, and what is added to what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from companion.figures import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PALETTE,
    SKY,
    STYLE,
    described,
    style,
)

from .shared import as_matrix, draw_matrix


def reading(words: Sequence[str], shares: ArrayLike, reader: str) -> Figure:
    """Draw how much one word reads of every word, in its sentence and backwards.

    Parameters
    ----------
    words
        The words of a sentence, each once.
    shares
        What `reader` reads of each of them, ``(T,)``; together 1.
    reader
        One of the words.

    Returns
    -------
    matplotlib.figure.Figure
        The sentence, and the sentence backwards, each above the word that reads; a line
        is as thick as the share that is written beside it.

    Raises
    ------
    ValueError
        If there is not one share for each word, or `reader` is not among them.

    Examples
    --------
    >>> figure = reading(["dog", "bites", "man"], [0.8, 0.1, 0.1], "dog")
    >>> figure.get_label()
    'What dog reads: dog 80.0 %, bites 10.0 %, man 10.0 %. The same backwards.'
    """
    numbers = np.asarray(shares, float)
    if numbers.shape != (len(words),) or reader not in words:
        raise ValueError(
            f"{reader!r} must be one of {len(words)} words with a share each, got "
            f"shares of the shape {numbers.shape}"
        )
    by_word = dict(zip(words, numbers.tolist(), strict=True))
    with style():
        figure = Figure(figsize=(7.2, 2.3))
        row = figure.subplots(1, 2)
        for axes, sentence in zip(row, (list(words), list(words)[::-1]), strict=True):
            axes.set(xlim=(-0.6, len(words) - 0.4), ylim=(-0.12, 1.3))
            axes.axis("off")
            middle = (len(words) - 1) / 2
            for place, word in enumerate(sentence):
                share = by_word[word]
                axes.plot([middle, place], [0.16, 0.98], color=BLUE, lw=14 * share)
                axes.text(place, 1.1, word, ha="center", va="bottom")
                x, y = (middle + 2 * place) / 3, 0.16 + 0.82 * 2 / 3
                text = axes.text(x, y, f"{share:.1%}", ha="center", va="center")
                card = {"facecolor": STYLE["figure.facecolor"], "edgecolor": "none"}
                text.set_bbox({**card, "pad": 1.5})
            axes.text(middle, 0.08, f"{reader} reads", ha="center", va="top")
    # One decimal: rounded to whole percents, three shares may seem to add up to 101.
    told = ", ".join(f"{word} {share:.1%}" for word, share in by_word.items())
    told = told.replace("%", " %")
    return described(figure, f"What {reader} reads: {told}. The same backwards.")


def broadcasting(batch_size: int, length: int, embedding_dim: int) -> Figure:
    """Draw how one position table is added to every sequence of a batch.

    Parameters
    ----------
    batch_size, length, embedding_dim
        ``B``, ``T`` and ``D``; only the numbers that are written depend on ``D``.

    Returns
    -------
    matplotlib.figure.Figure
        A stack of ``B`` sheets, plus one sheet with ``B - 1`` dashed copies that take
        no memory, equals a stack of ``B`` sheets.

    Examples
    --------
    >>> figure = broadcasting(8, 4, 256)
    >>> [text.get_text() for text in figure.axes[0].texts if "," in text.get_text()]
    ['(8, 4, 256)', '(4, 256)', '(8, 4, 256)']
    """
    whole = (batch_size, length, embedding_dim)
    with style():
        figure = Figure(figsize=(7.2, 2.9))
        axes = figure.add_subplot()
        axes.set(xlim=(-0.3, 17.3), ylim=(-1.5, 5.4))
        axes.axis("off")
        for left, colour, name, shape, dashed in (
            (0, SKY, "token vectors", whole, False),
            (6.2, ORANGE, "position vectors", (length, embedding_dim), True),
            (12.4, GREEN, "what the model reads", whole, False),
        ):
            for sheet in reversed(range(batch_size)):
                _sheet(axes, left, sheet, length, colour, dashed and sheet > 0)
            axes.text(left + 1.7, -0.45, name, ha="center", va="center")
            axes.text(left + 1.7, -1.1, str(shape), ha="center", va="center")
        for x, sign in ((5.5, "+"), (11.7, "=")):
            axes.text(x, 1.5, sign, fontsize=20, ha="center", va="center")
    alt = (
        f"A stack of {batch_size} sheets of token vectors, {whole}, plus one sheet of "
        f"position vectors, ({length}, {embedding_dim}), with {batch_size - 1} dashed "
        f"copies, equals a stack of {batch_size} sheets, {whole}."
    )
    return described(figure, alt)


def _sheet(
    axes: Axes, left: float, sheet: int, length: int, colour: str, dashed: bool
) -> None:
    """Draw one sequence: a row for each of its positions."""
    x, y, height = left + 0.2 * sheet, 0.2 * sheet, 3.0
    fill, line = ("none", "--") if dashed else (colour, "-")
    axes.add_patch(
        Rectangle((x, y), 3.4, height, facecolor=fill, edgecolor=BLACK, linestyle=line)
    )
    if sheet == 0:
        for row in range(1, length):
            axes.plot(
                [x, x + 3.4], 2 * [y + row * height / length], color=BLACK, lw=0.6
            )


def columns_and_table(table: ArrayLike, columns: Sequence[int]) -> Figure:
    """Draw some columns of a position table as curves, and the table beside them.

    Parameters
    ----------
    table
        Numbers, ``(T, D)``.
    columns
        The columns that are drawn as curves, from the top down.

    Returns
    -------
    matplotlib.figure.Figure
        On the left a curve for each column, on the right all columns in colour, those
        that are drawn as curves marked.

    Raises
    ------
    ValueError
        If `table` has not two dimensions or no numbers.
    IndexError
        If there is no such column.

    Examples
    --------
    >>> figure = columns_and_table([[0.0, 1.0], [0.8, 0.5]], [0])
    >>> figure.axes[0].lines[0].get_ydata().tolist()
    [0.0, 0.8]
    """
    numbers = as_matrix("table", table)
    largest = float(np.abs(numbers).max())
    with style():
        figure = Figure(figsize=(7.2, 4.0))
        halves = figure.subfigures(1, 2, width_ratios=(1, 1.15), squeeze=False)
        left, right = halves[0]
        rows = left.subplots(len(columns), 1, sharex=True, squeeze=False)[:, 0]
        for number, (axes, column) in enumerate(zip(rows, columns, strict=True)):
            colour = PALETTE[number % len(PALETTE)]
            axes.plot(numbers[:, column], color=colour)
            axes.set(ylim=(-1.15 * largest, 1.15 * largest), title=f"column {column}")
            axes.set_yticks([])
        rows[-1].set_xlabel("position p")
        axes = right.subplots()
        image = draw_matrix(axes, numbers.T, largest)
        axes.set(xlabel="position p", ylabel="column")
        axes.set_yticks(list(columns), [str(column) for column in columns])
        for label, colour in zip(axes.get_yticklabels(), PALETTE, strict=False):
            label.set(color=colour, weight="bold")
        right.colorbar(image, ax=axes, label="value", shrink=0.9)
    waves = [_sign_changes(numbers[:, column]) for column in columns]
    told = ", ".join(
        f"column {column} changes its sign {count} times"
        for column, count in zip(columns, waves, strict=True)
    )
    alt = (
        f"Left, columns of the table as curves over {len(numbers)} positions: {told}. "
        "Right, the whole table in colour, one line a column."
    )
    return described(figure, alt)


def dots_by_distance(dots: ArrayLike) -> Figure:
    """Draw the dot product of every two positions against their distance.

    Parameters
    ----------
    dots
        The dot products of all rows of a position table with each other, ``(T, T)``.

    Returns
    -------
    matplotlib.figure.Figure
        A point for every two positions. Where the distance alone decides, all points of
        a distance are one.

    Raises
    ------
    ValueError
        If `dots` is not a square of numbers.

    Examples
    --------
    >>> figure = dots_by_distance([[2.0, 1.5], [1.5, 2.0]])
    >>> figure.axes[0].lines[0].get_xydata().tolist()
    [[0.0, 2.0], [1.0, 1.5], [0.0, 2.0]]
    """
    numbers = as_matrix("dots", dots)
    if numbers.shape[0] != numbers.shape[1]:
        raise ValueError(f"dots must be a square, got the shape {numbers.shape}")
    first, second = np.triu_indices(len(numbers))
    distance, values = second - first, numbers[first, second]
    with style():
        figure = Figure(figsize=(7.2, 2.4))
        axes = figure.add_subplot()
        axes.plot(distance, values, "o", color=BLUE, ms=4)
        axes.set(xlabel="distance", ylabel="dot product")
    each = (values[distance == gap] for gap in range(len(numbers)))
    spread = max(float(np.ptp(group)) for group in each)
    alt = (
        f"The dot products of {len(values):,} pairs of positions against the distance: "
        f"{numbers[0, 0]:.1f} at distance 0, {numbers[0, -1]:.1f} at "
        f"{len(numbers) - 1}; at one distance they differ by {spread:.1f} at most."
    )
    return described(figure, alt)


def _sign_changes(values: NDArray[np.float64]) -> int:
    """Count how often a curve crosses 0."""
    return int((values[1:] * values[:-1] < 0).sum())
