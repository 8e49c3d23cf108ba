"""Figures: one module a topic, one look, and alt text for every picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from IPython.display import display
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from matplotlib.typing import RcKeyType

# Okabe and Ito (2008): eight colours that stay apart for colour-blind readers.
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, BLACK = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#d55e00",
    "#56b4e9",
    "#cc79a7",
    "#f0e442",
    "#000000",
)
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE)

# An opaque light card reads the same on a light page and on a dark one.
STYLE: dict[RcKeyType, Any] = {
    "figure.facecolor": "#fbfaf7",
    "axes.facecolor": "#fbfaf7",
    "savefig.facecolor": "#fbfaf7",
    "figure.figsize": (7.2, 3.6),
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.prop_cycle": cycler(color=PALETTE),
    "legend.frameon": False,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the series' look inside a ``with`` block."""
    with mpl.rc_context(STYLE):
        yield


def one_sided(bar: Colorbar, lowest: float, highest: float) -> None:
    """Cut a colour bar at 0 where all numbers are on one side of it.

    Colours keep their meaning, so white stays 0 and pictures can be compared; the half
    of the bar that never occurs is left out.

    Parameters
    ----------
    bar
        The colour bar of numbers around 0.
    lowest, highest
        The smallest and the largest number that is drawn.
    """
    axis = bar.ax.yaxis if bar.orientation == "vertical" else bar.ax.xaxis
    low, high = axis.get_view_interval()
    if lowest >= 0 < highest:
        axis.set_view_interval(0, high, ignore=True)
    elif highest <= 0 > lowest:
        axis.set_view_interval(low, 0, ignore=True)


def described(figure: Figure, alt: str) -> Figure:
    """Give a figure its description, and return it.

    A figure's function ends with this, so that the words are made where the numbers are
    and no notebook gives away in its code what its picture shows.

    Parameters
    ----------
    figure
        The figure.
    alt
        What the picture shows, in a sentence or two, for someone who cannot see it.

    Returns
    -------
    Figure
        The same figure.

    Raises
    ------
    ValueError
        If `alt` is blank.
    """
    if not alt.strip():
        raise ValueError("alt is blank: say what the figure shows")
    figure.set_label(alt)
    return figure


def show(figure: Figure, *, alt: str = "") -> None:
    """Display a figure as a PNG that carries its description.

    The description goes into the output's metadata, where screen readers and
    exports find it, and into the text form, which the notebook tests compare.

    Parameters
    ----------
    figure
        The figure to display. Build it with `matplotlib.figure.Figure`, not with
        pyplot, so that there is no global state to close.
    alt
        The description of a figure that has none of its own (see `described`).

    Raises
    ------
    ValueError
        If the figure has no description.
    """
    alt = alt or str(figure.get_label())
    if not alt.strip():
        raise ValueError("alt is blank: say what the figure shows")
    png = io.BytesIO()
    figure.savefig(png, format="png")
    display(  # type: ignore[no-untyped-call]
        {"image/png": png.getvalue(), "text/plain": f"Figure: {alt}"},
        raw=True,
        metadata={"image/png": {"alt": alt}},
    )
