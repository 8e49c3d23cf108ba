"""What several of these exercises need."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = Sequence[float]
Array = NDArray[np.float64]


def dot(a: Vector, b: Vector) -> float:
    """Return the sum of the products of what stands at the same index."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def cosine(a: Vector, b: Vector) -> float:
    """Return the cosine of the angle between two vectors."""
    product = sum(x * y for x, y in zip(a, b, strict=True))
    length_a = math.sqrt(sum(x * x for x in a))
    length_b = math.sqrt(sum(y * y for y in b))
    return product / (length_a * length_b)


def random_vector(rng: random.Random, embedding_dim: int) -> list[float]:
    """Draw numbers from -9 to 9 with one decimal; none is 0."""
    return [rng.choice((-1, 1)) * rng.randint(1, 90) / 10 for _ in range(embedding_dim)]
