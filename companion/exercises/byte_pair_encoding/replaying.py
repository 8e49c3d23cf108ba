"""Wrong ways through the merges for 04.replay: other numbers, too few of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ..records import Mistake
from .shared import Merges, merge


def _numbered_from(first: int) -> Callable[[str, Merges], list[int]]:
    def answer(word: str, merges: Merges) -> list[int]:
        ids = list(word.encode())
        for new, pair in enumerate(merges, first):
            ids = merge(ids, pair, new)
        return ids

    return answer


def _without_spaces(word: str, merges: Merges) -> list[int]:
    ids: list[int] = []
    for part in word.split():
        part_ids = list(part.encode())
        for pair, new in merges.items():
            part_ids = merge(part_ids, pair, new)
        ids += part_ids
    return ids


def _by_counts_to_the_end(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while True:
        pairs = list(pairwise(ids))
        commonest = max(pairs, key=pairs.count)  # an error where one ID is left
        if commonest not in merges:
            return ids
        ids = merge(ids, commonest, merges[commonest])


def _unknown_first(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := list(pairwise(ids)):
        pair = min(pairs, key=lambda pair: merges.get(pair, 0))
        if pair not in merges:
            break
        ids = merge(ids, pair, merges[pair])
    return ids


def _last_merge(word: str, merges: Merges) -> list[int]:
    pair = [*merges][-1]
    return merge(list(word.encode()), pair, merges[pair])


def _until_one_does_not_apply(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        if pair not in pairwise(ids):
            break
        ids = merge(ids, pair, new)
    return ids


def _most_frequent_known(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := [pair for pair in pairwise(ids) if pair in merges]:
        commonest = max(pairs, key=pairs.count)
        ids = merge(ids, commonest, merges[commonest])
    return ids


def _by_counts_alone(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for _ in merges:
        pairs = list(pairwise(ids))
        commonest = max(pairs, key=pairs.count)  # an error where one ID is left
        ids = merge(ids, commonest, merges[commonest])
    return ids


def _smallest_pair(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := [pair for pair in pairwise(ids) if pair in merges]:
        ids = merge(ids, min(pairs), merges[min(pairs)])
    return ids


def _last_place(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := [pair for pair in pairwise(ids) if pair in merges]:
        ids = merge(ids, pairs[-1], merges[pairs[-1]])
    return ids


def _without_the_first(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in [*merges.items()][1:]:
        ids = merge(ids, pair, new)
    return ids


def _one_behind_another(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    return [i for pair, new in merges.items() for i in merge(ids, pair, new)]


REPLAYING: tuple[Mistake, ...] = (
    Mistake(
        "A pair that is no merge counts as the first one, since .get gives 0 for it. "
        "Leave such pairs out before you take the min.",
        _unknown_first,
    ),
    Mistake(
        "You lost a space. It is a byte like any other, and most words begin with one: "
        "split and strip take it away.",
        _without_spaces,
    ),
    *(
        Mistake(
            "You counted the pairs of this word. That was training; now the order "
            "learned is given, and no pair is counted.",
            function,
        )
        for function in (_by_counts_to_the_end, _by_counts_alone)
    ),
    Mistake(
        "Of the pairs that are merges you took the one with the smallest IDs. The one "
        "learned first has the smallest new ID: min(pairs, key=merges.get).",
        _smallest_pair,
    ),
    Mistake(
        "The first merge of the dictionary is not made. Does the count begin at 1? Or "
        "are the IDs bytes, which never equal a list? list(word.encode()) is one.",
        _without_the_first,
    ),
    Mistake(
        "Of the pairs that are merges you took the last in the word. The merge learned "
        "first goes first: min(pairs, key=merges.get).",
        _last_place,
    ),
    Mistake(
        "You put what the merges give one behind another. Each merge goes on with what "
        "the one before it has left: ids = merge(ids, pair, new).",
        _one_behind_another,
    ),
    Mistake(
        "Your list holds bytes, one by one. The merges are of numbers: begin with "
        "list(word.encode()).",
        lambda word, merges: [bytes([value]) for value in word.encode()],
    ),
    Mistake(
        "You numbered the merges from 0, but 0 to 255 are bytes. Each pair has its "
        "new ID in merges: for pair, new in merges.items().",
        _numbered_from(0),
    ),
    Mistake(
        "You numbered the merges from 257. Each pair has its new ID in merges: for "
        "pair, new in merges.items().",
        _numbered_from(257),
    ),
    Mistake(
        "Each merge began with the bytes again, so that only the last one counts. "
        "Begin with what the merge before it has left: ids = merge(ids, pair, new).",
        _last_merge,
    ),
    Mistake(
        "You stopped at the first merge that does not apply. Skip it: a later one may "
        "apply.",
        _until_one_does_not_apply,
    ),
    Mistake(
        "Of the merges that apply you made the one whose pair is most frequent in the "
        "word. That was training; now the one learned first goes first.",
        _most_frequent_known,
    ),
)
