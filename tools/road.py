"""The whole road in one picture: text, tokens, IDs, targets, vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from companion.figures import PALETTE, style


def road(
    pieces: Sequence[str], ids: Sequence[int], vectors: NDArray[np.floating]
) -> Figure:
    """Draw how a text becomes vectors, one column a token.

    Parameters
    ----------
    pieces
        The text of each token and of the one that follows them all, T + 1 strings.
    ids
        Their IDs, T + 1 integers.
    vectors
        The vector of each of the first T tokens, shape (T, D).

    Returns
    -------
    matplotlib.figure.Figure
        Rows from top to bottom: text, tokens, IDs, vectors, and each ID's target.

    Raises
    ------
    ValueError
        If the three do not have matching lengths.
    """
    n_tokens, width = vectors.shape
    if not len(pieces) == len(ids) == n_tokens + 1:
        raise ValueError(
            f"{len(pieces)} pieces, {len(ids)} IDs and {n_tokens} vectors do not "
            "match: give one vector fewer than pieces and IDs"
        )
    with style():
        figure = Figure(figsize=(9, 4.6))
        axes = figure.add_subplot()
        axes.set(xlim=(-1.25, n_tokens), ylim=(-1.75, 5.1))
        axes.axis("off")
        for y, label in (
            (4.5, "text"),
            (3.5, "tokens"),
            (2.5, "IDs"),
            (-1.25, "targets"),
        ):
            axes.text(-1.2, y, label, va="center", weight="bold")
        axes.text(-1.2, 0.6, "vectors", va="center", weight="bold")
        axes.text(0, 4.5, "".join(pieces[:-1]) + " …", va="center", fontsize=12)
        for column in range(n_tokens):
            colour = PALETTE[column % len(PALETTE)]
            middle = column + 0.47
            axes.add_patch(
                FancyBboxPatch(
                    (column + 0.06, 3.22),
                    0.82,
                    0.56,
                    boxstyle="round,pad=0.02,rounding_size=0.08",
                    facecolor=colour + "40",
                    edgecolor=colour,
                )
            )
            token = pieces[column].replace(" ", "␣")
            axes.text(middle, 3.5, token, ha="center", va="center")
            axes.text(middle, 2.5, str(ids[column]), ha="center", va="center")
            axes.text(
                middle,
                -1.25,
                str(ids[column + 1]),
                ha="center",
                va="center",
                color="0.35",
            )
        limit = float(np.abs(vectors).max())
        for column, vector in enumerate(vectors):
            axes.imshow(
                vector[:, np.newaxis],
                cmap="PuOr",
                vmin=-limit,
                vmax=limit,
                extent=(column + 0.27, column + 0.67, -0.75, 1.95),
                aspect="auto",
            )
        axes.set(xlim=(-1.25, n_tokens), ylim=(-1.75, 5.1))
        axes.text(
            n_tokens - 0.05,
            -1.7,
            f"each target is the next ID; each vector here has {width} numbers",
            ha="right",
            va="bottom",
            color="0.35",
            fontsize=9,
        )
    return figure
