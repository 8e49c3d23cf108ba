"""What the code of an answer shows of a loop that never ends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from companion.exercises.byte_pair_encoding import merge as merge_step
from companion.exercises.byte_pair_encoding import replay as replay_step
from companion.exercises.byte_pair_encoding.shared import merge
from companion.exercises.checking import examine
from companion.exercises.endless import condition, endless
from tests.answers_in_cells import in_a_cell

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


ROUND = """def f(parts):
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
"""


def changed(*changes: tuple[str, str]) -> Callable[..., Any]:
    """Return a round of joining as a cell has it, with some lines changed."""
    source = ROUND
    for old, new in changes:
        assert old in source
        source = source.replace(old, new, 1)
    return in_a_cell(source, RANKS=RANKS, pairwise=pairwise, merge=merge)


under_another_name = changed(("        parts = merge", "        merged = merge"))
parts_made_anew = changed(
    ("(parts):\n", "(text):\n"),
    (
        "        known",
        "        parts = [bytes([value]) for value in text]\n        known",
    ),
)
emptied_for_each_pair = changed(
    ("        known = {}\n", ""),
    ("            if", "            known = {}\n            if"),
)
break_too_deep = changed(
    ("        if not", "            if not"),
    ("            break", "                break"),
    ("        first, second = known[min(known)]", "        first, second = parts[:2]"),
)


def merged_made_too_early(words: list[list[int]]) -> list[list[int]]:
    merged: list[list[int]] = []
    for new in (256, 257):
        for word in words:
            merged.append(merge(word, (97, 98), new))
        words = merged
    return words


def merged_made_in_time(words: list[list[int]]) -> list[list[int]]:
    for new in (256, 257):
        merged: list[list[int]] = []
        for word in words:
            merged.append(merge(word, (97, 98), new))
        words = merged
    return words


def onto_itself(words: list[list[int]]) -> list[list[int]]:
    for word in words:
        words.append(merge(word, (97, 98), 256))
    return words


def rows_that_begin_alike(n: int) -> list[list[int]]:
    row = [0]
    rows: list[list[int]] = []
    while len(rows) < n:
        row = [0] * n
        row[len(rows)] = 1
        rows.append(row)
    return rows


def halving(number: int) -> list[int]:
    steps: list[int] = []
    while number > 1:
        half, odd = divmod(number, 2)
        for digit in steps[:1]:
            if digit == odd:
                break
        steps.append(odd)
        number = half
    return steps


def as_long_as_two_are_left(ids: list[int]) -> list[int]:
    while len(ids) > 1:
        for new, pair in enumerate([(97, 98), (256, 99)], 256):
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
        (known_or_else, "Take out what a round has dealt with, by .pop(0), or"),
        (known_once, "Nothing inside the while loop changes known,"),
        (result_lost, "Nothing keeps what merge(…) returns"),
        (standing_still, "Nothing inside the while loop changes place or ids,"),
        (standing_still_elsewhere, "if does not hold, nothing changes place or ids"),
        (without_break, "no break and no return"),
        (under_another_name, "reads merged, which merge(…) returns. Should the line"),
        (parts_made_anew, "Each round sets parts anew"),
        (emptied_for_each_pair, "known is made anew in each round of the for loop"),
        (break_too_deep, "The break stands in a for loop"),
        (merged_made_too_early, "After words = merged both are one list"),
        (onto_itself, "The for loop goes through words and makes it longer"),
    ],
)
def test_a_loop_without_end_is_named(answer: Callable[..., Any], said: str) -> None:
    assert said in " ".join(endless(answer))


@pytest.mark.parametrize(
    "answer",
    [
        *(in_order, taking_out, with_a_list_to_do, cutting, until_another_way_out),
        *(asking_a_function, helped, by_branches, merged_made_in_time, halving),
        rows_that_begin_alike,
    ],
)
def test_a_loop_that_can_end_is_left_alone(answer: Callable[..., Any]) -> None:
    assert endless(answer) == []


def test_a_condition_that_alone_can_end_the_loop_is_asked_about() -> None:
    (said,) = condition(as_long_as_two_are_left)
    assert "as long as this holds: len(ids) > 1. Does each round" in said
    assert endless(as_long_as_two_are_left) == []
    report = examine(replay_step.EXERCISE, endless_replay, 1, seconds=0.3)
    assert "as long as this holds: len(ids) > 1." in report.text


@pytest.mark.parametrize("answer", [in_order, until_another_way_out, onto_itself])
def test_no_condition_is_asked_about_where_another_line_may_end_the_loop(
    answer: Callable[..., Any],
) -> None:
    assert condition(answer) == []


def endless_replay(word: str, merges: dict[tuple[int, int], int]) -> list[int]:
    ids = list(word.encode())
    while len(ids) > 1:
        for pair, new in merges.items():
            ids = merge(ids, pair, new)
    return ids


def test_the_report_says_why_it_was_stopped() -> None:
    report = examine(merge_step.EXERCISE, standing_still, 1, seconds=0.3)
    assert report.outcome == "too slow"
    assert "changes place or ids" in report.text
    assert "changes place or ids" in report.inside
