"""Clock hands: where sinusoidal rows come from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from companion.figures import BLUE, ORANGE, described, style

from .shared import GREY, check_not_empty


def hands(positions: Sequence[int], *, fast: float = 1.0, slow: float = 0.1) -> Figure:
    """Draw a fast and a slow clock hand at some positions, and their two numbers.

    Parameters
    ----------
    positions
        When to look, one dial each.
    fast, slow
        How far each hand turns from one position to the next, in radians.

    Returns
    -------
    matplotlib.figure.Figure
        A dial for each position. Both hands point to the right at position 0 and turn
        to the left: the fast one is unbroken and ends in a dot, the slow one is broken
        and ends in a square. Below stand the sine, how high a hand points, and the
        cosine, how far to the right.

    Raises
    ------
    ValueError
        If there are no positions.

    Examples
    --------
    >>> figure = hands([0, 1])
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['● fast: 0.84, 0.54', '■ slow: 0.10, 1.00']
    """
    check_not_empty("positions", positions)
    told = []
    with style():
        figure = Figure(figsize=(7.2, 2.2))
        row = figure.subplots(1, len(positions), squeeze=False)[0]
        for axes, position in zip(row, positions, strict=True):
            axes.add_patch(Circle((0, 0), 1, fill=False, ec=GREY, lw=0.8))
            lines = []
            for name, speed, (colour, dashes, mark, size), height in (
                ("fast", fast, (BLUE, "-", "o", 8), -1.45),
                ("slow", slow, (ORANGE, "--", "s", 5), -1.95),
            ):
                up, right = np.sin(speed * position), np.cos(speed * position)
                axes.plot([0, right], [0, up], dashes, color=colour, linewidth=2)
                axes.plot(right, up, mark, color=colour, markersize=size)
                lines.append(f"{name}: {up:.2f}, {right:.2f}")
                shape = "●" if mark == "o" else "■"
                line = f"{shape} {lines[-1]}"
                axes.text(0, height, line, ha="center", va="center")
            axes.set(xlim=(-1.6, 1.6), ylim=(-2.2, 1.1), aspect="equal")
            axes.set_title(f"position {position}", loc="center")
            axes.axis("off")
            told.append(f"position {position}, {', '.join(lines)}")
    alt = "Two clock hands, and the sine and cosine of each: " + "; ".join(told) + "."
    return described(figure, alt)
