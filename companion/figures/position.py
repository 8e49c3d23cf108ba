"""Pictures of positions: tables, broadcasting, biases, turns, who knows the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from companion.figures import BLACK, BLUE, GREEN, ORANGE, PALETTE, SKY, one_sided, style

# Two directions from a pale middle; purple and orange stay apart for everyone.
DIVERGING = "PuOr_r"
_STYLES = ("-", "--", "-.", ":")


def heatmap(table: ArrayLike) -> Figure:
    """Draw a position table: one row per place, colour for the number.

    Parameters
    ----------
    table
        Numbers, ``(T, D)``.

    Returns
    -------
    matplotlib.figure.Figure
        The table as an image with a colour bar.

    Raises
    ------
    ValueError
        If `table` has not two dimensions or no numbers.

    Examples
    --------
    >>> figure = heatmap([[0.0, 1.0], [0.8, 0.5]])
    >>> figure.axes[0].get_ylabel()
    'place p'
    """
    numbers = _matrix("table", table)
    with style():
        figure = Figure(figsize=(7.2, 3.4))
        axes = figure.add_subplot()
        image = _image(axes, numbers, float(np.abs(numbers).max()))
        axes.set(xlabel="column", ylabel="place p")
        figure.colorbar(image, ax=axes, label="value", shrink=0.9)
    return figure


def similarity(curves: Mapping[str, ArrayLike]) -> Figure:
    """Draw how alike two places are, against the distance between them.

    Parameters
    ----------
    curves
        For each label the value at distance 0, 1, 2, ….

    Returns
    -------
    matplotlib.figure.Figure
        A line for each label.

    Raises
    ------
    ValueError
        If there are no curves.

    Examples
    --------
    >>> figure = similarity({"sinusoidal": [1.0, 0.9, 0.7]})
    >>> figure.axes[0].lines[0].get_ydata().tolist()
    [1.0, 0.9, 0.7]
    """
    _need("curves", curves)
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        for number, (label, values) in enumerate(curves.items()):
            line = _STYLES[number % len(_STYLES)]
            axes.plot(np.asarray(values, float), line, label=label)
        axes.axhline(0, color=BLACK, linewidth=0.6)
        axes.set(
            xlabel="distance between two places",
            ylabel="dot product (1: the same place)",
        )
        axes.legend()
    return figure


def broadcasting(batch_size: int, length: int, width: int) -> Figure:
    """Draw how one position table is added to every sequence of a batch.

    Parameters
    ----------
    batch_size, length, width
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
    with style():
        figure = Figure(figsize=(7.2, 2.9))
        axes = figure.add_subplot()
        axes.set(xlim=(-0.3, 17.3), ylim=(-1.5, 5.4))
        axes.axis("off")
        for left, colour, name, shape, dashed in (
            (0, SKY, "token vectors", (batch_size, length, width), False),
            (6.2, ORANGE, "position vectors", (length, width), True),
            (12.4, GREEN, "what the model reads", (batch_size, length, width), False),
        ):
            for sheet in reversed(range(batch_size)):
                _sheet(axes, left, sheet, length, colour, dashed and sheet > 0)
            axes.text(left + 1.7, -0.45, name, ha="center", va="center")
            axes.text(left + 1.7, -1.1, str(shape), ha="center", va="center")
        for x, sign in ((5.5, "+"), (11.7, "=")):
            axes.text(x, 1.5, sign, fontsize=20, ha="center", va="center")
    return figure


def _sheet(
    axes: Axes, left: float, sheet: int, length: int, colour: str, dashed: bool
) -> None:
    """Draw one sequence: a row for each of its places."""
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


def bias_matrices(biases: Mapping[str, ArrayLike]) -> Figure:
    """Draw what is added to the scores, one matrix beside the other.

    Parameters
    ----------
    biases
        For each title a matrix ``(T, T)``; minus infinity is drawn grey.

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
            axes.set(title=title, xlabel="place that is read", aspect="equal")
            bar = figure.colorbar(image, ax=axes, orientation="horizontal")
            one_sided(bar, float(shown.min()), float(shown.max()))
        row[0].set_ylabel("place that reads")
    return figure


def turns(vectors: ArrayLike) -> Figure:
    """Draw one pair of numbers turning from place to place.

    Parameters
    ----------
    vectors
        The pair at place 0, 1, 2, …: ``(T, 2)``.

    Returns
    -------
    matplotlib.figure.Figure
        An arrow for each place, labelled with it.

    Raises
    ------
    ValueError
        If `vectors` is not ``(T, 2)``.

    Examples
    --------
    >>> figure = turns([[1.0, 0.0], [0.5, 0.8]])
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    ['p = 0', 'p = 1']
    """
    arrows = _matrix("vectors", vectors)
    if arrows.shape[1] != 2:
        raise ValueError(f"vectors must be (T, 2), got the shape {arrows.shape}")
    reach = 1.35 * float(np.linalg.norm(arrows, axis=1).max())
    with style():
        figure = Figure(figsize=(4.4, 4.4))
        axes = figure.add_subplot()
        for place, (x, y) in enumerate(arrows):
            axes.annotate(
                "",
                (x, y),
                (0, 0),
                arrowprops={"arrowstyle": "-|>", "color": BLUE, "linewidth": 1.6},
            )
            axes.text(1.16 * x, 1.16 * y, f"p = {place}", ha="center", va="center")
        axes.set(
            xlim=(-reach, reach),
            ylim=(-reach, reach),
            aspect="equal",
            xlabel="first number",
            ylabel="second number",
        )
    return figure


def scores_by_offset(scores: Mapping[str, ArrayLike]) -> Figure:
    """Draw every score between two places against the offset of the places.

    Parameters
    ----------
    scores
        For each title a matrix of scores ``(T, T)``, row for the place that reads.

    Returns
    -------
    matplotlib.figure.Figure
        For each matrix a point for each pair of places. Where the offset alone
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
        figure.supxlabel("offset: place read minus place that reads", fontsize=10)
        row[0].set_ylabel("score")
    return figure


def order_known(trained: Mapping[str, float], longer: Mapping[str, float]) -> Figure:
    """Draw how often each kind of position tells which of two tokens came first.

    Parameters
    ----------
    trained
        For each kind the share of right answers, at the length it was trained on.
    longer
        The same at a longer length; a kind that cannot go on is left out.

    Returns
    -------
    matplotlib.figure.Figure
        Two bars for each kind, and a line at one half: chance.

    Raises
    ------
    ValueError
        If there are no kinds.

    Examples
    --------
    >>> figure = order_known({"none": 0.5, "learned": 1.0}, {"none": 0.5})
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['cannot go on', 'chance']
    """
    _need("trained", trained)
    with style():
        figure = Figure(figsize=(7.2, 3.4))
        axes = figure.add_subplot()
        for number, kind in enumerate(trained):
            axes.bar(number - 0.2, trained[kind], 0.38, color=PALETTE[0])
            if kind in longer:
                axes.bar(number + 0.2, longer[kind], 0.38, color=PALETTE[1])
            else:
                axes.text(number + 0.2, 0.03, "cannot go on", rotation=90, ha="center")
        axes.axhline(0.5, color=BLACK, linestyle="--", linewidth=1)
        axes.text(len(trained) - 0.45, 0.51, "chance")
        axes.set_xticks(range(len(trained)), list(trained))
        axes.set(ylim=(0, 1.18), ylabel="share of right answers")
        handles = [Rectangle((0, 0), 1, 1, color=colour) for colour in PALETTE[:2]]
        names = ("length as trained", "longer than trained")
        axes.legend(handles, names, loc="upper left", ncols=2)
    return figure


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
