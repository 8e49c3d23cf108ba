"""Pictures of rows as points: how they move, where they end, a map of words."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from .. import BLUE, ORANGE, described, style
from .shared import SIZE


def moving(
    frames: Sequence[Tensor],
    losses: Sequence[float],
    names: Sequence[str],
    friends: Sequence[tuple[int, int]],
    steps: Sequence[int],
) -> Figure:
    """Draw the rows of a table at some steps of training, and the loss beside them.

    Parameters
    ----------
    frames
        The table before each step, ``(V, 2)`` each.
    losses
        The loss before each step, as many.
    names
        The token of each row, ``V`` of them.
    friends
        The pairs of rows that should be near each other; a line joins them.
    steps
        The steps to draw, five of them.

    Returns
    -------
    matplotlib.figure.Figure
        Five panels with points, all to one scale, and a panel with the loss.

    Raises
    ------
    ValueError
        If a table does not have two columns, or there are not five steps.

    Examples
    --------
    >>> import torch
    >>> table = torch.tensor([[0.0, 0.0], [1.0, 1.0]])
    >>> figure = moving([table] * 2, [3.0, 2.0], ["a", "b"], [(0, 1)], (0, 0, 0, 1, 1))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['a', 'b']
    """
    if frames[0].shape[1] != 2 or len(steps) != 5:
        raise ValueError(
            f"there must be tables of two columns and five steps, got the shape "
            f"{tuple(frames[0].shape)} and {len(steps)} steps"
        )
    points = [np.asarray(frames[step]) for step in steps]
    middle, half = _frame(points)
    with style():
        figure = Figure(figsize=(7.2, 5.2))
        *panels, last = figure.subplots(2, 3).flat
        for ax, step, rows in zip(panels, steps, points, strict=True):
            _panel(ax, rows, names, friends, middle, half)
            ax.set_title(f"step {step}")
        last.plot(losses, color=ORANGE)
        last.plot(steps, [losses[step] for step in steps], "o", color=BLUE, ms=5)
        last.set(title="loss", xlabel="step")
        last.set_ylim(bottom=0)
    sizes = [
        float(np.linalg.norm(rows - rows.mean(0), axis=1).mean()) for rows in points
    ]
    return described(
        figure,
        f"{len(names)} points at the steps {', '.join(map(str, steps))}; lines join "
        f"friends. On average the points are {sizes[0]:.1f} from their middle at the "
        f"start and {sizes[-1]:.1f} at the end, while the loss goes from "
        f"{losses[steps[0]]:.1f} to {losses[steps[-1]]:.1f}.",
    )


def ends(
    tables: Mapping[str, Tensor],
    names: Sequence[str],
    friends: Sequence[tuple[int, int]],
) -> Figure:
    """Draw several tables of the same tokens beside each other.

    Parameters
    ----------
    tables
        From a title to a table, ``(V, D)``. One with more than two columns is drawn on
        the two axes along which its rows differ most.
    names
        The token of each row, ``V`` of them.
    friends
        The pairs of rows that a line joins.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each table, all to one scale.

    Examples
    --------
    >>> import torch
    >>> figure = ends({"flat": torch.eye(3)[:, :2], "deep": torch.eye(3)}, "abc", [])
    >>> [len(ax.texts) for ax in figure.axes]
    [3, 3]
    """
    points = [_flat(table) for table in tables.values()]
    middle, half = _frame(points)
    with style():
        figure = Figure(figsize=(7.2, 2.8))
        panels = figure.subplots(1, len(tables), squeeze=False)[0]
        for ax, title, rows in zip(panels, tables, points, strict=True):
            _panel(ax, rows, names, friends, middle, half)
            ax.set_title(title)
    return described(
        figure,
        f"{len(names)} points; lines join friends. "
        + (
            "Crossings of lines: "
            + ", ".join(
                f"{title} {_crossings(rows, friends)}"
                for title, rows in zip(tables, points, strict=True)
            )
            if len(tables) > 1
            else "Nearest to each other: " + " and ".join(_nearest(points[0], names))
        )
        + ".",
    )


def _flat(table: Tensor) -> NDArray[np.floating[Any]]:
    """Put a table's middle at 0, and its rows on a plane if they have more numbers."""
    flat: NDArray[np.floating] = np.asarray(table, float)
    flat = flat - flat.mean(0)
    if flat.shape[1] > 2:
        flat = flat @ np.linalg.svd(flat)[2][:2].T
    return flat


