"""Figures for notebook 06: two ways to a row, gradients by row, and what each costs."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from torch import Tensor

from ..embedding import Cost, lookup, one_hot
from . import BLUE, style
from .tokenization import visible

# Light enough for black letters; each ID keeps its colour through the figure.
_TINTS = ("#cfe6f5", "#fbd98f", "#c9ecdf", "#f9d6c0", "#ecd9e6", "#f7f3b5")
_PLAIN = "#efeeea"
_NAMED = 4  # bars of the gradient that have a name


def two_ways(ids: Tensor, table: Tensor) -> Figure:
    """Draw fetching rows above multiplying one-hot vectors, with the same result.

    Parameters
    ----------
    ids
        A few token IDs, ``(T,)``.
    table
        A small embedding table, ``(V, D)``.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels. The rows of the table are numbered, and those that are taken have
        the colour of their ID.

    Raises
    ------
    TypeError, IndexError
        As for `companion.embedding.lookup`.

    Examples
    --------
    >>> import torch
    >>> figure = two_ways(torch.tensor([2, 0]), torch.zeros(3, 2))
    >>> [text.get_text() for text in figure.axes[1].texts[:6]]  # the one-hot vectors
    ['0', '0', '1', '1', '0', '0']
    """
    rows, vectors = lookup(ids, table).tolist(), one_hot(ids, len(table)).int().tolist()
    n_ids, (vocab_size, width) = len(ids), table.shape
    tint = {token: _TINTS[i % len(_TINTS)] for i, token in enumerate(ids.tolist())}
    by_id = [tint[token] for token in ids.tolist()]
    by_row = [tint.get(row, _PLAIN) for row in range(vocab_size)]
    with style():
        figure = Figure(figsize=(7.2, 1.2 + 0.56 * max(n_ids, vocab_size)))
        steps = ("→", "→"), ("×", "=")
        for ax, (before, after) in zip(figure.subplots(2, 1), steps, strict=True):
            top = (vocab_size - n_ids) / 2
            if ax is figure.axes[0]:
                ax.set_title("lookup: IDs say which rows to fetch")
                column = [[token] for token in ids.tolist()]
                _grid(ax, vocab_size - 1, top, column, by_id)
            else:
                ax.set_title("one-hot vectors × table")
                _grid(ax, 0, top, vectors, by_id)
            left = vocab_size + 2.2
            for row in range(vocab_size):
                place, name = (left - 0.12, row + 0.5), f"row {row}"
                ax.text(*place, name, size=8, ha="right", va="center")
            _grid(ax, left, 0, table.tolist(), by_row)
            _grid(ax, left + width + 1, top, rows, by_id)
            for x, word in ((vocab_size + 0.65, before), (left + width + 0.5, after)):
                ax.text(x, vocab_size / 2, word, ha="center", va="center")
            ax.set(xlim=(0, left + 2 * width + 1), ylim=(max(vocab_size, n_ids), 0))
            ax.axis("off")
    return figure


def gradient_rows(gradient: Tensor, tokens: Sequence[str] | None = None) -> Figure:
    """Draw how large the gradient of each row of a table is.

    Parameters
    ----------
    gradient
        The gradient of an embedding table, ``(V, D)``.
    tokens
        The token of each row, ``V`` of them, to name the tallest bars.

    Returns
    -------
    matplotlib.figure.Figure
        A bar for each row: the length of its gradient. The names of the four tallest
        stand above them.

    Raises
    ------
    ValueError
        If there is not a token for each row.

    Examples
    --------
    >>> import torch
    >>> figure = gradient_rows(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
    >>> [float(bar.get_height()) for bar in figure.axes[0].patches]
    [0.0, 5.0]
    """
    if tokens is not None and len(tokens) != len(gradient):
        raise ValueError(f"{len(tokens)} tokens cannot name {len(gradient)} rows")
    lengths = gradient.norm(dim=1).tolist()
    with style():
        figure = Figure(figsize=(7.2, 2.4))
        ax = figure.subplots()
        ax.bar(range(len(lengths)), lengths, color=BLUE)
        ax.margins(y=0.15)  # room for a name above the tallest
        tallest = sorted(range(len(lengths)), key=lengths.__getitem__)[-_NAMED:]
        for row in tallest:
            if tokens is not None and lengths[row]:
                name = f"“{visible(tokens[row])}”"  # a bare full stop is hard to see
                top = row, lengths[row]
                ax.annotate(name, top, (0, 3), textcoords="offset points", ha="center")
        ax.set(xlabel="row of the table (token ID)", ylabel="length of gradient")
        ax.set_xlim(-1, len(gradient))
    return figure


def cost(costs: Sequence[Cost]) -> Figure:
    """Draw time and memory of both ways against the size of the vocabulary.

    Parameters
    ----------
    costs
        What `companion.embedding.measure_cost` found.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels on log axes, seconds and bytes.

    Raises
    ------
    ValueError
        If there is nothing to draw.

    Examples
    --------
    >>> figure = cost([Cost(10, 1e-6, 2e-6, 40, 80), Cost(100, 1e-6, 2e-5, 40, 800)])
    >>> figure.axes[0].lines[1].get_ydata().tolist()  # one-hot, in milliseconds
    [0.002, 0.02]
    """
    if not costs:
        raise ValueError("there is no cost to draw: costs is empty")
    sizes = [one.vocab_size for one in costs]
    panels = (
        ("time, measured (ms)", 1e-3, "lookup_seconds", "one_hot_seconds"),
        ("memory, counted (MB)", 1e6, "lookup_bytes", "one_hot_bytes"),
    )
    with style():
        figure = Figure()
        axes = figure.subplots(1, 2)
        for ax, (title, unit, fetched, multiplied) in zip(axes, panels, strict=True):
            for name, line, label in (
                (fetched, "o-", "lookup"),
                (multiplied, "s-", "one-hot × table"),
            ):
                values = [getattr(one, name) / unit for one in costs]
                ax.plot(sizes, values, line, label=label)
            ax.set(title=title, xlabel="vocabulary size V", xscale="log", yscale="log")
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes[1].legend()
    return figure


def _grid(
    ax: Axes, x: float, y: float, rows: list[list[float]], colours: list[str]
) -> None:
    """Draw numbers in boxes, a colour a row; whole ones without decimals."""
    for i, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        for j, number in enumerate(row):
            corner = (x + j, y + i)
            ax.add_patch(Rectangle(corner, 1, 1, fc=colour, ec="white", lw=1.5))
            label = str(number) if isinstance(number, int) else f"{number:.2f}"
            ax.text(x + j + 0.5, y + i + 0.5, label, ha="center", va="center", size=9)
