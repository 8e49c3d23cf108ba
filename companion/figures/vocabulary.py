"""Pictures of token IDs, of a vocabulary's growth, and of words it has not seen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

from ..tokenization import join
from ..vocabulary import fit_heaps
from . import BLACK, BLUE, PALETTE, SKY, described, style
from .tokenization import drawable, visible

LINE = 46
"""The width of a line of cards, in units of about one letter."""

_MARKERS = "osD^vP"
_POINTS = 1_000  # of a curve at most: more cannot be told apart
_LONGEST_ON_CARD = 40


def encoding(tokens: Sequence[str], ids: Sequence[int]) -> Figure:
    """Draw tokens as cards with their IDs below; equal tokens show equal IDs.

    Parameters
    ----------
    tokens
        The tokens of a short text.
    ids
        The ID of each token.

    Returns
    -------
    matplotlib.figure.Figure
        Cards in lines. A token that occurs more than once is filled darker.

    Raises
    ------
    ValueError
        If there are no tokens, or not as many IDs as tokens.

    Examples
    --------
    >>> figure = encoding(["to", "be", "or", "not", "to", "be"], [3, 0, 2, 1, 3, 0])
    >>> [text.get_text() for text in figure.axes[0].texts][:4]
    ['to', '3', 'be', '0']
    """
    if not tokens or len(tokens) != len(ids):
        raise ValueError(
            f"{len(tokens)} tokens and {len(ids)} IDs: give one ID for each token, "
            "and at least one"
        )
    cards = [drawable(token, _LONGEST_ON_CARD) for token in tokens]
    boxes = lay_out(cards)
    lines = 1 + boxes[-1].line
    with style():
        figure = Figure(figsize=(7.2, 0.2 + 0.85 * lines))
        axes = figure.add_subplot()
        axes.set(xlim=(-0.1, LINE), ylim=(lines, 0))
        axes.axis("off")
        for place, (index, box) in enumerate(zip(ids, boxes, strict=True)):
            fill = SKY if tokens.count(tokens[place]) > 1 else SKY + "40"
            draw_card(
                axes, box, cards[place], height=0.45, facecolor=fill, edgecolor=BLUE
            )
            axes.text(box.middle, box.line + 0.76, str(index), ha="center", va="center")
    repeated = sum(tokens.count(token) > 1 for token in tokens)
    return described(
        figure,
        alt=f"{len(tokens)} tokens as cards, each with its ID below. {repeated} of the "
        "cards are darker: their tokens occur more than once, with the same ID.",
    )


class Box(NamedTuple):
    """Where one token's card stands: left edge, line from the top, and width."""

    x: float
    line: int
    width: float

    @property
    def middle(self) -> float:
        """The middle of the card, from the left."""
        return self.x + self.width / 2


def lay_out(tokens: Sequence[str]) -> list[Box]:
    """Place the cards of tokens from left to right, in as many lines as needed.

    Parameters
    ----------
    tokens
        The tokens. Each card is as wide as its token needs.

    Returns
    -------
    list of Box
        One box for each token.

    Examples
    --------
    >>> lay_out(["a"])
    [Box(x=0.0, line=0, width=2.05)]
    """
    boxes = []
    x, line = 0.0, 0
    for token in tokens:
        width = 1.2 + 0.85 * len(token)
        if x and x + width > LINE:
            x, line = 0.0, line + 1
        boxes.append(Box(x, line, width))
        x += width + 0.4
    return boxes


def draw_card(
    axes: Axes,
    box: Box,
    token: str,
    *,
    height: float,
    facecolor: str,
    edgecolor: str,
) -> None:
    """Draw one token as a card with rounded corners.

    Parameters
    ----------
    axes
        Where to draw; its y axis counts lines downwards.
    box
        The card's place, from `lay_out`.
    token
        The text on the card.
    height
        The card's height, as a share of a line.
    facecolor, edgecolor
        The colours of the card and of its border; its text is black.

    Examples
    --------
    >>> axes = Figure().add_subplot()
    >>> draw_card(axes, Box(0, 0, 2), "a", height=0.5, facecolor=SKY, edgecolor=BLUE)
    >>> axes.texts[0].get_text()
    'a'
    """
    axes.add_patch(
        FancyBboxPatch(
            (box.x, box.line + 0.1),
            box.width,
            height,
            boxstyle="round,pad=0,rounding_size=0.15",
            facecolor=facecolor,
            edgecolor=edgecolor,
        )
    )
    axes.text(
        box.middle,
        box.line + 0.1 + height / 2,
        token,
        ha="center",
        va="center",
        color=BLACK,
    )


