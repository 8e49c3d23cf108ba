"""What several of these exercises need."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = Sequence[float]


Array = NDArray[np.float64]


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _vector(rng: random.Random, width: int) -> list[float]:
    return [rng.choice((-1, 1)) * rng.randint(1, 90) / 10 for _ in range(width)]
