"""Pictures of a layer: two ways to a row, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from torch import Tensor

from ...embedding import Cost, lookup, one_hot
from .. import described, style
from .shared import SIZE

# Light enough for black letters; each ID keeps its colour through the figure.
_TINTS = ("#cfe6f5", "#fbd98f", "#c9ecdf", "#f9d6c0", "#ecd9e6", "#f7f3b5")
_PLAIN = "#efeeea"


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
                ax.text(*place, name, size=SIZE, ha="right", va="center")
            _grid(ax, left, 0, table.tolist(), by_row)
            _grid(ax, left + width + 1, top, rows, by_id)
            for x, word in ((vocab_size + 0.65, before), (left + width + 0.5, after)):
                ax.text(x, vocab_size / 2, word, ha="center", va="center")
            ax.set(xlim=(0, left + 2 * width + 1), ylim=(max(vocab_size, n_ids), 0))
            ax.axis("off")
    return described(
        figure,
        f"Above, {n_ids} IDs point at coloured rows of a table with {vocab_size} rows, "
        f"and these rows are the result. Below, {n_ids} one-hot vectors times the same "
        "table give the same rows.",
    )


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
            ax.minorticks_off()  # dozens of marks on log axes, slow to draw
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes[1].legend(loc="upper left")
    return described(
        figure,
        "Time and memory of both ways against the size of the vocabulary, on log "
        f"axes. From {sizes[0]:,} to {sizes[-1]:,} tokens the memory of the lookup "
        f"{_growth(costs[0].lookup_bytes, costs[-1].lookup_bytes)}, that of the "
        f"product {_growth(costs[0].one_hot_bytes, costs[-1].one_hot_bytes)}.",
    )


def _growth(before: int, after: int) -> str:
    return "stays the same" if after == before else f"grows {after / before:.0f} times"


def _grid(
    ax: Axes, x: float, y: float, rows: list[list[float]], colours: list[str]
) -> None:
    """Draw numbers in boxes, a colour a row; whole ones without decimals."""
    for i, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        for j, number in enumerate(row):
            corner = (x + j, y + i)
            ax.add_patch(Rectangle(corner, 1, 1, fc=colour, ec="white", lw=1.5))
            label = str(number) if isinstance(number, int) else f"{number:.2f}"
            ax.text(
                x + j + 0.5, y + i + 0.5, label, ha="center", va="center", size=SIZE
            )
