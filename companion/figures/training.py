"""Pictures of learning: the loss falling, rows of the table moving, the causal mask."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike

from companion.figures import BLACK, BLUE, ORANGE, PALETTE, STYLE, VERMILION, style

_DASHES = ("--", ":", "-.")


def loss_curve(
    losses: Sequence[float],
    baselines: Mapping[str, float],
    unread: Mapping[int, float],
) -> Figure:
    """Draw the loss step by step, with what it should be compared to.

    Parameters
    ----------
    losses
        The loss of each step's batch, in nats.
    baselines
        Losses to beat, by label: horizontal lines.
    unread
        The loss on text that is not trained on, by the number of steps before it.

    Returns
    -------
    matplotlib.figure.Figure
        A line for the training, points for the unread text, a line for each baseline.

    Raises
    ------
    ValueError
        If there are no losses.

    Examples
    --------
    >>> figure = loss_curve([6.2, 5.0, 4.1], {"ln(V)": 6.24}, {0: 6.2, 3: 4.4})
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['batches it learns from', 'text it has not read', 'ln(V)']
    """
    if not losses:
        raise ValueError("losses is empty: there is nothing to draw")
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot(losses, color=BLUE, linewidth=1.2, label="batches it learns from")
        axes.plot(
            list(unread),
            list(unread.values()),
            "o-",
            color=ORANGE,
            markersize=5,
            label="text it has not read",
        )
        for number, (label, loss) in enumerate(baselines.items()):
            dashes = _DASHES[number % len(_DASHES)]
            axes.axhline(loss, color=BLACK, linewidth=1, linestyle=dashes, label=label)
        axes.set(xlabel="steps", ylabel="loss (nats per token)")
        axes.set_ylim(bottom=0)
        axes.legend(loc="lower left")
    return figure


def loss_bars(losses: Mapping[str, float], chance: float) -> Figure:
    """Draw final losses beside one another, the best at the top.

    Parameters
    ----------
    losses
        The loss on the same text, by label.
    chance
        The loss of a model that knows nothing, ``ln(V)``: a dashed line.

    Returns
    -------
    matplotlib.figure.Figure
        A bar for each label; in it the loss and the perplexity, ``exp(loss)``.

    Raises
    ------
    ValueError
        If there are no losses.

    Examples
    --------
    >>> figure = loss_bars({"unigram": 5.4, "GPT": 3.7}, chance=6.24)
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['GPT', 'unigram']
    """
    if not losses:
        raise ValueError("losses is empty: there is nothing to draw")
    labels = sorted(losses, key=lambda label: losses[label])
    values = [losses[label] for label in labels]
    with style():
        figure = Figure(figsize=(7.2, 0.9 + 0.5 * len(labels)))
        axes = figure.add_subplot()
        bars = axes.barh(range(len(labels)), values, 0.6, color=PALETTE[0])
        inside = [f"{loss:.1f} (perplexity {math.exp(loss):.0f})" for loss in values]
        axes.bar_label(bars, inside, label_type="center", color="white")
        axes.axvline(chance, color=BLACK, linestyle="--", linewidth=1, label="ln(V)")
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.set(xlabel="loss on unread text (nats per token)")
        axes.set_xlim(0, 1.12 * max([*values, chance]))
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper right")
    return figure


def row_changes(changes: Sequence[float], seen: Collection[int]) -> Figure:
    """Draw how far one update moved each row of the embedding table.

    Parameters
    ----------
    changes
        The length of the change of each row, ``(V,)``.
    seen
        The IDs that were in the batch.

    Returns
    -------
    matplotlib.figure.Figure
        A stem for each row that moved; a mark below the axis for each ID in the batch.

    Raises
    ------
    ValueError
        If there are no rows.

    Examples
    --------
    >>> figure = row_changes([0.0, 0.3, 0.0, 0.1], seen={1, 3})
    >>> figure.axes[0].lines[0].get_xdata().tolist()
    [1, 3]
    """
    lengths = np.asarray(changes, float)
    if not lengths.size:
        raise ValueError("changes is empty: there is nothing to draw")
    moved = np.flatnonzero(lengths)
    with style():
        figure = Figure(figsize=(7.2, 2.8))
        axes = figure.add_subplot()
        axes.vlines(moved, 0, lengths[moved], color=BLUE, linewidth=1)
        axes.plot(moved, lengths[moved], "o", color=BLUE, markersize=3, label="moved")
        below = -0.08 * (float(lengths.max()) or 1.0)
        axes.plot(
            sorted(seen),
            [below] * len(seen),
            "|",
            color=VERMILION,
            markersize=9,
            label="was in the batch",
        )
        axes.axhline(0, color=BLACK, linewidth=0.6)
        axes.set(xlim=(-2, len(lengths) + 1), xlabel="row of E (token ID)")
        axes.set_ylabel("how far it moved")
        figure.legend(
            *axes.get_legend_handles_labels(), loc="outside upper right", ncols=2
        )
    return figure


def rows_moving(paths: ArrayLike, labels: Sequence[str]) -> Figure:
    """Draw the paths of rows of the embedding table through the training.

    Parameters
    ----------
    paths
        The rows at each time they were looked at, on the plane: ``(S, N, 2)``.
    labels
        The token of each row, ``N`` of them.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each row from a small dot, its start, to its label, its end.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> figure = rows_moving([[[0.0, 0.0]], [[1.0, 2.0]]], ["he"])
    >>> figure.axes[0].texts[0].get_text()
    'he'
    """
    places = np.asarray(paths, float)
    if places.ndim != 3 or places.shape[1:] != (len(labels), 2):
        raise ValueError(
            f"paths must be (S, {len(labels)}, 2) for {len(labels)} labels, got the "
            f"shape {places.shape}"
        )
    with style():
        figure = Figure(figsize=(7.2, 5.0))
        axes = figure.add_subplot()
        halo = withStroke(linewidth=3, foreground=STYLE["axes.facecolor"])
        for row, label in enumerate(labels):
            colour = PALETTE[row % len(PALETTE)]
            x, y = places[:, row].T
            axes.plot(x, y, color=colour, linewidth=1, alpha=0.5)
            axes.plot(x[0], y[0], "o", color=colour, markersize=3)
            axes.annotate(
                label,
                (x[-1], y[-1]),
                (3, 3),
                textcoords="offset points",
                fontsize=10,
                path_effects=[halo],
            )
        axes.set(xlabel="first direction", ylabel="second direction", aspect="equal")
        axes.margins(0.08)
    return figure


def who_notices(changed: ArrayLike) -> Figure:
    """Draw which logits notice that a token was replaced.

    Parameters
    ----------
    changed
        Whether replacing the token at place ``i`` (row) changes the logits at place
        ``j`` (column): ``(T, T)``.

    Returns
    -------
    matplotlib.figure.Figure
        A filled cell for each change.

    Raises
    ------
    ValueError
        If `changed` is not square.

    Examples
    --------
    >>> figure = who_notices([[True, True], [False, True]])
    >>> figure.axes[0].images[0].get_array().tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    cells = np.asarray(changed, float)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise ValueError(f"changed must be (T, T), got the shape {cells.shape}")
    with style():
        figure = Figure(figsize=(4.6, 4.2))
        axes = figure.add_subplot()
        axes.imshow(cells, cmap="Blues", vmin=0, vmax=1.3)
        axes.set_xticks(np.arange(-0.5, len(cells)), minor=True)
        axes.set_yticks(np.arange(-0.5, len(cells)), minor=True)
        axes.grid(which="minor", color="white", linewidth=1)
        axes.tick_params(which="minor", length=0)
        axes.set(xlabel="place of the logits", ylabel="place of the replaced token")
    return figure
