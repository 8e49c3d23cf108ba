"""Figures for notebook 03: a stream with marks, filling and its mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from companion.figures import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    described,
    style,
)
from companion.figures.vocabulary import LINE, draw_card, lay_out

_FILLING = "#e4e2dc"
_DOCUMENTS = (SKY, ORANGE, GREEN, PURPLE)


def stream(tokens: Sequence[str], marker: str) -> Figure:
    """Draw a stream of tokens as cards, each document in its own colour.

    Parameters
    ----------
    tokens
        The tokens of one or more documents.
    marker
        The token that ends a document; it is drawn apart from the others.

    Returns
    -------
    matplotlib.figure.Figure
        Cards from left to right, wrapped into lines.

    Raises
    ------
    ValueError
        If there are no tokens.

    Examples
    --------
    >>> figure = stream(["a", "b", "<|endoftext|>", "c"], "<|endoftext|>")
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['a', 'b', '<|endoftext|>', 'c']
    """
    if not tokens:
        raise ValueError("there are no tokens to draw")
    boxes = lay_out(tokens)
    lines = 1 + boxes[-1].line
    with style():
        figure = Figure(figsize=(7.2, 0.2 + 0.5 * lines))
        axes = figure.add_subplot()
        axes.set(xlim=(-0.1, LINE), ylim=(lines, 0))
        axes.axis("off")
        document = 0
        for token, box in zip(tokens, boxes, strict=True):
            colour = _DOCUMENTS[document % len(_DOCUMENTS)]
            if token == marker:
                document += 1
                colour = VERMILION
            draw_card(
                axes,
                box,
                token,
                height=0.75,
                facecolor=colour if token == marker else colour + "50",
                edgecolor=colour,
            )
    marks = list(tokens).count(marker)
    return described(
        figure,
        f"The {len(tokens)} tokens as cards in a row, {marks} of them {marker} in dark "
        "orange. With each the colour of the other cards changes: another document.",
    )


def padded_batch(ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Figure:
    """Draw a padded batch of token IDs beside its mask, cell by cell.

    Parameters
    ----------
    ids
        The token IDs, (B, T).
    mask
        True where an ID comes from a sequence, False where it is filling, (B, T).

    Returns
    -------
    matplotlib.figure.Figure
        Two grids of B rows and T columns. Filling is grey and hatched.

    Raises
    ------
    ValueError
        If the two are not of one shape (B, T), or hold nothing.

    Examples
    --------
    >>> ids = np.array([[5, 2], [4, 0]])
    >>> figure = padded_batch(ids, np.array([[True, True], [True, False]]))
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['1', '1', '1', '0']
    """
    if ids.ndim != 2 or ids.shape != mask.shape or not ids.size:
        raise ValueError(
            f"ids has shape {ids.shape} and mask {mask.shape}: both must be (B, T), "
            "with at least one row and one column"
        )
    with style():
        figure = Figure(figsize=(7.2, 0.6 + 0.5 * len(ids)))
        left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
        _grid(left, "ids", [[str(index) for index in row] for row in ids], mask)
        _grid(right, "mask", [[str(int(real)) for real in row] for row in mask], mask)
    return described(
        figure,
        f"Two grids of {ids.shape[0]} rows and {ids.shape[1]} columns. Left the IDs, "
        f"{int((~mask).sum())} of them filling, hatched; right the mask, 1 where an ID "
        "is real and 0 where it is filling.",
    )


def _grid(
    axes: Axes, title: str, cells: Sequence[Sequence[str]], mask: NDArray[np.bool_]
) -> None:
    rows, columns = mask.shape
    axes.set(xlim=(-0.03, columns + 0.03), ylim=(rows + 0.03, -0.03))
    axes.set_title(f"{title}  ({rows}, {columns})")
    axes.axis("off")
    for row, column in np.ndindex(mask.shape):
        real = mask[row, column]
        axes.add_patch(
            Rectangle(
                (column, row),
                1,
                1,
                facecolor=SKY + "60" if real else _FILLING,
                edgecolor=BLUE if real else "0.65",
                hatch=None if real else "///",
                linewidth=1,
            )
        )
        axes.text(
            column + 0.5,
            row + 0.5,
            cells[row][column],
            ha="center",
            va="center",
            color="black" if real else "0.25",
            bbox=None
            if real
            else {"facecolor": _FILLING, "edgecolor": "none", "pad": 2},
        )
