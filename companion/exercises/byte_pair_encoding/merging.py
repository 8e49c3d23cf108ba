"""Wrong merges for 04.merge that look at a wrong place, or past the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from ..records import Mistake
from .shared import Pair

_Asks = Callable[[Sequence[int], int, Pair], bool]
_Merge = Callable[[Sequence[int], Pair, int], list[int]]


def _as_a_pair(ids: Sequence[int], place: int, pair: Pair) -> bool:
    return (ids[place], ids[place + 1]) == pair


def _by_halves(ids: Sequence[int], place: int, pair: Pair) -> bool:
    """Ask for the second ID only where the first one fits."""
    return ids[place] == pair[0] and ids[place + 1] == pair[1]


def _in_place(asks: _Asks) -> _Merge:
    def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
        merged = list(ids)
        for place in range(len(merged) - 1):
            if asks(merged, place, pair):
                merged[place] = new
                merged.pop(place + 1)
        return merged

    return merge


def _past_the_end(asks: _Asks) -> _Merge:
    def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
        merged, place = [], 0
        while place < len(ids):
            is_pair = asks(ids, place, pair)
            merged.append(new if is_pair else ids[place])
            place += 2 if is_pair else 1
        return merged

    return merge


def _at_the_first_id(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = list(ids)
    while pair in pairwise(merged):
        place = merged.index(pair[0])
        merged[place : place + 2] = [new]
    return merged


def _beside_the_first_id(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for index in ids:
        is_pair = merged and (merged[-1], index) == pair
        merged.append(new if is_pair else index)
    return merged


def _anew_in_each_round(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    for index in ids:
        merged = [index]
    return merged  # an error where there is no ID


def _pairs_of_the_rest(ids: Sequence[int], pair: Pair, new: int) -> list[Any]:
    return [new if two == pair else two for two in pairwise(ids)]


def _both_of_each(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return [index for two in pairwise(ids) for index in ([new] if two == pair else two)]


MERGING: tuple[Mistake, ...] = (
    *(
        Mistake(
            "You take IDs out of the list while a for loop counts through its old "
            "places, so it runs over the end. Build a new list, with a while loop.",
            _in_place(asks),
        )
        for asks in (_as_a_pair, _by_halves)
    ),
    *(
        Mistake(
            "The last ID has no neighbour: ids[place + 1] is past the end. Ask "
            "first whether place + 1 < len(ids).",
            _past_the_end(asks),
        )
        for asks in (_as_a_pair, _by_halves)
    ),
    Mistake(
        "You merged where the first ID of the pair stands, whatever comes behind "
        "it: ids.index(pair[0]) may be the place of another pair.",
        _at_the_first_id,
    ),
    Mistake(
        "You append the new ID, but the first ID of the pair is in your list already. "
        "Put the new one in its place: merged[-1] = new.",
        _beside_the_first_id,
    ),
    Mistake(
        "Only the last ID is left. Is your list made anew in each round? Make it once, "
        "before the loop.",
        _anew_in_each_round,
    ),
    Mistake(
        "You append both IDs of each pair that is another. Pairs of neighbours share "
        "an ID, so it comes twice: append the first only.",
        _both_of_each,
    ),
    Mistake(
        "There are pairs in your list. Of a pair that is another append the first ID "
        "only: the second begins the next pair.",
        _pairs_of_the_rest,
    ),
)
