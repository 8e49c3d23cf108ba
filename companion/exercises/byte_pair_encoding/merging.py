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


def _where(asks: _Asks, always: int = 0) -> _Merge:
    """Merge wherever a question is answered yes; `always` is how far to go on."""

    def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
        merged, place = [], 0
        while place < len(ids):
            yes = asks(ids, place, pair)
            merged.append(new if yes else ids[place])
            place += always or (2 if yes else 1)
        return merged

    return merge


def _guarded(asks: _Asks) -> _Asks:
    return lambda ids, place, pair: place + 1 < len(ids) and asks(ids, place, pair)


def _after_the_last_id(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """Remember the last ID, also where a merge has used it."""
    merged: list[int] = []
    last = None
    for index in ids:
        if (last, index) == pair:
            merged[-1] = new
        else:
            merged.append(index)
        last = index
    return merged


def _removing(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = list(ids)
    for place in range(len(merged) - 1):
        if (merged[place], merged[place + 1]) == pair:
            merged[place] = new
            merged.remove(pair[1])
    return merged


def _at_old_places(step: int) -> _Merge:
    """Change a copy at the places where the pair stands in the list itself."""

    def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
        merged, place = list(ids), 0
        while place < len(ids) - 1:
            yes = _as_a_pair(ids, place, pair)
            if yes:
                merged[place : place + 2] = [new]
            place += step if yes else 1
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
            "You compare with the first ID of the pair alone. Its neighbour must be "
            "the second: (ids[place], ids[place + 1]) == pair.",
            _where(asks),
        )
        for asks in (
            lambda ids, place, pair: ids[place] == pair[0],
            _guarded(lambda ids, place, pair: ids[place] == pair[0]),
        )
    ),
    Mistake(
        "You merge where one of the two IDs fits. Both must: and, not or.",
        _where(
            _guarded(
                lambda ids, place, pair: (
                    ids[place] == pair[0] or ids[place + 1] == pair[1]
                )
            )
        ),
    ),
    Mistake(
        "You ask whether both IDs are in the pair, so (2, 1) and (1, 1) count too. "
        "Compare in order: (ids[place], ids[place + 1]) == pair.",
        _where(
            _guarded(
                lambda ids, place, pair: ids[place] in pair and ids[place + 1] in pair
            )
        ),
    ),
    Mistake(
        "You move on by 2 each time, so IDs are lost. By 2 after a pair, by 1 after "
        "any other ID.",
        _where(_guarded(_as_a_pair), always=2),
    ),
    Mistake(
        "You remember the last ID also where a merge has used it: 1, 1, 1 is merged "
        "into one. After a merge there is no ID to remember.",
        _after_the_last_id,
    ),
    *(
        Mistake(
            "You look for places in the old list and change another, in which they "
            "have moved after the first merge. Append to a new list instead.",
            _at_old_places(step),
        )
        for step in (1, 2)
    ),
    Mistake(
        "remove(…) takes out the first such ID of the whole list, and the for loop "
        "counts on through the old places. Build a new list, with a while loop.",
        _removing,
    ),
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