def _nearest(rows: NDArray[np.floating[Any]], names: Sequence[str]) -> tuple[str, str]:
    """Return the names of the two rows that are nearest to each other."""
    a, b = min(
        itertools.combinations(range(len(rows)), 2),
        key=lambda pair: float(np.linalg.norm(rows[pair[0]] - rows[pair[1]])),
    )
    return names[a], names[b]


def _crossings(
    rows: NDArray[np.floating[Any]], friends: Sequence[tuple[int, int]]
) -> int:
    """Count the pairs of lines between friends that cross."""

    def side(a: int, b: int, c: int) -> float:
        (x, y), (u, v) = rows[b] - rows[a], rows[c] - rows[a]
        return float(np.sign(x * v - y * u))

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for (a, b), (c, d) in itertools.combinations(friends, 2)
    )


def _frame(
    points: Sequence[NDArray[np.floating[Any]]],
) -> tuple[NDArray[np.floating[Any]], float]:
    """Return the middle of a frame into which all points fit, and half its width."""
    low, high = np.min(points, axis=(0, 1)), np.max(points, axis=(0, 1))
    middle: NDArray[np.floating] = (low + high) / 2
    return middle, 0.66 * max(*(high - low), 1e-3)


def _panel(
    ax: Axes,
    rows: NDArray[np.floating[Any]],
    names: Sequence[str],
    friends: Sequence[tuple[int, int]],
    middle: NDArray[np.floating[Any]],
    half: float,
) -> None:
    """Draw rows as points with their names, and lines between friends."""
    for a, b in friends:
        ax.plot(rows[[a, b], 0], rows[[a, b], 1], color="#b9b6ad", lw=1.2, zorder=1)
    ax.scatter(rows[:, 0], rows[:, 1], s=22, color=BLUE, zorder=2)
    size = np.linalg.norm(rows - rows.mean(0), axis=1).max()
    on_one_spot = len(names) > 1 and size < 0.07 * half  # no wider than a dot
    labels = [f"all {len(names)}"] if on_one_spot else names
    away = np.array([[0, 15]]) if on_one_spot else _away(rows, names, half)
    for name, point, by in zip(labels, rows, away, strict=False):
        ax.annotate(
            name,
            tuple(point),
            tuple(by),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=SIZE,
        )
        if np.hypot(*by) > 18:  # far enough from its point to need a line to it
            x, y = np.transpose([point, point + 0.6 * by * half / 75])
            ax.plot(x, y, color="#8a867b", lw=0.6, ls=":", zorder=1)
    ax.spines[:].set_visible(False)
    ax.set(xlim=middle[0] + np.array([-half, half]), xticks=(), yticks=())
    ax.set_ylim(middle[1] + np.array([-half, half]))
    ax.set_aspect("equal")


def _away(
    rows: NDArray[np.floating[Any]], names: Sequence[str], half: float
) -> NDArray[np.floating[Any]]:
    """Say how far from its point each name stands, in points: on the outer side.

    Names of rows that have come together would lie on each other, so they stand evenly
    in a ring around all of them.
    """
    out = rows - rows.mean(0)
    lengths = np.linalg.norm(out, axis=1)
    dots = 75 * out / half  # a panel is about 150 points wide
    if lengths.max() > 0.45 * half:
        outside = dots + 13 * out / np.maximum(lengths, 1e-9)[:, None]
        beside: NDArray[np.floating] = _spread(outside, names, dots) - dots
        return beside
    angles = np.arctan2(out[:, 1], out[:, 0])
    places = np.argsort(np.argsort(angles, kind="stable"), kind="stable")
    even = angles.min() + 2 * np.pi * places / len(rows)
    ring = 42 * np.stack([np.cos(even), np.sin(even)], axis=1)
    around: NDArray[np.floating] = ring - dots
    return around


