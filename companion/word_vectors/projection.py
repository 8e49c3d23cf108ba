"""Many dimensions on a few axes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import check_size


def principal_components(points: ArrayLike, count: int = 2) -> NDArray[np.float64]:
    """Place points on the few axes along which they differ most.

    Parameters
    ----------
    points
        Vectors, shape (N, D).
    count
        How many axes.

    Returns
    -------
    array of float64 (N, count)
        The coordinates, around a mean of 0. An axis and its opposite serve equally, so
        the point furthest out on an axis is put on its positive side.

    Raises
    ------
    TypeError, ValueError
        If `count` is not a whole number from 1 up, the shape is not (N, D), N or D is
        below `count`, or a number is not finite.

    References
    ----------
    Pearson, K. (1901). On lines and planes of closest fit to systems of points.

    Examples
    --------
    >>> principal_components([[0, 7], [1, 7], [5, 7]], count=1).round(4).tolist()
    [[-2.0], [-1.0], [3.0]]
    """
    table = np.asarray(points, dtype=np.float64)
    count = check_size("count", count)
    if table.ndim != 2 or min(table.shape) < count:
        raise ValueError(f"{count} axes cannot be found in the shape {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError("points must be finite numbers: a direction needs a length")
    centred = table - table.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    placed: NDArray[np.float64] = centred @ axes[:count].T
    furthest = placed[np.abs(placed).argmax(axis=0), range(count)]
    return np.where(furthest < 0, -placed, placed)
