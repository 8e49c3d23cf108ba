"""Losses that learners write in 06.push-apart instead of the right one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from .shared import Pairs, Row


def pull(rows: Sequence[Row], friends: Pairs) -> float:
    """Let friends cost the square of their distance, and strangers nothing."""
    return sum((math.dist(rows[a], rows[b]) ** 2 for a, b in friends), 0.0)


def pushed(
    push: Callable[[float], float],
    rows: Sequence[Row],
    friends: Pairs,
    push_friends: bool = False,
) -> float:
    """Add up the pull of friends, and the push of strangers or of all."""
    known = {frozenset(pair) for pair in friends}
    total = pull(rows, friends)
    for a, b in itertools.combinations(range(len(rows)), 2):
        if push_friends or frozenset((a, b)) not in known:
            total += push(math.dist(rows[a], rows[b]))
    return total


def missing(distance: float) -> float:
    """Return the square of what is missing to 3, as is right."""
    return max(0.0, 3 - distance) ** 2


def below(
    end: float, push: Callable[[float], float], rows: Sequence[Row], friends: Pairs
) -> float:
    """Push strangers that are nearer than some distance."""
    return pushed(lambda d: push(d) if d < end else 0.0, rows, friends)


def of_strangers_alone(rows: Sequence[Row], friends: Pairs) -> float:
    """Put the line for strangers in place of that for friends."""
    return pushed(missing, rows, friends) - pull(rows, friends)


def friends_too(rows: Sequence[Row], friends: Pairs) -> float:
    """Push friends as well."""
    return pushed(missing, rows, friends, push_friends=True)


def twice(rows: Sequence[Row], friends: Pairs) -> float:
    """Count each pair twice."""
    return 2 * pushed(missing, rows, friends)


def pushes_twice(rows: Sequence[Row], friends: Pairs) -> float:
    """Count each pair of strangers twice."""
    return 2 * pushed(missing, rows, friends) - pull(rows, friends)


def one_way(rows: Sequence[Row], friends: Pairs) -> float:
    """Find friends only where the larger number is named first."""
    return pushed(missing, rows, [(a, b) for a, b in friends if a > b])


def of_the_last_stranger(rows: Sequence[Row], friends: Pairs) -> float:
    """Begin the total anew with each stranger."""
    total = 0.0
    for a in range(len(rows)):
        for b in range(a):
            distance = math.dist(rows[a], rows[b])
            if (a, b) in friends or (b, a) in friends:
                total += distance**2
            elif distance < 3:
                total = (3 - distance) ** 2  # where += is meant
    return total


def until_a_stranger(begin: float, rows: Sequence[Row], friends: Pairs) -> float:
    """Return at the first near stranger; with `begin` 0 its cost alone."""
    total = 0.0
    for a in range(len(rows)):
        for b in range(a):
            distance = math.dist(rows[a], rows[b])
            if (a, b) in friends or (b, a) in friends:
                total += distance**2
            elif distance < 3:
                return begin * total + (3 - distance) ** 2
    return total


def under_friends(rows: Sequence[Row], friends: Pairs) -> float:
    """Put the line for strangers under that for friends."""
    return pull(rows, friends) + sum(
        missing(math.dist(rows[a], rows[b])) for a, b in friends
    )


def not_one_way(rows: Sequence[Row], friends: Pairs) -> float:
    """Push all pairs that are not friends with the larger number first."""
    others = [(a, b) for a, b in friends if a < b]
    return one_way(rows, friends) + pull(rows, others)


def behind_the_loops(rows: Sequence[Row], friends: Pairs) -> float:
    """Push once, by the distance that came last."""
    return pull(rows, friends) + missing(math.dist(rows[-1], rows[-2]))


def of_the_first_pair(rows: Sequence[Row], friends: Pairs) -> float:
    """Return within the loops, after the pair of rows 1 and 0."""
    known = [pair for pair in friends if max(pair) < 2]
    return pushed(missing, rows[:2], known)


def near_first(rows: Sequence[Row], friends: Pairs) -> float:
    """Ask first whether two are near, and then whether they are friends."""
    far = [(a, b) for a, b in friends if math.dist(rows[a], rows[b]) >= 3]
    return pushed(missing, rows, []) + pull(rows, far)


def of_near_friends(rows: Sequence[Row], friends: Pairs) -> float:
    """Pull friends only where they are nearer than 3."""
    far = [(a, b) for a, b in friends if math.dist(rows[a], rows[b]) >= 3]
    return pushed(missing, rows, friends) - pull(rows, far)


def with_itself(pulls: int, pushes: int, rows: Sequence[Row], friends: Pairs) -> float:
    """Take a row for a stranger of its own."""
    push = pushed(missing, rows, friends) - pull(rows, friends)
    return pulls * pull(rows, friends) + pushes * push + 9 * len(rows)
