"""The block, and what training does to the loss."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .. import BLACK, BLUE, GREEN, ORANGE, SKY, STYLE, described, style

_NARROWEST = 1.2  # nats: so that a difference of a few hundredths looks like what it is
_DASHES = ("--", ":", "-.", (0, (5, 1)), (0, (1, 1)))


def block() -> Figure:
    r"""Draw what happens to the vectors in one transformer block.

    Returns
    -------
    matplotlib.figure.Figure
        Two halves, each with a way past it.

    Examples
    --------
    >>> [text.get_text() for text in block().axes[0].texts][:4]
    ['x', 'norm', 'attention:\nread the others', '+']
    """
    with style():
        figure = Figure(figsize=(7.2, 2.1))
        axes = figure.add_subplot(xlim=(0, 14.4), ylim=(0.3, 3.5))
        axes.set_axis_off()
        boxes = (
            (0.5, 0.8, "x", None),
            (2.3, 1.3, "norm", SKY),
            (4.75, 2.5, "attention:\nread the others", ORANGE),
            (7.1, 0.8, "+", None),
            (8.8, 1.3, "norm", SKY),
            (11.1, 2.3, "MLP: think\nby oneself", GREEN),
            (13.5, 0.8, "+", None),
        )
        for middle, width, label, colour in boxes:
            if colour is not None:
                axes.add_patch(
                    FancyBboxPatch(
                        (middle - width / 2, 0.6),
                        width,
                        1.4,
                        boxstyle="round,pad=0.1,rounding_size=0.15",
                        facecolor=colour + "55",
                        edgecolor=colour,
                    )
                )
            axes.text(middle, 1.3, label, ha="center", va="center", fontsize=11)
        for (left, width, *_), (right, wide, *_) in pairwise(boxes):
            _arrow(axes, (left + width / 2, 1.3), (right - wide / 2 - 0.05, 1.3))
        for start, end in ((0.5, 7.1), (7.1, 13.5)):
            _arrow(axes, (start, 1.75), (end, 1.75), bend=-0.28)
            axes.text((start + end) / 2, 3.05, "the way past", ha="center", fontsize=10)
    return described(
        figure,
        "From x an arrow goes through norm and attention to a plus sign, and from "
        "there through norm and the MLP to a second plus sign. Past each half an arc "
        "leads straight to its plus sign: what the half found is added to what was "
        "there.",
    )


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], bend: float = 0
) -> None:
    """Draw an arrow, straight or as an arc."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=12,
            connectionstyle=f"arc3,rad={bend}",
            color=BLACK,
            linewidth=1,
        )
    )


def ladder(losses: Mapping[str, float], floors: Mapping[str, float]) -> Figure:
    """Draw the losses of models, in the order given, beside floors to get under.

    Parameters
    ----------
    losses
        The loss of each model on the same text, in nats a token, by label.
    floors
        Losses to get under, by label: vertical lines.

    Returns
    -------
    matplotlib.figure.Figure
        A point a model, the first at the top; the axis is 1.2 nats wide or wider.

    Raises
    ------
    ValueError
        If there are no losses.

    Examples
    --------
    >>> figure = ladder({"table": 4.0, "one head": 4.1}, {"pairs": 3.8})
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['table', 'one head']
    """
    if not losses:
        raise ValueError("losses is empty: there is nothing to draw")
    labels, values = list(losses), list(losses.values())
    with style():
        figure = Figure(figsize=(7.2, 1.2 + 0.42 * len(labels)))
        axes = figure.add_subplot()
        axes.grid(axis="y", color=BLACK, alpha=0.15)
        # In front of the labels' ground, which would cover the top of each point.
        axes.plot(values, range(len(values)), "o", color=BLUE, markersize=8, zorder=4)
        ground = {"facecolor": STYLE["axes.facecolor"], "edgecolor": "none", "pad": 1}
        for value, height in zip(values, range(len(values)), strict=True):
            axes.annotate(
                f"{value:.2f}",
                (value, height),
                (0, 7),
                textcoords="offset points",
                ha="center",
                bbox=ground,  # hides the lines behind it
            )
        for number, (label, loss) in enumerate(floors.items()):
            dashes = _DASHES[number % len(_DASHES)]
            axes.axvline(loss, color=BLACK, linewidth=1, linestyle=dashes, label=label)
        axes.set_yticks(range(len(labels)), labels)
        axes.margins(x=0.08, y=0.16)
        left, right = axes.get_xlim()
        short = max(0, _NARROWEST - (right - left)) / 2
        axes.set_xlim(left - short, right + short)
        axes.invert_yaxis()
        axes.set(xlabel="loss on unread text (nats a token)")
        if floors:
            figure.legend(loc="outside upper right", ncols=3)
    best = min(losses, key=lambda label: losses[label])
    lines = f", with lines for {' and '.join(floors)}" if floors else ""
    return described(
        figure,
        f"The loss on unread text, one point below another, of: {', '.join(labels)}"
        f"{lines}. Lowest of the points is: {best}.",
    )