def _spread(
    centres: NDArray[np.floating[Any]],
    names: Sequence[str],
    dots: NDArray[np.floating[Any]],
) -> NDArray[np.floating[Any]]:
    """Move names, in points, until none touches another, and off dots if possible."""
    half = [(3 * len(name) + 2, 6) for name in names] + [(4, 3)] * len(dots)
    room = np.array(half)[:, None] + np.array(half)  # between two centres, (n, n, 2)
    spots = np.concatenate([centres, dots])
    n = len(spots)
    strength = np.array([0.3] * len(names) + [0.05] * len(dots))  # names matter most
    before = np.arange(n)[:, None] > np.arange(n)  # which goes which way from one spot
    for _ in range(300):
        apart = spots[:, None] - spots
        over = room - np.abs(apart)
        touching = (over > 1e-6).all(axis=2) & ~np.eye(n, dtype=bool)
        if not touching[: len(names)].any():
            break
        way = np.where(apart == 0, np.where(before, 1, -1)[:, :, None], np.sign(apart))
        shortest = over == over.min(axis=2, keepdims=True)
        step = strength[:, None] * way * over * (shortest & touching[:, :, None])
        spots[: len(names)] += step[: len(names)].sum(axis=1)
    return spots[: len(names)]


def word_map(
    words: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    points: ArrayLike,
    mark: str = "",
) -> Figure:
    """Draw words where they stand, with a line between known neighbours.

    Parameters
    ----------
    words
        The words.
    pairs
        The words that are neighbours.
    points
        Where each word stands, ``(len(words), 2)``.
    mark
        A word whose lines are drawn stronger, if any.

    Returns
    -------
    matplotlib.figure.Figure
        A map. Short lines are good.

    Raises
    ------
    ValueError
        If there is not a point in the plane for each word.

    Examples
    --------
    >>> figure = word_map(["tea", "cup"], [("tea", "cup")], [(0, 0), (1, 2)])
    >>> len(figure.axes[0].collections[0].get_segments())
    1
    """
    place = np.asarray(getattr(points, "detach", lambda: points)(), float)
    if place.shape != (len(words), 2):
        raise ValueError(
            f"{len(words)} words need as many points (x, y), got {place.shape}"
        )
    number = {word: i for i, word in enumerate(words)}
    with style():
        figure = Figure(figsize=(7.2, 6.4))
        ax = figure.subplots()
        for colour, width, chosen in (
            ("#cfccc2", 0.9, [pair for pair in pairs if mark not in pair]),
            (ORANGE, 1.8, [pair for pair in pairs if mark in pair]),
        ):
            ends = [place[[number[word] for word in pair]] for pair in chosen]
            lines = LineCollection(ends, colors=colour, linewidths=width, zorder=1)
            ax.add_collection(lines)
        low, high = place.min(0), place.max(0)
        scale = np.array([500, 440]) / np.maximum(high - low, 1e-9)  # points a unit
        at = _spread(place * scale, words, np.zeros((0, 2))) / scale
        for word, (x, y) in zip(words, at, strict=True):
            ax.text(x, y, word, ha="center", va="center", fontsize=SIZE, zorder=2)
        low, high = at.min(0), at.max(0)
        room = 0.05 * (high - low) + 1e-9
        ax.set(xlim=(low[0] - room[0], high[0] + room[0]))
        ax.set(ylim=(low[1] - room[1], high[1] + room[1]))
        ax.axis("off")
    return described(
        figure,
        f"A map of {len(words)} words, with a line for each pair of known neighbours: "
        f"{len(pairs)}. The shorter the lines, the better."
        + (f" Those of {mark} are orange." if mark else ""),
    )
