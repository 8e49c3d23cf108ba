"""What the code of an answer shows of a loop that never ends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from companion.exercises.byte_pair_encoding import merge as merge_step
from companion.exercises.byte_pair_encoding.shared import merge
from companion.exercises.checking import examine
from companion.exercises.endless import endless

RANKS = {b"ab": 256, b"bc": 257}


def known_before_the_loop(parts: list[bytes]) -> list[bytes]:
    known = {}
    while True:
        for first, second in pairwise(parts):
            if first + second in RANKS:
                known[RANKS[first + second]] = first, second
        if not known:
            break
        first, second = known[min(known)]
        parts = merge(parts, (first, second), first + second)
    return parts


def known_asked_otherwise(parts: list[bytes]) -> list[bytes]:
    known: dict[int, Any] = {}
    while True:
        for pair in pairwise(parts):
            if b"".join(pair) in RANKS:
                known.setdefault(RANKS[b"".join(pair)], pair)
        if len(known) == 0:
            return parts
        parts = merge(parts, known[min(known)], b"".join(known[min(known)]))


def known_or_else(parts: list[bytes]) -> list[bytes]:
    known: dict[int, Any] = {}
    while True:
        for pair in pairwise(parts):
            if b"".join(pair) in RANKS:
                known[RANKS[b"".join(pair)]] = pair
        if known:
            parts = merge(parts, known[min(known)], b"".join(known[min(known)]))
        else:
            break
    return parts


def known_once(parts: list[bytes]) -> list[bytes]:
    known = {}
    for first, second in pairwise(parts):
        if first + second in RANKS:
            known[RANKS[first + second]] = first, second
    while known:
        first, second = known[min(known)]
        parts = merge(parts, (first, second), first + second)
    return parts


def result_lost(parts: list[bytes]) -> list[bytes]:
    while True:
        known = {}
        for first, second in pairwise(parts):
            if first + second in RANKS:
                known[RANKS[first + second]] = first, second
        if not known:
            break
        first, second = known[min(known)]
        merge(parts, (first, second), first + second)
    return parts


def standing_still(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        if place + 1 < len(ids) and (ids[place], ids[place + 1]) == pair:
            merged.append(new)
        else:
            merged.append(ids[place])
    return merged


def standing_still_elsewhere(
    ids: list[int], pair: tuple[int, int], new: int
) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        if place + 1 < len(ids) and (ids[place], ids[place + 1]) == pair:
            merged.append(new)
            place += 2
        else:
            merged.append(ids[place])
    return merged


def without_break(ids: list[int], merges: dict[tuple[int, int], int]) -> list[int]:
    while True:
        for pair, new in merges.items():
            ids = merge(ids, pair, new)
    return ids


def in_order(parts: list[bytes]) -> list[bytes]:
    while True:
        known = {}
        for first, second in pairwise(parts):
            if first + second in RANKS:
                known[RANKS[first + second]] = first, second
        if not known:
            break
        first, second = known[min(known)]
        parts = merge(parts, (first, second), first + second)
    return parts


def taking_out(parts: list[bytes]) -> list[bytes]:
    known = {RANKS[a + b]: (a, b) for a, b in pairwise(parts) if a + b in RANKS}
    while known:
        first, second = known.pop(min(known))
        parts = merge(parts, (first, second), first + second)
    return parts


def with_a_list_to_do(ids: list[int]) -> list[int]:
    todo, done = [ids], []
    while todo:
        first, *rest = todo.pop()
        done.append(first)
        if rest:
            todo.append(rest)
    return done


def cutting(ids: list[int]) -> int:
    rounds = 0
    while ids:
        ids[:1] = []
        rounds += 1
    return rounds


def until_another_way_out(ids: list[int]) -> list[int]:
    seen: list[int] = []
    while True:
        seen.append(len(seen))
        if not seen:
            break
        if len(seen) > len(ids):
            return seen
    return seen


def asking_a_function(ids: list[int]) -> list[int]:
    def any_left() -> bool:
        ids.pop()
        return bool(ids)

    while any_left():
        ...
    return ids


def helped(ids: list[int]) -> list[int]:
    def shorten(some: list[int]) -> None:
        some.pop()

    while len(ids) > 1:
        shorten(ids)
    return ids


def by_branches(ids: list[int]) -> int:
    place = 0
    while place < len(ids):
        if ids[place] == 0:
            place += 2
        elif ids[place] == 1:
            ids = ids[1:]
        else:
            place += 1
    return place


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (known_before_the_loop, "Inside the loop known is only added to"),
        (known_asked_otherwise, "Inside the loop known is only added to"),
        (known_or_else, "Inside the loop known is only added to"),
        (known_once, "Nothing inside the while loop changes known,"),
        (result_lost, "Nothing keeps what merge(…) returns"),
        (standing_still, "Nothing inside the while loop changes place or ids,"),
        (standing_still_elsewhere, "if does not hold, nothing changes place or ids"),
        (without_break, "no break and no return"),
    ],
)
def test_a_loop_without_end_is_named(answer: Callable[..., Any], said: str) -> None:
    assert said in " ".join(endless(answer))


@pytest.mark.parametrize(
    "answer",
    [
        *(in_order, taking_out, with_a_list_to_do, cutting, until_another_way_out),
        *(asking_a_function, helped, by_branches),
    ],
)
def test_a_loop_that_can_end_is_left_alone(answer: Callable[..., Any]) -> None:
    assert endless(answer) == []


def test_the_report_says_why_it_was_stopped() -> None:
    report = examine(merge_step.EXERCISE, standing_still, 1, seconds=0.3)
    assert report.outcome == "too slow"
    assert "changes place or ids" in report.text
    assert "changes place or ids" in report.inside
