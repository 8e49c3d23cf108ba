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
    first_to_come_so_often,
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


def _best_pairs(ids: Sequence[int]) -> list[Pair]:
    counts = Counter(pairwise(ids))
    return [pair for pair in counts if counts[pair] == max(counts.values())]


def _best_of_a_set(ids: Sequence[int]) -> Pair:
    pairs = list(pairwise(ids))
    return max(set(pairs), key=pairs.count)


def _last_of_the_best(ids: Sequence[int]) -> Pair:
    """Return what a search with >= ends with."""
    pairs = list(pairwise(ids))
    return max(reversed(pairs), key=pairs.count)


def _apart(ids: Sequence[int]) -> list[Pair]:
    """Return the pairs without those that overlap an equal one."""
    pairs: list[Pair] = []
    place = 0
    while place < len(ids) - 1:
        pairs.append((ids[place], ids[place + 1]))
        place += 2 if ids[place : place + 3] == [ids[place]] * 3 else 1
    return pairs


def _around(ids: Sequence[int]) -> list[Pair]:
    """Return the pairs with the last ID as the neighbour of the first."""
    return [(ids[place - 1], ids[place]) for place in range(len(ids))]


def _around_at_the_end(ids: Sequence[int]) -> list[Pair]:
    return [*pairwise(ids), (ids[-1], ids[0])]


def _without_the_last(ids: Sequence[int]) -> list[Pair]:
    return list(pairwise(ids[:-1]))


def _first_id_decides(ids: Sequence[int]) -> Pair:
    """Break ties by where the first ID of a pair comes, alone or not."""
    counts = Counter(pairwise(ids))
    most = max(counts.values())
    return min(
        (pair for pair in counts if counts[pair] == most),
        key=lambda pair: ids.index(pair[0]),
    )


def _first_that_is_better(ids: Sequence[int]) -> Pair:
    pairs = list(pairwise(ids))
    most = pairs.count(pairs[0])
    return next((pair for pair in pairs if pairs.count(pair) > most), pairs[0])


def _first_that_comes_twice(ids: Sequence[int]) -> Pair:
    pairs = list(pairwise(ids))
    again = (pair for place, pair in enumerate(pairs) if pair in pairs[:place])
    return next(again, pairs[0])


def _place_in_the_counts(ids: Sequence[int]) -> Pair:
    """Take the place of a pair among different pairs for its place in the list."""
    counts = Counter(pairwise(ids))
    place = [*counts].index(_best_pair(ids))
    return ids[place], ids[place + 1]


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
        # Either way round 1 and 2 are neighbours four times, 7 and 6 three times.
        ([7, 6, 0, 7, 6, 5, 7, 6, 4, 1, 2, 1, 2, 1],),
        # 1 comes before 2, but 2 and 3 are neighbours before 1 and 4 are.
        ([1, 5, 2, 3, 2, 3, 1, 4, 1, 4],),
        # The first pair comes once, the next one twice, a later one three times.
        ([1, 2, 3, 2, 3, 4, 5, 4, 5, 4, 5],),
        # In a ring 1 and 2 would be neighbours twice.
        ([2, 5, 3, 1, 2, 4, 1],),
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
            "You took the greatest item, which is the pair with the greatest IDs and "
            "its count. max(counts, key=counts.get) returns the most frequent pair.",
            lambda ids: max(Counter(pairwise(ids)).items()),
        ),
        Mistake(
            "You took the last pair that is new, however often it comes. Where your "
            "loop finds a greater count, does it write that count down too?",
            lambda ids: [*Counter(pairwise(ids))][-1],
        ),
        Mistake(
            "You returned the first pair that comes more often than the one before, "
            "but a later one comes more often still. Let the loop go on to its end.",
            _first_that_is_better,
        ),
        Mistake(
            "You returned the first pair that comes a second time. Another may come "
            "more often: count to the end, then choose.",
            _first_that_comes_twice,
        ),
        Mistake(
            "You returned the last pair of the list. Is the Counter made anew in each "
            "round of the loop? Make it once, before the loop.",
            lambda ids: (ids[-2], ids[-1]),
        ),
        Mistake(
            "You chose while you were still counting, so of equally frequent pairs the "
            "one won that had come so often first. Count to the end, then choose.",
            lambda ids: first_to_come_so_often(neighbours(ids)),
        ),
        Mistake(
            "You took a place among the counts for a place in the list. Each pair is "
            "counted under one key: list(counts)[place] is the pair.",
            _place_in_the_counts,
        ),
        Mistake(
            "Of equally frequent pairs you took the one whose first ID comes first. "
            "Where the pair itself first stands decides.",
            _first_id_decides,
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
            "You sorted the IDs. Neighbours are those that stand side by side in the "
            "list as it is given.",
            _choosing(first_of_the_most, lambda ids: neighbours(sorted(ids))),
        ),
        Mistake(
            "You returned all of the most frequent pairs. One is needed: of equally "
            "frequent ones the first.",
            _best_pairs,
        ),
        Mistake(
            "You chose from a set, which has no order of its own, so any of equally "
            "frequent pairs may win. A Counter keeps the order of the list.",
            _best_of_a_set,
        ),
        Mistake(
            "Of equally frequent pairs you took the one that you met last. Is there a "
            ">= that should be >?",
            _last_of_the_best,
        ),
        Mistake(
            "You returned the first pair of the list, however often it comes. Does a "
            "return stand within the loop? Or does every count stay at 1, or at 0, as "
            "with = where += should be?",
            lambda ids: (ids[0], ids[1]),
        ),
        Mistake(
            "You counted (1, 2) and (2, 1) as one pair; which ID is first matters.",
            _choosing(
                first_of_the_most,
                lambda ids: [(min(two), max(two)) for two in pairwise(ids)],
            ),
        ),
        Mistake(
            "You counted 9, 9, 9 as one pair. Pairs may overlap here, so that they are "
            "two: pairwise gives them all.",
            _choosing(first_of_the_most, _apart),
        ),
        *(
            Mistake(
                "You took the last ID and the first for neighbours. ids[place - 1] is "
                "the last ID where place is 0: begin at 1, or use pairwise.",
                _choosing(first_of_the_most, pairs),
            )
            for pairs in (_around, _around_at_the_end)
        ),
        Mistake(
            "You left out the last pair, so of two IDs there is none. A list has one "
            "pair fewer than IDs: range(len(ids) - 1), or pairwise.",
            _choosing(first_of_the_most, _without_the_last),
        ),
        Mistake(
            "You took the two most frequent IDs. They may never stand side by "
            "side: count pairs of neighbours.",
            _two_best_ids,
        ),
    ),
)
