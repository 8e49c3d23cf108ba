"""Exercise 04.merge."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from ..records import Exercise, Mistake
from .merging import MERGING
from .shared import Pair, merge


def _merge_without_skipping(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = [
        new if (first, second) == pair else first for first, second in pairwise(ids)
    ]
    return [*merged, *ids[-1:]]


def _merge_and_add_the_last(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return [*_merge_in_pairs_only(ids, pair, new), ids[-1]]


def _merge_and_keep_the_last(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    skip = False
    for two in pairwise(ids):
        if skip:
            skip = False
            continue
        skip = two == pair
        merged.append(new if skip else two[0])
    return [*merged, *ids[-1:]]


def _merge_and_keep_ids_end(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return [*_merge_and_keep_the_last(ids, pair, new)[:-1], ids[-1]]


def _merge_first_place(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    for place, found in enumerate(pairwise(ids)):
        if found == pair:
            return [*ids[:place], new, *ids[place + 2 :]]
    return list(ids)


def _merge_from_the_right(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return merge(ids[::-1], pair[::-1], new)[::-1]


def _merge_side_by_side(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for place in range(0, len(ids), 2):
        two = tuple(ids[place : place + 2])
        merged += [new] if two == pair else two
    return merged


def _merge_either_way(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for index in ids:
        if merged and (merged[-1], index) in (pair, pair[::-1]):
            merged[-1] = new
        else:
            merged.append(index)
    return merged


def _merge_losing_the_last(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids) - 1:
        is_pair = (ids[place], ids[place + 1]) == pair
        merged.append(new if is_pair else ids[place])
        place += 2 if is_pair else 1
    return merged


def _merge_in_pairs_only(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return _merge_without_skipping(ids, pair, new)[:-1]


def _merge_nothing(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return list(ids)


def _merge_each_id(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return [new if index in pair else index for index in ids]


def _merge_overlapping(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    places = [place for place, found in enumerate(pairwise(ids)) if found == pair]
    return [
        new if place in places else ids[place]
        for place in range(len(ids))
        if place in places or place - 1 not in places
    ]


def _merge_digits(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    written = " ".join(map(str, ids))
    return [int(n) for n in written.replace(f"{pair[0]} {pair[1]}", str(new)).split()]


def _merge_without_else(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        if tuple(ids[place : place + 2]) == pair:
            merged.append(new)
            place += 2
        merged.append(ids[place])
        place += 1
    return merged


def _merge_cases(rng: random.Random) -> list[tuple[list[int], Pair, int]]:
    return [
        ([], (1, 2), 256),
        ([1], (1, 2), 256),
        ([1, 2], (1, 2), 256),
        ([1, 2, 3], (1, 2), 256),
        ([3, 1, 2, 1, 2, 4], (1, 2), 256),
        ([1, 1, 1], (1, 1), 256),
        ([2, 1, 1, 1, 1, 1], (1, 1), 300),
        ([2, 1, 2, 1], (1, 2), 256),
        ([11, 2, 1, 23, 1, 2], (1, 2), 256),
        ([3, 1, 3, 2], (1, 2), 256),
        (rng.choices([1, 2, 3], k=12), (1, 2), rng.randint(256, 999)),
    ]


EXERCISE = Exercise(
    name="04.merge",
    task="Replace the pair by the new ID wherever it stands, from left to right, "
    "and return the new list. An ID can be part of one pair only.",
    starter="def merge(ids, pair, new):\n    # your code\n    ...\n",
    hints=(
        "Walk through the list with a place that you move yourself: a while loop.",
        "Where the pair begins, append new and move on by 2; otherwise append the "
        "ID and move on by 1.",
        "Compare with (ids[place], ids[place + 1]) == pair, and mind the last "
        "place, which has no neighbour.",
    ),
    solution=merge,
    cases=_merge_cases,
    lesson="This one function is half of a tokenizer: training calls it, and so "
    "does encoding.",
    mistakes=(
        Mistake(
            "You left the second ID of the pair where it was: after a pair go on "
            "behind it.",
            _merge_without_skipping,
        ),
        Mistake(
            "You left the second ID of the pair where it was: after a pair go on "
            "behind it. And an empty list has no ids[-1].",
            _merge_and_add_the_last,
        ),
        *(
            Mistake(
                "You append the last ID always. Where the list ends with the pair, the "
                "last ID is in the new one already.",
                function,
            )
            for function in (_merge_and_keep_the_last, _merge_and_keep_ids_end)
        ),
        *MERGING,
        Mistake("You made the merge at the first place only.", _merge_first_place),
        Mistake(
            "You put the new ID for each ID of the pair. It takes the place of both, "
            "and only where they are neighbours.",
            _merge_each_id,
        ),
        Mistake(
            "In 1, 1, 1 you used the middle ID for two pairs. Go on behind a pair.",
            _merge_overlapping,
        ),
        Mistake(
            "You replaced in a string, where '11 2' holds '1 2' too. Compare IDs, not "
            "their digits.",
            _merge_digits,
        ),
        Mistake(
            "After a merge you append the next ID as well, without a look at it. An "
            "else is missing.",
            _merge_without_else,
        ),
        Mistake(
            "You went from the right. In 1, 1, 1 the pair 1, 1 stands on the left "
            "first.",
            _merge_from_the_right,
        ),
        Mistake(
            "You looked at places 0 and 1, 2 and 3 and so on: a pair may begin at "
            "any place.",
            _merge_side_by_side,
        ),
        Mistake(
            "You merged the two IDs in either order: (1, 2) is not (2, 1).",
            _merge_either_way,
        ),
        Mistake(
            "You lost the last ID where no pair ends the list.",
            _merge_losing_the_last,
        ),
        Mistake(
            "You append one ID for each pair of neighbours. So the last ID is "
            "missing, and after a merge the second ID of the pair is still there.",
            _merge_in_pairs_only,
        ),
        *(
            Mistake(
                "You merged nothing. Do you return ids, and not your new list? "
                "What do you compare with pair? Neither one ID nor the list [1, 2] "
                "ever equals (1, 2): tuple(ids[place : place + 2]) does.",
                function,
            )
            for function in (
                _merge_nothing,
                lambda ids, pair, new: list(ids[:-1]),
                lambda ids, pair, new: [*ids[:-1], ids[-1]],  # none if ids is empty
            )
        ),
    ),
)
