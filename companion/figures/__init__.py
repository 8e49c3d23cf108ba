"""Figures: one module a topic, one look, and alt text for every picture."""

from __future__ import annotations

import html
import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.rcsetup import cycler
from matplotlib.text import Text
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

# A calm card: it lies on a light page and on a dark one, without glaring on either.
CARD = "#ebe7de"
_DPI, _SHARP = 110, 2  # pixels of a page an inch, and of the picture for each of them
_PADDING, _ROUNDING = 0.13, 0.09  # of the card, in inches
_SMALLEST = 14  # pixels of a page, the height of text
_CAPTION = "max-width:{width}px;margin:0 0 12px;font-size:14px;line-height:1.45"
STYLE: dict[RcKeyType, Any] = {
    "figure.facecolor": CARD,
    "axes.facecolor": CARD,
    "savefig.facecolor": CARD,
    "figure.figsize": (7.2, 3.6),
    "figure.dpi": _DPI,
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
    """Display a figure on a card, as a PNG, with its description below.

    The picture has twice the pixels that it is shown with, so that it is sharp on any
    screen. No text in it is shown smaller than 14 pixels. The description goes into the
    output's metadata, where exports find it, and is the caption: JupyterLab gives
    screen readers no other.

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
    alt = str(described(figure, alt or str(figure.get_label())).get_label())
    _enlarge_small_text(figure)
    png, width, height = _on_a_card(figure)
    picture = {"image/png": png, "text/plain": f"Figure, {width} × {height} pixels"}
    shown = {"alt": alt, "width": width, "height": height}
    display(picture, raw=True, metadata={"image/png": shown})  # type: ignore[no-untyped-call]
    look = _CAPTION.format(width=width)
    caption = f'<p class="figure-caption" style="{look}">{html.escape(alt)}</p>'
    display({"text/html": caption, "text/plain": alt}, raw=True)  # type: ignore[no-untyped-call]


def _enlarge_small_text(figure: Figure) -> None:
    """Make text that would be shown too small as large as it must be."""
    for axes in figure.axes:  # an axis makes its labels when it is asked for them
        axes.get_xticklabels()
        axes.get_yticklabels()
    points = _SMALLEST * 72 / figure.dpi
    for text in figure.findobj(Text):
        if (
            isinstance(text, Text)
            and text.get_fontproperties().get_size_in_points() < points
        ):
            text.set_fontsize(points)


def _on_a_card(figure: Figure) -> tuple[bytes, int, int]:
    """Return the PNG, and the width and height at which it is shown."""
    width, height = figure.get_size_inches()
    inches = figure.bbox_inches.padded(_PADDING)
    card = FancyBboxPatch(
        (-_PADDING / width, -_PADDING / height),
        inches.width / width,
        inches.height / height,
        boxstyle=f"round,pad=0,rounding_size={_ROUNDING / width}",
        mutation_aspect=width / height,
        facecolor=figure.get_facecolor(),
        edgecolor="none",
        transform=figure.transFigure,
        zorder=-1,
    )
    figure.add_artist(card)
    png = io.BytesIO()
    figure.savefig(
        png,
        format="png",
        dpi=_SHARP * figure.dpi,
        bbox_inches=inches,
        facecolor="none",
    )
    card.remove()
    # A PNG file has its width and height in the bytes from 16 to 24.
    pixels = struct.unpack(">II", png.getvalue()[16:24])
    return png.getvalue(), pixels[0] // _SHARP, pixels[1] // _SHARP
