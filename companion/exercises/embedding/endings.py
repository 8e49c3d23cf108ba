"""Where learners let the rows end in 06.where-rows-end, and they do not end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .shared import Pairs, Row, descend, groups_of, put


def halfway(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put the two of each pair in the middle of where they began."""
    points = [list(row) for row in rows]
    for a, b in friends:
        points[a] = points[b] = put(rows, [(a, b)])[0]
    return points


def of_all_with_a_friend(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put all rows that have a friend on one point."""
    joined = {row for pair in friends for row in pair}
    return put(rows, [joined if i in joined else [i] for i in range(len(rows))])


def among_own_friends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put each row in the middle of itself and its own friends."""
    groups = [{i}.union(*(p for p in friends if i in p)) for i in range(len(rows))]
    return put(rows, groups)


def among_friends_alone(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put each row in the middle of its own friends."""
    groups = [
        {j for pair in friends if i in pair for j in pair if j != i} or {i}
        for i in range(len(rows))
    ]
    return put(rows, groups)


def without_strangers(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Leave out the rows that have no friend."""
    return put(rows, [group for group in groups_of(rows, friends) if len(group) > 1])


def one_for_each_group(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Return one point for each group."""
    groups = groups_of(rows, friends)
    return put(rows, [groups[i] for i in range(len(rows)) if groups[i][0] == i])


def of_the_pair_alone(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Give the joined group to the two of a pair, and not to the rest of it."""
    groups = [{i} for i in range(len(rows))]
    for a, b in friends:
        groups[a] = groups[b] = groups[a] | groups[b]
    return put(rows, groups)


def all_steps(steps: int, rows: Sequence[Row], friends: Pairs) -> list[list[Row]]:
    """Return the tables of all steps, as `train` does."""
    tables = [[list(row) for row in rows]]
    for _ in range(steps):
        tables.append(descend(tables[-1], friends, 1))
    return tables


def whole_result(
    steps: int, rows: Sequence[Row], friends: Pairs
) -> tuple[list[list[Row]], list[float]]:
    """Return the tables of all steps and their losses, as `train` does."""
    tables = all_steps(steps, rows, friends)
    return tables, [
        sum(math.dist(table[a], table[b]) ** 2 for a, b in friends) for table in tables
    ]


def losses(steps: int, rows: Sequence[Row], friends: Pairs) -> list[float]:
    """Return the losses of all steps."""
    return whole_result(steps, rows, friends)[1]


def both_step(
    passes: int, rate: float, rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    """Move both of a pair towards each other, pair by pair."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        for k in range(2):
            way = rate * (points[b][k] - points[a][k])
            points[a][k] += way
            points[b][k] -= way
    return points


def all_slopes(steps: int, rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Step against the slopes of all steps so far, which `backward` has added up."""
    points, ways = list(rows), [[0.0, 0.0] for _ in rows]
    for _ in range(steps):
        for i, there in enumerate(descend(points, friends, 1)):
            step = zip(there, points[i], strict=True)
            ways[i] = [way + n - m for way, (n, m) in zip(ways[i], step, strict=True)]
        points = [
            [number + move for number, move in zip(point, way, strict=True)]
            for point, way in zip(points, ways, strict=True)
        ]
    return points


def first_number_alone(passes: int, rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put the two of each pair on their middle, but in one direction only."""
    moved = move(rows, friends, passes)
    return [[point[0], row[1]] for point, row in zip(moved, rows, strict=True)]


def not_on_the_middle(
    where: Callable[[Sequence[float]], float],
    passes: int,
    rows: Sequence[Row],
    friends: Pairs,
) -> list[Row]:
    """Put the two of each pair on one point that is not their middle."""
    points = list(rows)
    for a, b in passes * list(friends):
        points[a] = points[b] = put(points, [(a, b)], where)[0]
    return points


def two_for_each_pair(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Return the middle of each pair twice."""
    return put(rows, [pair for pair in friends for _ in pair])


def last_pair_alone(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Begin anew from the given rows with each pair."""
    return move(rows, friends[-1:], 1)


def joined_lists(passes: int, rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Give two friends one list, and change it in place later."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        for k in range(2):
            points[a][k] = (points[a][k] + points[b][k]) / 2
        points[b] = points[a]
    return points


def all_where_friends_meet(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put all rows on the middle of those that have a friend."""
    joined = {row for pair in friends for row in pair}
    return put(rows, [joined for _ in rows])


def between_the_outermost(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put a group between those of its rows that are farthest out."""
    return put(rows, groups_of(rows, friends), lambda side: (min(side) + max(side)) / 2)


def whole(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Divide with //."""
    return put(rows, groups_of(rows, friends), lambda side: sum(side) // len(side))


def by_the_number_of_friends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Count a row once for each of its friends."""
    named = [i for pair in friends for i in pair]  # a row for each of its friends
    return put(
        rows,
        [
            [i for i in named if i in group] or group
            for group in groups_of(rows, friends)
        ],
    )


def at_the_first(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put the second of a pair where the first is."""
    points = [list(row) for row in rows]
    for a, b in friends:
        points[b] = points[a]
    return points


def swapped(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Let friends change places."""
    points = [list(row) for row in rows]
    for a, b in friends:
        points[a], points[b] = points[b], points[a]
    return points


def one_moves(
    passes: int, rate: float, rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    """Move the first of a pair towards the second."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        for k in range(2):
            points[a][k] += rate * (points[b][k] - points[a][k])
    return points


def other_moves(
    passes: int, rate: float, rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    """Move the second of a pair towards the first."""
    return one_moves(passes, rate, rows, [pair[::-1] for pair in friends])


def of_rows_with_a_friend(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Return the middles of the pairs, and leave out who has no friend."""
    found: dict[int, Row] = {}
    for a, b in friends:
        found[a] = found[b] = put(rows, [(a, b)])[0]
    return list(found.values())


def around_own_friends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Put each row between itself and its own friends, again and again."""
    groups = [{i}.union(*(p for p in friends if i in p)) for i in range(len(rows))]
    points = list(rows)
    for _ in range(100):
        points = put(points, groups)
    return points


def overwritten(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Let each pair of a round start from where the rows were before it."""
    points = list(rows)
    for _ in range(200):
        before = list(points)
        for a, b in friends:
            points[a] = points[b] = put(before, [(a, b)])[0]
    return points


def half_apart(passes: int, rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Halve the difference instead of the sum."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        half = [(points[a][k] - points[b][k]) / 2 for k in range(2)]
        points[a], points[b] = half, list(half)
    return points


def passed_on_once(
    join: Callable[[int, int], tuple[int, int]], rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    """Give two friends one label, but not those who had the label of either."""
    labels = list(range(len(rows)))
    for a, b in friends:
        labels[a], labels[b] = join(labels[a], labels[b])
    return put(
        rows, [[i for i, each in enumerate(labels) if each == own] for own in labels]
    )


def both_the_same_way(
    passes: int, rate: float, rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    """Take the same step off both of a pair."""
    points = [list(row) for row in rows]
    for a, b in passes * list(friends):
        for k in range(2):
            way = rate * (points[a][k] - points[b][k])
            points[a][k] -= way
            points[b][k] -= way
    return points


def x_and_y_mixed(passes: int, rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Take the mean of the two numbers of a row, not of two rows."""
    points = list(rows)
    for a, b in passes * list(friends):
        points[a] = points[b] = [sum(points[a]) / 2, sum(points[b]) / 2]
    return points


def move(rows: Sequence[Row], friends: Pairs, passes: int) -> list[Row]:
    """Put the two of each pair on their middle, so many times."""
    points = list(rows)
    for a, b in passes * list(friends):
        points[a] = points[b] = put(points, [(a, b)])[0]
    return points
