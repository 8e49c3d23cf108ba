"""Wrong merges for 04.merge that look at a wrong place, or past the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..records import Mistake
from .shared import Pair


def _in_place(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = list(ids)
    for place in range(len(merged) - 1):
        if (merged[place], merged[place + 1]) == pair:
            merged[place] = new
            merged.pop(place + 1)
    return merged


def _in_place_by_halves(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = list(ids)
    for place in range(len(merged) - 1):
        if merged[place] == pair[0] and merged[place + 1] == pair[1]:
            merged[place] = new
            merged.pop(place + 1)
    return merged


def _past_the_end(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        is_pair = (ids[place], ids[place + 1]) == pair
        merged.append(new if is_pair else ids[place])
        place += 2 if is_pair else 1
    return merged


def _past_end_by_halves(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        is_pair = ids[place] == pair[0] and ids[place + 1] == pair[1]
        merged.append(new if is_pair else ids[place])
        place += 2 if is_pair else 1
    return merged


def _at_the_first_id(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = list(ids)
    while pair in pairwise(merged):
        place = merged.index(pair[0])
        merged[place : place + 2] = [new]
    return merged


MERGING: tuple[Mistake, ...] = (
    *(
        Mistake(
            "You take IDs out of the list while a for loop counts through its old "
            "places, so it runs over the end. Build a new list, with a while loop.",
            function,
        )
        for function in (_in_place, _in_place_by_halves)
    ),
    *(
        Mistake(
            "The last ID has no neighbour: ids[place + 1] is past the end. Ask "
            "first whether place + 1 < len(ids).",
            function,
        )
        for function in (_past_the_end, _past_end_by_halves)
    ),
    Mistake(
        "You merged where the first ID of the pair stands, whatever comes behind "
        "it: ids.index(pair[0]) may be the place of another pair.",
        _at_the_first_id,
    ),
)
