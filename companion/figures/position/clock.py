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
        to the left. Below stand the sine, how high a hand points, and the cosine, how
        far to the right.

    Raises
    ------
    ValueError
        If there are no positions.

    Examples
    --------
    >>> figure = hands([0, 1])
    >>> [text.get_text() for text in figure.axes[1].texts if text.get_text()]
    ['fast: 0.84, 0.54', 'slow: 0.10, 1.00']
    """
    check_not_empty("positions", positions)
    told = []
    with style():
        figure = Figure(figsize=(7.2, 2.2))
        row = figure.subplots(1, len(positions), squeeze=False)[0]
        for axes, position in zip(row, positions, strict=True):
            axes.add_patch(Circle((0, 0), 1, fill=False, ec=GREY, lw=0.8))
            lines = []
            for name, speed, colour, length in (
                ("fast", fast, BLUE, 1.0),
                ("slow", slow, ORANGE, 0.7),
            ):
                up, right = np.sin(speed * position), np.cos(speed * position)
                arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2}
                tip = (length * right, length * up)
                axes.annotate("", tip, (0, 0), arrowprops=arrow)
                lines.append(f"{name}: {up:.2f}, {right:.2f}")
            for line, height in zip(lines, (-1.45, -1.95), strict=True):
                axes.text(0, height, line, ha="center", va="center")
            axes.set(xlim=(-1.6, 1.6), ylim=(-2.2, 1.1), aspect="equal")
            axes.set_title(f"position {position}", loc="center")
            axes.axis("off")
            told.append(f"position {position}, {', '.join(lines)}")
    alt = "Two clock hands, and the sine and cosine of each: " + "; ".join(told) + "."
    return described(figure, alt)
