"""The picture that is shown where somebody shares a link to the site."""

from __future__ import annotations

from pathlib import Path

import torch

from tools.picture import N_TOKENS, WIDTH, first_words
from tools.road import road

NAME = "preview.png"
INCHES, DPI = (12.0, 6.3), 100  # 1,200 × 630 pixels, as link previews want it


def draw(path: Path) -> None:
    """Draw the road from text to vectors under the name of the series.

    Parameters
    ----------
    path
        The PNG file to write.
    """
    pieces, ids = first_words()
    vectors = torch.randn(N_TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))
    figure = road(pieces, ids, vectors.numpy())
    figure.set_size_inches(*INCHES)
    figure.set_layout_engine("none")  # or the axes would reach the edges
    figure.axes[0].set_position((0.03, 0.02, 0.94, 0.85))
    title = "From text to vectors: nine lessons"
    figure.text(0.045, 0.88, title, fontsize=28, weight="bold")
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
