"""Figures for notebook 05: prefixes, batches, coverage, masks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from ..sliding_window import coverage
from ..tokenization import Tokenizer
from . import BLUE, VERMILION, described, style
from .tokenization import visible

# Tints of blue and orange, light enough for black letters.
_READ, _PREDICTED = "#cfe6f5", "#fbd98f"
_SIZE = 9.5  # points: 14 pixels as shown


def prefixes(tokens: Sequence[str], ids: Sequence[int]) -> Figure:
    """Draw each prefix of a few tokens beside the token that comes next.

    Parameters
    ----------
    tokens
        A window and the token after it, as texts.
    ids
        The same tokens as IDs.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each prefix: blue boxes to read, an orange box to predict, the ID
        under each token.

    Raises
    ------
    ValueError
        If there are fewer than two tokens, or not an ID for each.

    Examples
    --------
    >>> figure = prefixes([" and", " so", " on"], [290, 523, 319])
    >>> [text.get_text() for text in figure.axes[0].texts][:4]
    ['␣and', '290', '→', '␣so']
    """
    if len(tokens) < 2 or len(tokens) != len(ids):
        raise ValueError(
            "a prefix and a next token are two tokens at least, each with its ID; got "
            f"{len(tokens)} tokens and {len(ids)} IDs"
        )
    n_rows = len(tokens) - 1
    with style():
        figure = Figure(figsize=(7.2, 0.5 + 0.5 * n_rows))
        ax = figure.subplots()
        width = n_rows + 1.5
        for row in range(n_rows):
            for column in range(row + 1):
                _token(ax, column, row, tokens[column], ids[column], _READ, width)
            ax.text(n_rows + 0.25, row + 0.5, "→", ha="center", va="center", size=14)
            answer = tokens[row + 1], ids[row + 1]
            _token(ax, n_rows + 0.5, row, *answer, _PREDICTED, width)
        _bare(ax, width, n_rows)
        ax.set_title("read (blue) → predict (orange)")
    return described(
        figure,
        f"{n_rows} rows. Row by row one more token is read, in blue; the token that "
        "comes next stands in orange behind an arrow. What one row predicts, the next "
        "one reads.",
    )


def batch(inputs: ArrayLike, targets: ArrayLike, tokenizer: Tokenizer) -> Figure:
    """Draw a batch as two grids of tokens, input and target.

    Parameters
    ----------
    inputs, targets
        Token IDs, ``(B, T)`` each.
    tokenizer
        Turns an ID into its text.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each window, the ID under each token; orange marks the last target of
        a row that has one below it, and the first input of the row below.

    Raises
    ------
    ValueError
        If the two are not grids of the same shape.

    Examples
    --------
    >>> from companion import load_gpt2
    >>> figure = batch([[11, 290]], [[290, 319]], load_gpt2())
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['␣and', '290', '␣on', '319']
    """
    grids = np.asarray(inputs), np.asarray(targets)
    if grids[0].ndim != 2 or grids[0].shape != grids[1].shape:
        raise ValueError(
            "inputs and targets must have the same shape (B, T), got "
            f"{grids[0].shape} and {grids[1].shape}"
        )
    n_rows, n_columns = grids[0].shape
    with style():
        figure = Figure(figsize=(7.2, 0.6 + 0.5 * n_rows))
        panels = figure.subplots(1, 2)
        names = "inputs (B, T)", "targets (B, T)"
        for ax, grid, name in zip(panels, grids, names, strict=True):
            for row, column in np.ndindex(grid.shape):
                handed_over = (
                    column == n_columns - 1 and row < n_rows - 1
                    if ax is panels[1]
                    else column == 0 and row > 0
                )
                colour = _PREDICTED if handed_over else _READ
                token = int(grid[row, column])
                text = tokenizer.decode([token])
                _token(ax, column, row, text, token, colour, 2.2 * n_columns)
            _bare(ax, n_columns, n_rows)
            ax.set_title(name)
    same = sum(grids[1][:-1, -1] == grids[0][1:, 0])
    return described(
        figure,
        f"Two grids of {n_rows} rows and {n_columns} columns: each target row is its "
        "input row, moved on by one token. The last token of a target row and the "
        "first of the next input row are orange, where there is a next one; they are "
        f"equal in {same} of "
        f"{n_rows - 1} cases.",
    )


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
    told = []
    with style():
        figure = Figure(figsize=(7.2, 0.7 + 1.1 * len(strides)))
        panels = figure.subplots(len(strides), 1, squeeze=False, sharex=True)[:, 0]
        for ax, stride in zip(panels, strides, strict=True):
            targets = coverage(n_tokens, max_length, stride).targets
            ax.bar(places, targets, width=0.85, color=BLUE)
            never = places[targets == 0]
            ax.plot(never, np.full(len(never), 0.4), "x", color=VERMILION, ms=7)
            are = "1 token is" if len(never) == 1 else f"{len(never)} tokens are"
            ax.set_title(f"stride {stride}: {are} never an answer", fontsize=10)
            ax.set(ylim=(0, max_length + 0.4), yticks=(0, max_length // 2, max_length))
            ax.set_xticks(places)
            where = ", ".join(map(str, never.tolist()))
            told.append(f"stride {stride}: at most {targets.max()}, never at {where}")
        panels[-1].set_xlabel("place in the text")
        figure.supylabel("times an answer", fontsize=10)
    return described(
        figure,
        f"How often each of {n_tokens} tokens is an answer, with windows of "
        f"{max_length}. {'; '.join(told)}.".replace(". s", ". S"),
    )


def document_masks(tokens: Sequence[str], eot: str) -> Figure:
    """Draw the causal mask of a row beside the mask that keeps its documents apart.

    Parameters
    ----------
    tokens
        A row that holds several documents.
    eot
        The token that ends a document.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels. Box ``(i, j)`` is blue where row ``i`` may look at place ``j``.

    Examples
    --------
    >>> figure = document_masks(["a", "b", "END", "c"], eot="END")
    >>> [len(ax.patches) for ax in figure.axes]  # what may be looked at
    [10, 7]
    """
    number = np.cumsum([0, *(token == eot for token in tokens[:-1])])
    causal = np.tri(len(tokens), dtype=bool)
    masks = causal, causal & (number[:, None] == number)
    with style():
        figure = Figure(figsize=(7.2, 4.2))
        panels = figure.subplots(1, 2, sharey=True)
        names = "crossing: the causal mask", "with borders: documents apart"
        for ax, mask, name in zip(panels, masks, names, strict=True):
            for row, column in zip(*np.nonzero(mask), strict=True):
                ax.add_patch(
                    Rectangle((column, row), 1, 1, fc=BLUE, ec="#fbfaf7", lw=1.5)
                )
            middle = np.arange(len(tokens)) + 0.5
            ax.set_xticks(middle, tokens, rotation=90, size=_SIZE)
            ax.set_yticks(middle, tokens, size=_SIZE)
            ax.tick_params(length=0)
            ax.set(xlim=(0, len(tokens)), ylim=(len(tokens), 0), aspect="equal")
            ax.set_title(name)
            ax.set_xlabel("may be looked at")
            ax.spines[:].set_visible(False)
        panels[0].set_ylabel("the token that looks")
    first, second = (int(mask.sum()) for mask in masks)
    return described(
        figure,
        f"Two masks of one row of {len(tokens)} tokens. Left one triangle, "
        f"{first} places; right a triangle for each of {number[-1] + 1} documents, "
        f"{second} places: no token looks back into another document.",
    )


def _token(
    ax: Axes, x: float, y: float, token: str, number: int, colour: str, columns: float
) -> None:
    """Draw a box with a token and its ID; `columns` boxes fill the figure's width."""
    ax.add_patch(Rectangle((x, y), 1, 1, fc=colour, ec="white", lw=2))
    room = int(72 * 7.2 / columns / (0.62 * _SIZE))  # characters that fit
    label = drawable(visible(token))
    label = label if len(label) <= room else label[: room - 1] + "…"
    look: dict[str, Any] = {"ha": "center", "va": "center", "size": _SIZE}
    ax.text(x + 0.5, y + 0.3, label, **look)
    ax.text(x + 0.5, y + 0.73, str(number), color="#555555", **look)


@cache
def _font() -> frozenset[int]:
    """Return the characters that the figures' font has."""
    return frozenset(get_font(findfont(FontProperties())).get_charmap())


def drawable(text: str) -> str:
    """Replace what the figures' font cannot draw, which would be a warning each time.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text with ``□`` for each character that the font lacks.

    Examples
    --------
    >>> drawable("an 中")
    'an □'
    """
    return "".join(c if ord(c) in _font() else "□" for c in text)


def _bare(ax: Axes, width: float, height: float) -> None:
    """Leave only the boxes, the first row on top."""
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
