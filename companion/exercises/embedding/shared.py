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


def groups_in_one_pass(rows: Sequence[Row], friends: Pairs) -> list[set[int]]:
    """Return groups as `groups_of` does, but never join two that were found apart."""
    found: list[set[int]] = []
    for pair in friends:
        for group in found:
            if group & set(pair):
                group.update(pair)  # and no other group that it has joined to this
                break
        else:
            found.append(set(pair))
    groups: list[set[int]] = [{i} for i in range(len(rows))]
    for group in found:
        for i in group:
            groups[i] = group
    return groups


def descend(
    rows: Sequence[Row], friends: Pairs, steps: int, rate: float = 0.1
) -> list[Row]:
    """Go so many steps against the slopes, each by a tenth, as the lesson does."""
    points = [list(row) for row in rows]
    for _ in range(steps):
        slopes = [[0.0, 0.0] for _ in rows]
        for a, b in friends:
            for k in range(2):
                slopes[a][k] += 2 * (points[a][k] - points[b][k])
                slopes[b][k] += 2 * (points[b][k] - points[a][k])
        points = [
            [number - rate * slope for number, slope in zip(point, way, strict=True)]
            for point, way in zip(points, slopes, strict=True)
        ]
    return points


def one_first(
    rows: Sequence[Row], friends: Pairs, passes: int, rate: float = 0.5
) -> list[Row]:
    """Move one friend of each pair, then the other towards where that is now."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        for k in range(2):
            points[a][k] += rate * (points[b][k] - points[a][k])
            points[b][k] += rate * (points[a][k] - points[b][k])
    return points


def second_halved(rows: Sequence[Row], friends: Pairs, passes: int) -> list[Row]:
    """Put both of a pair on their middle, but without the brackets in (a + b) / 2."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        middle = [points[a][k] + points[b][k] / 2 for k in range(2)]
        points[a], points[b] = middle, list(middle)
    return points