def growth(curves: Mapping[str, Sequence[int]], *, heaps: str | None = None) -> Figure:
    """Draw how vocabularies grow with the number of tokens read.

    Parameters
    ----------
    curves
        From label to what `companion.vocabulary.vocabulary_growth` returns.
    heaps
        The label of the curve to which Heaps' law, ``k * n ** beta``, is fitted; the
        law is drawn as a dashed line.

    Returns
    -------
    matplotlib.figure.Figure
        One line a curve, and Heaps' law over all of them.

    Raises
    ------
    ValueError
        If there is no curve, one without entries, or none of the label `heaps`.

    Examples
    --------
    >>> figure = growth({"toy": [1, 2, 2, 3]}, heaps="toy")
    >>> len(figure.axes[0].lines)
    2
    """
    _check_points(curves)
    if heaps is not None and heaps not in curves:
        raise ValueError(f"there is no curve {heaps!r} to fit Heaps' law to")
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        longest = max(map(len, curves.values()))
        for place, (label, curve) in enumerate(curves.items()):
            ends = {*range(0, len(curve), 1 + len(curve) // _POINTS), len(curve) - 1}
            axes.plot(
                [end + 1 for end in sorted(ends)],
                [curve[end] for end in sorted(ends)],
                label=label,
                color=PALETTE[place],
            )
        if heaps is not None:
            k, beta = fit_heaps(curves[heaps])
            n = np.arange(1, longest + 1, 1 + longest // _POINTS)
            name = rf"Heaps' law: ${k:.1f}\,n^{{{beta:.2f}}}$"
            axes.plot(n, k * n**beta, "--", color=BLACK, linewidth=1.2, label=name)
        axes.set(
            xlim=(0, longest * 1.02),
            ylim=(0, None),
            xlabel="tokens read, n",
            ylabel="distinct tokens, V",
        )
        thousands = FuncFormatter(lambda value, _: f"{value:,.0f}")
        axes.xaxis.set_major_formatter(thousands)
        axes.yaxis.set_major_formatter(thousands)
        figure.legend(loc="outside upper left", ncols=2)
    told = "; ".join(
        f"{label}, {curve[len(curve) // 2]:,} half-way and {curve[-1]:,} at the end"
        for label, curve in curves.items()
    )
    return described(figure, alt=f"Distinct tokens against tokens read: {told}.")


def unseen(curves: Mapping[str, Sequence[tuple[int, float]]]) -> Figure:
    """Draw the share of unseen tokens against the size of the vocabulary.

    The axis of the sizes is logarithmic: each step to the right doubles the vocabulary.

    Parameters
    ----------
    curves
        From label to points: how many tokens the vocabulary has, and which share
        (0 to 1) of another text it lacks.

    Returns
    -------
    matplotlib.figure.Figure
        One line with markers a curve.

    Raises
    ------
    ValueError
        If there is no curve, or one without points.

    Examples
    --------
    >>> figure = unseen({"words": [(100, 0.5), (1000, 0.25)]})
    >>> figure.axes[0].lines[0].get_ydata().tolist()
    [0.5, 0.25]
    """
    _check_points(curves)
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        for place, (label, points) in enumerate(curves.items()):
            sizes, shares = zip(*points, strict=True)
            axes.plot(
                sizes,
                shares,
                marker=_MARKERS[place % len(_MARKERS)],
                color=PALETTE[place],
                label=label,
                clip_on=False,
            )
        axes.set(
            xscale="log",
            ylim=(0, None),
            xlabel="tokens in the vocabulary, V",
            ylabel="share not in the vocabulary",
        )
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        figure.legend(loc="outside upper left", ncols=2)
    told = "; ".join(
        f"{label}, "
        + " and ".join(f"{share:.1%} with {size:,} entries" for size, share in ends)
        for label, points in curves.items()
        if (ends := dict.fromkeys([points[0], points[-1]]))
    )
    return described(
        figure,
        alt=f"Share of tokens that a vocabulary lacks, against its size: {told}.",
    )


@dataclass(frozen=True)
class Unseen:
    """A text as a reader of its tokens has it, with the unseen ones marked.

    Where only text can be shown, what is unseen stands in brackets.

    Parameters
    ----------
    tokens
        The tokens of a text.
    vocab
        What is known.

    Examples
    --------
    >>> Unseen(["The", "cat", "drank", "tea", "."], {"The", "drank", "."})
    The [cat] drank [tea].
    """

    tokens: Iterable[str]
    vocab: Container[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", tuple(self.tokens))

    def __repr__(self) -> str:
        return join(
            token if token in self.vocab else f"[{visible(token)}]"
            for token in self.tokens
        )

    def _repr_html_(self) -> str:
        mark = "background:#f9d6c0;color:#000;border-bottom:2px solid #a33c00"
        words = join(
            escape(visible(token), quote=False)
            if token in self.vocab
            else f'<mark style="{mark}">{escape(visible(token), quote=False)}</mark>'
            for token in self.tokens
        )
        return f'<div dir="auto" style="line-height:1.9">{words}</div>'


@dataclass(frozen=True)
class Shares:
    """A table of shares in per cent.

    Parameters
    ----------
    table
        From the name of a row to its shares (0 to 1), one for each column.
    columns
        The names of the columns.

    Raises
    ------
    ValueError
        If a row does not have one share for each column.

    Examples
    --------
    >>> Shares({"a book": [0.25, 0.5], "none": [1, 1]}, columns=["news", "wiki"])
              news    wiki
    a book   25.0%   50.0%
    none    100.0%  100.0%
    """

    table: Mapping[str, Sequence[float]]
    columns: Iterable[str]

    def __post_init__(self) -> None:
        columns = tuple(self.columns)
        object.__setattr__(self, "columns", columns)
        for name, shares in self.table.items():
            if len(shares) != len(columns):
                raise ValueError(
                    f"{name!r} has {len(shares)} shares: give one for each column"
                )

    def __repr__(self) -> str:
        left = max(map(len, self.table), default=0)
        widths = [max(len(name), len("100.0%")) for name in self.columns]
        rows = {"": list(self.columns)} | {
            name: [f"{share:.1%}" for share in shares]
            for name, shares in self.table.items()
        }
        return "\n".join(
            "  ".join([name.ljust(left), *map(str.rjust, cells, widths)])
            for name, cells in rows.items()
        )


def _check_points(curves: Mapping[str, Sequence[object]]) -> None:
    if not curves:
        raise ValueError("there are no curves to draw")
    if len(curves) > len(PALETTE):
        raise ValueError(
            f"{len(curves)} curves: at most {len(PALETTE)} can be told apart"
        )
    for label, curve in curves.items():
        if not len(curve):
            raise ValueError(f"the curve {label!r} has no points")
