"""Turned arrows, and texts longer than trained."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle
from matplotlib.ticker import NullLocator
from numpy.typing import ArrayLike

from companion.figures import (
    BLUE,
    ORANGE,
    SKY,
    described,
    style,
)

from .shared import GREY, as_matrix, check_not_empty


def turned_pairs(pairs: Mapping[str, ArrayLike]) -> Figure:
    """Draw a query and a key as arrows, at several positions.

    Parameters
    ----------
    pairs
        For each title the query's two numbers and the key's: ``(2, 2)``.

    Returns
    -------
    matplotlib.figure.Figure
        For each title both arrows, the circles on which their tips move, and the angle
        between them in degrees.

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
    check_not_empty("pairs", pairs)
    angles = []
    with style():
        figure = Figure(figsize=(7.2, 2.2))
        row = figure.subplots(1, len(pairs), squeeze=False)[0]
        for axes, (title, arrows) in zip(row, pairs.items(), strict=True):
            both = as_matrix(title, arrows)
            if both.shape != (2, 2):
                raise ValueError(f"{title} must be (2, 2), got the shape {both.shape}")
            lengths = np.linalg.norm(both, axis=1)
            reach = float(lengths.max())
            for radius in lengths:  # where the tips move as the arrows turn
                axes.add_patch(Circle((0, 0), radius, fill=False, ec=GREY, lw=0.6))
            for name, colour, (x, y) in zip(
                ("query", "key"), (BLUE, ORANGE), both, strict=True
            ):
                arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2}
                axes.annotate("", (x, y), (0, 0), arrowprops=arrow)
                axes.text(1.33 * x, 1.28 * y, name, ha="center", va="center")
            first, second = np.degrees(np.arctan2(both[:, 1], both[:, 0])).tolist()
            gap = (second - first) % 360
            start, gap = (first, gap) if gap <= 180 else (second, 360 - gap)
            angles.append(gap)
            axes.add_patch(Arc((0, 0), 0.6, 0.6, theta1=start, theta2=start + gap))
            middle = np.radians(start + gap / 2)
            x, y = 0.52 * np.cos(middle), 0.52 * np.sin(middle)
            axes.text(x, y, f"{gap:.0f}°", ha="center", va="center")
            wide, high = 1.7 * reach, 1.3 * reach  # room for the words
            axes.set(xlim=(-wide, wide), ylim=(-high, high), aspect="equal")
            axes.set_title(title, loc="center")
            axes.axis("off")
    told = ", ".join(
        f"{title}: {angle:.0f} degrees"
        for title, angle in zip(pairs, angles, strict=True)
    )
    return described(figure, f"A query and a key as arrows, and their angle. {told}.")


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
    check_not_empty("right", right)
    down = math.ceil(len(right) / 4)
    across = math.ceil(len(right) / down)  # so that no row is much shorter
    told = []
    with style():
        figure = Figure(figsize=(7.2, 0.5 + 2.0 * down))
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for spare in grid.ravel()[len(right) :]:
            spare.axis("off")
        for axes, (kind, shares) in zip(grid.ravel(), right.items(), strict=False):
            lines = 100 * as_matrix(kind, shares)
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
