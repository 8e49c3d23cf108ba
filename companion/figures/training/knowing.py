"""What a trained model does: attention, and rows that move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from ...word_vectors import principal_components
from .. import PALETTE, STYLE, described, style
from ..tokenization import drawable


def attention(weights: Mapping[str, ArrayLike], tokens: Sequence[str]) -> Figure:
    """Draw how much each token of a sentence reads of each, one grid a head.

    Parameters
    ----------
    weights
        The shares of each head, by its title, ``(T, T)``: row ``i`` is what token
        ``i`` reads.
    tokens
        The tokens as text, ``T`` of them.

    Returns
    -------
    matplotlib.figure.Figure
        A grid a head; the darker a cell, the more is read.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> figure = attention({"head 1": [[1.0, 0.0], [0.5, 0.5]]}, ["the", " tea"])
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['the', '␣tea']
    """
    n_tokens = len(tokens)
    shares = {title: np.asarray(grid, float) for title, grid in weights.items()}
    if not shares or any(g.shape != (n_tokens, n_tokens) for g in shares.values()):
        raise ValueError(
            f"weights must be grids of ({n_tokens}, {n_tokens}) for {n_tokens} tokens, "
            f"got the shapes {[grid.shape for grid in shares.values()]}"
        )
    labels = [drawable(token) for token in tokens]
    with style():
        side = 0.75 + 0.15 * n_tokens
        figure = Figure(figsize=(side * len(shares), side + 0.25))
        panels = figure.subplots(1, len(shares), squeeze=False)[0]
        for axes, (title, grid) in zip(panels, shares.items(), strict=True):
            axes.imshow(grid, cmap="Blues", vmin=0, vmax=1)
            axes.set_xticks(range(n_tokens), labels, rotation=90)
            axes.set_yticks(range(n_tokens), labels)
            axes.set_title(title)
            axes.spines[:].set_visible(False)
            axes.tick_params(length=0)
    return described(
        figure,
        f"A square grid for {' and for '.join(shares)}, with the tokens "
        f"{' '.join(labels)} down the side, where they read, and along the bottom, "
        "where they are read. Nothing right of the diagonal is filled.",
    )


def rows_moving(paths: Iterable[ArrayLike], labels: Sequence[str]) -> Figure:
    """Draw the paths of rows of a table of vectors through the training.

    Parameters
    ----------
    paths
        The rows at each time they were looked at, ``(S, N, D)``. With a `D` of 2 they
        are drawn as they are, otherwise on the plane in which they differ most: see
        `companion.word_vectors.principal_components`.
    labels
        The token of each row, ``N`` of them.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each row from a small dot, its start, to its label, its end.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a number is not finite.

    Examples
    --------
    >>> figure = rows_moving([[[0.0, 0.0]], [[1.0, 2.0]]], ["he"])
    >>> figure.axes[0].texts[0].get_text()
    'he'
    """
    places: NDArray[np.float64] = np.array([np.asarray(rows) for rows in paths], float)
    if places.ndim != 3 or places.shape[1] != len(labels) or places.shape[2] < 2:
        raise ValueError(
            f"paths must be (S, {len(labels)}, D) for {len(labels)} labels, with a D "
            f"of 2 or more, got the shape {places.shape}"
        )
    if places.shape[2] > 2:
        flat = principal_components(places.reshape(-1, places.shape[2]))
        places = flat.reshape(*places.shape[:2], 2)
    names = [drawable(label) for label in labels]
    with style():
        figure = Figure(figsize=(7.2, 6.2))
        axes = figure.add_subplot()
        halo = withStroke(linewidth=3, foreground=STYLE["axes.facecolor"])
        heights = _spread(places[-1], float(np.ptp(places)) or 1.0)
        for row, name in enumerate(names):
            colour = PALETTE[row % len(PALETTE)]
            x, y = places[:, row].T
            axes.plot(x, y, color=colour, linewidth=1, alpha=0.5)
            axes.plot(x[0], y[0], "o", color=colour, markersize=3)
            if heights[row][1] > y[-1]:
                axes.plot(
                    [x[-1], heights[row][0]], [y[-1], heights[row][1]], "k:", lw=0.5
                )
            axes.annotate(
                name,
                (x[-1], y[-1]),
                (heights[row][0], heights[row][1]),
                textcoords="data",
                fontsize=11,
                va="center",
                path_effects=[halo],
            )
        axes.set(xlabel="first direction", ylabel="second direction", aspect="equal")
        axes.margins(0.08)
    return described(
        figure,
        f"{len(names)} lines on a plane, each from a dot, where a row of the table "
        "began, to its token, where it ended. The dots lie mixed together; the "
        "tokens lie apart.",
    )


def _spread(ends: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """Move labels up where they would lie on one another; return where they stand."""
    moved: NDArray[np.float64] = ends + np.array([0.012 * size, 0.0])
    order = np.argsort(ends[:, 1], kind="stable")
    for place, row in enumerate(order):
        for below in order[:place]:  # the lowest first, so that one way is enough
            near = np.abs(moved[row] - moved[below]) < [0.06 * size, 0.026 * size]
            if near.all():
                moved[row, 1] = moved[below, 1] + 0.026 * size
    return moved
