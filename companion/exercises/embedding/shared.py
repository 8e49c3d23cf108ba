"""What several of these exercises need."""

from __future__ import annotations

import random
from collections.abc import Sequence

Row = list[float]


Pairs = Sequence[tuple[int, int]]


def random_point(rng: random.Random) -> Row:
    """Draw a point in the plane, its parts whole or halves."""
    return [rng.randint(-9, 9) / 2, rng.randint(-9, 9) / 2]
