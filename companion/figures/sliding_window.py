"""Figures for notebook 05: prefixes, windows, batches, coverage and repetition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike

from ..sliding_window.windows import coverage
from . import BLUE, ORANGE, VERMILION, style
from .tokenization import visible

# Tints of blue and orange, light enough for black letters.
_READ, _PREDICTED = "#cfe6f5", "#fbd98f"


def prefixes(tokens: Sequence[str]) -> Figure:
    """Draw each prefix of a few tokens beside the token that comes next.

    Parameters
    ----------
    tokens
        A window and the token after it, as texts.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each prefix: blue boxes to read, an orange box to predict.

    Raises
    ------
    ValueError
        If there are fewer than two tokens.

    Examples
    --------
    >>> figure = prefixes([" and", " so", " on"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['␣and', '→', '␣so', '␣and', '␣so', '→', '␣on']
    """
    if len(tokens) < 2:
        raise ValueError(f"a prefix and a next token are two tokens, got {len(tokens)}")
    n_rows = len(tokens) - 1
    with style():
        figure = Figure(figsize=(7.2, 0.4 + 0.42 * n_rows))
        ax = figure.subplots()
        width = n_rows + 1.5
        for row in range(n_rows):
            for place in range(row + 1):
                _box(ax, place, row, visible(tokens[place]), _READ, width)
            ax.text(n_rows + 0.25, row + 0.5, "→", ha="center", va="center")
            _box(ax, n_rows + 0.5, row, visible(tokens[row + 1]), _PREDICTED, width)
        _bare(ax, width, n_rows)
        ax.set_title("read (blue) → predict (orange)")
    return figure


def batch(inputs: ArrayLike, targets: ArrayLike) -> Figure:
    """Draw a batch as two grids of token IDs, input and target.

    Parameters
    ----------
    inputs, targets
        Token IDs, ``(B, T)`` each.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each window; orange marks the one target that its row of inputs does
        not hold.

    Raises
    ------
    ValueError
        If the two are not grids of the same shape.

    Examples
    --------
    >>> figure = batch([[5, 6], [7, 8]], [[6, 7], [8, 9]])
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['6', '7', '8', '9']
    """
    grids = np.asarray(inputs), np.asarray(targets)
    if grids[0].ndim != 2 or grids[0].shape != grids[1].shape:
        raise ValueError(
            "inputs and targets must have the same shape (B, T), got "
            f"{grids[0].shape} and {grids[1].shape}"
        )
    n_rows, n_columns = grids[0].shape
    with style():
        figure = Figure(figsize=(7.2, 0.6 + 0.34 * n_rows))
        names = "inputs (B, T)", "targets (B, T): one token on"
        for ax, grid, name in zip(figure.subplots(1, 2), grids, names, strict=True):
            for row in range(n_rows):
                for column in range(n_columns):
                    new = ax is figure.axes[1] and column == n_columns - 1
                    colour = _PREDICTED if new else _READ
                    label = str(grid[row, column])
                    _box(ax, column, row, label, colour, columns=2.2 * n_columns)
            _bare(ax, n_columns, n_rows)
            ax.set_title(name)
    return figure


def windows(n_tokens: int, max_length: int, strides: Sequence[int]) -> Figure:
    """Draw where the windows of a short text lie, for a few strides.

    Parameters
    ----------
    n_tokens
        Tokens in the text.
    max_length
        Tokens in a window.
    strides
        The strides, one panel each.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each window, the places of its inputs in blue and of its last target
        in orange.

    Examples
    --------
    >>> figure = windows(n_tokens=9, max_length=4, strides=(2, 4))
    >>> [len(ax.patches) for ax in figure.axes]  # a box for the reads, one for the last
    [6, 4]
    """
    with style():
        figure = Figure(figsize=(7.2, 2.9))
        panels = figure.subplots(1, len(strides), squeeze=False, sharey=True)[0]
        for ax, stride in zip(panels, strides, strict=True):
            for row, start in enumerate(range(0, n_tokens - max_length, stride)):
                inputs = Rectangle((start, row + 0.1), max_length, 0.8, fc=BLUE)
                last = Rectangle((start + max_length, row + 0.1), 1, 0.8, fc=ORANGE)
                ax.add_patch(inputs)
                ax.add_patch(last)
            ax.set(title=f"stride {stride}", xlabel="place in the text")
            ax.set(xlim=(0, n_tokens), ylim=(n_tokens - max_length, 0))
        panels[0].set_ylabel("window")
        keys = Patch(fc=BLUE, label="inputs"), Patch(fc=ORANGE, label="last target")
        figure.legend(handles=keys, loc="outside upper right", ncols=2)
    return figure


def coverage_by_stride(
    n_tokens: int, max_length: int, strides: Sequence[int]
) -> Figure:
    """Draw how often each token of a short text is a target, for a few strides.

    Parameters
    ----------
    n_tokens
        Tokens in the text.
    max_length
        Tokens in a window.
    strides
        The strides, one panel each.

    Returns
    -------
    matplotlib.figure.Figure
        Bars of the counts; a cross marks each token that is never a target.

    Examples
    --------
    >>> figure = coverage_by_stride(n_tokens=9, max_length=4, strides=(2, 4))
    >>> [int(bar.get_height()) for bar in figure.axes[0].patches]
    [0, 1, 1, 2, 2, 2, 2, 1, 1]
    """
    places = np.arange(n_tokens)
    with style():
        figure = Figure(figsize=(7.2, 0.7 + 1.05 * len(strides)))
        panels = figure.subplots(len(strides), 1, squeeze=False, sharex=True)[:, 0]
        for ax, stride in zip(panels, strides, strict=True):
            targets = coverage(n_tokens, max_length, stride).targets
            ax.bar(places, targets, width=0.85, color=BLUE)
            never = places[targets == 0]
            ax.plot(never, np.full(len(never), 0.35), "x", color=VERMILION)
            are = "1 token is" if len(never) == 1 else f"{len(never)} tokens are"
            ax.set_title(f"stride {stride}: {are} never a target", fontsize=10)
            ax.set(ylim=(0, max_length + 0.4), yticks=(0, max_length // 2, max_length))
        panels[-1].set_xlabel("place in the text")
        figure.supylabel("times a target", fontsize=10)
    return figure


def surprise(
    repeats: Iterable[int], training: Iterable[float], held_out: Iterable[float]
) -> Figure:
    """Draw how well pairs are predicted against how often each pair was counted.

    Parameters
    ----------
    repeats
        How many times each target is shown.
    training
        Mean surprise on the text that was counted, in bits per token.
    held_out
        Mean surprise on text that was not.

    Returns
    -------
    matplotlib.figure.Figure
        Two lines, the lowest point of the held-out one marked.

    Examples
    --------
    >>> figure = surprise([1, 2, 4], [5.0, 4.0, 3.5], [6.0, 5.5, 5.8])
    >>> figure.axes[0].lines[-1].get_xydata().tolist()  # the lowest held-out point
    [[2.0, 5.5]]
    """
    times, seen, unseen = list(repeats), list(training), list(held_out)
    best = int(np.argmin(unseen))
    with style():
        figure = Figure()
        ax = figure.subplots()
        ax.plot(times, unseen, "s-", color=ORANGE, label="held-out text")
        ax.plot(times, seen, "o-", color=BLUE, label="training text")
        ax.plot(times[best], unseen[best], "o", ms=14, mfc="none", color=VERMILION)
        ax.annotate(
            "lowest", (times[best], unseen[best]), (0, 12), textcoords="offset points"
        )
        ax.set_xscale("log", base=2)
        ax.set_xticks(times, [f"{number:g}" for number in times])
        ax.set(xlabel="times each target is shown", ylabel="surprise, bits per token")
        ax.set_ylim(bottom=0)
        ax.legend()
    return figure


def _box(ax: Axes, x: float, y: float, label: str, colour: str, columns: float) -> None:
    """Draw a box with a text that fits when `columns` boxes fill the figure's width."""
    ax.add_patch(Rectangle((x, y), 1, 1, fc=colour, ec="white", lw=2))
    room = 72 * 7.2 / columns  # in points; a character is about 0.65 of its size wide
    size = min(10, room / (0.65 * max(len(label), 1)))
    ax.text(x + 0.5, y + 0.5, label, ha="center", va="center", fontsize=size)


def _bare(ax: Axes, width: float, height: float) -> None:
    """Leave only the boxes, the first row on top."""
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
