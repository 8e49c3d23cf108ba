"""What several of these pictures need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

# Two directions from a pale middle; purple and orange stay apart for everyone.
DIVERGING = "PuOr_r"
GREY = "#767268"


def draw_matrix(axes: Axes, numbers: NDArray[Any], largest: float) -> Any:
    """Draw a matrix with white at 0."""
    return axes.imshow(
        numbers,
        cmap=DIVERGING,
        vmin=-largest,
        vmax=largest,
        aspect="auto",
        interpolation="nearest",
    )


def as_matrix(name: str, numbers: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as a matrix with something in it."""
    matrix = np.asarray(numbers, float)
    if matrix.ndim != 2 or not matrix.size:
        raise ValueError(
            f"{name} must have rows and columns, got the shape {matrix.shape}"
        )
    return matrix


def check_not_empty(name: str, values: Mapping[str, object] | Sequence[object]) -> None:
    """Refuse to draw nothing."""
    if not values:
        raise ValueError(f"{name} is empty: there is nothing to draw")
