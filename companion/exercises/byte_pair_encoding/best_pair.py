"""Exercise 04.best-pair."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from ..records import Exercise, Mistake
from .shared import (
    SIDE_BY_SIDE,
    WRONG_CHOICES,
    Pair,
    first_of_the_most,
    neighbours,
    side_by_side,
)


def _best_pair(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return max(counts, key=lambda pair: counts[pair])


def _choosing(
    choice: Callable[[Counter[Pair]], Pair],
    pairs: Callable[[Sequence[int]], list[Pair]] = neighbours,
) -> Callable[[Sequence[int]], Pair]:
    """Return an answer that counts other pairs, or makes another choice among them."""
    return lambda ids: choice(Counter(pairs(ids)))


def _best_pair_with_count(ids: Sequence[int]) -> tuple[Pair, int]:
    pair = _best_pair(ids)
    return pair, Counter(pairwise(ids))[pair]


def _best_pair_in_a_list(ids: Sequence[int]) -> list[tuple[Pair, int]]:
    return Counter(pairwise(ids)).most_common(1)


def _count_of_best_pair(ids: Sequence[int]) -> int:
    return max(Counter(pairwise(ids)).values())


def _two_best_ids(ids: Sequence[int]) -> Pair:
    (first, _), (second, _) = (Counter(ids).most_common(2) * 2)[:2]
    return first, second


def _best_pair_cases(rng: random.Random) -> list[tuple[list[int]]]:
    return [
        ([1, 2],),
        ([2, 3, 1, 2, 1, 2, 3],),
        ([9, 9, 9, 1, 2, 1, 2, 1],),
        ([1, 2, 3, 2, 3],),
        ([5, 6, 7, 8, 9],),
        (rng.choices(range(4), k=14),),
    ]


EXERCISE = Exercise(
    name="04.best-pair",
    task="Return the pair of neighbours that occurs most often in the IDs; of equally "
    "frequent ones the first in the list.",
    starter="def best_pair(ids):\n    # your code\n    ...\n",
    hints=(
        "Counter(pairwise(ids)) counts the pairs and keeps the order in which "
        "they first came.",
        "max(counts, key=counts.get) returns the first of the greatest.",
    ),
    solution=_best_pair,
    cases=_best_pair_cases,
    as_key=True,
    lesson="With the tie rule written down, everyone who trains on this text gets "
    "the same merges.",
    mistakes=(
        *(Mistake(message, _choosing(choice)) for message, choice in WRONG_CHOICES),
        Mistake(SIDE_BY_SIDE, _choosing(first_of_the_most, side_by_side)),
        Mistake(
            "You returned the count as well, as most_common does: only the pair is "
            "needed.",
            _best_pair_with_count,
        ),
        Mistake(
            "You returned how often the pair comes; the pair itself is asked for. "
            "max(counts, key=counts.get) returns a key, not its count.",
            _count_of_best_pair,
        ),
        Mistake(
            "most_common(1) is a list with one entry, a pair and its count: the "
            "pair alone is most_common(1)[0][0].",
            _best_pair_in_a_list,
        ),
        Mistake(
            "You took the two most frequent IDs. They may never stand side by "
            "side: count pairs of neighbours.",
            _two_best_ids,
        ),
    ),
)
