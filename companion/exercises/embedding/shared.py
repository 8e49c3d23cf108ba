"""What several of these exercises need."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Sequence

Row = list[float]


Pairs = Sequence[tuple[int, int]]


def random_point(rng: random.Random) -> Row:
    """Draw a point in the plane, its parts whole or halves."""
    return [rng.randint(-9, 9) / 2, rng.randint(-9, 9) / 2]


def _middle(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def put(
    rows: Sequence[Row],
    groups: Iterable[Collection[int]],
    where: Callable[[Sequence[float]], float] = _middle,
) -> list[Row]:
    """Put each row where those say which are given for it, in each direction."""
    return [[where([rows[j][k] for j in group]) for k in range(2)] for group in groups]


def groups_of(rows: Sequence[Row], friends: Pairs) -> list[list[int]]:
    """Return for each row those it hangs together with; it is among them."""
    groups = [[i] for i in range(len(rows))]
    for a, b in friends:
        together = sorted({*groups[a], *groups[b]})
        for i in together:
            groups[i] = together
    return groups
