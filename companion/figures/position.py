"""Pictures of positions: who reads what, tables, biases, turns, longer texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Rectangle
from matplotlib.ticker import NullLocator
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
    one_sided,
    style,
)

# Two directions from a pale middle; purple and orange stay apart for everyone.
DIVERGING = "PuOr_r"
GREY = "#767268"
_STYLES = ("-", "--", "-.", ":")


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
    'What dog reads: dog 80 %, bites 10 %, man 10 %. The same backwards.'
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
                text = axes.text(x, y, f"{share:.0%}", ha="center", va="center")
                card = {"facecolor": STYLE["figure.facecolor"], "edgecolor": "none"}
                text.set_bbox({**card, "pad": 1.5})
            axes.text(middle, 0.08, f"{reader} reads", ha="center", va="top")
    told = ", ".join(f"{word} {share:.0%}" for word, share in by_word.items())
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
    numbers = _matrix("table", table)
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
        image = _image(axes, numbers.T, largest)
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


def _sign_changes(values: NDArray[np.float64]) -> int:
    """Count how often a curve crosses 0."""
    return int((values[1:] * values[:-1] < 0).sum())


def likeness(curves: Mapping[str, ArrayLike]) -> Figure:
    """Draw how alike two positions are, against the distance between them.

    Parameters
    ----------
    curves
        For each label the values at distance 1, 2, 3, …: one curve, ``(N,)``, or
        several of one kind, ``(S, N)``.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each curve; the distance grows by factors.

    Raises
    ------
    ValueError
        If there are no curves.

    Examples
    --------
    >>> figure = likeness({"sinusoidal": [0.9, 0.7, 0.6]})
    >>> figure.axes[0].lines[0].get_ydata().tolist()
    [0.9, 0.7, 0.6]
    """
    _need("curves", curves)
    told = []
    with style():
        figure = Figure(figsize=(7.2, 3.4))
        axes = figure.add_subplot()
        for number, (label, values) in enumerate(curves.items()):
            lines = np.atleast_2d(np.asarray(values, float))
            for line, numbers in enumerate(lines):
                axes.plot(
                    np.arange(1, numbers.size + 1),
                    numbers,
                    _STYLES[number % len(_STYLES)],
                    color=PALETTE[number % len(PALETTE)],
                    linewidth=1.0 if len(lines) > 1 else 1.6,
                    label=label if line == 0 else "",
                )
            mean = lines.mean(axis=0)
            told.append(
                f"{label}: {mean[0]:.2f} at distance 1, {mean[-1]:.2f} at {mean.size}"
            )
        axes.axhline(0, color=BLACK, linewidth=0.6)
        axes.set_xscale("log", base=2)
        axes.xaxis.set_major_formatter("{x:.0f}")
        axes.set(
            xlabel="distance between two positions",
            ylabel="cosine of their vectors",
        )
        axes.legend()
    alt = f"How alike two positions are, against their distance. {'; '.join(told)}."
    return described(figure, alt)


def bias_matrices(
    biases: Mapping[str, ArrayLike], what: str = "What is added to the scores"
) -> Figure:
    """Draw what is added to the scores, one matrix beside the other.

    Parameters
    ----------
    biases
        For each title a matrix ``(T, T)``; minus infinity is drawn grey.
    what
        What the numbers are, for the alternative text.

    Returns
    -------
    matplotlib.figure.Figure
        An image for each matrix, each with colours of its own scale; a scale shows the
        side of 0 that occurs.

    Raises
    ------
    ValueError
        If there are no matrices, or one has not two dimensions.

    Examples
    --------
    >>> figure = bias_matrices({"ALiBi": [[0.0, -1.0], [-1.0, 0.0]]})
    >>> figure.axes[0].get_title(loc="left")
    'ALiBi'
    """
    _need("biases", biases)
    with style():
        figure = Figure(figsize=(7.2, 1.7 + 6.0 / max(len(biases), 2)))
        row = figure.subplots(1, len(biases), squeeze=False)[0]
        for axes, (title, bias) in zip(row, biases.items(), strict=True):
            numbers = _matrix(title, bias)
            shown = np.ma.masked_invalid(numbers)
            image = _image(axes, shown, float(np.abs(shown).max()) or 1.0)
            axes.set_facecolor("#c8c8c8")
            axes.set(title=title, xlabel="position that is read", aspect="equal")
            bar = figure.colorbar(image, ax=axes, orientation="horizontal")
            one_sided(bar, float(shown.min()), float(shown.max()))
        row[0].set_ylabel("position that reads")
    alt = (
        f"{what}, for {', '.join(biases)}: a square each, with "
        "the position that reads down and the one that is read across."
    )
    return described(figure, alt)


def turned_pairs(pairs: Mapping[str, ArrayLike]) -> Figure:
    """Draw a query and a key as arrows, at several positions.

    Parameters
    ----------
    pairs
        For each title the query's two numbers and the key's: ``(2, 2)``.

    Returns
    -------
    matplotlib.figure.Figure
        For each title both arrows, and the angle between them in degrees.

    Raises
    ------
    ValueError
        If there are no pairs, or one is not ``(2, 2)``.

    Examples
    --------
    >>> figure = turned_pairs({"p = 0": [[1.0, 0.0], [0.0, 1.0]]})
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    ['query', 'key', '90°']
    """
    _need("pairs", pairs)
    angles = []
    with style():
        figure = Figure(figsize=(7.2, 2.9))
        row = figure.subplots(1, len(pairs), squeeze=False)[0]
        for axes, (title, arrows) in zip(row, pairs.items(), strict=True):
            both = _matrix(title, arrows)
            if both.shape != (2, 2):
                raise ValueError(f"{title} must be (2, 2), got the shape {both.shape}")
            reach = 1.45 * float(np.linalg.norm(both, axis=1).max())
            for name, colour, (x, y) in zip(
                ("query", "key"), (BLUE, ORANGE), both, strict=True
            ):
                arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2}
                axes.annotate("", (x, y), (0, 0), arrowprops=arrow)
                axes.text(1.22 * x, 1.22 * y, name, ha="center", va="center")
            first, second = np.degrees(np.arctan2(both[:, 1], both[:, 0])).tolist()
            gap = (second - first) % 360
            start, gap = (first, gap) if gap <= 180 else (second, 360 - gap)
            angles.append(gap)
            axes.add_patch(Arc((0, 0), 0.6, 0.6, theta1=start, theta2=start + gap))
            middle = np.radians(start + gap / 2)
            x, y = 0.52 * np.cos(middle), 0.52 * np.sin(middle)
            axes.text(x, y, f"{gap:.0f}°", ha="center", va="center")
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
            axes.set_title(title)
            axes.axis("off")
    told = ", ".join(
        f"{title}: {angle:.0f} degrees"
        for title, angle in zip(pairs, angles, strict=True)
    )
    return described(figure, f"A query and a key as arrows, and their angle. {told}.")


def scores_by_offset(scores: Mapping[str, ArrayLike]) -> Figure:
    """Draw every score between two positions against the offset of the positions.

    Parameters
    ----------
    scores
        For each title a matrix of scores ``(T, T)``, row for the position that reads.

    Returns
    -------
    matplotlib.figure.Figure
        For each matrix a point for each pair of positions. Where the offset alone
        decides, all points of an offset fall on one another.

    Raises
    ------
    ValueError
        If there are no matrices, or one is not square.

    Examples
    --------
    >>> figure = scores_by_offset({"rotary": [[1.0, 0.5], [0.2, 1.0]]})
    >>> figure.axes[0].collections[0].get_offsets()[:, 0].tolist()
    [0.0, 1.0, -1.0, 0.0]
    """
    _need("scores", scores)
    told = []
    with style():
        figure = Figure(figsize=(7.2, 3.2))
        row = figure.subplots(1, len(scores), squeeze=False)[0]
        for axes, (title, matrix) in zip(row, scores.items(), strict=True):
            numbers = _matrix(title, matrix)
            if numbers.shape[0] != numbers.shape[1]:
                raise ValueError(f"{title} must be (T, T), got {numbers.shape}")
            places = np.arange(len(numbers))
            offsets = places[None, :] - places[:, None]
            axes.scatter(offsets.ravel(), numbers.ravel(), s=9, color=BLUE, alpha=0.5)
            axes.set(title=title)
            spread = max(np.ptp(numbers[offsets == k]) for k in set(offsets.ravel()))
            told.append(f"{title}: up to {spread:.1f} apart")
        figure.supxlabel("offset: position read minus position that reads", fontsize=10)
        row[0].set_ylabel("score")
    alt = (
        "Each score of two positions as a point, against their offset. Scores of one "
        f"offset lie, with {'; with '.join(told)}."
    )
    return described(figure, alt)


def beyond_training(
    right: Mapping[str, ArrayLike], lengths: Sequence[int], trained: int
) -> Figure:
    """Draw the share of right answers against the length of the text, kind by kind.

    Parameters
    ----------
    right
        For each kind of position the shares, a row for each reader, ``(S, N)``: a
        column for each length, or fewer where a kind cannot go on.
    lengths
        The lengths, ``(N,)``.
    trained
        The length that was trained on.

    Returns
    -------
    matplotlib.figure.Figure
        A small picture for each kind: a thin line for each reader, a thick one for
        their median, and a dotted one at the trained length.

    Raises
    ------
    ValueError
        If there are no kinds.

    Examples
    --------
    >>> figure = beyond_training({"none": [[0.4, 0.3]]}, [8, 16], trained=8)
    >>> figure.axes[0].lines[0].get_ydata().tolist()
    [40.0, 30.0]
    """
    _need("right", right)
    across = min(len(right), 4)
    down = -(-len(right) // across)
    told = []
    with style():
        figure = Figure(figsize=(7.2, 0.5 + 2.0 * down))
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for spare in grid.ravel()[len(right) :]:
            spare.axis("off")
        for axes, (kind, shares) in zip(grid.ravel(), right.items(), strict=False):
            lines = 100 * _matrix(kind, shares)
            known = list(lengths[: lines.shape[1]])
            middle = np.median(lines, axis=0)
            for line in lines:
                axes.plot(known, line, color=SKY, lw=0.9, marker="o", ms=2)
            axes.plot(known, middle, color=BLUE, lw=2.2, marker="o", ms=4)
            axes.axvline(trained, color=GREY, linestyle=":", linewidth=1)
            if len(known) < len(lengths):
                axes.text(lengths[-1], 50, "cannot\ngo on", ha="right", va="center")
            axes.set(title=kind, ylim=(-4, 106))
            axes.set_xscale("log", base=2)
            axes.set_xticks(list(lengths), [str(length) for length in lengths])
            axes.xaxis.set_minor_locator(NullLocator())
            told.append(
                f"{kind} {middle[0]:.0f} % at {known[0]} and "
                + (
                    f"{middle[-1]:.0f} % at {known[-1]}"
                    if len(known) == len(lengths)
                    else f"nothing beyond {known[-1]}"
                )
            )
        figure.supxlabel("words in the text", fontsize=10)
        figure.supylabel("right answers, %", fontsize=10)
    alt = (
        "Right answers against the length of the text, a thin line for each reader, "
        f"a thick one for their median: {'; '.join(told)}."
    )
    return described(figure, alt)


def _image(axes: Axes, numbers: NDArray[Any], largest: float) -> Any:
    """Draw a matrix with white at 0."""
    return axes.imshow(
        numbers,
        cmap=DIVERGING,
        vmin=-largest,
        vmax=largest,
        aspect="auto",
        interpolation="nearest",
    )


def _matrix(name: str, numbers: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as a matrix with something in it."""
    matrix = np.asarray(numbers, float)
    if matrix.ndim != 2 or not matrix.size:
        raise ValueError(
            f"{name} must have rows and columns, got the shape {matrix.shape}"
        )
    return matrix


def _need(name: str, values: Mapping[str, object] | Sequence[object]) -> None:
    """Refuse to draw nothing."""
    if not values:
        raise ValueError(f"{name} is empty: there is nothing to draw")
